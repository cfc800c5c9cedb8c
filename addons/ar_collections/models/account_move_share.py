from odoo import Command, models

# As Odoo writes taxes on a journal item.
OF_TAX = (
    "account_id",
    "partner_id",
    "currency_id",
    "analytic_distribution",
    "tax_repartition_line_id",
    "tax_ids",
    "tax_tag_ids",
    "group_tax_id",
    "name",
    "amount_currency",
    "balance",
    "tax_base_amount",
)


class AccountMove(models.Model):
    """A part of an invoice with its taxes in proportion, as Odoo's tax engine reckons them."""

    _inherit = "account.move"

    def _ar_share(self, amount, rate, account=None, of_lines=None):
        """Base lines of the tax engine for a part of this invoice that is taken back.

        ``amount`` is what they come to with their taxes, in the invoice's currency, ``rate`` how
        much of that is one of the company's. All of it on one ``account``, or on those of the
        invoice; of all its lines, or of some.
        """
        self.ensure_one()
        Tax, company = self.env["account.tax"], self.company_id
        lines = of_lines or self.line_ids
        lines = lines.filtered(lambda line: line.display_type == "product")
        base_lines = [self._prepare_product_base_line_for_taxes_computation(line) for line in lines]
        for line in base_lines:
            line["rate"] = rate
        Tax._add_tax_details_in_base_lines(base_lines, company)
        Tax._round_base_lines_tax_details(base_lines, company)

        def together(line):
            on = account or line["account_id"]
            return {"account_id": on, "is_refund": True, "sign": 1.0}

        return Tax._prepare_down_payment_lines(
            base_lines, company, "fixed", amount, f"share,{self.id}", together
        )

    def _ar_share_items(self, amount, rate, account):
        """Values of journal items that take back such a part: the account's and those of taxes."""
        Tax, company = self.env["account.tax"], self.company_id
        base_lines = self._ar_share(amount, rate, account)
        Tax._add_accounting_data_in_base_lines_tax_details(base_lines, company)
        taxes = Tax._prepare_tax_lines(base_lines, company)
        items = [
            {
                "account_id": line["account_id"].id,
                "partner_id": self.commercial_partner_id.id,
                "currency_id": line["currency_id"].id,
                "analytic_distribution": line["analytic_distribution"],
                "tax_ids": [Command.set(line["tax_ids"].ids)],
                **amounts,
            }
            for line, amounts in taxes["base_lines_to_update"]
        ]
        of_tax = [
            {name: line[name] for name in OF_TAX if name in line}
            for line in taxes["tax_lines_to_add"]
        ]
        return items + of_tax

    def _ar_share_lines(self, amount, of_lines):
        """Values of invoice lines of a credit note over a part of these lines, at their rate."""
        Tax = self.env["account.tax"]
        base_lines = self._ar_share(amount, self.invoice_currency_rate, of_lines=of_lines)
        return [
            {
                "quantity": 1.0,
                "price_unit": line["price_unit"],
                "account_id": line["account_id"].id,
                "analytic_distribution": line["analytic_distribution"],
                "tax_ids": [Command.set(line["tax_ids"].ids)],
                "extra_tax_data": Tax._export_base_line_extra_tax_data(line),
            }
            for line in base_lines
        ]
