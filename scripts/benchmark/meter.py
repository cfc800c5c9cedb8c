"""What a step takes: wall time, CPU of Python and of PostgreSQL's backends, SQL statements."""

import resource
import time
from contextlib import contextmanager
from functools import wraps
from os import sysconf
from pathlib import Path

from odoo import sql_db

FIGURES = {"rows": 0, "wall_s": 0, "busy_s": 0, "sql": 0, "sql_inside": 0}
_TICKS = sysconf("SC_CLK_TCK")


class Meter:
    def __init__(self, cr):
        self._cr = cr
        self._inside = 0
        self.steps = {}

    def count_inside(self, model, name):
        """Says of each step apart how many statements this method of the model takes in it."""
        method = getattr(type(model), name)

        @wraps(method)
        def counted(*args, **kwargs):
            before = sql_db.sql_counter
            try:
                return method(*args, **kwargs)
            finally:
                self._inside += sql_db.sql_counter - before

        setattr(type(model), name, counted)

    @contextmanager
    def step(self, name):
        """Measures the body, which puts the number of rows into what it gets; steps of one name
        add up but for their rows: the last one says them."""
        figures = self.steps.setdefault(name, dict(FIGURES))
        wall, busy, sql = time.monotonic(), self._busy(), sql_db.sql_counter
        inside = self._inside
        yield figures
        figures["wall_s"] = round(figures["wall_s"] + time.monotonic() - wall, 2)
        figures["sql"] += sql_db.sql_counter - sql
        figures["sql_inside"] += self._inside - inside
        figures["busy_s"] = round(figures["busy_s"] + self._busy() - busy, 2)

    def figures(self):
        peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
        return {**self.steps, "peak_rss_mb": round(peak)}

    def _busy(self):
        return time.process_time() + sum(_cpu_seconds(pid) for pid in self._backends())

    def _backends(self):
        """Connections stay in Odoo's pool, so none that worked for a step is gone at its end."""
        self._cr.execute(
            "SELECT pid FROM pg_stat_activity WHERE backend_type = 'client backend'"
            " AND datname = current_database()"
        )
        return [pid for (pid,) in self._cr.fetchall()]


def _cpu_seconds(pid):
    """User and system time; 0 where PostgreSQL runs on another machine."""
    try:
        stat = Path(f"/proc/{pid}/stat").read_text()
    except FileNotFoundError:
        return 0.0
    fields = stat.rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / _TICKS
