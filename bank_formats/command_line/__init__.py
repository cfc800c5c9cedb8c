"""``bank-formats FILE...``: what a bank's files say, and whether their totals hold.

``bank-formats june/``         a table of statements, checks and the first transactions
``bank-formats check june/``   only what is wrong, also gaps between files; status 1 if there is any
``bank-formats --json june/``  one JSON object a file and line
``bank-formats --csv june/``   one row a transaction

The status is 2 for wrong arguments, 1 if ``check`` finds something or, in a table or CSV, if a file
could not be read. JSON says so in the object.
"""

from __future__ import annotations

import argparse
import os
import sys
from collections.abc import Iterator, Sequence
from pathlib import Path

from . import csv_rows, integrity, json_lines, table
from .reading import Reading, files_of, read_file

# From so many files, or bytes in all, a person who waits is told which one it is.
_MANY_FILES = 10
_MANY_BYTES = 10_000_000


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the command; the status to exit with."""
    options = _options(sys.argv[1:] if arguments is None else arguments)
    try:
        status = _run(options)
        sys.stdout.flush()
    except BrokenPipeError:  # the reader of the pipe, such as head, has seen enough
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 0
    return status


def _options(arguments: Sequence[str]) -> argparse.Namespace:
    parser = argparse.ArgumentParser(
        prog="bank-formats",
        description="What bank files say (MT940, MT942, BAI2, OFX, CAMT.052/053/054; zip and gzip "
        "are opened), and whether their totals hold.",
        epilog="bank-formats check FILE... prints only what is wrong and exits with status 1 if "
        "there is anything; it also finds gaps between the statements of several files.",
    )
    form = parser.add_mutually_exclusive_group()
    form.add_argument("--json", action="store_true", help="one JSON object a file and line")
    form.add_argument("--csv", action="store_true", help="one row a transaction")
    parser.add_argument(
        "-n",
        "--lines",
        type=_count,
        default=5,
        metavar="N",
        help="transactions shown of each statement in the table (5)",
    )
    parser.add_argument("files", nargs="+", type=Path, metavar="FILE", help="a file or a folder")
    check = bool(arguments) and arguments[0] == "check"
    options = parser.parse_args(arguments[1:] if check else arguments)
    options.check = check
    return options


def _count(text: str) -> int:
    if not text.isdecimal():
        raise argparse.ArgumentTypeError("a number such as 5, or 0")
    return int(text)


def _run(options: argparse.Namespace) -> int:
    paths = files_of(options.files)
    readings = (read_file(path) for path in _told(paths))
    if options.check:
        return integrity.write(readings, sys.stdout)
    if options.json:
        for reading in readings:
            print(json_lines.line(reading))
        return 0
    if options.csv:
        return _write_csv(readings)
    return _write_tables(readings, options.lines)


def _write_csv(readings: Iterator[Reading]) -> int:
    """The rows; what cannot be read is said beside them."""
    status = 0
    for reading in csv_rows.write(readings, sys.stdout):
        if reading.error:
            print(table.printable(str(reading.error)), file=sys.stderr)
            status = 1
    return status


def _write_tables(readings: Iterator[Reading], lines: int) -> int:
    status = 0
    for reading in readings:
        print(table.text(reading, lines))
        if reading.error:
            status = 1
    return status


def _told(paths: Sequence[Path]) -> Iterator[Path]:
    """``paths``, and on a terminal which of many it is."""
    shown = sys.stderr.isatty() and (len(paths) > _MANY_FILES or _size(paths) > _MANY_BYTES)
    for number, path in enumerate(paths, start=1):
        if shown:
            print(f"\r\033[K{number} of {len(paths)}  {path.name}", end="", file=sys.stderr)
        yield path
    if shown:
        print("\r\033[K", end="", file=sys.stderr)


def _size(paths: Sequence[Path]) -> int:
    return sum(path.stat().st_size for path in paths if path.exists())
