from datetime import date

from odoo.tests import tagged

from .odoo_books import OdooBooksCommon

PAID_ON = date(2026, 1, 12)


@tagged("post_install", "-at_install")
class TestArMatchBooks(OdooBooksCommon):
    """What a posted match leaves in the books is what Odoo's own way leaves there."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.tax = cls.company_data["default_tax_sale"].with_env(cls.root)  # 15 %
        expense = cls.company_data["default_account_expense"].with_env(cls.root)
        cls.company.account_journal_early_pay_discount_loss_account_id = expense.copy()
        cls.policy = cls.root["ar.match.policy"].search([("company_id", "=", cls.company.id)])
        cls.policy.write({"fee_account_id": expense.copy(), "rounding_account_id": expense.copy()})

    def match(self, cash, *allocations, on_account=0.0, **values):
        """A decision on a payment: pairs of an item and an amount, and what else closes it."""
        line = self.paid(cash, day=PAID_ON)
        match = self.decided(line, dict(allocations))
        match.on_account = on_account
        match.allocation_ids[:1].write(values)
        return match

    def cash_basis_tax(self):
        """Due when the invoice is paid."""
        self.company.tax_exigibility = True
        transition = self.company_data["default_account_tax_sale"].with_env(self.root)
        transition = transition.copy({"reconcile": True})
        return self.tax.copy(
            {
                "name": "15 % on payment",
                "tax_exigibility": "on_payment",
                "cash_basis_transition_account_id": transition.id,
            }
        )

    def test_in_full(self):
        self.assert_posts_as_odoo(self.match(100, (self.owed(self.invoice(100)), 100.0)))

    def test_in_part(self):
        self.assert_posts_as_odoo(self.match(60, (self.owed(self.invoice(100)), 60.0)))

    def test_on_account(self):
        item = self.owed(self.invoice(100))
        self.assert_posts_as_odoo(self.match(130, (item, 100.0), on_account=30.0))

    def test_a_rest_that_waits(self):
        self.assert_posts_as_odoo(self.match(130, (self.owed(self.invoice(100)), 100.0)))

    def test_several_invoices(self):
        one, two, credit = (
            self.invoice(100),
            self.invoice(50),
            self.invoice(30, move_type="out_refund"),
        )
        self.assert_posts_as_odoo(
            self.match(
                120, (self.owed(one), 100.0), (self.owed(two), 50.0), (self.owed(credit), -30.0)
            )
        )

    def test_several_payments_at_once(self):
        """Those that we write many at once beside one that Odoo writes."""
        matches = [
            self.match(100, (self.owed(self.invoice(100)), 100.0)),
            self.match(7, (self.owed(self.invoice(100, self.birch)), 7.0)),
            self.match(
                92,
                (self.owed(self.invoice(100)), 92.0),
                write_off=8.0,
                write_off_kind="fee",
                write_off_reason="Sender's bank",
            ),
        ]
        self.assert_posts_as_odoo(*matches)

    def test_a_fee_and_a_small_difference(self):
        for kind, off in (("fee", 8.0), ("rounding", 0.03), ("rounding", -0.03)):
            with self.subTest(kind=kind, off=off):
                item = self.owed(self.invoice(100))
                cash = 100 - off
                values = {"write_off": off, "write_off_kind": kind, "write_off_reason": "Bank"}
                self.assert_posts_as_odoo(self.match(cash, (item, cash), **values))

    def test_a_discount_with_taxes(self):
        for computation in ("included", "excluded", "mixed"):
            with self.subTest(computation=computation):
                item = self.owed(self.discounted(computation))
                cash = item.discount_amount_currency
                off = item.currency_id.round(item.amount_currency - cash)
                values = {"write_off": off, "write_off_kind": "discount"}
                rows = self.assert_posts_as_odoo(self.match(cash, (item, cash), **values))
                beside = [row for row in rows["items"] if row["tax_line_id"]]
                self.assertTrue(beside)

    def test_cash_basis_taxes(self):
        """In full, in part, and with a discount: the entries that make the tax due are the same."""
        tax = self.cash_basis_tax()
        for cash in (1150.0, 400.0):
            with self.subTest(cash=cash):
                rows = self.assert_posts_as_odoo(
                    self.match(cash, (self.owed(self.taxed(tax)), cash))
                )
                due = [row for row in rows["moves"] if row["tax_cash_basis_origin_move_id"]]
                self.assertEqual(len(due), 1)
        item = self.owed(self.discounted(tax=tax))
        values = {"write_off": 23.0, "write_off_kind": "discount"}
        self.assert_posts_as_odoo(self.match(1127, (item, 1127.0), **values))

    def test_foreign_currency_at_the_banks_rate(self):
        """1,200 dollars were 960 EUR when they were invoiced; the difference is Odoo's entry."""
        invoice = self.invoice(1200, currency_id=self.dollar.id)
        line = self.paid(
            "945.00",
            f"Invoice {invoice.name}",
            ordered="OCMT/USD1200,00//EXCH/0,7875",
            name="Alder Joinery",
            iban="DE02120300000000202051",
        )
        rows = self.assert_posts_as_odoo(self.match_of(line))
        self.assertTrue([row for row in rows["partials"] if row["exchange_move_id"]])

    def test_locks_of_other_journals(self):
        """Under the lock of sales and purchases Odoo books a payment, and so it is here."""
        for lock in ("sale_lock_date", "purchase_lock_date"):
            match = self.match(100, (self.owed(self.invoice(100)), 100.0))
            with self.subTest(lock=lock), self.closed_books(lock):
                self.assert_posts_as_odoo(match)

    def test_the_lock_of_the_tax_return(self):
        """Odoo books a payment without taxes; what becomes due with it, on the first open day."""
        plain = self.match(100, (self.owed(self.invoice(100)), 100.0))
        taxed = self.match(1150, (self.owed(self.taxed(self.cash_basis_tax())), 1150.0))
        with self.closed_books("tax_lock_date"):
            self.assert_posts_as_odoo(plain)
            rows = self.assert_posts_as_odoo(taxed)
        [due] = [row for row in rows["moves"] if row["tax_cash_basis_origin_move_id"]]
        self.assertGreater(due["date"], "2026-02-28")
