from decimal import Decimal

from odoo import api, fields, models
from odoo.exceptions import UserError, ValidationError

from ..engine.policy import Policies, Policy, Rule, Tolerance
from .account_journal import WITH_STATEMENTS
from .account_move_line import _decimal

# Where no policy fits, a person decides.
NOTHING_BY_ITSELF = Policy(post=False, post_overpayments=False)


class ArMatchPolicy(models.Model):
    """For which payments what is posted without a person, and how small differences are written off."""

    _name = "ar.match.policy"
    _description = "Cash Application Policy"
    _order = "company_id, sequence, id"
    _check_company_auto = True

    name = fields.Char(required=True, translate=True)
    active = fields.Boolean(default=True)
    sequence = fields.Integer(default=10)
    company_id = fields.Many2one(
        "res.company", required=True, index=True, default=lambda self: self.env.company
    )
    company_currency_id = fields.Many2one(related="company_id.currency_id")

    # === FOR WHICH PAYMENTS === #

    journal_ids = fields.Many2many(
        "account.journal",
        string="Bank accounts",
        check_company=True,
        domain=[("type", "in", WITH_STATEMENTS)],
        help="Payments to these accounts only. Empty: to any.",
    )
    category_ids = fields.Many2many(
        "res.partner.category",
        string="Customers tagged",
        help="Payments of customers with one of these tags only. Empty: of any.",
    )
    customer_ids = fields.Many2many(
        "res.partner",
        string="Customers",
        check_company=True,
        domain=[("parent_id", "=", False)],
        help="Payments of these customers only. Empty: of any.",
    )
    currency_ids = fields.Many2many(
        "res.currency",
        string="Currencies",
        help="Payments in these currencies only. Empty: in any.",
    )
    largest = fields.Monetary(
        "Payments up to",
        currency_field="company_currency_id",
        help="Larger payments fall under the next policy. 0: of any amount.",
    )

    # === WHAT IS POSTED === #

    post = fields.Boolean(
        "Post what is certain",
        default=True,
        help="Off: every match waits as a suggestion until a person accepts it.",
    )
    post_limit = fields.Monetary(
        "Only up to",
        currency_field="company_currency_id",
        help="Larger payments are suggested. 0: no limit.",
    )
    post_from = fields.Float(
        "Post from",
        digits=(4, 3),
        help="The least confidence: how often decisions like this one were right. Less is "
        "suggested. 0: a kind of evidence posts until more than 5 % of it was undone in this "
        "company.",
    )
    suggest_from = fields.Float(
        "Suggest from",
        digits=(4, 3),
        help="Less confidence is left open without a proposal.",
    )
    post_by_name = fields.Boolean(
        "Post by payer's name and one unique amount",
        default=True,
        help="A payment without any reference whose payer's name agrees with one customer, and "
        "whose amount is open exactly once in the whole ledger.",
    )
    overpayment = fields.Selection(
        [
            ("account", "Post, the rest stays on account"),
            ("refund", "Post, propose a refund of the rest"),
            ("suggest", "Suggest: a person decides"),
        ],
        "Paid too much",
        default="account",
        required=True,
        help="On account: the rest stays with the customer as a credit. Refund: so it does, and a "
        "draft payment proposes to give it back; nobody is paid before it is confirmed.",
    )

    # === DIFFERENCES === #

    rounding_amount = fields.Monetary(
        "Small differences up to",
        currency_field="company_currency_id",
        help="A payment that misses its invoices by so little, in either direction, closes them. "
        "0: nothing is written off.",
    )
    rounding_percent = fields.Float(
        "Rounding: and per cent", help="And of the open amount at most so much. 0: no such limit."
    )
    rounding_account_id = fields.Many2one(
        "account.account", "Account for small differences", check_company=True
    )
    fee_amount = fields.Monetary(
        "Bank fees up to",
        currency_field="company_currency_id",
        help="What banks on the way have kept back of a payment. 0: nothing is written off.",
    )
    fee_percent = fields.Float(
        "Fees: and per cent", help="And of the open amount at most so much. 0: no such limit."
    )
    fee_account_id = fields.Many2one("account.account", "Account for bank fees", check_company=True)
    discounts = fields.Boolean(
        "Grant early-payment discounts",
        default=True,
        help="As the payment terms of the invoice say, with their accounts and taxes.",
    )
    discount_days = fields.Integer(
        "Days of grace", help="So many days after its last day a discount is still granted."
    )
    deductions = fields.Boolean(
        "Open deductions",
        default=True,
        help="What is paid short with a stated reason stays open, as a dispute to be clarified.",
    )

    exchange_percent = fields.Float(
        "Foreign currency: post within per cent",
        help="An invoice in another currency that the payer names, and of which the bank does not "
        "say what was paid of it, is posted if the payment misses it by no more at the rate of the "
        "day. Up to 3 per cent is suggested. 0: a person confirms.",
    )

    _not_negative = models.Constraint(
        """CHECK (largest >= 0 AND post_limit >= 0 AND rounding_amount >= 0 AND fee_amount >= 0
                  AND rounding_percent >= 0 AND fee_percent >= 0 AND discount_days >= 0
                  AND exchange_percent >= 0)""",
        "Amounts, per cents and days of a policy are never negative.",
    )
    _confidence = models.Constraint(
        "CHECK (post_from BETWEEN 0 AND 1 AND suggest_from BETWEEN 0 AND 1)",
        "A confidence is between 0 and 100 %.",
    )

    @api.constrains("rounding_amount", "rounding_account_id", "fee_amount", "fee_account_id")
    def _check_accounts(self):
        for policy in self:
            if policy.rounding_amount and not policy.rounding_account_id:
                raise ValidationError(
                    policy.env._("Set the account that small differences are written off to.")
                )
            if policy.fee_amount and not policy.fee_account_id:
                raise ValidationError(
                    policy.env._("Set the account that bank fees are written off to.")
                )

    # === DEFAULT === #

    @api.model
    def _create_missing(self):
        """The default policy, for each company that has none."""
        companies = self.env["res.company"].search([])  # pylint: disable=no-search-all
        every = self.with_context(active_test=False).search([])  # pylint: disable=no-search-all
        known = every.company_id
        self._create_default(companies - known)

    @api.model
    def _create_default(self, companies):
        return self.create(
            [
                {"name": self.env._("All payments"), "sequence": 100, "company_id": company.id}
                for company in companies
            ]
        )

    # === USE === #

    @api.model
    def _of_company(self, company):
        return self.sudo().search([("company_id", "=", company.id)])

    @api.model
    def _to_policies(self, company, currency):
        """The company's policies as the engine sees them, for payments in that currency."""
        policies = self._of_company(company)
        return Policies(
            rules=tuple(policy._to_rule(currency) for policy in policies),
            otherwise=NOTHING_BY_ITSELF,
        )

    @api.model
    def _for(self, line, partner):
        """The policy for a payment of that customer; empty where none fits."""
        payment, customer = line._to_payment(), partner.commercial_partner_id
        for policy in self._of_company(line.company_id):
            rule = policy._to_rule(line.currency_id)
            if rule.fits(payment, customer.category_id.ids, customer.id):
                return policy
        return self

    def _to_rule(self, currency):
        """The policy as the engine sees it; limits in the currency of the payment."""
        self.ensure_one()
        return Rule(
            policy=self._to_policy(currency),
            journals=frozenset(self.journal_ids.ids),
            groups=frozenset(self.category_ids.ids),
            customers=frozenset(self.customer_ids.commercial_partner_id.ids),
            currencies=frozenset(self.currency_ids.mapped("name")),
            largest=self._limit(self.largest, currency),
        )

    def _to_policy(self, currency):
        return Policy(
            post=self.post,
            post_limit=self._limit(self.post_limit, currency),
            post_from=_exact(self.post_from),
            suggest_from=_exact(self.suggest_from),
            post_by_name=self.post_by_name,
            post_overpayments=self.overpayment != "suggest",
            rounding=self._tolerance(self.rounding_amount, self.rounding_percent, currency),
            fee=self._tolerance(self.fee_amount, self.fee_percent, currency),
            discount_days=self.discount_days if self.discounts else None,
            deductions=self.deductions,
            exchange=_exact(self.exchange_percent) or None,
        )

    def _limit(self, amount, currency):
        """An amount in the company's currency in that of the payment; None where 0 sets no limit."""
        if not amount:
            return None
        converted = self.company_currency_id._convert(amount, currency, self.company_id)
        return _decimal(currency, converted)

    def _tolerance(self, amount, percent, currency):
        limit = self._limit(amount, currency)
        return Tolerance(amount=limit, percent=_exact(percent) or None) if limit else None

    def _account_for(self, kind):
        """Where differences of that kind go, or a sentence that says what to set."""
        account = {"rounding": self.rounding_account_id, "fee": self.fee_account_id}[kind]
        if not account.active:
            raise UserError(self._no_account(kind, account))
        return account

    def _no_account(self, kind, account):
        what = {
            "rounding": self.env._("small differences"),
            "fee": self.env._("bank fees"),
        }[kind]
        if account:
            return self.env._(
                "The account %(account)s for %(what)s is archived: set another one on the policy "
                "“%(policy)s”.",
                account=account.display_name,
                what=what,
                policy=self.name,
            )
        if self:
            return self.env._(
                "No account is set for %(what)s: set one on the policy “%(policy)s”.",
                what=what,
                policy=self.name,
            )
        return self.env._(
            "No policy fits this payment, so there is no account for %(what)s: add one under "
            "Configuration.",
            what=what,
        )


def _exact(number):
    return Decimal(str(number))
