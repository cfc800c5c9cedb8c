"""What the tests of posting share: the books before and after, and what was reconciled."""

from contextlib import contextmanager
from datetime import date

from odoo import Command
from odoo.tools import SQL

from .common import ArCommon


class PostingCommon(ArCommon):
    """Decide, post, and hold the books against what was decided."""

    def post(self, *matches):
        self.run_action("post")
        for match in matches:
            self.assertEqual(match.state, "posted", match.reasons)

    def match_of(self, line):
        self.run_action("match")
        return line.ar_match_ids

    def books(self):
        """All that undoing must bring back: items, what is open, what is paid, who paid."""
        self.env.flush_all()
        self.env.invalidate_all()
        items = self.root["account.move.line"].search([("company_id", "=", self.company.id)])
        lines = self.root["account.bank.statement.line"].search(
            [("company_id", "=", self.company.id)], order="id"
        )
        return {
            "items": sorted(
                (
                    item.move_id.name,
                    item.account_id.id,
                    item.partner_id.name or "",
                    item.amount_currency,
                    item.balance,
                    item.amount_residual_currency,
                    item.amount_residual,
                )
                for item in items
                if not item.move_id.origin_payment_id and item.journal_id.type in ("sale", "bank")
            ),
            "accounts": {
                account.id: self.company.currency_id.round(balance)
                for account, balance in items._read_group(
                    [("company_id", "=", self.company.id)], ["account_id"], ["balance:sum"]
                )
                if balance
            },
            "invoices": [
                (move.name, move.payment_state, move.amount_residual)
                for move in items.move_id.sorted("id")
                if move.is_invoice()
            ],
            "payments": [(line.id, line.partner_id.id, line.is_reconciled) for line in lines],
        }

    # --- invoices with taxes

    def terms(self, computation="included"):
        """2 % for payment within 10 days."""
        return self.root["account.payment.term"].create(
            {
                "name": f"2 % 10 days, {computation}",
                "company_id": self.company.id,
                "early_discount": True,
                "discount_percentage": 2,
                "discount_days": 10,
                "early_pay_discount_computation": computation,
                "line_ids": [
                    Command.create({"value": "percent", "value_amount": 100, "nb_days": 30})
                ],
            }
        )

    def taxed(self, tax=None, amount=1000, **values):
        """An invoice with tax, of 15 % if no other is given."""
        return self._create_invoice_one_line(
            price_unit=amount,
            product_id=self.product_a,
            tax_ids=tax or self.company_data["default_tax_sale"],
            partner_id=self.alder,
            invoice_date=date(2026, 1, 5),
            post=True,
            **values,
        ).with_env(self.root)

    def discounted(self, computation="included", **values):
        """An invoice with tax and discount."""
        return self.taxed(invoice_payment_term_id=self.terms(computation).id, **values)

    # --- closed books

    @contextmanager
    def closed_books(self, lock="fiscalyear_lock_date"):
        """Books that were closed after the payment came; Odoo's own check wants no open lines."""
        self.env.flush_all()
        self.close(date(2026, 2, 28), lock)
        yield
        self.close(None, lock)

    def close(self, day, lock):
        self.root.cr.execute(
            SQL(
                "UPDATE res_company SET %s = %s WHERE id = %s",
                SQL.identifier(lock),
                day,
                self.company.id,
            )
        )
        self.env.invalidate_all()

    def assert_balanced(self, line):
        currency = self.company.currency_id
        self.assertTrue(currency.is_zero(sum(line.move_id.line_ids.mapped("balance"))))

    def assert_reconciled(self, match):
        """What the decision says is what was reconciled: no more, no less."""
        own = match.statement_line_id.move_id.line_ids
        partials = own.matched_debit_ids | own.matched_credit_ids
        reconciled = {}
        for partial in partials:
            item = (partial.debit_move_id | partial.credit_move_id) - own
            is_debit = partial.debit_move_id == item
            amount = partial.debit_amount_currency if is_debit else -partial.credit_amount_currency
            if amount:  # a difference of rates is an amount in the company's currency only
                reconciled[item] = reconciled.get(item, 0.0) + amount
        allocated = {a.move_line_id: a.amount for a in match.allocation_ids}
        self.assertEqual(reconciled, allocated)

    def by_hand(self, line, *allocations, on_account=0.0, partner=None, user=None):
        """As the screen does it: ``allocations`` are pairs of an item and an amount, or dicts."""
        rows = [
            row if isinstance(row, dict) else {"move_line_id": row[0].id, "amount": row[1]}
            for row in allocations
        ]
        match = self.match_of(line).with_user(user or self.treasurer)
        match.apply_by_hand(rows, on_account, partner.id if partner else False)
        return match.with_env(self.root)
