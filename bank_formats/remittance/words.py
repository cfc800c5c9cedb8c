"""The words of headings and labels in seventeen languages, reduced to a few nouns.

``RECHNUNGS-NR.``, ``N° de facture`` and ``Invoice no`` all become ``{invoice, no}``.
"""

from __future__ import annotations

import re
import unicodedata

from ..remembered import remembered

# Noun(s) -> the words that mean it: EN, DE, FR, NL, ES, IT, PL; without accents, in lower case.
_WORDS = {
    "no": "no nr num number nummer numero numer numeru nro n",
    "id": "id ident kennung",
    "end": "end",
    "invoice": "invoice invoices inv bill rechnung rechnungs rechnungen rechn re facture factures fact "
    "factuur facturen factura facturas fra fattura fatture ft faktura faktury",
    "invoice no": "invoiceno invoicenumber rechnungsnummer rechnungsnr rechnungnr rechnungsno renr "
    "factuurnummer factuurnr facturanummer",
    "invoice date": "rechnungsdatum factuurdatum facturadatum invoicedate",
    "invoice amount": "rechnungsbetrag rechnungssumme factuurbedrag factuurtotaal invoiceamount",
    "document": "document documents doc docum beleg belege piece stuk boekstuk documento dokument "
    "dokumentu voucher",
    "document currency": "belegwahrung belegwaehrung",
    "document no": "belegnummer belegnr dokumentnummer documentnummer stuknummer boekstuknummer",
    "document date": "belegdatum documentdatum dokumentdatum",
    "document amount": "belegbetrag documentbedrag",
    "document type": "belegart documentsoort dokumentart",
    "reference": "reference references ref refs referenz referentie kenmerk referencia riferimento "
    "rif referencja referencje zeichen",
    "payment": "payment payments pmt pymt zahlung zahlungen zahlungs paiement paiements reglement "
    "betaling betalingen pago pagos pagamento pagamenti platnosc platnosci zaplata wplata",
    "payment reference": "zahlungsreferenz betalingskenmerk betaalkenmerk betalingsreferentie "
    "betaalreferentie zahlreferenz",
    "payment no": "zahlungsnummer zahlungsnr betalingsnummer zahlungsbelegnummer",
    "payment date": "zahlungsdatum zahldatum zahltag zahlungstag betaaldatum betalingsdatum",
    "payment amount": "zahlbetrag zahlungsbetrag betaalbedrag betalingsbedrag auszahlungsbetrag",
    "payment total": "zahlsumme zahlungssumme gesamtzahlbetrag",
    "payment advice": "zahlungsavis betaaladvies betalingsadvies",
    "transfer": "transfer transfers eft bacs wire virement overboeking overschrijving transferencia "
    "bonifico przelew przelewu uberweisung ueberweisung",
    "transfer amount": "uberweisungsbetrag ueberweisungsbetrag",
    "transfer date": "uberweisungsdatum ueberweisungsdatum",
    "cheque": "cheque check scheck assegno czek",
    "cheque no": "schecknummer chequenummer",
    "remittance": "remittance",
    "advice": "advice avis aviso avviso advies awizo",
    "advice no": "avisnummer adviesnummer avisnr",
    "transaction": "transaction transaktion transactie transaccion transazione transakcja "
    "transakcji",
    "transaction no": "transaktionsnummer transactienummer",
    "date": "date datum data fecha dzien tag dag jour dia giorno",
    "execution": "execution ausfuhrung ejecucion esecuzione wykonania settlement",
    "execution date": "ausfuhrungsdatum uitvoeringsdatum",
    "issue": "issue issued emission emision emissione wystawienia ausstellung",
    "amount": "amount amt amnt betrag betraege betrage bedrag montant importe importo kwota value wert "
    "waarde valeur valor valore wartosc",
    "gross": "gross ttc brutto bruto brut brute lordo lorda",
    "gross amount": "bruttobetrag brutobedrag bruttowert",
    "original": "original originale originario ursprunglich ursprunglicher oorspronkelijk "
    "oorspronkelijke",
    "original amount": "originalbetrag ursprungsbetrag",
    "net": "net ht nett netto neto netta",
    "net amount": "nettobetrag nettobedrag",
    "vat": "vat tva mwst ust btw iva umsatzsteuer mehrwertsteuer gst",
    "discount": "discount discounts skonto skonti escompte escomptes remise korting "
    "betalingskorting kortingen descuento descuentos sconto sconti abbuono rabat skonta",
    "discount amount": "skontobetrag kortingsbedrag",
    "cash": "cash",
    "deduction": "deduction deductions abzug abzuge abzuege kurzung kurzungen kuerzung kuerzungen "
    "aftrek inhouding inhoudingen deduccion deducciones detrazione detrazioni potracenie potracenia "
    "adjustment adjustments",
    "deduction amount": "abzugsbetrag kurzungsbetrag",
    "withholding": "withholding withheld wht retenue retenues retencion retenciones ritenuta "
    "ritenute trattenuta trattenute quellensteuer",
    "tax": "tax impot acconto",
    "reason": "reason reasons grund motif raison reden motivo causale powod przyczyna",
    "reason code": "grundcode redencode",
    "code": "code kod codigo codice",
    "deduction reason": "kurzungsgrund kuerzungsgrund abzugsgrund",
    "paid": "paid bezahlt bezahlter gezahlt gezahlter uberwiesen payee payes paye regle reglee "
    "verse betaald betaalde pagado pagada abonado pagato pagata versato zaplacono zaplacona "
    "zaplacone oplacono settled remitted transferred",
    "pay": "pay payable zahlen betalen pagar pagare zaplaty",
    "total": "total totals totaal totale totali totaux gesamt insgesamt summe sum somme som suma "
    "somma razem lacznie ogolem gesamtsumme endsumme eindtotaal complessivo complessiva laczna",
    "total amount": "gesamtbetrag totaalbedrag endbetrag",
    "subtotal": "subtotal subtotals zwischensumme soustotal tussentotaal subtotaal subtotale "
    "ubertrag uebertrag carried brought riporto",
    "line": "line zeile ligne regel linea riga",
    "payer": "payer payor zahler zahlungspflichtiger betaler donneur pagador pagatore platnik customer "
    "kunde kunden client klant cliente klient debtor debitor debiteur deudor debitore dluznik "
    "sender auftraggeber opdrachtgever ordenante ordinante zleceniodawca",
    "payer name": "kundenname klantnaam",
    "name": "name nom naam nombre nome nazwa",
    "account": "account iban konto compte rekening cuenta conto konta",
    "currency": "currency curr ccy wahrung waehrung devise munt munteenheid divisa moneda waluta",
    "currency|valueday": "valuta",  # Dutch and Italian: currency; German: value date
    "type": "type typ art soort tipo rodzaj",
    "our": "our unser unsere notre nos ons onze nuestra nuestro nostro nostra nasz nasza nasze",
    "your": "your ihre ihr ihrer votre vos uw vuestra su sus vostra vostro vs wasz wasza panstwa",
    "supplier": "supplier vendor lieferant lieferanten fournisseur leverancier proveedor fornitore "
    "dostawca dostawcy",
}
# The same for CS and SK, SV, DA and NO, FI, PT, RO, HU, TR.
_MORE_WORDS = {
    "no": "cislo c nummeret numarasi numara numarul numar sorszam sorszama szam szama sz symbol",
    "invoice": "fakture fakturan fakturaen faturas fatura faturasi facturii facturilor szamla szamlak "
    "lasku laskun laskut",
    "invoice no": "fakturanr fakturanummer fakturano faturano laskunumero laskunro",
    "invoice|account no": "szamlaszam",  # of an invoice, or of a bank account
    "invoice date": "fakturadatum fakturadato laskupaiva",
    "invoice amount": "fakturabelopp fakturabelob fakturabelop fakturasumma szamlaosszeg",
    "document": "doklad dokladu bilag verifikat tosite bizonylat belge evrak",
    "document no": "bilagsnr bilagsnummer verifikationsnummer tositenumero bizonylatszam belgeno",
    "reference": "variabilni variabilny viite referens referinta hivatkozas referans kid",
    "reference no": "viitenumero referensnummer referencenummer referansenummer",
    "payment": "platba platby platbe uhrada uhrady betalning maksu plata platii fizetes fizetesi "
    "odeme",
    "payment date": "betalningsdatum betaldatum betalingsdato betalingsdag maksupaiva odemetarihi",
    "payment reference": "betalningsreferens betalingsreference betalingsreferanse",
    "transfer": "prevod prevodu overforing overforsel tilisiirto utalas atutalas havale",
    "transfer amount": "utalt",
    "advice": "avizo",
    "date": "datumet dato datoen paivamaara pvm paivays kelt kelte datuma tarih tarihi",
    "issue": "vystaveni vystavenia utstallning kiallitas kiallitasa",
    "amount": "castka castky ciastka belopp belob belop summa maara montante valoare valoarea osszeg "
    "osszege tutar tutari meblag",
    "gross": "verollinen",
    "net": "liquido veroton",
    "vat": "dph moms mva alv afa kdv",
    "discount": "sleva slevy zlava rabatt kassarabatt kontantrabat kontantrabatt alennus desconto "
    "descontos reducere reduceri kedvezmeny engedmeny iskonto indirim",
    "cash": "kassa",
    "deduction": "srazka srazky zrazka odpocet avdrag fradrag trekk vahennys vahennykset deducao "
    "deducoes deducere deduceri levonas levonasok kesinti kesintiler",
    "withholding": "retencao retencoes retinere retineri stopaj tevkifat",
    "reason": "duvod dovod orsak arsag arsak motiv syy indok sebep neden",
    "paid": "uhrazeno uhrazena uhradene uhradena zaplaceno zaplacena zaplatene betalt betald "
    "betalda inbetalt innbetalt indbetalt maksettu liquidado platit platita achitat achitata fizetett "
    "kiegyenlitett odenen odenmis",
    "pay": "uhrade betala betale maksettava fizetendo odenecek",
    "total": "celkem spolu celkom yhteensa totalt osszesen toplam toplami",
    "total amount": "slutsumma totalbelopp totalbelob totalbelop vegosszeg",
    "payer": "platce platca betalare maksaja platitor befizeto fizeto odeyen kund asiakas vevo musteri "
    "odberatel odberatele afsender avsender avsandare",
    "account": "ucet uctu tili szamlaja hesap",
    "account no": "bankszamlaszam kontonummer tilinumero",
    "currency": "mena meny moeda penznem devizanem valuutta birimi doviz",
    "supplier": "dodavatel dodavatele leverantor leverandor toimittaja fornecedor furnizor szallito "
    "tedarikci",
    "your": "er ert deres vase",
}
_NOUNS = {
    word: nouns
    for table in (_WORDS, _MORE_WORDS)
    for nouns, words in table.items()
    for word in words.split()
}

_SILENT_WORDS = (
    "of the for in on to and by from de la le les du des d l au aux et der die das den dem von vom "
    "zu zur zum fur und mit van het een op te voor en el los las por y a di da del dello della dei "
    "il lo per e i w na za do z taken "
    "forward grand general generale note nota notes ordre o "
    "k ke ve za od do da dos das ao til att at av az para genel cinsi i alt"
)
_SILENT = frozenset(_SILENT_WORDS.split())
_CURRENCY_CODES = (
    "aud bgn brl cad chf clp cny czk dkk eur gbp hkd hrk huf ils inr isk jpy krw kwd mxn nok nzd "
    "pln ron rsd sar sek sgd thb tnd try uah usd zar"
)
CURRENCIES = frozenset(_CURRENCY_CODES.split())
_SIGNS = {"€": "EUR", "£": "GBP"}
_LETTERS = str.maketrans(
    {"ł": "l", "Ł": "L", "ø": "o", "Ø": "O", "\u0131": "i", "đ": "d", "#": " no ", "№": " no "}
)
_CAMEL = re.compile(r"(?<=[a-z])(?=[A-Z])")
_NO_WORD = re.compile(r"[^a-z0-9]+")
_TO_PAY = re.compile(r"\ba payer\b")  # French; without "a" the word is English
_SUM_PAID = re.compile(r"\bsuma(?= (?:platita|achitata|facturii|de plata))|(?<=\buhradena )suma\b")
"""An amount in Romanian and Slovak; elsewhere a total."""
_SUBTOTAL = re.compile(r"\b(sub|sous) (total[ei]?)\b")


def plain(text: str) -> str:
    """``text`` in lower case without accents, punctuation and line breaks."""
    text = unicodedata.normalize("NFKD", _CAMEL.sub(" ", text.translate(_LETTERS)))
    text = "".join(char for char in text if not unicodedata.combining(char)).casefold()
    text = _TO_PAY.sub("pay", _NO_WORD.sub(" ", text).strip())
    return _SUBTOTAL.sub("subtotal", _SUM_PAID.sub("amount", text))


@remembered(4096)
def nouns(text: str) -> tuple[str, ...]:
    """The nouns that ``text`` is made of; ``?`` for each word that is unknown."""
    found: list[str] = []
    for word in plain(text).split():
        if word in _NOUNS:
            found += [_NOUNS[word]] if "|" in _NOUNS[word] else _NOUNS[word].split()
        elif word not in _SILENT and word not in CURRENCIES:
            found.append("?")
    return tuple(found)


def currency_in(text: str) -> str:
    """The currency that a heading names, such as ``Betrag (EUR)``, or ``""``."""
    for sign, currency in _SIGNS.items():
        if sign in text:
            return currency
    codes = {word for word in plain(text).split() if word in CURRENCIES}
    return codes.pop().upper() if len(codes) == 1 else ""
