from collections import Counter, defaultdict
from dataclasses import replace

from odoo import SUPERUSER_ID, api, fields, models
from odoo.fields import Domain

from ..engine import Calibration, TierHistory

# What was posted by itself and nobody took back for so long counts as confirmed: a month was closed.
UNDISPUTED_DAYS = 45


class ArMatch(models.Model):
    """How it was posted first: kept for the figures, whatever becomes of it."""

    _inherit = "ar.match"

    posted_first = fields.Selection(
        [
            ("alone", "By itself"),
            ("accepted", "As suggested"),
            ("by_hand", "As a person decided"),
        ],
        "First posted",
        readonly=True,
    )
    posted_tier = fields.Char("Kind of evidence when it was posted", readonly=True)
    changed_tier = fields.Char("Kind of evidence of the suggestion a person changed", readonly=True)
    posted_by_advice = fields.Boolean("First posted by a remittance advice", readonly=True)
    mistaken_partner_id = fields.Many2one(
        "res.partner",
        "Customer it was mistaken for",
        readonly=True,
        index="btree_not_null",
        ondelete="set null",
        help="It was posted to this customer by the name alone, and a person took it back.",
    )

    def _book(self):
        """Only the first time counts: what a person posts later does not make a wrong one right."""
        first = self.filtered(lambda record: not record.posted_first)
        result = super()._book()
        for (how, tier, advised), records in first.grouped(
            lambda each: (each._how(), each.tier, bool(each.advice_id))
        ).items():
            records._quietly().write(
                {"posted_first": how, "posted_tier": tier, "posted_by_advice": advised}
            )
        return result

    def _decide_by_hand(self, allocations, on_account, customer, items):
        """A suggestion in place of which something else is posted was wrong."""
        chosen = {(each["move_line_id"], each["amount"]) for each in allocations}
        proposed = {(each.move_line_id.id, each.amount) for each in self.allocation_ids}
        new = self.state == "suggested" and self.tier and not self.posted_first
        if new and chosen != proposed:
            self.sudo().changed_tier = self.tier
        return super()._decide_by_hand(allocations, on_account, customer, items)

    def _how(self):
        if self.env.uid == SUPERUSER_ID:  # the scheduled action
            return "alone"
        return "accepted" if self.tier else "by_hand"

    # === HOW OFTEN IT WAS RIGHT === #

    @api.model
    def _mistaken(self, company):
        """The customers to whom a payment was posted by the name alone, and a person took it back.

        Where the person accepted it for the same customer in the end, the name was right.
        """
        taken_back = self.sudo().search_fetch(
            [("company_id", "=", company.id), ("mistaken_partner_id", "!=", False)],
            ["state", "partner_id", "mistaken_partner_id"],
        )
        return taken_back.filtered(
            lambda match: match.state != "posted" or match.partner_id != match.mistaken_partner_id
        ).mistaken_partner_id

    def _remember_mistaken(self):
        """Being taken back: only how it was posted first tells what the name was worth."""
        by_name = self.filtered(
            lambda match: (
                not match.taken_back and match.posted_first == "alone" and match.posted_tier == "D"
            )
        )
        for partner, matches in by_name.grouped("partner_id").items():
            matches.sudo().mistaken_partner_id = partner

    @api.model
    def _calibration(self, company):
        """What became of each kind of evidence: confirmed by a person or by time, or taken back."""
        posted = Domain("company_id", "=", company.id) & Domain("posted_tier", "!=", False)
        stands = (
            posted
            & Domain("state", "in", ("posted", "returned"))
            & Domain("taken_back", "=", False)
        )
        confirmed = stands & (
            Domain("posted_first", "=", "accepted")
            | Domain("date", "<", f"today -{UNDISPUTED_DAYS}d")
        )
        undone = posted & Domain("taken_back", "=", True)
        right, wrong = self._count_posted(confirmed | undone)
        ours = Domain("company_id", "=", company.id) & Domain("changed_tier", "!=", False)
        changed = dict(self.sudo()._read_group(ours, ["changed_tier"], ["__count"]))
        return Calibration(
            tuple(
                TierHistory(
                    tier,
                    confirmed=sum(right[tier].values()),
                    reversed=sum(wrong[tier].values()),
                    accepted=right[tier]["accepted"],
                    changed=wrong[tier]["accepted"] + changed.get(tier, 0),
                )
                for tier in sorted(right.keys() | wrong.keys() | changed.keys())
            )
        )

    def _count_posted(self, domain):
        """How many of each tier, by how they were posted first: that stand, and taken back."""
        counts = defaultdict(Counter), defaultdict(Counter)
        by = ["posted_tier", "posted_first", "taken_back"]
        for tier, first, taken_back, count in self.sudo()._read_group(domain, by, ["__count"]):
            counts[taken_back][tier][first] += count
        return counts


class ArMatchPolicy(models.Model):
    _inherit = "ar.match.policy"

    @api.model
    def _to_policies(self, company, currency):
        """With what the company's own history says of each kind of evidence."""
        policies = super()._to_policies(company, currency)
        calibration = self.env["ar.match"]._calibration(company)
        rules = tuple(
            replace(rule, policy=replace(rule.policy, calibration=calibration))
            for rule in policies.rules
        )
        return replace(policies, rules=rules)
