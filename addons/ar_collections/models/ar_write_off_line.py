from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError


class ArWriteOffLine(models.Model):
    """So much of one open item is given up."""

    _name = "ar.write.off.line"
    _description = "Write-off Item"
    _inherit = ["ar.decided"]
    _order = "write_off_id, date_maturity, id"

    write_off_id = fields.Many2one("ar.write.off", required=True, ondelete="cascade", index=True)
    company_id = fields.Many2one(related="write_off_id.company_id", store=True, precompute=True)
    run_id = fields.Many2one(
        related="write_off_id.run_id", store=True, index="btree_not_null", string="Run"
    )
    state = fields.Selection(related="write_off_id.state")
    # Empty once the item was deleted: what was written off stays to be read.
    move_line_id = fields.Many2one(
        "account.move.line", "Open item", ondelete="set null", index="btree_not_null"
    )
    document = fields.Char(readonly=True)
    date_maturity = fields.Date("Due", readonly=True)
    currency_id = fields.Many2one("res.currency", required=True, readonly=True)
    company_currency_id = fields.Many2one(
        related="company_id.currency_id", string="Currency of the company"
    )
    residual = fields.Monetary("Open", related="move_line_id.amount_residual_currency")
    amount = fields.Monetary("To write off", required=True)
    amount_company = fields.Monetary(
        "In the company's currency",
        currency_field="company_currency_id",
        compute="_compute_amount_company",
        store=True,
        help="At the rate of the write-off's date.",
    )

    _once = models.UniqueIndex(
        "(write_off_id, move_line_id)", "An item stands in a write-off once: change its amount."
    )
    _positive = models.Constraint("CHECK (amount > 0)", "Less than nothing cannot be written off.")

    @api.depends("amount", "currency_id", "write_off_id.date")
    def _compute_amount_company(self):
        for line in self:
            line.amount_company = line.currency_id._convert(
                line.amount, line.company_id.currency_id, line.company_id, line.write_off_id.date
            )

    @api.model
    def _decided_fields(self):
        return {"amount_company"}

    @api.model_create_multi
    def create(self, vals_list):
        """What the item is called is kept beside it."""
        items = self.env["account.move.line"].browse(
            [vals["move_line_id"] for vals in vals_list if vals.get("move_line_id")]
        )
        known = {item.id: item for item in items}
        for vals in vals_list:
            if not self.env.su and vals.keys() & self._decided_fields():
                raise AccessError(self.env["ar.write.off"]._says_by_buttons())
            item = known.get(vals.get("move_line_id"))
            if not item:
                raise UserError(self.env._("Choose the open items that are to be written off."))
            vals.update(
                document=item.move_name,
                date_maturity=item.date_maturity or item.date,
                currency_id=item.currency_id.id,
            )
        lines = super().create(vals_list)
        lines.write_off_id._refuse_unless_draft()
        return lines

    def write(self, vals):
        if not self.env.su:
            self.write_off_id._refuse_unless_draft()
            if vals.keys() - {"amount"}:
                raise UserError(self.env._("Take the item out and choose another one instead."))
        return super().write(vals)

    @api.ondelete(at_uninstall=False)
    def _unlink_except_decided(self):
        self.write_off_id._refuse_unless_draft()

    def _refuse_wrong(self):
        """Each is an open item of the write-off's customer, and no more than what is open."""
        for line in self:
            item, write_off = line.move_line_id, line.write_off_id
            problem = line._problem(item)
            if not problem and item.company_id != write_off.company_id:
                problem = self.env._("%(name)s is of another company.", name=line.document)
            if not problem and item.partner_id.commercial_partner_id != write_off.partner_id:
                problem = self.env._("%(name)s is of another customer.", name=line.document)
            if problem:
                raise UserError(problem)

    def _problem(self, item):
        """Why it cannot be written off, or nothing."""
        if not item or item.parent_state != "posted" or item.account_type != "asset_receivable":
            return self.env._(
                "%(name)s is no posted receivable any more: take it out.", name=self.document
            )
        residual, money = item.amount_residual_currency, item.currency_id
        if money.compare_amounts(residual, 0) <= 0:
            return self.env._(
                "Nothing of %(name)s is open any more: take it out.", name=self.document
            )
        if money.compare_amounts(self.amount, residual) > 0:
            return self.env._(
                "Only %(residual)s of %(name)s is open: %(amount)s cannot be written off.",
                residual=money.format(residual),
                name=self.document,
                amount=money.format(self.amount),
            )
        return None
