import logging
from datetime import timedelta

import psycopg2
from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.fields import Domain
from odoo.tools import plaintext2html

from connectors import (
    AuthenticationFailed,
    ConfigurationError,
    ConnectorError,
    FileRefused,
    FolderUnavailable,
    HostKeyMismatch,
    Refused,
    RemoteFile,
    SftpConnector,
    SftpSettings,
    fingerprint,
    new_key,
    public_line,
    shown_host_keys,
)

from ..secret import seal, unseal

_logger = logging.getLogger(__name__)

# After a fault of the network: doubled each time, up to the second.
FIRST_RETRY = timedelta(minutes=1)
LAST_RETRY = timedelta(hours=6)


class ArFeed(models.Model):
    """A bank connection: where files lie, how we are let in, what became of the last visit."""

    _name = "ar.feed"
    _description = "Bank Feed"
    _inherit = ["mail.thread", "mail.activity.mixin"]
    _order = "name, id"
    _check_company_auto = True

    name = fields.Char(required=True)
    active = fields.Boolean(default=True)
    company_id = fields.Many2one(
        "res.company", required=True, index=True, default=lambda self: self.env.company
    )
    channel = fields.Selection([("sftp", "SFTP")], default="sftp", required=True)
    host = fields.Char("Server", tracking=True, help="Name or address of the bank's server.")
    port = fields.Integer(default=22)
    username = fields.Char("User name", tracking=True)
    private_key = fields.Text(
        compute="_compute_private_key",
        inverse="_inverse_private_key",
        groups="ar_collections.group_manager",
        help="Paste a key that the bank gave you. It is stored encrypted and never shown again.",
    )
    private_key_sealed = fields.Text(copy=False, groups=fields.NO_ACCESS)
    public_key = fields.Text(
        "Our public key", readonly=True, copy=False, help="Give this line to the bank."
    )
    host_keys = fields.Text(
        "Trusted server keys",
        copy=False,
        tracking=True,
        help="One public key a line, as the bank publishes it. Nothing is sent to a server that "
        "shows another key.",
    )
    host_fingerprints = fields.Text("Trusted fingerprints", compute="_compute_host_fingerprints")
    shown_host_keys = fields.Text("Keys the server shows", readonly=True, copy=False)
    shown_fingerprints = fields.Text(compute="_compute_host_fingerprints")
    inbox = fields.Char("Folder to fetch from", default=".", required=True)
    patterns = fields.Char(
        "File names", default="*", required=True, help="Such as *.sta, *.940; blank-separated."
    )
    after_fetch = fields.Selection(
        [("archive", "Move to a folder"), ("delete", "Delete"), ("leave", "Leave there")],
        "After fetching",
        default="archive",
        required=True,
    )
    archive_folder = fields.Char("Archive folder", default="archive")
    timeout = fields.Integer("Time-out (seconds)", default=15)
    max_size = fields.Integer("Largest file (MiB)", default=50)

    last_visit = fields.Datetime(readonly=True, copy=False)
    last_success = fields.Datetime(readonly=True, copy=False)
    last_error = fields.Text("What is wrong", readonly=True, copy=False)
    last_refused = fields.Text("Files left at the bank", readonly=True, copy=False)
    failures = fields.Integer("Failures in a row", readonly=True, copy=False)
    blocked = fields.Boolean(
        readonly=True,
        copy=False,
        help="Only a person can mend it: the feed waits until it is unblocked.",
    )
    next_visit = fields.Datetime("Not before", readonly=True, copy=False)
    health = fields.Selection(
        [
            ("new", "Not tried yet"),
            ("good", "Working"),
            ("trouble", "Retrying"),
            ("blocked", "Stopped"),
        ],
        compute="_compute_health",
    )
    document_ids = fields.One2many("ar.feed.document", "feed_id", "Documents")
    document_count = fields.Integer(compute="_compute_document_count")

    _port_range = models.Constraint(
        "CHECK (port BETWEEN 1 AND 65535)", "The port is a number from 1 to 65535, mostly 22."
    )
    _timeout_positive = models.Constraint(
        "CHECK (timeout >= 1)", "The time-out is at least one second."
    )
    _max_size_positive = models.Constraint(
        "CHECK (max_size >= 1)", "The largest file to fetch is at least 1 MiB."
    )

    @api.depends("blocked", "failures", "last_success")
    def _compute_health(self):
        for feed in self:
            if feed.blocked:
                feed.health = "blocked"
            elif feed.failures:
                feed.health = "trouble"
            else:
                feed.health = "good" if feed.last_success else "new"

    @api.depends("document_ids")
    def _compute_document_count(self):
        counts = dict(
            self.env["ar.feed.document"]._read_group(
                [("feed_id", "in", self.ids)], ["feed_id"], ["__count"]
            )
        )
        for feed in self:
            feed.document_count = counts.get(feed, 0)

    @api.depends("host_keys", "shown_host_keys")
    def _compute_host_fingerprints(self):
        for feed in self:
            feed.host_fingerprints = _fingerprints(feed.host_keys)
            feed.shown_fingerprints = _fingerprints(feed.shown_host_keys)

    def _compute_private_key(self):
        self.private_key = False

    def _inverse_private_key(self):
        for feed in self.filtered("private_key"):
            pem = feed.private_key.strip() + "\n"
            feed.sudo().private_key_sealed = seal(self.env, pem)
            feed.public_key = _public_line(pem)

    # === FETCH === #

    @api.model
    def _cron_fetch(self):
        """Visit every bank that is due. A bank in trouble never stops the others."""
        progress = self.env["ir.cron"]._commit_progress
        now = fields.Datetime.now()
        due = self.search(
            Domain("blocked", "=", False)
            & self._set_up_domain()
            & (Domain("next_visit", "=", False) | Domain("next_visit", "<=", now)),
            order="last_visit, id",
        )
        progress(remaining=len(due))
        for feed in due:
            feed.with_company(feed.company_id)._visit(lambda: progress(0))
            if not progress(1):
                break
        self.env.ref("ar_collections.cron_import")._trigger()

    def _set_up_domain(self):
        """Without these a feed is not set up yet."""
        return Domain.AND(Domain(name, "!=", False) for name in ("host", "username", "host_keys"))

    def _visit(self, commit):
        """Fetch what is new. Each file is kept and committed before the bank's copy is touched."""
        self.ensure_one()
        left_there = {}
        try:
            connector, known = self._connector(), self._known_files()
            commit()  # no transaction stays open while the network is waited for
            with connector as bank:
                for item in bank.fetch(known):
                    trouble = (
                        item.error if isinstance(item, Refused) else self._take(bank, item, commit)
                    )
                    if trouble:
                        left_there[item.file.name] = str(trouble)
        except (ConnectorError, UserError) as error:
            self.env.cr.rollback()
            self._failed(error)
        except Exception as error:  # the one place: a fault of ours must not stop the other banks
            _logger.exception("Visit of bank feed %s failed", self.id)
            self.env.cr.rollback()
            self._failed(error)
        else:
            self._succeeded(left_there)
        self.last_refused = "\n".join(left_there.values()) or False

    def _take(self, bank, item, commit):
        """Keep one file, then put it away at the bank; gives what kept it from being put away."""
        document = self._keep(item)
        commit()
        try:
            bank.acknowledge(item.file)
        except (FileRefused, FolderUnavailable) as error:
            return error
        document.acknowledged = True
        commit()
        return None

    def _keep(self, item):
        document = self.env["ar.feed.document"]._keep(
            self.company_id,
            item.name,
            item.content,
            feed_id=self.id,
            remote_name=item.file.name,
            remote_modified=item.file.modified and item.file.modified.replace(tzinfo=None),
        )
        if document.remote_name != item.file.name and item.name not in (document.note or ""):
            document._say_already_received(item.name, self.name)
        return document

    def _known_files(self):
        """Files that stay at the bank after fetching, and were fetched."""
        if self.after_fetch != "leave":
            return frozenset()
        documents = self.env["ar.feed.document"].search_fetch(
            [("feed_id", "=", self.id)], ["remote_name", "size", "remote_modified"]
        )
        return frozenset(
            RemoteFile(name=d.remote_name, size=d.size, modified=d.remote_modified or None)
            for d in documents
        )

    def _succeeded(self, left_there):
        now = fields.Datetime.now()
        # What no longer lies there was put away, if by a run that was killed before it said so.
        self.env["ar.feed.document"].search(
            [
                ("feed_id", "=", self.id),
                ("acknowledged", "=", False),
                ("remote_name", "not in", list(left_there)),
            ]
        ).acknowledged = True
        self.write(
            {
                "last_visit": now,
                "last_success": now,
                "last_error": False,
                "failures": 0,
                "next_visit": False,
            }
        )

    def _failed(self, error):
        """A fault of the network is tried again later; anything else waits for a person."""
        now = fields.Datetime.now()
        failures = self.failures + 1
        retryable = getattr(error, "retryable", isinstance(error, psycopg2.Error))
        wait = min(LAST_RETRY, FIRST_RETRY * 2 ** min(failures - 1, 12))
        self.write(
            {
                "last_visit": now,
                "last_error": self._in_words(error),
                "failures": failures,
                "blocked": not retryable,
                "next_visit": now + wait if retryable else False,
            }
        )
        if retryable:
            self.env.ref("ar_collections.cron_fetch")._trigger(at=now + wait)
        else:
            self.activity_schedule(
                "mail.mail_activity_data_todo",
                summary=self.env._("The bank feed has stopped"),
                note=plaintext2html(self.last_error),
                user_id=self.create_uid.id,
            )

    def _in_words(self, error):
        """What is wrong, and what a person can do about it."""
        words, step = str(error) or repr(error), self._next_step(error)
        return f"{words}. {step}" if step else words

    def _next_step(self, error):
        match error:
            case HostKeyMismatch():
                return self.env._(
                    "Ask the bank whether it changed its key; if so, ask the server for its keys, "
                    "compare and trust the new one, then Try again."
                )
            case AuthenticationFailed():
                return self.env._(
                    "Give the bank our public key, or check the user name, then Try again."
                )
            case ConfigurationError():
                return self.env._("Correct the setting, then Try again.")
        return None

    def _connector(self):
        """The way to this bank, with its secrets opened."""
        self.ensure_one()
        if not self.host or not self.username:
            raise UserError(self.env._("Fill in the server and the user name first."))
        sealed = self.sudo().private_key_sealed
        if not sealed:
            raise UserError(self.env._("The feed has no key yet: make one, or paste the bank's."))
        return SftpConnector(
            SftpSettings(
                host=self.host,
                port=self.port,
                username=self.username,
                private_key=unseal(self.env, sealed),
                host_keys=_lines(self.host_keys),
                inbox=self.inbox,
                include=tuple(self.patterns.split()),
                after_fetch=self.after_fetch,
                archive=self.archive_folder or "archive",
                max_bytes=self.max_size * 1024 * 1024,
                timeout=float(self.timeout),
            )
        )

    # === ACTIONS === #

    def action_fetch(self):
        """Visit the bank within the minute, by the scheduled action: one visit at a time."""
        self.check_access("read")
        self.sudo().write({"next_visit": False})
        self.env.ref("ar_collections.cron_fetch").sudo()._trigger()
        return self._notify(self.env._("The bank is visited within a minute."))

    def action_test(self):
        """Log in and look, without taking anything."""
        self.check_access("read")
        self.ensure_one()
        try:
            with self._connector() as bank:
                names = [file.name for file in bank.look()]
        except ConnectorError as error:
            raise UserError(str(error)) from error
        newest = names[-1] if names else ""
        message = (
            self.env._(
                "It works: %(count)s files, newest %(newest)s.", count=len(names), newest=newest
            )
            if names
            else self.env._("It works: the folder is empty.")
        )
        return self._notify(message)

    def action_new_key(self):
        """Make a key pair: the private half is sealed, the public half is for the bank."""
        self.check_access("write")
        self.ensure_one()
        private_pem, line = new_key()
        self.sudo().private_key_sealed = seal(self.env, private_pem)
        self.public_key = line

    def action_show_host_keys(self):
        """Ask the server for its keys, without logging in; a person compares and trusts them."""
        self.check_access("write")
        self.ensure_one()
        try:
            self.shown_host_keys = "\n".join(shown_host_keys(self.host or "", self.port))
        except ConnectorError as error:
            raise UserError(str(error)) from error

    def action_trust_host_keys(self):
        self.ensure_one()
        self.write({"host_keys": self.shown_host_keys, "shown_host_keys": False})

    def action_unblock(self):
        self.write({"blocked": False, "failures": 0, "next_visit": False})
        return self.action_fetch()

    def action_open_documents(self):
        self.ensure_one()
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Documents of %(feed)s", feed=self.name),
            "res_model": "ar.feed.document",
            "view_mode": "list,form",
            "domain": [("feed_id", "=", self.id)],
        }

    def _notify(self, message):
        return {
            "type": "ir.actions.client",
            "tag": "display_notification",
            "params": {
                "message": message,
                "next": {"type": "ir.actions.client", "tag": "soft_reload"},
            },
        }


def _lines(text):
    return tuple(line.strip() for line in (text or "").splitlines() if line.strip())


def _fingerprints(text):
    try:
        return "\n".join(fingerprint(line) for line in _lines(text)) or False
    except ConnectorError as error:
        return str(error)


def _public_line(pem):
    try:
        return public_line(pem)
    except ConnectorError as error:
        raise UserError(str(error)) from error
