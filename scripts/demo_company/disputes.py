"""What customers contest: from the first word to the credit note; and what is given up."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from freezegun import freeze_time

from .invoices import Invoice
from .promises import unpaid

# The largest debtors have promised something.
PROMISED = 3


@dataclass(frozen=True, slots=True, kw_only=True)
class Contested:
    """A dispute as its customer brings it up, and what became of it."""

    reason: str
    says: str
    share: float
    """Of the item."""
    opened: int
    """Days ago."""
    taken: bool = True
    granted: float | None = None
    """Of what is disputed; None: it is not decided yet."""
    decided: int = 0
    credited: bool = False
    note: str = ""


CONTESTED = (
    Contested(
        reason="damage",
        says="Two of the displays were broken when we opened the box",
        share=0.3,
        opened=2,
        taken=False,
    ),
    Contested(reason="price", says="The framework agreement says 8 % less", share=0.08, opened=20),
    Contested(
        reason="quantity",
        says="One logger was missing",
        share=0.4,
        opened=12,
        granted=1.0,
        decided=3,
        note="The warehouse has found it.",
    ),
    Contested(
        reason="discount",
        says="Bonus of last year not deducted",
        share=0.1,
        opened=30,
        granted=0.5,
        decided=14,
        credited=True,
        note="Half of it: the other half needs 20 more units.",
    ),
    Contested(
        reason="delivery",
        says="It came a week late",
        share=0.2,
        opened=16,
        granted=0.0,
        decided=9,
        note="The day was agreed by phone.",
    ),
)


def contest(env: Any, planned: dict[Any, Invoice], today: date) -> None:
    """Disputes of five customers, and what is to be written off of two more."""
    people = {
        login: env["res.users"].search([("login", "=", login)])
        for login in ("collector", "manager")
    }
    env.ref("ar_collections.ar_dispute_team_general").write(
        {
            "leader_id": people["manager"].id,
            "member_ids": [(6, 0, [user.id for user in people.values()])],
        }
    )
    customers = list(unpaid(planned, today))[PROMISED:]
    for each, items in zip(CONTESTED, customers, strict=False):
        _contest(env, each, items[0], people, today)
    _give_up(env, customers[len(CONTESTED) :], people, today)
    env["ar.dispute"]._cron_escalate()
    env.cr.commit()


def _contest(env: Any, each: Contested, item: Any, people: dict[str, Any], today: date) -> None:
    opened = today - timedelta(days=each.opened)
    with _on(env, opened):
        dispute = (
            env["ar.dispute"]
            .with_user(people["collector"])
            .create(
                {
                    "move_line_id": item.id,
                    "amount": round(item.amount_residual_currency * each.share, 2),
                    "reason_id": env.ref(f"ar_collections.ar_dispute_reason_{each.reason}").id,
                    "stated_reason": each.says,
                    "date": opened,
                }
            )
        )
        if each.taken:
            dispute.action_take()
    if each.granted is None:
        return
    with _on(env, today - timedelta(days=each.decided)):
        mine = dispute.with_user(people["manager"])
        cause = dispute.reason_id.cause_ids[-1 if each.granted < 1 else 0]
        granted = round(dispute.amount * each.granted, 2)
        mine._decide(granted, "credit_note", cause, each.note)
        if granted:
            mine.action_credit_note()
        if each.credited:
            mine.credit_note_ids.action_post()


def _give_up(env: Any, customers: list[Any], people: dict[str, Any], today: date) -> None:
    """One write-off that was approved, and one that waits for approval."""
    for items, days, why, approved in (
        (customers[0], 5, "Insolvent, no assets: letter of the administrator", True),
        (customers[1], 1, "Not worth a lawsuit", False),
    ):
        with _on(env, today - timedelta(days=days)):
            item = items[-1].with_user(people["collector"])
            proposed = (
                env["ar.write.off"]
                .with_user(people["collector"])
                ._propose({item: item.amount_residual_currency}, why)
            )
            if approved:
                proposed.with_user(people["manager"]).action_approve()


@contextmanager
def _on(env: Any, day: date) -> Iterator[None]:
    with freeze_time(day, tick=True, ignore=["psycopg2"]):
        yield
        env.flush_all()


def dispute_faults(env: Any) -> Iterator[str]:
    """Nothing is disputed beyond what is open, and what was written off is closed."""
    disputes = env["ar.dispute"].search([("closed_on", "=", False)])
    for item, amount in disputes._open_of(disputes.move_line_id).items():
        residual = env["account.move.line"].browse(item).amount_residual_currency
        if round(amount - residual, 2) > 0:
            yield f"{amount:.2f} of an item is disputed, {residual:.2f} is open"
    for write_off in env["ar.write.off"].search([("state", "=", "posted")]):
        lost = sum(
            line.balance
            for line in write_off.move_id.line_ids
            if line.account_type == "asset_receivable"
        )
        if round(write_off.amount + lost, 2):
            yield f"{write_off.display_name}: {-lost:.2f} was booked"
