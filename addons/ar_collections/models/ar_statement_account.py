from collections import defaultdict
from decimal import Decimal

from odoo import models
from odoo.tools import SQL

from ..engine.aging import Buckets, age
from ..engine.statement import Account, Movement, Owed

BUCKETS = Buckets()


class ArStatement(models.Model):
    """The accounts that a statement shows, one for each currency, as the ledger has them."""

    _inherit = "ar.statement"

    def _accounts(self):
        """The accounts of each statement: ``{id: (Account, ...)}``; three queries for all that are
        about the same days.
        """
        found = {}
        for (company, begin, end), group in self._by_period().items():
            customers = group.partner_id.commercial_partner_id.ids
            opening = self._opening(company, begin, customers) if begin else {}
            movements = self._movements(company, begin, end, customers) if begin else {}
            items = self._items(company, end, customers)
            nested = [_nested(each) for each in (opening, movements, items)]
            for statement in group:
                own = [each[statement.partner_id.commercial_partner_id.id] for each in nested]
                found[statement.id] = tuple(
                    self._account(currency, end, *(each.get(currency) for each in own))
                    for currency in _currencies(company, *own)
                )
        return found

    def _by_period(self):
        groups = defaultdict(self.browse)
        for each in self:
            begin = each.date_from if each.kind == "activity" else None
            groups[each.company_id, begin, each.date_to] += each
        return groups

    def _account(self, currency, day, opening, movements, items):
        record = self.env["res.currency"].browse(currency)
        zero = _decimal(record, 0)
        items = tuple(Owed(**_money(record, each, "amount", "open")) for each in items or ())
        return Account(
            currency=record.name,
            opening=_decimal(record, opening or 0),
            movements=tuple(Movement(**_money(record, each, "amount")) for each in movements or ()),
            items=items,
            ages=tuple(
                zero + amount for amount in age([(i.due, i.open) for i in items], day, BUCKETS)
            ),
        )

    def _lines(self, company, day, customers):
        return self.env["ar.aging"]._posted_lines_sql(company, day, customers)

    def _opening(self, company, begin, customers):
        """What was on the account before the first day."""
        rows = self.env.execute_query(
            SQL(
                """
                SELECT partner.commercial_partner_id, line.currency_id, SUM(line.amount_currency)
                  FROM account_move_line line JOIN res_partner partner ON partner.id = line.partner_id
                 WHERE line.date < %s AND %s
                 GROUP BY partner.commercial_partner_id, line.currency_id
                """,
                begin,
                self._lines(company, begin, customers),
            )
        )
        return {(customer, currency): amount for customer, currency, amount in rows}

    def _movements(self, company, begin, end, customers):
        """What came on the account from the first to the last day, document by document."""
        self.env["account.move"].flush_model()
        rows = self.env.execute_query(
            SQL(
                """
                SELECT partner.commercial_partner_id, line.currency_id, MIN(line.date), move.name,
                       CASE WHEN move.move_type IN ('out_invoice', 'out_receipt') THEN 'invoice'
                            WHEN move.move_type = 'out_refund' THEN 'credit_note'
                            WHEN move.statement_line_id IS NOT NULL
                              OR move.origin_payment_id IS NOT NULL THEN 'payment'
                            ELSE 'entry' END,
                       SUM(line.amount_currency), COALESCE(move.ref, '')
                  FROM account_move_line line
                  JOIN account_move move ON move.id = line.move_id
                  JOIN res_partner partner ON partner.id = line.partner_id
                 WHERE line.date >= %s AND %s
                 GROUP BY partner.commercial_partner_id, line.currency_id, move.id
                HAVING SUM(line.amount_currency) <> 0
                 ORDER BY MIN(line.date), move.id
                """,
                begin,
                self._lines(company, end, customers),
            )
        )
        found = defaultdict(list)
        for customer, currency, *values in rows:
            names = ("day", "document", "kind", "amount", "reference")
            found[customer, currency].append(dict(zip(names, values, strict=True)))
        return found

    def _items(self, company, end, customers):
        """What was open on the last day, with what was due when."""
        rows = self.env.execute_query(
            SQL(
                """
                SELECT partner.commercial_partner_id, line.currency_id,
                       COALESCE(line.invoice_date, line.date), line.move_name,
                       line.amount_currency, line.open_residual_currency,
                       COALESCE(line.date_maturity, line.date), COALESCE(line.ref, '')
                  FROM (%s) line JOIN res_partner partner ON partner.id = line.partner_id
                 WHERE line.open_residual_currency <> 0
                 ORDER BY COALESCE(line.date_maturity, line.date), line.id
                """,
                self.env["ar.aging"]._open_items_sql(company, end, customers),
            )
        )
        found = defaultdict(list)
        for customer, currency, *values in rows:
            names = ("issued", "document", "amount", "open", "due", "reference")
            found[customer, currency].append(dict(zip(names, values, strict=True)))
        return found


def _nested(found):
    """``{(customer, currency): value}`` by customer, then by currency."""
    nested = defaultdict(dict)
    for (customer, currency), value in found.items():
        nested[customer][currency] = value
    return nested


def _currencies(company, opening, movements, items):
    """Those with something to show, the company's own first; that one if there is nothing at all."""
    own = company.currency_id.id
    found = {key for key, amount in opening.items() if amount} | movements.keys() | items.keys()
    return sorted(found or {own}, key=lambda currency: (currency != own, currency))


def _decimal(currency, amount):
    exact = Decimal(str(currency.round(float(amount))))
    return exact.quantize(Decimal(1).scaleb(-currency.decimal_places))


def _money(currency, values, *names):
    return {**values, **{name: _decimal(currency, values[name]) for name in names}}
