"""PDFs with text: known document numbers, each with the amount on its line (see ``page``)."""

from __future__ import annotations

import logging
import zlib
from collections.abc import Collection, Iterator
from io import BytesIO

from pypdf import PageObject, PdfReader
from pypdf.errors import DependencyError, DeprecationError, PyPdfError

from ..errors import FormatError
from .model import RemittanceAdvice
from .page import NothingKnown, read_page
from .table.rows import Reading

# It writes of each damaged object; what is wrong is told once, in the error.
logging.getLogger("pypdf").setLevel(logging.CRITICAL + 1)

NAME = "PDF"
MOST_PAGES = 200
MOST_BYTES_OF_PAGE = 2_000_000
"""Drawing instructions of one page; a page full of text has 20,000."""
MOST_LINES = 20_000

_BROKEN = (
    DependencyError,
    DeprecationError,
    PyPdfError,
    zlib.error,
    ArithmeticError,
    AssertionError,
    AttributeError,
    LookupError,
    NotImplementedError,
    OSError,
    RecursionError,
    TypeError,
    ValueError,
)
"""What pypdf raises for a damaged file."""


def matches(head: bytes) -> str:
    """``PDF`` if its signature stands in the first kilobyte."""
    return NAME if b"%PDF-" in head[:1024] and not head.startswith(b"PK") else ""


def read(data: bytes, source: str, documents: Collection[str]) -> tuple[RemittanceAdvice, ...]:
    """The advice that the pages tell of the known ``documents``; lines are those of the text.

    Raises:
        FormatError: a scan, a password, a damaged or too large file, none of the documents in it,
            or amounts with more than one meaning.
    """
    found: list[RemittanceAdvice] = []
    nothing = NothingKnown("none of the known document numbers", source=source, line=1)
    for layout in ("layout", "plain"):
        lines = _lines(data, source, layout)
        if not any(line.strip() for line in lines):
            raise FormatError(
                "a PDF without text (a scan?): ask for one that was made by a program",
                source=source,
                line=1,
            )
        try:
            advice = read_page(lines, documents, Reading(source, {}))
        except NothingKnown as error:
            nothing = error
            continue
        if advice.total is not None and not advice.failed_checks:
            return (advice,)
        found.append(advice)
    if not found:
        raise nothing
    return (found[0],)


def _lines(data: bytes, source: str, layout: str) -> list[str]:
    """The lines of all pages; ``layout`` keeps what stands beside each other on one line."""
    try:
        lines = [line for page in _pages(data, source) for line in _text(page, layout)]
    except FormatError:
        raise
    except _BROKEN as error:
        problem = f"a damaged PDF ({type(error).__name__})"
        raise FormatError(problem, source=source, line=1) from None
    if len(lines) > MOST_LINES:
        raise FormatError(f"a PDF of more than {MOST_LINES} lines", source=source, line=MOST_LINES)
    return lines


def _pages(data: bytes, source: str) -> Iterator[PageObject]:
    reader = PdfReader(BytesIO(data))
    if reader.is_encrypted:
        raise FormatError("a PDF with a password: ask for one without", source=source, line=1)
    if len(reader.pages) > MOST_PAGES:
        raise FormatError(f"a PDF of more than {MOST_PAGES} pages", source=source, line=1)
    for number, page in enumerate(reader.pages, start=1):
        content = page.get_contents()
        if content is not None and len(content.get_data()) > MOST_BYTES_OF_PAGE:
            raise FormatError(f"page {number} is too large to be an advice", source=source, line=1)
        yield page


def _text(page: PageObject, layout: str) -> list[str]:
    if layout == "plain":
        return page.extract_text().splitlines()
    return page.extract_text(extraction_mode="layout").splitlines()
