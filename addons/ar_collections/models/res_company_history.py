from bisect import bisect_left
from collections import defaultdict
from dataclasses import replace

from odoo import models
from odoo.tools import SQL

from ..engine import match
from ..engine.backtest import History, Learned, PastAdvice, PastItem, PastPayment, replay
from ..engine.books import Books
from .account_journal import _compact
from .account_move_line import _decimal

# The journal items of incoming payments that were reconciled with a customer's items, with the
# payment they belong to: on the receivable account in the bank's own entry, or in that of a payment
# that was registered on the invoice and found on the statement later.
CARRIERS = """
    WITH line AS (
        SELECT line.id, line.move_id, move.date
          FROM account_bank_statement_line line
          JOIN account_move move ON move.id = line.move_id
         WHERE line.company_id = %(company)s AND line.amount > 0 AND line.is_reconciled
           AND move.state = 'posted' AND move.date >= %(since)s
    ), bank_item AS (
        SELECT line.id AS line_id, line.date, item.id, account.account_type, account.reconcile
          FROM line
          JOIN account_move_line item ON item.move_id = line.move_id
          JOIN account_account account ON account.id = item.account_id
    ), met AS (
        SELECT bank_item.line_id, bank_item.date, payment_item.move_id
          FROM bank_item
          JOIN account_partial_reconcile partial
            ON bank_item.id IN (partial.debit_move_id, partial.credit_move_id)
          JOIN account_move_line payment_item
            ON payment_item.id IN (partial.debit_move_id, partial.credit_move_id)
           AND payment_item.id != bank_item.id
         WHERE bank_item.reconcile AND bank_item.account_type != 'asset_receivable'
    ), through AS (
        SELECT MIN(line_id) AS line_id, MIN(date) AS date, move_id
          FROM met GROUP BY move_id HAVING COUNT(DISTINCT line_id) = 1
    )
    SELECT line_id, date, id AS item_id FROM bank_item WHERE account_type = 'asset_receivable'
     UNION
    SELECT through.line_id, through.date, item.id
      FROM through
      JOIN account_move_line item ON item.move_id = through.move_id
      JOIN account_account account ON account.id = item.account_id
     WHERE account.account_type = 'asset_receivable'
"""
# Of whose payment nobody can say what it paid: it met something else than one payment's entry.
UNCLEAR = """
    SELECT DISTINCT line.id
      FROM account_bank_statement_line line
      JOIN account_move_line item ON item.move_id = line.move_id
      JOIN account_account account ON account.id = item.account_id
     WHERE line.id IN %(lines)s AND account.reconcile AND account.account_type != 'asset_receivable'
"""
# What was closed of the customers' items, and when; ``other`` is what it was reconciled with.
CLOSED = """
    SELECT item.id AS item_id, side.other AS other_id, side.amount, partial.max_date
      FROM account_partial_reconcile partial
     CROSS JOIN LATERAL (VALUES
               (partial.debit_move_id, partial.credit_move_id, partial.debit_amount_currency),
               (partial.credit_move_id, partial.debit_move_id, -partial.credit_amount_currency)
           ) AS side (own, other, amount)
      JOIN account_move_line item ON item.id = side.own
      JOIN account_account account ON account.id = item.account_id
     WHERE partial.company_id = %(company)s AND account.account_type = 'asset_receivable'
       AND side.amount != 0
       AND (partial.max_date >= %(since)s OR side.other IN %(carriers)s)
"""


class ResCompany(models.Model):
    _inherit = "res.company"

    def _ar_history(self, since):
        """The reconciled payments since a day and the ledger they met, as the engine sees them."""
        self.ensure_one()
        self.env.flush_all()
        carriers = {item: (line, day) for line, day, item in self._ar_past(CARRIERS, since=since)}
        closed, paid = defaultdict(list), defaultdict(lambda: defaultdict(float))
        for item, other, amount, day in self._ar_past(
            CLOSED, since=since, carriers=tuple(carriers) or (0,)
        ):
            if item in carriers:
                continue
            line, day = carriers.get(other, (None, day))
            closed[item].append((day, amount))
            if line:
                paid[line][item] += amount
        items = self._ar_past_items(closed, set(carriers))
        lines = self._ar_past_lines(since, paid)
        return History(
            payments=tuple(self._ar_past_payment(line, paid[line.id], items) for line in lines),
            items=tuple(items.values()),
            **self._ar_past_customers(items, lines),
            **self._ar_closed_before({past.item.document for past in items.values()}),
            advices=self._ar_past_advices(),
            currency=self.currency_id.name,
            rates=self._ar_rates({past.item.currency for past in items.values()}),
        )

    def _ar_closed_before(self, later):
        """The paid invoices but for those that were open on one of the days."""
        documents, references, _customers = self._ar_closed()
        return {
            "closed_documents": documents - later,
            "closed_references": {
                name: closed for name, closed in references.items() if closed.document not in later
            },
        }

    def _ar_past(self, query, **values):
        return self.env.execute_query(SQL(query, company=self.id, **values))

    def _ar_past_lines(self, since, paid):
        """The payments of which the books say what they paid, also where it was nothing."""
        lines = self.env["account.bank.statement.line"].search(
            [
                ("company_id", "=", self.id),
                ("amount", ">", 0),
                ("is_reconciled", "=", True),
                ("move_id.state", "=", "posted"),
                ("date", ">=", since),
            ],
            order="internal_index, id",
        )
        nothing = tuple(set(lines.ids) - paid.keys())
        unclear = {line for (line,) in self._ar_past(UNCLEAR, lines=nothing)} if nothing else set()
        return lines.filtered(
            lambda line: line.id not in unclear and line.ar_match_ids.state != "returned"
        )

    def _ar_past_items(self, closed, carriers):
        """By id: all that was open since, with what was open at first and what became of it."""
        Item = self.env["account.move.line"]
        domain = Item._ar_open_domain(self)
        open_now = Item.search(domain).filtered(lambda item: item.id not in carriers)
        items = open_now | Item.browse(closed).filtered("partner_id")
        past = {}
        for item in items:
            currency = item.currency_id
            taken = tuple((day, _decimal(currency, amount)) for day, amount in closed[item.id])
            first = _decimal(currency, item.amount_residual_currency) + sum(a for _, a in taken)
            value = item._to_open_item()
            discount = item._ar_agreed_discount() if first == value.total else None
            past[item.id] = PastItem(
                item=replace(value, residual=first, discount=discount), closed=taken
            )
        return past

    def _ar_past_payment(self, line, paid, items):
        """The payment, and what it closed of the items that were there on its day."""
        payment = line._to_payment()
        closed = {}
        for key, amount in paid.items():
            item = items[key].item if key in items else None
            if item and (item.issued or payment.booked) <= payment.booked:
                same = item.currency == payment.currency
                closed[key] = _decimal(line.currency_id, amount) if same else None
        return PastPayment(payment=payment, closed=closed)

    def _ar_past_advices(self):
        """The remittance advices, with the day on which a payment used each."""
        advices = self.env["ar.remittance.advice"].search([("company_id", "=", self.id)])
        return tuple(
            PastAdvice(
                advice=advice._to_advice(),
                used=max(advice.match_ids.mapped("date"), default=None)
                if advice.state == "used"
                else None,
            )
            for advice in advices
        )

    def _ar_past_customers(self, items, lines):
        """The customers with what was known of them before, and what was learned since."""
        # What a person took back since could not be known then.
        customers = {
            customer.key: replace(customer, mistaken=False)
            for customer in self._ar_ledger().customers
        }
        partners = self.env["res.partner"].browse(
            {past.item.customer for past in items.values()} - customers.keys()
        )
        customers |= {partner.id: partner._to_customer() for partner in partners}
        learned = self._ar_learned_since(customers, lines)
        for each in learned:
            customer = customers[each.customer]
            customers[each.customer] = replace(
                customer,
                accounts=tuple(one for one in customer.accounts if one != each.account),
                aliases=tuple(one for one in customer.aliases if one != each.alias),
                wordings=tuple(one for one in customer.wordings if one != each.wording),
            )
        return {"customers": tuple(customers.values()), "learned": learned}

    def _ar_learned_since(self, customers, lines):
        """What was entered after some of the payments were there: it must not help to find them."""
        imported = sorted((line.create_date, line.date) for line in lines)
        last_days, moments = [], []
        for moment, day in imported:
            moments.append(moment)
            last_days.append(max(day, last_days[-1]) if last_days else day)
        learned = []
        for record, values in self._ar_dated(customers, moments):
            before = bisect_left(moments, record.create_date)
            if before:
                learned.append(Learned(day=last_days[before - 1], **values))
        return tuple(learned)

    def _ar_dated(self, customers, moments):
        """What was entered since the first of these moments, as values of ``Learned``."""
        if not moments:
            return
        recent = [("create_date", ">", moments[0]), ("partner_id", "in", list(customers))]
        for bank in self.env["res.partner.bank"].search(recent):
            yield bank, {"customer": bank.partner_id.id, "account": _compact(bank.acc_number)}
        for payer in self.env["ar.payer"].search([*recent, ("company_id", "=", self.id)]):
            what = {"account": "account", "name": "alias", "number": "wording"}.get(payer.kind)
            if what and payer.in_use:
                value = payer.value if what == "alias" else payer.key
                yield payer, {"customer": payer.partner_id.id, what: value}

    # === DECIDE AGAIN === #

    def _ar_replay(self, since):
        """Each payment since a day decided again as if everything certain were posted.

        Yields ``Replayed``, the newest day first. Changes nothing.
        """
        history = self._ar_history(since)
        Currency = self.env["res.currency"].with_context(active_test=False)
        currencies = Currency.search([])  # pylint: disable=no-search-all
        policies = {
            currency.name: self._ar_posting_policies(currency)
            for currency in currencies
            if any(past.payment.currency == currency.name for past in history.payments)
        }
        books = Books()

        def decide(payments, ledger):
            decisions = {}
            for name, policy in policies.items():
                same = [payment for payment in payments if payment.currency == name]
                decisions |= {each.payment: each for each in match(same, ledger, policy, books)}
            return [decisions[payment.key] for payment in payments]

        return replay(history, decide)

    def _ar_posting_policies(self, currency):
        """The company's policies, none of which waits for a person where it is certain."""
        policies = self.env["ar.match.policy"]._to_policies(self, currency)
        rules = tuple(
            replace(rule, policy=replace(rule.policy, post=True)) for rule in policies.rules
        )
        return replace(policies, rules=rules)
