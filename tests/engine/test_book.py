"""The ledger by amount: what is found there is what a walk over all items would find."""

from collections.abc import Iterable
from datetime import date, timedelta
from decimal import Decimal

from ar_collections.engine import Customer, Ledger, OpenItem
from ar_collections.engine.book import FEW, Book, by_due
from hypothesis import given, settings
from hypothesis import strategies as st

DAY = date(2026, 6, 1)
PRICES = (Decimal("49.00"), Decimal("99.01"))


@st.composite
def ledgers(draw: st.DrawFn) -> Ledger:
    """Few customers, documents, days and amounts, so that much is the same."""
    choices = (1, 2, 1, 4, 2)
    rows = draw(st.lists(st.tuples(*(st.integers(0, most) for most in choices)), max_size=7))
    items = tuple(
        OpenItem(
            key=key,
            document=f"R{document}",
            customer=customer,
            residual=PRICES[price],
            currency="EUR",
            due=DAY + timedelta(days=days),
            total=(None, PRICES[0], PRICES[1])[asked],
            references=("PO-1",) if days else (),
        )
        for key, (customer, document, price, days, asked) in enumerate(rows)
    )
    return Ledger(items=items, customers=tuple(Customer(key=n, name=f"Firm {n}") for n in range(3)))


def oldest_of_each(items: Iterable[OpenItem], price: Decimal) -> list[OpenItem]:
    first: dict[tuple[int, str], OpenItem] = {}
    for item in sorted(items, key=by_due):
        if item.residual == price:
            first.setdefault((item.customer, item.document), item)
    return list(first.values())


@settings(max_examples=200)
@given(ledgers(), st.data())
def test_items_of_an_amount(ledger: Ledger, data: st.DataObject) -> None:
    book = Book(ledger)
    paid = data.draw(st.sets(st.sampled_from(range(len(ledger.items))))) if ledger.items else set()
    for each in (book, book.after(dict.fromkeys(paid, Decimal("49.00")))):
        for price in PRICES:
            same = each.of_amount(price, "EUR")
            assert list(same) == oldest_of_each(each.items.values(), price)
            documents = {i.document for i in ledger.items if (i.total or i.residual) == price}
            assert each.is_list_price(price, "EUR") == (len(documents) > 1)


def test_few_of_many_items() -> None:
    items = tuple(
        OpenItem(
            key=key,
            document=f"R{key}",
            customer=1,
            residual=PRICES[0],
            currency="EUR",
            due=DAY + timedelta(days=key * 7 % 101),
        )
        for key in range(5 * FEW)
    )
    ledger = Ledger(items=items, customers=(Customer(key=1, name="Firm"),))
    every = sorted(items, key=by_due)
    for at in (0, FEW - 1, FEW, -1, slice(5), slice(FEW), slice(2, None), slice(-3, None)):
        assert Book(ledger).of_amount(PRICES[0], "EUR")[at] == every[at]
    same = Book(ledger).of_amount(PRICES[0], "EUR")
    assert len(same) == len(every)
    assert same[:3] == every[:3]
    assert list(same) == every
    assert same[:3] == every[:3]
