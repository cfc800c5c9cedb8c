from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError, ValidationError

from .ar_handover import BEFORE, LIVE

# What the agency reports, and a person may write down.
REPORTED = {"status", "recovered", "fee", "reported_on", "note"}


class ArHandoverItem(models.Model):
    """One open item that is handed over, and what became of it there."""

    _name = "ar.handover.item"
    _description = "Item of a Hand-over"
    _order = "date_due, id"
    _rec_name = "reference"

    handover_id = fields.Many2one("ar.handover", required=True, index=True, ondelete="cascade")
    company_id = fields.Many2one(related="handover_id.company_id", store=True, index=True)
    company_currency_id = fields.Many2one(related="handover_id.currency_id")
    partner_id = fields.Many2one(related="handover_id.partner_id")
    state = fields.Selection(related="handover_id.state", string="State of the hand-over")
    move_line_id = fields.Many2one(
        "account.move.line", "Open item", index="btree_not_null", ondelete="set null"
    )
    reference = fields.Char(
        readonly=True, copy=False, index=True, help="By which the agency names it."
    )
    document = fields.Char("Invoice", readonly=True)
    date_invoice = fields.Date("Invoice date", readonly=True)
    date_due = fields.Date("Due", readonly=True)
    currency_id = fields.Many2one("res.currency", readonly=True)
    amount_total = fields.Monetary("Invoiced", readonly=True)
    amount = fields.Monetary("Handed over", readonly=True, help="What was open of it that day.")
    amount_company = fields.Monetary(
        "In company currency", readonly=True, currency_field="company_currency_id"
    )
    residual = fields.Monetary("Open now", compute="_compute_paid")
    paid = fields.Monetary("Paid in the books", compute="_compute_paid")
    status = fields.Selection(
        [
            ("open", "Open"),
            ("part", "Part collected"),
            ("collected", "Collected"),
            ("returned", "Returned"),
        ],
        "Says the agency",
        default="open",
        required=True,
    )
    recovered = fields.Monetary("Collected", help="All of it so far, as the agency says.")
    recovered_company = fields.Monetary(
        compute="_compute_company", store=True, currency_field="company_currency_id"
    )
    fee = fields.Monetary(help="What the agency keeps for it.")
    fee_company = fields.Monetary(
        compute="_compute_company", store=True, currency_field="company_currency_id"
    )
    reported_on = fields.Date("As of")
    note = fields.Char()
    live = fields.Boolean(
        compute="_compute_live", store=True, help="It is there, or is about to be."
    )

    _once = models.UniqueIndex("(move_line_id) WHERE live", "The item is handed over already.")
    _not_negative = models.Constraint(
        "CHECK (recovered >= 0 AND fee >= 0)", "What was collected, and a fee, is not negative."
    )

    @api.depends("handover_id.state", "status")
    def _compute_live(self):
        for item in self:
            item.live = item.status != "returned" and item.handover_id.state in LIVE + BEFORE

    @api.depends("recovered", "fee", "amount", "amount_company")
    def _compute_company(self):
        for item in self:
            item.recovered_company = item._in_company(item.recovered)
            item.fee_company = item._in_company(item.fee)

    def _in_company(self, amount):
        """At the rate of the day on which it was handed over."""
        rate = self.amount_company / self.amount if self.amount else 1.0
        currency = self.company_currency_id
        return currency.round(amount * rate) if currency else amount * rate

    @api.depends("move_line_id", "amount")
    def _compute_paid(self):
        for item in self:
            line = item.move_line_id.sudo()
            item.residual = line.amount_residual_currency if line else 0.0
            item.paid = max(0.0, item.amount - item.residual) if item.amount else 0.0

    # === BEFORE === #

    @api.onchange("move_line_id")
    def _onchange_move_line_id(self):
        """What the form shows before it is saved."""
        if self.move_line_id:
            self.update(self._of_line(self.move_line_id))

    @api.model_create_multi
    def create(self, vals_list):
        lines = self.env["account.move.line"].browse(vals.get("move_line_id") for vals in vals_list)
        self._refuse_taken(lines)
        for vals, line in zip(vals_list, lines, strict=True):
            vals.update(self._of_line(line))
        items = super().create(vals_list)
        items.handover_id._refuse_unless("prepared")
        items._refuse_wrong()
        return items

    def _refuse_taken(self, lines):
        if taken := self.search([("move_line_id", "in", lines.ids), ("live", "=", True)], limit=1):
            raise UserError(
                self.env._(
                    "%(document)s is in %(number)s already.",
                    document=taken.document,
                    number=taken.handover_id.number,
                )
            )

    def _of_line(self, line):
        return {
            "document": line.move_name or line.name,
            "date_invoice": line.invoice_date or line.date,
            "date_due": line.date_maturity or line.date,
            "currency_id": line.currency_id.id,
            "amount_total": line.amount_currency,
            "amount": line.amount_residual_currency,
            "amount_company": line.amount_residual,
        }

    def _freeze(self):
        """As they are today, numbered."""
        for number, item in enumerate(self.sorted("date_due"), 1):
            item.write(
                {
                    **self._of_line(item.move_line_id),
                    "reference": f"{item.handover_id.number}-{number:03d}",
                }
            )

    def _refuse_wrong(self):
        for item in self.filtered(lambda each: each.state in BEFORE):
            line = item.move_line_id
            if line.company_id != item.company_id or (
                line.partner_id.commercial_partner_id != item.partner_id.commercial_partner_id
            ):
                raise ValidationError(
                    self.env._("Choose open items of %s.", item.partner_id.display_name)
                )
            if why := item._why_not():
                raise UserError(
                    self.env._("%(document)s: %(why)s.", document=item.document, why=why)
                )

    def _why_not(self):
        """Why it cannot be handed over, in a few words."""
        line = self.move_line_id
        if not line or line.parent_state != "posted" or line.account_type != "asset_receivable":
            return self.env._("not a posted invoice any more")
        if line.currency_id.compare_amounts(line.amount_residual_currency, 0) <= 0:
            return self.env._("nothing is open of it")
        other = self.search(
            [("move_line_id", "=", line.id), ("live", "=", True), ("id", "!=", self.id)], limit=1
        )
        return other and self.env._("in %s already", other.handover_id.number)

    # === THERE === #

    def write(self, vals):
        if not self.env.su:
            if vals.keys() - REPORTED:
                raise AccessError(self.env._("What is handed over is chosen before, not changed."))
            self.handover_id._refuse_unless(*LIVE)
            self._refuse_more(vals)
        result = super().write(vals)
        if vals.keys() & REPORTED and not self.env.context.get("ar_follows"):
            self.filtered(lambda item: item.state in LIVE)._complete(vals)
        return result

    def _refuse_more(self, vals):
        for item in self:
            recovered = vals.get("recovered", item.recovered)
            if item.currency_id.compare_amounts(recovered, item.amount) > 0:
                raise UserError(
                    self.env._(
                        "%(document)s: no more than %(amount)s was handed over.",
                        document=item.document,
                        amount=item.currency_id.format(item.amount),
                    )
                )
            if item.status == "returned" and vals.get("status", "returned") != "returned":
                raise UserError(
                    self.env._("%s came back: hand it over again with a new one.", item.document)
                )

    def _complete(self, vals):
        """Collected is all of it, unless an amount says less; then the hand-over follows."""
        for item in self.with_context(ar_follows=True).sudo():
            if vals.get("status") == "collected" and not item.recovered:
                item.recovered = item.amount
            if not item.reported_on:
                item.reported_on = fields.Date.context_today(item)
        self.handover_id._follow()

    @api.ondelete(at_uninstall=False)
    def _unlink_except_handed_over(self):
        self.handover_id._refuse_unless(*(BEFORE if self.env.su else ("prepared",)))
