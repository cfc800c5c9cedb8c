"""What runs by itself is seen on the screen, and a treasurer can stop it."""

from odoo.exceptions import AccessError
from odoo.tests import tagged
from odoo.tools import mute_logger

from .bank_files import mt940
from .test_cash_application import CashApplicationCommon


@tagged("post_install", "-at_install")
class TestProgress(CashApplicationCommon):
    def progress(self):
        screen = self.screen()
        self.env.invalidate_all()
        return [screen.progress()[each] for each in ("to_match", "to_post", "stopped_by")]

    def test_what_waits_is_counted(self):
        before = self.progress()
        self.paid("33.00")
        self.suggestion(50).state = "to_post"
        self.assertEqual(self.progress(), [before[0] + 1, before[1] + 1, ""])

    def test_what_is_stopped_is_neither_matched_nor_posted(self):
        line = self.paid("33.00")
        waiting = self.suggestion(50)
        waiting.state = "to_post"
        *before, _nobody = self.progress()
        self.screen().stop()
        self.assertEqual(self.progress(), [*before, self.treasurer.name])
        self.run_action("match")
        self.run_action("post")
        self.assertFalse(line.ar_match_ids)
        self.assertEqual(waiting.state, "to_post")
        self.screen().go_on()
        self.run_action("match")
        self.run_action("post")
        self.assertEqual(line.ar_match_ids.state, "left")
        self.assertEqual(waiting.state, "posted")

    def test_a_run_is_undone_also_while_it_is_stopped(self):
        match = self.suggestion(50)
        self.accept(match)
        self.screen().stop()
        match.sudo().undo_wanted = True
        self.run_action("post")
        self.assertEqual(match.state, "undone")

    def test_who_may_not_post_may_not_stop(self):
        with mute_logger("odoo.addons.base.models.ir_model"), self.assertRaises(AccessError):
            self.screen(self.collector).stop()
        self.assertFalse(self.screen(self.collector).progress()["can_stop"])

    def test_an_import_stops_between_its_pieces(self):
        document = self.keep(mt940("10.00"))
        self.screen().stop()
        self.run_action("import")
        self.assertEqual(document.state, "received")
        self.screen().go_on()
        self.run_action("import")
        self.assertEqual(document.state, "imported")
