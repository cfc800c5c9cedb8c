import csv
import io

from odoo import api, fields, models

# Signs with which a cell begins that a spreadsheet would calculate.
FORMULA = ("=", "+", "-", "@", "\t", "\r")
VERDICTS = [
    ("right", "Posted as booked"),
    ("wrong", "Posted otherwise"),
    ("first", "Suggested as booked"),
    ("other", "Suggested otherwise"),
    ("left", "Left open"),
]


class ArBacktestLine(models.TransientModel):
    """One payment of the past decided again."""

    _name = "ar.backtest.line"
    _description = "Backtest Payment"
    _order = "date desc, id"
    _rec_name = "label"

    _csv_columns = (
        "date",
        "payer",
        "label",
        "amount",
        "currency_id",
        "tier",
        "verdict",
        "proposed",
        "booked",
        "reasons",
    )

    backtest_id = fields.Many2one("ar.backtest", required=True, ondelete="cascade", index=True)
    statement_line_id = fields.Many2one(
        "account.bank.statement.line", "Payment", ondelete="cascade", readonly=True
    )
    date = fields.Date(readonly=True)
    payer = fields.Char(readonly=True)
    label = fields.Char("Text", readonly=True)
    amount = fields.Monetary(readonly=True)
    currency_id = fields.Many2one("res.currency", readonly=True)
    tier = fields.Selection(
        selection=lambda self: (
            self.env["ar.match"]._fields["tier"]._description_selection(self.env)
        ),
        string="Kind of evidence",
        readonly=True,
    )
    verdict = fields.Selection(VERDICTS, "Result", readonly=True)
    proposed = fields.Text("Proposed now", readonly=True)
    booked = fields.Text("Booked then", readonly=True)
    reasons = fields.Text(readonly=True)

    def action_open_payment(self):
        self.ensure_one()
        return {
            "type": "ir.actions.act_window",
            "res_model": "account.move",
            "res_id": self.statement_line_id.move_id.id,
            "views": [(False, "form")],
        }

    # === CSV === #

    @api.model
    def _to_csv(self, rows):
        """The result for a spreadsheet; nothing that a payer wrote is calculated there."""
        out = io.StringIO()
        writer = csv.writer(out)
        writer.writerow(
            self._fields[name]._description_string(self.env) for name in self._csv_columns
        )
        for row in rows:
            writer.writerow(self._cell(name, row[name]) for name in self._csv_columns)
        return out.getvalue()

    def _cell(self, name, value):
        if name in ("tier", "verdict"):
            return dict(self._fields[name]._description_selection(self.env)).get(value, "")
        if name == "currency_id":
            return self.env["res.currency"].browse(value or False).name or ""
        if not isinstance(value, str):
            return value or ""
        value = value.replace("\n", "; ")
        return f"'{value}" if value.startswith(FORMULA) else value
