from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError

from .account_journal import _compact

# A refund that left the accountant's desk.
CONFIRMED = ("in_process", "paid")
# What says which credit a payment gives back: only the posting of a match does.
LINKS = {"ar_match_id", "ar_credit_id"}


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
    refund_state = fields.Selection(related="refund_id.state", string="Refund")

    @api.depends("refund_ids.state")
    def _compute_refund(self):
        """The last one; it was canceled only if no other was proposed since."""
        for record in self:
            record.refund_id = record.refund_ids.sorted("id")[-1:]

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
        super()._refuse_wrong_amounts()
        if self.refund and self.currency_id.compare_amounts(self.on_account, 0) <= 0:
            raise UserError(
                self.env._("Nothing of this payment stays on account that could be refunded.")
            )

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
        super()._reconcile_again()
        again = self.filtered(lambda match: match.state == "posted")
        refunds = again.sudo().refund_ids._ar_confirmed()
        refunds._ar_settle()
        (again - refunds.ar_match_id.with_env(self.env))._propose_refunds()


class AccountBankStatementLine(models.Model):
    _inherit = "account.bank.statement.line"

    def _ar_refund_policies(self, values):
        """The policy of each payment that wants a refund of what is too much.

        ``values`` are those of the decisions, by id of the line. Money for what is not invoiced yet
        waits with the customer: only what is paid beyond invoices, or once more, is too much.
        """
        policies = self.env["ar.match.policy"]._of_company(self.company_id)
        if "refund" not in policies.mapped("overpayment"):
            return {}
        rules = {
            currency: [(policy, policy._to_rule(currency)) for policy in policies]
            for currency in self.currency_id
        }
        found = {}
        for line in self.filtered(lambda line: _is_too_much(values[line.id])):
            partner = self.env["res.partner"].browse(values[line.id]["partner_id"])
            payment, groups = line._to_payment(), partner.category_id.ids
            fitting = (
                policy for policy, rule in rules[line.currency_id] if rule.fits(payment, groups)
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


class AccountPayment(models.Model):
    """A payment that gives back what a customer paid too much."""

    _inherit = "account.payment"

    ar_match_id = fields.Many2one(
        "ar.match",
        "Refund of",
        readonly=True,
        copy=False,
        index="btree_not_null",
        ondelete="set null",
        groups="ar_collections.group_collector,ar_collections.group_treasurer",
        help="The payment of which too much is given back.",
    )
    ar_credit_id = fields.Many2one(
        "account.move.line",
        "Credit that it gives back",
        readonly=True,
        copy=False,
        index="btree_not_null",
        ondelete="set null",
        groups="ar_collections.group_collector,ar_collections.group_treasurer",
    )
    ar_obstacle = fields.Char(
        "Cannot be confirmed",
        compute="_compute_ar_obstacle",
        compute_sudo=True,
        help="What has become of the credit since the refund was proposed.",
    )

    @api.depends("state", "amount", "currency_id", "partner_id", "ar_credit_id.amount_residual")
    def _compute_ar_obstacle(self):
        for payment in self:
            waits = payment.ar_match_id and payment.state == "draft"
            payment.ar_obstacle = (waits and payment._ar_why_not()) or False

    def _ar_why_not(self):
        """Why what is left of the credit does not allow this refund; empty if it does."""
        credit, given_to = self.ar_credit_id, self.partner_id
        left = -credit.amount_residual_currency if credit.parent_state == "posted" else 0.0
        if self.currency_id.compare_amounts(left, 0) <= 0:
            return self.env._(
                "What %(customer)s had on account is used%(by)s: cancel this refund.",
                customer=given_to.display_name,
                by=self._ar_used_by(),
            )
        if not self._ar_is_for_credit():
            return self.env._(
                "This refund was changed: it can only pay %(customer)s, in %(currency)s and from "
                "their account %(account)s. Correct it, or cancel it and make another payment.",
                customer=credit.partner_id.display_name,
                currency=credit.currency_id.name,
                account=credit.account_id.display_name,
            )
        if credit.currency_id.compare_amounts(self.amount, left) > 0:
            return self.env._(
                "Only %(left)s of what %(customer)s had on account is left%(by)s: lower the amount "
                "of this refund to it, or cancel it.",
                left=credit.currency_id.format(left),
                customer=given_to.display_name,
                by=self._ar_used_by(),
            )
        return ""

    def _ar_is_for_credit(self):
        """Whether it still pays back the credit that it was made for."""
        credit = self.ar_credit_id
        return (
            self.payment_type == "outbound"
            and self.partner_id == credit.partner_id
            and self.currency_id == credit.currency_id
            and self.destination_account_id == credit.account_id
        )

    def _ar_used_by(self):
        entries = self.ar_credit_id.matched_debit_ids.debit_move_id.move_id - self.move_id
        names = ", ".join(entries.mapped("name"))
        return names and self.env._(" (by %(entries)s)", entries=names)

    # === RIGHTS === #

    @api.model_create_multi
    def create(self, vals_list):
        self._ar_refuse_links({name for values in vals_list for name in values})
        return super().create(vals_list)

    def write(self, vals):
        """Nobody confirms a refund of what is no longer there."""
        self._ar_refuse_links(vals.keys())
        if vals.get("state") in CONFIRMED:
            self.filtered(lambda payment: payment.state == "draft")._ar_refuse_used()
        return super().write(vals)

    def _ar_refuse_links(self, names):
        defaults = {name for name in LINKS if self.env.context.get(f"default_{name}")}
        if not self.env.su and (LINKS & names or defaults):
            raise AccessError(
                self.env._("What a refund gives back is said by the match that proposed it.")
            )

    def _ar_refuse_used(self):
        for refund in self.sudo().filtered("ar_match_id"):
            if problem := refund._ar_why_not():
                raise UserError(problem)

    # === WHAT BECOMES OF IT === #

    def _ar_confirmed(self):
        return self.filtered(
            lambda payment: payment.state in CONFIRMED or payment.move_id.state == "posted"
        )

    def _ar_settle(self):
        """Reconcile each with the credit that it gives back."""
        plan = []
        for refund in self.sudo().filtered("ar_credit_id"):
            credit = refund.ar_credit_id
            paid = refund.move_id.line_ids.filtered(
                lambda item, credit=credit: item.account_id == credit.account_id
            )
            if paid.parent_state == "posted" and not (credit + paid).filtered("reconciled"):
                plan.append(paid + credit)
        self.env["account.move.line"].sudo()._reconcile_plan(plan)

    def _ar_release(self):
        """Set to draft it pays nothing: of an entry that did, Odoo would take back the whole payment
        that left the credit as soon as somebody changes the amount."""
        refunds = self.filtered("ar_credit_id")
        refunds.move_id.line_ids.filtered("account_id.reconcile").remove_move_reconcile()

    def _ar_refuse_confirmed(self):
        """What was paid back cannot be taken back with the payment that it came from."""
        if confirmed := self._ar_confirmed()[:1]:
            raise UserError(
                self.env._(
                    "The refund %(refund)s to %(customer)s is confirmed already: if no money has "
                    "left, set it to draft first, then undo. Else the match has to stay.",
                    refund=confirmed.name,
                    customer=confirmed.partner_id.display_name,
                )
            )

    def _ar_drop(self):
        """The drafts go; one that had an entry before is canceled, for its number was given."""
        drafts = self.filtered(lambda payment: payment.state == "draft") - self._ar_confirmed()
        numbered = drafts.filtered("move_id")
        # Either would delete the reconciliations of no entries, of which this is a part.
        if numbered:
            numbered.action_cancel()
        if unnumbered := drafts - numbered:
            unnumbered.unlink()


class AccountMove(models.Model):
    _inherit = "account.move"

    def button_draft(self):
        self.sudo().origin_payment_id._ar_release()
        return super().button_draft()

    def _post(self, soft=True):
        """The entry of a refund pays the credit that it gives back."""
        refunds = self.sudo().origin_payment_id.filtered("ar_match_id")
        refunds._ar_refuse_used()
        posted = super()._post(soft)
        refunds._ar_settle()
        return posted
