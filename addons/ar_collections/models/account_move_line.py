from decimal import Decimal

from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.fields import Domain

from ..engine import Discount, OpenItem


class AccountMoveLine(models.Model):
    _inherit = "account.move.line"

    ar_days_overdue = fields.Integer("Days overdue", compute="_compute_ar_overdue")
    ar_overdue = fields.Char("Overdue by", compute="_compute_ar_overdue")

    @api.depends("date_maturity", "amount_residual")
    @api.depends_context("tz")
    def _compute_ar_overdue(self):
        """How late an open item is, in words; a credit is never late."""
        today = fields.Date.context_today(self)
        for item in self:
            owed = item.date_maturity and item.amount_residual > 0
            item.ar_days_overdue = (today - item.date_maturity).days if owed else 0
            if owed:
                item.ar_overdue = overdue_in_words(item.env, item.ar_days_overdue)
            else:
                item.ar_overdue = item.env._("credit") if item.amount_residual < 0 else False

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

    def _to_open_items(self):
        """The lines as the engine sees them, but for those with nothing open in their currency."""
        self.fetch(
            [
                "move_id",
                "partner_id",
                "amount_residual_currency",
                "amount_currency",
                "discount_date",
                "discount_amount_currency",
            ]
        )
        self.move_id.fetch(["name", "ref", "payment_reference", "invoice_date", "payment_state"])
        return [item._to_open_item() for item in self if item.amount_residual_currency]

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
            discount=self._ar_discount(),
        )

    # === EARLY-PAYMENT DISCOUNT === #

    def _ar_discount(self):
        """What may be kept back by paying early; of an item of which nothing is paid yet."""
        self.ensure_one()
        paid = self.amount_currency - self.amount_residual_currency
        return None if self.currency_id.compare_amounts(paid, 0) else self._ar_agreed_discount()

    def _ar_agreed_discount(self):
        """What the terms of the invoice say, whatever was paid of it."""
        currency, total = self.currency_id, self.amount_currency
        amount = currency.round(total - self.discount_amount_currency)
        if not (self.discount_date and amount > 0 and total > 0):
            return None
        return Discount(amount=_decimal(currency, amount), until=self.discount_date)

    def _ar_refuse_other_discount(self, amount, closes, currency):
        """A discount has the amount that the invoice says: its taxes are reckoned from that."""
        discount = self._ar_discount()
        in_full = not currency.compare_amounts(closes, self.amount_residual_currency)
        if not discount or currency != self.currency_id:
            raise UserError(
                self.env._(
                    "%(name)s has no early-payment discount that can be granted now: make a credit "
                    "note, or leave the difference open as a deduction.",
                    name=self.move_name,
                )
            )
        if currency.compare_amounts(amount, float(discount.amount)) or not in_full:
            raise UserError(
                self.env._(
                    "The early-payment discount of %(name)s is %(discount)s, and with it the "
                    "invoice is paid in full: correct the amounts.",
                    name=self.move_name,
                    discount=currency.format(float(discount.amount)),
                )
            )
        if not self.company_id.account_journal_early_pay_discount_loss_account_id:
            raise UserError(
                self.env._(
                    "No account is set for early-payment discounts: set one in the settings of "
                    "Invoicing, under Default Accounts."
                )
            )


def _decimal(currency, amount):
    return Decimal(str(currency.round(amount))).quantize(
        Decimal(1).scaleb(-currency.decimal_places)
    )


def overdue_in_words(env, days):
    """Days since the due date as a person says it."""
    if days > 1:
        return env._("%(days)s days", days=days)
    if days < -1:
        return env._("due in %(days)s days", days=-days)
    return {
        1: env._("1 day"),
        0: env._("due today"),
        -1: env._("due tomorrow"),
    }[days]
