"""What can go wrong while reading a bank's file.

::

    FormatError                  source, line, field, value and what is wrong with it
    ├── UnknownFormat            no reader recognises the bytes
    ├── AmbiguousFormat          more than one reader does
    └── TruncatedFile            the file ends inside a statement
"""

from __future__ import annotations


class FormatError(ValueError):
    """A file that cannot be read. Says where (1-based ``line``), which ``field`` and ``value``."""

    def __init__(
        self, problem: str, *, source: str = "", line: int = 0, field: str = "", value: str = ""
    ) -> None:
        self.problem = problem
        self.source = source
        self.line = line
        self.field = field
        self.value = value
        super().__init__(problem, source, line, field, value)

    def __str__(self) -> str:
        where = self.source or "file"
        if self.line:
            where += f", line {self.line}"
        what = self.field.rstrip(":") + ": " if self.field else ""
        value = f" ({self.value!r})" if self.value else ""
        return f"{where}: {what}{self.problem}{value}"


class UnknownFormat(FormatError):
    """No reader recognises the bytes."""


class AmbiguousFormat(FormatError):
    """More than one reader recognises the bytes; none is chosen."""


class TruncatedFile(FormatError):
    """The file ends inside a statement: ask the bank for it again."""
