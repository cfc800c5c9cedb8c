"""What `scripts/cash_benchmark` says of an outcome: held against a truth of a few payments."""

import sys
from importlib import util
from pathlib import Path
from typing import Any

TRUTH = Path(__file__).parent.parent / "scripts" / "benchmark" / "truth.py"


def load() -> Any:
    spec = util.spec_from_file_location("cash_benchmark_truth", TRUTH)
    assert spec
    assert spec.loader
    module = util.module_from_spec(spec)
    sys.modules[spec.name] = module  # dataclasses look their module up
    spec.loader.exec_module(module)
    return module


truth = load()


def scored(folder: Path, meant: str, outcome: str) -> Any:
    head = "bank_reference,class,expect,invoice,amount\n"
    (folder / "truth.csv").write_text(head + meant)
    head = "bank_reference,decision,invoice,amount,confidence,reasons\n"
    (folder / "out.csv").write_text(head + outcome)
    return truth.score(
        truth.read_truth(folder / "truth.csv"), truth.read_outcome(folder / "out.csv")
    )


def test_a_payment_is_right_when_all_its_invoices_are(tmp_path: Path) -> None:
    score = scored(
        tmp_path,
        "P1,list,post,I1,10.00\nP1,list,post,I2,5.00\nP2,list,post,I3,7.00\nP2,list,post,I4,1.00\n",
        "P1,posted,I1,10.00,1,x\nP1,posted,I2,5.00,1,x\nP2,posted,I3,7.00,1,x\n",
    )
    assert (score.right, score.determinable) == (1, 2)
    assert (score.pairs_right, score.pairs, score.pairs_wrong) == (3, 4, 0)


def test_what_is_posted_for_a_person_to_decide_is_wrong(tmp_path: Path) -> None:
    score = scored(
        tmp_path,
        "P1,ambiguous,suggest,I1,10.00\nP2,strange,none,,\nP3,exact,post,I3,7.00\n",
        "P1,posted,I1,10.00,1,x\nP2,posted,I2,10.00,1,x\nP3,posted,I3,6.90,1,x\n",
    )
    assert (score.pairs_right, score.pairs_wrong) == (0, 3)


def test_a_fee_may_be_written_off(tmp_path: Path) -> None:
    score = scored(tmp_path, "P1,bank_fee,post,I1,100.00\n", "P1,posted,I1,97.00,1,x\n")
    assert (score.right, score.pairs_wrong) == (1, 0)


def test_of_two_payments_of_one_invoice_either_is_the_first(tmp_path: Path) -> None:
    meant = "P1,exact,post,I1,100.00\nP2,double,suggest,,\n"
    second = scored(tmp_path, meant, "P1,suggested,I1,100.00,1,x\nP2,posted,I1,100.00,1,x\n")
    both = scored(tmp_path, meant, "P1,posted,I1,100.00,1,x\nP2,posted,I1,100.00,1,x\n")
    assert (second.pairs_right, second.pairs_wrong) == (1, 0)
    assert (both.pairs_right, both.pairs_wrong) == (1, 1)


def test_of_the_rest_the_first_suggestion_counts(tmp_path: Path) -> None:
    score = scored(
        tmp_path,
        "P1,alike,suggest,I1,100.00\nP2,alike,suggest,I3,9.00\nP3,strange,none,,\n",
        "P1,suggested,I1,100.00,1,x\nP2,suggested,I4,9.00,1,x\nP3,none,,,,x\n",
    )
    assert (score.rest, score.suggested, score.named, score.first) == (2, 2, 2, 1)
    assert score.row("here")[-1] == "50.0 % of 2"
