from dataclasses import replace

import psycopg2
from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError

from bank_formats.second_reader import second_opinions

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
        for document in documents.filtered(lambda document: document.state == "shown"):
            document._show_now()
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
        if len(self) == 1:
            return self._action_result()
        upload = self.env["ar.feed.document.upload"].create(
            {"document_ids": [fields.Command.set(self.ids)], "company_id": self.company_id[:1].id}
        )
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Import bank files"),
            "res_model": upload._name,
            "res_id": upload.id,
            "views": [(False, "form")],
            "target": "new",
        }

    def action_discard(self):
        """Forget files that were given by hand and are not wanted after a look."""
        self.check_access("write")
        self.sudo().filtered(lambda document: document.state == "shown").unlink()
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "ar_collections.ar_feed_document_action"
        )
        return {**action, "target": "main"}

    # === IMPORT === #

    def action_import(self):
        """Import what a person has looked at."""
        self.check_access("write")
        documents = self.sudo().filtered(lambda document: document.state == "shown")
        documents.write({"state": "received"})
        documents._import_now()
        return self._action_result()

    @api.model
    def _cron_import(self):
        """Import what was received, one document after the other; a bad one stops no other."""
        received = [("state", "=", "received")]
        unread = [("state", "=", "shown"), ("summary", "=", False)]
        progress = self.env["ir.cron"]._commit_progress
        pending = [
            *((each, received) for each in self.search(received, order="id")),
            *((each, unread) for each in self.search(unread, order="id")),
        ]
        progress(remaining=len(pending))
        for candidate, domain in pending:
            document = candidate.try_lock_for_update().filtered_domain(domain)
            try:
                if document.state == "received":
                    document._import_or_quarantine(lambda: progress(0))
                elif document:
                    document._show()
            except psycopg2.OperationalError:  # a person was quicker on something it touches
                self.env.cr.rollback()
                continue  # it counts as remaining: the scheduler comes back at once
            if document.state == "received":
                continue
            if not progress(1):
                break
        self.env.ref("ar_collections.cron_match")._trigger()

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
                while self._next_chunk(chunks):
                    checkpoint()
            else:
                with self.env.cr.savepoint():
                    list(chunks)

    def _next_chunk(self, chunks):
        with self.env.cr.savepoint():
            return next(chunks, None)

    def _import(self, reading):
        """Import what is new: a generator that is resumed for each chunk."""
        self._refuse(reading)
        if journals := {plan.journal.id for plan in reading.plans if plan.lines}:
            self.env["account.journal"].browse(journals)._ar_one_import_at_a_time()
        for plan in reading.plans:
            if plan.lines:
                yield from self.env["account.bank.statement"]._ar_import(plan)
        self._mark_imported(reading)

    def _refuse(self, reading):
        """Raise what stands against the import, if only that it is there already."""
        if reading.error:
            raise reading.error
        copies = all(plan.statement.action == "copy" for plan in reading.plans)
        if reading.all_known and not copies:
            raise UserError(
                self.env._(
                    "Already imported: %(statements)s. Nothing was imported again.",
                    statements="; ".join(plan.known_as for plan in reading.plans),
                )
            )

    def _mark_imported(self, reading):
        """Done, with what there is to remark; without booked money that is new: for information."""
        posted = any(not (plan.known_as or plan.by_hand) for plan in reading.plans)
        remarks = [
            *(self.note or "").splitlines(),
            *(remark for plan in reading.plans for remark in plan.remarks),
            *not_posted(self.env, reading),
        ]
        self.write(
            {
                "state": "imported" if posted else "information",
                "error": False,
                "error_line": False,
                "wrong_total": False,
                "note": "\n".join(dict.fromkeys(remarks)) or False,
            }
        )
