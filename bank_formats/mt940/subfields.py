"""Subfields ``?00`` to ``?79`` of ``:86:``: number -> text, and the pieces of the purpose."""

from __future__ import annotations

import re

from .keywords import CUT
from .wraps import SOFT

_CODES = frozenset(f"{number:02}" for number in (*range(40), *range(60, 80)))
_PURPOSE = frozenset(f"{number:02}" for number in range(20, 30))
_OVERFLOW = frozenset(("60", "61", "62", "63"))
_ALL_PURPOSE = _PURPOSE | _OVERFLOW
_WIDTH = 27
_LEAST_WIDTH = 19

# All at once for the usual separator; a text with a stray one is cut piece by piece.
_USUAL = re.compile(r"\?([0-367][0-9])([^?]*)")

Pieces = list[tuple[str, str]]


def cut(text: str, separator: str) -> tuple[dict[str, str], Pieces]:
    """Number -> text; the pieces of the purpose in their order. ``text`` begins a subfield.

    ``?60`` to ``?63`` go on with the purpose; where the separator is another, they do not.
    """
    if separator == "?":
        pairs: Pieces = _USUAL.findall(text)
        fields = {pair[0]: pair[1] for pair in pairs if pair[0] not in _ALL_PURPOSE}
        purpose = [pair for pair in pairs if pair[0] in _ALL_PURPOSE]
        if text.count("?") == len(fields) + len(purpose):
            return fields, purpose
    return _cut_by_pieces(text[1:], separator)


def is_purpose(code: str, separator: str) -> bool:
    """Whether the subfield is a piece of the purpose."""
    return code in _PURPOSE or (separator == "?" and code in _OVERFLOW)


def _cut_by_pieces(text: str, separator: str) -> tuple[dict[str, str], Pieces]:
    fields: dict[str, str] = {}
    purpose: Pieces = []
    last = ""
    for piece in text.split(separator):
        code = piece[:2]
        if code not in _CODES:
            _continue(fields, purpose, last, separator + piece)
            continue
        last = code
        if is_purpose(code, separator):
            purpose.append((code, piece[2:]))
        else:
            fields[code] = fields.get(code, "") + piece[2:]
    return fields, purpose


def _continue(fields: dict[str, str], purpose: Pieces, last: str, text: str) -> None:
    """A separator that begins no subfield is a character of the one before."""
    if purpose and purpose[-1][0] == last:
        purpose[-1] = (last, purpose[-1][1] + text)
    elif last in fields:
        fields[last] += text


def join(purpose: Pieces) -> str:
    """The pieces in one text, with the marks that ``keywords`` reads."""
    if len(purpose) < 2:
        return purpose[0][1] if purpose else ""
    marked = _marked(purpose, _WIDTH)
    if CUT in marked or len(purpose) < 3:
        return marked
    return _marked(purpose, _width([len(piece) for _code, piece in purpose[:-1]]))


def _marked(purpose: Pieces, width: int) -> str:
    return "".join(
        [piece + CUT if len(piece) >= width else piece + SOFT for _code, piece in purpose]
    )[:-1]


def _width(lengths: list[int]) -> int:
    """27, or less where pieces of the same length show that the bank fills no more."""
    longest = max(lengths)
    if _LEAST_WIDTH < longest < _WIDTH and lengths.count(longest) > 1:
        return longest
    return _WIDTH


def join_names(name: str, second: str) -> str:
    """``?32`` and ``?33``: a first piece that is not full was not broken."""
    if second.strip("/ "):
        name = name + second if len(name) >= _WIDTH else f"{name.rstrip()} {second.lstrip()}"
    return " ".join(name.split()) if "  " in name else name.strip()
