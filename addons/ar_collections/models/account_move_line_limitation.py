from dateutil.relativedelta import relativedelta
from odoo import api, fields, models
from odoo.fields import Domain

from ..engine.limitation import limitation_date


class AccountMoveLine(models.Model):
    """Until when an open item can be enforced; reckoned when it is asked for."""

    _inherit = "account.move.line"

    ar_limitation_date = fields.Date(
        "Enforceable until",
        compute="_compute_ar_limitation_date",
        search="_search_ar_limitation_date",
        help="By the limitation rule of the customer's country, or since it was acknowledged.",
    )
    ar_limitation_near = fields.Boolean(
        "Limitation near",
        compute="_compute_ar_limitation_date",
        search="_search_ar_limitation_near",
        help="It cannot be enforced after the next months that the settings name.",
    )

    def _compute_ar_limitation_date(self):
        """The same few queries for a list as for one item."""
        owed = self.filtered(
            lambda item: item.account_type == "asset_receivable" and item.date_maturity
        )
        (self - owed).update({"ar_limitation_date": False, "ar_limitation_near": False})
        restarted = self.env["ar.limitation"]._last(owed)
        for company, items in owed.grouped("company_id").items():
            rules = self.env["ar.limitation.rule"]._by_country(company)
            near = company._ar_limitation_horizon()
            for item in items:
                rule = rules.get(item.partner_id.country_id.id) or rules.get(False)
                last = rule and limitation_date(
                    item.date_maturity, rule.years, rule.start, restarted.get(item.id)
                )
                item.ar_limitation_date = last
                item.ar_limitation_near = bool(last and near and last <= near)

    @api.model
    def _search_ar_limitation_date(self, operator, value):
        """Up to a day, or after it."""
        day = fields.Date.to_date(value) if operator in ("<=", "<", ">", ">=") else None
        if not day:
            return NotImplemented
        if operator in ("<", ">="):
            day -= relativedelta(days=1)
        limited = Domain.OR(self._ar_limited_by(company, day) for company in self.env.companies)
        return limited if operator in ("<", "<=") else ~limited

    @api.model
    def _search_ar_limitation_near(self, operator, value):
        if operator != "in":
            return NotImplemented
        near = Domain.OR(
            self._ar_limited_by(company, horizon)
            for company in self.env.companies
            if (horizon := company._ar_limitation_horizon())
        )
        return Domain.OR(near if wanted else ~near for wanted in value)

    @api.model
    def _ar_limited_by(self, company, day):
        """Items of the company that cannot be enforced after that day."""
        restarts = self.env["ar.limitation"].sudo().search([("company_id", "=", company.id)])
        anew = restarts.item_ids
        ended = anew.filtered(lambda item: (item.ar_limitation_date or day) <= day)
        by_rule = self.env["ar.limitation.rule"]._limited_domain(company, day)
        return (by_rule & Domain("id", "not in", anew.ids)) | Domain("id", "in", ended.ids)

    def action_acknowledged(self):
        """The customer acknowledged the ticked items: their years begin anew."""
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Limitation begins anew"),
            "res_model": "ar.limitation",
            "view_mode": "form",
            "target": "new",
            "context": {
                "default_item_ids": self.ids,
                "default_company_id": self.company_id[:1].id,
            },
        }
