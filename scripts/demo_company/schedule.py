"""Runs the product's scheduled actions as Odoo's scheduler does, and what is given by hand."""

from __future__ import annotations

from typing import Any

FETCH = "ar_collections.cron_fetch"
# In the order in which each triggers the next.
FOLLOWING = (
    "ar_collections.cron_import",
    "ar_collections.cron_match",
    "ar_collections.cron_post",
    "ar_collections.cron_refresh",
)


def run_scheduled_actions(env: Any) -> None:
    """Fetch from the bank, and then whatever that triggered, until nothing waits."""
    _run(env.ref(FETCH))
    while waiting := [cron for name in FOLLOWING if _is_triggered(cron := env.ref(name))]:
        _run(waiting[0])


def _run(cron: Any) -> None:
    env = cron.env
    env.cr.commit()
    failure = cron.method_direct_trigger()
    env.cr.commit()
    env.invalidate_all()
    if isinstance(failure, dict):
        raise SystemExit(f"demo: {cron.name}: {failure['params']['data']['debug']}")


def _is_triggered(cron: Any) -> bool:
    now = cron.env.cr.now()
    due = [("cron_id", "=", cron.id), ("call_at", "<=", now)]
    return bool(cron.env["ir.cron.trigger"].search_count(due))


def accept_by_hand(env: Any, references: list[str]) -> None:
    """The treasurer accepts what is suggested for these movements, as on the screen, and confirms
    an account that was learned from them."""
    treasurer = env["res.users"].search([("login", "=", "treasurer")])
    screen = env(user=treasurer.id, su=False)["ar.cash.application"]
    matches = env["ar.match"].search(
        [("statement_line_id.ar_bank_reference", "in", references), ("state", "=", "suggested")]
    )
    for match in matches:
        screen.accept(match.id, shown=match.shown)
    accounts = screen.env["ar.payer"].search([("kind", "=", "account")], limit=1)
    accounts.action_confirm()
    env.cr.commit()


def give_by_hand(env: Any, name: str, content: bytes) -> None:
    """The treasurer drops a file on the bank journal's card."""
    treasurer = env["res.users"].search([("login", "=", "treasurer")])
    env = env(user=treasurer.id, su=False)
    journal = env["account.journal"].search([("type", "=", "bank")], limit=1)
    attachment = env["ir.attachment"].create({"name": name, "raw": content})
    journal.create_document_from_attachment(attachment.ids)
    env.cr.commit()
