import json
from decimal import Decimal
from unittest.mock import patch

from odoo import Command
from odoo.tests import tagged
from odoo.tools import SQL

from .bank_files import Movement
from .posting import PostingCommon

NOT_COMPARED = ["id", "match_id", "create_date", "write_date"]


@tagged("post_install", "-at_install")
class TestArMatchRows(PostingCommon):
    """Decisions that are kept many at once are those that Odoo creates."""

    def test_the_same_columns(self):
        lines = self.paid_together(*(Movement(amount=each) for each in ("98", "39.1", "7")))
        values = dict(zip(lines.ids, self.decisions(self.owed(self.invoice(100))), strict=True))
        own = self.kept(lines, values)
        with patch.object(type(self.root["ar.match"]), "_has_strangers", return_value=True):
            odoos = self.kept(lines, values)
        self.assertEqual(len(own["allocations"]), 3)
        self.assertEqual(own, odoos)

    def test_another_module_takes_part(self):
        """Its fields and methods are filled and called by Odoo."""
        Match = type(self.root["ar.match"])
        self.assertFalse(self.root["ar.match"]._has_strangers())
        with patch.object(Match.label, "_modules", ("ar_collections", "somebody_elses")):
            self.assertFalse(self.root["ar.match"]._has_strangers())  # not stored
        with patch.object(Match.date, "_modules", ("ar_collections", "somebody_elses")):
            self.assertTrue(self.root["ar.match"]._has_strangers())

    def decisions(self, item):
        """One with a difference, one with money on account, one left open."""
        short, over, left = (
            self.root["ar.match"]._nothing(state, 'Why\nnot "50 %"?', customer)
            for state, customer in (
                ("to_post", self.alder.id),
                ("suggested", self.birch.id),
                ("left", None),
            )
        )
        short.update(confidence=0.98765, tier="A")
        over.update(on_account=30.0, paid_before="INV/1", refund=True)
        fee = {"write_off": 2.0, "write_off_kind": "fee", "write_off_reason": "Bank fee"}
        short["allocation_ids"] += [
            Command.create({"move_line_id": item.id, "amount": 98.0, "item_amount": 0.0, **fee})
        ]
        over["allocation_ids"] += [
            Command.create({"move_line_id": item.id, "amount": amount}) for amount in (0.1, 9.0)
        ]
        return short, over, left

    def kept(self, lines, values):
        """All columns of what is kept of decisions; then it is undone."""
        with self.root.cr.savepoint() as undone:
            self.root["ar.match"]._keep_decisions(lines, values)
            matches = lines.ar_match_ids.sorted("id")
            found = {
                "matches": self.columns(matches),
                "allocations": self.columns(matches.allocation_ids),
                "of": [len(match.allocation_ids) for match in matches],
                "said": matches.message_ids.ids + matches.message_partner_ids.ids,
            }
            undone.rollback()
        return found

    def columns(self, records):
        self.env.flush_all()
        query = SQL(
            "SELECT (to_jsonb(t) - %s)::text FROM %s t WHERE id = ANY(%s) ORDER BY id",
            NOT_COMPARED,
            SQL.identifier(records._table),
            records.ids,
        )
        return [json.loads(row, parse_float=Decimal) for (row,) in self.root.execute_query(query)]
