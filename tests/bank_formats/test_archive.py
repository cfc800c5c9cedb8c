"""Statements in zip and gzip files: read as if they lay there unpacked, and never a flood."""

from __future__ import annotations

import gzip
import io
import zipfile

import pytest

from bank_formats import FormatError, UnknownFormat, archive, identify, parse
from tests.bank_formats.golden import fixtures

STATEMENT = (
    b":20:X\n:25:DE1\n:28C:1\n:60F:C260101EUR1,\n:61:260102C2,NTRFINV7\n:62F:C260102EUR3,\n-\n"
)


def zipped(**members: bytes) -> bytes:
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as packed:
        for name, content in members.items():
            packed.writestr(name.replace("__", "/").replace("_", "."), content)
    return target.getvalue()


def test_all_members_are_read_in_order() -> None:
    data = zipped(a_sta=STATEMENT, june__b_sta=STATEMENT.replace(b":28C:1", b":28C:2"))
    statements = parse(data, source="june.zip")
    assert [statement.number for statement in statements] == ["1", "2"]
    assert [each.origin.source for each in statements] == ["june.zip/a.sta", "june.zip/june/b.sta"]
    assert identify(data) == "MT940"


def test_gzip_is_read_like_the_file_in_it() -> None:
    assert parse(gzip.compress(STATEMENT), source="x") == parse(STATEMENT, source="x")


def test_folders_and_what_a_mac_adds_are_no_members() -> None:
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w") as packed:
        packed.writestr("june/", b"")
        packed.writestr("__MACOSX/june/._a.sta", b"\0\5\x16\7")
        packed.writestr("june/a.sta", STATEMENT)
    assert len(parse(target.getvalue())) == 1


def test_an_error_names_archive_member_and_line() -> None:
    broken = STATEMENT.replace(b"C2,N", b"X2,N")
    with pytest.raises(FormatError, match=r"^j\.zip/b\.sta, line 5: :61:") as refused:
        parse(zipped(a_sta=STATEMENT, b_sta=broken), source="j.zip")
    assert refused.value.source == "j.zip/b.sta"


@pytest.mark.parametrize(
    ("data", "words"),
    [
        (b"PK\x03\x04....", "broken zip"),
        (zipped(a_sta=STATEMENT)[:-30], "broken zip"),
        (b"\x1f\x8b\x08", "cannot be unpacked"),
        (gzip.compress(STATEMENT)[:-12], "cannot be unpacked"),
        (gzip.compress(gzip.compress(STATEMENT)), "archive inside"),
        (zipped(a_gz=gzip.compress(STATEMENT)), "archive inside"),
        (zipped(), "archive is empty"),
        (zipped(a_pdf=b"%PDF-1.7"), "a PDF"),
    ],
)
def test_what_cannot_be_unpacked_is_said(data: bytes, words: str) -> None:
    with pytest.raises(FormatError, match=words):
        parse(data, source="upload")


def test_an_office_file_is_named() -> None:
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w") as packed:
        packed.writestr("[Content_Types].xml", b"<Types/>")
    with pytest.raises(UnknownFormat, match="Office file"):
        parse(target.getvalue())


def test_a_member_with_a_wrong_checksum_is_refused() -> None:
    data = bytearray(zipped(a_sta=STATEMENT))
    data[data.index(b"a.sta") + 5 + 20] ^= 1
    with pytest.raises(FormatError, match="cannot be unpacked"):
        parse(bytes(data))


def test_an_encrypted_member_is_refused() -> None:
    data = bytearray(zipped(a_sta=STATEMENT))
    for signature, flags in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        data[data.index(signature) + flags] |= 1
    with pytest.raises(FormatError, match="password required"):
        parse(bytes(data))


def test_a_member_without_name_is_read() -> None:
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w") as packed:
        info = zipfile.ZipInfo("a")
        info.filename = ""
        packed.writestr(info, STATEMENT)
    [statement] = parse(target.getvalue())
    assert statement.closing is not None


def test_a_flood_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(archive, "FREE_BYTES", 2**16)
    flood = STATEMENT + b"\n" * 10**6
    for data in (gzip.compress(flood), zipped(a_sta=flood)):
        with pytest.raises(FormatError, match="far more than its size"):
            parse(data)


def test_too_many_members_are_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(archive, "MOST_MEMBERS", 1)
    with pytest.raises(FormatError, match="more than 1 files"):
        parse(zipped(a_sta=STATEMENT, b_sta=STATEMENT))


@pytest.mark.parametrize("fixture", fixtures(), ids=lambda path: path.name)
def test_packed_or_not_a_fixture_says_the_same(fixture) -> None:
    def read(data: bytes) -> object:
        try:
            return parse(data, source="x")
        except FormatError as error:
            return error.args

    assert read(gzip.compress(fixture.read_bytes())) == read(fixture.read_bytes())
