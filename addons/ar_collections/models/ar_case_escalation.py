from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError
from odoo.fields import Domain
from odoo.tools import format_date, split_every

from ..engine.escalation import Standing, next_step
from .ar_escalation_level import DEFAULT_TYPE

# Written by the actions alone.
ESCALATION = {"escalation_level_id", "escalated_on", "escalation_why", "escalated_by_id"}
# Cases between two commits of the nightly job.
AT_ONCE = 100
# What a customer waits for while nobody else needs to be asked.
WAITS_FOR = ("promised", "disputed", "unapplied", "held")


class ArCase(models.Model):
    """A case goes up from one level of people to the next, and comes back when it is paid."""

    _inherit = "ar.case"

    escalation_level_id = fields.Many2one(
        "ar.escalation.level",
        "Escalated to",
        readonly=True,
        copy=False,
        index="btree_not_null",
        ondelete="set null",
    )
    escalated_on = fields.Date("Escalated on", readonly=True, copy=False)
    escalation_why = fields.Char("Why it was escalated", readonly=True, copy=False)
    escalated_by_id = fields.Many2one(
        "res.users",
        "Escalated by",
        readonly=True,
        copy=False,
        ondelete="set null",
        help="Empty: by its thresholds.",
    )

    def write(self, vals):
        if not self.env.su and vals.keys() & ESCALATION:
            raise AccessError(self.env._("A case is escalated with its button, which asks why."))
        return super().write(vals)

    # === BY HAND === #

    def action_escalate(self):
        """Ask whom, and why."""
        self.check_access("write")
        if not self.filtered(lambda case: case.state == "open"):
            raise UserError(self.env._("Nothing is open of this customer: nobody has to be asked."))
        if len(self.company_id) > 1:
            raise UserError(self.env._("Choose cases of one company: each has levels of its own."))
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Escalate"),
            "res_model": "ar.escalation",
            "view_mode": "form",
            "target": "new",
            "context": {"default_case_ids": self.ids},
        }

    def _next_level(self):
        """The level above the highest of these cases; the highest has none above it."""
        levels = self.env["ar.escalation.level"].search(
            [("company_id", "=", self.company_id[:1].id)]
        )
        reached = [
            levels.ids.index(key) for key in self.escalation_level_id.ids if key in levels.ids
        ]
        above = max(reached, default=-1) + 1
        return levels[above : above + 1] or levels[-1:]

    def _escalate_by_hand(self, level, why):
        self.check_access("write")
        self.sudo()._escalate(level, {case.id: why for case in self}, self.env.user)

    def _back_by_hand(self, why):
        """It is with whoever is responsible again."""
        self.check_access("write")
        escalated = self.filtered("escalation_level_id").sudo()
        if not escalated:
            raise UserError(self.env._("It is not escalated."))
        escalated._fall_back(why)

    # === BY ITS THRESHOLDS === #

    @api.model
    def _cron_escalate(self):
        """Once a night each company: who is next, and who is not asked any more."""
        progress = self.env["ir.cron"]._commit_progress
        companies = self.env["res.company"].search([])  # pylint: disable=no-search-all
        waiting = [
            (company, steps)
            for company in companies
            if (steps := self.with_company(company)._steps(company))
        ]
        progress(remaining=sum(len(steps) for _company, steps in waiting))
        for company, steps in waiting:
            for some in split_every(AT_ONCE, steps, list):
                self.with_company(company)._take(some)
                if not progress(len(some)):
                    return

    @api.model
    def _steps(self, company):
        """The cases that move, each with its step; as many queries for a thousand as for one."""
        levels = self.env["ar.escalation.level"].search([("company_id", "=", company.id)])
        today, ladder = company._ar_today(), levels._to_levels()
        cases = self.search(
            Domain("company_id", "=", company.id)
            & (
                Domain("escalation_level_id", "!=", False)
                | Domain([("state", "=", "open"), ("amount_overdue", ">", 0)])
            ),
            order="id",
        )
        steps = ((case, next_step(ladder, case._standing(), today)) for case in cases)
        return [(case.id, step) for case, step in steps if step]

    def _standing(self):
        return Standing(
            overdue=self.amount_overdue if self.state == "open" else 0.0,
            days=self.oldest_days,
            broken=self.broken_promises,
            waits=self._waits(),
            level=self.escalation_level_id.id or None,
            since=self.escalated_on or None,
            by_hand=bool(self.escalated_by_id),
        )

    def _waits(self):
        covered = self.promised + self.disputed + self.unapplied
        worked = self.list_reason == "worked" and covered >= self.amount_overdue
        return bool(self.held) or self.list_reason in WAITS_FOR or worked

    @api.model
    def _take(self, steps):
        """Cases that have gone meanwhile are left out."""
        alive = self.browse([key for key, _step in steps]).exists()
        by_level = {}
        for key, step in steps:
            if self.browse(key) in alive:
                by_level.setdefault(step.level, []).append((self.browse(key), step))
        for level, moved in by_level.items():
            cases = self.union(*(case for case, _step in moved))
            if not level:
                cases._fall_back(self.env._("paid, or less than the thresholds"))
                continue
            why = {case.id: case._causes_in_words(step.causes) for case, step in moved}
            cases._escalate(self.env["ar.escalation.level"].browse(level), why)

    def _causes_in_words(self, causes):
        count = self.broken_promises
        sentences = {
            "days": lambda: self.env._("oldest item %(days)s days late", days=self.oldest_days),
            "broken": lambda: (
                self.env._("1 broken promise")
                if count == 1
                else self.env._("%(count)s broken promises", count=count)
            ),
            "amount": lambda: self.env._(
                "%(amount)s overdue", amount=self._money("amount_overdue")
            ),
            "time": lambda: self.env._(
                "nothing came of it since %(day)s", day=format_date(self.env, self.escalated_on)
            ),
        }
        return ", ".join(sentences[cause]() for cause in causes)

    # === UP AND BACK === #

    def _escalate(self, level, why, by=None):
        """These cases come to a level; its people are asked, each once for each case."""
        substitutes = self.env["ar.absence"]._substitutes()
        notes, asked = {}, []
        for case in self:
            people = level._people(case)
            people = self.env["res.users"].union(
                *(substitutes.get(person, person) for person in people)
            )
            asked += [case._ask(level, person, why[case.id]) for person in people]
            notes[case.id] = self._escalated_in_words(level, people, why[case.id])
            case.escalation_why = why[case.id]
        self.write(
            {
                "escalation_level_id": level.id,
                "escalated_on": fields.Date.context_today(self),
                "escalated_by_id": by and by.id,
            }
        )
        self.env["mail.activity"].with_context(mail_activity_quick_update=True).create(asked)
        self._message_log_batch(bodies=notes)

    def _escalated_in_words(self, level, people, why):
        return self.env._(
            "Escalated to %(level)s (%(people)s): %(why)s",
            level=level.name,
            people=", ".join(people.mapped("name")) or self.env._("nobody there"),
            why=why,
        )

    def _ask(self, level, person, why):
        """An activity on the case; on the customer, for whoever does not read cases."""
        reads = self.with_user(person).has_access("read")
        record = self if reads else self.partner_id
        return {
            "res_model_id": self.env["ir.model"]._get_id(record._name),
            "res_id": record.id,
            "activity_type_id": (level.activity_type_id or self.env.ref(DEFAULT_TYPE)).id,
            "summary": level.asks or self.env._("%(level)s: what is to be done?", level=level.name),
            "note": self.env._(
                "%(customer)s: %(amount)s overdue. %(why)s",
                customer=self.partner_id.display_name,
                amount=self._money("amount_overdue"),
                why=why,
            ),
            "user_id": person.id,
            "date_deadline": fields.Date.context_today(self),
            "automated": True,
        }

    def _fall_back(self, why):
        """Nobody is asked any more; what they were asked for is over."""
        notes = {
            case.id: self.env._(
                "Not escalated any more (%(level)s): %(why)s",
                level=case.escalation_level_id.name,
                why=why,
            )
            for case in self
        }
        self.write(dict.fromkeys(ESCALATION, False))
        places = Domain([("res_model", "=", "ar.case"), ("res_id", "in", self.ids)]) | Domain(
            [("res_model", "=", "res.partner"), ("res_id", "in", self.partner_id.ids)]
        )
        mine = Domain("activity_type_id", "=", self.env.ref(DEFAULT_TYPE).id)
        self.env["mail.activity"].search(places & mine & Domain("automated", "=", True)).unlink()
        self._message_log_batch(bodies=notes)
