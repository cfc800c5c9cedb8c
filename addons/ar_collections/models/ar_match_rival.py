"""Payments that wait for a person: one of them may be for what a new one is about to pay."""

import re
from datetime import timedelta

from odoo import api, fields, models
from odoo.tools import SQL

from ..engine import Matched
from .account_journal import _compact

# Days for which a payment that fitted nothing is looked at again.
LOOK_AGAIN_DAYS = 90
_DIGITS = re.compile(r"\d+")
_YEAR = re.compile(r"(19|20)\d\d")


class ArMatch(models.Model):
    _inherit = "ar.match"

    @api.model
    def _rivals(self, company, ledger, payments, decisions):
        """The waiting payments without which more might be posted than may be.

        Tens of thousands may wait; only those are read that share a mark with what would be posted.
        """
        wanted = _Wanted(ledger, payments, decisions)
        Line = self.env["account.bank.statement.line"]
        if not wanted.items:
            return Line
        self.env.flush_all()
        rows = self.env.execute_query(self._waiting(company, wanted))
        return Line.browse(line for line, *facts in rows if wanted.may_be(*facts))._ar_untouched()

    def _waiting(self, company, wanted):
        return SQL(
            """SELECT line.id, line.amount, match.partner_id, line.partner_name,
                      line.account_number, line.payment_ref, line.ar_reference,
                      EXISTS (SELECT FROM ar_match_allocation own WHERE own.match_id = match.id
                                 AND own.move_line_id = ANY(%s))
                 FROM ar_match match
                 JOIN account_bank_statement_line line ON line.id = match.statement_line_id
                WHERE match.company_id = %s AND match.state IN ('suggested', 'left', 'undone')
                  AND match.amount > 0 AND match.create_date >= %s
             ORDER BY line.id""",
            list(wanted.items),
            company.id,
            fields.Datetime.now() - timedelta(days=LOOK_AGAIN_DAYS),
        )


class _Wanted:
    """The marks of what would be posted: items, customers, payers, amounts, numbers."""

    def __init__(self, ledger, payments, decisions):
        posting = [each for each in decisions if isinstance(each, Matched) and each.post]
        self.items = {share.item for each in posting for share in each.allocations}
        items = [item for item in ledger.items if item.key in self.items]
        paying = {each.payment for each in posting}
        payments = [each for each in payments if each.key in paying]
        self._customers = {each.customer for each in posting} | {each.customer for each in items}
        self._names = {_compact(each.payer_name) for each in payments} - {""}
        self._accounts = {each.payer_account for each in payments} - {""}
        self._amounts = {float(each.amount) for each in payments}
        self._amounts |= {float(item.residual) for item in items}
        self._numbers = {
            number
            for item in items
            for name in (item.document, *item.references)
            for number in _numbers(name)
        }

    def may_be(self, amount, customer, name, account, text, reference, claims):
        """Whether a payment has one of them."""
        return (
            claims
            or amount in self._amounts
            or customer in self._customers
            or _compact(name) in self._names
            or _compact(account) in self._accounts
            or not self._numbers.isdisjoint(_numbers(f"{text} {reference}"))
        )


def _numbers(text):
    """The numbers in it, however many zeros stand before them; a year says nothing."""
    found = _DIGITS.findall(text)
    return {number.lstrip("0") for number in found if not _YEAR.fullmatch(number)} - {""}
