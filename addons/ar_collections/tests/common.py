"""What the tests of this addon share: a company with two banks, customers and three roles."""

from datetime import date
from decimal import Decimal

from odoo import SUPERUSER_ID, Command
from odoo.addons.account.tests.common import AccountTestInvoicingCommon
from odoo.tests import new_test_user

from .bank_files import BANK, Movement, mt940

DOLLAR_BANK = "NL91ABNA0417164300"


class ArCommon(AccountTestInvoicingCommon):
    """A company in EUR with a bank account in EUR and one in USD, customers, and three roles."""

    @classmethod
    def setup_independent_company(cls, **kwargs):
        euro = cls._enable_currency("EUR")
        return super().setup_independent_company(currency_id=euro.id, **kwargs)

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.root = cls.env(user=SUPERUSER_ID)
        cls.company = cls.company_data["company"].with_env(cls.root)
        cls.dollar = cls.setup_other_currency("USD", rates=[("2026-01-01", 1.25)])
        cls.bank = cls.company_data["default_journal_bank"].with_env(cls.root)
        cls.set_account(cls.bank, BANK)
        cls.dollar_bank = cls.bank.copy({"code": "USD1", "currency_id": cls.dollar.id})
        cls.dollar_bank.name = "Dollars"
        cls.set_account(cls.dollar_bank, DOLLAR_BANK)
        cls.alder = cls.customer("Alder Joinery", "DE02120300000000202051")
        cls.birch = cls.customer("Birch Boatyard", "DE02500105170137075030")
        cls.collector = cls.person("collector")
        cls.treasurer = cls.person("treasurer")
        cls.manager = cls.person("manager")

    def setUp(self):
        super().setUp()
        self.balances, self.numbers = {}, {}

    # --- the company's things

    @property
    def policy(self):
        """The company's own, for all payments."""
        return self.root["ar.match.policy"].search([("company_id", "=", self.company.id)])

    @classmethod
    def person(cls, role, company=None, groups=None):
        company = company or cls.company
        return new_test_user(
            cls.env(user=SUPERUSER_ID),
            f"{role} of {company.id}",
            groups=groups or f"ar_collections.group_{role}",
            company_id=company.id,
            company_ids=[Command.set(company.ids)],
        )

    @classmethod
    def set_account(cls, journal, number):
        Account, owner = cls.root["res.partner.bank"], journal.company_id.partner_id
        known = Account.search([("acc_number", "=", number), ("partner_id", "=", owner.id)])
        values = {"acc_number": number, "partner_id": owner.id}
        journal.bank_account_id = known or Account.create(values)

    @classmethod
    def customer(cls, name, iban=None, **values):
        accounts = [Command.create({"acc_number": iban})] if iban else []
        return cls.root["res.partner"].create(
            {"name": name, "customer_rank": 1, "bank_ids": accounts, **values}
        )

    def invoice(self, amount, customer=None, issued=date(2026, 1, 5), **values):
        """A posted invoice without tax."""
        return self._create_invoice_one_line(
            price_unit=amount,
            product_id=self.product_a,
            tax_ids=[],
            partner_id=customer or self.alder,
            invoice_date=issued,
            post=True,
            **values,
        ).with_env(self.root)

    def owed(self, invoices):
        """The receivable lines of invoices, by due date."""
        lines = invoices.line_ids.filtered(lambda line: line.account_type == "asset_receivable")
        return lines.sorted("date_maturity")

    # --- bank files

    def keep(self, content, name="day.sta", company=None):
        """A document as a feed would leave it: received, not imported."""
        return self.root["ar.feed.document"]._keep(company or self.company, name, content)

    def show(self, *contents, name="day.sta", user=None):
        """A person chooses files in the wizard, which shows what is in them."""
        env = self.env(user=user or self.treasurer)
        files = env["ir.attachment"].create(
            [{"name": name, "raw": content} for content in contents]
        )
        wizard = env["ar.feed.document.upload"].create({"file_ids": [Command.set(files.ids)]})
        action = wizard.action_read()
        return env["ar.feed.document"].search(action["domain"], order="id").with_env(self.root)

    def give(self, *contents, name="day.sta", user=None):
        """A person chooses files, looks at them, and imports them."""
        documents = self.show(*contents, name=name, user=user)
        documents.with_user(user or self.treasurer).action_import()
        return documents

    def retry(self, document, user=None):
        """A person has it read again, looks at it, and imports it."""
        mine = document.with_user(user or self.treasurer)
        mine.action_retry()
        mine.action_import()

    def run_action(self, name):
        """Run a scheduled action as the server does, with its commits."""
        action = self.root.ref(f"ar_collections.cron_{name}")
        self.env.flush_all()
        with self.enter_registry_test_mode():
            failure = action.method_direct_trigger()
        self.env.invalidate_all()
        self.assertIs(failure, True, failure)

    # --- payments

    def paid(self, amount, text="Thanks", journal=None, **values):
        """A payment on the bank account, imported from a statement of its own."""
        return self.paid_together(
            Movement(amount=str(amount), text=text, **values), journal=journal
        )

    def paid_together(self, *movements, journal=None):
        """Payments in one statement that continues the one before."""
        journal = journal or self.bank
        opening = self.balances.get(journal, Decimal("1000.00"))
        self.numbers[journal] = self.numbers.get(journal, 0) + 1
        content = mt940(
            *movements,
            number=str(self.numbers[journal]),
            account=journal.bank_account_id.acc_number,
            currency=(journal.currency_id or self.company.currency_id).name,
            opening=str(opening),
        )
        document = self.keep(content)
        document._import_or_quarantine()
        self.assertEqual(document.state, "imported", document.error)
        self.balances[journal] = opening + sum(Decimal(each.amount) for each in movements)
        return document.line_ids.sorted("internal_index")

    def decided(self, line, allocations, state="to_post"):
        """A decision made by hand, so that a test of posting does not depend on the engine."""
        return self.root["ar.match"].create(
            {
                "statement_line_id": line.id,
                "partner_id": next(iter(allocations)).partner_id.id,
                "state": state,
                "allocation_ids": [
                    Command.create({"move_line_id": item.id, "amount": amount})
                    for item, amount in allocations.items()
                ],
            }
        )

    def accept(self, matches, user=None):
        """A person accepts suggestions as they see them."""
        mine = matches.with_user(user or self.treasurer)
        return mine.action_accept(mine.mapped("shown"))

    def came_back(self, match, **values):
        """The bank takes a posted payment back, and a treasurer says so."""
        line = self.paid(-match.amount, "Return", day=date(2026, 3, 6), **values)
        self.run_action("match")
        line.ar_match_ids.with_user(self.treasurer).return_by_hand(match.id)
        self.assertEqual(match.state, "returned")

    def suspense(self, line):
        """What is left of a payment on the suspense account, as money received."""
        rest = line.move_id.line_ids.filtered(
            lambda item: item.account_id == line.journal_id.suspense_account_id
        )
        return -sum(rest.mapped("amount_currency"))
