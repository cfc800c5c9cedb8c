"""Several ledgers of one company, as those of several days, indexed one after the other."""

from __future__ import annotations

from .book import Book
from .items import Ledger
from .names import Names


class Books:
    """Indexes ledgers; what does not change from one to the next is indexed once."""

    def __init__(self) -> None:
        self._ledger: Ledger | None = None
        self._book: Book | None = None
        self._customers: list[tuple[int, str, tuple[str, ...]]] = []
        self._names: Names | None = None

    def __call__(self, ledger: Ledger) -> Book:
        if self._book is None or self._ledger is not ledger:
            self._book = None  # two at a time would take twice the memory
            customers = [(one.key, one.name, one.aliases) for one in ledger.customers]
            if customers != self._customers:
                self._names = None
            self._ledger, self._customers = ledger, customers
            self._book = Book(ledger, self._names)
            self._names = self._book.names
        return self._book
