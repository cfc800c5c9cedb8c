"""The company itself: address, logo, bank journal, payment terms, products, taxes, people."""

from __future__ import annotations

import base64
import io
from datetime import date, timedelta
from random import Random
from typing import Any

from PIL import Image, ImageDraw

from .identifiers import make_account, make_vat_number

NAME = "Halewyck Instruments BV"
PASSWORD = "demo"
ACCOUNT = make_account("BE", Random(NAME))
SECOND_ACCOUNT_NUMBER = make_account("BE", Random(f"{NAME} 2"))
PEOPLE = (
    # login, name, group, first page
    ("collector", "Anke Peeters", "ar_collections.group_collector", "ar_case_action"),
    ("treasurer", "Tom Claes", "ar_collections.group_treasurer", "ar_match_action"),
    ("manager", "Sofie Maes", "ar_collections.group_manager", "ar_case_action"),
)
PUBLIC_BODIES = ("10009", "10036")
PRODUCTS = (
    ("Pressure transmitter PT-220", "284.50"),
    ("Flow meter FM-80, DN 50", "1472.00"),
    ("Calibration on site, per instrument", "138.75"),
    ("Data logger DL-16", "612.40"),
    ("Calibration contract, one year", "2340.00"),
    ("Thermocouple set, type K", "96.35"),
    ("Radio gateway GW-2", "845.90"),
    ("Diaphragm kit", "41.60"),
    ("Commissioning, per hour", "112.50"),
    ("FlowView licence, one year", "1190.00"),
    ("Conductivity probe CP-7", "457.25"),
    ("Freight and packing", "37.80"),
)


def set_up_company(env: Any) -> None:
    """Name, address and logo."""
    env.company.write(
        {
            "name": NAME,
            "street": "Philipssite 17",
            "zip": "3001",
            "city": "Leuven",
            "phone": "+32 16 55 50 17",
            "email": "accounts@halewyck-instruments.example",
            "website": "https://www.halewyck-instruments.example",
            "vat": make_vat_number("BE", Random(NAME)),
            "logo": base64.b64encode(_draw_logo()),
            "primary_color": "#1f4e5f",
        }
    )


def _draw_logo() -> bytes:
    """A gauge: dial, marks and pointer."""
    image = Image.new("RGBA", (256, 256))
    draw = ImageDraw.Draw(image)
    draw.ellipse((8, 8, 248, 248), fill="#1f4e5f")
    draw.ellipse((30, 30, 226, 226), fill="white")
    draw.arc((50, 50, 206, 206), 150, 390, fill="#1f4e5f", width=14)
    draw.arc((50, 50, 206, 206), 330, 390, fill="#d1495b", width=14)
    draw.line((128, 128, 180, 76), fill="#d1495b", width=12)
    draw.ellipse((112, 112, 144, 144), fill="#1f4e5f")
    target = io.BytesIO()
    image.save(target, "PNG")
    return target.getvalue()


def set_up_bank_journal(env: Any) -> Any:
    """The bank journal with the account that the statements name; invoices carry RF references."""
    journals = env["account.journal"].search([("company_id", "=", env.company.id)])
    journals.filtered(lambda each: each.type == "sale").invoice_reference_model = "euro"
    bank = env["res.bank"].create({"name": "Leuvense Handelsbank", "bic": "ARBKBEB1"})
    account = env["res.partner.bank"].create(
        {"acc_number": ACCOUNT, "partner_id": env.company.partner_id.id, "bank_id": bank.id}
    )
    journal = journals.filtered(lambda each: each.type == "bank")
    journal.write({"name": "Leuvense Handelsbank", "bank_account_id": account.id})
    return journal


def set_up_second_journal(env: Any) -> Any:
    """The journal of the second account, at the same bank."""
    bank = env["res.bank"].search([("bic", "=", "ARBKBEB1")])
    account = env["res.partner.bank"].create(
        {
            "acc_number": SECOND_ACCOUNT_NUMBER,
            "partner_id": env.company.partner_id.id,
            "bank_id": bank.id,
        }
    )
    return env["account.journal"].create(
        {
            "name": "Leuvense Handelsbank, collections",
            "type": "bank",
            "code": "LHC",
            "bank_account_id": account.id,
        }
    )


def set_up_policies(env: Any, partners: dict[str, Any]) -> None:
    """What is written off to which account; public bodies are suggested only."""
    account = {
        each.code: each
        for each in env["account.account"].search([("code", "in", ("620000", "642000"))])
    }
    every = env["ar.match.policy"].search([("company_id", "=", env.company.id)])
    every.write(
        {
            "rounding_amount": 0.5,
            "rounding_account_id": account["642000"].id,
            "fee_amount": 10,
            "fee_percent": 2,
            "fee_account_id": account["620000"].id,
            "discount_days": 2,
        }
    )
    public = env["res.partner.category"].create({"name": "Public body"})
    for number in PUBLIC_BODIES:
        partners[number].category_id = public
    every.copy(
        {
            "name": "Public bodies",
            "sequence": 10,
            "category_ids": [(6, 0, public.ids)],
            "post": False,
        }
    )


def set_up_pounds(env: Any, today: date) -> None:
    """Pounds sterling, at one rate since before the first invoice."""
    pounds = env.ref("base.GBP")
    pounds.active = True
    env["res.currency.rate"].create(
        {"currency_id": pounds.id, "name": today - timedelta(days=400), "rate": 0.8460}
    )
    # Who works with several currencies sees them.
    env.ref("base.group_user").implied_ids = [(4, env.ref("base.group_multi_currency").id)]


def create_terms(env: Any) -> dict[str, Any]:
    """Short name -> payment term."""

    def term(name: str, parts: list[tuple[int, int]], **more: Any) -> Any:
        lines = [
            (0, 0, {"value": "percent", "value_amount": share, "nb_days": days})
            for share, days in parts
        ]
        return env["account.payment.term"].create(
            {
                "name": name,
                "note": f"Payment terms: {name}",
                "line_ids": [(5, 0, 0), *lines],
                **more,
            }
        )

    return {
        "14": term("14 days", [(100, 14)]),
        "30": env.ref("account.account_payment_term_30days"),
        "instalments": term("Half in 30 days, half in 60 days", [(50, 30), (50, 60)]),
        "discount": term(
            "2 % in 10 days, net in 30 days",
            [(100, 30)],
            early_discount=True,
            discount_percentage=2,
            discount_days=10,
            early_pay_discount_computation="included",
        ),
    }


def create_products(env: Any) -> Any:
    """What the company sells."""
    return env["product.product"].create(
        [{"name": name, "list_price": float(price), "type": "service"} for name, price in PRODUCTS]
    )


def set_up_taxes(env: Any) -> dict[bool, Any]:
    """Tax at home (True) and abroad (False)."""
    sale = env["account.tax"].search(
        [("type_tax_use", "=", "sale"), ("company_id", "=", env.company.id)]
    )
    abroad = sale.filtered(lambda each: each.amount == 0)[:1]
    home = (sale - abroad)[:1]
    home.write({"amount": 21, "name": "21%", "invoice_label": "VAT 21%"})
    abroad.invoice_label = "VAT 0%"
    return {True: home, False: abroad}


def create_people(env: Any) -> dict[str, Any]:
    """Login -> user, one for each group; the administrator holds them all."""
    groups = [env.ref(group) for _, _, group, _ in PEOPLE]
    env.ref("base.user_admin").write(
        {
            "password": PASSWORD,
            "tz": "Europe/Brussels",
            "group_ids": [(4, each.id) for each in groups],
        }
    )
    users = env["res.users"].with_context(no_reset_password=True)
    return {
        login: users.create(
            {
                "name": name,
                "login": login,
                "password": PASSWORD,
                "email": f"{login}@halewyck-instruments.example",
                "tz": "Europe/Brussels",
                "action_id": env.ref(f"ar_collections.{page}").id,
                "group_ids": [
                    (4, env.ref(each).id)
                    for each in ("base.group_user", "base.group_partner_manager", group)
                ],
            }
        )
        for login, name, group, page in PEOPLE
    }
