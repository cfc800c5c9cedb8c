from dataclasses import dataclass
from typing import Any

from odoo import api, fields, models
from odoo.exceptions import UserError

from bank_formats.identity import content_hashes, import_keys, statement_key

# Lines created in one transaction: numbering slows down with uncommitted rows.
CHUNK = 500


@dataclass(frozen=True, kw_only=True)
class StatementPlan:
    """A statement of a document, and where it goes."""

    document: Any
    statement: Any
    journal: Any
    key: str
    line_keys: tuple[str, ...] = ()
    known_as: str = ""
    """How the same statement was imported before; empty if it was not."""
    remarks: tuple[str, ...] = ()


class AccountBankStatement(models.Model):
    _inherit = "account.bank.statement"

    ar_document_id = fields.Many2one(
        "ar.feed.document", "Bank document", readonly=True, index="btree_not_null", copy=False
    )
    ar_key = fields.Char("Statement key", readonly=True, copy=False)

    _ar_key_uniq = models.UniqueIndex(
        "(journal_id, ar_key) WHERE ar_key IS NOT NULL", "This statement is already imported."
    )

    @api.model
    def _ar_plan(self, document, statement):
        """Where a parsed statement goes; ``UserError`` if it cannot go anywhere."""
        journal = self.env["account.journal"]._ar_journal_of(
            document.company_id, statement.account, statement.currency
        )
        self._ar_refuse_locked(journal.company_id, statement)
        key = statement_key(statement)
        twin = self.search([("journal_id", "=", journal.id), ("ar_key", "=", key)], limit=1)
        if twin:
            known_as = self._ar_known_as(statement, twin)
            return StatementPlan(
                document=document,
                statement=statement,
                journal=journal,
                key=key,
                known_as=known_as,
                remarks=(known_as,),
            )
        line_keys, remarks = self._ar_line_keys(document, statement, journal)
        return StatementPlan(
            document=document,
            statement=statement,
            journal=journal,
            key=key,
            line_keys=line_keys,
            remarks=remarks,
        )

    def _ar_known_as(self, statement, twin):
        return self.env._(
            "statement %(number)s of %(account)s was already imported from %(file)s",
            number=statement.number or "?",
            account=statement.account,
            file=twin.ar_document_id.name or twin.display_name,
        )

    def _ar_refuse_locked(self, company, statement):
        """Odoo would move a line of a locked period to the next open day without a word."""
        days = [transaction.booked for transaction in statement.transactions]
        violations = days and company._get_lock_date_violations(
            min(days), fiscalyear=True, sale=False, purchase=False, tax=False, hard=True
        )
        if violations:
            raise UserError(
                self.env._(
                    "Statement %(number)s has movements of %(day)s, but the books are closed up "
                    "to %(lock)s. Open the period, or book the statement by hand.",
                    number=statement.number,
                    day=min(days),
                    lock=max(lock for lock, _field in violations),
                )
            )

    def _ar_line_keys(self, document, statement, journal):
        """The import keys of the statement's lines, and what is odd about where it stands."""
        last = self.search(
            [("journal_id", "=", journal.id), ("date", "!=", False), ("ar_key", "!=", False)],
            order="date desc, first_line_index desc",
            limit=1,
        )
        hashes = content_hashes(statement)
        remarks = ()
        if last and statement.opening and not self._ar_continues(statement, last):
            if statement.opening.day <= last.date:
                return import_keys(hashes, {}), (self._ar_overlap(statement, last),)
            remarks = (self._ar_gap(statement, last),)
        already = self.env["account.bank.statement.line"]._ar_stored(journal, hashes, document)
        return import_keys(hashes, already), remarks

    def _ar_continues(self, statement, last):
        currency = last.currency_id
        return currency.compare_amounts(float(statement.opening.amount), last.balance_end_real) == 0

    def _ar_gap(self, statement, last):
        return self.env._(
            "Gap before statement %(number)s: it opens with %(opening)s, expected %(expected)s "
            "after %(last)s. Is a statement missing?",
            number=statement.number,
            opening=statement.opening.amount,
            expected=last.currency_id.format(last.balance_end_real),
            last=last.display_name,
        )

    def _ar_overlap(self, statement, last):
        return self.env._(
            "Statement %(number)s overlaps what is already imported up to %(last)s: only the lines "
            "that were missing were added.",
            number=statement.number,
            last=last.display_name,
        )

    @api.model
    def _ar_import(self, plan):
        """Create the statement's lines, then the statement: a generator, resumed for each chunk."""
        Line = self.env["account.bank.statement.line"]
        missing = Line._ar_missing(plan)
        for start in range(0, len(missing), CHUNK):
            Line._ar_create(plan, missing[start : start + CHUNK])
            yield True
        lines = Line.search(
            [("ar_document_id", "=", plan.document.id), ("ar_import_key", "in", plan.line_keys)]
        )
        if lines:
            self.create(plan.journal.env["account.bank.statement"]._ar_values(plan, lines))
        yield True

    def _ar_values(self, plan, lines):
        statement = plan.statement
        values = {
            "name": statement.number or plan.document.name,
            "reference": plan.document.name,
            "line_ids": [fields.Command.set(lines.ids)],
            "ar_document_id": plan.document.id,
            "ar_key": plan.key,
        }
        if statement.opening:
            values["balance_start"] = float(statement.opening.amount)
        if statement.closing:
            values["balance_end_real"] = float(statement.closing.amount)
        return values
