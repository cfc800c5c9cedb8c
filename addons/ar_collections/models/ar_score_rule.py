from odoo import api, fields, models
from odoo.tools import ormcache

from ..engine.score import RULES, Rule


class ArScoreRule(models.Model):
    """How many points something gives to a case, and from when on all of them."""

    _name = "ar.score.rule"
    _description = "Score Rule"
    _inherit = ["ar.case.setting"]
    _order = "points desc, id"
    _rec_name = "kind"

    kind = fields.Selection(
        [
            ("overdue", "Amount overdue"),
            ("age", "Age of the oldest item"),
            ("late_payer", "Usually pays late"),
            ("broken_promise", "Broken promises"),
            ("credit_limit", "Credit limit used"),
            ("no_contact", "No contact"),
            ("late_dispute", "Dispute over its date"),
            ("key_account", "Key account"),
        ],
        "Rule",
        required=True,
        readonly=True,
    )
    points = fields.Integer(required=True, help="What it gives at most; 0 switches the rule off.")
    full_at = fields.Float(
        "All of them from",
        required=True,
        digits=(16, 2),
        help="Below, in proportion: with 20 points from 90 days on, 45 days give 10.",
    )
    measured_in = fields.Char("Measured in", compute="_compute_measured_in")

    _kind_uniq = models.UniqueIndex("(company_id, kind)", "There is one rule of each kind.")
    _points_in_range = models.Constraint(
        "CHECK (points BETWEEN 0 AND 1000)", "Points are between 0 and 1000."
    )
    _full_positive = models.Constraint("CHECK (full_at > 0)", "The measure must be above zero.")

    @api.depends("kind")
    @api.depends_context("lang")
    def _compute_measured_in(self):
        units = {
            "overdue": "",
            "age": self.env._("days overdue"),
            "late_payer": self.env._("days late, as a rule"),
            "broken_promise": self.env._("promises in the last 12 months"),
            "credit_limit": self.env._("of the limit (1 is all of it; below a half nothing)"),
            "no_contact": self.env._("days without a word"),
            "late_dispute": self.env._("days over its date"),
            "key_account": self.env._("for each key account with something overdue"),
        }
        for rule in self:
            currency = rule.company_id.currency_id.name
            rule.measured_in = units[rule.kind] or currency if rule.kind else ""

    @api.model
    def _create_missing(self):
        """Each company has its rules, also those from before the addon was installed."""
        companies = self.env["res.company"].with_context(active_test=False).search([])  # pylint: disable=no-search-all
        known = self.sudo().search([]).company_id  # pylint: disable=no-search-all
        self._create_default(companies - known)

    @api.model
    def _create_default(self, companies):
        self.create(
            [
                {
                    "company_id": company.id,
                    "kind": rule.kind,
                    "points": rule.points,
                    "full_at": rule.full,
                }
                for company in companies
                for rule in RULES
            ]
        )

    @api.model
    @ormcache("company_id")
    def _to_rules(self, company_id):
        """The company's, as the engine sees them."""
        rules = self.sudo().search_fetch(
            [("company_id", "=", company_id), ("points", ">", 0)], ["kind", "points", "full_at"]
        )
        return tuple(Rule(rule.kind, rule.points, rule.full_at) for rule in rules)
