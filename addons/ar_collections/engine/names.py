"""Names of companies as banks print them: upper case, cut off, transliterated, legal form lost.

>>> core("Müller & Söhne GmbH") == core("MUELLER UND SOEHNE")
True
"""

from __future__ import annotations

import re
import unicodedata
from collections import defaultdict
from collections.abc import Iterable

from rapidfuzz import fuzz, process

AGREES = 90
"""Out of 100: below it, typing errors and different companies look alike (measured, 99 % right)."""
CUT_SHORT = 12
"""Letters that the start of a name must have before it may stand for the whole name."""
NO_PLACE = 17
"""Signs from which a name that ends with a word may go on: banks print as few as 18."""
CLOSE = 20
"""How many near names are looked at for one payer."""

_SPECIAL = str.maketrans({"ß": "ss", "ø": "o", "æ": "ae", "œ": "oe", "ł": "l", "đ": "d", "þ": "th"})
_INITIALS = re.compile(r"(?<!\w)\w(?:(?:\.\s?|/)\w(?!\w))+\.?")
_WORD = re.compile(r"[a-z0-9]+")
_LABEL = re.compile(r"^\s*[A-Za-z ]{2,20}:")
_AND = frozenset(("und", "and", "et", "y", "e", "i", "og", "och", "en", "ja", "a"))
_LEGAL = frozenset(
    re.findall(
        r"\w+",
        """gmbh mbh ag kg kgaa ohg ug ek ev eg gbr se co cie ltd limited llc llp lp plc inc
        incorporated corp corporation company sa sas sasu sarl eurl snc sci spa srl srls sapa sl
        slu slne sau nv bv bvba sprl vof cv ab oy oyj hb kb as asa ans aps ks amba sro spol spzoo
        oo zoo sp sk doo dd kft zrt bt nyrt ood eood ad sia uab ou lda ltda eireli pty pvt pte bhd
        sdn kk gk jsc ooo pjsc fze fzco dmcc""",
    )
)


def fold(name: str) -> str:
    """Lower case letters without accents; German digraphs as the plain vowel."""
    text = unicodedata.normalize("NFKD", name.lower().translate(_SPECIAL))
    plain = "".join(letter for letter in text if not unicodedata.combining(letter))
    initials = _INITIALS.sub(lambda found: re.sub(r"[./\s]", "", found[0]), plain)
    # A dot inside a word stands for a letter the bank's character set does not have.
    joined = re.sub(r"(?<=\w)[.'](?=\w)", "", initials)
    return re.sub(r"([aou])e", r"\1", joined)


def words(name: str) -> tuple[str, ...]:
    """All words of a name, without the words for "and"."""
    return tuple(word for word in _WORD.findall(fold(name)) if word not in _AND)


def core(name: str) -> str:
    """The words that make the name, sorted, legal form stripped; all words if nothing else is left."""
    every = words(name)
    return " ".join(sorted(_kept(every) or every))


def agreement(payer: str, name: str) -> int:
    """0 to 100: how well the payer's name on the statement agrees with a customer's name."""
    said, known = words(payer), words(name)
    if not said or not known:
        return 0
    if _starts(" ".join(known), " ".join(said)):
        return AGREES
    return max(int(fuzz.ratio(one, core(name))) for one in _cores(payer))


def same_words(payer: str, name: str) -> bool:
    """Whether two names that agree have word for word the same parts, as far as they are written.

    >>> same_words("Cobalt Works AG", "Cobalt Works"), same_words("Cobalt Works AG", "Cobalt Works Ltd")
    (True, False)
    """
    said, known = words(payer), words(name)
    if not said or not known or _is_cut(payer, said, known):
        return True
    if known[-1].startswith(said[-1]):
        said = (*said[:-1], known[-1])
    forms = {word for word in said if word in _LEGAL}, {word for word in known if word in _LEGAL}
    if all(forms) and not (forms[0] <= forms[1] or forms[1] <= forms[0]):
        return False
    kept = [_kept(every) or list(every) for every in (said, known)]
    return len(kept[0]) == len(kept[1]) or "".join(kept[0]) == "".join(kept[1])


def _is_cut(payer: str, said: tuple[str, ...], known: tuple[str, ...]) -> bool:
    """Whether the bank had no place for the rest of the name."""
    full, start = " ".join(known), " ".join(said)
    inside = full[len(start) : len(start) + 1] not in ("", " ")
    return full.startswith(start) and (inside or len(payer.strip()) >= NO_PLACE)


def within(name: str, text: str) -> bool:
    """Whether a text quotes a customer's name, as payment providers and banks do."""
    quoted = " ".join(_kept(words(name)))
    return len(quoted) >= 5 and f" {quoted} " in f" {' '.join(_kept(words(text)))} "


def begins(name: str, text: str) -> bool:
    """Whether a text begins with a customer's name, which may be cut off."""
    said, known = " ".join(words(text)), " ".join(words(name))
    alike = min(CUT_SHORT, max(len(known), 5))
    return len(said) >= alike and said[:alike] == known[:alike]


def _kept(every: Iterable[str]) -> list[str]:
    return [word for word in every if word not in _LEGAL]


def _cores(payer: str) -> list[str]:
    """The core of a name, also without the rest of a legal form that the bank cut off."""
    *before, last = words(payer)
    cut = " ".join(sorted(_kept(before))) if len(last) <= 3 else ""
    return [core(payer), cut] if cut else [core(payer)]


class Names:
    """The customers by name."""

    def __init__(self, names: Iterable[tuple[int, str]]) -> None:
        self._cores: dict[str, list[int]] = defaultdict(list)
        self._starts: dict[str, list[tuple[str, int]]] = defaultdict(list)
        self._firsts: dict[str, list[tuple[tuple[str, ...], int]]] = defaultdict(list)
        self._seen: dict[str, tuple[tuple[int, int], ...]] = {}
        for key, name in names:
            self._cores[core(name)].append(key)
            every = words(name)
            self._firsts[every[0] if every else ""].append((every, key))
            full = " ".join(every)
            self._starts[full[:CUT_SHORT]].append((full, key))

    def agreeing(self, payer: str) -> tuple[tuple[int, int], ...]:
        """(customer, score) of all who agree with the payer's name, best first."""
        if payer not in self._seen:
            self._seen[payer] = self._look(payer)
        return self._seen[payer]

    def beginning(self, text: str) -> tuple[tuple[int, int], ...]:
        """(customer, score) of those whose name a text begins with; only the longest name counts."""
        said = words(_LABEL.sub("", text))
        found: dict[int, tuple[int, int]] = {}
        for full, key in self._firsts.get(said[0], ()) if said else ():
            kept = _kept(full)
            if kept and list(said[: len(full)]) == list(full):
                found[key] = (len(kept), 100)
            elif kept and _kept(said)[: len(kept)] == kept and said[0] == kept[0]:
                found[key] = (len(kept), AGREES)
        longest = max((length for length, _ in found.values()), default=0)
        best = [(key, score) for key, (length, score) in found.items() if length == longest]
        return tuple(sorted(best, key=lambda pair: (-pair[1], pair[0])))

    def _look(self, payer: str) -> tuple[tuple[int, int], ...]:
        if len(core(payer)) < 3:
            return ()
        scores: dict[int, int] = {}
        for said in _cores(payer):
            near = process.extract(
                said, self._cores.keys(), scorer=fuzz.ratio, score_cutoff=AGREES, limit=CLOSE
            )
            for found, score, _ in near:
                for key in self._cores[found]:
                    scores[key] = max(int(score), scores.get(key, 0))
        start = " ".join(words(payer))
        for full, key in self._starts.get(start[:CUT_SHORT], ()):
            if _starts(full, start):
                scores.setdefault(key, AGREES)
        return tuple(sorted(scores.items(), key=lambda pair: (-pair[1], pair[0])))


def _starts(full: str, said: str) -> bool:
    return len(said) >= CUT_SHORT and full.startswith(said)
