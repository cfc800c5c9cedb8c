from odoo import fields, models
from odoo.exceptions import UserError
from odoo.tools import format_date


class ResCompany(models.Model):
    """Where a company books what it gives up."""

    _inherit = "res.company"

    ar_write_off_account_id = fields.Many2one(
        "account.account",
        "Account of write-offs",
        domain="[('account_type', 'in', ('expense', 'expense_other', 'expense_direct_cost'))]",
    )
    ar_write_off_journal_id = fields.Many2one(
        "account.journal", "Journal of write-offs", domain="[('type', '=', 'general')]"
    )
    ar_write_off_tax = fields.Boolean("Write-offs take back the tax")

    def _ar_refuse_no_write_off_account(self):
        if not self.ar_write_off_account_id:
            raise UserError(
                self.env._(
                    "%(company)s has no account for write-offs: set it under Collections / "
                    "Configuration / Settings, Write-offs.",
                    company=self.name,
                )
            )

    def _ar_write_off_journal(self):
        """The journal that was set, or the first for miscellaneous entries."""
        self._ar_refuse_no_write_off_account()
        Journal = self.env["account.journal"]
        domain = [*Journal._check_company_domain(self), ("type", "=", "general")]
        journal = self.ar_write_off_journal_id or Journal.search(domain, limit=1)
        if not journal:
            raise UserError(
                self.env._(
                    "%(company)s has no journal for miscellaneous entries: make one, or set the "
                    "journal of write-offs in the settings.",
                    company=self.name,
                )
            )
        return journal

    def _ar_refuse_locked(self, date, has_tax, journal):
        """Odoo would silently take another day."""
        if locks := self._get_violated_lock_dates(date, has_tax, journal):
            raise UserError(
                self.env._(
                    "The books are closed until %(lock)s: nothing can be posted on %(date)s. "
                    "Choose a later accounting date.",
                    lock=format_date(self.env, max(lock for lock, _field in locks)),
                    date=format_date(self.env, date),
                )
            )


class ResConfigSettings(models.TransientModel):
    _inherit = "res.config.settings"

    ar_write_off_account_id = fields.Many2one(
        related="company_id.ar_write_off_account_id", readonly=False
    )
    ar_write_off_journal_id = fields.Many2one(
        related="company_id.ar_write_off_journal_id", readonly=False
    )
    ar_write_off_tax = fields.Boolean(related="company_id.ar_write_off_tax", readonly=False)
