from odoo import api, fields, models
from odoo.exceptions import UserError

from .account_journal import _compact


class ArMatch(models.Model):
    """What was paid too much, or twice, is to be refunded: a draft payment that a person confirms."""

    _inherit = "ar.match"

    refund = fields.Boolean(
        "To be refunded",
        readonly=True,
        help="What stays on account is proposed to be paid back: nobody is paid before the draft "
        "payment is confirmed.",
    )
    refund_ids = fields.One2many("account.payment", "ar_match_id", "Refunds", readonly=True)
    refund_id = fields.Many2one("account.payment", compute="_compute_refund")
    refund_state = fields.Selection(
        selection=lambda self: self.env["account.payment"]._fields["state"].selection,
        string="Refund",
        compute="_compute_refund",
    )

    @api.depends("refund_ids.state")
    def _compute_refund(self):
        """The last one; it was canceled only if no other was proposed since."""
        for record in self:
            record.refund_id = record.refund_ids.sorted("id")[-1:]
            record.refund_state = record.refund_id.state

    def action_open_refund(self):
        self.ensure_one()
        return self.refund_id.action_open_business_doc()

    # === DECIDE === #

    def _nothing(self, state, reasons, customer=None):
        return {**super()._nothing(state, reasons, customer), "refund": False}

    def _keep_decisions(self, lines, values):
        """What is too much is to be refunded where the policy of the payment says so."""
        policies = lines._ar_refund_policies(values)
        for line in lines:
            row, policy = values[line.id], policies.get(line)
            row["refund"] = bool(policy)
            if policy:
                said = self.env._(
                    "To be refunded, as the policy “%(policy)s” says", policy=policy.name
                )
                row["reasons"] += f"\n{said}"
        return super()._keep_decisions(lines, values)

    def _refuse_wrong_amounts(self):
        if self.refund and self.currency_id.compare_amounts(self.on_account, 0) <= 0:
            raise UserError(
                self.env._("Nothing of this payment stays on account that could be refunded.")
            )
        return super()._refuse_wrong_amounts()

    # === POST === #

    def _book(self):
        result = super()._book()
        self._propose_refunds()
        return result

    def _propose_refunds(self):
        """Drafts for what these matches left on account; quiet: the match itself says it."""
        wanted = self.filtered(lambda match: match.refund and match.on_account > 0)
        if not wanted:
            return
        accounts = wanted.statement_line_id._ar_payers_accounts(wanted)
        quiet = self.env["account.payment"].sudo().with_context(tracking_disable=True)
        quiet.create([match._refund_values(accounts) for match in wanted])

    def _refund_values(self, accounts):
        line, credit = self.statement_line_id, self._credit()
        if not line.journal_id.outbound_payment_method_line_ids:
            raise UserError(
                self.env._(
                    "Nothing can be paid out of %(journal)s: add a method under “Outgoing payments” "
                    "of this bank account, or leave the rest on account without a refund.",
                    journal=line.journal_id.display_name,
                )
            )
        return {
            "payment_type": "outbound",
            "partner_type": "customer",
            "company_id": self.company_id.id,
            "journal_id": line.journal_id.id,
            "partner_id": credit.partner_id.id,
            # Never another account than that which the money came from.
            "partner_bank_id": accounts.get(self),
            "destination_account_id": credit.account_id.id,
            "currency_id": credit.currency_id.id,
            "amount": -credit.amount_currency,
            "memo": self._refund_memo(),
            "ar_match_id": self.id,
            "ar_credit_id": credit.id,
        }

    def _credit(self):
        """What the payment left on account, before anything is paid with it."""
        return self.statement_line_id.move_id.line_ids.filtered(
            lambda item: (
                item.account_type == "asset_receivable"
                and item.amount_currency < 0
                and item.amount_residual_currency == item.amount_currency
            )
        )[-1:]

    def _refund_memo(self):
        """What is given back, as whoever gets it and whoever confirms it recognise it."""
        return self.env._(
            "Refund of your payment of %(date)s (%(entry)s): %(why)s",
            date=self.date,
            entry=self.statement_line_id.move_id.name,
            why=self._why_on_account() or self.label,
        )

    # === TAKE BACK === #

    def _mark_undone(self):
        self._standing().sudo().refund_ids._ar_drop()
        return super()._mark_undone()

    def _mark_returned(self, reason):
        """The bank took the money back: nothing is left to refund."""
        self.sudo().refund_ids._ar_drop()
        return super()._mark_returned(reason)

    def _reconcile_again(self):
        """The payment stands again, and so does what it is to give back."""
        result = super()._reconcile_again()
        again = self.filtered(lambda match: match.state == "posted")
        again.sudo().refund_ids._ar_confirmed()._ar_settle()
        again.filtered(lambda match: not match.refund_ids)._propose_refunds()
        return result


class AccountBankStatementLine(models.Model):
    _inherit = "account.bank.statement.line"

    def _ar_refund_policies(self, values):
        """The policy of each payment that wants a refund of what is too much.

        ``values`` are those of the decisions, by id of the line. Money for what is not invoiced yet
        waits with the customer: only what is paid beyond invoices, or once more, is too much.
        """
        too_much = self.filtered(lambda line: _is_too_much(values[line.id]))
        if not too_much:
            return {}
        policies = self.env["ar.match.policy"]._of_company(self.company_id)
        if "refund" not in policies.mapped("overpayment"):
            return {}
        rules = {
            currency: [(policy, policy._to_rule(currency)) for policy in policies]
            for currency in too_much.currency_id
        }
        found = {}
        for line in too_much:
            partner = self.env["res.partner"].browse(values[line.id]["partner_id"])
            payment, groups = line._to_payment(), partner.category_id.ids
            fitting = (
                policy
                for policy, rule in rules[line.currency_id]
                if rule.fits(payment, groups, partner.id)
            )
            policy = next(fitting, policies.browse())
            if policy.overpayment == "refund":
                found[line] = policy
        return found

    def _ar_payers_accounts(self, matches):
        """By match the id of the customer's bank account that the money came from, if it is known."""
        customers = matches.partner_id | matches.allocation_ids.partner_id
        known = {}
        for account in (
            self.env["res.partner.bank"]
            .sudo()
            .search(
                [
                    (
                        "sanitized_acc_number",
                        "in",
                        [_compact(line.account_number) for line in self],
                    ),
                    ("partner_id", "in", customers.ids),
                    ("company_id", "in", (False, *matches.company_id.ids)),
                ]
            )
        ):
            known.setdefault((account.sanitized_acc_number, account.partner_id), account.id)
        return {
            match: known.get(
                (_compact(match.statement_line_id.account_number), match._credit().partner_id),
                False,
            )
            for match in matches
        }

    def action_undo_reconciliation(self):
        self.sudo().ar_match_ids.refund_ids._ar_refuse_confirmed()
        return super().action_undo_reconciliation()

    def unlink(self):
        refunds = self.sudo().ar_match_ids.refund_ids
        refunds._ar_refuse_confirmed()
        refunds._ar_drop()
        return super().unlink()


def _is_too_much(row):
    """Whether a decision leaves money of a known customer that its invoices do not ask for."""
    pays_something = len(row["allocation_ids"]) > 1  # the first command clears what was there
    return bool(
        row["partner_id"] and row["on_account"] > 0 and (pays_something or row["paid_before"])
    )
