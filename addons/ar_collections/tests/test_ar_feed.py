import os
import shutil
import socket
from datetime import timedelta
from unittest.mock import patch

import psycopg2
from cryptography.fernet import Fernet
from odoo import SUPERUSER_ID, fields
from odoo.exceptions import AccessError, UserError
from odoo.tests import Form, TransactionCase, new_test_user, tagged
from odoo.tools import config, file_open, mute_logger

from connectors import new_key

from .bank import start_bank
from .bank_files import mt940

SECRET_KEY = Fernet.generate_key().decode()
FEED_LOG = "odoo.addons.ar_collections.models.ar_feed"


@tagged("post_install", "-at_install")
class TestArFeed(TransactionCase):
    """Feeds visit a real OpenSSH server."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.env = cls.env["base"].with_context(no_reset_password=True).env
        cls.bank = start_bank(cls)
        cls.startClassPatcher(patch.dict(os.environ, {"AR_SECRET_KEY": SECRET_KEY}))
        cls.root = cls.env(user=SUPERUSER_ID)
        cls.manager = new_test_user(
            cls.env, "bank manager", "ar_collections.group_manager,base.group_allow_export"
        )
        cls.treasurer = new_test_user(cls.env, "bank user", "ar_collections.group_treasurer")
        cls.feed = cls.make_feed("House bank")

    def setUp(self):
        super().setUp()
        shutil.rmtree(self.bank.outbox)
        self.bank.make_mailbox()

    @classmethod
    def make_feed(cls, name, **values):
        values = {
            "host": cls.bank.host,
            "port": cls.bank.port,
            "username": cls.bank.username,
            "private_key": cls.bank.private_key,
            "host_keys": cls.bank.host_key_line,
            "inbox": "/outbox",
            "timeout": 2,
            **values,
        }
        feed = cls.env["ar.feed"].with_user(cls.manager).create({"name": name, **values})
        return feed.with_env(cls.root)

    def visit(self):
        """The scheduled action, whether or not a feed asked for time."""
        self.root["ar.feed"].search([]).next_visit = False
        self.env.flush_all()
        with self.enter_registry_test_mode():
            done = self.root.ref("ar_collections.cron_fetch").method_direct_trigger()
        self.assertIs(done, True, done)
        self.env.invalidate_all()

    def files(self, folder=None):
        folder = folder or self.bank.outbox
        return sorted(path.name for path in folder.iterdir() if path.is_file())

    def logins(self):
        return (self.bank.root / "sshd.log").read_text().count("Accepted publickey")

    def documents(self, feed=None):
        return (feed or self.feed).document_ids.sorted("id")

    # --- fetched

    def test_fetched_archived_and_not_again(self):
        monday, tuesday = mt940("100.00"), mt940("50.00", number="2", opening="1100.00")
        self.bank.deliver("monday.sta", monday)
        self.bank.deliver("tuesday.sta", tuesday)
        self.visit()
        self.assertRecordValues(
            self.documents(),
            [
                {"name": "monday.sta", "state": "received", "acknowledged": True},
                {"name": "tuesday.sta", "state": "received", "acknowledged": True},
            ],
        )
        self.assertEqual([d._raw() for d in self.documents()], [monday, tuesday])
        self.assertEqual(self.files(), [])
        self.assertEqual(self.files(self.bank.archive), ["monday.sta", "tuesday.sta"])
        self.assertEqual(self.feed.health, "good")
        self.visit()
        self.assertEqual(len(self.documents()), 2)

    def test_the_next_step_is_triggered(self):
        cron = self.root.ref("ar_collections.cron_import")
        before = self.root["ir.cron.trigger"].search_count([("cron_id", "=", cron.id)])
        self.visit()
        after = self.root["ir.cron.trigger"].search_count([("cron_id", "=", cron.id)])
        self.assertGreater(after, before)

    def test_deleted_there(self):
        self.feed.after_fetch = "delete"
        self.bank.deliver("monday.sta", mt940("100.00"))
        self.visit()
        self.assertEqual(len(self.documents()), 1)
        self.assertEqual(self.files() + self.files(self.bank.archive), [])

    def test_left_there(self):
        self.feed.after_fetch = "leave"
        path = self.bank.deliver("monday.sta", mt940("100.00"))
        os.utime(path, (1767000000, 1767000000))
        self.visit()
        self.assertEqual(self.feed._known_files(), frozenset(self.looked()))
        self.visit()
        self.assertEqual(len(self.documents()), 1)
        self.assertEqual(self.files(), ["monday.sta"])
        # Another content under the same name is another document.
        self.bank.deliver("monday.sta", mt940("200.00"))
        self.visit()
        self.assertEqual(self.documents().mapped("name"), ["monday.sta", "monday.sta"])

    def looked(self):
        with self.feed._connector() as bank:
            return list(bank.look())

    def test_only_the_wanted_names(self):
        self.feed.patterns = "*.sta *.940"
        for name in ("a.sta", "b.940", "readme.txt"):
            self.bank.deliver(name, mt940("100.00", number=name[0]))
        self.visit()
        self.assertEqual(self.documents().mapped("name"), ["a.sta", "b.940"])
        self.assertEqual(self.files(), ["readme.txt"])

    def test_the_same_bytes_under_another_name(self):
        self.bank.deliver("monday.sta", mt940("100.00"))
        self.visit()
        self.bank.deliver("monday-again.sta", mt940("100.00"))
        self.visit()
        document = self.documents()
        self.assertEqual(len(document), 1)
        self.assertIn("monday-again.sta, given by House bank", document.note)
        self.assertEqual(self.files(self.bank.archive), ["monday-again.sta", "monday.sta"])

    def test_an_empty_file(self):
        self.bank.deliver("empty.sta", b"")
        self.bank.deliver("monday.sta", mt940("100.00"))
        self.visit()
        empty = self.documents().filtered(lambda document: document.name == "empty.sta")
        empty._import_or_quarantine()
        self.assertEqual(empty.state, "quarantined")
        self.assertIn("the file is empty", empty.error)
        self.assertEqual(len(self.documents()), 2)
        self.assertEqual(self.feed.health, "good")

    def test_a_file_that_is_too_large_stays(self):
        self.feed.max_size = 1
        self.bank.deliver("huge.sta", b"x" * (1024 * 1024 + 1))
        self.bank.deliver("monday.sta", mt940("100.00"))
        self.visit()
        self.assertEqual(self.documents().mapped("name"), ["monday.sta"])
        self.assertIn("huge.sta", self.feed.last_refused)
        self.assertEqual(self.files(), ["huge.sta"])
        self.assertEqual(self.feed.health, "good")

    # --- put away at the bank

    def test_a_file_that_cannot_be_archived_is_kept_once(self):
        self.bank.deliver("monday.sta", mt940("100.00"))
        shutil.rmtree(self.bank.archive)
        for _visit in range(2):
            self.visit()
            self.assertRecordValues(self.documents(), [{"acknowledged": False}])
            self.assertIn("monday.sta was fetched, but not archived", self.feed.last_refused)
            self.assertEqual(self.files(), ["monday.sta"])
        self.bank.make_mailbox()
        self.visit()
        self.assertRecordValues(self.documents(), [{"acknowledged": True}])
        self.assertFalse(self.feed.last_refused)
        self.assertEqual(self.files(self.bank.archive), ["monday.sta"])

    def test_put_away_by_a_run_that_was_killed_before_it_said_so(self):
        self.bank.deliver("monday.sta", mt940("100.00"))
        self.visit()
        self.documents().acknowledged = False
        self.visit()
        self.assertRecordValues(self.documents(), [{"acknowledged": True}])

    def test_kept_by_a_run_that_was_killed_before_it_put_it_away(self):
        self.bank.deliver("monday.sta", mt940("100.00"))
        self.visit()
        self.documents().acknowledged = False
        (self.bank.archive / "monday.sta").rename(self.bank.outbox / "monday.sta")
        self.visit()
        self.assertRecordValues(self.documents(), [{"acknowledged": True, "note": False}])
        self.assertEqual(self.files(), [])

    # --- faults: one bank never stops the others

    def with_trouble(self, **values):
        """A feed with these settings beside one that works; both are visited."""
        trouble = self.make_feed("Trouble", **values)
        trouble.last_visit = "2020-01-01"  # so it is visited first
        self.bank.deliver("monday.sta", mt940("100.00"))
        self.visit()
        self.assertEqual(self.documents().mapped("name"), ["monday.sta"])
        self.assertEqual(self.feed.health, "good")
        return trouble

    def assert_stopped(self, feed, *words):
        """Only a person can mend it, and one is asked to."""
        self.assertRecordValues(
            feed, [{"health": "blocked", "blocked": True, "next_visit": False, "failures": 1}]
        )
        activity = feed.activity_ids
        self.assertEqual(activity.user_id, self.manager)
        for word in words:
            self.assertIn(word, feed.last_error)
            self.assertIn(word, activity.note)
        self.visit()
        self.assertEqual(feed.failures, 1, "it was not visited again")

    def test_the_host_key_has_changed(self):
        before = self.logins()
        feed = self.with_trouble(host_keys=new_key()[1])
        self.assertEqual(self.logins(), before + 1, "only the other feed has logged in")
        self.assert_stopped(feed, "key", "SHA256:", ". Ask the bank whether it changed its key;")
        # The bank says that the new key is its own.
        feed.with_user(self.manager).action_show_host_keys()
        self.assertEqual(set(feed.shown_host_keys.splitlines()), set(self.bank.host_key_lines))
        feed.with_user(self.manager).action_trust_host_keys()
        feed.with_user(self.manager).action_unblock()
        self.visit()
        self.assertEqual(feed.health, "good")

    def test_the_bank_does_not_know_our_key(self):
        feed = self.with_trouble(private_key=new_key()[0])
        self.assert_stopped(feed, "key", ". Give the bank our public key, or check the user name,")
        feed.with_user(self.manager).action_new_key()
        self.bank.accept(feed.public_key)
        feed.with_user(self.manager).action_unblock()
        self.visit()
        self.assertEqual(feed.health, "good")

    def test_a_setting_that_cannot_work(self):
        feed = self.with_trouble(host_keys="nonsense")
        self.assert_stopped(feed, "nonsense", ". Correct the setting, then Try again.")

    def test_the_folder_does_not_exist(self):
        feed = self.with_trouble(inbox="/no<b>where")
        self.assert_stopped(feed, "does not exist")
        self.assertIn("/no<b>where", feed.last_error)
        self.assertIn("/no&lt;b&gt;where", feed.activity_ids.note)

    def test_a_server_that_hangs_is_tried_again_later_and_later(self):
        listener = socket.create_server(("127.0.0.1", 0))
        self.addCleanup(listener.close)
        feed = self.with_trouble(port=listener.getsockname()[1], timeout=1)
        self.assertFalse(feed.activity_ids)
        cron = self.root.ref("ar_collections.cron_fetch")
        for minutes in (1, 2, 4):
            self.assertEqual(feed.health, "trouble")
            self.assertEqual(feed.next_visit - feed.last_visit, timedelta(minutes=minutes))
            trigger = [("cron_id", "=", cron.id), ("call_at", "=", feed.next_visit)]
            self.assertTrue(self.root["ir.cron.trigger"].search(trigger))
            self.visit()
        self.assertIn(f"127.0.0.1:{feed.port}", feed.last_error)
        feed.failures = 1000
        self.visit()
        self.assertEqual(feed.next_visit - feed.last_visit, timedelta(hours=6))
        # It answers again.
        feed.port = self.bank.port
        self.visit()
        self.assertRecordValues(
            feed, [{"health": "good", "failures": 0, "last_error": False, "next_visit": False}]
        )

    def test_a_feed_that_waits_is_not_visited(self):
        self.feed.next_visit = fields.Datetime.now() + timedelta(minutes=5)
        self.bank.deliver("monday.sta", mt940("100.00"))
        self.env.flush_all()
        with self.enter_registry_test_mode():
            self.root.ref("ar_collections.cron_fetch").method_direct_trigger()
        self.assertFalse(self.documents())
        self.feed.with_user(self.treasurer).action_fetch()
        self.visit()
        self.assertEqual(len(self.documents()), 1)

    def test_a_fault_of_ours_stops_no_other_bank(self):
        keep = type(self.feed)._keep

        def stumble(feed, item):
            if feed.name == "Trouble":
                raise ZeroDivisionError("our own mistake")
            return keep(feed, item)

        with patch.object(type(self.feed), "_keep", stumble), self.assertLogs(FEED_LOG, "ERROR"):
            feed = self.with_trouble()
        self.assert_stopped(feed, "our own mistake")

    def test_a_feed_that_is_not_set_up_yet_is_left_alone(self):
        feed = self.make_feed("New", private_key=False, host_keys=False)
        self.visit()
        self.assertRecordValues(feed, [{"health": "new", "blocked": False}])

    def test_a_key_is_made_before_server_and_user_name_are_known(self):
        form = Form(self.env["ar.feed"].with_user(self.manager))
        form.name = "New"
        feed = form.save()
        feed.action_new_key()
        self.assertTrue(feed.public_key)

    def test_a_feed_without_server_or_user_name_is_left_alone(self):
        for missing in ("host", "username"):
            with self.subTest(missing):
                feed = self.make_feed(f"No {missing}", **{missing: False})
                self.visit()
                self.assertRecordValues(feed, [{"health": "new", "blocked": False}])
                with self.assertRaisesRegex(UserError, "the server and the user name"):
                    feed.action_test()

    def test_numbers_that_cannot_work(self):
        for values, message in (
            ({"port": 0}, "The port"),
            ({"port": 99999}, "The port"),
            ({"timeout": 0}, "The time-out"),
            ({"max_size": 0}, "The largest file"),
        ):
            with (
                self.subTest(values),
                mute_logger("odoo.sql_db"),
                self.assertRaises(psycopg2.errors.CheckViolation) as caught,
                self.env.cr.savepoint(),
            ):
                self.feed.write(values)
                self.env.flush_all()
            self.assertIn(message, self.feed._sql_error_to_message(caught.exception))

    def test_the_bank_is_tried_by_hand(self):
        self.bank.deliver("monday.sta", mt940("100.00"))
        action = self.feed.with_user(self.treasurer).action_test()
        self.assertIn("1 files, newest monday.sta", action["params"]["message"])
        self.assertEqual(self.files(), ["monday.sta"])
        self.feed.host_keys = new_key()[1]
        with self.assertRaisesRegex(UserError, "SHA256:"):
            self.feed.with_user(self.treasurer).action_test()

    # --- secrets

    def test_a_private_key_is_never_shown(self):
        feed = self.feed.with_user(self.manager)
        self.assertEqual(feed.read(["private_key"])[0]["private_key"], False)
        self.assertNotIn("private_key_sealed", feed.read()[0])
        self.assertNotIn("private_key_sealed", feed.fields_get())
        for secret in (self.bank.private_key.split("\n")[1], self.sealed()):
            self.assertNotIn(secret, str(feed.read()))
            self.assertNotIn(secret, str(feed.export_data(["id", "name", "private_key"])))
            self.assertNotIn(secret, str(feed.copy_data()))
            self.assertNotIn(secret, str(feed.message_ids.mapped("body")))
        for attempt in (
            lambda: feed.read(["private_key_sealed"]),
            lambda: feed.search_read([], ["private_key_sealed"]),
            lambda: feed.search([("private_key_sealed", "like", "gAAAA%")]),
            lambda: feed.search([], order="private_key_sealed"),
            lambda: feed.formatted_read_group([], ["private_key_sealed"], ["__count"]),
            lambda: feed.export_data(["private_key_sealed"]),
            lambda: feed.write({"private_key_sealed": "x"}),
            lambda: feed.mapped("private_key_sealed"),
        ):
            with (
                mute_logger("odoo.addons.base.models.ir_rule", "odoo.orm.models"),
                self.assertRaises(AccessError),
            ):
                attempt()
        with self.assertRaises(AccessError):
            self.feed.with_user(self.treasurer).read(["private_key"])

    def sealed(self):
        self.env.flush_all()
        self.env.cr.execute("SELECT private_key_sealed FROM ar_feed WHERE id = %s", [self.feed.id])
        return self.env.cr.fetchone()[0]

    def test_a_copy_has_no_key(self):
        copy = self.feed.with_user(self.manager).copy()
        self.assertFalse(copy.sudo().private_key_sealed)
        self.assertFalse(copy.host_keys)

    def test_a_key_is_sealed_at_rest(self):
        self.env.flush_all()
        self.env.cr.execute("SELECT * FROM ar_feed WHERE id = %s", [self.feed.id])
        row = str(self.env.cr.fetchall())
        self.assertNotIn("PRIVATE KEY", row)
        self.assertNotIn(self.bank.private_key.split("\n")[1], row)
        self.assertEqual(
            Fernet(SECRET_KEY).decrypt(self.sealed().encode()).decode(), self.bank.private_key
        )

    def test_a_key_is_in_no_log(self):
        with self.assertLogs(level="DEBUG") as logs:
            feed = self.make_feed("Logged")
            feed.with_user(self.manager).action_new_key()
            self.bank.accept(feed.public_key)
            feed.action_test()
            self.visit()
        self.env.flush_all()
        own = feed._connector()._settings.private_key
        self.assertNotIn("PRIVATE KEY", "\n".join(logs.output))
        for pem in (own, self.bank.private_key):
            self.assertNotIn(pem.split("\n")[1], "\n".join(logs.output))
        self.assertNotIn(own.split("\n")[1], repr(feed._connector()._settings))

    def test_another_secret_key(self):
        with patch.dict(os.environ, {"AR_SECRET_KEY": Fernet.generate_key().decode()}):
            with self.assertRaisesRegex(UserError, "sealed with another key"):
                self.feed.action_test()
            self.visit()
        self.assert_stopped(self.feed, "sealed with another key", "AR_SECRET_KEY")

    def test_no_secret_key(self):
        for keys in ("", " , ", "not-a-key"):
            with (
                self.subTest(keys),
                patch.dict(os.environ, {"AR_SECRET_KEY": keys}),
                self.assertRaisesRegex(UserError, "AR_SECRET_KEY"),
            ):
                self.feed.with_user(self.manager).action_new_key()

    def test_secret_keys_are_changed_one_by_one(self):
        new = Fernet.generate_key().decode()
        self.bank.deliver("monday.sta", mt940("100.00"))
        with patch.dict(os.environ, {"AR_SECRET_KEY": f"{new}, {SECRET_KEY}"}):
            self.visit()
        self.assertEqual(self.feed.health, "good")

    def test_the_secret_key_of_odoo_conf(self):
        with patch.dict(os.environ), patch.dict(config.options, {"ar_secret_key": SECRET_KEY}):
            del os.environ["AR_SECRET_KEY"]
            self.feed.action_test()

    def test_a_key_that_is_none(self):
        with self.assertRaises(UserError):
            self.feed.with_user(self.manager).private_key = "-----BEGIN NONSENSE-----"

    def test_a_copied_database_visits_nobody(self):
        self.env.flush_all()
        with file_open("ar_collections/data/neutralize.sql") as script:
            self.env.cr.execute(script.read())
        self.env.invalidate_all()
        self.assertFalse(self.feed.active)
        self.assertFalse(self.feed.private_key_sealed)
        self.assertFalse(self.root.ref("ar_collections.cron_fetch").active)
