"""What a heading of a column, or a label beside a value, means."""

from __future__ import annotations

import re
from typing import Literal

from ..remembered import remembered
from .words import nouns

Meaning = Literal[
    "invoice number",
    "document number",
    "reference",
    "document date",
    "date",
    "gross amount",
    "discount",
    "deduction",
    "withholding",
    "reason",
    "paid amount",
    "net amount",
    "amount",
    "vat",
    "payment reference",
    "payment date",
    "payment total",
    "payer",
    "payer's account",
    "currency",
    "document type",
]

# The nouns of a heading, in any order.
_HEADINGS: dict[Meaning, str] = {
    "invoice number": "invoice, invoice no, invoice reference, invoice reference no, invoice id, "
    "invoice document, invoice document no, supplier invoice, supplier invoice no, "
    "supplier document no, supplier reference, your reference, your reference no, your document, "
    "your document no, your invoice, your invoice no, your invoice reference",
    "document number": "document, document no, document id, document reference, "
    "document reference no",
    "reference": "reference, reference no",
    "document date": "invoice date, document date, issue date, invoice issue date, "
    "document issue date",
    "date": "date",
    "gross amount": "gross, gross amount, invoice amount, original amount, document amount, "
    "invoice gross, invoice gross amount, invoice total, invoice total amount, "
    "invoice original amount, document gross amount, original, gross total",
    "discount": "discount, discount amount, cash discount, cash discount amount, payment discount",
    "deduction": "deduction, deduction amount",
    "withholding": "withholding, withholding amount, withholding tax, withholding tax amount",
    "reason": "reason, reason code, deduction reason, deduction reason code, discount reason, "
    "deduction code",
    "paid amount": "paid, paid amount, payment amount, net paid, net paid amount, net payment, "
    "net payment amount, pay, pay amount, net pay, net pay amount, transfer amount, "
    "remittance amount, execution amount, cheque amount, invoice paid amount, invoice payment amount",
    "net amount": "net, net amount",
    "amount": "amount, total, total amount, line amount, line total, document currency amount",
    "vat": "vat, vat amount",
    "payment reference": "payment reference, payment reference no, payment no, payment id, "
    "payment document, payment document no, payment advice no, advice no, remittance no, "
    "remittance reference, remittance advice no, transfer reference, transfer no, cheque, "
    "cheque no, cheque reference, transaction no, transaction id, transaction reference, "
    "payment transaction reference, payment transaction id, end end id",
    "payment date": "payment date, pay date, paid date, transfer date, value date, "
    "remittance date, cheque date, execution date, payment execution date, amount date, "
    "date currency|valueday",
    "payment total": "payment total, payment total amount, remittance total, "
    "remittance total amount, paid total, paid total amount, transfer total, "
    "transfer total amount, pay total, pay total amount, advice total",
    "payer": "payer, payer name",
    "payer's account": "payer account, payer account no",
    "currency": "currency, currency code, payment currency, document currency",
    "document type": "type, document type, transaction type, invoice type",
}
_WORDS_OF_TWO_MEANINGS: dict[str, tuple[Meaning, ...]] = {
    "payment": ("paid amount", "payment reference"),
    "transfer": ("paid amount", "payment reference"),
    "currency|valueday": ("currency", "payment date"),
    "invoice|account no": ("invoice number", "payer's account"),
}
_MEANINGS: dict[frozenset[str], tuple[Meaning, ...]] = {
    frozenset(heading.split()): (meaning,)
    for meaning, headings in _HEADINGS.items()
    for heading in headings.split(", ")
} | {frozenset([noun]): meanings for noun, meanings in _WORDS_OF_TWO_MEANINGS.items()}

_DIGIT = re.compile("[0-9]")
_PARTS = re.compile(r"\s*[/|;]\s*")
_COLON = re.compile("[:=]")

_PARTS_OF_SUMS = frozenset(("gross", "discount", "deduction", "withholding", "tax", "vat"))

OF_PAYMENT: frozenset[Meaning] = frozenset(
    ("payment reference", "payment date", "payer", "payer's account", "currency")
)
"""What a label says once for all documents of a payment."""

TOTALS: frozenset[Meaning] = frozenset(("amount", "payment total", "paid amount"))
"""What a label or a last row calls the sum of all that is paid."""


@remembered(8192)
def meanings(heading: str) -> tuple[Meaning, ...]:
    """What a column with this heading can mean: nothing known, one or more.

    ``Invoice / Rechnung`` says one thing twice, ``Invoice / Amount`` says two things.
    """
    if len(heading) > 120 or _DIGIT.search(heading):
        return ()
    parts = [part for part in _PARTS.split(heading.strip()) if part]
    found = [_MEANINGS.get(frozenset(nouns(part)), ()) for part in parts]
    if len(found) > 1 and all(found):
        return tuple(dict.fromkeys(meaning for each in found for meaning in each))
    return _MEANINGS.get(frozenset(nouns(heading)), ())


def meaning_of_label(label: str) -> Meaning | None:
    """The one meaning of the words before a value."""
    found = meanings(label)
    return found[0] if len(found) == 1 else None


def split_label(text: str) -> tuple[Meaning, str] | None:
    """``Payment date: 28.06.2026`` -> what it is, and the value (or ``""``)."""
    text = text.strip()
    colon = _COLON.search(text)
    name = text[: colon.start()].rstrip() if colon else ""
    if not colon or not 2 <= len(name) <= 60 or "\n" in name:
        return None
    meaning = meaning_of_label(name)
    return (meaning, text[colon.end() :].lstrip()) if meaning else None


def is_total(text: str) -> bool:
    """Whether a row that begins with ``text`` tells the sum of the rows above."""
    if meaning_of_label(text.rstrip(": ")) in TOTALS:
        return True
    return nouns(text)[:1] == ("total",) and not _DIGIT.search(text) and not is_subtotal(text)


def is_subtotal(text: str) -> bool:
    """Whether a row that begins with ``text`` tells the sum of a part, or of something else."""
    known = nouns(text)
    return known[:1] == ("subtotal",) or (
        known[:1] == ("total",) and bool(_PARTS_OF_SUMS & {*known})
    )
