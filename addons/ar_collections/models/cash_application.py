from datetime import datetime, time

import pytz
from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.fields import Domain

# States in which a payment waits for a person (or, "stale", for the engine's next look).
WAITING = ("suggested", "left", "undone", "stale")
PAYMENTS_AT_ONCE = 40
# Open items shown of one customer, of one amount, and for one search.
ITEMS_AT_ONCE = 60
ITEMS_OF_AMOUNT = 8
ITEMS_FOUND = 25
# Suggestions that are accepted together, at most.
BULK_LIMIT = 5000
ITEM_FIELDS = [
    "move_id",
    "move_name",
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
    """What the cash application screen asks: payments page by page, and the items one may pay."""

    _name = "ar.cash.application"
    _description = "Cash Application"

    # === PAYMENTS === #

    @api.model
    @api.readonly
    def payments(self, filters, after=None, limit=PAYMENTS_AT_ONCE):
        """The next payments, oldest first. ``after``: day and id of the last one there is."""
        domain = self._filtered(filters)
        newest_first = filters.get("band") == "posted"
        if after:
            domain &= self._beyond(*after, newest_first)
        order = "date desc, id desc" if newest_first else "date, id"
        limit = min(limit, PAYMENTS_AT_ONCE)
        found = self.env["ar.match"].search(domain, order=order, limit=limit + 1)
        return {
            "payments": [self._in_short(match) for match in found[:limit]],
            "more": len(found) > limit,
        }

    def _beyond(self, day, match_id, newest_first):
        sign = "<" if newest_first else ">"
        return Domain("date", sign, day) | (Domain("date", "=", day) & Domain("id", sign, match_id))

    def _filtered(self, filters):
        """The matches that the filters of the screen ask for."""
        domain = self._band(filters.get("band"))
        if filters.get("journal_id"):
            domain &= Domain("journal_id", "=", filters["journal_id"])
        if filters.get("tier"):
            domain &= Domain("tier", "=", filters["tier"])
        if filters.get("days"):
            domain &= Domain("date", "<=", f"today -{int(filters['days'])}d")
        if filters.get("least"):
            domain &= Domain("amount", ">=", filters["least"])
        if filters.get("most"):
            domain &= Domain("amount", "<=", filters["most"])
        return domain & self._saying(filters.get("words"))

    def _band(self, band):
        """``review``, ``suggested``, ``parked``, ``out``, ``posted`` today; else all there is to do."""
        if band == "posted":
            return Domain("state", "=", "posted") & Domain("write_date", ">=", self._midnight())
        today = fields.Date.context_today(self)
        waiting = Domain("statement_line_id.is_reconciled", "=", False)
        if band == "parked":
            return waiting & Domain("state", "in", WAITING) & Domain("skip_until", ">", today)
        waiting &= Domain("skip_until", "=", False) | Domain("skip_until", "<=", today)
        suggested = Domain("state", "=", "suggested")
        others = Domain("state", "in", WAITING[1:])
        asked = {
            "suggested": suggested,
            "review": others & Domain("amount", ">", 0),
            "out": others & Domain("amount", "<", 0),
        }
        return waiting & asked.get(band, suggested | asked["review"])

    def _midnight(self):
        """When the user's day began, in UTC."""
        zone = pytz.timezone(self.env.user.tz or "UTC")
        today = datetime.combine(fields.Date.context_today(self), time.min)
        return zone.localize(today).astimezone(pytz.utc).replace(tzinfo=None)

    def _saying(self, words):
        """Payments whose payer, text, customer or invoice says these words."""
        words = (words or "").strip()
        if not words:
            return Domain.TRUE
        return Domain.OR(
            Domain(name, "ilike", words)
            for name in (
                "statement_line_id.payment_ref",
                "statement_line_id.partner_name",
                "statement_line_id.account_number",
                "partner_id.name",
                "allocation_ids.move_line_id.move_name",
            )
        )

    def _in_short(self, match):
        return {
            "id": match.id,
            "date": match.date,
            "amount": match.amount,
            "currency_id": match.currency_id.id,
            "payer": match.payer or "",
            "text": match.label or "",
            "customer": match.partner_id.display_name or "",
            "partner_id": match.partner_id.id,
            "state": match.state,
            "skip_until": match.skip_until,
        }

    # === HEADER === #

    @api.model
    @api.readonly
    def facts(self, filters):
        """What the head of the screen says: bank accounts, how many payments a band and a tier hold."""
        Match = self.env["ar.match"]
        ours = self._filtered({"journal_id": filters.get("journal_id"), "band": "suggested"})
        counts = {
            band: Match.search_count(self._filtered({**filters, "band": band, "tier": False}))
            for band in ("review", "suggested", "parked", "out", "posted")
        }
        return {
            "can_post": Match.has_access("write"),
            "bands": counts,
            "tiers": dict(Match._read_group(ours, ["tier"], ["__count"])),
            "tier_names": dict(Match._fields["tier"]._description_selection(self.env)),
            "journals": self._journals(),
            "last": self._last_posted(),
        }

    def _journals(self):
        banks = self.env["account.journal"].search_fetch(
            [
                ("type", "in", ("bank", "cash", "credit")),
                ("company_id", "in", self.env.companies.ids),
            ],
            ["name"],
        )
        return [{"id": bank.id, "name": bank.display_name} for bank in banks]

    def _last_posted(self):
        """The last one that this person posted today: it can be undone from here."""
        last = self.env["ar.match"].search(
            self._band("posted") & Domain("posted_by_id", "=", self.env.uid),
            order="write_date desc, id desc",
            limit=1,
        )
        return self._in_short(last) if last else False

    # === ONE PAYMENT === #

    @api.model
    @api.readonly
    def payment(self, match_id, partner_id=False):
        """One payment with what was decided, and the open items it may pay."""
        match = self._match(match_id)
        customer = self.env["res.partner"].browse(partner_id) or match.partner_id
        chosen = match.allocation_ids.move_line_id
        others, more = self._others(match, customer, chosen)
        return {
            **self._in_short(match),
            **self._in_full(match),
            "partner_id": customer.id,
            "customer": customer.display_name or "",
            "chosen": [self._allocated(each) for each in match.allocation_ids],
            "items": self._items(match, chosen, "chosen") + others,
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
            "kinds": self._kinds(match),
            "tier": tiers.get(match.tier, ""),
            "confidence": match.confidence,
            "reasons": (match.reasons or "").splitlines(),
            "posted_by": match.posted_by_id.display_name or "",
            "by_itself": match.posted_by_id == self.env.ref("base.user_root"),
        }

    def _document(self, match):
        """The bank's document, for those who may open it."""
        return self.env["ar.feed.document"].has_access("read") and match.document_id.id

    def _kinds(self, _match):
        """What a difference may be called, in the user's language."""
        kinds = self.env["ar.match.allocation"]._fields["write_off_kind"]
        return dict(kinds._description_selection(self.env))

    def _allocated(self, allocation):
        return {
            "id": allocation.move_line_id.id,
            "amount": allocation.amount,
            "writeOff": allocation.write_off,
            "kind": allocation.write_off_kind or "",
            "reason": allocation.write_off_reason or "",
        }

    def _others(self, match, customer, chosen):
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
        return self._items(match, found[:limit], group), len(found) > limit

    @api.model
    @api.readonly
    def search_items(self, match_id, words, amount=None):
        """Open items of any customer: by number, reference, customer or amount."""
        match = self._match(match_id)
        named = Domain.OR(
            Domain(name, "ilike", words)
            for name in ("move_name", "ref", "partner_id.name", "move_id.payment_reference")
        )
        if amount:
            named |= Domain("amount_residual_currency", "=", amount)
        return self._items(match, self._find(self._open(match) & named, ITEMS_FOUND), "found")

    def _open(self, match):
        return self.env["account.move.line"]._ar_open_domain(match.company_id)

    def _find(self, domain, limit):
        return self.env["account.move.line"].search_fetch(
            domain, ITEM_FIELDS, order="date_maturity, id", limit=limit
        )

    def _items(self, match, items, group):
        return [{**self._item(match, item), "group": group} for item in items]

    def _item(self, match, item):
        move = item.move_id
        return {
            "id": item.id,
            "number": item.move_name or "",
            "reference": move.ref or "",
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
            "discount": self._discount(match, item),
            "move_id": move.id,
        }

    def _in_payment_currency(self, match, item):
        if item.currency_id == match.currency_id:
            return item.amount_residual_currency
        return item.currency_id._convert(
            item.amount_residual_currency, match.currency_id, match.company_id, match.date
        )

    def _discount(self, match, item):
        """What the customer may take off an unpaid invoice, and until when."""
        whole = item.amount_residual_currency == item.amount_currency
        if not item.discount_date or not whole or item.currency_id != match.currency_id:
            return False
        taken = item.amount_currency - item.discount_amount_currency
        return {
            "amount": match.currency_id.round(taken),
            "until": item.discount_date,
            "in_time": match.date <= item.discount_date,
        }

    # === DECIDE === #

    @api.model
    def accept(self, match_id, allocations=None, on_account=0.0, partner_id=False):
        """Post what a person has confirmed: the suggestion as it is, or with their own amounts."""
        match = self._match(match_id)
        if allocations is None:
            match.action_accept()
        else:
            match.apply_by_hand(allocations, on_account, partner_id)
        return self._outcome(match)

    def _outcome(self, match):
        """What became of it; a message where it was not posted."""
        message = ""
        if match.state == "stale":
            message = self.env._("The open items have changed meanwhile; it will be matched again.")
        elif match.state != "posted":
            message = (match.reasons or "").partition("\n")[0]
        return {"id": match.id, "posted": match.state == "posted", "message": message}

    @api.model
    @api.readonly
    def suggestions(self, filters):
        """All suggestions that the filters show, and their sum by currency: to accept them together."""
        domain = self._filtered({**filters, "band": "suggested"})
        found = self.env["ar.match"].search_fetch(
            domain, ["amount"], order="date, id", limit=BULK_LIMIT
        )
        sums = [
            {"currency_id": currency.id, "amount": sum(of.mapped("amount"))}
            for currency, of in found.grouped("currency_id").items()
        ]
        return {"ids": found.ids, "sums": sums}

    @api.model
    def accept_all(self, match_ids):
        """Post these suggestions; one that cannot be posted does not stop the others."""
        matches = self.env["ar.match"].browse(match_ids).exists()
        suggested = matches.filtered(lambda match: match.state == "suggested")
        try:
            if suggested:
                suggested.action_accept()
        except UserError:
            # Raised for a single one, after it was left with its reason: that is the outcome.
            if len(suggested) > 1:
                raise
        return [self._outcome(match) for match in suggested]
