from contextlib import contextmanager

from odoo import Command
from odoo.exceptions import AccessError, UserError
from odoo.tests import tagged

from .common import ArCommon


@tagged("post_install", "-at_install")
class TestArApprovalLimit(ArCommon):
    """Who may approve how much of what somebody else has proposed."""

    def allow(self, amount, group="treasurer", kind="write_off"):
        return self.root["ar.approval.limit"].create(
            {
                "group_id": self.root.ref(f"ar_collections.group_{group}").id,
                "kind": kind,
                "amount": amount,
                "company_id": self.company.id,
            }
        )

    def approve(self, user, amount, kind="write_off", author=None, company=None, sudo=False):
        Limit = self.root["ar.approval.limit"].with_user(user)
        Limit = Limit.sudo() if sudo else Limit
        Limit._refuse_beyond(kind, amount, company or self.company, author or self.collector)

    @contextmanager
    def refused(self, words):
        with self.assertRaisesRegex(UserError, words):
            yield

    def test_a_manager_approves_any_amount_and_nobody_else_approves_anything(self):
        self.approve(self.manager, 1_000_000)
        for user in (self.collector, self.treasurer):
            with self.refused("You have no approval limit in .* \\(Write-off\\)"):
                self.approve(user, 0.01, author=self.manager)

    def test_up_to_the_limit_of_the_group_and_of_the_kind(self):
        self.allow(50)
        self.approve(self.treasurer, 50)
        with self.refused("about 50.01.*up to 50.00"):
            self.approve(self.treasurer, 50.01)
        with self.refused("no approval limit"):
            self.approve(self.treasurer, 1, kind="settlement")
        self.approve(self.manager, 1_000_000)

    def test_a_manager_has_the_highest_of_the_limits_of_his_groups(self):
        self.allow(50)
        self.allow(500, "manager")
        self.approve(self.manager, 500)
        with self.refused("up to 500.00"):
            self.approve(self.manager, 501)

    def test_the_author_never_approves_even_with_all_rights(self):
        for sudo in (False, True):
            with self.refused("proposed this yourself"):
                self.approve(self.manager, 1, author=self.manager, sudo=sudo)
        with self.refused("no approval limit"):
            self.approve(self.collector, 1, author=self.manager, sudo=True)

    def test_no_scheduled_action_approves(self):
        with self.refused("no approval limit"):
            self.approve(self.root.user, 1)

    def test_only_in_the_companies_of_the_user(self):
        other = self.root["res.company"].create({"name": "Another"})
        with self.refused("no approval limit in Another"):
            self.approve(self.manager, 1, company=other)

    def test_who_is_asked(self):
        self.allow(50)
        Limit = self.root["ar.approval.limit"]
        little = Limit._approvers("write_off", 40, self.company, self.collector)
        self.assertLessEqual(self.treasurer + self.manager, little)
        self.assertNotIn(self.collector, little)
        much = Limit._approvers("write_off", 60, self.company, self.manager)
        self.assertFalse((self.treasurer + self.manager) & much)

    def test_managers_set_limits_of_their_companies(self):
        limit = self.allow(50)
        env = self.env(user=self.manager)
        env["ar.approval.limit"].browse(limit.id).amount = 60
        self.assertIn("Treasurer", limit.with_user(self.manager).display_name)
        other = self.root["res.company"].create({"name": "Another"})
        with self.assertRaises(AccessError):
            env["ar.approval.limit"].create(
                {
                    "group_id": limit.group_id.id,
                    "kind": "settlement",
                    "amount": 1,
                    "company_id": other.id,
                }
            )
        for user in (self.collector, self.treasurer):
            with self.assertRaises(AccessError):
                limit.with_user(user).amount = 70
        stranger = self.person("manager", other)
        with self.assertRaises(AccessError):
            limit.with_user(stranger).read(["amount"])
        user = self.person("both", groups="base.group_user")
        user.group_ids = [Command.link(limit.group_id.id)]
        self.approve(user, 60)
