from odoo import api, models


class ArCase(models.Model):
    """When customers become one, so do their cases."""

    _inherit = "ar.case"

    @api.model
    def _of_one_customer(self, customers, stays):
        """Of several cases in one company one goes on, with what is told in the others."""
        cases = self.search([("partner_id", "in", customers.ids)])
        for of_company in cases.grouped("company_id").values():
            first = of_company.sorted(lambda case: (case.partner_id != stays, case.id))[:1]
            first._take_over(of_company - first)

    def _take_over(self, others):
        """Messages, activities, files and followers of the others; those are then gone."""
        if not others:
            return
        self.message_subscribe(others.message_partner_ids.ids)
        for model, name in (
            ("mail.message", "model"),
            ("mail.activity", "res_model"),
            ("ir.attachment", "res_model"),
        ):
            told = self.env[model].with_context(active_test=False)
            told.search([(name, "=", self._name), ("res_id", "in", others.ids)]).write(
                {"res_id": self.id}
            )
        self.env.flush_all()
        others.unlink()
