import json
from collections import defaultdict
from decimal import Decimal

from odoo import fields, models
from odoo.exceptions import UserError
from odoo.fields import Command
from odoo.tools import SQL

from ..engine import Receipt
from ..engine.cheque import cheque_numbers
from ..engine.phrases import return_reason
from ..engine.remittance import compact
from .account_journal import _compact
from .account_move_line import _decimal
from .return_reason import return_reason_in_words

# Days after which a payment comes back no more: a direct debit may for 13 months.
RETURNS_DAYS = 400
# Of more payments with the amount that came back only those with another mark of it are looked at.
MOST_ALIKE = 500
# So much, or so many per cent of what went out, may be the bank's fee for the return.
MOST_FEE, MOST_FEE_PERCENT = Decimal(50), 25


class ArMatch(models.Model):
    """A payment that the bank takes back: its invoices are open again, with the bank's reason."""

    _inherit = "ar.match"

    # === DECIDE === #

    def _receipts(self, company, payments):
        """The posted payments of which some of these may be the return, as the engine sees them.

        ``payments`` are the engine's, by their currency.
        """
        wanted = [
            row
            for currency, in_it in payments.items()
            for row in _wanted(currency, filter(_may_be_return, in_it))
        ]
        if not wanted:
            return ()
        self.env.flush_all()
        rows = self.env.execute_query(self._alike(company, wanted))
        return tuple({row[0]: self._to_receipt(*row) for row in rows}.values())

    def _alike(self, company, wanted):
        """Of each amount that came back the latest, and all that share a mark with a return.

        With a mark also those of a little less: the bank may have taken its fee with them.
        """
        earliest = fields.Date.add(fields.Date.today(), days=-RETURNS_DAYS)
        return SQL(
            """SELECT line, date, amount, currency, partner_id, reference, payer, account, text,
                      ARRAY(SELECT item.move_name FROM ar_match_allocation paid
                              JOIN account_move_line item ON item.id = paid.move_line_id
                             WHERE paid.match_id = same.id) AS documents
                 FROM (SELECT match.id, match.date, match.partner_id, line.id AS line, line.amount,
                              line.ar_reference AS reference, line.partner_name AS payer,
                              line.account_number AS account, line.payment_ref AS text,
                              wanted.*, line.amount = wanted.paid AS is_same,
                              ROW_NUMBER() OVER (PARTITION BY wanted.paid, wanted.currency,
                                                              line.amount = wanted.paid
                                                 ORDER BY match.date DESC, line.id DESC) AS nth
                         FROM jsonb_to_recordset(%(wanted)s::jsonb) AS wanted(
                              paid numeric, least numeric, currency int, latest date,
                              accounts text[], said text)
                         JOIN ar_match match ON match.amount BETWEEN wanted.least AND wanted.paid
                              AND match.date BETWEEN %(earliest)s AND wanted.latest
                         JOIN account_bank_statement_line line
                              ON line.id = match.statement_line_id
                              AND line.currency_id = wanted.currency
                        WHERE match.company_id = %(company)s AND match.state = 'posted') same
                WHERE is_same AND (nth <= %(most)s OR upper(
                          regexp_replace(account, '[^[:alnum:]]', '', 'g')) = ANY(accounts))
                   OR position(NULLIF(upper(regexp_replace(reference, '[^[:alnum:]]', '', 'g')), '')
                            IN said) > 0
                   OR EXISTS (SELECT FROM ar_match_allocation paid
                                JOIN account_move_line item ON item.id = paid.move_line_id
                               WHERE paid.match_id = same.id AND position(NULLIF(ltrim(
                                     substring(item.move_name FROM '(\\d+)\\D*$'), '0'), '')
                                     IN said) > 0)""",
            wanted=json.dumps(wanted, default=str),
            earliest=earliest,
            company=company.id,
            most=MOST_ALIKE,
        )

    def _to_receipt(
        self, line, day, amount, currency, customer, reference, payer, account, text, documents
    ):
        currency = self.env["res.currency"].browse(currency)
        return Receipt(
            key=line,
            booked=day,
            amount=_decimal(currency, amount),
            currency=currency.name,
            customer=customer,
            reference=reference or "",
            payer_name=payer or "",
            payer_account=_compact(account),
            documents=tuple(dict.fromkeys(documents)),
            text=text or "",
        )

    def _return_of(self, decision):
        """The values of the record that keeps the engine's decision on a return."""
        line = self.env["account.bank.statement.line"].browse(decision.payment)
        original = self.search([("statement_line_id", "=", decision.receipt)])
        return {
            **self._nothing("to_post" if decision.post else "suggested", ""),
            "partner_id": decision.customer,
            "confidence": float(decision.confidence),
            "reasons": self._in_words(decision.evidence),
            "returned_id": original.id,
            "return_reason": line.ar_return_reason or decision.reason,
        }

    def return_by_hand(self, returned_id):
        """Post that a payment is the return of an earlier one: a person says so."""
        self.ensure_one()
        self.check_access("write")
        record = self.with_company(self.company_id)
        original = self.browse(returned_id).exists()
        original.check_access("read")
        (record | original)._hold()
        record._refuse_done()
        if original.state != "posted" or original.company_id != self.company_id:
            raise UserError(self.env._("Choose a posted payment of this company."))
        record.sudo().write(
            {
                **record._nothing("suggested", record._said_by_hand(), original.partner_id.id),
                "returned_id": original.id,
                "return_reason": False,
            }
        )
        record._post_by_hand()
        return True

    # === POST === #

    def _book_return(self):
        """Take the payment off its invoices, and book the return against it."""
        line, original = self.statement_line_id, self.returned_id
        reason = self.return_reason or line.ar_return_reason or line.payment_ref
        fee = line.currency_id.round(-line.amount - original.amount)
        if line.currency_id != original.currency_id or line.currency_id.compare_amounts(fee, 0) < 0:
            raise UserError(
                self.env._(
                    "Less came back than was paid: book this return by hand in its journal entry."
                )
            )
        original._refuse_used_credits()
        self._refuse_more_than_a_fee(fee)
        account = self._write_off_account("fee") if fee else None
        line._ar_return(original.statement_line_id, fee, account)
        original._mark_returned(reason)
        self.sudo().return_reason = reason

    def _refuse_more_than_a_fee(self, fee):
        """What a bank takes for a return is little: else it is the return of something else."""
        most = max(float(MOST_FEE), self.returned_id.amount * MOST_FEE_PERCENT / 100)
        if self.currency_id.compare_amounts(fee, most) > 0:
            raise UserError(
                self.env._(
                    "%(fee)s more came back than was paid: too much for a bank's fee. Choose the "
                    "payment that came back, or book this one in its journal entry.",
                    fee=self.currency_id.format(fee),
                )
            )

    def _mark_returned(self, reason):
        self.env["ar.dispute"].sudo()._take_back(self)
        self.sudo().write({"state": "returned"})
        said = self.env._(
            "The payment of %(date)s came back from the bank: %(reason)s",
            date=self.date,
            reason=return_reason_in_words(self.env, reason),
        )
        for move in self.allocation_ids.move_id:
            move.message_post(body=said)
            payment = move.origin_payment_id.sudo()
            for invoice in payment.reconciled_invoice_ids:
                both = (said, payment._ar_still_registered())
                invoice.message_post(body=" ".join(both))


class AccountBankStatementLine(models.Model):
    _inherit = "account.bank.statement.line"

    def _ar_return(self, original, fee, fee_account):
        """Book this line as the return of another one: the same journal items, the other way round.

        ``fee`` is what the bank took beside, for ``fee_account``. The items of the other line that
        were reconciled are so with these instead; what they had paid is open again.
        """
        self.ensure_one()
        mirrored = original.move_id.line_ids - original._seek_for_lines()[0]
        quiet = original.move_id.line_ids.with_context(ar_taking_back=tuple(original.ids))
        quiet.remove_move_reconcile()
        self._ar_put(
            {self: original.partner_id},
            lambda suspense: self._ar_mirrored(suspense, mirrored, fee, fee_account),
        )

    def _ar_mirrored(self, suspense, items, fee, fee_account):
        """Values of journal items, each with the one that it mirrors if that can be reconciled."""
        beside = -suspense.balance * fee / self.amount if fee_account else 0.0
        # The rate may have moved since.
        rate = (suspense.balance - beside) / -sum(items.mapped("balance"))
        pairs = [
            (self._ar_mirror(item, rate), item if item.account_id.reconcile else None)
            for item in items
        ]
        if fee_account:
            pairs.append((self._ar_return_fee(fee, beside, fee_account), None))
        others = sum(values["balance"] for values, _item in pairs[1:])
        self._ar_set_balance(pairs[0][0], suspense, suspense.balance - others)
        return pairs

    def _ar_mirror(self, item, rate):
        return {
            "move_id": self.move_id.id,
            "name": item.name,
            "account_id": item.account_id.id,
            "partner_id": item.partner_id.id,
            "currency_id": item.currency_id.id,
            "amount_currency": -item.amount_currency,
            "balance": item.company_currency_id.round(-item.balance * rate),
            "analytic_distribution": item.analytic_distribution,
            "tax_ids": [Command.set(item.tax_ids.ids)],
            "tax_tag_ids": [Command.set(item.tax_tag_ids.ids)],
            "tax_repartition_line_id": item.tax_repartition_line_id.id,
        }

    def _ar_return_fee(self, fee, balance, account):
        return {
            "move_id": self.move_id.id,
            "name": self.env._("Bank fee of the return"),
            "account_id": account.id,
            "partner_id": self.partner_id.id,
            "currency_id": self.currency_id.id,
            "amount_currency": fee,
            "balance": self.company_id.currency_id.round(balance),
        }


def _may_be_return(payment):
    """Whether the bank marks it as a return, or says so in its text, or names a cheque."""
    says = return_reason(payment.text) or cheque_numbers(payment.text)
    return payment.is_return or (payment.amount < 0 and bool(says))


def _wanted(currency, returns):
    """What may have come back, by amount, with all that tells which."""
    by_amount = defaultdict(list)
    for payment in returns:
        by_amount[-payment.amount].append(payment)
    for amount, alike in by_amount.items():
        yield {
            "paid": amount,
            "least": amount - max(MOST_FEE, amount * MOST_FEE_PERCENT / 100),
            "currency": currency.id,
            "latest": max(each.booked for each in alike),
            "accounts": [each.payer_account for each in alike if each.payer_account],
            "said": compact(" ".join(f"{each.text} {each.reference}" for each in alike)),
        }
