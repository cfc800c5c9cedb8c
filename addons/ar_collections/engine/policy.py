"""What may be posted without a person, and by how much a payment may miss what is open."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import timedelta
from decimal import Decimal

from .calibration import UNTRIED, Calibration
from .items import ZERO, Customer, Discount, Payment


@dataclass(frozen=True, slots=True, kw_only=True)
class Tolerance:
    """The largest difference that is written off, in the payment's currency."""

    amount: Decimal
    percent: Decimal | None = None
    """Of what is open; None: the amount alone limits it."""

    def at(self, rate: Decimal) -> Tolerance:
        """The same in another currency, of which one of this is so much."""
        return replace(self, amount=round(self.amount * rate, 2))

    def allows(self, difference: Decimal, owed: Decimal) -> bool:
        """Whether a difference, of either sign, is small enough."""
        size = abs(difference)
        if not 0 < size <= self.amount:
            return False
        return self.percent is None or size * 100 <= self.percent * abs(owed)


@dataclass(frozen=True, slots=True, kw_only=True)
class Policy:
    """Three bands: what is sure is posted, what is likely suggested, the rest left.

    Without a tolerance a payment of less than is open is a part payment.
    """

    post: bool = True
    post_limit: Decimal | None = None
    """Largest payment that is posted by itself, in the payment's currency; None: no limit."""
    post_from: Decimal = ZERO
    """Least confidence of what is posted; 0: what the company's own history has not refuted."""
    suggest_from: Decimal = ZERO
    """Least confidence of what is suggested; less is left without a proposal."""
    post_by_name: bool = True
    """Tier D: payer's name and one exact amount."""
    post_overpayments: bool = True
    """A payment of more than it names: what is named is paid, the rest stays with the customer."""
    rounding: Tolerance | None = None
    """A difference of either sign."""
    fee: Tolerance | None = None
    """What banks on the way keep back."""
    discount_days: int | None = 0
    """Days of grace after the last day of a discount; None: discounts are not granted."""
    deductions: bool = False
    """What is paid short with a stated reason is opened as a deduction, not a plain rest."""
    exchange: Decimal | None = None
    """Per cent by which a payment may miss what it names in another currency, at the rate of the
    day, and is posted; None: a person confirms."""
    calibration: Calibration = UNTRIED

    def grants(self, discount: Discount, payment: Payment) -> bool:
        """Whether the payment came in time for it."""
        if self.discount_days is None:
            return False
        return payment.booked <= discount.until + timedelta(days=self.discount_days)

    def at(self, rate: Decimal) -> Policy:
        """The same with its tolerances in another currency, of which one of this is so much."""
        return replace(
            self,
            rounding=self.rounding and self.rounding.at(rate),
            fee=self.fee and self.fee.at(rate),
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class Rule:
    """A policy, and the payments that it is for; what is empty does not limit it."""

    policy: Policy
    journals: frozenset[int] = frozenset()
    groups: frozenset[int] = frozenset()
    """Customer groups, of which the customer is in one at least."""
    customers: frozenset[int] = frozenset()
    currencies: frozenset[str] = frozenset()
    largest: Decimal | None = None
    """The largest payment."""

    def fits(self, payment: Payment, groups: Iterable[int], customer: int | None = None) -> bool:
        return (
            (not self.journals or payment.journal in self.journals)
            and (not self.groups or not self.groups.isdisjoint(groups))
            and (not self.customers or customer in self.customers)
            and (not self.currencies or payment.currency in self.currencies)
            and (self.largest is None or abs(payment.amount) <= self.largest)
        )


DEFAULT = Policy()


@dataclass(frozen=True, slots=True)
class Policies:
    """Rules in their order: the first that fits a payment and its customer holds."""

    rules: tuple[Rule, ...] = ()
    otherwise: Policy = DEFAULT

    def of(self, payment: Payment, customer: Customer | None = None) -> Policy:
        """The policy for a payment of a customer."""
        groups, key = (customer.groups, customer.key) if customer else ((), None)
        fitting = (rule.policy for rule in self.rules if rule.fits(payment, groups, key))
        return next(fitting, self.otherwise)
