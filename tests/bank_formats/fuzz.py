"""Whatever the bytes: a reading or a ``FormatError``, soon, in little memory, touching nothing.

Mutates our own fixtures. A failure names the seed of its input, so it can be made again.
"""

from __future__ import annotations

import argparse
import encodings
import os
import random
import resource
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from importlib import import_module
from multiprocessing import get_context
from pkgutil import iter_modules
from time import perf_counter, process_time
from typing import Any

from bank_formats import FormatError, parse
from bank_formats.remittance import parse_advice
from tests.bank_formats.golden import ADVICES, fixtures

SECONDS = 0.5
"""A file of up to 100 kB may take so long."""
MOST_BYTES = 100_000
# What took longer is read again: another program may have been in its way.
ATTEMPTS = 3
NUMBERS = ("INV/2026/0042", "RE-1001", "4711")

_PIECES: tuple[bytes, ...] = (
    *(
        b":61:",
        b":86:",
        b":62F:",
        b":60F:",
        b":20:",
        b"-\n",
        b"-}",
        b"{4:",
        b"?20",
        b"//",
        b"SVWZ+",
    ),
    *(b"16,", b"88,", b"49,", b"03,", b"99,", b"/", b",S,", b",D,99999999999,", b",V,"),
    *(
        b"<STMTTRN>",
        b"</STMTTRN>",
        b"<TRNAMT>",
        b"<OFX>",
        b"OFXHEADER:100",
        b"&amp;",
        b"&#0;",
        b"&",
    ),
    *(b"<Ntry>", b"</Ntry>", b"<TxDtls>", b"<Amt Ccy='EUR'>", b"<?xml version='1.0'?>", b"]]>"),
    *(b"<!DOCTYPE a [<!ENTITY b 'cc'>]>", b"&b;", b"<!ENTITY % p SYSTEM 'file:///etc/passwd'>%p;"),
    *(
        b"UNH+",
        b"DOC+",
        b"MOA+",
        b"UNA:+.? '",
        b"ISA*",
        b"RMR*",
        b"~",
        b"'",
        b"%PDF-1.7",
        b"PK\x03\x04",
    ),
    *(b"\x00", b"\xff", b"\xfe\xff", b"\r", b"\n", b"\xd9\xa3", b"9" * 40, b"-", b"1e9999", b"NaN"),
    *(
        b'"',
        b";",
        b"\t",
        b"000000",
        b"20260229",
        b"\xef\xbb\xbf",
        b"\x1f\x8b",
        b"0," * 50,
        b"<" * 300,
    ),
)


@dataclass(frozen=True)
class Failure:
    """What went wrong with the input that ``mutated(seed)`` makes again."""

    seed: str
    what: str


class Touched(BaseException):
    """A reader tried to open a file, a connection or a process; no handler of it may catch this."""


def seeds() -> list[bytes]:
    """Our own fixtures, of statements and of remittance advices."""
    return [path.read_bytes() for path in (*fixtures(), *fixtures(root=ADVICES))]


def mutated(seed: str, corpus: list[bytes]) -> bytes:
    """One input, the same for the same seed and fixtures."""
    chance = random.Random(seed)  # repeatable, not secret
    data = chance.choice(corpus)
    for _ in range(chance.choice((1, 1, 2, 3, 8))):
        data = chance.choice(_MUTATIONS)(data, chance, corpus)
    return data[:MOST_BYTES]


def _place(data: bytes, chance: random.Random, most: int) -> tuple[int, int]:
    start = chance.randrange(len(data) + 1)
    return start, min(len(data), start + chance.randrange(most))


def _insert(data: bytes, chance: random.Random, corpus: list[bytes]) -> bytes:
    start, end = _place(data, chance, 12)
    return data[:start] + chance.choice(_PIECES) + data[end:]


def _flip(data: bytes, chance: random.Random, corpus: list[bytes]) -> bytes:
    changed = bytearray(data)
    for _ in range(chance.randrange(1, 6) if changed else 0):
        changed[chance.randrange(len(changed))] = chance.randrange(256)
    return bytes(changed)


def _cut(data: bytes, chance: random.Random, corpus: list[bytes]) -> bytes:
    return data[: chance.randrange(len(data) + 1)]


def _leave_out(data: bytes, chance: random.Random, corpus: list[bytes]) -> bytes:
    start, end = _place(data, chance, 200)
    return data[:start] + data[end:]


def _splice(data: bytes, chance: random.Random, corpus: list[bytes]) -> bytes:
    other = chance.choice(corpus)
    start, end = _place(other, chance, 400)
    place = chance.randrange(len(data) + 1)
    return data[:place] + other[start:end] + data[place:]


def _repeat(data: bytes, chance: random.Random, corpus: list[bytes]) -> bytes:
    """Rarely, up to the largest size: it is time that grows faster than the input that shows then."""
    start, end = _place(data, chance, chance.choice((8, 60, 400)))
    most = MOST_BYTES if chance.random() < 0.02 else 2_000
    return data[:start] + data[start:end] * (most // max(1, end - start)) + data[end:]


_MUTATIONS: tuple[Callable[[bytes, random.Random, list[bytes]], bytes], ...] = (
    *(_insert, _insert, _flip, _cut, _leave_out, _splice, _repeat),
)


def fuzz(seed: str, inputs: int, seconds: float, patience: float = 1) -> tuple[int, list[Failure]]:
    """How many of ``inputs`` were tried in the ``seconds``, and what failed.

    ``patience``: how many times as long as promised a reader may take, on a machine with other work.
    """
    corpus, failures, began = seeds(), [], perf_counter()
    for data in corpus:
        _problem(data, patience)  # has everything imported that is imported late
    for codec in iter_modules(encodings.__path__):  # an e-mail may name any of them
        with suppress(ImportError):  # those of another system
            import_module(f"encodings.{codec.name}")
    done = 0
    with _untouched():
        for done in range(1, inputs + 1):
            if what := _problem(mutated(f"{seed}:{done}", corpus), patience):
                failures.append(Failure(f"{seed}:{done}", what))
            if perf_counter() - began > seconds:
                break
    return done, failures


def _problem(data: bytes, patience: float) -> str:
    """What is wrong with how the readers take ``data``; empty if nothing is."""
    for _attempt in range(ATTEMPTS):
        began = process_time()
        try:
            _read(data)
        except (Exception, Touched) as error:  # noqa: BLE001  # that is what we look for
            return f"{type(error).__name__}: {error}"
        seconds = process_time() - began
        if seconds <= patience * SECONDS:
            return ""
    return f"{seconds:.2f} s for {len(data)} bytes"


def _read(data: bytes) -> None:
    try:
        hash(parse(data, source="fuzz"))
    except FormatError as error:
        if not str(error).startswith("fuzz"):
            raise ValueError(f"an error without its source: {error}") from error
    with suppress(FormatError):
        hash(parse_advice(data, source="fuzz", documents=NUMBERS))


_watching = False
_FORBIDDEN = ("open", "socket.", "subprocess.", "os.", "urllib.", "shutil.", "tempfile.", "ctypes.")


def _watch(event: str, arguments: Any) -> None:
    if _watching and event.startswith(_FORBIDDEN):
        raise Touched(f"{event}{arguments}")


@contextmanager
def _untouched() -> Iterator[None]:
    """Whatever opens a file, a connection or a process in here is an error."""
    global _watching  # an audit hook cannot be taken back
    if not _hooked:
        sys.addaudithook(_watch)
        _hooked.append(True)
    _watching = True
    try:
        yield
    finally:
        _watching = False


_hooked: list[bool] = []


def fuzz_all(
    inputs: int, seconds: float, seed: str, patience: float = 1
) -> tuple[int, list[Failure]]:
    """Over all processors, each with little memory: how many inputs were tried, and what failed."""
    workers = len(os.sched_getaffinity(0))
    context = get_context("spawn")
    with context.Pool(workers, initializer=_limit_memory) as pool:
        share = -(-inputs // workers)
        work = [(f"{seed}-{n}", share, seconds, patience) for n in range(workers)]
        results = pool.starmap(fuzz, work)
    return sum(done for done, _failures in results), [f for _done, fs in results for f in fs]


def _limit_memory() -> None:
    """A reader that asks for more than 1 GB for 100 kB gets a MemoryError, which is a failure."""
    resource.setrlimit(resource.RLIMIT_AS, (2**30, 2**30))


def main() -> int:
    parser = argparse.ArgumentParser(prog="scripts/fuzz_formats", description=__doc__)
    parser.add_argument("--inputs", type=int, default=1_000_000, help="how many (1000000)")
    parser.add_argument("--minutes", type=float, default=60, help="stop after so many (60)")
    parser.add_argument("--seed", default="1", help="another word gives other inputs (1)")
    parser.add_argument("--show", metavar="SEED", help="write the one input of this seed to stdout")
    options = parser.parse_args()
    if options.show:
        sys.stdout.buffer.write(mutated(options.show, seeds()))
        return 0
    done, failures = fuzz_all(options.inputs, 60 * options.minutes, options.seed)
    for failure in failures:
        print(f"{failure.seed}: {failure.what}"[:300])
    print(f"{done:,} inputs, {len(failures)} failures")
    return 1 if failures else 0


if __name__ == "__main__":
    sys.exit(main())
