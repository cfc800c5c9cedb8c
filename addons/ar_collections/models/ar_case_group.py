from odoo import api, fields, models


class ArCase(models.Model):
    """Subsidiaries and their head: one debtor to whoever knows them as a group."""

    _inherit = "ar.case"

    group_amount_open = fields.Monetary("Open of the group", compute="_compute_group_amounts")
    group_amount_overdue = fields.Monetary("Overdue of the group", compute="_compute_group_amounts")
    group_count = fields.Integer("Companies of the group", compute="_compute_group_amounts")

    @api.depends("group_id")
    def _compute_group_amounts(self):
        """What all companies of the group owe that company of ours; one query for a whole list."""
        rows = self.env["ar.case"]._read_group(
            [
                ("group_id", "in", self.group_id.ids),
                ("company_id", "in", self.company_id.ids),
                ("state", "=", "open"),
            ],
            ["group_id", "company_id"],
            ["amount_open:sum", "amount_overdue:sum", "__count"],
        )
        sums = {(group, company): amounts for group, company, *amounts in rows}
        for case in self:
            own = (case.amount_open, case.amount_overdue, 1)
            amounts = sums.get((case.group_id, case.company_id), own) if case.group_id else own
            case.group_amount_open, case.group_amount_overdue, case.group_count = amounts

    def action_open_group(self):
        """All cases of the group."""
        self.ensure_one()
        action = self.env["ir.actions.act_window"]._for_xml_id("ar_collections.ar_case_action")
        return {
            **action,
            "name": self.env._("Group of %(customer)s", customer=self.group_id.name),
            "domain": [
                ("group_id", "=", self.group_id.id),
                ("company_id", "=", self.company_id.id),
            ],
            "context": {},
        }
