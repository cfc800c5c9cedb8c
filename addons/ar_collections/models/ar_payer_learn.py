from odoo import SUPERUSER_ID, models

from ..engine.names import AGREES, agreement, core
from ..engine.wording import wording_of
from .account_journal import _compact


class ArMatch(models.Model):
    """A match that a person posts teaches; one that is taken back no longer does."""

    _inherit = "ar.match"

    def _book(self):
        result = super()._book()
        if self.env.uid != SUPERUSER_ID:  # not the scheduled action
            self.env["ar.payer"].sudo()._learn(self.sudo())
        return result

    def _mark_undone(self):
        standing = self._standing()
        result = super()._mark_undone()
        self.env["ar.payer"].sudo()._forget(standing)
        return result

    def _lessons(self):
        """Values of what this match says of how its one customer pays."""
        paid = self.allocation_ids.partner_id or self.partner_id
        customer = paid.commercial_partner_id
        if len(customer) != 1 or self.amount < 0:  # what comes back comes from the bank
            return []
        firms = customer | customer.parent_id.commercial_partner_id  # it may be the parent who paid
        lessons = []
        account = _compact(self.payer_account)
        if account and account not in map(_compact, firms.bank_ids.mapped("acc_number")):
            lessons.append(
                {"kind": "account", "value": self.payer_account, "payer_name": self.payer}
            )
        if self._has_strange_name(firms):
            lessons.append({"kind": "name", "value": self.payer})
        if wording := self._wording():
            lessons.append({"kind": "number", "value": wording})
        if percent := self._late_discount():
            lessons.append({"kind": "discount", "percent": percent})
        firm = {"company_id": self.company_id.id, "partner_id": customer.id}
        return [{**firm, **lesson} for lesson in lessons]

    def _has_strange_name(self, firms):
        """Whether the payer's name is a name, and none of these firms'."""
        name = self.payer or ""
        return bool(core(name)) and all(agreement(name, firm.name or "") < AGREES for firm in firms)

    def _wording(self):
        """How the text names what it pays, where it does so in one way, and in no usual one."""
        documents = self.allocation_ids.filtered("amount").move_id.mapped("name")
        wordings = {wording_of(self.label or "", name) for name in documents if name}
        return wordings.pop() if len(wordings) == 1 else ""

    def _late_discount(self):
        """The per cent of discount that was granted after its last day; 0 where none was."""
        late = self.allocation_ids.filtered(
            lambda each: (
                each.write_off_kind == "discount"
                and (each.move_line_id.discount_date or self.date) < self.date
            )
        )
        percents = set(late.move_id.invoice_payment_term_id.mapped("discount_percentage"))
        return percents.pop() if len(percents) == 1 else 0.0
