"""What was booked on the company's second account, long before the three days and on the last one.

What nobody could apply then is unapplied cash of several ages today.
"""

from __future__ import annotations

from .movement import EITHER, NOT_POSTED, Other, Receipt, full, less, more, other, share

LAST_DAY = 0
_PAYS_FOR_OTHERS = "Grupo Ribera Servicios S.A."

# Days before the last of the three -> what was booked; the oldest first.
SECOND_ACCOUNT: dict[int, tuple[Receipt | Other, ...]] = {
    131: (
        full("10003a", 161, "facture {0}"),
        other("prepayment", "1450.00", "acompte commande 4500123", "Ateliers Mouriaux SARL"),
    ),
    76: (
        full("10048a", 103, "factura {0}"),
        Receipt(
            case="overpayment",
            open={"10007a": 92},
            text="factuur {0}",
            amount=more("120.00"),
            expect=EITHER,
        ),
        other("unknown payer", "890.00", "Anzahlung Messe", "Prüftechnik Nord GbR"),
    ),
    41: (
        full("10043a", 70, "fattura {0}"),
        Receipt(
            case="direct debit",
            open={"10034a": 71},
            text="prelevement {0}",
            expect=("returned",),
        ),
        Receipt(
            case="third-party payer",
            open={"10047a": 66},
            text="pago",
            payer=_PAYS_FOR_OTHERS,
            accepted=True,
        ),
    ),
    12: (
        full("10050a", 31, "faktura {0}"),
        Receipt(
            case="third-party payer",
            open={"10047b": 45},
            text="pago",
            payer=_PAYS_FOR_OTHERS,
            accepted=True,
        ),
        other("unknown payer", "236.80", "remboursement note de frais"),
    ),
    LAST_DAY: (
        Receipt(
            case="remittance advice",
            open={"10016a": 50, "10016b": 43, "10016c": 31},
            text="betaling volgens specificatie AV88213",
            advice="AV88213",
        ),
        Receipt(
            case="third-party payer",
            open={"10047c": 33},
            text="pago",
            payer=_PAYS_FOR_OTHERS,
            expect=EITHER,
        ),
        Receipt(
            case="pounds sterling",
            open={"10038a": 35},
            currency="GBP",
            text="invoice {0}",
            amount=share("1.003"),
            expect=NOT_POSTED,
        ),
        Receipt(
            case="bank fee taken",
            open={"10041b": 36},
            text="invoice {0} bank charges 8.50 deducted",
            amount=less("8.50"),
            settles=True,
            expect=EITHER,
        ),
        Receipt(
            case="returned direct debit",
            again=("10034a",),
            text="RETOUR AM04 {0}",
            returned=True,
            expect=EITHER,
        ),
        Receipt(
            case="announced",
            open={"10044a": 44, "10044b": 37},
            text="",
            advice="AV90112",
            announced=True,
        ),
        other("card", "-89.90", "abonnement base de donnees"),
    ),
}
