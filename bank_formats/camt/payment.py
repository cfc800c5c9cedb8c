"""One ``TxDtls``: what it says of a payment (ISO 20022 EntryTransaction)."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal

from ..model import Exchange, Party
from ..references import creditor_reference
from .leaves import Fields, Leaves
from .values import read_number

_PIECE = 140
"""The longest Ustrd: one of this length goes on in the next."""
_NOT_PROVIDED = frozenset(("NOTPROVIDED", "NOT PROVIDED", "NONREF", "NOREF"))
_NOBODY = Party()


def _party(role: str) -> dict[str, tuple[str, ...]]:
    """A party's name and account, and its bank, in all versions."""
    person, account = f"RltdPties/{role}", f"RltdPties/{role}Acct/Id"
    bank = f"RltdAgts/{role}Agt/FinInstnId"
    return {
        f"{role} name": (
            f"{person}/Nm",
            f"{person}/Pty/Nm",
            f"{person}/Agt/FinInstnId/Nm",
            f"RltdPties/Ultmt{role}/Nm",
            f"RltdPties/Ultmt{role}/Pty/Nm",
        ),
        f"{role} account": (
            f"{account}/IBAN",
            f"{account}/Othr/Id",
            f"{account}/BBAN",
            f"{account}/PrtryAcct/Id",
            f"{account}/UPIC",
        ),
        f"{role} bank": (
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
    "own code": ("BkTxCd/Prtry/Cd",),
}
AMOUNTS: Fields = {
    "instructed": ("AmtDtls/InstdAmt/Amt",),
    "instructed currency": ("AmtDtls/InstdAmt/Amt@Ccy",),
    "transaction": ("AmtDtls/TxAmt/Amt",),
    "transaction currency": ("AmtDtls/TxAmt/Amt@Ccy",),
    "countervalue": ("AmtDtls/CntrValAmt/Amt",),
    "countervalue currency": ("AmtDtls/CntrValAmt/Amt@Ccy",),
    "rate": tuple(
        f"AmtDtls/{amount}/CcyXchg/XchgRate"
        for amount in ("InstdAmt", "TxAmt", "CntrValAmt", "AnncdPstngAmt")
    ),
    "charges": ("Chrgs/Rcrd/Amt", "Chrgs/Amt", "Chrgs/TtlChrgsAndTaxAmt"),
}
DETAIL: Fields = {
    **KIND,
    **AMOUNTS,
    "amount": ("Amt",),
    "amount currency": ("Amt@Ccy",),
    "direction": ("CdtDbtInd",),
    "bank reference": ("Refs/AcctSvcrRef",),
    "end-to-end id": ("Refs/EndToEndId",),
    "instruction": ("Refs/InstrId",),
    **_party("Dbtr"),
    **_party("Cdtr"),
    "purpose": ("Purp/Cd",),
    "text": ("RmtInf/Ustrd",),
    "creditor reference": ("RmtInf/Strd/CdtrRefInf/Ref", "RmtInf/Strd/CdtrRefInf/CdtrRef"),
    "structured": tuple(
        f"RmtInf/Strd/{path}"
        for path in ("RfrdDocInf/Nb", "RfrdDocInf/RfrdDocNb", "AddtlRmtInf", "Invcr/Nm")
    ),
    "information": ("AddtlTxInf",),
    "return reason": ("RtrInf/Rsn/Cd", "RtrInf/Rsn/Prtry", "RtrInf/RtrRsn/Cd", "RtrInf/AddtlInf"),
    "return": ("RtrInf/AddtlInf", "RtrInf/Rsn/Cd", "RtrInf/OrgnlBkTxCd/Prtry/Cd"),
}

_DOCUMENTS = ("RmtInf/Strd/RfrdDocInf/Nb", "RmtInf/Strd/RfrdDocInf/RfrdDocNb")
_STRUCTURED_TEXT = "RmtInf/Strd/AddtlRmtInf"


def type_code(leaves: Leaves) -> str:
    """``PMNT/RCDT/ESCT``, or else the bank's own code."""
    if domain := leaves.get("domain"):
        family, subfamily = leaves.get("family"), leaves.get("subfamily")
        return "/".join(filter(None, (domain, family, subfamily)))
    return leaves.get("own code")


def end_to_end_id(detail: Leaves) -> str:
    """Without the words that say that there is none."""
    text = detail.get("end-to-end id")
    return "" if text.upper() in _NOT_PROVIDED else text


def structured_reference(detail: Leaves) -> str:
    """The creditor's reference, if the detail names exactly one."""
    if "creditor reference" not in detail.paths.fields:
        return ""
    found = {
        creditor_reference(text) or text.replace(" ", "")
        for path in DETAIL["creditor reference"]
        for text in detail.every(path)
        if text
    }
    return found.pop() if len(found) == 1 else ""


def remittance(detail: Leaves) -> str:
    """The free text, and the numbers of the documents that it does not name."""
    fields = detail.paths.fields
    text = "".join(_joined(detail.every("RmtInf/Ustrd"))) if "text" in fields else ""
    if "structured" in fields:
        for path in (*_DOCUMENTS, _STRUCTURED_TEXT):
            for more in detail.every(path):
                if more and more not in text:
                    text = f"{text}\n{more}" if text else more
    return text or detail.get("information")


def _joined(pieces: list[str]) -> Iterator[str]:
    """Pieces of the full length go on in the next, others are lines."""
    following = ""
    for piece in pieces:
        if piece:
            yield following + piece
            following = "" if len(piece) == _PIECE else "\n"


def our_role(detail: Leaves, account: str, credit: bool, returned: bool) -> str:
    """Whether we are ``Cdtr`` or ``Dbtr``: as the accounts say, else as the direction says.

    What comes back names the parties in the roles that they had in the payment.
    """
    for role, other in (("Cdtr", "Dbtr"), ("Dbtr", "Cdtr")):
        if detail.get(f"{role} account") == account != detail.get(f"{other} account"):
            return role
    role, other = ("Cdtr", "Dbtr") if credit != returned else ("Dbtr", "Cdtr")
    if returned and not detail.get(f"{other} name") and not detail.get(f"{other} account"):
        return other
    return role


def counterparty(detail: Leaves, ours: str) -> Party:
    """The party that is not ``ours``."""
    if ours == "Cdtr":
        name, account, bank = "Dbtr name", "Dbtr account", "Dbtr bank"
    else:
        name, account, bank = "Cdtr name", "Cdtr account", "Cdtr bank"
    found = (detail.get(name), detail.get(account), detail.get(bank))
    return Party(name=found[0], account=found[1], bank=found[2]) if any(found) else _NOBODY


def charges(leaves: Leaves, currency: str) -> Decimal | None:
    """What banks kept, where it is told in the account's currency."""
    if "charges" not in leaves.paths.fields:
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


def exchange(leaves: Leaves, currency: str) -> Exchange | None:
    """The amount in the other currency: as it was ordered, else as it was settled."""
    for field in ("instructed", "transaction", "countervalue"):
        other = leaves.get(f"{field} currency")
        amount = read_number(leaves.get(field)) if other and other != currency else None
        if amount is not None:
            return Exchange(amount=amount, currency=other, rate=read_number(leaves.get("rate")))
    return None


def amount_in(detail: Leaves, currency: str) -> Decimal | None:
    """What the payment was in the account's currency, without sign, if the detail says so."""
    for field in ("amount", "transaction", "countervalue", "instructed"):
        if detail.get(f"{field} currency") == currency:
            amount = read_number(detail.get(field))
            if amount is not None:
                return amount
    return None
