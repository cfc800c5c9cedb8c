from odoo import models

from ..wizards.ar_aging_column import age_in_words
from .ar_statement_account import BUCKETS


class ArStatement(models.Model):
    """What the page of a statement needs beside the accounts."""

    _inherit = "ar.statement"

    def _money(self, account, amount):
        """As the customer writes it."""
        Currency = self.env["res.currency"].with_context(active_test=False)
        currency = Currency.search([("name", "=", account.currency)], limit=1)
        return currency.format(float(amount))

    def _age_labels(self):
        """What stands above the amounts by age, in the language of the page."""
        days = self.env._("%(days)s days")
        labels = [age_in_words(self.env, *span) for span in BUCKETS.spans]
        return [labels[0], *(days.replace("%(days)s", label) for label in labels[1:])]

    def _banks(self, account):
        """Our accounts that take this currency."""
        banks = self.company_id.partner_id.sudo().bank_ids
        own = self.company_id.currency_id
        return (
            banks.filtered(lambda bank: (bank.currency_id or own).name == account.currency) or banks
        )

    def _bank_line(self, bank):
        """Whom to pay, on which account, at which bank."""
        holder = bank.acc_holder_name or self.company_id.name
        bic = bank.bank_bic and f"BIC {bank.bank_bic}"
        return ", ".join(filter(None, (holder, bank.acc_number, bic, bank.bank_name)))

    def _window(self):
        """The address as it stands in the window: that of invoices, or the firm's."""
        firm = self.partner_id.sudo().with_env(self.with_company(self.company_id).sudo().env)
        invoice = firm.browse(firm.address_get(["invoice"])["invoice"])
        lines = invoice._ar_address_lines()[:6] if invoice else [firm.name]
        return "\n".join(lines)

    def _sender_line(self):
        company = self.company_id
        town = " ".join(filter(None, (company.zip, company.city)))
        return ", ".join(filter(None, (company.name, company.street, town)))

    def _imprint(self):
        company = self.company_id
        return " · ".join(
            filter(None, (company.name, company.vat, company.company_registry, company.website))
        )

    def _zoom(self):
        """As for letters: how much larger it is drawn for a millimetre to be one on paper."""
        return self.env["ar.contact.letter"]._zoom()
