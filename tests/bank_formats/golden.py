"""Fixtures of bank files and what is expected of them, as JSON beside each file.

Amounts are strings, empty fields are left out. A file in ``broken/`` expects an error: its class,
line, field and value. ``corpus/`` are statements, ``advices/`` remittance advices; the document
numbers that are known beforehand stand in ``<case>.numbers``, one a line.
"""

from __future__ import annotations

import dataclasses
import json
from pathlib import Path
from typing import Any

from bank_formats import FormatError, parse
from bank_formats.remittance import parse_advice

CORPUS = Path(__file__).parent / "corpus"
ADVICES = Path(__file__).parent / "advices"


def fixtures(folder: str = "", root: Path = CORPUS) -> list[Path]:
    """Every bank file of our own (in the folder of one format), or every advice."""
    files = (root / folder).rglob("*")
    beside = {".json", ".numbers"}
    return sorted(path for path in files if path.is_file() and path.suffix not in beside)


def known_numbers(fixture: Path) -> tuple[str, ...]:
    """The document numbers that are known when the advice ``fixture`` comes in."""
    path = fixture.with_suffix(".numbers")
    return tuple(path.read_text("utf-8").splitlines()) if path.exists() else ()


def expected_file(fixture: Path) -> Path:
    """Where the expectation of ``fixture`` stands."""
    return fixture.with_suffix(".json")


def read(fixture: Path) -> str:
    """What the package says of the file now, as it is written in the golden file."""
    content = _read(fixture)
    return json.dumps(content, default=str, ensure_ascii=False, indent=1) + "\n"


def _read(fixture: Path) -> Any:
    try:
        values = _parse(fixture)
    except FormatError as error:
        return {
            "error": type(error).__name__,
            "line": error.line,
            "field": error.field,
            "value": error.value,
            "text": str(error),
        }
    return [filled(dataclasses.asdict(value)) for value in values]


def _parse(fixture: Path) -> tuple[Any, ...]:
    data = fixture.read_bytes()
    if fixture.is_relative_to(ADVICES):
        return parse_advice(data, source=fixture.name, documents=known_numbers(fixture))
    return parse(data, source=fixture.name)


def filled(value: Any) -> Any:
    """``value`` without fields that are empty; zeros and what does not hold stay."""
    if isinstance(value, dict):
        kept = {key: filled(each) for key, each in value.items()}
        return {k: v for k, v in kept.items() if k == "holds" or not _is_empty(v)}
    if isinstance(value, tuple):
        return tuple(filled(each) for each in value)
    return value


def _is_empty(value: Any) -> bool:
    return value is None or value is False or (isinstance(value, str | tuple | dict) and not value)
