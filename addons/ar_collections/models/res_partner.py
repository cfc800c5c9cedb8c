from decimal import Decimal

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

    ar_payer_count = fields.Integer(
        "Known payers",
        compute="_compute_ar_payer_count",
        groups="ar_collections.group_collector,ar_collections.group_treasurer",
    )

    def _compute_ar_payer_count(self):
        counts = dict(
            self.env["ar.payer"]._read_group(
                [("partner_id", "in", self.commercial_partner_id.ids)], ["partner_id"], ["__count"]
            )
        )
        for partner in self:
            partner.ar_payer_count = counts.get(partner.commercial_partner_id, 0)

    def action_ar_payers(self):
        """How this customer pays."""
        self.ensure_one()
        action = self.env["ir.actions.act_window"]._for_xml_id("ar_collections.ar_payer_action")
        firm = self.commercial_partner_id
        return {
            **action,
            "domain": [("partner_id", "=", firm.id)],
            "context": {"default_partner_id": firm.id},
        }

    def _to_customer(self, payers=(), mistaken=False):
        """The customer as the engine sees it: all that may identify its payments.

        ``payers``: what of ``ar.payer`` may be used for it; ``mistaken``: whether its name has
        misled before.
        """
        self.ensure_one()
        accounts = [bank.acc_number for bank in self.bank_ids]
        accounts += [payer.value for payer in payers if payer.kind == "account"]
        discounts = [payer.percent for payer in payers if payer.kind == "discount"]
        return Customer(
            key=self.id,
            name=self.name or "",
            numbers=tuple(number for number in (self.ref, self.vat) if number),
            accounts=tuple(dict.fromkeys(map(_compact, accounts))),
            parent=self.parent_id.commercial_partner_id.id or None,
            aliases=tuple(payer.value for payer in payers if payer.kind == "name"),
            wordings=tuple(payer.key for payer in payers if payer.kind == "number"),
            late_discount=Decimal(str(max(discounts))) if discounts else None,
            groups=frozenset(self.category_id.ids),
            mistaken=mistaken,
        )
