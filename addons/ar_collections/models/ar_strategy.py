from odoo import api, fields, models
from odoo.tools import ormcache

from ..engine.strategy import Strategy


class ArStrategy(models.Model):
    """How the customers of a segment are worked: how soon, how urgently, and by whom."""

    _name = "ar.strategy"
    _description = "Collection Strategy"
    _inherit = ["ar.case.setting"]
    _order = "sequence, id"
    _check_company_auto = True

    name = fields.Char(required=True, translate=True)
    active = fields.Boolean(default=True)
    sequence = fields.Integer(default=10, help="The first that fits a customer holds for it.")
    currency_id = fields.Many2one(related="company_id.currency_id")
    category_ids = fields.Many2many("res.partner.category", string="Customer tags")
    country_ids = fields.Many2many("res.country", string="Countries")
    risk_class = fields.Selection(
        [
            ("medium", "Medium and above"),
            ("high", "High and above"),
            ("very_high", "Very high"),
        ],
        "Risk",
    )
    open_from = fields.Monetary("Owes from")
    open_to = fields.Monetary("Owes less than", help="0: any amount.")
    factor = fields.Float(
        "Urgency",
        default=1.0,
        digits=(4, 2),
        help="The points of each rule are multiplied by it: at 150 % a customer of this segment "
        "comes before others who owe the same.",
    )
    days_before_due = fields.Integer(
        "Days before due",
        help="So many days before its first invoice is due, a customer comes on today's list.",
    )
    owner_rule_id = fields.Many2one(
        "ar.owner.rule",
        "Responsible by",
        check_company=True,
        ondelete="set null",
        help="This rule before the others of the company.",
    )
    case_count = fields.Integer("Customers", compute="_compute_case_count")

    _factor_positive = models.Constraint(
        "CHECK (factor > 0 AND factor <= 10)", "The urgency is above 0 and at most 1000 %."
    )
    _days_not_negative = models.Constraint(
        "CHECK (days_before_due >= 0)", "Days before due cannot be negative."
    )

    def _compute_case_count(self):
        counts = dict(
            self.env["ar.case"]._read_group(
                [("strategy_id", "in", self.ids), ("state", "=", "open")],
                ["strategy_id"],
                ["__count"],
            )
        )
        for strategy in self:
            strategy.case_count = counts.get(strategy, 0)

    def action_cases(self):
        self.ensure_one()
        action = self.env["ir.actions.act_window"]._for_xml_id("ar_collections.ar_case_action")
        return {**action, "domain": [("strategy_id", "=", self.id)], "context": {}}

    @api.model
    @ormcache("company_id")
    def _to_strategies(self, company_id):
        """The company's, as the engine sees them; and by their ids the owner rule of each."""
        strategies = self.sudo().search([("company_id", "=", company_id)])
        first_rule = {each.id: each.owner_rule_id.id for each in strategies}
        return tuple(each._to_strategy() for each in strategies), first_rule

    def _to_strategy(self):
        classes = ("medium", "high", "very_high")
        return Strategy(
            key=self.id,
            tags=frozenset(self.category_ids.ids),
            countries=frozenset(self.country_ids.ids),
            risk_classes=frozenset(
                classes[classes.index(self.risk_class) :] if self.risk_class else ()
            ),
            open_from=self.open_from,
            open_to=self.open_to or None,
            factor=self.factor,
            before_due=self.days_before_due,
        )
