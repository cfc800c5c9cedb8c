"""Elements of XML messages, found by their local names: prefixes and namespaces differ."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal

from lxml import etree

from ..errors import FormatError
from ..model import Origin
from ..text import Place
from .amounts import read_currency, read_iso_day, read_signed

_NAMESPACES = re.compile(r'\s+xmlns(?::[\w.-]+)?="[^"]*"')


def name_of(element: etree._Element) -> str:
    """The name without namespace; ``""`` for a comment or processing instruction."""
    tag = element.tag
    return tag.rpartition("}")[2] if isinstance(tag, str) else ""


def children(element: etree._Element | None, *path: str) -> list[etree._Element]:
    """All elements at ``path`` below ``element``, in order."""
    found = [] if element is None else [element]
    for name in path:
        found = [child for each in found for child in each if name_of(child) == name]
    return found


def first(element: etree._Element | None, *path: str) -> etree._Element | None:
    """The first element at ``path``, or None."""
    return next(iter(children(element, *path)), None)


def text_of(element: etree._Element | None, *path: str) -> str:
    """The text of the first element at ``path``, blanks around it left out; ``""`` if none."""
    found = first(element, *path)
    return (found.text or "").strip() if found is not None else ""


def leaves(
    element: etree._Element | None, *, leave_out: frozenset[str] = frozenset(), above: str = ""
) -> Iterator[tuple[str, str]]:
    """Path and text of everything below that says something."""
    for child in element if element is not None else ():
        name = name_of(child)
        if not name or name in leave_out:
            continue
        if text := (child.text or "").strip():
            yield above + name, text
        yield from leaves(child, leave_out=leave_out, above=f"{above}{name}/")


@dataclass(frozen=True, slots=True)
class Xml:
    """A file that is being read, and what was forgiven in it."""

    source: str
    leniencies: dict[str, None] = field(default_factory=dict)

    def copy(self) -> Xml:
        """For what is forgiven in one of several advices only."""
        return Xml(self.source, dict(self.leniencies))

    def forgive(self, leniency: str) -> None:
        """Remember by name that the format was departed from."""
        self.leniencies[leniency] = None

    def place(self, element: etree._Element) -> Place:
        """Where errors about ``element`` are; ``field`` tells it from others on the same line."""
        return Place(self.source, element.sourceline or 1, _path(element), self.leniencies)

    def error(self, element: etree._Element, problem: str, value: str = "") -> FormatError:
        """The error to raise about ``element``."""
        return self.place(element).error(problem, value)

    def origin(self, element: etree._Element) -> Origin:
        """Where ``element`` stands."""
        return Origin(source=self.source, line=element.sourceline or 1, raw=_raw(element))

    def amount(self, element: etree._Element, attribute: str) -> tuple[Decimal, str]:
        """The signed amount, and the currency that its ``attribute`` says (``""`` if none)."""
        currency = (element.get(attribute) or "").strip()
        place = self._near(element)
        try:
            if currency:
                read_currency(currency, place)
            return read_signed(text_of(element), currency, place), currency
        except FormatError as error:
            raise self.error(element, error.problem, error.value) from None

    def day(self, element: etree._Element | None) -> date | None:
        """The date in ``element``, if there is one."""
        text = text_of(element)
        if element is None or not text:
            return None
        try:
            return read_iso_day(text, self._near(element))
        except FormatError as error:
            raise self.error(element, error.problem, error.value) from None

    def _near(self, element: etree._Element) -> Place:
        """A place without the path, which takes time: only an error needs it."""
        return Place(self.source, element.sourceline or 1, name_of(element), self.leniencies)


def _path(element: etree._Element) -> str:
    """Names from the root's child on, each with its number among those of its name, if several."""
    steps: list[str] = []
    parent = element.getparent()
    while parent is not None:
        name = name_of(element)
        alike = [child for child in parent if name_of(child) == name]
        steps.append(f"{name}[{alike.index(element) + 1}]" if len(alike) > 1 else name)
        element, parent = parent, parent.getparent()
    return "/".join(reversed(steps)) or name_of(element)


def _raw(element: etree._Element) -> str:
    """The element's text without the namespaces that lxml repeats in its first tag."""
    text = etree.tostring(element, encoding="unicode", with_tail=False)
    tag, end, rest = text.partition(">")
    return _NAMESPACES.sub("", tag) + end + rest
