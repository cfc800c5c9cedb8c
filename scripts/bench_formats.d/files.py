"""Bank files of any length for the benchmark: one account, one long day."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from decimal import Decimal
from pathlib import Path


def _amount(number: int) -> Decimal:
    return Decimal(1_00 + number * 7919 % 900_000).scaleb(-2)


def _total(count: int) -> Decimal:
    return sum((_amount(number) for number in range(count)), Decimal())


def _comma(amount: Decimal) -> str:
    return str(amount).replace(".", ",")


def mt940(count: int) -> Iterator[str]:
    """A German statement: structured details over several lines."""
    yield ":20:STARTUMS\r\n:25:DE02120300000000202051\r\n:28C:00012/001\r\n:60F:C260105EUR0,00\r\n"
    for number in range(count):
        yield (
            f":61:2601060106CR{_comma(_amount(number))}NTRFNONREF//BANK{number:08d}\r\n"
            f":86:166?00GUTSCHR. UEBERWEISUNG?109310?20EREF+E2E-{number:08d}?21SVWZ+Rechnu\r\n"
            f"ng INV/2026/{number:06d}?22 Kundennr {number % 5000:05d} danke?30BELADEBEXXX?31DE\r\n"
            f"02500105170137075030?32Schmitz und Partner GmbH {number % 800:03d}?34000\r\n"
        )
    yield f":62F:C260106EUR{_comma(_total(count))}\r\n-\r\n"


def bai2(count: int) -> Iterator[str]:
    """One group and account, a continuation of the text under each movement."""
    total = int(_total(count).scaleb(2))
    yield "01,BANKORIG,COMPANY,260106,0600,1,,,2/\n02,COMPANY,021000021,1,260105,2400,USD,2/\n"
    yield f"03,000123456789,USD,010,0,,,015,{total},,/\n"
    for number in range(count):
        cents = int(_amount(number).scaleb(2))
        yield (
            f"16,142,{cents},Z,BANK{number:08d},E2E{number:08d},ACH CREDIT INV {number:06d}\n"
            f"88,ORIG CO NAME: SMITH AND PARTNERS {number % 800:03d}\n"
        )
    yield f"49,{2 * total},{2 * count + 2}/\n98,{2 * total},1,{2 * count + 4}/\n"
    yield f"99,{2 * total},1,{2 * count + 6}/\n"


_OFX_HEAD = (
    "<OFX>\n<SIGNONMSGSRSV1>\n<SONRS>\n<STATUS>\n{code}\n{severity}\n</STATUS>\n{server}\n"
    "{language}\n</SONRS>\n</SIGNONMSGSRSV1>\n<BANKMSGSRSV1>\n<STMTTRNRS>\n{uid}\n<STATUS>\n{code}\n"
    "{severity}\n</STATUS>\n<STMTRS>\n{currency}\n<BANKACCTFROM>\n{bank}\n{account}\n{type}\n"
    "</BANKACCTFROM>\n<BANKTRANLIST>\n{start}\n{end}\n"
)


def _ofx(count: int, closed: bool) -> Iterator[str]:
    def element(tag: str, value: object) -> str:
        return f"<{tag}>{value}</{tag}>" if closed else f"<{tag}>{value}"

    yield _OFX_HEAD.format(
        code=element("CODE", 0),
        severity=element("SEVERITY", "INFO"),
        server=element("DTSERVER", "20260107"),
        language=element("LANGUAGE", "ENG"),
        uid=element("TRNUID", 1),
        currency=element("CURDEF", "USD"),
        bank=element("BANKID", "021000021"),
        account=element("ACCTID", "000123456789"),
        type=element("ACCTTYPE", "CHECKING"),
        start=element("DTSTART", "20260105"),
        end=element("DTEND", "20260106"),
    )
    for number in range(count):
        yield "\n".join(
            (
                "<STMTTRN>",
                element("TRNTYPE", "CREDIT"),
                element("DTPOSTED", "20260106120000[-5:EST]"),
                element("TRNAMT", _amount(number)),
                element("FITID", f"FIT{number:08d}"),
                element("NAME", f"SMITH AND PARTNERS {number % 800:03d}"),
                element("MEMO", f"ACH CREDIT INV {number:06d}"),
                "</STMTTRN>\n",
            )
        )
    yield "</BANKTRANLIST>\n<LEDGERBAL>\n" + element("BALAMT", _total(count)) + "\n"
    yield element("DTASOF", "20260106") + "\n</LEDGERBAL>\n"
    yield "</STMTRS>\n</STMTTRNRS>\n</BANKMSGSRSV1>\n</OFX>\n"


def ofx_sgml(count: int) -> Iterator[str]:
    """OFX 1.0.2: no end tags of values."""
    yield "OFXHEADER:100\nDATA:OFXSGML\nVERSION:102\nSECURITY:NONE\nENCODING:USASCII\nCHARSET:1252\n"
    yield "COMPRESSION:NONE\nOLDFILEUID:NONE\nNEWFILEUID:NONE\n\n"
    yield from _ofx(count, closed=False)


def ofx_xml(count: int) -> Iterator[str]:
    """OFX 2.0.2."""
    yield '<?xml version="1.0" encoding="UTF-8" standalone="no"?>\n'
    yield '<?OFX OFXHEADER="200" VERSION="202" SECURITY="NONE" OLDFILEUID="NONE" NEWFILEUID="NONE"?>\n'
    yield from _ofx(count, closed=True)


_BALANCE = (
    "<Bal><Tp><CdOrPrtry><Cd>{code}</Cd></CdOrPrtry></Tp><Amt Ccy='EUR'>{amount}</Amt>"
    "<CdtDbtInd>CRDT</CdtDbtInd><Dt><Dt>2026-01-06</Dt></Dt></Bal>\n"
)
_ENTRY = (
    "<Ntry><Amt Ccy='EUR'>{amount}</Amt><CdtDbtInd>CRDT</CdtDbtInd><Sts>BOOK</Sts>\n"
    "<BookgDt><Dt>2026-01-06</Dt></BookgDt><ValDt><Dt>2026-01-06</Dt></ValDt>\n"
    "<AcctSvcrRef>BANK{number:08d}</AcctSvcrRef><BkTxCd><Domn><Cd>PMNT</Cd><Fmly><Cd>RCDT</Cd>"
    "<SubFmlyCd>ESCT</SubFmlyCd></Fmly></Domn></BkTxCd>\n"
    "<NtryDtls><TxDtls><Refs><EndToEndId>E2E-{number:08d}</EndToEndId></Refs>"
    "<RltdPties><Dbtr><Nm>Schmitz und Partner {customer:03d}</Nm></Dbtr>"
    "<DbtrAcct><Id><IBAN>DE02500105170137075030</IBAN></Id></DbtrAcct></RltdPties>\n"
    "<RmtInf><Ustrd>Rechnung INV/2026/{number:06d}</Ustrd></RmtInf></TxDtls></NtryDtls></Ntry>\n"
)


def camt053(count: int) -> Iterator[str]:
    """camt.053.001.02, one detail an entry."""
    yield (
        '<?xml version="1.0" encoding="UTF-8"?>\n'
        '<Document xmlns="urn:iso:std:iso:20022:tech:xsd:camt.053.001.02"><BkToCstmrStmt>\n'
        "<GrpHdr><MsgId>M1</MsgId><CreDtTm>2026-01-07T06:00:00</CreDtTm></GrpHdr>\n"
        "<Stmt><Id>S12</Id><ElctrncSeqNb>12</ElctrncSeqNb><CreDtTm>2026-01-07T06:00:00</CreDtTm>\n"
        "<Acct><Id><IBAN>DE02120300000000202051</IBAN></Id><Ccy>EUR</Ccy></Acct>\n"
    )
    yield _BALANCE.format(code="OPBD", amount="0.00")
    yield _BALANCE.format(code="CLBD", amount=_total(count))
    for number in range(count):
        yield _ENTRY.format(amount=_amount(number), number=number, customer=number % 800)
    yield "</Stmt></BkToCstmrStmt></Document>\n"


FILES: dict[str, Callable[[int], Iterator[str]]] = {
    "mt940": mt940,
    "bai2": bai2,
    "ofx_sgml": ofx_sgml,
    "ofx_xml": ofx_xml,
    "camt053": camt053,
}
_ENDINGS = {"mt940": "sta", "bai2": "bai", "ofx_sgml": "ofx", "ofx_xml": "ofx", "camt053": "xml"}


def write(folder: Path, name: str, count: int) -> Path:
    """A file of ``count`` transactions, made once."""
    path = folder / f"{name}_{count}.{_ENDINGS[name]}"
    if not path.exists():
        with path.open("w", encoding="ascii", newline="") as target:
            target.writelines(FILES[name](count))
    return path
