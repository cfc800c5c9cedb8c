import tempfile
import zipfile

from odoo import models
from odoo.tools import split_every

from ..engine.handover_file import parts, safe_name, table

# Bytes of documents in one zip: as much as is held in memory at once.
MOST_BYTES = 24 * 1024 * 1024
AT_ONCE = 500
PDF_FIELD = "invoice_pdf_report_file"


class ArHandover(models.Model):
    """The files that an agency or a court gets: a table of the items, and the documents."""

    _inherit = "ar.handover"

    def _make_files(self):
        """A table, and one zip of documents or several; recorded here as they were given."""
        self.ensure_one()
        files = [self._keep_file(f"{self.number}.csv", "text/csv", self._items_table())]
        taken = set()
        groups = list(parts(self._documents(), MOST_BYTES)) or [()]
        for place, group in enumerate(groups, 1):
            ending = f"-{place}" if len(groups) > 1 else ""
            content = self._zip(group, taken, with_story=place == 1)
            files.append(
                self._keep_file(f"{self.number}-documents{ending}.zip", "application/zip", content)
            )
        self.file_ids = self.env["ir.attachment"].union(*files)

    def _keep_file(self, name, mimetype, content):
        kept = self.env["ir.attachment"].create(
            {
                "name": safe_name(name, set()),
                "mimetype": mimetype,
                "raw": content,
                "res_model": self._name,
                "res_id": self.id,
            }
        )
        kept.invalidate_recordset(["raw", "datas"])
        return kept

    # === THE TABLE === #

    def _items_table(self):
        """Amounts with a point, days as 2026-03-02: what any program reads."""
        head = (
            *(
                "reference",
                "hand_over",
                "creditor",
                "creditor_tax_number",
                "debtor",
                "debtor_number",
            ),
            *("street", "zip", "city", "country", "debtor_tax_number", "phone", "email"),
            *("invoice", "invoice_date", "due_date", "amount", "open", "currency", "interest"),
        )
        return table(head, (self._item_row(item) for item in self.item_ids.sorted("reference")))

    def _item_row(self, item):
        debtor, creditor = self.partner_id, self.company_id
        street = ", ".join(filter(None, (debtor.street, debtor.street2)))
        digits = item.currency_id.decimal_places
        texts = (
            *(item.reference, self.number, creditor.name, creditor.vat, debtor.name, debtor.ref),
            *(street, debtor.zip, debtor.city, debtor.country_id.code, debtor.vat),
            *(debtor.phone, debtor.email, item.document),
        )
        days = (str(day) if day else "" for day in (item.date_invoice, item.date_due))
        amounts = (f"{amount:.{digits}f}" for amount in (item.amount_total, item.amount))
        # Interest is not reckoned yet: the column is there so that files keep their form.
        return [*(text or "" for text in texts), *days, *amounts, item.currency_id.name, ""]

    # === THE DOCUMENTS === #

    def _documents(self):
        """``((attachment id, invoice), bytes)`` of the invoices that were printed or sent."""
        moves = self.item_ids.move_line_id.move_id
        found = self.env["ir.attachment"].search_fetch(
            [
                ("res_model", "=", "account.move"),
                ("res_id", "in", moves.ids),
                ("res_field", "in", (False, PDF_FIELD)),
                ("mimetype", "=", "application/pdf"),
            ],
            ["name", "res_id", "file_size", "checksum"],
            order="res_id, id",
        )
        names, seen = {move.id: move.name for move in moves}, set()
        for attachment in found:
            if (attachment.res_id, attachment.checksum) not in seen:
                seen.add((attachment.res_id, attachment.checksum))
                yield (attachment.id, names[attachment.res_id]), attachment.file_size

    def _zip(self, documents, taken, with_story):
        """Written to the disk, one document in memory at a time."""
        with tempfile.TemporaryFile() as file:
            with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive:
                if with_story:
                    self._write_story(archive)
                for key, invoice in documents:
                    attachment = self.env["ir.attachment"].browse(key)
                    name = safe_name(f"{invoice}-{attachment.name}", taken)
                    archive.writestr(f"invoices/{name}", attachment.raw or b"")
                    attachment.invalidate_recordset(["raw", "datas"])
            file.seek(0)
            return file.read()

    def _write_story(self, archive):
        """What was said, promised and disputed, as text."""
        for name, lines in (
            ("contacts.txt", self._contact_lines()),
            ("promises.txt", self._promise_lines()),
            ("disputes.txt", self._dispute_lines()),
        ):
            with archive.open(name, "w") as text:
                for line in lines:
                    text.write(f"{line}\n".encode())

    def _story_of(self, model, order):
        """Some at a time, oldest first."""
        records = self.env[model].search(
            [("partner_id", "=", self.partner_id.id), ("company_id", "=", self.company_id.id)],
            order=order,
        )
        for some in split_every(AT_ONCE, records.ids, records.browse):
            yield from some
            some.invalidate_recordset()

    def _contact_lines(self):
        for each in self._story_of("ar.contact", "date, id"):
            head = (str(each._day()), each._label("channel"), each._label("direction"))
            told = (each.to_name, each.result_id.name, each.about, each.text, each._next_in_words())
            yield " | ".join(" ".join(str(part).split()) for part in (*head, *told) if part)

    def _promise_lines(self):
        states = dict(self.env["ar.promise"]._fields["state"]._description_selection(self.env))
        for each in self._story_of("ar.promise", "date, id"):
            amount, paid = each.currency_id.format(each.amount), each.currency_id.format(each.paid)
            yield self.env._(
                "%(day)s | %(items)s | promised %(amount)s, paid %(paid)s | %(state)s",
                day=each.date,
                items=each.item_names or "",
                amount=amount,
                paid=paid,
                state=states[each.state],
            )

    def _dispute_lines(self):
        states = dict(self.env["ar.dispute"]._fields["state"]._description_selection(self.env))
        for each in self._story_of("ar.dispute", "date, id"):
            why = " ".join(filter(None, (each.reason_id.name, each.stated_reason)))
            yield " | ".join(
                (
                    str(each.date),
                    each.document or "",
                    each.currency_id.format(each.amount),
                    " ".join(why.split()),
                    states[each.state],
                )
            )
