"""Bank files written for tests; nothing of Odoo, so that any test may use it."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from xml.sax.saxutils import escape

BANK = "BE68539007547034"
FIRST_DAY = date(2026, 2, 2)


@dataclass(frozen=True, kw_only=True)
class Movement:
    """One movement of a statement written here."""

    amount: str
    text: str = "Thanks"
    name: str = ""
    iban: str = ""
    day: date = FIRST_DAY
    reference: str = ""
    """What the bank calls it, in the formats that have that."""
    ordered: str = ""
    """What the payer ordered in another currency, in the format's words; for MT940
    OCMT/USD120,00//EXCH/1,25, for CAMT what stands between AmtDtls."""

    def lines(self):
        day, amount = f"{self.day:%y%m%d}", Decimal(self.amount)
        yield f":61:{day}{day[2:]}{_mark(amount)}{_written(amount)}NTRFNONREF"
        if self.ordered:
            yield f"/{self.ordered}/"
        yield f":86:166?00TRANSFER?20SVWZ+{self.text}?31{self.iban}?32{self.name}"


def mt940(
    *movements,
    number="1",
    account=BANK,
    currency="EUR",
    day=FIRST_DAY,
    opening="1000.00",
    closing=None,
    end="\r\n",
):
    """The bytes of one statement; ``closing`` is what the movements give, unless it is told."""
    movements = _movements(movements, day)
    if closing is None:
        closing = Decimal(opening) + sum(Decimal(each.amount) for each in movements)
    lines = [
        ":20:STATEMENT",
        f":25:{account}",
        f":28C:{number}",
        f":60F:{_balance(day, currency, Decimal(opening))}",
        *(line for each in movements for line in each.lines()),
        f":62F:{_balance(day, currency, Decimal(closing))}",
        "-",
    ]
    return (end.join(lines) + end).encode()


def _balance(day, currency, amount):
    return f"{_mark(amount)}{day:%y%m%d}{currency}{_written(amount)}"


def _mark(amount):
    return "D" if amount < 0 else "C"


def _written(amount):
    return f"{abs(amount):.2f}".replace(".", ",")


# --- the same day in other formats


def mt942(*movements, account=BANK, currency="EUR", day=FIRST_DAY, number="1"):
    """The bytes of one interim report."""
    movements = _movements(movements, day)
    amounts = [Decimal(each.amount) for each in movements]
    received = [amount for amount in amounts if amount >= 0]
    paid = [-amount for amount in amounts if amount < 0]
    lines = [
        ":20:INTERIM",
        f":25:{account}",
        f":28C:{number}",
        f":34F:{currency}0,",
        f":13D:{day:%y%m%d}1200+0100",
        *(line for each in movements for line in each.lines()),
        f":90D:{len(paid)}{currency}{_written(sum(paid, Decimal()))}",
        f":90C:{len(received)}{currency}{_written(sum(received, Decimal()))}",
        "-",
    ]
    return ("\r\n".join(lines) + "\r\n").encode()


def bai2(
    *movements, account=BANK, currency="EUR", day=FIRST_DAY, opening="1000.00", status=1, modifier=2
):
    """The bytes of one prior-day report; without balances if ``opening`` is None."""
    movements = _movements(movements, day)
    summary = ""
    totals = sum(_cents(abs(Decimal(each.amount))) for each in movements)
    if opening is not None:
        closing = Decimal(opening) + sum(Decimal(each.amount) for each in movements)
        summary = f",010,{_cents(Decimal(opening))},,,015,{_cents(closing)},,"
        totals += _cents(Decimal(opening)) + _cents(closing)
    records = [f"03,{account},{currency}{summary or ',,,,'}/"]
    for number, each in enumerate(movements):
        code = "195" if Decimal(each.amount) >= 0 else "495"
        name = each.reference or f"BR{each.day:%m%d}{number:04}"
        amount = _cents(abs(Decimal(each.amount)))
        records += [f"16,{code},{amount},,{name},,{each.name} {each.text}".rstrip()]
    account_total = f"49,{totals},{len(records) + 1}/"
    group = [f"02,RECEIVER,BANK,{status},{day:%y%m%d},,{currency},{modifier}/", *records]
    group += [account_total, f"98,{totals},1,{len(group) + 2}/"]
    lines = [f"01,BANK,RECEIVER,{day:%y%m%d},0600,1,,,2/", *group]
    lines += [f"99,{totals},1,{len(lines) + 1}/"]
    return ("\r\n".join(lines) + "\r\n").encode()


def ofx(*movements, account=BANK, currency="EUR", day=FIRST_DAY, ledger=None):
    """The bytes of one download (OFX 1): it has no opening balance."""
    movements = _movements(movements, day)
    days = [each.day for each in movements] or [day]
    entries = "".join(
        f"<STMTTRN><TRNTYPE>OTHER<DTPOSTED>{each.day:%Y%m%d}<TRNAMT>{each.amount}"
        f"<FITID>{each.reference or f'{each.day:%Y%m%d}{number:04}'}"
        f"<NAME>{each.name or 'Somebody'}<MEMO>{each.text}</STMTTRN>\r\n"
        for number, each in enumerate(movements)
    )
    balance = f"<LEDGERBAL><BALAMT>{ledger}<DTASOF>{max(days):%Y%m%d}</LEDGERBAL>" if ledger else ""
    return (
        "OFXHEADER:100\r\nDATA:OFXSGML\r\nVERSION:102\r\nSECURITY:NONE\r\nENCODING:USASCII\r\n"
        "CHARSET:1252\r\nCOMPRESSION:NONE\r\nOLDFILEUID:NONE\r\nNEWFILEUID:NONE\r\n\r\n"
        "<OFX><SIGNONMSGSRSV1><SONRS><STATUS><CODE>0<SEVERITY>INFO</STATUS>"
        f"<DTSERVER>{max(days):%Y%m%d}<LANGUAGE>ENG</SONRS></SIGNONMSGSRSV1>"
        "<BANKMSGSRSV1><STMTTRNRS><TRNUID>1<STATUS><CODE>0<SEVERITY>INFO</STATUS><STMTRS>"
        f"<CURDEF>{currency}<BANKACCTFROM><BANKID>0<ACCTID>{account}<ACCTTYPE>CHECKING"
        f"</BANKACCTFROM><BANKTRANLIST><DTSTART>{min(days):%Y%m%d}<DTEND>{max(days):%Y%m%d}\r\n"
        f"{entries}</BANKTRANLIST>{balance}</STMTRS></STMTTRNRS></BANKMSGSRSV1></OFX>\r\n"
    ).encode("cp1252")


def camt(
    *movements,
    account=BANK,
    currency="EUR",
    day=FIRST_DAY,
    opening="1000.00",
    number="1",
    message="053",
    copy="",
):
    """The bytes of one message 052 (intraday), 053 (statement) or 054 (notification)."""
    movements = _movements(movements, day)
    closing = Decimal(opening) + sum(Decimal(each.amount) for each in movements)
    root, report = {
        "052": ("BkToCstmrAcctRpt", "Rpt"),
        "053": ("BkToCstmrStmt", "Stmt"),
        "054": ("BkToCstmrDbtCdtNtfctn", "Ntfctn"),
    }[message]
    balances = ""
    if message == "053":
        last = max([each.day for each in movements] or [day])
        balances = _camt_balance("OPBD", Decimal(opening), currency, day) + _camt_balance(
            "CLBD", closing, currency, last
        )
    entries = "".join(_camt_entry(each, currency, n) for n, each in enumerate(movements))
    return (
        '<?xml version="1.0" encoding="UTF-8"?>\n'
        f'<Document xmlns="urn:iso:std:iso:20022:tech:xsd:camt.{message}.001.02"><{root}>\n'
        f"<GrpHdr><MsgId>M{number}</MsgId><CreDtTm>{day}T06:00:00</CreDtTm></GrpHdr>\n"
        f"<{report}><Id>{number}</Id><ElctrncSeqNb>{number}</ElctrncSeqNb>"
        f"<CreDtTm>{day}T06:00:00</CreDtTm>"
        f"{f'<CpyDplctInd>{copy}</CpyDplctInd>' if copy else ''}"
        f"<Acct><Id><IBAN>{account}</IBAN></Id><Ccy>{currency}</Ccy></Acct>\n"
        f"{balances}{entries}</{report}></{root}></Document>\n"
    ).encode()


def _camt_balance(code, amount, currency, day):
    return (
        f"<Bal><Tp><CdOrPrtry><Cd>{code}</Cd></CdOrPrtry></Tp>{_camt_amount(amount, currency)}"
        f"<Dt><Dt>{day}</Dt></Dt></Bal>\n"
    )


def _camt_amount(amount, currency):
    mark = "DBIT" if amount < 0 else "CRDT"
    return f'<Amt Ccy="{currency}">{abs(amount):.2f}</Amt><CdtDbtInd>{mark}</CdtDbtInd>'


def _camt_entry(movement, currency, number):
    amount = Decimal(movement.amount)
    name = movement.reference or f"AS{movement.day:%m%d}{number:04}"
    party = "Cdtr" if amount < 0 else "Dbtr"
    ordered = f"<AmtDtls>{movement.ordered}</AmtDtls>" if movement.ordered else ""
    return (
        f"<Ntry>{_camt_amount(amount, currency)}<Sts>BOOK</Sts>"
        f"<BookgDt><Dt>{movement.day}</Dt></BookgDt><ValDt><Dt>{movement.day}</Dt></ValDt>"
        f"<AcctSvcrRef>{name}</AcctSvcrRef><BkTxCd><Prtry><Cd>NTRF+166</Cd></Prtry></BkTxCd>"
        f"<NtryDtls><TxDtls>{ordered}<RltdPties><{party}><Nm>{escape(movement.name or 'Somebody')}</Nm></{party}>"
        f"</RltdPties><RmtInf><Ustrd>{escape(movement.text)}</Ustrd></RmtInf></TxDtls></NtryDtls></Ntry>\n"
    )


def _movements(movements, day):
    return [
        each if isinstance(each, Movement) else Movement(amount=each, day=day) for each in movements
    ]


def _cents(amount):
    return int(amount.scaleb(2))
