"""What each role may do, as the client and the external API do it: with that user's rights."""

from contextlib import contextmanager

from odoo import Command
from odoo.exceptions import AccessError, UserError
from odoo.tests import new_test_user, tagged
from odoo.tools import mute_logger

from .bank_files import BANK, FIRST_DAY, mt940
from .common import ArCommon

MODELS = (
    "ar.feed",
    "ar.feed.document",
    "ar.feed.document.upload",
    "ar.match",
    "ar.match.allocation",
    "ar.match.policy",
    "ar.dispute",
    "ar.dispute.reason",
    "ar.dispute.team",
    "ar.dispute.cause",
    "ar.approval.limit",
    "ar.write.off",
    "ar.write.off.line",
    "ar.write.off.run",
    "ar.remittance.advice",
    "ar.remittance.advice.line",
    "ar.match.run",
    "ar.payer",
    "ar.backtest",
    "ar.backtest.line",
    "ar.cash.report",
    "ar.promise",
    "ar.promise.item",
    "ar.promise.rate",
    "ar.promise.make",
    "ar.promise.make.item",
    "ar.promise.make.rate",
    "ar.aging",
    "ar.aging.column",
    "ar.aging.row",
    "ar.aging.item",
    "ar.aging.share",
    "ar.aging.account",
    "ar.statement",
    "ar.statement.schedule",
    "ar.case",
    "ar.contact",
    "ar.contact.result",
    "ar.contact.log",
    "ar.contact.letter",
    "ar.contact.erasure",
    "ar.escalation.level",
    "ar.escalation",
    "ar.handover",
    "ar.handover.item",
    "ar.handover.refusal",
    "ar.handover.report",
    "ar.limitation",
    "ar.limitation.rule",
    "ar.limitation.notice",
    "ar.hold",
    "ar.hold.lift",
    "ar.credit",
    "ar.credit.limit",
)
# What each role may do with the records of each model: read, write, create, unlink. The right to
# write documents and matches is the right to their actions; fields cannot be written (below).
RIGHTS = {
    "collector": {
        "ar.match": "r",
        "ar.match.allocation": "r",
        "ar.match.policy": "r",
        "ar.approval.limit": "r",
        "ar.dispute": "rwc",
        "ar.dispute.reason": "r",
        "ar.dispute.team": "r",
        "ar.dispute.cause": "r",
        "ar.write.off": "rwcu",
        "ar.write.off.line": "rwcu",
        "ar.write.off.run": "rwcu",
        "ar.match.run": "r",
        "ar.remittance.advice": "r",
        "ar.remittance.advice.line": "r",
        "ar.payer": "r",
        "ar.cash.report": "r",
        "ar.promise": "rw",
        "ar.promise.item": "r",
        "ar.promise.rate": "r",
        "ar.promise.make": "rwcu",
        "ar.promise.make.item": "rwcu",
        "ar.promise.make.rate": "rwcu",
        "ar.aging": "rwcu",
        "ar.aging.column": "r",
        "ar.aging.row": "r",
        "ar.aging.item": "r",
        "ar.aging.share": "r",
        "ar.aging.account": "r",
        "ar.statement": "rwcu",
        "ar.statement.schedule": "r",
        "ar.case": "rw",
        "ar.contact": "rc",
        "ar.contact.result": "r",
        "ar.contact.log": "rwcu",
        "ar.contact.letter": "rwcu",
        "ar.escalation.level": "r",
        "ar.escalation": "rwcu",
        "ar.handover": "rwcu",
        "ar.handover.item": "rwcu",
        "ar.handover.refusal": "rwcu",
        "ar.handover.report": "rwcu",
        "ar.limitation": "rwc",
        "ar.limitation.rule": "r",
        "ar.hold": "rwc",
        "ar.hold.lift": "rwcu",
        "ar.credit": "r",
        "ar.credit.limit": "rwcu",
    },
    "treasurer": {
        "ar.feed": "r",
        "ar.feed.document": "rw",
        "ar.feed.document.upload": "rwcu",
        "ar.match": "rw",
        "ar.match.allocation": "r",
        "ar.match.policy": "r",
        "ar.approval.limit": "r",
        "ar.dispute": "rw",
        "ar.dispute.reason": "r",
        "ar.dispute.team": "r",
        "ar.dispute.cause": "r",
        "ar.write.off": "rw",
        "ar.write.off.line": "rw",
        "ar.write.off.run": "rw",
        "ar.match.run": "r",
        "ar.remittance.advice": "r",
        "ar.remittance.advice.line": "r",
        "ar.payer": "rwc",
        "ar.backtest": "rwcu",
        "ar.backtest.line": "r",
        "ar.cash.report": "r",
        "ar.promise": "r",
        "ar.promise.item": "r",
        "ar.promise.rate": "r",
        "ar.aging": "rwcu",
        "ar.aging.column": "r",
        "ar.aging.row": "r",
        "ar.aging.item": "r",
        "ar.aging.share": "r",
        "ar.aging.account": "r",
        "ar.statement": "r",
        "ar.statement.schedule": "r",
        "ar.case": "r",
        "ar.contact": "r",
        "ar.contact.result": "r",
        "ar.escalation.level": "r",
        "ar.handover": "r",
        "ar.handover.item": "r",
        "ar.limitation": "r",
        "ar.limitation.rule": "r",
        "ar.hold": "r",
        "ar.credit": "r",
        "ar.credit.limit": "r",
    },
    "manager": {
        "ar.feed": "rwcu",
        "ar.feed.document": "rw",
        "ar.feed.document.upload": "rwcu",
        "ar.match": "rw",
        "ar.match.allocation": "r",
        "ar.match.policy": "rwcu",
        "ar.approval.limit": "rwcu",
        "ar.dispute": "rwc",
        "ar.dispute.reason": "rwcu",
        "ar.dispute.team": "rwcu",
        "ar.dispute.cause": "rwcu",
        "ar.write.off": "rwcu",
        "ar.write.off.line": "rwcu",
        "ar.write.off.run": "rwcu",
        "ar.match.run": "r",
        "ar.remittance.advice": "r",
        "ar.remittance.advice.line": "r",
        "ar.payer": "rwcu",
        "ar.backtest": "rwcu",
        "ar.backtest.line": "r",
        "ar.cash.report": "r",
        "ar.promise": "rw",
        "ar.promise.item": "r",
        "ar.promise.rate": "r",
        "ar.promise.make": "rwcu",
        "ar.promise.make.item": "rwcu",
        "ar.promise.make.rate": "rwcu",
        "ar.aging": "rwcu",
        "ar.aging.column": "r",
        "ar.aging.row": "r",
        "ar.aging.item": "r",
        "ar.aging.share": "r",
        "ar.aging.account": "r",
        "ar.statement": "rwcu",
        "ar.statement.schedule": "rwcu",
        "ar.case": "rw",
        "ar.contact": "rc",
        "ar.contact.result": "rwcu",
        "ar.contact.log": "rwcu",
        "ar.contact.letter": "rwcu",
        "ar.escalation.level": "rwcu",
        "ar.escalation": "rwcu",
        "ar.handover": "rwcu",
        "ar.handover.item": "rwcu",
        "ar.handover.refusal": "rwcu",
        "ar.handover.report": "rwcu",
        "ar.limitation": "rwcu",
        "ar.limitation.rule": "rwcu",
        "ar.contact.erasure": "rwcu",
        "ar.hold": "rwc",
        "ar.hold.lift": "rwcu",
        "ar.credit": "r",
        "ar.credit.limit": "rwcu",
    },
    "bookkeeper": {},
    "employee": {},
    "portal": {},
}
OPERATIONS = {"r": "read", "w": "write", "c": "create", "u": "unlink"}


@tagged("post_install", "-at_install")
class TestAccess(ArCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.users = {
            "collector": cls.collector,
            "treasurer": cls.treasurer,
            "manager": cls.manager,
            "bookkeeper": cls.person("bookkeeper", groups="account.group_account_invoice"),
            "employee": cls.person("employee", groups="base.group_user"),
            "portal": cls.person("portal", groups="base.group_portal"),
        }
        cls.feed = cls.root["ar.feed"].create(
            {"name": "House bank", "company_id": cls.company.id, "host": "bank.example"}
        )

    def suggestion(self, amount=100):
        invoice = self.invoice(amount)
        return self.decided(self.paid(amount), {self.owed(invoice): amount}, "suggested")

    def a_case(self):
        self.invoice(100)
        Case = self.root["ar.case"]
        Case.with_company(self.company)._refresh(self.company, FIRST_DAY)
        return Case.search([("company_id", "=", self.company.id)])

    @contextmanager
    def refused(self):
        with (
            mute_logger("odoo.addons.base.models.ir_model", "odoo.addons.base.models.ir_rule"),
            self.assertRaises(AccessError),
        ):
            yield

    # --- the table

    def test_each_role_on_each_model(self):
        for role, user in self.users.items():
            for model in MODELS:
                granted = RIGHTS[role].get(model, "")
                for letter, operation in OPERATIONS.items():
                    with self.subTest(role=role, model=model, operation=operation):
                        has = self.env[model].with_user(user).has_access(operation)
                        self.assertEqual(has, letter in granted)

    def test_whoever_may_not_read_gets_an_error_not_an_empty_list(self):
        for role in ("employee", "portal", "bookkeeper"):
            for model in MODELS:
                with self.subTest(role=role, model=model), self.refused():
                    self.env[model].with_user(self.users[role]).search([])

    def test_others_still_read_customers_and_payments(self):
        """What our addon adds to Odoo's own records bars nobody from them."""
        line = self.suggestion().statement_line_id
        journal_items = line.move_id.line_ids
        for role in ("employee", "bookkeeper"):
            self.assert_readable(self.alder, role)
        for record in (line, line.statement_id, journal_items, line.journal_id, self.company):
            self.assert_readable(record, "bookkeeper")

    def assert_readable(self, records, role):
        records = records.with_user(self.users[role])
        ours = [name for name in records.fields_get() if name.startswith("ar_")]
        records.read(["display_name", *ours])

    def test_an_accountant_without_our_roles_undoes(self):
        """With Odoo's own button: the match learns of it all the same."""
        accountant = self.person("accountant", groups="account.group_account_user")
        match = self.suggestion()
        self.accept(match)
        match.statement_line_id.with_user(accountant).action_undo_reconciliation()
        self.assertEqual(match.state, "undone")

    # --- fields are not written by hand, whoever asks

    def test_no_match_is_written_by_hand(self):
        match = self.suggestion()
        for role in ("collector", "treasurer", "manager"):
            hostile = match.with_user(self.users[role])
            for values in (
                {"state": "to_post"},
                {"statement_line_id": self.paid(1, role).id},
                {"allocation_ids": [Command.clear()]},
                {"posted_by_id": self.manager.id},
            ):
                with self.subTest(role=role, values=values), self.refused():
                    hostile.write(values)
            with self.subTest(role=role), self.refused():
                hostile.allocation_ids.write({"amount": 1.0})
            with self.subTest(role=role), self.refused():
                hostile.copy()
            line = self.paid(2, role)
            with self.subTest(role=role), self.refused():
                hostile.create({"statement_line_id": line.id, "state": "to_post"})
            with self.subTest(role=role), self.refused():
                hostile.unlink()

    def test_what_the_bank_said_is_not_written_by_hand(self):
        """The import keys keep a movement from coming twice."""
        line = self.paid(1)
        for role in ("treasurer", "manager"):
            with self.subTest(role=role), self.refused():
                line.with_user(self.users[role]).write({"ar_import_key": False})
            with self.subTest(role=role), self.refused():
                line.statement_id.with_user(self.users[role]).write({"ar_key": False})

    def test_what_the_bank_said_is_not_given_by_hand(self):
        """A made-up import key would keep a payment from ever being booked."""
        document = self.keep(mt940("100.00"))
        line = {"journal_id": self.bank.id, "date": FIRST_DAY, "amount": 1.0, "payment_ref": "x"}
        forged = {
            "account.bank.statement.line": {
                **line,
                "ar_document_id": document.id,
                "ar_import_key": "key:1",
                "ar_reference": "E2E",
                "ar_bank_reference": "BR1",
                "ar_value_date": FIRST_DAY,
            },
            "account.bank.statement": {
                "name": "x",
                "journal_id": self.bank.id,
                "ar_document_id": document.id,
                "ar_key": "key",
                "ar_proved": True,
            },
        }
        for model, values in forged.items():
            facts = [name for name in values if name.startswith("ar_")]
            honest = {name: value for name, value in values.items() if name not in facts}
            for role in ("treasurer", "manager"):
                mine = self.env[model].with_user(self.users[role])
                mine.create(honest)
                for name in facts:
                    with self.subTest(role=role, model=model, name=name), self.refused():
                        mine.create({**honest, name: values[name]})
                    default = {f"default_{name}": values[name]}
                    with self.subTest(role=role, model=model, default=name), self.refused():
                        mine.with_context(**default).create(honest)
        with self.refused():
            statement = self.env["account.bank.statement"].with_user(self.treasurer)
            statement.create(
                {"name": "x", "line_ids": [Command.create({**line, "ar_import_key": "k:1"})]}
            )

    def test_no_line_of_another_companys_document(self):
        other = self.setup_other_company()["company"].with_env(self.root)
        theirs = self.keep(mt940("100.00"), company=other)
        line = self.paid(1)
        for record in (line, line.statement_id):
            with self.subTest(record._name), self.assertRaises(UserError):
                record.ar_document_id = theirs

    def test_no_document_is_written_by_hand(self):
        document = self.keep(mt940("100.00"))
        values = {"name": "x.sta", "company_id": self.company.id, "sha256": "0" * 64}
        for role in ("collector", "treasurer", "manager"):
            hostile = document.with_user(self.users[role])
            for change in (
                {"content": b"AAAA"},
                {"state": "imported"},
                {"sha256": "0" * 64},
                {"error": False, "accept_reason": "because"},
                {"acknowledged": True},
            ):
                with self.subTest(role=role, change=change), self.refused():
                    hostile.write(change)
            with self.subTest(role=role), self.refused():
                hostile.create(values)
            with self.subTest(role=role), self.refused():
                hostile.copy()
            with self.subTest(role=role), self.refused():
                hostile.unlink()

    def test_a_manager_accepts_only_what_is_quarantined(self):
        document = self.keep(mt940("100.00"))
        with self.refused():
            document.with_user(self.manager).accept_reason = "In advance"

    def test_no_figure_of_a_case_is_written_by_hand(self):
        case = self.a_case()
        for values in (
            {"amount_open": 0.0},
            {"state": "closed"},
            {"partner_id": self.birch.id},
            {"company_id": self.company.id},
            {"next_action": "wait"},
        ):
            for role in ("collector", "manager"):
                with self.subTest(role=role, values=values), self.refused():
                    case.with_user(self.users[role]).write(values)
        case.with_user(self.collector).write(
            {"user_id": self.collector.id, "next_action_date": FIRST_DAY}
        )

    # --- actions

    def test_only_treasurers_decide(self):
        for role in ("collector", "bookkeeper", "employee", "portal"):
            match = self.suggestion().with_user(self.users[role])
            for action in ("action_accept", "action_undo", "action_match_again"):
                with self.subTest(role=role, action=action), self.refused():
                    getattr(match, action)()
            self.assertEqual(match.sudo().state, "suggested")

    def test_a_treasurer_imports_accepts_and_undoes(self):
        """The whole way with no more than the treasurer's rights."""
        invoice = self.invoice(100)
        line = self.give(mt940("100.00")).line_ids
        match = self.decided(line, {self.owed(invoice): 100.0}, "suggested")
        mine = match.with_user(self.treasurer)
        self.accept(match)
        self.assertEqual((match.state, invoice.payment_state), ("posted", "paid"))
        mine.action_open_payment()
        mine.action_undo()
        self.assertEqual((match.state, invoice.payment_state), ("undone", "not_paid"))
        mine.action_match_again()
        self.assertEqual(match.state, "stale")

    def test_a_treasurer_writes_notes(self):
        match, document = self.suggestion(), self.keep(mt940("1.00"))
        for record in (match, document):
            record.with_user(self.treasurer).message_post(body="I asked the customer")
        match.with_user(self.collector).message_post(body="I know them")
        with self.refused():
            document.with_user(self.collector).message_post(body="Let me see")

    def test_a_collector_works_a_case(self):
        self.suggestion()
        case = self.a_case().with_user(self.collector)
        case.read()
        case.action_open_items()
        case.action_open_suggestions()
        case.activity_schedule("mail.mail_activity_data_call", user_id=self.collector.id)
        case.message_post(body="Promised for Friday")
        self.env["account.move.line"].with_user(self.collector).search(
            case.action_open_items()["domain"]
        ).read(["amount_residual"])

    def test_only_treasurers_import(self):
        content = mt940("100.00")
        for role in ("collector", "bookkeeper", "employee", "portal"):
            with self.subTest(role=role), self.refused():
                self.give(content, user=self.users[role])
        document = self.give(mt940("100.00", closing="0.00"))
        for role in ("collector", "bookkeeper", "employee", "portal"):
            with self.subTest(role=role), self.refused():
                document.with_user(self.users[role]).action_retry()

    def test_only_treasurers_drop_files_on_a_bank(self):
        for role, user in self.users.items():
            env = self.env(user=user)
            journal = self.bank.with_env(env)
            attachments = self.root["ir.attachment"].with_user(user)
            if role in ("treasurer", "manager"):
                content = mt940("100.00", number=role)
                file = attachments.create({"name": "a.sta", "raw": content})
                action = journal.create_document_from_attachment(file.ids)
                document = env["ar.feed.document"].search(action["domain"])
                self.assertEqual(document.state, "shown")
                self.assertEqual(document.sudo()._raw(), content)
                continue
            with self.subTest(role=role), self.refused():
                file = attachments.create({"name": "a.sta", "raw": mt940("100.00")})
                journal.create_document_from_attachment(file.ids)

    def test_a_file_that_somebody_else_uploaded(self):
        """Naming its number is not enough to read it."""
        file = self.root["ir.attachment"].create({"name": "salaries.sta", "raw": mt940("9.00")})
        with self.refused():
            self.bank.with_user(self.treasurer).create_document_from_attachment(file.ids)
        wizard = self.root["ar.feed.document.upload"].with_user(self.treasurer)
        with self.assertRaises(UserError):
            wizard.create({"file_ids": [Command.set(file.ids)]}).action_read()
        self.assertTrue(file.exists())

    def test_only_managers_connect_banks(self):
        feed = self.feed.with_user(self.treasurer)
        for action in (
            "action_new_key",
            "action_trust_host_keys",
            "action_unblock",
            "action_show_host_keys",
        ):
            with self.subTest(action), self.refused():
                getattr(feed, action)()
        with self.refused():
            feed.host = "evil.example"
        for role in ("collector", "bookkeeper", "employee", "portal"):
            for action in ("action_test", "action_fetch", "action_open_documents"):
                with self.subTest(role=role, action=action), self.refused():
                    getattr(self.feed.with_user(self.users[role]), action)()

    def test_a_treasurer_fetches(self):
        """Files may be called for by whoever imports them."""
        self.feed.next_visit = "2100-01-01 00:00:00"
        self.feed.with_user(self.treasurer).action_fetch()
        self.assertFalse(self.feed.next_visit)

    # --- companies

    def test_companies_do_not_see_each_other(self):
        other = self.setup_other_company()["company"]
        self.suggestion()
        self.a_case()
        document = self.give(mt940("100.00", closing="0.00"))
        match = self.root["ar.match"].search([("company_id", "=", self.company.id)])
        stranger = self.person(
            "stranger",
            company=other.with_env(self.root),
            groups="ar_collections.group_manager",
        )
        for model in ("ar.feed", "ar.feed.document", "ar.match", "ar.match.allocation", "ar.case"):
            ours = self.root[model].search([("company_id", "=", self.company.id)])
            with self.subTest(model):
                self.assertTrue(ours)
                self.assertFalse(ours.with_user(stranger).search([("id", "in", ours.ids)]))
                with self.refused():
                    ours.with_user(stranger).read(["id", "company_id"])
        for record, action in (
            (match, "action_accept"),
            (match, "action_undo"),
            (match, "action_match_again"),
            (document, "action_retry"),
            (self.feed, "action_test"),
            (self.feed, "action_fetch"),
            (self.feed, "action_new_key"),
        ):
            with self.subTest(action), self.refused():
                getattr(record.with_user(stranger), action)()
        with self.refused():
            self.feed.with_user(stranger).create({"name": "Spy", "company_id": self.company.id})

    def test_no_file_for_another_company(self):
        other = self.setup_other_company()
        theirs = other["default_journal_bank"].with_env(self.root)
        env = self.env(user=self.treasurer)
        Attachment = env["ir.attachment"]
        file = Attachment.create({"name": "a.sta", "raw": mt940("100.00")})
        Journal = env["account.journal"]
        with self.refused():
            theirs.with_env(env).create_document_from_attachment(file.ids)
        with self.refused():
            Journal.with_context(default_journal_id=theirs.id).create_document_from_attachment(
                file.ids
            )
        wizard = env["ar.feed.document.upload"].create(
            {"company_id": other["company"].id, "file_ids": [Command.set(file.ids)]}
        )
        with self.refused():
            wizard.action_read()
        self.assertFalse(
            self.root["ar.feed.document"].search([("company_id", "=", other["company"].id)])
        )

    def test_one_person_for_two_companies(self):
        """Each match is posted in its own company, whichever is on screen."""
        other = self.setup_other_company()
        company = other["company"].with_env(self.root)
        self.set_account(other["default_journal_bank"].with_env(self.root), BANK[::-1])
        both = new_test_user(
            self.root,
            "treasurer of both",
            groups="ar_collections.group_treasurer",
            company_id=self.company.id,
            company_ids=[Command.set((self.company + company).ids)],
        )
        theirs = (
            self.root["account.move"]
            .with_company(company)
            .create(
                {
                    "move_type": "out_invoice",
                    "partner_id": self.birch.id,
                    "journal_id": other["default_journal_sale"].id,
                    "invoice_date": FIRST_DAY,
                    "invoice_line_ids": [
                        Command.create({"name": "Oak", "price_unit": 7.0, "tax_ids": []})
                    ],
                }
            )
        )
        theirs.action_post()
        document = self.keep(
            mt940("7.00", account=BANK[::-1], currency=company.currency_id.name), company=company
        )
        document._import_or_quarantine()
        self.assertEqual(document.state, "imported", document.error)
        matches = self.suggestion() + self.decided(
            document.line_ids, {self.owed(theirs): 7.0}, "suggested"
        )
        allowed = {"allowed_company_ids": (self.company + company).ids}
        self.accept(matches.with_context(**allowed), both)
        self.assertEqual(matches.mapped("state"), ["posted", "posted"])
        self.assertEqual(theirs.payment_state, "paid")
