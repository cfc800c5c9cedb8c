"""The lines of a bank's file at which something is wrong, as a person is shown them."""

import io
import re

from bank_formats import FormatError
from bank_formats.archive import open_members
from bank_formats.text import decode

# As the readers of the formats count lines.
LINE_END = re.compile(r"\r*\n|\r")
LINE_SHOWN = 200
LINES_AROUND = 2


def quote(data, name, error):
    """The line that a ``FormatError`` names, with its neighbours, marked; empty if there is none.

    ``data`` and ``name`` are the document's, which may be an archive.
    """
    number = error.line
    lines = LINE_END.split(decode(_file_of(data, name, error.source))[0]) if number else []
    if not 0 < number <= len(lines):
        return ""
    around = range(max(1, number - LINES_AROUND), min(len(lines), number + LINES_AROUND) + 1)
    return "\n".join(
        _printable(f"{'>' if n == number else ' '} {n:>5}  {_cut(lines[n - 1], error.value)}")
        for n in around
    )


def _file_of(data, name, source):
    """The bytes of the file in the document that an error names."""
    try:
        for member_name, member in open_members(io.BytesIO(data), name):
            if member_name == source or not source:
                return member.read()
    except FormatError:  # it cannot be unpacked so far
        return b""
    return data if data[:2] not in (b"PK", b"\x1f\x8b") else b""


def _cut(line, value):
    """The part of a line that is shown: its beginning, or around the value that is wrong."""
    position = line.find(value) if value and len(line) > LINE_SHOWN else 0
    start = max(0, position - LINE_SHOWN // 3)
    return ("…" if start else "") + line[start : start + LINE_SHOWN]


def _printable(line):
    return "".join(each if each.isprintable() else "\ufffd" for each in line)
