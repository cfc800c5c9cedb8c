from odoo import api, fields, models
from odoo.exceptions import UserError

from ..models.res_partner_contact import OURS, ROLES

# More at once fill a mailbox, and take a minute to draw.
MOST_INVOICES = 30


class MailComposeMessage(models.TransientModel):
    """Mails from a case: to whom by role, about which items, with their invoices."""

    _inherit = "mail.compose.message"

    ar_role = fields.Selection(
        ROLES, "To the", groups=OURS, help="Who has that role; it fills in To."
    )
    ar_reason = fields.Char("Why this person", readonly=True, groups=OURS)
    ar_item_ids = fields.Many2many("account.move.line", string="About", groups=OURS)
    ar_attach_invoices = fields.Boolean("Attach the invoices", groups=OURS)

    @api.onchange("ar_role")
    def _onchange_ar_role(self):
        """Whom that role means at this customer; a typed text stays."""
        if not self.ar_role or self.model != "ar.case":
            return
        case = self.env["ar.case"].browse(self._evaluate_res_ids())[:1]
        chosen = case.partner_id._ar_contact(self.ar_role, "email", case.company_id)
        self.ar_reason = (chosen.stands_in or not chosen.partner) and chosen.reason
        if chosen.partner:
            self.partner_ids = chosen.partner

    def _action_send_mail_comment(self, res_ids):
        if self.model != "ar.case":
            return super()._action_send_mail_comment(res_ids)
        if self.sudo().ar_attach_invoices:
            self.attachment_ids |= self._ar_invoices()
        here = self.with_context(ar_contact_items=self.sudo().ar_item_ids.ids)
        return super(MailComposeMessage, here)._action_send_mail_comment(res_ids)

    def _ar_invoices(self):
        """The PDF of each invoice that the mail is about."""
        invoices = self.ar_item_ids.move_id.filtered(lambda move: move.is_sale_document())
        if len(invoices) > MOST_INVOICES:
            raise UserError(
                self.env._("Attach at most %(most)s invoices: choose fewer.", most=MOST_INVOICES)
            )
        documents = [
            document
            for invoice in invoices
            for document in invoice._get_invoice_legal_documents_all(allow_fallback=True) or ()
        ]
        return self.env["ir.attachment"].create(
            [
                {
                    "name": document["filename"],
                    "raw": document["content"],
                    "res_model": "mail.compose.message",
                    "res_id": 0,
                }
                for document in documents
            ]
        )

    def _manage_mail_values(self, mail_values_all):
        """Of many at once those are left out that must not be written to; their case says so."""
        values = super()._manage_mail_values(mail_values_all)
        if self.model != "ar.case" or self.composition_mode != "mass_mail":
            return values
        cases = self.env["ar.case"].browse(values.keys())
        for case, sentence in cases._ar_refused_mails().items():
            values.pop(case)
            cases.browse(case)._message_log(
                body=self.env._("No mail was sent. %(sentence)s", sentence=sentence)
            )
        return values
