"""The benchmark of the engine, on its small ledgers: it runs, and nothing is posted wrongly."""

import subprocess
import sys
from pathlib import Path

RUN = Path(__file__).parents[2] / "scripts" / "bench_matching.d" / "run.py"


def test_quick() -> None:
    done = subprocess.run(
        [sys.executable, str(RUN), "--quick"], capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stdout + done.stderr
    assert "wrong of those posted" in done.stdout
