from decimal import Decimal
from unittest.mock import patch

from odoo import Command
from odoo.tests import tagged

from ..models.booking import Booking, Difference, Share
from .bank_files import Movement
from .odoo_books import OdooBooksCommon


@tagged("post_install", "-at_install")
class TestStatementLineBookingRows(OdooBooksCommon):
    """Payments booked many at once stand in the books as those that Odoo books."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        countries = {code: cls.root.ref(f"base.{code}") for code in ("de", "fr", "us")}
        abroad = cls.root["account.fiscal.position"].create(
            {
                "name": "Abroad",
                "auto_apply": True,
                "country_id": countries["fr"].id,
                "company_id": cls.company.id,
            }
        )
        cls.alder.country_id = countries["de"]
        cls.birch.country_id = countries["fr"]
        cls.cedar = cls.customer("Cedar", country_id=countries["fr"].id, vat="FR23334175221")
        cls.root["res.partner.bank"].create(
            {"partner_id": cls.birch.id, "acc_number": "FR7630006000011234567890189"}
        )
        cls.elm = cls.customer("Elm", country_id=countries["us"].id)
        cls.elm.with_company(cls.company).property_account_position_id = abroad
        cls.fir = cls.customer(
            "Fir",
            is_company=True,
            child_ids=[
                Command.create(
                    {"name": "Gate", "type": "delivery", "country_id": countries["fr"].id}
                )
            ],
        )
        cls.customers = cls.alder | cls.birch | cls.cedar | cls.elm | cls.fir

    def test_whole_and_part_payments_of_many_customers(self):
        invoices = [self.invoice(100, customer) for customer in self.customers]
        lines = self.paid_together(
            *(Movement(amount=paid) for paid in ("100", "60", "100", "99", "7"))
        )
        self.assert_same_books(
            {
                line: self.booking(invoice, (self.owed(invoice), line.amount))
                for line, invoice in zip(lines, invoices, strict=True)
            }
        )

    def test_several_invoices_and_money_on_account(self):
        first, second = self.invoice(100), self.invoice(50)
        third = self.invoice(30, self.birch)
        lines = self.paid_together(*(Movement(amount=paid) for paid in ("150", "70", "35")))
        items = [self.owed(each) for each in (first, second, third)]
        self.assert_same_books(
            {
                lines[0]: self.booking(first, (items[0], 80), (items[1], 50), on_account=20),
                lines[1]: self.booking(third, (items[2], 30)),  # the rest waits
                lines[2]: Booking(
                    partner=self.alder.with_company(self.company), shares=(), on_account=Decimal(35)
                ),
            }
        )

    def test_what_differs_in_more_beside_what_does_not(self):
        """A difference, a credit note and another currency are left to Odoo."""
        invoices = [self.invoice(100), self.invoice(200, self.birch), self.invoice(300, self.elm)]
        credit = self.invoice(40, self.birch, move_type="out_refund")
        lines = self.paid_together(*(Movement(amount=paid) for paid in ("98", "160", "300")))
        dollars = self.paid("50.00", journal=self.dollar_bank)
        fee = self.company_data["default_account_expense"].with_env(self.root)
        differs = Difference(amount=Decimal(2), account=fee)
        short = Share(item=self.owed(invoices[0]), cash=Decimal(98), differences=(differs,))
        other = self.invoice(40)
        self.assert_same_books(
            {
                lines[0]: Booking(partner=self.alder, shares=(short,)),
                lines[1]: self.booking(
                    invoices[1], (self.owed(invoices[1]), 200), (self.owed(credit), -40)
                ),
                lines[2]: self.booking(invoices[2], (self.owed(invoices[2]), 300)),
                dollars: self.booking(other, (self.owed(other), 50)),
            }
        )

    def test_a_payment_that_nobody_has_checked(self):
        invoice = self.invoice(100)
        line = self.paid("100.00")
        line.move_id.checked = False
        self.assert_same_books({line: self.booking(invoice, (self.owed(invoice), 100))})

    def test_analytic_accounts_by_customer(self):
        plan = self.root["account.analytic.plan"].create({"name": "Plan"})
        account = self.root["account.analytic.account"].create(
            {"name": "A", "plan_id": plan.id, "company_id": self.company.id}
        )
        self.root["account.analytic.distribution.model"].create(
            {
                "company_id": self.company.id,
                "partner_id": self.alder.id,
                "analytic_distribution": {str(account.id): 100},
            }
        )
        invoice = self.invoice(100)
        line = self.paid("100.00")
        self.assert_same_books({line: self.booking(invoice, (self.owed(invoice), 100))}, False)

    # --- both ways

    def booking(self, invoice, *shares, on_account=0):
        return Booking(
            partner=invoice.partner_id.with_company(self.company),
            shares=tuple(Share(item=item, cash=Decimal(str(cash))) for item, cash in shares),
            on_account=Decimal(on_account),
        )

    def assert_same_books(self, bookings, written=True):
        lines = self.root["account.bank.statement.line"].with_company(self.company)
        with patch.object(
            type(lines),
            "_ar_write_partners",
            autospec=True,
            side_effect=type(lines)._ar_write_partners,
        ) as write:
            self.assert_as_odoo(bookings, lambda: lines._ar_book(bookings))
        self.assertEqual(bool(write.called), written)
