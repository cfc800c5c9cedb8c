"""Which reader are these bytes for? Two answers are an error, none as well: nothing is guessed."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Protocol, TypeVar

from .errors import AmbiguousFormat, UnknownFormat

HEAD = 65_536
"""How many bytes are enough to tell."""

_XML_ROOT = re.compile(rb"<(?:[\w.-]+:)?([A-Za-z_][\w.-]*)")
_UTF_16 = (b"\xff\xfe", b"\xfe\xff")


class _Reader(Protocol):
    def matches(self, head: bytes) -> str: ...


_R = TypeVar("_R", bound=_Reader)


@dataclass(frozen=True, slots=True)
class Wanted:
    """What is looked for, and how to say that the bytes are something else."""

    name: str
    """Such as ``bank file``."""
    known: str
    """Which text would have been one, as a list."""
    others: tuple[tuple[re.Pattern[bytes], str], ...]
    """What else people send, and one sentence about it; the first match wins."""

    def looks_like(self, head: bytes) -> str:
        """One sentence for a person who sent the wrong file."""
        head = head.removeprefix(b"\xef\xbb\xbf").lstrip()
        for pattern, sentence in self.others:
            if pattern.match(head):
                return sentence
        if head.startswith(b"<"):
            root = _XML_ROOT.search(head)
            name = root[1].decode("ascii", "replace") if root else "?"
            return f"XML with the root element {name}: no {self.name} that this version knows"
        if b"\0" in head and not head.startswith(_UTF_16):
            return f"binary data, no {self.name}"
        return f"text, but no {self.name} that this version knows ({self.known})"


def recognised(head: bytes, readers: Iterable[_R], wanted: Wanted, source: str) -> tuple[str, _R]:
    """The name of the format, and the one reader that recognises the beginning of a file.

    Raises:
        UnknownFormat: none does; the text says what the bytes look like.
        AmbiguousFormat: more than one does.
    """
    head = head[:HEAD]
    found = [(name, reader) for reader in readers if (name := reader.matches(head))]
    if len(found) == 1:
        return found[0]
    if found:
        raise ambiguous((name for name, _reader in found), source)
    raise UnknownFormat(wanted.looks_like(head), source=source)


def ambiguous(names: Iterable[str], source: str) -> AmbiguousFormat:
    """The error that more than one name is right for the same bytes."""
    return AmbiguousFormat(f"could be {' and '.join(names)}", source=source)
