from decimal import Decimal

from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.fields import Domain
from odoo.tools import SQL

from ..engine import Discount, OpenItem

# As Odoo joins the orders of one invoice.
BETWEEN_ORDERS = ", "


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

    def _compute_analytic_distribution(self):
        """Where no rule gives one there is nothing to look up."""
        if self.env.context.get("ar_without_analytics"):
            return None
        return super()._compute_analytic_distribution()

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

    def _ar_payable_domain(self, company):
        """All that a payment may be applied to: open receivables, and registered payments."""
        return self._ar_open_domain(company) | self._ar_receipts_domain(company)

    def _to_open_items(self):
        """The lines as the engine sees them, but for those with nothing open in their currency.

        As :meth:`_to_open_item` makes them, of tens of thousands: their records would fill the
        memory. Whoever calls it may read the lines.
        """
        self.flush_recordset()
        self.env["account.move"].flush_model()
        self.env["account.payment"].flush_model()
        rows = self.env.execute_query(
            SQL(
                """SELECT line.id, line.currency_id, move.name, line.partner_id,
                          line.amount_residual_currency, line.amount_currency,
                          COALESCE(line.date_maturity, line.date),
                          CASE WHEN receipt.id IS NULL
                               THEN COALESCE(move.invoice_date, line.date) END,
                          ARRAY[move.payment_reference, move.ref]
                          || string_to_array(move.invoice_origin, %s)
                          || CASE WHEN receipt.id IS NOT NULL THEN %s END,
                          receipt.journal_id, move.payment_state, COALESCE(line.discount_amount_currency, 0),
                          line.discount_date
                     FROM account_move_line line JOIN account_move move ON move.id = line.move_id
                LEFT JOIN account_payment receipt ON receipt.id = line.payment_id
                          AND line.account_id = receipt.outstanding_account_id
                    WHERE line.id = ANY(%s) AND line.amount_residual_currency != 0
                 ORDER BY line.id""",
                BETWEEN_ORDERS,
                self.env["account.payment"]._ar_said_of_receipt(),
                self.ids,
            )
        )
        currencies = {
            each.id: each for each in self.env["res.currency"].browse({r[1] for r in rows})
        }
        return [_open_item(key, currencies[currency], *row) for key, currency, *row in rows]

    def _to_open_item(self):
        """The line as the engine sees it; the only place where its floats become ``Decimal``."""
        self.ensure_one()
        currency, move = self.currency_id, self.move_id
        return OpenItem(
            key=self.id,
            document=move.name,
            customer=self.partner_id.id,
            residual=_decimal(currency, self.amount_residual_currency),
            total=_decimal(currency, self.amount_currency),
            currency=currency.name,
            due=self.date_maturity or self.date,
            issued=move.invoice_date or self.date,
            references=named_by(move.payment_reference, move.ref, *orders_of(move)),
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
        return _agreed_discount(
            self.currency_id,
            self.amount_currency,
            self.discount_amount_currency,
            self.discount_date,
        )

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


def _agreed_discount(currency, total, with_discount, until):
    """What may be kept back until that day of an item that amounts to ``with_discount`` then."""
    amount = currency.round(total - with_discount) if until else 0.0
    if not (amount > 0 and total > 0):
        return None
    return Discount(amount=_decimal(currency, amount), until=until)


def _open_item(
    key, currency, document, customer, residual, total, due, issued, names, journal, state, *terms
):
    """An item of columns; ``terms`` are its amount with the discount and the last day of that."""
    unpaid = not currency.compare_amounts(total - residual, 0)
    return OpenItem(
        key=key,
        document=document,
        customer=customer,
        residual=_decimal(currency, residual),
        total=_decimal(currency, total),
        currency=currency.name,
        due=due,
        issued=issued,
        references=named_by(*names),
        disputed=state == "blocked",
        discount=_agreed_discount(currency, total, *terms) if unpaid else None,
        journal=journal,
    )


def orders_of(move):
    """The orders that an invoice is for."""
    return (move.invoice_origin or "").split(BETWEEN_ORDERS)


def named_by(*names):
    """What else names an item, each of them once."""
    return tuple(dict.fromkeys(filter(None, names)))


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
