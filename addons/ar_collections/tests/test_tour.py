"""The web client in a headless Chromium."""

from odoo.tests import HttpCase, tagged


@tagged("post_install", "-at_install", "ar_tour")
class TestTour(HttpCase):
    def test_the_app_opens_with_its_worklist(self):
        self.start_tour("/odoo", "ar_collections_worklist", login="admin")
