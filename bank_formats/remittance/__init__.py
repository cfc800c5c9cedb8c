"""What payers say their payments are for: bytes -> ``RemittanceAdvice``. No I/O, no Odoo, no clock.

>>> [advice] = parse_advice(b"Invoice;Paid\\nINV/7;1.234,50\\nTotal;1.234,50\\n")
>>> advice.lines[0].document, advice.lines[0].paid, advice.failed_checks
('INV/7', Decimal('1234.50'), ())
"""

from __future__ import annotations

from collections.abc import Collection
from typing import cast as _cast

from ..errors import FormatError as _FormatError
from ..errors import UnknownFormat as _UnknownFormat
from . import mail as _mail
from . import plain_text as _plain_text
from .identify import FILES as _FILES
from .identify import Reader as _Reader
from .identify import reader_of as _reader_of
from .model import AdviceLine, Deduction, RemittanceAdvice

__all__ = ["AdviceLine", "Deduction", "RemittanceAdvice", "identify_advice", "parse_advice"]

_READERS = (*_FILES, _cast(_Reader, _mail))
_MOST_BYTES = 25_000_000
"""What a mailbox takes as well; an advice of 100,000 lines has 10 MB."""


def parse_advice(
    data: bytes, *, source: str = "", documents: Collection[str] = ()
) -> tuple[RemittanceAdvice, ...]:
    """The advices in the bytes of a file or an e-mail, one for each payment, with their checks.

    Args:
        data: the file as received.
        source: the name to use in origins and errors, such as the file's name.
        documents: the numbers of the documents that can be meant. PDFs and e-mail bodies are read
            by looking these up, and so is text that nothing else recognises; tables and EDI messages
            do without.

    Raises:
        FormatError: the bytes cannot be read; says source, line, field and value.
    """
    if len(data) > _MOST_BYTES:
        raise _FormatError(f"more than {_MOST_BYTES // 1_000_000} MB", source=source, line=1)
    try:
        reader = _reader_of(data, _READERS, source=source)[1]
    except _UnknownFormat:
        if not documents or not _plain_text.matches(data):
            raise
        reader = _cast(_Reader, _plain_text)
    return reader.read(data, source, documents)


def identify_advice(data: bytes, *, source: str = "") -> str:
    """The kind's name: ``CSV``, ``XLSX``, ``PDF``, ``e-mail``, ``UBL``, ``REMADV`` and so on.

    Text without structure has no kind: :func:`parse_advice` reads it if it names known documents.

    Raises:
        UnknownFormat, AmbiguousFormat: no reader recognises the bytes, or more than one does.
    """
    return _reader_of(data, _READERS, source=source)[0]
