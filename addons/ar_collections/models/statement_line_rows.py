"""Bank lines by the hundred: Odoo creates a sample of each kind, and all are written like it.

Odoo takes a dozen statements and as many milliseconds for each line of a batch, and nothing of that
differs between two payments received but their amounts, days, texts and numbers. So a sample is
created and undone again; its rows in the three tables are the pattern. Where anything could make
lines differ otherwise, Odoo creates all of them. A kind is money in, out or none of one currency.
"""

import json
import re
from contextlib import suppress

import psycopg2
from odoo import api, models, tools
from odoo.tools import SQL, float_repr, groupby

# Modules of which it is known that they do nothing to an entry of two lines without a partner, a
# product, taxes or analytic accounts that they would not do to every other, too.
_KNOWN = {
    *("base", "web", "mail", "portal", "analytic", "product", "account", "ar_collections"),
    *("account_debit_note", "account_edi_ubl_cii", "account_fleet", "account_payment"),
    *("account_peppol", "product_email_template", "purchase", "purchase_stock", "sale"),
    *("sale_stock", "sale_timesheet", "snailmail_account", "stock_account"),
}
_TABLES = ("account.bank.statement.line", "account.move", "account.move.line")

# What may be said of a line: facts of the bank beside these are columns of the line alone.
_SAID = {"journal_id", "date", "amount", "payment_ref"}
_BESIDE = {"partner_name", "account_number", "transaction_type", "narration"}
_BESIDE |= {"foreign_currency_id", "amount_currency"}

# Amounts of an entry and its lines, in the journal's currency and in the company's.
_IN_JOURNAL_CURRENCY = {
    *("amount", "amount_total", "amount_total_in_currency_signed", "amount_currency"),
    *("amount_residual_currency", "price_subtotal", "price_total"),
}
_IN_COMPANY_CURRENCY = {"amount_total_signed", "debit", "credit", "balance"}


class AccountBankStatementLine(models.Model):
    _inherit = "account.bank.statement.line"

    @api.model
    def _ar_create_all(self, values_list):
        """Create lines of one journal, in this order, with what ``create`` makes of them."""
        if self._ar_are_alike(values_list):
            # Somebody may take the next number meanwhile: Odoo knows how to wait for one.
            with suppress(psycopg2.errors.UniqueViolation), self.env.cr.savepoint():
                if self._ar_write_rows(values_list):
                    return
        self.create(values_list)

    # === WHETHER === #

    def _ar_are_alike(self, values_list):
        """Whether nothing but amounts, days and texts differs between lines with these values."""
        beside = {name for name in self._fields if name.startswith("ar_")} | _BESIDE
        journal = self.env["account.journal"].browse(values_list[0]["journal_id"])
        accounts = journal.suspense_account_id | journal.default_account_id
        suspense = journal.suspense_account_id.with_prefetch(accounts.ids)
        return (
            len(values_list) > 1
            and all(values.keys() <= _SAID | beside for values in values_list)
            and not journal.restrict_mode_hash_table
            and bool(suspense)
            and suspense != journal.default_account_id
            and suspense.account_type not in ("asset_receivable", "liability_payable")
            and self._ar_only_known_modules()
        )

    @tools.ormcache()
    def _ar_only_known_modules(self):
        """Whether no other module takes part in what becomes of a bank line."""
        return all(
            self._ar_is_known(type(self.env[name])) and self._ar_depend_known(self.env[name])
            for name in _TABLES
        )

    def _ar_is_known(self, model_class):
        """Whether what creates and posts records of a model is known."""
        for parent in model_class.__mro__:
            for method in ("create", "_post", "action_post", "_create", "_load_records_create"):
                its_own = vars(parent).get(method)
                if its_own and _module_of(its_own.__module__) not in _KNOWN:
                    return False
        return True

    def _ar_depend_known(self, model):
        """Whether each stored field that hangs on one of the model, or stands in it, is known."""
        for field in model._fields.values():
            computed = {field, *self.pool.get_dependent_fields(field)}
            if any(_is_strange(each) for each in computed):
                return False
        return True

    # === SAMPLES === #

    def _ar_samples(self, values_list):
        """The rows of a line of each kind, by the sign of its amount; None if they are not as
        they are thought to be.
        """
        first_of = {}
        for values in sorted(values_list, key=lambda values: values["date"]):
            first_of.setdefault(_kind(values), values)
        self.env.flush_all()
        with self.env.cr.savepoint(flush=False) as nothing_stays:
            # No number and no check that it balances: neither leaves a trace in the rows.
            samples = self.with_context(
                ar_unnumbered=True,
                ar_without_analytics=self._ar_without_analytics(),
                check_move_validity=False,
            )
            lines = samples.create(list(first_of.values()))
            lines.flush_recordset()
            self.env.flush_all()
            fit = all(
                line._ar_is_plain(values)
                for line, values in zip(lines, first_of.values(), strict=True)
            )
            rows = [line._ar_rows() for line in lines] if fit else []
            nothing_stays.rollback()
        self._ar_forget()  # of them only: what was read beside stays known
        return dict(zip(first_of, rows, strict=True)) if fit else None

    def _ar_is_plain(self, values):
        """Whether Odoo made of a sample what other lines can be written like."""
        items = self.move_id.line_ids
        return (
            len(items) == 2
            and self.date == values["date"]  # not moved out of a locked period
            and self.state == "posted"
            and not self.partner_id
            and self.foreign_currency_id.id == values.get("foreign_currency_id", False)
            and not items.partner_id
            and not items.tax_ids
            and not items.tax_tag_ids
            and not any(items.mapped("analytic_distribution"))
            and not self.move_id.message_ids
            and not self.move_id.message_partner_ids
        )

    def _ar_rows(self):
        """The rows of one line, as JSON that PostgreSQL makes of them."""
        query = SQL(
            """SELECT to_jsonb(line)::text, to_jsonb(move)::text,
                      (SELECT jsonb_agg(to_jsonb(item) ORDER BY item.id)::text
                         FROM account_move_line item WHERE item.move_id = move.id)
                 FROM account_bank_statement_line line JOIN account_move move ON move.id = move_id
                WHERE line.id = %s""",
            self.id,
        )
        [row] = self.env.execute_query(query)
        # Numbers stay texts: 1.00 is to be written as 1.00, not as 1.0.
        line, move, items = (json.loads(each, parse_float=str) for each in row)
        return {"line": line, "move": move, "items": items}

    # === ROWS === #

    def _ar_write_rows(self, values_list):
        """Write all lines like the samples; False if that cannot be, with nothing written."""
        samples = self._ar_samples(values_list)
        if samples is None:
            return False
        journal = self.env["account.journal"].browse(values_list[0]["journal_id"])
        names = self._ar_next_names(journal, values_list)
        ids = self._ar_next_ids(len(values_list))
        amounts = [self._ar_amounts(journal, values) for values in values_list]
        rows = [
            _own(values, samples[_kind(values)], *each)
            for values, *each in zip(values_list, names, ids, amounts, strict=True)
        ]
        self._ar_insert(samples, rows)
        self._ar_forget()
        self.env["account.move"]._get_sequence_cache().clear()  # numbers were taken past it
        return True

    def _ar_next_names(self, journal, values_list):
        """The name of each entry with its prefix and number, counted by day as Odoo counts."""
        names = [None] * len(values_list)
        formats = self._ar_next_formats(journal, sorted({each["date"] for each in values_list}))
        by_day = sorted(range(len(values_list)), key=lambda at: values_list[at]["date"])
        last = {}
        for at in by_day:
            day = values_list[at]["date"]
            pattern, parts, split = formats[day]
            series = pattern.format(**{**parts, "seq": 0})
            number = last[series] = last.get(series, parts["seq"]) + 1
            name = pattern.format(**{**parts, "seq": number})
            found = split.match(name)
            names[at] = name, name[: found.start(1)], int(found.group(1) or 0), number == 1
        return names

    def _ar_next_formats(self, journal, days):
        """By day, which rise. Between two days of a month that are numbered alike, all are."""
        formats = {}
        for _month, of_month in groupby(days, key=lambda day: (day.year, day.month)):
            first, *others = of_month
            formats[first] = formats_alike = self._ar_next_format(journal, first)
            for day in reversed(others):
                if day == others[-1] or formats[others[-1]] != formats_alike:
                    formats[day] = self._ar_next_format(journal, day)
                else:
                    formats[day] = formats_alike
        return formats

    def _ar_next_format(self, journal, day):
        """How the next entry of that day is numbered, and how Odoo takes such a name apart."""
        entry = self.env["account.move"].new(
            {"move_type": "entry", "journal_id": journal.id, "date": day}
        )
        number_only = entry._sequence_fixed_regex.replace("?P<seq>", "")
        split = re.compile(entry._make_regex_non_capturing(number_only))
        return (*entry._get_next_sequence_format(), split)

    def _ar_next_ids(self, count):
        """Ids of a line, its entry and the two items of it, rising in the order of the lines."""
        query = SQL(
            """SELECT nextval('account_bank_statement_line_id_seq'), nextval('account_move_id_seq'),
                      nextval('account_move_line_id_seq'), nextval('account_move_line_id_seq')
                 FROM generate_series(1, %s)""",
            count,
        )
        return self.env.execute_query(query)

    def _ar_amounts(self, journal, values):
        """Without their signs: in the journal's currency, in the company's, and in the foreign one."""
        currency = journal._ar_currency()
        company_currency = journal.company_id.currency_id
        foreign = currency.browse(values.get("foreign_currency_id")) or currency
        amount = currency.round(values["amount"])
        in_foreign = foreign.round(values["amount_currency"]) if foreign != currency else amount
        if currency == company_currency:
            balance = amount
        elif foreign == company_currency:
            balance = in_foreign
        else:
            balance = currency._convert(
                values["amount"], company_currency, journal.company_id, values["date"]
            )
        return (
            float_repr(abs(amount), currency.decimal_places),
            float_repr(abs(balance), company_currency.decimal_places),
            float_repr(abs(in_foreign), foreign.decimal_places),
        )

    def _ar_insert(self, samples, rows):
        """One statement: an entry and its line refer to each other."""
        query = SQL(
            """WITH own AS MATERIALIZED (
                        SELECT row, %(samples)s::jsonb -> (row ->> 'kind') AS sample
                          FROM jsonb_array_elements(%(rows)s::jsonb) row),
                    moves AS (
                        INSERT INTO account_move
                        SELECT move.* FROM own, jsonb_populate_record(NULL::account_move,
                               sample -> 'move' || (row -> 'move')) move),
                    lines AS (
                        INSERT INTO account_bank_statement_line
                        SELECT line.* FROM own, jsonb_populate_record(
                               NULL::account_bank_statement_line,
                               sample -> 'line' || (row -> 'line')) line)
               INSERT INTO account_move_line
               SELECT item.* FROM own, generate_series(0, 1) which, jsonb_populate_record(
                      NULL::account_move_line,
                      (sample -> 'items' -> which) || (row -> 'items' -> which)) item""",
            samples=json.dumps(samples, default=str),
            rows=json.dumps(rows, default=str),
        )
        self.env.cr.execute(query, log_exceptions=False)

    def _ar_forget(self):
        """What was written past Odoo is read again: of the lines, their entries and items, not of
        all that it looks up for them.
        """
        for name in _TABLES:
            self.env[name].invalidate_model(flush=False)


def _module_of(path):
    """The Odoo module of a Python module; Odoo's own ORM counts as base."""
    parts = path.split(".")
    return parts[2] if parts[:2] == ["odoo", "addons"] else "base"


def _is_strange(field):
    """Whether a module of which nothing is known fills the field."""
    filled = field.store and (field.compute or field.default)
    return bool(filled) and not set(field._modules) <= _KNOWN


def _kind(values):
    amount = values["amount"]
    sign = (amount > 0) - (amount < 0)
    return f"{sign} {values.get('foreign_currency_id') or ''}"


def _own(values, sample, name, ids, amounts):
    """What a line, its entry and the two items of it have of their own."""
    line_id, entry_id, *item_ids = ids
    entry = {"date": values["date"], "statement_line_id": line_id}
    amount, balance, in_foreign = amounts
    foreign = sample["line"]["foreign_currency_id"]
    return {
        "kind": _kind(values),
        "line": {**_own_line(values, sample["line"], line_id, amounts), "move_id": entry_id},
        "move": {
            **entry,
            **_own_name(*name),
            # Odoo sums what is in debit, the bank's item or the other.
            **_amounts(sample["move"], amount if values["amount"] > 0 else in_foreign, balance),
            "narration": values.get("narration"),
            "id": entry_id,
        },
        "items": [
            {
                **entry,
                **_amounts(item, in_foreign if item["currency_id"] == foreign else amount, balance),
                "amount_residual": like(item["amount_residual"], balance),
                "id": item_id,
                "move_id": entry_id,
                "move_name": name[0],
                "name": values["payment_ref"],
            }
            for item, item_id in zip(sample["items"], item_ids, strict=True)
        ],
    }


def _own_line(values, sample, line_id, amounts):
    facts = {key: value for key, value in values.items() if key not in ("date", "narration")}
    sequence = sample["internal_index"][8:18]
    amount, balance, in_foreign = amounts
    return {
        **facts,
        **_amounts(sample, amount, balance),
        "amount_currency": like(sample["amount_currency"], in_foreign),
        "amount_residual": like(sample["amount_residual"], in_foreign),
        "id": line_id,
        "internal_index": f"{values['date']:%Y%m%d}{sequence}{line_id:0>10}",
    }


def _own_name(name, prefix, number, is_first):
    return {
        "name": name,
        "sequence_prefix": prefix,
        "sequence_number": number,
        "made_sequence_gap": is_first and number > 1,
    }


def _amounts(sample, amount, balance):
    """The amounts in a row like the sample's: where that has one, with the same sign."""
    own = {name: like(sample[name], amount) for name in _IN_JOURNAL_CURRENCY & sample.keys()}
    own |= {name: like(sample[name], balance) for name in _IN_COMPANY_CURRENCY & sample.keys()}
    return own


def like(sample, amount):
    """An amount, a decimal text, with the sample's sign; nothing where the sample has nothing."""
    if not sample or not float(sample):
        return sample
    return f"-{amount}" if float(sample) < 0 else amount
