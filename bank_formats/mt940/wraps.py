"""Lines of 65 characters put together again.

A bank that fills its lines breaks them anywhere, also inside a number or a code word: full lines
are joined as they stand. A line that is not full was broken where a blank was (and the blank is
gone), or by the payer.
"""

from __future__ import annotations

_WIDTH = 65
_TAG = len(":86:")  # banks that count the tag fill the first line with 61

_ONE_SHORT = frozenset((_WIDTH - 1, _WIDTH - 1 - _TAG))

SOFT = "\1"
"""A place where a line was not full: a blank in a text, nothing in an identification."""


def flowing(lines: tuple[str, ...]) -> str:
    """For texts with marks of their own: only a line that is one short has lost its blank."""
    if _ONE_SHORT.isdisjoint(map(len, lines)):
        return "".join(lines)
    return "".join(_with_blanks(lines))


def _with_blanks(lines: tuple[str, ...]) -> list[str]:
    lengths = [len(line) for line in lines]
    short = _WIDTH - 1
    # Where several lines have 64 and none 65, that is what the bank fills.
    lost = _WIDTH in lengths or lengths[:-1].count(short) == 1
    whole = [
        line + " " if lost and len(line) == short and line[-1].isalnum() else line
        for line in lines[:-1]
    ]
    if whole and lengths[0] == short - _TAG and lengths[1] == _WIDTH and lines[0][-1].isalnum():
        whole[0] += " "
    return [*whole, lines[-1]]


def is_filled(lines: tuple[str, ...]) -> bool:
    """Whether every line but the last has 65 characters, or 64 and lost its blank."""
    others = [len(line) for line in lines[:-1]]
    if others[0] in (_WIDTH - _TAG, _WIDTH - _TAG - 1) and len(others) > 1:
        others = others[1:]
    return _WIDTH in others and min(others) >= _WIDTH - 1 and max(others) == _WIDTH


def marked(lines: tuple[str, ...], sign: str) -> str:
    """The lines in one, with ``SOFT`` where one was not full; ``sign`` begins what is new."""
    if len(lines) == 1:
        return lines[0]
    width = _width(lines)
    text = lines[0]
    full = len(text) >= width or len(text) == width - _TAG
    for line in lines[1:]:
        hard = full or text[-1:] in (sign, "-", "") or line[:1] in f"{sign}- ,.;:"
        text += line if hard else SOFT + line
        full = len(line) >= width
    return text


def _width(lines: tuple[str, ...]) -> int:
    """65, or less where several lines of the same length show that the bank fills no more."""
    lengths = [len(line) for line in lines[:-1]]
    longest = max(lengths)
    return longest if longest < _WIDTH and lengths.count(longest) > 1 else _WIDTH


def as_text(text: str) -> str:
    """A text with a blank at each soft place, and no blanks in a row."""
    text = text.replace(SOFT, " ")
    return " ".join(text.split()) if "  " in text else text.strip()


def as_id(text: str) -> str:
    """An identification: nothing at soft places."""
    return text.replace(SOFT, "").strip()
