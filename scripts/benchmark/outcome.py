"""What was posted and suggested, a row for each payment and invoice."""

import csv
from collections import defaultdict

COLUMNS = ("bank_reference", "decision", "invoice", "amount", "confidence", "reasons")
_DECISIONS = {"posted": "posted", "suggested": "suggested", "to_post": "suggested"}


def write_outcome(env, path):
    payments = env["account.bank.statement.line"].search([], order="id")
    matches = {match.statement_line_id: match for match in env["ar.match"].search([])}
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(COLUMNS)
        for payment in payments:
            for row in _rows(matches.get(payment), payment):
                writer.writerow((payment.ar_bank_reference, *row))


def _rows(match, payment):
    decision = _DECISIONS.get(match.state, "none") if match else "none"
    if decision == "none":
        return [(decision, "", "", "", _on_one_line(match.reasons if match else ""))]
    applied = _applied(match, payment.currency_id) or {"": ""}
    rest = (round(match.confidence, 4), _on_one_line(match.reasons))
    return [(decision, invoice, amount, *rest) for invoice, amount in applied.items()]


def _applied(match, currency):
    """Amounts by invoice number; instalments of one invoice count as one."""
    sums = defaultdict(float)
    for allocation in match.allocation_ids:
        sums[allocation.move_line_id.move_id.name or ""] += allocation.amount
    return {name: f"{amount:.{currency.decimal_places}f}" for name, amount in sums.items() if name}


def _on_one_line(text):
    return " | ".join((text or "").split("\n"))
