"""``:86:`` in subfields ``?00`` to ``?79`` (DK Anlage 3, 8.2.6), also with ``<``, ``^``, ``~``...

``166?00GUTSCHRIFT?20EREF+E2E-1?21SVWZ+INV/2026/00?22021595?30BANKDEFF?32Payer``: pieces of a
text have 27 characters; blanks at their end are cut off. So a full piece goes on in the next one
without a blank, and behind one that is not full there was a blank.

Poland, Romania, Bulgaria and a Dutch bank write the same subfields with other separators, and
put the other side's address or account into some of them.
"""

from __future__ import annotations

import re
from dataclasses import replace
from decimal import Decimal
from functools import lru_cache

from ..model import Party
from ..references import creditor_reference
from ..remembered import remembered
from ..text import is_iban
from .amounts import read_money
from .details import Details, DetailValues, filled, meant_reference
from .keywords import CUT, read_colon_words, read_words
from .returns import RETURNS, german_reason, reason_in, speaks_of_return
from .subfields import Subfields, compact, cut, join, join_names, text_of
from .wraps import SOFT, as_text, flowing

_BIC = re.compile(r"[A-Z]{6}[A-Z0-9]{2}(?:[A-Z0-9]{3})?")
_VARIABLE_SYMBOL = re.compile(r"(?:^|[\0\1 /])VS[:/]? ?0*([1-9][0-9]{0,9})(?![0-9A-Z])")
# No keywords but the two that nearly all payments have, each before its text. What is remembered
# (around them) is bounded here: nothing is asked about its length any more.
ORDINARY = re.compile(
    r"([0-9]{3}\?00[^?]{0,99}+(?:\?10[^?]{0,99}+)?+)"
    r"(\?2[0-9](?:EREF\+([^?+:\0\1]*+)\?2[0-9])?+SVWZ\+([^?+:\0\1]++(?:\?2[0-9][^?+:\0\1]*+)*+))"
    r"((?:\?3[0-4][^?]{0,99}+){0,5}+)"
)


def read(lines: tuple[str, ...]) -> DetailValues | None:
    """The details, or None if the text is not in subfields."""
    # Lines break after 65 characters anywhere, even inside ?31 or SVWZ+.
    text = flowing(lines)
    if (found := ORDINARY.fullmatch(text)) and (details := _read_ordinary(found)):
        return details
    fields = cut(text)
    return _read_subfields(fields) if fields else None


def _read_ordinary(found: re.Match[str]) -> DetailValues | None:
    """What :func:`_read_subfields` would say, in less than half the time; or None."""
    before, purpose, eref, text, behind = found.groups("")
    if "VS" in purpose or not (frame := _read_frame(before + behind)):
        return None
    code, posting_text, is_return, party, extra = frame
    remittance = text_of(text, purpose) if "?" in text else text
    remittance = " ".join(remittance.split()) if "  " in remittance else remittance.strip()
    end_to_end = meant_reference(eref)
    if eref and not end_to_end:
        extra += filled(("EREF", eref.strip()))
    reason = ""
    if is_return or speaks_of_return(remittance):
        reason = reason_in(f"{posting_text} {remittance}")
    reference = creditor_reference(remittance)
    return remittance, end_to_end, reference, party, "", reason, code, None, "", None, extra


@lru_cache(4000)
def _read_frame(text: str) -> tuple[str, str, bool, Party, tuple[tuple[str, str], ...]] | None:
    """Code, posting text, whether it speaks of a return, other side, the bank's words.

    Remembered, as the same customers pay again. None unless the details are ordinary.
    """
    fields = cut(text)
    if not fields or fields.others or fields.code in RETURNS:
        return None
    party = _read_party(fields.name, fields.second_name, fields.account, "", fields.bank)
    extra = _bank_words(fields.posting_text, fields.primanota, fields.extension)
    return fields.code, fields.posting_text, speaks_of_return(fields.posting_text), party, extra


def _read_subfields(fields: Subfields) -> Details:
    """The details, whatever subfields and keywords there are."""
    if fields.separator == ">":
        return _read_triodos(fields)
    marked, notice = join(fields.purpose), ""
    if "MTLG:" in marked:
        marked, notice = _cut_notice(marked)
    words, remittance = read_words(marked)
    party = _party(fields.name, fields.second_name, fields.account, fields.iban, fields.bank)
    if ": " in remittance:
        said = {"IBAN": party.account, "BIC": party.bank, "ABWA": party.name}
        remittance = read_colon_words(remittance, words, said)
    if ("IBAN" in words and not party.account) or ("BIC" in words and not party.bank):
        party = replace(
            party,
            account=party.account or compact(words.get("IBAN", "")),
            bank=party.bank or words.get("BIC", ""),
        )
    if fields.code in RETURNS:
        reason = german_reason(fields.posting_text, remittance, notice, fields.extension)
    else:
        reason = reason_in(f"{fields.posting_text} {remittance}")
    symbol = _VARIABLE_SYMBOL.search(marked) if "VS" in marked else None
    end_to_end, purpose, charges = _take(words, party) if words else ("", "", None)
    extra = _bank_words(fields.posting_text, fields.primanota, fields.extension)
    if words:
        extra += filled(*words.items())
    if fields.others or fields.iban:
        extra += _others(fields, party)
    if notice and notice != reason:
        extra += (("MTLG", notice),)
    return Details(
        remittance,
        end_to_end,
        creditor_reference(remittance) or (symbol[1] if symbol else ""),
        party,
        purpose,
        reason,
        fields.code,
        charges,
        extra=extra,
    )


def _take(words: dict[str, str], party: Party) -> tuple[str, str, Decimal | None]:
    """End-to-end id, purpose code and charges; ``words`` keeps what no field says."""
    end_to_end = purpose = ""
    charges = None
    if "EREF" in words and (end_to_end := meant_reference(words["EREF"])):
        del words["EREF"]
    if "PURP" in words and (purpose := _purpose(words["PURP"])) == words["PURP"]:
        del words["PURP"]
    if "COAM" in words and (charges := _compensation(words["COAM"])) is not None:
        del words["COAM"]
    if words.get("IBAN") == party.account:
        words.pop("IBAN", None)
    if words.get("BIC") == party.bank:
        words.pop("BIC", None)
    return end_to_end, purpose, charges


def _purpose(text: str) -> str:
    code = text.split(" ", 1)[0]
    return code if len(code) == 4 and code.isupper() and code.isalnum() else ""


def _compensation(text: str) -> Decimal | None:
    """What the other bank charges for a return, in the account's currency."""
    money = read_money(f"EUR{text}")
    return money[1] if money else None


@remembered(1000)
def _bank_words(posting_text: str, primanota: str, extension: str) -> tuple[tuple[str, str], ...]:
    """Remembered, as they are the same for many entries."""
    return filled(
        ("posting text", posting_text.strip()),
        ("primanota", primanota.strip()),
        ("text key extension", extension.strip()),
    )


def _others(fields: Subfields, party: Party) -> tuple[tuple[str, str], ...]:
    """Subfields of no known meaning, and an account that is another than the counterparty's."""
    others = [(f"?{code}", text.strip()) for code, text in fields.others]
    if fields.iban:
        both = (("?31", fields.account.strip()), ("?38", fields.iban.strip()))
        others += [pair for pair in both if compact(pair[1]) != party.account]
    return filled(*others)


def _cut_notice(marked: str) -> tuple[str, str]:
    """The text, and what the bank itself remarks (``MTLG:``), which comes last."""
    before, _word, notice = marked.partition("MTLG:")
    if (before and before[-1] not in (CUT, SOFT)) or "SVWZ+" in notice:
        return marked, ""
    return before[:-1], as_text(notice.replace(CUT, ""))


def _read_party(name: str, second: str, account: str, iban: str, bank: str) -> Party:
    account, other = compact(account), compact(iban)
    if len(other) > len(account):
        account = other
    if second[2:4].isdigit() and is_iban(second.strip()):
        account, second = account or second.strip(), ""
    return Party(name=join_names(name, second), account=account, bank=bank.strip())


_party = remembered(4000)(_read_party)
"""The same customers pay again."""


def _read_triodos(fields: Subfields) -> Details:
    """``>10`` is the other account, or ``>20`` and ``>21`` its BIC and IBAN; ``>31`` is our own."""
    account, bank, purpose = fields.primanota.strip(), "", fields.purpose
    first = [piece.strip() for piece in purpose[:2]]
    if len(first) > 1 and _BIC.fullmatch(first[0]) and first[1][2:4].isdigit():
        (bank, account), purpose = first, purpose[2:]
    words, remittance = read_words(join(purpose))
    return Details(
        remittance=remittance,
        creditor_reference=creditor_reference(remittance),
        counterparty=Party(account=account if account.strip("0") else "", bank=bank),
        type_code=fields.code,
        extra=filled(
            ("posting text", fields.posting_text.strip()),
            (">31", fields.account.strip()),
            *((f">{code}", text.strip()) for code, text in fields.others),
            *words.items(),
        ),
    )
