from importlib.util import module_from_spec, spec_from_file_location
from pathlib import Path

from odoo.tests import tagged

from .common import ArCommon

SCRIPT = Path(__file__).parent.parent / "migrations" / "19.0.1.1.0" / "post-ar_deduction.py"


@tagged("post_install", "-at_install")
class TestArDisputeMigration(ArCommon):
    """A database from before has deductions: after the update they are disputes."""

    def migrate(self):
        spec = spec_from_file_location("post_ar_deduction", SCRIPT)
        script = module_from_spec(spec)
        spec.loader.exec_module(script)
        self.env.flush_all()
        script.migrate(self.env.cr, "19.0.1.0.0")
        self.env.invalidate_all()

    def before(self, rows):
        """The table as it was, with these rows."""
        cr = self.env.cr
        cr.execute("DROP TABLE IF EXISTS ar_deduction")
        cr.execute(
            """CREATE TABLE ar_deduction (id serial, move_line_id int, match_id int,
               company_id int, partner_id int, currency_id int, amount numeric, reason varchar,
               date date, state varchar, closed_because varchar, create_uid int,
               create_date timestamp, write_uid int, write_date timestamp)"""
        )
        for item, reason, state, because in rows:
            cr.execute(
                """INSERT INTO ar_deduction (move_line_id, company_id, partner_id, currency_id,
                   amount, reason, date, state, closed_because, create_uid, create_date, write_uid,
                   write_date) VALUES (%s, %s, %s, %s, 10, %s, '2026-03-01', %s, %s, 1, now(), 1,
                   '2026-03-05') RETURNING id""",
                (
                    item.id,
                    self.company.id,
                    item.partner_id.id,
                    item.currency_id.id,
                    reason,
                    state,
                    because,
                ),
            )
        return cr.fetchone()[0]

    def test_they_go_over_with_what_was_said(self):
        items = self.owed(self.invoice(100) + self.invoice(50) + self.invoice(20))
        last = self.before(
            (
                (items[0], "2 planks broken", "open", None),
                (items[1], "see letter", "closed", None),
                (items[2], "Preis", "closed", "Paid in full with BNK/1"),
            )
        )
        note = self.alder.message_post(body="I asked them")
        self.env.flush_all()
        self.env.cr.execute(
            "UPDATE mail_message SET model = 'ar.deduction', res_id = %s WHERE id = %s",
            (last, note.id),
        )
        self.migrate()
        disputes = self.root["ar.dispute"].search([("move_line_id", "in", items.ids)], order="id")
        self.assertEqual(disputes.move_line_id, items)
        self.assertEqual(disputes.reason_id.mapped("code"), ["DMG", "OTH", "PRI"])
        self.assertEqual(disputes.mapped("state"), ["new", "withdrawn", "resolved"])
        self.assertEqual(disputes.mapped("amount_company"), [10.0] * 3)
        self.assertEqual(disputes[2].days_to_resolve, 4)
        self.assertEqual((note.model, note.res_id), ("ar.dispute", disputes[2].id))

    def test_a_database_without_deductions(self):
        self.migrate()
