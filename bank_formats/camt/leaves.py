"""The texts of an element, by the path of names that leads to each.

Entries of one bank have few structures, so the paths are worked out once for each: the tags of an
element, without its texts, are the key. Only an element that is plain is read so: no comment,
CDATA, reference, or ``>`` in a text; any other goes through the XML parser each time, and the
first of each structure does as well.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from operator import itemgetter
from typing import Generic, NamedTuple, TypeVar
from xml.parsers import expat

from ..errors import FormatError
from ..xml import DEPTH, RefusedDoctype, new_parser
from .pieces import has_hiding

# What is larger goes through the parser: it is seldom, and would fill the memory.
_MOST_STRUCTURES = 500
_MOST_TAGS = 1000
_LONGEST_TAG = 300
_ATTRIBUTE = re.compile(r"""\s+([^\s=]+)\s*=\s*(?:"([^">]*)"|'([^'>]*)')""")
_TAG = re.compile(rf"""[^\s/"'=]+(?:{_ATTRIBUTE.pattern})*\s*/?|/[^\s/"'=]+\s*""")
OF_XML = ("xml", "xsi:")
"""Beginnings of attributes that say nothing of the payment."""

Said = TypeVar("Said", bound=tuple[str, ...])
Fields = Mapping[str, tuple[str, ...]]
"""What a value is called here -> the paths where it can stand, the best first."""


Names = tuple[str, ...]
"""The fields whose texts are asked for each time; of the others only whether they are there."""


class Element(NamedTuple):
    """Where and how an element stood."""

    source: str
    line: int
    text: str


class Paths:
    """Where each value stands in a list of texts, whose last is empty."""

    __slots__ = ("_all", "_chosen", "_rest", "every", "get", "has")

    def __init__(self, paths: Iterable[tuple[str, int]], fields: Fields, said: Names) -> None:
        self._all = tuple(paths)
        self.every: dict[str, list[int]] = {}
        for path, index in self._all:
            self.every.setdefault(path, []).append(index)
        self._chosen = {
            name: next(path for path in alternatives if path in self.every)
            for name, alternatives in fields.items()
            if not self.every.keys().isdisjoint(alternatives)
        }
        self.has = frozenset(self._chosen)
        """The fields that there are."""
        self.get: Callable[[Sequence[str]], tuple[str, ...]] = itemgetter(
            *(self.every[self._chosen[name]][0] if name in self._chosen else -1 for name in said)
        )
        self._rest: dict[frozenset[str], tuple[tuple[str, int], ...]] = {}

    def without(self, told: frozenset[str]) -> tuple[tuple[str, int], ...]:
        """Paths and places of all that is in none of the fields ``told``, as the file goes."""
        found = self._rest.get(told)
        if found is None:
            used = {path for name, path in self._chosen.items() if name in told}
            found = self._rest[told] = tuple(each for each in self._all if each[0] not in used)
        return found


class Leaves(Generic[Said]):
    """The texts of one element, or of a part of it; ``said`` are the fields."""

    __slots__ = ("_element", "_paths", "_texts", "has", "said")

    def __init__(
        self,
        paths: Paths,
        texts: list[str],
        make: Callable[[Iterable[str]], Said],
        element: Element,
    ) -> None:
        self._paths = paths
        self._texts = texts
        self._element = element
        self.has = paths.has
        self.said = make(map(str.strip, paths.get(texts)))

    def every(self, path: str) -> list[str]:
        """All texts of a path that can be repeated, in order."""
        indexes = self._paths.every.get(path)
        return [self._texts[index].strip() for index in indexes] if indexes else []

    def rest(self, told: frozenset[str]) -> list[tuple[str, str]]:
        """Path and text of all that is in none of the fields ``told``."""
        texts = self._texts
        return [
            (path, text)
            for path, index in self._paths.without(told)
            if (text := texts[index].strip())
        ]

    def error(self, problem: str, path: str, value: str = "") -> FormatError:
        """The error to raise about the value of a path: at its line, or that of the element."""
        source, line, text = self._element
        position = 0
        for name in path.split("/"):
            tag = re.compile(rf"<(?:[^\s<>/:]+:)?{re.escape(name)}[\s/>]")
            found = tag.search(text, position)
            if not found:
                break
            position = found.start()
        line += text.count("\n", 0, position)
        return FormatError(problem, source=source, line=line, field=path, value=value)


class Structures:
    """Finds the texts of elements; knows the structures that were seen."""

    def __init__(self, *parts: tuple[str, Fields, Names]) -> None:
        """``parts``: beginning of paths (the longest first), the fields below, what they say."""
        self._parts = parts
        self._plain: dict[tuple[str, ...], tuple[tuple[Paths, ...], list[str]] | None] = {}
        self._other: dict[tuple[str, ...], tuple[Paths, ...]] = {}

    def read(self, element: Element) -> tuple[tuple[Paths, ...], list[str]]:
        """The paths of each part, and the texts they lead to."""
        text = element.text
        if "&" not in text and not has_hiding(text):
            # Nothing, tag, text, tag, text ... tag, nothing; if there are as many < as >.
            pieces = text.replace(">", "<").split("<")
            if len(pieces) == 2 * text.count(">") + 1 < 2 * _MOST_TAGS:
                tags = tuple(pieces[1::2])
                known = self._plain[tags] if tags in self._plain else self._learn(tags, element)
                if known:
                    paths, attributes = known
                    texts = pieces[2::2]
                    texts += attributes
                    return paths, texts
        return self._parse(element)

    def _parse(self, element: Element) -> tuple[tuple[Paths, ...], list[str]]:
        pairs = parse(element)
        key = tuple(path for path, _text in pairs)
        paths = self._other.get(key)
        if paths is None:
            if len(self._other) >= _MOST_STRUCTURES:
                self._other.clear()
            paths = self._divide(zip(key, range(len(key)), strict=True))
            if len(key) < _MOST_TAGS:
                self._other[key] = paths
        return paths, [*(text for _path, text in pairs), ""]

    def _learn(
        self, tags: tuple[str, ...], element: Element
    ) -> tuple[tuple[Paths, ...], list[str]] | None:
        """The paths of a plain structure, and what its attributes add; none if it is not plain."""
        parse(element)
        if len(self._plain) >= _MOST_STRUCTURES:
            self._plain.clear()
        known = None
        if all(len(tag) < _LONGEST_TAG and _TAG.fullmatch(tag) for tag in tags):
            paths, attributes = _paths(tags)
            known = self._divide(paths), [*attributes, ""]
        self._plain[tags] = known
        return known

    def _divide(self, paths: Iterable[tuple[str, int]]) -> tuple[Paths, ...]:
        divided: list[list[tuple[str, int]]] = [[] for _part in self._parts]
        for path, index in paths:
            for part, (beginning, _fields, _said) in zip(divided, self._parts, strict=True):
                if path.startswith(beginning):
                    part.append((path.removeprefix(beginning), index))
                    break
        return tuple(
            Paths(part, fields, said)
            for part, (_beginning, fields, said) in zip(divided, self._parts, strict=True)
        )


def _paths(tags: tuple[str, ...]) -> tuple[list[tuple[str, int]], list[str]]:
    """The path of each text between ``tags``, and of each attribute, which come after them."""
    paths: list[tuple[str, int]] = []
    attributes: list[str] = []
    names: list[str] = []
    for index, tag in enumerate(tags):
        if tag.startswith("/"):
            names.pop()
            continue
        name = re.split(r"[\s/]", tag, maxsplit=1)[0]
        names.append(name.rpartition(":")[2])
        path = "/".join(names[1:])
        for key, double, single in _ATTRIBUTE.findall(tag):
            if not key.startswith(OF_XML):
                paths.append((f"{path}@{key}", len(tags) + len(attributes)))
                attributes.append(double or single)
        if tag.endswith("/"):
            names.pop()
        elif tags[index + 1].startswith("/"):
            paths.append((path, index))
    return paths, attributes


def parse(element: Element) -> list[tuple[str, str]]:
    """Path and text of each leaf and attribute of one element, by the XML parser.

    Raises:
        FormatError: not well-formed, nested too deep, a DOCTYPE.
    """
    source, line, text = element
    names: list[str] = []
    found: list[tuple[str, str]] = []
    texts: list[str] = []
    leaf = False

    def start(name: str, attributes: list[str]) -> None:
        nonlocal leaf
        names.append(name.rpartition(":")[2])
        if len(names) > DEPTH:
            raise FormatError("elements in elements without end", source=source, line=line)
        texts.clear()
        leaf = True
        path = "/".join(names[1:])
        found.extend(
            (f"{path}@{key}", value)
            for key, value in zip(attributes[::2], attributes[1::2], strict=True)
            if not key.startswith(OF_XML)
        )

    def end(_name: str) -> None:
        nonlocal leaf
        if leaf:
            found.append(("/".join(names[1:]), "".join(texts)))
        leaf = False
        names.pop()

    try:
        new_parser(start, end, texts.append).Parse(text, True)
    except expat.ExpatError as error:
        raise FormatError(
            f"not XML: {expat.ErrorString(error.code)}",
            source=source,
            line=line + error.lineno - 1,
        ) from None
    except RefusedDoctype:
        raise FormatError("an XML file with a DOCTYPE is not read", source=source, line=1) from None
    return found
