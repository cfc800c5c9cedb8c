from datetime import timedelta

from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.fields import Domain

# What was approved stays as it was: a change is a new limit, so that the story can be read.
APPROVED_FOR_GOOD = {"partner_id", "company_id", "currency_id", "amount", "kind", "date_from"}
# Written by the actions only.
DECISION = {"state", "proposed_by_id", "approved_by_id", "approved_on", "notice_given"}


class ArCreditLimit(models.Model):
    """Up to which amount a customer may owe a company, from when to when, and who said so."""

    _name = "ar.credit.limit"
    _description = "Credit Limit"
    _inherit = ["ar.decided", "mail.thread", "mail.activity.mixin"]
    _order = "date_from desc, id desc"
    _check_company_auto = True

    partner_id = fields.Many2one(
        "res.partner",
        "Customer",
        required=True,
        index=True,
        ondelete="restrict",
        tracking=True,
        domain="[('parent_id', '=', False)]",
        help="The company or person that owes; its contacts have no limits of their own.",
    )
    company_id = fields.Many2one(
        "res.company", required=True, index=True, default=lambda self: self.env.company
    )
    currency_id = fields.Many2one(
        "res.currency",
        required=True,
        default=lambda self: self.env.company.currency_id,
        help="Of the limit. In another currency than the company's it is compared at today's rate.",
    )
    kind = fields.Selection(
        [("standing", "Standing"), ("temporary", "Temporary increase")],
        required=True,
        default="standing",
        tracking=True,
        help="A temporary increase comes on top of the standing limit until its last day.",
    )
    amount = fields.Monetary(required=True, tracking=True)
    date_from = fields.Date("From", required=True, default=fields.Date.context_today, tracking=True)
    date_to = fields.Date(
        "Until",
        tracking=True,
        help="The last day. When no other limit follows, the customer's limit is nothing from then "
        "on: what has run out lets no order through.",
    )
    source = fields.Selection(
        [("own", "Own decision"), ("insurer", "Credit insurer")],
        "Granted by",
        required=True,
        default="own",
    )
    insurer = fields.Char("Insurer and policy")
    reason = fields.Char(required=True, help="What the limit rests on, in one line.")
    state = fields.Selection(
        [("proposed", "To approve"), ("approved", "Approved"), ("withdrawn", "Withdrawn")],
        default="proposed",
        required=True,
        readonly=True,
        copy=False,
        index=True,
        tracking=True,
    )
    validity = fields.Selection(
        [
            ("proposed", "To approve"),
            ("future", "Later"),
            ("in_force", "In force"),
            ("expired", "Expired"),
            ("withdrawn", "Withdrawn"),
        ],
        "Today",
        compute="_compute_validity",
    )
    proposed_by_id = fields.Many2one(
        "res.users",
        "Proposed by",
        required=True,
        readonly=True,
        copy=False,
        default=lambda self: self.env.user,
        ondelete="restrict",
    )
    approved_by_id = fields.Many2one("res.users", readonly=True, copy=False, ondelete="restrict")
    approved_on = fields.Datetime(readonly=True, copy=False)
    notice_given = fields.Boolean(
        readonly=True, copy=False, help="Somebody was asked what comes after it."
    )

    _amount_not_negative = models.Constraint(
        "CHECK (amount >= 0)", "A credit limit is not negative."
    )
    _in_order = models.Constraint(
        "CHECK (date_to IS NULL OR date_to >= date_from OR state = 'withdrawn')",
        "A limit ends on the day it begins, or later.",
    )
    _temporary_ends = models.Constraint(
        "CHECK (kind = 'standing' OR date_to IS NOT NULL)",
        "A temporary increase needs its last day.",
    )
    _begins_once = models.UniqueIndex(
        "(company_id, partner_id, kind, date_from) WHERE state = 'approved'",
        "The customer has an approved limit that begins on that day.",
    )
    _open_end_once = models.UniqueIndex(
        "(company_id, partner_id) WHERE state = 'approved' AND date_to IS NULL",
        "The customer has another limit without an end.",
    )

    @api.depends("partner_id", "amount", "currency_id")
    def _compute_display_name(self):
        for limit in self:
            amount = limit.currency_id.format(limit.amount) if limit.currency_id else ""
            limit.display_name = ": ".join(filter(None, (limit.partner_id.name, amount)))

    @api.depends("state", "date_from", "date_to")
    @api.depends_context("tz")
    def _compute_validity(self):
        today = fields.Date.context_today(self)
        for limit in self:
            if limit.state != "approved":
                limit.validity = limit.state
            elif limit.date_from and limit.date_from > today:
                limit.validity = "future"
            else:
                is_over = limit.date_to and limit.date_to < today
                limit.validity = "expired" if is_over else "in_force"

    @api.constrains("partner_id")
    def _check_customer(self):
        for limit in self:
            if limit.partner_id != limit.partner_id.commercial_partner_id:
                raise ValidationError(
                    self.env._(
                        "%(contact)s is a contact of %(customer)s: the limit belongs to the "
                        "customer that gets the invoices.",
                        contact=limit.partner_id.name,
                        customer=limit.partner_id.commercial_partner_id.name,
                    )
                )

    @api.constrains("state", "date_from", "date_to", "kind", "partner_id", "company_id")
    def _check_overlap(self):
        """One standing limit and one increase at a time: two of a kind would not say which."""
        for limit in self.filtered(lambda each: each.state == "approved"):
            other = limit._overlapping()[:1]
            if other:
                raise ValidationError(
                    self.env._(
                        "%(customer)s has a limit of %(amount)s from %(start)s to %(end)s: let one "
                        "end before the other begins, or withdraw it.",
                        customer=limit.partner_id.name,
                        amount=other.currency_id.format(other.amount),
                        start=fields.Date.to_string(other.date_from),
                        end=fields.Date.to_string(other.date_to) or self.env._("no end"),
                    )
                )

    def _overlapping(self):
        """The other approved limits of its kind that hold on one of its days."""
        self.ensure_one()
        domain = Domain(
            [
                ("id", "!=", self.id),
                ("state", "=", "approved"),
                ("partner_id", "=", self.partner_id.id),
                ("company_id", "=", self.company_id.id),
                ("kind", "=", self.kind),
            ]
        )
        domain &= Domain("date_to", "=", False) | Domain("date_to", ">=", self.date_from)
        if self.date_to:
            domain &= Domain("date_from", "<=", self.date_to)
        return self.search(domain)

    @api.model
    def _decided_fields(self):
        return DECISION

    @api.model_create_multi
    def create(self, vals_list):
        self._refuse_decision(*vals_list)
        return super().create(vals_list)

    def write(self, vals):
        self._refuse_decision(vals)
        if not self.env.su:
            self._refuse_change(vals)
            if not vals.keys().isdisjoint(APPROVED_FOR_GOOD):
                self.sudo().proposed_by_id = self.env.uid  # nobody approves what he changed
        result = super().write(vals)
        if not vals.keys().isdisjoint({"state", "date_to"}):
            self._refresh_customers()
        return result

    @api.ondelete(at_uninstall=False)
    def _unlink_except_decided(self):
        if any(limit.state != "proposed" for limit in self):
            raise UserError(self.env._("What was decided is kept: withdraw the limit instead."))

    def _refuse_decision(self, *vals_list):
        """Who proposed and who approved is recorded, not written."""
        if not self.env.su and any(not vals.keys().isdisjoint(DECISION) for vals in vals_list):
            raise AccessError(self.env._("A limit is approved or withdrawn with its buttons."))

    def _refuse_change(self, vals):
        decided = self.filtered(lambda each: each.state != "proposed")
        if not decided:
            return
        if not vals.keys().isdisjoint(APPROVED_FOR_GOOD):
            raise UserError(
                self.env._(
                    "What was approved is not changed: propose a new limit. When it is approved, "
                    "this one ends the day before."
                )
            )
        if "date_to" in vals:
            self._refuse_no_manager()
            until = fields.Date.to_date(vals["date_to"])
            for limit in decided:
                if not until or (limit.date_to and until > limit.date_to):
                    raise UserError(
                        self.env._("An approved limit can only end earlier: propose a new one.")
                    )

    def _refuse_no_manager(self):
        if not self.env.user.has_group("ar_collections.group_manager"):
            raise AccessError(self.env._("Credit limits are decided by a manager."))

    # === ACTIONS === #

    def action_approve(self):
        """Somebody else than the one who proposed them puts these limits in force."""
        self.check_access("write")
        self._refuse_no_manager()
        mine = self.filtered(lambda each: each.proposed_by_id == self.env.user)
        if mine:
            raise UserError(
                self.env._(
                    "You proposed the limit of %(customer)s yourself: another manager approves it.",
                    customer=mine[0].partner_id.name,
                )
            )
        self._approve()

    def _approve(self):
        """Put in force; the one in force before ends the day before."""
        for limit in self.sudo().filtered(lambda each: each.state == "proposed"):
            for other in limit._overlapping():
                if other.date_from < limit.date_from and limit.kind == "standing":
                    other.date_to = limit.date_from - timedelta(days=1)
            limit.write(
                {
                    "state": "approved",
                    "approved_by_id": self.env.uid,
                    "approved_on": fields.Datetime.now(),
                }
            )
            limit.activity_unlink(["mail.mail_activity_data_todo"])

    def action_withdraw(self):
        """It does not hold any more, as if it had never been; it stays in the history."""
        self.check_access("write")
        for limit in self:
            if limit.state == "approved":
                limit._refuse_no_manager()
        self.sudo().write({"state": "withdrawn"})

    def action_prolong(self):
        """Propose what comes after: the same again from the day after its end."""
        self.ensure_one()
        start = self.date_to + timedelta(days=1) if self.date_to else None
        return {
            "type": "ir.actions.act_window",
            "res_model": self._name,
            "view_mode": "form",
            "name": self.env._("New limit"),
            "context": {
                "default_partner_id": self.partner_id.id,
                "default_company_id": self.company_id.id,
                "default_currency_id": self.currency_id.id,
                "default_kind": self.kind,
                "default_amount": self.amount,
                "default_source": self.source,
                "default_insurer": self.insurer,
                **({"default_date_from": start} if start else {}),
            },
        }

    def _refresh_customers(self):
        """At once, for whoever looks next; their cases follow at the commit."""
        for company, limits in self.sudo().grouped("company_id").items():
            customers = limits.partner_id.ids
            self.env["ar.credit"].sudo()._refresh(company, company._ar_today(), customers)
            self.env["ar.case"].sudo()._touch(company, customers)
