from odoo import fields, models
from odoo.addons.ar_collections.engine.credit_check import Asked, grounds
from odoo.exceptions import UserError


class SaleOrder(models.Model):
    """The check of an order against its customer's credit, and the release of what it holds back."""

    _inherit = "sale.order"

    # === WHO OWES === #

    def _ar_customer(self):
        """Whoever gets the invoice owes it."""
        return self.partner_invoice_id.commercial_partner_id

    def _ar_customers(self):
        """Company -> the customers of these orders."""
        return {
            company: orders._ar_customer() for company, orders in self.grouped("company_id").items()
        }

    def _ar_touch(self, before=None):
        """Exposure and case of their customers follow, and of those whose orders they were."""
        touch = self.env["ar.case"].sudo()._touch
        for customers in (self._ar_customers(), before or {}):
            for company, partners in customers.items():
                touch(company, partners.ids)

    # === CHECK === #

    def _ar_objections(self, lock=False):
        """Order -> what speaks against confirming it, in words; only those that are objected to.

        The orders are asked for one after the other: what goes through uses up the limit for the
        next. With ``lock`` nobody else confirms an order of these customers meanwhile.
        """
        said = {}
        checked = self.filtered(lambda order: order.company_id.ar_credit_policy != "none")
        for company, orders in checked.sudo().grouped("company_id").items():
            standing = orders._ar_standing(company, lock)
            for order in orders:
                customer = standing[order._ar_customer().id]
                asked = order._ar_asked(customer)
                found = grounds(asked)
                if found and not order._ar_is_released():
                    said[order.with_env(self.env)] = order._ar_in_words(asked, found)
                else:
                    customer["exposure"] += asked.amount
        return said

    def _ar_standing(self, company, lock):
        """Customer id -> what the check goes by, without these orders."""
        Credit = self.env["ar.credit"]
        today, customers = company._ar_today(), self._ar_customer().ids
        if lock:
            Credit._refresh(company, today, customers)
            Credit._lock(company, customers)
        known = Credit._known(company, today, customers)
        orders = Credit._unbilled_but(company, customers, self)
        return {
            customer: {
                "known": known.get(customer),
                "exposure": orders.get(customer, 0.0)
                + (known[customer].open if customer in known else 0.0),
            }
            for customer in customers
        }

    def _ar_asked(self, customer):
        """The order as the engine sees it."""
        known, company = customer["known"], self.company_id
        limit = known and known.limit
        return Asked(
            amount=self._ar_amount(),
            exposure=company.currency_id.round(customer["exposure"]),
            limit=limit.amount if limit else None,
            limit_expired=bool(limit and limit.expired),
            overdue=known.overdue if known else 0.0,
            oldest_days=known.oldest_days if known else 0,
            most_days=company.ar_credit_overdue_days,
            insolvent=bool(known and known.insolvent),
        )

    def _ar_amount(self):
        """The order in company currency, at its own rate."""
        return self.company_id.currency_id.round(self.amount_total / (self.currency_rate or 1.0))

    def _ar_in_words(self, asked, found):
        """Why it is held back, in sentences for whoever sells and whoever decides."""
        money = self.company_id.currency_id.format
        customer = self._ar_customer().name
        words = {
            "insolvent": lambda: self.env._("%(customer)s is insolvent.", customer=customer),
            "limit_expired": lambda: self.env._(
                "The credit limit of %(customer)s has expired.", customer=customer
            ),
            "over_limit": lambda: self.env._(
                "%(customer)s may owe %(limit)s. Open items and orders make %(exposure)s, this "
                "order %(amount)s: that is %(over)s over the limit.",
                customer=customer,
                limit=money(asked.limit),
                exposure=money(asked.exposure),
                amount=money(asked.amount),
                over=money(asked.over),
            ),
            "overdue": lambda: self.env._(
                "%(overdue)s of %(customer)s is overdue, some of it for %(days)s days; "
                "%(most)s are tolerated.",
                overdue=money(asked.overdue),
                customer=customer,
                days=asked.oldest_days,
                most=asked.most_days,
            ),
        }
        return " ".join(words[ground]() for ground in found)

    def _ar_is_released(self):
        """It is what was released: the same customer and currency, and no more than that."""
        self.ensure_one()
        return bool(
            self.ar_credit_released_by_id
            and self.ar_credit_released_partner_id == self._ar_customer()
            and self.ar_credit_released_currency_id == self.currency_id
            and self.currency_id.compare_amounts(self.amount_total, self.ar_credit_released_amount)
            <= 0
        )

    # === CONFIRM === #

    def _ar_hold_back(self):
        """The orders that stay quotations: marked, and somebody is asked to release them."""
        asked_for = self.filtered(lambda order: order.state in ("draft", "sent"))
        said = asked_for._ar_objections(lock=True)
        held = self.filtered(
            lambda order: order in said and order.company_id.ar_credit_policy == "block"
        )
        for order in held:
            order.sudo().write(
                {
                    "ar_credit_state": "blocked",
                    "ar_credit_reason": said[order],
                    "ar_credit_asked_by_id": self.env.uid,
                }
            )
            order._ar_ask_for_release()
        return held

    def _ar_say_held(self):
        return {
            "type": "ir.actions.client",
            "tag": "display_notification",
            "params": {
                "type": "danger",
                "sticky": True,
                "title": self.env._("Held back: %(orders)s", orders=", ".join(self.mapped("name"))),
                "message": "\n".join(self.sudo().mapped("ar_credit_reason")),
                "next": {"type": "ir.actions.client", "tag": "soft_reload"},
            },
        }

    def _ar_clear(self):
        """Confirmed, by whatever way: refused where the policy holds them back.

        An order that was cleared before is asked for again only when it owes more.
        """
        more = self.filtered(lambda order: order._ar_owes_more())
        said = more._ar_objections(lock=True)
        for order, words in said.items():
            if order.company_id.ar_credit_policy == "block":
                raise UserError(
                    self.env._(
                        "%(order)s is held back. %(reason)s A manager can release it with a "
                        "reason, as long as it is a quotation.",
                        order=order.name,
                        reason=words,
                    )
                )
            order.sudo()._message_log(body=words)
        for order in more:
            order.sudo()._ar_settle(cleared=order.amount_total)
        more._ar_touch()

    def _ar_owes_more(self):
        """More than it was cleared for."""
        return (
            self.currency_id.compare_amounts(self.amount_total, self.ar_credit_cleared_amount) > 0
        )

    def _ar_settle(self, cleared=0.0):
        """Nothing is held back any more; who released it stays."""
        for order in self.sudo():
            order.ar_credit_cleared_amount = cleared
            if order.ar_credit_state == "blocked":
                order.write({"ar_credit_state": False, "ar_credit_reason": False})
            order._ar_release_activities().unlink()

    # === RELEASE === #

    def _ar_authors(self):
        """Whoever made, sells or wanted to confirm it does not release it."""
        return self.create_uid | self.user_id | self.ar_credit_asked_by_id

    def _ar_ask_for_release(self):
        self.ensure_one()
        order = self.sudo()
        if order._ar_release_activities():
            return
        people = self.env["ar.approval.limit"]._approvers(
            "credit_release", order._ar_amount(), order.company_id, self.env.user
        )
        people -= order._ar_authors()
        wanted = order.company_id.ar_credit_manager_id
        order.activity_schedule(
            "ar_collections_sale.activity_release",
            summary=self.env._("Release the order or refuse it"),
            note=order.ar_credit_reason,
            user_id=(wanted if wanted in people else people.sorted("id")[:1]).id,
        )

    def _ar_release_activities(self):
        kind = self.env.ref("ar_collections_sale.activity_release", raise_if_not_found=False)
        return self.activity_ids.filtered(lambda activity: activity.activity_type_id == kind)

    def _ar_release(self, reason):
        """Let this order through up to its amount; whoever may approve that, and is not its author."""
        self.ensure_one()
        self.check_access("read")
        order, user = self.sudo(), self.env.user
        if order.ar_credit_state != "blocked" or order.state not in ("draft", "sent"):
            raise UserError(self.env._("%(order)s is not held back.", order=order.name))
        authors = order._ar_authors()
        self.env["ar.approval.limit"]._refuse_beyond(
            "credit_release",
            order._ar_amount(),
            order.company_id,
            user if user in authors else authors[:1],
        )
        order.write(
            {
                "ar_credit_state": "released",
                "ar_credit_released_amount": order.amount_total,
                "ar_credit_released_partner_id": order._ar_customer().id,
                "ar_credit_released_currency_id": order.currency_id.id,
                "ar_credit_released_by_id": user.id,
                "ar_credit_released_on": fields.Datetime.now(),
                "ar_credit_release_reason": reason,
            }
        )
        order._ar_release_activities().action_feedback(feedback=reason)
        order.message_post(
            body=self.env._(
                "Released by %(user)s up to %(amount)s: %(reason)s",
                user=user.name,
                amount=order.currency_id.format(order.amount_total),
                reason=reason,
            ),
            partner_ids=(order.user_id | order.ar_credit_asked_by_id).partner_id.ids,
            author_id=user.partner_id.id,
        )
