"""Which charset the bytes are in. What a file declares of itself is often false.

Bytes beyond ASCII that are valid UTF-8 are UTF-8: other text is so by no accident. Else the
declared charset counts, else cp1252. Whatever contradicts the declaration is a leniency.
"""

from __future__ import annotations

import codecs
import re
from typing import BinaryIO

_CHUNK = 1 << 20
_CODE_PAGE = re.compile(
    r"(?:CP|WINDOWS-?|IBM)?(437|850|852|855|857|858|860|863|866|874|932|936|949|950|125[0-8])"
)
_ISO = re.compile(r"(?:ISO[-_]?)?8859[-_]?([1-9]|1[013-6])")
# Only charsets of text: Python knows others under names that a file must not choose.
_NAMED = {
    "USASCII": "ascii",
    "ASCII": "ascii",
    "UTF8": "utf-8",
    "UNICODE": "utf-8",
    "UTF16": "utf-8",  # without a byte order mark it is not
    "GB2312": "gb18030",
    "GBK": "gb18030",
    "GB18030": "gb18030",
    "BIG5": "big5",
    "SHIFTJIS": "cp932",
    "EUCJP": "euc-jp",
    "EUCKR": "euc-kr",
    "KOI8R": "koi8-r",
    "LATIN1": "iso8859-1",
}
_BYTE_ORDER = {codecs.BOM_UTF16_LE: "utf-16", codecs.BOM_UTF16_BE: "utf-16"}


def charset_of(file: BinaryIO, declared: str) -> tuple[str, str]:
    """Python's name of the charset, and the leniency if it is not the ``declared`` one, or ``""``.

    Reads the file from its beginning to its end.
    """
    file.seek(0)
    bytes_of_order = file.read(2)
    if bytes_of_order in _BYTE_ORDER:
        return _BYTE_ORDER[bytes_of_order], ""
    file.seek(0)
    meant = python_name(declared)
    charset = _first_that_fits(file, ("utf-8", meant or "cp1252", "cp1252"))
    if charset == "ascii":  # every candidate agrees
        return "utf-8-sig", ""
    name = "utf-8-sig" if charset == "utf-8" else charset
    if charset == meant or (charset == "utf-8" and not declared):
        return name, ""
    return name, f"charset {charset}" + (f", declared {declared}" if declared else "")


def python_name(declared: str) -> str:
    """``1252`` -> ``cp1252``; ``""`` for what is no charset."""
    name = declared.strip().upper()
    if found := _CODE_PAGE.fullmatch(name):
        return f"cp{found[1]}"
    if found := _ISO.fullmatch(name):
        return f"iso8859-{found[1]}"
    return _NAMED.get(re.sub("[-_ ]", "", name), "")


def _first_that_fits(file: BinaryIO, charsets: tuple[str, ...]) -> str:
    """``ascii`` if there is nothing else, ``iso8859-1`` (which accepts all) if none fits."""
    decoders = {name: codecs.getincrementaldecoder(name)() for name in charsets}
    ascii_so_far = True
    while chunk := file.read(_CHUNK):
        if ascii_so_far and chunk.isascii():
            continue
        ascii_so_far = False
        for name in [name for name in decoders if not _decodes(decoders[name], chunk)]:
            del decoders[name]
    if ascii_so_far:
        return "ascii"
    fitting = (name for name in charsets if name in decoders)
    return next((name for name in fitting if _decodes(decoders[name], b"")), "iso8859-1")


def _decodes(decoder: codecs.IncrementalDecoder, chunk: bytes) -> bool:
    try:
        decoder.decode(chunk, final=not chunk)
    except UnicodeDecodeError:
        return False
    return True
