from odoo import api, models

# What changes the amount of an order.
PRICED = {
    "order_id",
    "product_id",
    "product_uom_qty",
    "product_uom_id",
    "price_unit",
    "discount",
    "tax_ids",
}


class SaleOrderLine(models.Model):
    """A confirmed order that grows asks for more credit."""

    _inherit = "sale.order.line"

    @api.model_create_multi
    def create(self, vals_list):
        lines = super().create(vals_list)
        lines._ar_clear()
        return lines

    def write(self, vals):
        result = super().write(vals)
        if not vals.keys().isdisjoint(PRICED):
            self._ar_clear()
        return result

    def unlink(self):
        orders = self.order_id
        result = super().unlink()
        orders.filtered(lambda order: order.state == "sale")._ar_touch()
        return result

    def _ar_clear(self):
        confirmed = self.order_id.filtered(lambda order: order.state == "sale")
        if confirmed:
            confirmed._ar_clear()
            confirmed._ar_touch()
