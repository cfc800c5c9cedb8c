"""The books hold what the case says, and a cloned invoice is what the ORM would have made."""

import random
from collections import defaultdict
from contextlib import closing
from decimal import Decimal

from .invoices import any_number_accepted, by_kind, payment_terms, post_invoice

_FURTHER = 3
_NOT_COMPARED = ["id", "move_id", "create_date", "write_date", "access_token"]


class BooksError(ValueError):
    """The loaded books are not those of the case: nothing measured on them would count."""


def check_clones(env, items, partners, moves):
    """A sample is made again by the ORM, in a savepoint: every stored column must agree."""
    for item in _sample(items):
        with closing(env.cr.savepoint()):
            _check_clone(env, item, partners, moves[item.invoice])


def _sample(items):
    """One of each kind and a few more, the same ones in each run."""
    draw = random.Random(len(items))
    each = [draw.choice(alike) for alike in by_kind(items).values()]
    return each + draw.sample(items, min(_FURTHER, len(items)))


def _check_clone(env, item, partners, move_id):
    cloned = _rows(env.cr, move_id)
    env.cr.execute("UPDATE account_move SET name = name || ' (clone)' WHERE id = %s", [move_id])
    env.invalidate_all()
    with any_number_accepted(env):
        move = post_invoice(env, item, partners, payment_terms(env, [item]))
    env.flush_all()
    for row, expected in zip(cloned, _rows(env.cr, move.id), strict=True):
        wrong = {key: (row[key], expected[key]) for key in row if row[key] != expected[key]}
        if wrong:
            raise BooksError(f"{item.invoice}: the clone and the ORM's result differ: {wrong}")


def _rows(cr, move_id):
    """The move and its lines, each a dictionary of all its columns."""
    cr.execute(
        "SELECT to_jsonb(m) - %(out)s FROM account_move m WHERE id = %(id)s UNION ALL ("
        "SELECT to_jsonb(l) - %(out)s FROM account_move_line l WHERE move_id = %(id)s ORDER BY l.id)",
        {"out": _NOT_COMPARED, "id": move_id},
    )
    return [row for (row,) in cr.fetchall()]


def check_totals(env, items, partners):
    """The trial balance is nil; each customer owes what the file says, in as many items."""
    env.flush_all()
    env.cr.execute("SELECT move_id FROM account_move_line GROUP BY 1 HAVING sum(balance) <> 0")
    if unbalanced := env.cr.fetchall():
        raise BooksError(f"moves out of balance: {unbalanced[:5]}")
    expected, found = _owed(items, partners), _open_in(env.cr)
    if expected != found:
        wrong = [
            f"{partner.name}: {found.get(partner.id)}, by the file {expected.get(partner.id)}"
            for partner in partners.values()
            if found.get(partner.id) != expected.get(partner.id)
        ]
        raise BooksError(f"{len(wrong)} customers owe other sums: {'; '.join(wrong[:5])}")


def _owed(items, partners):
    owed = defaultdict(lambda: (0, Decimal(0)))
    for item in items:
        if item.residual:
            count, total = owed[partners[item.customer].id]
            owed[partners[item.customer].id] = (count + 1, total + item.residual)
    return dict(owed)


def _open_in(cr):
    cr.execute(
        "SELECT l.partner_id, count(*), sum(l.amount_residual)::text FROM account_move_line l"
        " JOIN account_account a ON a.id = l.account_id"
        " WHERE a.account_type = 'asset_receivable' AND l.parent_state = 'posted'"
        " AND NOT l.reconciled GROUP BY 1"
    )
    return {partner: (count, Decimal(total)) for partner, count, total in cr.fetchall()}
