"""What the bank books in three days, and what must become of each movement.

A movement names the invoices it pays by the customer's number and a letter: ``10026b``. Those
invoices are made for it (``days old``); the rest of the 400 come from ``invoices.py``.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Literal

State = Literal["posted", "suggested", "left"]
_EITHER: tuple[State, ...] = ("posted", "suggested")
_NOT_POSTED: tuple[State, ...] = ("suggested", "left")


def whole(total: Decimal) -> Decimal:
    """Exactly what is asked."""
    return total


def share(part: str) -> Callable[[Decimal], Decimal]:
    """A part of it."""
    return lambda total: (total * Decimal(part)).quantize(Decimal("0.01"))


def more(surplus: str) -> Callable[[Decimal], Decimal]:
    """Too much."""
    return lambda total: total + Decimal(surplus)


def less(missing: str) -> Callable[[Decimal], Decimal]:
    """A little too little."""
    return lambda total: total - Decimal(missing)


@dataclass(frozen=True, slots=True, kw_only=True)
class Receipt:
    """A customer's payment. ``text`` may use {0}, {1}: the invoice numbers (``InvoiceNumber``)."""

    case: str
    text: str
    open: dict[str, int] = field(default_factory=dict)
    """Invoice -> days old; made for this payment."""
    again: tuple[str, ...] = ()
    """Invoices made for another payment."""
    credit: str = ""
    """The one of ``open`` that is a credit note."""
    alike: bool = False
    """All invoices of ``open`` have the same amount, and one of them is paid."""
    paid_before: bool = False
    amount: Callable[[Decimal], Decimal] = whole
    settles: bool = False
    """The invoice is settled although less was paid: discount, rounding."""
    returned: bool = False
    """The bank takes the payment back."""
    expect: tuple[State, ...] = ("posted",)
    """What may become of it."""

    @property
    def keys(self) -> tuple[str, ...]:
        return (*self.open, *self.again)

    @property
    def customer(self) -> str:
        return self.keys[0][:5]


@dataclass(frozen=True, slots=True, kw_only=True)
class Other:
    """A movement that has to do with no invoice."""

    case: str
    text: str
    amount: Decimal
    name: str = ""
    expect: tuple[State, ...] = ("left",)


def _full(key: str, days_old: int, text: str) -> Receipt:
    return Receipt(case="full number", open={key: days_old}, text=text)


def _mangled(key: str, days_old: int, text: str) -> Receipt:
    return Receipt(case="mangled number", open={key: days_old}, text=text)


def _other(case: str, amount: str, text: str, name: str = "") -> Other:
    return Other(case=case, amount=Decimal(amount), text=text, name=name)


FIRST_DAY = (
    # Paid again on the third day: which of the two is the right one is for a person to say.
    Receipt(case="paid twice", open={"10020a": 41}, text="Rechnung {0}", expect=_EITHER),
    _full("10022a", 52, "RG {0} KD 10022"),
    _full("10059a", 47, "Re-Nr. {0} danke"),
    _full("10025a", 36, "Zahlung Rechnung {0} Molkerei Süderau eG Bredstedt"),
    _full("10055a", 34, "Rechnung {0} Prüfgeräte"),
    _mangled("10021a", 44, "Rg.Nr. {0.year}-{0.serial}"),
    _mangled("10027a", 58, "INV{0.year}{0.serial}"),
    _mangled("10060a", 39, "INV {0.year} {0.serial}"),
    Receipt(
        case="several invoices",
        open={"10026a": 95, "10026b": 82, "10026c": 66},
        text="Rg. {0}, {1}, {2}",
    ),
    Receipt(case="several invoices", open={"10023a": 33, "10023b": 26}, text="{0} + {1}"),
    Receipt(case="structured reference", open={"10011a": 37}, text="{rf}"),
    Receipt(case="order number", open={"10052a": 35}, text="Your order {order}"),
    Receipt(
        case="part payment", open={"10008a": 101}, text="Teilzahlung {0}", amount=share("0.45")
    ),
    Receipt(
        case="discount taken",
        open={"10019a": 10},
        text="{0} abzgl. 2 % Skonto",
        amount=share("0.98"),
        settles=True,
    ),
    Receipt(
        case="discount taken",
        open={"10056a": 10},
        text="Rechnung {0} abzgl. Skonto",
        amount=share("0.98"),
        settles=True,
    ),
    _other("bank fee", "-14.90", "Kontoführung"),
    _other("supplier", "-4850.00", "Miete Philipssite 17 {month}", "Immo Philips NV"),
    _other("unknown payer", "312.40", "Sommerfest Anteil Küche", "Kräuterhof Ölmann"),
)

SECOND_DAY = (
    _full("10012a", 43, "Factuur {0}"),
    _full("10017a", 40, "Betreft {0}"),
    _full("10001a", 34, "factuur {0} klantnr 10001"),
    Receipt(case="account only", open={"10031a": 38}, text="virement fournisseur"),
    Receipt(case="account only", open={"10049a": 36}, text="platnosc"),
    Receipt(case="account only", open={"10037a": 45}, text="payment"),
    Receipt(case="customer number", open={"10029a": 37}, text="klantnummer 10029"),
    Receipt(
        case="overpayment",
        open={"10015a": 49},
        text="factuur {0}",
        amount=more("75.00"),
        expect=_EITHER,
    ),
    Receipt(
        case="instalment",
        open={"10014a": 41},
        text="1e termijn {0}",
        amount=share("0.5"),
        expect=_EITHER,
    ),
    _mangled("10018a", 45, "factnr {0.year}/{0.serial}"),
    Receipt(case="transposed digits", open={"10024a": 45}, text="Rechnung {0.transposed}"),
    Receipt(
        case="credit note netted",
        open={"10039a": 57, "10039b": 30},
        credit="10039b",
        text="{0} less credit note {1}",
    ),
    Receipt(
        case="second payment",
        open={"10030a": 72},
        paid_before=True,
        text="facture {0}",
        expect=_NOT_POSTED,
    ),
    Receipt(
        case="two equal invoices",
        open={"10009a": 79, "10009b": 51},
        alike=True,
        text="paiement",
        expect=_NOT_POSTED,
    ),
    Receipt(
        case="all open items", open={"10010a": 44, "10010b": 29}, text="alle openstaande facturen"
    ),
    Receipt(case="name only", open={"10035a": 33}, text="virement"),
    _other("supplier", "-6213.40", "Uw ref 20417 klant HALEWYCK", "Sensortec Benelux BV"),
    _other("tax", "-18442.00", "Btw {month}", "FOD Financien"),
    _other("unknown payer", "1173.28", "bijdrage stand vakbeurs", "Beursgroep Zuid BV"),
)

THIRD_DAY = (
    _full("10042a", 61, "fattura {0}"),
    _full("10046a", 50, "factura {0}"),
    _full("10054a", 46, "faktura {0}"),
    _full("10033a", 55, "facture {0}"),
    _full("10006a", 33, "factuur {0}"),
    _mangled("10057a", 47, "facture no {0.serial}/{0.year}"),
    _mangled("10041a", 39, "inv. {0.year}{0.serial}"),
    Receipt(
        case="several invoices",
        open={"10005a": 48, "10005b": 41, "10005c": 27},
        text="facturen {0} {1} {2}",
    ),
    Receipt(case="several invoices", open={"10045a": 63, "10045b": 44}, text="fatture {0}, {1}"),
    Receipt(
        case="part payment",
        open={"10032a": 110},
        text="acompte facture {0}",
        amount=share("0.6"),
    ),
    Receipt(
        case="rounding", open={"10051a": 42}, text="faktura {0}", amount=less("0.02"), settles=True
    ),
    Receipt(case="paid twice", again=("10020a",), text="Rechnung {0}", expect=_NOT_POSTED),
    Receipt(
        case="returned payment",
        again=("10022a",),
        text="retour RG {0} KD 10022",
        returned=True,
        expect=_NOT_POSTED,
    ),
    _other("salaries", "-38114.60", "wedden {month} 14 personen"),
    _other("interest", "-21.37", "debetintrest"),
    _other("card", "-148.05", "kaartbetaling tankstation E40"),
    _other("unknown payer", "64.00", "terugbetaling parkeerkaart"),
)

DAYS: tuple[tuple[Receipt | Other, ...], ...] = (FIRST_DAY, SECOND_DAY, THIRD_DAY)
RECEIPTS = tuple(each for day in DAYS for each in day if isinstance(each, Receipt))

# Recognised by amount, account or name: what else these customers were sent is paid already.
NOTHING_ELSE_OPEN = frozenset(
    each.customer for each in RECEIPTS if "{" not in each.text or "{order}" in each.text
)
