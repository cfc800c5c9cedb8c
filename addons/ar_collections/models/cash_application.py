from datetime import datetime, time

import pytz
from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.fields import Domain

# States in which a payment waits for a person (or, "stale", for the engine's next look).
WAITING = ("suggested", "left", "undone", "stale")
PAYMENTS_AT_ONCE = 40
# Suggestions that are accepted together, at most.
BULK_LIMIT = 5000


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
        suggested = self._filtered({**filters, "band": "suggested", "tier": False})
        counts = {
            band: Match.search_count(self._filtered({**filters, "band": band}))
            for band in ("review", "suggested", "parked", "out", "posted")
        }
        return {
            "can_post": Match.has_access("write"),
            "bands": counts,
            "tiers": dict(Match._read_group(suggested, ["tier"], ["__count"])),
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
        self.env["ar.match"].check_access("write")
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
