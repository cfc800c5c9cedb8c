"""Customers, open invoices and a bank file that pays some of them; the same in each run."""

import random
from dataclasses import dataclass, replace
from datetime import date, timedelta
from decimal import Decimal
from pathlib import Path
from xml.sax.saxutils import escape

from benchmark.case import Case, Customer, Item

ACCOUNT = "DE02120300000000202051"
OTHER_ACCOUNT = "DE02500105170137075030"
"""What is paid there is not measured."""
FIRST_DAY = date(2026, 6, 1)
DAYS = 5
"""The lines of the file are booked on so many days."""
PER_CUSTOMER = 10
PLACES = ("Nord", "Süd", "West", "Ost", "Park", "Port")
TRADES = ("Logistik", "Technik", "Handel", "Bau", "Elektro", "Metall", "Foods", "Systems")
WORDS = ("Rechnung {}", "Invoice {}", "Zahlung Rg. {} vom 12.05.", "{}", "{} danke")


@dataclass(frozen=True)
class Entry:
    """A movement of the bank's file."""

    text: str
    payer: str
    amount: Decimal


def case(invoices, statement):
    """The books: so many open invoices."""
    customers = tuple(_customers(range(invoices // PER_CUSTOMER)))
    return Case(
        currency="EUR",
        customers=customers,
        items=tuple(_items(invoices, customers)),
        statement=Path(statement),
        advices=(),
    )


def case_before(statement):
    """One more customer with two open invoices."""
    number = 9_999
    [customer] = _customers([number])
    items = [
        replace(item, invoice=f"INV/2025/{item.invoice[-6:]}") for item in _items(2, [customer])
    ]
    return Case(
        currency="EUR",
        customers=(customer,),
        items=tuple(items),
        statement=Path(statement),
        advices=(),
    )


def entries_before(case):
    """A movement for each invoice, and one for none."""
    [customer] = case.customers
    paid = [
        Entry(text=item.invoice, payer=customer.name, amount=item.amount) for item in case.items
    ]
    return [*paid, _unknown(random.Random(0))]


def _customers(numbers):
    for number in numbers:
        name = f"{_syllables(number)} {TRADES[number % 8]} {PLACES[number % 6]} GmbH"
        yield Customer(
            key=f"C{number}",
            name=name,
            number=f"K{200_000 + number}",
            parent="",
            country="DE",
            account="",
            email="",
        )


def _syllables(number):
    """A name that no other number has."""
    parts = ("bra", "dor", "fen", "gil", "hal", "jor", "kel", "lum", "mar", "nev")
    return "".join(parts[int(digit)] for digit in f"{number:04d}").title()


def _items(count, customers):
    chance = random.Random(count)
    for number in range(count):
        issued = date(2026, 1, 5) + timedelta(days=chance.randrange(120))
        yield Item(
            invoice=f"INV/2026/{number + 1:06d}",
            customer=customers[number % len(customers)].key,
            credit_note=False,
            issued=issued,
            due=issued + timedelta(days=30),
            amount=Decimal(chance.randrange(5_000, 900_000)).scaleb(-2),
            reference="",
            discount=None,
            paid=Decimal(0),
        )


def entries(case, count):
    """So many movements; an invoice is paid by one of them at most."""
    chance = random.Random(count)
    names = {customer.key: customer.name for customer in case.customers}
    of_customer = {}
    for item in case.items:
        of_customer.setdefault(item.customer, []).append(item)
    debtors = [customer for customer in of_customer for _each in range(PER_CUSTOMER // 3)]
    chance.shuffle(debtors)
    for number in range(count):
        kind = chance.choices(("exact", "list", "part", "name", "unknown"), (70, 10, 5, 5, 10))[0]
        free = of_customer[debtors[number % len(debtors)]]
        if kind == "unknown" or not free:
            yield _unknown(chance)
            continue
        payer = names[free[0].customer]
        paid = [free.pop() for _each in range(min(len(free), 3 if kind == "list" else 1))]
        yield _payment(kind, paid, payer, chance)


def _payment(kind, paid, payer, chance):
    amount = sum(item.amount for item in paid)
    if kind == "part":
        amount = (amount / 2).quantize(Decimal("0.01"))
    numbers = ", ".join(item.invoice for item in paid)
    text = "Zahlung" if kind == "name" else chance.choice(WORDS).format(numbers)
    return Entry(text=text, payer=payer, amount=amount)


def _unknown(chance):
    amount = Decimal(chance.randrange(100, 900_000)).scaleb(-2)
    return Entry(text=f"Mitgliedsbeitrag {chance.randrange(10**6)}", payer="Verein", amount=amount)


def camt(movements, account=ACCOUNT):
    """The movements as a camt.053 file of one statement."""
    body, total = [], Decimal(0)
    for number, movement in enumerate(movements):
        day = FIRST_DAY + timedelta(days=number * DAYS // len(movements))
        total += movement.amount
        body.append(_entry(number, movement, day))
    last = FIRST_DAY + timedelta(days=DAYS - 1)
    return (
        '<?xml version="1.0" encoding="UTF-8"?>\n'
        '<Document xmlns="urn:iso:std:iso:20022:tech:xsd:camt.053.001.08"><BkToCstmrStmt><GrpHdr>'
        f"<MsgId>1</MsgId><CreDtTm>{last}T20:00:00</CreDtTm></GrpHdr><Stmt><Id>1</Id>"
        f"<ElctrncSeqNb>1</ElctrncSeqNb><CreDtTm>{last}T20:00:00</CreDtTm>"
        f"<Acct><Id><IBAN>{account}</IBAN></Id><Ccy>EUR</Ccy></Acct>"
        f"{_balance('OPBD', Decimal(0), FIRST_DAY)}{_balance('CLBD', total, last)}"
        f"{''.join(body)}</Stmt></BkToCstmrStmt></Document>\n"
    ).encode()


def _balance(code, amount, day):
    return (
        f"<Bal><Tp><CdOrPrtry><Cd>{code}</Cd></CdOrPrtry></Tp><Amt Ccy='EUR'>{amount:.2f}</Amt>"
        f"<CdtDbtInd>CRDT</CdtDbtInd><Dt><Dt>{day}</Dt></Dt></Bal>\n"
    )


def _entry(number, movement, day):
    return (
        f"<Ntry><Amt Ccy='EUR'>{movement.amount:.2f}</Amt><CdtDbtInd>CRDT</CdtDbtInd>"
        f"<Sts><Cd>BOOK</Cd></Sts><BookgDt><Dt>{day}</Dt></BookgDt><ValDt><Dt>{day}</Dt></ValDt>"
        f"<AcctSvcrRef>BANK{number:08d}</AcctSvcrRef><BkTxCd><Domn><Cd>PMNT</Cd><Fmly>"
        f"<Cd>RCDT</Cd><SubFmlyCd>ESCT</SubFmlyCd></Fmly></Domn></BkTxCd><NtryDtls><TxDtls><Refs>"
        f"<EndToEndId>E2E-{number:08d}</EndToEndId></Refs><RltdPties><Dbtr><Pty>"
        f"<Nm>{escape(movement.payer)}</Nm></Pty></Dbtr></RltdPties>"
        f"<RmtInf><Ustrd>{escape(movement.text)}</Ustrd></RmtInf></TxDtls></NtryDtls></Ntry>\n"
    )
