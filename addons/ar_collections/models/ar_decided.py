from odoo import api, models


class ArDecided(models.AbstractModel):
    """A record that is decided with its buttons, each of which asks who may."""

    _name = "ar.decided"
    _description = "Decided With Buttons"

    @api.model
    def _decided_fields(self):
        """The names of the fields that only the buttons set."""
        return frozenset()

    @api.model
    def default_get(self, fields):
        """Nothing is slipped into the decision by way of a default."""
        slipped = {f"default_{name}" for name in self._decided_fields()}
        if self.env.su or slipped.isdisjoint(self.env.context):
            return super().default_get(fields)
        kept = {key: self.env.context[key] for key in self.env.context if key not in slipped}
        # The whole context anew: adding to it takes nothing out of it.
        without = self.with_context(kept)  # pylint: disable=context-overridden
        return super(ArDecided, without).default_get(fields)
