from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.tools import format_date

from ..models.ar_contact import CHANNELS
from ..models.ar_contact_limit import OUTGOING


class ArContactLog(models.TransientModel):
    """Log a call, a meeting or a note, with the next step; then on to what was agreed."""

    _name = "ar.contact.log"
    _description = "Log a Contact"
    _inherit = ["ar.contact.draft"]
    _check_company_auto = True

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
    result_id = fields.Many2one("ar.contact.result")
    follow_up = fields.Selection(related="result_id.follow_up")
    text = fields.Text("What was said")
    next_step = fields.Char(compute="_compute_next", store=True, readonly=False)
    next_date = fields.Date(compute="_compute_next", store=True, readonly=False)
    corrects_id = fields.Many2one("ar.contact", readonly=True)

    def _how(self):
        return "clerk", self.channel

    @api.depends("partner_id", "channel")
    def _compute_contact_id(self):
        """On hold, the clerk may still call us."""
        for log in self:
            if not log.contact_id and log.partner_id:
                clerks = log.partner_id.commercial_partner_id.child_ids._ar_with_role("clerk")
                log.contact_id = log._addressee().partner or clerks[:1]

    @api.depends("contact_id", "channel")
    def _compute_contact_reason(self):
        return super()._compute_contact_reason()

    @api.depends("contact_id", "channel")
    def _compute_address(self):
        for log in self:
            if log.channel in ("call", "sms", "email"):
                partner = log.contact_id or log.partner_id
                log.address = partner._ar_address(log.channel) or log.address
            else:
                log.address = False

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
        return super()._compute_obstacle()

    @api.onchange("next_date")
    def _onchange_next_date(self):
        """The next step lies ahead."""
        if not self.next_date or self.next_date >= fields.Date.context_today(self):
            return None
        day = format_date(self.env, self.next_date)
        message = self.env._("The next step would be on %(day)s.", day=day)
        return {"warning": {"title": self.env._("In the past"), "message": message}}

    # === SAVE === #

    def action_log(self):
        self._log()
        return {"type": "ir.actions.act_window_close"}

    def action_log_and_go_on(self):
        """To the promise, the dispute or the hold that was agreed."""
        if self.follow_up == "dispute" and not self.item_ids:
            raise UserError(self.env._("Choose under About which invoices are disputed."))
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
        if self.direction == "out" and self.channel in OUTGOING and not self.corrects_id:
            self._refuse()
        return self._keep(
            channel=self.channel,
            direction=self.direction,
            date=self.date,
            result_id=self.result_id.id,
            text=self.text,
            corrects_id=self.corrects_id.id,
        )
