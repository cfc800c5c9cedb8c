"""What a step takes: wall time, CPU of Python and of PostgreSQL's backends, SQL statements."""

import resource
import time
from contextlib import contextmanager
from os import sysconf
from pathlib import Path

from odoo import sql_db

_TICKS = sysconf("SC_CLK_TCK")


class Meter:
    def __init__(self, cr):
        self._cr = cr
        self.steps = {}

    @contextmanager
    def step(self, name):
        """Measures the body, which puts the number of rows into what it gets; steps of one name
        add up but for their rows: the last one says them."""
        figures = self.steps.setdefault(name, {"rows": 0, "wall_s": 0, "busy_s": 0, "sql": 0})
        wall, busy, sql = time.monotonic(), self._busy(), sql_db.sql_counter
        yield figures
        figures["wall_s"] = round(figures["wall_s"] + time.monotonic() - wall, 2)
        figures["sql"] += sql_db.sql_counter - sql
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
