import re

from odoo import fields, models
from odoo.exceptions import UserError
from odoo.tools import SQL


def _compact(account):
    """An account number as banks compare it: letters and digits only, upper case."""
    return re.sub(r"[^0-9A-Z]", "", (account or "").upper())


# Digits of the account number at the end of an IBAN, where it is not all behind the check digits
# (SWIFT's IBAN registry).
ACCOUNT_DIGITS = {
    "AT": 11,
    "BG": 10,
    "CH": 12,
    "CY": 16,
    "CZ": 16,
    "DE": 10,
    "DK": 10,
    "GB": 8,
    "HR": 10,
    "IE": 8,
    "IT": 12,
    "LI": 12,
    "LU": 13,
    "NL": 10,
    "PL": 16,
    "RO": 16,
    "SK": 16,
    "TR": 16,
}
IBAN = re.compile(r"[A-Z]{2}[0-9]{2}[A-Z0-9]{11,30}")
MASKED = re.compile(r"^\s*[Xx]{2,}|[Xx]{4,}|[*•#]|\.{2,}")
SHORTEST = 5
# Journals of accounts of which a bank tells movements.
WITH_STATEMENTS = ("bank", "credit")


class AccountJournal(models.Model):
    _inherit = "account.journal"

    ar_imports = fields.Integer("Imports", readonly=True, copy=False)

    def _ar_one_import_at_a_time(self):
        """Of two transactions that import to a journal only one goes on; the other is tried again.

        What one has brought the other cannot see: it would bring it again from another file.
        """
        self.env.execute_query(
            SQL(
                """UPDATE account_journal SET ar_imports = COALESCE(ar_imports, 0) + 1
                    WHERE id IN %s RETURNING id""",
                tuple(self.ids),
            )
        )
        self.invalidate_recordset(["ar_imports"])

    def _ar_journal_of(self, company, account, currency, bank=""):
        """The one bank journal of the company with that account and currency (ISO code).

        ``bank`` is the BIC or national code of the account's bank, where the file says it.
        """
        with_account = self._ar_with_account(company, account, bank)
        # Some banks keep several currencies under one number.
        journals = with_account.filtered(lambda journal: journal._ar_currency().name == currency)
        if not with_account:
            self._ar_refuse_masked(account)
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
        journals._ar_refuse_unready()
        return journals

    def _ar_refuse_unready(self):
        """Refuse a journal whose settings let no statement in."""
        if self.restrict_mode_hash_table:
            raise UserError(
                self.env._(
                    "The journal %(journal)s secures posted entries with a hash, and Odoo secures no "
                    "payment that is not reconciled. Switch “Secure Posted Entries with Hash” off on "
                    "the journal, then retry: entries can be secured later, when all is reconciled.",
                    journal=self.name,
                )
            )
        if not (self.default_account_id and self.suspense_account_id):
            raise UserError(
                self.env._(
                    "The journal %(journal)s has no bank account or no suspense account in the "
                    "books. Set both on it, then retry.",
                    journal=self.name,
                )
            )

    def _ar_currency(self):
        return self.currency_id or self.company_id.currency_id

    def _ar_with_account(self, company, account, bank):
        """The journals with that account: as it is written, else in another spelling of it."""
        journals = self.search([("type", "in", WITH_STATEMENTS), ("company_id", "=", company.id)])
        if MASKED.search(account):  # found only by the very same text
            return journals.filtered(
                lambda journal: journal.bank_account_id.acc_number == account.strip()
            )
        code, *wanted = _spellings(account, bank)
        spelled = {
            journal: own
            for journal in journals
            if (own := _spellings(journal.bank_account_id.acc_number))[0] in ("", code) or not code
        }
        exact = [journal for journal, own in spelled.items() if own[1] and own[1] == wanted[0]]
        for spelling in filter(None, wanted):
            if found := exact or [each for each, own in spelled.items() if spelling in own[1:]]:
                return self.union(*found)
        return self.browse()

    def _ar_refuse_masked(self, account):
        if MASKED.search(account):
            raise UserError(
                self.env._(
                    "The file hides a part of the account number: %(account)s. Ask the bank for "
                    "files with the whole number; or, if only one account can be meant, set just "
                    "this text as account number on its bank journal, then retry.",
                    account=account,
                )
            )

    def create_document_from_attachment(self, attachment_ids):
        """Files dropped on a bank card, or chosen with its "Import bank file", are statements."""
        journal = self or self.browse(self.env.context.get("default_journal_id"))
        if journal.type not in WITH_STATEMENTS:
            return super().create_document_from_attachment(attachment_ids)
        attachments = self.env["ir.attachment"].browse(attachment_ids)
        attachments.check_access("read")
        documents = self.env["ar.feed.document"]._receive(
            journal.company_id, [(file.name, file.raw or b"") for file in attachments]
        )
        attachments.unlink()
        return documents._action_look()


def _spellings(account, bank=""):
    """The national code of the bank (or ""), and the ways to write the number, compact.

    As it stands; the national number of an IBAN; that without the bank's code and leading zeros.
    ``bank code/account`` is taken apart.
    """
    before, slash, behind = (account or "").rpartition("/")
    own = _compact(behind if slash else account)
    code = _compact(before if slash else bank)
    national = number = own
    if IBAN.fullmatch(own):
        national = own[4:]
        digits = ACCOUNT_DIGITS.get(own[:2], len(national))
        number = national[-digits:]
        code = national[:-digits].lstrip("ABCDEFGHIJKLMNOPQRSTUVWXYZ")
    others = [own, national, number, number.lstrip("0")]
    return [
        code.lstrip("0") if code.isdecimal() else "",
        _compact(account),
        *(each for each in dict.fromkeys(others) if len(each) >= SHORTEST),
    ]
