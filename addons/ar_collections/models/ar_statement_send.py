from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.fields import Domain

from .ar_contact import UNDELIVERED

# PDFs take a second or two each: what is done is committed one by one.
AT_ONCE = 20
NOTED_AT_ONCE = 1000
ATTEMPTS = 3


class ArStatement(models.Model):
    """From "to send" to "sent": each statement on its own, at most once.

    First it is handed over: the PDF is made and Odoo's outgoing mail with it, and both are
    committed with the state "with the mail server". What breaks before that, is done again; what
    breaks after it, is in the queue of outgoing mails, which sends it once. What came of the mail
    is then read from Odoo's notifications.
    """

    _inherit = "ar.statement"

    @api.model
    def _cron_send(self):
        """Send what waits, in batches that go on where the last one ended."""
        progress = self.env["ir.cron"]._commit_progress
        self.search([("state", "=", "sending")], limit=NOTED_AT_ONCE)._note_deliveries()
        waiting = Domain("state", "=", "to_send")
        progress(remaining=self.search_count(waiting))
        for statement in self.search(waiting, order="attempts, id", limit=AT_ONCE):
            statement = statement.try_lock_for_update().filtered_domain(waiting)
            if not statement:
                continue
            statement._send_one()
            if not progress(1):
                break

    def _send_one(self):
        """Hand it over, and send it at once where the server lets us."""
        try:
            with self.env.cr.savepoint():
                self._hand_over()
        except Exception as error:  # noqa: BLE001  a page that cannot be made stops no other
            self._fail(error)
            return
        self.env["ir.cron"]._commit_progress()
        mails = self.env["mail.mail"].sudo().search([("mail_message_id", "=", self.message_id.id)])
        mails.filtered(lambda mail: mail.state == "outgoing").send()
        self._note_deliveries()

    def _fail(self, error):
        """A reason in the user's words for the user's faults; the others are tried again first."""
        known = isinstance(error, UserError)
        attempts = self.attempts + 1
        self.invalidate_recordset()
        self.sudo().write(
            {
                "attempts": attempts,
                "state": "failed" if known or attempts >= ATTEMPTS else "to_send",
                "reason": str(error) or type(error).__name__,
            }
        )

    def _hand_over(self):
        """The PDF and the mail, in the customer's language, to the one who does the accounts there;
        skipped, with the reason, where nobody may be written to.
        """
        self.ensure_one()
        lang = self._lang()
        addressee = self.partner_id.with_context(lang=lang)._ar_contact(
            "clerk", "email", self.company_id
        )
        obstacle = self._obstacle(addressee)
        if obstacle:
            self.sudo().write({"state": "skipped", "reason": obstacle})
            return
        content, kind = self._pdf()
        name = f"{self._file_name()}.{kind}"
        message = self._post(addressee.partner, [(name, content)], lang)
        self.sudo().write(
            {
                "state": "sending",
                "reason": False,
                "recipient_id": addressee.partner.id,
                "address": addressee.address,
                "message_id": message.id,
                "attachment_id": message.sudo().attachment_ids[:1].id,
            }
        )

    def _obstacle(self, addressee):
        if not addressee.partner:
            return addressee.reason
        today = fields.Date.context_today(self)
        people = self.partner_id | addressee.partner
        obstacles = self.env["ar.contact"]._obstacles(self.company_id, people, "email", today)
        return next(iter(obstacles.values()), None)

    def _post(self, recipient, attachments, lang):
        """On the customer's case, which keeps it as a contact; on the customer where there is none."""
        template = self.env.ref("ar_collections.mail_template_statement").sudo()
        said = {
            name: template._render_field(name, self.ids, set_lang=lang)[self.id]
            for name in ("subject", "body_html")
        }
        case = self._case()
        thread = (case or self.partner_id).sudo()
        message = thread.with_context(mail_notify_force_send=False, lang=lang).message_post(
            subject=said["subject"],
            body=said["body_html"],
            attachments=attachments,
            partner_ids=recipient.ids,
            author_id=self.env.user.partner_id.id,
            message_type="comment",
            subtype_xmlid="mail.mt_note",
            email_layout_xmlid="mail.mail_notification_light",
            email_from=self.company_id.email_formatted or self.env.user.email_formatted,
        )
        if not case:
            self._log(message, recipient)
        return message

    def _log(self, message, recipient):
        """What is not on a case is kept as a contact all the same."""
        self.env["ar.contact"].sudo().create(
            {
                "company_id": self.company_id.id,
                "partner_id": self.partner_id.id,
                "contact_id": (recipient - self.partner_id).id,
                "address": recipient.email,
                "channel": "email",
                "text": message.subject,
                "message_id": message.id,
            }
        )

    def _case(self):
        return self.env["ar.case"].search(
            [("partner_id", "=", self.partner_id.id), ("company_id", "=", self.company_id.id)],
            limit=1,
        )

    def _note_deliveries(self):
        """What the mail server said of those that it has."""
        for statement in self.filtered(lambda each: each.state == "sending"):
            sent = statement.sudo().message_id.notification_ids.filtered(
                lambda each: each.notification_type == "email"
            )
            failed = sent.filtered(lambda each: each.notification_status in UNDELIVERED)
            if failed:
                why = (failed[0].format_failure_reason(), failed[0].failure_reason)
                reason = ": ".join(dict.fromkeys(filter(None, why)))
                statement.sudo().write({"state": "failed", "reason": reason})
            elif sent and set(sent.mapped("notification_status")) <= {"sent"}:
                statement.sudo().write({"state": "sent", "sent_on": fields.Datetime.now()})
