from odoo import api, models
from odoo.tools import SQL

from ..engine.habits import ENOUGH
from ..engine.risk import Standing, assess, used_share
from .ar_credit_known import Known

# What a row keeps, with the type of its column.
COLUMNS = {
    "open_amount": "numeric",
    "overdue_amount": "numeric",
    "oldest_days": "integer",
    "orders_amount": "numeric",
    "exposure": "numeric",
    "has_limit": "boolean",
    "limit_amount": "numeric",
    "increase_amount": "numeric",
    "limit_until": "date",
    "limit_expired": "boolean",
    "used_share": "float8",
    "over_amount": "numeric",
    "paid_count": "integer",
    "days_late": "integer",
    "weekday": "varchar",
    "trend": "integer",
    "largest_amount": "numeric",
    "last_paid": "date",
    "broken_promises": "integer",
    "returned_payments": "integer",
    "insolvent": "boolean",
    "risk_score": "integer",
    "risk_class": "varchar",
}


class ArCredit(models.Model):
    """The rows follow the books: a handful of queries for whatever number of customers.

    Written by SQL: nobody else writes them, and a night's refresh of twenty thousand rows would
    take the ORM minutes.
    """

    _inherit = "ar.credit"

    @api.model
    def _refresh(self, company, today, customers=None, between=None):
        """Bring the rows of these customers (ids; all: ``None``) up to date.

        ``between`` is called when all is read and before anything is written: a job commits there.
        """
        if customers is not None and not customers:
            return
        self.env.flush_all()
        known = self._known(company, today, customers)
        rows = self._rows(company, customers)
        for customer in rows.keys() - known.keys():
            known[customer] = Known()
        values = {customer: self._values_of(company, each) for customer, each in known.items()}
        if between:
            between()
        self._add(company, {key: each for key, each in values.items() if key not in rows})
        changed = {
            rows[key][0]: (rows[key][1], each)
            for key, each in values.items()
            if key in rows and each != rows[key][2]
        }
        self._change(changed)
        self.invalidate_model(flush=False)

    # === ROWS === #

    def _rows(self, company, customers):
        """Customer id -> (id, version of the row, values), as they stand."""
        whose = SQL("TRUE") if customers is None else SQL("partner_id = ANY(%s)", list(customers))
        rows = self.env.execute_query(
            SQL(
                "SELECT partner_id, id, xmin::text, %s FROM ar_credit WHERE company_id = %s AND %s",
                SQL(", ").join(
                    SQL("%s::float8", SQL.identifier(name))
                    if kind == "numeric"
                    else SQL.identifier(name)
                    for name, kind in COLUMNS.items()
                ),
                company.id,
                whose,
            )
        )
        return {
            partner: (key, seen, dict(zip(COLUMNS, values, strict=True)))
            for partner, key, seen, *values in rows
        }

    def _values_of(self, company, known):
        """What a row keeps of what is known of a customer."""
        currency = company.currency_id
        limit, usual = known.limit, known.habits
        exposure = currency.round(known.open + known.orders)
        amount = limit.amount if limit else None
        standing = Standing(
            open=currency.round(known.open),
            overdue=currency.round(known.overdue),
            oldest_days=known.oldest_days,
            exposure=exposure,
            limit=amount,
            limit_expired=bool(limit and limit.expired),
            days_late=usual.days_late,
            trend=usual.trend,
            broken_promises=known.broken,
            returned_payments=known.returned,
            insolvent=known.insolvent,
        )
        risk = assess(standing)
        over = currency.round(max(0.0, exposure - amount)) if limit else 0.0
        return {
            "open_amount": standing.open,
            "overdue_amount": standing.overdue,
            "oldest_days": known.oldest_days,
            "orders_amount": currency.round(known.orders),
            "exposure": exposure,
            "has_limit": limit is not None,
            "limit_amount": amount or 0.0,
            "increase_amount": limit.increase if limit else 0.0,
            "limit_until": limit.until if limit else None,
            "limit_expired": standing.limit_expired,
            "used_share": used_share(exposure, amount) or 0.0,
            "over_amount": over,
            "paid_count": usual.count,
            "days_late": usual.days_late,
            "weekday": None if usual.weekday is None else str(usual.weekday),
            "trend": usual.trend,
            "largest_amount": currency.round(usual.largest),
            "last_paid": usual.last,
            "broken_promises": known.broken,
            "returned_payments": known.returned,
            "insolvent": known.insolvent,
            "risk_score": risk.score,
            "risk_class": risk.risk_class,
        }

    def _as_table(self, rows, **keys):
        """Rows as a table of SQL: ``keys`` by name with their type, then the columns."""
        columns = {**keys, **COLUMNS}
        lists = zip(*rows, strict=True)
        return SQL(
            "unnest(%s) AS new(%s)",
            SQL(", ").join(
                SQL("%s::%s[]", list(values), SQL(kind))  # pylint: disable=sql-injection
                for values, kind in zip(lists, columns.values(), strict=True)
            ),
            SQL(", ").join(map(SQL.identifier, columns)),
        )

    def _add(self, company, values):
        """Rows of customers that had none; whoever made one meanwhile was right."""
        if not values:
            return
        rows = [(customer, *values[customer].values()) for customer in sorted(values)]
        names = SQL(", ").join(map(SQL.identifier, COLUMNS))
        self.env.cr.execute(
            SQL(
                """INSERT INTO ar_credit (company_id, partner_id, %(names)s,
                                          create_uid, create_date, write_uid, write_date)
                   SELECT %(company)s, partner_id, %(names)s, %(user)s, %(now)s, %(user)s, %(now)s
                     FROM %(table)s
                   ON CONFLICT (partner_id, company_id) DO NOTHING""",
                names=names,
                company=company.id,
                user=self.env.uid,
                now=SQL("NOW() AT TIME ZONE 'UTC'"),
                table=self._as_table(rows, partner_id="integer"),
            )
        )

    def _change(self, changed):
        """What differs; a row that was written since it was read holds newer figures than ours."""
        if not changed:
            return
        rows = [(key, changed[key][0], *changed[key][1].values()) for key in sorted(changed)]
        self.env.cr.execute(
            SQL(
                """UPDATE ar_credit SET %s, write_uid = %s, write_date = NOW() AT TIME ZONE 'UTC'
                     FROM %s WHERE ar_credit.id = new.id AND ar_credit.xmin::text = new.seen""",
                SQL(", ").join(
                    SQL("%s = new.%s", SQL.identifier(name), SQL.identifier(name))
                    for name in COLUMNS
                ),
                self.env.uid,
                self._as_table(rows, id="integer", seen="text"),
            )
        )

    @api.model
    def _lock(self, company, customers):
        """Until the end of the transaction nobody else uses up the limits of these customers.

        Whoever waited for it starts anew: written, not only locked, for a transaction that began
        before would else not see what ours has added to the exposure.
        """
        self.env.cr.execute(
            SQL(
                """WITH held AS (SELECT id FROM ar_credit
                                  WHERE company_id = %s AND partner_id = ANY(%s)
                                  ORDER BY id FOR UPDATE)
                   UPDATE ar_credit SET write_date = NOW() AT TIME ZONE 'UTC'
                     FROM held WHERE ar_credit.id = held.id""",
                company.id,
                list(customers),
            )
        )

    # === FOR THE WORKLIST === #

    @api.model
    def _case_facts(self, company, customers, today):
        """Customer id -> what the score of its case goes by."""
        whose = SQL("TRUE") if customers is None else SQL("partner_id = ANY(%s)", list(customers))
        rows = self.env.execute_query(
            SQL(
                """SELECT partner_id, CASE WHEN has_limit THEN used_share END,
                          CASE WHEN paid_count >= %s THEN days_late END, risk_class
                     FROM ar_credit WHERE company_id = %s AND %s""",
                ENOUGH,
                company.id,
                whose,
            )
        )
        return {
            customer: {"credit_used": used, "usual_delay": delay, "risk_class": risk}
            for customer, used, delay, risk in rows
        }
