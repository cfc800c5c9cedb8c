"""What the bank books on the company's first account in three days."""

from __future__ import annotations

from .movement import (
    EITHER,
    NOT_POSTED,
    Other,
    Receipt,
    full,
    less,
    mangled,
    more,
    other,
    share,
)
from .second_account import SECOND_ACCOUNT

FIRST_DAY = (
    # Paid again on the third day: which of the two is the right one is for a person to say.
    Receipt(case="paid twice", open={"10020a": 41}, text="Rechnung {0}", expect=EITHER),
    full("10022a", 52, "RG {0} KD 10022"),
    full("10059a", 47, "Re-Nr. {0} danke"),
    full("10025a", 36, "Zahlung Rechnung {0} Molkerei Süderau eG Bredstedt"),
    full("10055a", 34, "Rechnung {0} Prüfgeräte"),
    mangled("10021a", 44, "Rg.Nr. {0.year}-{0.serial}"),
    mangled("10027a", 58, "INV{0.year}{0.serial}"),
    mangled("10060a", 39, "INV {0.year} {0.serial}"),
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
    Receipt(
        case="deduction",
        open={"10028a": 40},
        text="Rechnung {0} abzgl. 86,50 EUR Transportschaden",
        amount=less("86.50"),
    ),
    other("bank fee", "-14.90", "Kontoführung"),
    other("supplier", "-4850.00", "Miete Philipssite 17 {month}", "Immo Philips NV"),
    other("unknown payer", "312.40", "Sommerfest Anteil Küche", "Kräuterhof Ölmann"),
)

SECOND_DAY = (
    full("10012a", 43, "Factuur {0}"),
    full("10017a", 40, "Betreft {0}"),
    full("10001a", 34, "factuur {0} klantnr 10001"),
    Receipt(case="account only", open={"10031a": 38}, text="virement fournisseur"),
    Receipt(case="account only", open={"10049a": 36}, text="platnosc"),
    Receipt(case="account only", open={"10037a": 45}, text="payment"),
    Receipt(case="customer number", open={"10029a": 37}, text="klantnummer 10029"),
    Receipt(
        case="overpayment",
        open={"10015a": 49},
        text="factuur {0}",
        amount=more("75.00"),
        expect=EITHER,
    ),
    Receipt(
        case="instalment",
        open={"10014a": 41},
        text="1e termijn {0}",
        amount=share("0.5"),
        expect=EITHER,
    ),
    mangled("10018a", 45, "factnr {0.year}/{0.serial}"),
    Receipt(
        case="transposed digits",
        open={"10024a": 45},
        text="Rechnung {0.transposed}",
        expect=EITHER,  # the number may by chance be a paid one's
    ),
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
        expect=NOT_POSTED,
    ),
    Receipt(
        case="two equal invoices",
        open={"10009a": 79, "10009b": 51},
        alike=True,
        text="paiement",
        expect=NOT_POSTED,
    ),
    Receipt(
        case="all open items", open={"10010a": 44, "10010b": 29}, text="alle openstaande facturen"
    ),
    Receipt(case="name only", open={"10035a": 33}, text="virement"),
    Receipt(
        case="deduction",
        open={"10002a": 36},
        text="factuur {0} minus 62,40 retour emballage",
        amount=less("62.40"),
    ),
    other("supplier", "-6213.40", "Uw ref 20417 klant HALEWYCK", "Sensortec Benelux BV"),
    other("tax", "-18442.00", "Btw {month}", "FOD Financien"),
    other("unknown payer", "1173.28", "bijdrage stand vakbeurs", "Beursgroep Zuid BV"),
)

THIRD_DAY = (
    full("10042a", 61, "fattura {0}"),
    full("10046a", 50, "factura {0}"),
    full("10054a", 46, "faktura {0}"),
    full("10033a", 55, "facture {0}"),
    full("10006a", 33, "factuur {0}"),
    mangled("10057a", 47, "facture no {0.serial}/{0.year}"),
    mangled("10041a", 39, "inv. {0.year}{0.serial}"),
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
    Receipt(case="paid twice", again=("10020a",), text="Rechnung {0}", expect=NOT_POSTED),
    Receipt(
        case="returned payment",
        again=("10022a",),
        text="retour RG {0} KD 10022",
        returned=True,
        expect=NOT_POSTED,
    ),
    other("salaries", "-38114.60", "wedden {month} 14 personen"),
    other("interest", "-21.37", "debetintrest"),
    other("card", "-148.05", "kaartbetaling tankstation E40"),
    other("unknown payer", "64.00", "terugbetaling parkeerkaart"),
)

DAYS: tuple[tuple[Receipt | Other, ...], ...] = (FIRST_DAY, SECOND_DAY, THIRD_DAY)
RECEIPTS = tuple(
    each for day in (*DAYS, *SECOND_ACCOUNT.values()) for each in day if isinstance(each, Receipt)
)

# Recognised by amount, account or name: what else these customers were sent is paid already.
NOTHING_ELSE_OPEN = frozenset(
    each.customer for each in RECEIPTS if "{" not in each.text or "{order}" in each.text
)
