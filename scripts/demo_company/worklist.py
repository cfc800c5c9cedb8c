"""How the company's customers are worked: strategies, who is responsible, and a holiday."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta
from typing import Any


def arrange_work(env: Any, people: dict[str, Any], today: date) -> None:
    company = {"company_id": env.company.id}
    rules = env["ar.owner.rule"].create(
        [
            {
                "name": "Risky customers: the manager",
                "sequence": 90,
                "user_ids": [people["manager"].id],
                "capacity": 15,
                **company,
            },
            {
                "name": "By salesperson, the others in turn",
                "sequence": 10,
                "salesperson": True,
                "user_ids": [people["collector"].id],
                **company,
            },
        ]
    )
    env["ar.strategy"].create(
        [
            {
                "name": "High risk",
                "sequence": 10,
                "risk_class": "high",
                "factor": 1.25,
                "owner_rule_id": rules[0].id,
                **company,
            },
            {
                "name": "Large debts: a call before they are due",
                "sequence": 20,
                "open_from": 10000,
                "days_before_due": 5,
                **company,
            },
            {"name": "All others", "sequence": 90, **company},
        ]
    )
    env["ar.absence"].create(
        {
            "user_id": people["collector"].id,
            "substitute_id": people["manager"].id,
            "date_from": today + timedelta(days=14),
            "date_to": today + timedelta(days=25),
        }
    )


def worklist_faults(env: Any) -> Iterator[str]:
    """Each score is the sum of its parts, and each place on the list has its reason."""
    cases = env["ar.case"].search([("state", "=", "open")])
    for case in cases:
        if case.score != sum(points for _kind, points, *_rest in case.score_parts):
            yield f"the score of {case.partner_id.name} is not the sum of its parts"
        if not case.list_why:
            yield f"nothing says why {case.partner_id.name} is {case.list_state}"
        if case.list_state == "today" and not (case.amount_overdue or case.strategy_id):
            yield f"{case.partner_id.name} is to be called and owes nothing late"
    for missing in {"today", "waiting"} - set(cases.mapped("list_state")):
        yield f"nobody is on the list as {missing}"
