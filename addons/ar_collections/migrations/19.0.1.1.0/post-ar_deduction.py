"""Deductions are disputes now: their rows, what was said of them and who follows them go over.

Odoo forgets the old model when the update is finished, and what was said of it, but not its table.
"""

from odoo import SUPERUSER_ID, api
from odoo.tools import SQL
from odoo.tools.sql import table_exists

# Where a record is named by its model and its number.
NAMED_BY = (
    ("mail_message", "model", "res_id"),
    ("mail_followers", "res_model", "res_id"),
    ("ir_attachment", "res_model", "res_id"),
    ("mail_activity", "res_model", "res_id"),
)


def migrate(cr, version):
    if not table_exists(cr, "ar_deduction"):
        return
    env = api.Environment(cr, SUPERUSER_ID, {})
    cr.execute("SELECT id, company_id, reason FROM ar_deduction ORDER BY id")
    for deduction, company, said in cr.fetchall():
        reasons = env["ar.dispute.reason"]._of_company(env["res.company"].browse(company))
        dispute = _go_over(env, deduction, reasons._meant_by(said))
        for table, model, number in NAMED_BY:
            env.cr.execute(
                SQL(
                    "UPDATE %s SET %s = 'ar.dispute', %s = %s WHERE %s = 'ar.deduction' AND %s = %s",
                    SQL.identifier(table),
                    SQL.identifier(model),
                    SQL.identifier(number),
                    dispute,
                    SQL.identifier(model),
                    SQL.identifier(number),
                    deduction,
                )
            )
    cr.execute("DROP TABLE ar_deduction")
    env.invalidate_all()


def _go_over(env, deduction, reason):
    """The number of the dispute that says the same; in the currency of the item."""
    row = SQL(
        """INSERT INTO ar_dispute (
                  move_line_id, move_id, document, match_id, company_id, partner_id, currency_id,
                  amount, amount_company, reason_id, kind, team_id, stated_reason, origin, date,
                  resolve_by, state, outcome, closed_on, closed_because, days_to_resolve,
                  approved_share, late_count, create_uid, create_date, write_uid, write_date)
           SELECT item.id, item.move_id, item.move_name, old.match_id, old.company_id,
                  old.partner_id, item.currency_id, kept.amount,
                  ROUND(kept.amount * item.balance / NULLIF(item.amount_currency, 0), 2),
                  %(reason)s, %(kind)s, %(team)s, old.reason, 'payment',
                  old.date, old.date + %(days)s,
                  CASE WHEN old.state = 'open' THEN 'new' WHEN old.closed_because IS NULL
                       THEN 'withdrawn' ELSE 'resolved' END,
                  CASE WHEN old.state = 'open' THEN NULL WHEN old.closed_because IS NULL
                       THEN 'withdrawn' ELSE 'paid' END,
                  CASE WHEN old.state = 'closed' THEN old.write_date::date END,
                  old.closed_because,
                  CASE WHEN old.state = 'closed' THEN old.write_date::date - old.date END,
                  CASE WHEN old.state = 'closed' THEN 0 END,
                  CASE WHEN old.state = 'closed' THEN 0 END,
                  old.create_uid, old.create_date, old.write_uid, old.write_date
             FROM ar_deduction old JOIN account_move_line item ON item.id = old.move_line_id,
                  LATERAL (SELECT CASE WHEN old.currency_id = item.currency_id THEN old.amount
                                  ELSE old.amount * ABS(item.amount_currency / NULLIF(item.balance, 0))
                                  END AS amount) AS kept
            WHERE old.id = %(deduction)s
        RETURNING id""",
        deduction=deduction,
        reason=reason.id,
        kind=reason.kind,
        team=reason.team_id.id or None,
        days=reason.days,
    )
    ((dispute,),) = env.execute_query(row)
    return dispute
