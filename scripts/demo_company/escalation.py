"""Who is asked when a customer does not pay, and what an agency and a court have."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from datetime import date, timedelta
from typing import Any

from .invoices import Invoice

AGENCY = "Incasso Leuven BV"
LAWYER = "Peeters & Maes, advocaten"
OLD = 21


def ask_and_hand_over(
    env: Any, by_move: dict[Any, Invoice], people: dict[str, Any], today: date
) -> None:
    """Levels with thresholds, who is on them, one hand-over that waits and one that is there."""
    _set_levels(env, people["manager"])
    owing = _old_items(by_move, today)
    customers = sorted(owing, key=lambda each: (-len(owing[each]), each.id))
    there, waits = customers[:2]
    firms = env["res.partner"].create(
        [
            {"name": name, "is_company": True, "country_id": env.ref("base.be").id}
            for name in (AGENCY, LAWYER)
        ]
    )
    manager = people["manager"]
    released = _prepare(env, people, owing[there], firms[0], "agency", "Three reminders, no answer")
    released.with_user(manager).action_release()
    released.agency_reference = "2026/3381"
    first = released.item_ids[:1]
    first.write({"status": "part", "recovered": round(first.amount / 2, 2), "note": "In two rates"})
    _prepare(env, people, owing[waits], firms[1], "legal", "Denies everything, without a reason")
    env["ar.case"]._refresh(env.company, today)
    _escalate(env, people)


def _set_levels(env: Any, manager: Any) -> None:
    levels = env["ar.escalation.level"].search([("company_id", "=", env.company.id)])
    collector, second, sales, last = levels
    collector.write({"days_overdue": 30, "days": 10})
    second.write(
        {
            "who": "user",
            "user_id": manager.id,
            "group_id": False,
            "days_overdue": 60,
            "broken_promises": 2,
            "days": 14,
        }
    )
    sales.days = 14
    last.write({"days_overdue": 90, "amount_overdue": 5000})


def _old_items(by_move: dict[Any, Invoice], today: date) -> dict[Any, list[Any]]:
    """By customer, old items that nobody pays, promised or contests."""
    found: dict[Any, list[Any]] = defaultdict(list)
    for move, invoice in by_move.items():
        late = move.invoice_date_due <= today - timedelta(days=OLD)
        if invoice.key or not late or move.payment_state != "not_paid":
            continue
        for item in move.line_ids.filtered(lambda line: line.account_type == "asset_receivable"):
            if not (item.ar_promised or item.ar_disputed or item.ar_held):
                found[item.partner_id].append(item)
    return found


def _prepare(
    env: Any, people: dict[str, Any], items: list[Any], firm: Any, kind: str, reason: str
) -> Any:
    record = (
        env["ar.handover"]
        .with_user(people["collector"])
        .create(
            {
                "partner_id": items[0].partner_id.id,
                "agency_id": firm.id,
                "kind": kind,
                "reason": reason,
                "item_ids": [(0, 0, {"move_line_id": item.id}) for item in items],
            }
        )
    )
    record.action_propose()
    return record


def _escalate(env: Any, people: dict[str, Any]) -> None:
    """As the job of the night does; and one that the collector raises."""
    env["ar.case"]._take(env["ar.case"]._steps(env.company))
    case = env["ar.case"].search(
        [("list_state", "=", "today"), ("escalation_level_id", "=", False)], limit=1
    )
    if case:
        level = env["ar.escalation.level"].search([("who", "=", "user")], limit=1)
        case.with_user(people["collector"])._escalate_by_hand(
            level, "Their accountant refers us to a director who does not call back"
        )


def escalation_faults(env: Any) -> Iterator[str]:
    """What is handed over is on hold and has its files; nobody is asked about a paid customer."""
    for record in env["ar.handover"].search([("state", "in", ("handed_over", "part"))]):
        if not record.item_ids.move_line_id.mapped("ar_held"):
            yield f"{record.display_name}: its items are not on hold"
        if len(record.file_ids) < 2:
            yield f"{record.display_name}: its files are missing"
    if not env["ar.case"].search([("escalation_level_id", "!=", False)]):
        yield "nobody is asked about anybody"
