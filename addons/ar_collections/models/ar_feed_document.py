import base64
import hashlib
import io
import itertools
import logging
from contextlib import contextmanager
from dataclasses import replace

import psycopg2
from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError
from odoo.tools import SQL

from bank_formats import FormatError

from .document_preview import preview, summary
from .document_problem import Busy, WrongTotal
from .document_quote import quote
from .document_reading import Reading, read, wrong_total

_logger = logging.getLogger(__name__)

# A larger document is not read while the user waits.
BYTES_WHILE_WAITING = 4 * 1024 * 1024

# Read of the kept text of a document at a time: whole groups of base64.
PIECE = 2 * 1024 * 1024

# Of a document that is read anew.
NOTHING_WRONG = {"error": False, "error_line": False, "wrong_total": False, "note": False}


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
            ("stopped", "Stopped"),
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
        help="Why a manager says that the file is right all the same. After Retry it is shown "
        "again, and imported when somebody chooses Import.",
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
        "(company_id, sha256) WHERE size > 0",
        "This file was already received: the same bytes are kept once.",
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

    @api.depends("error", "note", "summary", "state", "line_count", "movement_count")
    def _compute_verdict(self):
        """For lists: what is wrong; or what is in it, and below that what there is to remark."""
        for document in self:
            content = document.summary
            if document.state == "shown" and not content:
                content = document._still_being_read()
            if document.state in ("received", "stopped") and document.line_count:
                content = document._how_far()
            lines = [document.error] if document.error else [content, document.note]
            document.verdict = "\n".join(filter(None, lines))

    def _still_being_read(self):
        return self.env._(
            "It is still being read: it is large, or another file of the account is being imported."
        )

    def _how_far(self):
        return self.env._(
            "%(imported)s of %(all)s payments are imported.",
            imported=self.line_count,
            all=self.movement_count,
        )

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

        Empty files are told apart by their names. ``content`` is bytes; ``values`` are further
        fields such as ``feed_id``.
        """
        fingerprint = hashlib.sha256(content).hexdigest()
        same = [("company_id", "=", company.id), ("sha256", "=", fingerprint)]
        if not content:
            same.append(("name", "=", name))
        known = self.search(same, limit=1)
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

    def _raw(self):
        """The bytes, fetched piece by piece: at once they would be in memory five times."""
        self.ensure_one()
        self.check_access("read")
        self.flush_recordset(["content"])
        raw = io.BytesIO()
        for start in itertools.count(1, PIECE):
            piece = self._piece(start)
            raw.write(base64.b64decode(piece))
            if len(piece) < PIECE:
                return raw.getvalue()

    def _piece(self, start):
        query = SQL(
            "SELECT substring(content FROM %s FOR %s) FROM ar_feed_document WHERE id = %s",
            start,
            PIECE,
            self.id,
        )
        [(piece,)] = self.env.execute_query(query)
        return bytes(piece or b"")

    def _read(self):
        """What is in the document and where it goes; what is wrong with it is told, not raised."""
        try:
            reading = read(self._raw(), self.name, self.company_id._ar_open_numbers)
        except FormatError as error:
            return Reading(statements=(), formats={}, error=error)
        plans = self.env["account.bank.statement"]._ar_plans(self, reading.booked, reading.formats)
        reading = replace(reading, plans=tuple(plans))
        return replace(reading, error=self._problem_of(reading))

    def _problem_of(self, reading):
        """The first of what stands against the import and was not accepted."""
        wrong = None if self._accepts(WrongTotal) else wrong_total(self.env, reading)
        return wrong or next((plan.problem for plan in reading.plans if plan.problem), None)

    def _is_small(self):
        """Whether it is read while a person waits."""
        return self.size <= BYTES_WHILE_WAITING

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
                    "preview": preview(self.env, reading),
                }
            )

    # === QUARANTINE === #

    @contextmanager
    def _quarantining(self):
        """Whatever is wrong is said on the document; only another transaction's doing is raised."""
        try:
            yield
        except Busy as reason:  # its turn comes when the other document is done
            _logger.info("Bank document %s waits: %s", self.id, reason)
        except (FormatError, UserError) as error:
            self._quarantine(error)
        except psycopg2.OperationalError:
            raise  # another transaction was quicker: the whole document is tried again
        except Exception as error:  # the one place: a fault of ours must not stop the other files
            _logger.exception("Import of bank document %s failed", self.id)
            self._quarantine(
                self.env._("Unexpected fault, please report it: %(error)s", error=repr(error))
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

    def _quoted(self, error):
        return quote(self._raw(), self.name, error) or False

    def _accepts(self, problem):
        """Whether a manager said that the file is right in spite of that kind of problem."""
        return problem.accepted_as in (self.accepted or "").split(",")

    # === ACTIONS === #

    def action_retry(self):
        """Read again, after what was wrong has been put right: what is quarantined or was known
        already, and what was imported (to a wrong journal, say) and then deleted from the books.

        Files that a feed fetched go on by themselves. What a person gave, or a manager accepted,
        waits for the person to look at it and import it.
        """
        self.check_access("write")
        documents = self.sudo().filtered(
            lambda document: (
                document.state in ("quarantined", "information")
                or (document.state == "imported" and not document.line_ids)
            )
        )
        to_show = documents.filtered(lambda each: not each.feed_id or each.accept_reason)
        for document in documents.filtered(lambda document: document.accept_reason):
            accepted = {*(document.accepted or "").split(","), document.problem or ""} - {""}
            document.accepted = ",".join(sorted(accepted))
        to_show._show_again()
        fetched = documents - to_show
        fetched.write({"state": "received", **NOTHING_WRONG})
        fetched._import_now()
        return True

    def action_view_lines(self):
        self.ensure_one()
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Payments of %(file)s", file=self.name),
            "res_model": "ar.match",
            "view_mode": "list,form",
            "domain": [("statement_line_id.ar_document_id", "=", self.id)],
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
