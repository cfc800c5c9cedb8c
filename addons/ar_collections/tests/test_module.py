"""Generic checks over everything the module declares: access, views, actions, menus, crons."""

import re

from dateutil.relativedelta import relativedelta
from lxml import etree
from odoo.fields import Date
from odoo.tests import TransactionCase, new_test_user, tagged
from odoo.tools.safe_eval import safe_eval

MODULE = "ar_collections"


@tagged("post_install", "-at_install")
class TestModule(TransactionCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.user = new_test_user(cls.env, "everything", context={"no_reset_password": True})
        cls.user.group_ids |= cls.declared("res.groups")

    @classmethod
    def declared(cls, model):
        """The module's own records of a model, by its XML ids; archived ones as well."""
        names = cls.env["ir.model.data"].search([("module", "=", MODULE), ("model", "=", model)])
        records = cls.env[model].with_context(active_test=False).browse(names.mapped("res_id"))
        return records.exists()

    def own_models(self):
        """Models that begin here, apart from abstract ones."""
        for model in self.declared("ir.model"):
            known = self.env.registry.get(model.model)
            if known is not None and known._original_module == MODULE and not known._abstract:
                yield self.env[model.model]

    def each(self, model, check):
        """Check each declared record of a model, all of them even if one fails."""
        for record in self.declared(model):
            with self.subTest(record.get_external_id()[record.id]):
                check(record)

    def test_models_have_access_rules(self):
        for model in self.own_models():
            with self.subTest(model._name):
                rules = self.env["ir.model.access"].search([("model_id.model", "=", model._name)])
                self.assertTrue(rules, "nobody may use it")
                self.assertTrue(all(rules.mapped("group_id")), "everybody may use it")

    def test_models_with_a_company_have_a_company_rule(self):
        for model in self.own_models():
            field = model._fields.get("company_id")
            if not field or not field.store or model._transient:
                continue
            with self.subTest(model._name):
                rules = self.env["ir.rule"].search([("model_id.model", "=", model._name)])
                company = [
                    rule
                    for rule in rules
                    if not rule.groups and "company_id" in (rule.domain_force or "")
                ]
                self.assertTrue(company, "no global rule keeps the companies apart")

    def test_models_and_fields_are_described(self):
        for model in self.own_models():
            with self.subTest(model._name):
                self.assertNotEqual(model._description, model._name)

    def test_views_open(self):
        self.each("ir.ui.view", self.open_view)

    def open_view(self, view):
        if view.type == "qweb":
            self.env["ir.qweb"]._compile(view.id)
            return
        root = view
        while root.mode != "primary":
            root = root.inherit_id
        arch = etree.fromstring(self.shown(view.model).get_view(root.id, root.type)["arch"])
        # What loads without a word, and fails only in the browser:
        self.assertFalse(
            arch.xpath("//*[contains(@class, 'oe_chatter')]"), "Odoo 19 wants <chatter/>"
        )
        if arch.tag == "kanban":
            self.assertTrue(arch.xpath("//*[@t-name='card']"), "Odoo 19 wants t-name='card'")

    def shown(self, model):
        """The model as the user with all our groups sees it; settings are the system's."""
        model = self.env[model]
        return model if model._name == "res.config.settings" else model.with_user(self.user)

    def test_window_actions_open(self):
        self.each("ir.actions.act_window", self.open_window)

    def open_window(self, action):
        shown = self.shown(action.res_model)
        modes = dict(self.env["ir.ui.view"]._fields["type"].selection)
        for view, mode in action.views:
            self.assertIn(mode, modes, "a view mode that Odoo 19 does not know")
            shown.get_view(view, mode)
        context, domain = self.evaluate(action.context), self.evaluate(action.domain or "[]")
        if not shown._transient:
            shown.with_context(**context).search(domain, limit=1)

    def evaluate(self, text):
        """As the client does: it knows the user, today and the active record."""
        today = Date.context_today(self.user)
        return safe_eval(
            text,
            {
                "uid": self.user.id,
                "active_id": 0,
                "active_ids": [],
                "allowed_company_ids": self.env.companies.ids,
                "context_today": lambda: today,
                "current_date": Date.to_string(today),
                "relativedelta": relativedelta,
            },
        )

    def test_menus_open_something(self):
        self.each("ir.ui.menu", self.open_menu)

    def open_menu(self, menu):
        self.assertTrue(menu.action or menu.child_id, "it leads nowhere")
        if menu.action and menu.action._name == "ir.actions.act_window":
            self.open_window(menu.action)

    def test_a_user_with_all_groups_sees_the_app(self):
        roots = self.declared("ir.ui.menu").filtered(lambda menu: not menu.parent_id)
        visible = self.env["ir.ui.menu"].with_user(self.user)._visible_menu_ids()
        self.assertTrue(roots)
        self.assertLessEqual(set(roots.ids), set(visible))

    def test_crons_call_what_exists(self):
        self.each("ir.cron", self.check_cron)

    def check_cron(self, cron):
        for name in re.findall(r"\bmodel\.(\w+)\(", cron.code or ""):
            self.assertTrue(hasattr(self.env[cron.model_id.model], name), name)

    def test_reports_have_their_template(self):
        self.each("ir.actions.report", self.check_report)

    def check_report(self, report):
        self.assertIn(report.model, self.env)
        self.assertTrue(self.env.ref(report.report_name))
