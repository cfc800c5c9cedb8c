"""What scripts/test asks: which Odoo tests are there, and what came of a run.

Odoo's runner exits 0 when no test matched, when a module could not be loaded and when a test
file is not imported. So the tests that the sources declare are compared with those that ran.
"""

import ast
import re
import socket
import sys
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

ROOT = Path(__file__).parent.parent
TOUR_TAG = "ar_tour"
# Addons with a part of their own, tours included: they need a database with more in it.
OWN_PART = {"ar_collections_sale": "sale"}
PYTEST_PARTS = ("unit", "system")
NEVER_RAN = (
    "declared, but never ran: is its file imported in tests/__init__.py, its addon installed?"
)
TOO_EARLY = "ran on a half-loaded registry: tag its class post_install, -at_install"


# --- which tests there are


@dataclass(frozen=True, slots=True)
class Declared:
    addon: str
    module: str  # odoo.addons.<addon>.tests.<file>
    name: str  # Class.method
    part: str  # odoo, tour or one of OWN_PART

    @property
    def id(self) -> str:
        return f"{self.module}.{self.name}"


def declared_tests(part: str, word: str) -> list[Declared]:
    paths = sorted(ROOT.glob("addons/*/tests/**/test_*.py"))
    tests = [test for path in paths for test in tests_of_file(path)]
    return [test for test in tests if test.part == part and word.lower() in test.id.lower()]


def tests_of_file(path: Path) -> Iterator[Declared]:
    parts = path.relative_to(ROOT / "addons").with_suffix("").parts
    for node in ast.parse(path.read_text()).body:
        if not isinstance(node, ast.ClassDef):
            continue
        part = OWN_PART.get(parts[0]) or ("tour" if TOUR_TAG in tags_of_class(node) else "odoo")
        for item in node.body:
            if isinstance(item, ast.FunctionDef) and item.name.startswith("test"):
                module = ".".join(("odoo.addons", *parts))
                yield Declared(parts[0], module, f"{node.name}.{item.name}", part)


def tags_of_class(node: ast.ClassDef) -> set[str]:
    calls = [call for call in node.decorator_list if isinstance(call, ast.Call)]
    return {
        argument.value
        for call in calls
        for argument in call.args
        if isinstance(argument, ast.Constant) and isinstance(argument.value, str)
    }


def test_tags(part: str, word: str) -> str:
    """Odoo's --test-tags for a part; empty if there is no such test."""
    tests = declared_tests(part, word)
    if word:
        return ",".join(f"*/{test.addon}:{test.name}" for test in tests)
    addons = sorted({test.addon for test in tests})
    if part in OWN_PART.values():
        return ",".join(f"/{addon}" for addon in addons)
    if part == "tour":
        return ",".join(f"{TOUR_TAG}/{addon}" for addon in addons)
    return ",".join([*(f"/{addon}" for addon in addons), f"-{TOUR_TAG}"]) if addons else ""


# --- what came of a run


@dataclass(slots=True)
class Outcome:
    passed: int = 0
    failed: int = 0
    skipped: int = 0
    lines: list[str] = field(default_factory=list)

    def fail(self, line: str) -> None:
        self.failed += 1
        self.lines.append(line)

    def __str__(self) -> str:
        return f"{self.passed} passed, {self.failed} failed, {self.skipped} skipped"


COUNTS = re.compile(r"^(?:\d+ [a-z]+, )*\d+ [a-z]+ in [\d.]+s", re.MULTILINE)


def pytest_outcome(run: Path, part: str, code: int, word: str) -> Outcome:
    log = (run / f"{part}.log").read_text(errors="replace").strip()
    found = COUNTS.findall(log)
    counts = {what: int(n) for n, what in re.findall(r"(\d+) ([a-z]+)", found[-1] if found else "")}
    outcome = Outcome(
        passed=counts.get("passed", 0),
        failed=sum(counts.get(what, 0) for what in ("failed", "error", "errors", "xpassed")),
        skipped=sum(counts.get(what, 0) for what in ("skipped", "xfailed")),
    )
    none_matched = code == 5 and word
    if code and not outcome.failed and not none_matched:
        outcome.fail(f"pytest ended with code {code}")
    if outcome.failed:
        outcome.lines.insert(0, log)
    elif outcome.skipped:
        outcome.lines += [line for line in log.splitlines() if line.startswith("SKIPPED")]
    return outcome


RECORD = re.compile(
    r"\d{4}-\d\d-\d\d [\d:,]+ \d+ (?P<level>[A-Z]+) \S+ (?P<logger>\S+): (?P<text>.*)"
)
STARTED = re.compile(r"Starting (\S+) \.\.\.$")
SKIPPED = re.compile(r"skipped (?P<what>.+?) : (?P<reason>.*)")
BROKEN = re.compile(r"(?:FAIL|ERROR): (?:Subtest )?(?P<what>\w+ \(.+\)|\S+)")
RESULT = re.compile(r"(\d+) failed, (\d+) error\(s\) of (\d+) tests")
LOAD = ("odoo.modules", "odoo.registry", "odoo.orm.registry", "odoo.service")


@dataclass(slots=True)
class Record:
    level: str
    logger: str
    text: str
    raw: str


def records(log: str) -> Iterator[Record]:
    """Log records with the lines that follow them: tracebacks."""
    current: Record | None = None
    for line in log.splitlines():
        if found := RECORD.match(line):
            if current:
                yield current
            current = Record(found["level"], found["logger"], found["text"].rstrip(), line)
        elif current:
            current.raw += "\n" + line
    if current:
        yield current


@dataclass(slots=True)
class OdooRun:
    """The names of tests in a log of Odoo."""

    started: set[str] = field(default_factory=set)
    skipped: set[str] = field(default_factory=set)
    broken: set[str] = field(default_factory=set)
    early: set[str] = field(default_factory=set)
    result: int | None = None
    lines: list[str] = field(default_factory=list)

    def read(self, record: Record) -> None:
        if found := STARTED.match(record.text):
            self.started.add(f"{record.logger}.{found[1]}")
        elif record.text == "Starting post tests":
            self.early = set(self.started)
        elif found := SKIPPED.match(record.text):
            self.skipped.add(full_name(record.logger, found["what"]))
            self.lines.append(f"SKIPPED {found['what']}: {found['reason']}")
        elif record.logger == "odoo.tests.result" and (found := RESULT.match(record.text)):
            self.result = int(found[3])
        elif record.level in ("ERROR", "CRITICAL"):
            self.read_error(record)

    def read_error(self, record: Record) -> None:
        self.lines.append(record.raw)
        if found := BROKEN.match(record.text):
            self.broken.add(full_name(record.logger, found["what"]))
        elif record.level == "CRITICAL" or record.logger.startswith(LOAD):
            self.broken.add("loading")

    def reached(self, test: Declared) -> bool:
        """It ran, or its class was skipped or failed as a whole."""
        seen = self.started | self.skipped | self.broken
        return bool({test.id, test.id.rpartition(".")[0]} & seen)


def full_name(logger: str, what: str) -> str:
    """``setUpClass (odoo.addons.x.tests.test_y.Class)`` stands for its class."""
    return what.partition("(")[2].rstrip(")") if "(" in what else f"{logger}.{what}"


def odoo_outcome(run: Path, part: str, code: int, word: str) -> Outcome:
    tests = declared_tests(part, word)
    if not tests:
        return Outcome()
    seen = OdooRun()
    for record in records((run / f"{part}.log").read_text(errors="replace")):
        seen.read(record)
    outcome = Outcome(
        passed=len(seen.started - seen.skipped - seen.broken - seen.early),
        failed=len(seen.broken),
        skipped=len(seen.skipped),
        lines=seen.lines,
    )
    if not seen.result:
        outcome.failed = 0
        outcome.fail(f"Odoo ran no test or did not finish: exit code {code}, log {run / part}.log")
    else:
        for test in tests:
            if not seen.reached(test):
                outcome.fail(f"{test.id}: {NEVER_RAN}")
        for name in sorted(seen.early):
            outcome.fail(f"{name}: {TOO_EARLY}")
    if part == "tour" and seen.skipped:
        outcome.fail("a skipped tour is a browser that did not start")
    if code and not outcome.failed:
        outcome.fail(f"Odoo ended with code {code}")
    return outcome


def report(part: str, run: Path, code: int, seconds: str, word: str) -> None:
    read = pytest_outcome if part in PYTEST_PARTS else odoo_outcome
    outcome = read(run, part, code, word)
    ran = outcome.passed + outcome.failed
    if not ran and not word:
        outcome.fail(f"{part}: no test ran")
    (run / f"{part}.count").write_text(f"{outcome.passed} {outcome.failed} {outcome.skipped}")
    # In one piece: the other lane writes, too.
    sys.stdout.write("\n".join([*outcome.lines, f"{part}: {outcome} ({seconds}s)\n"]))


def total(run: Path, parts: list[str]) -> int:
    outcome = Outcome()
    for part in parts:
        path = run / f"{part}.count"
        numbers = path.read_text() if path.exists() else "0 1 0"  # its lane broke off
        passed, failed, skipped = map(int, numbers.split())
        outcome.passed += passed
        outcome.failed += failed
        outcome.skipped += skipped
    if outcome.failed:
        print(f"Logs: {run}")
    print(outcome)
    return 1 if outcome.failed or not outcome.passed else 0


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


def main(command: str, *arguments: str) -> int:
    if command == "port":
        print(free_port())
    elif command == "tags":
        part, word = arguments
        print(test_tags(part, word))
    elif command == "sum":
        return total(Path(arguments[0]), list(arguments[1:]))
    else:
        run, code, seconds, word = arguments
        report(command, Path(run), int(code), seconds, word)
    return 0


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
