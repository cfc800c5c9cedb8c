"""``:86:`` of MT940 in all its dialects: lines -> the fields that matter to who books the payment.

Cases are tables: lines joined by ``|``, then the fields that must not be empty. What is not named
must be empty, except ``extra`` where a case does not ask for it.
"""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import pytest

from bank_formats import Exchange
from bank_formats.mt940.details import Details
from bank_formats.mt940.dialects import read_details

FIELDS = {
    "text": lambda each: each.remittance,
    "e2e": lambda each: each.end_to_end_id,
    "creditor": lambda each: each.creditor_reference,
    "name": lambda each: each.counterparty.name,
    "account": lambda each: each.counterparty.account,
    "bank": lambda each: each.counterparty.bank,
    "purpose": lambda each: each.purpose,
    "reason": lambda each: each.return_reason,
    "type": lambda each: each.type_code,
    "charges": lambda each: each.charges,
    "charged in": lambda each: each.charges_currency,
    "exchange": lambda each: each.exchange,
}


def details(text: str) -> Details:
    return Details(*read_details(tuple(text.split("|"))))


def found(text: str) -> dict[str, Any]:
    read = details(text)
    return {name: value for name, get in FIELDS.items() if (value := get(read)) not in ("", None)}


GERMAN: tuple[tuple[str, dict[str, Any]], ...] = (
    (
        (
            "166?00GUTSCHRIFT?20EREF+E2E-1?21SVWZ+Rechnung 4711?30BELADEBEXXX?31DE021203000000002020"
            "|51?32Schmitz GmbH"
        ),
        {
            "type": "166",
            "e2e": "E2E-1",
            "text": "Rechnung 4711",
            "bank": "BELADEBEXXX",
            "account": "DE02120300000000202051",
            "name": "Schmitz GmbH",
        },
    ),
    # a number goes through a full piece: no hole in it
    (
        "166?20SVWZ+payment of INV/2026/00?21595",
        {"type": "166", "text": "payment of INV/2026/00595"},
    ),
    # a piece that is not full has lost its blank: the words do not grow together
    ("166?20SVWZ+Miete?21Januar", {"type": "166", "text": "Miete Januar"}),
    # a bank that fills 25 characters
    (
        "166?20SVWZ+Rechnungen 26-0042, ?21und 2026-0043 und 2026-00?2244 danke",
        {"type": "166", "text": "Rechnungen 26-0042, und 2026-0043 und 2026-0044 danke"},
    ),
    # the line breaks inside the number of a subfield and inside a keyword
    (
        "166?20EREF+E2E-1?2|1SVWZ+abc?3|2Meier",
        {"type": "166", "e2e": "E2E-1", "text": "abc", "name": "Meier"},
    ),
    ("166?20EREF+E2E-1?21SV|WZ+abc", {"type": "166", "e2e": "E2E-1", "text": "abc"}),
    # a full piece breaks the keyword
    (
        "166?20EREF+12345678901234567SV?21WZ+abc",
        {"type": "166", "e2e": "12345678901234567", "text": "abc"},
    ),
    # several keywords in one piece
    (
        "166?20EREF+A SVWZ+Rg 7 ABWA+Erbe",
        {"type": "166", "e2e": "A", "text": "Rg 7"},
    ),
    # an identification has no blanks at its breaks, where it goes on
    ("166?20EREF+A17.10.?2118.9?22SVWZ+x", {"type": "166", "e2e": "A17.10.18.9", "text": "x"}),
    # no SVWZ: the text follows an identification that is not full
    ("166?20EREF+E2E-1?21Rechnung 4711", {"type": "166", "e2e": "E2E-1", "text": "Rechnung 4711"}),
    ("166?20EREF+NOTPROVIDED?21SVWZ+x", {"type": "166", "text": "x"}),
    # overflow goes on behind ?29
    (
        "166?20a?21b?22c?23d?24e?25f?26g?27h?28i?29j?30BANK?31123?32N?60k?61l?62m?63n",
        {
            "type": "166",
            "text": "a b c d e f g h i j k l m n",
            "bank": "BANK",
            "account": "123",
            "name": "N",
        },
    ),
    # ?70 is somebody else: no part of the name
    ("166?32Meier?33Anna?70Erbe", {"type": "166", "name": "Meier Anna"}),
    (
        "166?321234567890123456789012345XY?33Z",
        {"type": "166", "name": "1234567890123456789012345XYZ"},
    ),
    # the text repeats what has fields: not wanted twice
    (
        (
            "166?20EREF+E-55?21SVWZ+Beitrag EREF: E-55?22 IBAN: DE0212030000000020205?231 BIC: BELADE"
            "BEXXX?30BELADEBEXXX?31DE02120300000000202051?32Verein"
        ),
        {
            "type": "166",
            "e2e": "E-55",
            "text": "Beitrag",
            "account": "DE02120300000000202051",
            "bank": "BELADEBEXXX",
            "name": "Verein",
        },
    ),
    # keywords with a colon
    (
        "166?20EREF: E-55 SVWZ: Beitrag?21 2026 IBAN: DE0212030000000?220202051",
        {"type": "166", "e2e": "E-55", "text": "Beitrag 2026", "account": "DE02120300000000202051"},
    ),
    ("166?20Konto: 17 um 12:30", {"type": "166", "text": "Konto: 17 um 12:30"}),
    ("152?20PURP+RINP?21SVWZ+Rate", {"type": "152", "purpose": "RINP", "text": "Rate"}),
    # returns
    ("109?00RETOURE?20SVWZ+x?34901", {"type": "109", "text": "x", "reason": "AC01"}),
    (
        "109?00RETOURE?20SVWZ+Rueckgabegrund: MD06 Wid?21erspruch?34912",
        {"type": "109", "text": "Rueckgabegrund: MD06 Widerspruch", "reason": "MD06"},
    ),
    (
        "159?00RETOURE?20EREF+A?21MTLG:Grund nicht genannt?34914",
        {"type": "159", "e2e": "A", "reason": "Grund nicht genannt"},
    ),
    (
        "109?00RETOURE?20OAMT+11,85?21COAM+4,00?22SVWZ+x?34902",
        {"type": "109", "text": "x", "reason": "AC04", "charges": Decimal("4.00")},
    ),
    (
        "005?00LASTSCHRIFT?20RUECKLASTSCHRIFT AC04 KONTO?21 AUFGELOEST",
        {"type": "005", "text": "RUECKLASTSCHRIFT AC04 KONTO AUFGELOEST", "reason": "AC04"},
    ),
    # ?34 of an ordinary payment is no reason of a return
    ("166?20SVWZ+x?34901", {"type": "166", "text": "x"}),
    # references of creditors
    (
        "167?20SVWZ+RF18539007547034",
        {"type": "167", "text": "RF18539007547034", "creditor": "RF18539007547034"},
    ),
    (
        "166?20EREF+E-1?21SVWZ+RF18 5390 0754 ?227034",
        {
            "type": "166",
            "e2e": "E-1",
            "text": "RF18 5390 0754 7034",
            "creditor": "RF18539007547034",
        },
    ),
    # variable symbol
    (
        "051?20platba?21VS0015060871?22KS0308?32Novak",
        {
            "type": "051",
            "text": "platba VS0015060871 KS0308",
            "creditor": "15060871",
            "name": "Novak",
        },
    ),
    # PKO and others write the code again in a second :86:
    ("020|020?00PRZELEW?20FV 7", {"type": "020", "text": "FV 7"}),
)

OTHER_SEPARATORS: tuple[tuple[str, dict[str, Any]], ...] = (
    (
        (
            "020^00PRZELEW^20Zaplata za fakture 2026/01/^21000042^30109010140"
            "^31PL27114020040000300201355387^32KOWALSKI^33JAN"
        ),
        {
            "type": "020",
            "text": "Zaplata za fakture 2026/01/000042",
            "bank": "109010140",
            "account": "PL27114020040000300201355387",
            "name": "KOWALSKI JAN",
        },
    ),
    # account, name and address of the other side repeated in ?26-?29
    (
        (
            "020<00Przelew<20FV 7/2026|<2621109011020000999999874157|<27OPAKOWANIA SP. Z O.O UL. ROMANSKA"
            " 2|<284 80-253 GDANSK|<310000999999874157|<32OPAKOWANIA SP. Z O.O UL. RO<33MANSKA 24"
            "|<3821109011020000999999874157|<63REF 60656"
        ),
        {
            "type": "020",
            "text": "FV 7/2026",
            "account": "21109011020000999999874157",
            "name": "OPAKOWANIA SP. Z O.O UL. ROMANSKA 24",
        },
    ),
    # Romania: padded pieces, the account where the second name would be
    (
        (
            "035~20AMT RCD RON 1000,00        ~21                           ~32NEXTERP ROMANIA SRL    "
            "~33RO49AAAA1B31007593840000   ~25CVF 2020/0060"
        ),
        {
            "type": "035",
            "text": "AMT RCD RON 1000,00 CVF 2020/0060",
            "name": "NEXTERP ROMANIA SRL",
            "account": "RO49AAAA1B31007593840000",
        },
    ),
    (
        "000+20Plata           +30302410000+31RO49AAAA1B31007593840000+32PRESS SRL+33/+23FACT 4603309",
        {
            "type": "000",
            "text": "Plata FACT 4603309",
            "bank": "302410000",
            "account": "RO49AAAA1B31007593840000",
            "name": "PRESS SRL",
        },
    ),
    # Triodos: >31 is our own account
    (
        (
            "000>100000000000|>20RABONL2U|>21NL91ABNA0417164300|>22METSELAAR BAASIK POSTBUS 96>239 AANDELEN"
            "|>310454545454"
        ),
        {
            "type": "000",
            "text": "METSELAAR BAASIK POSTBUS 969 AANDELEN",
            "account": "NL91ABNA0417164300",
            "bank": "RABONL2U",
        },
    ),
    (
        "000>100987654321|>20HUUR>310390123456",
        {"type": "000", "text": "HUUR", "account": "0987654321"},
    ),
)

SLASHES: tuple[tuple[str, dict[str, Any]], ...] = (
    (
        (
            "/EREF/E2E-2026-0042//CNTP/NL91ABNA0417164300/ABNANL2A/Jansen en Zo|nen B.V./AMSTELVEEN//REMI/"
            "USTD//voor factuur INV/2026/00042 en IN|V/2026/00043/"
        ),
        {
            "e2e": "E2E-2026-0042",
            "text": "voor factuur INV/2026/00042 en INV/2026/00043",
            "account": "NL91ABNA0417164300",
            "bank": "ABNANL2A",
            "name": "Jansen en Zonen B.V.",
        },
    ),
    (
        "/CNTP/NL91ABNA0417164300/ABNANL2A/Jansen///REMI/STRD/CUR/9001123412341234/",
        {
            "creditor": "9001123412341234",
            "account": "NL91ABNA0417164300",
            "bank": "ABNANL2A",
            "name": "Jansen",
        },
    ),
    (
        (
            "/TRTP/SEPA OVERBOEKING/IBAN/NL91ABNA0417164300/BIC/ABNANL2A/NAME/Pi|eters/REMI/INV/2026/43"
            "/EREF/NOTPROVIDED"
        ),
        {
            "text": "INV/2026/43",
            "account": "NL91ABNA0417164300",
            "bank": "ABNANL2A",
            "name": "Pieters",
        },
    ),
    # a line of 64 has lost its blank
    (
        "/TRTP/IDEAL/IBAN/NL91ABNA0417164300/BIC/ABNANL2A/NAME/ABC POPPIE|KLAM/REMI/x",
        {
            "name": "ABC POPPIE KLAM",
            "account": "NL91ABNA0417164300",
            "bank": "ABNANL2A",
            "text": "x",
        },
    ),
    (
        "/ORDP//NAME/Bedrijf B.V./REMI/NR.201303-111/11.3|NR.201303-112/12.3/ISDT/2026-01-02",
        {"name": "Bedrijf B.V.", "text": "NR.201303-111/11.3 NR.201303-112/12.3"},
    ),
    ("/BENM//NAME/X//ID/123/REMI/a", {"name": "X", "text": "a"}),
    ("/ORDP//NAME/Payer/REMI/a/ULTD//NAME/Somebody else", {"name": "Payer", "text": "a"}),
    # a second account is no part of the first
    (
        "/IBAN/NL91ABNA0417164300/NAME/A/BENM//IBAN/NL69INGB0123456789/NAME/B/REMI/x",
        {"account": "NL91ABNA0417164300", "name": "A", "text": "x"},
    ),
    ("/RTRN/MS03//EREF/1//REMI/USTD//x/", {"reason": "MS03", "e2e": "1", "text": "x"}),
    ("/REMI/USTD//x//PURP/CD/SALA/", {"purpose": "SALA", "text": "x"}),
    ("/REMI/USTD//x//PURP/OTHR/", {"purpose": "OTHR", "text": "x"}),
    (
        "/REMI/x/OCMT/USD100,5/EXCH/1,0823/CHGS/EUR0,10/",
        {
            "text": "x",
            "exchange": Exchange(amount=Decimal("100.5"), currency="USD", rate=Decimal("1.0823")),
            "charges": Decimal("0.10"),
            "charged in": "EUR",
        },
    ),
    (
        "/TRTP/ACCEPTGIRO/NAME/Fiscus/REMI/ISSUER: CUR          REF: 4420043232693268",
        {"name": "Fiscus", "creditor": "4420043232693268"},
    ),
    (
        "/BENM//NAME/Fiscus/REMI//CDTRREFTP//CD/SCOR/ISSR/CUR/CDTRREF/1234567899874563",
        {"name": "Fiscus", "creditor": "1234567899874563"},
    ),
    ("/EREF/A/INV/4711/", {"e2e": "A", "text": "/INV/4711"}),
    ("/REMI//IBS.00008908/ 1001680", {"text": "/IBS.00008908/ 1001680"}),
    # a code word that cannot follow a text is text
    ("/REMI/see /NAME/ on page 7", {"text": "see /NAME/ on page 7"}),
    ("/PT/FT/PY/INV 77   99", {"text": "INV 77 99"}),
    # the same line many times
    ("EREF/A1/PREF/RP|EREF/A1/PREF/RP|for you", {"e2e": "A1", "text": "for you"}),
)

DUTCH: tuple[tuple[str, dict[str, Any]], ...] = (
    (
        (
            "SEPA IDEAL                       IBAN: NL91ABNA0417164300|BIC: ABNANL2A                    "
            "NAAM: NS GROEP|OMSCHRIJVING: 4851430136 0030000 735822580 NS E-TICKET|"
            "KENMERK: 26-01-2014 18:14 003000 0735822580"
        ),
        {
            "account": "NL91ABNA0417164300",
            "bank": "ABNANL2A",
            "name": "NS GROEP",
            "text": "4851430136 0030000735822580 NS E-TICKET",
            "e2e": "26-01-2014 18:14 0030000735822580",
        },
    ),
    (
        (
            "SEPA ACCEPTGIROBETALING          IBAN: NL91ABNA0417164300|BIC: INGBNL2A                    "
            "NAAM: FISCUS|BETALINGSKENM.: 1234567890098876"
        ),
        {
            "account": "NL91ABNA0417164300",
            "bank": "INGBNL2A",
            "name": "FISCUS",
            "creditor": "1234567890098876",
        },
    ),
    # a label inside a text is text: the account stays the payer's
    (
        (
            "SEPA OVERBOEKING                 IBAN: NL91ABNA0417164300|BIC: ABNANL2A                    "
            "NAAM: JANSEN|OMSCHRIJVING: naar IBAN: NL69ING|IBAN: NL69INGB0123456789"
        ),
        {
            "account": "NL91ABNA0417164300",
            "bank": "ABNANL2A",
            "name": "JANSEN",
            "text": "naar IBAN: NL69ING IBAN: NL69INGB0123456789",
        },
    ),
    ("BEA   NR:ABC123   05.01.26/12.54 WINKEL 12 UTRECHT,PAS1", {"name": "WINKEL 12 UTRECHT"}),
    (
        "NL91ABNA0417164300 hovenier de vries|   |Factuur 2026-7|",
        {"account": "NL91ABNA0417164300", "name": "hovenier de vries", "text": "Factuur 2026-7"},
    ),
    (
        "FACTUUR 7|REK: NL91ABNA0417164300/NAAM: PICQER",
        {"text": "FACTUUR 7", "account": "NL91ABNA0417164300", "name": "PICQER"},
    ),
    (
        "NL91ABNA0417164300 ABNANL2A FISCUS BTW 2e kwartaal|SCOR/CUR/8850426741301240",
        {
            "account": "NL91ABNA0417164300",
            "bank": "ABNANL2A",
            "text": "FISCUS BTW 2e kwartaal",
            "creditor": "8850426741301240",
        },
    ),
    (
        "BETALINGSKENM.  2828282828282828",
        {"text": "BETALINGSKENM.  2828282828282828", "creditor": "2828282828282828"},
    ),
)

OTHERS: tuple[tuple[str, dict[str, Any]], ...] = (
    # Belgium
    (
        "VAN JANSSENS BVBA|MEDEDELING +++090/9337/55493+++",
        {"text": "VAN JANSSENS BVBA\nMEDEDELING +++090/9337/55493+++", "creditor": "090933755493"},
    ),
    ("***090/9337/55493***", {"text": "***090/9337/55493***", "creditor": "090933755493"}),
    # Switzerland
    (
        "QR-ZAHLUNG 21 00000 00003 13947 14300 09017",
        {
            "text": "QR-ZAHLUNG 21 00000 00003 13947 14300 09017",
            "creditor": "210000000003139471430009017",
        },
    ),
    ("Z46?Client AG|e-banking credit", {"type": "Z46", "text": "Client AG\ne-banking credit"}),
    # Norway, Finland, Sweden
    ("KID: 2345676", {"text": "KID: 2345676", "creditor": "2345676"}),
    ("Viite 1232", {"text": "Viite 1232", "creditor": "1232"}),
    ("Sumpost OCR- 11111111111", {"text": "Sumpost OCR- 11111111111"}),
    # Czech Republic
    ("VS:0015060871 KS:0308", {"text": "VS:0015060871 KS:0308", "creditor": "15060871"}),
    # Poland
    (
        (
            "911 PRZELEW COLLECT; ID IPH: XX01; Z RACH.: |56114010810000267002001001; OD: JAN NOWAK  |UL. "
            "NIJAKA 1; TYT.: FV 7/2026   ; |TNR: 179171"
        ),
        {
            "type": "911",
            "account": "56114010810000267002001001",
            "name": "JAN NOWAK",
            "text": "FV 7/2026",
        },
    ),
    # Romania
    (
        "Incasare PLATITOR  EXEMPLU SRL RO49AAAA1B31007593840000 BTRLRO22 DETALII INCASARE  FV 7",
        {
            "name": "EXEMPLU SRL",
            "account": "RO49AAAA1B31007593840000",
            "bank": "BTRLRO22",
            "text": "FV 7",
        },
    ),
    # SEPA keywords outside subfields
    ("EREF+E2E-1|SVWZ+Rechnung 7", {"e2e": "E2E-1", "text": "Rechnung 7"}),
    # United Kingdom, United States
    ("FASTER PAYMENT|J SMITH|INV 77", {"text": "FASTER PAYMENT\nJ SMITH\nINV 77"}),
    ("ACH RETURN R01 REF 99", {"text": "ACH RETURN R01 REF 99", "reason": "R01"}),
    ("RETURN OF PAYMENT AC04", {"text": "RETURN OF PAYMENT AC04", "reason": "AC04"}),
    # a bank that fills every line: the number is whole
    (
        "INCOMING WIRE FROM GLOBAL TECHNOLOGY PARTNERS FOR INVOICE 2026000|42 THANK YOU",
        {"text": "INCOMING WIRE FROM GLOBAL TECHNOLOGY PARTNERS FOR INVOICE 202600042 THANK YOU"},
    ),
)

# What only looks like a structure stays a text, line by line.
TEXTS = (
    "- 3 pcs",
    "LINE1|-LINE2| - LINE3|-",
    ":44:45 Uhr",
    "http://example.com/REMI/7",
    "C/O PETER",
    "AND/OR|EN/OF",
    "?",
    "why? 20 euros",
    "~10 pcs",
    "5 < 20 and 6 > 30",
    "123 456",
    "1?2",
    "WEB?AMSTERDAM",
    "+49 30 1234567",
    "C++ course",
    "REF/77/EREF/1",
    "Sales VS 2024",
    "invoice 123456789002",
    "/OP/A/OI/B",
    "SEPA CREDIT TRANSFER",
    "SEPA OVERBOEKING",
    "BEA had a flat tire",
    "DBT.Faktura 12345",
    "999PN5477SCHECK-NR. 0000016703074",
    "Kid 12 years",
)


@pytest.mark.parametrize(
    ("text", "fields"), [*GERMAN, *OTHER_SEPARATORS, *SLASHES, *DUTCH, *OTHERS]
)
def test_lines_give_fields(text: str, fields: dict[str, Any]) -> None:
    assert found(text) == fields


@pytest.mark.parametrize("text", TEXTS)
def test_what_only_looks_like_a_structure_stays_text(text: str) -> None:
    read = details(text)
    assert read == Details(remittance=text.replace("|", "\n").strip())


def test_nothing_gives_nothing() -> None:
    assert read_details(()) == read_details(("",)) == read_details(("", " ")) == Details()


def test_reference_is_the_creditors_before_the_end_to_end_id() -> None:
    assert details("166?20EREF+E?21SVWZ+RF18539007547034").reference == "RF18539007547034"
    assert details("166?20EREF+E?21SVWZ+x").reference == "E"
    assert details("166?20SVWZ+x").reference == ""


@pytest.mark.parametrize(
    ("text", "extra"),
    [
        (
            "166?00GUTSCHRIFT?109310?20KREF+K?21MREF+M?22SVWZ+x?34000?35Other?70Erbe",
            {
                "posting text": "GUTSCHRIFT",
                "primanota": "9310",
                "text key extension": "000",
                "?35": "Other",
                "?70": "Erbe",
                "KREF": "K",
                "MREF": "M",
            },
        ),
        ("166?20EREF+NOTPROVIDED?21SVWZ+x", {"EREF": "NOTPROVIDED"}),
        ("166?20SVWZ+x?3112345?38DE02120300000000202051", {"?31": "12345"}),
        ("152?20PURP+RINP Dauerauftrag?21SVWZ+x", {"PURP": "RINP Dauerauftrag"}),
        ("166?20EREF+A?21MTLG:SEPA-Eingang", {"MTLG": "SEPA-Eingang"}),
        ("109?20OAMT+1,30?21COAM+viel", {"OAMT": "1,30", "COAM": "viel"}),
        ("020^20x^61KOD 8^62SAP", {"?61": "KOD 8", "?62": "SAP"}),
        (
            "/EREF/1/MARF/M|-|1/CSID/NL1|2/ORDP//NAME/A/ADDR/Dam 1/ULTD//NAME/B/REMI/x/ISDT/2026-01-02",
            {
                "MARF": "M-1",
                "CSID": "NL12",
                "ADDR": "Dam 1",
                "ULTD NAME": "B",
                "ISDT": "2026-01-02",
            },
        ),
        (
            "/CNTP/NL91ABNA0417164300/ABNANL2A/A/Dam 1 Amsterdam//REMI/x",
            {"CNTP city": "Dam 1 Amsterdam"},
        ),
        ("/SUM/4/4/134,46/36,58/", {"SUM": "4/4/134,46/36,58"}),
        (
            "GEA   NR:1 05.01.26/12.54 DAM 1,PAS2",
            {"posting text": "GEA", "terminal": "NR:1", "time": "05.01.26/12.54", "card": "2"},
        ),
    ],
)
def test_what_has_no_field_is_kept(text: str, extra: dict[str, str]) -> None:
    assert dict(details(text).extra) == extra


LONG = [whole for text, _fields in (*GERMAN, *SLASHES) if len(whole := text.replace("|", "")) > 65]


@pytest.mark.parametrize("text", LONG)
def test_lines_may_break_anywhere(text: str) -> None:
    """The same is read whether the bank counts the tag as a part of the first line or not."""
    lines = tuple(text[at : at + 65] for at in range(0, len(text), 65))
    with_tag = (text[:61], *(text[at : at + 65] for at in range(61, len(text), 65)))
    assert read_details(lines) == read_details(with_tag)
