"""Where the pieces end in which a file is read makes no difference."""

from __future__ import annotations

import io
from pathlib import Path

import pytest

from bank_formats import FormatError, Statement, iter_transactions
from tests.bank_formats.golden import CORPUS, fixtures


class Trickle(io.BytesIO):
    """A file that gives at most so many bytes at a time, except at its beginning."""

    sniffed = False

    def __init__(self, data: bytes, most: int) -> None:
        super().__init__(data)
        self.most = most

    def read(self, size: int | None = -1, /) -> bytes:
        if not self.sniffed:  # what tells the format
            self.sniffed = True
            return super().read(size)
        most = self.most if self.tell() else 1024
        return super().read(most if size is None or size < 0 else min(size, most))


def told(file: io.BytesIO) -> object:
    statements: list[Statement] = []
    try:
        return [*iter_transactions(file, source="x", ended=statements.append)], statements
    except FormatError as error:
        return type(error), error.args


@pytest.mark.parametrize("most", [7, 64, 97])
@pytest.mark.parametrize("fixture", fixtures(), ids=lambda path: str(path.relative_to(CORPUS)))
def test_pieces(fixture: Path, most: int) -> None:
    data = fixture.read_bytes()
    assert told(Trickle(data, most)) == told(io.BytesIO(data))
