"""A bank on this computer: OpenSSH with one mailbox, for tests and the demonstration.

    with BankServer(Path("/var/lib/some-folder")) as bank:
        bank.deliver("day-1.sta", b"...")

Needs root (sshd locks the user into the mailbox) and the packages that scripts/setup installs.
The folder must lie below root-owned folders only, so not below /tmp. Keys in it are kept: started
again in the same folder and on the same port, it is the same bank.
"""

from __future__ import annotations

import argparse
import os
import pwd
import shutil
import signal
import socket
import subprocess
import sys
import time
from pathlib import Path
from types import TracebackType
from typing import Self

USER = "ar_bank"

CONFIG = """\
Port {port}
ListenAddress 127.0.0.1
HostKey {keys}/host_ed25519
HostKey {keys}/host_rsa
PidFile {root}/sshd.pid
AuthorizedKeysFile {keys}/authorized_keys
AuthenticationMethods publickey
PasswordAuthentication no
KbdInteractiveAuthentication no
UsePAM no
UseDNS no
PermitRootLogin no
AllowUsers {user}
AllowTcpForwarding no
ChrootDirectory {mailbox}
ForceCommand internal-sftp
Subsystem sftp internal-sftp
MaxStartups 100:30:200
"""


class BankServer:
    """sshd on 127.0.0.1 with ``/outbox`` and ``/outbox/archive``; port 0 takes a free one."""

    host = "127.0.0.1"
    username = USER

    def __init__(self, root: Path, port: int = 0) -> None:
        self.root = root.absolute()
        self.port = port
        self.mailbox = self.root / "mailbox"
        self.outbox = self.mailbox / "outbox"
        self.archive = self.outbox / "archive"
        self._keys = self.root / "keys"
        self._sshd: subprocess.Popen[bytes] | None = None

    @property
    def private_key(self) -> str:
        """The customer's private key, PEM."""
        return (self._keys / "client").read_text()

    @property
    def host_key_line(self) -> str:
        """The server's Ed25519 key, to be pinned."""
        return self._public("host_ed25519")

    @property
    def host_key_lines(self) -> tuple[str, ...]:
        """All host keys: Ed25519 and RSA."""
        return self._public("host_ed25519"), self._public("host_rsa")

    def __enter__(self) -> Self:
        self.start()
        return self

    def __exit__(
        self,
        exc_type: type[BaseException] | None,
        exc: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        self.stop()

    def start(self) -> None:
        """Make what is missing and listen. Raises RuntimeError saying what is needed."""
        program = _program("sshd")
        self._stop_predecessor()
        _ensure_user()
        self.make_mailbox()
        self._make_keys()
        self.port = self.port or _free_port()
        config = self.root / "sshd_config"
        config.write_text(
            CONFIG.format(
                port=self.port, keys=self._keys, root=self.root, user=USER, mailbox=self.mailbox
            )
        )
        log = self.root / "sshd.log"
        self._sshd = subprocess.Popen([program, "-D", "-f", config, "-E", log])
        self._wait_until_listening(log)

    def stop(self) -> None:
        """End the server and its sessions."""
        if self._sshd is None:
            return
        for pid in [*self.sessions(), self._sshd.pid]:
            _signal(pid, signal.SIGKILL)
        self._sshd.wait()
        (self.root / "sshd.pid").unlink(missing_ok=True)
        self._sshd = None

    def make_mailbox(self) -> None:
        """The folders that are missing, with the owners that sshd insists on."""
        # sshd insists: the mailbox and all folders above it belong to root, written by nobody else.
        for folder in (self.root, self._keys, self.mailbox):
            folder.mkdir(parents=True, exist_ok=True)
            folder.chmod(0o755)
        for folder in (self.outbox, self.archive):
            folder.mkdir(exist_ok=True)
            shutil.chown(folder, USER, USER)

    def deliver(self, name: str | bytes, content: bytes) -> Path:
        """Lay a file into the outbox as a careful bank does: whole, and then under its name."""
        target = Path(os.fsdecode(os.fsencode(self.outbox) + b"/" + os.fsencode(name)))
        upload = self.outbox / "delivery.uploading"
        upload.write_bytes(content)
        shutil.chown(upload, USER, USER)
        return upload.rename(target)

    def accept(self, public_line: str) -> None:
        """Register a public key, as a bank does with the one its customer sends."""
        registered = self._keys / "authorized_keys"
        registered.touch(mode=0o644)  # sshd reads it as the customer's user
        if public_line not in registered.read_text().splitlines():
            with registered.open("a") as lines:
                lines.write(public_line + "\n")

    def sessions(self) -> list[int]:
        """Process ids of the open sessions, parents first."""
        return _descendants(self._sshd.pid) if self._sshd else []

    def _public(self, name: str) -> str:
        return (self._keys / f"{name}.pub").read_text().strip()

    def _make_keys(self) -> None:
        kinds = {"host_ed25519": "ed25519", "host_rsa": "rsa", "client": "ed25519"}
        for name, kind in kinds.items():
            path = self._keys / name
            if not path.with_suffix(".pub").exists():
                path.unlink(missing_ok=True)  # a half that was left when a run was cut short
                command = [
                    _program("ssh-keygen"),
                    "-q",
                    "-t",
                    kind,
                    "-N",
                    "",
                    "-C",
                    "",
                    "-f",
                    str(path),
                ]
                subprocess.run(command, check=True)
        self.accept(self._public("client"))

    def _stop_predecessor(self) -> None:
        """End a server left over in this folder by a run that was cut short."""
        try:
            pid = int((self.root / "sshd.pid").read_text())
        except (FileNotFoundError, ValueError):
            return
        if not self._is_ours(pid):
            return
        for each in [*_descendants(pid), pid]:
            _signal(each, signal.SIGKILL)
        while self._is_ours(pid):
            time.sleep(0.02)

    def _is_ours(self, pid: int) -> bool:
        try:
            command = Path(f"/proc/{pid}/cmdline").read_bytes()
        except (FileNotFoundError, ProcessLookupError):
            return False
        return os.fsencode(self.root / "sshd_config") in command

    def _wait_until_listening(self, log: Path) -> None:
        assert self._sshd is not None
        until = time.monotonic() + 20
        while time.monotonic() < until and self._sshd.poll() is None:
            with socket.socket() as probe:
                if probe.connect_ex((self.host, self.port)) == 0:
                    return
            time.sleep(0.05)
        self.stop()
        raise RuntimeError(f"sshd did not start on port {self.port}: {log.read_text()[-500:]}")


def _program(name: str) -> str:
    found = shutil.which(name, path=os.environ.get("PATH", "") + ":/usr/sbin:/usr/bin")
    if os.geteuid() != 0 or found is None:
        raise RuntimeError(f"the bank server needs root and {name} (openssh): run scripts/setup")
    return found


def _ensure_user() -> None:
    Path("/run/sshd").mkdir(mode=0o755, exist_ok=True)
    try:
        pwd.getpwnam(USER)
    except KeyError:
        options = ["--system", "--user-group", "--no-create-home", "--home-dir", "/"]
        add = [_program("useradd"), *options, "--shell", "/usr/sbin/nologin", USER]
        subprocess.run(add, check=True)
        # Without PAM sshd takes a fresh account for a locked one; "*" is: no password, not locked.
        subprocess.run([_program("usermod"), "-p", "*", USER], check=True)


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


def _signal(pid: int, number: int) -> None:
    try:
        os.kill(pid, number)
    except ProcessLookupError:
        return


def _descendants(pid: int) -> list[int]:
    children = [child for child, parent in _parents().items() if parent == pid]
    return children + [far for child in children for far in _descendants(child)]


def _parents() -> dict[int, int]:
    """Process id -> parent's, for all processes (proc(5): the fourth field of ``stat``)."""
    parents = {}
    for path in Path("/proc").glob("[0-9]*/stat"):
        try:
            parents[int(path.parent.name)] = int(path.read_text().rpartition(")")[2].split()[1])
        except (FileNotFoundError, ProcessLookupError):
            continue
    return parents


def main() -> None:
    """Run until interrupted, and print what a customer has to enter."""
    arguments = argparse.ArgumentParser(description=main.__doc__)
    arguments.add_argument("root", type=Path, help="folder of the bank, kept between runs")
    arguments.add_argument("--port", type=int, default=2222)
    chosen = arguments.parse_args()
    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, lambda *_: sys.exit())
    with BankServer(chosen.root, chosen.port) as bank:
        print(f"sftp://{bank.username}@{bank.host}:{bank.port}/outbox\n{bank.host_key_line}")
        print(bank.private_key, flush=True)
        signal.pause()


if __name__ == "__main__":
    main()
