from odoo import api, models
from odoo.exceptions import UserError
from odoo.fields import Domain

# Suggestions that are accepted together, at most.
BULK_LIMIT = 5000


class ArCashApplication(models.AbstractModel):
    """What a person decides on the cash application screen: for one payment, or many at once."""

    _inherit = "ar.cash.application"

    @api.model
    def accept(
        self,
        match_id,
        allocations=None,
        on_account=0.0,
        partner_id=False,
        shown=None,
        refund=False,
    ):
        """
        Post what a person has confirmed: the suggestion as it is, or with their own amounts.

        ``shown``: the suggestion that the person has seen, as ``payment`` gave it; another one is
        refused.
        """
        match = self._match(match_id)
        if allocations is None:
            match.action_accept([shown])
        else:
            match.apply_by_hand(allocations, on_account, partner_id, refund)
        return self._outcome(match)

    @api.model
    def accept_return(self, match_id, returned_id):
        """Post that a payment out is the return of an earlier one."""
        match = self._match(match_id)
        match.return_by_hand(returned_id)
        return self._outcome(match)

    def _outcome(self, match):
        """What became of it; a message where it was not posted."""
        message = ""
        if match.state == "stale":
            message = self.env._("The open items have changed meanwhile; it will be matched again.")
        elif match.state == "suggested":
            message = match._busy()
        elif match.state != "posted":
            message = (match.reasons or "").partition("\n")[0]
        return {"id": match.id, "posted": match.state == "posted", "message": message}

    @api.model
    @api.readonly
    def suggestions(self, filters):
        """All suggestions that the filters show, and their sum by currency: to accept them together.

        ``shown`` stands for each of them as it is now, in the order of ``ids``.
        """
        Match = self.env["ar.match"]
        domain = self._filtered({**filters, "band": "suggested"})
        found = Match.search(domain, order="date, id", limit=BULK_LIMIT)
        sums = {}
        for journal, amount in Match._read_group(
            Domain("id", "in", found.ids), ["journal_id"], ["amount:sum"]
        ):
            currency = journal.currency_id or journal.company_id.currency_id
            sums[currency.id] = sums.get(currency.id, 0.0) + amount
        return {
            "ids": found.ids,
            "shown": found.mapped("shown"),
            "sums": [{"currency_id": key, "amount": amount} for key, amount in sums.items()],
        }

    @api.model
    def accept_all(self, match_ids, shown):
        """Post these suggestions; one that cannot be posted does not stop the others.

        ``shown``: what ``suggestions`` gave; one that is another by now is not posted.
        """
        self.env["ar.match"].check_access("write")
        matches = self.env["ar.match"].browse(match_ids).exists()
        waiting = matches.filtered(lambda match: match.state in ("suggested", "stale"))
        refused = {match: self._why_not(match, shown) for match in waiting}
        fit = waiting.filtered(lambda match: not refused[match])
        try:
            if fit:
                fit.action_accept(shown)
        except UserError:
            # Raised for a single one, after it was left with its reason: that is the outcome.
            if len(fit) > 1:
                raise
        return [self._outcome(match) for match in fit] + [
            {"id": match.id, "posted": False, "message": refused[match]} for match in waiting - fit
        ]

    def _why_not(self, match, shown):
        """What keeps a suggestion from being accepted together with others."""
        if match.state == "suggested" and match.shown not in shown:
            return match._has_changed()
        if self._is_whole(match):
            return ""
        rest = match.currency_id.format(match.amount_rest)
        return self.env._("%(rest)s is left: say what becomes of it.", rest=rest)

    def _is_whole(self, match):
        """Whether the suggestion says what becomes of every cent."""
        return bool(match.returned_id) or match.currency_id.is_zero(match.amount_rest)
