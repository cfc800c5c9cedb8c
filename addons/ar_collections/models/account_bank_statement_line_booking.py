from collections import defaultdict

from odoo import api, models

from .account_move_line import _decimal

# So much may the rate of the payer's bank differ from the one in the books: an item in another
# currency that comes out this close to the payment is paid in full, the rest is one of rates.
RATES_DIFFER = 0.03
WANTED_OF_ITEM = ("move_name", "account_id", "partner_id", "currency_id", "amount_residual")


class AccountBankStatementLine(models.Model):
    """Book payments on the receivables they pay, and take them off again."""

    _inherit = "account.bank.statement.line"

    @api.model
    def _ar_book(self, bookings):
        """Put payments on the receivables they pay, all in one go.

        ``bookings`` maps a statement line to its ``Booking``. What has no place there stays on the
        suspense account. Balanced and reconciled here; nothing is written if Odoo objects.
        """
        self._ar_put(
            {line: booking.partner for line, booking in bookings.items()},
            lambda suspense: self._ar_all_counterparts(bookings, suspense),
        )

    @api.model
    def _ar_put(self, partners, counterparts):
        """Journal items in place of the suspense lines, reconciled with the items they close.

        ``partners`` maps each line to its customer; ``counterparts`` makes of the suspense lines
        pairs of values and the item that is closed (or None).
        """
        quick = self.with_context(
            ar_without_analytics=self._ar_without_analytics(),
            skip_account_move_synchronization=True,
            skip_readonly_check=True,
            force_delete=True,
            tracking_disable=True,
        )
        lines = quick.browse([line.id for line in partners])
        moves = {"records": lines.move_id}
        with lines.move_id._check_balanced(moves), lines.move_id._sync_dynamic_lines(moves):
            quick._ar_set_partners(partners)
            suspense = lines._ar_suspense_lines()
            pairs = counterparts(suspense)
            created = quick._ar_replace(suspense, quick._ar_in_full(pairs))
        quick._ar_reconcile(created, [open_line for _values, open_line in pairs])

    def _ar_in_full(self, pairs):
        """The values, also those that Odoo would look up for each journal item to find nothing."""
        nothing = {"tax_ids": []}
        if self._ar_without_analytics():
            nothing["analytic_distribution"] = False
        return [{**nothing, **values} for values, _item in pairs]

    def _ar_without_analytics(self):
        """Whether no rule gives a journal item an analytic account: there is nothing to look up."""
        known = self.env.context.get("ar_without_analytics")
        if known is not None:
            return known
        return not self.env["account.analytic.distribution.model"].sudo().search_count([], limit=1)

    def _ar_reconcile(self, created, open_lines):
        """Reconcile each new journal item with the open item it pays (None: with nothing)."""
        together = created.ids + [line.id for line in open_lines if line]
        pairs = [
            (counterpart + open_line).with_prefetch(together)
            for counterpart, open_line in zip(created, open_lines, strict=True)
            if open_line
        ]
        # Reconciling adds no journal items but exchange differences, which have their own checks.
        items = created.browse(together)
        in_one_currency = items.currency_id == items.company_currency_id
        quick = self.env["account.move.line"].with_context(
            skip_invoice_sync=True,
            check_move_validity=False,
            **({"no_exchange_difference": True} if in_one_currency else {}),
        )
        quick._reconcile_plan(pairs)

    def _ar_set_partners(self, partners):
        """The customer on the line, its entry and the bank's item, before anything is booked."""
        if self._ar_is_only_customer():
            self._ar_write_partners(partners)
            return
        by_partner = defaultdict(self.browse)
        for line, partner in partners.items():
            by_partner[partner] |= line
        # What Odoo would ask of each of them alone.
        self.env["res.partner"].union(*by_partner).mapped("property_account_position_id")
        self.env["res.partner"].union(*by_partner).mapped("company_id")
        for partner, lines in by_partner.items():
            lines.write({"partner_id": partner.id})
            lines.move_id.write({"partner_id": partner.id})
        # Its own way to have it from the entry, for all at once.
        items = self.union(*by_partner.values())._ar_bank_items()
        self.env.add_to_compute(items._fields["partner_id"], items)
        plain = items if self._ar_without_analytics() else items.browse()
        with self.env.protecting([items._fields["analytic_distribution"]], plain):
            items.modified(["partner_id"])

    def action_undo_reconciliation(self):
        """Whoever takes a payment back, its match says so, too."""
        whole = self.with_context(ar_taking_back=tuple(self.ids))
        result = super(AccountBankStatementLine, whole).action_undo_reconciliation()
        self.sudo().ar_match_ids._take_back()
        return result

    def _ar_bank_items(self):
        return self.move_id.line_ids - self._ar_suspense_lines()

    def _ar_suspense_lines(self):
        return self.move_id.line_ids.filtered(
            lambda item: item.account_id == item.journal_id.suspense_account_id
        )

    def _ar_all_counterparts(self, bookings, suspense):
        """Values of the new journal items, each with the open item it pays (or None)."""
        by_move = {item.move_id: item for item in suspense}
        items = suspense.browse().union(
            *(share.item for each in bookings.values() for share in each.shares)
        )
        items.fetch(WANTED_OF_ITEM)  # all at once
        return [
            pair
            for line, booking in bookings.items()
            for pair in line._ar_counterparts(booking, by_move[line.move_id])
        ]

    def _ar_counterparts(self, booking, suspense):
        """The same for one payment, which waits as ``suspense``."""
        pairs = [(self._ar_counterpart(suspense, each), each.item) for each in booking.shares]
        rest = _decimal(self.currency_id, self.amount) - booking.used
        if booking.on_account:
            pairs.append((self._ar_on_account(suspense, booking), None))
        if rest:
            pairs.append((self._ar_rest(suspense, rest), None))
        beside = [values for share in booking.shares for values in self._ar_beside(suspense, share)]
        # Rates round: the last item takes what the others leave, so that the entry balances.
        others = [values["balance"] for values, _item in pairs[:-1]]
        others += [values["balance"] for values in beside]
        self._ar_set_balance(pairs[-1][0], suspense, suspense.balance - sum(others))
        return pairs + [(values, None) for values in beside]

    def _ar_counterpart(self, suspense, share):
        """Of an open item, in its own currency where that is another than the payment's."""
        open_line, balance = share.item, self._ar_balance(suspense, share.closes)
        closes = share.of_item
        if closes is None:
            closes = self._ar_closes(suspense, open_line, share.closes)
        elif open_line.currency_id == suspense.company_currency_id:
            balance = -float(closes)
        return {
            "move_id": self.move_id.id,
            "name": open_line.move_name,
            "account_id": open_line.account_id.id,
            "partner_id": open_line.partner_id.id,
            "currency_id": open_line.currency_id.id,
            "amount_currency": -float(closes),
            "balance": balance,
        }

    def _ar_on_account(self, suspense, booking):
        """What stays with the customer as a credit; like what is paid, in the currency ordered."""
        account = booking.partner.property_account_receivable_id
        currency, amount = self.currency_id, -float(booking.on_account)
        if any(share.item.currency_id == suspense.currency_id for share in booking.shares):
            currency = suspense.currency_id
            amount *= suspense.amount_currency / -self.amount
        return {
            "move_id": self.move_id.id,
            "name": booking.reason or self.payment_ref,
            "account_id": account.id,
            "partner_id": booking.partner.id,
            "currency_id": currency.id,
            "amount_currency": currency.round(amount),
            "balance": self._ar_balance(suspense, booking.on_account),
        }

    def _ar_rest(self, suspense, rest):
        """What has no place in the books stays where Odoo looks for open money."""
        part = suspense.amount_currency * float(rest) / self.amount
        return {
            "move_id": self.move_id.id,
            "name": suspense.name,
            "account_id": suspense.account_id.id,
            "partner_id": self.partner_id.id,
            "currency_id": suspense.currency_id.id,
            "amount_currency": suspense.currency_id.round(part),
            "balance": self._ar_balance(suspense, rest),
        }

    def _ar_beside(self, suspense, share):
        """The differences between what was paid and what is closed with it, on their accounts."""
        beside = []
        for difference in share.differences:
            balance = -self._ar_balance(suspense, difference.amount)
            if difference.account:
                beside.append(self._ar_difference(share.item, difference, balance))
            else:
                beside += self._ar_discount_lines(share.item, balance)
        return beside

    def _ar_difference(self, item, difference, balance):
        return {
            "move_id": self.move_id.id,
            "name": difference.reason,
            "account_id": difference.account.id,
            "partner_id": item.partner_id.id,
            "currency_id": self.currency_id.id,
            "amount_currency": float(difference.amount),
            "balance": balance,
        }

    def _ar_discount_lines(self, item, balance):
        """Odoo's own journal items of an early-payment discount, with their taxes."""
        whole = {
            "aml": item,
            "amount_currency": -item.amount_residual_currency,
            "balance": -item.amount_residual,
        }
        groups = self.env["account.move"]._get_invoice_counterpart_amls_for_early_payment_discount(
            [whole], balance
        )
        return [
            {**values, "move_id": self.move_id.id} for group in groups.values() for values in group
        ]

    def _ar_set_balance(self, values, suspense, balance):
        company_currency = suspense.company_currency_id
        values["balance"] = company_currency.round(balance)
        if values["currency_id"] == company_currency.id:
            values["amount_currency"] = values["balance"]

    def _ar_balance(self, suspense, amount):
        """Of an amount of the payment: in company currency, at the rate of the bank's entry."""
        if self.currency_id == suspense.company_currency_id:
            return -float(amount)
        return suspense.company_currency_id.round(suspense.balance * float(amount) / self.amount)

    def _ar_closes(self, suspense, item, amount):
        """How much of an open item, in its currency, an amount of the payment pays."""
        if item.currency_id == self.currency_id:
            return float(amount)
        in_company_currency = -self._ar_balance(suspense, amount)
        if item.currency_id == suspense.company_currency_id:
            return in_company_currency
        if item.currency_id == suspense.currency_id:  # the bank told the rate
            rate = -suspense.amount_currency / self.amount
            part, residual = float(amount) * rate, item.amount_residual_currency
            in_full = abs(part - residual) < abs(rate) * self.currency_id.rounding
            return residual if in_full else item.currency_id.round(part)
        closes = suspense.company_currency_id._convert(
            in_company_currency, item.currency_id, self.company_id, self.date
        )
        residual = item.amount_residual_currency
        in_full = abs(closes - residual) <= abs(residual) * RATES_DIFFER
        return residual if in_full else closes
