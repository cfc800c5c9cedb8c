"""What becomes of a payment in the books. Amounts are ``Decimal`` in the payment's currency."""

from dataclasses import dataclass
from decimal import Decimal
from typing import Any

ZERO = Decimal(0)


@dataclass(frozen=True, slots=True, kw_only=True)
class Difference:
    """What closes an open item besides the cash."""

    amount: Decimal
    """Positive where less was paid than is open."""
    account: Any = None
    """Where it goes; None: an early-payment discount, by Odoo's own lines."""
    reason: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Share:
    """What one open item gets of a payment."""

    item: Any
    """The receivable line."""
    cash: Decimal
    differences: tuple[Difference, ...] = ()
    of_item: Decimal | None = None
    """How much of the item is paid, in its currency; None: what the rate makes of it."""

    @property
    def closes(self):
        """How much of the item is paid with all of it."""
        return sum((each.amount for each in self.differences), self.cash)


@dataclass(frozen=True, slots=True, kw_only=True)
class Booking:
    """One payment: its shares, and what stays with the customer as a credit."""

    partner: Any
    shares: tuple[Share, ...]
    on_account: Decimal = ZERO
    reason: str = ""
    """Why it stays; empty: the payment's text says enough."""

    @property
    def used(self):
        """How much of the payment has a place in the books."""
        return sum((share.cash for share in self.shares), self.on_account)
