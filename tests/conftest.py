"""Let the tests import the addon's pure engine without Odoo: its package, not its ``__init__``."""

import sys
import types
from pathlib import Path

_addon = types.ModuleType("ar_collections")
_addon.__path__ = [str(Path(__file__).parent.parent / "addons" / "ar_collections")]
sys.modules["ar_collections"] = _addon
