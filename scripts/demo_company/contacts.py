"""Who is who at the customers, what was said with them lately, and who is on hold."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime, time, timedelta
from typing import Any, NamedTuple

# Beside the person in accounts payable whom every customer has: number, name, role, mailbox.
CHIEFS = (
    ("10008", "Luc Vandamme", "manager", "vandamme"),
    ("10002", "An Verstraete", "manager", "verstraete"),
    ("10026", "Dr. Jutta Hartmann", "senior", "hartmann"),
    ("10032", "Colette Aubry", "manager", "aubry"),
    ("10038", "Edwin Marsh", "manager", "marsh"),
)
SOLE_TRADERS = ("10010", "10023")
KEY_ACCOUNTS = ("10004", "10011", "10019", "10022")
MOST_A_WEEK = 3
WEEKLY = {"10022": 1}


class Said(NamedTuple):
    """One contact: so many days ago, and the next step so many days from today."""

    number: str
    ago: int
    channel: str
    result: str
    text: str
    direction: str = "out"
    next_in: int | None = None
    next_step: str = ""


SAID = (
    Said("10008", 24, "email", "", "The list of open invoices, with copies."),
    Said("10008", 17, "call", "not_reached", "No answer before noon."),
    Said("10008", 16, "call", "wait", "Waits for a payment of its own, back in two weeks."),
    Said("10008", 2, "call", "reached", "The budget is free again.", "in", 1, "Ask for a date"),
    Said("10002", 9, "call", "voicemail", "Asked to be called back."),
    Said("10002", 6, "letter", "", "Second reminder, with the statement."),
    Said("10002", 1, "call", "not_reached", "Secretary: in meetings all day.", "out", 0, "Call"),
    Said("10026", 12, "email", "", "Reminder with the three invoices."),
    Said("10026", 10, "email", "", "Received; it is with the manager to be signed.", "in"),
    Said("10026", 3, "call", "promised", "Half by the end of next week.", "out", 7, "Half paid?"),
    Said("10032", 8, "call", "refused", "Says the calibration was never asked for."),
    Said("10032", 5, "meeting", "disputed", "On site: one certificate is missing.", "out", 4),
    Said("10038", 20, "call", "wrong", "Left the firm; now Mr Marsh decides."),
    Said("10038", 4, "call", "paid", "Paid on Tuesday, they say.", "out", 2, "Look for it"),
    Said("10034", 15, "email", "", "Reminder."),
    Said("10034", 7, "call", "documents", "Wants the delivery note.", "out", -5, "Send it"),
    Said("10022", 2, "email", "", "Reminder.", "out", 3, "Call, if nothing has come"),
    Said("10048", 30, "letter", "", "Last reminder."),
)


def make_contacts(env: Any, partners: dict[str, Any], people: dict[str, Any], today: date) -> None:
    """All of it, written as the collector would have."""
    _set_roles(env, partners)
    env["ar.case"]._refresh(env.company, today)  # what is said is told on the case
    env.company.ar_contacts_per_week = MOST_A_WEEK
    items = _overdue(env, partners, today)
    collector = env(user=people["collector"].id)
    for each in SAID:
        collector["ar.contact"].create(_values(env, each, partners[each.number], items, today))
    for values in _holds(partners, items, today):
        collector["ar.hold"].create(values)


def _set_roles(env: Any, partners: dict[str, Any]) -> None:
    for partner in partners.values():
        partner.child_ids.ar_contact_role = "clerk"
    for number, name, role, mailbox in CHIEFS:
        domain = partners[number].email.split("@")[1]
        env["res.partner"].create(
            {
                "name": name,
                "parent_id": partners[number].id,
                "ar_contact_role": role,
                "email": f"{mailbox}@{domain}",
                "lang": partners[number].lang,
            }
        )
    for number in SOLE_TRADERS:
        partners[number].ar_sole_trader = True
    for number in KEY_ACCOUNTS:
        partners[number].ar_key_account = True
    for number, most in WEEKLY.items():
        partners[number].ar_contacts_per_week = most


def _overdue(env: Any, partners: dict[str, Any], today: date) -> dict[Any, Any]:
    """Customer -> its items that are overdue."""
    domain = env["account.move.line"]._ar_open_domain(env.company)
    items = env["account.move.line"].search(
        [*domain, ("date_maturity", "<", today), ("amount_residual", ">", 0)], order="date_maturity"
    )
    none = items.browse()
    by_partner = items.grouped("partner_id")
    return {partner: by_partner.get(partner, none) for partner in partners.values()}


def _values(
    env: Any, said: Said, partner: Any, items: dict[Any, Any], today: date
) -> dict[str, Any]:
    person = partner.child_ids.filtered(lambda each: each.ar_contact_role == "clerk")[:1]
    result = env.ref(f"ar_collections.result_{said.result}").id if said.result else False
    next_date = today + timedelta(days=said.next_in) if said.next_in is not None else False
    return {
        "partner_id": partner.id,
        "contact_id": person.id,
        "address": person._ar_address(said.channel),
        "channel": said.channel,
        "direction": said.direction,
        "date": datetime.combine(today - timedelta(days=said.ago), time(9, 20)),
        "result_id": result,
        "text": said.text,
        "item_ids": items[partner][:2].ids,
        "next_step": said.next_step,
        "next_date": next_date,
    }


def _holds(
    partners: dict[str, Any], items: dict[Any, Any], today: date
) -> Iterator[dict[str, Any]]:
    def hold(number: str, kind: str, ago: int, ends_in: int | None, **more: Any) -> dict[str, Any]:
        return {
            "partner_id": partners[number].id,
            "kind": kind,
            "date_from": today - timedelta(days=ago),
            "date_to": today + timedelta(days=ends_in) if ends_in is not None else False,
            **more,
        }

    yield hold(
        "10048", "insolvency", 6, None, reason="Concurso 312/26, Juzgado Mercantil 2, Valencia"
    )
    yield hold("10009", "asked", 3, 11, reason="Their new accounting starts on the first")
    yield hold(
        "10005", "asked", 20, 70, channel="call", reason="Only in writing, says the town clerk"
    )
    yield hold(
        "10032",
        "dispute",
        5,
        9,
        scope="items",
        item_ids=items[partners["10032"]][:1].ids,
        reason="Certificate is looked for",
    )
    yield hold("10008", "pause", 16, -2, reason="Waits for a payment of its own")


def contact_faults(env: Any) -> Iterator[str]:
    """Each contact is in its customer's case once, and what is on hold is not on any list."""
    for contact in env["ar.contact"].search([("message_id", "=", False)]):
        case = contact._cases().get((contact.partner_id, contact.company_id))
        if case:
            yield f"the case of {contact.partner_id.name} does not tell of a {contact.channel}"
    for hold in env["ar.hold"].search([("scope", "=", "customer"), ("channel", "=", False)]):
        held = env["ar.hold"]._held(hold.partner_id)
        if (hold.state == "in_force") != (hold.partner_id.id in held):
            yield f"{hold.partner_id.name}: is it on hold or not?"
