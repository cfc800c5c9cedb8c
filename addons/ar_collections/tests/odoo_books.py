"""Our books beside Odoo's: the same payments booked in our way and in Odoo's own, row by row."""

import json
from decimal import Decimal

from odoo import Command
from odoo.tools import SQL

from .posting import PostingCommon

# What differs from one run to the next, and what says who did it.
NOT_COMPARED = [
    "id",
    "create_date",
    "write_date",
    "write_uid",
    "full_reconcile_id",
    "matching_number",
    "is_manually_modified",
    "debit_move_id",
    "credit_move_id",
    "tax_cash_basis_rec_id",
    "draft_caba_move_vals",
    "access_token",
]


class OdooBooksCommon(PostingCommon):
    """Books are compared with those of Odoo's own way: one line after the other, with its methods."""

    def assert_posts_as_odoo(self, *matches):
        """Posts decisions, and holds the books against those that Odoo makes of the same."""
        every = self.root["ar.match"].union(*matches).with_company(self.company)
        bookings = {match.statement_line_id: match._to_booking() for match in every}

        def post():
            every._post()
            self.assertEqual(set(every.mapped("state")), {"posted"}, every.mapped("reasons"))

        return self.assert_as_odoo(bookings, post)

    def assert_as_odoo(self, bookings, ours):
        """``ours`` books the same as ``bookings`` say; gives the rows."""
        own = self.rows_after(bookings, ours)
        odoos = self.rows_after(bookings, lambda: self.in_odoos_way(bookings))
        for table, rows in odoos.items():
            self.assertEqual(len(own[table]), len(rows), table)
            for mine, other in zip(own[table], rows, strict=True):
                for column in other:
                    self.assertEqual((column, mine[column]), (column, other[column]), table)
        return odoos

    # --- Odoo's own way

    def in_odoos_way(self, bookings):
        for line, booking in bookings.items():
            self.book_in_odoos_way(line, booking)

    def book_in_odoos_way(self, line, booking):
        """The suspense item is replaced on the entry, and what came of it reconciled."""
        line.partner_id = booking.partner
        pairs = [pair for share in booking.shares for pair in self.pairs_of(line, share)]
        if booking.on_account:
            account = booking.partner.property_account_receivable_id
            pairs.append((self.values(line, account, -booking.on_account, line.payment_ref), None))
        if rest := Decimal(str(line.amount)) - booking.used:
            suspense = line._seek_for_lines()[1]
            pairs.append((self.values(line, suspense.account_id, -rest, suspense.name), None))
        for created, (_values, item) in zip(self.replace_suspense(line, pairs), pairs, strict=True):
            if item:
                (created + item).reconcile()

    def replace_suspense(self, line, pairs):
        bank, suspense, _other = line._seek_for_lines()
        commands = [Command.create(values) for values, _item in pairs]
        line.with_context(force_delete=True, skip_readonly_check=True).write(
            {"line_ids": [Command.delete(suspense.id), *commands]}
        )
        return (line.move_id.line_ids - bank).sorted("id")

    def pairs_of(self, line, share):
        """What pays an item, at the bank's rate, and what else closes it, each with the item."""
        item, closes = share.item, share.closes
        of_line = item.currency_id == line.currency_id and not line.foreign_currency_id
        part = -float(closes) if of_line else -item.amount_residual_currency
        balance = part if item.currency_id == line.company_id.currency_id else -item.amount_residual
        rated = line._prepare_counterpart_amounts_using_st_line_rate(
            item.currency_id, balance, part
        )
        values = {
            "name": item.move_name,
            "account_id": item.account_id.id,
            "partner_id": item.partner_id.id,
            "currency_id": item.currency_id.id,
            "amount_currency": part,
            "balance": rated["balance"],
        }
        return [(values, item), *self.beside_of(line, share)]

    def beside_of(self, line, share):
        for each in share.differences:
            if each.account:
                yield self.values(line, each.account, each.amount, each.reason), None
                continue
            item = share.item
            whole = {
                "aml": item,
                "amount_currency": -item.amount_residual_currency,
                "balance": -item.amount_residual,
            }
            Move = self.root["account.move"].with_company(self.company)
            groups = Move._get_invoice_counterpart_amls_for_early_payment_discount(
                [whole], float(each.amount)
            )
            yield from ((values, None) for group in groups.values() for values in group)

    def values(self, line, account, amount, name):
        """Of a new item in the currency of the line, which is the company's."""
        return {
            "name": name,
            "account_id": account.id,
            "partner_id": line.partner_id.id,
            "currency_id": line.currency_id.id,
            "amount_currency": float(amount),
            "balance": float(amount),
        }

    # --- the books

    def rows_after(self, bookings, act):
        """The rows of the entries, of what they pay and of all that comes of it; then undone."""
        lines = self.root["account.bank.statement.line"].browse([line.id for line in bookings])
        items = lines.move_id.line_ids.browse().union(
            *(share.item for booking in bookings.values() for share in booking.shares)
        )
        newest = self.root["account.move"].search([], order="id desc", limit=1).id
        with self.root.cr.savepoint() as undone:
            act()
            self.env.flush_all()
            self.env.invalidate_all()
            moves = lines.move_id | items.move_id
            moves |= moves.search([("id", ">", newest), ("company_id", "=", self.company.id)])
            partials = moves.line_ids.matched_debit_ids | moves.line_ids.matched_credit_ids
            found = {
                "lines": self.rows("account_bank_statement_line", lines),
                "moves": self.rows("account_move", moves),
                "items": self.rows("account_move_line", moves.line_ids),
                "partials": self.rows("account_partial_reconcile", partials),
                "ranks": [{"ranks": moves.partner_id.mapped("customer_rank")}],
            }
            undone.rollback()
        self.env.invalidate_all()
        return found

    def rows(self, table, records):
        """In an order and with names that do not depend on the ids of what is new."""
        query = SQL(
            "SELECT (to_jsonb(t) - %s)::text FROM %s t WHERE id = ANY(%s) ORDER BY id",
            NOT_COMPARED,
            SQL.identifier(table),
            records.ids,
        )
        found = [json.loads(row, parse_float=Decimal) for (row,) in self.root.execute_query(query)]
        Move = self.root["account.move"]
        for row in found:
            for column in ("move_id", "exchange_move_id"):
                if row.get(column):
                    row[column] = Move.browse(row[column]).name
        order = ("move_id", "name", "account_id", "balance", "amount", "tax_line_id")
        return sorted(found, key=lambda row: [str(row.get(column)) for column in order])
