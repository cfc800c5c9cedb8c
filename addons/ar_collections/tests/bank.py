"""The bank of the tests: OpenSSH on this computer, from the repository that this addon lies in."""

import importlib.util
import shutil
import tempfile
from pathlib import Path
from unittest import SkipTest

PROGRAM = Path(__file__).parents[3] / "scripts" / "bank_server.py"


def start_bank(test_class):
    """A bank that runs until the tests of the class are done."""
    if not PROGRAM.exists():
        raise SkipTest(f"the bank server is part of the repository, not of the addon: {PROGRAM}")
    spec = importlib.util.spec_from_file_location("bank_server", PROGRAM)
    program = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(program)
    # Not below /tmp: sshd wants root-owned folders all the way up.
    root = Path(tempfile.mkdtemp(prefix="ar-bank-", dir="/var/lib"))
    test_class.addClassCleanup(shutil.rmtree, root)
    return test_class.enterClassContext(program.BankServer(root))
