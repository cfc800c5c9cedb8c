import base64
import hashlib
import logging
import re

import psycopg2
from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError

from bank_formats import FormatError, parse
from bank_formats.text import decode

from .account_bank_statement import Misplaced

_logger = logging.getLogger(__name__)

# A statement of more lines than this is not imported while the user waits.
LINES_WHILE_WAITING = 500
# As the readers of the formats count lines.
LINE_END = re.compile(r"\r*\n|\r")


class WrongTotal(FormatError):
    """A file that can be read, but whose totals do not hold: a person may accept it."""


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
        [("received", "Received"), ("quarantined", "Quarantined"), ("imported", "Imported")],
        default="received",
        required=True,
        readonly=True,
        index=True,
        tracking=True,
    )
    error = fields.Text("What is wrong", readonly=True)
    error_line = fields.Text("Where in the file", readonly=True)
    wrong_total = fields.Boolean(
        readonly=True, help="The file can be read, but a balance in it does not fit."
    )
    note = fields.Text("Remarks", readonly=True)
    accept_reason = fields.Char(
        "Accepted because",
        readonly=True,
        tracking=True,
        help="Why a manager accepts the wrong total.",
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
        """Keep files that a person gave (pairs of name and bytes) and import them at once."""
        self.check_access("write")
        if company not in self.env.companies:
            raise AccessError(
                self.env._("%(company)s is not among your companies.", company=company.sudo().name)
            )
        documents, again = self.sudo().browse(), []
        newest = documents.search([], limit=1).id or 0
        for name, content in files:
            document = documents._keep(company, name, content)
            if document in documents or document.id <= newest:
                again.append((document, name))
            documents |= document
        documents.filtered(lambda document: document.state == "received")._import_now()
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

    # === IMPORT === #

    @api.model
    def _cron_import(self):
        """Import what was received, one document after the other; a bad one stops no other."""
        domain = [("state", "=", "received")]
        progress = self.env["ir.cron"]._commit_progress
        pending = self.search(domain, order="id")
        progress(remaining=len(pending))
        for candidate in pending:
            document = candidate.try_lock_for_update().filtered_domain(domain)
            try:
                if document:
                    document._import_or_quarantine(lambda: progress(0))
            except psycopg2.OperationalError:  # a person was quicker on something it touches
                self.env.cr.rollback()
                continue  # it counts as remaining: the scheduler comes back at once
            if not progress(1):
                break
        self.env.ref("ar_collections.cron_match")._trigger()

    def _import_now(self):
        """Import small documents while the user waits; the scheduled action takes the rest."""
        for document in self:
            raw = document._raw()
            if max(raw.count(b"\n"), raw.count(b"\r")) < 4 * LINES_WHILE_WAITING:
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
        try:
            chunks = document._import()
            if checkpoint:
                while self._next_chunk(chunks):
                    checkpoint()
            else:
                with self.env.cr.savepoint():
                    list(chunks)
        except FormatError as error:
            document._quarantine(str(error), error.line, isinstance(error, WrongTotal))
        except UserError as error:
            document._quarantine(str(error), wrong_total=isinstance(error, Misplaced))
        except psycopg2.OperationalError:
            raise  # another transaction was quicker: the whole document is tried again
        except Exception as error:  # the one place: a fault of ours must not stop the other files
            _logger.exception("Import of bank document %s failed", self.id)
            document._quarantine(
                self.env._("Unexpected fault, please report it: %(error)s", error=repr(error))
            )

    def _next_chunk(self, chunks):
        with self.env.cr.savepoint():
            return next(chunks, None)

    def _import(self):
        """Check the whole file, then import it: a generator that is resumed for each chunk."""
        statements = parse(self._raw(), source=self.name)
        self._refuse_failed_checks(statements)
        Statement = self.env["account.bank.statement"]
        plans = Statement._ar_plans(self, statements)
        new = [plan for plan in plans if not plan.known_as]
        if not new:
            raise UserError(self._already_imported(plans))
        for plan in new:
            yield from Statement._ar_import(plan)
        self._mark_imported(plans)

    def _refuse_failed_checks(self, statements):
        """A total that does not hold: the first one located, the others named beside it."""
        failed = [check for statement in statements for check in statement.failed_checks]
        if not failed or self.accept_reason:
            return
        first, *others = failed
        problem = f"the file says {first.expected}, its entries give {first.found}"
        raise WrongTotal(
            "; ".join([problem, *map(str, others)]),
            source=self.name,
            line=first.origin.line,
            field=first.check,
        )

    def _already_imported(self, plans):
        return self.env._(
            "Already imported: %(statements)s. Nothing was imported again.",
            statements="; ".join(plan.known_as for plan in plans),
        )

    def _mark_imported(self, plans):
        remarks = [remark for plan in plans for remark in plan.remarks]
        self.write(
            {
                "state": "imported",
                "error": False,
                "error_line": False,
                "note": "\n".join(remarks) or False,
            }
        )

    def _quarantine(self, problem, line=0, wrong_total=False):
        self.write(
            {
                "state": "quarantined",
                "error": problem,
                "error_line": self._quoted(line),
                "wrong_total": wrong_total,
            }
        )

    def _quoted(self, number):
        """The named line of the file with its neighbours, marked."""
        lines = LINE_END.split(decode(self._raw())[0])
        if not 0 < number <= len(lines):
            return False
        around = range(max(1, number - 2), min(len(lines), number + 2) + 1)
        shown = [f"{'>' if n == number else ' '} {n:>5}  {lines[n - 1][:200]}" for n in around]
        return "\n".join("".join(c if c.isprintable() else "\ufffd" for c in s) for s in shown)

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
        documents.write({"state": "received", "error": False, "error_line": False})
        documents._import_now()
        return documents._action_result()

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
