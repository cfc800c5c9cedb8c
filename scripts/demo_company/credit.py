"""What customers may owe: limits of each kind, and orders that they hold back or let through."""

from __future__ import annotations

from collections import defaultdict
from datetime import date, timedelta
from typing import Any

from .company import PASSWORD
from .invoices import Invoice

SELLER = ("seller", "Lore Janssens", "sales_team.group_sale_salesman_all_leads")
OVERDUE_DAYS = 120
LIMITED = 5


def grant_limits(
    env: Any, planned: dict[Any, Invoice], people: dict[str, Any], today: date
) -> dict[str, Any]:
    """What -> its customer; of those whose items no payment of the next days is for."""
    stays, all_of_it = _owed(planned)
    near, over, ended, insured, ordered = sorted(
        stays, key=lambda each: (round(stays[each] / all_of_it[each], 1), stays[each], each.id)
    )[-LIMITED:]
    owed = stays | {ordered: all_of_it[ordered]}
    new = _Limits(env, people, today)
    new.approve(near, owed[near] / 0.94, "Credit report of the spring: good")
    new.approve(over, owed[over] * 0.7, "Pays late, never failed to")
    new.approve(
        over,
        owed[over] * 0.15,
        "Until the retention money of its project comes",
        kind="temporary",
        date_to=today + timedelta(days=12),
    )
    new.approve(ended, owed[ended] * 1.2, "Opening limit", date_to=today - timedelta(days=6))
    new.approve(
        insured,
        owed[insured] * 1.6,
        "Cover granted for a year",
        source="insurer",
        insurer="Brabantse Kredietverzekering 20-4471",
        date_to=today + timedelta(days=9),
    )
    new.approve(ordered, owed[ordered] * 3, "Part of a group with a good rating")
    new.propose(near, owed[near] * 1.5, "Asks for more: a second plant opens", today)
    env["ar.credit.limit"]._give_notice(env.company, today)
    return {"near": near, "over": over, "ordered": ordered}


def _owed(planned: dict[Any, Invoice]) -> tuple[dict[Any, float], dict[Any, float]]:
    """Customer -> what it owes and no payment of the next days is for, and all that it owes."""
    stays: dict[Any, float] = defaultdict(float)
    owed: dict[Any, float] = defaultdict(float)
    for move, invoice in planned.items():
        owed[move.partner_id] += move.amount_residual_signed
        if not invoice.key:
            stays[move.partner_id] += move.amount_residual_signed
    return {each: amount for each, amount in stays.items() if amount > 0}, owed


class _Limits:
    """Proposed by the collector, approved by the manager, as on the screen."""

    def __init__(self, env: Any, people: dict[str, Any], today: date) -> None:
        self.model = env["ar.credit.limit"].with_user(people["collector"])
        self.manager = people["manager"]
        self.start = today - timedelta(days=150)

    def propose(self, partner: Any, amount: float, reason: str, start: date, **more: Any) -> Any:
        return self.model.create(
            {
                "partner_id": partner.id,
                "amount": max(500, round(amount, -2)),
                "reason": reason,
                "date_from": start,
                **more,
            }
        )

    def approve(self, partner: Any, amount: float, reason: str, **more: Any) -> None:
        self.propose(partner, amount, reason, self.start, **more).with_user(
            self.manager
        ).action_approve()


def take_orders(env: Any, customers: dict[str, Any], people: dict[str, Any]) -> None:
    """One goes through, one is held back, one was released by the manager."""
    login, name, group = SELLER
    seller = (
        env["res.users"]
        .with_context(no_reset_password=True)
        .create(
            {
                "name": name,
                "login": login,
                "password": PASSWORD,
                "email": f"{login}@halewyck-instruments.example",
                "tz": "Europe/Brussels",
                "group_ids": [(4, env.ref(each).id) for each in ("base.group_user", group)],
            }
        )
    )
    env.company.write(
        {
            "ar_credit_policy": "block",
            "ar_credit_overdue_days": OVERDUE_DAYS,
            "ar_credit_manager_id": people["manager"].id,
        }
    )
    products = env["product.product"].search([], order="id", limit=2)
    wanted = (("ordered", products[0]), ("near", products[1]), ("over", products[0]))
    orders = {
        what: env["sale.order"]
        .with_user(seller)
        .create(
            {
                "partner_id": customers[what].id,
                "order_line": [(0, 0, {"product_id": product.id, "product_uom_qty": 3})],
            }
        )
        for what, product in wanted
    }
    for order in orders.values():
        order.action_confirm()
    released = orders["over"].with_user(people["manager"])
    if released.ar_credit_state == "blocked":
        released._ar_release("The client's retention money is confirmed in writing")
