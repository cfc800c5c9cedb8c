"""The examples in the docstrings of the engine."""

import doctest
import importlib
from pathlib import Path

import pytest
from ar_collections import engine

MODULES = sorted(path.stem for path in Path(engine.__path__[0]).glob("[a-z]*.py"))


@pytest.mark.parametrize("module", MODULES)
def test_examples(module: str) -> None:
    assert doctest.testmod(importlib.import_module(f"{engine.__name__}.{module}")).failed == 0
