"""Fixtures of bank files and what is expected of them, as JSON beside each file.

Amounts are strings, empty fields are left out. A file in ``broken/`` expects an error: its class,
line, field and value.
"""

from __future__ import annotations

import dataclasses
import json
from pathlib import Path
from typing import Any

from bank_formats import FormatError, parse

CORPUS = Path(__file__).parent / "corpus"


def fixtures(folder: str = "") -> list[Path]:
    """Every bank file of our own (in the folder of one format)."""
    files = (CORPUS / folder).rglob("*")
    return sorted(path for path in files if path.is_file() and path.suffix != ".json")


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
    return [filled(dataclasses.asdict(statement)) for statement in statements]


def filled(value: Any) -> Any:
    """``value`` without fields that are empty; zeros and what does not hold stay."""
    if isinstance(value, dict):
        kept = {key: filled(each) for key, each in value.items()}
        return {k: v for k, v in kept.items() if k == "holds" or v not in ("", None, (), {}, False)}
    if isinstance(value, tuple):
        return tuple(filled(each) for each in value)
    return value
