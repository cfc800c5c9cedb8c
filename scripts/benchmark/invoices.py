"""Thousands of posted invoices: one of each kind by the ORM, the others cloned from it in SQL."""

import re
from collections import defaultdict
from contextlib import contextmanager
from datetime import timedelta

from odoo import Command

# Columns that hold the whole amount or nothing, with a sign: an item has one line and no tax.
_AMOUNTS = (
    *("amount_untaxed", "amount_untaxed_signed", "amount_untaxed_in_currency_signed"),
    *("amount_total", "amount_total_signed", "amount_total_in_currency_signed"),
    *("amount_residual", "amount_residual_signed", "amount_residual_currency"),
    *("debit", "credit", "balance", "amount_currency"),
    *("price_unit", "price_subtotal", "price_total"),
)
_DISCOUNTED = ("discount_amount_currency", "discount_balance")

# What a clone has of its own: o is the original's row, i the item's.
_OWN = {
    "account_move": {
        "id": "i.move_id",
        "name": "i.name",
        "sequence_prefix": "i.prefix",
        "sequence_number": "i.number",
        "payment_reference": "CASE WHEN o.payment_reference = o.name THEN i.name END",
        "ref": "i.ref",
        "partner_id": "i.partner_id",
        "commercial_partner_id": "i.partner_id",
        "partner_shipping_id": "i.partner_id",
        "fiscal_position_id": "i.fiscal_position_id",
        "invoice_payment_term_id": "i.term_id",
        "partner_bank_id": "CASE o.move_type WHEN 'out_refund' THEN i.bank_id"
        " ELSE o.partner_bank_id END",
        "invoice_partner_display_name": "i.partner_name",
        "date": "i.issued",
        "invoice_date": "i.issued",
        "invoice_date_due": "i.due",
    },
    "account_move_line": {
        "id": "nextval('account_move_line_id_seq')",
        "move_id": "i.move_id",
        "move_name": "i.name",
        "name": "CASE WHEN o.display_type = 'payment_term' AND o.name <> ''"
        " THEN concat_ws(' - ', nullif(i.ref, i.name), i.name) ELSE o.name END",
        "ref": "i.ref",
        "partner_id": "i.partner_id",
        "date": "i.issued",
        "invoice_date": "i.issued",
        "date_maturity": "CASE WHEN o.date_maturity IS NOT NULL THEN i.due END",
        "discount_date": "CASE WHEN o.discount_date IS NOT NULL THEN i.discount_date END",
    },
}


def post_items(env, items, partners):
    """Ids of the posted moves by number. Numbers are those of the file, whatever their form."""
    kinds = by_kind(items)
    terms = payment_terms(env, items)
    with any_number_accepted(env):
        originals = [post_invoice(env, of[0], partners, terms) for of in kinds.values()]
    clones = [
        (original.id, item)
        for original, of in zip(originals, kinds.values(), strict=True)
        for item in of[1:]
    ]
    _clone(env, clones, partners, terms)
    return {move.name: move.id for move in originals} | _ids(env, clones)


def by_kind(items):
    """What one original serves for: the clones of it differ in their own values only."""
    kinds = defaultdict(list)
    for item in items:
        kinds[item.credit_note, bool(item.discount)].append(item)
    return kinds


@contextmanager
def any_number_accepted(env):
    """Odoo otherwise refuses a number that it reads as one of another year or month."""
    env["ir.config_parameter"].set_param("sequence.mixin.constraint_start_date", "9999-12-31")
    yield
    env["ir.config_parameter"].set_param("sequence.mixin.constraint_start_date", False)


def payment_terms(env, items):
    """Odoo's payment terms; only a discount needs one, else the due date is just a date."""
    wanted = {_term_key(item) for item in items if item.discount}
    return {key: _term(env["account.payment.term"], *key) for key in wanted}


def _term_key(item):
    return (item.due - item.issued).days, item.discount


def _term(terms, days, discount):
    percent, within = discount
    name = f"{days} days, {percent} % within {within} days"
    return terms.search([("name", "=", name)]) or terms.create(
        {
            "name": name,
            "early_discount": True,
            "discount_percentage": float(percent),
            "discount_days": within,
            "line_ids": [
                Command.create({"value": "percent", "value_amount": 100, "nb_days": days})
            ],
        }
    )


def post_invoice(env, item, partners, terms):
    """The item by the ORM, as a person would enter it."""
    values = {
        "move_type": "out_refund" if item.credit_note else "out_invoice",
        "name": item.invoice,
        "posted_before": True,  # else Odoo drops a number that does not look like the date's
        "partner_id": partners[item.customer].id,
        "invoice_date": item.issued,
        "ref": item.reference or False,
        "invoice_line_ids": [
            Command.create({"name": "Goods", "price_unit": float(item.amount), "tax_ids": False})
        ],
    }
    if item.discount:
        values["invoice_payment_term_id"] = terms[_term_key(item)].id
    else:
        values["invoice_date_due"] = item.due
    move = env["account.move"].create(values)
    move.action_post()
    return move


def _clone(env, clones, partners, terms):
    env.flush_all()
    _stage(env, clones, partners, terms)
    amounts = _amounts(env.company.currency_id)
    for table, own in _OWN.items():
        _copy_rows(env.cr, table, {**amounts, **own})
    _mark_gaps(env.cr)
    env.cr.execute("DROP TABLE cloned_item")
    env.invalidate_all()


def _stage(env, clones, partners, terms):
    env.cr.execute(
        "CREATE TEMP TABLE cloned_item (move_id integer DEFAULT nextval('account_move_id_seq'),"
        " original_id integer, name text, prefix text, number integer, ref text, issued date,"
        " due date, amount numeric, discount numeric, discount_date date, term_id integer,"
        " partner_id integer, partner_name text, bank_id integer,"
        " fiscal_position_id integer)"
    )
    of_customer = _partner_values(env, partners)
    rows = [
        (
            *(original, item.invoice, *split_number(env, item.invoice), item.reference or None),
            *(item.issued, item.due, item.amount, *_discount(item, terms)),
            *of_customer[item.customer],
        )
        for original, item in clones
    ]
    env.cr.execute_values(
        "INSERT INTO cloned_item (original_id, name, prefix, number, ref, issued, due, amount,"
        " discount, discount_date, term_id, partner_id, partner_name, bank_id,"
        " fiscal_position_id) VALUES %s",
        rows,
        page_size=1000,
    )


def _discount(item, terms):
    """Percent, last day and payment term."""
    if not item.discount:
        return None, None, None
    percent, within = item.discount
    return percent, item.issued + timedelta(days=within), terms[_term_key(item)].id


def _partner_values(env, partners):
    """Id, name, account and fiscal position, which without tax numbers hangs on the country."""
    Position = env["account.fiscal.position"]
    by_country = {partner.country_id: partner for partner in partners.values()}
    positions = {
        country: Position._get_fiscal_position(partner).id or None
        for country, partner in by_country.items()
    }
    return {
        key: (
            *(partner.id, partner.display_name, partner.bank_ids[:1].id or None),
            positions[partner.country_id],
        )
        for key, partner in partners.items()
    }


def split_number(env, name):
    """Prefix and number as Odoo stores them beside an invoice's name."""
    Move = env["account.move"]
    pattern = Move._make_regex_non_capturing(Move._sequence_fixed_regex.replace("?P<seq>", ""))
    found = re.match(pattern, name)
    return name[: found.start(1)], int(found.group(1) or 0)


def _amounts(currency):
    own = {column: f"sign(o.{column}) * i.amount" for column in _AMOUNTS}
    discounted = f"round(i.amount * (100 - i.discount) / 100, {currency.decimal_places})"
    for column in _DISCOUNTED:
        own[column] = f"CASE WHEN o.{column} = 0 THEN 0 ELSE sign(o.{column}) * {discounted} END"
    return own


def _copy_rows(cr, table, own):
    """All columns that the table has here, those of other modules too."""
    key = "id" if table == "account_move" else "move_id"
    cr.execute(
        "SELECT quote_ident(column_name), column_name FROM information_schema.columns"
        " WHERE table_schema = current_schema AND table_name = %s",
        [table],
    )
    columns = cr.fetchall()
    names = ", ".join(quoted for quoted, _ in columns)
    values = ", ".join(own.get(column, f"o.{quoted}") for quoted, column in columns)
    cr.execute(  # names from the catalogue and expressions of this file, nothing from outside
        f"INSERT INTO {table} ({names}) SELECT {values}"  # nosec B608
        f" FROM cloned_item i JOIN {table} o ON o.{key} = i.original_id ORDER BY i.move_id, o.id"
    )


def _mark_gaps(cr):
    """A number whose predecessor is missing carries Odoo's mark for it."""
    cr.execute(
        "UPDATE account_move m SET made_sequence_gap = NOT m.made_sequence_gap"
        " WHERE m.journal_id IN (SELECT journal_id FROM account_move WHERE move_type <> 'entry')"
        " AND m.made_sequence_gap IS DISTINCT FROM (m.sequence_number > 1 AND NOT EXISTS ("
        "SELECT FROM account_move p WHERE p.journal_id = m.journal_id"
        " AND p.sequence_prefix = m.sequence_prefix"
        " AND p.sequence_number = m.sequence_number - 1))"
    )


def _ids(env, clones):
    numbers = [item.invoice for _, item in clones]
    env.cr.execute(
        "SELECT name, id FROM account_move WHERE name = ANY(%s)"
        " AND move_type IN ('out_invoice', 'out_refund')",
        [numbers],
    )
    return dict(env.cr.fetchall())
