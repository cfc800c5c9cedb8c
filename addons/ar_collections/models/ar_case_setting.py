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
        self._changed(settings.company_id)
        return settings

    def write(self, vals):
        companies = self.company_id
        result = super().write(vals)
        self._changed(companies | self.company_id)
        return result

    def unlink(self):
        companies = self.company_id
        result = super().unlink()
        self._changed(companies)
        return result

    def _changed(self, companies):
        self.env.registry.clear_cache()
        companies._ar_refresh_later()
