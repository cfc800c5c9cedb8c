from collections import defaultdict

from odoo import models


class ArMatch(models.Model):
    """A return is taken back: does the payment that had come back stand again?"""

    _inherit = "ar.match"

    def _reconcile_again(self):
        """The return was taken back: the payment stands again where its invoices are still open.

        Else all of it waits for a person: they were paid once more meanwhile.
        """
        for record in self.filtered(lambda match: match.state == "returned"):
            if record.statement_line_id._ar_reconcile_again(record._items_in_order()):
                record.env["ar.dispute"].sudo()._open(record.allocation_ids)
                record.sudo().write({"state": "posted"})
            else:
                record.statement_line_id.action_undo_reconciliation()
                why = record.env._(
                    "The return was undone, but invoices of this payment were paid again meanwhile "
                    "or changed: say what it is for."
                )
                record.sudo().reasons = "\n".join(filter(None, (why, record.reasons)))

    def _items_in_order(self):
        """What it closed, with one journal item each."""
        of_items = self.allocation_ids.sorted("id").grouped("move_line_id")
        return [
            item for item, each in of_items.items() if not self.currency_id.is_zero(each._closes())
        ]


class AccountBankStatementLine(models.Model):
    _inherit = "account.bank.statement.line"

    def unlink(self):
        """With a return its match goes, so the payment that had come back is told here."""
        returns = self.sudo().ar_match_ids.filtered(lambda match: match.state == "posted")
        came_back = returns.returned_id
        result = super().unlink()
        came_back.exists()._mark_undone()
        return result

    def _ar_reconcile_again(self, items):
        """Its journal items with the open items that they had paid; False if these are paid now."""
        pairs = self._ar_pairs_again(items)
        if pairs:
            created = self.env["account.move.line"].concat(*(each for each, _item in pairs))
            self._ar_reconcile(created, [item for _each, item in pairs])
        return len(pairs) == len(items)

    def _ar_pairs_again(self, items):
        """Each item with what had paid it, in order; none if one is not open so far any more."""
        own = self.move_id.line_ids.sorted("id").filtered(
            lambda item: item.account_id.reconcile and not item.reconciled
        )
        pairs, wanted = [], defaultdict(float)
        for item in items:
            same = own.filtered(
                lambda each, item=item: (
                    each.name == item.move_name and each.account_id == item.account_id
                )
            )[:1]
            wanted[item] -= same.amount_residual_currency
            if not same or not item._ar_is_open_for(wanted[item]):
                return []
            pairs.append((same, item))
            own -= same
        return pairs


class AccountMoveLine(models.Model):
    _inherit = "account.move.line"

    def _ar_is_open_for(self, amount):
        """Whether so much of it, in its currency, is still open in the books."""
        residual = self.amount_residual_currency
        too_much = self.currency_id.compare_amounts(abs(amount), abs(residual)) > 0
        return self.parent_state == "posted" and amount * residual > 0 and not too_much
