from odoo import fields, models


class ArWriteOffRefusal(models.TransientModel):
    """Why write-offs, or a run of them, are rejected."""

    _name = "ar.write.off.refusal"
    _description = "Reject Write-offs"

    write_off_ids = fields.Many2many("ar.write.off")
    run_id = fields.Many2one("ar.write.off.run")
    why = fields.Char("Why?", required=True)

    def _ask(self, records):
        wanted = (
            {"run_id": records.id}
            if records._name == "ar.write.off.run"
            else {"write_off_ids": records.ids}
        )
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Reject"),
            "res_model": self._name,
            "view_mode": "form",
            "target": "new",
            "context": {f"default_{name}": value for name, value in wanted.items()},
        }

    def action_reject(self):
        self.write_off_ids._reject(self.why)
        self.run_id._reject(self.why)
        return {"type": "ir.actions.act_window_close"}
