from datetime import date, timedelta

from odoo import api, fields, models
from odoo.exceptions import AccessError
from odoo.tools import SQL

from bank_formats.movement import Movement, label, plain

from ..engine import Money, Payment
from .account_journal import _compact
from .account_move_line import _decimal

# The label of a line of which the bank says nothing.
NO_TEXT = "/"
BANK_FACTS = {
    "ar_document_id",
    "ar_import_key",
    "ar_reference",
    "ar_bank_reference",
    "ar_value_date",
    "ar_booked",
    "ar_is_return",
    "ar_return_reason",
}


def refuse_by_hand(records, facts, values_list):
    """Only an import says what the bank said: no values given by a person, nor their defaults."""
    if records.env.su:
        return
    given = {name for values in values_list for name, value in values.items() if value}
    defaults = {name for name in facts if records.env.context.get(f"default_{name}")}
    if facts & given or defaults:
        raise AccessError(
            records.env._("What the bank said is not given by hand: import the bank's file.")
        )


class AccountBankStatementLine(models.Model):
    _inherit = "account.bank.statement.line"

    ar_document_id = fields.Many2one(
        "ar.feed.document",
        "Bank document",
        readonly=True,
        index="btree_not_null",
        copy=False,
        check_company=True,
    )
    ar_import_key = fields.Char("Import key", readonly=True, copy=False)
    ar_reference = fields.Char("End-to-end reference", readonly=True, copy=False)
    ar_bank_reference = fields.Char("Bank's reference", readonly=True, copy=False)
    ar_value_date = fields.Date("Value date", readonly=True, copy=False)
    ar_booked = fields.Date(
        "Booked by the bank", readonly=True, copy=False, help="Whatever the date in the books is."
    )
    ar_is_return = fields.Boolean(
        "Came back", readonly=True, copy=False, help="The return of a payment, as the bank says."
    )
    ar_return_reason = fields.Char("Reason of the return", readonly=True, copy=False)
    ar_match_ids = fields.One2many(
        "ar.match",
        "statement_line_id",
        "Match",
        groups="ar_collections.group_collector,ar_collections.group_treasurer",
    )

    _ar_import_key_uniq = models.UniqueIndex(
        "(journal_id, ar_import_key) WHERE ar_import_key IS NOT NULL",
        "This movement of the bank is already imported.",
    )

    _ar_bank_reference_idx = models.Index(
        "(journal_id, ar_bank_reference) WHERE ar_bank_reference IS NOT NULL"
    )

    _ar_booked_idx = models.Index("(journal_id, ar_booked) WHERE ar_booked IS NOT NULL")

    _ar_not_booked_idx = models.Index("(journal_id, internal_index) WHERE ar_booked IS NULL")

    # How often a movement with the same content came before is asked for every import.
    _ar_content_idx = models.Index(
        "(journal_id, split_part(ar_import_key, ':', 1)) WHERE ar_import_key IS NOT NULL"
    )

    @api.model_create_multi
    def create(self, vals_list):
        refuse_by_hand(self, BANK_FACTS, vals_list)
        return super().create(vals_list)

    def write(self, vals):
        """What the bank said is not changed by hand: it keeps a movement from coming twice."""
        if not self.env.su and BANK_FACTS & vals.keys():
            raise AccessError(self.env._("What the bank said of a payment is not changed by hand."))
        return super().write(vals)

    # === IMPORT === #

    def _ar_counts(self, journal, hashes, document):
        """How many equal movements other documents brought, by content hash."""
        self.flush_model(["ar_import_key", "journal_id", "ar_document_id"])
        rows = self.env.execute_query(
            SQL(
                """SELECT split_part(ar_import_key, ':', 1), COUNT(*)
                     FROM account_bank_statement_line
                    WHERE journal_id = %s AND ar_document_id IS DISTINCT FROM %s
                      AND ar_import_key IS NOT NULL
                      AND split_part(ar_import_key, ':', 1) = ANY(%s)
                 GROUP BY 1""",
                journal.id,
                document.id,
                list(set(hashes)),
            )
        )
        return dict(rows)

    def _ar_movements(self, plan, first_day, last_day):
        """What is there of these days but from this document, to be compared with a statement.

        Pairs of the movement and the id of its statement. The days are the bank's: a line that was
        moved to another date is still the same movement. Also lines by hand or of other programs.
        """
        self.flush_model(
            ["ar_import_key", "journal_id", "ar_document_id", "ar_booked", "internal_index"]
        )
        self.env["account.bank.statement"].flush_model(["ar_proved"])
        rows = self.env.execute_query(
            SQL(
                """SELECT COALESCE(line.ar_booked, LEFT(line.internal_index, 8)::date), line.amount,
                          split_part(line.ar_import_key, ':', 1), line.ar_bank_reference,
                          line.payment_ref, document.format, document.name,
                          statement.ar_proved, statement.id
                     FROM account_bank_statement_line line
                LEFT JOIN ar_feed_document document ON document.id = line.ar_document_id
                LEFT JOIN account_bank_statement statement ON statement.id = line.statement_id
                    WHERE line.journal_id = %(journal)s
                      AND line.ar_document_id IS DISTINCT FROM %(document)s
                      AND (line.ar_booked BETWEEN %(first_day)s AND %(last_day)s
                           OR line.ar_booked IS NULL
                              AND line.internal_index >= %(first)s AND line.internal_index < %(end)s)
                 ORDER BY 1, line.internal_index""",
                journal=plan.journal.id,
                document=plan.document.id,
                first_day=first_day,
                last_day=last_day,
                first=f"{first_day:%Y%m%d}",
                end=f"{last_day + timedelta(days=1):%Y%m%d}",
            )
        )
        return [self._ar_movement(plan, *row) for row in rows]

    def _ar_movement(
        self, plan, day, amount, content, reference, text, its_format, file, proved, statement
    ):
        movement = Movement(
            day=day,
            amount=_decimal(plan.journal._ar_currency(), amount),
            content=content or "",
            reference=reference or "",
            text=plain(text) if text and text != NO_TEXT else "",
            format=its_format or "",
            file=file or (self.env._("lines by hand") if not content else "?"),
            proved=bool(proved),
            by_hand=not content,
        )
        return movement, statement

    def _ar_known_references(self, plan):
        """Which of the bank's references of a statement were used before."""
        self.flush_model(["ar_bank_reference", "journal_id", "ar_document_id"])
        references = {each.bank_reference for each in plan.statement.transactions} - {""}
        rows = self.env.execute_query(
            SQL(
                """SELECT DISTINCT ar_bank_reference FROM account_bank_statement_line
                    WHERE journal_id = %s AND ar_document_id IS DISTINCT FROM %s
                      AND ar_bank_reference = ANY(%s)""",
                plan.journal.id,
                plan.document.id,
                list(references),
            )
        )
        return {reference for (reference,) in rows}

    def _ar_missing(self, plan):
        """Pairs of import key and transaction that the journal does not hold yet."""
        self.flush_model(["ar_import_key", "journal_id"])
        query = SQL(
            """SELECT ar_import_key FROM account_bank_statement_line
                WHERE journal_id = %s AND ar_import_key = ANY(%s)""",
            plan.journal.id,
            [key for key, _transaction in plan.lines],
        )
        there = {key for (key,) in self.env.execute_query(query)}
        return [pair for pair in plan.lines if pair[0] not in there]

    def _ar_without_statement(self, plan):
        """The statement's lines that are in none yet, the latest first."""
        return self.search(
            [
                ("journal_id", "=", plan.journal.id),
                ("ar_document_id", "=", plan.document.id),
                ("ar_import_key", "in", [key for key, _transaction in plan.lines]),
                ("statement_id", "=", False),
            ],
            order="internal_index desc",
        )

    def _ar_create(self, plan, pairs):
        """Create lines, in the file's order."""
        quiet = self.with_context(tracking_disable=True, mail_create_nolog=True)
        exchanges = self._ar_exchanges(plan, [transaction for _key, transaction in pairs])
        quiet._ar_create_all(
            [
                {**self._ar_values(plan, *pair), **exchange}
                for pair, exchange in zip(pairs, exchanges, strict=True)
            ]
        )

    def _ar_values(self, plan, key, transaction):
        """The only place where the file's ``Decimal`` becomes Odoo's float."""
        party = transaction.counterparty
        return {
            "journal_id": plan.journal.id,
            "date": transaction.booked,
            "amount": float(transaction.amount),
            "payment_ref": " ".join(_storable(label(transaction) or NO_TEXT).split()),
            "partner_name": _storable(party.name),
            "account_number": _storable(party.account),
            "transaction_type": _storable(transaction.type_code),
            "ar_document_id": plan.document.id,
            "ar_import_key": key,
            "ar_reference": _storable(transaction.reference),
            "ar_bank_reference": _storable(transaction.bank_reference),
            "ar_value_date": transaction.value_date,
            "ar_booked": transaction.booked,
            "ar_is_return": transaction.amount < 0
            and bool(transaction.reversal or transaction.return_reason),
            "ar_return_reason": _storable(transaction.return_reason),
        }

    # === MATCH === #

    def _to_payment(self):
        """The line as the engine sees it."""
        self.ensure_one()
        return Payment(
            key=self.id,
            booked=self.date,
            amount=_decimal(self.currency_id, self.amount),
            currency=self.currency_id.name,
            text=self.payment_ref or "",
            reference=self.ar_reference or "",
            payer_name=self.partner_name or "",
            payer_account=_compact(self.account_number),
            journal=self.journal_id.id,
            is_return=self.ar_is_return,
            original=self._ar_original(),
        )

    def _ar_original(self):
        """What the payer ordered, where that is in another currency and the bank states it."""
        currency = self.foreign_currency_id
        if not currency or self.amount_currency * self.amount <= 0:
            return None
        return Money(amount=_decimal(currency, self.amount_currency), currency=currency.name)

    def _ar_untouched(self):
        """Those of which the whole payment still waits on the suspense account."""
        self.flush_model()
        self.env["account.move.line"].flush_model(["account_id", "amount_currency", "move_id"])
        query = SQL(
            """SELECT line.id
                 FROM account_bank_statement_line line
                 JOIN account_move move ON move.id = line.move_id
                 JOIN account_journal journal ON journal.id = move.journal_id
                 JOIN account_move_line item ON item.move_id = line.move_id
                      AND item.account_id = journal.suspense_account_id
                 JOIN res_currency currency ON currency.id = item.currency_id
                WHERE line.id = ANY(%s) AND line.is_reconciled IS NOT TRUE
             GROUP BY line.id
               HAVING COUNT(*) = 1 AND MAX(currency.rounding) / 2 > ABS(SUM(item.amount_currency)
                      + CASE WHEN line.foreign_currency_id IS NULL THEN line.amount
                             ELSE line.amount_currency END)""",
            self.ids,
        )
        untouched = {key for (key,) in self.env.execute_query(query)} if self else ()
        return self.browse(key for key in self.ids if key in untouched)


def _storable(text):
    """PostgreSQL holds every character but one."""
    return text.replace("\x00", " ")


def _day_of(index):
    """The day in Odoo's order of lines (``internal_index``)."""
    return date(int(index[:4]), int(index[4:6]), int(index[6:8]))
