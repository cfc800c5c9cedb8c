import base64
import time
from collections import Counter

from dateutil.relativedelta import relativedelta
from odoo import api, fields, models
from odoo.exceptions import UserError

from ..engine import Ambiguous, Matched
from .ar_backtest_line import VERDICTS

# Seconds after which a person who waits for the answer gets what there is so far.
PATIENCE = 60
# Lines of the result kept in one go.
KEEP_AT_ONCE = 1000


class ArBacktest(models.TransientModel):
    """Payments of the past decided again: what would have been posted, and how it was booked."""

    _name = "ar.backtest"
    _description = "Backtest"

    company_id = fields.Many2one(
        "res.company", required=True, default=lambda self: self.env.company
    )
    policy_id = fields.Many2one(
        "ar.match.policy", help="The policy that is to post by itself; without one, all of them."
    )
    months = fields.Integer(default=6, required=True)
    done = fields.Boolean(readonly=True)
    in_time = fields.Boolean(readonly=True)
    first_day = fields.Date("From", readonly=True)
    last_day = fields.Date("To", readonly=True)
    line_ids = fields.One2many("ar.backtest.line", "backtest_id", readonly=True)
    payment_count = fields.Integer("Payments", compute="_compute_result")
    posted_count = fields.Integer("Posted", compute="_compute_result")
    wrong_count = fields.Integer("Posted otherwise", compute="_compute_result")
    result = fields.Html(compute="_compute_result", sanitize=False)
    waiting_policy_count = fields.Integer(compute="_compute_waiting_policy_count")
    csv_file = fields.Binary("CSV", compute="_compute_csv_file")

    def _compute_display_name(self):
        self.display_name = self.env._("Backtest")

    @api.depends("line_ids.tier", "line_ids.verdict")
    def _compute_result(self):
        for record in self:
            counts = Counter((line.tier or "", line.verdict) for line in record.line_ids)
            record.payment_count = counts.total()
            record.wrong_count = _of_verdicts(counts, "wrong")
            record.posted_count = _of_verdicts(counts, "right", "wrong")
            record.result = record.env["ir.qweb"]._render(
                "ar_collections.backtest_result",
                {
                    "rows": record._by_kind(counts),
                    "verdicts": record._labels("verdict"),
                    "said": record._in_a_sentence(counts),
                },
            )

    def _compute_waiting_policy_count(self):
        for record in self:
            record.waiting_policy_count = len(record._waiting_policies())

    def _waiting_policies(self):
        """The policies that may be switched on, and do not post yet."""
        policies = self.policy_id or self.env["ar.match.policy"].search(
            [("company_id", "=", self.company_id.id)]
        )
        return policies.filtered(lambda policy: not policy.post)

    def _compute_csv_file(self):
        for record in self:
            rows = record.line_ids.read(record.line_ids._csv_columns, load="")
            record.csv_file = base64.b64encode(record.line_ids._to_csv(rows).encode())

    # === DECIDE AGAIN === #

    def action_run(self):
        """Replay the months; the newest first, as far as the time goes."""
        self.ensure_one()
        if self.months < 1:
            raise UserError(self.env._("Choose one month or more."))
        if self.company_id not in self.env.companies:
            raise UserError(
                self.env._("Switch to %(company)s first.", company=self.company_id.name)
            )
        self.line_ids.sudo().unlink()
        since = fields.Date.context_today(self) - relativedelta(months=self.months)
        deadline = time.monotonic() + PATIENCE
        rows, in_time = [], True
        for row in self.sudo()._decided_again(self.company_id, since):
            if time.monotonic() > deadline and rows and row["date"] != rows[-1]["date"]:
                in_time = False
                break
            rows.append({**row, "backtest_id": self.id})
        for start in range(0, len(rows), KEEP_AT_ONCE):
            self.line_ids.sudo().create(rows[start : start + KEEP_AT_ONCE])
        days = [row["date"] for row in rows]
        self.write(
            {
                "done": True,
                "in_time": in_time,
                "first_day": min(days, default=since) if not in_time else since,
                "last_day": max(days, default=False),
            }
        )

    @api.model
    def _decided_again(self, company, since):
        """Each payment since a day, decided again: values of ``ar.backtest.line``."""
        company = company.with_company(company)
        Line, Match = self.env["account.bank.statement.line"], self.env["ar.match"]
        for replayed in company._ar_replay(since):
            line = Line.browse(replayed.past.payment.key)
            decision, first = replayed.decision, _first(replayed.decision)
            yield {
                "statement_line_id": line.id,
                "date": line.date,
                "payer": line.partner_name,
                "label": line.payment_ref,
                "amount": line.amount,
                "currency_id": line.currency_id.id,
                "tier": replayed.tier or False,
                "verdict": replayed.verdict,
                "proposed": self._as_text(_amounts(first)) if first else False,
                "booked": self._as_text(replayed.past.closed),
                "reasons": Match._in_words(
                    dict.fromkeys((*(first.evidence if first else ()), *decision.evidence))
                ),
            }

    def _as_text(self, amounts):
        """Documents and amounts, one a line."""
        items = self.env["account.move.line"].browse(amounts)
        return "\n".join(
            " ".join(filter(None, (item.move_name, str(amounts[item.id] or "")))) for item in items
        )

    # === SHOW === #

    def _labels(self, name):
        field = self.env["ar.backtest.line"]._fields[name]
        return dict(field._description_selection(self.env))

    def _by_kind(self, counts):
        """A row for each kind of evidence: name, count of each verdict, and the sum."""
        kinds = {**self._labels("tier"), "": self.env._("Nothing found")}
        rows = []
        for tier, name in kinds.items():
            of_kind = {verdict: counts[tier, verdict] for verdict, _label in VERDICTS}
            if any(of_kind.values()):
                rows.append({"name": name, "counts": of_kind, "sum": sum(of_kind.values())})
        sums = {verdict: _of_verdicts(counts, verdict) for verdict, _label in VERDICTS}
        rows.append({"name": self.env._("All"), "counts": sums, "sum": counts.total()})
        return rows

    def _in_a_sentence(self, counts):
        """The two figures that decide: how much would be posted, and how often wrongly."""
        count, wrong = counts.total(), _of_verdicts(counts, "wrong")
        posted = _of_verdicts(counts, "right", "wrong")
        if not count:
            return self.env._("No reconciled payment of a customer was found in these months.")
        if not posted:
            return self.env._("None of %(count)s payments would have been posted.", count=count)
        share = f"{100 * posted / count:.1f}"
        if not wrong:
            return self.env._(
                "%(share)s %% of %(count)s payments would have been posted, all of them as booked.",
                share=share,
                count=count,
            )
        return self.env._(
            "%(share)s %% of %(count)s payments would have been posted; 1 in %(one_in)s of them "
            "otherwise than it was booked.",
            share=share,
            count=count,
            one_in=round(posted / wrong),
        )

    def action_open_lines(self):
        """All payments that were decided again."""
        self.ensure_one()
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "ar_collections.ar_backtest_line_action"
        )
        return {**action, "domain": [("backtest_id", "=", self.id)]}

    def action_open_wrong(self):
        """Those that would have been posted otherwise than they were booked."""
        return {**self.action_open_lines(), "context": {"search_default_wrong": 1}}

    def action_download(self):
        self.ensure_one()
        return {
            "type": "ir.actions.act_url",
            "url": f"/web/content/{self._name}/{self.id}/csv_file/backtest.csv?download=true",
            "target": "self",
        }

    def action_post_by_itself(self):
        """The result convinced: what is certain is posted from now on."""
        self.ensure_one()
        self._waiting_policies().write({"post": True})
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "ar_collections.ar_match_policy_action"
        )
        return {**action, "target": "main"}


def _of_verdicts(counts, *verdicts):
    return sum(count for (_tier, verdict), count in counts.items() if verdict in verdicts)


def _first(decision):
    """What a decision proposes, the best first."""
    if isinstance(decision, Ambiguous):
        return decision.candidates[0]
    return decision if isinstance(decision, Matched) else None


def _amounts(matched):
    """By item what is paid of it, and what else closes it."""
    amounts = {each.item: str(each.amount) for each in matched.allocations}
    for each in matched.adjustments:
        if each.kind != "deduction":
            amounts[each.item] = f"{amounts.get(each.item, 0)} + {each.amount}"
    return amounts
