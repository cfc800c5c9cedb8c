from datetime import datetime, time, timedelta

from odoo import api, models
from odoo.exceptions import UserError
from odoo.fields import Domain
from odoo.tools import format_date

# Channels in which we turn to somebody; a note disturbs nobody.
OUTGOING = ("letter", "email", "sms", "call", "meeting")
WEEK = timedelta(days=7)


class ArContact(models.Model):
    """When a customer must be left in peace: on hold, or contacted often enough this week."""

    _inherit = "ar.contact"

    @api.model
    def _refuse_outgoing(self, company, people, channel, items=None, today=None):
        """Refuse to turn to these people in this way, with the reason and who may allow it.

        ``people``: customers or persons at them; ``items``: what it is about.
        """
        today = today or company._ar_today()
        obstacles = self._obstacles(company, people, channel, today)
        for person in people:
            if person.id in obstacles:
                raise UserError(obstacles[person.id])
        held = self.env["ar.hold"]._held(items, channel, today) if items else {}
        if held:
            hold = next(iter(held.values())).with_env(self.env)
            raise UserError(
                self.env._("Leave out what is on hold. %(sentence)s", sentence=hold._sentence())
            )

    @api.model
    def _obstacles(self, company, people, channel, today):
        """What forbids to turn to each of these people: ``{id: sentence}``; five queries."""
        held = self.env["ar.hold"]._held(people, channel, today, company)
        free = people.filtered(lambda person: person.id not in held)
        return {
            **{key: hold.with_env(self.env)._sentence() for key, hold in held.items()},
            **self._over_limit(company, free, today),
        }

    @api.model
    def _over_limit(self, company, people, today):
        """Who was contacted often enough in the last seven days: ``{id: sentence}``."""
        firms = people.commercial_partner_id.with_company(company).sudo()
        limits = {
            firm.id: limit
            for firm in firms
            if (limit := max(0, firm.ar_contacts_per_week) or company.ar_contacts_per_week)
        }
        counted = self._counted(company, list(limits), today)
        return {
            person.id: self._often_enough(person, *counted[firm], today)
            for person in people
            if (firm := person.commercial_partner_id.id) in counted
            and counted[firm][0] >= limits[firm]
        }

    @api.model
    def _counted(self, company, customers, today):
        """How often each was contacted in the seven days up to today, and when first."""
        since = datetime.combine(today - WEEK + timedelta(days=1), time.min)
        domain = Domain(
            [
                ("company_id", "=", company.id),
                ("partner_id", "in", customers),
                ("direction", "=", "out"),
                ("channel", "in", OUTGOING),
                ("date", ">=", since),
                ("date", "<", datetime.combine(today, time.min) + timedelta(days=1)),
                ("corrected_by_ids", "=", False),
            ]
        )
        domain &= Domain("result_id", "=", False) | Domain("result_id.reached", "=", True)
        domain &= ~Domain("message_id", "in", self._failed_messages()) | Domain(
            "message_id", "=", False
        )
        return {
            partner.id: (count, first)
            for partner, count, first in self.sudo()._read_group(
                domain, ["partner_id"], ["__count", "date:min"]
            )
        }

    def _often_enough(self, person, count, first, today):
        again = max(first.date() + WEEK, today + timedelta(days=1))
        return self.env._(
            "%(customer)s was contacted %(count)s times in the last seven days, which is the most "
            "that is set. Next on %(day)s. A manager may allow more on the customer, under "
            "Collections.",
            customer=person.commercial_partner_id.name,
            count=count,
            day=format_date(self.env, again),
        )
