"""What every way to a bank promises; the same tests for all of them."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import pytest

from connectors import (
    Connector,
    Document,
    FileRefused,
    MemoryConnector,
    Refused,
    RemoteFile,
)


@dataclass
class Channel:
    """A bank as a test sees it: lay a file in, see what lies there, open a connector to it."""

    deliver: Callable[[str, bytes], object]
    take_away: Callable[[str], object]
    inbox: Callable[[], set[str]]
    archive: Callable[[], set[str]]
    connector: Callable[..., Connector]


@pytest.fixture(params=["sftp", "memory"])
def channel(request: pytest.FixtureRequest) -> Channel:
    made: Channel = request.getfixturevalue(f"{request.param}_channel")
    return made


@pytest.fixture
def sftp_channel(bank, mailbox) -> Channel:
    return Channel(
        deliver=bank.deliver,
        take_away=lambda name: (bank.outbox / name).unlink(),
        inbox=lambda: {path.name for path in bank.outbox.iterdir() if path.is_file()},
        archive=lambda: {path.name for path in bank.archive.iterdir()},
        connector=mailbox,
    )


@pytest.fixture
def memory_channel() -> Channel:
    files: dict[str, bytes] = {}
    archived: dict[str, bytes] = {}

    def connector(**settings: Any) -> Connector:
        made = MemoryConnector(files, **settings)
        made.archived = archived
        return made

    return Channel(
        deliver=files.__setitem__,
        take_away=files.__delitem__,
        inbox=lambda: set(files),
        archive=lambda: set(archived),
        connector=connector,
    )


def fetched(channel: Channel, **settings: Any) -> list[Document | Refused]:
    with channel.connector(**settings) as connector:
        return list(connector.fetch())


def names(channel: Channel, **settings: Any) -> list[str]:
    with channel.connector(**settings) as connector:
        return sorted(file.name for file in connector.look())


@pytest.mark.parametrize("content", [b"", b"\0\xff\r\n", b":20:X\r\n" * 100_000])
def test_bytes_arrive_exactly(channel: Channel, content: bytes) -> None:
    channel.deliver("day.sta", content)
    [document] = fetched(channel)
    assert isinstance(document, Document)
    assert (document.name, document.content) == ("day.sta", content)
    assert document.file.size == len(content)


def test_looking_takes_nothing(channel: Channel) -> None:
    channel.deliver("day.sta", b"x")
    assert names(channel) == names(channel) == ["day.sta"]
    assert channel.inbox() == {"day.sta"}


def test_an_empty_mailbox_gives_nothing(channel: Channel) -> None:
    assert fetched(channel) == []


def test_known_files_are_not_fetched_again(channel: Channel) -> None:
    channel.deliver("a.sta", b"a")
    [first] = fetched(channel, after_fetch="leave")
    channel.deliver("b.sta", b"b")
    with channel.connector() as connector:
        assert [item.file.name for item in connector.fetch([first.file])] == ["b.sta"]


def test_a_new_version_of_a_known_name_is_fetched(channel: Channel) -> None:
    channel.deliver("a.sta", b"a")
    [first] = fetched(channel)
    channel.deliver("a.sta", b"longer")
    with channel.connector() as connector:
        [again] = connector.fetch([first.file])
    assert again.content == b"longer"


@pytest.mark.parametrize(
    ("after_fetch", "inbox", "archive"),
    [("archive", set(), {"a.sta"}), ("delete", set(), set()), ("leave", {"a.sta"}, set())],
)
def test_acknowledged_files_go_where_the_setting_says(
    channel: Channel, after_fetch: str, inbox: set[str], archive: set[str]
) -> None:
    channel.deliver("a.sta", b"a")
    with channel.connector(after_fetch=after_fetch) as connector:
        [document] = connector.fetch()
        connector.acknowledge(document.file)
    assert (channel.inbox(), channel.archive()) == (inbox, archive)


def test_acknowledging_in_a_later_session(channel: Channel) -> None:
    channel.deliver("a.sta", b"a")
    [document] = fetched(channel)
    with channel.connector() as connector:
        connector.acknowledge(document.file)
        assert list(connector.look()) == []


@pytest.mark.parametrize("after_fetch", ["archive", "delete", "leave"])
def test_acknowledging_twice_is_harmless(channel: Channel, after_fetch: str) -> None:
    channel.deliver("a.sta", b"a")
    with channel.connector(after_fetch=after_fetch) as connector:
        [document] = connector.fetch()
        connector.acknowledge(document.file)
        connector.acknowledge(document.file)


def test_the_archive_never_loses_a_file_of_the_same_name(channel: Channel) -> None:
    for content in (b"1", b"22", b"333"):
        channel.deliver("a.sta", content)
        with channel.connector() as connector:
            [document] = connector.fetch()
            connector.acknowledge(document.file)
    assert len(channel.archive()) == 3


def test_a_file_replaced_since_is_not_put_away_unread(channel: Channel) -> None:
    channel.deliver("a.sta", b"a")
    [document] = fetched(channel)
    channel.deliver("a.sta", b"another")
    with channel.connector() as connector, pytest.raises(FileRefused, match="replaced"):
        connector.acknowledge(document.file)
    assert channel.inbox() == {"a.sta"}


def test_unfinished_uploads_are_left_alone(channel: Channel) -> None:
    endings = [".filepart", ".inprocess", ".tmp", ".temp", ".uploading", ".part", ".PART"]
    for ending in endings:
        channel.deliver("a.sta" + ending, b"half")
    channel.deliver("b.sta", b"whole")
    assert names(channel) == ["b.sta"]


def test_patterns_choose_by_name_whatever_the_case(channel: Channel) -> None:
    for name in ("a.sta", "B.STA", "c.xml", "d.pdf"):
        channel.deliver(name, b"x")
    assert names(channel, include=("*.sta", "c.*")) == ["B.STA", "a.sta", "c.xml"]


def test_a_file_too_large_is_refused_and_the_others_go_on(channel: Channel) -> None:
    channel.deliver("large.sta", b"123456")
    channel.deliver("small.sta", b"12345")
    by_name = {item.file.name: item for item in fetched(channel, max_bytes=5)}
    refused = by_name["large.sta"]
    assert isinstance(refused, Refused)
    assert "too large: 6 bytes, allowed are 5" in str(refused.error)
    assert by_name["small.sta"].content == b"12345"


def test_a_file_that_vanishes_is_refused_and_the_others_go_on(channel: Channel) -> None:
    for name in ("a.sta", "b.sta", "c.sta"):
        channel.deliver(name, b"x")
    with channel.connector() as connector:
        items = connector.fetch()
        first = next(items)
        gone = min(channel.inbox() - {first.file.name})
        channel.take_away(gone)
        rest = {item.file.name: item for item in items}
    assert isinstance(rest[gone], Refused)
    assert "vanished" in str(rest[gone].error)
    assert sum(isinstance(item, Document) for item in rest.values()) == 1


def test_a_file_that_grows_meanwhile_is_refused(channel: Channel) -> None:
    channel.deliver("a.sta", b"x")
    channel.deliver("b.sta", b"x")
    with channel.connector() as connector:
        items = connector.fetch()
        first = next(items)
        other = ({"a.sta", "b.sta"} - {first.file.name}).pop()
        channel.deliver(other, b"x and more")
        [refused] = items
    assert isinstance(refused, Refused)
    assert "still being written" in str(refused.error)


@pytest.mark.parametrize(
    "name", ["line\nbreak.sta", "100%.sta", "%41.sta", "\u202egpj.sta", "é ü.sta"]
)
def test_strange_names_are_fetched_and_put_away(channel: Channel, name: str) -> None:
    channel.deliver(name, b"x")
    with channel.connector() as connector:
        [document] = connector.fetch()
        assert document.name.isprintable()
        assert document.file.name.isprintable()
        connector.acknowledge(document.file)
    assert (channel.inbox(), channel.archive()) == (set(), {name})


@pytest.mark.parametrize(
    "name", ["../a.sta", "/etc/passwd", "..", ".", "", "a\\b", "a%00b", "%2e%2e%2fa"]
)
def test_a_path_is_never_acknowledged(channel: Channel, name: str) -> None:
    with channel.connector() as connector, pytest.raises(FileRefused, match="path instead of"):
        connector.acknowledge(RemoteFile(name=name, size=1))
