"""Who may import whom: bytes, meaning, decision, and only then Odoo."""

import ast
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
ENGINE = "addons/ar_collections/engine"


@dataclass(frozen=True)
class Package:
    """Pure Python: the standard library, itself and what is named here."""

    folder: str
    may_import: frozenset[str]
    only_in: dict[str, frozenset[str]]  # beginning of a path in the folder -> what it may as well


PACKAGES = (
    Package(
        "bank_formats",
        frozenset({"bank_formats", "lxml"}),
        {
            "second_reader": frozenset({"mt940", "ofxparse", "bai2"}),
            "remittance": frozenset({"openpyxl", "pypdf", "pydifact"}),
        },
    ),
    Package(
        "connectors",
        frozenset({"connectors", "paramiko", "zeep", "requests"})
        | {"xmlsec", "lxml", "cryptography", "gnupg"},
        {},
    ),
    Package(ENGINE, frozenset({"rapidfuzz", "stdnum"}), {}),
)
TRANSPORTS = frozenset({"paramiko", "zeep", "requests"})
# Today and chance are arguments of the engine.
CLOCKS = frozenset({"today", "now", "utcnow", "time", "random", "uuid4"})


def imports(source: str) -> Iterator[tuple[int, str]]:
    """(level, dotted name) of each import, however deep or dynamic; level 0 is absolute."""
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Import):
            yield from ((0, alias.name) for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            module = f"{node.module}." if node.module else ""
            yield from ((node.level, module + alias.name) for alias in node.names)
        elif isinstance(node, ast.Call) and name_of(node.func) in ("__import__", "import_module"):
            named = [value for value in node.args[:1] if isinstance(value, ast.Constant)]
            yield from ((0, str(value.value)) for value in named)


def name_of(function: ast.expr) -> str:
    return getattr(function, "attr", getattr(function, "id", ""))


def foreign_imports(package: Package, path: str, source: str) -> list[str]:
    """What ``path`` (in the package's folder) imports though it may not."""
    allowed = sys.stdlib_module_names | package.may_import
    for beginning, names in package.only_in.items():
        if path.startswith((f"{beginning}.py", f"{beginning}/")):
            allowed |= names
    depth = len(Path(path).parts)
    return [
        "." * level + name
        for level, name in imports(source)
        if (level > depth if level else name.partition(".")[0] not in allowed)
    ]


def odoo_violations(source: str) -> list[str]:
    """In an addon: no transport, and nothing below ``odoo.orm``."""
    return [
        name
        for level, name in imports(source)
        if level == 0
        and (name.partition(".")[0] in TRANSPORTS or f"{name}.".startswith("odoo.orm."))
    ]


def clock_calls(source: str) -> list[str]:
    calls = [node for node in ast.walk(ast.parse(source)) if isinstance(node, ast.Call)]
    return [name_of(call.func) for call in calls if name_of(call.func) in CLOCKS]


def sources(folder: str) -> dict[str, str]:
    found = {
        path.relative_to(ROOT / folder).as_posix(): path.read_text()
        for path in sorted((ROOT / folder).rglob("*.py"))
    }
    assert found, f"no Python below {folder}"
    return found


@pytest.mark.parametrize("package", PACKAGES, ids=lambda package: package.folder)
def test_pure_packages_import_only_what_they_may(package: Package) -> None:
    found = {
        path: foreign
        for path, source in sources(package.folder).items()
        if (foreign := foreign_imports(package, path, source))
    }
    assert found == {}


def test_addons_know_no_transport_and_no_inner_orm() -> None:
    found = {
        path: bad for path, source in sources("addons").items() if (bad := odoo_violations(source))
    }
    assert found == {}


def test_the_engine_asks_no_clock_and_no_chance() -> None:
    found = {path: bad for path, source in sources(ENGINE).items() if (bad := clock_calls(source))}
    assert found == {}


# The rules themselves: planted violations.

BANK_FORMATS, CONNECTORS, ENGINE_PACKAGE = PACKAGES


@pytest.mark.parametrize(
    ("package", "path", "source"),
    [
        (BANK_FORMATS, "text.py", "import odoo"),
        (BANK_FORMATS, "text.py", "import requests"),
        (BANK_FORMATS, "mt940/page.py", "import mt940"),
        (BANK_FORMATS, "text.py", "from connectors import Document"),
        (BANK_FORMATS, "camt/reader.py", "import openpyxl"),
        (CONNECTORS, "sftp.py", "from bank_formats import parse"),
        (CONNECTORS, "sftp.py", "def late():\n    import odoo.fields"),
        (CONNECTORS, "sftp.py", "import importlib\nimportlib.import_module('odoo')"),
        (ENGINE_PACKAGE, "items.py", "from odoo import fields"),
        (ENGINE_PACKAGE, "items.py", "from bank_formats import Statement"),
        (ENGINE_PACKAGE, "items.py", "from ar_collections.engine import match"),
        (ENGINE_PACKAGE, "items.py", "from ..models import ar_case"),
        (ENGINE_PACKAGE, "items.py", "from .. import models"),
        (ENGINE_PACKAGE, "tiers/exact.py", "from ...models import ar_case"),
    ],
)
def test_a_planted_import_is_found(package: Package, path: str, source: str) -> None:
    assert foreign_imports(package, path, source)


@pytest.mark.parametrize(
    ("package", "path", "source"),
    [
        (BANK_FORMATS, "camt.py", "import re\nfrom lxml import etree\nfrom . import text"),
        (BANK_FORMATS, "mt940/page.py", "from ..text import decode\nfrom .fields import Field"),
        (BANK_FORMATS, "second_reader.py", "import mt940, ofxparse\nfrom bai2 import bai2"),
        (BANK_FORMATS, "remittance/sheet.py", "from openpyxl import load_workbook"),
        (CONNECTORS, "sftp.py", "import paramiko\nfrom .base import Document"),
        (ENGINE_PACKAGE, "items.py", "from rapidfuzz import fuzz\nfrom . import evidence"),
        (ENGINE_PACKAGE, "tiers/exact.py", "from ..items import OpenItem"),
    ],
)
def test_an_allowed_import_is_let_pass(package: Package, path: str, source: str) -> None:
    assert foreign_imports(package, path, source) == []


@pytest.mark.parametrize(
    "source",
    [
        "import requests",
        "from zeep import Client",
        "def late():\n    import paramiko",
        "from odoo import orm",
        "import odoo.orm.domains",
        "from odoo.orm.fields import Field",
    ],
)
def test_a_planted_violation_in_an_addon_is_found(source: str) -> None:
    assert odoo_violations(source)


def test_an_addon_may_use_odoo_and_the_packages() -> None:
    source = "from odoo import fields, models\nfrom bank_formats import parse\nfrom ..engine import match"
    assert odoo_violations(source) == []


@pytest.mark.parametrize("source", ["date.today()", "datetime.now(UTC)", "random.random()"])
def test_a_planted_clock_is_found(source: str) -> None:
    assert clock_calls(source)
