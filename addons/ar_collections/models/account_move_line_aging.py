from odoo import models


class AccountMoveLine(models.Model):
    _inherit = "account.move.line"

    # The aging of a day asks for drafts that are still reconciled with something posted.
    _ar_draft_idx = models.Index("(account_id) WHERE parent_state = 'draft'")
