from odoo import Command, api, fields, models
from odoo.exceptions import UserError
from odoo.tools import SQL, format_date

from ..engine.aging import Buckets, BucketsError
from .ar_aging_column import columns_key

# What a person chose last is chosen again the next time.
REMEMBERED = ("by", "limits", "currency", "apart")


class ArAging(models.TransientModel):
    """What customers owed on a day, by age; held against the general ledger of that day."""

    _name = "ar.aging"
    _description = "Aging"
    # Rows are looked at for a working day; they go with the report.
    _transient_max_hours = 12.0

    date = fields.Date(
        "As of",
        required=True,
        default=fields.Date.context_today,
        help="What was paid after this day counts as open.",
    )
    by = fields.Selection(
        [("due", "Due date"), ("issued", "Invoice date")],
        "Age by",
        required=True,
        default="due",
    )
    limits = fields.Char(
        "Columns up to",
        required=True,
        default="30, 60, 90, 120",
        help="The last day of each column, up to six of them; one more takes what is older.",
    )
    currency = fields.Selection(
        [
            ("company", "Currency of the company"),
            ("item", "Currency of each invoice"),
        ],
        "Amounts in",
        required=True,
        default="company",
        help="With the currency of each invoice a customer has a row for each of them.",
    )
    apart = fields.Boolean(
        "Disputed and promised apart",
        default=True,
        help="In columns of their own, and not in those of their age.",
    )
    company_ids = fields.Many2many(
        "res.company",
        string="Companies",
        required=True,
        default=lambda self: self.env.companies,
    )
    row_ids = fields.One2many("ar.aging.row", "aging_id", "Customers", readonly=True)
    column_ids = fields.One2many("ar.aging.column", "aging_id", "Columns", readonly=True)
    account_ids = fields.One2many("ar.aging.account", "aging_id", "Accounts", readonly=True)
    ties = fields.Boolean(compute="_compute_ties")
    tie = fields.Char("General ledger", compute="_compute_ties")
    xlsx_file = fields.Binary("XLSX", compute="_compute_xlsx_file")

    @api.depends("date")
    def _compute_display_name(self):
        for record in self:
            record.display_name = record.env._(
                "Aging as of %(day)s", day=format_date(record.env, record.date)
            )

    @api.depends("account_ids.difference")
    def _compute_ties(self):
        for record in self:
            off = record.account_ids.filtered("difference")
            record.ties = not off
            record.tie = record._tie_in_words(off)

    def _tie_in_words(self, off):
        if not self.account_ids:
            return self.env._("No receivable account has a balance on this day.")
        if not off:
            return self.env._("Ties to the general ledger, account by account: difference 0.00")
        return self.env._(
            "Does not tie to the general ledger: %(accounts)s",
            accounts="; ".join(each._in_words() for each in off),
        )

    # === RUN === #

    @api.model
    def _as_of(self, companies, day, **options):
        """The aging of companies on a day, filled: one ``ar.aging`` record.

        ``options``: values of ``by``, ``limits``, ``currency`` and ``apart``. Its ``row_ids`` are
        the customers, its ``account_ids`` hold the sums against the general ledger. The number of
        queries does not depend on how much is open.
        """
        aging = self.create({"date": day, "company_ids": [Command.set(companies.ids)], **options})
        aging._fill()
        return aging

    def action_show(self):
        """The rows as of now; the choice is kept for the next time."""
        self.ensure_one()
        self._fill()
        for name in REMEMBERED:
            self.env["ir.default"].sudo().set(self._name, name, self[name], user_id=self.env.uid)
        return self.action_open_rows()

    def _fill(self):
        self.ensure_one()
        if foreign := self.company_ids - self.env.companies:
            raise UserError(
                self.env._("Switch to %(company)s first.", company=foreign[0].name),
            )
        buckets = self._buckets()
        self.env.flush_all()
        for each in ("row", "item", "account", "column"):
            self.env.cr.execute(
                SQL(
                    "DELETE FROM %s WHERE aging_id = %s",
                    SQL.identifier(f"ar_aging_{each}"),
                    self.id,
                )
            )
        self.env["ar.aging.column"]._fill(self, buckets)
        self._keep_aged_items()
        self.env["ar.aging.row"]._fill(self)
        # Without it the rows of this transaction are taken for a handful, and joined one by one.
        self.env.cr.execute("ANALYZE ar_aging_row")
        self.env["ar.aging.account"]._fill(self)
        self.invalidate_recordset()

    def _buckets(self):
        try:
            return Buckets.read(self.limits or "", not_due=self.by == "due")
        except BucketsError:
            raise UserError(
                self.env._(
                    "Give the last days of the columns as rising numbers, at most six of them, "
                    "as in: 30, 60, 90, 120"
                )
            ) from None

    # === ACTIONS === #

    @api.model
    def action_today(self):
        """From the menu: the aging of today as the user had it last, without asking."""
        return self.create({}).action_show()

    def action_open_rows(self):
        return self._action("ar_collections.ar_aging_row_action")

    def action_open_shares(self):
        return self._action("ar_collections.ar_aging_share_action")

    def action_open_items(self):
        """All open items, whichever customer's."""
        self.env["ar.aging.item"]._fill(self)
        return self._action("ar_collections.ar_aging_item_action")

    def _action(self, name):
        self.ensure_one()
        action = self.env["ir.actions.act_window"]._for_xml_id(name)
        return {
            **action,
            "display_name": self.env._(
                "%(action)s as of %(day)s",
                action=action["name"],
                day=format_date(self.env, self.date),
            ),
            "domain": [("aging_id", "=", self.id)],
            "context": {
                "ar_aging_id": self.id,
                # The web client asks for a view anew only where such a key of the context differs.
                "ar_aging_columns_view_ref": columns_key(self._buckets(), self.apart),
            },
        }

    def action_open_accounts(self):
        self.ensure_one()
        return {
            "type": "ir.actions.act_window",
            "name": self.display_name,
            "res_model": self._name,
            "res_id": self.id,
            "views": [(self.env.ref("ar_collections.ar_aging_view_form_ledger").id, "form")],
            "target": "new",
        }

    def action_change(self):
        """The choice again, to have it otherwise."""
        self.ensure_one()
        return {
            **self.env["ir.actions.act_window"]._for_xml_id("ar_collections.ar_aging_action"),
            "res_id": self.id,
        }
