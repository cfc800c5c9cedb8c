"""The texts of an element, by the path of names that leads to each.

Entries of one bank have few structures, so the paths are worked out once for each: the tags of an
element, without its texts, are the key. Only an element that is plain is read so: no comment,
CDATA, character or entity reference in it; any other goes through the XML parser each time. The
first of each structure does as well, which proves all of them well-formed.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from xml.parsers import expat

from ..errors import FormatError
from ..xml import DEPTH, RefusedDoctype, new_parser

_MOST_STRUCTURES = 2000
_TEXTS = re.compile(">([^<]*)<")
_ATTRIBUTE = re.compile(r"""\s+([^\s=]+)\s*=\s*(?:"([^">]*)"|'([^'>]*)')""")
_TAG = re.compile(rf"""[^\s/"'=]+(?:{_ATTRIBUTE.pattern})*\s*/?|/[^\s/"'=]+\s*""")
# Attributes that say nothing of the payment.
_OF_XML = ("xml", "xsi:")

Fields = Mapping[str, tuple[str, ...]]
"""What a value is called here -> the paths where it can stand, the best first."""


class Paths:
    """Where in a list of texts each value stands."""

    __slots__ = ("_chosen", "_rest", "every", "fields")

    def __init__(self, paths: Iterable[tuple[str, int]], fields: Fields) -> None:
        self.every: dict[str, list[int]] = {}
        for path, index in paths:
            self.every.setdefault(path, []).append(index)
        self._chosen = {
            name: next(path for path in alternatives if path in self.every)
            for name, alternatives in fields.items()
            if not self.every.keys().isdisjoint(alternatives)
        }
        self.fields = {name: self.every[path][0] for name, path in self._chosen.items()}
        self._rest: dict[frozenset[str], tuple[tuple[str, int], ...]] = {}

    def without(self, told: frozenset[str]) -> tuple[tuple[str, int], ...]:
        """Paths and places of all that is in none of the fields ``told``, as the file goes."""
        found = self._rest.get(told)
        if found is None:
            used = {path for name, path in self._chosen.items() if name in told}
            places = [
                (index, path)
                for path, indexes in self.every.items()
                if path not in used
                for index in indexes
            ]
            found = self._rest[told] = tuple((path, index) for index, path in sorted(places))
        return found


@dataclass(frozen=True, slots=True)
class Leaves:
    """The texts of one element. ``line`` and ``text`` are where and how it stood."""

    paths: Paths
    texts: list[str]
    source: str
    line: int
    text: str

    def get(self, field: str) -> str:
        """The text of a field, or ``""``."""
        index = self.paths.fields.get(field)
        return "" if index is None else self.texts[index].strip()

    def every(self, path: str) -> list[str]:
        """All texts of a path that can be repeated, in order."""
        indexes = self.paths.every.get(path)
        return [self.texts[index].strip() for index in indexes] if indexes else []

    def rest(self, told: frozenset[str]) -> list[tuple[str, str]]:
        """Path and text of all that is in none of the fields ``told``."""
        texts = self.texts
        return [
            (path, text)
            for path, index in self.paths.without(told)
            if (text := texts[index].strip())
        ]

    def line_of(self, path: str) -> int:
        """The line of the first element of the path (of the element itself if there is none)."""
        position = 0
        for name in path.partition("@")[0].split("/"):
            found = re.compile(rf"<(?:[^\s<>/:]+:)?{re.escape(name)}[\s/>]").search(
                self.text, position
            )
            if not found:
                break
            position = found.start()
        return self.line + self.text.count("\n", 0, position)

    def error(self, problem: str, path: str, value: str = "") -> FormatError:
        """The error to raise about the value of a path."""
        return FormatError(
            problem, source=self.source, line=self.line_of(path), field=path, value=value
        )


class Structures:
    """Reads elements; knows the structures that were seen."""

    def __init__(self, source: str, *parts: tuple[str, Fields]) -> None:
        """``parts``: beginnings of paths (the longest first), and the fields below each."""
        self._source = source
        self._parts = parts
        self._plain: dict[tuple[str, ...], tuple[tuple[Paths, ...], list[str]] | None] = {}
        self._other: dict[tuple[str, ...], tuple[Paths, ...]] = {}

    def read(self, text: str, line: int) -> tuple[Leaves, ...]:
        """The leaves of each part of one element."""
        if "&" not in text and "<!" not in text and "<?" not in text:
            # Tag, text, tag, text ... tag; without the marks between them.
            pieces = _TEXTS.split(text)
            tags = tuple(pieces[::2])
            known = self._plain[tags] if tags in self._plain else self._learn(tags, text, line)
            if known:
                paths, attributes = known
                texts = pieces[1::2]
                texts += attributes
                return tuple([Leaves(each, texts, self._source, line, text) for each in paths])
        return self._parse(text, line)

    def _parse(self, text: str, line: int) -> tuple[Leaves, ...]:
        pairs = parse(text, self._source, line)
        key = tuple(path for path, _text in pairs)
        paths = self._other.get(key)
        if paths is None:
            if len(self._other) >= _MOST_STRUCTURES:
                self._other.clear()
            paths = self._other[key] = self._divide(zip(key, range(len(key)), strict=True))
        texts = [each for _path, each in pairs]
        return tuple(Leaves(each, texts, self._source, line, text) for each in paths)

    def _learn(
        self, tags: tuple[str, ...], text: str, line: int
    ) -> tuple[tuple[Paths, ...], list[str]] | None:
        """What a plain structure says; none if it is not plain."""
        parse(text, self._source, line)
        if len(self._plain) >= _MOST_STRUCTURES:
            self._plain.clear()
        known = None
        if all(_TAG.fullmatch(tag.strip("<>")) for tag in tags):
            paths, attributes = _paths(tags)
            known = self._divide(paths), attributes
        self._plain[tags] = known
        return known

    def _divide(self, paths: Iterable[tuple[str, int]]) -> tuple[Paths, ...]:
        divided: list[list[tuple[str, int]]] = [[] for _part in self._parts]
        for path, index in paths:
            for part, (beginning, _fields) in zip(divided, self._parts, strict=True):
                if path.startswith(beginning):
                    part.append((path.removeprefix(beginning), index))
                    break
        return tuple(
            Paths(part, fields)
            for part, (_beginning, fields) in zip(divided, self._parts, strict=True)
        )


def _paths(tags: tuple[str, ...]) -> tuple[list[tuple[str, int]], list[str]]:
    """The path of each text between ``tags``, and of each attribute, which come after them."""
    paths: list[tuple[str, int]] = []
    attributes: list[str] = []
    names: list[str] = []
    for index, tag in enumerate(tags):
        tag = tag.strip("<>")
        if tag.startswith("/"):
            names.pop()
            continue
        name = re.split(r"[\s/]", tag, maxsplit=1)[0]
        names.append(name.rpartition(":")[2])
        path = "/".join(names[1:])
        for key, double, single in _ATTRIBUTE.findall(tag):
            if not key.startswith(_OF_XML):
                paths.append((f"{path}@{key}", len(tags) - 1 + len(attributes)))
                attributes.append(double or single)
        if tag.endswith("/"):
            names.pop()
        elif tags[index + 1].startswith("/"):
            paths.append((path, index))
    return paths, attributes


def parse(text: str, source: str, line: int) -> list[tuple[str, str]]:
    """Path and text of each leaf and attribute of one element, by the XML parser.

    Raises:
        FormatError: not well-formed, nested too deep, a DOCTYPE.
    """
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
            if not key.startswith(_OF_XML)
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
