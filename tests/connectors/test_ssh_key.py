from __future__ import annotations

import subprocess

import pytest
from cryptography.hazmat.primitives.asymmetric import dsa, ec, ed25519, rsa
from cryptography.hazmat.primitives.serialization import (
    BestAvailableEncryption,
    Encoding,
    NoEncryption,
    PrivateFormat,
)

from connectors import ConfigurationError, new_key, public_line
from connectors.ssh_key import read_private_key

MAKERS = {
    "ssh-ed25519": ed25519.Ed25519PrivateKey.generate,
    "ecdsa-sha2-nistp256": lambda: ec.generate_private_key(ec.SECP256R1()),
    "ssh-rsa": lambda: rsa.generate_private_key(65537, 2048),
}


def pem(key, form: PrivateFormat, passphrase: str | None) -> str:
    secrecy = BestAvailableEncryption(passphrase.encode()) if passphrase else NoEncryption()
    return key.private_bytes(Encoding.PEM, form, secrecy).decode()


def test_openssh_agrees_on_the_public_half_of_a_new_key(tmp_path) -> None:
    private, public = new_key()
    path = tmp_path / "key"
    path.touch(mode=0o600)
    path.write_text(private)
    told = subprocess.run(["ssh-keygen", "-yf", path], capture_output=True, text=True, check=True)
    assert told.stdout.split()[:2] == public.split()
    assert public_line(private) == public


def test_each_new_key_is_another() -> None:
    assert new_key() != new_key()


@pytest.mark.parametrize("passphrase", [None, "correct horse"])
@pytest.mark.parametrize("form", [PrivateFormat.OpenSSH, PrivateFormat.PKCS8])
@pytest.mark.parametrize("kind", MAKERS)
def test_keys_made_elsewhere_are_read(
    kind: str, form: PrivateFormat, passphrase: str | None
) -> None:
    text = pem(MAKERS[kind](), form, passphrase)
    assert read_private_key(text, passphrase).get_name() == kind
    assert public_line(text, passphrase).startswith(kind)


@pytest.mark.parametrize("form", [PrivateFormat.OpenSSH, PrivateFormat.PKCS8])
@pytest.mark.parametrize("passphrase", [None, "", "wrong"])
def test_a_wrong_passphrase_is_said_and_no_secret_shown(
    form: PrivateFormat, passphrase: str | None
) -> None:
    text = pem(MAKERS["ssh-ed25519"](), form, "correct horse")
    with pytest.raises(ConfigurationError, match="passphrase") as caught:
        read_private_key(text, passphrase)
    assert text.splitlines()[1] not in str(caught.value)
    assert caught.value.__suppress_context__


@pytest.mark.parametrize("text", ["", "no key", new_key()[1], new_key()[0][:200]])
def test_what_is_no_private_key_is_a_wrong_setting(text: str) -> None:
    with pytest.raises(ConfigurationError):
        read_private_key(text)


def test_other_kinds_are_refused() -> None:
    text = pem(dsa.generate_private_key(2048), PrivateFormat.PKCS8, None)
    with pytest.raises(ConfigurationError, match="Ed25519, ECDSA or RSA"):
        read_private_key(text)
