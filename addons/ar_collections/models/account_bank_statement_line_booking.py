from collections import defaultdict
from decimal import Decimal

from odoo import api, models

from .account_move_line import _decimal


class AccountBankStatementLine(models.Model):
    """Book payments on the receivables they pay, and take them off again."""

    _inherit = "account.bank.statement.line"

    @api.model
    def _ar_book(self, bookings):
        """Put payments on the receivables they pay, all in one go.

        ``bookings`` maps a statement line to its allocations: pairs of a receivable line and an
        amount (``Decimal``, in the journal's currency). What is left of a payment stays on the
        suspense account. Balanced and reconciled here; nothing is written if Odoo objects.
        """
        quick = self.with_context(
            skip_account_move_synchronization=True,
            skip_readonly_check=True,
            force_delete=True,
            tracking_disable=True,
        )
        lines = quick.browse([line.id for line in bookings])
        moves = {"records": lines.move_id}
        with lines.move_id._check_balanced(moves), lines.move_id._sync_dynamic_lines(moves):
            quick._ar_set_partners(bookings)
            suspense = lines._ar_suspense_lines()
            values, open_lines = self._ar_counterparts(bookings, suspense)
            suspense.unlink()
            created = quick.env["account.move.line"].create(values)
        quick._ar_reconcile(created, open_lines)

    def _ar_reconcile(self, created, open_lines):
        """Reconcile each new journal item with the open item it pays (None: with nothing)."""
        together = created.ids + [line.id for line in open_lines if line]
        pairs = [
            (counterpart + open_line).with_prefetch(together)
            for counterpart, open_line in zip(created, open_lines, strict=True)
            if open_line
        ]
        # Reconciling adds no journal items but exchange differences, which have their own checks.
        quick = self.env["account.move.line"].with_context(
            skip_invoice_sync=True, check_move_validity=False
        )
        quick._reconcile_plan(pairs)

    def _ar_set_partners(self, bookings):
        """The customer on the line, its entry and the bank's item, before anything is booked."""
        by_partner = defaultdict(self.browse)
        for line, allocations in bookings.items():
            by_partner[allocations[0][0].partner_id] |= line
        for partner, lines in by_partner.items():
            lines.write({"partner_id": partner.id})
            lines.move_id.write({"partner_id": partner.id})
            lines.move_id.line_ids.write({"partner_id": partner.id})

    def action_undo_reconciliation(self):
        """Whoever takes a payment back, its match says so, too."""
        whole = self.with_context(ar_taking_back=True)
        result = super(AccountBankStatementLine, whole).action_undo_reconciliation()
        self.sudo().ar_match_ids._take_back()
        return result

    def _ar_suspense_lines(self):
        return self.move_id.line_ids.filtered(
            lambda item: item.account_id == item.journal_id.suspense_account_id
        )

    def _ar_counterparts(self, bookings, suspense):
        """Values of the new journal items, and beside each the open item it pays (or None)."""
        by_move = {item.move_id: item for item in suspense}
        values, open_lines = [], []
        for line, allocations in bookings.items():
            item = by_move[line.move_id]
            own = [
                self._ar_counterpart(item, open_line, amount) for open_line, amount in allocations
            ]
            open_lines += [open_line for open_line, _amount in allocations]
            rest = -_decimal(item.currency_id, item.amount_currency) - sum(
                (amount for _open_line, amount in allocations), Decimal()
            )
            if rest:
                own.append(self._ar_rest(item, rest))
                open_lines.append(None)
            # Rates round: the last item takes what the others leave, so that the entry balances.
            own[-1]["balance"] = item.company_currency_id.round(
                item.balance - sum(each["balance"] for each in own[:-1])
            )
            values += own
        return values, open_lines

    def _ar_counterpart(self, item, open_line, amount):
        return {
            "move_id": item.move_id.id,
            "name": open_line.move_name,
            "account_id": open_line.account_id.id,
            "partner_id": open_line.partner_id.id,
            "currency_id": item.currency_id.id,
            "amount_currency": -float(amount),
            "balance": self._ar_balance(item, -amount),
        }

    def _ar_rest(self, item, rest):
        """What the payment holds beyond the open items stays where Odoo looks for open money."""
        return {
            "move_id": item.move_id.id,
            "name": item.name,
            "account_id": item.account_id.id,
            "partner_id": item.move_id.partner_id.id,
            "currency_id": item.currency_id.id,
            "amount_currency": -float(rest),
            "balance": self._ar_balance(item, -rest),
        }

    def _ar_balance(self, item, amount):
        """The amount in company currency, at the rate at which the bank's entry was booked."""
        if item.currency_id == item.company_currency_id:
            return float(amount)
        return item.company_currency_id.round(item.balance * float(amount) / item.amount_currency)
