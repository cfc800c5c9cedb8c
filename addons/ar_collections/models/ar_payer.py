from collections import defaultdict

from odoo import api, fields, models
from odoo.exceptions import AccessError, ValidationError

from ..engine.names import AGREES, agreement, core
from ..engine.wording import plain
from .account_journal import _compact

# Confirmations after which a value is used although the payer's name is not the customer's: it may
# be a payment provider's, who pays for others tomorrow.
SURE_OF_STRANGER = 2
# What belongs to one customer only; others may write or pay in the same way.
OF_ONE = ("account", "name")
# What counts, and may be used.
KNOWN = ("learned", "confirmed")
# What a person says of a payer by hand.
BY_HAND = {"company_id", "partner_id", "kind", "value", "percent"}


class ArPayer(models.Model):
    """What is known of how a customer pays: learned from matches that a person confirmed."""

    _name = "ar.payer"
    _description = "Known Payer"
    _order = "last_seen desc, id desc"
    _check_company_auto = True

    company_id = fields.Many2one(
        "res.company", required=True, index=True, default=lambda self: self.env.company
    )
    partner_id = fields.Many2one(
        "res.partner", "Customer", required=True, index=True, ondelete="cascade", check_company=True
    )
    kind = fields.Selection(
        [
            ("account", "Pays from the account"),
            ("name", "Pays under the name"),
            ("number", "Writes our numbers like"),
            ("discount", "Takes the discount late"),
        ],
        "What is known",
        required=True,
        default="account",
    )
    value = fields.Char(
        "Account, name or wording",
        help="The account number, the payer's name as the bank writes it, or the word before our "
        "numbers with # for their last digits.",
    )
    percent = fields.Float("Per cent", digits=(5, 2))
    key = fields.Char(compute="_compute_key", store=True)
    said = fields.Char("Account, name, wording or discount", compute="_compute_said")
    payer_name = fields.Char(
        "Payer's name", readonly=True, help="As the bank wrote it beside the account."
    )
    state = fields.Selection(
        [
            ("learned", "Learned"),
            ("confirmed", "Confirmed by hand"),
            ("forgotten", "Forgotten"),
            ("refused", "Never used"),
        ],
        required=True,
        readonly=True,
        default="confirmed",
        index=True,
        help="Learned: from payments that a person confirmed. Forgotten: all of them were undone. "
        "Never used: a person said so; it is not learned again.",
    )
    match_ids = fields.Many2many("ar.match", string="Learned from", readonly=True)
    seen = fields.Integer("Times confirmed", compute="_compute_seen", store=True)
    last_seen = fields.Date("Last confirmed", compute="_compute_seen", store=True)
    obstacle = fields.Char("Not used because", compute="_compute_obstacle")
    in_use = fields.Boolean("Used", compute="_compute_obstacle")

    _key_uniq = models.UniqueIndex(
        "(company_id, partner_id, kind, key)", "This is already known of the customer."
    )
    _key_idx = models.Index("(company_id, kind, key)")

    @api.depends("kind", "value", "percent")
    def _compute_key(self):
        """What tells two of them apart, however written."""
        for record in self:
            if record.kind == "account":
                record.key = _compact(record.value)
            elif record.kind == "name":
                record.key = core(record.value or "")
            elif record.kind == "number":
                record.key = plain(record.value or "")
            else:
                record.key = f"{record.percent:.2f}"

    @api.depends("kind", "value", "percent")
    def _compute_said(self):
        for record in self:
            discount = record.env._("%(percent)s %% discount", percent=f"{record.percent:g}")
            record.said = discount if record.kind == "discount" else record.value

    @api.depends("said", "partner_id")
    def _compute_display_name(self):
        for record in self:
            record.display_name = f"{record.partner_id.name or ''}: {record.said or ''}"

    @api.depends("match_ids")
    def _compute_seen(self):
        for record in self:
            record.seen = len(record.match_ids)
            record.last_seen = max(record.match_ids.mapped("date"), default=False)

    @api.constrains("kind", "value", "percent")
    def _check_said(self):
        for record in self:
            if not record.key and record.kind == "number":
                raise ValidationError(
                    record.env._(
                        "Write one word and # for the last digits of our numbers, as in “Fra #”."
                    )
                )
            if not record.key:
                raise ValidationError(record.env._("Say from which account or under which name."))
            if record.kind == "discount" and not 0 < record.percent < 100:
                raise ValidationError(
                    record.env._("The discount must lie between 0 and 100 per cent.")
                )

    # === WHETHER IT IS USED === #

    @api.depends("state", "kind", "key", "seen", "payer_name", "partner_id", "company_id")
    def _compute_obstacle(self):
        owners = self._owners()
        for record in self:
            others = owners[record.company_id, record.kind, record.key] - record.partner_id
            record.obstacle = record._obstacle(others)
            record.in_use = not record.obstacle

    def _obstacle(self, others):
        """Why matching does not hear of it; nothing if it does."""
        if self.state not in KNOWN:
            return dict(self._fields["state"]._description_selection(self.env))[self.state]
        if others:
            names = ", ".join(others[:3].mapped("display_name"))
            return self.env._("Also known of %(customers)s", customers=names)
        if self.state == "confirmed" or self.seen >= self._enough():
            return False
        if self.kind not in OF_ONE:
            return self.env._("Seen once only")
        return self.env._("Confirm it once more: another name than the customer's")

    def _enough(self):
        """How many confirmations it takes."""
        own = not self.payer_name or agreement(self.payer_name, self.partner_id.name) >= AGREES
        return 1 if self.kind == "account" and own else SURE_OF_STRANGER

    def _owners(self):
        """The customers of whom each account or name is known, here or on their own form."""
        owners = defaultdict(self.env["res.partner"].sudo().browse)
        shared = self.filtered(lambda record: record.kind in OF_ONE and record.key)
        for same in self.sudo().search(
            [
                ("company_id", "in", shared.company_id.ids),
                ("kind", "in", OF_ONE),
                ("key", "in", shared.mapped("key")),
                ("state", "in", KNOWN),
            ]
        ):
            owners[same.company_id, same.kind, same.key] |= same.partner_id
        accounts = shared.filtered(lambda record: record.kind == "account")
        for bank in self._banks(accounts.mapped("key")):
            for company in bank.company_id or accounts.company_id:
                owner = bank.partner_id.commercial_partner_id
                owners[company, "account", _compact(bank.acc_number)] |= owner
        return owners

    def _banks(self, accounts):
        """Bank accounts as partners have them on their forms, whoever may see them."""
        return (
            self.env["res.partner.bank"].sudo().search([("sanitized_acc_number", "in", accounts)])
        )

    @api.model
    def _of_customers(self, company):
        """What may be used in a company, by customer."""
        known = self.search([("company_id", "=", company.id), ("state", "in", KNOWN)])
        return known.filtered("in_use").grouped("partner_id")

    # === LEARN AND FORGET === #

    @api.model
    def _learn(self, matches):
        """Keep what matches say that a person has just confirmed."""
        taught = {}
        for match in matches:
            for values in match._lessons():
                identity = self.new(values)._identity()
                taught.setdefault(identity, {**values, "match_ids": []})["match_ids"].append(
                    match.id
                )
        partners = {values["partner_id"] for values in taught.values()}
        for known in self.search([("partner_id", "in", list(partners))]):
            if values := taught.pop(known._identity(), None):
                known._confirmed_by(matches.browse(values["match_ids"]))
        self.create([{**values, "state": "learned"} for values in taught.values()])

    def _identity(self):
        return (self.company_id.id, self.partner_id.id, self.kind, self.key)

    def _confirmed_by(self, matches):
        self.match_ids |= matches
        if self.state == "forgotten":
            self.state = "learned"

    @api.model
    def _forget(self, matches):
        """These matches no longer stand, so they confirm nothing."""
        taught = self.search([("match_ids", "in", matches.ids)])
        for record in taught:
            record.match_ids -= matches
        unconfirmed = taught.filtered(lambda each: each.state == "learned" and not each.match_ids)
        unconfirmed.state = "forgotten"

    @api.model
    def _of_one_customer(self, partners, customer):
        """These partners become one customer: what is known of several is known of it once."""
        known = {}
        for record in self.search([("partner_id", "in", partners.ids)]):
            identity = (record.company_id, record.kind, record.key)
            if first := known.setdefault(identity, record) - record:
                first.match_ids |= record.match_ids
                record.unlink()
        for record in known.values():
            record.partner_id = customer

    # === BY HAND === #

    @api.model_create_multi
    def create(self, vals_list):
        return super().create([self._checked(values) for values in vals_list])

    def write(self, vals):
        """What a person has changed is confirmed by hand, and no longer learned."""
        vals = self._checked(vals)
        if not self.env.su:
            unlearned = {"match_ids": [fields.Command.clear()], "payer_name": False}
            vals = {**vals, **unlearned, "state": "confirmed"}
        return super().write(vals)

    def _checked(self, values):
        """Only what may be given by hand; of a contact's firm, as it is the firm that pays."""
        if not self.env.su and values.keys() - BY_HAND:
            raise AccessError(
                self.env._("Only the customer and how it pays are given by hand; the rest is seen.")
            )
        if not values.get("partner_id"):
            return values
        partner = self.env["res.partner"].browse(values["partner_id"])
        return {**values, "partner_id": partner.commercial_partner_id.id}

    def action_confirm(self):
        """Use it, however often it was seen."""
        self.check_access("write")
        self.sudo().state = "confirmed"

    def action_refuse(self):
        """Use it no more, and do not learn it again."""
        self.check_access("write")
        self.sudo().state = "refused"

    def action_open_matches(self):
        self.ensure_one()
        action = self.env["ir.actions.act_window"]._for_xml_id("ar_collections.ar_match_action")
        return {**action, "domain": [("id", "in", self.match_ids.ids)], "context": {}}
