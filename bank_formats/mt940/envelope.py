"""The SWIFT blocks before a message, ``{1:F01SENDERBIC..}{2:I940RECEIVER..}``, and what it is.

Block 2 is ``I`` + type + receiver as it was sent, ``O`` + type + time + sender as it was received.
"""

from __future__ import annotations

import re
from collections.abc import Collection

_SENT_BY = re.compile(r"\{1:F01([A-Z]{6}[A-Z0-9]{2})[A-Z0-9]([A-Z0-9]{3})")
_KIND = re.compile(r"\{2:[IO]([0-9]{3})")
_RECEIVED_FROM = re.compile(r"\{2:O[0-9]{3}[0-9]{10}([A-Z]{6}[A-Z0-9]{2})[A-Z0-9]([A-Z0-9]{3})")
_SENT_TO = re.compile(r"\{2:[IO][0-9]{3}([A-Z]{6}[A-Z0-9]{2})")

_STATEMENTS = ("940", "941", "942", "950")
_OTHERS = {
    "900": "a confirmation of a debit",
    "910": "a confirmation of a credit",
    "920": "a request for statements",
    "935": "a notice of interest rates",
}
# Tags that no statement has, for messages without SWIFT blocks.
_FOREIGN = {
    "12": "an MT920, a request for statements",
    "32A": "an MT900 or MT910, a confirmation of a debit or a credit",
    "37H": "an MT935, a notice of interest rates",
}
INTERIM = frozenset(("13D", "34F", "90C", "90D"))
"""Tags that a message without an opening balance has only if it is an MT942."""


def message_type(blocks: str) -> str:
    """The three digits of block 2, or ``""``."""
    found = _KIND.search(blocks)
    return found[1] if found else ""


def bank_of(blocks: str) -> str:
    """The BIC of the bank that sent the message, where it is clear who that was.

    Dutch banks write ``O`` as if it was sent: then only if both sides are the bank itself.
    """
    sender, receiver = _SENT_BY.search(blocks), _SENT_TO.search(blocks)
    if found := _RECEIVED_FROM.search(blocks):
        return _bic(found)
    if not sender or not receiver:
        return ""
    return _bic(sender) if "{2:I" in blocks or sender[1] == receiver[1] else ""


def _bic(found: re.Match[str]) -> str:
    return found[1] if found[2] == "XXX" else found[1] + found[2]


def no_statement(blocks: str, tags: Collection[str]) -> str:
    """What a message is that is no statement, in words; or ``""``.

    ``tags`` are those of a message without an opening balance.
    """
    kind = message_type(blocks)
    if kind and kind not in _STATEMENTS:
        return f"an MT{kind}, {_OTHERS.get(kind, 'a message of another kind')}"
    return next((words for tag, words in _FOREIGN.items() if not kind and tag in tags), "")
