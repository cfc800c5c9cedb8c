from odoo import api, fields, models


class ArCaseSetting(models.AbstractModel):
    """What decides on cases: when it changes, the cases of its company are reckoned anew."""

    _name = "ar.case.setting"
    _description = "Setting of the Worklist"

    company_id = fields.Many2one(
        "res.company", required=True, index=True, default=lambda self: self.env.company
    )

    @api.model_create_multi
    def create(self, vals_list):
        settings = super().create(vals_list)
        settings.company_id._ar_refresh_later()
        return settings

    def write(self, vals):
        companies = self.company_id
        result = super().write(vals)
        (companies | self.company_id)._ar_refresh_later()
        return result

    def unlink(self):
        companies = self.company_id
        result = super().unlink()
        companies._ar_refresh_later()
        return result
