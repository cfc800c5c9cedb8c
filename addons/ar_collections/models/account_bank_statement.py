from collections import Counter
from dataclasses import dataclass, replace
from typing import Any

from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError

from bank_formats.identity import (
    StoredStatement,
    content_hashes,
    import_keys,
    in_order,
    place,
    statement_key,
)

from .account_move_line import _decimal

# Lines created in one transaction: numbering slows down with uncommitted rows.
CHUNK = 500


# Statements of a journal among which a new one is placed: more than a year of daily ones.
STORED_LOOKED_AT = 400


class Misplaced(UserError):
    """A statement that lies among the imported ones and fits nowhere."""


@dataclass(frozen=True, kw_only=True)
class StatementPlan:
    """A statement of a document, and where it goes."""

    document: Any
    statement: Any
    journal: Any
    key: str
    hashes: tuple[str, ...]
    line_keys: tuple[str, ...] = ()
    known_as: str = ""
    """How the same statement was imported before; empty if it was not."""
    done: bool = False
    """Whether a run that was cut short has imported it from this very document."""
    overlaps: bool = False
    """Whether it tells again what is already imported: only missing lines are added."""
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

    def write(self, vals):
        """What keeps a statement from being imported twice is not changed by hand."""
        if not self.env.su and {"ar_document_id", "ar_key"} & vals.keys():
            raise AccessError(self.env._("Where a statement came from is not changed by hand."))
        return super().write(vals)

    @api.model
    def _ar_plans(self, document, statements):
        """Where each statement of a file goes; each counts on from those before it."""
        plans = []
        for statement in in_order(statements):
            plans.append(self._ar_plan(document, statement, plans))
        return plans

    def _ar_plan(self, document, statement, before):
        """Where a parsed statement goes; ``UserError`` if it cannot go anywhere."""
        journal = self.env["account.journal"]._ar_journal_of(
            document.company_id, statement.account, statement.currency
        )
        before = [plan for plan in before if plan.journal == journal]
        plan = StatementPlan(
            document=document,
            statement=statement,
            journal=journal,
            key=statement_key(statement),
            hashes=content_hashes(statement),
        )
        twin = self.search([("journal_id", "=", journal.id), ("ar_key", "=", plan.key)], limit=1)
        if known_as := self._ar_known_as(plan, twin, before):
            return replace(plan, known_as=known_as, remarks=(known_as,))
        if not twin:
            self._ar_refuse_locked(journal.company_id, statement)
        return self._ar_placed(replace(plan, done=bool(twin)), before)

    def _ar_known_as(self, plan, twin, before):
        """How the same statement came before, in words; nothing if it is new."""
        statement = plan.statement
        place = {"number": statement.number or "?", "account": statement.account}
        if twin and twin.ar_document_id != plan.document:
            return self.env._(
                "statement %(number)s of %(account)s was already imported from %(file)s",
                file=twin.ar_document_id.name or twin.display_name,
                **place,
            )
        if plan.key in (other.key for other in before):
            return self.env._(
                "statement %(number)s of %(account)s stands twice in the file", **place
            )
        return ""

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

    def _ar_placed(self, plan, before):
        """The plan with the import keys of its lines, and what is odd about where it stands."""
        opening = plan.statement.opening
        if not any(opening and _follows(opening, other) for other in before):
            plan = self._ar_beside_stored(plan)
        return replace(plan, line_keys=import_keys(plan.hashes, self._ar_already(plan, before)))

    def _ar_beside_stored(self, plan):
        """The plan, told whether what is stored goes before it, is told again, or neither."""
        stored = self._ar_stored(plan)
        found = place(plan.statement, [each._to_stored() for each in stored])
        if found == "unknown" and not plan.document.accept_reason:
            raise Misplaced(self._ar_fits_nowhere(plan, stored[-1]))
        if found in ("overlaps", "unknown"):
            return replace(plan, overlaps=True, remarks=(self._ar_overlap(plan, stored[-1]),))
        if found == "gap":
            return replace(plan, remarks=(self._ar_gap(plan, stored[-1]),))
        return plan

    def _ar_stored(self, plan):
        """The journal's latest statements that came from other documents, oldest first."""
        latest = self.search(
            [
                ("journal_id", "=", plan.journal.id),
                ("date", "!=", False),
                ("ar_key", "!=", False),
                ("ar_document_id", "!=", plan.document.id),
            ],
            order="date desc, first_line_index desc",
            limit=STORED_LOOKED_AT,
        )
        return latest[::-1]

    def _to_stored(self):
        """The statement as the reader's side sees it."""
        return StoredStatement(
            last_day=self.date,
            opening=_decimal(self.currency_id, self.balance_start),
            closing=_decimal(self.currency_id, self.balance_end_real),
        )

    def _ar_already(self, plan, before):
        """How many equal movements came before, by content hash; to count on from."""
        already = Counter()
        if not plan.overlaps:
            Line = self.env["account.bank.statement.line"]
            already.update(Line._ar_stored(plan.journal, plan.hashes, plan.document))
        for other in before:
            if plan.overlaps or not other.known_as:
                already.update(other.hashes)
        return already

    def _ar_fits_nowhere(self, plan, last):
        statement = plan.statement
        return self.env._(
            "Statement %(number)s opens with %(opening)s, and no imported statement closes or opens "
            "with that: the last, %(last)s, closed with %(closing)s. Import the statement that is "
            "missing between them, then retry.",
            number=statement.number,
            opening=statement.opening.amount,
            last=last.display_name,
            closing=last.currency_id.format(last.balance_end_real),
        )

    def _ar_gap(self, plan, last):
        statement = plan.statement
        return self.env._(
            "Gap before statement %(number)s: it opens with %(opening)s, expected %(expected)s "
            "after %(last)s. Is a statement missing?",
            number=statement.number,
            opening=statement.opening.amount,
            expected=last.currency_id.format(last.balance_end_real),
            last=last.display_name,
        )

    def _ar_overlap(self, plan, last):
        return self.env._(
            "Statement %(number)s overlaps what is already imported up to %(last)s: only the lines "
            "that were missing were added.",
            number=plan.statement.number,
            last=last.display_name,
        )

    @api.model
    def _ar_import(self, plan):
        """Create the statement's lines, then the statement: a generator, resumed for each chunk."""
        if plan.done:
            return
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


def _follows(opening, other):
    """Whether a statement that opens so comes right after a new one of the same file."""
    closing = other.statement.closing
    new = not other.known_as and not other.overlaps
    return bool(new and closing and closing.amount == opening.amount)
