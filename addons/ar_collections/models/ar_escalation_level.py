from odoo import api, fields, models
from odoo.exceptions import ValidationError

from ..engine.escalation import Level

DEFAULT_TYPE = "ar_collections.mail_activity_type_escalation"


class ArEscalationLevel(models.Model):
    """People who are asked when a customer does not pay, whatever those below them do."""

    _name = "ar.escalation.level"
    _description = "Escalation Level"
    _order = "company_id, sequence, id"
    _check_company_auto = True

    name = fields.Char(required=True, translate=True)
    active = fields.Boolean(default=True)
    sequence = fields.Integer(default=10, help="From the lowest to the highest.")
    company_id = fields.Many2one(
        "res.company", required=True, index=True, default=lambda self: self.env.company
    )
    currency_id = fields.Many2one(related="company_id.currency_id")
    who = fields.Selection(
        [
            ("responsible", "Whoever is responsible for the customer"),
            ("user", "One person"),
            ("salesperson", "The customer's salesperson"),
            ("group", "All of a group"),
        ],
        required=True,
        default="user",
    )
    user_id = fields.Many2one(
        "res.users", "Person", domain="[('share', '=', False)]", ondelete="restrict"
    )
    group_id = fields.Many2one("res.groups", ondelete="restrict")
    days_overdue = fields.Integer(
        "Days overdue", help="Of the oldest item; 0: it is not looked at."
    )
    broken_promises = fields.Integer(
        help="In the last twelve months, however young the items are; 0: they are not looked at."
    )
    amount_overdue = fields.Monetary(
        "Overdue at least", help="Customers that owe less do not come so far; 0: any amount."
    )
    days = fields.Integer(
        "Days before the next level", help="So long its people have before others are asked."
    )
    activity_type_id = fields.Many2one(
        "mail.activity.type",
        "Activity",
        default=lambda self: self.env.ref(DEFAULT_TYPE, raise_if_not_found=False),
        domain="[('res_model', 'in', (False, 'ar.case'))]",
        ondelete="restrict",
    )
    asks = fields.Char("What is asked", translate=True, help="The summary of the activity.")
    reached_by = fields.Char("Reached", compute="_compute_reached_by")
    case_count = fields.Integer("Customers", compute="_compute_case_count")

    _not_negative = models.Constraint(
        "CHECK (days_overdue >= 0 AND broken_promises >= 0 AND amount_overdue >= 0 AND days >= 0)",
        "Days, promises and amounts of a level are not negative.",
    )

    @api.constrains("who", "user_id", "group_id")
    def _check_who(self):
        for level in self:
            if (level.who == "user" and not level.user_id) or (
                level.who == "group" and not level.group_id
            ):
                raise ValidationError(self.env._("Say who is asked on level %s.", level.name))

    @api.depends("days_overdue", "broken_promises", "amount_overdue", "sequence")
    @api.depends_context("lang")
    def _compute_reached_by(self):
        for level in self:
            level.reached_by = level._reached_in_words()

    def _reached_in_words(self):
        count = self.broken_promises
        amount = self.amount_overdue and self.currency_id.format(self.amount_overdue)
        reasons = []
        if self.days_overdue:
            reasons.append(self.env._("%(days)s days overdue", days=self.days_overdue))
        if count:
            reasons.append(
                self.env._("1 broken promise")
                if count == 1
                else self.env._("%(count)s broken promises", count=count)
            )
        if not reasons:
            if amount:
                return self.env._("from %(amount)s overdue", amount=amount)
            return self.env._("by hand, or when the level below had its days")
        words = self.env._(" or ").join(reasons)
        return (
            self.env._("%(reasons)s, from %(amount)s", reasons=words, amount=amount)
            if amount
            else words
        )

    def _compute_case_count(self):
        counts = dict(
            self.env["ar.case"]._read_group(
                [("escalation_level_id", "in", self.ids), ("state", "=", "open")],
                ["escalation_level_id"],
                ["__count"],
            )
        )
        for level in self:
            level.case_count = counts.get(level, 0)

    def action_cases(self):
        self.ensure_one()
        action = self.env["ir.actions.act_window"]._for_xml_id("ar_collections.ar_case_action")
        return {**action, "domain": [("escalation_level_id", "=", self.id)], "context": {}}

    # === WHO === #

    def _people(self, case):
        """Who is asked about this case; whoever is responsible where nobody fits, or the managers."""
        self.ensure_one()
        company = case.company_id
        asked = self._works_here(self._meant(case), company)
        asked = asked or self._works_here(case.user_id, company)
        managers = self.env.ref("ar_collections.group_manager").sudo().all_user_ids
        return asked or self._works_here(managers, company)

    def _meant(self, case):
        if self.who == "responsible":
            return case.user_id
        if self.who == "user":
            return self.user_id
        if self.who == "group":
            return self.group_id.sudo().all_user_ids
        return case.partner_id.user_id or case.partner_id.parent_id.user_id

    def _works_here(self, users, company):
        root = self.env.ref("base.user_root")
        return users.sudo().filtered(
            lambda user: (
                user.active and not user.share and user != root and company in user.company_ids
            )
        )

    # === FOR THE ENGINE === #

    def _to_levels(self):
        return [
            Level(
                key=level.id,
                days=level.days_overdue,
                broken=level.broken_promises,
                amount=level.amount_overdue,
                patience=level.days,
            )
            for level in self
        ]

    # === OF A NEW COMPANY === #

    @api.model
    def _create_missing(self):
        """Each company has its levels, also those from before the addon was installed."""
        here = self.sudo().with_context(active_test=False)
        companies = here.env["res.company"].search([])  # pylint: disable=no-search-all
        known = here.search([]).company_id  # pylint: disable=no-search-all
        self._create_default(companies - known)

    @api.model
    def _create_default(self, companies):
        """Collector, manager, sales, management: by hand, until somebody gives them thresholds.

        With thresholds from the first day whoever installs it would be asked about each old item.
        """
        managers = self.env.ref("ar_collections.group_manager").id
        ladder = (
            (self.env._("Collector"), "responsible", self.env._("Speak with the customer again")),
            (self.env._("Manager"), "group", self.env._("Decide what is done with this customer")),
            (self.env._("Sales"), "salesperson", self.env._("Speak with your customer")),
            (self.env._("Management"), "group", self.env._("Write to their management")),
        )
        self.create(
            [
                {
                    "company_id": company.id,
                    "sequence": 10 * place,
                    "name": name,
                    "who": who,
                    "group_id": managers if who == "group" else False,
                    "asks": asks,
                }
                for company in companies
                for place, (name, who, asks) in enumerate(ladder, 1)
            ]
        )
