"""Where the earlier messages begin that an e-mail quotes."""

from __future__ import annotations

import re
from collections.abc import Sequence

_QUOTED = re.compile(r"\s*>")
_INTRODUCTION = re.compile(
    r"""(?ix)
    \s*-{2,}\s*(?:original\ message|urspr.ngliche\ nachricht|message\ d'origine|
        oorspronkelijk\ bericht|mensaje\ original|messaggio\ originale|
        wiadomo..\ oryginalna|original\ appointment)\s*-{2,}\s*
    | \s*_{20,}\s*
    | \s*(?:on|am|le|op|el|il(?:\ giorno)?|w\ dniu)\ .{6,200}
      (?:wrote|schrieb|.crit|schreef|escribi.|ha\ scritto|napisa.(?:\(a\))?).{0,80}:\s*
    """
)
_FROM = re.compile(r"(?i)\s*\*?(?:from|von|de|van|da|od)\s*:\*?\s*\S")
_SENT = re.compile(
    r"(?i)\s*\*?(?:sent|gesendet|envoy.(?:\se)?|verzonden|enviado(?:\sel)?|inviato|wys.ano|date|"
    r"datum)\s*:\*?\s*\S"
)


def without_quotes(lines: Sequence[str]) -> list[str]:
    """The lines that were written anew."""
    own: list[str] = []
    for index, line in enumerate(lines):
        wrapped = f"{line} {lines[index + 1]}" if index + 1 < len(lines) else line
        if any(_introduces(each) for each in (line, wrapped)):
            break
        if _FROM.match(line) and any(_SENT.match(each) for each in lines[index + 1 : index + 4]):
            break
        own.append("" if _QUOTED.match(line) else line)
    return own


def _introduces(line: str) -> bool:
    return (
        len(line) < 400
        and line.rstrip().endswith((":", "-", "_"))
        and bool(_INTRODUCTION.fullmatch(line))
    )


def with_quotes(lines: Sequence[str]) -> list[str]:
    """All lines, without the marks of quoting."""
    return [re.sub(r"^[>\s]+", "", line) for line in lines]
