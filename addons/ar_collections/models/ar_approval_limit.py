from odoo import api, fields, models
from odoo.exceptions import UserError

MANAGER = "ar_collections.group_manager"


class ArApprovalLimit(models.Model):
    """Up to which amount the people of a group may approve what somebody else proposed."""

    _name = "ar.approval.limit"
    _description = "Approval Limit"
    _inherit = ["mail.thread"]
    _order = "company_id, kind, amount, id"

    group_id = fields.Many2one(
        "res.groups",
        required=True,
        tracking=True,
        ondelete="cascade",
        help="Whoever is in it may approve up to the amount. A manager without a limit of this kind "
        "approves any amount; anybody else without a limit approves nothing.",
    )
    kind = fields.Selection(
        [
            ("write_off", "Write-off"),
            ("settlement", "Settlement"),
            ("credit_note", "Credit note of a dispute"),
            ("credit_release", "Release of a credit block"),
            ("handover", "Hand-over to agency or court"),
        ],
        "What is approved",
        required=True,
        tracking=True,
    )
    company_id = fields.Many2one(
        "res.company", required=True, index=True, default=lambda self: self.env.company
    )
    currency_id = fields.Many2one(related="company_id.currency_id")
    amount = fields.Monetary("Up to", required=True, tracking=True)

    _amount_not_negative = models.Constraint("CHECK (amount >= 0)", "A limit is not negative.")
    _once = models.UniqueIndex(
        "(company_id, kind, group_id)",
        "The group has a limit of this kind already: change that one.",
    )

    @api.depends("group_id", "kind")
    def _compute_display_name(self):
        kinds = dict(self._fields["kind"]._description_selection(self.env))
        for limit in self:
            limit.display_name = f"{limit.group_id.name}: {kinds.get(limit.kind, '')}"

    @api.model
    def _refuse_beyond(self, kind, amount, company, author):
        """Whoever acts must not be the author, and his groups must allow the amount.

        ``amount`` is in the company's currency, ``author`` the user who proposed it. It is the user
        who counts, not the rights of the moment: sudo() does not help, and no scheduled action
        approves anything.
        """
        user = self.env.user
        if user == author:
            raise UserError(
                self.env._("You have proposed this yourself: somebody else has to approve it.")
            )
        limits = self.sudo()._by_user(kind, company, user)
        if user not in limits or user.id == self.env.ref("base.user_root").id:
            raise UserError(self._says_nobody(kind, company))
        limit = limits[user]
        if limit is not None and company.currency_id.compare_amounts(abs(amount), limit) > 0:
            raise UserError(
                self.env._(
                    "This is about %(amount)s, and you may approve up to %(limit)s: leave it to "
                    "somebody who may approve more.",
                    amount=company.currency_id.format(abs(amount)),
                    limit=company.currency_id.format(limit),
                )
            )

    def _says_nobody(self, kind, company):
        kinds = dict(self._fields["kind"]._description_selection(self.env))
        return self.env._(
            "You have no approval limit in %(company)s (%(kind)s): a manager sets one under "
            "Configuration / Approval limits.",
            company=company.name,
            kind=kinds[kind],
        )

    @api.model
    def _approvers(self, kind, amount, company, author):
        """The people who may approve that, but for the author."""
        allowed = self.sudo()._by_user(kind, company)
        compare = company.currency_id.compare_amounts
        people = (
            user
            for user, limit in allowed.items()
            if limit is None or compare(abs(amount), limit) <= 0
        )
        return self.env["res.users"].union(*people) - author

    @api.model
    def _ask(self, record, people, summary, note=""):
        """An activity for each of these people who may see the record; those who were asked."""
        asked = people.filtered(lambda user: record.with_user(user).has_access("write"))
        for person in asked:
            record.sudo().activity_schedule(
                "mail.mail_activity_data_todo", user_id=person.id, summary=summary, note=note
            )
        return asked

    def _by_user(self, kind, company, users=None):
        """User -> the amount that he may approve, None for any; only those who may approve."""
        limits = self.search([("kind", "=", kind), ("company_id", "=", company.id)])
        manager = self.env.ref(MANAGER)
        found = {}
        for limit in limits:
            for user in limit.group_id.all_user_ids:
                found[user] = max(limit.amount, found.get(user, 0.0))
        if manager not in limits.group_id:
            found.update(dict.fromkeys(manager.all_user_ids))
        return {
            user: limit
            for user, limit in found.items()
            if user.active
            and not user.share
            and company in user.company_ids
            and user.id != self.env.ref("base.user_root").id
            and (users is None or user in users)
        }
