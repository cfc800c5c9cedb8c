from odoo import api, fields, models
from odoo.tools import format_date

from ..models.ar_contact import CHANNELS
from ..models.ar_contact_limit import OUTGOING


class ArContactLog(models.TransientModel):
    """Log a call, a meeting or a note, with the next step; then on to what was agreed."""

    _name = "ar.contact.log"
    _description = "Log a Contact"
    _check_company_auto = True

    company_id = fields.Many2one(
        "res.company", required=True, default=lambda self: self.env.company
    )
    partner_id = fields.Many2one("res.partner", "Customer", required=True)
    people_ids = fields.Many2many("res.partner", compute="_compute_people_ids")
    contact_id = fields.Many2one(
        "res.partner",
        "With",
        compute="_compute_contact_id",
        store=True,
        readonly=False,
        domain="[('id', 'in', people_ids)]",
    )
    contact_reason = fields.Char("Why this person", compute="_compute_contact_reason")
    address = fields.Char(
        "Number or address", compute="_compute_address", store=True, readonly=False
    )
    channel = fields.Selection(CHANNELS, required=True, default="call")
    direction = fields.Selection(
        [("out", "From us"), ("in", "To us")],
        required=True,
        compute="_compute_direction",
        store=True,
        readonly=False,
    )
    date = fields.Datetime("When", required=True, default=fields.Datetime.now)
    result_id = fields.Many2one("ar.contact.result", "Result")
    follow_up = fields.Selection(related="result_id.follow_up")
    text = fields.Text("What was said")
    item_ids = fields.Many2many(
        "account.move.line", string="About", domain="[('id', 'in', open_item_ids)]"
    )
    open_item_ids = fields.Many2many("account.move.line", compute="_compute_open_item_ids")
    next_step = fields.Char("What is next", compute="_compute_next", store=True, readonly=False)
    next_date = fields.Date("Next step on", compute="_compute_next", store=True, readonly=False)
    corrects_id = fields.Many2one("ar.contact", "Corrects", readonly=True)
    obstacle = fields.Char("Not now", compute="_compute_obstacle")

    @api.depends("partner_id")
    def _compute_people_ids(self):
        for log in self:
            firm = log.partner_id.commercial_partner_id
            log.people_ids = firm | firm.child_ids

    @api.depends("partner_id", "channel")
    def _compute_contact_id(self):
        for log in self:
            if not log.contact_id and log.partner_id:
                chosen = log.partner_id._ar_contact("clerk", log.channel, log.company_id)
                clerks = log.partner_id.commercial_partner_id.child_ids._ar_with_role("clerk")
                log.contact_id = chosen.partner or clerks[:1]  # on hold she may still call us

    @api.depends("contact_id", "channel")
    def _compute_contact_reason(self):
        for log in self:
            log.contact_reason = False
            if log.partner_id:
                chosen = log.partner_id._ar_contact("clerk", log.channel, log.company_id)
                if chosen.partner == log.contact_id and not log.obstacle:
                    log.contact_reason = chosen.reason

    @api.depends("contact_id", "channel")
    def _compute_address(self):
        for log in self:
            if log.channel in ("call", "sms", "email"):
                partner = log.contact_id or log.partner_id
                log.address = partner._ar_address(log.channel) or log.address
            else:
                log.address = False

    @api.depends("partner_id")
    def _compute_open_item_ids(self):
        Item = self.env["account.move.line"]
        for log in self:
            log.open_item_ids = Item.search(
                Item._ar_open_domain(log.company_id)
                & fields.Domain("partner_id", "=", log.partner_id.commercial_partner_id.id)
            )

    @api.depends("partner_id")
    def _compute_direction(self):
        """Whom we may not call may still call us."""
        for log in self:
            log.direction = log.direction or ("in" if log.obstacle else "out")

    @api.depends("result_id")
    def _compute_next(self):
        for log in self:
            result = log.result_id
            if result.next_step or result.next_days:
                today = fields.Date.context_today(log)
                log.next_step = result.next_step
                log.next_date = fields.Date.add(today, days=result.next_days)

    @api.depends("partner_id", "contact_id", "channel")
    def _compute_obstacle(self):
        today = fields.Date.context_today(self)
        for log in self:
            person = log.contact_id or log.partner_id
            obstacles = {}
            if person and log.channel in OUTGOING:
                obstacles = self.env["ar.contact"]._obstacles(
                    log.company_id, person, log.channel, today
                )
            log.obstacle = obstacles.get(person.id)

    # === SAVE === #

    def action_log(self):
        self._log()
        return {"type": "ir.actions.act_window_close"}

    def action_log_and_go_on(self):
        """To the promise, the dispute or the hold that was agreed."""
        contact = self._log()
        if self.follow_up == "hold":
            return self.env["ar.hold"]._ar_set_action(self.partner_id)
        case = contact._cases().get((contact.partner_id, contact.company_id))
        if not case:
            return {"type": "ir.actions.act_window_close"}
        chosen = case.with_env(self.env).with_context(ar_item_ids=self.item_ids.ids)
        return chosen._ar_follow_up(self.follow_up)

    def _log(self):
        """Calls that must not be are refused; that the customer called is always kept."""
        self.ensure_one()
        Contact = self.env["ar.contact"]
        if self.direction == "out" and self.channel in OUTGOING and not self.corrects_id:
            person = self.contact_id or self.partner_id
            Contact._refuse_outgoing(self.company_id, person, self.channel, self.item_ids)
        return Contact.create(
            {
                "company_id": self.company_id.id,
                "partner_id": self.partner_id.id,
                "contact_id": self.contact_id.id,
                "address": self.address,
                "channel": self.channel,
                "direction": self.direction,
                "date": self.date,
                "result_id": self.result_id.id,
                "text": self.text,
                "item_ids": self.item_ids.ids,
                "next_step": self.next_step,
                "next_date": self.next_date,
                "corrects_id": self.corrects_id.id,
            }
        )

    @api.onchange("next_date")
    def _onchange_next_date(self):
        """The next step lies ahead."""
        if self.next_date and self.next_date < fields.Date.context_today(self):
            return {
                "warning": {
                    "title": self.env._("In the past"),
                    "message": self.env._(
                        "The next step would be on %(day)s.",
                        day=format_date(self.env, self.next_date),
                    ),
                }
            }
        return None
