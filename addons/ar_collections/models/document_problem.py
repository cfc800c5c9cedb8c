"""Why a document is not imported although it can be read.

``accepted_as`` is what a manager's reason is remembered under: such a problem does not stop the
import of that document again.
"""

from odoo.exceptions import UserError

from bank_formats import FormatError


class WrongTotal(FormatError):
    """A total of the file that does not hold."""

    accepted_as = "total"


class Misplaced(UserError):
    """A statement of which it cannot be known what is new."""

    accepted_as = "place"


class PerhapsNew(UserError):
    """A statement that says what another said, and goes on from the last one all the same."""

    accepted_as = "new"


class ForAPerson(UserError):
    """A statement by which the bank takes back or corrects what it said before."""

    accepted_as = "by hand"


class Busy(UserError):
    """Another document of the account is being imported: what is there already cannot be seen."""
