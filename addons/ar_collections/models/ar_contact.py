from textwrap import shorten

from markupsafe import Markup
from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.fields import Domain
from odoo.tools import SQL, format_date

CHANNELS = [
    ("letter", "Letter"),
    ("email", "E-mail"),
    ("sms", "SMS"),
    ("call", "Call"),
    ("meeting", "Meeting"),
    ("note", "Note"),
]
# What nobody may give when something is logged: Odoo knows it better.
KNOWN = {"user_name", "message_id", "about", "reached", "erased_on"}
UNDELIVERED = ("bounce", "exception", "canceled")


class ArContact(models.Model):
    """What was said with a customer: by whom, to whom, when, how, and what came of it.

    It is written once. Nobody changes or deletes it, whatever the rights; who erred logs another
    one that names it. Only personal data goes when the law says so (``ar_contact_forget.py``).
    """

    _name = "ar.contact"
    _description = "Contact with a Customer"
    _order = "date desc, id desc"
    _check_company_auto = True
    _rec_name = "partner_id"

    date = fields.Datetime("When", required=True, default=fields.Datetime.now)
    company_id = fields.Many2one(
        "res.company", required=True, index=True, default=lambda self: self.env.company
    )
    partner_id = fields.Many2one(
        "res.partner", "Customer", required=True, index=True, ondelete="restrict"
    )
    contact_id = fields.Many2one(
        "res.partner", "Contact person", index="btree_not_null", ondelete="set null"
    )
    to_name = fields.Char("With", help="The person's name on that day.")
    address = fields.Char("Number or address", help="As it was used on that day.")
    channel = fields.Selection(CHANNELS, required=True, default="call")
    direction = fields.Selection(
        [("out", "From us"), ("in", "To us")], required=True, default="out"
    )
    result_id = fields.Many2one("ar.contact.result", ondelete="restrict")
    reached = fields.Float(
        "Reached %",
        digits=(5, 0),
        aggregator="avg",
        help="100 if somebody was reached, 0 if nobody was.",
    )
    item_ids = fields.Many2many("account.move.line", string="Items", check_company=True)
    about = fields.Char(help="The documents it was about, as they were called on that day.")
    text = fields.Text("What was said")
    gist = fields.Char("Said", compute="_compute_gist", help="The first words of it.")
    next_step = fields.Char("What is next")
    next_date = fields.Date("Next step on")
    user_id = fields.Many2one(
        "res.users", "By", default=lambda self: self.env.user, index=True, ondelete="set null"
    )
    user_name = fields.Char("By (name)")
    message_id = fields.Many2one("mail.message", ondelete="set null", index=True)
    attachment_ids = fields.Many2many("ir.attachment", string="Documents")
    corrects_id = fields.Many2one(
        "ar.contact", ondelete="restrict", index="btree_not_null", check_company=True
    )
    corrected_by_ids = fields.One2many("ar.contact", "corrects_id", "Corrected by")
    erased_on = fields.Date("Personal data erased on")
    delivery = fields.Selection(
        [
            ("waiting", "Waiting to be sent"),
            ("sent", "Sent"),
            ("failed", "Not delivered"),
            ("printed", "Printed"),
        ],
        compute="_compute_delivery",
        search="_search_delivery",
    )
    delivery_error = fields.Char("Why it was not delivered", compute="_compute_delivery")

    _lately_idx = models.Index("(company_id, partner_id, date DESC, id DESC)")

    # === WORDS === #

    @api.depends("channel", "partner_id", "date")
    def _compute_display_name(self):
        for contact in self:
            day = contact.date and format_date(contact.env, contact._day())
            names = (contact._label("channel"), contact.partner_id.name, day)
            contact.display_name = ", ".join(filter(None, names))

    @api.depends("text")
    def _compute_gist(self):
        for contact in self:
            contact.gist = shorten(contact.text or "", 140, placeholder="…")

    def _label(self, name):
        """What a selection field says, in the user's words."""
        return dict(self._fields[name]._description_selection(self.env)).get(self[name], "")

    def _day(self):
        """The day on which it was, where the user is."""
        return fields.Datetime.context_timestamp(self, self.date).date()

    @api.depends("message_id.notification_ids.notification_status", "channel", "direction")
    def _compute_delivery(self):
        for contact in self:
            contact.delivery_error = False
            contact.delivery = "printed" if contact._is_printed() else False
            sent = contact._sent_to_others()
            if not sent or contact.channel not in ("email", "sms"):
                continue
            statuses = set(sent.mapped("notification_status"))
            failed = sent.filtered(lambda each: each.notification_status in UNDELIVERED)
            if failed:
                contact.delivery = "failed"
                why = (failed[0].format_failure_reason(), failed[0].failure_reason)
                contact.delivery_error = ": ".join(dict.fromkeys(filter(None, why)))
            else:
                contact.delivery = "sent" if statuses <= {"sent"} else "waiting"

    def _is_printed(self):
        return self.channel == "letter" and self.direction == "out"

    def _sent_to_others(self):
        """What was sent to people who are not users here."""
        sent = self.sudo().message_id.notification_ids
        return sent.filtered(
            lambda each: (
                each.notification_type != "inbox"
                and (each.mail_email_address or each.res_partner_id.partner_share)
            )
        )

    @api.model
    def _search_delivery(self, operator, value):
        if operator != "in":
            return NotImplemented
        mails = Domain("channel", "in", ("email", "sms")) & Domain("direction", "=", "out")
        failed = Domain("message_id", "in", self._failed_messages())
        waiting = Domain("message_id", "in", self._failed_messages(("ready", "process", "pending")))
        states = {
            "printed": Domain([("channel", "=", "letter"), ("direction", "=", "out")]),
            "failed": mails & failed,
            "waiting": mails & ~failed & waiting,
            "sent": mails & ~failed & ~waiting & Domain("message_id", "!=", False),
        }
        return Domain.OR(states.get(state, Domain.FALSE) for state in value)

    @api.model
    def _failed_messages(self, statuses=UNDELIVERED):
        """A sub-select: the messages of which something has one of these states."""
        Notification = self.env["mail.notification"].sudo()
        query = Notification._search(
            [
                ("notification_status", "in", statuses),
                ("mail_message_id.model", "=", "ar.case"),
                ("notification_type", "!=", "inbox"),
            ]
        )
        return query.subselect("mail_message_id")

    # === WRITTEN ONCE === #

    @api.model_create_multi
    def create(self, vals_list):
        """Log it: on the case as well, whose next step it names."""
        vals_list = [self._add_missing_default_values(vals) for vals in vals_list]
        if not self.env.su:
            self._refuse_forged(vals_list)
        contacts = super().create([self._completed(vals) for vals in vals_list])
        contacts._tell_cases()
        contacts._set_next_steps()
        return contacts

    def _refuse_forged(self, vals_list):
        """Everyone logs in the own name, and what has been."""
        now = fields.Datetime.add(fields.Datetime.now(), minutes=5)
        for vals in vals_list:
            if KNOWN & vals.keys() or vals.get("user_id", self.env.uid) != self.env.uid:
                raise AccessError(self.env._("A contact is logged in one's own name."))
            files = self.env["ir.attachment"].browse(self._ids_of(vals.get("attachment_ids")))
            files.check_access("read")  # naming a number is not enough to read a file
            if vals.get("date") and fields.Datetime.to_datetime(vals["date"]) > now:
                raise UserError(self.env._("That lies in the future: log it when it has been."))

    def _completed(self, vals):
        """With the names, numbers and documents of today."""
        partner = self.env["res.partner"].browse(vals.get("partner_id"))
        person = self.env["res.partner"].browse(vals.get("contact_id") or None)
        if not person and partner != partner.commercial_partner_id:
            person = partner
        items = self.env["account.move.line"].browse(self._ids_of(vals.get("item_ids")))
        user = self.env["res.users"].browse(vals.get("user_id", self.env.uid))
        result = self.env["ar.contact.result"].browse(vals.get("result_id") or None)
        return {
            "to_name": person.name or partner.name,
            **vals,
            "partner_id": partner.commercial_partner_id.id or partner.id,
            "contact_id": person.id,
            "user_name": user.sudo().name,
            "reached": 100.0 if result.reached or not result else 0.0,
            "about": ", ".join(dict.fromkeys(items.sudo().move_id.mapped("name"))),
        }

    @api.model
    def _ids_of(self, commands):
        """The ids in what is given for a many2many field: numbers, or commands."""
        ids = []
        for command in commands or ():
            if isinstance(command, int):
                ids.append(command)
            else:
                ids += command[2] if command[0] == 6 else [command[1]]
        return ids

    @api.constrains("item_ids", "partner_id", "corrects_id")
    def _check_customer(self):
        for contact in self:
            firm = contact.partner_id
            if (contact.item_ids.partner_id.commercial_partner_id - firm) or (
                contact.corrects_id and contact.corrects_id.partner_id != firm
            ):
                raise ValidationError(
                    self.env._("A contact is with one customer, about its own items only.")
                )

    def write(self, vals):  # pylint: disable=method-required-super
        raise UserError(
            self.env._("What was logged stays as it is: log a correction that names it instead.")
        )

    @api.ondelete(at_uninstall=False)
    def _unlink_never(self):
        raise UserError(self.env._("What was logged is not deleted: log a correction instead."))

    # === THE CASE === #

    def _tell_cases(self):
        """The case's own history shows it too; a mail is in there already."""
        untold = self.filtered(lambda contact: not contact.message_id)
        cases = untold._cases()
        for contact in untold:
            case = cases.get((contact.partner_id, contact.company_id))
            if case:
                message = case.sudo()._message_log(
                    body=contact._said(), attachment_ids=contact.attachment_ids.ids
                )
                models.BaseModel.write(contact.sudo(), {"message_id": message.id})

    def _cases(self):
        return self.env["ar.case"]._ar_cases_of(self.partner_id, self.company_id)

    def _said(self):
        """The contact as the case tells of it."""
        with_whom = self.to_name or ""
        if self.address and self.channel != "letter":
            with_whom = f"{with_whom} ({self.address})"
        head = [self._label("channel"), self._label("direction"), with_whom, self.result_id.name]
        body = Markup("<b>%s</b>") % " · ".join(filter(None, head))
        if self.corrects_id:
            body += Markup("<br/>%s") % self.env._(
                "Corrects: %(contact)s", contact=self.corrects_id.display_name
            )
        for line in (self.about, self.text, self._next_in_words()):
            if line:
                body += Markup("<br/>%s") % line
        return body

    def _next_in_words(self):
        day = self.next_date and format_date(self.env, self.next_date)
        step = ": ".join(filter(None, (day, self.next_step)))
        return step and self.env._("Next: %(step)s", step=step)

    def _set_next_steps(self):
        """The case waits for the agreed day, and shows what was said last."""
        cases = self._cases()
        for contact in self:
            case = cases.get((contact.partner_id, contact.company_id))
            if case and contact.next_date:
                quiet = case.sudo().with_context(mail_notrack=True)  # it is told already
                quiet.next_action_date = contact.next_date
        for company, contacts in self.grouped("company_id").items():
            self.env["ar.case"]._touch(company, contacts.partner_id.ids)

    @api.model
    def _of_firms(self, partners):
        """What was said or set belongs to the firm, also where a person is one of another firm now.

        With plain SQL, as the merge of partners itself works.
        """
        for table in ("ar_contact", "ar_hold"):
            self.env.cr.execute(
                SQL(
                    """UPDATE %s record SET partner_id = partner.commercial_partner_id
                         FROM res_partner partner
                        WHERE record.partner_id = partner.id
                          AND partner.commercial_partner_id != partner.id
                          AND partner.id = ANY(%s)""",
                    SQL.identifier(table),
                    partners.ids,
                )
            )
        self.env.invalidate_all()

    # === BUTTONS === #

    def action_correct(self):
        """Log another one in its place, beginning with what this one says."""
        self.ensure_one()
        action = self._ar_log_action(self.partner_id, self.channel)
        defaults = {
            "default_corrects_id": self.id,
            "default_direction": self.direction,
            "default_contact_id": self.contact_id.id,
            "default_address": self.address,
            "default_date": self.date,
            "default_result_id": self.result_id.id,
            "default_text": self.text,
            "default_item_ids": self.item_ids.ids,
            "default_next_step": self.next_step,
            "default_next_date": self.next_date,
        }
        return {
            **action,
            "name": self.env._("Correct what was logged"),
            "context": {**action["context"], **defaults},
        }

    def action_open_case(self):
        """The customer's case; its customer, if there never was one."""
        self.ensure_one()
        case = self._cases().get((self.partner_id, self.company_id))
        record = case or self.partner_id
        return {
            "type": "ir.actions.act_window",
            "res_model": record._name,
            "res_id": record.id,
            "view_mode": "form",
        }

    @api.model
    def _ar_log_action(self, partner, channel):
        """The dialog in which a contact with this partner is logged."""
        firm = partner.commercial_partner_id
        context = {"default_partner_id": firm.id, "default_channel": channel}
        if partner != firm:
            context["default_contact_id"] = partner.id
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Log a contact"),
            "res_model": "ar.contact.log",
            "view_mode": "form",
            "target": "new",
            "context": context,
        }

    @api.model
    def _ar_letter_action(self, partner, items=None):
        """The dialog in which a letter to this partner is written."""
        firm = partner.commercial_partner_id
        context = {"default_partner_id": firm.id}
        if partner != firm:
            context["default_contact_id"] = partner.id
        if items:
            context["default_item_ids"] = items.ids
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Write a letter"),
            "res_model": "ar.contact.letter",
            "view_mode": "form",
            "target": "new",
            "context": context,
        }

    # === FOR THE WORKLIST === #

    @api.model
    def _case_facts(self, company, customers, today):
        """Of each customer: the last contact, and the day of the next step that was agreed.

        A note is no contact, but may name a next step; what was corrected counts no more.
        """
        self.flush_model()
        rows = self.env.execute_query(
            SQL(
                """WITH RECURSIVE customer AS (%(customers)s)
                   SELECT customer.partner_id, said.id, said.date, step.next_date
                     FROM customer
                     LEFT JOIN LATERAL (%(said)s) said ON TRUE
                     LEFT JOIN LATERAL (%(step)s) step ON TRUE
                    WHERE customer.partner_id IS NOT NULL""",
                customers=self._customers_sql(company, customers),
                said=self._latest_sql(company, SQL("contact.channel != 'note'")),
                step=self._latest_sql(
                    company, SQL("(contact.channel != 'note' OR contact.next_date IS NOT NULL)")
                ),
            )
        )
        return {
            partner: {
                "last_contact": when and fields.Datetime.context_timestamp(self, when).date(),
                "last_contact_id": contact,
                "next_contact": next_date,
            }
            for partner, contact, when, next_date in rows
            if contact or next_date
        }

    def _customers_sql(self, company, customers):
        """Those given, or all who have a contact: from one to the next by the index, as reading
        every contact to find them would take seconds.
        """
        if customers is not None:
            return SQL("SELECT unnest(%s::int[]) AS partner_id", list(customers))
        return SQL(
            """(SELECT partner_id FROM ar_contact WHERE company_id = %(company)s
                 ORDER BY partner_id LIMIT 1)
               UNION ALL
               SELECT (SELECT partner_id FROM ar_contact
                        WHERE company_id = %(company)s AND partner_id > customer.partner_id
                        ORDER BY partner_id LIMIT 1)
                 FROM customer WHERE customer.partner_id IS NOT NULL""",
            company=company.id,
        )

    def _latest_sql(self, company, which):
        """The latest contact of that kind with a customer that was not corrected."""
        return SQL(
            """SELECT contact.id, contact.date, contact.next_date FROM ar_contact contact
                WHERE contact.company_id = %s AND contact.partner_id = customer.partner_id
                  AND %s AND NOT EXISTS (SELECT 1 FROM ar_contact other
                                          WHERE other.corrects_id = contact.id)
             ORDER BY contact.date DESC, contact.id DESC LIMIT 1""",
            company.id,
            which,
        )
