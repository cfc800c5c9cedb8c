from odoo import api, fields, models
from odoo.exceptions import UserError, ValidationError


class ArLimitation(models.Model):
    """The customer acknowledged what it owes, or paid a part: the years begin anew that day."""

    _name = "ar.limitation"
    _description = "Limitation Begun Anew"
    _order = "date desc, id desc"
    _check_company_auto = True

    company_id = fields.Many2one(
        "res.company", required=True, index=True, default=lambda self: self.env.company
    )
    partner_id = fields.Many2one("res.partner", "Customer", compute="_compute_partner_id")
    item_ids = fields.Many2many(
        "account.move.line", string="Items", required=True, check_company=True
    )
    date = fields.Date("Acknowledged on", required=True, default=fields.Date.context_today)
    reason = fields.Char("By what", required=True, help="The letter, the payment, the judgment.")
    user_id = fields.Many2one(
        "res.users", "Set by", readonly=True, default=lambda self: self.env.user
    )

    @api.depends("item_ids")
    def _compute_partner_id(self):
        for record in self:
            record.partner_id = record.item_ids.partner_id.commercial_partner_id[:1]

    @api.depends("date", "reason")
    def _compute_display_name(self):
        for record in self:
            record.display_name = f"{record.date}: {record.reason}"

    @api.constrains("date", "item_ids")
    def _check_date(self):
        for record in self:
            if record.date > fields.Date.context_today(record):
                raise ValidationError(self.env._("That lies in the future."))
            if len(record.item_ids.partner_id.commercial_partner_id) > 1:
                raise ValidationError(self.env._("Choose items of one customer."))

    @api.model_create_multi
    def create(self, vals_list):
        """The story says it; of the new date somebody is told anew."""
        for vals in vals_list:
            vals["user_id"] = self.env.uid
        records = super().create(vals_list)
        items = records.item_ids
        self.env["ar.limitation.notice"].sudo().search([("move_line_id", "in", items.ids)]).unlink()
        for record in records:
            case = self.env["ar.case"]._ar_cases_of(record.partner_id, record.company_id)
            if case := case.get((record.partner_id, record.company_id)):
                case._message_log(
                    body=self.env._(
                        "Limitation begins anew on %(day)s (%(why)s): %(items)s",
                        day=record.date,
                        why=record.reason,
                        items=", ".join(record.item_ids.mapped("move_name")),
                    )
                )
        return records

    def write(self, vals):
        if not self.env.su:
            raise UserError(
                self.env._(
                    "It is kept as it was said: a manager deletes it, and a new one is made."
                )
            )
        return super().write(vals)

    @api.model
    def _last(self, items):
        """Item id -> the last day on which its years began anew; one query for any number."""
        found = {}
        for record in self.sudo().search([("item_ids", "in", items.ids)], order="date, id"):
            found.update(dict.fromkeys(record.item_ids.ids, record.date))
        return found
