from __future__ import annotations

import subprocess

import pytest

from connectors import ConfigurationError, fingerprint, new_key, shown_host_keys
from connectors.host_key import pinned

LINE = new_key()[1]


def test_the_fingerprint_is_what_openssh_prints(bank) -> None:
    for line in bank.host_key_lines:
        told = subprocess.run(
            ["ssh-keygen", "-lf", "-"], input=line, capture_output=True, text=True, check=True
        )
        assert fingerprint(line) == told.stdout.split()[1]


@pytest.mark.parametrize("line", [LINE, f"[bank.example]:2222 {LINE}", f"{LINE} a comment"])
def test_lines_of_known_hosts_are_understood(line: str) -> None:
    assert fingerprint(line) == fingerprint(LINE)
    assert list(pinned([f"# the bank\n\n{line}\n"])) == list(pinned([LINE]))


@pytest.mark.parametrize(
    "line",
    [
        "",
        "ssh-ed25519",
        "ssh-dss AAAA",
        "ssh-ed25519 A",
        "ssh-ed25519 !!!!",
        LINE.replace("ssh-ed25519", "ssh-rsa"),
        f"@revoked {LINE}",
        f"@cert-authority * {LINE}",
    ],
)
def test_anything_else_is_a_wrong_setting(line: str) -> None:
    with pytest.raises(ConfigurationError):
        fingerprint(line)


def test_shown_keys_are_the_servers_own_without_logging_in(bank) -> None:
    assert set(shown_host_keys(bank.host, bank.port)) == set(bank.host_key_lines)
