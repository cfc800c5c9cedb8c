from odoo import models


class ArMatchPolicy(models.Model):
    _inherit = "ar.match.policy"

    def action_backtest(self):
        """What the policies would have posted of the last months: to be seen before posting."""
        self.ensure_one()
        action = self.env["ir.actions.act_window"]._for_xml_id("ar_collections.ar_backtest_action")
        return {**action, "context": {"default_company_id": self.company_id.id}}

    def action_switch_on(self):
        """Nothing posts by itself before somebody has seen what it would have posted."""
        action = self.action_backtest()
        return {**action, "context": {**action["context"], "default_policy_id": self.id}}

    def action_switch_off(self):
        """From now on a person confirms each match."""
        self.post = False
