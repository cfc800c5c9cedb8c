from odoo import api, fields, models

from ..models.ar_contact_limit import OUTGOING


class ArContactDraft(models.AbstractModel):
    """What the dialogs share in which a contact is logged or written."""

    _name = "ar.contact.draft"
    _description = "Contact to Be Logged"

    company_id = fields.Many2one(
        "res.company", required=True, default=lambda self: self.env.company
    )
    partner_id = fields.Many2one("res.partner", "Customer", required=True)
    people_ids = fields.Many2many("res.partner", compute="_compute_people_ids")
    contact_id = fields.Many2one(
        "res.partner",
        "With",
        compute="_compute_contact_id",
        store=True,
        readonly=False,
        domain="[('id', 'in', people_ids)]",
    )
    contact_reason = fields.Char("Why this person", compute="_compute_contact_reason")
    item_ids = fields.Many2many(
        "account.move.line", string="About", domain="[('id', 'in', open_item_ids)]"
    )
    open_item_ids = fields.Many2many("account.move.line", compute="_compute_open_item_ids")
    next_step = fields.Char("What is next")
    next_date = fields.Date("Next step on")
    obstacle = fields.Char("Not now", compute="_compute_obstacle")

    def _how(self):
        """The role that is asked for, and the channel."""
        raise NotImplementedError

    @api.depends("partner_id")
    def _compute_people_ids(self):
        for draft in self:
            firm = draft.partner_id.commercial_partner_id
            draft.people_ids = firm | firm.child_ids

    @api.depends("partner_id")
    def _compute_open_item_ids(self):
        Item = self.env["account.move.line"]
        for draft in self:
            draft.open_item_ids = Item.search(
                Item._ar_open_domain(draft.company_id)
                & fields.Domain("partner_id", "=", draft.partner_id.commercial_partner_id.id)
            )

    @api.depends("partner_id")
    def _compute_contact_id(self):
        for draft in self:
            draft.contact_id = draft.partner_id and draft._addressee().partner

    @api.depends("contact_id")
    def _compute_contact_reason(self):
        for draft in self:
            chosen = draft.partner_id and draft._addressee()
            stands_in = chosen and chosen.stands_in and chosen.partner == draft.contact_id
            draft.contact_reason = stands_in and not draft.obstacle and chosen.reason

    def _addressee(self):
        return self.partner_id._ar_contact(*self._how(), self.company_id)

    @api.depends("partner_id", "contact_id")
    def _compute_obstacle(self):
        """Why this person must be left in peace now, if so."""
        for draft in self:
            person, channel = draft.contact_id or draft.partner_id, draft._how()[1]
            obstacles = {}
            if channel in OUTGOING:
                obstacles = self.env["ar.contact"]._obstacles(
                    draft.company_id, person, channel, draft.company_id._ar_today()
                )
            draft.obstacle = obstacles.get(person.id)

    def _refuse(self):
        """Refuse what must not be sent or called now."""
        person = self.contact_id or self.partner_id
        self.env["ar.contact"]._refuse_outgoing(
            self.company_id, person, self._how()[1], self.item_ids
        )

    def _keep(self, **values):
        """The contact, for good."""
        return self.env["ar.contact"].create(
            {
                "company_id": self.company_id.id,
                "partner_id": self.partner_id.id,
                "contact_id": self.contact_id.id,
                "address": self.address,
                "item_ids": self.item_ids.ids,
                "next_step": self.next_step,
                "next_date": self.next_date,
                **values,
            }
        )
