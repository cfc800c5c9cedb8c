from datetime import timedelta
from decimal import Decimal

from odoo import Command, api, fields, models
from odoo.exceptions import UserError

from ..engine.promise import equal_rates
from ..models.account_move_line import _decimal

# Where nothing else is said, the customer pays in a week.
FIRST_DAYS = 7
MOST_RATES = 120


class ArPromiseMake(models.TransientModel):
    """A promise while it is written down: which items, how much, when."""

    _name = "ar.promise.make"
    _description = "Promise to Pay"

    partner_id = fields.Many2one("res.partner", "Customer", required=True, readonly=True)
    company_id = fields.Many2one("res.company", required=True, readonly=True)
    currency_id = fields.Many2one("res.currency", required=True, readonly=True)
    replaces_id = fields.Many2one("ar.promise", "Instead of", readonly=True)
    item_ids = fields.One2many("ar.promise.make.item", "make_id", "Items")
    left_out = fields.Text(readonly=True)
    open = fields.Monetary(compute="_compute_open")
    amount = fields.Monetary(
        "To be paid",
        compute="_compute_amount",
        inverse="_inverse_amount",
        help="What the customer promises. A smaller amount is taken from the oldest items.",
    )
    is_settlement = fields.Boolean(
        "Waive the rest", help="If the customer keeps the promise, the rest of the items is waived."
    )
    waived = fields.Monetary(
        help="Need not be paid if the promise is kept, and is written off then; somebody else has to "
        "approve that."
    )
    waive_reason = fields.Char("Why", help="For whoever approves it.")
    rate_ids = fields.One2many("ar.promise.make.rate", "make_id", "Instalments")
    rate_count = fields.Integer("Number of instalments", default=1)
    first_date = fields.Date(
        "First on",
        default=lambda self: fields.Date.context_today(self) + timedelta(days=FIRST_DAYS),
    )
    every = fields.Selection(
        [("week", "Every week"), ("fortnight", "Every two weeks"), ("month", "Every month")],
        default="month",
        required=True,
    )
    missing = fields.Monetary("Not in the instalments yet", compute="_compute_missing")
    contact_id = fields.Many2one("res.partner", "Promised by")
    user_id = fields.Many2one("res.users", "Responsible")
    note = fields.Text()
    grace_days = fields.Integer("Days of grace")

    @api.depends("item_ids.residual")
    def _compute_open(self):
        for make in self:
            make.open = sum(make.item_ids.mapped("residual"))

    @api.depends("item_ids.amount", "waived", "is_settlement")
    def _compute_amount(self):
        for make in self:
            waived = make.waived if make.is_settlement else 0.0
            make.amount = sum(make.item_ids.mapped("amount")) - waived

    def _inverse_amount(self):
        """The amount is the sum of its parts, which are kept."""

    @api.depends("amount", "rate_ids.amount")
    def _compute_missing(self):
        for make in self:
            make.missing = make.currency_id.round(make.amount - sum(make.rate_ids.mapped("amount")))

    # === START === #

    @api.model
    def _action_over(self, items, replaces=None):
        """Ask when the customer is going to pay these items; what cannot be promised is left out."""
        self.env["ar.promise"].check_access("write")
        reasons = items._ar_not_promisable(replaces)
        items = items.filtered(lambda item: item not in reasons).sorted("date_maturity")
        if not items:
            nothing = self.env._("There is nothing open that the customer could promise to pay.")
            raise UserError("\n".join([nothing, *_each(reasons)]))
        self.env["ar.promise"]._refuse_items(items)
        make = self.create(self._values_over(items, reasons, replaces or items.env["ar.promise"]))
        return make._action()

    def _values_over(self, items, reasons, replaces):
        company, customer = items.company_id, items.partner_id.commercial_partner_id
        case = self.env["ar.case"].search(
            [("partner_id", "=", customer.id), ("company_id", "=", company.id)], limit=1
        )
        values = {
            "partner_id": customer.id,
            "company_id": company.id,
            "currency_id": items.currency_id.id,
            "replaces_id": replaces.id,
            "left_out": "\n".join(_each(reasons)),
            "grace_days": replaces.grace_days if replaces else company.ar_promise_grace_days,
            "user_id": (replaces.user_id or case.user_id or self.env.user).id,
            "contact_id": replaces.contact_id.id,
            "item_ids": [
                Command.create(
                    {
                        "move_line_id": item.id,
                        "amount": item.amount_residual_currency - item._ar_contested(),
                    }
                )
                for item in items
            ],
        }
        total = sum(command[2]["amount"] for command in values["item_ids"])
        day = fields.Date.context_today(self) + timedelta(days=FIRST_DAYS)
        return {**values, "rate_ids": [Command.create({"date": day, "amount": total})]}

    def _action(self):
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Promise to pay"),
            "res_model": self._name,
            "res_id": self.id,
            "view_mode": "form",
            "target": "new",
            "context": {"dialog_size": "large"},
        }

    # === AMOUNTS === #

    @api.onchange("amount")
    def _onchange_amount(self):
        """Less than what is open: the oldest items are paid first. In a settlement the rest is
        waived instead.
        """
        if self.is_settlement:
            covered = sum(self.item_ids.mapped("amount"))
            self.waived = max(self.currency_id.round(covered - self.amount), 0.0)
        else:
            left = self.amount
            for item in self.item_ids.sorted(lambda each: (each.date_maturity, each.ids)):
                item.amount = min(max(left, 0.0), item._most())
                left = self.currency_id.round(left - item.amount)
        self._onchange_rates()

    @api.onchange("is_settlement")
    def _onchange_settlement(self):
        """All of the items is covered, paid or waived."""
        self.waived = 0.0
        for item in self.item_ids:
            item.amount = item._most()
        self._onchange_rates()

    @api.onchange("item_ids", "waived")
    def _onchange_items(self):
        self._onchange_rates()

    @api.onchange("rate_count", "first_date", "every")
    def _onchange_plan(self):
        self._spread()

    def _onchange_rates(self):
        """One instalment is always over all of it; several were perhaps agreed one by one."""
        if len(self.rate_ids) <= 1 or not self._agreed_one_by_one():
            self._spread()

    def _agreed_one_by_one(self):
        """Whether the instalments are no longer those of the plan."""
        return [(rate.date, rate.amount) for rate in self.rate_ids] != self._planned(
            sum(self.rate_ids.mapped("amount"))
        )

    def action_spread(self):
        """Equal instalments over all of it; the rest is on the last one."""
        self._spread()
        return self._action()

    def _spread(self):
        planned = self._planned(self.amount)
        self.rate_ids = [
            Command.clear(),
            *(Command.create({"date": day, "amount": amount}) for day, amount in planned),
        ]

    def _planned(self, total):
        """(day, amount) of equal instalments."""
        count = min(max(self.rate_count, 1), MOST_RATES)
        currency = self.currency_id
        if not self.first_date or currency.compare_amounts(total, 0) <= 0:
            return []
        days = [self._day(number) for number in range(count)]
        step = Decimal(1).scaleb(-currency.decimal_places)
        return [
            (rate.due, float(rate.amount))
            for rate in equal_rates(_decimal(currency, total), days, step)
        ]

    def _day(self, number):
        step = {"week": {"weeks": 1}, "fortnight": {"weeks": 2}, "month": {"months": 1}}[self.every]
        ahead = {unit: count * number for unit, count in step.items()}
        return fields.Date.add(self.first_date, **ahead)

    # === MAKE === #

    def action_make(self):
        """Write it down: a settlement waits for approval, anything else counts at once."""
        self.ensure_one()
        waived = self.waived if self.is_settlement else 0.0
        promise = self.env["ar.promise"]._make(
            {each.move_line_id: each.amount for each in self.item_ids if each.amount},
            [(rate.date, rate.amount) for rate in self.rate_ids],
            replaces=self.replaces_id,
            waived=waived,
            waive_reason=self.waive_reason if waived else False,
            note=self.note,
            contact_id=self.contact_id.id,
            user_id=self.user_id.id,
            grace_days=self.grace_days,
        )
        if self.replaces_id:
            return promise._action_look(promise)
        return {"type": "ir.actions.act_window_close"}


class ArPromiseMakeItem(models.TransientModel):
    """An open item in a promise that is written down."""

    _name = "ar.promise.make.item"
    _description = "Item to Promise"
    _order = "id"

    make_id = fields.Many2one("ar.promise.make", required=True, ondelete="cascade")
    move_line_id = fields.Many2one(
        "account.move.line", "Open item", required=True, readonly=True, ondelete="cascade"
    )
    name = fields.Char(related="move_line_id.move_name", string="Invoice")
    date_maturity = fields.Date(related="move_line_id.date_maturity", string="Due")
    overdue = fields.Char(related="move_line_id.ar_overdue", string="Overdue by")
    days_overdue = fields.Integer(related="move_line_id.ar_days_overdue")
    currency_id = fields.Many2one(related="move_line_id.currency_id")
    residual = fields.Monetary(related="move_line_id.amount_residual_currency", string="Open")
    amount = fields.Monetary("In the promise")

    def _most(self):
        """What is open and not contested."""
        return self.residual - self.move_line_id._ar_contested()


class ArPromiseMakeRate(models.TransientModel):
    """An instalment of a promise that is written down."""

    _name = "ar.promise.make.rate"
    _description = "Instalment to Promise"
    _order = "date, id"

    make_id = fields.Many2one("ar.promise.make", required=True, ondelete="cascade")
    currency_id = fields.Many2one(related="make_id.currency_id")
    date = fields.Date("On", required=True)
    amount = fields.Monetary(required=True)


def _each(reasons):
    return [f"{item.move_name}: {reason}" for item, reason in reasons.items()]
