from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.fields import Domain
from odoo.tools import format_date

# The gravest first: of several holds the first one is shown.
KINDS = [
    ("insolvency", "Insolvency"),
    ("legal", "Legal proceedings"),
    ("agency", "With an agency"),
    ("dispute", "Dispute talks"),
    ("asked", "Asked for it"),
    ("pause", "Pause"),
    ("other", "Other"),
]
GRAVITY = {kind: rank for rank, (kind, _label) in enumerate(KINDS)}
# These end when a court or an agency says so, not on a day that we know.
OPEN_ENDED = ("insolvency", "legal", "agency")
# Only a manager may lift these.
GRAVE = ("insolvency", "legal")
# What became of it is not given with it.
KEPT = {
    "user_name",
    "lifted_by_id",
    "lifted_by_name",
    "lifted_on",
    "lift_reason",
    "end_told",
    "erased_on",
    "message_ids",
}
CHANNELS = [
    ("letter", "Letters"),
    ("email", "E-mails"),
    ("sms", "SMS"),
    ("call", "Calls"),
    ("meeting", "Meetings"),
]


class ArHold(models.Model):
    """Nothing is sent and nobody calls: to a customer, to one person there, or about some items."""

    _name = "ar.hold"
    _description = "Hold"
    _order = "date_from desc, id desc"
    _check_company_auto = True
    _rec_name = "partner_id"

    company_id = fields.Many2one(
        "res.company", required=True, index=True, default=lambda self: self.env.company
    )
    partner_id = fields.Many2one(
        "res.partner", "Customer", required=True, index=True, ondelete="restrict"
    )
    scope = fields.Selection(
        [
            ("customer", "The whole customer"),
            ("person", "One contact person"),
            ("items", "Single items"),
        ],
        "Holds",
        default="customer",
        required=True,
    )
    contact_id = fields.Many2one(
        "res.partner", "Contact person", index="btree_not_null", ondelete="set null"
    )
    item_ids = fields.Many2many("account.move.line", string="Items", check_company=True)
    channel = fields.Selection(CHANNELS, "Only for", help="Nothing chosen: every channel.")
    kind = fields.Selection(KINDS, required=True, default="asked")
    date_from = fields.Date("From", required=True, default=fields.Date.context_today)
    date_to = fields.Date(
        "Until", help="The last day. Insolvency, proceedings and agencies may have none."
    )
    reason = fields.Text(required=True, help="Who asked for it, the court's number and the like.")
    user_id = fields.Many2one(
        "res.users", "Set by", default=lambda self: self.env.user, ondelete="set null"
    )
    user_name = fields.Char("Set by (name)", readonly=True)
    lifted_by_id = fields.Many2one("res.users", "Lifted by", readonly=True, ondelete="set null")
    lifted_by_name = fields.Char("Lifted by (name)", readonly=True)
    lifted_on = fields.Datetime(readonly=True)
    lift_reason = fields.Char("Lifted because", readonly=True)
    end_told = fields.Boolean(readonly=True, help="That it ended by date was said on the case.")
    erased_on = fields.Date("Personal data erased on", readonly=True)
    message_ids = fields.Many2many(
        "mail.message", string="Notes on the case", readonly=True, copy=False
    )
    state = fields.Selection(
        [
            ("planned", "Planned"),
            ("in_force", "In force"),
            ("ended", "Ended"),
            ("lifted", "Lifted"),
        ],
        compute="_compute_state",
        search="_search_state",
    )
    held = fields.Char("What is held", compute="_compute_held")

    _until_after_from = models.Constraint(
        "CHECK (date_to >= date_from)", "A hold ends on or after the day it begins."
    )
    _until_is_known = models.Constraint(
        "CHECK (date_to IS NOT NULL OR kind IN ('insolvency', 'legal', 'agency'))",
        "Say until when: only insolvency, legal proceedings and agencies may have no end.",
    )

    # === WORDS === #

    @api.depends("lifted_on", "date_from", "date_to")
    @api.depends_context("tz")
    def _compute_state(self):
        today = fields.Date.context_today(self)
        for hold in self:
            if hold.lifted_on:
                hold.state = "lifted"
            elif hold.date_to and hold.date_to < today:
                hold.state = "ended"
            else:
                planned = hold.date_from and hold.date_from > today
                hold.state = "planned" if planned else "in_force"

    def _search_state(self, operator, value):
        if operator != "in":
            return NotImplemented
        today = fields.Date.context_today(self)
        lifted = Domain("lifted_on", "!=", False)
        states = {
            "in_force": self._in_force_domain(today),
            "planned": ~lifted & Domain("date_from", ">", today),
            "ended": ~lifted & Domain("date_to", "<", today),
            "lifted": lifted,
        }
        return Domain.OR(states.get(state, Domain.FALSE) for state in value)

    @api.depends("scope", "contact_id", "item_ids")
    def _compute_held(self):
        for hold in self:
            if hold.scope == "person":
                hold.held = hold.contact_id.name or hold.env._("one contact person")
            elif hold.scope == "items":
                hold.held = ", ".join(
                    dict.fromkeys(filter(None, hold.item_ids.mapped("move_name")))
                )
            else:
                hold.held = hold.env._("everything")

    @api.depends("partner_id", "kind")
    def _compute_display_name(self):
        for hold in self:
            kind = hold._label("kind")
            hold.display_name = ": ".join(filter(None, (hold.partner_id.name, kind)))

    def _label(self, name):
        """What a selection field says, in the user's words."""
        return dict(self._fields[name]._description_selection(self.env)).get(self[name], "")

    def _in_short(self):
        """Kind and last day: "Pause until 03/12/2026"."""
        self.ensure_one()
        if not self.date_to:
            return self._label("kind")
        return self.env._(
            "%(kind)s until %(day)s",
            kind=self._label("kind"),
            day=format_date(self.env, self.date_to),
        )

    def _sentence(self):
        """Why nothing is sent, and who may lift it."""
        self.ensure_one()
        words = {
            "whom": self.contact_id.name if self.scope == "person" else self.partner_id.name,
            "hold": self._in_short(),
            "reason": self.reason or "",
            "who": self.user_name or "",
            "since": format_date(self.env, self.date_from),
        }
        if self.scope == "items":
            words["whom"] = self.held
        told = self.env._(
            "%(whom)s is on hold: %(hold)s (%(reason)s). Set by %(who)s on %(since)s.", **words
        )
        if self.channel:
            told += " " + self.env._("It holds only: %(channel)s.", channel=self._label("channel"))
        return f"{told} {self._who_lifts()}"

    def _who_lifts(self):
        if self.kind in GRAVE:
            return self.env._("Only a manager may lift it.")
        return self.env._("A collector may lift it under Collections, Customers, Holds.")

    # === SET === #

    @api.onchange("partner_id")
    def _onchange_partner_id(self):
        self.partner_id = self.partner_id.commercial_partner_id
        if self.contact_id.commercial_partner_id != self.partner_id:
            self.contact_id = False
        other = self.item_ids.filtered(lambda item: item.partner_id != self.partner_id)
        self.item_ids -= other

    @api.model_create_multi
    def create(self, vals_list):
        vals_list = [self._add_missing_default_values(vals) for vals in vals_list]
        holds = super().create([self._whose(vals) for vals in vals_list])
        for hold in holds:
            hold._tell(self.env._("Hold set: %(hold)s", hold=hold._said()))
        holds._touch_cases()
        return holds

    def _whose(self, vals):
        """A hold stands with the customer, and with the name of who set it."""
        by_hand = not self.env.su
        if by_hand and (KEPT & vals.keys() or vals.get("user_id", self.env.uid) != self.env.uid):
            raise AccessError(self.env._("A hold is set in one's own name, and lifted later."))
        partner = self.env["res.partner"].browse(vals.get("partner_id"))
        user = self.env["res.users"].browse(vals.get("user_id", self.env.uid))
        whose = {
            "partner_id": partner.commercial_partner_id.id or partner.id,
            "user_name": user.sudo().name,
        }
        if vals.get("scope") == "person" and not vals.get("contact_id"):
            whose["contact_id"] = partner.id
        return {**vals, **whose}

    @api.constrains("scope", "contact_id", "item_ids", "partner_id")
    def _check_scope(self):
        for hold in self:
            firm = hold.partner_id
            if hold.scope == "person" and hold.contact_id.commercial_partner_id != firm:
                raise ValidationError(
                    self.env._("Choose a contact person of %(firm)s.", firm=firm.name)
                )
            if hold.scope == "items" and (not hold.item_ids or hold.item_ids.partner_id != firm):
                raise ValidationError(self.env._("Choose open items of %(firm)s.", firm=firm.name))

    def write(self, vals):
        if not self.env.su:
            raise AccessError(
                self.env._("A hold is not changed: lift it and set another one instead.")
            )
        return super().write(vals)

    @api.ondelete(at_uninstall=False)
    def _unlink_never(self):
        raise UserError(self.env._("Holds are kept: lift this one instead."))

    def _said(self):
        """The hold as the case tells of it."""
        parts = [self._in_short(), self.held]
        if self.channel:
            parts.append(self._label("channel"))
        return ", ".join([*parts, self.reason or ""])

    def _tell(self, body):
        """A note on the customer's case, if it has one."""
        self.ensure_one()
        cases = self.env["ar.case"]._ar_cases_of(self.partner_id, self.company_id)
        for case in cases.values():
            note = case._message_log(body=body)
            self.sudo().message_ids += note  # whoever erases the reason finds it there, too

    def _touch_cases(self):
        for company, holds in self.grouped("company_id").items():
            self.env["ar.case"]._touch(company, holds.partner_id.ids)

    @api.model
    def _ar_set_action(self, partner):
        """The dialog in which a hold on this partner is set."""
        firm = partner.commercial_partner_id
        context = {"default_partner_id": firm.id}
        if partner != firm:
            context.update(default_contact_id=partner.id, default_scope="person")
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Set a hold"),
            "res_model": "ar.hold",
            "view_mode": "form",
            "view_id": self.env.ref("ar_collections.ar_hold_view_form_set").id,
            "target": "new",
            "context": context,
        }

    # === LIFT === #

    def action_lift(self):
        """Ask why, then lift."""
        self._refuse_lift()
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Lift the hold"),
            "res_model": "ar.hold.lift",
            "view_mode": "form",
            "target": "new",
            "context": {"default_hold_ids": self.ids},
        }

    def _refuse_lift(self):
        self.check_access("write")
        grave = self.filtered(lambda hold: hold.kind in GRAVE)
        if grave and not self.env.user.has_group("ar_collections.group_manager"):
            raise AccessError(grave[0]._sentence())

    def _lift(self, reason):
        """Nothing is held any more; what was is kept."""
        self._refuse_lift()
        standing = self.filtered(lambda hold: hold.state in ("in_force", "planned"))
        if not standing:
            raise UserError(self.env._("It is over already."))
        standing.sudo().write(
            {
                "lifted_by_id": self.env.uid,
                "lifted_by_name": self.env.user.name,
                "lifted_on": fields.Datetime.now(),
                "lift_reason": reason,
            }
        )
        for hold in standing:
            hold._tell(
                self.env._("Hold lifted: %(hold)s. %(why)s", hold=hold._in_short(), why=reason)
            )
        standing._touch_cases()

    # === WHO IS HELD === #

    @api.model
    def _in_force_domain(self, today):
        return Domain([("lifted_on", "=", False), ("date_from", "<=", today)]) & (
            Domain("date_to", "=", False) | Domain("date_to", ">=", today)
        )

    @api.model
    def _standing(self, partners, channel, today, companies):
        """The holds in force on these customers; of every channel, and of the one that is asked."""
        channels = [False, channel] if channel else [False]
        return self.sudo().search(
            self._in_force_domain(today or fields.Date.context_today(self))
            & Domain("partner_id", "in", partners.commercial_partner_id.ids)
            & Domain("company_id", "in", companies.ids)
            & Domain("channel", "in", channels)
        )

    @api.model
    def _held(self, records, channel=None, today=None, company=None):
        """What holds these partners or items: ``{id: hold}``, the gravest of several.

        ``channel``: how they would be reached; None: only what holds every channel. A person is
        held with the firm, the firm never with one of its persons; an item with its customer.
        Three queries whatever their number.
        """
        if records._name == "account.move.line":
            holds = self._standing(records.partner_id, channel, today, records.company_id)
            return self._gravest(records, holds, self._holds_item)
        companies = company or self.env.company
        holds = self._standing(records, channel, today, companies)
        return self._gravest(records, holds, self._holds_partner)

    @api.model
    def _gravest(self, records, holds, concerns):
        by_firm = holds.sorted(lambda hold: (GRAVITY[hold.kind], hold.id)).grouped("partner_id")
        held = {}
        for record in records:
            partner = record if record._name == "res.partner" else record.partner_id
            for hold in by_firm.get(partner.commercial_partner_id, ()):
                if concerns(hold, record):
                    held[record.id] = hold
                    break
        return held

    @api.model
    def _holds_item(self, hold, item):
        if hold.company_id != item.company_id:
            return False
        return hold.scope == "customer" or (hold.scope == "items" and item in hold.item_ids)

    @api.model
    def _holds_partner(self, hold, partner):
        return hold.scope == "customer" or (hold.scope == "person" and hold.contact_id == partner)

    # === BY ITSELF === #

    @api.model
    def _cron_end(self, batch_size=100):
        """Say on the case of each hold that has ended by date; nothing is forgotten behind one."""
        progress = self.env["ir.cron"]._commit_progress
        domain = Domain(
            [("lifted_on", "=", False), ("end_told", "=", False), ("date_to", "<", "today")]
        )
        progress(remaining=self.search_count(domain))
        while holds := self.search(domain, limit=batch_size, order="id"):
            holds._tell_end()
            if not progress(len(holds)):
                break

    def _tell_end(self):
        for hold in self:
            case = self.env["ar.case"]._ar_cases_of(hold.partner_id, hold.company_id)
            case = case.get((hold.partner_id, hold.company_id))
            if case and case.state == "open":
                words = self.env._("The hold has ended: %(hold)s", hold=hold._in_short())
                case.activity_schedule(
                    "mail.mail_activity_data_todo",
                    summary=words,
                    user_id=(case.user_id or hold.user_id).id,
                )
                case._message_log(body=words)
        self.sudo().write({"end_told": True})
        self._touch_cases()

    # === FOR THE WORKLIST === #

    @api.model
    def _case_facts(self, company, customers, today):
        """Of each customer that is held as a whole: why, and until when."""
        domain = self._in_force_domain(today) & Domain(
            [("company_id", "=", company.id), ("scope", "=", "customer"), ("channel", "=", False)]
        )
        if customers is not None:
            domain &= Domain("partner_id", "in", customers)
        holds = self.sudo().search_fetch(domain, ["partner_id", "kind", "date_to"])
        gravest = sorted(holds, key=lambda hold: (GRAVITY[hold.kind], hold.id), reverse=True)
        return {
            hold.partner_id.id: {"held": hold.kind, "held_until": hold.date_to or None}
            for hold in gravest
        }
