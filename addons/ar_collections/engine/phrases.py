"""What payers and banks say besides numbers: in English, German, French, Dutch, Spanish, Italian, Polish.

>>> reason_of("RE 4711 abzgl. Reklamation Charge 7"), says_balance("Solde de tout compte")
('abzgl. Reklamation Charge', True)
"""

from __future__ import annotations

import re
import unicodedata

MOST_WORDS = 60
"""Letters of a reason that are kept."""

_LESS = r"""less|minus|deduct\w*|deduz\w*|abz(?:gl|ug|uegl|ugl)\w*|einbehalt\w*|gekurzt|kurzung|moins|deduction
    |retenue|aftrek|minder|inhouding|menos|descontad\w*|retencion|meno|detra\w+|trattenut\w*|potrac\w*
    |pomniejsz\w*"""
_REASONS = r"""skonto|skonta|escompte|sconto|descuento|betalingskorting|korting|rabatt?\w*|discount
    |retoure?n?|returned\s+goods|rucksendung|marchandises?\s+retourn\w+|devolucion|reso|zwrot\w*
    |reklamation\w*|reklamacj\w+|reclamation|reclamo|reclamacion|klacht|litige
    |damaged?|damages|beschadig\w+|avarie\w*|endommag\w+|danad\w+|dannegg\w+|uszkodz\w+
    |shortage|short\s+(?:delivery|shipped)|fehlmengen?|manquants?|tekort|faltantes?|mancant[ei]
    |price\s+diff\w*|preisdiff\w*|prijsverschil|difference\s+de\s+prix|diferencia\s+de\s+precio
    |differenza\s+(?:di\s+)?prezzo|roznica\s+cen\w*|allowance|rebate|werbekostenzuschuss|wkz|bonus
    |vertragsstrafe|penalt\w+|penalites?|boete|penalidad|penale"""
_BALANCE = r"""(?:all|the)\s+open(?:\s+(?:items|invoices))?|open\s+items|(?:account|outstanding|full|total)\s+balance
    |balance|settlement\s+of\s+account|saldo|salden|kontoausgleich|saldenausgleich|offene\s+posten
    |alle\s+offenen\w*|solde|toutes\s+(?:les\s+)?factures|alle\s+openstaande\w*|openstaand\s+saldo
    |todas\s+las\s+facturas|tutte\s+le\s+fatture|partite\s+aperte|saldo\s+konta|wszystkie\s+faktury"""
_PART = r"""teilzahlung|teilbetrag|anzahlung|abschlag\w*|\d\.?\s*rate|rate\s*\d|raten?zahlung|a\s?konto|a\s+conto
    |part(?:ial)?\s+pay\w*|instal+ments?|down\s?payment|deposit|on\s+account|acompte|paiement\s+partiel
    |versement\s+partiel|deelbetaling|aanbetaling|termijn|pago\s+parcial|a\s+cuenta|anticipo|plazo
    |acconto|rata|pagamento\s+parziale|zaliczk\w+|czesciow\w+"""
_SEVERAL = r"""invoices|bills|rechnungen|factures|facturen|facturas|fatture|faktur|fakturor|fakturer|faturas
    |faturalar|szamlak|laskut
    |u\.\s?a\.|etc|and\s+others|und\s+weitere\w*|en\s+andere\w*|et\s+autres|y\s+otr[ao]s|e\s+altr[ei]
    |e\s+outr[ao]s|i\s+inne|m\.\s?fl
    |[2-9]\s*(?:x\s*)?(?:inv|rg|re|rechn|fact|fatt|fakt)\w*"""
_RETURN = r"""return(?:ed)?|reversal|reversed|unpaid|dishonou?red|bounced|charge\s?back|nsf|insufficient\s+funds
    |refer\s+to\s+drawer|rucklast\w*|rucklauf\w*|ruckgabe|ruckgeb\w*|ruckbuchung|retoure|storno\w*|impaye\w*
    |rejet\w*|retour|rejete|retournee?|geweigerd|gestorneerd|stornering|devolucion|devuelt\w+|impagad\w+
    |insolut\w+|storn\w+|respint\w+|zwrot\w*|odrzuc\w+|r\d\d|a[cm]0\d|m[ds]0\d|sl01|be05|dnor|cnor"""


def _pattern(words: str, after: str = "") -> re.Pattern[str]:
    return re.compile(rf"(?<!\w)(?:{words})(?!\w){after}", re.IGNORECASE | re.VERBOSE)


_SHORT = (
    _pattern(rf"(?:{_LESS})", r"\.?\s+(?:[^\W\d]\S*)(?:\s+[^\W\d]\S*)?"),
    _pattern(_REASONS, r"(?:\s+[^\W\d]\S*)?"),
)
_SAYS_BALANCE, _SAYS_PART = _pattern(_BALANCE), _pattern(_PART)
_SAYS_SEVERAL, _SAYS_RETURN = _pattern(_SEVERAL), _pattern(_RETURN)


def _plain(text: str) -> str:
    """Without accents, sign for sign, so that places stay the same."""
    return "".join(unicodedata.normalize("NFKD", sign)[0] for sign in text)


def reason_of(text: str) -> str:
    """The payer's words for paying less, or nothing."""
    plain = _plain(text)
    for pattern in _SHORT:
        if found := pattern.search(plain):
            return " ".join(text[slice(*found.span())].split())[:MOST_WORDS].rstrip(" ,;.")
    return ""


def says_balance(text: str) -> bool:
    """Whether it says that all that is open is paid."""
    return bool(_SAYS_BALANCE.search(_plain(text)))


def says_part(text: str) -> bool:
    """Whether it says that this is a part of what is owed."""
    return bool(_SAYS_PART.search(_plain(text)))


def says_several(text: str) -> bool:
    """Whether it speaks of more than one invoice."""
    return bool(_SAYS_SEVERAL.search(_plain(text)))


def return_reason(text: str) -> str:
    """The bank's word or code for a payment that came back, or nothing."""
    found = _SAYS_RETURN.search(_plain(text))
    return text[slice(*found.span())] if found else ""
