from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError
from odoo.tools import format_date

KINDS = [
    ("open", "Open items"),
    ("activity", "Activity and open items"),
]
STATES = [
    ("draft", "New"),
    ("to_send", "To send"),
    ("sending", "With the mail server"),
    ("sent", "Sent"),
    ("failed", "Failed"),
    ("skipped", "Skipped"),
]
# What a person chooses, before it is sent; all else is said by what happened.
CHANGEABLE = {"kind", "date_from", "date_to"}


class ArStatement(models.Model):
    """What a customer owes on a day, and how it came to that: as it is sent to the customer."""

    _name = "ar.statement"
    _description = "Customer Statement"
    _order = "date_to desc, id desc"
    _check_company_auto = True
    _rec_name = "partner_id"

    partner_id = fields.Many2one(
        "res.partner", "Customer", required=True, readonly=True, index=True, ondelete="restrict"
    )
    company_id = fields.Many2one("res.company", required=True, readonly=True, index=True)
    kind = fields.Selection(KINDS, "Shows", required=True, default="activity")
    date_from = fields.Date("From", help="The activity begins here.")
    date_to = fields.Date("As of", required=True, default=fields.Date.context_today)
    state = fields.Selection(STATES, required=True, readonly=True, default="draft", index=True)
    reason = fields.Char("Why not", readonly=True, help="Why it failed or was skipped.")
    schedule_id = fields.Many2one(
        "ar.statement.schedule", readonly=True, index="btree_not_null", ondelete="set null"
    )
    recipient_id = fields.Many2one("res.partner", "Sent to", readonly=True, ondelete="set null")
    address = fields.Char("E-mail address", readonly=True, help="As it was used.")
    sent_on = fields.Datetime(readonly=True)
    attempts = fields.Integer(readonly=True)
    user_id = fields.Many2one(
        "res.users", "By", readonly=True, default=lambda self: self.env.user, ondelete="set null"
    )
    message_id = fields.Many2one("mail.message", readonly=True, ondelete="set null")
    attachment_id = fields.Many2one("ir.attachment", "PDF", readonly=True, ondelete="set null")
    preview = fields.Html(compute="_compute_preview", sanitize=False)

    # Nobody gets two for one period; what was made by hand has no period.
    _period_uniq = models.UniqueIndex(
        "(schedule_id, partner_id, company_id, date_to) WHERE schedule_id IS NOT NULL",
        "The customer has a statement of this period already.",
    )
    _waiting_idx = models.Index("(attempts, id) WHERE state IN ('to_send', 'sending')")
    _dates_in_order = models.Constraint(
        "CHECK (date_from IS NULL OR date_from <= date_to)",
        "The first day is not after the last one.",
    )

    @api.depends("partner_id", "date_to")
    def _compute_display_name(self):
        for record in self:
            record.display_name = record.env._(
                "Statement of %(customer)s, %(day)s",
                customer=record.partner_id.name,
                day=format_date(record.env, record.date_to),
            )

    @api.depends("kind", "date_from", "date_to", "partner_id")
    def _compute_preview(self):
        """The page as the customer gets it, in the customer's language."""
        for record in self:
            record.preview = record.date_to and record._page()

    def write(self, vals):
        if not self.env.su:
            if vals.keys() - CHANGEABLE:
                raise AccessError(self.env._("What became of a statement is not written by hand."))
            if self.filtered(lambda record: record.state not in ("draft", "failed", "skipped")):
                raise UserError(self.env._("It is on its way, or there already."))
        return super().write(vals)

    @api.ondelete(at_uninstall=False)
    def _unlink_new(self):
        if any(record.state in ("sending", "sent") for record in self):
            raise UserError(self.env._("What was sent to a customer is kept."))

    @api.model
    def _of(self, partners, company, **values):
        """New statements of customers, for a person to look at: since a month before today."""
        today = fields.Date.context_today(self)
        begin = fields.Date.start_of(fields.Date.subtract(today, months=1), "month")
        return self.create(
            [
                {
                    "partner_id": partner.id,
                    "company_id": company.id,
                    "date_from": begin,
                    "date_to": today,
                    **values,
                }
                for partner in partners.commercial_partner_id
            ]
        )

    @api.model
    def _of_one_customer(self, partners, stays):
        """Customers become one: of two statements of one period the schedule knows one, and the
        other is kept as if made by hand.
        """
        known = set()
        statements = self.search([("partner_id", "in", partners.ids), ("schedule_id", "!=", False)])
        for each in statements.sorted(lambda each: (each.partner_id != stays, each.id)):
            period = (each.schedule_id, each.company_id, each.date_to)
            if period in known:
                each.schedule_id = False
            known.add(period)

    # === ACTIONS === #

    def action_open(self):
        """One as a form, several as a list."""
        action = self.env["ir.actions.act_window"]._for_xml_id("ar_collections.ar_statement_action")
        if len(self) == 1:
            return {**action, "res_id": self.id, "views": [(False, "form")]}
        return {**action, "domain": [("id", "in", self.ids)], "context": {}}

    def action_print(self):
        """The PDFs, each in the customer's language; several in one file."""
        self.check_access("read")
        return self.env.ref("ar_collections.action_report_ar_statement").report_action(self)

    def action_send(self):
        """By e-mail, now: of one the person waits for, of several the scheduled action sees to it."""
        self.check_access("write")
        waiting = self.filtered(lambda record: record.state in ("draft", "failed", "skipped"))
        if not waiting:
            raise UserError(self.env._("It is on its way, or there already."))
        waiting.sudo().write({"state": "to_send", "reason": False, "user_id": self.env.uid})
        if len(waiting) == 1:
            waiting._hand_over()
            if waiting.state != "sending":
                raise UserError(waiting.reason)
        else:
            self.env.ref("ar_collections.cron_statement_send")._trigger()
        return self._notify(waiting)

    def _notify(self, waiting):
        if len(waiting) == 1:
            said = self.env._("The statement goes to %(address)s.", address=waiting.address)
        else:
            said = self.env._("%(count)s statements are on their way.", count=len(waiting))
        return {
            "type": "ir.actions.client",
            "tag": "display_notification",
            "params": {
                "message": said,
                "type": "success",
                "next": {"type": "ir.actions.client", "tag": "soft_reload"},
            },
        }

    def action_open_pdf(self):
        """The PDF as it was sent."""
        self.ensure_one()
        return {
            "type": "ir.actions.act_url",
            "url": f"/web/content/{self.sudo().attachment_id.id}",
            "target": "new",
        }

    # === THE PAGE === #

    def _lang(self):
        """The customer's language if it is installed, else ours."""
        known = dict(self.env["res.lang"].get_installed())
        lang = self.partner_id.lang
        return lang if lang in known else self.env.lang or "en_US"

    def _page(self):
        self.ensure_one()
        lang = self._lang()
        return (
            self.env["ir.qweb"]
            .with_context(lang=lang)
            ._render(
                "ar_collections.report_ar_statement_page",
                {"statement": self.with_context(lang=lang), "lang": lang},
                lang=lang,
            )
        )

    def _pdf(self):
        """The bytes of one; in tests HTML, unless they ask for the PDF."""
        self.ensure_one()
        content, kind = self.env["ir.actions.report"]._render_qweb_pdf(
            "ar_collections.action_report_ar_statement", self.ids
        )
        return content, kind

    def _file_name(self):
        env = self.with_context(lang=self._lang()).env
        return env._(
            "Statement %(company)s %(day)s", company=self.company_id.name, day=self.date_to
        )
