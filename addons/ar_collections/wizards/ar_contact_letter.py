from odoo import api, fields, models
from odoo.addons.base.models.ir_actions_report import _wkhtml
from odoo.exceptions import UserError
from odoo.tools import format_date, html2plaintext

from ..models.res_partner_contact import ROLES

REPORT = "ar_collections.action_report_ar_contact_letter"


class ArContactLetter(models.TransientModel):
    """Write a letter for a window envelope; printing it logs it."""

    _name = "ar.contact.letter"
    _description = "Letter to a Customer"
    _inherit = ["ar.contact.draft"]
    _check_company_auto = True

    role = fields.Selection(ROLES, "To", required=True, default="clerk")
    address = fields.Text("In the window", compute="_compute_address", store=True, readonly=False)
    subject = fields.Char(compute="_compute_words", store=True, readonly=False)
    body = fields.Html(compute="_compute_words", store=True, readonly=False, sanitize_style=True)

    def _how(self):
        return self.role, "letter"

    @api.depends("partner_id", "role")
    def _compute_contact_id(self):
        return super()._compute_contact_id()

    @api.depends("contact_id")
    def _compute_address(self):
        for letter in self:
            letter.address = (letter.contact_id or letter.partner_id)._ar_address("letter")

    @api.depends("partner_id", "contact_id")
    def _compute_words(self):
        """What stands in an ordinary reminder, in the customer's language; to be changed at will."""
        for letter in self:
            env = letter.with_context(lang=letter._lang()).env
            letter.subject = letter.subject or env._("Open invoices")
            letter.body = letter.body or env._(
                "Dear Sir or Madam,\n\nThe invoices below are open with us. Please pay what is due, "
                "or tell us what stands in the way.\n\nIf you have paid in the meantime, please "
                "disregard this letter."
            ).replace("\n\n", "<br/><br/>")

    def _lang(self):
        return self.contact_id.lang or self.partner_id.lang or self.env.lang

    def _today_in_words(self):
        return format_date(self.env, fields.Date.context_today(self), date_format="long")

    def _zoom(self):
        """How much larger the page must be drawn, so that a millimetre is one on paper.

        The builds of wkhtmltopdf without the patched Qt draw 96 points where 75 are meant.
        """
        return 1.0 if _wkhtml().is_patched_qt else 1.28

    def _totals(self):
        """What the items listed come to, in each currency: ``[(currency, amount)]``."""
        return [
            (currency, sum(items.mapped("amount_residual_currency")))
            for currency, items in self.item_ids.grouped("currency_id").items()
        ]

    def action_print(self):
        """Log it, make the PDF and keep it; nothing is logged if it cannot be made."""
        self.ensure_one()
        person = self.contact_id or self.partner_id
        if not self.address:
            raise UserError(
                self.env._("%(who)s has no postal address: add street and city.", who=person.name)
            )
        self._refuse()
        attachment = self._make_pdf()
        contact = self._keep(
            channel="letter",
            text=f"{self.subject}\n{html2plaintext(self.body or '')}",
            attachment_ids=attachment.ids,
        )
        # Whoever may read the contact may read its letter.
        attachment.sudo().write({"res_model": contact._name, "res_id": contact.id})
        return {
            "type": "ir.actions.act_url",
            "url": f"/web/content/{attachment.id}?download=true",
            "target": "new",
            "close": True,
        }

    def _make_pdf(self):
        """The letter as it goes out, kept under the customer's name; HTML in tests."""
        content, kind = self.env["ir.actions.report"]._render_qweb_pdf(REPORT, self.ids)
        name = self.env._("Letter to %(who)s", who=self.partner_id.name)
        return self.env["ir.attachment"].create(
            {
                "name": f"{name}.{kind}",
                "raw": content,
                "res_model": self._name,
                "res_id": self.id,
            }
        )
