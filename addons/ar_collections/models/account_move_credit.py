from odoo import models


class AccountMove(models.Model):
    """One customer, one limit: Odoo's own banner says what ours is, where there is one."""

    _inherit = "account.move"

    def _build_credit_warning_message(self, record, *args, **kwargs):
        company, customer = record.company_id, record.partner_id.commercial_partner_id
        limits = self.env["ar.credit.limit"].sudo()
        ours = limits._in_force(company, customer.ids, company._ar_today()).get(customer.id)
        if not ours:
            return super()._build_credit_warning_message(record, *args, **kwargs)
        credit = self.env["ar.credit"].sudo()._of_customer(company, customer)
        if record._name != self._name or not credit.over_amount:
            return ""
        money = company.currency_id.format
        return self.env._(
            "%(customer)s may owe %(limit)s and is %(over)s over it, before this document.",
            customer=customer.name,
            limit=money(credit.limit_amount),
            over=money(credit.over_amount),
        )
