"""The reasons, one small function per clue. The sentences are what the accountant reads."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from decimal import Decimal

from .items import Evidence, Money, OpenItem


def _lt(sentence: str) -> str:
    """Marks a sentence for translation; the value holds the English one."""
    return sentence


def _because(sentence: str, **values: str) -> Evidence:
    return Evidence(sentence=sentence, values=tuple(sorted(values.items())))


def money(amount: Decimal) -> str:
    """With thousands apart: 1,190.00."""
    return f"{amount:,.2f}" if amount == amount.quantize(Decimal("0.01")) else f"{amount:,f}"


def _in(one: Money) -> str:
    """With its currency: USD 1,190.00."""
    return f"{one.currency} {money(one.amount)}"


def _listed(names: Iterable[str], most: int = 8) -> str:
    every = list(dict.fromkeys(names))
    rest = [f"... ({len(every)})"] if len(every) > most else []
    return ", ".join(every[:most] + rest)


def documents(items: Iterable[OpenItem]) -> str:
    """Their numbers, each once."""
    return _listed(item.document for item in items)


# What speaks for a match


def number_in_text(items: Iterable[OpenItem]) -> Evidence:
    return _because(_lt("number %(documents)s in the text"), documents=documents(items))


def reference_in_text(reference: str, items: Iterable[OpenItem]) -> Evidence:
    return _because(
        _lt("reference %(reference)s of %(documents)s in the text"),
        reference=reference,
        documents=documents(items),
    )


def amount_exact(amount: Decimal) -> Evidence:
    return _because(_lt("amount exact: %(amount)s"), amount=money(amount))


def sum_exact(count: int, amount: Decimal) -> Evidence:
    return _because(
        _lt("%(count)s items together are exactly %(amount)s"),
        count=str(count),
        amount=money(amount),
    )


def payer_account(account: str) -> Evidence:
    return _because(_lt("bank account %(account)s is the customer's"), account=account)


def payer_name(payer: str, customer: str) -> Evidence:
    return _because(
        _lt("payer %(payer)s agrees with customer %(customer)s"), payer=payer, customer=customer
    )


def payer_alias(payer: str, customer: str) -> Evidence:
    return _because(
        _lt("payer %(payer)s was confirmed as %(customer)s before"), payer=payer, customer=customer
    )


def not_yet_invoiced(items: Iterable[OpenItem]) -> Evidence:
    return _because(
        _lt("%(documents)s is dated after the payment, which names it"), documents=documents(items)
    )


def name_in_text(customer: str) -> Evidence:
    return _because(_lt("customer %(customer)s is named in the text"), customer=customer)


def customer_number(customer: str) -> Evidence:
    return _because(_lt("customer number of %(customer)s in the text"), customer=customer)


def whole_book(count: int) -> Evidence:
    return _because(_lt("all %(count)s open items of the customer"), count=str(count))


def all_overdue(count: int) -> Evidence:
    return _because(_lt("all %(count)s overdue items of the customer"), count=str(count))


def transposed(document: str) -> Evidence:
    return _because(
        _lt("number in the text is %(document)s with two digits exchanged"), document=document
    )


def ends_alike(written: str, document: str) -> Evidence:
    return _because(
        _lt("number %(written)s in the text ends as %(document)s does"),
        written=written,
        document=document,
    )


def one_amount_in_ledger(amount: Decimal) -> Evidence:
    return _because(
        _lt("%(amount)s is open once in the whole ledger and no usual price"), amount=money(amount)
    )


def one_amount_of_customer(amount: Decimal) -> Evidence:
    return _because(
        _lt("the name is the customer's word for word, %(amount)s open once, and no sum of others"),
        amount=money(amount),
    )


def part_payment(amount: Decimal, residual: Decimal) -> Evidence:
    return _because(
        _lt("part payment: %(amount)s of %(residual)s, %(rest)s stays open"),
        amount=money(amount),
        residual=money(residual),
        rest=money(residual - amount),
    )


def advice_by_reference(reference: str) -> Evidence:
    return _because(_lt("remittance advice %(reference)s"), reference=reference)


def advice_by_total(payer: str, amount: Decimal) -> Evidence:
    return _because(
        _lt("remittance advice of %(payer)s over %(amount)s"), payer=payer, amount=money(amount)
    )


def advice_names(count: int) -> Evidence:
    return _because(_lt("%(count)s open documents named in it"), count=str(count))


def part_of(document: str, paid: Decimal, rest: Decimal) -> Evidence:
    return _because(
        _lt("%(paid)s of %(document)s, %(rest)s stays open"),
        paid=money(paid),
        document=document,
        rest=money(rest),
    )


def discount_taken(amount: Decimal) -> Evidence:
    return _because(_lt("paid in time, less the discount of %(amount)s"), amount=money(amount))


def discount_late(amount: Decimal, until: date) -> Evidence:
    return _because(
        _lt("the discount of %(amount)s was granted until %(day)s"),
        amount=money(amount),
        day=until.isoformat(),
    )


def discount_taken_late(amount: Decimal) -> Evidence:
    return _because(_lt("paid late, less the discount of %(amount)s"), amount=money(amount))


def discount_habit(percent: Decimal) -> Evidence:
    return _because(
        _lt("this customer usually pays net of %(percent)s %% discount, also late"),
        percent=f"{percent.normalize():f}",
    )


def rounding(amount: Decimal) -> Evidence:
    return _because(_lt("small difference of %(amount)s written off"), amount=money(amount))


def bank_fee(amount: Decimal) -> Evidence:
    return _because(_lt("%(amount)s less, within the limit for bank fees"), amount=money(amount))


def short_with_reason(amount: Decimal, reason: str) -> Evidence:
    return _because(
        _lt("%(amount)s kept back by the payer: %(reason)s"), amount=money(amount), reason=reason
    )


def credit_netted(items: Iterable[OpenItem]) -> Evidence:
    return _because(
        _lt("the text says that a credit is deducted: the credit %(documents)s is what is missing"),
        documents=documents(items),
    )


def over_payment(rest: Decimal) -> Evidence:
    return _because(_lt("%(rest)s more than is open stays with the customer"), rest=money(rest))


def receipt_of(day: date, amount: Decimal) -> Evidence:
    return _because(
        _lt("%(amount)s received on %(day)s came back"), amount=money(amount), day=day.isoformat()
    )


def same_reference(reference: str) -> Evidence:
    return _because(_lt("reference %(reference)s of that payment"), reference=reference)


def paid_then(names: Iterable[str]) -> Evidence:
    return _because(_lt("%(documents)s was paid with it"), documents=_listed(names))


def same_cheque(number: str) -> Evidence:
    return _because(_lt("it was paid by cheque %(number)s"), number=number)


def return_fee(fee: Decimal) -> Evidence:
    return _because(_lt("%(fee)s more went out: the bank's fee of the return"), fee=money(fee))


# What speaks against posting


def fee_over_limit() -> Evidence:
    return _because(_lt("the policy does not allow a bank fee of this amount"))


def may_be_refund() -> Evidence:
    return _because(_lt("nothing says that it is a return; it may be a refund"))


def several_receipts(count: int) -> Evidence:
    return _because(_lt("%(count)s payments like it were received"), count=str(count))


def contested(documents: str) -> Evidence:
    return _because(
        _lt("another payer has paid the same amount, which fits %(documents)s as well"),
        documents=documents,
    )


def below_suggestion(confidence: Decimal) -> Evidence:
    return _because(
        _lt("a match would be right in %(percent)s %%, less than the policy suggests"),
        percent=f"{confidence * 100:.1f}",
    )


def money_out() -> Evidence:
    return _because(_lt("the money went out; only payments received are matched"))


def nothing_found() -> Evidence:
    return _because(_lt("no number, account, name or amount in it fits an open item"))


def nothing_open(customer: str) -> Evidence:
    return _because(_lt("%(customer)s has nothing open in this currency"), customer=customer)


def sums_differ(named: Decimal, amount: Decimal) -> Evidence:
    return _because(
        _lt("the numbers found add up to %(named)s, the payment is %(amount)s"),
        named=money(named),
        amount=money(amount),
    )


def already_paid(names: Iterable[str]) -> Evidence:
    return _because(_lt("%(documents)s is already paid"), documents=_listed(names))


def paid_lately(names: Iterable[str], amount: Decimal) -> Evidence:
    return _because(
        _lt("%(documents)s of exactly %(amount)s was paid lately: the money may have come twice"),
        documents=_listed(names),
        amount=money(amount),
    )


def is_draft(names: Iterable[str]) -> Evidence:
    return _because(
        _lt("%(names)s stands on a draft invoice: post it, then this payment is matched again"),
        names=_listed(names),
    )


def draft_asks(customer: str, amount: Decimal) -> Evidence:
    return _because(
        _lt(
            "a draft invoice of %(customer)s asks for exactly %(amount)s: post it first, then this "
            "payment is matched again"
        ),
        customer=customer,
        amount=money(amount),
    )


def other_account(items: Iterable[OpenItem]) -> Evidence:
    return _because(
        _lt("%(documents)s is registered for another bank account"), documents=documents(items)
    )


def names_another(items: Iterable[OpenItem]) -> Evidence:
    return _because(_lt("the text names %(documents)s instead"), documents=documents(items))


def advice_differs(stated: Decimal, amount: Decimal) -> Evidence:
    return _because(
        _lt("the advice says %(stated)s, not %(amount)s"),
        stated=money(stated),
        amount=money(amount),
    )


def advice_names_unknown(names: Iterable[str]) -> Evidence:
    return _because(
        _lt("the advice names %(documents)s, which is not open"), documents=_listed(names)
    )


def advice_pays_more(names: Iterable[str]) -> Evidence:
    return _because(
        _lt("the advice pays more of %(documents)s than is open"), documents=_listed(names)
    )


def advice_used(day: date) -> Evidence:
    return _because(_lt("another payment of %(day)s has the same advice"), day=day.isoformat())


def several_customers(count: int) -> Evidence:
    return _because(_lt("it is for %(count)s customers"), count=str(count))


def rest_is(rest: Decimal, items: Iterable[OpenItem]) -> Evidence:
    return _because(
        _lt("the rest of %(rest)s is exactly %(documents)s, not named"),
        rest=money(rest),
        documents=documents(items),
    )


def part_paid_before(items: Iterable[OpenItem]) -> Evidence:
    return _because(
        _lt("a part of %(documents)s was paid before: this may be the same part again"),
        documents=documents(items),
    )


def rest_would_pay(rest: Decimal, item: OpenItem) -> Evidence:
    return _because(
        _lt("the rest of %(rest)s would pay %(documents)s as well, not named"),
        rest=money(rest),
        documents=documents([item]),
    )


def rest_is_much(rest: Decimal) -> Evidence:
    return _because(
        _lt("the rest of %(rest)s is much beside what the text names"), rest=money(rest)
    )


def named_in_full(items: Iterable[OpenItem], rest: Decimal) -> Evidence:
    return _because(
        _lt("the text says what is paid of %(documents)s: the rest of %(rest)s is for others"),
        documents=documents(items),
        rest=money(rest),
    )


def text_cut() -> Evidence:
    return _because(_lt("the text breaks off where more numbers may follow"))


def short_by_credit(items: Iterable[OpenItem]) -> Evidence:
    return _because(
        _lt("what is missing is exactly the credit %(documents)s, not named"),
        documents=documents(items),
    )


def several_meant() -> Evidence:
    return _because(_lt("the text speaks of several invoices"))


def overpayments_off() -> Evidence:
    return _because(_lt("the policy leaves over-payments to a person"))


def paid_twice(document: str, day: date) -> Evidence:
    return _because(
        _lt("another payment of %(day)s is for %(document)s as well"),
        document=document,
        day=day.isoformat(),
    )


def other_payer(payer: str, document: str, customer: str) -> Evidence:
    return _because(
        _lt("the payer %(payer)s is not %(customer)s, whose %(document)s is named"),
        payer=payer,
        customer=customer,
        document=document,
    )


def number_not_distinctive(items: Iterable[OpenItem]) -> Evidence:
    return _because(
        _lt("nothing but a short number speaks for %(documents)s"), documents=documents(items)
    )


def strange_number(numbers: Iterable[str]) -> Evidence:
    return _because(
        _lt("number %(numbers)s in the text names nothing the payer has open"),
        numbers=_listed(numbers),
    )


def several_of_amount(count: int, amount: Decimal) -> Evidence:
    return _because(
        _lt("%(count)s open items of %(amount)s"), count=str(count), amount=money(amount)
    )


def several_sums() -> Evidence:
    return _because(_lt("more than one set of items has this sum"))


def also_named(items: Iterable[OpenItem]) -> Evidence:
    return _because(
        _lt("another payment received with it is for %(documents)s"), documents=documents(items)
    )


def number_begins(written: str, document: str) -> Evidence:
    return _because(
        _lt("%(written)s in the text may stand for %(document)s"),
        written=written,
        document=document,
    )


def written_so(customer: str, items: Iterable[OpenItem]) -> Evidence:
    return _because(
        _lt("the text names %(documents)s in the way in which %(customer)s writes our numbers"),
        documents=documents(items),
        customer=customer,
    )


def equal_amounts() -> Evidence:
    return _because(_lt("other items of the same amounts would add up as well"))


def sum_without_reference(count: int) -> Evidence:
    return _because(_lt("%(count)s items have this sum, but the text names none"), count=str(count))


def usual_price(amount: Decimal) -> Evidence:
    return _because(_lt("%(amount)s is a usual price"), amount=money(amount))


def shared_account(account: str) -> Evidence:
    return _because(_lt("bank account %(account)s is several customers'"), account=account)


def name_differs(payer: str, customer: str) -> Evidence:
    return _because(
        _lt("%(payer)s differs from %(customer)s in a word or the legal form"),
        payer=payer,
        customer=customer,
    )


def name_of_another(payer: str, owner: str) -> Evidence:
    return _because(
        _lt("the payer's name is %(payer)s, not %(owner)s, whose bank account it is"),
        payer=payer,
        owner=owner,
    )


def several_agree(count: int) -> Evidence:
    return _because(
        _lt("%(count)s customers agree with the payer's name"),
        count=str(count),
    )


def left_out(items: Iterable[OpenItem]) -> Evidence:
    return _because(
        _lt("%(documents)s is named as well, but not in the sum"), documents=documents(items)
    )


def number_only() -> Evidence:
    return _because(_lt("only the customer number speaks for the customer"))


def name_only() -> Evidence:
    return _because(_lt("only the payer's name speaks for the customer"))


def mistaken_before(customer: str) -> Evidence:
    return _because(
        _lt("a payment posted by the name of %(customer)s alone was undone before"),
        customer=customer,
    )


def amount_only() -> Evidence:
    return _because(_lt("only the amount speaks for it, the payer is not known"))


def no_amount_fits(customer: str, amount: Decimal) -> Evidence:
    return _because(
        _lt("nothing and no sum of what %(customer)s owes is %(amount)s"),
        customer=customer,
        amount=money(amount),
    )


def other_own_item(document: str) -> Evidence:
    return _because(_lt("%(document)s, not named, has exactly this amount"), document=document)


def other_currency(items: Iterable[OpenItem], currency: str) -> Evidence:
    return _because(
        _lt("%(documents)s is not in %(currency)s: choose it by hand if it is meant"),
        documents=documents(items),
        currency=currency,
    )


def ordered(original: Money, given: Money) -> Evidence:
    return _because(
        _lt("the payer ordered %(original)s, for which the bank gave %(given)s"),
        original=_in(original),
        given=_in(given),
    )


def only_ordered() -> Evidence:
    return _because(_lt("no number says that an invoice in another currency is meant"))


def at_rate(owed: Iterable[Money], worth: Money, given: Money, percent: Decimal) -> Evidence:
    """``percent`` is positive where the bank gave less."""
    sentence = (
        _lt("%(owed)s is %(worth)s at the rate of the day; the bank gave %(given)s, %(by)s %% less")
        if percent >= 0
        else _lt(
            "%(owed)s is %(worth)s at the rate of the day; the bank gave %(given)s, %(by)s %% more"
        )
    )
    return _because(
        sentence,
        owed=" + ".join(map(_in, owed)),
        worth=_in(worth),
        given=_in(given),
        by=f"{abs(percent):.1f}",
    )


def only_at_rate() -> Evidence:
    return _because(_lt("the bank does not say what was paid in the invoice's currency"))


def is_disputed(items: Iterable[OpenItem]) -> Evidence:
    return _because(_lt("%(documents)s is disputed"), documents=documents(items))


def paid_too_early(items: Iterable[OpenItem]) -> Evidence:
    return _because(_lt("the payment is older than %(documents)s"), documents=documents(items))


def posting_off() -> Evidence:
    return _because(_lt("the policy leaves posting to a person"))


def not_sure_enough(confidence: Decimal) -> Evidence:
    return _because(
        _lt("decisions of this kind are right in %(percent)s %%, less than the policy asks for"),
        percent=f"{confidence * 100:.1f}",
    )


def failed_before(wrong: int, count: int) -> Evidence:
    return _because(
        _lt(
            "%(wrong)s of %(count)s matches of this kind were undone in this company: they wait "
            "for a person until more of them are right"
        ),
        wrong=str(wrong),
        count=str(count),
    )


def over_limit(limit: Decimal) -> Evidence:
    return _because(_lt("over the posting limit of %(limit)s"), limit=money(limit))
