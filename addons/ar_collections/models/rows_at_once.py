"""How many rows go with one statement: Odoo sends a hundred, a batch of payments has some more."""

from contextlib import contextmanager

from odoo.orm import models as orm

AT_ONCE = 1000
_LIMITS = ("INSERT_BATCH_SIZE", "UPDATE_BATCH_SIZE")
_ODOOS = {name: getattr(orm, name) for name in _LIMITS}


@contextmanager
def many_rows_at_once():
    """Inside, what is created and flushed takes a statement for a thousand rows, not for each
    hundred. Another thread's rows may do so meanwhile, too: they are the same rows.
    """
    _set(dict.fromkeys(_LIMITS, AT_ONCE))
    try:
        yield
    finally:
        _set(_ODOOS)


def _set(sizes):
    for name, size in sizes.items():
        setattr(orm, name, size)
