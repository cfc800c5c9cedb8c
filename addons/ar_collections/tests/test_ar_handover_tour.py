"""How a collector hands items to an agency, and a manager releases them, in the browser."""

from odoo.fields import Date
from odoo.tests import HttpCase, tagged

from .test_ar_handover import HandoverCommon


@tagged("post_install", "-at_install", "ar_tour")
class TestArHandoverTour(HandoverCommon, HttpCase):
    def test_prepared_and_released(self):
        self.overdue(500)
        self.overdue(300, days=120)
        self.root["ar.case"].with_company(self.company)._refresh(self.company, Date.today())
        self.start_tour("/odoo", "ar_collections_handover", login=self.collector.login)
        self.env.invalidate_all()
        record = self.root["ar.handover"].search([("company_id", "=", self.company.id)])
        self.assertRecordValues(
            record, [{"state": "to_release", "amount": 800.0, "author_id": self.collector.id}]
        )
        self.start_tour("/odoo", "ar_collections_handover_release", login=self.manager.login)
        self.env.invalidate_all()
        self.assertRecordValues(record, [{"state": "part", "recovered": 200.0}])
