from typing import NamedTuple

from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.fields import Domain

ROLES = [("clerk", "Payables clerk"), ("manager", "Finance manager"), ("senior", "Management")]
# Who is asked instead, if nobody has that role: never somebody higher up.
INSTEAD = {
    "clerk": ("clerk", "invoice", "firm"),
    "manager": ("manager", "clerk", "invoice", "firm"),
    "senior": ("senior", "manager", "clerk", "invoice", "firm"),
}
OURS = "ar_collections.group_collector,ar_collections.group_treasurer"


class Addressee(NamedTuple):
    """Who is written to or called, the number or address used, and why this one."""

    partner: models.BaseModel
    address: str
    reason: str
    stands_in: bool = False


class ResPartner(models.Model):
    """Who is who at a customer, and what a collector must know before calling."""

    _inherit = "res.partner"

    ar_contact_role = fields.Selection(
        ROLES,
        "Role in collections",
        groups=OURS,
        help="Whom reminders and calls go to, apart from the address for invoices.",
    )
    ar_sole_trader = fields.Boolean(
        "Sole trader",
        groups=OURS,
        help="A person trading in the own name: stricter rules apply to letters and lawsuits.",
    )
    ar_key_account = fields.Boolean(
        "Key account", company_dependent=True, groups=OURS, help="Handled with special care."
    )
    ar_contacts_per_week = fields.Integer(
        "Most contacts a week",
        company_dependent=True,
        groups=OURS,
        help="0: as many as the company allows. Calls that reach nobody do not count.",
    )
    ar_contact_count = fields.Integer("Contacts", compute="_compute_ar_contact_count", groups=OURS)
    ar_hold_ids = fields.One2many("ar.hold", "partner_id", "Holds", groups=OURS)
    ar_people_ids = fields.One2many("res.partner", "parent_id", "Who is who", groups=OURS)
    ar_hold_notice = fields.Char("On hold", compute="_compute_ar_hold_notice", groups=OURS)
    ar_hold_kind = fields.Char(compute="_compute_ar_hold_notice", groups=OURS)

    def _compute_ar_contact_count(self):
        counts = dict(
            self.env["ar.contact"]._read_group(
                [("partner_id", "in", self.commercial_partner_id.ids)], ["partner_id"], ["__count"]
            )
        )
        for partner in self:
            partner.ar_contact_count = counts.get(partner.commercial_partner_id, 0)

    @api.depends_context("company")
    def _compute_ar_hold_notice(self):
        """The gravest hold of everything, in words; those of one channel stand in the list."""
        Hold = self.env["ar.hold"]
        held = Hold._held(self)
        for partner in self:
            hold = held.get(partner.id)
            partner.ar_hold_notice = hold and hold.with_env(partner.env)._sentence()
            partner.ar_hold_kind = hold and hold.kind

    # === WHO IS ADDRESSED === #

    def _ar_contact(self, role, channel, company=None):
        """Whom to address at this customer: an :class:`Addressee`; its partner empty if nobody."""
        self.ensure_one()
        return self._ar_contacts(role, channel, company)[self.id]

    def _ar_contacts(self, role, channel, company=None):
        """The same of many customers: ``{id: Addressee}``; three queries whatever their number."""
        firms = self.commercial_partner_id
        people = (
            self.env["res.partner"]
            .sudo()
            .search(
                Domain("commercial_partner_id", "in", firms.ids)
                & Domain("id", "not in", firms.ids)
                & Domain("company_id", "in", (False, (company or self.env.company).id))
                & (Domain("ar_contact_role", "!=", False) | Domain("type", "=", "invoice")),
                order="id",
            )
        )
        held = self.env["ar.hold"]._held(people | firms, channel, company=company)
        by_firm = people.grouped("commercial_partner_id")
        return {
            customer.id: customer._ar_choose(
                role, channel, by_firm.get(customer.commercial_partner_id, people.browse()), held
            )
            for customer in self
        }

    def _ar_choose(self, role, channel, people, held):
        """The first with that role who has an address for the channel and is not on hold."""
        firm = self.commercial_partner_id.sudo()
        for wanted in INSTEAD[role]:
            for person in firm if wanted == "firm" else people._ar_with_role(wanted):
                address = person._ar_address(channel)
                if address and person.id not in held:
                    reason = self._ar_why(role, wanted, channel)
                    return Addressee(person.with_env(self.env), address, reason, wanted != role)
        return Addressee(self.browse(), "", self._ar_nobody(firm, channel, held))

    def _ar_with_role(self, role):
        if role == "invoice":
            return self.filtered(lambda person: person.type == "invoice")
        return self.filtered(lambda person: person.ar_contact_role == role)

    def _ar_address(self, channel):
        """The number or address for the channel; empty if there is none."""
        if channel == "email":
            return self.email or ""
        if channel in ("call", "sms"):
            return self.phone or ""
        if channel == "letter":
            has_address = self.city and (self.street or self.zip)
            return "\n".join(self._ar_address_lines()) if has_address else ""
        return self.name or ""

    def _ar_address_lines(self):
        """The address as it stands in the window of an envelope: six lines at most."""
        firm = self.commercial_partner_id
        names = [firm.name] if firm.name != self.name else []
        names += [self.name] if self.name else []
        town = " ".join(filter(None, (self.zip, self.city)))
        home = self.env.company.country_id
        country = self.country_id if self.country_id and self.country_id != home else None
        lines = [*names, self.street, self.street2, town, country and country.name.upper()]
        return [line for line in lines if line]

    def _ar_why(self, role, chosen, channel):
        """Why this one: the role that was asked for, or who stands in for it."""
        words = {
            **dict(self._fields["ar_contact_role"]._description_selection(self.env)),
            "invoice": self.env._("Address for invoices"),
            "firm": self.env._("The firm itself"),
        }
        if role == chosen:
            return words[role]
        return self.env._(
            "%(instead)s: nobody is set as %(role)s with %(address)s",
            instead=words[chosen],
            role=words[role],
            address=self._ar_address_word(channel),
        )

    def _ar_nobody(self, firm, channel, held):
        """Why nobody: on hold, or no address."""
        if firm.id in held:
            return held[firm.id].with_env(self.env)._sentence()
        return self.env._(
            "Nobody at %(firm)s has %(address)s that may be used.",
            firm=firm.name,
            address=self._ar_address_word(channel),
        )

    def _ar_address_word(self, channel):
        words = {
            "email": self.env._("an e-mail address"),
            "call": self.env._("a phone number"),
            "sms": self.env._("a phone number"),
            "letter": self.env._("a postal address"),
        }
        return words.get(channel, self.env._("a name"))

    # === BUTTONS === #

    def action_ar_contacts(self):
        """All that was said with this customer."""
        self.ensure_one()
        action = self.env["ir.actions.act_window"]._for_xml_id("ar_collections.ar_contact_action")
        firm = self.commercial_partner_id
        return {
            **action,
            "domain": [("partner_id", "=", firm.id)],
            "context": {"default_partner_id": firm.id},
        }

    def action_ar_call(self):
        return self.env["ar.contact"]._ar_log_action(self, "call")

    def action_ar_email(self):
        """From the customer's case, where the answer comes in as well."""
        self.ensure_one()
        firm = self.commercial_partner_id
        case = self.env["ar.case"]._ar_cases_of(firm, self.env.company)
        if not case:
            raise UserError(
                self.env._("There is no case yet: %(who)s has never owed anything.", who=firm.name)
            )
        return case[firm, self.env.company].with_env(self.env).action_email()

    def action_ar_letter(self):
        return self.env["ar.contact"]._ar_letter_action(self)

    def action_ar_hold(self):
        return self.env["ar.hold"]._ar_set_action(self)
