"""How long reading takes, compared with other reading just then: a busy machine slows both."""

from __future__ import annotations

from collections.abc import Callable
from time import process_time

_ATTEMPTS = 3


def lasts_longer(read: Callable[[], object], than: Callable[[], object], times: float) -> bool:
    """Whether ``read`` takes more than so many ``times`` the time of ``than``.

    Measured again before it is said: what else the machine does only ever makes it look so.
    """
    return all(
        _seconds(read) > times * min(_seconds(than) for _ in range(_ATTEMPTS))
        for _ in range(_ATTEMPTS)
    )


def _seconds(read: Callable[[], object]) -> float:
    """Of the processor."""
    began = process_time()
    read()
    return process_time() - began
