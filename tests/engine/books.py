"""Small ledgers for tests: what is not named does not matter."""

from datetime import date
from decimal import Decimal

from ar_collections.engine import Customer, Discount, Ledger, OpenItem, Payment

DAY = date(2026, 6, 1)


def item(
    key: int,
    document: str,
    residual: str,
    customer: int = 1,
    *,
    discount: Discount | None = None,
    issued: date = date(2026, 3, 1),
    references: tuple[str, ...] = (),
) -> OpenItem:
    return OpenItem(
        key=key,
        document=document,
        customer=customer,
        residual=Decimal(residual),
        currency="EUR",
        due=date(2026, 3, 31),
        issued=issued,
        total=Decimal(residual),
        discount=discount,
        references=references,
    )


def payment(amount: str, text: str = "", *, key: int = 1, **more: object) -> Payment:
    values: dict[str, object] = {"booked": DAY, "currency": "EUR", **more}
    return Payment(key=key, amount=Decimal(amount), text=text, **values)  # type: ignore[arg-type]


CUSTOMERS = (
    Customer(key=1, name="Nordlicht Energie AG", accounts=("DE001",), numbers=("10500",)),
    Customer(key=2, name="Cobalt Works LLC", groups=frozenset({7})),
    Customer(key=3, name="Nordlicht Netz GmbH", parent=1),
    Customer(key=4, name="Atelier Sud SARL", aliases=("LE PETIT ATELIER",)),
)


def ledger(*items: OpenItem, **more: object) -> Ledger:
    return Ledger(items=items, customers=CUSTOMERS, **more)  # type: ignore[arg-type]
