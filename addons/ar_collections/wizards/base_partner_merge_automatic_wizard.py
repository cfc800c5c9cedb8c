from odoo import models

from ..models.ar_case import NOTHING_OPEN


class BasePartnerMergeAutomaticWizard(models.TransientModel):
    _inherit = "base.partner.merge.automatic.wizard"

    def _update_foreign_keys(self, src_partners, dst_partner):
        """One customer has one open case: of several the one of the customer that stays, or the
        oldest, goes on; the next refresh gives it what all of them owe.
        """
        cases = self.env["ar.case"].sudo()
        for case in cases.search(
            [("partner_id", "in", (src_partners | dst_partner).ids), ("state", "=", "open")]
        ).sorted(lambda case: (case.partner_id != dst_partner, case.id)):
            if case.company_id in cases.company_id:
                case.write(NOTHING_OPEN)
            else:
                cases |= case
        self.env["ar.payer"].sudo()._of_one_customer(src_partners | dst_partner, dst_partner)
        self.env.flush_all()
        return super()._update_foreign_keys(src_partners, dst_partner)
