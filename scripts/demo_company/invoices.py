"""Six months of invoices and credit notes: what was sold to whom and when, and their posting."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from random import Random
from typing import Any

from .company import PRODUCTS
from .customers import Customer
from .movements import NOTHING_ELSE_OPEN, RECEIPTS
from .working_days import working_day

INVOICES = 400
MONTHS_BACK = timedelta(days=182)
RECENT = timedelta(days=75)
RETURNED_AFTER = timedelta(days=9)
SEED = "Halewyck"
BATCH = 100


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """So many of a product, at a discount in percent."""

    product: int
    quantity: int
    discount: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Invoice:
    """An invoice to be; ``key`` is set if a payment of the three days is about it."""

    customer: str
    day: date
    lines: tuple[Line, ...]
    order: str
    key: str = ""
    credit: bool = False
    currency: str = ""


def plan_invoices(customers: dict[str, Customer], today: date) -> list[Invoice]:
    """All invoices, oldest first; the same each day but for the dates."""
    made = list(_for_receipts(customers, today))
    others = INVOICES - sum(not each.credit for each in made)
    made += [_ordinary(index, customers, today) for index in range(others)]
    return sorted(made, key=lambda each: each.day)


def _for_receipts(customers: dict[str, Customer], today: date) -> Iterator[Invoice]:
    for receipt in RECEIPTS:
        for key, days_old in receipt.open.items():
            random = Random(SEED + (key[:5] if receipt.alike else key))
            customer = customers[key[:5]]
            credit = key == receipt.credit
            lines = _lines(random, customer.weight)
            yield Invoice(
                customer=customer.number,
                day=working_day(today - timedelta(days=days_old)),
                lines=_half(lines[:1]) if credit else lines,
                order=_order(random),
                key=key,
                credit=credit,
                currency=receipt.currency,
            )


def _ordinary(index: int, customers: dict[str, Customer], today: date) -> Invoice:
    random = Random(f"{SEED} {index}")
    weights = [each.weight for each in customers.values()]
    [customer] = random.choices(list(customers.values()), weights)
    shift = RECENT if customer.number in NOTHING_ELSE_OPEN else timedelta(days=1)
    age = random.randint(shift.days, MONTHS_BACK.days)
    return Invoice(
        customer=customer.number,
        day=working_day(today - timedelta(days=age)),
        lines=_lines(random, customer.weight),
        order=_order(random),
    )


def _lines(random: Random, weight: int) -> tuple[Line, ...]:
    """Large customers buy more of it; dear things are bought in small numbers."""
    products = random.sample(range(len(PRODUCTS)), random.randint(2, 4))
    discount = random.choice((0, 0, 3, 5, 7, 8, 12))
    return tuple(
        Line(product=each, quantity=_quantity(random, each, weight), discount=discount)
        for each in products
    )


def _quantity(random: Random, product: int, weight: int) -> int:
    price = Decimal(PRODUCTS[product][1])
    return max(1, int(random.uniform(0.3, 1.0) * weight * 700 / float(price)))


def _half(lines: tuple[Line, ...]) -> tuple[Line, ...]:
    return tuple(
        Line(product=each.product, quantity=1, discount=each.discount + 50) for each in lines
    )


def _order(random: Random) -> str:
    return f"PO{random.randint(45_000_000, 45_999_999)}"


@dataclass(frozen=True, slots=True, kw_only=True)
class Desk:
    """The records that an invoice is written with."""

    partners: dict[str, Any]
    products: Any
    taxes: dict[bool, Any]
    terms: dict[str, Any]
    currencies: dict[str, Any]

    def values(self, planned: Invoice) -> dict[str, Any]:
        """Of a move to create."""
        partner = self.partners[planned.customer]
        term = self.terms["14"] if planned.credit else partner.property_payment_term_id
        tax = self.taxes[partner.country_id.code == "BE"]
        currency = {"currency_id": self.currencies[planned.currency].id} if planned.currency else {}
        return {
            **currency,
            "move_type": "out_refund" if planned.credit else "out_invoice",
            "partner_id": partner.id,
            "invoice_date": planned.day,
            "ref": planned.order,
            "invoice_payment_term_id": term.id,
            "invoice_line_ids": [
                (0, 0, _line_values(line, self.products[line.product], tax))
                for line in planned.lines
            ],
        }


def _line_values(line: Line, product: Any, tax: Any) -> dict[str, Any]:
    return {
        "product_id": product.id,
        "quantity": line.quantity,
        "price_unit": product.list_price,
        "discount": line.discount,
        "tax_ids": [(6, 0, tax.ids)],
    }


def post_invoices(env: Any, planned: list[Invoice], desk: Desk) -> Any:
    """The moves in the order of the plan, posted."""
    moves = env["account.move"]
    for start in range(0, len(planned), BATCH):
        batch = moves.create([desk.values(each) for each in planned[start : start + BATCH]])
        batch.action_post()
        env.cr.commit()
        moves += batch
    return moves


def post_credit_notes(env: Any, planned: list[Invoice], moves: Any, today: date) -> Any:
    """Some goods came back: every 20th ordinary invoice has a credit note nine days later."""
    ordinary = [
        move
        for each, move in zip(planned, moves, strict=True)
        if not each.key and each.customer not in NOTHING_ELSE_OPEN
    ]
    returned = [each for each in ordinary[7::20] if each.invoice_date + RETURNED_AFTER < today]
    notes = env["account.move"].create([_credit_values(env, each) for each in returned])
    # Odoo settles a note with the invoice that it reverses; every third one names none.
    notes[::3].reversed_entry_id = False
    notes.action_post()
    return notes


def _credit_values(env: Any, invoice: Any) -> dict[str, Any]:
    line = invoice.invoice_line_ids[0]
    returned = {
        "product_id": line.product_id.id,
        "quantity": max(1, int(line.quantity) // 4),
        "price_unit": line.price_unit,
        "discount": line.discount,
        "tax_ids": [(6, 0, line.tax_ids.ids)],
    }
    return {
        "move_type": "out_refund",
        "partner_id": invoice.partner_id.id,
        "invoice_date": working_day(invoice.invoice_date + RETURNED_AFTER),
        "ref": f"Goods returned, {invoice.name}",
        "reversed_entry_id": invoice.id,
        "invoice_payment_term_id": env.ref("account.account_payment_term_immediate").id,
        "invoice_line_ids": [(0, 0, returned)],
    }
