"""What the numbers in the text say where they add up to the payment: tiers A and B."""

from __future__ import annotations

from collections.abc import Sequence

from . import evidence
from .allocation import in_full
from .items import Ambiguous, Decision, Evidence, Matched, OpenItem
from .mentions import Kind
from .named import Named, Reading, digits_of, groups, ways
from .payer import contradicts, likely
from .proposal import clue_of_payer, held, matched
from .question import Question
from .remittance import is_transposed
from .series import YEAR
from .tails import completed

MOST_SHOWN = 5
"""Candidates that a person is shown."""

Found = tuple[Named, list[list[OpenItem]]]
"""Who is named, and the ways in which that adds up to the payment."""


def decide(question: Question) -> Decision | None:
    """What the numbers say; nothing if they say nothing that adds up."""
    payment = question.payment
    named = groups(question.reading, question.payer, payment.currency, question.book)
    every = [(one, sums) for one in named if (sums := ways(one, payment.amount))]
    found = _best_of(every, question)
    if len(found) == 1 and len(found[0][1]) == 1:
        exact = _exact(question, found[0][0], found[0][1][0])
        other = contradicts(question.payer, exact.customer, question.book)
        typo = _transposed(question) if other else None
        return _typo_or_exact(question, typo, exact) if typo else exact
    if typo := _transposed(question):
        return typo
    return _several(question, found) if found else _with_tails(question, named)


def _best_of(found: list[Found], question: Question) -> list[Found]:
    """Those the payer agrees with, if any; else those with a distinctive number, if any."""
    agreed = [pair for pair in found if question.agrees(pair[0].customer)]
    clear = [pair for pair in found if pair[0].is_distinctive]
    return agreed or clear or found


def _exact(question: Question, named: Named, items: Sequence[OpenItem]) -> Matched:
    documents = {item.document for item in items}
    tier = "A" if len(documents) == 1 else "B"
    customer = question.book.customer(items[0].customer)
    against: list[Evidence] = []
    if contradicts(question.payer, customer.key, question.book):
        against.append(
            evidence.other_payer(question.payer.name, evidence.documents(items), customer.name)
        )
    elif not question.agrees(customer.key) and not (named.is_distinctive or len(items) > 1):
        against.append(evidence.number_not_distinctive(items))
    if paid := _paid_named_better(question, items):
        against.append(evidence.already_paid(paid))
    if rest := [item for item in named.items(Kind.TAIL) if item.document not in documents]:
        against.append(evidence.left_out(rest))
    reasons = [
        *_clues_as_written(question, named, items),
        _amount_clue(question, items),
        *clue_of_payer(question, customer.key),
    ]
    return matched(question, tier, in_full(items), reasons, against)


def _with_tails(question: Question, named: Sequence[Named]) -> Matched | None:
    """The one customer for whom lists that go on with a few digits are exactly the payment."""
    if not named:
        return None
    text, amount = question.said_in(question.reading.text), question.payment.amount
    every = [one for each in named if (one := completed(each, text, amount, question.book))]
    sure = [one for one in every if question.agrees(one.customer) or one.is_distinctive]
    if len(every) != 1 or not sure:
        return None
    return _exact(question, sure[0], sure[0].items())


def _paid_named_better(question: Question, items: Sequence[OpenItem]) -> list[str]:
    """Paid documents that the text names in full, where it has but a part of the items' numbers."""
    documents, closed = {item.document for item in items}, question.book.closed
    mentions = question.reading.mentions
    best = max((one.kind for one in mentions if documents & set(one.names)), default=Kind.WHOLE)
    better = [one for one in mentions if one.kind > max(best, Kind.DIGITS)]
    return [name for one in better for name in one.names if name in closed]


def _typo_or_exact(question: Question, typo: Matched, exact: Matched) -> Decision:
    """Another's item as it is written, or an own one mistyped; a factor or a child may pay for both."""
    payer, book = question.payer, question.book
    child = any(book.customer(key).parent == exact.customer for key in likely(payer, book))
    if len(payer.by_account) < 2 and not child:
        return typo
    mistyped = evidence.names_another([book.items[one.item] for one in exact.allocations])
    return Ambiguous(
        payment=exact.payment, candidates=(exact, held(typo, mistyped)), evidence=(mistyped,)
    )


def number_clues(named: Named, items: Sequence[OpenItem]) -> list[Evidence]:
    """By which numbers the text names the items."""
    clues = []
    by_number = [item for item in items if item.document in named.names]
    if by_number:
        clues.append(evidence.number_in_text(by_number))
    for name in sorted(named.names):
        behind = [item for item in items if name in item.references and item not in by_number]
        if behind:
            clues.append(evidence.reference_in_text(name, behind))
    return clues


def _clues_as_written(
    question: Question, named: Named, items: Sequence[OpenItem]
) -> list[Evidence]:
    """The same; of a number that stands with other digits before its end, what is wrong with it."""
    wrong = {item.document: _miswritten(question.reading, item.document) for item in items}
    clues = number_clues(named, [item for item in items if not wrong[item.document]])
    for document, written in wrong.items():
        if written and is_transposed(written, document):
            clues.append(evidence.transposed(document))
        elif written:
            clues.append(evidence.ends_alike(written, document))
    return clues


def _miswritten(reading: Reading, document: str) -> str:
    """The number in the text that is the document's but for its first digits, if none is quite it."""
    named = [one.kind for one in reading.mentions if document in one.names]
    if not named or max(named) > Kind.SHORT:
        return ""
    digits = digits_of(document)
    alike = (one for one in reading.joined if len(one) == len(digits) and one != digits)
    return next((one for one in alike if one[-4:] == digits[-4:]), "")


def _amount_clue(question: Question, items: Sequence[OpenItem]) -> Evidence:
    amount = question.payment.amount
    if len(items) == 1:
        return evidence.amount_exact(amount)
    return evidence.sum_exact(len(items), amount)


def _transposed(question: Question) -> Matched | None:
    """The payer's own item of exactly this amount whose number has two digits exchanged."""
    runs = _numbers(question.reading)
    own = question.own_of_amount()
    same = [item for item in own if any(is_transposed(run, item.document) for run in runs)]
    if len(same) != 1:
        return None
    reasons = [
        evidence.transposed(same[0].document),
        evidence.amount_exact(question.payment.amount),
        *clue_of_payer(question, same[0].customer),
    ]
    closed = question.paid_before()
    against = [evidence.already_paid(closed)] if closed else []
    if len(own) > 1 and _names_own(question):
        against.append(evidence.several_of_amount(len(own), question.payment.amount))
    return matched(question, "A", in_full(same), reasons, against)


def _names_own(question: Question) -> bool:
    """Whether a number in the text is an open item of the payer: then it is no typing error."""
    clear = [
        name for one in question.reading.mentions if one.kind >= Kind.DIGITS for name in one.names
    ]
    return any(
        question.agrees(item.customer) for name in clear for item in question.book.named(name)
    )


def _numbers(reading: Reading) -> set[str]:
    """The numbers in the text by their digits, each with its year; no year alone."""
    parts = {*reading.runs} - {*reading.joined}
    clear = [name for one in reading.mentions if one.kind >= Kind.DIGITS for name in one.names]
    whole = {digits_of(name) for name in (*reading.strange, *clear, *reading.joined)}
    return {digits for digits in whole - parts if not YEAR.fullmatch(digits)}


def _several(question: Question, found: list[Found]) -> Ambiguous:
    doubt = evidence.several_sums()
    candidates = [
        matched(
            question,
            "B",
            in_full(items),
            [*number_clues(named, items), *clue_of_payer(question, items[0].customer)],
            [doubt],
        )
        for named, sums in found
        for items in sums
    ]
    return Ambiguous(
        payment=question.payment.key,
        candidates=tuple(candidates[:MOST_SHOWN]),
        evidence=(doubt,),
    )
