"""Remittance advices among the documents: read where no bank statement is recognised, and shown."""

from decimal import Decimal

from odoo.tools import format_date

from bank_formats import UnknownFormat
from bank_formats.remittance import identify_advice, parse_advice

from .figures import money
from .reader_words import difference_in_words

# Read by looking up the numbers of the documents that can be meant; text of no kind as well.
BY_NUMBERS = {"PDF", "e-mail", ""}
ADVICES_SHOWN = 25
LINES_SHOWN = 50


def read_advices(data, source, numbers):
    """The kind of file and the advices in it; no kind and none if it holds none.

    ``numbers`` tells the numbers of open documents when they are needed.
    """
    try:
        kind = identify_advice(data, source=source)
    except UnknownFormat:
        kind = ""
    documents = numbers() if kind in BY_NUMBERS else ()
    try:
        return kind, parse_advice(data, source=source, documents=documents)
    except UnknownFormat:
        return "", ()


def advices_in_words(env, reading):
    """One line for a list: how many advices, documents, and what they say is paid."""
    lines = [line for advice in reading.advices for line in advice.lines]
    paid = {}
    for advice in reading.advices:
        paid[advice.currency] = paid.get(advice.currency, Decimal()) + _paid(advice)
    counted = [
        env._("1 remittance advice")
        if len(reading.advices) == 1
        else env._("%(count)s remittance advices", count=len(reading.advices)),
        env._("1 document") if len(lines) == 1 else env._("%(count)s documents", count=len(lines)),
        "; ".join(_amount(env, amount, currency) for currency, amount in paid.items()),
    ]
    return f"{reading.format}: {', '.join(counted)}"


def advice_preview(env, reading):
    """The table that a person sees before the import (Markup): the payer's text is escaped."""
    shown = reading.advices[:ADVICES_SHOWN]
    values = {
        "advices": [_advice(env, each) for each in shown],
        "more": len(reading.advices) - len(shown),
    }
    return env["ir.qweb"]._render("ar_collections.ar_remittance_advice_preview", values)


def _paid(advice):
    return sum((line.paid for line in advice.lines), Decimal())


def _amount(env, amount, currency):
    return f"{money(env, amount, currency)} {currency}".strip()


def _advice(env, advice):
    shown = advice.lines[:LINES_SHOWN]
    return {
        "payer": advice.payer.name or advice.payer.account,
        "reference": advice.payment_reference,
        "day": format_date(env, advice.day) if advice.day else "",
        "paid": _amount(env, _paid(advice), advice.currency),
        "no_currency": not advice.currency,
        "dated": any(line.day for line in shown),
        "wrong": [difference_in_words(env, check) for check in advice.failed_checks],
        "lines": [
            {
                "document": line.document,
                "day": format_date(env, line.day) if line.day else "",
                "paid": money(env, line.paid, advice.currency),
                "kept_back": ", ".join(
                    " ".join(filter(None, (money(env, each.amount, advice.currency), each.reason)))
                    for each in line.deductions
                ),
            }
            for line in shown
        ],
        "more": len(advice.lines) - len(shown),
    }
