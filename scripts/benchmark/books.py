"""A case's ledger as a bookkeeper would have it: customers, bank journals, posted invoices."""

from collections import defaultdict

from odoo import Command

from .checks import BooksError, check_clones, check_totals
from .invoices import post_items

QUIET = {"tracking_disable": True, "mail_create_nolog": True, "mail_create_nosubscribe": True}


def load_books(env, case, statements):
    """Fills the empty company; raises ``BooksError`` if the books do not hold the case."""
    env = env(context={**env.context, **QUIET})
    _keep_books_in(env, case.currency)
    _open_bank_journals(env.company, statements)
    partners = _create_customers(env, case.customers)
    moves = post_items(env, case.items, partners)
    check_clones(env, case.items, partners, moves)
    _pay_in_part(env, [item for item in case.items if item.paid], moves)
    check_totals(env, case.items, partners)
    env.flush_all()
    env.cr.execute("ANALYZE")


def _keep_books_in(env, code):
    env.company.currency_id = _currency(env, code)


def _open_bank_journals(company, statements):
    """The journal of the chart gets the first account, each further account a new one."""
    Journal = company.env["account.journal"]
    spare = Journal.search([("type", "=", "bank"), ("bank_account_id", "=", False)])
    for number, statement in enumerate(_by_account(statements)):
        journal = spare[:1] or Journal.create(
            {"name": f"Bank {number + 1}", "code": f"BK{number + 1:02}", "type": "bank"}
        )
        spare -= journal
        if statement.currency != company.currency_id.name:
            journal.currency_id = _currency(company.env, statement.currency)
        journal.set_bank_account(statement.account)


def _by_account(statements):
    return {statement.account: statement for statement in statements}.values()


def _currency(env, code):
    currency = env["res.currency"].with_context(active_test=False).search([("name", "=", code)])
    if not currency:
        raise BooksError(f"Odoo knows no currency {code!r}")
    currency.active = True
    return currency


def _create_customers(env, customers):
    """Partners by the customer's key. A customer that may be paid for keeps its own accounts:
    a company below a company stays its own commercial entity."""
    countries = dict(env["res.country"]._read_group([], ["code"], ["id:recordset"]))
    records = env["res.partner"].create(
        [
            {
                "name": customer.name,
                "ref": customer.number,
                "is_company": True,
                "type": "other" if customer.parent else "contact",  # else it takes its address
                "country_id": countries[customer.country].id if customer.country else False,
                "email": customer.email,
                "customer_rank": 1,
            }
            for customer in customers
        ]
    )
    partners = dict(zip((customer.key for customer in customers), records, strict=True))
    _join_groups(customers, partners)
    _know_accounts(env, customers, partners)
    return partners


def _join_groups(customers, partners):
    children = defaultdict(list)
    for customer in customers:
        if customer.parent:
            children[customer.parent].append(partners[customer.key].id)
    for parent, ids in children.items():
        partners[parent].browse(ids).parent_id = partners[parent]


def _know_accounts(env, customers, partners):
    env["res.partner.bank"].create(
        [
            {"acc_number": customer.account, "partner_id": partners[customer.key].id}
            for customer in customers
            if customer.account
        ]
    )


def _pay_in_part(env, items, moves):
    """Part payments as an accountant enters them, each reconciled with its invoice."""
    if not items:
        return
    entries = env["account.move"].create(
        [
            _part_payment(env, item, env["account.move"].browse(moves[item.invoice]))
            for item in items
        ]
    )
    entries.action_post()
    invoices = env["account.move"].browse(moves[item.invoice] for item in items)
    pairs = zip(map(_receivable, invoices), map(_receivable, entries), strict=True)
    env["account.move.line"]._reconcile_plan([invoice + entry for invoice, entry in pairs])


def _part_payment(env, item, invoice):
    paid = float(-item.paid if item.credit_note else item.paid)
    receipts = env["account.chart.template"].ref("account_journal_payment_debit_account_id")
    common = {"name": f"Part payment {item.invoice}", "partner_id": invoice.partner_id.id}
    return {
        "move_type": "entry",
        "date": item.issued,
        "line_ids": [
            Command.create({**common, "account_id": account.id, "balance": balance})
            for account, balance in (
                (receipts, paid),
                (_receivable(invoice).account_id, -paid),
            )
        ],
    }


def _receivable(move):
    return move.line_ids.filtered(lambda line: line.account_type == "asset_receivable")
