from markupsafe import Markup
from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.fields import Domain

# What tells who somebody is; the name of a firm's invoice address stays with its invoices.
PERSONAL = (
    "email",
    "phone",
    "function",
    "comment",
    "website",
    "image_1920",
    "street",
    "street2",
    "zip",
    "city",
)


class ArContactErasure(models.TransientModel):
    """Erase what is known of one person, on that person's request; the figures stay."""

    _name = "ar.contact.erasure"
    _description = "Erase a Person's Data"

    partner_id = fields.Many2one("res.partner", "Person", required=True)
    keep_address = fields.Boolean(compute="_compute_what")
    contact_count = fields.Integer("Contacts", compute="_compute_what")
    hold_count = fields.Integer("Holds", compute="_compute_what")
    message_count = fields.Integer("Messages and mails", compute="_compute_what")
    what = fields.Html("What will be done", compute="_compute_what")
    sure = fields.Boolean("I have checked who asks for it; it cannot be undone.")

    @api.depends("partner_id")
    def _compute_what(self):
        for erasure in self:
            contacts, holds = erasure._contacts(), erasure._holds()
            erasure.keep_address = erasure._is_invoiced()
            erasure.contact_count = len(contacts)
            erasure.hold_count = len(holds)
            erasure.message_count = len(contacts.message_id | erasure._messages())
            erasure.what = erasure.partner_id and erasure._sentences()

    def _sentences(self):
        """What goes and what stays, before anything is done."""
        words = {
            "contacts": self.contact_count,
            "holds": self.hold_count,
            "messages": self.message_count,
        }
        lines = [
            self.env._(
                "%(contacts)s contacts: name, number, address, text and letters are erased; dates, "
                "channels, results and documents they were about stay.",
                **words,
            ),
            self.env._("%(messages)s messages and mails are emptied.", **words),
            self.env._("%(holds)s holds lose their reason; they stay in force.", **words),
        ]
        if self.keep_address:
            lines.append(
                self.env._(
                    "Name and address stay: there are invoices to this person, which the law wants "
                    "to be kept."
                )
            )
        else:
            lines.append(
                self.env._("Name, address, numbers and picture are erased; it is archived.")
            )
        return Markup("<ul>%s</ul>") % Markup().join(Markup("<li>%s</li>") % x for x in lines)

    # === WHAT IS KNOWN OF THE PERSON === #

    def _contacts(self):
        """With the person, or with others of the firm where the text names them."""
        person = self.partner_id
        if not person:
            return self.env["ar.contact"]
        firm = person.commercial_partner_id
        domain = Domain("contact_id", "=", person.id)
        if person == firm:
            domain |= Domain("partner_id", "=", firm.id) & Domain("contact_id", "=", False)
        named = Domain.OR(
            Domain(field, "ilike", word)
            for field in ("text", "to_name", "next_step", "address")
            for word in filter(None, (person.name, person.email, person.phone))
        )
        here = Domain("company_id", "in", self.env.user.company_ids.ids)
        domain |= Domain("partner_id", "=", firm.id) & named
        return self.env["ar.contact"].sudo().search(here & domain & Domain("erased_on", "=", False))

    def _holds(self):
        here = Domain("company_id", "in", self.env.user.company_ids.ids)
        person = self.partner_id
        whose = Domain("contact_id", "=", person.id)
        if person and person == person.commercial_partner_id:
            whose |= Domain("partner_id", "=", person.id)
        return self.env["ar.hold"].sudo().search(here & whose & Domain("erased_on", "=", False))

    def _messages(self):
        """What stands in the person's own history, such as earlier addresses."""
        person = self.partner_id
        if not person or self._is_invoiced():
            return self.env["mail.message"]
        return (
            self.env["mail.message"]
            .sudo()
            .search([("model", "=", "res.partner"), ("res_id", "=", person.id)])
        )

    def _is_invoiced(self):
        person = self.partner_id
        Move = self.env["account.move"].sudo()
        return bool(
            person
            and Move.search_count(
                ["|", ("partner_id", "=", person.id), ("partner_shipping_id", "=", person.id)],
                limit=1,
            )
        )

    # === ERASE === #

    def action_erase(self):
        self.ensure_one()
        self._refuse()
        today = fields.Date.context_today(self)
        contacts, holds, cases = self._contacts(), self._holds(), self._cases()
        count, person = len(contacts), self.partner_id.sudo()
        self.env["ar.contact"]._forget_messages(self._messages())
        contacts._forget(today)
        holds._forget_words(today)
        if not self.keep_address:
            self._erase_partner(person)
        note = self.env._(
            "Personal data of one person was erased on request: %(contacts)s contacts. Their "
            "dates, channels and results stay.",
            contacts=count,
        )
        for case in cases:
            case._message_log(body=note)
        return {"type": "ir.actions.act_window_close"}

    def _refuse(self):
        self.check_access("write")
        if not self.env.user.has_group("ar_collections.group_manager"):
            raise UserError(self.env._("Only a manager erases personal data."))
        if not self.sure:
            raise UserError(self.env._("Confirm first that you have checked who asks for it."))
        if self.partner_id.sudo().user_ids:
            raise UserError(self.env._("This is one of your own users."))

    def _cases(self):
        firm = self.partner_id.commercial_partner_id
        return (
            self.env["ar.case"]
            .sudo()
            .search(
                [("partner_id", "=", firm.id), ("company_id", "in", self.env.user.company_ids.ids)]
            )
        )

    def _erase_partner(self, person):
        """The person's own record, without keeping the old words in its history."""
        quiet = person.with_context(tracking_disable=True, mail_notrack=True)
        quiet.write(
            {
                **dict.fromkeys(PERSONAL, False),
                "type": "contact",
                "name": self.env._("Erased person %(number)s", number=person.id),
                "ar_contact_role": False,
                "active": False,
            }
        )
