"""E-mails (RFC 5322): attached advices are read; else the body, by known document numbers.

What is quoted from earlier messages counts only if nothing was written anew, as in a message that
is passed on. The same advice in two attachments is one.

Lines in origins and errors are those of the file for plain text; for HTML and base64 they are the
first line of their part. Of an attachment they are its own.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from dataclasses import replace
from decimal import Decimal
from email.message import Message

from ...errors import FormatError, UnknownFormat
from .. import pdf
from ..identify import FILES, reader_of
from ..mail_headers import is_mail
from ..model import RemittanceAdvice
from ..page import NothingKnown, read_page
from ..table.rows import Reading
from .html import lines_of_html
from .parts import Attachment, attachments, forwarded, header, read_message, texts
from .places import Starts, placed_lines, starts_of_texts
from .quotes import with_quotes, without_quotes

NAME = "e-mail"
MOST_LINES = 5_000
MOST_DEEP = 3
"""Messages within messages that are looked into."""

_DECORATION = ("image/", "text/calendar", "text/vcard", "application/pgp-signature")
_SIGNATURES = ("application/pkcs7-signature", "application/x-pkcs7-signature", "text/x-vcard")


def matches(head: bytes) -> str:
    """``e-mail`` if it begins with the headers of one."""
    return NAME if is_mail(head) else ""


def read(data: bytes, source: str, documents: Collection[str]) -> tuple[RemittanceAdvice, ...]:
    """The advices that the e-mail carries or tells; ``documents`` are the known numbers.

    Raises:
        FormatError: an attachment or the body cannot be read, or tells nothing that is known.
    """
    message = read_message(data, source)
    return _read(message, source, documents, starts_of_texts(message, data), 0)


def _read(
    message: Message,
    source: str,
    documents: Collection[str],
    starts: Starts,
    depth: int,
) -> tuple[RemittanceAdvice, ...]:
    leniencies: dict[str, None] = {}
    found = _attached(message, source, documents, leniencies)
    try:
        found = found or [_body(message, source, documents, starts, leniencies)]
    except NothingKnown:
        for inner in forwarded(message) if depth < MOST_DEEP else ():
            return _read(inner, source, documents, starts, depth + 1)
        raise
    extra = tuple(
        (name, text)
        for name, text in (
            ("from", header(message, "From")),
            ("subject", header(message, "Subject")),
            ("sent", header(message, "Date")),
        )
        if text
    )
    return tuple(
        replace(
            advice,
            leniencies=tuple(dict.fromkeys((*advice.leniencies, *leniencies))),
            extra=advice.extra + extra,
        )
        for advice in found
    )


def _attached(
    message: Message, source: str, documents: Collection[str], leniencies: dict[str, None]
) -> list[RemittanceAdvice]:
    """The advices in attachments, each once; tables and EDI go before pages of text."""
    tables: list[tuple[str, tuple[RemittanceAdvice, ...]]] = []
    pages: list[tuple[str, tuple[RemittanceAdvice, ...]]] = []
    for each in attachments(message):
        try:
            kind, reader = reader_of(each.content, FILES, source=source)
            advices = reader.read(each.content, f"{source}/{each.name}", documents)
        except (UnknownFormat, NothingKnown) as error:
            if not _is_decoration(each):
                leniencies[f"attachment not read: {each.name} ({error.problem})"] = None
            continue
        (pages if kind == pdf.NAME else tables).append((each.name, advices))
    found: list[RemittanceAdvice] = []
    for name, advices in tables + pages:
        for advice in advices:
            if _is_new(advice, found, (name, advices) in pages, leniencies, name):
                found.append(advice)
    return found


def _is_decoration(each: Attachment) -> bool:
    return each.kind.startswith(_DECORATION) or each.kind in _SIGNATURES


def _is_new(
    advice: RemittanceAdvice,
    found: Sequence[RemittanceAdvice],
    is_page: bool,
    leniencies: dict[str, None],
    name: str,
) -> bool:
    """Whether no other attachment tells the same payment.

    Raises:
        FormatError: another one tells it differently.
    """
    for other in found:
        if _content(other) == _content(advice):
            leniencies[f"attachment says the same again: {name}"] = None
            return False
        shared = _documents(other) & _documents(advice)
        if is_page and shared:
            leniencies[f"attachment names the same documents, a table was read: {name}"] = None
            return False
        if shared and other.payment_reference == advice.payment_reference:
            raise FormatError(
                "two attachments tell the same payment differently",
                source=advice.origin.source,
                line=advice.origin.line,
                field="attachment",
                value=name,
            )
    return True


def _content(advice: RemittanceAdvice) -> list[tuple[str, Decimal]]:
    return sorted((line.document, line.paid) for line in advice.lines)


def _documents(advice: RemittanceAdvice) -> set[str]:
    return {line.document for line in advice.lines}


def _body(
    message: Message,
    source: str,
    documents: Collection[str],
    starts: Starts,
    leniencies: dict[str, None],
) -> RemittanceAdvice:
    """What the text tells; of the versions of the text, the first that names a document."""
    nothing = NothingKnown("an e-mail without text", source=source, line=1)
    for quoted in (False, True):
        for lines, numbers in _versions(message, quoted, source, starts):
            try:
                advice = read_page(lines, documents, Reading(source, {}), numbers=numbers)
            except NothingKnown as error:
                nothing = error
                continue
            if quoted:
                leniencies["read from the quoted message"] = None
            return advice
    raise nothing


def _versions(
    message: Message, quoted: bool, source: str, starts: Starts
) -> Iterator[tuple[list[str], list[int]]]:
    """The lines of each text, and the lines of the file on which they stand."""
    for part, kind, text in texts(message):
        start = starts.get(part, 1)
        if kind == "html":
            lines = lines_of_html(text, with_quotes=quoted)
            numbers = [start] * len(lines)
        else:
            placed = placed_lines(part, text, start)
            lines, numbers = (
                [line for _number, line in placed],
                [number for number, _line in placed],
            )
        if len(lines) > MOST_LINES:
            problem = f"an e-mail of more than {MOST_LINES} lines"
            raise FormatError(problem, source=source, line=numbers[MOST_LINES])
        yield (with_quotes(lines) if quoted else without_quotes(lines)), numbers
