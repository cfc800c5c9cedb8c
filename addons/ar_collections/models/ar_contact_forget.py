from dateutil.relativedelta import relativedelta
from odoo import api, fields, models
from odoo.fields import Domain
from odoo.tools import SQL

# Contacts in one step of the job.
AT_ONCE = 500
# Where files belong that were made or uploaded for a contact only.
OUR_FILES = ("ar.case", "ar.contact", "ar.contact.letter", "mail.compose.message")


class ArContact(models.Model):
    """Personal data goes; what remains are figures: when, how, with what result, about what."""

    _inherit = "ar.contact"

    @api.model
    def _cron_forget(self):
        """Forget what is older than each company keeps it, of customers who owe nothing."""
        progress = self.env["ir.cron"]._commit_progress
        for company in self.env["res.company"].search([("ar_contact_retention_months", ">", 0)]):
            before = self._kept_since(company)
            for model in (self, self.env["ar.hold"]):
                domain = model._forgettable_domain(company, before)
                progress(remaining=model.search_count(domain))
                while old := model.search(domain, limit=AT_ONCE, order="id"):
                    old._forget(company._ar_today())
                    if not progress(len(old)):
                        return

    @api.model
    def _kept_since(self, company):
        months = company.ar_contact_retention_months
        return company._ar_today() - relativedelta(months=months)

    @api.model
    def _forgettable_domain(self, company, before):
        return self._settled_domain(company) & Domain(
            [("date", "<", before), ("erased_on", "=", False)]
        )

    @api.model
    def _settled_domain(self, company):
        """Customers of this company with nothing open."""
        Item = self.env["account.move.line"]
        owing = Item._search(Item._ar_open_domain(company)).subselect("partner_id")
        return Domain("company_id", "=", company.id) & Domain("partner_id", "not in", owing)

    def _forget(self, today):
        """Erase names, numbers and words, in the messages and documents as well.

        The only change that a contact ever sees; whoever calls it has checked the right to.
        """
        everything = self.sudo()
        everything._forget_messages(everything.message_id)
        everything.attachment_ids.filtered(lambda each: each.res_model in OUR_FILES).unlink()
        models.BaseModel.write(
            everything,
            {
                "contact_id": False,
                "attachment_ids": [fields.Command.clear()],
                "to_name": False,
                "address": False,
                "text": False,
                "next_step": False,
                "erased_on": today,
            },
        )

    @api.model
    def _forget_messages(self, messages):
        """A message stays as a mark of its day; its words, recipients and files do not."""
        messages = messages.sudo()
        mails = self.env["mail.mail"].sudo().search([("mail_message_id", "in", messages.ids)])
        # Invoices and other documents that were attached belong to their own records.
        messages.attachment_ids.filtered(lambda each: each.res_model in OUR_FILES).unlink()
        messages.tracking_value_ids.unlink()
        messages.notification_ids.write({"res_partner_id": False, "mail_email_address": False})
        if mails:  # with its own copy of address and words
            self.env.cr.execute(SQL("DELETE FROM mail_mail WHERE id = ANY(%s)", mails.ids))
            mails.invalidate_recordset()
        authors = messages.filtered("author_id.partner_share")
        authors.write({"author_id": False, "email_from": False})
        messages.write(
            {
                "body": self.env._("Personal data was erased."),
                "subject": False,
                "partner_ids": [fields.Command.clear()],
                "attachment_ids": [fields.Command.clear()],
                "incoming_email_to": False,
                "incoming_email_cc": False,
                "outgoing_email_to": False,
            }
        )
