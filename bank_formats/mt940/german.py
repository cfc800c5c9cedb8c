"""``:86:`` in subfields ``?00`` to ``?63`` (DK Anlage 3, 8.2.6), also with ``<``, ``^``, ``~``.

``166?00GUTSCHRIFT?20EREF+E2E-1?21SVWZ+INV/2026/00?22021595?30BANKDEFF?32Payer``: subfields are
at most 27 characters, so a number may go on in the next one: they are joined without a blank.
"""

from __future__ import annotations

import re
from collections.abc import Iterable

from ..model import Party
from ..text import is_iban
from .details import Details, filled, meant_reference

_STRUCTURE = re.compile(r"\s*([0-9]{3})?\s?([?<^~@>|])(?=[0-6][0-9])")
_WIDTH = 27
_PURPOSE = (*range(20, 30), *range(60, 64))

# Longer than a few letters and followed by "+": not met in free text, so anywhere; a bank that
# fills the columns breaks even the keyword. The short ones only at the start of a piece or word.
_KEYWORD = re.compile(
    r"(EREF|KREF|MREF|CRED|DEBT|COAM|OAMT|SVWZ|ABWA|ABWE|BREF|RREF|RTRN)\+"
    r"|(?:(?<=\s)|(?<=\0))(IBAN|BIC|PURP)\+"
)
_KEYWORD_WITH_COLON = re.compile(
    r"(?:^|(?<=\s)|(?<=\0))(EREF|KREF|MREF|CRED|DEBT|COAM|OAMT|SVWZ|ABWA|ABWE|IBAN|BIC|PURP): ?"
)
_CUT = "\0"
_NAMES = {0: "posting text", 10: "primanota", 34: "text key extension"}


def read(lines: tuple[str, ...]) -> Details | None:
    """The details, or None if the text is not in subfields."""
    # Lines break after 65 characters anywhere, even inside ?31 or SVWZ+: no separator.
    joined = "".join(lines)
    start = _STRUCTURE.match(joined)
    if not start:
        return None
    subfields = _cut(joined[start.end(2) - 1 :], start[2])
    words = _keywords([text for code in _PURPOSE for text in subfields.get(code, ())])
    remittance = words.pop("", [])
    values = {keyword: "".join(pieces).strip() for keyword, pieces in words.items()}
    return Details(
        remittance="".join(remittance).strip(),
        end_to_end_id=meant_reference(values.get("EREF", "")),
        type_code=start[1] or "",
        counterparty=_counterparty(subfields, values),
        extra=filled(
            ("business code", start[1] or ""),
            *_other_subfields(subfields),
            *values.items(),
            ("remittance pieces", "\n".join(remittance) if len(remittance) > 1 else ""),
        ),
    )


def _cut(text: str, separator: str) -> dict[int, list[str]]:
    """Subfield number -> its texts (a number may come again)."""
    parts = re.split(re.escape(separator) + "([0-6][0-9])", text)
    subfields: dict[int, list[str]] = {}
    for code, content in zip(parts[1::2], parts[2::2], strict=True):
        subfields.setdefault(int(code), []).append(content)
    return subfields


def _keywords(pieces: Iterable[str]) -> dict[str, list[str]]:
    """SEPA keyword -> its pieces; under ``""`` the text for the payee (SVWZ, or no keyword).

    The cuts between the pieces are kept by a mark, so that a keyword can be found across one.
    """
    marked = _CUT + _CUT.join(piece.replace(_CUT, " ") for piece in pieces)
    marked = _mend_keywords(marked)
    found = list(_KEYWORD.finditer(marked)) or list(_KEYWORD_WITH_COLON.finditer(marked))
    # A keyword that comes again stands in a text.
    firsts = list({_key(each): each for each in reversed(found)}.values())[::-1]
    edges = [*(each.start() for each in firsts), len(marked)]
    words = {"": _pieces(marked[: edges[0]])}
    for each, end in zip(firsts, edges[1:], strict=True):
        content = _pieces(marked[each.end() : end])
        if _key(each) == "SVWZ":
            words[""] += ([" "] if words[""] else []) + content
        else:
            words[_key(each)] = content
    return words


def _key(found: re.Match[str]) -> str:
    return found[found.lastindex or 0]


def _pieces(marked: str) -> list[str]:
    return [piece for piece in marked.split(_CUT) if piece]


_BROKEN_KEYWORD = re.compile(
    "|".join(
        "(?:" + re.escape(keyword[:cut]) + _CUT + re.escape(keyword[cut:]) + ")"
        for keyword in ("EREF+", "KREF+", "MREF+", "CRED+", "DEBT+", "SVWZ+", "ABWA+", "ABWE+")
        for cut in range(1, 5)
    )
)


def _mend_keywords(marked: str) -> str:
    """Move a cut that goes through a keyword in front of it."""
    return _BROKEN_KEYWORD.sub(lambda found: _CUT + found[0].replace(_CUT, ""), marked)


def _counterparty(subfields: dict[int, list[str]], values: dict[str, str]) -> Party:
    accounts = [
        account.strip()
        for account in (*subfields.get(31, ()), *subfields.get(38, ()), values.get("IBAN", ""))
        if account.strip()
    ]
    several = accounts if len(accounts) > 1 else []
    ibans = [account for account in several if is_iban(account.replace(" ", ""))]
    return Party(
        name=_name([*subfields.get(32, ()), *subfields.get(33, ())]),
        account=next(iter(ibans or accounts), ""),
        bank="".join(subfields.get(30, ())).strip() or values.get("BIC", ""),
    )


def _name(pieces: list[str]) -> str:
    """Names joined: a piece that is not full was not broken, so a blank follows it."""
    name = ""
    for piece in pieces:
        name += piece if len(piece) >= _WIDTH else piece.rstrip() + " "
    return name.strip()


def _other_subfields(subfields: dict[int, list[str]]) -> list[tuple[str, str]]:
    known = {*_PURPOSE, 30, 31, 32, 33}
    return [
        (_NAMES.get(code, f"?{code:02}"), "".join(texts).strip())
        for code, texts in sorted(subfields.items())
        if code not in known
    ]
