from odoo import Command, api, models
from odoo.exceptions import UserError
from odoo.tools import format_date

from .ar_promise import LIVE


class ArPromise(models.Model):
    """How a promise comes about: checked against what is open, and said to the case."""

    _inherit = "ar.promise"

    @api.model
    def _make(self, amounts, rates, *, replaces=None, **said):
        """The new promise; a :class:`UserError` says why there cannot be one.

        ``amounts``: what of each open item (``account.move.line``) it is over, in the item's
        currency; ``rates``: pairs of a day and an amount. ``replaces``: the promise that this one
        takes the place of. ``said``: of ``waived`` (what need not be paid of the amounts, if the
        rates are) with ``waive_reason``, ``note``, ``contact_id``, ``user_id``, ``grace_days``.

        Whoever calls it has the right to write promises, or to act for the customer with sudo().
        """
        self.check_access("write")
        items = self.env["account.move.line"].union(*amounts)
        items.check_access("read")
        items = items.sudo().sorted("date_maturity")
        amounts = {item: amounts[item] for item in items}
        promise = self.sudo()._make_over(
            items, amounts, rates, (replaces or self.browse()).sudo(), said
        )
        return promise.with_env(self.env)

    def _make_over(self, items, amounts, rates, replaces, said):
        self._refuse_items(items)
        self._refuse_amounts(amounts)
        self._refuse_disputed(amounts)
        self._refuse_promised(items, replaces)
        waived = said.get("waived") or 0.0
        self._refuse_waived(amounts, waived, said.get("waive_reason"))
        total = items.currency_id.round(sum(amounts.values()) - waived)
        self._refuse_rates(rates, total, items)
        self._refuse_replaced(replaces, items)
        if replaces:
            replaces._end("renegotiated")
        promise = self._create_over(amounts, rates, total, replaces, said)
        replaces.replaced_by_id = promise
        promise._decide()
        promise._tell_made()
        if promise.state == "draft":
            promise._ask_approvers()
        promise._touch_cases()
        return promise

    def _create_over(self, amounts, rates, total, replaces, said):
        items = self.env["account.move.line"].union(*amounts)
        customer, company = items.partner_id.commercial_partner_id, items.company_id
        case = self.env["ar.case"].search(
            [("partner_id", "=", customer.id), ("company_id", "=", company.id)], limit=1
        )
        grace = said.pop("grace_days", None)
        responsible = said.pop("user_id", None) or replaces.user_id.id or case.user_id.id
        return self.with_context(mail_create_nosubscribe=True, mail_create_nolog=True).create(
            {
                **said,
                "partner_id": customer.id,
                "company_id": company.id,
                "currency_id": items.currency_id.id,
                "state": "draft" if said.get("waived") else "open",
                "date": company._ar_today(),
                "user_id": responsible or self.env.user.id,
                "amount": total,
                "company_amount": _in_company_currency(amounts, total),
                "grace_days": company.ar_promise_grace_days if grace is None else grace,
                "replaces_id": replaces.id,
                "item_ids": [
                    Command.create(self._item_values(item, amount))
                    for item, amount in amounts.items()
                ],
                "rate_ids": [
                    Command.create({"date": day, "amount": amount}) for day, amount in sorted(rates)
                ],
                "paid_before_ids": [
                    Command.set(items.matched_credit_ids.credit_move_id.move_id.ids)
                ],
            }
        )

    def _item_values(self, item, amount):
        return {
            "move_line_id": item.id,
            "move_id": item.move_id.id,
            "name": item.move_name,
            "date_maturity": item.date_maturity,
            "open_then": item.amount_residual_currency,
            "amount": amount,
        }

    # === REFUSED === #

    def _refuse_items(self, items):
        if not items:
            raise UserError(self.env._("Choose the invoices that the customer promises to pay."))
        if len(items.company_id) > 1:
            raise UserError(
                self.env._(
                    "These invoices are of %(companies)s: make a promise in each company.",
                    companies=_listed(items.company_id.mapped("name")),
                )
            )
        if len(items.partner_id.commercial_partner_id) != 1 or not all(items.mapped("partner_id")):
            raise UserError(
                self.env._(
                    "These invoices are of %(customers)s: a promise is over the invoices of one "
                    "customer.",
                    customers=_listed(items.partner_id.commercial_partner_id.mapped("name")),
                )
            )
        if len(items.currency_id) > 1:
            raise UserError(
                self.env._(
                    "These invoices are in %(currencies)s: make a promise for each currency.",
                    currencies=_listed(items.currency_id.mapped("name")),
                )
            )

    def _refuse_amounts(self, amounts):
        for item, amount in amounts.items():
            compare = item.currency_id.compare_amounts
            owed = item.amount_residual_currency
            if item.parent_state != "posted" or item.account_type != "asset_receivable":
                raise UserError(
                    self.env._(
                        "%(name)s is not a posted invoice: nothing of it can be promised.",
                        name=item.move_name or item.move_id.display_name,
                    )
                )
            if compare(owed, 0) <= 0:
                raise UserError(
                    self.env._(
                        "Nothing of %(name)s is open: leave it out of the promise.",
                        name=item.move_name,
                    )
                )
            if compare(amount, 0) <= 0:
                raise UserError(
                    self.env._("Say how much of %(name)s is promised.", name=item.move_name)
                )
            if compare(amount, owed) > 0:
                raise UserError(
                    self.env._(
                        "Of %(name)s %(open)s is open: %(amount)s cannot be promised.",
                        name=item.move_name,
                        open=item.currency_id.format(owed),
                        amount=item.currency_id.format(amount),
                    )
                )

    def _refuse_disputed(self, amounts):
        """What the customer contests he does not promise to pay."""
        for item, amount in amounts.items():
            disputed = item._ar_contested()
            most = item.currency_id.round(item.amount_residual_currency - disputed)
            if not disputed or item.currency_id.compare_amounts(amount, most) <= 0:
                continue
            if item.currency_id.compare_amounts(most, 0) <= 0:
                raise UserError(
                    self.env._(
                        "The customer disputes %(name)s: settle the dispute first, or leave it "
                        "out of the promise.",
                        name=item.move_name,
                    )
                )
            raise UserError(
                self.env._(
                    "The customer disputes %(disputed)s of %(name)s: at most %(most)s of it can "
                    "be promised.",
                    disputed=item.currency_id.format(disputed),
                    name=item.move_name,
                    most=item.currency_id.format(most),
                )
            )

    def _refuse_promised(self, items, replaces):
        taken = self.env["ar.promise.item"].search(
            [
                ("move_line_id", "in", items.ids),
                ("live", "=", True),
                ("promise_id", "not in", replaces.ids),
            ],
            limit=1,
        )
        if not taken:
            return
        promise = taken.promise_id
        if promise.state == "draft":
            raise UserError(
                self.env._(
                    "%(name)s is part of a settlement that waits for approval.", name=taken.name
                )
            )
        raise UserError(
            self.env._(
                "%(name)s is promised already, the next instalment for %(day)s: renegotiate that "
                "promise instead.",
                name=taken.name,
                day=format_date(self.env, promise.next_due),
            )
        )

    def _refuse_rates(self, rates, total, items):
        today, currency = items.company_id._ar_today(), items.currency_id
        if not rates or any(not day for day, _amount in rates):
            raise UserError(self.env._("Say when the customer is going to pay."))
        if any(currency.compare_amounts(amount, 0) <= 0 for _day, amount in rates):
            raise UserError(self.env._("The amount of an instalment is more than zero."))
        early = min(day for day, _amount in rates)
        if early < today:
            raise UserError(
                self.env._(
                    "%(day)s is in the past: a promise is for today or later.",
                    day=format_date(self.env, early),
                )
            )
        difference = currency.round(sum(amount for _day, amount in rates) - total)
        if currency.compare_amounts(difference, 0):
            missing = self.env._(
                "The instalments are %(difference)s less than the %(total)s promised.",
                difference=currency.format(-difference),
                total=currency.format(total),
            )
            too_much = self.env._(
                "The instalments are %(difference)s more than the %(total)s promised.",
                difference=currency.format(difference),
                total=currency.format(total),
            )
            raise UserError(too_much if difference > 0 else missing)

    def _refuse_replaced(self, replaces, items):
        if not replaces:
            return
        if replaces.state not in (*LIVE, "partly", "broken"):
            raise UserError(
                self.env._("This promise is over already: make a new one from the open items.")
            )
        if (replaces.partner_id, replaces.company_id) != (
            items.partner_id.commercial_partner_id,
            items.company_id,
        ):
            raise UserError(self.env._("The new promise is of another customer than the old one."))


def _in_company_currency(amounts, total):
    """What is promised, at the rates at which its items are in the books."""
    company = next(iter(amounts)).company_id.currency_id
    booked = sum(
        amount * item.amount_residual / item.amount_residual_currency
        for item, amount in amounts.items()
    )
    return company.round(booked * total / sum(amounts.values()))


def _listed(names):
    return ", ".join(dict.fromkeys(filter(None, names)))
