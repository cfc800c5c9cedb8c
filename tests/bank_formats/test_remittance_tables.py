"""Tables of payers: headings, amounts, dates, totals. Each of these was seen to differ by payer."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from io import BytesIO

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from openpyxl import Workbook

from bank_formats import AmbiguousFormat, FormatError, UnknownFormat
from bank_formats.remittance import (
    RemittanceAdvice,
    csv_file,
    identify_advice,
    parse_advice,
    xlsx,
)
from bank_formats.remittance.days import possible_days
from bank_formats.remittance.figures import figure, read_digits
from bank_formats.remittance.headers import is_subtotal, is_total, meanings
from tests.bank_formats.golden import ADVICES, fixtures

TABLES = fixtures("csv", ADVICES) + fixtures("xlsx", ADVICES)
repeatable = settings(derandomize=True, max_examples=300, deadline=None)


def advice(text: str) -> RemittanceAdvice:
    [found] = parse_advice(text.encode(), source="advice.csv")
    return found


def paid(text: str) -> list[Decimal]:
    return [line.paid for line in advice(text).lines]


@pytest.mark.parametrize(
    "text",
    [
        "Číslo faktury;Datum;Částka;Sleva;Uhrazeno\nF1;2.3.2026;1 100,00;22,00;1 078,00\n",
        "Fakturanr;Fakturadatum;Belopp;Rabatt;Betalt\nF1;2026-03-02;1 100,00;22,00;1 078,00\n",
        "Fakturanr.;Dato;Beløb;Rabat;Betalt beløb\nF1;02.03.2026;1.100,00;22,00;1.078,00\n",
        "Fakturanr;Fakturadato;Beløp;Rabatt;Betalt\nF1;02.03.2026;1 100,00;22,00;1 078,00\n",
        "Laskun numero;Päivämäärä;Summa;Alennus;Maksettu\nF1;2.3.2026;1 100,00;22,00;1 078,00\n",
        "Fatura;Data;Valor;Desconto;Valor pago\nF1;2026-03-02;1.100,00;22,00;1.078,00\n",
        "Számlaszám;Kelt;Összeg;Kedvezmény;Fizetett\nF1;2026.03.02.;1 100,00;22,00;1 078,00\n",
        "Fatura No;Fatura Tarihi;Tutar;İskonto;Ödenen\nF1;02.03.2026;1.100,00;22,00;1.078,00\n",
        "Nr. factură;Data;Valoare;Reducere;Sumă plătită\nF1;02.03.2026;1.100,00;22,00;1.078,00\n",
        "Nr faktury;Data;Kwota;Rabat;Zapłacono\nF1;02.03.2026;1 100,00;22,00;1 078,00\n",
    ],
)
@pytest.mark.parametrize("charset", ["utf-8", "cp1250", "cp1252", "cp1254"])
def test_a_table_in_each_language(text: str, charset: str) -> None:
    try:
        data = text.encode(charset)
    except UnicodeEncodeError:
        return
    [found] = parse_advice(data, source="advice.csv")
    [line] = found.lines
    assert (line.document, line.day, line.paid) == ("F1", date(2026, 3, 2), Decimal("1078.00"))
    assert [each.amount for each in line.deductions] == [Decimal("22.00")]


def test_an_account_number_is_no_invoice_number() -> None:
    account = "HU42 1177 3016 1111 1018 0000 0000"
    text = f"Számlaszám;Bizonylatszám;Összeg\n{account};F1;100,00\n{account};F2;50,00\n"
    found = advice(text)
    assert [line.document for line in found.lines] == ["F1", "F2"]
    assert found.payer.account == account.replace(" ", "")
    with pytest.raises(FormatError, match="the invoice number and the payer's account"):
        advice(f"Számlaszám;Összeg\n{account};100,00\nF2;50,00\n")


@pytest.mark.parametrize("heading", ["Uhrazeno;Zaplaceno", "Betalt;Att betala", "Ödenen;Ödenen"])
def test_two_columns_for_the_paid_amount_are_refused(heading: str) -> None:
    with pytest.raises(FormatError, match="two columns for the paid amount"):
        advice(f"Faktura;{heading}\nF1;100,00;90,00\n")


@pytest.mark.parametrize(
    "text",
    ["2. března 2026", "2 mars 2026", "2 de março de 2026", "2026. március 2.", "2 Mart 2026"],
)
def test_months_in_each_language(text: str) -> None:
    assert set(possible_days(text).values()) == {date(2026, 3, 2)}


def column(*amounts: str, heading: str = "Paid") -> str:
    rows = "".join(f'INV-{n};"{amount}"\n' for n, amount in enumerate(amounts, start=1))
    return f"Invoice;{heading}\n{rows}"


@pytest.mark.parametrize(
    ("meaning", "headings"),
    [
        ("invoice number", "Invoice|Invoice No.|INVOICE #|InvoiceNumber|invoice_id|Inv. No"),
        ("invoice number", "Rechnungs-Nr.|Rechnungsnummer|Ihre Rechnung|RE-Nr.|Rechnung Nr"),
        ("invoice number", "N° de facture|Numéro facture|Facture n°|Votre facture|Réf. facture"),
        ("invoice number", "Factuurnummer|Factuurnr.|Uw factuur|Nr. factuur"),
        ("invoice number", "Nº factura|Número de factura|Factura|N.º de la factura"),
        ("invoice number", "Fattura n.|Numero fattura|N. Fattura|Riferimento fattura"),
        ("invoice number", "Numer faktury|Nr faktury|Faktura|Nr  FAKTURY"),
        ("document number", "Document No|Belegnummer|N° de pièce|Documento|Numer dokumentu"),
        ("document date", "Invoice date|Rechnungsdatum|Date de la facture|Factuurdatum"),
        ("document date", "Fecha de factura|Data fattura|Data faktury|Data wystawienia faktury"),
        ("gross amount", "Gross|Bruttobetrag|Montant brut|Brutobedrag|Importe bruto"),
        ("gross amount", "Importo lordo|Kwota brutto|Rechnungsbetrag|Factuurbedrag|Invoice amount"),
        ("discount", "Discount|Skonto|Escompte|Korting|Descuento|Sconto|Rabat"),
        ("deduction", "Deduction|Abzug|Kürzung|Déduction|Aftrek|Deducción|Detrazione|Potrącenie"),
        ("withholding", "Withholding tax|Retenue|Retención|Ritenuta d'acconto|Quellensteuer"),
        ("reason", "Reason|Kürzungsgrund|Motif|Reden|Motivo|Powód|Reason for deduction"),
        ("paid amount", "Paid|Amount paid|Zahlbetrag|Bezahlter Betrag|Überweisungsbetrag"),
        ("paid amount", "Montant payé|Montant réglé|Net à payer|Betaald bedrag|Te betalen"),
        ("paid amount", "Importe pagado|A pagar|Importo pagato|Da pagare|Kwota zapłacona"),
        ("paid amount", "Do zapłaty|Kwota płatności|Payment amount|Payment\namount (EUR)"),
        ("payment reference", "Payment reference|Zahlungsreferenz|Référence de paiement"),
        ("payment reference", "Betalingskenmerk|Referencia de pago|Riferimento pagamento"),
        ("payment reference", "Referencja płatności|Cheque no.|End-to-end ID|N° de virement"),
        ("payment date", "Payment date|Zahlungsdatum|Date de paiement|Betaaldatum|Value date"),
        ("payment date", "Fecha de pago|Data pagamento|Data płatności|Data zapłaty"),
        ("invoice number", "Číslo faktury|Č. faktury|Fakturanr|Fakturanummer|N.º da fatura|Fatura"),
        (
            "invoice number",
            "Számla sorszáma|Számla száma|Fatura No|Fatura Numaras\u0131|Laskun numero",
        ),
        ("invoice number", "Laskunro|Nr. factură|Număr factură|Fakturanummer:"),
        ("document number", "Číslo dokladu|Bilagsnr|Bizonylatszám|Belge No|Tositenumero"),
        ("reference", "Variabilní symbol|Viitenumero|Referência|Hivatkozás|Referans"),
        ("document date", "Datum faktury|Fakturadatum|Fakturadato|Data da fatura|Számla kelte"),
        ("document date", "Fatura Tarihi|Laskun päivämäärä|Data facturii|Datum vystavení faktury"),
        ("date", "Datum|Dato|Data|Dátum|Tarih|Päivämäärä"),
        ("gross amount", "Částka faktury|Fakturabelopp|Fakturabeløb|Fakturabeløp|Valor da fatura"),
        (
            "gross amount",
            "Számla összege|Bruttó összeg|Fatura Tutar\u0131|Laskun summa|Valoare factură",
        ),
        ("amount", "Částka|Belopp|Beløb|Beløp|Valor|Összeg|Tutar|Summa|Valoare|Celkem|Toplam"),
        ("discount", "Sleva|Skonto|Rabatt|Kassarabatt|Kontantrabat|Desconto|Kedvezmény|İskonto"),
        ("discount", "İndirim|Kassa-alennus|Alennus|Reducere|Zľava"),
        ("deduction", "Srážka|Avdrag|Fradrag|Dedução|Levonás|Kesinti|Vähennys|Deducere"),
        ("withholding", "Retenção|Stopaj|Rețineri"),
        ("paid amount", "Uhrazeno|Zaplaceno|Uhrazená částka|K úhradě|Betalt|Betalt belopp"),
        ("paid amount", "Att betala|Betalt beløb|Betalt beløp|At betale|Valor pago|A pagar"),
        ("paid amount", "Fizetett összeg|Fizetendő|Ödenen|Ödenen Tutar|Ödeme Tutar\u0131|Maksettu"),
        ("paid amount", "Maksettu summa|Plătit|Achitat|Sumă plătită|Uhradená suma"),
        ("payment date", "Datum úhrady|Betalningsdatum|Betalingsdato|Data de pagamento"),
        ("payment date", "Fizetés dátuma|Ödeme Tarihi|Maksupäivä|Data plății"),
        ("payment total", "Celkem k úhradě|Payment total|Total payment|Totale pagamento"),
        ("currency", "Měna|Moeda|Pénznem|Devizanem|Para Birimi|Valuutta|Monedă"),
        ("reason", "Důvod|Orsak|Årsag|Indok|Sebep|Syy|Motiv"),
        ("payment total", "Total à payer"),
        ("payer", "Payer|Zahler|Auftraggeber|Donneur d'ordre|Betaler|Ordenante|Płatnik|Kunde"),
        ("currency", "Currency|Währung|Devise|Moneda|Waluta|Ccy|Munt"),
        (
            "amount",
            "Amount in doc. curr.|Betrag in Belegwährung|Amount|Betrag|Montant|Bedrag|Importe|Importo|Kwota|Betrag in EUR|Total",
        ),
    ],
)
def test_headings_of_seven_languages(meaning: str, headings: str) -> None:
    found = {heading: meanings(heading) for heading in headings.split("|")}
    assert found == dict.fromkeys(found, (meaning,))


@pytest.mark.parametrize(
    "heading",
    ["", "Due date", "Our document no", "Customer number", "Fälligkeit", "123", "x" * 500],
)
def test_other_headings_mean_nothing(heading: str) -> None:
    assert meanings(heading) == ()


@pytest.mark.parametrize("text", ["Total", "Summe:", "GESAMTSUMME", "Totaal", "Razem", "Total EUR"])
def test_totals(text: str) -> None:
    assert is_total(text)


@pytest.mark.parametrize("text", ["TOTAL-2026", "INV-1", "Rechnung", "4711"])
def test_what_is_no_total(text: str) -> None:
    assert not is_total(text)


@pytest.mark.parametrize(
    "text",
    [
        "Total discount",
        "Summe Skonto",
        "Subtotal",
        "Zwischensumme",
        "Sous-total",
        "Carried forward",
    ],
)
def test_subtotals(text: str) -> None:
    assert is_subtotal(text)


@pytest.mark.parametrize(
    ("amounts", "expected"),
    [
        (["1.234", "12,50"], ["1234", "12.50"]),
        (["1,234", "12.50"], ["1234", "12.50"]),
        (["1.234.567"], ["1234567"]),
        (["1'234", "1'234.5"], ["1234", "1234.5"]),
        (["1 234,50", "1\u00a0234,50", "1\u202f234,5"], ["1234.50", "1234.50", "1234.5"]),
        (["100.-", "0.50"], ["100", "0.50"]),
        (["12", "7"], ["12", "7"]),
        (["€ 12,50", "12,50 €", "EUR 12,50", "-12,50 EUR"], ["12.50", "12.50", "12.50", "-12.50"]),
        (["12.50-", "(12.50)", "\u221212.50", "+12.50"], ["-12.50", "-12.50", "-12.50", "12.50"]),
        (["100.00", "25.00 CR", "5.00CR"], ["100.00", "-25.00", "-5.00"]),
        (["100.00 DR", "25.00 CR"], ["100.00", "-25.00"]),
        ([".50", "1.5"], ["0.50", "1.5"]),
    ],
)
def test_amounts_are_read_by_the_whole_column(amounts: list[str], expected: list[str]) -> None:
    assert paid(column(*amounts)) == [Decimal(each) for each in expected]


@pytest.mark.parametrize(
    ("amounts", "line"),
    [
        (["1.234"], 2),
        (["12", "1,234"], 3),
        (["1.234", "9.000"], 2),
        (["1.234,50", "1,234.50"], 3),
        (["12.50", "1.234"], 3),
        (["12.50", "12.34.56"], 3),
        (["1.23.456,00"], 2),
        (["12.50", "--5"], 3),
        (["12.50", "5-5"], 3),
        (["12.50", "EUR 5.00 USD"], 3),
        (["10.00", "5.00 DR"], 3),
        (["10.00 CR"], 2),
        (["9" * 30], 2),
        (["EUR 1.50", "USD 1.50"], 3),
    ],
)
def test_amounts_of_two_meanings_are_refused(amounts: list[str], line: int) -> None:
    with pytest.raises(FormatError) as caught:
        paid(column(*amounts))
    assert (caught.value.source, caught.value.line) == ("advice.csv", line)


def test_an_amount_elsewhere_in_the_file_decides() -> None:
    assert paid("Total: 1.234,00\n" + column("1.234")) == [Decimal(1234)]


def test_three_decimals_where_the_currency_has_them() -> None:
    found = advice("Invoice;Paid;Currency\nINV-1;1234.567;KWD\n")
    assert [line.paid for line in found.lines] == [Decimal("1234.567")]


@pytest.mark.parametrize(
    ("days", "expected"),
    [
        (["01/02/2026", "28/02/2026"], [date(2026, 2, 1), date(2026, 2, 28)]),
        (["01/02/2026", "02/28/2026"], [date(2026, 1, 2), date(2026, 2, 28)]),
        (["02/02/2026"], [date(2026, 2, 2)]),
        (["1.2.26", "2026-02-28"], [date(2026, 2, 1), date(2026, 2, 28)]),
        (["1-Feb-2026", "28. Februar 2026"], [date(2026, 2, 1), date(2026, 2, 28)]),
        (["20260201"], [date(2026, 2, 1)]),
        (["2026-02-01T00:00:00", "2026-02-28 13:00"], [date(2026, 2, 1), date(2026, 2, 28)]),
    ],
)
def test_days_are_read_by_the_whole_column(days: list[str], expected: list[date]) -> None:
    rows = "".join(f"INV-{n};{day};1.50\n" for n, day in enumerate(days))
    assert [each.day for each in advice(f"Invoice;Date;Paid\n{rows}").lines] == expected


@pytest.mark.parametrize(
    "days", [["01/02/2026"], ["28/02/2026", "02/28/2026"], ["31.06.2026"], ["26-06-28"], ["soon"]]
)
def test_days_of_two_meanings_are_refused(days: list[str]) -> None:
    rows = "".join(f"INV-{n};{day};1.50\n" for n, day in enumerate(days))
    with pytest.raises(FormatError, match=r"line [23]"):
        advice(f"Invoice;Date;Paid\n{rows}")


def test_valuta_is_what_stands_below_it() -> None:
    assert advice("Factuur;Bedrag;Valuta\nF1;1,50;EUR\n").currency == "EUR"
    assert advice("Rechnung;Betrag;Valuta\nF1;1,50;28.06.2026\n").day == date(2026, 6, 28)
    with pytest.raises(FormatError, match="can be the currency and the payment date"):
        advice("Rechnung;Betrag;Valuta\nF1;1,50;EUR\nF2;1,50;28.06.2026\n")


def test_the_payers_own_number_is_not_taken_for_ours() -> None:
    found = advice("Belegnummer;Ihre Rechnungsnummer;Betrag\n190001;RE-1;5,50\n")
    assert [line.document for line in found.lines] == ["RE-1"]
    assert found.lines[0].extra == (("Belegnummer", "190001"),)


def test_of_two_columns_of_numbers_that_with_known_numbers() -> None:
    table = b"Document No.;Reference;Paid\n1500;INV-9;98.00\n"
    for documents, number in ((), "1500"), (("INV-9", "INV-8"), "INV-9"), (("1500",), "1500"):
        [found] = parse_advice(table, documents=documents)
        assert [line.document for line in found.lines] == [number]


def test_our_reference_in_the_payers_words_is_our_number() -> None:
    found = advice("Belegnr.;Ihre Referenz;Nettobetrag\n190001;RE-1;5,50\n")
    assert [line.document for line in found.lines] == ["RE-1"]


def test_a_due_date_tells_the_order_of_days() -> None:
    found = advice("Invoice;Date;Due date;Paid\nINV-1;01/06/2026;28/06/2026;5.50\n")
    assert found.lines[0].day == date(2026, 6, 1)


@pytest.mark.parametrize(
    ("headings", "named"),
    [
        ("Invoice;Invoice number;Paid", "'Invoice' and 'Invoice number'"),
        ("Invoice;Paid;Amount paid", "'Paid' and 'Amount paid'"),
        ("Invoice;Amount;Net amount", "'Amount' and 'Net amount'"),
        ("Invoice;Paid;Invoice date / Payment date", "the document date and the payment date"),
        ("Invoice;Paid;Payment", "the paid amount and the payment reference"),
    ],
)
def test_unclear_columns_are_named(headings: str, named: str) -> None:
    with pytest.raises(FormatError, match=named) as caught:
        advice(f"{headings}\na;b;c\n")
    assert caught.value.line == 1


def test_net_beside_vat_is_not_what_is_paid() -> None:
    found = advice("Invoice;Net;VAT;Gross\nINV-1;100.00;19.00;119.00\n")
    assert [line.paid for line in found.lines] == [Decimal("119.00")]


def test_paid_is_gross_less_discount_where_no_column_says_it() -> None:
    for discount in ("2.00", "-2.00"):
        found = advice(f"Invoice;Invoice amount;Discount\nINV-1;100.00;{discount}\n")
        assert found.lines[0].paid == Decimal("98.00")
        assert [each.amount for each in found.lines[0].deductions] == [Decimal("2.00")]


def test_a_nameless_row_of_sums() -> None:
    table = "Invoice;Invoice amount;Discount\nI1;10.00;1.00\nI2;20.00;0.00\n"
    found = advice(table + ";30.00;1.00\n")
    assert (found.total, found.leniencies) == (None, ("total row without a name",))
    with pytest.raises(FormatError, match="line 4: document number: an amount without"):
        advice(table + ";31.00;1.00\n")


def test_an_amount_beside_a_discount_needs_the_total() -> None:
    table = "Invoice;Amount;Discount\nINV-1;100.00;2.00\n"
    assert paid(table + "\nPayment total: 98.00\n") == [Decimal("98.00")]
    assert paid(table + "\nPayment total: 100.00\n") == [Decimal("100.00")]
    for undecided in ("", "Total;100.00;2.00\n", "Payment total: 99.00\n"):
        with pytest.raises(FormatError, match="before or after Discount"):
            advice(table + undecided)


def test_a_part_payment_is_no_failed_check() -> None:
    assert advice("Invoice;Invoice amount;Paid\nINV-1;100.00;60.00\n").failed_checks == ()


def test_deductions_that_do_not_explain_the_difference_are_a_failed_check() -> None:
    found = advice("Invoice;Gross;Discount;Paid\nINV-1;100.00;2.00;60.00\n")
    assert [check.of for check in found.failed_checks] == ["INV-1: gross less deductions"]


def test_a_total_of_all_payments_is_on_each() -> None:
    found = parse_advice(
        b"Payment reference;Invoice;Paid\nA;1001;1.50\nB;1002;2.50\nTotal;;5.00\n", source="x"
    )
    assert [each.payment_reference for each in found] == ["A", "B"]
    assert [[(c.of, c.holds) for c in each.checks] for each in found] == [
        [("all payments", False)],
        [("all payments", False)],
    ]


def test_a_line_that_has_words_of_labels_in_its_cells_is_a_line() -> None:
    table = "Invoice;Type;Currency;Paid\nINV-1;Payer;EUR;1.50\n"
    found = advice(table + "Invoice;Type;Currency;Paid\nINV-2;Currency;EUR;2.50\n")
    assert [line.document for line in found.lines] == ["INV-1", "INV-2"]
    with pytest.raises(FormatError, match="no amount for the document INV-3"):
        advice(table + "INV-3;Currency;EUR;\n")


def test_text_below_the_total_is_kept_as_text() -> None:
    found = advice(
        "Invoice;Paid\nINV-1;1.50\nTotal;1.50\n;\nContact;\nIBAN on request\nPage 1 of 1\n"
        "Payment date:;28.06.2026\nBank details;see below\n"
    )
    assert [text for _name, text in found.extra] == [
        "Contact",
        "IBAN on request",
        "Page 1 of 1",
        "Bank details see below",
    ]
    assert found.day == date(2026, 6, 28)


def test_total_of_a_firm_called_total_is_a_line() -> None:
    found = advice("Payer;Invoice;Paid\nTotal SE;INV-1;1.50\nTotal SE;INV-2;2.50\n")
    assert [line.document for line in found.lines] == ["INV-1", "INV-2"]


@pytest.mark.parametrize(
    "text",
    [
        "Invoice;Paid\n",
        "Invoice;Paid\n\n;;\n",
        "Invoice;Paid\nINV-1;1.50;7.50\n",
        "Invoice;Paid\nINV-1;\n",
        "Invoice;Paid\n;1.50\n",
        "Invoice;Paid;Payment date\nI1;1.50;2026-06-28\nI2;1.50;2026-06-29\n",
        "Payment reference: A\nPayment reference: B\nInvoice;Paid\nI1;1.50\n",
        "Payment reference: A\nInvoice;Paid\nI1;1.50\n"
        + "\nPayment reference: A\nCurrency: USD\nInvoice;Paid\nI1;1.50\n",
        "Invoice,Paid\nINV-1,1,50\n",
        'Invoice;Paid\n"INV-1;1.50\n',
        "Invoice;Gross;Discount\nI1;10.00;1.00\nI2;10.00;-1.00\n",
        "Invoice;Type;Paid\nI1;Credit note;10.00\nI2;Credit note;-10.00\nI3;Invoice;50.00\n",
        "Payment reference;Invoice;Paid\n;INV-1;1.50\nA;INV-2;1.50\n",
        "Invoice;Paid;Currency\nINV-1;1.50;euros\n",
    ],
)
def test_tables_that_are_refused(text: str) -> None:
    with pytest.raises(FormatError) as caught:
        parse_advice(text.encode(), source="advice.csv")
    assert (caught.value.source, caught.value.line > 0) == ("advice.csv", True)


def test_the_line_of_a_row_after_a_cell_of_several_lines() -> None:
    text = 'Invoice;Paid;Note\r\nINV-1;1.50;"a\r\nb"\r\nINV-2;2.50;\r\n'
    found = advice(text)
    assert [line.origin.line for line in found.lines] == [2, 4]
    assert found.lines[0].origin.raw == 'INV-1;1.50;"a\r\nb"'


@pytest.mark.parametrize("charset", ["utf-8", "utf-8-sig", "cp1252", "utf-16"])
@pytest.mark.parametrize("delimiter", csv_file.DELIMITERS)
def test_charset_and_delimiter_are_found(charset: str, delimiter: str) -> None:
    rows = [["Rechnung", "Betrag €", "Zahler"], ["R-1", '"1.234,50"', "Müller"]]
    data = "\r\n".join(delimiter.join(row) for row in rows).encode(charset)
    [found] = parse_advice(data)
    assert (found.lines[0].paid, found.payer.name) == (Decimal("1234.50"), "Müller")
    assert (found.currency, identify_advice(data)) == ("EUR", "CSV")


def test_two_possible_delimiters() -> None:
    with pytest.raises(FormatError, match="two delimiters"):
        parse_advice(b"Invoice;Paid\nINV-1;1.50\nInvoice,Paid\nINV-1,2.50\n")


@pytest.mark.parametrize(
    ("data", "sentence"),
    [
        (b"", "empty"),
        (b"hello", "a table needs a row of headings"),
        (b"PK\x03\x04....word/document.xml", "a Word document"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 600, "an old Office file"),
        (
            b"\xd0\xcf\x11\xe0" + b"\0" * 600 + "EncryptedPackage".encode("utf-16le"),
            "with a password",
        ),
        (b"PK\x03\x04 mimetypeapplication/vnd.oasis.opendocument.spreadsheet", "OpenDocument"),
        (b"\x89PNG\r\n", "a picture"),
        (b"<html><body>", "an HTML page"),
        (b"<Invoice/>", "root element Invoice"),
    ],
)
def test_other_files_are_named(data: bytes, sentence: str) -> None:
    with pytest.raises(UnknownFormat, match=sentence):
        parse_advice(data)


def test_limits(monkeypatch: pytest.MonkeyPatch) -> None:
    with pytest.raises(FormatError, match="more than 25 MB"):
        parse_advice(b"Invoice;Paid\n" + b"x" * 25_000_000)
    monkeypatch.setattr(csv_file, "MOST_ROWS", 3)
    with pytest.raises(FormatError, match="line 4: more than 3 lines"):
        advice(column("1", "2", "3"))
    with pytest.raises(FormatError, match="more than 200 cells"):
        advice("Invoice;Paid\n" + ";" * 300)


def workbook(*rows: list[object]) -> bytes:
    book = Workbook()
    for row in rows:
        book.active.append(row)
    content = BytesIO()
    book.save(content)
    return content.getvalue()


def test_workbook_limits(monkeypatch: pytest.MonkeyPatch) -> None:
    data = workbook(["Invoice", "Paid"], ["INV-1", 1], ["INV-2", 2])
    assert identify_advice(data) == "XLSX"
    for limit, value in (
        ("MOST_ROWS", 2),
        ("MOST_CELLS", 4),
        ("MOST_MEMBERS", 3),
        ("MOST_BYTES_UNPACKED", 1000),
    ):
        with monkeypatch.context() as patch:
            patch.setattr(xlsx, limit, value)
            with pytest.raises(FormatError, match="more than"):
                parse_advice(data, source="x.xlsx")


def test_a_workbook_and_a_table_of_text_say_the_same() -> None:
    data = workbook(["Invoice", "Invoice date", "Paid"], ["INV-1", date(2026, 6, 1), 1234.5])
    [sheet] = parse_advice(data)
    text = advice("Invoice;Invoice date;Paid\nINV-1;01.06.2026;1.234,50\n")
    assert [(line.document, line.day, line.paid) for line in sheet.lines] == [
        (line.document, line.day, line.paid) for line in text.lines
    ]


def test_bytes_that_are_two_kinds_at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(xlsx, "matches", lambda head: "XLSX")
    with pytest.raises(AmbiguousFormat, match="CSV and XLSX"):
        parse_advice(b"Invoice;Paid\nINV-1;1.50\n")


@repeatable
@given(st.decimals(-(10**9), 10**9, places=2), st.sampled_from([",.", ".,", ", ", ".'"]))
def test_what_is_written_in_a_style_is_read_in_it(amount: Decimal, style: str) -> None:
    mark, by = style
    written = f"{amount:,.2f}".replace(",", "_").replace(".", mark).replace("_", by)
    assert paid(column(written, f"0{mark}50")) == [amount, Decimal("0.50")]


@repeatable
@given(st.text(max_size=30))
def test_any_text_is_an_amount_or_none(text: str) -> None:
    found = figure(text)
    assert found is None or read_digits(found.digits, ".") is None or found.digits


@repeatable
@given(st.text(max_size=30))
def test_any_text_is_a_day_or_none(text: str) -> None:
    assert all(isinstance(day, date) for day in possible_days(text).values())


@st.composite
def mutated(draw: st.DrawFn) -> bytes:
    data = draw(st.sampled_from(TABLES)).read_bytes()
    for _ in range(draw(st.integers(1, 4))):
        start = draw(st.integers(0, len(data)))
        end = min(len(data), start + draw(st.integers(0, 12)))
        pieces = st.sampled_from([b";", b'"', b"\n", b",", b"\x00", b"Total", b"1.234", b"\xff"])
        data = data[:start] + draw(pieces | st.binary(max_size=4)) + data[end:]
    return data


@repeatable
@given(mutated())
def test_mutated_table(data: bytes) -> None:
    try:
        found = parse_advice(data, source="mutated")
    except FormatError as error:
        refused = error
    else:
        hash(found)
        return
    assert refused.source == "mutated"
    assert refused.line > 0 or isinstance(refused, UnknownFormat | AmbiguousFormat)


@pytest.mark.parametrize(
    ("heading", "cells"),
    [("Days", "30|60"), ("Pos", "1|2"), ("VAT rate", "19,00|7,00"), ("Kurs", "1,0834|1,0911")],
)
def test_gross_is_paid_beside_numbers_that_are_no_amounts(heading: str, cells: str) -> None:
    first, second = cells.split("|")
    table = f"Invoice;Invoice amount;{heading}\nINV-1;100,00;{first}\nINV-2;50,00;{second}\n"
    assert paid(table) == [Decimal("100.00"), Decimal("50.00")]


@pytest.mark.parametrize("rows", ["100;98", "100,5;98", "100,00;98,00", "100,00;98,50"])
def test_gross_is_not_paid_beside_an_unknown_column_of_amounts(rows: str) -> None:
    with pytest.raises(FormatError, match="'Gross' and 'This run'"):
        advice(f"Invoice;Gross;This run\nINV-1;{rows}\n")


def test_gross_less_discount_may_stand_in_an_unknown_column() -> None:
    table = "Invoice;Gross;Discount;This run\nINV-1;100,00;2,00;{}\n"
    assert paid(table.format("98,00")) == [Decimal("98.00")]
    with pytest.raises(FormatError, match="'Gross' and 'This run'"):
        advice(table.format("90,00"))


def test_headings_known_in_two_charsets_that_give_other_texts() -> None:
    table = "Numer faktury;Kwota zapłacona;Uwagi\nFV/1;10,00;"
    data = table.encode("cp1250") + b"\xa5\n"
    with pytest.raises(FormatError, match="cp1250 or iso-8859-2"):
        parse_advice(data, source="advice.csv")


def test_text_between_the_lines_is_named() -> None:
    found = advice("Invoice;Paid\nno.;EUR\nINV-1;10,00\nCredit notes;\nCN-1;-2,00\nThank you;\n")
    assert [line.document for line in found.lines] == ["INV-1", "CN-1"]
    assert found.extra == (("text", "no. EUR"), ("text", "Credit notes"), ("text", "Thank you"))
    assert found.leniencies == ("text between the lines is not read",)


def test_known_document_in_words_without_amount() -> None:
    table = b"Invoice;Paid\nINV-1;10,00\nFirst instalment;\nTotal;10,00\n"
    with pytest.raises(FormatError, match=r"line 3: Paid: no amount .* First instalment"):
        parse_advice(table, source="advice.csv", documents=["INV-1", "First instalment"])
