"""The command ``bank-formats``: what it prints, and the status it ends with."""

from __future__ import annotations

import csv
import io
import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from bank_formats.command_line import main
from tests.bank_formats.golden import CORPUS

Capture = pytest.CaptureFixture[str]
RIGHT = str(CORPUS / "mt940" / "two_accounts.sta")
WRONG_TOTAL = str(CORPUS / "mt940" / "wrong_total.sta")
UNREADABLE = str(CORPUS / "mt940" / "broken" / "unknown_mark.sta")


def statement(number: int, opening: str, closing: str, *entries: str) -> bytes:
    lines = [f":20:X{number}", ":25:DE1", f":28C:{number}", f":60F:C26010{number}EUR{opening}"]
    lines += [f":61:26010{number}{entry}NTRFNONREF" for entry in entries]
    return "\n".join([*lines, f":62F:C26010{number}EUR{closing}", "-", ""]).encode()


def objects(capsys: Capture) -> list[dict[str, Any]]:
    return [json.loads(line) for line in capsys.readouterr().out.splitlines()]


def test_json_is_one_object_a_file_and_line(capsys: Capture) -> None:
    assert main(["--json", RIGHT, UNREADABLE, WRONG_TOTAL]) == 0
    right, unreadable, wrong = objects(capsys)
    assert (right["source"], right["format"], right["error"]) == (RIGHT, "MT940", None)
    first = right["statements"][0]
    assert (first["account"], first["currency"]) == ("NL91ABNA0417164300", "EUR")
    assert (first["opening"], first["closing"], first["number"]) == ("100.00", "123.45", "5")
    assert first["transactions"][0]["amount"] == "23.45"
    assert first["transactions"][0]["booked"] == "2026-01-06"
    assert right["statements"][1]["transactions"][0]["amount"] == "-30.00"
    assert unreadable["statements"] == []
    assert unreadable["error"]["line"] > 0
    assert unreadable["error"]["field"] == ":61:"
    [failed] = wrong["statements"][0]["checks"]
    assert (failed["check"], failed["holds"], failed["line"]) == ("closing balance", False, 6)


def test_table_shows_account_balances_checks_and_transactions(capsys: Capture) -> None:
    assert main([RIGHT, WRONG_TOTAL]) == 0
    shown = capsys.readouterr().out
    for part in (
        "NL91ABNA0417164300 EUR  statement 5",
        "Opening  2026-01-05  100.00",
        "Closing  2026-01-06  123.45",
        "✓ closing balance: 123.45 EUR",
        "✓ continuity: -20.00 EUR",
        "2026-01-06  2026-01-06   23.45",
        "second reader mt-940 agrees: 2 entries",
        "✗ closing balance: the file says 999.00 EUR, its entries give 100.00 EUR (line 6)",
    ):
        assert part in shown


def test_table_shows_as_many_transactions_as_asked_for(capsys: Capture) -> None:
    assert main(["--lines", "0", RIGHT]) == 0
    assert "Booked" not in capsys.readouterr().out


def test_an_unreadable_file_does_not_stop_the_others(capsys: Capture) -> None:
    assert main([UNREADABLE, RIGHT]) == 1
    shown = capsys.readouterr().out
    assert "NL91ABNA0417164300" in shown
    assert f"✗ {UNREADABLE}, line " in shown
    assert main(["--csv", UNREADABLE, RIGHT]) == 1
    captured = capsys.readouterr()
    assert "NL91ABNA0417164300" in captured.out
    assert captured.err.startswith(UNREADABLE + ", line ")


def test_a_missing_file_is_said(capsys: Capture) -> None:
    assert main(["/nowhere/june.sta"]) == 1
    assert "✗ /nowhere/june.sta: No such file or directory" in capsys.readouterr().out


def test_amounts_show_the_decimals_of_the_currency(capsys: Capture, tmp_path: Path) -> None:
    path = tmp_path / "a.sta"
    path.write_bytes(statement(1, "0,", "1234,5", "C1234,5"))
    main([str(path)])
    shown = capsys.readouterr().out
    assert "2026-01-01  2026-01-01  1,234.50" in shown
    assert "Out                      0.00" in shown


def test_csv_has_one_row_a_transaction_and_no_formula(capsys: Capture, tmp_path: Path) -> None:
    path = tmp_path / "a.sta"
    path.write_bytes(
        statement(1, "0,", "1,", "C1,").replace(b"\n:62F", b"\n:86:=HYPERLINK()\n:62F")
    )
    assert main(["--csv", str(path)]) == 0
    [row] = csv.DictReader(io.StringIO(capsys.readouterr().out))
    assert (row["account"], row["amount"], row["line"]) == ("DE1", "1", "5")
    assert row["remittance"] == "'=HYPERLINK()"


def test_check_names_what_is_wrong(capsys: Capture) -> None:
    assert main(["check", RIGHT]) == 0
    assert capsys.readouterr().out == "1 file, 3 statements: all right\n"
    assert main(["check", RIGHT, WRONG_TOTAL, UNREADABLE]) == 1
    wrong, unreadable, verdict = capsys.readouterr().out.splitlines()
    assert wrong.startswith(f"{WRONG_TOTAL}, line 6: closing balance: ")
    assert unreadable.startswith(f"{UNREADABLE}, line ")
    assert verdict == "3 files, 4 statements: 2 wrong"


def test_check_finds_a_gap_between_files_whatever_their_order(
    capsys: Capture, tmp_path: Path
) -> None:
    (tmp_path / "c.sta").write_bytes(statement(1, "0,", "5,", "C5,"))
    (tmp_path / "b.sta").write_bytes(statement(2, "5,", "6,", "C1,"))
    (tmp_path / "b_again.sta").write_bytes(statement(2, "5,", "6,", "C1,"))
    (tmp_path / ".hidden").write_bytes(b"no statement")
    assert main(["check", str(tmp_path)]) == 0
    (tmp_path / "a.sta").write_bytes(statement(4, "7,", "9,", "C2,"))
    capsys.readouterr()
    assert main(["check", str(tmp_path)]) == 1
    gap, verdict = capsys.readouterr().out.splitlines()
    words = "continuity: the one before closed with 6 EUR, this one opens with 7 EUR"
    assert gap.endswith(f"a.sta, line 1: {words}")
    assert verdict == "4 files, 4 statements: 1 wrong"


def test_check_takes_one_day_in_four_formats_for_one_day(capsys: Capture) -> None:
    assert main(["check", str(CORPUS.parent / "same_day")]) == 0
    assert capsys.readouterr().out == "4 files, 4 statements: all right\n"


def test_a_file_called_check_is_still_a_file(
    capsys: Capture, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    Path("check").write_bytes(statement(1, "0,", "0,"))
    assert main(["check", "check"]) == 0
    assert main(["./check"]) == 0


def test_a_bank_cannot_steer_the_terminal(capsys: Capture, tmp_path: Path) -> None:
    path = tmp_path / "a.sta"
    path.write_bytes(statement(1, "0,", "1,", "C1,").replace(b":25:DE1", b":25:\x1b]0;x\x07"))
    main([str(path)])
    assert "\x1b" not in capsys.readouterr().out


def test_it_runs_as_a_module() -> None:
    done = subprocess.run(  # as a user starts it
        [sys.executable, "-m", "bank_formats", "check", WRONG_TOTAL],
        capture_output=True,
        text=True,
        check=False,
        cwd=Path(__file__).parents[2],
    )
    assert done.returncode == 1
    assert "1 wrong" in done.stdout
