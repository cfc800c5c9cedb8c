import re

from odoo import models
from odoo.exceptions import UserError


def _compact(account):
    """An account number as banks compare it: letters and digits only, upper case."""
    return re.sub(r"[^0-9A-Z]", "", (account or "").upper())


class AccountJournal(models.Model):
    _inherit = "account.journal"

    def _ar_journal_of(self, company, account, currency):
        """The one bank journal of the company with that account and currency (ISO code)."""
        with_account = self.search(
            [("type", "=", "bank"), ("company_id", "=", company.id)]
        ).filtered(lambda journal: journal._ar_has_account(account))
        # Some banks keep several currencies under one number.
        journals = with_account.filtered(lambda journal: journal._ar_currency().name == currency)
        if not with_account:
            raise UserError(
                self.env._(
                    "No bank journal of %(company)s has the account %(account)s. Set it as account "
                    "number on the right bank journal, then retry.",
                    company=company.name,
                    account=account,
                )
            )
        if len(journals) > 1:
            raise UserError(
                self.env._(
                    "Several bank journals have the account %(account)s: %(journals)s. Leave it on "
                    "one of them, then retry.",
                    account=account,
                    journals=", ".join(journals.mapped("name")),
                )
            )
        if not journals:
            raise UserError(
                self.env._(
                    "The statement of %(account)s is in %(currency)s, but the journal "
                    "%(journal)s is in %(own)s. Add a bank journal in %(currency)s with this "
                    "account number, then retry.",
                    account=account,
                    currency=currency,
                    journal=", ".join(with_account.mapped("name")),
                    own=", ".join(journal._ar_currency().name for journal in with_account),
                )
            )
        if not (journals.default_account_id and journals.suspense_account_id):
            raise UserError(
                self.env._(
                    "The journal %(journal)s has no bank account or no suspense account in the "
                    "books. Set both on it, then retry.",
                    journal=journals.name,
                )
            )
        return journals

    def _ar_currency(self):
        return self.currency_id or self.company_id.currency_id

    def _ar_has_account(self, account):
        """Whether a statement's account is this journal's, in one of the ways banks write it.

        As it stands on the journal, or (Germany) bank code / account number of its IBAN.
        """
        self.ensure_one()
        own = _compact(self.bank_account_id.acc_number)
        if not own:
            return False
        if own == _compact(account):
            return True
        bank_code, slash, number = account.partition("/")
        return bool(slash and own[:2] == "DE" and own[4:] == bank_code + number.strip().zfill(10))

    def create_document_from_attachment(self, attachment_ids):
        """Files dropped on a bank card, or chosen with its "Import bank file", are statements."""
        journal = self or self.browse(self.env.context.get("default_journal_id"))
        if journal.type != "bank":
            return super().create_document_from_attachment(attachment_ids)
        attachments = self.env["ir.attachment"].browse(attachment_ids)
        attachments.check_access("read")
        documents = self.env["ar.feed.document"]._receive(
            journal.company_id, [(file.name, file.raw or b"") for file in attachments]
        )
        attachments.unlink()
        return documents._action_result()
