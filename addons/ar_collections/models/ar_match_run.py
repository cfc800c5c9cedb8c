from odoo import api, fields, models
from odoo.exceptions import UserError


class ArMatchRun(models.Model):
    """Payments that were posted together, so that they can be taken back together."""

    _name = "ar.match.run"
    _description = "Posting Run"
    _order = "id desc"

    company_id = fields.Many2one("res.company", required=True, readonly=True, index=True)
    user_id = fields.Many2one("res.users", "Posted by", readonly=True)
    match_ids = fields.One2many("ar.match", "run_id", "Payments", readonly=True)
    posted_count = fields.Integer("Posted", compute="_compute_counts")
    undone_count = fields.Integer("Undone", compute="_compute_counts")
    undoing_count = fields.Integer("Being undone", compute="_compute_counts")

    @api.depends("match_ids.state", "match_ids.undo_wanted")
    def _compute_counts(self):
        groups = self.env["ar.match"]._read_group(
            [("run_id", "in", self.ids)], ["run_id", "state", "undo_wanted"], ["__count"]
        )
        for run in self:
            own = [(state, wanted, count) for of, state, wanted, count in groups if of == run]
            run.posted_count = sum(count for state, _w, count in own if state == "posted")
            run.undone_count = sum(count for state, _w, count in own if state != "posted")
            run.undoing_count = sum(count for _state, wanted, count in own if wanted)

    @api.depends("create_date")
    @api.depends_context("tz")
    def _compute_display_name(self):
        for run in self:
            moment = fields.Datetime.context_timestamp(
                run, run.create_date or fields.Datetime.now()
            )
            run.display_name = moment.strftime("%Y-%m-%d %H:%M")

    @api.model
    def _start(self, company):
        return self.sudo().create({"company_id": company.id, "user_id": self.env.uid})

    def action_undo(self):
        """Take back all that still stands of it."""
        posted = self.match_ids.filtered(lambda match: match.state == "posted")
        if not posted:
            raise UserError(self.env._("Nothing of this run is posted any more."))
        return posted.sorted(reverse=True).action_undo()

    def action_open_matches(self):
        self.ensure_one()
        action = self.env["ir.actions.act_window"]._for_xml_id("ar_collections.ar_match_action")
        return {**action, "domain": [("run_id", "=", self.id)], "context": {}}

    @api.autovacuum
    def _gc_empty(self):
        """Runs in which nothing could be posted."""
        self.search([("match_ids", "=", False), ("create_date", "<", "now -1H")]).unlink()
