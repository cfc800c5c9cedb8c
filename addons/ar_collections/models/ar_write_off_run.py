from datetime import timedelta

from odoo import Command, api, fields, models
from odoo.exceptions import AccessError, UserError
from odoo.fields import Domain

BY_HAND = {"amount_up_to", "days", "reason", "date", "tax_relief", "write_off_ids"}
DECISION = {"state", "company_id", "author_id", "decided_by_id", "decided_on", "refusal"}


class ArWriteOffRun(models.Model):
    """Many small or old items given up together: chosen, approved at once, posted in the background."""

    _name = "ar.write.off.run"
    _description = "Write-off Run"
    _inherit = ["ar.decided", "mail.thread", "mail.activity.mixin"]
    _order = "id desc"

    company_id = fields.Many2one(
        "res.company", required=True, index=True, default=lambda self: self.env.company
    )
    currency_id = fields.Many2one(related="company_id.currency_id")
    date = fields.Date("Accounting date", required=True, default=fields.Date.context_today)
    amount_up_to = fields.Monetary(
        "Items up to",
        help="Open items of no more than this, in the company's currency; none that is disputed.",
    )
    days = fields.Integer("Overdue for days", default=90, help="At the accounting date.")
    reason = fields.Char(required=True, tracking=True)
    tax_relief = fields.Boolean(
        "Take back the tax", default=lambda self: self.env.company.ar_write_off_tax
    )
    state = fields.Selection(
        [
            ("draft", "Draft"),
            ("to_approve", "To approve"),
            ("posting", "Being posted"),
            ("done", "Done"),
            ("rejected", "Rejected"),
        ],
        default="draft",
        required=True,
        readonly=True,
        tracking=True,
    )
    author_id = fields.Many2one(
        "res.users", "Proposed by", readonly=True, default=lambda self: self.env.user
    )
    decided_by_id = fields.Many2one("res.users", "Decided by", readonly=True, tracking=True)
    decided_on = fields.Datetime(readonly=True)
    refusal = fields.Char("Why it was rejected", readonly=True, tracking=True)
    write_off_ids = fields.One2many("ar.write.off", "run_id", "Customers")
    customer_count = fields.Integer("Number of customers", compute="_compute_figures")
    item_count = fields.Integer("Items", compute="_compute_figures")
    amount = fields.Monetary(compute="_compute_figures")
    posted_count = fields.Integer("Posted", compute="_compute_figures")
    problem_count = fields.Integer("With a problem", compute="_compute_figures")
    progress = fields.Integer(compute="_compute_figures")
    may_approve = fields.Boolean(compute="_compute_may_approve")

    _mail_post_access = "read"

    @api.depends("reason", "date")
    def _compute_display_name(self):
        for run in self:
            run.display_name = run.reason and f"{run.reason} ({run.date})"

    @api.depends("write_off_ids.state", "write_off_ids.amount", "write_off_ids.problem")
    def _compute_figures(self):
        """The same few queries for one run and for a list of them."""
        WriteOff, mine = self.env["ar.write.off"], Domain("run_id", "in", self.ids)

        def counts(model, domain):
            return dict(model._read_group(mine & domain, ["run_id"], ["__count"]))

        sums = dict(WriteOff._read_group(mine, ["run_id"], ["amount:sum"]))
        customers = counts(WriteOff, Domain.TRUE)
        items = counts(self.env["ar.write.off.line"], Domain.TRUE)
        posted = counts(WriteOff, Domain("state", "in", ("posted", "undone")))
        problems = counts(WriteOff, Domain("problem", "!=", False))
        for run in self:
            run.customer_count, run.item_count = customers.get(run, 0), items.get(run, 0)
            run.amount = sums.get(run) or 0.0
            run.posted_count, run.problem_count = posted.get(run, 0), problems.get(run, 0)
            run.progress = 100 * run.posted_count / (run.customer_count or 1)

    @api.depends_context("uid")
    @api.depends("state", "author_id", "company_id", "write_off_ids.amount")
    def _compute_may_approve(self):
        for run in self:
            run.may_approve = run.state == "to_approve" and self.env.user in run._approvers()

    def _approvers(self):
        author = self.author_id | self.sudo().create_uid
        return self.env["ar.approval.limit"]._approvers(
            "write_off", self.amount, self.company_id, author
        )

    @api.model
    def _decided_fields(self):
        return DECISION - {"company_id"}

    @api.model_create_multi
    def create(self, vals_list):
        for vals in vals_list:
            if not self.env.su and vals.keys() & self._decided_fields():
                raise AccessError(self._says_by_buttons())
        return super().create(vals_list)

    def write(self, vals):
        if not self.env.su and vals.keys() & DECISION:
            raise AccessError(self._says_by_buttons())
        if not self.env.su and vals.keys() & BY_HAND:
            self._refuse_unless("draft")
        return super().write(vals)

    @api.ondelete(at_uninstall=False)
    def _unlink_except_decided(self):
        self._refuse_unless("draft")
        self.write_off_ids.unlink()

    def _says_by_buttons(self):
        return self.env._("A run is proposed, approved and posted with its buttons.")

    def _refuse_unless(self, state):
        if self.filtered(lambda run: run.state != state):
            states = dict(self._fields["state"]._description_selection(self.env))
            raise UserError(
                self.env._("This run is not “%(state)s” any more.", state=states[state])
            )

    # === CHOOSE === #

    def action_choose(self):
        """Take the open items that fit; what was chosen before is chosen anew."""
        self.check_access("write")
        for run in self:
            run._refuse_unless("draft")
            if run.amount_up_to <= 0:
                raise UserError(
                    self.env._("Say up to which amount open items are to be written off.")
                )
            run.write_off_ids.unlink()
            run._choose()

    def _choose(self):
        by_customer = {}
        found = self.env["account.move.line"].search(self._items_domain(), order="id")
        for item in found.filtered(lambda each: not (each.ar_promised or each.ar_held)):
            by_customer.setdefault(item.partner_id.commercial_partner_id, []).append(item)
        quiet = self.env["ar.write.off"].with_context(tracking_disable=True)
        chosen = quiet.create(
            [
                {
                    "partner_id": partner.id,
                    "company_id": self.company_id.id,
                    "date": self.date,
                    "reason": self.reason,
                    "tax_relief": self.tax_relief,
                    "line_ids": [
                        Command.create(
                            {"move_line_id": item.id, "amount": item.amount_residual_currency}
                        )
                        for item in items
                    ],
                }
                for partner, items in by_customer.items()
            ]
        )
        chosen.sudo().with_context(tracking_disable=True).write({"run_id": self.id})

    def _items_domain(self):
        """Old enough, small enough, and in nobody else's hands."""
        Item, day = self.env["account.move.line"], self.date - timedelta(days=self.days)
        domain = Item._ar_open_domain(self.company_id) & Domain(
            [
                ("date_maturity", "<=", day),
                ("amount_residual", ">", 0),
                ("amount_residual", "<=", self.amount_up_to),
            ]
        )
        waiting = self.env["ar.write.off.line"].search(
            [
                ("company_id", "=", self.company_id.id),
                ("write_off_id.state", "in", ("draft", "to_approve", "approved")),
            ]
        )
        disputed = self.env["ar.dispute"].search(
            [("company_id", "=", self.company_id.id), ("closed_on", "=", False)]
        )
        taken = waiting.move_line_id | disputed.move_line_id
        return domain & Domain("id", "not in", taken.ids)

    # === DECIDE === #

    def action_propose(self):
        self.check_access("write")
        for run in self:
            run._refuse_unless("draft")
            if not run.write_off_ids:
                raise UserError(self.env._("Choose the items first: none of them is in the run."))
            run.write_off_ids.action_propose()
            run.sudo().write({"state": "to_approve", "author_id": self.env.uid, "refusal": False})
            summary = self.env._("Approve this write-off run, or reject it")
            self.env["ar.approval.limit"]._ask(run, run._approvers(), summary)

    def action_approve(self):
        """All of it at once, if the sum is within the limit: many small ones are one large one."""
        self.check_access("write")
        for run in self:
            run._refuse_unless("to_approve")
            run._refuse_approval()
            run.write_off_ids.filtered(lambda each: each.state == "to_approve")._approved()
            run._decided({"state": "posting"})
        self.env.ref("ar_collections.cron_write_off").sudo()._trigger()

    def action_reject(self):
        return self.env["ar.write.off.refusal"]._ask(self)

    def _reject(self, why):
        self.check_access("write")
        for run in self:
            run._refuse_unless("to_approve")
            run._refuse_approval()
            run.write_off_ids._rejected(why)
            run._decided({"state": "rejected", "refusal": why})

    def _refuse_approval(self):
        Limit = self.env["ar.approval.limit"]
        for author in self.author_id | self.sudo().create_uid:
            Limit._refuse_beyond("write_off", self.amount, self.company_id, author)

    def _decided(self, values):
        self.sudo().write(
            {**values, "decided_by_id": self.env.uid, "decided_on": fields.Datetime.now()}
        )
        self.sudo().activity_unlink(["mail.mail_activity_data_todo"])

    def _finish(self):
        """Runs of which nothing waits to be posted any more are done."""
        for run in self.filtered(lambda each: each.state == "posting"):
            if "approved" not in run.write_off_ids.mapped("state"):
                run.state = "done"
                run.message_post(
                    body=self.env._(
                        "%(posted)s of %(all)s posted; %(problems)s could not be.",
                        posted=run.posted_count,
                        all=run.customer_count,
                        problems=run.problem_count,
                    )
                )

    def action_open_write_offs(self):
        self.ensure_one()
        return {
            "type": "ir.actions.act_window",
            "name": self.display_name,
            "res_model": "ar.write.off",
            "view_mode": "list,form",
            "domain": [("run_id", "=", self.id)],
            "context": {"create": False},
        }
