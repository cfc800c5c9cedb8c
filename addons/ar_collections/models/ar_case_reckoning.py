"""What a case shows, reckoned from what is known of its customer; nothing is read or written."""

from collections import Counter
from dataclasses import fields as names_of
from dataclasses import replace
from functools import cached_property

from ..engine.day_list import place
from ..engine.next_action import next_action
from ..engine.owner import owner_for
from ..engine.score import Facts, score, total
from ..engine.strategy import Profile, strategy_for

KNOWN_TO_ENGINE = {each.name for each in names_of(Facts)}


class Reckoning:
    """The company's rules, read once, applied to one customer after the other."""

    def __init__(self, env, company, today):
        self.company, self.currency, self.today = company, company.currency_id, today
        self.rules = env["ar.score.rule"]._to_rules(company.id)
        self.strategies, self.first_rule = env["ar.strategy"]._to_strategies(company.id)
        self.all_owner_rules = env["ar.owner.rule"]._to_rules(company.id)
        self.env = env

    @cached_property
    def owners(self):
        """Read when the first customer is found that nobody has."""
        return self.env["ar.case"]._owners(self.company)

    @cached_property
    def owner_rules(self):
        """With those people only who still work here."""
        return [
            replace(rule, people=tuple(p for p in rule.people if p in self.owners.active))
            for rule in self.all_owner_rules
        ]

    def owes(self, facts):
        """Whether it owes us anything; whom we owe nobody calls."""
        return self.currency.compare_amounts(facts["open"] or 0.0, 0.0) > 0 and facts["oldest_due"]

    def values_of(self, facts, case):
        """What a case shows of a customer that owes something; ``case``: its row, if it has one."""
        strategy = strategy_for(self._profile(facts), self.strategies)
        known = self._to_facts(facts, case)
        parts = score(known, self.rules, self.today, strategy.factor)
        on_list = place(known, self.today, strategy.before_due)
        days = known.days_overdue(self.today)
        return {
            "state": "open",
            "score": total(parts),
            "score_parts": [[p.kind, p.points, p.most, round(p.measure, 4)] for p in parts],
            "list_state": on_list.state,
            "list_reason": on_list.reason,
            "waiting_until": on_list.until,
            "amount_open": self._round(known.open),
            "amount_overdue": max(0.0, self._round(facts["net_overdue"])),
            "item_count": facts["items"],
            "oldest_due": known.oldest_due,
            "oldest_days": days,
            "next_action": next_action(days),
            "promised": self._round(known.promised),
            "promised_until": known.promised_until,
            "broken_promises": known.broken_promises,
            "disputed": self._round(known.disputed),
            "dispute_days_late": known.dispute_days_late,
            "unapplied": self._round(known.unapplied),
            "held": known.held,
            "next_contact": known.next_contact,
            "credit_used": known.credit_used,
            "usual_delay": known.usual_delay,
            "strategy_id": strategy.key or None,
            "last_contact": known.last_contact,
            "last_contact_id": facts.get("last_contact_id"),
            "risk_class": known.risk_class,
            "group_id": facts["group"],
            "user_id": self._owner(facts, case, strategy),
        }

    def _round(self, amount):
        return self.currency.round(amount or 0.0)

    def _profile(self, facts):
        return Profile(
            tags=frozenset(facts["tags"]),
            country=facts["country"],
            risk_class=facts.get("risk_class"),
            open=facts["open"],
        )

    def _to_facts(self, facts, case):
        """As the engine sees them."""
        known = {name: facts[name] for name in KNOWN_TO_ENGINE & facts.keys()}
        known = {name: value for name, value in known.items() if value is not None}
        known["unapplied"] += facts.get("waiting_cash", 0.0)
        worked = [case and case["worked_on"], known.get("last_contact")]
        return Facts(
            **known,
            snoozed_until=case and case["next_action_date"],
            worked_on=max(filter(None, worked), default=None),
        )

    def _owner(self, facts, case, strategy):
        """Whoever has it keeps it as long as they work here."""
        if case and case["user_is_here"]:
            return case["user_id"]
        first = self.first_rule.get(strategy.key)
        rules = sorted(self.owner_rules, key=lambda rule: rule.key != first)
        chosen = owner_for(facts["country"], facts["salesperson"], rules, self.owners.customers)
        # Who made no rules means the salesperson.
        return chosen or (None if self.owner_rules else facts["salesperson"])


class Owners:
    """Who works here, and how many open cases each has."""

    def __init__(self, active, customers):
        self.active, self.customers = frozenset(active), Counter(customers)
