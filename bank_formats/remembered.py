"""What was found out about texts that come again and again in banks' files.

It is remembered for as long as the process lives, so neither how much it is nor how long the texts
are may depend on the files that are read.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import lru_cache, wraps
from typing import Any, TypeVar, cast

LONGEST = 200
"""Characters of all texts of one question."""

_Answer = TypeVar("_Answer", bound=Callable[..., Any])


def remembered(most: int) -> Callable[[_Answer], _Answer]:
    """The answer to each of the ``most`` short texts asked for last is given again.

    For functions of positional texts only. Longer texts are answered each time anew.
    """

    def of(answer: _Answer) -> _Answer:
        known = lru_cache(most)(answer)

        @wraps(answer)
        def ask(*texts: str) -> object:
            return known(*texts) if len("".join(texts)) <= LONGEST else answer(*texts)

        return cast(_Answer, ask)

    return of
