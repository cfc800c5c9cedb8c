from datetime import datetime, time

import pytz
from odoo import api, fields, models
from odoo.fields import Domain
from odoo.tools import SQL
from odoo.tools.sql import escape_psql

# States in which a payment waits for a person (or, "stale", for the engine's next look).
WAITING = ("suggested", "left", "undone", "stale")
PAYMENTS_AT_ONCE = 40
# Customers and invoices that words in the search may mean, at most.
NAMED = 200


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
        if filters.get("tier"):
            domain &= Domain("tier", "=", filters["tier"])
        return domain & self._narrowed(filters)

    def _narrowed(self, filters):
        """By bank account, age, amount and words; or some of them only."""
        domain = Domain.TRUE
        if filters.get("ids"):
            domain &= Domain("id", "in", filters["ids"])
        if filters.get("journal_id"):
            domain &= Domain("journal_id", "=", filters["journal_id"])
        if filters.get("days"):
            domain &= Domain("date", "<=", f"today -{int(filters['days'])}d")
        if filters.get("least"):
            domain &= Domain("amount", ">=", filters["least"])
        if filters.get("most"):
            domain &= Domain("amount", "<=", filters["most"])
        words = (filters.get("words") or "").strip()
        return domain & self._saying(words) if words else domain

    def _saying(self, words):
        """Payments whose payer, text, account, customer or invoice says these words."""
        says = Domain.custom(to_sql=_BankSays(self.env, words))
        partners = self.env["res.partner"].search([("complete_name", "ilike", words)], limit=NAMED)
        says |= Domain("partner_id", "in", partners.ids)
        if any(letter.isdigit() for letter in words):
            says |= Domain("allocation_ids.move_line_id", "in", self._numbered(words).ids)
        return says

    def _numbered(self, words):
        """Items with that number, and open ones whose number has it as a part."""
        Item = self.env["account.move.line"]
        receivable = Domain("account_type", "=", "asset_receivable")
        part = Domain("move_name", "ilike", words) & Domain.OR(
            Item._ar_open_domain(company) for company in self.env.companies
        )
        whole = Domain("move_name", "=", words.upper()) & receivable
        return Item.search(whole, order="id", limit=NAMED) | Item.search(
            part, order="id", limit=NAMED
        )

    def _band(self, band):
        """``review``, ``suggested``, ``parked``, ``out``, ``posted`` today; else all there is to do."""
        if band == "posted":
            return Domain("state", "=", "posted") & Domain("posted_on", ">=", self._midnight())
        today = fields.Date.context_today(self)
        if band == "parked":
            return self._waiting() & Domain("skip_until", ">", today)
        now = self._waiting() & (
            Domain("skip_until", "=", False) | Domain("skip_until", "<=", today)
        )
        suggested, money_in = Domain("state", "=", "suggested"), Domain("amount", ">", 0)
        asked = {
            "suggested": suggested,
            "review": ~suggested & money_in,
            "out": ~suggested & ~money_in,
        }
        return now & asked.get(band, suggested | money_in)

    def _waiting(self):
        """Those that wait for a person, and that nobody has reconciled elsewhere in Odoo."""
        return Domain("state", "in", WAITING) & Domain.custom(to_sql=_not_reconciled)

    def _midnight(self):
        """When the user's day began, in UTC."""
        zone = pytz.timezone(self.env.user.tz or "UTC")
        today = datetime.combine(fields.Date.context_today(self), time.min)
        return zone.localize(today).astimezone(pytz.utc).replace(tzinfo=None)

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
        bands, tiers = self._counts(filters)
        return {
            "can_post": Match.has_access("write"),
            "bands": bands,
            "tiers": tiers,
            "tier_names": dict(Match._fields["tier"]._description_selection(self.env)),
            "journals": self._journals(),
            "last": self._last_posted(),
        }

    def _counts(self, filters):
        """How many payments each band holds; and each tier of the suggestions, whatever tier is chosen."""
        wanted = filters.get("tier")
        bands = dict.fromkeys(("review", "suggested", "parked", "out"), 0)
        tiers = {}
        for tier, band, count in self._counted(self._waiting() & self._narrowed(filters)):
            if not wanted or tier == wanted:
                bands[band] += count
            if tier and band == "suggested":
                tiers[tier] = tiers.get(tier, 0) + count
        posted = self._filtered({**filters, "band": "posted"})
        return bands | {"posted": self.env["ar.match"].search_count(posted)}, tiers

    def _counted(self, domain):
        """All of them in one pass."""
        Match = self.env["ar.match"]
        query = Match._search(domain)
        if query.is_empty():
            return []
        Match.flush_model(["tier", "state", "skip_until", "amount"])
        return self.env.execute_query(
            SQL(
                """SELECT tier,
                          CASE WHEN skip_until > %s THEN 'parked'
                               WHEN state = 'suggested' THEN 'suggested'
                               WHEN ar_match.amount > 0 THEN 'review'
                               ELSE 'out' END,
                          COUNT(*)
                     FROM %s
                    WHERE %s
                 GROUP BY 1, 2""",
                fields.Date.context_today(self),
                query.from_clause,
                query.where_clause or SQL("TRUE"),
            )
        )

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
            order="posted_on desc, id desc",
            limit=1,
        )
        return self._in_short(last) if last else False


def _not_reconciled(model, alias, _query):
    """By the key of each payment's line: there are few that wait, and many lines in all."""
    return SQL(
        """NOT (SELECT COALESCE(line.is_reconciled, FALSE)
                  FROM account_bank_statement_line line
                 WHERE line.id = %s)""",
        SQL.identifier(alias, "statement_line_id"),
        to_flush=model.env["account.bank.statement.line"]._fields["is_reconciled"],
    )


class _BankSays:
    """Payments whose payer, text or account at the bank says these words."""

    def __init__(self, env, words):
        self.unaccent = env.registry.unaccent
        self.pattern = f"%{escape_psql(words)}%"

    def __call__(self, _model, alias, _query):
        return SQL(
            "%s ILIKE %s",
            SQL(
                """(SELECT %s FROM account_bank_statement_line line WHERE line.id = %s)""",
                self.unaccent(
                    SQL("concat_ws(' ', line.partner_name, line.payment_ref, line.account_number)")
                ),
                SQL.identifier(alias, "statement_line_id"),
            ),
            self.unaccent(SQL("%s", self.pattern)),
        )
