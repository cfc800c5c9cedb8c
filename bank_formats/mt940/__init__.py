"""SWIFT MT940 customer statements, MT942 interim reports (and MT941, MT950: the same fields).

Format: SWIFT Standards MT category 9; Germany: DK Anlage 3 chapter 8. From the file inwards:
``cut`` gives ``fields``, and each ``ordinary`` entry as a whole; ``parts`` makes pages of them,
``page`` and ``statement`` put them together; ``transaction`` reads one ``entry`` and, by the
``dialects``, its details ``:86:``.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import BinaryIO

from ..model import Statement, Transaction
from ..text import charset_of, text_of
from .cut import cut
from .envelope import message_type
from .statement import read_statements

# Repetitions are bounded: whatever the bytes, this takes no time to speak of.
_START = rb"(?:\A|[\r\n}\x01]|\A\xef\xbb\xbf)[ \t\x01]{0,8}:"
_REFERENCE = re.compile(_START + rb"20:")
_BALANCE = re.compile(_START + rb"60[FM]:")
_INTERIM = re.compile(_START + rb"(?:34F|13D|90[CD]):")
_ACCOUNT = rb".{0,300}?[\r\n][ \t]{0,8}:25P?:"
_MESSAGE = re.compile(rb"(?s)" + _START + rb"20:" + _ACCOUNT)
_BLOCKS = re.compile(rb"(?:\xef\xbb\xbf)?[\s\x01]*+\{1:[^\r\n]{0,300}?\s{0,8}\{2:[^\r\n]{0,40}")


def matches(head: bytes) -> str:
    """``MT940`` or ``MT942`` if SWIFT blocks say so, or an opening balance, or a reference
    followed by an account, starts a line; the first message gives the name.

    Other SWIFT messages are named as well: to be refused in words.
    """
    blocks = _BLOCKS.match(head)
    kind = message_type(blocks[0].decode("latin-1")) if blocks else ""
    if kind:
        return "MT940" if kind in ("941", "950") else f"MT{kind}"
    if not _BALANCE.search(head) and not _MESSAGE.search(head):
        return ""
    first = _first_message(head)
    return "MT942" if _INTERIM.search(first) and not _BALANCE.search(first) else "MT940"


def _first_message(head: bytes) -> bytes:
    starts = [found.start() for found in _REFERENCE.finditer(head)][:2]
    return head[starts[0] :][: starts[1] - starts[0]] if len(starts) == 2 else head


def read(file: BinaryIO, source: str) -> Iterator[Transaction | Statement]:
    """All statements of the file, pages joined, totals checked.

    Raises:
        TruncatedFile: the file ends before the closing balance of its last statement.
        FormatError: a field that cannot be read, a message that is no statement.
    """
    charset, leniency = charset_of(file)
    return read_statements(cut(text_of(file, charset)), source, leniency)
