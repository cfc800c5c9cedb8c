from dataclasses import replace

import psycopg2
from odoo import api, models
from odoo.exceptions import AccessError, UserError
from odoo.fields import Domain

from bank_formats.second_reader import second_opinions

from . import account_bank_statement
from .ar_feed_document import NOTHING_WRONG
from .document_reading import not_posted

# A document of more movements than this is not imported while the user waits.
LINES_WHILE_WAITING = 500
# What a movement takes at least, in any format.
BYTES_A_LINE = 100


class ArFeedDocumentImport(models.Model):
    """What becomes of a document: shown to the person who gave it, discarded, or imported.

    Beside ``ar_feed_document.py``, which has what is kept of it and its quarantine.
    """

    _inherit = "ar.feed.document"

    # === GIVE === #

    @api.model
    def _receive(self, company, files):
        """Keep files that a person gave (pairs of name and bytes) and show what is in them."""
        self.check_access("write")
        if company not in self.env.companies:
            raise AccessError(
                self.env._("%(company)s is not among your companies.", company=company.sudo().name)
            )
        documents, again = self.sudo().browse(), []
        newest = documents.search([], limit=1).id or 0
        for name, content in files:
            document = documents._keep(company, name, content, state="shown")
            if document in documents or document.id <= newest:
                again.append((document, name))
            documents |= document
        unread = documents.filtered(lambda document: document.state == "shown")
        for document in unread:
            document._show_now()
        # What was wrong with it, or known already, may be true no longer.
        stale = (documents - unread).filtered(
            lambda document: document.state in ("quarantined", "information")
        )
        stale._show_again()
        for document, name in again:
            document._say_already_received(name, self.env.user.name)
        return documents

    # === LOOK === #

    def _second_opinions(self, reading):
        """What another reader makes of it; only for a person who looks: it decides nothing."""
        if not reading.statements:
            return ()
        return second_opinions(self._raw(), reading.statements, source=self.name)

    def _show_now(self):
        """Read the document for the person who gave it; a large one by the scheduled action."""
        if self._is_small():
            self._show()
        else:
            self.env.ref("ar_collections.cron_import").sudo()._trigger()

    def _show_again(self):
        """Read the documents anew, for a person to look at."""
        self.write({"state": "shown", "summary": False, "preview": False, **NOTHING_WRONG})
        for document in self:
            document._show_now()

    def _show(self):
        """Read the document: it then waits for a person, unless there is nothing to decide."""
        self.ensure_one()
        document = self.with_company(self.company_id)
        with document._quarantining():
            with self.env.cr.savepoint():
                reading = document._read()
                reading = replace(reading, opinions=document._second_opinions(reading))
                document._remember(reading)
            document._refuse(reading)
            if reading.all_known:
                document._mark_imported(reading)

    def _action_look(self):
        """Show what is in the documents that a person just gave, before the import."""
        action = self._action_result()
        if len(self) != 1:
            view = self.env.ref("ar_collections.ar_feed_document_view_list_given")
            action.update(
                name=self.env._("Files to look at"),
                views=[(view.id, "list"), (False, "form")],
                context={"ar_given_ids": self.ids},
                help=self.env._("Nothing is imported yet. Open a file to see what is in it."),
            )
        return action

    def action_discard(self):
        """Forget files that were given by hand and are not wanted after a look."""
        self.check_access("write")
        self.sudo().filtered(
            lambda document: document.state == "shown" and not document.feed_id
        ).unlink()
        return {"type": "ir.actions.client", "tag": "ar_back"}

    # === IMPORT === #

    def action_import(self):
        """Import what a person could look at: nothing that is still being read."""
        self.check_access("write")
        waiting = self.sudo().filtered(lambda document: document.state == "shown")
        documents = waiting.filtered("summary")
        if waiting and not documents:
            raise UserError(
                self.env._(
                    "%(file)s: %(reason)s Come back in a minute.",
                    file=", ".join(waiting.mapped("name")),
                    reason=self._still_being_read(),
                )
            )
        documents.write({"state": "received"})
        documents._import_now()
        return True

    def action_import_given(self):
        """Import the good ones of the files that were given together and are listed."""
        given = self.browse(self.env.context.get("ar_given_ids") or self.ids).exists()
        return given.filtered(lambda document: document.state == "shown").action_import()

    @api.model
    def _cron_import(self):
        """Import what was received, one document after the other; a bad one stops no other."""
        received = Domain([("state", "=", "received"), ("company_id.ar_stopped_by_id", "=", False)])
        unread = Domain("state", "=", "shown") & Domain("summary", "=", False)
        progress = self.env["ir.cron"]._commit_progress
        # What was received before what is only to be shown.
        pending = self.search(received | unread, order="state, id")
        left = len(pending)
        for candidate in pending:
            document = candidate.try_lock_for_update().filtered_domain(received | unread)
            try:
                if document.state == "received":
                    document._import_or_quarantine(lambda left=left: progress(remaining=left))
                elif document:
                    document._show()
            except psycopg2.OperationalError:  # a person was quicker on something it touches
                self.env.cr.rollback()
                continue  # it counts as remaining: the scheduler comes back at once
            if document.state == "received":
                continue
            left -= 1
            self.env.ref("ar_collections.cron_match")._trigger()
            if not progress(1, remaining=left):
                break
        else:
            if left:
                progress(remaining=left)

    def action_stop(self):
        """Stop the import after the chunk that is being written: its payments stay, none is half."""
        self.check_access("write")
        self.sudo().filtered(lambda document: document.state == "received").state = "stopped"

    def action_resume(self):
        """Go on with what was stopped: what is there already is not imported again."""
        self.check_access("write")
        stopped = self.sudo().filtered(lambda document: document.state == "stopped")
        stopped.state = "received"
        stopped._import_now()

    def _import_now(self):
        """Import small documents while the user waits; the scheduled action takes the rest."""
        for document in self:
            lines = document.movement_count or document.size // BYTES_A_LINE
            if lines <= LINES_WHILE_WAITING and document._is_small():
                document._import_or_quarantine()
        if self:
            self.env.ref("ar_collections.cron_import").sudo()._trigger()

    def _import_or_quarantine(self, checkpoint=None):
        """Import the document; if that cannot be, say why on it.

        Everything that can be wrong with a file is found before its first chunk. ``checkpoint``
        is called after each chunk; the scheduled action commits there, and what a killed process
        had not committed is done by the next run: the import keys tell what is there already.
        Without ``checkpoint`` all chunks are imported, or none.
        """
        self.ensure_one()
        document = self.with_company(self.company_id)
        with document._quarantining():
            with self.env.cr.savepoint():
                reading = document._read()
                document._remember(reading)
            chunks = document._import(reading)
            if checkpoint:
                if reading.movement_count > account_bank_statement.CHUNK:
                    checkpoint()  # who wants to stop it need not wait for the first chunk
                while self._next_chunk(chunks):
                    checkpoint()
                    if self.state != "received" or self.company_id.ar_stopped_by_id:
                        break  # a person has stopped it
            else:
                with self.env.cr.savepoint():
                    list(chunks)

    def _next_chunk(self, chunks):
        with self.env.cr.savepoint():
            return next(chunks, None)

    def _import(self, reading):
        """Import what is new: a generator that is resumed for each chunk."""
        self._refuse(reading)
        written = 0
        if journals := {plan.journal.id for plan in reading.plans if plan.lines}:
            self.env["account.journal"].browse(journals)._ar_one_import_at_a_time()
        for plan in reading.plans:
            for lines in self.env["account.bank.statement"]._ar_import(plan) if plan.lines else ():
                written += lines
                if written >= account_bank_statement.CHUNK:
                    written = 0
                    yield True
        if reading.advices:
            self.env["ar.remittance.advice"]._keep(self, reading.advices)
        self._mark_imported(reading)

    def _refuse(self, reading):
        """Raise what stands against the import."""
        if reading.error:
            raise reading.error

    def _already_imported(self, reading):
        if reading.plans and reading.all_known:
            yield self.env._("Already imported: nothing of it is new, nothing was imported again.")

    def _mark_imported(self, reading):
        """Done, with what there is to remark; without booked money that is new: for information."""
        posted = any(not (plan.known_as or plan.by_hand) for plan in reading.plans)
        posted = posted or bool(reading.advices)
        remarks = [
            *(self.note or "").splitlines(),
            *self._already_imported(reading),
            *(remark for plan in reading.plans for remark in plan.remarks),
            *not_posted(self.env, reading),
        ]
        self.write(
            {
                "state": "imported" if posted else "information",
                **NOTHING_WRONG,
                "note": "\n".join(dict.fromkeys(remarks)) or False,
            }
        )
