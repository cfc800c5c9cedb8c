from odoo import fields, models
from odoo.fields import Domain


class ArCase(models.Model):
    """Customers of whom something cannot be enforced for much longer."""

    _inherit = "ar.case"

    limitation_near = fields.Boolean(
        compute="_compute_limitation_near", search="_search_limitation_near"
    )

    def _compute_limitation_near(self):
        here = self.with_context(allowed_company_ids=self.company_id.ids)
        near = here.search([("id", "in", self.ids), ("limitation_near", "=", True)])
        for case in self:
            case.limitation_near = case.id in near.ids

    def _search_limitation_near(self, operator, value):
        if operator != "in":
            return NotImplemented
        Item = self.env["account.move.line"]
        found = []
        for company in self.env.companies:
            items = Item._search(
                Item._ar_open_domain(company)
                & Domain([("amount_residual", ">", 0), ("ar_limitation_near", "=", True)])
            )
            found.append(
                Domain("company_id", "=", company.id)
                & Domain("partner_id", "in", items.subselect("partner_id"))
            )
        near = Domain.OR(found)
        return Domain.OR(near if wanted else ~near for wanted in value)
