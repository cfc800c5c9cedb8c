from datetime import UTC, datetime

import pytz
from odoo import api, fields, models
from odoo.tools import format_time

FROM, TO = 8, 18
# A country whose clocks differ by no more than this has one time, but for its islands.
NEARLY_ONE = 3600


class ArCase(models.Model):
    """What is to be known before the customer is called: by which number, in which language, and
    whether it is night there.
    """

    _inherit = "ar.case"

    customer_lang = fields.Selection(related="partner_id.lang", string="Language")
    contact_name = fields.Char("Ask for", compute="_compute_contact_numbers")
    contact_phone = fields.Char("Number to call", compute="_compute_contact_numbers")
    contact_email = fields.Char("Address to write to", compute="_compute_contact_numbers")
    local_time = fields.Char("Time there", compute="_compute_local_time")
    is_office_hour = fields.Boolean(
        compute="_compute_local_time", help="From Monday to Friday, 8 to 18 o'clock there."
    )

    @api.depends("contact_id")
    def _compute_contact_numbers(self):
        """Of the payables clerk; where the clerk has none, the firm's own."""
        for case in self:
            person = case.contact_id if case.contact_id != case.partner_id else None
            case.contact_name = person and person.name
            case.contact_phone = case.contact_id.phone or case.phone
            case.contact_email = case.contact_id.email or case.email

    @api.depends("partner_id.country_id", "partner_id.tz")
    @api.depends_context("lang")
    def _compute_local_time(self):
        now = fields.Datetime.now().replace(tzinfo=UTC)
        for case in self:
            partner = case.partner_id
            there = time_there(now, partner.country_id.code, partner.tz)
            case.local_time = there and case._told(there)
            working = there and there.weekday() < 5 and FROM <= there.hour < TO
            case.is_office_hour = bool(working)

    def _told(self, there):
        """The time, and the day where it is no working day."""
        time = format_time(self.env, there.time(), time_format="short")
        if there.weekday() >= 5:
            return self.env._("%(time)s, weekend", time=time)
        if there.hour < FROM:
            return self.env._("%(time)s, before office hours", time=time)
        if there.hour >= TO:
            return self.env._("%(time)s, after office hours", time=time)
        return time


def time_there(now, country, own):
    """The clock of a customer; ``None`` in a country with several times, unless its own is known.

    Everybody is created with the time zone of whoever creates them, so it counts only where it is
    one of the country's.
    """
    zones = pytz.country_timezones.get(country or "", ())
    if own in zones:
        zones = (own,)
    clocks = [now.astimezone(pytz.timezone(zone)) for zone in zones]
    offsets = [clock.utcoffset().total_seconds() for clock in clocks]
    if not clocks or max(offsets) - min(offsets) > NEARLY_ONE:
        return None
    return datetime.combine(clocks[0].date(), clocks[0].time())
