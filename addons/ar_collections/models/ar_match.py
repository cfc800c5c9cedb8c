from markupsafe import Markup
from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError

# Invoice numbers named in a list of payments.
INVOICES_SHOWN = 3


class ArMatch(models.Model):
    """What was decided on one payment: the items it pays, the reasons, and what became of it."""

    _name = "ar.match"
    _description = "Payment Match"
    _inherit = ["mail.thread"]
    _order = "date desc, id desc"
    _check_company_auto = True
    _rec_name = "label"

    statement_line_id = fields.Many2one(
        "account.bank.statement.line",
        "Payment",
        required=True,
        readonly=True,
        ondelete="cascade",
        check_company=True,
    )
    company_id = fields.Many2one(
        related="statement_line_id.company_id", store=True, index=True, precompute=True
    )
    journal_id = fields.Many2one(
        related="statement_line_id.journal_id", store=True, precompute=True
    )
    date = fields.Date(related="statement_line_id.move_id.date", store=True, precompute=True)
    currency_id = fields.Many2one(related="statement_line_id.currency_id")
    amount = fields.Monetary(related="statement_line_id.amount", store=True, precompute=True)
    label = fields.Char("Text", related="statement_line_id.payment_ref")
    payer = fields.Char(related="statement_line_id.partner_name")
    payer_account = fields.Char(related="statement_line_id.account_number")
    document_id = fields.Many2one(related="statement_line_id.ar_document_id")
    partner_id = fields.Many2one("res.partner", "Customer", readonly=True, index="btree_not_null")
    state = fields.Selection(
        [
            ("suggested", "To confirm"),
            ("left", "Left open"),
            ("to_post", "To post"),
            ("posted", "Posted"),
            ("stale", "To match again"),
            ("undone", "Undone"),
            ("returned", "Returned by the bank"),
        ],
        required=True,
        readonly=True,
        index=True,
        tracking=True,
    )
    tier = fields.Selection(
        [
            ("A", "Number or reference"),
            ("B", "Several numbers, or a difference"),
            ("C", "Known bank account"),
            ("D", "Payer's name"),
            ("E", "Amount only"),
        ],
        "Kind of evidence",
        readonly=True,
    )
    confidence = fields.Float(readonly=True, digits=(4, 3))
    reasons = fields.Text(readonly=True, help="One reason a line.")
    allocation_ids = fields.One2many("ar.match.allocation", "match_id", "Pays", readonly=True)
    on_account = fields.Monetary(
        readonly=True,
        help="What is paid beyond the open items and stays with the customer as a credit.",
    )
    paid_before = fields.Char(
        "Paid before",
        readonly=True,
        help="Invoices that the payment names though they are paid: it may have come twice.",
    )
    advice_id = fields.Many2one(
        "ar.remittance.advice",
        "Remittance advice",
        readonly=True,
        index="btree_not_null",
        ondelete="set null",
    )
    returned_id = fields.Many2one(
        "ar.match",
        "Payment that came back",
        readonly=True,
        index="btree_not_null",
        ondelete="set null",
        help="This is the return of an earlier payment, whose invoices are open again.",
    )
    return_reason = fields.Char("Reason of the return", readonly=True, help="The bank's words.")
    amount_allocated = fields.Monetary(compute="_compute_amount_allocated")
    amount_rest = fields.Monetary("Not allocated", compute="_compute_amount_allocated")
    from_bank = fields.Text(
        "From the bank",
        compute="_compute_from_bank",
        help="The payer, and the text of the payment.",
    )
    pays = fields.Text("Customer and invoices", compute="_compute_pays")
    why = fields.Html(compute="_compute_why", sanitize=False, help="The reasons, as a list.")
    posted_by_id = fields.Many2one("res.users", "Posted by", readonly=True)
    posted_on = fields.Datetime(readonly=True)
    run_id = fields.Many2one(
        "ar.match.run", readonly=True, index="btree_not_null", ondelete="set null"
    )
    undo_wanted = fields.Boolean("Is being undone", readonly=True)
    taken_back = fields.Boolean(
        readonly=True, help="A person took it back once: from then on it is only suggested."
    )
    former_partner_id = fields.Many2one(
        "res.partner", readonly=True, help="The customer on the payment before it was posted."
    )

    _undo_wanted_idx = models.Index("(company_id, id) WHERE undo_wanted")
    _statement_line_uniq = models.UniqueIndex(
        "(statement_line_id)", "There is already a decision on this payment."
    )

    @api.depends("allocation_ids.amount", "amount", "on_account")
    def _compute_amount_allocated(self):
        for record in self:
            record.amount_allocated = sum(record.allocation_ids.mapped("amount"))
            record.amount_rest = record.amount - record.amount_allocated - record.on_account

    @api.depends("payer", "label")
    def _compute_from_bank(self):
        for record in self:
            words = dict.fromkeys(filter(None, (record.payer, record.label)))
            record.from_bank = "\n".join(words)

    @api.depends("partner_id", "allocation_ids.move_id")
    def _compute_pays(self):
        for record in self:
            names = [name for name in record.allocation_ids.move_id.mapped("name") if name]
            invoices = ", ".join(names[:INVOICES_SHOWN])
            if len(names) > INVOICES_SHOWN:
                invoices += record.env._(" and %(count)s more", count=len(names) - INVOICES_SHOWN)
            customer = record.partner_id.display_name
            record.pays = "\n".join(filter(None, (customer, invoices)))

    @api.depends("reasons")
    def _compute_why(self):
        for record in self:
            items = Markup().join(
                Markup("<li>%s</li>") % reason for reason in (record.reasons or "").splitlines()
            )
            record.why = items and Markup('<ul class="mb-0 ps-3">%s</ul>') % items

    # === RIGHTS === #

    # Notes in the chatter need no right to change the decision.
    _mail_post_access = "read"

    def write(self, vals):
        """The right to write is the right to decide: by the actions, never field by field."""
        if not self.env.su:
            raise AccessError(
                self.env._("Matches are not changed by hand: accept, undo or match them again.")
            )
        return super().write(vals)

    # === ACTIONS === #

    def _hold(self):
        """Keep these to oneself until it is done; refused if somebody, or a run, works on one."""
        if self.try_lock_for_update() != self:
            raise UserError(self._busy())

    def _busy(self):
        return self.env._(
            "Somebody else, or a posting run, is working on this payment: look at it again in a moment."
        )

    def action_match_again(self):
        """Decide anew, with the open items of now."""
        self.check_access("write")
        undecided = self.filtered(lambda record: record.state in ("suggested", "left", "undone"))
        undecided.sudo().write({"state": "stale"})
        self.env.ref("ar_collections.cron_match").sudo()._trigger()
        return self._notify(self.env._("It will be matched again within a minute."))

    def action_open_payment(self):
        self.ensure_one()
        return {
            "type": "ir.actions.act_window",
            "res_model": "account.move",
            "res_id": self.statement_line_id.move_id.id,
            "views": [(False, "form")],
        }

    def _notify(self, message):
        return {
            "type": "ir.actions.client",
            "tag": "display_notification",
            "params": {"message": message, "next": {"type": "ir.actions.act_window_close"}},
        }
