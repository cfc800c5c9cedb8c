"""``:86:`` in subfields ``?00`` to ``?79`` (DK Anlage 3, 8.2.6), also with ``<``, ``^``, ``~``...

``166?00GUTSCHRIFT?20EREF+E2E-1?21SVWZ+INV/2026/00?22021595?30BANKDEFF?32Payer``: pieces of a
text have 27 characters; blanks at their end are cut off. So a full piece goes on in the next one
without a blank, and behind one that is not full there was a blank.

Poland, Romania, Bulgaria and a Dutch bank write the same subfields with other separators, and
put the other side's address or account into some of them.
"""

from __future__ import annotations

import re

from ..model import Party
from ..references import creditor_reference
from ..text import is_iban
from .amounts import read_money
from .details import Details, filled, meant_reference
from .keywords import CUT, read_colon_words, read_words
from .returns import german_reason
from .wraps import SOFT, flowing

_START = re.compile(
    r"\s*(?:([0-9]{3})\s?(?:\1\s?)?)?([?<^~@>|])(?=[0-367][0-9])"
    r"|\s*([0-9A-Z]{3})(\+)(?=[02]0)"
)
_WIDTH = 27
_LEAST_WIDTH = 19
_CODES = frozenset(f"{number:02}" for number in (*range(40), *range(60, 80)))
_OVERFLOW = frozenset(("60", "61", "62", "63"))
_ADDRESS = frozenset(("27", "28", "29"))
_NAMES = {"00": "posting text", "10": "primanota", "34": "text key extension"}
_TYPED = frozenset(("30", "31", "32", "33", "38"))
_BIC = re.compile(r"[A-Z]{6}[A-Z0-9]{2}(?:[A-Z0-9]{3})?")
_VARIABLE_SYMBOL = re.compile(r"(?:^|[\0\1 /])VS[:/]? ?0*([1-9][0-9]{0,9})(?![0-9A-Z])")

_Pieces = list[tuple[str, str]]


def read(lines: tuple[str, ...]) -> Details | None:
    """The details, or None if the text is not in subfields."""
    # Lines break after 65 characters anywhere, even inside ?31 or SVWZ+.
    text = flowing(lines)
    start = _START.match(text)
    if not start:
        return None
    code, separator = start[1] or start[3] or "", start[2] or start[4]
    fields, purpose = _cut(text[start.end() :], separator)
    if not code and len(fields) + len(purpose) < 2:
        return None
    if separator == ">":
        return _read_triodos(code, fields, purpose)
    if separator != "?":
        purpose = _without_other_side(fields, purpose)
    marked = _mark(purpose)
    marked, notice = _cut_notice(marked)
    words, remittance = read_words(marked)
    party = _counterparty(fields, words)
    if ":" in remittance:
        said = {"IBAN": party.account, "BIC": party.bank, "ABWA": party.name}
        remittance = read_colon_words(remittance, words, said)
        party = _counterparty(fields, words)
    return _details(code, fields, words, remittance, party, notice, marked)


def _details(
    code: str,
    fields: dict[str, str],
    words: dict[str, str],
    remittance: str,
    party: Party,
    notice: str,
    marked: str,
) -> Details:
    end_to_end = words.get("EREF", "")
    meant = meant_reference(end_to_end)
    purpose = words.get("PURP", "")[:4]
    charges = read_money(f"EUR{words['COAM']}") if "COAM" in words else None
    extension = fields.get("34", "").strip()
    symbol = _VARIABLE_SYMBOL.search(marked) if "VS" in marked else None
    reason = german_reason(code, extension, f"{fields.get('00', '')} {remittance}", notice)
    said = {
        word
        for word, is_said in (
            ("EREF", meant),
            ("PURP", words.get("PURP") == purpose),
            ("COAM", charges),
            ("IBAN", words.get("IBAN") == party.account),
            ("BIC", words.get("BIC") == party.bank),
        )
        if is_said
    }
    return Details(
        remittance=remittance,
        end_to_end_id=meant,
        creditor_reference=creditor_reference(remittance) or (symbol[1] if symbol else ""),
        counterparty=party,
        purpose=purpose if purpose.isalpha() and purpose.isupper() else "",
        return_reason=reason,
        type_code=code,
        charges=charges[1] if charges else None,
        extra=_extra(fields, words, said, "" if reason == notice else notice, party),
    )


def _extra(
    fields: dict[str, str], words: dict[str, str], said: set[str], notice: str, party: Party
) -> tuple[tuple[str, str], ...]:
    """What has no field of its own."""
    extra = [
        (_NAMES.get(code, f"?{code}"), text)
        for code, content in fields.items()
        if code not in _TYPED and (text := content.strip())
    ]
    extra += [(word, value) for word, value in words.items() if value and word not in said]
    extra += _other_account(fields, party)
    if notice:
        extra.append(("MTLG", notice))
    return tuple(extra)


def _other_account(fields: dict[str, str], party: Party) -> list[tuple[str, str]]:
    """A second account number that is another than the counterparty's."""
    return [
        (f"?{code}", text)
        for code in ("31", "38")
        if (text := fields.get(code, "").strip()) and _compact(text) != party.account
    ]


def _cut(text: str, separator: str) -> tuple[dict[str, str], _Pieces]:
    """Subfield number -> its text; and the pieces of the purpose, in their order."""
    fields: dict[str, str] = {}
    purpose: _Pieces = []
    overflow = separator == "?"
    last = ""
    for piece in text.split(separator):
        code = piece[:2]
        if code not in _CODES:
            _continue(fields, purpose, last, separator + piece)
            continue
        last = code
        if code[0] == "2" or (overflow and code in _OVERFLOW):
            purpose.append((code, piece[2:]))
        elif code in fields:
            fields[code] += piece[2:]
        else:
            fields[code] = piece[2:]
    return fields, purpose


def _continue(fields: dict[str, str], purpose: _Pieces, last: str, text: str) -> None:
    """A separator that begins no subfield is a character of the one before."""
    if purpose and purpose[-1][0] == last:
        purpose[-1] = (last, purpose[-1][1] + text)
    elif last in fields:
        fields[last] += text


def _mark(purpose: _Pieces) -> str:
    """The pieces in one text, with the marks that ``keywords`` reads."""
    width = _WIDTH if len(purpose) < 3 else _width([len(piece) for _code, piece in purpose[:-1]])
    return "".join([piece + (CUT if len(piece) >= width else SOFT) for _code, piece in purpose])[
        :-1
    ]


def _width(lengths: list[int]) -> int:
    """27, or less where pieces of the same length show that the bank fills no more."""
    longest = max(lengths)
    if longest < _WIDTH and longest > _LEAST_WIDTH and lengths.count(longest) > 1:
        return longest
    return _WIDTH


def _cut_notice(marked: str) -> tuple[str, str]:
    """The text, and what the bank itself remarks (``MTLG:``), which comes last."""
    if "MTLG:" not in marked:
        return marked, ""
    before, _word, notice = marked.partition("MTLG:")
    if (before and before[-1] not in (CUT, SOFT)) or "SVWZ+" in notice:
        return marked, ""
    return before[:-1], notice.replace(CUT, "").replace(SOFT, " ").strip()


def _counterparty(fields: dict[str, str], words: dict[str, str]) -> Party:
    name, second = fields.get("32", ""), fields.get("33", "")
    account = _compact(fields.get("31", ""))
    if "38" in fields and (other := _compact(fields["38"])) and len(other) > len(account):
        account = other
    if is_iban(second.strip()):
        account, second = account or second.strip(), ""
    if second.strip("/ "):
        # Names as well: a piece that is not full was not broken.
        name = name + second if len(name) >= _WIDTH else f"{name.rstrip()} {second.lstrip()}"
    return Party(
        name=" ".join(name.split()),
        account=account or _compact(words.get("IBAN", "")),
        bank=fields.get("30", "").strip() or words.get("BIC", ""),
    )


def _compact(account: str) -> str:
    """An IBAN without blanks; anything else as it is."""
    compact = account.replace(" ", "")
    return compact if is_iban(compact) or compact.isalnum() else account.strip()


def _without_other_side(fields: dict[str, str], purpose: _Pieces) -> _Pieces:
    """Some banks repeat account (``26``), name and address (``27``-``29``) of the other side."""
    accounts = [_compact(fields.get(code, "")) for code in ("31", "38")]
    name = fields.get("32", "").strip()[:10]
    is_address = bool(name) and any(
        code == "27" and piece.startswith(name) for code, piece in purpose
    )
    kept: _Pieces = []
    for code, piece in purpose:
        if code == "26" and piece.strip() and _compact(piece) in accounts:
            continue
        if is_address and code in _ADDRESS:
            fields["27"] = f"{fields.get('27', '')}\n{piece.strip()}".strip()
        else:
            kept.append((code, piece))
    return kept


def _read_triodos(code: str, fields: dict[str, str], purpose: _Pieces) -> Details:
    """``>10`` is the other account, or ``>20`` and ``>21`` its BIC and IBAN; ``>31`` is our own."""
    texts = [piece for _code, piece in purpose]
    account, bank = fields.pop("10", "").strip(), ""
    if len(texts) > 1 and _BIC.fullmatch(texts[0].strip()) and texts[1][2:4].isdigit():
        bank, account, texts = texts[0].strip(), texts[1].strip(), texts[2:]
    words, remittance = read_words(_mark([("20", text) for text in texts]))
    return Details(
        remittance=remittance,
        creditor_reference=creditor_reference(remittance),
        counterparty=Party(account="" if not account.strip("0") else account, bank=bank),
        type_code=code,
        extra=filled(
            *((f">{code}", text.strip()) for code, text in fields.items()), *words.items()
        ),
    )
