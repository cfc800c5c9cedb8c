"""Fixtures of bank files and what is expected of them, as JSON beside each file.

Amounts are strings. A file in ``broken/`` expects an error: its class, line, field and value.
"""

from __future__ import annotations

import dataclasses
import json
from pathlib import Path
from typing import Any

from bank_formats import FormatError, parse

CORPUS = Path(__file__).parent / "corpus"


def fixtures() -> list[Path]:
    """Every bank file of our own."""
    return sorted(path for path in CORPUS.rglob("*") if path.is_file() and path.suffix != ".json")


def expected_file(fixture: Path) -> Path:
    """Where the expectation of ``fixture`` stands."""
    return fixture.with_suffix(".json")


def read(fixture: Path) -> str:
    """What the package says of the file now, as it is written in the golden file."""
    content = _read(fixture)
    return json.dumps(content, default=str, ensure_ascii=False, indent=1) + "\n"


def _read(fixture: Path) -> Any:
    try:
        statements = parse(fixture.read_bytes(), source=fixture.name)
    except FormatError as error:
        return {
            "error": type(error).__name__,
            "line": error.line,
            "field": error.field,
            "value": error.value,
            "text": str(error),
        }
    return [dataclasses.asdict(statement) for statement in statements]
