import json

from odoo import api, fields, models
from odoo.tools import SQL, split_every

from .ar_case import NOTHING_OPEN, STAYS
from .ar_case_reckoning import Owners, Reckoning

# Cases written by one statement, and in one transaction of the job.
KEEP_AT_ONCE = 5000
# The columns that the refresh writes.
WRITTEN = (*NOTHING_OPEN, *STAYS, "user_id")


class ArCase(models.Model):
    """Bring cases up to date with the books: read all at once, reckon, write what differs.

    Rows are written by SQL, some thousands with one statement: it is our own table, of what only
    the books say, and a night's refresh of twenty thousand customers would take the ORM minutes
    in which nobody else could write a case.
    """

    _inherit = "ar.case"

    @api.model
    def _cron_refresh(self):
        """Each company once a day all of its cases, else those whose customers were touched."""
        progress = self.env["ir.cron"]._commit_progress
        companies = self.env["res.company"].search([])  # pylint: disable=no-search-all
        progress(remaining=len(companies))
        for company in companies:
            today, began = company._ar_today(), fields.Datetime.now()
            waiting = self.env["ar.case.touch"]._take(company)
            here = self.with_company(company)
            if company.ar_refreshed_on != today:
                here._refresh(company, today, between=progress)
            elif waiting:  # in one transaction with being taken: none of them is forgotten
                here._refresh(company, today, waiting)
            company.write({"ar_refreshed_on": today, "ar_refreshed_at": began})
            if not progress(1):
                break

    @api.model
    def _refresh(self, company, today, customers=None, between=None):
        """Bring the cases of these customers (all: ``None``) up to date; closed where nothing is
        open. ``between`` is called after each statement that writes.
        """
        self.env["ar.credit"]._refresh(company, today, customers, between)  # cases go by it
        self.env.flush_all()
        new, changed = self._reckon(company, today, customers)
        for rows in split_every(KEEP_AT_ONCE, new, list):
            self._add(company, rows)
            if between:
                between()
        for rows in split_every(KEEP_AT_ONCE, changed, list):
            self._change(company, rows)
            if between:
                between()
        self.invalidate_model(flush=False)
        self.env["res.partner"].invalidate_model(["ar_case_ids"], flush=False)
        self._tell_turns(changed)
        if between:
            between()

    def _tell_turns(self, changed):
        """The chatter says when a customer had paid all, and when it owed again."""
        words = {
            "closed": self.env._("Settled: nothing is open any more."),
            "open": self.env._("Owes again."),
        }
        bodies = {row["id"]: words[row["state"]] for row in changed if row["turned"]}
        for ids in split_every(KEEP_AT_ONCE, bodies):
            self.browse(ids)._message_log_batch(bodies={case: bodies[case] for case in ids})

    def _reckon(self, company, today, customers):
        """The rows to be added, and those to be changed."""
        facts = self._facts(company, customers, today)
        known = self._known(company, customers, list(facts))
        reckoning = Reckoning(self.env, company, today)
        added, changed = [], []
        for customer, each in facts.items():
            case = known.get(customer)
            values = reckoning.values_of(each, case) if reckoning.owes(each) else NOTHING_OPEN
            if case is None and values is not NOTHING_OPEN:
                added.append({"partner_id": customer, **values})
            elif case is not None:
                changed += self._differing(case, values)
        for customer in known.keys() - facts.keys():
            changed += self._differing(known[customer], NOTHING_OPEN)
        return added, changed

    def _differing(self, case, values):
        """The row that changes the case, in a list; none where it stands right."""
        if all(case[name] == value for name, value in values.items()):
            return []
        key = {name: case[name] for name in ("id", "seen", "partner_id")}
        key["turned"] = case["state"] != values["state"]
        return [key | {name: case[name] for name in WRITTEN} | values]

    @api.model
    def _owners(self, company):
        """Who works here, and how many open cases of the company each has."""
        counts = self.env.execute_query(
            SQL(
                """SELECT users.id, (SELECT COUNT(*) FROM ar_case
                                      WHERE user_id = users.id AND company_id = %s AND state = 'open')
                     FROM res_users users WHERE users.active""",
                company.id,
            )
        )
        return Owners((user for user, _count in counts), dict(counts))

    # === ROWS === #

    def _known(self, company, customers, owing):
        """By customer, the cases as they stand: those that are open, and those of customers that owe again."""
        whose = owing if customers is None else [*owing, *customers]
        also = SQL("OR state = 'open'") if customers is None else SQL()
        rows = self.env.execute_query_dict(
            SQL(
                """SELECT id, xmin::text AS seen, partner_id, next_action_date, worked_on, %s,
                          EXISTS (SELECT FROM res_users person
                                   WHERE person.id = user_id AND person.active) AS user_is_here
                     FROM ar_case
                    WHERE company_id = %s AND (partner_id = ANY(%s) %s)""",
                SQL(", ").join(map(SQL.identifier, WRITTEN)),
                company.id,
                whose,
                also,
            )
        )
        return {row["partner_id"]: row for row in rows}

    def _recordset(self, rows):
        """Rows as a table of SQL, each column of the type that it has in ``ar_case``."""
        names = [name for name in rows[0] if name in self._fields and name != "id"]
        columns = ["id integer", "seen text"]
        columns += [f"{name} {self._fields[name].column_type[1]}" for name in names]
        return names, SQL(
            "jsonb_to_recordset(%s::jsonb) AS new(%s)",
            json.dumps(rows, default=fields.Date.to_string),
            SQL(", ".join(columns)),  # pylint: disable=sql-injection
        )

    def _add(self, company, rows):
        """Cases of customers that never had one; whoever made one meanwhile was right."""
        names, table = self._recordset(rows)
        columns = SQL(", ").join(map(SQL.identifier, names))
        self.env.cr.execute(
            SQL(
                """INSERT INTO ar_case (company_id, create_uid, create_date, write_uid, write_date, %s)
                   SELECT %s, %s, NOW() AT TIME ZONE 'UTC', %s, NOW() AT TIME ZONE 'UTC', %s FROM %s
                   ON CONFLICT (partner_id, company_id) DO NOTHING""",
                columns,
                company.id,
                self.env.uid,
                self.env.uid,
                columns,
                table,
            )
        )

    def _change(self, company, rows):
        """Change cases; of one that somebody else changes or has changed since it was read, the
        customer waits for the next run: newer figures than ours may stand there.
        """
        names, table = self._recordset(rows)
        self.env.cr.execute(
            SQL(
                """WITH free AS (SELECT id FROM ar_case WHERE id = ANY(%s)
                                 FOR NO KEY UPDATE SKIP LOCKED)
                   UPDATE ar_case SET %s, write_uid = %s, write_date = NOW() AT TIME ZONE 'UTC'
                     FROM %s JOIN free USING (id)
                    WHERE ar_case.id = new.id AND ar_case.xmin::text = new.seen
                RETURNING ar_case.partner_id""",
                [row["id"] for row in rows],
                SQL(", ").join(
                    SQL("%s = new.%s", SQL.identifier(name), SQL.identifier(name))
                    for name in names
                    if name != "partner_id"
                ),
                self.env.uid,
                table,
            )
        )
        written = {partner for (partner,) in self.env.cr.fetchall()}
        late = [row["partner_id"] for row in rows if row["partner_id"] not in written]
        if late:
            self.env["ar.case.touch"]._leave(company, late)
