from odoo import api, fields, models

from .ar_aging_column import AGES, column_labels, read_columns


class Link(fields.Many2one):
    """A link that PostgreSQL does not check: to check ten of each row takes longer than all else,
    and rows that are gone tomorrow keep nobody from deleting anything.
    """

    def update_db_foreign_key(self, model, column):
        pass


class ArAgingAmount(models.AbstractModel):
    """What the rows of an aging have in common, whatever each of them stands for."""

    _name = "ar.aging.amount"
    _description = "Aging: Amount"

    aging_id = fields.Many2one("ar.aging", "Report", required=True, index=True, ondelete="cascade")
    company_id = Link("res.company", readonly=True)
    partner_id = Link("res.partner", "Customer", readonly=True)
    user_id = Link("res.users", "Responsible", readonly=True)
    country_id = Link("res.country", readonly=True)
    segment = fields.Char(
        readonly=True,
        help="The strategy of the case; the tags of the customer where there is none.",
    )
    currency_id = Link("res.currency", readonly=True)
    company_currency_id = Link("res.currency", readonly=True)

    # === THE COLUMNS OF THE REPORT === #

    def _shown_columns(self):
        """The labels of the report that the client shows, and the fields it has no use for."""
        buckets, apart = read_columns(self.env.context.get("ar_aging_columns_view_ref"))
        labels = column_labels(self.env, buckets)
        if not apart:
            labels["disputed"] = self.env._("of which disputed")
            labels["promised"] = self.env._("of which promised")
        return labels, set(AGES) - labels.keys()

    @api.model
    def fields_get(self, allfields=None, attributes=None):
        found = super().fields_get(allfields, attributes)
        labels, unused = self._shown_columns()
        for name in found.keys() & labels.keys():
            if "string" in found[name]:
                found[name]["string"] = labels[name]
        return {name: each for name, each in found.items() if name not in unused}

    def _get_view_cache_key(self, view_id=None, view_type="form", **options):
        key = super()._get_view_cache_key(view_id, view_type, **options)
        return (*key, self.env.context.get("ar_aging_columns_view_ref"))

    @api.model
    def _get_view(self, view_id=None, view_type="form", **options):
        arch, view = super()._get_view(view_id, view_type, **options)
        _labels, unused = self._shown_columns()
        for node in arch.xpath("//field"):
            if node.get("name") in unused:
                node.getparent().remove(node)
        return arch, view
