"""The one test whether bytes begin like an e-mail."""

from __future__ import annotations

import re

_HEADER = re.compile(rb"([A-Za-z][A-Za-z0-9-]*):[ \t]?.*")
_OF_MAIL = frozenset(
    (
        b"from",
        b"to",
        b"subject",
        b"date",
        b"mime-version",
        b"content-type",
        b"message-id",
        b"received",
        b"return-path",
        b"delivered-to",
        b"dkim-signature",
    )
)


def is_mail(head: bytes) -> bool:
    """Whether the first lines are the headers of an e-mail (RFC 5322), three known ones at least."""
    known = set()
    for line in head.lstrip(b"\r\n").splitlines()[:300]:
        if not line.strip():
            break
        if line[:1] in b" \t" or line.startswith(b"From "):
            continue
        found = _HEADER.fullmatch(line)
        if not found:
            return False
        if found[1].lower() in _OF_MAIL:
            known.add(found[1].lower())
    return len(known) >= 3
