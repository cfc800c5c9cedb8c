"""SEPA keywords: ``EREF+E2E-1 SVWZ+Invoice 7`` (DK Anlage 3, 8.2.6), and as ``EREF: E2E-1``.

Texts come with marks (see ``wraps``): between two pieces stands ``CUT``, where the first was full,
or ``SOFT``. A bank that fills its pieces breaks even the keywords.
"""

from __future__ import annotations

import re
from collections.abc import Mapping

from .wraps import SOFT, as_id, as_text

CUT = "\0"

# Longer than a few letters and followed by "+": not met in free text, so anywhere.
_ANYWHERE = frozenset(
    (
        "EREF",
        "KREF",
        "MREF",
        "CRED",
        "DEBT",
        "COAM",
        "OAMT",
        "SVWZ",
        "ABWA",
        "ABWE",
        "BREF",
        "RREF",
        "RTRN",
    )
)
_AT_START_OF_WORD = ("IBAN", "BIC", "PURP")
_TEXTS = frozenset(("ABWA", "ABWE", "PURP", "RTRN"))
_STARTS = f" {CUT}{SOFT}"

_WITH_COLON = re.compile(
    r"(?:^|(?<=\s))(EREF|KREF|MREF|CRED|DEBT|SVWZ|ABWA|ABWE|IBAN|BIC|PURP) ?: ?"
)
_SHAPES = {
    "IBAN": re.compile(r"[A-Z]{2}[0-9]{2}[A-Z0-9]{8,30}"),
    "BIC": re.compile(r"[A-Z0-9]{8}(?:[A-Z0-9]{3})?"),
}
_GOES_ON = ("-", ".", "/", "_", ":")


def read_words(marked: str) -> tuple[dict[str, str], str]:
    """Keyword -> value, and the text for the payee (``SVWZ``, or under no keyword)."""
    if "+" not in marked:
        return {}, as_text(marked.replace(CUT, ""))
    found = _cut_at_plus(marked)
    texts = [found.pop("", ""), found.pop("SVWZ", "")]
    if not texts[1]:
        _return_texts(found, texts)
    for word, value in found.items():
        plain = value.replace(CUT, "")
        found[word] = as_text(plain) if word in _TEXTS else as_id(plain)
    text = f"{texts[0]} {texts[1]}" if texts[0] else texts[1]
    if len(texts) > 2:
        text = " ".join([text, *texts[2:]])
    return found, as_text(text.replace(CUT, ""))


def _cut_at_plus(marked: str) -> dict[str, str]:
    """Keyword -> marked value. A keyword that comes again stands in a text."""
    first, *others = marked.split("+")
    found: dict[str, str] = {}
    word, value = "", first
    for part in others:
        following, length = value[-4:], 4
        if following not in _ANYWHERE:
            following, length = _special_keyword(value)
        if following and following != word and following not in found:
            found[word] = value[:-length]
            word, value = following, part
        else:
            value += "+" + part
    found[word] = value
    return found


def _special_keyword(value: str) -> tuple[str, int]:
    """A short keyword at the end, or one with a mark inside it; its length, or ``("", 0)``."""
    tail = value[-5:]
    letters = tail.replace(CUT, "").replace(SOFT, "")
    if letters != tail and (word := letters[-4:]) in _ANYWHERE:
        return word, 5
    for word in _AT_START_OF_WORD:
        if tail.endswith(word) and value[-len(word) - 1 : -len(word)] in _STARTS:
            return word, len(word)
    return "", 0


def _return_texts(found: dict[str, str], texts: list[str]) -> None:
    """Without ``SVWZ`` the text follows an identification: behind a piece that is not full."""
    for word, value in found.items():
        if word in _TEXTS:
            continue
        first, soft, rest = value.strip(SOFT).partition(SOFT)
        if soft and not first.endswith(_GOES_ON):
            found[word] = first
            texts.append(rest)


def read_colon_words(text: str, words: dict[str, str], said: Mapping[str, str]) -> str:
    """Add ``EREF: ...`` to ``words`` and give the text without it.

    What ``words`` or ``said`` (what stands elsewhere) have already is not wanted twice either.
    """
    found = list(_WITH_COLON.finditer(text))
    if not found:
        return text
    kept = [text[: found[0].start()]]
    edges = [*(each.start() for each in found[1:]), len(text)]
    payee = any(each[1] == "SVWZ" for each in found)
    for each, end in zip(found, edges, strict=True):
        word, value = each[1], text[each.end() : end].strip()
        before = words.get(word, "")
        if not before and (word in _SHAPES or _is_same(value, said.get(word, ""))):
            before = said.get(word, "")
        mine, rest = (value, "") if _is_same(value, before) else _own_part(word, value, payee)
        if word == "SVWZ" and "SVWZ" not in words:
            kept.append(value)
        elif mine and _is_same(mine, before or mine):
            if not before:
                words[word] = mine
            kept.append(rest)
        else:
            kept.append(text[each.start() : end])
    return " ".join(" ".join(kept).split())


def _own_part(word: str, value: str, payee: bool) -> tuple[str, str]:
    """What of ``value`` belongs to the keyword, and the text behind it."""
    if word in ("ABWA", "ABWE") or (payee and word not in _SHAPES):
        return value, ""
    mine, _blank, rest = value.partition(" ")
    if word in _SHAPES and not _SHAPES[word].fullmatch(mine):
        return "", value
    return mine, rest


def _is_same(text: str, value: str) -> bool:
    return text.replace(" ", "") == value.replace(" ", "")
