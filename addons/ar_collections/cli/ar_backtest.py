# pylint: disable=print-used
"""``odoo --addons-path=... ar_backtest -d DATABASE``: payments of the past decided again."""

import optparse
import sys
from collections import Counter
from pathlib import Path

from dateutil.relativedelta import relativedelta
from odoo import SUPERUSER_ID, api, fields
from odoo.cli import Command
from odoo.modules.registry import Registry
from odoo.tools import config

MONTHS = 6


class ArBacktest(Command):
    """Decide the reconciled payments of the last months again and hold it against the books.

    Changes nothing. Prints, for each kind of evidence, how many payments would have been posted
    as they were booked, posted otherwise, suggested or left open.
    """

    name = "ar_backtest"

    def run(self, args):
        options = self._options(args)
        databases = config["db_name"]
        if len(databases) != 1:
            sys.exit("ar_backtest: name one database with -d")
        with Registry(databases[0]).cursor() as cr:
            cr.execute("SET TRANSACTION READ ONLY")
            env = api.Environment(cr, SUPERUSER_ID, {})
            if "ar.backtest" not in env:
                sys.exit(f"ar_backtest: the module is not installed in {databases[0]}")
            companies = self._companies(env, options.company)
            if options.csv and len(companies) > 1:
                sys.exit("ar_backtest: name one company with --company for --csv")
            for company in companies:
                self._report(env, company, options)
            cr.rollback()

    def _options(self, args):
        group = optparse.OptionGroup(config.parser, "Backtest")
        group.add_option("--company", help="name of the company; else all of them")
        group.add_option("--months", type="int", help=f"so many months back ({MONTHS})")
        group.add_option("--csv", help="write every payment of the company with both answers there")
        config.parser.prog = self.prog
        config.parser.add_option_group(group)
        options = config.parse_config(args, setup_logging=True)
        if options.ensure_value("months", MONTHS) < 1:
            sys.exit("ar_backtest: --months must be 1 or more")
        return options

    def _companies(self, env, name):
        companies = env["res.company"].search([("name", "=", name)] if name else [])
        if not companies:
            sys.exit(f"ar_backtest: no company is named {name}")
        if len(companies) > 1 and name:
            sys.exit(f"ar_backtest: {len(companies)} companies are named {name}")
        return companies

    def _report(self, env, company, options):
        backtest = env["ar.backtest"]
        since = fields.Date.context_today(backtest) - relativedelta(months=options.months)
        rows = list(backtest._decided_again(company, since))
        counts = Counter((row["tier"] or "", row["verdict"]) for row in rows)
        print(f"\n{company.name}, since {since}: {backtest._in_a_sentence(counts)}")
        if rows:
            print("\n".join(table(backtest._by_kind(counts), backtest._labels("verdict"))))
        wrong = [row for row in rows if row["verdict"] == "wrong"]
        for row in wrong:
            print(f"\n{row['date']} {row['amount']:.2f} {row['payer'] or ''}: {row['label']}")
            print(f"  booked    {row['booked'] or '-'}\n  proposed  {row['proposed']}")
        if options.csv:
            Path(options.csv).write_text(
                env["ar.backtest.line"]._to_csv(rows), encoding="utf-8", newline=""
            )


def table(rows, verdicts):
    """The lines of the table, its columns under each other."""
    head = ["Kind of evidence", "Payments", *verdicts.values()]
    body = [[row["name"], row["sum"], *(row["counts"][key] for key in verdicts)] for row in rows]
    widths = [max(len(str(line[i])) for line in (head, *body)) for i in range(len(head))]
    for line in (head, *body):
        first, *rest = (str(cell) for cell in line)
        yield "  ".join(
            [first.ljust(widths[0]), *(c.rjust(w) for c, w in zip(rest, widths[1:], strict=True))]
        )
