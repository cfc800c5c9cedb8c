from odoo import api, fields, models
from odoo.tools import html2plaintext


class ArCase(models.Model):
    """From a case: call, write, hold. Whatever is sent from it to the customer is a contact."""

    _inherit = "ar.case"

    contact_id = fields.Many2one(
        "res.partner", "Payables clerk", compute="_compute_contact_id", help="Whom to call or mail."
    )
    contact_reason = fields.Char("Why this person", compute="_compute_contact_id")
    contact_count = fields.Integer("Contacts", compute="_compute_contact_count")
    hold_notice = fields.Char("On hold", compute="_compute_hold_notice")
    asked_item_ids = fields.Many2many(
        "account.move.line",
        compute="_compute_asked_item_ids",
        help="What a mail or letter asks for: the items chosen, or all that is overdue and not "
        "on hold.",
    )

    @api.model
    def _ar_cases_of(self, partners, companies):
        """The case of each of these customers in these companies: ``{(customer, company): case}``.

        One query; the open one, of several.
        """
        cases = self.sudo().search(
            [("partner_id", "in", partners.ids), ("company_id", "in", companies.ids)],
            order="state, id desc",
        )
        found = {}
        for case in cases:
            found.setdefault((case.partner_id, case.company_id), case)
        return found

    def _compute_contact_id(self):
        for company, cases in self.grouped("company_id").items():
            chosen = cases.partner_id._ar_contacts("clerk", "email", company)
            for case in cases:
                case.contact_id = chosen[case.partner_id.id].partner
                case.contact_reason = chosen[case.partner_id.id].reason

    def _compute_contact_count(self):
        counts = self.env["ar.contact"]._read_group(
            [("partner_id", "in", self.partner_id.ids), ("company_id", "in", self.company_id.ids)],
            ["partner_id", "company_id"],
            ["__count"],
        )
        by_customer = {(partner, company): count for partner, company, count in counts}
        for case in self:
            case.contact_count = by_customer.get((case.partner_id, case.company_id), 0)

    def _compute_hold_notice(self):
        for company, cases in self.grouped("company_id").items():
            held = self.env["ar.hold"]._held(cases.partner_id, company=company)
            for case in cases:
                hold = held.get(case.partner_id.id)
                case.hold_notice = hold and hold.with_env(case.env)._sentence()

    @api.depends_context("ar_item_ids")
    def _compute_asked_item_ids(self):
        chosen = self.env["account.move.line"].browse(self.env.context.get("ar_item_ids", ()))
        for case in self:
            items = case.item_ids
            case.asked_item_ids = (items & chosen) or items.filtered(
                lambda item: (
                    item.ar_days_overdue > 0
                    and not (item.ar_held or item.ar_promised or item.ar_disputed)
                )
            )

    # === BUTTONS === #

    def action_call(self):
        """Log a call: who, what came of it, what is next."""
        self.ensure_one()
        return self._ar_here(self.env["ar.contact"]._ar_log_action(self.partner_id, "call"))

    def action_letter(self):
        """Write a letter, print it, and it is logged."""
        self.ensure_one()
        self._refuse_outgoing("letter")
        contacts = self.env["ar.contact"]
        return self._ar_here(contacts._ar_letter_action(self.partner_id, self.asked_item_ids))

    def action_hold(self):
        """Nothing is sent any more until a day, or until it is lifted; of what is ticked, if it is."""
        self.ensure_one()
        action = self._ar_here(self.env["ar.hold"]._ar_set_action(self.partner_id))
        if self.env.context.get("ar_item_ids"):
            action["context"]["default_scope"] = "items"
        return action

    def action_email(self):
        """Odoo's own composer: to the payables clerk, in the customer's language."""
        self.ensure_one()
        self.check_access("write")
        self._refuse_outgoing("email")
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Write to %(customer)s", customer=self.partner_id.name),
            "res_model": "mail.compose.message",
            "view_mode": "form",
            "target": "new",
            "context": {
                "default_model": "ar.case",
                "default_res_ids": self.ids,
                "default_composition_mode": "comment",
                "default_template_id": self.env.ref("ar_collections.mail_template_items").id,
                "default_email_layout_xmlid": "mail.mail_notification_light",
                "default_ar_role": "clerk",
                "default_ar_item_ids": self.asked_item_ids.ids,
                "ar_item_ids": self.asked_item_ids.ids,
                "force_email": True,
            },
        }

    def action_open_contacts(self):
        """All that was said with this customer."""
        self.ensure_one()
        action = self.env["ir.actions.act_window"]._for_xml_id("ar_collections.ar_contact_action")
        return {
            **self._ar_here(action),
            "domain": [
                ("partner_id", "=", self.partner_id.id),
                ("company_id", "=", self.company_id.id),
            ],
            "context": {"default_partner_id": self.partner_id.id},
        }

    def _ar_here(self, action):
        """The action in the case's company, with the items that were chosen on it."""
        context = action.get("context") or {}
        if isinstance(context, str):
            context = {}
        chosen = self.env.context.get("ar_item_ids")
        if chosen and "default_item_ids" not in context:
            context = {**context, "default_item_ids": list(chosen)}
        return {**action, "context": {**context, "default_company_id": self.company_id.id}}

    def _refuse_outgoing(self, channel):
        self.env["ar.contact"]._refuse_outgoing(self.company_id, self.partner_id, channel)

    # === WHAT IS SENT FROM THE CASE === #

    def _message_subscribe(self, partner_ids=None, subtype_ids=None, customer_ids=None):
        """Nobody outside follows a case: what they are to read is sent to them by name."""
        partners = self.env["res.partner"].sudo().browse(partner_ids or ())
        ours = partners.filtered(lambda partner: not partner.partner_share)
        return super()._message_subscribe(ours.ids, subtype_ids, customer_ids)

    def _message_post_after_hook(self, message, msg_values):
        """What goes to the customer, or comes from it, is kept as a contact."""
        result = super()._message_post_after_hook(message, msg_values)
        outside = message.partner_ids.filtered("partner_share")
        others = msg_values.get("outgoing_email_to")
        author = message.author_id
        written = message.message_type in ("email", "comment")  # by mail, or in the portal
        if written and (author.partner_share or not author):
            self._log_received(message, author)
        elif outside or others:
            self._log_sent(message, outside, others)
        return result

    def _log_sent(self, message, people, others):
        """Refuses what must not be sent: nothing has left yet."""
        Contact = self.env["ar.contact"]
        theirs = people.filtered(self._is_theirs)
        items = self.env["account.move.line"].browse(self.env.context.get("ar_contact_items", ()))
        items = items.exists().filtered(lambda item: item.partner_id == self.partner_id)
        checked = (theirs | self.partner_id) if theirs or others else theirs
        channel = self._channel_of(message)
        Contact._refuse_outgoing(self.company_id, checked, channel, items)
        addresses = [person._ar_address(channel) for person in people]
        Contact.sudo().create(
            {
                **self._contact_values(message, "out"),
                "contact_id": (theirs - self.partner_id)[:1].id,
                "to_name": ", ".join(filter(None, people.mapped("name"))) or others,
                "address": ", ".join(filter(None, [*addresses, others])),
                "item_ids": items.ids,
                "user_id": self.env.uid,
            }
        )

    def _is_theirs(self, person):
        """Somebody of the customer, a branch with books of its own included; not its lawyer."""
        return self.partner_id in (person.commercial_partner_id | person.parent_id)

    def _log_received(self, message, author):
        self.env["ar.contact"].sudo().create(
            {
                **self._contact_values(message, "in"),
                "contact_id": author.id
                if author.commercial_partner_id == self.partner_id
                else False,
                "to_name": author.name or message.email_from,
                "address": message.email_from,
                "user_id": False,
            }
        )

    def _channel_of(self, message):
        return "sms" if message.message_type == "sms" else "email"

    def _contact_values(self, message, direction):
        text = "\n".join(filter(None, (message.subject, html2plaintext(message.body or ""))))
        return {
            "partner_id": self.partner_id.id,
            "company_id": self.company_id.id,
            "channel": self._channel_of(message),
            "direction": direction,
            "date": message.date,
            "text": text,
            "message_id": message.id,
        }

    def _message_mail_after_hook(self, mails):
        """The same of mails to many customers at once."""
        result = super()._message_mail_after_hook(mails)
        cases = {case.id: case for case in self}
        for mail in mails.filtered(lambda mail: mail.state != "cancel"):
            case = cases.get(mail.res_id)
            people = mail.recipient_ids.filtered("partner_share")
            if case and (people or mail.email_to):
                case._log_sent(mail.mail_message_id, people, mail.email_to)
        return result

    def _ar_refused_mails(self):
        """Which of these cases may not be written to: ``{case id: sentence}``."""
        refused = {}
        for company, cases in self.grouped("company_id").items():
            obstacles = self.env["ar.contact"]._obstacles(
                company, cases.partner_id, "email", fields.Date.context_today(self)
            )
            for case in cases:
                if case.partner_id.id in obstacles:
                    refused[case.id] = obstacles[case.partner_id.id]
        return refused

    def _ar_follow_up(self, kind):
        """What a result goes on with, prepared by its own noun; nothing where that is missing."""
        method = getattr(self, f"action_{kind}", None)
        return method() if method else {"type": "ir.actions.act_window_close"}
