import base64

from odoo import fields, models
from odoo.exceptions import UserError

from ..engine.handover_report import read_report
from ..models.ar_handover import LIVE

MOST_BYTES = 5 * 1024 * 1024
# Problems that are named at once.
MOST_NAMED = 20


class ArHandoverReport(models.TransientModel):
    """A file in which an agency says what became of its items: all of it is taken, or nothing."""

    _name = "ar.handover.report"
    _description = "Status from an Agency"

    company_id = fields.Many2one(
        "res.company", required=True, default=lambda self: self.env.company
    )
    file = fields.Binary("File (CSV)", required=True)
    file_name = fields.Char()

    def action_import(self):
        self.ensure_one()
        content = base64.b64decode(self.file or b"")
        if len(content) > MOST_BYTES:
            raise UserError(self.env._("The file is larger than 5 MB: split it."))
        rows, found = read_report(content)
        problems = [(each.line, self._in_words(each)) for each in found]
        items = self._items_of(rows)
        for row in rows:
            if why := self._why_not(row, items.get(row.reference)):
                problems.append((row.line, why))
        if problems:
            raise UserError(self._refusal(sorted(problems)))
        return self._take(rows, items)

    def _items_of(self, rows):
        found = self.env["ar.handover.item"].search(
            [
                ("reference", "in", [row.reference for row in rows]),
                ("company_id", "=", self.company_id.id),
            ]
        )
        return {item.reference: item for item in found}

    def _why_not(self, row, item):
        """What is wrong with a row that can be read."""
        if not item:
            return self.env._("nothing was handed over as “%s”", row.reference)
        if item.state not in LIVE:
            return self.env._("%s is not with an agency", item.reference)
        if item.status == "returned" and row.status != "returned":
            return self.env._("%s came back before", item.reference)
        if (
            row.amount is not None
            and item.currency_id.compare_amounts(float(row.amount), item.amount) > 0
        ):
            return self.env._(
                "%(amount)s is more than was handed over (%(most)s)",
                amount=row.amount,
                most=item.currency_id.format(item.amount),
            )
        if row.status == "part" and not row.amount:
            return self.env._("part of it was collected: how much?")
        if row.day and row.day > self.company_id._ar_today():
            return self.env._("%s is still to come", row.day)
        return None

    def _in_words(self, problem):
        text = problem.text
        sentences = {
            "file": lambda: self.env._("this is no CSV file %s", text),
            "columns": lambda: self.env._(
                "the first line has to name the columns reference and status"
            ),
            "rows": lambda: self.env._("no more than %s rows at once", text),
            "reference": lambda: self.env._("the reference is missing"),
            "twice": lambda: self.env._("“%s” is there twice", text),
            "status": lambda: self.env._(
                "the status “%s” is not known: open, part collected, collected, returned", text
            ),
            "amount": lambda: self.env._(
                "“%s” is not an amount that can be read in one way only", text
            ),
            "fee": lambda: self.env._("“%s” is not a fee that can be read in one way only", text),
            "date": lambda: self.env._("“%s” is not a date: write 2026-03-31 or 31.03.2026", text),
        }
        return sentences[problem.kind]()

    def _refusal(self, problems):
        lines = [
            self.env._("Line %(line)s: %(why)s.", line=line, why=why)
            for line, why in problems[:MOST_NAMED]
        ]
        if len(problems) > MOST_NAMED:
            lines.append(self.env._("and %s more", len(problems) - MOST_NAMED))
        head = self.env._("Nothing was taken over; correct the file and give it again.")
        return "\n".join([head, "", *lines])

    def _take(self, rows, items):
        """Nobody else takes them meanwhile; each hand-over follows once."""
        taken = self.env["ar.handover.item"].union(*items.values())
        handovers = taken.handover_id
        handovers.check_access("write")
        handovers.lock_for_update()
        for row in rows:
            items[row.reference].with_context(ar_follows=True).write(self._values(row, items))
        for handover in handovers:
            count = len(taken.filtered(lambda item, one=handover: item.handover_id == one))
            handover._message_log(
                body=self.env._(
                    "Status of %(count)s items from %(file)s",
                    count=count,
                    file=self.file_name or "",
                )
            )
        handovers._follow()
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Hand-overs with news"),
            "res_model": "ar.handover",
            "view_mode": "list,form",
            "domain": [("id", "in", handovers.ids)],
        }

    def _values(self, row, items):
        item = items[row.reference]
        values = {
            "status": row.status,
            "reported_on": row.day or item.reported_on or self.company_id._ar_today(),
        }
        if row.amount is not None:
            values["recovered"] = float(row.amount)
        elif row.status == "collected":
            values["recovered"] = item.amount
        if row.fee is not None:
            values["fee"] = float(row.fee)
        return values
