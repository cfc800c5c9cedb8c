"""What payers and banks say besides numbers: in English, German, French, Dutch, Spanish, Italian, Polish.

>>> reason_of("RE 4711 abzgl. Reklamation Charge 7"), says_balance("Solde de tout compte")
('abzgl. Reklamation Charge', True)
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable
from decimal import Decimal
from functools import lru_cache

from . import names
from .remittance import says_amount

MOST_WORDS = 60
"""Letters of a reason that are kept."""

_TAKEN = r"""deducted|withheld|abgezogen|einbehalten|gekurzt|gekuerzt|deduite?s?|retenue?s?|ingehouden
    |afgetrokken|descontad\w*|deducid\w*|retenid\w*|dedott\w*|detratt\w*|trattenut\w*|potracon\w*
    |odliczon\w*"""
_LESS = rf"""{_TAKEN}|less|minus|deduct\w*|deduz\w*|abz(?:gl|ug|uegl|ugl)\w*|einbehalt\w*|kurzung
    |kuerzung|moins|deduction|retenue|aftrek|minder|inhouding|menos|retencion|meno|detra\w+|potrac\w*
    |pomniejsz\w*|avdrag\w*|fradrag\w*|vahennett\w+|snizen\w*|levonas\w*|kesinti\w*"""
_REASONS = r"""skonto|skonta|escompte|sconto|descuento|betalingskorting|korting|rabatt?\w*|discount
    |retoure?n?|returned\s+goods|rue?cksendung|marchandises?\s+retourn\w+|devolucion|reso|zwrot\w*
    |reklamation\w*|reklama(?:cj|si|ce)\w*|reclamation|reclamo|reclamacion|klacht|litige|complaint
    |mangel\w*|maengel\w*|beanstand\w+|defects?|defective|bruchschaden|transportschaden|breakages?
    |damaged?|damages|beschadig\w+|avarie\w*|endommag\w+|danad\w+|dannegg\w+|uszkodz\w+
    |shortage|short\s+(?:delivery|shipped)|fehlmengen?|manquants?|tekort|faltantes?|mancant[ei]|braki
    |price\s+diff\w*|preisdiff\w*|prijsverschil|difference\s+de\s+prix|diferencia\s+de\s+precio
    |differenza\s+(?:di\s+)?prezzo|roznica\s+cen\w*|allowance|rebate|werbekostenzuschuss|wkz|bonus
    |vertragsstrafe|penalt\w+|penalites?|boete|penalidad|penale"""
_CREDIT_NOTE = r"""credit[\s-]?(?:notes?|memos?)|creditnota\w*|kreditnota\w*|kreditnot[ae]r?|note\s+de\s+credit
    |nota\s+(?:de\s+|di\s+)?credito|faktur\w+\s+koryguj\w+"""
_CREDIT = rf"""{_CREDIT_NOTE}|credits?|gutschrift\w*|avoirs?|creditering|abonos?|accredit[oi]|korekt\w*
    |notas?\s+credito"""
_BALANCE = r"""(?:all|the)\s+open(?:\s+(?:items|invoices))?|open\s+items|(?:account|outstanding|full|total)\s+balance
    |balance|settlement\s+of\s+account|saldo|salden|kontoausgleich|saldenausgleich|offene\s+posten
    |alle\s+offenen\w*|solde|toutes\s+(?:les\s+)?factures|alle\s+openstaande\w*|openstaand\s+saldo
    |todas\s+las\s+facturas|tutte\s+le\s+fatture|partite\s+aperte|saldo\s+konta|wszystkie\s+faktury"""
_PART = r"""teilzahlung|teilbetrag|anzahlung|abschlag\w*|\d\.?\s*rate|rate\s*\d|raten?zahlung|a\s?konto|a\s+conto
    |part(?:ial)?\s+pay\w*|instal+ments?|down\s?payment|deposit|on\s+account|acompte|paiement\s+partiel
    |versement\s+partiel|deelbetaling|aanbetaling|termijn|pago\s+parcial|a\s+cuenta|anticipo|plazo
    |acconto|rata|pagamento\s+parziale|zaliczk\w+|czesciow\w+"""
_CHARGES = r"""(?:bank|wire|transfer|swift|our|ben|sha|foreign|correspondent|intermediary)[\s-]*(?:fees?
    |charges?|costs?|chgs?)|charges?|chgs|fees?\s+deducted|bankentgelte?|bankkosten|transactiekosten
    |(?:bank|ue?berweisungs)?-?(?:gebue?hr|spesen)(?:en)?|provisiekosten|commissioni?|commissions
    |frais(?:\s+(?:bancaires?|de\s+virement))?|(?:gastos|comision\w*)(?:\s+bancari[ao]s?)?
    |spese(?:\s+bancarie)?|despesas|oplat[ay]\w*|prowizj\w+|poplat\w*|bankavgift\w*|bankgebyr\w*"""
_SEVERAL = r"""invoices|bills|rechnungen|factures|facturen|facturas|fatture|faktur|fakturor|fakturer|faturas
    |faturalar|szamlak|laskut|(?:invoice|inv|bill)\.?\s*(?:nos|nrs|numbers)|rechnungsnummern
    |factuurnummers|numeros|numeri|numery|cisla|nolari|numaralari|szamai|numerele|fras|\+\s?\d(?!\S)
    |u\.\s?a\.|etc|and\s+others|und\s+weitere\w*|en\s+andere\w*|et\s+autres|y\s+otr[ao]s|e\s+altr[ei]
    |e\s+outr[ao]s|i\s+inne|m\.\s?fl
    |[2-9]\s*(?:x\s*)?(?:inv|rg|re|rechn|fact|fatt|fakt)\w*"""
_RETURN = r"""return(?:ed)?|reversal|reversed|unpaid|dishonou?red|bounced|charge\s?back|nsf|insufficient\s+funds
    |refer\s+to\s+drawer|rue?cklast\w*|rue?cklauf\w*|rue?ckgabe|rue?ckgeb\w*|rue?ckbuchung|retoure|storno\w*|impaye\w*
    |rejet\w*|retour|rejete|retournee?|geweigerd|gestorneerd|stornering|devolucion|devuelt\w+|impagad\w+
    |insolut\w+|storn\w+|respint\w+|zwrot\w*|odrzuc\w+|chq\s+rtd|rtd(?:\s+chq)?|r/d|r\d\d
    |(?:ac|ag|am|be|ed|ff|md|ms|rc|rr|sl)\d\d|dnor|cnor"""


def _pattern(words: str, after: str = "") -> re.Pattern[str]:
    return re.compile(rf"(?<!\w)(?:{words})(?!\w){after}", re.IGNORECASE | re.VERBOSE)


_CURRENCY = r"""(?:eur|usd|gbp|chf|pln|zl|czk|kc|sek|dkk|nok|kr|huf|ft|ron|lei|try|tl|cad|aud|jpy
    |[$€£¥])"""
_NUMBER = r"\d+(?:[., ']\d{3})*"
_AMOUNT = rf"""(?:{_CURRENCY}\s?{_NUMBER}(?:[.,]\d\d?)?(?!\d)
    |{_NUMBER}(?:[.,]\d\d?)?\s?{_CURRENCY}(?!\w)|{_NUMBER}[.,]\d\d(?!\d))"""
_LABEL = r"""inv|invoices?|bills?|re|rg|rechn|rechnung(?:en)?|fact?|factures?|factuur|facturen|facturas?
    |fatt?|ft|fatture?|fattura|fv|faktur[ay]?|nr|no|num|number|ref|your|our|ihre?|vom|date|dated"""
_LINK = r"""for|due\s+to|wegen|fur|pour|voor|wegens|por|per|za|z|o|laut|lt|gem|our|your|unsere?"""
_WORD = rf"(?!(?:{_LABEL}|{_CURRENCY})(?!\w))[^\W\d][^\s\d\0]*(?!\S)"
_WORDS = rf"{_WORD}(?:\s+{_WORD})?"
_BETWEEN = rf"[.:]*\s+(?:{_AMOUNT}[\s:/-]*)?(?:(?:{_LINK})\s+)?"
_NO_FORM = r"""(?!(?:\s+[^\W\d]\S*)?\s+(?:ltd|limited|gmbh|mbh|llc|inc|corp|plc|bv|sarl|sas|srl|spa|oy
    |kft|aps|sro)(?!\w))"""
"""A word before a legal form is somebody's name."""

_LESS_FOR = (
    _pattern(rf"{_AMOUNT}\s+(?:(?:{_LINK})\s+)?{_WORDS}\s+(?:{_TAKEN})"),
    _pattern(rf"{_WORDS}\s+{_AMOUNT}\s+(?:{_TAKEN})"),
    _pattern(_LESS, rf"{_BETWEEN}{_WORDS}"),
)
_STATED = _pattern(rf"{_REASONS}|{_CREDIT_NOTE}", rf"{_NO_FORM}(?:\s+{_WORD})?")
_MONEY = re.compile(rf"(?<![\w.,])(?:{_AMOUNT})", re.IGNORECASE | re.VERBOSE)
_BEHIND = re.compile(rf"[\s:/-]*(?:(?:{_LINK})\s+)?({_WORDS})", re.IGNORECASE | re.VERBOSE)
_BEFORE = re.compile(rf"(?<!\S)({_WORDS})[\s:/-]*\Z", re.IGNORECASE | re.VERBOSE)
_NOT_WHY = _pattern(r"""thanks?|thank\s+you|regards|danke|merci|bedankt|gracias|grazie|dziek\w+|payments?|paid
    |zahlung|gezahlt|paiement|betaling|pago|pagamento|platnosc|betalt|amount|betrag|montant|bedrag|importe
    |importo|kwota|sum|summe|total|of|is|von|de""")
_STAYS_OPEN = _pattern(r"""rest\w*|remain\w*|balance|outstanding|open|offen\w*|folgt|follows?|later|spater
    |reste|solde|resto|saldo|reszta|pozosta\w+|openstaand|volgt|pendiente|due|next|naechst\w*|nachst\w*""")
_SAYS_LESS = _pattern(_LESS)
_SAYS_CREDIT = _pattern(rf"{_CREDIT_NOTE}|(?:{_LESS}){_BETWEEN}(?:{_CREDIT})")
_SAYS_BALANCE, _SAYS_PART = _pattern(_BALANCE), _pattern(_PART)
_SAYS_CHARGES = _pattern(_CHARGES)
_SAYS_SEVERAL, _SAYS_RETURN = _pattern(_SEVERAL), _pattern(_RETURN)
_NAME = "\0"
"""Stands for each letter of a name that is not read."""
_LETTERS = str.maketrans("łŁøØđĐı", "lLoOdDi")


def _plain(text: str) -> str:
    """Without accents, sign for sign, so that places stay the same."""
    return "".join(unicodedata.normalize("NFKD", sign)[0] for sign in text.translate(_LETTERS))


def without_names(text: str, parties: Iterable[str]) -> str:
    """The text with a mark for the names of those who pay: a word in a name says nothing."""
    plain = _plain(text)
    for pattern in filter(None, map(_name, dict.fromkeys(parties))):
        for found in pattern.finditer(plain):
            text = text[: found.start()] + _NAME * len(found[0]) + text[found.end() :]
    return text


@lru_cache(maxsize=10_000)
def _name(party: str) -> re.Pattern[str] | None:
    """A name as it is written, in capitals, with umlauts or not, the end cut off or not."""
    first, *others = [_letters(word) for word in names.essential(party)] or [""]
    if not first:
        return None
    joint = r"[\W_]+(?:(?:und|and|et|y|e|i|en|og|och)[\W_]+)?"
    second = f"{joint}{others[0]}" if others else ""
    rest = "".join(f"(?:{joint}{word}" for word in others[1:]) + ")?" * len(others[1:])
    return re.compile(rf"(?<!\w){first}{second}{rest}(?!\w)", re.IGNORECASE)


def _letters(word: str) -> str:
    return re.sub("[aou]", lambda vowel: f"{vowel[0]}e?", word).replace("ss", "(?:ss|ß)")


def reason_of(text: str) -> str:
    """The payer's words for paying less, or nothing."""
    plain = _plain(text)
    stated = _STATED.search(plain)
    less = [found for pattern in _LESS_FOR if (found := pattern.search(plain))]
    beside = [found for found in less if not stated or _overlap(found, stated)]
    found = beside[0] if beside else stated
    if not found:
        return ""
    return _in_words(text[slice(*found.span())])


def _in_words(said: str) -> str:
    return " ".join(said.replace(_NAME, " ").split())[:MOST_WORDS].strip(" ,;.")


def reason_beside(text: str, missing: Decimal) -> str:
    """The words before, or else behind, exactly the amount that is missing; nothing if it follows."""
    plain = _plain(text)
    if _STAYS_OPEN.search(plain) or _SAYS_PART.search(plain):
        return ""
    for money in _MONEY.finditer(plain):
        if says_amount(money[0], missing):
            before, behind = (
                _BEFORE.search(plain[: money.start()]),
                _BEHIND.match(plain, money.end()),
            )
            for found in filter(None, (before, behind)):
                if not _NOT_WHY.search(found[1]):
                    return _in_words(text[slice(*found.span(1))])
    return ""


def _overlap(one: re.Match[str], other: re.Match[str]) -> bool:
    return one.start() < other.end() and other.start() < one.end()


def says_less(text: str) -> bool:
    """Whether it says that something was deducted."""
    return bool(_SAYS_LESS.search(_plain(text)))


def says_credit(text: str) -> bool:
    """Whether it says that a credit note was deducted."""
    return bool(_SAYS_CREDIT.search(_plain(text)))


def says_balance(text: str) -> bool:
    """Whether it says that all that is open is paid."""
    return bool(_SAYS_BALANCE.search(_plain(text)))


def says_part(text: str) -> bool:
    """Whether it says that this is a part of what is owed."""
    return bool(_SAYS_PART.search(_plain(text)))


def says_charges(text: str) -> bool:
    """Whether it speaks of what banks keep back."""
    return bool(_SAYS_CHARGES.search(_plain(text)))


def says_several(text: str) -> bool:
    """Whether it speaks of more than one invoice."""
    return bool(_SAYS_SEVERAL.search(_plain(text)))


def return_reason(text: str) -> str:
    """The bank's words and codes for a payment that came back, or nothing."""
    found = _SAYS_RETURN.finditer(_plain(text))
    return " ".join(dict.fromkeys(text[slice(*one.span())] for one in found))
