"""Orders on credit, of a salesperson who knows nothing of collections."""

from odoo import Command
from odoo.addons.ar_collections.tests.test_ar_credit import CreditCommon


class OrderCommon(CreditCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.seller = cls.person("seller", groups="sales_team.group_sale_salesman_all_leads")
        cls.company.ar_credit_policy = "block"

    def order(self, amount, customer=None, user=None, **values):
        """A quotation without tax."""
        return (
            self.root["sale.order"]
            .with_user(user or self.seller)
            .with_company(self.company)
            .create(
                {
                    "partner_id": (customer or self.alder).id,
                    "order_line": [Command.create(self.line(amount))],
                    **values,
                }
            )
        )

    def line(self, amount, **values):
        return {
            "product_id": self.product_a.id,
            "product_uom_qty": 1,
            "price_unit": amount,
            "tax_ids": [Command.clear()],
            **values,
        }

    def release(self, order, user=None, reason="They showed us the transfer"):
        wizard = (
            self.root["ar.credit.release"]
            .with_user(user or self.manager)
            .create({"order_id": order.id, "reason": reason})
        )
        wizard.action_release()
