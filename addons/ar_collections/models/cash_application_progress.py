from odoo import api, fields, models
from odoo.fields import Domain

GOING_ON = Domain("company_id.ar_stopped_by_id", "=", False)


class ResCompany(models.Model):
    _inherit = "res.company"

    ar_stopped_by_id = fields.Many2one(
        "res.users",
        "Cash application stopped by",
        help="As long as somebody stands here, nothing is imported, matched or posted by itself.",
    )


class ArMatch(models.Model):
    """What a person has stopped is neither matched nor posted by itself."""

    _inherit = "ar.match"

    def _undecided(self, company):
        if company.ar_stopped_by_id:
            return self.env["account.bank.statement.line"]
        return super()._undecided(company)

    def _undecided_count(self):
        going_on = self._undecided_domain() & GOING_ON
        return self.env["account.bank.statement.line"].search_count(going_on)

    def _in_batches(self, domain, order, act):
        if ("state", "=", "to_post") in domain:
            domain = [*domain, *GOING_ON]
        return super()._in_batches(domain, order, act)


class ArCashApplication(models.AbstractModel):
    """What goes on by itself, and how a person stops it."""

    _inherit = "ar.cash.application"

    @api.model
    @api.readonly
    def progress(self):
        """How much is being imported, matched and posted by itself, and who has stopped it."""
        ours = Domain("company_id", "in", self.env.companies.ids)
        Match = self.env["ar.match"].sudo()
        files = self.env["ar.feed.document"].sudo()
        lines = self.env["account.bank.statement.line"].sudo()
        return {
            "files": files.search_count(ours & Domain("state", "=", "received")),
            "to_match": lines.search_count(ours & Match._undecided_domain()),
            "to_post": Match.search_count(ours & Domain("state", "=", "to_post")),
            "stopped_by": ", ".join(self.env.companies.sudo().ar_stopped_by_id.mapped("name")),
            "can_stop": Match.with_user(self.env.user).has_access("write"),
        }

    @api.model
    def stop(self):
        """What runs by itself ends with the piece that it is at: a few hundred payments."""
        self.env["ar.match"].check_access("write")
        self.env.companies.sudo().ar_stopped_by_id = self.env.user

    @api.model
    def go_on(self):
        """It runs by itself again, from where it was stopped."""
        self.env["ar.match"].check_access("write")
        self.env.companies.sudo().ar_stopped_by_id = False
        for name in ("cron_import", "cron_match", "cron_post"):
            self.env.ref(f"ar_collections.{name}").sudo()._trigger()
