"""Decisions by the hundred: what Odoo writes a hundred rows at a time, in one statement."""

import json

from odoo import api, models
from odoo.fields import Command
from odoo.tools import SQL, float_repr


class ArMatch(models.Model):
    _inherit = "ar.match"

    @api.model
    def _create_all(self, values):
        """Create records, with what ``create`` makes of their ``values``, by the id of the payment."""
        if self._has_strangers():
            self.create([{"statement_line_id": line, **each} for line, each in values.items()])
        else:
            self._insert([self._to_row(line, each) for line, each in values.items()])

    def _has_strangers(self):
        """Whether another module takes part in what becomes of a decision."""
        line, parts = self.env["account.bank.statement.line"], (self, self.allocation_ids)
        return not all(
            line._ar_is_known(type(each)) and line._ar_depend_known(each) for each in parts
        )

    def _to_row(self, line, values):
        """A record's columns, as JSON has them, and those of its allocations."""
        digits = self._fields["confidence"].get_digits(self.env)[1]
        return {
            **_columns(self, values),
            "confidence": float_repr(values["confidence"], digits),
            "statement_line_id": line,
            "allocation_ids": [
                _columns(self.allocation_ids, row)
                for command, _id, row in values["allocation_ids"]
                if command == Command.CREATE
            ],
        }

    def _insert(self, rows):
        self.env.flush_all()
        self.env.cr.execute(
            SQL(
                """WITH log AS (
                            SELECT jsonb_build_object('create_uid', %(user)s, 'write_uid', %(user)s,
                                   'create_date', now() AT TIME ZONE 'UTC',
                                   'write_date', now() AT TIME ZONE 'UTC') AS log),
                        own AS MATERIALIZED (
                            SELECT row || log AS row, log, nextval('ar_match_id_seq') AS id
                              FROM jsonb_array_elements(%(rows)s::jsonb) row, log),
                        matches AS (
                            INSERT INTO ar_match
                            SELECT match.*
                              FROM own
                              JOIN account_bank_statement_line line
                                   ON line.id = (row ->> 'statement_line_id')::int
                              JOIN account_move move ON move.id = line.move_id,
                                   jsonb_populate_record(NULL::ar_match, row || jsonb_build_object(
                                   'id', own.id, 'company_id', line.company_id, 'date', move.date,
                                   'journal_id', line.journal_id, 'amount', line.amount)) match
                         RETURNING id, company_id)
                   INSERT INTO ar_match_allocation
                   SELECT allocation.*
                     FROM own
                     JOIN matches USING (id),
                          jsonb_array_elements(row -> 'allocation_ids') part,
                          jsonb_populate_record(NULL::ar_match_allocation,
                          part || log || jsonb_build_object('match_id', own.id, 'company_id',
                          company_id, 'id', nextval('ar_match_allocation_id_seq'))) allocation""",
                user=self.env.uid,
                rows=json.dumps(rows),
            )
        )


def _columns(model, values):
    """Those that stand in a column, where only a yes-or-no may be False."""
    return {
        name: None if value is False and field.type != "boolean" else value
        for name, value in values.items()
        if (field := model._fields[name]).column_type
    }
