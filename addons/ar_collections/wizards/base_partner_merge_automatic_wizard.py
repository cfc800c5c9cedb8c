from odoo import models


class BasePartnerMergeAutomaticWizard(models.TransientModel):
    _inherit = "base.partner.merge.automatic.wizard"

    def _update_foreign_keys(self, src_partners, dst_partner):
        """One customer has one case: of several the one of the customer that stays, or the oldest,
        goes on, with what is told in the others; it is refreshed to what all of them owe.
        """
        self.env["ar.case"].sudo()._of_one_customer(src_partners | dst_partner, dst_partner)
        self.env["ar.statement"].sudo()._of_one_customer(src_partners | dst_partner, dst_partner)
        self.env["ar.payer"].sudo()._of_one_customer(src_partners | dst_partner, dst_partner)
        for model in ("ar.credit.limit", "ar.credit"):
            self.env[model].sudo()._of_one_customer(src_partners | dst_partner, dst_partner)
        self.env.flush_all()
        result = super()._update_foreign_keys(src_partners, dst_partner)
        self.env.invalidate_all()
        self.env["ar.contact"].sudo()._of_firms(dst_partner)
        self.env["ar.case"].sudo()._touch_customer(dst_partner)
        return result
