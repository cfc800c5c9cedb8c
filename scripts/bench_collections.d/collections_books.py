"""Books of years: rows are copied in the database from an invoice and a payment that Odoo made.

Each customer has the same number of invoices; amounts, days and delays follow from their numbers,
so that the books are the same in each run.
"""

import os
from datetime import date, timedelta

from odoo import Command
from odoo.tools import SQL

TODAY = date(2026, 6, 30)
YEARS = 3


def load(env):
    """Fill the company's books; ends with an analysed database."""
    customers, open_items, history = map(int, os.environ["SIZE"].split(","))
    books = Books(env)
    with books.without_indexes():
        partners = books.customers(customers)
        books.reconciliations(history // 2)
        # An item paid long ago is an invoice or the payment of one.
        paid = books.invoices(history // 2, partners, paid=True)
        books.payments(paid, history // 2)
        books.invoices(open_items, partners, paid=False)
    env.cr.commit()
    books.analyse()


class Books:
    def __init__(self, env):
        self.env, self.cr = env, env.cr
        self.customer = env["res.partner"].create(
            {"name": "Customer 0", "is_company": True, "customer_rank": 1}
        )
        self.receivable = self.customer.property_account_receivable_id
        self.invoice = self._one_invoice()
        self.payment = self._one_payment()
        env.flush_all()

    def _one_invoice(self):
        invoice = self.env["account.move"].create(
            {
                "move_type": "out_invoice",
                "partner_id": self.customer.id,
                "invoice_date": TODAY,
                "invoice_line_ids": [
                    Command.create({"name": "Goods", "price_unit": 100.0, "tax_ids": []})
                ],
            }
        )
        invoice.action_post()
        return invoice

    def _one_payment(self):
        bank = self.env["account.account"].search([("account_type", "=", "asset_cash")], limit=1)
        payment = self.env["account.move"].create(
            {
                "date": TODAY,
                "line_ids": [
                    Command.create(
                        {"account_id": bank.id, "balance": 100.0, "partner_id": self.customer.id}
                    ),
                    Command.create(
                        {
                            "account_id": self.receivable.id,
                            "balance": -100.0,
                            "partner_id": self.customer.id,
                        }
                    ),
                ],
            }
        )
        payment.action_post()
        return payment

    # --- rows

    def reconciliations(self, count):
        """So many, of which each makes an invoice and a payment paid in full."""
        self.fulls = self._ids("account_full_reconcile", count)
        self.cr.execute(
            f"""INSERT INTO account_full_reconcile (id, create_date)
                SELECT {self.fulls} + n, NOW() FROM generate_series(0, {count - 1}) n"""  # nosec B608
        )

    def customers(self, count):
        """The first id of so many customers in a row; each thirtieth belongs to the one before."""
        first = self._copy(
            "res_partner",
            self.customer.id,
            count,
            {
                "name": "'Customer ' || n",
                "complete_name": "'Customer ' || n",
                "commercial_partner_id": "first + n",
                "ref": "'C' || n",
                "parent_id": "CASE WHEN n % 30 = 29 THEN first + n - 1 END",
            },
        )
        return first, count

    def invoices(self, count, partners, paid):
        """The first ids of so many invoices and of their receivable lines."""
        of_customer = f"{partners[0]} + n % {partners[1]}"
        amount = "(50 + (n::bigint * 7919) % 90000 / 10.0)::numeric(16, 2)"
        # Paid: spread over the years; open: the last 120 days, and some that nobody paid for long.
        ago = (
            f"200 + n % {YEARS * 365}"
            if paid
            else "(n * 31) % 120 + CASE WHEN n % 50 = 0 THEN 200 ELSE 0 END"
        )
        issued = f"DATE '{TODAY}' - ({ago})"
        due = f"{issued} + 30"
        left = "0" if paid else amount
        name = f"'{'OLD' if paid else 'NEW'}/' || n"
        moves = self._copy(
            "account_move",
            self.invoice.id,
            count,
            {
                "name": name,
                "payment_reference": name,
                "sequence_number": "n",
                "sequence_prefix": f"'{'OLD' if paid else 'NEW'}/'",
                "partner_id": of_customer,
                "commercial_partner_id": of_customer,
                "partner_shipping_id": of_customer,
                "date": issued,
                "invoice_date": issued,
                "invoice_date_due": due,
                "payment_state": "'paid'" if paid else "'not_paid'",
                **dict.fromkeys(self._amounts("account_move", "amount_"), amount),
                "amount_tax": "0",
                "amount_tax_signed": "0",
                "amount_residual": left,
                "amount_residual_signed": left,
                "access_token": "NULL",
            },
        )
        lines = {}
        for line in self.invoice.line_ids:
            owed = line.account_id == self.receivable
            sign = "" if owed else "-"
            lines[owed] = self._copy(
                "account_move_line",
                line.id,
                count,
                {
                    "move_id": f"{moves} + n",
                    "move_name": name,
                    "partner_id": of_customer,
                    "date": issued,
                    "invoice_date": issued,
                    "date_maturity": due if owed else "NULL",
                    "debit": amount if owed else "0",
                    "credit": "0" if owed else amount,
                    "balance": sign + amount,
                    "amount_currency": sign + amount,
                    "price_unit": "0" if owed else amount,
                    "price_subtotal": "0" if owed else amount,
                    "price_total": "0" if owed else amount,
                    "amount_residual": left if owed else "0",
                    "amount_residual_currency": left if owed else "0",
                    "reconciled": str(paid and owed).upper(),
                    "full_reconcile_id": f"{self.fulls} + n" if paid and owed else "NULL",
                    "matching_number": "NULL",
                },
            )
        return partners, moves, lines[True]

    def payments(self, invoices, count):
        """One payment for each invoice, reconciled with it; each customer has its own delay."""
        partners, _moves, owed = invoices
        of_customer = f"{partners[0]} + n % {partners[1]}"
        amount = "(50 + (n::bigint * 7919) % 90000 / 10.0)::numeric(16, 2)"
        delay = f"(n % {partners[1]}) % 45 - 5 + (n / {partners[1]}) % 3"
        day = f"DATE '{TODAY}' - (200 + n % {YEARS * 365}) + 30 + ({delay})"
        moves = self._copy(
            "account_move",
            self.payment.id,
            count,
            {
                "name": "'PAY/' || n",
                "sequence_number": "n",
                "sequence_prefix": "'PAY/'",
                "partner_id": of_customer,
                "commercial_partner_id": of_customer,
                "date": day,
                "access_token": "NULL",
            },
        )
        credit = None
        for line in self.payment.line_ids:
            owed_side = line.account_id == self.receivable
            sign = "-" if owed_side else ""
            first = self._copy(
                "account_move_line",
                line.id,
                count,
                {
                    "move_id": f"{moves} + n",
                    "move_name": "'PAY/' || n",
                    "partner_id": of_customer,
                    "date": day,
                    "date_maturity": day,
                    "debit": "0" if owed_side else amount,
                    "credit": amount if owed_side else "0",
                    "balance": sign + amount,
                    "amount_currency": sign + amount,
                    "amount_residual": "0",
                    "amount_residual_currency": "0",
                    "reconciled": str(owed_side).upper(),
                    "full_reconcile_id": f"{self.fulls} + n" if owed_side else "NULL",
                    "matching_number": "NULL",
                },
            )
            credit = first if owed_side else credit
        self._partials(owed, credit, count, amount, day)

    def _partials(self, debit, credit, count, amount, day):
        """Each invoice with its payment, as Odoo keeps what was paid in full."""
        currency, fulls = self.env.company.currency_id.id, self.fulls
        self.cr.execute(
            f"""INSERT INTO account_partial_reconcile
                    (debit_move_id, credit_move_id, full_reconcile_id, debit_currency_id,
                     credit_currency_id, company_id, max_date, amount, debit_amount_currency,
                     credit_amount_currency, create_date)
                SELECT {debit} + n, {credit} + n, {fulls} + n, {currency}, {currency},
                       {self.env.company.id}, {day}, {amount}, {amount}, {amount}, NOW()
                  FROM generate_series(0, {count - 1}) n"""  # nosec B608
        )

    def _copy(self, table, row, count, values):
        """So many copies of a row, with other values in some columns; the first of their ids.

        ``n`` counts them from 0, ``first`` is the first id.
        """
        first = self._ids(table, count)
        columns = self._columns(table)
        values = {name: value for name, value in values.items() if name in columns}
        chosen = ", ".join(
            f"({values[name].replace('first', str(first))})" if name in values else f't."{name}"'
            for name in columns
        )
        names = ", ".join(f'"{name}"' for name in columns)
        self.cr.execute(
            f"""INSERT INTO {table} (id, {names})
                SELECT {first} + n, {chosen} FROM {table} t, generate_series(0, {count - 1}) n
                 WHERE t.id = {row}"""  # nosec B608
        )
        return first

    def _columns(self, table):
        self.cr.execute(
            """SELECT column_name FROM information_schema.columns
                WHERE table_name = %s AND table_schema = 'public' AND column_name != 'id'""",
            [table],
        )
        return [name for (name,) in self.cr.fetchall()]

    def _amounts(self, table, prefix):
        return [name for name in self._columns(table) if name.startswith(prefix)]

    def _ids(self, table, count):
        """So many ids in a row, of which the first is given."""
        self.cr.execute(f"SELECT COALESCE(MAX(id), 0) + 1 FROM {table}")  # nosec B608
        [first] = self.cr.fetchone()
        self.cr.execute(f"SELECT setval('{table}_id_seq', {first + count})")
        return first

    # --- speed

    def without_indexes(self):
        return _WithoutIndexes(self.cr)

    def analyse(self):
        self.cr.connection.autocommit = True
        self.cr.execute("VACUUM ANALYZE")
        self.cr.connection.autocommit = False


class _WithoutIndexes:
    """Copies millions of rows without keeping indexes and foreign keys up to date meanwhile."""

    TABLES = ("account_move", "account_move_line", "account_partial_reconcile", "res_partner")

    def __init__(self, cr):
        self.cr = cr

    def __enter__(self):
        self.cr.execute(
            SQL(
                """SELECT i.indexrelid::regclass::text, pg_get_indexdef(i.indexrelid)
                     FROM pg_index i JOIN pg_class c ON c.oid = i.indrelid
                    WHERE c.relname = ANY(%s) AND NOT i.indisprimary
                      AND NOT EXISTS (SELECT FROM pg_constraint k WHERE k.conindid = i.indexrelid)""",
                list(self.TABLES),
            )
        )
        self.made = self.cr.fetchall()
        for name, _definition in self.made:
            self.cr.execute(f"DROP INDEX {name}")
        self.cr.execute("SET LOCAL session_replication_role = replica")
        self.cr.execute("SET LOCAL maintenance_work_mem = '512MB'")

    def __exit__(self, failure, _value, _trace):
        if failure:
            return
        self.cr.execute("SET LOCAL session_replication_role = origin")
        for _name, definition in self.made:
            self.cr.execute(definition)
        # An index that is made beside old versions of rows stays unused as long as any transaction
        # of the whole cluster could want those; none of them looks at this database.
        self.cr.execute("UPDATE pg_index SET indcheckxmin = FALSE WHERE indcheckxmin")


def day_after(days):
    """The day on which the books are looked at, or one after it."""
    return TODAY + timedelta(days=days)
