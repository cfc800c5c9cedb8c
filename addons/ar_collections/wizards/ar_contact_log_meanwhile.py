from odoo import Command, api, fields, models


class ArContactLog(models.TransientModel):
    """While one was on the phone another one may have called, too, or the customer has paid: that
    is told once before it is logged, and nothing that was typed is lost.
    """

    _inherit = "ar.contact.log"

    # The last contact there was when the dialog was opened; clocks of two servers may differ.
    seen_id = fields.Integer(default=lambda self: self._latest_contact(), readonly=True)
    meanwhile = fields.Text(readonly=True)
    told_item_ids = fields.Many2many(
        "account.move.line",
        "ar_contact_log_told_rel",
        help="Of which it was told that they are paid.",
    )

    @api.model
    def _latest_contact(self):
        return self.env["ar.contact"].sudo().search([], order="id desc", limit=1).id

    def action_log(self):
        return self._tell_first() or super().action_log()

    def action_log_and_go_on(self):
        return self._tell_first() or super().action_log_and_go_on()

    def _tell_first(self):
        """The dialog once more, if there is something to be told."""
        self.ensure_one()
        news = [*self._said_by_others(), *self._paid_meanwhile()]
        if not news:
            return None
        self.write(
            {
                "meanwhile": "\n".join(news),
                "seen_id": self._latest_contact(),
                "told_item_ids": [Command.set(self.item_ids.filtered("reconciled").ids)],
            }
        )
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Log a contact"),
            "res_model": self._name,
            "res_id": self.id,
            "view_mode": "form",
            "target": "new",
            "context": {
                "default_partner_id": self.partner_id.id,
                "default_company_id": self.company_id.id,
            },
        }

    def _said_by_others(self):
        contacts = self.env["ar.contact"].search(
            [
                ("partner_id", "=", self.partner_id.commercial_partner_id.id),
                ("company_id", "=", self.company_id.id),
                ("id", ">", self.seen_id),
                ("user_id", "not in", (self.env.uid, False)),
            ]
        )
        for contact in contacts:
            said = (contact._label("channel"), contact.result_id.name, contact.text)
            yield self.env._(
                "%(who)s logged meanwhile: %(what)s",
                who=contact.user_name,
                what=" · ".join(filter(None, said)),
            )

    def _paid_meanwhile(self):
        for item in self.item_ids.filtered("reconciled") - self.told_item_ids:
            yield self.env._("%(name)s was paid meanwhile.", name=item.move_name)
