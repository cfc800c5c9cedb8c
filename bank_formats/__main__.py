"""``python -m bank_formats`` is ``bank-formats``."""

import sys

from .command_line import main

sys.exit(main())
