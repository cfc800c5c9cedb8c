from odoo import Command, api, fields, models
from odoo.exceptions import RedirectWarning, UserError

# As many are posted between two commits of the scheduled action.
POST_AT_ONCE = 50


class ArWriteOff(models.Model):
    """What was approved becomes an entry, and that can be undone."""

    _inherit = "ar.write.off"

    @api.model
    def _cron_post(self):
        """Post what was approved in runs; one that is refused stops no other."""
        progress = self.env["ir.cron"]._commit_progress
        waiting = [("state", "=", "approved")]
        left = self.search_count(waiting)
        progress(remaining=left)
        while batch := self.search(waiting, order="id", limit=POST_AT_ONCE):
            for record in batch:
                record._post_or_say_why()
            batch.run_id._finish()
            left = max(left - len(batch), 0)
            if not progress(len(batch), remaining=left):
                break

    def _post_or_say_why(self):
        try:
            with self.env.cr.savepoint():
                self._post()
        except (UserError, RedirectWarning) as error:
            self.write({"state": "to_approve", "problem": error.args[0]})

    def _post(self):
        """Write the entries, reconcile them with the items. Approval was asked for before."""
        for record in self:
            record = record.with_company(record.company_id)
            record.line_ids._refuse_wrong()
            move = record._write_entry()
            move.action_post()
            plan = zip(record.line_ids.move_line_id, record._own_items(move), strict=True)
            self.env["account.move.line"]._reconcile_plan([item | own for item, own in plan])
            record.write({"state": "posted", "move_id": move.id, "problem": False})
        self._tell_origin()

    def _own_items(self, move):
        """The items of the entry that close the customer's, in the same order."""
        own = move.line_ids.filtered(lambda item: item.account_type == "asset_receivable")
        return own.sorted(lambda item: (item.sequence, item.id))

    def _write_entry(self):
        journal = self.company_id._ar_write_off_journal()
        items = [values for line in self.line_ids for values in line._items()]
        has_tax = any(values.get("tax_repartition_line_id") for values in items)
        self.company_id._ar_refuse_locked(self.date, has_tax, journal)
        quiet = self.env["account.move"].with_context(skip_invoice_sync=True)
        move = quiet.create(
            {
                "move_type": "entry",
                "journal_id": journal.id,
                "date": self.date,
                "ref": self.env._("Write-off: %(reason)s", reason=self.reason),
                "partner_id": self.partner_id.id,
                "line_ids": [
                    Command.create({"sequence": number, **values})
                    for number, values in enumerate(items)
                ],
            }
        )
        return move.with_context(skip_invoice_sync=False)

    # === UNDO === #

    def action_undo(self):
        """Reverse the entry: the items are open again. Whoever may approve it may undo it."""
        self.check_access("write")
        for record in self:
            if record.state != "posted":
                raise UserError(self.env._("Only what is posted can be undone."))
            nobody = self.env["res.users"]
            self.env["ar.approval.limit"]._refuse_beyond(
                record.kind, record.amount, record.company_id, nobody
            )
            record.sudo()._undo()

    def _undo(self):
        today = fields.Date.context_today(self)
        has_tax = bool(self.move_id.line_ids.tax_repartition_line_id)
        self.company_id._ar_refuse_locked(today, has_tax, self.move_id.journal_id)
        why = self.env._("Undone: %(entry)s", entry=self.move_id.name)
        self.move_id._reverse_moves([{"date": today, "ref": why}], cancel=True)
        self.write({"state": "undone"})
        self._tell_origin()


class ArWriteOffLine(models.Model):
    _inherit = "ar.write.off.line"

    def _items(self):
        """Values of the journal items for one open item: what it costs, and what closes it."""
        item, write_off = self.move_line_id, self.write_off_id
        account = write_off.company_id.ar_write_off_account_id
        invoice = item.move_id if item.move_id.is_sale_document(include_receipts=True) else None
        rate = self.currency_id._get_conversion_rate(
            write_off.company_id.currency_id, self.currency_id, write_off.company_id, write_off.date
        )
        if invoice and (write_off.tax_relief or self._has_tax_when_paid()):
            costs = invoice._ar_share_items(self.amount, rate, account)
        else:
            costs = [self._whole(account)]
        name = self.env._("Write-off of %(document)s", document=self.document)
        costs = [{"name": name, **values} for values in costs]
        closing = {
            "name": name,
            "account_id": item.account_id.id,
            "partner_id": item.partner_id.id,
            "currency_id": self.currency_id.id,
            "amount_currency": -self.amount,
            "balance": -sum(values["balance"] for values in costs),
        }
        return [*costs, closing]

    def _has_tax_when_paid(self):
        """Tax that is due when it is paid: of what never is, it must not become due."""
        taxes = self.move_line_id.move_id.line_ids.tax_line_id
        return "on_payment" in taxes.mapped("tax_exigibility")

    def _whole(self, account):
        return {
            "account_id": account.id,
            "partner_id": self.move_line_id.partner_id.id,
            "currency_id": self.currency_id.id,
            "amount_currency": self.amount,
            "balance": self.amount_company,
        }
