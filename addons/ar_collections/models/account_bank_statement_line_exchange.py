from decimal import Decimal

from markupsafe import escape
from odoo import models
from odoo.tools import SQL, html2plaintext

from ..engine.exchange import NEAR
from ..engine.rates import Rates
from .account_move_line import _decimal
from .figures import money

# So much of an amount may a bank lose by rounding the rate that it states.
RATE_ROUNDED = Decimal("0.0005")
# So much of Odoo's rate may a stated one differ before it is taken for something else.
NO_RATE = Decimal("0.10")


class AccountBankStatementLine(models.Model):
    """What a payment was in another currency, as far as the bank says it for certain."""

    _inherit = "account.bank.statement.line"

    def _ar_exchanges(self, plan, transactions):
        """For each transaction what the line holds of its exchange: Odoo's foreign amount if it is
        certain, else a note with the bank's words.
        """
        told = {each.exchange.currency for each in transactions if each.exchange}
        if not told:
            return [{}] * len(transactions)
        known = self.env["res.currency"].search([("name", "in", list(told))])
        own = plan.journal._ar_currency()
        rates = Rates((known | own)._ar_rates(plan.journal.company_id))
        return [self._ar_exchange(each, own, known, rates) for each in transactions]

    def _ar_exchange(self, transaction, own, known, rates):
        exchange = transaction.exchange
        if not exchange or not transaction.amount:
            return {}
        currency = known.filtered(lambda each: each.name == exchange.currency)
        exact = currency and _decimal(currency, float(exchange.amount)) == exchange.amount > 0
        if exact and currency != own and _is_certain(transaction, own.name, rates):
            sign = 1 if transaction.amount > 0 else -1
            return {
                "foreign_currency_id": currency.id,
                "amount_currency": float(sign * exchange.amount),
            }
        return {"narration": self._ar_exchange_note(transaction, own, currency)}

    def _ar_notes(self):
        """The notes on these payments, by id: whoever decides on one should know them."""
        self.flush_recordset(["move_id"])
        self.env["account.move"].flush_model(["narration"])
        rows = self.env.execute_query(
            SQL(
                """SELECT line.id, move.narration
                     FROM account_bank_statement_line line JOIN account_move move
                          ON move.id = line.move_id
                    WHERE line.id = ANY(%s) AND move.narration LIKE '%%_%%'""",
                self.ids,
            )
        )
        notes = {line: html2plaintext(note).strip() for line, note in rows}
        return {line: note for line, note in notes.items() if note}

    def _ar_exchange_note(self, transaction, own, currency):
        """The bank's words, for whoever decides on the payment."""
        exchange, parts = transaction.exchange, []
        ordered = f"{exchange.currency} {money(self.env, exchange.amount, exchange.currency)}"
        parts.append(self.env._("The bank states %(amount)s for it.", amount=ordered))
        if exchange.rate:
            parts.append(self.env._("Rate: %(rate)s.", rate=f"{exchange.rate:f}"))
        if transaction.charges:
            kept = f"{own.name} {money(self.env, transaction.charges, own.name)}"
            parts.append(self.env._("Kept by banks: %(charges)s.", charges=kept))
        if not currency:
            parts.append(
                self.env._("%(name)s is not active in Odoo.", name=exchange.currency or "?")
            )
        return f"<p>{escape(' '.join(parts))}</p>"


def _is_certain(transaction, own, rates):
    """Whether both amounts and the rate agree: at the bank's, where it states one, to its last
    digit, and nothing that was kept lies between; else near the rate of the books.
    """
    exchange, amount = transaction.exchange, abs(transaction.amount)
    worth = rates.worth(exchange.amount, exchange.currency, own, transaction.booked)
    if exchange.rate:
        plausible = worth is None or abs(worth - amount) <= NO_RATE * worth
        return plausible and _agree(amount, exchange.amount, exchange.rate)
    kept = bool(transaction.charges)
    return worth is not None and not kept and abs(worth - amount) <= NEAR * worth


def _agree(amount, original, rate):
    """Whether one is the other at the rate, in either direction."""
    last_digit = Decimal(1).scaleb(rate.as_tuple().exponent)
    lost = min(last_digit / rate, RATE_ROUNDED)
    return any(
        abs(one * rate - other) <= lost * other + _smallest(other)
        for one, other in ((original, amount), (amount, original))
    )


def _smallest(amount):
    """One in the last place of an amount."""
    return Decimal(1).scaleb(min(amount.as_tuple().exponent, 0))
