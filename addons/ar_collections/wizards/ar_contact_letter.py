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
    _check_company_auto = True

    company_id = fields.Many2one(
        "res.company", required=True, default=lambda self: self.env.company
    )
    partner_id = fields.Many2one("res.partner", "Customer", required=True)
    role = fields.Selection(ROLES, "To", required=True, default="clerk")
    people_ids = fields.Many2many("res.partner", compute="_compute_people_ids")
    contact_id = fields.Many2one(
        "res.partner",
        "Person",
        compute="_compute_contact_id",
        store=True,
        readonly=False,
        domain="[('id', 'in', people_ids)]",
    )
    contact_reason = fields.Char("Why this person", compute="_compute_contact_id", store=True)
    address = fields.Text("In the window", compute="_compute_address", store=True, readonly=False)
    subject = fields.Char(compute="_compute_words", store=True, readonly=False)
    body = fields.Html(compute="_compute_words", store=True, readonly=False, sanitize_style=True)
    item_ids = fields.Many2many(
        "account.move.line", string="Items listed", domain="[('id', 'in', open_item_ids)]"
    )
    open_item_ids = fields.Many2many("account.move.line", compute="_compute_open_item_ids")
    next_step = fields.Char("What is next")
    next_date = fields.Date("Next step on")
    obstacle = fields.Char("Not now", compute="_compute_obstacle")

    @api.depends("partner_id")
    def _compute_people_ids(self):
        for letter in self:
            firm = letter.partner_id.commercial_partner_id
            letter.people_ids = firm | firm.child_ids

    @api.depends("partner_id")
    def _compute_open_item_ids(self):
        Item = self.env["account.move.line"]
        for letter in self:
            letter.open_item_ids = Item.search(
                Item._ar_open_domain(letter.company_id)
                & fields.Domain("partner_id", "=", letter.partner_id.commercial_partner_id.id)
            )

    @api.depends("partner_id", "role")
    def _compute_contact_id(self):
        for letter in self:
            chosen = letter.partner_id and letter.partner_id._ar_contact(
                letter.role, "letter", letter.company_id
            )
            letter.contact_id = chosen and chosen.partner
            letter.contact_reason = chosen and chosen.reason

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

    @api.depends("partner_id", "contact_id")
    def _compute_obstacle(self):
        today = fields.Date.context_today(self)
        for letter in self:
            person = letter.contact_id or letter.partner_id
            obstacles = self.env["ar.contact"]._obstacles(
                letter.company_id, person, "letter", today
            )
            letter.obstacle = obstacles.get(person.id)

    def action_print(self):
        """Log it, make the PDF and keep it; nothing is logged if it cannot be made."""
        self.ensure_one()
        person = self.contact_id or self.partner_id
        if not self.address:
            raise UserError(
                self.env._("%(who)s has no postal address: add street and city.", who=person.name)
            )
        Contact = self.env["ar.contact"]
        Contact._refuse_outgoing(self.company_id, person, "letter", self.item_ids)
        attachment = self._make_pdf()
        contact = Contact.create(
            {
                "company_id": self.company_id.id,
                "partner_id": self.partner_id.id,
                "contact_id": self.contact_id.id,
                "address": self.address,
                "channel": "letter",
                "text": f"{self.subject}\n{html2plaintext(self.body or '')}",
                "item_ids": self.item_ids.ids,
                "next_step": self.next_step,
                "next_date": self.next_date,
                "attachment_ids": attachment.ids,
            }
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
