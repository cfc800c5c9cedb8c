from odoo import fields, models


class ResCompany(models.Model):
    _inherit = "res.company"

    ar_post = fields.Boolean(
        "Post certain matches by itself",
        default=True,
        help="Off: every match waits as a suggestion until a person confirms it.",
    )
    ar_post_limit = fields.Monetary(
        "Largest payment posted by itself",
        help="In the company's currency; payments above it are suggested. 0: no limit.",
    )
    ar_post_by_name = fields.Boolean(
        "Post by payer's name and one unique amount",
        default=True,
        help="A payment without any reference whose payer's name agrees with one customer, and "
        "whose amount is open exactly once in the whole ledger.",
    )
