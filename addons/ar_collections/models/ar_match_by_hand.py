from odoo import models
from odoo.exceptions import UserError
from odoo.fields import Command

REQUIRED = {"move_line_id", "amount"}
KNOWN = REQUIRED | {"write_off", "write_off_kind", "write_off_reason"}
KINDS = (None, False, "", "discount", "fee", "rounding", "deduction")
# No payment and no key of a record is larger.
MOST = 10**15
LAST_KEY = 2**31


class ArMatch(models.Model):
    """A person's own decision on a payment."""

    _inherit = "ar.match"

    def apply_by_hand(self, allocations, on_account=0.0, partner_id=False, refund=False):
        """Post what a person has decided.

        ``allocations`` is a list of {"move_line_id", "amount", "write_off", "write_off_kind",
        "write_off_reason"}, of which the first two are required; amounts in the payment's currency.
        ``on_account`` stays with the customer as a credit, what is left waits with the payment.
        ``refund``: a draft payment proposes to give the credit back.
        Raises a ``UserError`` that says what to do; then nothing has changed.
        """
        self.ensure_one()
        self.check_access("write")
        record = self.with_company(self.company_id)
        record._hold()
        record._refuse_done()
        if not is_readable(allocations, on_account, partner_id) or refund not in (True, False):
            raise UserError(
                record.env._(
                    "An item, an amount or the kind of a difference cannot be read: enter it again."
                )
            )
        items = record._items_by_hand(allocations)
        customer = record._customer_by_hand(partner_id)
        record._decide_by_hand(allocations, on_account, customer, items)
        record.sudo().refund = refund
        record._refuse_wrong_amounts()
        record._post_by_hand()
        return True

    def _post_by_hand(self):
        """Post, or raise what keeps it from being posted."""
        self._post()
        if self.state == "left":
            raise UserError(self.reasons.removesuffix(self._said_by_hand()).strip())
        if self.state != "posted":
            raise UserError(self._changed_meanwhile())
        self.env.ref("ar_collections.cron_refresh").sudo()._trigger()

    def _refuse_done(self):
        if self.state == "posted":
            raise UserError(self.env._("This payment is posted already: undo it first."))
        if not self.statement_line_id._ar_untouched():
            raise UserError(
                self.env._(
                    "This payment was used elsewhere in Odoo, in whole or in part: take that back "
                    "in its journal entry first."
                )
            )

    def _items_by_hand(self, allocations):
        """The open items that were chosen, each of them once."""
        ids = [each["move_line_id"] for each in allocations]
        found = self.env["account.move.line"].search([("id", "in", ids)])
        if len(found) != len(ids):
            raise UserError(
                self.env._(
                    "An open item is gone, belongs to another company, or was chosen twice: choose "
                    "them again."
                )
            )
        items = found.browse(ids)
        for item in items:
            self._refuse_item(item)
        return items

    def _customer_by_hand(self, partner_id):
        """The customer that was chosen, if one was."""
        partners = self.env["res.partner"].with_context(active_test=False)
        if not partner_id:
            return partners
        ours = partners._check_company_domain(self.company_id)
        customer = partners.search([("id", "=", partner_id), *ours])
        if not customer:
            raise UserError(
                self.env._("The customer is gone, or belongs to another company: choose again.")
            )
        return customer

    def _refuse_item(self, item):
        """Only what is open on a receivable account of this company can be paid."""
        name = item.move_name or item.move_id.display_name
        if item.company_id != self.company_id:
            raise UserError(self.env._("%(name)s belongs to another company.", name=name))
        if item.account_id.account_type != "asset_receivable" and not item._ar_is_receipt():
            raise UserError(
                self.env._("%(name)s is no invoice or credit of a customer.", name=name)
            )
        if item.parent_state != "posted":
            raise UserError(self.env._("%(name)s is a draft: post it first.", name=name))
        if item.reconciled:
            raise UserError(self.env._("%(name)s is paid already: choose another.", name=name))

    def _decide_by_hand(self, allocations, on_account, customer, items):
        """Keep it in place of what was proposed."""
        first = items.sorted(lambda item: item.amount_residual < 0)[:1]
        values = [
            Command.create(
                {
                    "move_line_id": each["move_line_id"],
                    "amount": each["amount"],
                    "write_off": each.get("write_off") or 0.0,
                    "write_off_kind": each.get("write_off_kind") or False,
                    "write_off_reason": each.get("write_off_reason") or False,
                }
            )
            for each in allocations
        ]
        self.sudo().write(
            {
                "partner_id": (customer or first.partner_id).id,
                "tier": False,
                "confidence": 0.0,
                "reasons": self._said_by_hand(),
                "on_account": on_account or 0.0,
                "paid_before": False if values else self.paid_before,
                "advice_id": False,
                "returned_id": False,
                "allocation_ids": [Command.clear(), *values],
            }
        )

    def _said_by_hand(self):
        return self.env._("Decided by %(user)s", user=self.env.user.name)

    def _refuse_wrong_amounts(self):
        """Neither more than the payment, nor more of an item than is open."""
        currency = self.currency_id
        if not self._has_place():
            raise UserError(self.env._("Choose what is paid, or put the payment on account."))
        if self.on_account and not self.partner_id:
            raise UserError(self.env._("Choose the customer with whom it stays on account."))
        if self.on_account * self.amount < 0 or self._is_more_than_paid():
            raise UserError(self.env._("This is more than was paid: lower the amounts."))
        for allocation in self.allocation_ids:
            if (
                currency.is_zero(allocation._closes())
                or allocation.amount * allocation.residual < 0
                or not allocation._fits()
            ):
                raise UserError(
                    self.env._(
                        "Of %(name)s %(open)s is open: lower what is paid of it.",
                        name=allocation.move_line_id.move_name,
                        open=allocation.move_line_id.currency_id.format(allocation.residual),
                    )
                )
            if allocation.write_off_kind == "deduction":
                self._refuse_wrong_deduction(allocation)
            if allocation.write_off:
                self._refuse_unexplained(allocation)

    def _refuse_wrong_deduction(self, allocation):
        """What is kept back is a part of what stays open."""
        name = allocation.move_id.name
        if not allocation.write_off:
            raise UserError(self.env._("Say how much of %(name)s was kept back.", name=name))
        if not allocation._leaves_open():
            raise UserError(
                self.env._(
                    "Of %(name)s more than is open of it was kept back, or less than nothing: "
                    "correct the amount.",
                    name=name,
                )
            )

    def _refuse_unexplained(self, allocation):
        """What closes an item without money has a kind, and where it is no trifle a reason."""
        name, difference = allocation.move_id.name, self.currency_id.format(allocation.write_off)
        if not allocation.write_off_kind:
            raise UserError(self.env._("Say what the difference of %(name)s is.", name=name))
        if (allocation.write_off_reason or "").strip() or not allocation._needs_reason():
            return
        if allocation.write_off_kind == "deduction":
            raise UserError(
                self.env._(
                    "Say why %(difference)s of %(name)s was kept back: whoever clarifies it must know.",
                    difference=difference,
                    name=name,
                )
            )
        raise UserError(
            self.env._(
                "Say why %(difference)s of %(name)s is written off: it is more than the policy allows "
                "without a reason.",
                difference=difference,
                name=name,
            )
        )

    def _is_more_than_paid(self):
        used = self.amount_allocated + self.on_account
        sign = -1 if self.amount < 0 else 1
        return (
            self.currency_id.compare_amounts(used * sign, abs(self.amount)) > 0
            or self.currency_id.compare_amounts(used * sign, 0) < 0
        )

    def _changed_meanwhile(self):
        return self.env._("The open items have changed meanwhile; look at them again.")


# === WHAT MAY COME OVER RPC === #


def is_readable(allocations, on_account, partner_id):
    """Whether all of it has the form that is asked for; what it says may still be wrong."""
    return (
        isinstance(allocations, list | tuple)
        and all(_is_row(row) for row in allocations)
        and _is_amount(on_account)
        and (partner_id is False or partner_id is None or _is_key(partner_id))
    )


def _is_row(row):
    if not isinstance(row, dict) or not REQUIRED <= row.keys() <= KNOWN:
        return False
    reason = row.get("write_off_reason") or ""
    return (
        _is_key(row["move_line_id"])
        and _is_amount(row["amount"])
        and _is_amount(row.get("write_off") or 0)
        and row.get("write_off_kind") in KINDS
        and isinstance(reason, str)
        and "\0" not in reason
    )


def _is_amount(value):
    """A number that is one: not "not a number", nor without end."""
    return isinstance(value, int | float) and not isinstance(value, bool) and -MOST < value < MOST


def _is_key(value):
    return isinstance(value, int) and not isinstance(value, bool) and 0 < value < LAST_KEY
