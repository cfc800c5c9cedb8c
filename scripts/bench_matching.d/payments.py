"""Payments of a ledger with what each is for: by number in many spellings, by payer, for nothing."""

from __future__ import annotations

import random
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from datetime import timedelta
from decimal import Decimal

from ar_collections.engine import Customer, OpenItem, Payment
from books import TODAY, Books, account
from words import printed, stranger

WORDS = ("Rechnung", "Invoice", "Rg.", "Facture", "RE", "Payment for", "Zahlung", "fattura", "")
NOISE = (
    "vom 12.05.2026",
    "EUR {amount}",
    "Vielen Dank",
    "thanks",
    "Kd.Nr. {number}",
    "",
    "",
    "",
    "",
)
TRIES = 200


@dataclass(frozen=True)
class Paid:
    """A payment and its truth: so much for each document; empty if it is for none."""

    kind: str
    payment: Payment
    truth: dict[str, Decimal]


class Payers:
    """Draws payments; every open item is paid once at most."""

    def __init__(self, books: Books, chance: random.Random) -> None:
        self.books, self.chance = books, chance
        self.debtors = list(books.owed)
        self.used: set[str] = set()

    def draw(self, key: int) -> Paid:
        """One payment of a kind as often as it comes in life."""
        kind, make = self.chance.choices(KINDS, weights=WEIGHTS)[0]
        found = make(self)
        if found is None:
            kind, found = "unrelated", self.unrelated()
        payment, truth = found
        day = TODAY + timedelta(days=key % 5)
        return Paid(kind, replace(payment, key=key, booked=day), truth)

    # Which items

    def take(self, least: int, most: int) -> tuple[Customer, list[OpenItem]] | None:
        """A customer and some of its invoices, not yet paid; one line of each."""
        for _ in range(TRIES):
            debtor = self.chance.choice(self.debtors)
            free = {
                item.document: item
                for item in reversed(self.books.owed[debtor])
                if item.residual > 0
                and item.currency == "EUR"
                and not item.disputed
                and item.document not in self.used
            }
            if len(free) < least:
                continue
            count = self.chance.randint(least, min(most, len(free)))
            items = self.chance.sample(list(free.values()), count)
            self.used.update(item.document for item in items)
            return self.books.ledger.customers[debtor], items
        return None

    # What is written

    def paid(
        self,
        customer: Customer,
        items: list[OpenItem],
        text: str,
        less: Decimal = Decimal(0),
        name: str | None = None,
        known: float = 0.6,
    ) -> tuple[Payment, dict[str, Decimal]]:
        """The payment of these items, with the payer's name, and often the account."""
        amount = sum((item.residual for item in items), Decimal(0)) - less
        payment = Payment(
            key=0,
            booked=TODAY,
            amount=amount,
            currency="EUR",
            text=text or "/",
            payer_name=printed(customer.name, self.chance) if name is None else name,
            payer_account=account(customer.key) if self.chance.random() < known else "",
        )
        rest = [item.residual for item in items]
        rest[0] -= less
        return payment, {item.document: part for item, part in zip(items, rest, strict=True)}

    def around(self, number: str, amount: Decimal, customer: Customer) -> str:
        noise = self.chance.choice(NOISE) if customer.numbers else ""
        noise = noise.format(amount=amount, number=(*customer.numbers, "")[0])
        return " ".join(f"{self.chance.choice(WORDS)} {number} {noise}".split())

    def mangled(self, number: str) -> str:
        """A number as a person types it."""
        match self.chance.randrange(6):
            case 0:
                return re.sub(r"\W", " ", number)
            case 1:
                return re.sub(r"\W", "", number).lower()
            case 2:
                return re.sub(r"(?<!\d)0+(?=\d{3})", "", number)
            case 3:
                return max(re.findall(r"\d+", number), key=len)
            case 4:
                return number.replace("/", "-").replace("-", self.chance.choice(".-/"))
            case _:
                at = self.chance.randrange(len(number) - 3, len(number))
                return f"{number[:at]} {number[at:]}"

    # The kinds

    def exact(self) -> tuple[Payment, dict[str, Decimal]] | None:
        return self._single(lambda number: number)

    def mangle(self) -> tuple[Payment, dict[str, Decimal]] | None:
        return self._single(self.mangled)

    def swapped(self) -> tuple[Payment, dict[str, Decimal]] | None:
        def swap(number: str) -> str:
            at = len(number) - 3 if number[-1].isdigit() else 2
            return number[:at] + number[at + 1] + number[at] + number[at + 2 :]

        return self._single(swap)

    def _single(self, write: Callable[[str], str]) -> tuple[Payment, dict[str, Decimal]] | None:
        if not (found := self.take(1, 1)):
            return None
        customer, items = found
        text = self.around(write(items[0].document), items[0].residual, customer)
        return self.paid(customer, items, text)

    def part(self) -> tuple[Payment, dict[str, Decimal]] | None:
        if not (found := self.take(1, 1)):
            return None
        customer, items = found
        less = (items[0].residual / 2).quantize(Decimal("0.01"))
        return self.paid(customer, items, f"{items[0].document} part payment", less)

    def listed(self) -> tuple[Payment, dict[str, Decimal]] | None:
        if not (found := self.take(2, 9)):
            return None
        customer, items = found
        between = self.chance.choice((", ", " ", "; ", "/", " + "))
        write = self.chance.choice((str, str, self.mangled))
        return self.paid(customer, items, between.join(write(item.document) for item in items))

    def tails(self) -> tuple[Payment, dict[str, Decimal]] | None:
        """The first number in full, of the others what differs."""
        if not (found := self.take(2, 5)):
            return None
        customer, items = found
        rest = [max(re.findall(r"\d+", item.document)[::-1], key=len) for item in items[1:]]
        return self.paid(customer, items, ", ".join((items[0].document, *rest)))

    def stretch(self) -> tuple[Payment, dict[str, Decimal]] | None:
        """From one number to another: all that the customer has between."""
        if not (found := self.take(1, 1)):
            return None
        customer, items = found
        stem = re.sub(r"\d+$", "", items[0].document)
        same = [
            item
            for item in self.books.owed[customer.key]
            if item.document.startswith(stem)
            and re.sub(r"\d+$", "", item.document) == stem
            and item.document not in self.used
            and item.currency == "EUR"
            and item.residual > 0
            and not item.disputed
        ]
        items = list({item.document: item for item in (*items, *same[:1])}.values())
        self.used.update(item.document for item in items)
        ends = sorted(item.document for item in items)
        return self.paid(customer, items, f"{ends[0]} - {ends[-1]}")

    def by_reference(self) -> tuple[Payment, dict[str, Decimal]] | None:
        for _ in range(20):
            if (found := self.take(1, 1)) and found[1][0].references:
                customer, items = found
                return self.paid(customer, items, f"{items[0].references[0]}")
        return None

    def netted(self) -> tuple[Payment, dict[str, Decimal]] | None:
        """An invoice less a credit note; both are named."""
        for _ in range(50):
            if not (found := self.take(1, 1)):
                return None
            customer, items = found
            for credit in self.books.owed[customer.key]:
                fits = -items[0].residual < credit.residual < 0 and credit.currency == "EUR"
                if fits and not credit.disputed and credit.document not in self.used:
                    self.used.add(credit.document)
                    both = [items[0], credit]
                    return self.paid(customer, both, f"{both[0].document} - {credit.document}")
        return None

    def name_only(self) -> tuple[Payment, dict[str, Decimal]] | None:
        if not (found := self.take(1, 1)):
            return None
        return self.paid(*found, self.chance.choice(("Zahlung", "payment", "/")), known=0)

    def account_only(self) -> tuple[Payment, dict[str, Decimal]] | None:
        if not (found := self.take(1, 3)):
            return None
        return self.paid(*found, "SEPA", name="", known=1)

    def by_text(self) -> tuple[Payment, dict[str, Decimal]] | None:
        """The bank gives no name apart; the text begins with it."""
        if not (found := self.take(1, 1)):
            return None
        customer, items = found
        text = f"{printed(customer.name, self.chance)} {items[0].document}"
        return self.paid(customer, items, text, name="", known=0)

    def stranger(self) -> tuple[Payment, dict[str, Decimal]] | None:
        """Somebody else pays an invoice by its number."""
        if not (found := self.take(1, 1)):
            return None
        other = stranger(self.chance)
        return self.paid(*found, found[1][0].document, name=other, known=0)

    def again(self) -> tuple[Payment, dict[str, Decimal]] | None:
        """What was paid long ago is paid once more."""
        found = self.take(1, 1)
        if not found or not self.books.ledger.closed_documents:
            return None
        old = self.chance.choice(self._closed())
        payment, _truth = self.paid(*found, old)
        cents = Decimal(self.chance.randrange(100, 900_000)).scaleb(-2)
        return replace(payment, amount=cents), {}

    def _closed(self) -> list[str]:
        if not hasattr(self, "closed"):
            self.closed = sorted(self.books.ledger.closed_documents)
        return self.closed

    def unrelated(self) -> tuple[Payment, dict[str, Decimal]]:
        """Interest, a refund, rent: nobody of the ledger, or nothing of it."""
        words = ("Zinsen 2. Quartal", "refund 8842", "Miete 06/2026", "Gutschrift 2026", "/", "0")
        payment = Payment(
            key=0,
            booked=TODAY,
            amount=Decimal(self.chance.randrange(100, 900_000)).scaleb(-2),
            currency="EUR",
            text=self.chance.choice(words),
            payer_name=stranger(self.chance),
        )
        return payment, {}


KINDS = (
    ("exact number", Payers.exact),
    ("mangled number", Payers.mangle),
    ("list", Payers.listed),
    ("list of tails", Payers.tails),
    ("range", Payers.stretch),
    ("order or reference", Payers.by_reference),
    ("digits swapped", Payers.swapped),
    ("part payment", Payers.part),
    ("credit netted", Payers.netted),
    ("name only", Payers.name_only),
    ("account only", Payers.account_only),
    ("name in text", Payers.by_text),
    ("third party", Payers.stranger),
    ("paid long ago", Payers.again),
    ("unrelated", Payers.unrelated),
)
WEIGHTS = (26, 16, 12, 4, 2, 5, 2, 3, 2, 8, 8, 3, 2, 2, 5)


def payments(count: int, books: Books, chance: random.Random) -> Iterator[Paid]:
    """So many payments."""
    payers = Payers(books, chance)
    return (payers.draw(key) for key in range(count))
