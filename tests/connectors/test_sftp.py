"""The faults of real servers and real lines, on a real OpenSSH server."""

from __future__ import annotations

import base64
import dataclasses
import os
import socket

import pytest
from cryptography.hazmat.primitives.asymmetric import ec, ed25519, rsa
from cryptography.hazmat.primitives.serialization import (
    BestAvailableEncryption,
    Encoding,
    PrivateFormat,
)

from connectors import (
    AuthenticationFailed,
    ConfigurationError,
    Document,
    FolderUnavailable,
    HostKeyMismatch,
    RemoteFile,
    SftpConnector,
    fingerprint,
    new_key,
    public_line,
)

# --- who is there -------------------------------------------------------------------------------


def test_another_host_key_stops_everything_and_both_are_named(bank, mailbox) -> None:
    pin = new_key()[1]
    with pytest.raises(HostKeyMismatch) as caught, mailbox(host_keys=(pin,)):
        pass
    assert fingerprint(bank.host_key_line) in str(caught.value)
    assert fingerprint(pin) in str(caught.value)
    assert not caught.value.retryable


def test_a_pin_of_a_kind_the_server_has_not(mailbox) -> None:
    kind = "ecdsa-sha2-nistp256"
    blob = len(kind).to_bytes(4, "big") + kind.encode() + b"..."
    pin = f"{kind} {base64.b64encode(blob).decode()}"
    with pytest.raises(HostKeyMismatch, match="kinds"), mailbox(host_keys=(pin,)):
        pass


@pytest.mark.parametrize("host_keys", [(), ("",), ("# none yet",)])
def test_without_a_confirmed_key_nobody_is_called(settings, host_keys) -> None:
    def dial(address: tuple[str, int], timeout: float) -> socket.socket:
        pytest.fail("the server was called")

    connector = SftpConnector(dataclasses.replace(settings, host_keys=host_keys), dial=dial)
    with pytest.raises(ConfigurationError, match="confirm"), connector:
        pass


def test_key_rotation_old_and_new_of_one_kind_are_pinned(bank, mailbox) -> None:
    for pins in [
        (new_key()[1], bank.host_key_line),
        (bank.host_key_line, new_key()[1]),
        bank.host_key_lines,
        bank.host_key_lines[1:],
    ]:
        with mailbox(host_keys=pins) as connector:
            assert list(connector.look()) == []


def test_a_key_the_bank_does_not_know(mailbox) -> None:
    private, _ = new_key()
    connector = mailbox(private_key=private)
    with pytest.raises(AuthenticationFailed, match="ar_bank") as caught, connector:
        pass
    assert private.splitlines()[1] not in str(caught.value)
    assert not caught.value.retryable


@pytest.mark.parametrize(
    "key",
    [
        ed25519.Ed25519PrivateKey.generate(),
        ec.generate_private_key(ec.SECP384R1()),
        rsa.generate_private_key(65537, 2048),
    ],
    ids=["ed25519", "ecdsa", "rsa"],
)
def test_keys_of_all_kinds_open_the_mailbox(bank, mailbox, key) -> None:
    secrecy = BestAvailableEncryption(b"correct horse")
    pem = key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, secrecy).decode()
    bank.accept(public_line(pem, "correct horse"))
    with mailbox(private_key=pem, passphrase="correct horse") as connector:
        assert list(connector.look()) == []


def test_an_unknown_user(mailbox) -> None:
    with pytest.raises(AuthenticationFailed, match="nobody_here"), mailbox(username="nobody_here"):
        pass


def test_secrets_are_not_in_the_settings_text(settings) -> None:
    text = repr(dataclasses.replace(settings, passphrase="correct horse"))
    assert "PRIVATE KEY" not in text
    assert "correct horse" not in text


def test_a_setting_that_does_not_exist(mailbox) -> None:
    with pytest.raises(ConfigurationError, match="burn"), mailbox(after_fetch="burn"):
        pass


# --- what lies there ----------------------------------------------------------------------------


def test_a_file_rewritten_with_the_same_length(bank, mailbox) -> None:
    path = bank.deliver("a.sta", b"half")
    with mailbox() as connector:
        file = next(connector.look())
        os.utime(path, (0, 1))
        [document] = connector.fetch([file])
    assert document.file.modified.timestamp() == 1


def test_a_name_that_is_not_utf8_does_not_stop_the_others(bank, mailbox) -> None:
    bank.deliver(b"M\xfcller.sta", b"1")
    bank.deliver("a.sta", b"2")
    with mailbox() as connector:
        found = {item.file.name: item for item in connector.fetch()}
        assert set(found) == {"M%FCller.sta", "a.sta"}
        assert found["M%FCller.sta"].name == "M\ufffdller.sta"
        connector.acknowledge(found["M%FCller.sta"].file)
    assert [os.fsencode(path.name) for path in bank.archive.iterdir()] == [b"M\xfcller.sta"]


def test_only_regular_files_are_taken(bank, mailbox) -> None:
    (bank.outbox / "link.sta").symlink_to("a.sta")
    (bank.outbox / "folder.sta").mkdir()
    os.mkfifo(bank.outbox / "pipe.sta")
    bank.deliver("a.sta", b"x")
    with mailbox() as connector:
        assert [file.name for file in connector.look()] == ["a.sta"]


def test_a_file_closed_to_us_is_refused_and_the_others_go_on(bank, mailbox) -> None:
    secret = bank.deliver("a.sta", b"x")
    os.chown(secret, 0, 0)
    secret.chmod(0o600)
    bank.deliver("b.sta", b"x")
    with mailbox() as connector:
        found = {item.file.name: item for item in connector.fetch()}
    assert "does not permit" in str(found["a.sta"].error)
    assert isinstance(found["b.sta"], Document)


def test_the_oldest_file_comes_first(bank, mailbox) -> None:
    for name, time_ in (("c", 1000), ("a", 2000), ("b", 3000)):
        os.utime(bank.deliver(name, b"x"), (time_, time_))
    with mailbox() as connector:
        assert [item.name for item in connector.fetch()] == ["c", "a", "b"]


def test_a_time_stored_without_zone_is_the_same_file(bank, mailbox) -> None:
    bank.deliver("a.sta", b"x")
    with mailbox() as connector:
        file = next(connector.look())
        stored = RemoteFile(
            name=file.name, size=file.size, modified=file.modified.replace(tzinfo=None)
        )
        assert list(connector.fetch([stored])) == []
        connector.acknowledge(stored)
        assert list(connector.look()) == []


@pytest.mark.parametrize("inbox", ["/missing", "/outbox/a.sta"])
def test_an_inbox_that_is_not_there(bank, mailbox, inbox) -> None:
    bank.deliver("a.sta", b"x")
    with mailbox(inbox=inbox) as connector, pytest.raises(FolderUnavailable, match=inbox):
        list(connector.look())


def test_an_inbox_closed_to_us(bank, mailbox) -> None:
    os.chown(bank.outbox, 0, 0)
    bank.outbox.chmod(0o700)
    with mailbox() as connector, pytest.raises(FolderUnavailable, match="does not permit"):
        list(connector.look())


# --- putting away -------------------------------------------------------------------------------


@pytest.mark.parametrize("after_fetch", ["archive", "delete"])
def test_a_bank_that_forbids_it_keeps_the_file_and_the_session(bank, mailbox, after_fetch) -> None:
    bank.deliver("a.sta", b"x")
    os.chown(bank.outbox, 0, 0)
    with mailbox(after_fetch=after_fetch) as connector:
        [document] = connector.fetch()
        with pytest.raises(FolderUnavailable, match=f"a.sta was fetched, but not {after_fetch}d"):
            connector.acknowledge(document.file)
        assert [file.name for file in connector.look()] == ["a.sta"]


def test_an_archive_that_is_not_there(bank, mailbox) -> None:
    bank.deliver("a.sta", b"x")
    with mailbox(archive="/nowhere") as connector:
        [document] = connector.fetch()
        with pytest.raises(FolderUnavailable, match="does not exist"):
            connector.acknowledge(document.file)


def test_an_archive_closed_to_us(bank, mailbox) -> None:
    bank.deliver("a.sta", b"x")
    os.chown(bank.archive, 0, 0)
    bank.archive.chmod(0o700)
    with mailbox() as connector:
        [document] = connector.fetch()
        with pytest.raises(FolderUnavailable, match="does not permit"):
            connector.acknowledge(document.file)
        assert [file.name for file in connector.look()] == ["a.sta"]


def test_an_archive_given_from_the_root(bank, mailbox) -> None:
    bank.deliver("a.sta", b"x")
    with mailbox(archive="/outbox/archive") as connector:
        [document] = connector.fetch()
        connector.acknowledge(document.file)
    assert [path.name for path in bank.archive.iterdir()] == ["a.sta"]


def test_an_archived_namesake_is_kept_beside(bank, mailbox) -> None:
    for content in (b"1", b"2", b"3"):
        os.utime(bank.deliver("a.sta", content), (0, 86400))
        with mailbox() as connector:
            [document] = connector.fetch()
            connector.acknowledge(document.file)
    kept = {path.name: path.read_bytes() for path in bank.archive.iterdir()}
    assert kept == {
        "a.sta": b"1",
        "a.sta.19700102T000000": b"2",
        "a.sta.19700102T000000.2": b"3",
    }


def test_files_owned_by_others_can_be_archived(bank, mailbox) -> None:
    os.chown(bank.deliver("a.sta", b"x"), 0, 0)
    with mailbox() as connector:
        [document] = connector.fetch()
        connector.acknowledge(document.file)
        assert list(connector.look()) == []
