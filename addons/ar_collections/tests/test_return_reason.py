from odoo.tests import TransactionCase, tagged

from ..models.return_reason import return_reason_in_words


@tagged("post_install", "-at_install")
class TestReturnReason(TransactionCase):
    """The bank's code is shown in plain words, the bank's own words beside them."""

    def test_codes_and_texts(self):
        for said, words in [
            ("AC04", "Account closed (AC04)"),
            ("MD06", "The payer asked for a refund (MD06)"),
            ("R01", "Not enough money in the account (R01)"),
            ("RETURN R29 ACH", "The company did not authorise it (RETURN R29 ACH)"),
            ("CHQ RTD 100234", "Cheque returned unpaid (CHQ RTD 100234)"),
            ("CHQ RTD R/D", "The payer's bank did not honour it (CHQ RTD R/D)"),
            ("Account closed", "Account closed"),
            ("Konto erloschen", "Konto erloschen"),
            ("R99 INV4711", "R99 INV4711"),
            ("", ""),
            (False, ""),
        ]:
            with self.subTest(said):
                self.assertEqual(return_reason_in_words(self.env, said), words)

    def test_in_the_readers_language(self):
        self.env["res.lang"]._activate_lang("de_DE")
        said = return_reason_in_words(self.env(context={"lang": "de_DE"}), "AC04")
        self.assertIn("(AC04)", said)
