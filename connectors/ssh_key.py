"""Our own key: made here, or given by the bank; only its public half is ever shown."""

from __future__ import annotations

import io

import paramiko
from cryptography.exceptions import UnsupportedAlgorithm
from cryptography.hazmat.primitives.asymmetric.ec import EllipticCurvePrivateKey
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.asymmetric.rsa import RSAPrivateKey
from cryptography.hazmat.primitives.serialization import (
    Encoding,
    NoEncryption,
    PrivateFormat,
    PublicFormat,
    load_pem_private_key,
    load_ssh_private_key,
)

from .errors import ConfigurationError

SigningKey = Ed25519PrivateKey | RSAPrivateKey | EllipticCurvePrivateKey


def new_key() -> tuple[str, str]:
    """A new Ed25519 key: (private half as OpenSSH PEM, public line for the bank)."""
    key = Ed25519PrivateKey.generate()
    return _private_pem(key), _public_line(key)


def public_line(private_pem: str, passphrase: str | None = None) -> str:
    """The line to give to the bank for a private key. Raises ConfigurationError."""
    return _public_line(_load(private_pem, passphrase))


def read_private_key(private_pem: str, passphrase: str | None = None) -> paramiko.PKey:
    """The key for logging in, from OpenSSH, PKCS#8 or PKCS#1/SEC1 text. Raises ConfigurationError."""
    key = _load(private_pem, passphrase)
    text = io.StringIO(_private_pem(key))
    if isinstance(key, Ed25519PrivateKey):
        return paramiko.Ed25519Key.from_private_key(text)
    if isinstance(key, RSAPrivateKey):
        return paramiko.RSAKey.from_private_key(text)
    return paramiko.ECDSAKey.from_private_key(text)


def _load(private_pem: str, passphrase: str | None) -> SigningKey:
    load = load_ssh_private_key if "OPENSSH PRIVATE KEY" in private_pem else load_pem_private_key
    try:
        key = load(
            private_pem.strip().encode() + b"\n", passphrase.encode() if passphrase else None
        )
    except (ValueError, TypeError, UnsupportedAlgorithm):
        # "from None": what the libraries say about a secret stays out of logs.
        raise ConfigurationError(_unreadable(passphrase)) from None
    if not isinstance(key, SigningKey):
        raise ConfigurationError("the private key must be an Ed25519, ECDSA or RSA key")
    return key


def _unreadable(passphrase: str | None) -> str:
    if passphrase:
        return "the private key cannot be read with this passphrase"
    return "the private key cannot be read: it is damaged, or needs a passphrase"


def _private_pem(key: SigningKey) -> str:
    return key.private_bytes(Encoding.PEM, PrivateFormat.OpenSSH, NoEncryption()).decode()


def _public_line(key: SigningKey) -> str:
    return key.public_key().public_bytes(Encoding.OpenSSH, PublicFormat.OpenSSH).decode()
