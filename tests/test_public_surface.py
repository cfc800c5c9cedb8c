"""What a package promises: ``__all__`` is exactly what it exports."""

from __future__ import annotations

import importlib
from types import ModuleType

import pytest

PACKAGES = ["bank_formats", "bank_formats.remittance"]


@pytest.mark.parametrize("name", PACKAGES)
def test_all_is_what_is_exported(name: str) -> None:
    package = importlib.import_module(name)
    exported = {
        key
        for key, value in vars(package).items()
        if not key.startswith("_")
        and not isinstance(value, ModuleType)
        and getattr(value, "__module__", name).startswith(name)
    }
    assert exported == set(package.__all__)
    assert list(package.__all__) == sorted(package.__all__)
