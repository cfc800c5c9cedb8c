from datetime import timedelta

from odoo import api, fields, models
from odoo.tools import format_date, formatLang

from .account_move_line import overdue_in_words


class ArCase(models.Model):
    """Why a case is where it is on the list, in the words of whoever reads it."""

    _inherit = "ar.case"

    score_why = fields.Text("Why it is ranked there", compute="_compute_score_why")
    list_why = fields.Char("Why is this here", compute="_compute_list_why")
    overdue_by = fields.Char(compute="_compute_overdue_by", help="Of the oldest open item.")
    next_on = fields.Date(
        "Next", compute="_compute_next_on", help="The agreed next step, or the day it waits for."
    )
    last_said = fields.Char(
        "Last contact and result", compute="_compute_last_said", help="Of the last contact."
    )
    next_said = fields.Char("Next action and its day", compute="_compute_next_said")
    expected_on = fields.Date(
        "Payment expected",
        compute="_compute_expected_on",
        help="The promised day; else the oldest due date and the days by which it is usually late.",
    )

    @api.depends("oldest_due", "state")
    @api.depends_context("tz")
    def _compute_overdue_by(self):
        today = fields.Date.context_today(self)
        for case in self:
            late = case.state == "open" and case.oldest_due
            case.overdue_by = late and overdue_in_words(case.env, (today - case.oldest_due).days)

    @api.depends("next_contact", "next_action_date")
    def _compute_next_on(self):
        for case in self:
            case.next_on = max(
                filter(None, (case.next_contact, case.next_action_date)), default=False
            )

    @api.depends("oldest_due", "usual_delay", "promised_until")
    def _compute_expected_on(self):
        today = fields.Date.context_today(self)
        for case in self:
            usual = case.oldest_due and case.oldest_due + timedelta(days=max(0, case.usual_delay))
            # Nobody knows when somebody pays who is later than ever.
            case.expected_on = case.promised_until or (usual and usual >= today and usual)

    @api.depends("last_contact", "last_result")
    @api.depends_context("lang", "tz")
    def _compute_last_said(self):
        today = fields.Date.context_today(self)
        for case in self:
            day = case.last_contact
            when = day and (self.env._("today") if day == today else _short(case.env, day))
            case.last_said = ": ".join(filter(None, (when, case.last_result)))

    @api.depends("next_action", "next_on")
    @api.depends_context("lang")
    def _compute_next_said(self):
        actions = dict(self._fields["next_action"]._description_selection(self.env))
        for case in self:
            day = case.next_on and _short(case.env, case.next_on)
            case.next_said = ", ".join(filter(None, (actions.get(case.next_action), day)))

    # === WORDS === #

    @api.depends("score_parts", "currency_id")
    @api.depends_context("lang")
    def _compute_score_why(self):
        for case in self:
            case.score_why = "\n".join(
                f"{points} / {most}  {case._part_in_words(kind, measure)}"
                for kind, points, most, measure in case.score_parts or ()
            )

    @api.depends("list_reason", "waiting_until", "score_parts", "next_contact")
    @api.depends_context("lang")
    def _compute_list_why(self):
        for case in self:
            case.list_why = case.list_reason and case._place_in_words()

    def _place_in_words(self):
        until = self.waiting_until
        day = until and format_date(self.env, until)
        sentences = {
            "overdue": lambda: self._strongest_in_words(),
            "due_soon": lambda: self.env._("due on %(day)s", day=day),
            "promised": lambda: (
                self.env._("promise in time until %(day)s", day=day)
                if day
                else self.env._("promised")
            ),
            "disputed": lambda: self.env._(
                "everything disputed: %(amount)s", amount=self._money("disputed")
            ),
            "unapplied": lambda: self.env._(
                "cash waiting to be applied: %(amount)s", amount=self._money("unapplied")
            ),
            "held": lambda: (
                self.env._("on hold until %(day)s", day=day) if day else self.env._("on hold")
            ),
            "next_action": lambda: self.env._("next action on %(day)s", day=day),
            "nothing_due": lambda: self.env._("nothing due until %(day)s", day=day),
            "worked": lambda: (
                self.env._("done; next on %(day)s", day=day)
                if day
                else self.env._("done for today")
            ),
        }
        return sentences[self.list_reason]()

    def _strongest_in_words(self):
        """Two parts of the score: first what no figure beside it tells, then amount and age."""
        parts = sorted(self.score_parts or (), key=lambda part: part[0] in ("overdue", "age"))[:2]
        words = [self._part_in_words(kind, measure) for kind, _points, _most, measure in parts]
        return ", ".join(words) or self.env._("overdue")

    def _part_in_words(self, kind, measure):
        count = int(measure)
        sentences = {
            "overdue": lambda: self.env._("%(amount)s overdue", amount=self._formatted(measure)),
            "age": lambda: (
                self.env._("1 day late")
                if count == 1
                else self.env._("oldest item %(days)s days late", days=count)
            ),
            "late_payer": lambda: self.env._("usually pays %(days)s days late", days=count),
            "broken_promise": lambda: (
                self.env._("1 broken promise")
                if count == 1
                else self.env._("%(count)s broken promises", count=count)
            ),
            "credit_limit": lambda: self.env._(
                "%(percent)s %% of the credit limit used", percent=round(measure * 100)
            ),
            "no_contact": lambda: self.env._("no contact for %(days)s days", days=count),
            "late_dispute": lambda: self.env._("a dispute %(days)s days over its date", days=count),
            "key_account": lambda: self.env._("key account"),
        }
        return sentences[kind]()

    def _money(self, name):
        return self._formatted(self[name])

    def _formatted(self, amount):
        return formatLang(self.env, amount, currency_obj=self.currency_id)


def _short(env, day):
    """Day and month, as the reader's language has them."""
    return format_date(env, day, date_format="d MMM")
