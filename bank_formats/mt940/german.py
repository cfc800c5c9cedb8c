"""``:86:`` in subfields ``?00`` to ``?79`` (DK Anlage 3, 8.2.6), also with ``<``, ``^``, ``~``...

``166?00GUTSCHRIFT?20EREF+E2E-1?21SVWZ+INV/2026/00?22021595?30BANKDEFF?32Payer``: pieces of a
text have 27 characters; blanks at their end are cut off. So a full piece goes on in the next one
without a blank, and behind one that is not full there was a blank.

Poland, Romania, Bulgaria and a Dutch bank write the same subfields with other separators, and
put the other side's address or account into some of them.
"""

from __future__ import annotations

import re
from decimal import Decimal

from ..model import Party
from ..references import creditor_reference
from ..text import is_iban
from .amounts import read_money
from .details import Details, filled, meant_reference
from .keywords import CUT, read_colon_words, read_words
from .returns import RETURNS, german_reason, reason_in, speaks_of_return
from .subfields import Pieces, cut, join, join_names
from .wraps import SOFT, as_text, flowing

_START = re.compile(
    r"\s*(?:([0-9]{3})\s?(?:\1\s?)?)?([?<^~@>|])(?=[0-367][0-9])"
    r"|\s*([0-9A-Z]{3})(\+)(?=[02]0)"
)
_ADDRESS = frozenset(("27", "28", "29"))
_NAMES = {"00": "posting text", "10": "primanota", "34": "text key extension"}
_TYPED = frozenset(("30", "31", "32", "33", "38"))
_BIC = re.compile(r"[A-Z]{6}[A-Z0-9]{2}(?:[A-Z0-9]{3})?")
_VARIABLE_SYMBOL = re.compile(r"(?:^|[\0\1 /])VS[:/]? ?0*([1-9][0-9]{0,9})(?![0-9A-Z])")


def read(lines: tuple[str, ...]) -> Details | None:
    """The details, or None if the text is not in subfields."""
    # Lines break after 65 characters anywhere, even inside ?31 or SVWZ+.
    text = flowing(lines)
    start = _START.match(text)
    if not start:
        return None
    code, separator = start[1] or start[3] or "", start[2] or start[4]
    fields, purpose = cut(text[start.end() - 1 :], separator)
    if not code and len(fields) + len(purpose) < 2:
        return None
    if separator == ">":
        return _read_triodos(code, fields, purpose)
    if separator != "?":
        purpose = _without_other_side(fields, purpose)
    marked = join(purpose)
    notice = ""
    if "MTLG:" in marked:
        marked, notice = _cut_notice(marked)
    words, remittance = read_words(marked)
    if ": " in remittance:
        party = _counterparty(fields, words)
        said = {"IBAN": party.account, "BIC": party.bank, "ABWA": party.name}
        remittance = read_colon_words(remittance, words, said)
    posting_text = fields.get("00", "")
    if code in RETURNS:
        reason = german_reason(posting_text, remittance, notice, fields.get("34", ""))
    elif speaks_of_return(posting_text) or speaks_of_return(remittance):
        reason = reason_in(f"{posting_text} {remittance}")
    else:
        reason = ""
    symbol = _VARIABLE_SYMBOL.search(marked) if "VS" in marked else None
    return Details(
        remittance=remittance,
        end_to_end_id=meant_reference(words["EREF"]) if "EREF" in words else "",
        creditor_reference=creditor_reference(remittance) or (symbol[1] if symbol else ""),
        counterparty=(party := _counterparty(fields, words)),
        purpose=_purpose(words["PURP"]) if "PURP" in words else "",
        return_reason=reason,
        type_code=code,
        charges=_compensation(words["COAM"]) if "COAM" in words else None,
        extra=_extra(fields, words, party, "" if notice == reason else notice),
    )


def _purpose(text: str) -> str:
    code = text.split(" ", 1)[0]
    return code if len(code) == 4 and code.isupper() and code.isalnum() else ""


def _compensation(text: str) -> Decimal | None:
    """What the other bank charges for a return, in the account's currency."""
    money = read_money(f"EUR{text}")
    return money[1] if money else None


def _extra(
    fields: dict[str, str], words: dict[str, str], party: Party, notice: str
) -> tuple[tuple[str, str], ...]:
    """What has no field of its own."""
    extra = [
        (_NAMES.get(code, f"?{code}"), text)
        for code, content in fields.items()
        if code not in _TYPED and (text := content.strip())
    ]
    if words:
        extra += [pair for pair in words.items() if pair[1] and not _is_typed(*pair, party)]
    if "38" in fields and "31" in fields:
        extra += [
            (f"?{code}", text)
            for code in ("31", "38")
            if (text := fields[code].strip()) and _compact(text) != party.account
        ]
    if notice:
        extra.append(("MTLG", notice))
    return tuple(extra)


def _is_typed(word: str, value: str, party: Party) -> bool:
    """Whether a field of the details says all that the keyword does."""
    if word == "EREF":
        return bool(meant_reference(value))
    if word == "PURP":
        return _purpose(value) == value
    if word == "COAM":
        return _compensation(value) is not None
    return (word == "IBAN" and value == party.account) or (word == "BIC" and value == party.bank)


def _cut_notice(marked: str) -> tuple[str, str]:
    """The text, and what the bank itself remarks (``MTLG:``), which comes last."""
    before, _word, notice = marked.partition("MTLG:")
    if (before and before[-1] not in (CUT, SOFT)) or "SVWZ+" in notice:
        return marked, ""
    return before[:-1], as_text(notice.replace(CUT, ""))


def _counterparty(fields: dict[str, str], words: dict[str, str]) -> Party:
    name, second = fields.get("32", ""), fields.get("33", "")
    account = _compact(fields.get("31", ""))
    if "38" in fields and len(other := _compact(fields["38"])) > len(account):
        account = other
    if second[2:4].isdigit() and is_iban(second.strip()):
        account, second = account or second.strip(), ""
    return Party(
        name=join_names(name, second),
        account=account or _compact(words.get("IBAN", "")),
        bank=fields.get("30", "").strip() or words.get("BIC", ""),
    )


def _compact(account: str) -> str:
    """An account without blanks; what is more than letters and digits stays as it is."""
    if account.isalnum():
        return account
    compact = account.replace(" ", "")
    return compact if compact.isalnum() else account.strip()


def _without_other_side(fields: dict[str, str], purpose: Pieces) -> Pieces:
    """Some banks repeat account (``26``), name and address (``27``-``29``) of the other side."""
    accounts = [_compact(fields.get(code, "")) for code in ("31", "38")]
    name = fields.get("32", "").strip()[:10]
    is_address = bool(name) and any(
        code == "27" and piece.startswith(name) for code, piece in purpose
    )
    kept: Pieces = []
    for code, piece in purpose:
        if code == "26" and piece.strip() and _compact(piece) in accounts:
            continue
        if is_address and code in _ADDRESS:
            fields["27"] = f"{fields.get('27', '')}\n{piece.strip()}".strip()
        else:
            kept.append((code, piece))
    return kept


def _read_triodos(code: str, fields: dict[str, str], purpose: Pieces) -> Details:
    """``>10`` is the other account, or ``>20`` and ``>21`` its BIC and IBAN; ``>31`` is our own."""
    account, bank = fields.pop("10", "").strip(), ""
    texts = [piece.strip() for _code, piece in purpose[:2]]
    if len(texts) > 1 and _BIC.fullmatch(texts[0]) and texts[1][2:4].isdigit():
        (bank, account), purpose = texts, purpose[2:]
    words, remittance = read_words(join(purpose))
    return Details(
        remittance=remittance,
        creditor_reference=creditor_reference(remittance),
        counterparty=Party(account=account if account.strip("0") else "", bank=bank),
        type_code=code,
        extra=filled(
            *((f">{number}", text.strip()) for number, text in fields.items()), *words.items()
        ),
    )
