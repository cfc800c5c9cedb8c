from odoo import fields, models
from odoo.exceptions import UserError


class ArFeedDocumentUpload(models.TransientModel):
    """Bank files to be given by hand."""

    _name = "ar.feed.document.upload"
    _description = "Import Bank File"

    company_id = fields.Many2one(
        "res.company", required=True, default=lambda self: self.env.company
    )
    file_ids = fields.Many2many("ir.attachment", string="Choose files")

    def action_read(self):
        """Keep the files and read them; shows what is in them, nothing is imported yet."""
        self.ensure_one()
        if not self.file_ids:
            raise UserError(self.env._("Choose at least one file."))
        files = [(file.name, file.raw or b"") for file in self.file_ids]
        documents = self.env["ar.feed.document"]._receive(self.company_id, files)
        self.file_ids.unlink()
        return documents._action_look()
