from odoo import api, fields, models
from odoo.fields import Domain


class AccountMoveLine(models.Model):
    """Open items about which nothing is sent say so."""

    _inherit = "account.move.line"

    ar_held = fields.Char(
        "Held",
        compute="_compute_ar_held",
        search="_search_ar_held",
        help="Nothing is sent about it: on hold itself, or its customer is.",
    )

    @api.depends_context("lang", "tz")
    def _compute_ar_held(self):
        owed = self.filtered(lambda item: item.account_type == "asset_receivable")
        held = self.env["ar.hold"]._held(owed)
        for item in self:
            hold = held.get(item.id)
            item.ar_held = hold and hold.with_env(item.env)._in_short()

    @api.model
    def _search_ar_held(self, operator, value):
        """Only whether: ``('ar_held', '!=', False)`` and its contrary."""
        if operator != "in" or set(value) != {False}:
            return NotImplemented
        Hold = self.env["ar.hold"].sudo()
        domain = Hold._in_force_domain(fields.Date.context_today(self)) & Domain(
            [("channel", "=", False), ("company_id", "in", self.env.companies.ids)]
        )
        holds = Hold.search(domain)
        whole = holds.filtered(lambda hold: hold.scope == "customer")
        held = Domain.OR(
            [
                Domain("id", "in", holds.item_ids.ids),
                *(
                    Domain("partner_id", "in", of_company.partner_id.ids)
                    & Domain("company_id", "=", company.id)
                    for company, of_company in whole.grouped("company_id").items()
                ),
            ]
        )
        return ~held
