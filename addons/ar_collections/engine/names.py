"""Names of companies as banks print them: upper case, cut off, transliterated, legal form lost.

>>> core("Müller & Söhne GmbH") == core("MUELLER UND SOEHNE")
True
"""

from __future__ import annotations

import re
import unicodedata
from bisect import bisect_left
from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Sequence
from functools import lru_cache
from itertools import chain, product
from math import prod

from rapidfuzz import fuzz, process

from .grouped import Grouped

AGREES = 90
"""Out of 100: below it, typing errors and different companies look alike (measured, 99 % right)."""
SAME_WORD = 80
"""Out of 100: a letter in five may be wrong in a word; one in four makes another of it."""
CUT_SHORT = 12
"""Letters that the start of a name must have before it may stand for the whole name."""
NO_PLACE = 17
"""Signs from which a name that ends with a word may go on: banks print as few as 18."""
CLOSE = 20
"""How many near names are looked at for one payer."""
GROUP = 4
"""Letters of a name that are looked up together."""
CANDIDATES = 200
"""Names beyond which no more are compared letter by letter, those with rarer letters first."""
KEPT = 50_000
"""Names whose words are kept for the next time."""

_SPECIAL = str.maketrans(
    {
        "ß": "ss",
        "ø": "o",
        "æ": "ae",
        "œ": "oe",
        "ł": "l",
        "đ": "d",
        "ð": "d",
        "þ": "th",
        "\u0131": "i",
    }
)
_INITIALS = re.compile(r"(?<!\w)\w(?:(?:\.\s?|/)\w(?!\w))+\.?")
_INSIDE = re.compile(r"(?<=\w)[.'](?=\w)")
_DIGRAPH = re.compile(r"([aou])e")
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
        sdn kk gk sti jsc ooo pjsc fze fzco dmcc""",
    )
)


def fold(name: str) -> str:
    """Lower case letters without accents; German digraphs as the plain vowel."""
    plain = name.lower()
    if not plain.isascii():
        text = unicodedata.normalize("NFKD", plain.translate(_SPECIAL))
        plain = "".join(letter for letter in text if not unicodedata.combining(letter))
    if "." in plain or "/" in plain:
        plain = _INITIALS.sub(lambda found: re.sub(r"[./\s]", "", found[0]), plain)
    # A dot inside a word stands for a letter the bank's character set does not have.
    joined = _INSIDE.sub("", plain)
    return _DIGRAPH.sub(r"\1", joined)


@lru_cache(maxsize=KEPT)
def words(name: str) -> tuple[str, ...]:
    """All words of a name, without the words for "and"."""
    return tuple(word for word in _WORD.findall(fold(name)) if word not in _AND)


@lru_cache(maxsize=KEPT)
def core(name: str) -> str:
    """The words that make the name, sorted, legal form stripped; all words if nothing else is left."""
    every = words(name)
    return " ".join(sorted(_kept(every) or every))


def essential(name: str) -> list[str]:
    """The words that make the name, in their order, without the legal form."""
    return _kept(words(name))


def agreement(payer: str, name: str) -> int:
    """0 to 100: how well the payer's name on the statement agrees with a customer's name."""
    said, known = words(payer), words(name)
    if not said or not known:
        return 0
    if _starts(" ".join(known), " ".join(said)):
        return AGREES
    return max(int(fuzz.ratio(one, core(name))) for one in _cores(payer))


def same_core(payer: str, name: str) -> bool:
    """Whether two names are the same but for the legal form, which the bank may have cut off.

    >>> same_core("COBALT WORKS L", "Cobalt Works LLC"), same_core("COBALT WORK", "Cobalt Works LLC")
    (True, False)
    """
    return core(name) in _cores(payer)


def same_words(payer: str, name: str) -> bool:
    """Whether two names that agree have word for word the same parts, as far as they are written.

    >>> same_words("Cobalt Works AG", "Cobalt Works"), same_words("Cobalt Works AG", "Cobalt Works Ltd")
    (True, False)
    >>> same_words("Cobolt Works Zeta", "Cobalt Works Zeta"), same_words("Cobalt Zeta", "Cobalt Beta")
    (True, False)
    """
    said, known = words(payer), words(name)
    if not said or not known or _is_cut(payer, said, known):
        return True
    if known[-1].startswith(said[-1]):
        said = (*said[:-1], known[-1])
    forms = (
        {word for word in said if word in _LEGAL},
        {word for word in known if word in _LEGAL},
    )
    if all(forms) and not (forms[0] <= forms[1] or forms[1] <= forms[0]):
        return False
    kept = [_kept(every) or list(every) for every in (said, known)]
    if "".join(kept[0]) == "".join(kept[1]):
        return True
    return len(kept[0]) == len(kept[1]) and all(_has_like(word, kept[1]) for word in kept[0])


def _has_like(word: str, others: Iterable[str]) -> bool:
    """Whether one of the words is it, but for a typing error."""
    return any(fuzz.ratio(word, other) >= SAME_WORD for other in others)


def _is_cut(payer: str, said: tuple[str, ...], known: tuple[str, ...]) -> bool:
    """Whether the bank had no place for the rest of the name."""
    full, start = " ".join(known), " ".join(said)
    inside = full[len(start) : len(start) + 1] not in ("", " ")
    return full.startswith(start) and (inside or len(payer.strip()) >= NO_PLACE)


def breaks_off(start: str, name: str) -> bool:
    """Whether it is a name's beginning, up to somewhere in a word.

    >>> breaks_off("COBALT WORKS I", "Cobalt Works International"), breaks_off("COBALT", "Cobalt Works")
    (True, False)
    """
    said, full = " ".join(_WORD.findall(fold(start))), " ".join(_WORD.findall(fold(name)))
    return full.startswith(said) and full[len(said) : len(said) + 1] not in ("", " ")


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
    return [core(payer), cut] if cut not in ("", core(payer)) else [core(payer)]


class Names:
    """The customers by name."""

    def __init__(self, names: Iterable[tuple[int, str]]) -> None:
        rows = [(key, every, _kept(every)) for key, name in names for every in (words(name),)]
        cores = [(" ".join(sorted(kept or every)), key) for key, every, kept in rows]
        self._cores = Grouped(cores)
        self.cores = {key: core for core, key in reversed(cores)}
        """What makes the first name of each customer."""
        self._fulls = Grouped((" ".join(every), key) for key, every, _ in rows)
        self._kept = Grouped(
            (" ".join(kept), key) for key, every, kept in rows if kept and every[0] == kept[0]
        )
        self._longest = max((len(every) for _, every, _ in rows), default=0)
        self._near, self._alike = Near(self._cores), Alike(self._cores)
        self._sorted = sorted(self._fulls)
        self._seen: dict[str, tuple[tuple[int, int], ...]] = {}

    def agreeing(self, payer: str) -> tuple[tuple[int, int], ...]:
        """(customer, score) of all who agree with the payer's name, best first."""
        if payer not in self._seen:
            self._seen[payer] = self._look(payer)
        return self._seen[payer]

    def rivals(self, payer: str, customer: int) -> Iterator[int]:
        """All other customers whose name, as it is first, agrees with the payer's."""
        for found in self._alike.to(core(payer)):
            for key in self._cores.get(found):
                if key != customer and self.cores[key] == found:
                    yield key

    def in_full(self, name: str) -> Sequence[int]:
        """The customers who have exactly this name, word for word."""
        return self._fulls.get(" ".join(words(name)))

    def beginning(self, text: str) -> tuple[tuple[int, int], ...]:
        """(customer, score) of those whose name a text begins with; only the longest name counts."""
        said = words(_LABEL.sub("", text))
        found: dict[int, tuple[int, int]] = {}
        for key, length, score in self._begun(said):
            found[key] = max((length, score), found.get(key, (0, 0)))
        longest = max((length for length, _ in found.values()), default=0)
        return _best_first({k: score for k, (length, score) in found.items() if length == longest})

    def _begun(self, said: tuple[str, ...]) -> Iterator[tuple[int, int, int]]:
        """(customer, words that make the name, score): said word for word, or but for legal forms."""
        for count in range(1, min(len(said), self._longest) + 1):
            if length := len(_kept(said[:count])):
                for key in self._fulls.get(" ".join(said[:count])):
                    yield key, length, 100
        kept = _kept(said)
        if kept and said[0] == kept[0]:
            for count in range(1, min(len(kept), self._longest) + 1):
                for key in self._kept.get(" ".join(kept[:count])):
                    yield key, count, AGREES

    def _look(self, payer: str) -> tuple[tuple[int, int], ...]:
        if len(core(payer)) < 3:
            return ()
        scores: dict[int, int] = {}
        for said in _cores(payer):
            for found, score in self._near.to(said):
                for key in self._cores.get(found):
                    scores[key] = max(score, scores.get(key, 0))
        for full in self._starting(" ".join(words(payer))):
            for key in self._fulls.get(full):
                scores.setdefault(key, AGREES)
        return _best_first(scores)

    def _starting(self, start: str) -> Sequence[str]:
        """The names that go on where a long enough start ends."""
        if len(start) < CUT_SHORT:
            return ()
        end = at = bisect_left(self._sorted, start)
        while end < len(self._sorted) and self._sorted[end].startswith(start):
            end += 1
        return self._sorted[at:end]


class Near:
    """The cores of all names, so that those near to one are found however many there are.

    Names that agree have nearly always the same words but for an error in some of them, or a group
    of letters in common that few names have. Only these are compared letter by letter.
    """

    def __init__(self, cores: Collection[str]) -> None:
        self._cores = cores
        self._groups: dict[str, list[str]] = defaultdict(list)
        for core in cores:
            for letters in _groups(core):
                self._groups[letters].append(core)
        every = sorted({word for core in cores for word in core.split()})
        self._words = Grouped((rest, word) for word in every for rest in _shortened(word))

    def to(self, said: str) -> list[tuple[str, int]]:
        """(core, score) of the nearest that agree, best first."""
        candidates = self._with_rare_groups(said) | self._with_near_words(said)
        agreeing = process.extract(
            said, list(candidates), scorer=fuzz.ratio, score_cutoff=AGREES, limit=None
        )
        near = sorted(agreeing, key=lambda found: (-found[1], found[0]))
        return [(found, int(score)) for found, score, _ in near[:CLOSE]]

    def _with_rare_groups(self, said: str) -> set[str]:
        found: set[str] = set()
        groups = (self._groups.get(each, ()) for each in sorted(_groups(said)))
        for cores in sorted(groups, key=len):
            if len(found) + len(cores) > CANDIDATES:
                break
            found.update(cores)
        return found

    def _with_near_words(self, said: str) -> set[str]:
        """Those with the same words but for a letter in some of them."""
        ways = [self._near_words(word) for word in said.split()]
        if prod(map(len, ways)) > CANDIDATES:
            ways = [way[:2] for way in ways]
        cores = (" ".join(sorted(words)) for words in product(*ways))
        return {core for core in cores if core in self._cores}

    def _near_words(self, word: str) -> list[str]:
        """The word itself first, then those that differ in a letter."""
        near = (found for rest in _shortened(word) for found in self._words.get(rest))
        return list(dict.fromkeys((word, *near)))


class Alike:
    """The cores of all names, so that all that agree with one are found: slower than the nearest.

    They are kept by how many letters of which kind they have, as an error changes but one of these.
    """

    def __init__(self, cores: Iterable[str]) -> None:
        alike = Grouped((_kinds(core), core) for core in cores)
        # Copied, those of one kind lie side by side in memory: most of the time is fetching them.
        self._cores = {kinds: "\n".join(every).split("\n") for kinds, every in alike.items()}

    def to(self, said: str) -> list[str]:
        """All cores that agree."""
        one, two, three = _kinds(said)
        near = (
            cores
            for (a, b, c), cores in self._cores.items()
            if 100 * (abs(a - one) + abs(b - two) + abs(c - three))
            <= (100 - AGREES) * (a + b + c + len(said))
        )
        every = list(chain.from_iterable(near))
        found = process.extract(said, every, scorer=fuzz.ratio, score_cutoff=AGREES, limit=None)
        return [core for core, _, _ in found]


def _kinds(core: str) -> tuple[int, int, int]:
    """How many vowels it has, consonants of the first half of the alphabet, and other signs."""
    vowels, first = sum(map(core.count, "aeiou")), sum(map(core.count, "bcdfghjklm"))
    return vowels, first, len(core) - vowels - first


def _shortened(word: str) -> Iterator[str]:
    """A word, and what is left of it when a letter is lost."""
    yield word
    yield from {word[:at] + word[at + 1 :] for at in range(len(word))}


def _groups(core: str) -> set[str]:
    """The groups of letters of a name."""
    return {core[at : at + GROUP] for at in range(max(len(core) - GROUP + 1, 1))}


def _best_first(scores: dict[int, int]) -> tuple[tuple[int, int], ...]:
    return tuple(sorted(scores.items(), key=lambda pair: (-pair[1], pair[0])))


def _starts(full: str, said: str) -> bool:
    return len(said) >= CUT_SHORT and full.startswith(said)
