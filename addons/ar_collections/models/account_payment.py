from odoo import models
from odoo.fields import Domain
from odoo.tools import SQL

INVOICES_SHOWN = 3


class AccountPayment(models.Model):
    """A payment that was registered before the bank reported it: its money is still awaited."""

    _inherit = "account.payment"

    def _ar_awaited_domain(self, company):
        return Domain(
            [
                ("company_id", "=", company.id),
                ("is_matched", "!=", True),
                ("payment_type", "=", "inbound"),
                ("partner_type", "=", "customer"),
                ("move_id.state", "=", "posted"),
            ]
        )

    def _ar_said_of_receipt(self):
        """SQL: all that a payer may name the registered payment ``receipt`` of ``move`` by."""
        return SQL(
            """ARRAY[receipt.memo, receipt.payment_reference] || ARRAY(
                   SELECT said
                     FROM account_move_line own
                     JOIN account_partial_reconcile partial ON partial.credit_move_id = own.id
                     JOIN account_move_line owed ON owed.id = partial.debit_move_id
                     JOIN account_move invoice ON invoice.id = owed.move_id
               CROSS JOIN LATERAL unnest(
                              ARRAY[invoice.name, invoice.payment_reference, invoice.ref]
                              || string_to_array(invoice.invoice_origin, ', ')) said
                    WHERE own.move_id = move.id AND invoice.move_type = 'out_invoice'
                 ORDER BY invoice.id)"""
        )

    def _ar_in_words(self):
        """What it was registered for."""
        names = self.sudo().reconciled_invoice_ids.mapped("name")
        said = ", ".join(names[:INVOICES_SHOWN])
        if len(names) > INVOICES_SHOWN:
            said += self.env._(" and %(count)s more", count=len(names) - INVOICES_SHOWN)
        if not said:
            return self.env._("registered payment")
        return self.env._("payment registered for %(invoices)s", invoices=said)

    def _ar_still_registered(self):
        """What to do where its money came back."""
        return self.env._(
            "It is still registered as %(payment)s: cancel that, and the invoice is open again.",
            payment=self.name,
        )


class AccountMoveLine(models.Model):
    _inherit = "account.move.line"

    def _ar_receipts_domain(self, company):
        """Open items of registered payments, which the bank's line closes."""
        awaited = self.env["account.payment"].sudo()._ar_awaited_domain(company)
        [(accounts,)] = (
            self.env["account.payment"]
            .sudo()
            ._read_group(awaited, [], ["outstanding_account_id:recordset"])
        )
        accounts = accounts.filtered("reconcile")
        if not accounts:
            return Domain.FALSE
        return Domain(
            [
                ("account_id", "in", accounts.ids),
                ("reconciled", "=", False),
                ("parent_state", "=", "posted"),
                ("company_id", "=", company.id),
                ("partner_id", "!=", False),
                ("payment_id", "any", list(awaited)),
            ]
        )

    def _ar_is_receipt(self):
        """Whether it is the awaited money of a payment that was registered for a customer."""
        payment = self.payment_id.sudo()
        return (
            payment.payment_type == "inbound"
            and payment.partner_type == "customer"
            and self.account_id == payment.outstanding_account_id
        )
