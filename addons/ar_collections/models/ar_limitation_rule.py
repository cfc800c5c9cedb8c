from datetime import date

from dateutil.relativedelta import relativedelta
from odoo import api, fields, models
from odoo.fields import Domain
from odoo.tools import format_date

from ..engine.limitation import latest_due

ACTIVITY = "ar_collections.mail_activity_type_limitation"


class ArLimitationRule(models.Model):
    """After how many years what customers of a country owe cannot be enforced any more."""

    _name = "ar.limitation.rule"
    _description = "Limitation Rule"
    _order = "country_id, company_id, id"
    _rec_name = "country_id"

    active = fields.Boolean(default=True)
    country_id = fields.Many2one(
        "res.country", "Customers in", help="Empty: wherever no other rule holds.", index=True
    )
    company_id = fields.Many2one(
        "res.company", index=True, help="Its own rule comes before the one of all companies."
    )
    years = fields.Integer(required=True, default=3)
    start = fields.Selection(
        [("due", "The due date"), ("year_end", "The end of the year of the due date")],
        "From",
        required=True,
        default="due",
    )
    source = fields.Char(help="The article of the law; what it does not hold for.")

    _years_in_range = models.Constraint(
        "CHECK (years BETWEEN 1 AND 50)", "The years are between 1 and 50."
    )
    _once = models.UniqueIndex(
        "(COALESCE(country_id, 0), COALESCE(company_id, 0)) WHERE active IS TRUE",
        "There is a rule for this country: change that one.",
    )

    @api.model
    def _by_country(self, company):
        """Country -> its rule, the company's own before the others; ``False``: any other country."""
        rules = self.sudo().search([("company_id", "in", (False, company.id))])
        own = rules.sorted(lambda rule: bool(rule.company_id))
        return {rule.country_id.id or False: rule for rule in own}

    @api.model
    def _limited_domain(self, company, day):
        """Items of a company that cannot be enforced after that day; those restarted aside."""
        rules = self._by_country(company)
        country = "partner_id.country_id"
        limited = [
            Domain(country, "=", key) & self._due_by(rule, day)
            for key, rule in rules.items()
            if key
        ]
        if other := rules.get(False):
            named = [key for key in rules if key]
            limited.append(Domain(country, "not in", named) & self._due_by(other, day))
        return Domain("company_id", "=", company.id) & Domain.OR(limited)

    def _due_by(self, rule, day):
        return Domain("date_maturity", "<=", latest_due(day, rule.years, rule.start))

    # === BEFORE IT IS TOO LATE === #

    @api.model
    def _cron_tell(self):
        """Whoever is responsible is told once of each item that comes near its date."""
        progress = self.env["ir.cron"]._commit_progress
        companies = self.env["res.company"].search([("ar_limitation_months", ">", 0)])
        progress(remaining=len(companies))
        for company in companies:
            self.with_company(company)._tell(company, company._ar_today())
            if not progress(1):
                break

    @api.model
    def _tell(self, company, today):
        Item, Notice = self.env["account.move.line"], self.env["ar.limitation.notice"]
        items = Item.search(
            Item._ar_open_domain(company)
            & Domain("amount_residual", ">", 0)
            & Item._ar_limited_by(
                company, today + relativedelta(months=company.ar_limitation_months)
            ),
            order="date_maturity, id",
        )
        known = Notice.search([("move_line_id", "in", items.ids)]).move_line_id
        new = items - known
        cases = self.env["ar.case"]._ar_cases_of(new.partner_id, company)
        for partner, theirs in new.grouped("partner_id").items():
            if case := cases.get((partner, company)):
                self._ask(case, theirs)
                Notice.create([{"move_line_id": item.id} for item in theirs])

    @api.model
    def _ask(self, case, items):
        first = min(item.ar_limitation_date or date.max for item in items)
        substitutes = self.env["ar.absence"]._substitutes()
        managers = self.env.ref("ar_collections.group_manager").all_user_ids
        here = managers.filtered(
            lambda user: user.active and case.company_id in user.company_ids
        ) - self.env.ref("base.user_root")
        for person in case.user_id.filtered("active") or here:
            case.with_context(mail_activity_quick_update=True).activity_schedule(
                ACTIVITY,
                user_id=substitutes.get(person, person).id,
                date_deadline=fields.Date.context_today(self),
                summary=self.env._(
                    "Cannot be enforced after %(day)s: %(items)s",
                    day=format_date(self.env, first),
                    items=", ".join(items.mapped("move_name")[:5]),
                ),
            )


class ArLimitationNotice(models.Model):
    """Items of whose date somebody was told."""

    _name = "ar.limitation.notice"
    _description = "Item Whose Limitation Was Told"
    _log_access = False

    move_line_id = fields.Many2one(
        "account.move.line", required=True, index=True, ondelete="cascade"
    )
