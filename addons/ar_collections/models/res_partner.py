from odoo import fields, models

from ..engine import Customer
from .account_journal import _compact


class ResPartner(models.Model):
    _inherit = "res.partner"

    ar_case_ids = fields.One2many(
        "ar.case",
        "partner_id",
        "Collection cases",
        groups="ar_collections.group_collector,ar_collections.group_treasurer",
    )

    def _to_customer(self):
        """The customer as the engine sees it: all that may identify its payments."""
        self.ensure_one()
        return Customer(
            key=self.id,
            name=self.name or "",
            numbers=tuple(number for number in (self.ref, self.vat) if number),
            accounts=tuple(_compact(bank.acc_number) for bank in self.bank_ids),
            parent=self.parent_id.commercial_partner_id.id or None,
        )
