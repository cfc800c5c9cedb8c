"""What the numbers in the text say where they do not add up to the payment: tier B, with care."""

from __future__ import annotations

import re
from collections.abc import Iterable

from rapidfuzz.distance import OSA

from . import drafted, evidence, exchange, over_payment
from .book import total
from .by_reference import number_clues
from .gaps import gaps
from .items import Customer, Decision, Evidence, OpenItem, Unmatched
from .likeliest import begun, share_of
from .mentions import Kind
from .named import DISTINCTIVE, Named, digits_of, groups, is_distinctive
from .names import same_words, within
from .payer import contradicts, likely, probable, words_of
from .proposal import Beside, clue_of_payer, matched
from .question import Question
from .remittance import RemittanceText, compact, is_transposed
from .shortfall import Explained, credits_of, explain

_LISTED = re.compile(
    r"\s*[,;/+&]\s*(?P<number>\d{1,6})(?!\d)(?![\d.,]*[.,]\d\d(?!\d)|:\d\d|/20\d\d(?!\d))"
)
"""A list of numbers that goes on, and with no amount of money, time of day or month."""


def decide(question: Question) -> Decision | None:
    """A part payment, too much, or for a person to see; nothing if the text names nothing."""
    if at_rate := exchange.decide(question):
        return at_rate
    clear = _clear(question)
    if not clear:
        return _not_open(question)
    best = clear[0]
    items = best.items()
    clues = [*number_clues(best, items), *clue_of_payer(question, items[0].customer)]
    explained = explain(question, items)
    against = [*explained.against, *_doubts(question, best, len(clear), explained)]
    if not explained.allocations:
        return nothing(question, [*clues, *explained.reasons, *against])
    reasons = [*clues, *explained.reasons]
    return matched(question, "B", explained.allocations, reasons, against, explained.beside)


def named(question: Question) -> list[OpenItem]:
    """All that the text names of whom it names best."""
    clear = _clear(question)
    return clear[0].items() if clear else exchange.named(question)


def _clear(question: Question) -> list[Named]:
    """Who is named, the most documents first: those the payer agrees with, else by clear numbers."""
    payment = question.payment
    every = groups(question.reading, question.payer, payment.currency, question.book)
    agreed = [one for one in every if question.agrees(one.customer)]
    clear = agreed or [one for one in every if one.is_distinctive]
    return sorted(clear, key=lambda one: (-len(one.documents), one.customer))


def nothing(question: Question, reasons: Iterable[Evidence]) -> Unmatched:
    """No proposal; the customer is told where the payer is clear, or the draft that is paid."""
    drafts = question.book.drafts_in(words_of(question.payment))
    customers = {key for keys in drafts.values() for key in keys}
    customer = probable(question.payer)
    if customer is None and len(customers) == 1:
        (customer,) = customers
    return Unmatched(
        payment=question.payment.key,
        customer=customer,
        evidence=tuple(dict.fromkeys([*_drafts(question), *reasons])),
    )


def _doubts(question: Question, named: Named, count: int, explained: Explained) -> list[Evidence]:
    """What forbids to post less, or more, than the named items ask for."""
    doubts = _of_payer(question, named, explained)
    if weak := named.barely(explained.allocations):
        doubts.append(evidence.number_not_distinctive(weak))
    doubts += _of_amount(question, named, explained)
    if not explained.sure and _may_go_on(question, named):
        doubts.append(evidence.text_cut())
    foreign = _foreign(question, named)
    if explained.beside.on_account or not explained.sure:
        foreign += [*_listed(question, named), *gaps(question.reading.mentions, question.book)]
    if explained.beside.on_account and len(named.documents) > 1:
        foreign += _unread(question, named)
    if foreign or count > 1:
        doubts.append(evidence.strange_number(foreign or sorted(named.documents)))
    if closed := question.paid_before():
        doubts.append(evidence.already_paid(closed))
    return doubts


def _may_go_on(question: Question, named: Named) -> bool:
    """Whether the text ends in a number that may be the begin of another one's of the payer."""
    who = {named.customer, *likely(question.payer, question.book)}
    others = [item for key in who for item in question.owed_by(key)]
    clear = any(one.kind == Kind.WHOLE for one, _ in named.mentions)
    return not clear and bool(begun(question, others))


def _of_payer(question: Question, named: Named, explained: Explained) -> list[Evidence]:
    """Whether somebody else has paid than the customer whose items are named."""
    payer, items = question.payer.name, named.items()
    customer = question.book.customer(items[0].customer)
    agrees = question.agrees(customer.key)
    if not agrees:
        return [evidence.other_payer(payer, evidence.documents(items), customer.name)]
    if agrees == "account" and not explained.sure and _is_shared(question, customer):
        return [evidence.shared_account(question.payer.account)]
    if agrees == "name" and not explained.sure and not _same_payer(question, customer):
        return [evidence.name_differs(payer, customer.name)]
    return []


def _of_amount(question: Question, named: Named, explained: Explained) -> list[Evidence]:
    """Whether the amount says that other items are meant, or more than these."""
    doubts, rest = [], explained.beside.on_account
    if not explained.sure and (own := _meant_instead(question, named)):
        doubts.append(evidence.other_own_item(evidence.documents(own)))
    discounted = any(one.kind == "discount" for one in explained.beside.adjustments)
    netted = any(one.amount < 0 for one in explained.allocations)
    if not (discounted or netted) and (
        credits := credits_of(question, named.items(), named.customer)
    ):
        doubts.append(evidence.short_by_credit(credits))
    return doubts + (over_payment.doubts(rest, question, named) if rest else [])


def _meant_instead(question: Question, named: Named) -> list[OpenItem]:
    """The payer's own items of exactly this amount, and others' with two digits exchanged.

    A usual price that is a plain share of what is named is chance: there an own item counts only
    if its number is near, or the named one is not clear.
    """
    own, payment, written = question.own_of_amount(), question.payment, named.documents
    usual = question.book.is_list_price(payment.amount, payment.currency)
    if named.is_distinctive and usual and share_of(payment.amount, total(named.items())):
        return [i for i in own if any(_is_near(name, i.document) for name in written)]
    swapped = [
        item
        for item in ([] if usual else question.of_amount())
        if any(is_transposed(digits_of(name), item.document) for name in written)
    ]
    return list(dict.fromkeys((*own, *swapped)))


def _is_near(one: str, other: str) -> bool:
    """Whether one wrong sign, or two exchanged, make one number of the other."""
    return OSA.distance(one, other, score_cutoff=1) <= 1


def _is_shared(question: Question, customer: Customer) -> bool:
    """Whether the account is others' as well, and nothing else speaks for the customer."""
    payer = question.payer
    return (
        len(payer.by_account) > 1
        and customer.key not in (*payer.named, *payer.by_number)
        and not within(customer.name, payer.text)
    )


def _same_payer(question: Question, customer: Customer) -> bool:
    name = question.payer.name
    return not name or same_words(name, customer.name)


def _foreign(question: Question, named: Named) -> list[str]:
    """Distinctive numbers in the text that are not among the named items."""
    mine = {name for item in named.items() for name in (item.document, *item.references)}
    others = [
        mention.names[0]
        for mention in question.reading.mentions
        if is_distinctive(mention) and not mine & set(mention.names)
    ]
    strange = question.reading.strange
    return others + [one for one in strange if len(one) >= DISTINCTIVE and not one.isdigit()]


def _listed(question: Question, named: Named) -> list[str]:
    """Numbers that go on after a named one and a comma, and name nothing of the customer's."""
    text = RemittanceText(words_of(question.payment))
    places = [mention.start for mention, _ in named.mentions]
    ends = (_LISTED.match(text.raw, mention.end) for mention, _ in named.mentions)
    return [
        found["number"]
        for found in ends
        if found
        and found.start("number") not in places
        and not text.is_dated(*found.span("number"))
    ]


def _unread(question: Question, named: Named) -> list[str]:
    """All numbers that are no part of a named one."""
    reading = question.reading
    known = [digits_of(name) for name in (*reading.names, *named.documents)]
    return [run for run in reading.runs if not any(run in digits for digits in known)]


def _drafts(question: Question) -> list[Evidence]:
    drafts = question.book.drafts_in(words_of(question.payment))
    return [evidence.is_draft(drafts)] if drafts else []


def _not_open(question: Question) -> Decision | None:
    """Named are drafts, items in another currency, or paid ones: the money may have come twice."""
    currency = question.payment.currency
    other = [item for name in question.reading.names for item in question.book.named(name)]
    other = [item for item in other if item.currency != currency]
    reasons = _drafts(question)
    if closed := question.paid_before():
        reasons.append(evidence.already_paid(closed))
    if other:
        reasons.append(evidence.other_currency(other, currency))
    if waits := drafted.named(question):
        return waits
    closed = question.paid_before(Kind.RANGE)
    payer = probable(question.payer) if closed else None
    if payer is None and closed:
        payer = _paid_by(question, closed)
    if payer is not None:
        clues = clue_of_payer(question, payer)
        amount = question.payment.amount
        beside = Beside(on_account=amount, paid_before=tuple(closed))
        return matched(question, "B", (), clues, reasons, beside, payer)
    return nothing(question, reasons) if reasons else None


def _paid_by(question: Question, documents: list[str]) -> int | None:
    """Whose the paid invoices were, if nobody else is known to pay."""
    customer = question.book.paid_by(documents)
    if customer is None or contradicts(question.payer, customer, question.book):
        return None
    return customer


def unexplained(question: Question) -> tuple[str, ...]:
    """Numbers in the text that look like a document's and name nothing the payer has open.

    The payer's customer number does not count.
    """
    payer, book, reading = question.payer, question.book, question.reading
    mine = {*payer.by_account, *payer.named, *payer.by_number}
    family = {key for one in mine for key in book.family(one)}
    own_numbers = {compact(number) for key in family for number in book.customer(key).numbers}
    foreign = [
        mention.names[0]
        for mention in reading.mentions
        if mention.kind != Kind.SHORT
        and not any(item.customer in family for name in mention.names for item in book.named(name))
    ]
    quoted = [quote.number for quote in payer.quotes]
    return tuple(one for one in (*foreign, *reading.strange, *quoted) if one not in own_numbers)
