from odoo import models


class ArDispute(models.Model):
    """What becomes of disputes when their invoice is changed."""

    _inherit = "ar.dispute"

    def _open_if_credited(self):
        self.filtered(lambda record: record.outcome == "credit_note")._open_again()

    def _of_cancelled(self, moves):
        found = self.search([("move_id", "in", moves.ids), ("closed_on", "=", False)])
        for record in found:
            because = self.env._("%(name)s was cancelled", name=record.document)
            record._close("withdrawn", "withdrawn", because)

    def _find_items_again(self, invoices):
        """An invoice that was changed may have got new items: the disputes go over to them."""
        lost = self.search(
            [
                ("move_id", "in", invoices.ids),
                ("move_line_id", "=", False),
                ("closed_on", "=", False),
            ]
        )
        for record in lost:
            items = record.move_id.line_ids.filtered(
                lambda item: item.account_type == "asset_receivable" and not item.reconciled
            )
            record.move_line_id = items.sorted("date_maturity")[:1]
