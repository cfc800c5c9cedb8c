from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError
from odoo.fields import Domain

# A refund that left the accountant's desk.
CONFIRMED = ("in_process", "paid")
# What says which credit a payment gives back: only the posting of a match does.
LINKS = {"ar_match_id", "ar_credit_id"}


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

    def _ar_in_words(self):
        """A refund says itself what it gives back."""
        return self.memo if self.sudo().ar_match_id else super()._ar_in_words()

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
            if refund.move_id.state == "posted" and not (credit + paid).filtered("reconciled"):
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


class AccountMoveLine(models.Model):
    _inherit = "account.move.line"

    def _ar_is_receipt(self):
        return super()._ar_is_receipt() or self._ar_is_refund()

    def _ar_is_refund(self):
        """Whether it is the money of a confirmed refund, which the bank is to pay out."""
        refund = self.payment_id.sudo()
        return bool(refund.ar_match_id) and self.account_id == refund.outstanding_account_id

    def _ar_refunds_domain(self, company):
        """Confirmed refunds that the bank's line closes, once the money has left."""
        refunds = (
            self.env["account.payment"]
            .sudo()
            .search(
                [
                    ("ar_match_id", "!=", False),
                    ("company_id", "=", company.id),
                    ("state", "=", "in_process"),
                ]
            )
        )
        items = refunds.move_id.line_ids.filtered(
            lambda item: item._ar_is_refund() and not item.reconciled
        )
        return Domain("id", "in", items.ids)
