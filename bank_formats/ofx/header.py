"""What stands before ``<OFX>`` (OFX 1.6 chapter 2.2, OFX 2.2 chapter 2.2).

``KEY:value`` lines in 1.x, processing instructions in 2.x. Banks write them on one line, with
blanks, in a comment or not at all; the keys are the same everywhere.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

_KEYS = (
    "OFXHEADER",
    "DATA",
    "VERSION",
    "SECURITY",
    "ENCODING",
    "CHARSET",
    "COMPRESSION",
    "OLDFILEUID",
    "NEWFILEUID",
)
# One line may hold all of them without a blank between, so the next key ends a value.
_KEY = re.compile(rf"({'|'.join(_KEYS)})[ \t]*[:=][ \t]*[\"']?", re.IGNORECASE)
_VALUE = re.compile(r"[^\s\"'?<>]*")
_XML = re.compile(r"<\?xml\b[^>]*>", re.IGNORECASE)
_XML_ENCODING = re.compile(r"encoding\s*=\s*[\"']([^\"']*)", re.IGNORECASE)

_USUAL = {
    "OFXHEADER": {"100", "200"},
    "DATA": {"OFXSGML"},
    "VERSION": {"100", "102", "103", "151", "160", "200", "201", "202", "203", "210", "211"}
    | {"220", "221", "230"},
    "COMPRESSION": {"NONE", ""},
}


@dataclass(frozen=True, slots=True)
class Header:
    """``charset`` is what the file says of itself, in its own words, ``""`` if it says nothing."""

    charset: str
    leniencies: tuple[str, ...]


def read_header(text: str) -> Header:
    """``text`` is everything before the tag ``<OFX>``."""
    xml = _XML.search(text)
    fields = _fields(_XML.sub("", text))
    unusual = tuple(
        f"header {key}:{fields[key]}"
        for key, usual in _USUAL.items()
        if key in fields and fields[key].upper() not in usual
    )
    missing = () if "OFXHEADER" in fields else ("no OFX header",)
    declared = _XML_ENCODING.search(xml[0]) if xml else None
    return Header(
        charset=declared[1] if declared else _declared(fields),
        leniencies=(*missing, *unusual),
    )


def _fields(text: str) -> dict[str, str]:
    keys = list(_KEY.finditer(text))
    ends = [found.start() for found in keys[1:]] + [len(text)]
    fields: dict[str, str] = {}
    for found, end in zip(keys, ends, strict=False):
        if value := _VALUE.match(text, found.end(), end):
            fields.setdefault(found[1].upper(), value[0])
    return fields


def _declared(fields: dict[str, str]) -> str:
    """ENCODING names the charset, unless it is USASCII: then CHARSET is a code page."""
    encoding, charset = fields.get("ENCODING", ""), fields.get("CHARSET", "")
    of_code_page = encoding.upper().replace("-", "") in ("", "USASCII", "ASCII", "NONE")
    return charset if of_code_page and charset.upper() not in ("", "NONE") else encoding
