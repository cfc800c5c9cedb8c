from odoo import fields, models
from odoo.fields import Domain

PDF_OF_INVOICE = "invoice_pdf_report_file"


class ArCase(models.Model):
    """Everything on file: of the case, of its disputes, and of the invoices that are open."""

    _inherit = "ar.case"

    document_count = fields.Integer("Documents", compute="_compute_document_count")

    def _compute_document_count(self):
        """Counted as they are; whoever opens the list is shown what they may read."""
        for case in self:
            case.document_count = (
                self.env["ir.attachment"].sudo().search_count(case._document_domain())
            )

    def _document_domain(self):
        of_disputes = self.env["ar.dispute"].sudo()._search(self._whose())
        of_items = self.env["account.move"].sudo()._search([("line_ids", "in", self.item_ids.ids)])
        own = Domain([("res_model", "=", self._name), ("res_id", "=", self.id)])
        disputes = Domain([("res_model", "=", "ar.dispute"), ("res_id", "in", of_disputes)])
        invoices = Domain([("res_model", "=", "account.move"), ("res_id", "in", of_items)])
        # Odoo leaves files of fields out unless it is asked for some.
        return (own | disputes | invoices) & Domain("res_field", "in", (False, PDF_OF_INVOICE))

    def action_open_documents(self):
        self.ensure_one()
        files = self.env["ir.attachment"].sudo().search(self._document_domain())
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Documents of %(customer)s", customer=self.partner_id.name),
            "res_model": "ir.attachment",
            "view_mode": "kanban,list",
            "domain": [("id", "in", files.ids), ("res_field", "in", (False, PDF_OF_INVOICE))],
            "context": {"create": False},
        }
