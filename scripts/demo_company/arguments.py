"""The command line. Also run by itself before anything is set up, so it needs Python alone."""

from __future__ import annotations

import argparse


def read_arguments() -> argparse.Namespace:
    """Says what is wrong with them, or the help, and exits."""
    parser = argparse.ArgumentParser(
        prog="scripts/demo",
        allow_abbrev=False,
        description="A company with 60 customers and 400 invoices: its bank, a real OpenSSH server "
        "on this computer, has MT940 statements of two accounts and remittance advices; Odoo's "
        "scheduled actions fetch, import, match and post them; then Odoo is served. Run again, it goes on where it was.",
        epilog="JSON: files, lines, posted, refused and seconds are of this run; suggested, left "
        "and cases are what stands now.",
    )
    parser.add_argument("--once", action="store_true", help="stop after the table; 0: all is right")
    parser.add_argument("--json", action="store_true", help="one JSON object as the last line")
    parser.add_argument("--port", type=int, default=8069, help="of Odoo's web pages (8069)")
    parser.add_argument("--fresh", action="store_true", help="throw the demo away and start over")
    return parser.parse_args()


if __name__ == "__main__":
    read_arguments()
