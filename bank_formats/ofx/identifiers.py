"""FITIDs: unique for an account only in the specification (OFX 1.6, 2.2 section 3.2.3).

Banks leave them empty, write ``0`` or ``-1``, or count from one in every file. So nothing is
dropped for its FITID: two equal fares on one day are two payments. What is repeated is named.
"""

from __future__ import annotations

from .record import Record

_REMEMBERED = 20_000

MISSING = "no FITID"
REUSED = "one FITID, different transactions"
REPEATED = "one FITID, equal transactions: all are kept"


class Identifiers:
    """Remembers at least the last 20,000 FITIDs, so that memory does not grow with the file."""

    def __init__(self) -> None:
        self._recent: dict[str, tuple[int, int]] = {}
        self._older: dict[str, tuple[int, int]] = {}

    def look(
        self, account: str, record: Record, noted: dict[str, None]
    ) -> tuple[tuple[str, str], ...]:
        """What is to be said of the transaction; ``noted`` gets the name of the departure."""
        identifier = record.fields.get("FITID", "").strip()
        if not identifier:
            noted[MISSING] = None
            return ()
        key = f"{account} {identifier}"
        recent = self._recent
        before = recent.get(key) or self._older.get(key)
        content = hash(record.raw)
        if before is None:
            if len(recent) >= _REMEMBERED:
                self._older, self._recent = recent, {}
            self._recent[key] = (record.line, content)
            return ()
        noted[REPEATED if before[1] == content else REUSED] = None
        return (("FITID also in line", str(before[0])),)
