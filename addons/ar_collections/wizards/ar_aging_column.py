from odoo import fields, models

from ..engine.aging import MOST_LIMITS, Buckets

# The fields of a customer's row that hold the amounts by age: one more than there are limits for
# what is older, and one for what is not due.
AGES = tuple(f"bucket_{number}" for number in range(MOST_LIMITS + 2))
APART = ("disputed", "promised")
CREDITS = ("credit_notes", "unapplied")
# The place of each of them, from 1 on, as PostgreSQL counts.
PLACES = {name: place for place, name in enumerate((*AGES, *APART, *CREDITS), 1)}


class ArAgingColumn(models.TransientModel):
    """A column of the aging: an age, or what is shown apart from it."""

    _name = "ar.aging.column"
    _description = "Aging: Column"
    _order = "place, id"
    _transient_max_hours = 0.0

    aging_id = fields.Many2one("ar.aging", "Report", required=True, index=True, ondelete="cascade")
    place = fields.Integer(required=True)
    name = fields.Char(required=True)

    def _fill(self, aging, buckets):
        labels = column_labels(self.env, buckets)
        shown = (*(name for name in labels if name in AGES), *(APART if aging.apart else ()))
        self.sudo().create(
            [
                {"aging_id": aging.id, "place": PLACES[name], "name": labels[name]}
                for name in (*shown, *CREDITS)
            ]
        )


def column_labels(env, buckets):
    """What stands above each column, in the user's language."""
    ages = (age_in_words(env, *span) for span in buckets.spans)
    return {
        **dict(zip(AGES, ages, strict=False)),
        "disputed": env._("Disputed"),
        "promised": env._("Promised"),
        "credit_notes": env._("Credit notes"),
        "unapplied": env._("Unapplied"),
    }


def age_in_words(env, first, last):
    if last is None:
        return env._("over %(days)s", days=first - 1)
    if last == 0:
        return env._("Not due")
    return f"{first or 0}-{last}"


def columns_key(buckets, apart):
    """The columns as one word, which :func:`read_columns` reads."""
    return "/".join(
        (
            ",".join(map(str, buckets.limits)),
            "due" if buckets.not_due else "issued",
            "apart" if apart else "within",
        )
    )


def read_columns(key):
    """The buckets of a word of :func:`columns_key`, and whether disputes and promises are apart;
    those of a new report if there is none.
    """
    limits, by, apart = (key or columns_key(Buckets(), True)).split("/")
    return Buckets.read(limits, not_due=by == "due"), apart == "apart"
