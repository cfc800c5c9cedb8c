"""EDIFACT interchanges (ISO 9735): charset and separators, then segments and messages.

pydifact 0.2.3 is not used for that: its segments do not know where they stand in the file, so
no error could be located; one ``UNA`` anywhere in the text sets the separators of everything
before it as well; and a warning is given for each segment that it has no class for. It reads
the fixtures a second time in the tests.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from ...text import DecimalMark, Place
from ..envelope import Level, Message, cut_into_messages
from ..segments import LINE_END, Interchange, Separators, Text, cut_into_segments

_LEVELS = (
    Level("UNB", "UNZ", 5, "messages"),
    Level("UNG", "UNE", 5, "messages"),
    Level("UNH", "UNT", 1, "segments"),
)
_DEFAULT = Separators(segment="'", element="+", component=":", release="?")
_UNA = 9
_BLANK = re.compile(r"[\s\ufeff]*")
_SYNTAX = re.compile(rb"UNB[^A-Za-z0-9](UNO[A-Z])")
_CHARSETS = {
    b"UNOA": "ascii",
    b"UNOB": "ascii",
    b"UNOC": "iso8859-1",
    b"UNOD": "iso8859-2",
    b"UNOE": "iso8859-5",
    b"UNOF": "iso8859-7",
    b"UNOG": "iso8859-3",
    b"UNOH": "iso8859-4",
    b"UNOI": "iso8859-6",
    b"UNOJ": "iso8859-8",
    b"UNOK": "iso8859-9",
    b"UNOW": "utf-8",
    b"UNOY": "utf-8",
}


def decoded(data: bytes, source: str) -> Text:
    """The file as text, in the charset that ``UNB`` declares.

    Forgives UTF-8 under another name: text of another charset is hardly ever valid UTF-8.
    """
    place = Place(source, 1, "UNB", {})
    found = _SYNTAX.search(data)
    declared = found[1] if found else b""
    charset = _CHARSETS.get(declared, "ascii")
    for each in dict.fromkeys(("ascii", "utf-8-sig", charset)):
        try:
            text = Text(data.decode(each), source)
        except UnicodeDecodeError:
            continue
        if each == "utf-8-sig" and charset != "utf-8":
            text.forgive(f"charset utf-8, declared {declared.decode() or 'none'}")
        return text
    raise place.error("the charset of the text is not the declared one", declared.decode())


def cut_into_edifact_messages(text: Text) -> list[Message]:
    """All messages of all interchanges; a message may stand without interchange (a leniency)."""
    segments = cut_into_segments(text, list(_interchanges(text)))
    messages = cut_into_messages(text, segments, _LEVELS, frozenset())
    if any(message.interchange is None for message in messages):
        text.forgive("message without interchange")
    return messages


def _interchanges(text: Text) -> Iterator[Interchange]:
    """The separators of each interchange: those of ``UNA``, else the usual ones."""
    content, begins = text.content, _end(_BLANK, text.content, 0)
    while True:
        start, separators = begins, _DEFAULT
        if content.startswith("UNA", begins):
            start, separators = begins + _UNA, _read_una(text, begins)
        yield Interchange(begins, start, separators)
        terminator = re.escape(separators.segment)
        # Only behind UNZ: "'UNB" inside a text would have to be released.
        closing = re.compile(rf"UNZ[^{terminator}]*{terminator}\s*(?=UN[AB])")
        again = closing.search(content, start)
        if not again:
            return
        begins = again.end()


def _end(pattern: re.Pattern[str], content: str, position: int) -> int:
    found = pattern.match(content, position)
    return found.end() if found else position


def _read_una(text: Text, position: int) -> Separators:
    """The service string advice: component, element, decimal mark, release, reserved, segment."""
    una = text.content[position : position + _UNA]
    line = len(LINE_END.findall(text.content, 0, position)) + 1
    place = Place(text.source, line, "UNA", text.leniencies)
    if len(una) < _UNA:
        raise place.error("cut off", una)
    component, element, mark, release, _reserved, segment = tuple(una[3:])
    used = {component, element, segment, release}
    if len(used) < 4 or any(each.isalnum() for each in used):
        raise place.error("the separators are letters, or not different", una)
    if " " in (component, element, segment):
        raise place.error("a space cannot separate", una)
    return Separators(
        segment=segment,
        element=element,
        component=component,
        release="" if release == " " else release,
        mark=_read_mark(mark, place),
    )


def _read_mark(mark: str, place: Place) -> DecimalMark:
    if mark == ",":
        return ","
    if mark == ".":
        return "."
    raise place.error("the decimal mark is neither . nor ,", mark)
