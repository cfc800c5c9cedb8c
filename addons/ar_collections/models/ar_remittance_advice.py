import hashlib
from datetime import timedelta
from decimal import Decimal

from odoo import api, fields, models
from odoo.fields import Domain

from ..engine import Advice, AdviceLine
from .account_journal import _compact

# Days for which an advice waits for its payment.
WAITS_DAYS = 120
# Days around its own in which an advice that comes late is held against payments again.
NEAR_DAYS = 60
# References of advices that came together which are looked for in the texts of payments.
MOST_REFERENCES = 20


class ArRemittanceAdvice(models.Model):
    """What a payer says that one payment is for, as its document told it."""

    _name = "ar.remittance.advice"
    _description = "Remittance Advice"
    _order = "date desc, id desc"

    company_id = fields.Many2one("res.company", required=True, readonly=True, index=True)
    document_id = fields.Many2one(
        "ar.feed.document",
        required=True,
        readonly=True,
        index=True,
        ondelete="cascade",
        groups="ar_collections.group_treasurer",
    )
    fingerprint = fields.Char(required=True, readonly=True)
    payer_name = fields.Char("Payer", readonly=True)
    payer_account = fields.Char("Payer's account", readonly=True)
    reference = fields.Char(
        "Payment reference", readonly=True, help="What the payment itself carries."
    )
    date = fields.Date(readonly=True)
    currency_id = fields.Many2one(
        "res.currency", readonly=True, help="Empty where the advice does not say it."
    )
    shown_currency_id = fields.Many2one(
        "res.currency", "Shown in", compute="_compute_shown_currency_id"
    )
    total = fields.Monetary("Stated total", currency_field="shown_currency_id", readonly=True)
    paid = fields.Monetary(currency_field="shown_currency_id", readonly=True)
    line_ids = fields.One2many("ar.remittance.advice.line", "advice_id", "Documents", readonly=True)
    line_count = fields.Integer("Number of documents", readonly=True)
    state = fields.Selection(
        [("open", "Waits for its payment"), ("used", "Used")],
        default="open",
        required=True,
        readonly=True,
    )
    match_ids = fields.One2many("ar.match", "advice_id", "Payment", readonly=True)

    _fingerprint_uniq = models.UniqueIndex(
        "(company_id, fingerprint)", "This advice is already known from another document."
    )
    _open_idx = models.Index("(company_id, create_date) WHERE state = 'open'")

    @api.depends("currency_id", "company_id")
    def _compute_shown_currency_id(self):
        for advice in self:
            advice.shown_currency_id = advice.currency_id or advice.company_id.currency_id

    @api.depends("reference", "payer_name")
    def _compute_display_name(self):
        for advice in self:
            said = filter(None, (advice.reference, advice.payer_name))
            advice.display_name = ", ".join(said) or advice.env._("Remittance advice")

    # === KEEP === #

    @api.model
    def _keep(self, document, advices):
        """Keep those of a document that are not known yet, and look at their payments again."""
        new = {_fingerprint(advice): advice for advice in advices}
        known = self.search(
            [("company_id", "=", document.company_id.id), ("fingerprint", "in", list(new))]
        )
        for fingerprint in known.mapped("fingerprint"):
            del new[fingerprint]
        if known:
            self._remark_known(document, len(known))
        kept = self.create(
            [
                self._values(document, advice) | {"fingerprint": fingerprint}
                for fingerprint, advice in new.items()
            ]
        )
        kept._match_again()
        return kept

    def _remark_known(self, document, count):
        remark = (
            self.env._("This advice came before: it was not kept again.")
            if count == 1
            else self.env._("%(count)s advices came before: they were not kept again.", count=count)
        )
        document.note = "\n".join(filter(None, (document.note, remark)))

    def _values(self, document, advice):
        """The only place where an advice's ``Decimal`` becomes Odoo's float."""
        currency = self.env["res.currency"].search([("name", "=", advice.currency)], limit=1)
        return {
            "company_id": document.company_id.id,
            "document_id": document.id,
            "payer_name": advice.payer.name,
            "payer_account": advice.payer.account,
            "reference": advice.payment_reference,
            "date": advice.day,
            "currency_id": currency.id,
            "total": float(advice.total or 0),
            "paid": float(sum((line.paid for line in advice.lines), Decimal())),
            "line_count": len(advice.lines),
            "line_ids": [
                fields.Command.create(
                    {
                        "document": line.document,
                        "date": line.day,
                        "paid": float(line.paid),
                        "deductions": [[str(each.amount), each.reason] for each in line.deductions],
                    }
                )
                for line in advice.lines
            ],
        }

    def _match_again(self):
        """An advice often comes after its payment: what waits with its amount is decided anew."""
        for company, advices in self.grouped("company_id").items():
            days = [advice.date or fields.Date.context_today(self) for advice in advices]
            self.env["ar.match"].sudo().search(
                advices._of_payments()
                & Domain("company_id", "=", company.id)
                & Domain("state", "in", ("suggested", "left"))
                & Domain("date", ">=", min(days) - timedelta(days=NEAR_DAYS))
            ).with_context(tracking_disable=True).write({"state": "stale"})

    def _of_payments(self):
        """Which payments may be theirs: of the amount, or, of a few advices, with the reference."""
        amounts = Domain("amount", "in", self.mapped("paid"))
        references = {reference for reference in self.mapped("reference") if reference}
        if len(references) > MOST_REFERENCES:
            return amounts
        carried = (
            Domain(field, "ilike", reference)
            for reference in references
            for field in ("statement_line_id.ar_reference", "statement_line_id.payment_ref")
        )
        return Domain.OR([amounts, *carried])

    # === USE === #

    @api.model
    def _of_company(self, company):
        """The advices that wait for their payment, as the engine sees them."""
        waiting = self.search_fetch(
            [
                ("company_id", "=", company.id),
                ("state", "=", "open"),
                ("create_date", ">=", f"today -{WAITS_DAYS}d"),
            ],
            ["payer_name", "payer_account", "reference", "date", "total", "currency_id"],
        )
        waiting.line_ids.fetch(["advice_id", "document", "paid", "deductions"])
        return tuple(advice._to_advice() for advice in waiting)

    def _to_advice(self):
        return Advice(
            key=self.id,
            lines=tuple(line._to_advice_line() for line in self.line_ids),
            reference=self.reference or "",
            payer_name=self.payer_name or "",
            payer_account=_compact(self.payer_account),
            day=self.date or None,
            total=_exact(self.total) if self.total else None,
            currency=self.currency_id.name or "",
        )

    def _settle(self):
        """Used, or waiting again, after payments that it is for were posted or undone."""
        for advice in self:
            advice.state = "used" if advice._is_used_up() else "open"
        for advice, copies in self._copies().items():
            copies.state = advice.state

    def _is_used_up(self):
        """Whether the posted payments leave nothing of which a line could still be paid."""
        posted = self._posted()
        rest = self.paid - sum(posted.mapped("amount"))
        least = min((line.paid for line in self.line_ids if line.paid > 0), default=0)
        return bool(posted) and self.shown_currency_id.compare_amounts(rest, least) < 0

    def _posted(self):
        return self.match_ids.filtered(lambda match: match.state in ("posted", "returned"))

    def _copies(self):
        """Of each advice those that say the same: by mail and as a file, say."""
        alike = self.search(
            [
                ("company_id", "in", self.company_id.ids),
                ("reference", "in", self.mapped("reference")),
                ("paid", "in", self.mapped("paid")),
                ("id", "not in", self.ids),
            ]
        ).filtered(lambda advice: not advice._posted())
        by_content = alike.grouped(lambda advice: advice._said())
        return {advice: copies for advice in self if (copies := by_content.get(advice._said()))}

    def _said(self):
        """What an advice and its copies have in common."""
        lines = frozenset((line.document, line.paid) for line in self.line_ids)
        return self.company_id, self.reference, self.currency_id, lines

    def action_open_match(self):
        self.ensure_one()
        return {
            "type": "ir.actions.act_window",
            "res_model": "ar.match",
            "views": [(False, "list"), (False, "form")],
            "domain": [("advice_id", "=", self.id)],
            "name": self.env._("Payment"),
        }


class ArRemittanceAdviceLine(models.Model):
    """One document that a payer says is paid."""

    _name = "ar.remittance.advice.line"
    _description = "Remittance Advice Line"

    advice_id = fields.Many2one(
        "ar.remittance.advice", required=True, ondelete="cascade", index=True
    )
    company_id = fields.Many2one(related="advice_id.company_id", store=True, precompute=True)
    currency_id = fields.Many2one(related="advice_id.shown_currency_id")
    document = fields.Char(help="The number as the payer writes it.")
    date = fields.Date(help="The document's own.")
    paid = fields.Monetary(help="Negative for a credit note.")
    deductions = fields.Json(help="Pairs of an amount and the payer's reason.")
    kept_back = fields.Char(compute="_compute_kept_back")

    @api.depends("deductions")
    def _compute_kept_back(self):
        for line in self:
            line.kept_back = ", ".join(
                " ".join(filter(None, each)) for each in line.deductions or ()
            )

    def _to_advice_line(self):
        return AdviceLine(
            document=self.document or "",
            paid=_exact(self.paid),
            deductions=tuple((Decimal(amount), why) for amount, why in self.deductions or ()),
        )


def _exact(amount):
    """Two decimals at least, as the engine's amounts have them."""
    return Decimal(str(round(amount, 4))).quantize(Decimal("0.01"))


def _fingerprint(advice):
    """The same of an advice that comes twice: by mail and by the bank, say."""
    said = (
        advice.payer.name,
        advice.payer.account,
        advice.payment_reference,
        advice.day,
        advice.currency,
        [(line.document, line.paid) for line in advice.lines],
    )
    return hashlib.sha256(repr(said).encode()).hexdigest()
