import base64
import io
from collections import defaultdict
from itertools import count

import xlsxwriter
from odoo import models
from odoo.tools import SQL, format_date
from odoo.tools.misc import get_lang

from .ar_aging_column import APART, CREDITS, column_labels

# Rows read at once.
PORTION = 20_000


class ArAging(models.TransientModel):
    """The whole report as a workbook: customers, items, general ledger."""

    _inherit = "ar.aging"

    def action_xlsx(self):
        self.ensure_one()
        name = f"aging_{self.date}.xlsx"
        return {
            "type": "ir.actions.act_url",
            "url": f"/web/content/{self._name}/{self.id}/xlsx_file/{name}?download=true",
            "target": "self",
        }

    def _compute_xlsx_file(self):
        for record in self:
            record.xlsx_file = base64.b64encode(record._to_xlsx())

    def _to_xlsx(self):
        """Written row by row: no sheet is kept in memory."""
        self.env["ar.aging.item"]._fill(self)
        target = io.BytesIO()
        with xlsxwriter.Workbook(target, {"constant_memory": True}) as book:
            styles = _Styles(book, get_lang(self.env))
            self._write_customers(book.add_worksheet(self.env._("Customers")), styles)
            self._write_items(book.add_worksheet(self.env._("Open items")), styles)
            self._write_accounts(book.add_worksheet(self.env._("General ledger")), styles)
        return target.getvalue()

    def _write_head(self, sheet, styles):
        """What the sheet shows, on which day, of whom, and whether the ledger agrees; gives the row
        after it.
        """
        by = dict(self._fields["by"]._description_selection(self.env))[self.by]
        lines = (
            self.display_name,
            self.env._("Companies: %(names)s", names=", ".join(self.company_ids.mapped("name"))),
            self.env._("Age by %(by)s, made on %(day)s", by=by.lower(), day=self._made_on()),
            self.tie,
        )
        for number, line in enumerate(lines):
            sheet.write_string(number, 0, line, styles.title if not number else None)
        return len(lines) + 1

    def _made_on(self):
        return format_date(self.env, self.create_date.date())

    # === SHEETS === #

    def _write_customers(self, sheet, styles):
        labels = column_labels(self.env, self._buckets())
        if not self.apart:
            labels["disputed"] = self.env._("of which disputed")
            labels["promised"] = self.env._("of which promised")
        ages = [name for name in labels if name not in (*APART, *CREDITS)]
        amounts = [*ages, *(APART if self.apart else ()), *CREDITS, "total"]
        amounts += [] if self.apart else APART
        labels["total"] = self.env._("Total")
        heads = [
            *(
                (self.env._("Customer"), 34),
                (self.env._("Company"), 22),
                (self.env._("Responsible"), 18),
                (self.env._("Country"), 14),
            ),
            *(
                (self.env._("Segment"), 16),
                (self.env._("Currency"), 9),
                *((labels[name], 14) for name in amounts),
            ),
            *(
                (self.env._("In the ledger"), 14),
                (self.env._("Items"), 8),
                (self.env._("Oldest, days"), 8),
            ),
        ]
        first = self._write_table_head(sheet, styles, heads, frozen=1)
        rows = self._in_portions(
            SQL(
                """
                SELECT customer.name, company.name, person.name,
                       COALESCE(country.name->>%s, country.name->>'en_US'), customer.segment,
                       currency.name, %s, customer.balance, customer.item_count,
                       customer.oldest_days
                  FROM ar_aging_row customer
                  JOIN res_company company ON company.id = customer.company_id
                  JOIN res_currency currency ON currency.id = customer.currency_id
                  LEFT JOIN res_users owner ON owner.id = customer.user_id
                  LEFT JOIN res_partner person ON person.id = owner.partner_id
                  LEFT JOIN res_country country ON country.id = customer.country_id
                 WHERE customer.aging_id = %s
                 ORDER BY currency.name, customer.total DESC, customer.id
                """,
                self.env.lang or "en_US",
                SQL(", ").join(SQL.identifier("customer", name) for name in amounts),
                self.id,
            )
        )
        end, sums = _write_rows(sheet, styles, first, rows, currency=5, amounts=len(amounts) + 1)
        self._write_totals(sheet, styles, end, sums, place=6)

    def _write_items(self, sheet, styles):
        heads = [
            *(
                (self.env._("Customer"), 34),
                (self.env._("Company"), 22),
                (self.env._("Account"), 10),
                (self.env._("Number"), 20),
            ),
            *(
                (self.env._("Reference"), 18),
                (self.env._("Date"), 11),
                (self.env._("Due"), 11),
                (self.env._("Days"), 7),
            ),
            *(
                (self.env._("Age"), 12),
                (self.env._("Currency"), 9),
                (self.env._("Open on that day"), 15),
            ),
            *(
                (self.env._("Disputed"), 13),
                (self.env._("Promised"), 13),
                (self.env._("In the ledger"), 14),
            ),
        ]
        first = self._write_table_head(sheet, styles, heads, frozen=1)
        rows = self._in_portions(
            SQL(
                """
                SELECT COALESCE(partner.complete_name, partner.name), company.name,
                       account.code_store->>(company.id::text), item.move_name, item.ref,
                       COALESCE(item.invoice_date, item.date), item.date_maturity, item.days,
                       age.name, currency.name, item.amount, item.disputed, item.promised,
                       item.balance
                  FROM ar_aging_item item
                  JOIN res_company company ON company.id = item.company_id
                  JOIN res_currency currency ON currency.id = item.currency_id
                  JOIN account_account account ON account.id = item.account_id
                  LEFT JOIN res_partner partner ON partner.id = item.partner_id
                  LEFT JOIN ar_aging_column age ON age.id = item.column_id
                 WHERE item.aging_id = %s
                 ORDER BY currency.name, partner.complete_name, item.days DESC, item.id
                """,
                self.id,
            )
        )
        end, sums = _write_rows(sheet, styles, first, rows, currency=9, amounts=4)
        self._write_totals(sheet, styles, end, sums, place=10)

    def _write_accounts(self, sheet, styles):
        heads = [
            *(
                (self.env._("Company"), 26),
                (self.env._("Account"), 34),
                (self.env._("Currency"), 9),
            ),
            *(
                (self.env._("General ledger"), 16),
                (self.env._("Aging"), 16),
                (self.env._("Difference"), 14),
            ),
        ]
        first = self._write_table_head(sheet, styles, heads, frozen=2)
        rows = [
            (
                each.company_id.name,
                each.account_id.with_company(each.company_id).display_name,
                each.currency_id.name,
                *(each.ledger, each.aged, each.difference),
            )
            for each in self.account_ids
        ]
        end, sums = _write_rows(sheet, styles, first, rows, currency=2, amounts=3)
        self._write_totals(sheet, styles, end, sums, place=3)

    def _in_portions(self, query):
        """The rows of a query, so many at once: never all of them in memory."""
        for start in count(0, PORTION):
            rows = self.env.execute_query(SQL("%s LIMIT %s OFFSET %s", query, PORTION, start))
            yield from rows
            if len(rows) < PORTION:
                break

    def _write_table_head(self, sheet, styles, heads, frozen):
        """Widths first: what is written row by row cannot go back. Gives the first row of data."""
        for column, (_label, width) in enumerate(heads):
            sheet.set_column(column, column, width)
        row = self._write_head(sheet, styles)
        for column, (label, _width) in enumerate(heads):
            sheet.write_string(row, column, label, styles.head)
        sheet.freeze_panes(row + 1, frozen)
        sheet.repeat_rows(row)
        sheet.set_landscape()
        sheet.fit_to_pages(1, 0)
        return row + 1

    def _write_totals(self, sheet, styles, row, sums, place):
        """One line for each currency: unlike amounts have no sum."""
        for number, (currency, amounts) in enumerate(sorted(sums.items())):
            label = self.env._("Total %(currency)s", currency=currency)
            sheet.write_string(row + number, 0, label, styles.total)
            for column, amount in enumerate(amounts):
                sheet.write_number(row + number, place + column, amount, styles.total_amount)


class _Styles:
    def __init__(self, book, lang):
        bold = {"bold": True}
        self.title = book.add_format({**bold, "font_size": 14})
        self.head = book.add_format({**bold, "bottom": 1, "text_wrap": True, "valign": "top"})
        self.amount = book.add_format({"num_format": "#,##0.00"})
        self.day = book.add_format({"num_format": _excel_date(lang)})
        self.total = book.add_format({**bold, "top": 1})
        self.total_amount = book.add_format({**bold, "top": 1, "num_format": "#,##0.00"})


def _excel_date(lang):
    """The user's way of writing a day, as a spreadsheet names it."""
    names = {"%d": "dd", "%m": "mm", "%Y": "yyyy", "%y": "yy", "%b": "mmm", "%B": "mmmm"}
    text = lang.date_format
    for ours, theirs in names.items():
        text = text.replace(ours, theirs)
    return text


def _write_rows(sheet, styles, first, rows, currency, amounts):
    """Texts, days and numbers as what they are. Gives the row after them, and the sums of the
    amounts after the currency, by currency.
    """
    sums = defaultdict(lambda: [0] * amounts)
    place, number = currency + 1, first - 1
    for number, row in enumerate(rows, first):
        for column, value in enumerate(row):
            if value is None or value is False:
                continue
            if place <= column < place + amounts:
                sheet.write_number(number, column, value, styles.amount)
                sums[row[currency]][column - place] += value
            elif isinstance(value, str):
                sheet.write_string(number, column, value)
            elif isinstance(value, int):
                sheet.write_number(number, column, value)
            else:
                sheet.write_datetime(number, column, value, styles.day)
    return number + 1, sums
