"""Bookings by the hundred: what Odoo would do one payment after the other, in a few statements.

Only of journal items that differ from the suspense line in nothing but account, customer, text and
amount; Odoo makes all others itself. What hangs on the customer Odoo computes, and it reconciles.
"""

import json

from odoo import api, models
from odoo.tools import SQL, float_repr

from .statement_line_rows import like

# All that is said of a journal item that is like a suspense line.
_SAID = {"move_id", "name", "account_id", "partner_id", "currency_id", "amount_currency", "balance"}
_AMOUNTS = ("debit", "credit", "balance", "amount_currency", "price_subtotal", "price_total")
# Of an entry, written with its customer.
_OF_CUSTOMER = ("fiscal_position_id", "commercial_partner_id", "invoice_partner_display_name")
# Of a payment: what still waits on the suspense account.
_OPEN = ("is_reconciled", "amount_residual")
_RESIDUALS = ("amount_residual", "amount_residual_currency")


class AccountBankStatementLine(models.Model):
    _inherit = "account.bank.statement.line"

    @api.model
    def _ar_is_only_customer(self):
        """Whether nothing but the customer and what Odoo computes of it depends on the customer."""
        return self._ar_only_known_modules() and self._ar_without_analytics()

    # === CUSTOMERS === #

    @api.model
    def _ar_write_partners(self, partners):
        """The customer on each line, its entry and its items, as ``partners`` maps them."""
        self.env.flush_all()
        positions = self._ar_fiscal_positions(partners.values())
        rows = [
            {
                "line": line.id,
                "move": line.move_id.id,
                "partner": partner.id or None,
                "firm": partner.commercial_partner_id.id or None,
                "name": partner.display_name or None,
                "position": positions[partner].id or None,
            }
            for line, partner in partners.items()
        ]
        self._ar_update_partners(rows)
        lines = self.browse([line.id for line in partners])
        moves = lines.move_id
        lines._ar_forget_partners()
        with self.env.protecting([moves._fields[name] for name in _OF_CUSTOMER], moves):
            moves.modified(["partner_id"])

    def _ar_update_partners(self, rows):
        self.env.cr.execute(
            SQL(
                """WITH own AS MATERIALIZED (
                            SELECT * FROM jsonb_to_recordset(%(rows)s::jsonb)
                                       AS own(line int, move int, partner int, firm int,
                                               name text, position int)),
                        lines AS (
                            UPDATE account_bank_statement_line line
                               SET partner_id = own.partner, %(log)s
                              FROM own WHERE line.id = own.line),
                        items AS (
                            UPDATE account_move_line item SET partner_id = own.partner, %(log)s
                              FROM own WHERE item.move_id = own.move)
                   UPDATE account_move move
                      SET partner_id = own.partner, fiscal_position_id = own.position,
                          commercial_partner_id = own.firm, invoice_partner_display_name = own.name,
                          is_manually_modified = TRUE, %(log)s
                     FROM own WHERE move.id = own.move""",
                rows=json.dumps(rows),
                log=SQL(
                    "write_uid = %s, write_date = now() AT TIME ZONE 'UTC'",
                    self.env.uid,
                ),
            )
        )

    def _ar_forget_partners(self):
        """What was written is read again, and what hangs on it; all else is as it was."""
        written = {"partner_id", "is_manually_modified", "write_uid", "write_date", *_OF_CUSTOMER}
        for records in (self, self.move_id, self.move_id.line_ids):
            _forget(records, written)

    def _ar_fiscal_positions(self, partners):
        """Odoo's fiscal position of each customer, looked up once for those who are alike."""
        Position = self.env["account.fiscal.position"]
        none = self.env["res.partner"]
        partners = none.union(*partners)
        contacts = none.with_context(active_test=False).search([("parent_id", "in", partners.ids)])
        found, positions = {}, {none: Position.browse()}
        for partner in partners:
            kind = self._ar_fiscal_kind(partner, partner in contacts.parent_id)
            if kind not in found:
                delivery = partner
                if kind is partner:  # it may have an address of its own
                    delivery = partner.browse(partner.address_get(["delivery"])["delivery"])
                found[kind] = Position._get_fiscal_position(partner, delivery=delivery)
            positions[partner] = found[kind]
        return positions

    def _ar_fiscal_kind(self, partner, has_contacts):
        """What Odoo looks at; a customer with a tax number or addresses is a kind of its own."""
        if partner.vat or has_contacts or (partner.parent_id and not partner.is_company):
            return partner
        position = partner.property_account_position_id
        return partner.country_id, partner.state_id, partner.zip, position

    # === ITEMS === #

    @api.model
    def _ar_replace(self, suspense, values_list):
        """New journal items instead of suspense lines, in the order of their values."""
        by_move = {item.move_id.id: item for item in suspense}
        unlike = self._ar_unlike(by_move, values_list)
        suspense.filtered(lambda item: item.move_id.id in unlike).unlink()
        alike = [values for values in values_list if values["move_id"] not in unlike]
        ids = iter(self._ar_write_items(by_move, alike))
        others = [values for values in values_list if values["move_id"] in unlike]
        others_ids = iter(suspense.browse().create(others).ids)
        return suspense.browse(
            next(others_ids if values["move_id"] in unlike else ids) for values in values_list
        )

    def _ar_unlike(self, by_move, values_list):
        """Ids of the entries whose new items may differ in more from the suspense line."""
        if not self._ar_is_only_customer():
            return set(by_move)
        return {
            values["move_id"]
            for values in values_list
            if {name for name, value in values.items() if value or name in _SAID} != _SAID
            or not self._ar_is_alike(by_move[values["move_id"]], values)
        }

    def _ar_is_alike(self, suspense, values):
        company_currency = suspense.company_currency_id
        account = self.env["account.account"].browse(values["account_id"])
        return (
            values["currency_id"] == suspense.currency_id.id == company_currency.id
            and account.company_ids & suspense.company_id.parent_ids
            and not account.tax_ids
            and not suspense.tax_ids
            and not suspense.tax_tag_ids
            and not company_currency.is_zero(values["balance"])
            and values["balance"] * suspense.balance > 0
        )

    def _ar_write_items(self, by_move, values_list):
        """Write rows like those of the suspense lines, which go; gives their ids."""
        if not values_list:
            return []
        self.env.flush_all()
        rows = [self._ar_own(by_move[values["move_id"]], values) for values in values_list]
        gone = next(iter(by_move.values())).browse({row["like"] for row in rows})
        lines, moves = gone.statement_line_id, gone.move_id
        closed = lines - self._ar_still_waiting(gone, values_list)
        new = self.env.execute_query(
            SQL(
                """WITH own AS MATERIALIZED (
                            SELECT row || jsonb_build_object(
                                       'id', nextval('account_move_line_id_seq'),
                                       'create_uid', %(user)s, 'write_uid', %(user)s,
                                       'create_date', now() AT TIME ZONE 'UTC',
                                       'write_date', now() AT TIME ZONE 'UTC') AS row
                              FROM jsonb_array_elements(%(rows)s::jsonb) row),
                        gone AS (DELETE FROM account_move_line WHERE id = ANY(%(gone)s)),
                        closed AS (
                            UPDATE account_bank_statement_line
                               SET is_reconciled = TRUE, amount_residual = 0
                             WHERE id = ANY(%(closed)s))
                   INSERT INTO account_move_line
                   SELECT item.*
                     FROM own
                     JOIN account_move_line suspense ON suspense.id = (row ->> 'like')::int,
                          jsonb_populate_record(suspense, row) item
                RETURNING id""",
                rows=json.dumps(rows),
                user=self.env.uid,
                gone=gone.ids,
                closed=closed.ids,
            )
        )
        _forget(gone)
        _forget(lines, _OPEN)
        _forget(moves, ("line_ids",))
        closed.fetch(_OPEN)  # Odoo computes it again and finds it so
        for name in _OPEN:
            self.env.add_to_compute(lines._fields[name], lines - closed)
        return sorted(key for (key,) in new)  # as they were numbered

    def _ar_still_waiting(self, suspense, values_list):
        """The payments of which something stays where they wait, or that nobody has checked."""
        stays = {(values["move_id"], values["account_id"]) for values in values_list}
        return suspense.filtered(
            lambda item: (
                (item.move_id.id, item.account_id.id) in stays or not item.statement_line_id.checked
            )
        ).statement_line_id

    def _ar_own(self, suspense, values):
        """What an item has of its own, beside what it has like the suspense line."""
        currency = suspense.company_currency_id
        amount = float_repr(abs(values["balance"]), currency.decimal_places)
        stays_open = self.env["account.account"].browse(values["account_id"]).reconcile
        residual = like(suspense.balance, amount) if stays_open else float_repr(0, 2)
        return {
            "like": suspense.id,
            "account_id": values["account_id"],
            "partner_id": values["partner_id"] or None,
            "name": values["name"] or None,
            **{name: like(suspense[name], amount) for name in _AMOUNTS if suspense[name]},
            **dict.fromkeys(_RESIDUALS, residual),
        }


def _forget(records, names=None):
    """These fields are read again (None: all), and what Odoo computes anew each time.

    Of these records only: ``invalidate_recordset`` forgets the other side of a link for all there
    are, and each would then be read alone.
    """
    for name, field in records._fields.items():
        if names is None or name in names or (field.compute and not field.store):
            field._invalidate_cache(records.env, records._ids)
