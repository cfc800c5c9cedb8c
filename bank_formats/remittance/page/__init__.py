"""Text without structure -> an advice: known document numbers, each with the amount on its line.

Layouts are not parsed. The decimal mark is that of all amounts together; where a line has several
amounts, the stated total tells which of them is paid.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import date
from decimal import Decimal
from itertools import count

from ...errors import FormatError
from ...model import Origin, Party
from ..checks import check_deductions, check_total
from ..days import day_order, possible_days
from ..figures import Figure, amount, decimal_mark
from ..headers import Meaning
from ..model import AdviceLine, RemittanceAdvice
from ..table.rows import Label, Reading
from ..table.totals import Total, one_total
from ..words import currency_in
from .amounts import amounts
from .known import KnownNumbers, without
from .mention import Mention, paid_lines, pair
from .said import labels_of, total_of

MOST_CHARACTERS = 2_000
"""A longer line is no line of a table."""


class NothingKnown(FormatError):
    """The text names none of the known documents: it may be no advice at all."""


def read_page(
    lines: Sequence[str],
    documents: Collection[str],
    reading: Reading,
    *,
    numbers: Sequence[int] | None = None,
) -> RemittanceAdvice:
    """The advice that the lines of a text tell; ``numbers``, if not 1, 2, 3, is where they stand.

    Raises:
        NothingKnown: none of ``documents`` stands in the text.
        FormatError: amounts, dates or totals have more than one meaning.
    """
    page = _Page(reading)
    known = KnownNumbers(documents)
    places = count(1) if numbers is None else numbers
    for number, line in zip(places, lines, strict=False):
        page.look(line, number, known)
    if not page.mentions:
        raise page.nothing(documents)
    return page.advice()


class _Page:
    """What has been seen so far."""

    def __init__(self, reading: Reading) -> None:
        self.reading = reading
        self.mentions: list[Mention] = []
        self.left_out: list[tuple[int, str, str]] = []
        self.labels: list[Label] = []
        self.totals: list[tuple[Figure, str, int, str]] = []

    def look(self, line: str, number: int, known: KnownNumbers) -> None:
        """Sort one line."""
        if len(line) > MOST_CHARACTERS:
            self.reading.place(number).forgive("very long lines are not read")
            return
        labels = list(labels_of(line, number))
        self.labels += labels
        found = known.find(line)
        if any(label.meaning == "payment reference" for label in labels):
            return
        rest = without(line, found)
        figures = amounts(rest)
        if not found:
            if total := total_of(rest):
                self.totals.append((figures[0][0], total[0], number, line))
            return
        mentions = pair(found, figures, number, line)
        self.mentions += mentions
        if not mentions:
            self.left_out += [(number, each.document, line) for each in found]

    def nothing(self, documents: Collection[str]) -> FormatError:
        """The error for a text that tells no line."""
        if self.left_out:
            number, document, line = self.left_out[0]
            place = self.reading.place(number, document)
            return place.error("no amount on the line of the document", line.strip()[:80])
        problem = "none of the known document numbers stands in the text"
        if not documents:
            problem = "text is read by looking up known document numbers: none were given"
        return NothingKnown(problem, source=self.reading.source, line=1)

    def advice(self) -> RemittanceAdvice:
        """All that was seen as one advice."""
        reading = self.reading
        currency = self._currency()
        mark = decimal_mark(
            (each, currency, reading.place(number, "amount"))
            for each, number in (
                *((each, m.line) for m in self.mentions for each in m.figures),
                *((each, number) for each, _name, number, _line in self.totals),
            )
        )

        def read(each: Figure, line: int) -> Decimal:
            return amount(each, mark, currency, reading.place(line, "amount"))

        total = one_total(
            [
                Total(read(each, number), name, Origin(source=reading.source, line=number, raw=raw))
                for each, name, number, raw in self.totals
            ],
            reading,
        )
        lines = paid_lines(self.mentions, total.amount if total else None, read, reading)
        return self._with_checks(lines, total, currency)

    def _with_checks(
        self, lines: tuple[AdviceLine, ...], total: Total | None, currency: str
    ) -> RemittanceAdvice:
        checks = check_deductions(lines, currency)
        if total:
            checks = (check_total(total.amount, lines, currency, total.origin), *checks)
        told = {line.document for line in lines}
        left_out = [each for each in self.left_out if each[1] not in told]
        if left_out:
            self.reading.place(0).forgive("documents without an amount on their line left out")
        return RemittanceAdvice(
            origin=lines[0].origin,
            lines=lines,
            payer=Party(
                name=self._one("payer"), account=self._one("payer's account").replace(" ", "")
            ),
            payment_reference=self._one("payment reference"),
            day=self._day(),
            currency=currency,
            total=total.amount if total else None,
            checks=checks,
            leniencies=tuple(self.reading.leniencies),
            extra=tuple(
                (f"left out, line {number}", f"{document}: {line.strip()}")
                for number, document, line in left_out
            ),
        )

    def _currency(self) -> str:
        codes = {each.currency: m.line for m in self.mentions for each in m.figures}
        codes |= {
            each.currency or currency_in(name): number for each, name, number, _line in self.totals
        }
        codes.pop("", None)
        if len(codes) > 1:
            place = self.reading.place(max(codes.values()), "currency")
            raise place.error("several currencies in one payment", ", ".join(codes))
        return next(iter(codes), "")

    def _one(self, meaning: Meaning) -> str:
        values = {
            str(label.value).strip(): label for label in self.labels if label.meaning == meaning
        }
        if len(values) > 1:
            value, label = list(values.items())[-1]
            raise self.reading.place(label.line, label.name).error(f"a second {meaning}", value)
        return next(iter(values), "")

    def _day(self) -> date | None:
        labels = [label for label in self.labels if label.meaning == "payment date"]
        texts = [
            (str(label.value).strip(), self.reading.place(label.line, label.name))
            for label in labels
        ]
        order = day_order(texts)
        days = {possible_days(text)[order]: place for text, place in texts}
        if len(days) > 1:
            day, place = list(days.items())[-1]
            raise place.error("a second payment date", day.isoformat())
        return next(iter(days), None)
