from datetime import timedelta

from odoo import api, models
from odoo.exceptions import UserError
from odoo.fields import Domain

# Open items shown of one customer, of one amount, and for one search.
ITEMS_AT_ONCE = 60
ITEMS_OF_AMOUNT = 8
ITEMS_FOUND = 25
# Earlier payments of which a payment out may be the return.
RECEIPTS = 5
ITEM_FIELDS = [
    "move_id",
    "move_name",
    "payment_id",
    "account_id",
    "partner_id",
    "currency_id",
    "company_currency_id",
    "date",
    "date_maturity",
    "amount_residual",
    "amount_residual_currency",
    "amount_currency",
    "discount_date",
    "discount_amount_currency",
]


class ArCashApplication(models.AbstractModel):
    """One payment on the cash application screen, and the open items it may pay."""

    _inherit = "ar.cash.application"

    @api.model
    @api.readonly
    def payment(self, match_id, partner_id=False):
        """One payment with what was decided, and the open items it may pay."""
        match = self._match(match_id)
        customer = self.env["res.partner"].browse(partner_id) or match.partner_id
        chosen = match.allocation_ids.move_line_id
        policy = self._policy(match)
        others, more = [], False
        if match.state != "posted":
            others, more = self._others(match, customer, chosen, policy)
        return {
            **self._in_short(match),
            **self._in_full(match),
            "kinds": self._kinds(policy, match.currency_id),
            "partner_id": customer.id,
            "customer": customer.display_name or "",
            "chosen": [
                self._allocated(each)
                for each in match.allocation_ids.grouped("move_line_id").values()
            ],
            "shown": match.shown,
            "items": self._items(match, chosen, "chosen", policy) + others,
            "more": more,
        }

    def _match(self, match_id):
        match = self.env["ar.match"].browse(match_id).exists()
        if not match:
            raise UserError(self.env._("This payment is no longer there."))
        match.check_access("read")
        return match

    def _in_full(self, match):
        tiers = dict(match._fields["tier"]._description_selection(self.env))
        return {
            "journal": match.journal_id.display_name,
            "payer_account": match.payer_account or "",
            "reference": match.statement_line_id.ar_reference or "",
            "document_id": self._document(match),
            "move_id": match.statement_line_id.move_id.id,
            "on_account": match.on_account,
            "refund": match.refund,
            "refund_payment": self._refund(match),
            "returned": self._returned(match.returned_id),
            "return_reason": match.return_reason_in_words or "",
            "receipts": [self._returned(each) for each in self._same_amount_received(match)],
            "tier": tiers.get(match.tier, ""),
            "confidence": match.confidence,
            "reasons": (match.reasons or "").splitlines(),
            "posted_by": match.posted_by_id.display_name or "",
            "by_itself": match.posted_by_id == self.env.ref("base.user_root"),
        }

    def _refund(self, match):
        """The payment that gives back what was too much, for those who may open it."""
        refund = match.state == "posted" and match.refund_id
        if not refund or not refund.has_access("read"):
            return False
        states = dict(refund._fields["state"]._description_selection(self.env))
        return {"id": refund.id, "state": states[refund.state]}

    def _returned(self, original):
        """A posted payment that the bank may take back, and what it had paid."""
        if not original:
            return False
        return {
            "id": original.id,
            "date": original.date,
            "amount": original.amount,
            "payer": original.payer or original.partner_id.display_name or "",
            "invoices": original.allocation_ids.mapped("move_line_id.move_name"),
        }

    def _same_amount_received(self, match):
        """Posted payments of the amount that goes out now: it may be the return of one."""
        if match.amount >= 0 or match.returned_id or match.state == "posted":
            return match.browse()
        return match.search(
            Domain("company_id", "=", match.company_id.id)
            & Domain("state", "=", "posted")
            & Domain("amount", "=", -match.amount)
            & Domain("journal_id", "=", match.journal_id.id)
            & Domain("date", "<=", match.date),
            order="date desc, id desc",
            limit=RECEIPTS,
        )

    def _policy(self, match):
        return self.env["ar.match.policy"]._for(match.statement_line_id, match.partner_id)

    def _document(self, match):
        """The bank's document, for those who may open it."""
        return self.env["ar.feed.document"].has_access("read") and match.document_id.id

    def _kinds(self, policy, currency):
        """What a difference may be, and up to what amount the policy writes such off by itself."""
        if not policy:
            return []
        limits = policy._to_policy(currency)
        allowed = {
            "discount": policy.discounts,
            "fee": policy.fee_account_id,
            "rounding": policy.rounding_account_id,
            "deduction": policy.deductions,
        }
        most = {"fee": limits.fee, "rounding": limits.rounding}
        names = self.env["ar.match.allocation"]._fields["write_off_kind"]
        return [
            {
                "kind": kind,
                "name": name,
                "limited": kind in most,
                "most": float(most[kind].amount) if most.get(kind) else 0.0,
                "percent": float(most[kind].percent or 0) if most.get(kind) else 0.0,
            }
            for kind, name in names._description_selection(self.env)
            if allowed[kind]
        ]

    def _allocated(self, allocations):
        """Of one item; more than one difference is shown as one, of the first one's kind."""
        reasons = allocations.mapped("write_off_reason")
        return {
            "id": allocations.move_line_id.id,
            "amount": sum(allocations.mapped("amount")),
            "writeOff": sum(allocations.mapped("write_off")),
            "kind": allocations[0].write_off_kind or "",
            "reason": "; ".join(filter(None, reasons)),
        }

    def _others(self, match, customer, chosen, policy):
        """Other open items: of the customer, or where none is known those of the very amount."""
        open_items = self._open(match) & Domain("id", "not in", chosen.ids)
        if customer:
            open_items &= Domain("partner_id", "child_of", customer.commercial_partner_id.id)
            group, limit = "customer", ITEMS_AT_ONCE
        else:
            open_items &= Domain("amount_residual_currency", "=", match.amount)
            open_items &= Domain("currency_id", "=", match.currency_id.id)
            group, limit = "amount", ITEMS_OF_AMOUNT
        found = self._find(open_items, limit + 1)
        return self._items(match, found[:limit], group, policy), len(found) > limit

    @api.model
    @api.readonly
    def search_items(self, match_id, words, amount=None):
        """Open items of any customer: by number, reference, customer or amount."""
        match = self._match(match_id)
        customers = self.env["res.partner"].search([("complete_name", "ilike", words)], limit=200)
        named = Domain("partner_id", "in", customers.ids)
        # The name holds the payment reference, the origin the order.
        for name in ("move_name", "ref", "name", "move_id.invoice_origin"):
            named |= Domain(name, "ilike", words)
        if amount:
            named |= Domain("amount_residual_currency", "=", amount)
        found = self._find(self._open(match) & named, ITEMS_FOUND)
        return self._items(match, found, "found", self._policy(match))

    def _open(self, match):
        items = self.env["account.move.line"]
        payable = items._ar_payable_domain(match.company_id)
        if match.amount < 0:
            payable |= items._ar_refunds_domain(match.company_id)
        return payable

    def _find(self, domain, limit):
        return self.env["account.move.line"].search_fetch(
            domain, ITEM_FIELDS, order="date_maturity, id", limit=limit
        )

    def _items(self, match, items, group, policy):
        return [
            {
                **self._item(match, item),
                "discount": self._discount(match, item, policy),
                "group": group,
            }
            for item in items
        ]

    def _item(self, match, item):
        move = item.move_id
        return {
            "id": item.id,
            "number": item.move_name or "",
            "reference": item.payment_id._ar_in_words()
            if item._ar_is_receipt()
            else move.ref or "",
            "partner_id": item.partner_id.id,
            "customer": item.partner_id.display_name,
            "due": item.date_maturity or item.date,
            "overdue": item.ar_overdue or "",
            "days_overdue": item.ar_days_overdue,
            "currency_id": item.currency_id.id,
            "residual": item.amount_residual_currency,
            "open": self._in_payment_currency(match, item),
            "part_paid": abs(item.amount_residual_currency) < abs(item.amount_currency),
            "blocked": move.payment_state == "blocked",
            "move_id": move.id,
        }

    def _in_payment_currency(self, match, item):
        """What is open, at the rate at which the payment would pay it."""
        residual, line = item.amount_residual_currency, match.statement_line_id
        if item.currency_id == match.currency_id:
            return residual
        suspense = line._ar_suspense_lines()
        pays = line._ar_closes(suspense, item, match.amount) if len(suspense) == 1 else 0.0
        if not pays:
            return item.currency_id._convert(
                residual, match.currency_id, match.company_id, match.date
            )
        return match.currency_id.round(residual * match.amount / pays)

    def _discount(self, match, item, policy):
        """What the customer may take off an unpaid invoice, and until when."""
        whole = item.amount_residual_currency == item.amount_currency
        same_currency = item.currency_id == match.currency_id
        if not policy.discounts or not item.discount_date or not whole or not same_currency:
            return False
        grace = timedelta(days=policy.discount_days)
        return {
            "amount": match.currency_id.round(item.amount_currency - item.discount_amount_currency),
            "until": item.discount_date,
            "in_time": match.date <= item.discount_date + grace,
        }
