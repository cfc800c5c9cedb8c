"""What an agency or a court gets: a table of items, and documents under names that harm nobody."""

from __future__ import annotations

import csv
import io
import re
import unicodedata
from collections.abc import Iterable, Iterator, Sequence
from typing import TypeVar

_FORMULA = ("=", "+", "-", "@", "\t", "\r")
_UNSAFE = re.compile(r"[^A-Za-z0-9._-]+")
_DOTS = re.compile(r"[._-]*\.[._-]*\.[._-]*")
_RESERVED = re.compile(r"(?i)(con|prn|aux|nul|com\d|lpt\d)(\.|$)")
_LONGEST = 80

T = TypeVar("T")


def cell(text: str) -> str:
    """Text that a spreadsheet does not take for a formula.

    >>> cell("=HYPERLINK(1)"), cell("Alder"), cell(" +49 30")
    ("'=HYPERLINK(1)", 'Alder', "' +49 30")
    """
    return f"'{text}" if text.lstrip(" ").startswith(_FORMULA) else text


def table(head: Sequence[str], rows: Iterable[Sequence[str]]) -> bytes:
    """A CSV file for Excel and others: UTF-8 with its mark, commas, a row a line.

    Whatever begins like a formula is marked as text.
    """
    text = io.StringIO(newline="")
    writer = csv.writer(text)
    writer.writerow(head)
    writer.writerows([[cell(value) for value in row] for row in rows])
    return text.getvalue().encode("utf-8-sig")


def safe_name(name: str, taken: set[str]) -> str:
    """A file name of plain letters, without folders, that no other file in ``taken`` has.

    >>> taken = set()
    >>> safe_name("../../Müller & Söhne.pdf", taken), safe_name("Muller_Sohne.pdf", taken)
    ('Muller_Sohne.pdf', 'Muller_Sohne_2.pdf')
    """
    plain = unicodedata.normalize("NFKD", name).encode("ascii", "ignore").decode()
    plain = _DOTS.sub("_", _UNSAFE.sub("_", plain)).strip("._-")
    if not plain or _RESERVED.match(plain):
        plain = f"file_{plain}".rstrip("_")
    stem, dot, ending = plain.rpartition(".")
    stem, ending = (stem, dot + ending[:8]) if stem else (plain, "")
    stem = stem[:_LONGEST].rstrip("._-")
    chosen, number = f"{stem}{ending}", 1
    while chosen.lower() in taken:
        number += 1
        chosen = f"{stem}_{number}{ending}"
    taken.add(chosen.lower())
    return chosen


def parts(sizes: Iterable[tuple[T, int]], most: int) -> Iterator[list[T]]:
    """Things in groups of no more than ``most`` bytes together; a larger one stands alone.

    >>> list(parts([("a", 4), ("b", 5), ("c", 3), ("d", 20)], 10))
    [['a', 'b'], ['c'], ['d']]
    """
    group: list[T] = []
    full = 0
    for thing, size in sizes:
        if group and full + size > most:
            yield group
            group, full = [], 0
        group.append(thing)
        full += size
    if group:
        yield group
