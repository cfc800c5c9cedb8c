from bisect import insort
from collections import Counter
from dataclasses import replace

from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError

from bank_formats.comparison import NEAR, compare, movements
from bank_formats.identity import (
    StoredStatement,
    content_hashes,
    import_keys,
    in_order,
    inside,
    place,
    statement_key,
    stretch,
    stretch_end,
)

from .account_move_line import _decimal
from .statement_plan import Busy, ForAPerson, Misplaced, StatementPlan

# Lines created in one transaction: numbering slows down with uncommitted rows.
CHUNK = 500


# Statements of a journal among which a new one is placed: more than a year of daily ones.
STORED_LOOKED_AT = 400


class AccountBankStatement(models.Model):
    _inherit = "account.bank.statement"

    ar_document_id = fields.Many2one(
        "ar.feed.document", "Bank document", readonly=True, index="btree_not_null", copy=False
    )
    ar_key = fields.Char("Statement key", readonly=True, copy=False)
    ar_proved = fields.Boolean("Balances stated by the bank", readonly=True, copy=False)

    _ar_key_uniq = models.UniqueIndex(
        "(journal_id, ar_key) WHERE ar_key IS NOT NULL", "This statement is already imported."
    )

    def write(self, vals):
        """What keeps a statement from being imported twice is not changed by hand."""
        if not self.env.su and {"ar_document_id", "ar_key", "ar_proved"} & vals.keys():
            raise AccessError(self.env._("Where a statement came from is not changed by hand."))
        return super().write(vals)

    # === PLAN === #

    @api.model
    def _ar_plans(self, document, statements, formats):
        """Where each statement of a file goes; each counts on from those before it.

        ``formats`` maps the names of the files in the document to their formats.
        """
        plans = []
        for statement in in_order(statements):
            plan = StatementPlan(
                document=document,
                statement=statement,
                format=formats.get(statement.origin.source, ""),
                key=statement_key(statement),
            )
            try:
                plan = self._ar_plan(plan, plans)
            except UserError as problem:
                plan = replace(plan, problem=problem)
            plans.append(plan)
        return plans

    def _ar_plan(self, plan, before):
        """Where a parsed statement goes; ``UserError`` if it cannot go anywhere."""
        statement, document = plan.statement, plan.document
        if statement.action in ("deletion", "correction"):
            words = self._ar_for_a_person(statement)
            if not document._accepts(ForAPerson):
                raise ForAPerson(words)
            return replace(plan, by_hand=True, remarks=(words,))
        journal = self.env["account.journal"]._ar_journal_of(
            document.company_id, statement.account, statement.currency, statement.bank
        )
        plan = replace(plan, journal=journal)
        self._ar_refuse_busy(plan)
        before = [other for other in before if other.journal == journal and not other.problem]
        twin = self.search([("journal_id", "=", journal.id), ("ar_key", "=", plan.key)], limit=1)
        if known_as := self._ar_known_as(plan, twin, before):
            return replace(plan, known_as=known_as, remarks=(known_as,))
        before = [other for other in before if not other.known_as]
        plan = self._ar_compared(replace(plan, done=bool(twin)), before)
        if plan.lines and not twin:
            self._ar_refuse_locked(journal.company_id, plan)
        return plan

    def _ar_refuse_busy(self, plan):
        """A long document that is imported in pieces comes to its end first."""
        other = (
            self.env["account.bank.statement.line"]
            .search(
                [
                    ("journal_id", "=", plan.journal.id),
                    ("ar_document_id.state", "=", "received"),
                    ("ar_document_id", "!=", plan.document.id),
                ],
                limit=1,
            )
            .ar_document_id
        )
        if other:
            raise Busy(
                self.env._(
                    "%(file)s of the same account is being imported. This file is looked at when "
                    "that is done.",
                    file=other.name,
                )
            )

    def _ar_known_as(self, plan, twin, before):
        """How the same statement came before, in words; nothing if it is new."""
        if twin and twin.ar_document_id != plan.document:
            return self._ar_already_imported(
                plan.statement, twin.ar_document_id.name or twin.display_name
            )
        if plan.key in (other.key for other in before):
            return self.env._(
                "statement %(number)s of %(account)s stands twice in the file",
                number=self._ar_number(plan.statement),
                account=plan.statement.account,
            )
        return ""

    def _ar_refuse_locked(self, company, plan):
        """Odoo would move a line of a locked period to the next open day without a word."""
        day = min(transaction.booked for _key, transaction in plan.lines)
        violations = company._get_lock_date_violations(
            day, fiscalyear=True, sale=False, purchase=False, tax=False, hard=True
        )
        if violations:
            raise UserError(
                self.env._(
                    "Statement %(number)s has movements of %(day)s, but the books are closed up "
                    "to %(lock)s. Open the period, or book the statement by hand.",
                    number=self._ar_number(plan.statement),
                    day=day,
                    lock=max(lock for lock, _field in violations),
                )
            )

    def _ar_compared(self, plan, before):
        """The plan with what of the statement is new, and what is odd about where it stands."""
        chain = self._ar_chain(plan, before)
        stored = [statement for statement, _source in chain]
        found, again = place(plan.statement, stored), stretch(plan.statement, stored)
        between = frozenset()
        if found == "unknown":
            again = frozenset()
        elif found in ("continues", "gap") and not again:
            between = inside(plan.statement, stored)
        comparison = self._ar_comparison(
            plan,
            before,
            found,
            {chain[position][1] for position in again | between},
            may_continue=found == "continues" and bool(again),
            chain_end=stretch_end(plan.statement, stored, again),
        )
        new = [
            transaction
            for transaction, is_new in zip(plan.statement.transactions, comparison.new, strict=True)
            if is_new
        ]
        if new and not plan.document._accepts(Misplaced):
            if comparison.doubts:
                raise Misplaced(self._ar_in_doubt(plan, comparison))
            if found == "unknown":
                raise Misplaced(self._ar_fits_nowhere(plan, stored[-1]))
        plan = self._ar_with_lines(plan, new, before)
        if plan.statement.transactions and not new:
            known = self._ar_already_imported(plan.statement, ", ".join(comparison.files))
            return replace(plan, known_as=known, remarks=(known,))
        return replace(
            plan,
            opening=self._ar_opening(plan, new, found, comparison),
            remarks=tuple(self._ar_remarks(plan, found, comparison, stored)),
        )

    def _ar_chain(self, plan, before):
        """Statements with both balances beside which this one is placed, oldest first: pairs of
        the statement and what its movements are marked with.
        """
        latest = self.search(
            [
                ("journal_id", "=", plan.journal.id),
                ("date", "!=", False),
                ("ar_proved", "=", True),
                ("ar_document_id", "!=", plan.document.id),
            ],
            order="date desc, first_line_index desc",
            limit=STORED_LOOKED_AT,
        )
        chain = [(each._to_stored(), each.id) for each in latest[::-1]]
        for other in before:
            if other.proved and other.lines:
                stored = StoredStatement(
                    first_day=min(transaction.booked for _key, transaction in other.lines),
                    last_day=max(transaction.booked for _key, transaction in other.lines),
                    opening=other.opening,
                    closing=other.statement.closing.amount,
                )
                insort(chain, (stored, other.key), key=lambda pair: pair[0].last_day)
        return chain

    def _to_stored(self):
        """The statement as the reader's side sees it."""
        return StoredStatement(
            first_day=self.first_line_index
            and fields.Date.to_date(
                f"{self.first_line_index[:4]}-{self.first_line_index[4:6]}-{self.first_line_index[6:8]}"
            ),
            last_day=self.date,
            opening=_decimal(self.currency_id, self.balance_start),
            closing=_decimal(self.currency_id, self.balance_end_real),
        )

    def _ar_comparison(self, plan, before, found, again, **options):
        """Beside stored movements, but for those of which the balances say that they come before."""
        days = [transaction.booked for transaction in plan.statement.transactions]
        if not days:
            return compare(plan.statement, [])
        Line = self.env["account.bank.statement.line"]
        stored = Line._ar_movements(plan, min(days) - NEAR, max(days) + NEAR)
        for other in before:
            new = replace(other.statement, transactions=tuple(each for _key, each in other.lines))
            there = movements(new, format=other.format, file=plan.document.name)
            stored += [(replace(each, proved=other.proved, here=True), other.key) for each in there]
        placed = found in ("continues", "gap", "overlaps")
        first_day, last_day = min(days), max(days)
        return compare(
            plan.statement,
            [
                replace(each, stretch=source in again and first_day <= each.day <= last_day)
                for each, source in stored
                if not placed or not each.proved or source in again
            ],
            format=plan.format,
            references=Line._ar_known_references(plan) if found == "no balances" else (),
            **options,
        )

    def _ar_with_lines(self, plan, new, before):
        """The plan with its new transactions and their import keys."""
        alone = replace(plan.statement, transactions=tuple(new))
        hashes = content_hashes(alone)
        already = Counter(
            self.env["account.bank.statement.line"]._ar_counts(plan.journal, hashes, plan.document)
        )
        for other in before:
            already.update(key.partition(":")[0] for key, _transaction in other.lines)
        return replace(plan, lines=tuple(zip(import_keys(hashes, already), new, strict=True)))

    def _ar_opening(self, plan, new, found, comparison):
        """The stated opening balance; what was already there of an overlap has moved it."""
        if not plan.proved:
            return None
        if comparison.files and not comparison.doubts:
            return plan.statement.closing.amount - sum(each.amount for each in new)
        return plan.statement.opening.amount

    # === WORDS === #

    def _ar_number(self, statement):
        return statement.number or self.env._("without number")

    def _ar_for_a_person(self, statement):
        if statement.action == "deletion":
            words = self.env._(
                "The bank takes statement %(number)s of %(account)s back (a deletion). Nothing was "
                "changed: compare it with what was imported, and reverse by hand what is wrong.",
                number=self._ar_number(statement),
                account=statement.account,
            )
        else:
            words = self.env._(
                "The bank corrects statement %(number)s of %(account)s. Nothing was changed: "
                "compare it with what was imported, and correct by hand what is wrong.",
                number=self._ar_number(statement),
                account=statement.account,
            )
        return words

    def _ar_already_imported(self, statement, files):
        return self.env._(
            "statement %(number)s of %(account)s was already imported from %(file)s",
            number=self._ar_number(statement),
            account=statement.account,
            file=files,
        )

    def _ar_in_doubt(self, plan, comparison):
        """Why it cannot be known what is new: the first movements, each with its reason."""
        kinds = {
            "not there": self.env._("%(amount)s of %(day)s is not among what was imported"),
            "another day": self.env._("%(amount)s of %(day)s is there, but on another day"),
            "another reference": self.env._(
                "%(amount)s of %(day)s is there with the same text, but another bank reference"
            ),
            "another text": self.env._("%(amount)s of %(day)s is there, but with another text"),
        }
        shown = [
            kinds[doubt.kind] % {"amount": doubt.movement.amount, "day": doubt.movement.day}
            for doubt in comparison.doubts[:3]
        ]
        if more := len(comparison.doubts) - len(shown):
            shown.append(self.env._("and %(count)s more", count=more))
        return self.env._(
            "Statement %(number)s tells days that are already imported, but in another way, so "
            "that it cannot be known what is new: %(movements)s. Compare it with the bank "
            "account's lines. If it is right all the same, a manager says why: then what is not "
            "there is added.",
            number=self._ar_number(plan.statement),
            movements="; ".join(shown),
        )

    def _ar_fits_nowhere(self, plan, last):
        statement = plan.statement
        return self.env._(
            "Statement %(number)s opens with %(opening)s, and no imported statement closes or opens "
            "with that: the last, of %(day)s, closed with %(closing)s. Import the statement that "
            "is missing between them, then retry.",
            number=self._ar_number(statement),
            opening=statement.opening.amount,
            day=last.last_day,
            closing=last.closing,
        )

    def _ar_remarks(self, plan, found, comparison, stored):
        """What a person should know of a statement that is imported."""
        statement, number = plan.statement, self._ar_number(plan.statement)
        if found == "gap":
            yield self.env._(
                "Gap before statement %(number)s: it opens with %(opening)s, expected %(expected)s "
                "after the one of %(day)s. Is a statement missing?",
                number=number,
                opening=statement.opening.amount,
                expected=stored[-1].closing,
                day=stored[-1].last_day,
            )
        if comparison.files:
            yield self.env._(
                "Statement %(number)s overlaps what is already imported from %(files)s: of its "
                "%(count)s movements only the %(new)s that are missing are added.",
                number=number,
                files=", ".join(comparison.files),
                count=len(comparison.new),
                new=sum(comparison.new),
            )
        if comparison.changed:
            yield self.env._(
                "%(count)s movements of statement %(number)s are there with another text, "
                "reference or day: they stay as they were imported first.",
                count=comparison.changed,
                number=number,
            )
        if comparison.reused:
            yield self.env._(
                "%(count)s new movements of statement %(number)s have a reference that the bank "
                "used before for another one.",
                count=comparison.reused,
                number=number,
            )
        if statement.action == "copy":
            yield self.env._(
                "The bank calls statement %(number)s a copy, but it was not imported before.",
                number=number,
            )

    # === IMPORT === #

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
        keys = [key for key, _transaction in plan.lines]
        lines = Line.search(
            [
                ("journal_id", "=", plan.journal.id),
                ("ar_document_id", "=", plan.document.id),
                ("ar_import_key", "in", keys),
            ]
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
            "ar_proved": plan.proved,
        }
        opening = plan.opening if plan.proved else statement.opening and statement.opening.amount
        if opening is not None:
            values["balance_start"] = float(opening)
        if statement.closing:
            values["balance_end_real"] = float(statement.closing.amount)
        return values
