"""``&amp;`` and its kind: the predefined ones, numbers, and OFX's ``&nbsp;``.

HTML's names of letters (``&uuml;``) are none of OFX, but mean one thing only. What looks like
another entity, or is a bare ``&``, stays as it is: banks forget to escape it.
"""

from __future__ import annotations

import re
from html.entities import name2codepoint

_NAMED = {"amp": "&", "lt": "<", "gt": ">", "quot": '"', "apos": "'", "nbsp": " "}
# Of Latin-1: the only ones that pages of banks are written with.
_LETTERS = {
    name: chr(code)
    for name, code in name2codepoint.items()
    if 0xA0 < code <= 0xFF and chr(code).isalpha()
}
_ENTITY = re.compile(
    rf"&(?:#([0-9]{{1,7}})|#[xX]([0-9A-Fa-f]{{1,6}})|({'|'.join((*_NAMED, *_LETTERS))}));"
)
_LETTER = re.compile(f"&(?:{'|'.join(_LETTERS)});")
NAMED = "named entity"
UNESCAPED = "unescaped &"


def unescape(text: str, noted: dict[str, None]) -> str:
    """``text`` with entities replaced once; a bare ``&`` or a letter's name is noted as a leniency."""
    plain, replaced = _ENTITY.subn(_character, text)
    if text.count("&") > replaced:
        noted[UNESCAPED] = None
    if replaced and _LETTER.search(text):
        noted[NAMED] = None
    return plain


def _character(found: re.Match[str]) -> str:
    decimal, hexadecimal, name = found.groups()
    if name:
        return _NAMED.get(name) or _LETTERS[name]
    code = int(decimal) if decimal else int(hexadecimal, 16)
    return chr(code) if _is_character(code) else found[0]


def _is_character(code: int) -> bool:
    """XML 1.0 section 2.2."""
    return (
        code in (0x9, 0xA, 0xD)
        or 0x20 <= code <= 0xD7FF
        or 0xE000 <= code <= 0xFFFD
        or 0x10000 <= code <= 0x10FFFF
    )
