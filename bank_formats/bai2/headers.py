"""Records 01 and 02: who sends, for which day, and what is to be done with it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from ..model import StatementAction
from ..text import Place
from .money import read_date
from .records import Record

_ACTIONS: dict[str, StatementAction] = {
    "1": "new",
    "2": "deletion",
    "3": "correction",
    "4": "test",
}
_MODIFIERS = {
    "1": "1 interim previous-day",
    "2": "2 final previous-day",
    "3": "3 interim same-day",
    "4": "4 final same-day",
}


@dataclass(frozen=True, slots=True)
class FileHeader:
    """Record 01. ``width`` is the physical record length, 0 if it varies."""

    number: str = ""
    width: int = 0
    btrs: bool = False
    nai: bool = False
    extra: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True, slots=True)
class GroupHeader:
    """Record 02. ``modifier`` is 1 to 4: interim or final data, of the day before or of the same."""

    day: date
    originator: str
    action: StatementAction
    currency: str
    modifier: str
    extra: tuple[tuple[str, str], ...]


def read_file_header(record: Record, place: Place) -> FileHeader:
    """Sender, receiver, date, time, identification, record length, block size, version.

    Version 3 is BTRS (X9.121). Australia's NAI states both lengths and has no field for a version.
    """
    fields = fields_of(record)
    sender, receiver, day, time, identification, width, block, version = padded(fields, 8)[:8]
    nai = len(fields) == 7 and width.isdecimal() and block.isdecimal()
    if nai:
        place.forgive("dialect NAI (Australia)")
    elif version.isdecimal() and int(version) not in (2, 3):
        place.forgive(f"version {version}")
    return FileHeader(
        # An identification is unique only among the files of one day.
        number="-".join(part for part in (day, identification) if part),
        width=int(width) if width.isdecimal() and len(width) < 5 else 0,
        btrs=version.lstrip("0") == "3",
        nai=nai,
        extra=filled(
            ("sender", sender),
            ("receiver", receiver),
            ("file created", f"{day} {time}".strip()),
            ("file identification", identification),
            ("version", version),
        ),
    )


def read_group_header(record: Record, header: FileHeader, place: Place) -> GroupHeader:
    """Receiver, originator, status, as-of date, as-of time, currency, as-of-date modifier.

    A blank currency is USD, but BTRS and NAI have no such default. Forgives a blank status.
    """
    fields = padded(fields_of(record), 7)
    receiver, originator, status, day, time, currency, modifier = fields[:7]
    if not status:
        place.forgive("group without status: read as update")
    elif status not in _ACTIONS:
        raise place.error("not a group status (1 to 4)", status)
    if modifier and modifier not in _MODIFIERS:
        raise place.error("not an as-of-date modifier (1 to 4)", modifier)
    if not day:
        raise place.error("a group without as-of date")
    return GroupHeader(
        day=read_date(day, place),
        originator=originator,
        action=_ACTIONS[status or "1"],
        currency=currency or ("" if header.btrs or header.nai else "USD"),
        modifier=modifier,
        extra=filled(
            ("ultimate receiver", receiver),
            ("as-of time", time),
            ("as-of-date modifier", _MODIFIERS.get(modifier, "")),
        ),
    )


def fields_of(record: Record) -> list[str]:
    """The fields of a record without text; each continuation begins with a field."""
    return [field.strip() for piece in record.pieces for field in piece.split(",")]


def padded(fields: list[str], length: int) -> list[str]:
    """``fields`` with blank ones for those that the record leaves out at its end."""
    return fields + [""] * (length - len(fields))


def filled(*pairs: tuple[str, str]) -> tuple[tuple[str, str], ...]:
    """The pairs that have a value."""
    return tuple(pair for pair in pairs if pair[1])
