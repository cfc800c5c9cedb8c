"""Names that a server gives: spelled reversibly, refused when they lead elsewhere, made safe to show.

A name is bytes chosen by somebody else. It is spelled as printable one-line text that any database
holds: what is not printable UTF-8, and ``%`` itself, is written as in a URL.

>>> spell(b"statement 2026-01.sta")
'statement 2026-01.sta'
>>> spell(b"M\\xfcller.sta"), unspell("M%FCller.sta")
('M%FCller.sta', b'M\\xfcller.sta')
"""

from __future__ import annotations

import re
from urllib.parse import quote, unquote_to_bytes

_LONGEST_SHOWN = 150


def spell(raw: bytes) -> str:
    """The server's own name as printable text; ``unspell`` gives the same bytes back."""
    text = raw.decode("utf-8", "surrogateescape")
    return "".join(c if c.isprintable() and c != "%" else _quoted(c) for c in text)


def unspell(name: str) -> bytes:
    """The bytes the server knows the file by."""
    return unquote_to_bytes(name)


def leads_elsewhere(name: str) -> bool:
    """Whether the server could take the name for something outside the folder it was listed in."""
    raw = unspell(name)
    return raw in (b"", b".", b"..") or any(mark in raw for mark in b"/\\\0")


def shown(name: str) -> str:
    """A base name for people: one line, no control or direction characters, never a path."""
    text = unspell(name).decode("utf-8", "replace")
    base = re.split(r"[/\\]", text)[-1]
    clean = "".join(c if c.isprintable() else "\ufffd" for c in base)[:_LONGEST_SHOWN].strip()
    return clean if clean.strip(".") else "unnamed"


def _quoted(character: str) -> str:
    return quote(character.encode("utf-8", "surrogateescape"), safe="")
