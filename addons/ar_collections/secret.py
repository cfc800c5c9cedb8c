"""Secrets at rest: sealed with keys that live in odoo.conf or the environment, not in the database.

``AR_SECRET_KEY`` in the environment, or ``ar_secret_key`` in odoo.conf, holds one or more Fernet
keys, separated by commas: the first seals, all of them open (so keys can be changed).
"""

import os

from cryptography.fernet import Fernet, InvalidToken, MultiFernet
from odoo.api import Environment
from odoo.exceptions import UserError
from odoo.tools import config


def seal(env: Environment, text: str) -> str:
    """The text, readable only with the key."""
    return _cipher(env).encrypt(text.encode()).decode()


def unseal(env: Environment, sealed: str) -> str:
    """The text that ``seal`` was given; ``UserError`` if none of the keys fits."""
    try:
        return _cipher(env).decrypt(sealed.encode()).decode()
    except InvalidToken:
        raise UserError(
            env._(
                "This secret was sealed with another key than the ones in AR_SECRET_KEY. "
                "Add the former key to the list, or enter the secret anew."
            )
        ) from None


def _cipher(env: Environment) -> MultiFernet:
    keys = os.environ.get("AR_SECRET_KEY") or config.get("ar_secret_key") or ""
    try:
        return MultiFernet([Fernet(key.strip()) for key in keys.split(",") if key.strip()])
    except ValueError:
        raise UserError(
            env._(
                "Secrets are stored encrypted, and no usable key is set. Ask the administrator to "
                "put a Fernet key into odoo.conf (ar_secret_key = ...) or into the environment "
                "variable AR_SECRET_KEY, and to restart Odoo."
            )
        ) from None
