"""Libraries with a floor below which a known hole or a missing feature lies."""

import re
from importlib.metadata import version
from pathlib import Path

import pytest

LOCK = Path(__file__).parent.parent / "scripts" / "requirements.lock"
FLOORS = {
    "paramiko": "5.0",
    "lxml": "6.1",
    "urllib3": "2.7",
    "requests": "2.32.4",
    "cryptography": "46.0.7",
    "zeep": "4.3",
}


def numbers(text: str) -> tuple[int, ...]:
    return tuple(map(int, re.findall(r"\d+", text)))


def locked(name: str) -> str:
    found = re.findall(rf"^{re.escape(name)}==([\d.]+)", LOCK.read_text(), re.MULTILINE)
    assert len(found) == 1, f"{name} stands {len(found)} times in {LOCK.name}"
    return str(found[0])


@pytest.mark.parametrize(("name", "floor"), FLOORS.items())
def test_the_lock_keeps_the_floor(name: str, floor: str) -> None:
    assert numbers(locked(name)) >= numbers(floor)


@pytest.mark.parametrize(("name", "floor"), FLOORS.items())
def test_what_is_installed_keeps_the_floor(name: str, floor: str) -> None:
    assert numbers(version(name)) >= numbers(floor)


def test_versions_are_compared_as_numbers() -> None:
    assert numbers("2.9.1") < numbers("2.32.4") < numbers("2.33")
