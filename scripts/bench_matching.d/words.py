"""Names of companies that do not exist, as a ledger has them and as banks print them."""

from __future__ import annotations

import random
import unicodedata


def _words(text: str, apart: str | None = None) -> tuple[str, ...]:
    return tuple(word.strip() for word in text.split(apart))


SYLLABLES = _words(
    """bra dor fen gil hal jor kel lum mar nev ost pal quin ros sil tor ulm vel wen xan yor zan bel
    cor dun ell fro gar hof ind kas lor mir nor orm pra rud sca tam urs vik zel brü dé lø ná mö åk
    ski tro ven wal bur cas der erk flo gre"""
)
ENDINGS = _words("a en o is er ic ova und ak ine es ia ow ard")
TRADES = _words(
    """Logistik Maschinenbau Technik Handel Transport Druck Bau Elektro Metall Holz Services
    Trading Foods Systems Supplies Energy Medical Textiles Packaging Motors Conseil Industrie
    Distribution Équipements Bâtiment Impianti Costruzioni Alimentari Meccanica Servicios Comercial
    Construcciones Alimentos Bygg Elteknik Transporter Bouw Techniek Groothandel Usługi"""
)
OTHER_TRADES = _words(
    "Immobilien Versicherung Apotheke Notariat Hausverwaltung Bank Stiftung Verein"
)
"""Of those who are no customers."""
FORMS = _words(
    "GmbH|AG|GmbH & Co. KG|KG|e.K.|Ltd|PLC|LLC|Inc.|SARL|SAS|S.A.|S.r.l.|S.p.A.|S.L.|B.V.|N.V.|AB|A/S"
    "|ApS|Oy|sp. z o.o.|s.r.o.|Kft.",
    "|",
)
PLACES = _words("Nord Süd West Ost City Park Port Alpha Center Export")
WITHOUT_TRADE = 0.12
SIBLINGS = 0.2
"""So many customers bear the name of the one before, but for one word or the legal form."""
TYPING_ERROR = 0.04
WIDTHS = (18, 22, 27, 35, 70)
"""Letters that banks have for a name."""


def company(chance: random.Random) -> tuple[str, ...]:
    """The words of a new name; the last is the legal form."""
    coined = "".join(chance.choices(SYLLABLES, k=chance.randint(1, 3))) + chance.choice(ENDINGS)
    form = chance.choice(FORMS)
    if chance.random() < WITHOUT_TRADE:
        partner = chance.choice(SYLLABLES) + chance.choice(ENDINGS)
        return coined.title(), "&", partner.title(), form
    return coined.title(), chance.choice(TRADES), form


def stranger(chance: random.Random) -> str:
    """The name of one who is no customer."""
    coined, *_, form = company(chance)
    return f"{coined} {chance.choice(OTHER_TRADES)} {form}"


def sibling(name: tuple[str, ...], chance: random.Random) -> tuple[str, ...]:
    """A name of the same family."""
    match chance.randrange(3):
        case 0:
            return *name[:-1], chance.choice(FORMS)
        case 1:
            return *name[:-1], chance.choice(PLACES), name[-1]
        case _:
            return name[0], chance.choice(TRADES), name[-1]


def names(count: int, chance: random.Random) -> list[str]:
    """So many different names."""
    found: dict[str, None] = {}
    last = company(chance)
    while len(found) < count:
        last = sibling(last, chance) if chance.random() < SIBLINGS else company(chance)
        found[" ".join(last)] = None
    return list(found)


def printed(name: str, chance: random.Random) -> str:
    """A name as a bank prints it: cut off, in capitals, without accents, with an error."""
    if chance.random() < 0.5:
        name = name.upper()
    if chance.random() < 0.4:
        name = _plain(name, chance.choice(("", ".")))
    if chance.random() < TYPING_ERROR and len(name) > 8:
        at = chance.randrange(2, len(name) - 2)
        name = name[:at] + chance.choice(("", "n", name[at] * 2)) + name[at + 1 :]
    return name[: chance.choice(WIDTHS)].strip()


def _plain(name: str, instead: str) -> str:
    if instead:
        return "".join(sign if sign.isascii() else instead for sign in name)
    apart = unicodedata.normalize("NFKD", name.replace("ø", "o").replace("Ø", "O"))
    return "".join(sign for sign in apart if sign.isascii())
