from odoo import api, fields, models
from odoo.exceptions import AccessError

# Written by the check and by the release, never by hand.
CREDIT_FIELDS = {
    "ar_credit_state",
    "ar_credit_reason",
    "ar_credit_asked_by_id",
    "ar_credit_cleared_amount",
    "ar_credit_released_amount",
    "ar_credit_released_partner_id",
    "ar_credit_released_currency_id",
    "ar_credit_released_by_id",
    "ar_credit_released_on",
    "ar_credit_release_reason",
}
# A confirmed order that changes in one of these owes something else, or by somebody else.
OWES = {"partner_id", "partner_invoice_id", "currency_id", "pricelist_id", "fiscal_position_id"}


class SaleOrder(models.Model):
    """An order on credit is confirmed when its customer's credit bears it, or a manager does."""

    _name = "sale.order"
    _inherit = ["ar.decided", "sale.order"]

    ar_credit_state = fields.Selection(
        [("blocked", "Held back"), ("released", "Released")],
        "Credit",
        readonly=True,
        copy=False,
        index="btree_not_null",
        tracking=True,
    )
    ar_credit_reason = fields.Text("Held back because", readonly=True, copy=False)
    ar_credit_asked_by_id = fields.Many2one(
        "res.users", "Wanted to confirm", readonly=True, copy=False
    )
    ar_credit_cleared_amount = fields.Monetary(
        "Cleared for", readonly=True, copy=False, help="What the customer's credit was asked for."
    )
    ar_credit_released_amount = fields.Monetary(
        "Released up to", readonly=True, copy=False, tracking=True
    )
    ar_credit_released_partner_id = fields.Many2one("res.partner", readonly=True, copy=False)
    ar_credit_released_currency_id = fields.Many2one("res.currency", readonly=True, copy=False)
    ar_credit_released_by_id = fields.Many2one(
        "res.users",
        "Released by",
        readonly=True,
        copy=False,
        tracking=True,
        ondelete="restrict",
    )
    ar_credit_released_on = fields.Datetime("Released on", readonly=True, copy=False)
    ar_credit_release_reason = fields.Char("Released because", readonly=True, copy=False)
    ar_credit_warning = fields.Text(compute="_compute_ar_credit_warning")

    @api.depends("amount_total", "currency_id", "partner_invoice_id", "company_id", "state")
    @api.depends("ar_credit_state", "ar_credit_released_amount")
    @api.depends_context("lang")
    def _compute_ar_credit_warning(self):
        """What would be said if the quotation were confirmed now."""
        quotations = self.filtered(
            lambda order: order.state in ("draft", "sent") and order.partner_invoice_id
        )
        said = quotations._ar_objections()
        for order in self:
            order.ar_credit_warning = said.get(order)

    @api.model
    def _decided_fields(self):
        return CREDIT_FIELDS

    @api.model_create_multi
    def create(self, vals_list):
        self._ar_refuse_written(*vals_list)
        orders = super().create(vals_list)
        orders.filtered(lambda order: order.state == "sale")._ar_clear()
        return orders

    def write(self, vals):
        self._ar_refuse_written(vals)
        owing = self.filtered(lambda order: order.state == "sale")
        before = owing._ar_customers()
        result = super().write(vals)
        if "state" in vals:
            (self - owing).filtered(lambda order: order.state == "sale")._ar_clear()
            owing._ar_touch(before)
        elif not vals.keys().isdisjoint(OWES):
            owing._ar_settle()
            owing._ar_clear()
            owing._ar_touch(before)
        return result

    def _ar_refuse_written(self, *vals_list):
        if not self.env.su and any(not CREDIT_FIELDS.isdisjoint(vals) for vals in vals_list):
            raise AccessError(
                self.env._("What is held back is released by a manager, with a reason.")
            )

    # === ACTIONS === #

    def action_confirm(self):
        """Orders that the policy holds back stay quotations and say why; the others go through."""
        held = self._ar_hold_back()
        rest = self - held
        result = super(SaleOrder, rest).action_confirm() if rest or not held else True
        return held._ar_say_held() if held else result

    def action_cancel(self):
        result = super().action_cancel()
        gone = self.filtered(lambda order: order.state == "cancel" and order.ar_credit_state)
        gone._ar_settle()
        return result

    def action_ar_credit_release(self):
        """Ask a manager for the reason and release the order."""
        self.ensure_one()
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Release the order"),
            "res_model": "ar.credit.release",
            "view_mode": "form",
            "target": "new",
            "context": {"default_order_id": self.id},
        }
