from odoo import fields, models


class ArCase(models.Model):
    """The promises of a case's customer."""

    _inherit = "ar.case"

    ar_promise_count = fields.Integer(
        "Promises", compute="_compute_ar_promise_count", help="Those that are not over."
    )

    def _compute_ar_promise_count(self):
        """One query for a whole list."""
        counts = self.env["ar.promise"]._read_group(
            [
                ("partner_id", "in", self.partner_id.ids),
                ("company_id", "in", self.company_id.ids),
                ("state", "in", ("draft", "open", "partly", "broken")),
            ],
            ["partner_id", "company_id"],
            ["__count"],
        )
        by_customer = {(partner, company): count for partner, company, count in counts}
        for case in self:
            case.ar_promise_count = by_customer.get((case.partner_id, case.company_id), 0)

    def action_promise(self, item_ids=None):
        """The customer promises to pay these items, those ticked on the case, or all overdue."""
        self.ensure_one()
        item_ids = item_ids or self.env.context.get("ar_item_ids")
        Item = self.env["account.move.line"]
        if item_ids:
            items = Item.browse(item_ids)
        else:
            items = Item.search(
                Item._ar_open_domain(self.company_id)
                & fields.Domain("partner_id", "=", self.partner_id.id)
                & fields.Domain("amount_residual", ">", 0),
                order="date_maturity, id",
            )
            today = self.company_id._ar_today()
            items = items.filtered(lambda item: item.date_maturity < today) or items
        return self.env["ar.promise.make"]._action_over(items)

    def action_open_promises(self):
        self.ensure_one()
        action = self.env["ir.actions.act_window"]._for_xml_id("ar_collections.ar_promise_action")
        return {
            **action,
            "domain": [
                ("partner_id", "=", self.partner_id.id),
                ("company_id", "=", self.company_id.id),
            ],
            "context": {},
        }
