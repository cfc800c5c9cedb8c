from decimal import Decimal

from odoo import models
from odoo.fields import Domain

from ..engine import OpenItem


class AccountMoveLine(models.Model):
    _inherit = "account.move.line"

    def _ar_open_domain(self, company):
        """Open receivables of one company: invoices, instalments, credits."""
        accounts = self.env["account.account"].search(
            [
                *self.env["account.account"]._check_company_domain(company),
                ("account_type", "=", "asset_receivable"),
            ]
        )
        return Domain(
            [
                ("account_id", "in", accounts.ids),
                ("reconciled", "=", False),
                ("parent_state", "=", "posted"),
                ("company_id", "=", company.id),
                ("partner_id", "!=", False),
            ]
        )

    def _to_open_item(self):
        """The line as the engine sees it; the only place where its floats become ``Decimal``."""
        self.ensure_one()
        currency, move = self.currency_id, self.move_id
        references = (move.payment_reference, move.ref)
        return OpenItem(
            key=self.id,
            document=move.name,
            customer=self.partner_id.id,
            residual=_decimal(currency, self.amount_residual_currency),
            total=_decimal(currency, self.amount_currency),
            currency=currency.name,
            due=self.date_maturity or self.date,
            issued=move.invoice_date or self.date,
            references=tuple(reference for reference in references if reference),
            disputed=move.payment_state == "blocked",
        )


def _decimal(currency, amount):
    return Decimal(str(currency.round(amount))).quantize(
        Decimal(1).scaleb(-currency.decimal_places)
    )
