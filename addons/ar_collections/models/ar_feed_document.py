import base64
import hashlib
import io
import logging
import re
from contextlib import contextmanager
from dataclasses import replace

import psycopg2
from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError

from bank_formats import FormatError
from bank_formats.archive import open_members
from bank_formats.second_reader import second_opinions
from bank_formats.text import decode

from .document_reading import Reading, is_booked, preview, read, summary
from .statement_plan import Busy

_logger = logging.getLogger(__name__)

# A document of more movements than this is not imported while the user waits,
LINES_WHILE_WAITING = 500
# and one of more bytes is not even read.
BYTES_WHILE_WAITING = 4 * 1024 * 1024
# What a movement takes at least, in any format.
BYTES_A_LINE = 100
# As the readers of the formats count lines.
LINE_END = re.compile(r"\r*\n|\r")
LINE_SHOWN = 200
# Broken totals beside the first that are named; the preview shows them.
OTHERS_NAMED = 5


class WrongTotal(FormatError):
    """A file that can be read, but whose totals do not hold: a person may accept it."""

    accepted_as = "total"


class ArFeedDocument(models.Model):
    """A bank's file exactly as received, and what became of it."""

    _name = "ar.feed.document"
    _description = "Bank Document"
    _inherit = ["mail.thread"]
    _order = "id desc"
    _check_company_auto = True

    name = fields.Char("File name", required=True, readonly=True)
    company_id = fields.Many2one("res.company", required=True, readonly=True, index=True)
    feed_id = fields.Many2one("ar.feed", readonly=True, index="btree_not_null", check_company=True)
    # In the row, not in the file store: the bytes are as durable as the fingerprint beside them.
    content = fields.Binary("File", attachment=False, readonly=True)
    size = fields.Integer("Size (bytes)", readonly=True)
    sha256 = fields.Char("Fingerprint (SHA-256)", required=True, readonly=True)
    state = fields.Selection(
        [
            ("received", "Received"),
            ("shown", "To confirm"),
            ("imported", "Imported"),
            ("information", "For information"),
            ("quarantined", "Quarantined"),
        ],
        default="received",
        required=True,
        readonly=True,
        index=True,
        tracking=True,
    )
    format = fields.Char(readonly=True)
    movement_count = fields.Integer("Movements in the file", readonly=True)
    summary = fields.Char("Content", readonly=True)
    preview = fields.Html("What is in it", readonly=True, sanitize_attributes=False)
    verdict = fields.Text("What came of it", compute="_compute_verdict")
    error = fields.Text("What is wrong", readonly=True)
    error_line = fields.Text("Where in the file", readonly=True)
    wrong_total = fields.Boolean(
        readonly=True, help="The file can be read, and a person can say that it is right."
    )
    problem = fields.Char(readonly=True, help="What a manager can accept of what is wrong.")
    accepted = fields.Char(readonly=True, help="What was accepted so far.")
    note = fields.Text("Remarks", readonly=True)
    accept_reason = fields.Char(
        "Accepted because",
        readonly=True,
        tracking=True,
        help="Why a manager says that the file is right all the same.",
    )
    remote_name = fields.Char(readonly=True, help="The name at the bank, as its server gave it.")
    remote_modified = fields.Datetime(readonly=True)
    acknowledged = fields.Boolean(
        "Put away at the bank", readonly=True, help="Archived, deleted or left there, as set."
    )
    statement_ids = fields.One2many("account.bank.statement", "ar_document_id", "Statements")
    line_ids = fields.One2many("account.bank.statement.line", "ar_document_id", "Lines")
    line_count = fields.Integer("Lines imported", compute="_compute_line_count")

    _sha256_uniq = models.UniqueIndex(
        "(company_id, sha256)", "This file was already received: the same bytes are kept once."
    )

    @api.depends("line_ids")
    def _compute_line_count(self):
        counts = dict(
            self.env["account.bank.statement.line"]._read_group(
                [("ar_document_id", "in", self.ids)], ["ar_document_id"], ["__count"]
            )
        )
        for document in self:
            document.line_count = counts.get(document, 0)

    @api.depends("error", "note", "summary", "state")
    def _compute_verdict(self):
        """For lists: what is wrong, what there is to remark, or what is in it."""
        for document in self:
            document.verdict = document.error or document.note or document.summary

    # === RIGHTS === #

    # Notes in the chatter need no right to change the document.
    _mail_post_access = "read"

    @api.model_create_multi
    def create(self, vals_list):
        self._refuse_by_hand()
        return super().create(vals_list)

    def write(self, vals):
        """A document is what the bank said: a manager may say why a wrong total is right."""
        if vals.keys() != {"accept_reason"} or not self._may_accept():
            self._refuse_by_hand()
        return super().write(vals)

    def _may_accept(self):
        manager = self.env.user.has_group("ar_collections.group_manager")
        return manager and set(self.mapped("state")) <= {"quarantined"}

    def _refuse_by_hand(self):
        if not self.env.su:
            raise AccessError(
                self.env._(
                    "Bank documents are not changed by hand: import a file, retry it, or, as a "
                    "manager, say why the wrong total of a quarantined one is right."
                )
            )

    # === KEEP === #

    @api.model
    def _keep(self, company, name, content, **values):
        """The document with these bytes: the one kept before, or a new one.

        ``content`` is bytes; ``values`` are further fields such as ``feed_id``.
        """
        fingerprint = hashlib.sha256(content).hexdigest()
        known = self.search([("company_id", "=", company.id), ("sha256", "=", fingerprint)])
        return known or self.create(
            {
                "name": name,
                "company_id": company.id,
                "content": base64.b64encode(content),
                "size": len(content),
                "sha256": fingerprint,
                **values,
            }
        )

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

    def _say_already_received(self, name, giver):
        remark = self.env._(
            "%(name)s, given by %(giver)s on %(date)s, was already received as %(known)s.",
            name=name,
            giver=giver,
            date=fields.Date.context_today(self),
            known=self.name,
        )
        self.note = f"{self.note}\n{remark}" if self.note else remark

    # === READ === #

    def _read(self):
        """What is in the document and where it goes; what is wrong with it is told, not raised."""
        try:
            reading = read(self._raw(), self.name)
        except FormatError as error:
            return Reading(statements=(), formats={}, error=error)
        plans = self.env["account.bank.statement"]._ar_plans(self, reading.booked, reading.formats)
        reading = replace(reading, plans=tuple(plans))
        problems = (plan.problem for plan in plans if plan.problem)
        return replace(reading, error=self._wrong_total(reading) or next(problems, None))

    def _wrong_total(self, reading):
        """A total that does not hold: the first one located, the others named beside it.

        Totals of a file that brings nothing to post stop nothing.
        """
        failed = [
            check
            for statement in reading.statements
            for check in statement.failed_checks
            if check.check != "second reader"
        ]
        if not failed or not reading.booked or self._accepts(WrongTotal):
            return None
        first, *others = failed
        more = [str(check) for check in others[:OTHERS_NAMED]]
        if len(others) > len(more):
            more.append(self.env._("and %(count)s more", count=len(others) - len(more)))
        problem = f"the file says {first.expected}, its entries give {first.found}"
        return WrongTotal(
            "; ".join([problem, *more]),
            source=first.origin.source or self.name,
            line=first.origin.line,
            field=first.check,
        )

    def _remember(self, reading):
        """Keep what a person is shown of the document."""
        if isinstance(reading.error, Busy):
            return  # it is read again when that can be seen
        if reading.statements or not reading.error:
            self.write(
                {
                    "format": reading.format,
                    "movement_count": reading.movement_count,
                    "summary": summary(self.env, reading),
                    "preview": preview(self.env, self, reading),
                }
            )

    def _second_opinions(self, reading):
        """What another reader makes of it; only for a person who looks: it decides nothing."""
        if not reading.statements:
            return ()
        return second_opinions(self._raw(), reading.statements, source=self.name)

    def _show_now(self):
        """Read the document for the person who gave it; a large one by the scheduled action."""
        if self.size <= BYTES_WHILE_WAITING:
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
            if all(plan.known_as for plan in reading.plans):
                document._mark_imported(reading)

    # === IMPORT === #

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
            if lines <= LINES_WHILE_WAITING and document.size <= BYTES_WHILE_WAITING:
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

    @contextmanager
    def _quarantining(self):
        """Whatever is wrong is said on the document; only another transaction's doing is raised."""
        try:
            yield
        except Busy as reason:  # its turn comes when the other document is done
            _logger.info("Bank document %s waits: %s", self.id, reason)
        except FormatError as error:
            self._quarantine(error)
        except UserError as error:
            self._quarantine(error)
        except psycopg2.OperationalError:
            raise  # another transaction was quicker: the whole document is tried again
        except Exception as error:  # the one place: a fault of ours must not stop the other files
            _logger.exception("Import of bank document %s failed", self.id)
            self._quarantine(
                self.env._("Unexpected fault, please report it: %(error)s", error=repr(error))
            )

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
        again = [plan for plan in reading.plans if plan.known_as]
        surprising = [plan for plan in again if plan.statement.action != "copy"]
        if surprising and len(again) == len(reading.plans):
            raise UserError(
                self.env._(
                    "Already imported: %(statements)s. Nothing was imported again.",
                    statements="; ".join(plan.known_as for plan in again),
                )
            )

    def _mark_imported(self, reading):
        """Done, with what there is to remark; without booked money that is new: for information."""
        remarks = [remark for plan in reading.plans for remark in plan.remarks]
        remarks += self._not_posted(reading)
        posted = any(not (plan.known_as or plan.by_hand) for plan in reading.plans)
        before = (self.note or "").splitlines()
        self.write(
            {
                "state": "imported" if posted else "information",
                "error": False,
                "error_line": False,
                "wrong_total": False,
                "note": "\n".join(dict.fromkeys([*before, *remarks])) or False,
            }
        )

    def _not_posted(self, reading):
        """Remarks on what is in the document beside booked money, each once."""
        remarks = {}
        for statement in reading.statements:
            if not is_booked(statement):
                remarks[self._why_not_posted(statement)] = None
            if statement.expected:
                remark = self.env._(
                    "%(count)s announced movements of %(account)s: shown, not posted.",
                    count=len(statement.expected),
                    account=statement.account,
                )
                remarks[remark] = None
        if not reading.statements:
            remarks[self.env._("There is no statement in it.")] = None
        return list(remarks)

    def _why_not_posted(self, statement):
        account = statement.account
        if statement.action == "test":
            return self.env._(
                "Test of the bank for %(account)s: shown, not posted.", account=account
            )
        if statement.kind == "interim":
            return self.env._(
                "Intraday report of %(account)s: shown, not posted. The booked statement will "
                "bring these movements.",
                account=account,
            )
        return self.env._(
            "Notification of single payments to %(account)s: shown, not posted. The booked "
            "statement will bring these movements.",
            account=account,
        )

    def _quarantine(self, problem):
        """Say what is wrong. A reason that was given is one for what was wrong before."""
        kind = getattr(problem, "accepted_as", False)
        self.write(
            {
                "state": "quarantined",
                "error": str(problem),
                "error_line": isinstance(problem, FormatError) and self._quoted(problem),
                "wrong_total": bool(kind),
                "problem": kind,
                **({"accept_reason": False} if kind else {}),
            }
        )

    def _accepts(self, problem):
        """Whether a manager said that the file is right in spite of that kind of problem."""
        return problem.accepted_as in (self.accepted or "").split(",")

    def _quoted(self, error):
        """The line of the file that an error names, with its neighbours, marked."""
        number = error.line
        lines = LINE_END.split(decode(self._raw_of(error.source))[0]) if number else []
        if not 0 < number <= len(lines):
            return False
        around = range(max(1, number - 2), min(len(lines), number + 2) + 1)
        shown = [
            f"{'>' if n == number else ' '} {n:>5}  {_cut(lines[n - 1], error.value)}"
            for n in around
        ]
        return "\n".join("".join(c if c.isprintable() else "\ufffd" for c in s) for s in shown)

    def _raw_of(self, source):
        """The bytes of the file in the document (an archive, perhaps) that an error names."""
        raw = self._raw()
        try:
            for name, member in open_members(io.BytesIO(raw), self.name):
                if name == source or not source:
                    return member.read()
        except FormatError:  # it cannot be unpacked so far
            return b""
        return raw if raw[:2] not in (b"PK", b"\x1f\x8b") else b""

    def _raw(self):
        # A client that shows sizes instead of contents asks for bin_size.
        return base64.b64decode(self.with_context(bin_size=False).content or b"")

    # === ACTIONS === #

    def action_retry(self):
        """Import again, after what was wrong has been put right: what is quarantined, and what was
        imported (to a wrong journal, say) and then deleted from the books.
        """
        self.check_access("write")
        documents = self.sudo().filtered(
            lambda document: (
                document.state == "quarantined"
                or (document.state == "imported" and not document.line_ids)
            )
        )
        for document in documents.filtered(lambda document: document.accept_reason):
            accepted = {*(document.accepted or "").split(","), document.problem or ""} - {""}
            document.accepted = ",".join(sorted(accepted))
        documents.write({"state": "received", "error": False, "error_line": False, "note": False})
        documents._import_now()
        return documents._action_result()

    def action_import(self):
        """Import what a person has looked at."""
        self.check_access("write")
        documents = self.sudo().filtered(lambda document: document.state == "shown")
        documents.write({"state": "received"})
        documents._import_now()
        return self._action_result()

    def action_discard(self):
        """Forget files that were given by hand and are not wanted after a look."""
        self.check_access("write")
        self.sudo().filtered(lambda document: document.state == "shown").unlink()
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "ar_collections.ar_feed_document_action"
        )
        return {**action, "target": "main"}

    def action_view_lines(self):
        self.ensure_one()
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Payments of %(file)s", file=self.name),
            "res_model": "ar.match",
            "view_mode": "list,form",
            "domain": [("statement_line_id.ar_document_id", "=", self.id)],
        }

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

    def _action_result(self):
        """Show the documents that a person just gave or retried."""
        action = {
            "type": "ir.actions.act_window",
            "name": self.env._("Bank documents"),
            "res_model": "ar.feed.document",
            "domain": [("id", "in", self.ids)],
            "views": [(False, "list"), (False, "form")],
        }
        if len(self) == 1:
            action.update(res_id=self.id, views=[(False, "form")])
        return action


def _cut(line, value):
    """The part of a line that is shown: its beginning, or around the value that is wrong."""
    position = line.find(value) if value and len(line) > LINE_SHOWN else 0
    start = max(0, position - LINE_SHOWN // 3)
    return ("…" if start else "") + line[start : start + LINE_SHOWN]
