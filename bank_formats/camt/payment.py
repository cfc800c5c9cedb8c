"""One ``TxDtls``: what it says of a payment (ISO 20022 EntryTransaction)."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from decimal import Decimal
from typing import Any, NamedTuple

from ..model import Exchange, Party
from ..references import creditor_reference
from .leaves import Fields, Leaves
from .values import read_number

_PIECE = 140
"""The longest Ustrd: one of this length goes on in the next."""
_NOT_PROVIDED = frozenset(("NOTPROVIDED", "NOT PROVIDED", "NONREF", "NOREF"))
_NOBODY = Party()


class Says(NamedTuple):
    """The fields of one detail; empty where it has none."""

    amount: str
    amount_currency: str
    direction: str
    domain: str
    family: str
    subfamily: str
    own_code: str
    instructed: str
    instructed_currency: str
    transaction: str
    transaction_currency: str
    countervalue: str
    countervalue_currency: str
    rate: str
    bank_reference: str
    end_to_end_id: str
    instruction: str
    debtor_name: str
    debtor_account: str
    debtor_bank: str
    creditor_name: str
    creditor_account: str
    creditor_bank: str
    purpose: str
    information: str
    return_reason: str


def _party(role: str, code: str) -> dict[str, tuple[str, ...]]:
    """A party's name and account, and its bank, in all versions."""
    person, account = f"RltdPties/{code}", f"RltdPties/{code}Acct/Id"
    bank = f"RltdAgts/{code}Agt/FinInstnId"
    return {
        f"{role}_name": (
            f"{person}/Nm",
            f"{person}/Pty/Nm",
            f"{person}/Agt/FinInstnId/Nm",
            f"RltdPties/Ultmt{code}/Nm",
            f"RltdPties/Ultmt{code}/Pty/Nm",
        ),
        f"{role}_account": (
            f"{account}/IBAN",
            f"{account}/Othr/Id",
            f"{account}/BBAN",
            f"{account}/PrtryAcct/Id",
            f"{account}/UPIC",
        ),
        f"{role}_bank": (
            f"{bank}/BIC",
            f"{bank}/BICFI",
            f"{bank}/CmbndId/BIC",
            f"{bank}/ClrSysMmbId/MmbId",
            f"{bank}/Othr/Id",
        ),
    }


KIND: Fields = {
    "domain": ("BkTxCd/Domn/Cd",),
    "family": ("BkTxCd/Domn/Fmly/Cd",),
    "subfamily": ("BkTxCd/Domn/Fmly/SubFmlyCd",),
    "own_code": ("BkTxCd/Prtry/Cd",),
}
AMOUNTS: Fields = {
    "instructed": ("AmtDtls/InstdAmt/Amt",),
    "instructed_currency": ("AmtDtls/InstdAmt/Amt@Ccy",),
    "transaction": ("AmtDtls/TxAmt/Amt",),
    "transaction_currency": ("AmtDtls/TxAmt/Amt@Ccy",),
    "countervalue": ("AmtDtls/CntrValAmt/Amt",),
    "countervalue_currency": ("AmtDtls/CntrValAmt/Amt@Ccy",),
    "rate": tuple(
        f"AmtDtls/{amount}/CcyXchg/XchgRate"
        for amount in ("InstdAmt", "TxAmt", "CntrValAmt", "AnncdPstngAmt")
    ),
}
CHARGES = ("Chrgs/Rcrd/Amt", "Chrgs/Amt", "Chrgs/TtlChrgsAndTaxAmt")
RETURN_REASONS = tuple(
    f"RtrInf/{reason}/{code}" for reason in ("Rsn", "RtrRsn") for code in ("Cd", "Prtry")
)
FIELDS: Fields = {
    "amount": ("Amt",),
    "amount_currency": ("Amt@Ccy",),
    "direction": ("CdtDbtInd",),
    **KIND,
    **AMOUNTS,
    "bank_reference": ("Refs/AcctSvcrRef",),
    "end_to_end_id": ("Refs/EndToEndId",),
    "instruction": ("Refs/InstrId",),
    **_party("debtor", "Dbtr"),
    **_party("creditor", "Cdtr"),
    "purpose": ("Purp/Cd",),
    "information": ("AddtlTxInf",),
    "return_reason": RETURN_REASONS,
    # Not a text of its own, but whether it is there.
    "text": ("RmtInf/Ustrd",),
    "creditor reference": ("RmtInf/Strd/CdtrRefInf/Ref", "RmtInf/Strd/CdtrRefInf/CdtrRef"),
    "structured": tuple(
        f"RmtInf/Strd/{path}" for path in ("RfrdDocInf/Nb", "RfrdDocInf/RfrdDocNb", "AddtlRmtInf")
    ),
    "charges": CHARGES,
    "return": (*RETURN_REASONS, "RtrInf/AddtlInf", "RtrInf/OrgnlBkTxCd/Prtry/Cd"),
}

_DOCUMENTS = ("RmtInf/Strd/RfrdDocInf/Nb", "RmtInf/Strd/RfrdDocInf/RfrdDocNb")
_STRUCTURED_TEXT = "RmtInf/Strd/AddtlRmtInf"


def type_code(domain: str, family: str, subfamily: str, own: str) -> str:
    """``PMNT/RCDT/ESCT``, or else the bank's own code."""
    if domain and family and subfamily:
        return f"{domain}/{family}/{subfamily}"
    return "/".join(filter(None, (domain, family, subfamily))) if domain else own


def end_to_end_id(said: Says) -> str:
    """Without the words that say that there is none."""
    text = said.end_to_end_id
    return "" if text.upper() in _NOT_PROVIDED else text


def return_reason(detail: Leaves[Says]) -> str:
    """The code, or else the bank's words."""
    if "return" not in detail.has:
        return ""
    return detail.said.return_reason or " ".join(detail.every("RtrInf/AddtlInf"))


def structured_reference(detail: Leaves[Says]) -> str:
    """The creditor's reference, if the detail names exactly one."""
    if "creditor reference" not in detail.has:
        return ""
    found = {
        creditor_reference(text) or text.replace(" ", "")
        for path in FIELDS["creditor reference"]
        for text in detail.every(path)
        if text
    }
    return found.pop() if len(found) == 1 else ""


def remittance(detail: Leaves[Says]) -> str:
    """The free text, and the numbers of documents and references that it does not name."""
    text = "".join(_joined(detail.every("RmtInf/Ustrd"))) if "text" in detail.has else ""
    for more in _structured_texts(detail):
        if more and more not in text:
            text = f"{text}\n{more}" if text else more
    return text or detail.said.information


def _structured_texts(detail: Leaves[Says]) -> list[str]:
    """Documents and words; references only where none of them can be the one of the payment."""
    found = []
    if "structured" in detail.has:
        found = [text for path in (*_DOCUMENTS, _STRUCTURED_TEXT) for text in detail.every(path)]
    if "creditor reference" in detail.has and not structured_reference(detail):
        found += [text for path in FIELDS["creditor reference"] for text in detail.every(path)]
    return found


def _joined(pieces: list[str]) -> Iterator[str]:
    """Pieces of the full length go on in the next, others are lines."""
    following = ""
    for piece in pieces:
        if "\n" in piece:  # what laid out the XML broke and indented it
            piece = " ".join(line.strip() for line in piece.split("\n"))
        if piece:
            yield following + piece
            following = "" if len(piece) == _PIECE else "\n"


def we_are_creditor(said: Says, account: str, credit: bool, returned: bool) -> bool:
    """As the accounts say, else as the direction says.

    What comes back names the parties in the roles that they had in the payment.
    """
    if said.debtor_account != said.creditor_account:
        if said.creditor_account == account:
            return True
        if said.debtor_account == account:
            return False
    if returned:
        others = (
            (said.creditor_name, said.creditor_account)
            if credit
            else (said.debtor_name, said.debtor_account)
        )
        return credit if not any(others) else not credit
    return credit


def counterparty(said: Says, creditor: bool) -> Party:
    """The other party, if we are the ``creditor`` or else the debtor."""
    if creditor:
        name, account, bank = said.debtor_name, said.debtor_account, said.debtor_bank
    else:
        name, account, bank = said.creditor_name, said.creditor_account, said.creditor_bank
    return Party(name=name, account=account, bank=bank) if name or account or bank else _NOBODY


def charges(leaves: Leaves[Any], currency: str) -> Decimal | None:
    """What banks kept, where it is told in the account's currency."""
    if "charges" not in leaves.has:
        return None
    for record in ("Chrgs/Rcrd", "Chrgs"):
        amounts = [read_number(text) for text in leaves.every(f"{record}/Amt")]
        marks = leaves.every(f"{record}/CdtDbtInd") or ["DBIT"] * len(amounts)
        currencies = set(leaves.every(f"{record}/Amt@Ccy"))
        if amounts and currencies == {currency} and len(amounts) == len(marks):
            signed = [-a if m == "CRDT" else a for a, m in zip(amounts, marks, strict=True) if a]
            return sum(signed, Decimal())
    if leaves.every("Chrgs/TtlChrgsAndTaxAmt@Ccy") == [currency]:
        return read_number(leaves.every("Chrgs/TtlChrgsAndTaxAmt")[0])
    return None


def exchange(amounts: Iterable[tuple[str, str]], rate: str, currency: str) -> Exchange | None:
    """The first of the amounts (text and currency) that is in another currency."""
    for text, other in amounts:
        amount = read_number(text) if other and other != currency else None
        if amount is not None:
            return Exchange(amount=amount, currency=other, rate=read_number(rate))
    return None


def amount_in(said: Says, currency: str) -> Decimal | None:
    """What the payment was in the account's currency, without sign, if the detail says so."""
    for text, other in (
        (said.amount, said.amount_currency),
        (said.transaction, said.transaction_currency),
        (said.countervalue, said.countervalue_currency),
        (said.instructed, said.instructed_currency),
    ):
        amount = read_number(text) if other == currency else None
        if amount is not None:
            return amount
    return None
