"""Exact amounts as the user writes them."""

import re
from decimal import Decimal

from odoo.tools.misc import get_lang

from bank_formats.currency import minor_units

AMOUNT = re.compile(r"(-?\d+\.\d+)((?: [A-Z]{3})?)")


def money(env, amount, currency):
    """An amount with the digits that its currency (ISO code) has, or more: nothing is rounded."""
    exact = Decimal(amount).normalize()
    places = max(minor_units(currency), -exact.as_tuple().exponent)
    return _with_marks(env, f"{exact:,.{places}f}")


def as_written(env, value):
    """A stated total as the user writes it, if it is an amount; the text as it is, if not."""
    found = AMOUNT.fullmatch(value)
    return _with_marks(env, f"{Decimal(found[1]):,f}") + found[2] if found else value


def _with_marks(env, text):
    lang = get_lang(env)
    marks = str.maketrans({",": lang.thousands_sep or "", ".": lang.decimal_point})
    return text.translate(marks)
