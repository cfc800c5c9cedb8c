from bisect import insort
from collections import Counter
from dataclasses import replace
from decimal import Decimal

from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError

from bank_formats.comparison import compare
from bank_formats.identity import (
    StoredStatement,
    content_hashes,
    import_keys,
    in_order,
    statement_key,
)
from bank_formats.pairing import NEAR

from . import statement_words as words
from .account_bank_statement_line import _day_of, refuse_by_hand
from .account_move_line import _decimal
from .document_problem import Busy, ForAPerson, Misplaced, PerhapsNew
from .statement_plan import Standing, StatementPlan

# Lines created in one transaction.
CHUNK = 1000
# Statements of a journal among which a new one is placed: more than a year of daily ones.
STORED_LOOKED_AT = 400
BANK_FACTS = {"ar_document_id", "ar_key", "ar_proved"}


class AccountBankStatement(models.Model):
    _inherit = "account.bank.statement"

    ar_document_id = fields.Many2one(
        "ar.feed.document",
        "Bank document",
        readonly=True,
        index="btree_not_null",
        copy=False,
        check_company=True,
    )
    ar_key = fields.Char("Statement key", readonly=True, copy=False)
    ar_proved = fields.Boolean("Balances stated by the bank", readonly=True, copy=False)

    _ar_key_uniq = models.UniqueIndex(
        "(journal_id, ar_key) WHERE ar_key IS NOT NULL", "This statement is already imported."
    )

    @api.model_create_multi
    def create(self, vals_list):
        refuse_by_hand(self, BANK_FACTS, vals_list)
        return super().create(vals_list)

    def write(self, vals):
        """What keeps a statement from being imported twice is not changed by hand."""
        if not self.env.su and BANK_FACTS & vals.keys():
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
        if all(plan.known_as for plan in plans):
            return [self._ar_asked(plan) for plan in plans]
        return plans

    def _ar_asked(self, plan):
        """A known statement; with a question if it may be a new one that says the same."""
        if not plan.perhaps_new:
            return plan
        question = words.perhaps_new(self.env, plan.statement, plan.known_as)
        return replace(plan, problem=PerhapsNew(question))

    def _ar_plan(self, plan, before):
        """Where a parsed statement goes; ``UserError`` if it cannot go anywhere."""
        statement, document = plan.statement, plan.document
        if statement.action in ("deletion", "correction"):
            request = words.for_a_person(self.env, statement)
            if not document._accepts(ForAPerson):
                raise ForAPerson(request)
            return replace(plan, by_hand=True, remarks=(request,))
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
        plan = self._ar_compared(replace(plan, begun=twin), before)
        if plan.lines and not twin:
            self._ar_refuse_locked(journal.company_id, plan)
            self._ar_refuse_inexact(plan)
        return plan

    def _ar_refuse_busy(self, plan):
        """A long document that is imported in pieces comes to its end first."""
        other = (
            self.env["account.bank.statement.line"]
            .search(
                [
                    ("journal_id", "=", plan.journal.id),
                    ("ar_document_id.state", "in", ("received", "stopped")),
                    ("ar_document_id", "!=", plan.document.id),
                ],
                limit=1,
            )
            .ar_document_id
        )
        if other:
            raise Busy(
                self.env._(
                    "%(file)s of the same account is being imported, or was stopped. This file is "
                    "looked at when that is done.",
                    file=other.name,
                )
            )

    def _ar_known_as(self, plan, twin, before):
        """How the same statement came before, in words; nothing if it is new."""
        if twin and twin.ar_document_id != plan.document:
            file = twin.ar_document_id.name or twin.display_name
            return words.already_imported(self.env, plan.statement, file)
        if plan.key in (other.key for other in before):
            return words.twice_in_file(self.env, plan.statement)
        return ""

    def _ar_refuse_locked(self, company, plan):
        """Odoo would move a line of a locked period to the next open day without a word."""
        day = min(transaction.booked for _key, transaction in plan.lines)
        violations = company._get_lock_date_violations(
            day, fiscalyear=True, sale=False, purchase=False, tax=False, hard=True
        )
        if violations:
            lock = max(lock for lock, _field in violations)
            raise UserError(words.period_closed(self.env, plan.statement, day, lock))

    def _ar_refuse_inexact(self, plan):
        """Odoo would store another amount without a word: in the rounding of its currency, as a
        float."""
        currency = plan.journal._ar_currency()
        for amount in plan.amounts_to_store():
            stored = Decimal(str(currency.round(float(amount))))
            if stored != amount:
                raise UserError(words.not_exact(self.env, plan.statement, amount, currency, stored))

    def _ar_compared(self, plan, before):
        """The plan with what of the statement is new, and what is odd about where it stands."""
        standing = Standing.among(self._ar_chain(plan, before), plan.statement)
        comparison = self._ar_comparison(plan, before, standing)
        everything = plan.statement.transactions
        perhaps_new = standing.may_continue and not plan.nets_to_zero
        if perhaps_new and not any(comparison.new) and plan.document._accepts(PerhapsNew):
            return replace(
                plan,
                lines=self._ar_with_keys(plan, everything, before),
                opening=plan.statement.opening.amount,
            )
        new = [
            transaction
            for transaction, is_new in zip(everything, comparison.new, strict=True)
            if is_new
        ]
        if new and not plan.document._accepts(Misplaced):
            self._ar_refuse_misplaced(plan.statement, standing, comparison)
        if everything and not new:
            known = words.already_imported(self.env, plan.statement, ", ".join(comparison.files))
            return replace(plan, known_as=known, remarks=(known,), perhaps_new=perhaps_new)
        return replace(
            plan,
            lines=self._ar_with_keys(plan, new, before),
            opening=plan.opening_before(new, comparison),
            remarks=tuple(words.remarks(self.env, plan.statement, standing, comparison)),
        )

    def _ar_refuse_misplaced(self, statement, standing, comparison):
        """What of it is new cannot be known, or what comes before it is missing."""
        if comparison.doubts:
            raise Misplaced(words.in_doubt(self.env, statement, comparison.doubts))
        if standing.place == "unknown":
            raise Misplaced(words.fits_nowhere(self.env, statement, standing.last))

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
        chain = latest._to_stored()
        for other in before:
            if other.proved and other.lines:
                insort(chain, (other.to_stored(), other.key), key=lambda pair: pair[0].last_day)
        return chain

    def _to_stored(self):
        """The statements as the reader's side sees them, oldest first: pairs of one and its id.

        Their days are the bank's: that a line was moved to another date moves no balance.
        """
        groups = self.env["account.bank.statement.line"]._read_group(
            [("statement_id", "in", self.ids)],
            ["statement_id"],
            ["ar_booked:min", "ar_booked:max", "id:min"],
        )
        pairs = []
        for statement, first_day, last_day, first_line in groups:
            stored = StoredStatement(
                first_day=first_day or _day_of(statement.first_line_index),
                last_day=last_day or statement.date,
                opening=_decimal(statement.currency_id, statement.balance_start),
                closing=_decimal(statement.currency_id, statement.balance_end_real),
            )
            pairs.append((stored.last_day, stored.first_day, first_line, stored, statement.id))
        return [(stored, mark) for *_order, stored, mark in sorted(pairs, key=lambda p: p[:3])]

    def _ar_comparison(self, plan, before, standing):
        """What of the statement is new beside what is stored of its days and the days near them."""
        days = [transaction.booked for transaction in plan.statement.transactions]
        if not days:
            return compare(plan.statement, [])
        first_day, last_day = min(days), max(days)
        Line = self.env["account.bank.statement.line"]
        stored = Line._ar_movements(plan, first_day - NEAR, last_day + NEAR)
        for other in before:
            stored += other.to_movements()
        return compare(
            plan.statement,
            standing.beside(stored, first_day, last_day),
            format=plan.format,
            references=Line._ar_known_references(plan) if standing.place == "no balances" else (),
            may_continue=standing.may_continue,
            chain_end=standing.chain_end,
        )

    def _ar_with_keys(self, plan, new, before):
        """The new transactions, each with its import key."""
        hashes = content_hashes(replace(plan.statement, transactions=tuple(new)))
        already = Counter(
            self.env["account.bank.statement.line"]._ar_counts(plan.journal, hashes, plan.document)
        )
        for other in before:
            already.update(key.partition(":")[0] for key, _transaction in other.lines)
        return tuple(zip(import_keys(hashes, already), new, strict=True))

    # === IMPORT === #

    @api.model
    def _ar_import(self, plan):
        """Create the statement's lines, then the statement.

        A generator, resumed for each chunk, of how many lines were written.
        """
        Line = self.env["account.bank.statement.line"]
        missing = Line._ar_missing(plan)
        for start in range(0, len(missing), CHUNK):
            chunk = missing[start : start + CHUNK]
            Line._ar_create(plan, chunk)
            yield len(chunk)
        lines = Line._ar_without_statement(plan)
        if plan.begun:
            yield from plan.begun._ar_put_in_all(lines, bool(plan.statement.closing))
        elif lines:
            yield from self._ar_create_with(self._ar_values(plan), lines)

    def _ar_values(self, plan):
        statement = plan.statement
        values = {
            "name": statement.number or plan.document.name,
            "reference": plan.document.name,
            "ar_document_id": plan.document.id,
            "ar_key": plan.key,
            "ar_proved": plan.proved,
        }
        if plan.opening_to_store is not None:
            values["balance_start"] = float(plan.opening_to_store)
        if statement.closing:
            values["balance_end_real"] = float(statement.closing.amount)
        return values
