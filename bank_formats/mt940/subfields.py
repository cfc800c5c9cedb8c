"""Subfields ``?00`` to ``?79`` of ``:86:``: what each number holds, and the pieces of the purpose."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import NamedTuple

from .keywords import CUT
from .wraps import SOFT

_NUMBER = "(?=[0-367][0-9])"
_PURPOSE = frozenset(f"{number:02}" for number in range(20, 30))
_OVERFLOW = frozenset(("60", "61", "62", "63"))
_WIDTH = 27
_LEAST_WIDTH = 19

# All in one go where each stands once, in its order and after the usual separator.
_ORDINARY = re.compile(
    r"([0-9]{3})\?00([^?]*+)(?:\?10([^?]*+))?+((?:\?2[0-9][^?]*+)*+)"
    r"(?:\?30([^?]*+))?+(?:\?31([^?]*+))?+(?:\?32([^?]*+))?+(?:\?33([^?]*+))?+(?:\?34([^?]*+))?+"
)
_START = re.compile(
    r"\s*(?:([0-9]{3})\s?(?:\1\s?)?)?([?<^~@>|])(?=[0-367][0-9])"
    r"|\s*([0-9A-Z]{3})(\+)(?=[02]0)"
)


class Subfields(NamedTuple):
    """The texts as they stand; ``purpose`` are ``?20`` to ``?29`` and ``?60`` to ``?63``."""

    separator: str
    code: str
    posting_text: str = ""
    primanota: str = ""
    purpose: tuple[str, ...] = ()
    bank: str = ""
    account: str = ""
    name: str = ""
    second_name: str = ""
    extension: str = ""
    iban: str = ""
    """``?38``"""
    others: tuple[tuple[str, str], ...] = ()


_ONCE = frozenset(("30", "31", "38"))
"""What comes again is another account."""
_FIELDS = {
    "00": "posting_text",
    "10": "primanota",
    "30": "bank",
    "31": "account",
    "32": "name",
    "33": "second_name",
    "34": "extension",
    "38": "iban",
}


def cut(text: str) -> Subfields | None:
    """The subfields, or None if the text is not in subfields."""
    if found := _ORDINARY.fullmatch(text):
        code, posting_text, primanota, purpose, bank, account, name, second, extension = (
            found.groups("")
        )
        return Subfields(
            "?",
            code,
            posting_text,
            primanota,
            tuple(pieces_of(purpose)),
            bank,
            account,
            name,
            second,
            extension,
        )
    start = _START.match(text)
    if not start:
        return None
    separator = start[2] or start[4]
    pairs = _pairs(text[start.end() :], separator)
    if not start[1] and not start[3] and len(pairs) < 2:
        return None
    return _gathered(separator, start[1] or start[3] or "", pairs)


def pieces_of(purpose: str) -> list[str]:
    """The texts of ``?20`` to ``?29``."""
    return [piece[1:] for piece in purpose.split("?2")[1:]]


def _pairs(text: str, separator: str) -> list[tuple[str, str]]:
    """Number and text of each, in their order."""
    if separator != "?":
        text = text.rstrip(f"{separator} ")  # some banks end with it
    # A separator that begins no subfield is a character of the one before.
    pieces = re.split(re.escape(separator) + _NUMBER, text)
    return [(piece[:2], piece[2:]) for piece in pieces]


def _gathered(separator: str, code: str, pairs: list[tuple[str, str]]) -> Subfields:
    values: dict[str, str] = {}
    purpose: list[tuple[str, str]] = []
    others: dict[str, str] = {}
    for number, text in pairs:
        if number in _PURPOSE or (number in _OVERFLOW and separator == "?"):
            purpose.append((number, text))
        elif (name := _FIELDS.get(number)) and not (number in _ONCE and name in values):
            values[name] = values.get(name, "") + text
        else:
            others[number] = others.get(number, "") + text
    if separator not in "?>":
        purpose = _without_other_side(values, others, purpose)
    return Subfields(
        separator,
        code,
        purpose=tuple([text for _number, text in purpose]),
        others=tuple(others.items()),
        **values,
    )


def _without_other_side(
    values: dict[str, str], others: dict[str, str], purpose: list[tuple[str, str]]
) -> list[tuple[str, str]]:
    """Some banks repeat account (``26``), name and address (``27``-``29``) of the other side."""
    accounts = [compact(values.get(name, "")) for name in ("account", "iban")]
    name = values.get("name", "").strip()[:10]
    is_address = bool(name) and any(
        number == "27" and piece.startswith(name) for number, piece in purpose
    )
    kept = []
    for number, piece in purpose:
        if number == "26" and piece.strip() and compact(piece) in accounts:
            continue
        if is_address and number in ("27", "28", "29"):
            others["27"] = f"{others.get('27', '')}\n{piece.strip()}".strip()
        else:
            kept.append((number, piece))
    return kept


def compact(account: str) -> str:
    """An account without blanks; what is more than letters and digits stays as it is."""
    if account.isalnum():
        return account
    without = account.replace(" ", "")
    return without if without.isalnum() else account.strip()


def join(purpose: Sequence[str], cut: str = CUT, soft: str = SOFT) -> str:
    """The pieces in one text, with the marks that ``keywords`` reads, or others in their place."""
    if len(purpose) < 2:
        return purpose[0] if purpose else ""
    *others, last = purpose
    width = _WIDTH
    if len(others) > 1:
        lengths = [len(piece) for piece in others]
        if max(lengths) < width:
            width = _width(lengths)
    return "".join([piece + (cut if len(piece) >= width else soft) for piece in others]) + last


def text_of(text: str, purpose: str) -> str:
    """``text``, the pieces of ``purpose`` behind ``SVWZ+``, as :func:`join` puts them together."""
    whole, *pieces, last = text.split("?2")
    is_full = len(whole) >= _WIDTH - len("SVWZ+")
    if not is_full:
        whole += " "
    for piece in pieces:
        if len(piece) > _WIDTH:  # the second digit stands before it
            whole += piece[1:]
            is_full = True
        else:
            whole += piece[1:] + " "
    if is_full:
        return whole + last[1:]
    # Where none is full, their lengths may show that the bank fills less.
    return join(pieces_of(purpose), "", " ").rpartition("+")[2]


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
