"""A statement of thousands of lines: Odoo would load all of them, with their entries and items."""

from odoo import api, models
from odoo.fields import Command, Domain
from odoo.tools import SQL, split_every

# Lines put into a statement in one transaction.
PUT_IN_AT_ONCE = 1000


class AccountBankStatement(models.Model):
    _inherit = "account.bank.statement"

    @api.model
    def _ar_create_with(self, values, lines):
        """Create a statement of these lines, the latest first, with what Odoo makes of it.

        A generator, resumed for each piece, of how many lines are in it: whoever posts payments
        meanwhile works on the same lines.
        """
        if not self._ar_are_new(lines):
            self.create({**values, "line_ids": [Command.set(lines.ids)]})
            yield len(lines)
            return
        # Where it stands and how it is called Odoo takes from the first and the last of its lines.
        statement = self.create({**values, "line_ids": [Command.set((lines[:1] + lines[-1:]).ids)]})
        yield from statement._ar_put_in_all(lines[1:-1], "balance_end_real" in values)

    def _ar_put_in_all(self, lines, is_closing_known):
        """Put lines between the first and the last of it, and add up: a generator as above."""
        for ids in split_every(PUT_IN_AT_ONCE, lines.ids):
            self._ar_put_in(lines.browse(ids))
            if ids[-1] == lines.ids[-1]:
                self._ar_add_up(is_closing_known)
            yield len(ids)

    def _ar_are_new(self, lines):
        """Whether nobody touched them since their import, and no other module takes part."""
        touched = Domain("state", "!=", "posted") | Domain("statement_id", "!=", False)
        return (
            len(lines) > 2
            and lines._ar_only_known_modules()
            and not lines.search_count(Domain("id", "in", lines.ids) & touched, limit=1)
        )

    def _ar_put_in(self, lines):
        """Say of the lines and of their items that they are in the statement."""
        self.env.flush_all()
        self.env.cr.execute(
            SQL(
                """WITH lines AS (
                            UPDATE account_bank_statement_line SET %(values)s
                             WHERE id = ANY(%(lines)s))
                   UPDATE account_move_line SET %(values)s WHERE statement_line_id = ANY(%(lines)s)""",
                values=SQL(
                    "statement_id = %s, write_uid = %s, write_date = now() AT TIME ZONE 'UTC'",
                    self.id,
                    self.env.uid,
                ),
                lines=lines.ids,
            )
        )
        lines._ar_forget()

    def _ar_add_up(self, is_closing_known):
        """What Odoo computes of all lines of a statement."""
        Line = self.env["account.bank.statement.line"]
        [(total,)] = Line._read_group([("statement_id", "=", self.id)], [], ["amount:sum"])
        end = self.currency_id.round(self.balance_start + total)
        known = self.balance_end_real if is_closing_known else end
        added_up = {
            "balance_end": end,
            "balance_end_real": known,
            "is_complete": not self.currency_id.compare_amounts(end, known),
        }
        with self.env.protecting([self._fields[name] for name in added_up], self):
            self.write(added_up)
