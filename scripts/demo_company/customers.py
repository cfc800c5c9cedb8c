"""The customers, from ``customers.csv``; what the file does not say follows from the number."""

from __future__ import annotations

import csv
import re
import unicodedata
from dataclasses import dataclass
from pathlib import Path
from random import Random
from typing import Any

from .identifiers import make_account, make_vat_number

LANGUAGES = {
    "BE": "nl_BE",
    "NL": "nl_NL",
    "DE": "de_DE",
    "FR": "fr_FR",
    "GB": "en_GB",
    "IT": "it_IT",
    "ES": "es_ES",
    "PL": "pl_PL",
    "SE": "sv_SE",
    "CH": "de_CH",
    "AT": "de_DE",
}
_PHONES = {
    "BE": "+32 2 555 {:02} {:02}",
    "NL": "+31 20 555 {:02}{:02}",
    "DE": "+49 30 5550 {:02}{:02}",
    "FR": "+33 1 99 55 {:02} {:02}",
    "GB": "+44 20 7946 {:02}{:02}",
    "IT": "+39 06 5550 {:02}{:02}",
    "ES": "+34 910 55 {:02} {:02}",
    "PL": "+48 22 555 {:02} {:02}",
    "SE": "+46 8 555 0{:02} {:02}",
    "CH": "+41 44 555 {:02} {:02}",
    "AT": "+43 1 5550 {:02}{:02}",
}
# Their bank account is not in the books yet: payments must be recognised by what they say.
ACCOUNT_UNKNOWN = frozenset(("10007", "10013", "10029", "10035", "10038", "10050", "10058"))
_WITHOUT_DECOMPOSITION = str.maketrans("łŁøØßæÆ", "lLoOsaA")


@dataclass(frozen=True, slots=True, kw_only=True)
class Customer:
    """One customer; ``terms`` and ``habit`` are how it should pay and how it does."""

    number: str
    name: str
    country: str
    zip: str
    city: str
    street: str
    contact: str
    terms: str
    habit: str
    weight: int
    account: str
    vat: str
    phone: str

    @property
    def domain(self) -> str:
        """Reserved for examples: no mail sent there reaches anybody (RFC 2606)."""
        words = re.findall("[a-z0-9]+", plain(self.name).lower())
        return "-".join(words[:2]) + ".example"


def plain(text: str) -> str:
    """Without accents, as most banks write names."""
    decomposed = unicodedata.normalize("NFKD", text.translate(_WITHOUT_DECOMPOSITION))
    return "".join(each for each in decomposed if not unicodedata.combining(each))


def read_customers() -> dict[str, Customer]:
    """Number -> customer."""
    path = Path(__file__).parent / "customers.csv"
    with path.open(encoding="utf-8") as file:
        return {row["number"]: _customer(row) for row in csv.DictReader(file, delimiter=";")}


def _customer(row: dict[str, str]) -> Customer:
    random, country = Random(row["number"]), row["country"]
    return Customer(
        **{key: value for key, value in row.items() if key != "weight"},
        weight=int(row["weight"]),
        account=make_account(country, random),
        vat=make_vat_number(country, random),
        phone=_PHONES[country].format(random.randrange(100), random.randrange(100)),
    )


def create_customers(
    env: Any, customers: dict[str, Customer], terms: dict[str, Any], people: dict[str, Any]
) -> dict[str, Any]:
    """Number -> partner, with a contact person and, where known, the bank account."""
    for language in sorted({*LANGUAGES.values(), "fr_BE"}):
        env["res.lang"]._activate_lang(language)
    partners = env["res.partner"].create(
        [_partner_values(env, each, terms, people) for each in customers.values()]
    )
    by_number = dict(zip(customers, partners, strict=True))
    env["res.partner.bank"].create(
        [
            {"partner_id": by_number[number].id, "acc_number": customer.account}
            for number, customer in customers.items()
            if number not in ACCOUNT_UNKNOWN
        ]
    )
    return by_number


def _partner_values(
    env: Any, customer: Customer, terms: dict[str, Any], people: dict[str, Any]
) -> dict[str, Any]:
    country = env.ref("base.uk" if customer.country == "GB" else f"base.{customer.country.lower()}")
    return {
        "name": customer.name,
        "is_company": True,
        "ref": customer.number,
        "customer_rank": 1,
        "street": customer.street,
        "zip": customer.zip,
        "city": customer.city,
        "country_id": country.id,
        "vat": customer.vat,
        "phone": customer.phone,
        "email": f"accounts@{customer.domain}",
        "website": f"https://www.{customer.domain}",
        "lang": _language(customer),
        "user_id": people["manager" if customer.weight > 3 else "collector"].id,
        "property_payment_term_id": terms[customer.terms].id,
        "child_ids": [(0, 0, _contact_values(customer))],
    }


def _contact_values(customer: Customer) -> dict[str, Any]:
    mailbox = plain(customer.contact).lower().split()[-1]
    return {
        "name": customer.contact,
        "function": "Accounts payable",
        "email": f"{mailbox}@{customer.domain}",
        "phone": customer.phone,
        "lang": _language(customer),
    }


def _language(customer: Customer) -> str:
    """French in the south of Belgium: postal codes 4000 to 7999, and Liège's."""
    if customer.country == "BE" and customer.zip[0] in "4567":
        return "fr_BE"
    return "fr_FR" if customer.zip == "1950" else LANGUAGES[customer.country]
