"""OFX 1.x (SGML) and 2.x (XML) statement downloads: OFX, QFX, QBO.

Format: OFX 1.0.2 to 2.3, https://financialdataexchange.org/ofx. The files here: ``document`` finds
out with ``header`` and ``charset`` how to read the bytes, ``window`` and ``tags`` cut text into
tags and ``record``s, ``transaction``, ``statement`` and ``answer`` put them together.

OFX has no opening balance and no totals, so a file proves nothing by itself: its closing balance
must be that of the file before and the transactions.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import BinaryIO

from ..model import Statement, Transaction
from .answer import Answer
from .document import Document

NAME = "OFX"

_ROOT = re.compile(rb"<(?:[A-Za-z0-9_-]+:)?OFX[\s/>]", re.IGNORECASE)
_HEADER = re.compile(rb"OFXHEADER\s*[:=]", re.IGNORECASE)
_UTF16 = (b"\xff\xfe", b"\xfe\xff")


def matches(head: bytes) -> str:
    """Whether ``<OFX>`` is the first element, or an OFX header is all there is before one."""
    if head.startswith(_UTF16):
        head = head.decode("utf-16", "replace").encode("utf-8", "replace")
    root = _first_element(head)
    return NAME if _ROOT.match(head, root) or _HEADER.search(head, 0, root) else ""


def _first_element(head: bytes) -> int:
    """Where the first tag is that is no comment, instruction or declaration; else the end."""
    at = head.find(b"<")
    while at >= 0:
        if head.startswith(b"<!--", at):
            at = head.find(b"-->", at)
        elif not head.startswith((b"<?", b"<!"), at):
            return at
        at = head.find(b"<", at + 1) if at >= 0 else at
    return len(head)


def read(file: BinaryIO, source: str) -> Iterator[Transaction | Statement]:
    """All statements of the file.

    Raises:
        TruncatedFile: the file ends before ``</OFX>``.
        FormatError: what cannot be read, or an answer that is an error.
    """
    document = Document(file, source)
    tags = document.tags(document.noted)
    answer = Answer(source, document.begin, document.noted)
    yield from answer.read(iter(tags))
    answer.end(tags.last_line())
