"""A green run must be one in which every declared Odoo test ran and passed."""

import importlib.util
import sys
from pathlib import Path
from types import ModuleType

import pytest

ADDON = Path("addons", "ar_shop", "tests")
SOURCE = """
@tagged("post_install", "-at_install")
class TestCart(TransactionCase):
    def test_add(self): pass
    def test_drop(self): pass

@tagged("post_install", "-at_install", "ar_tour")
class TestBuy(HttpCase):
    def test_buy(self): pass
"""
RESULT = "odoo.tests.result: {} failed, {} error(s) of {} tests when loading database 'x'"


@pytest.fixture
def report(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> ModuleType:
    path = Path(__file__).parent.parent / "scripts" / "test_report.py"
    spec = importlib.util.spec_from_file_location("test_report", path)
    assert spec
    assert spec.loader
    module = importlib.util.module_from_spec(spec)
    monkeypatch.setitem(sys.modules, "test_report", module)
    spec.loader.exec_module(module)
    monkeypatch.setattr(module, "ROOT", tmp_path)
    (tmp_path / ADDON).mkdir(parents=True)
    (tmp_path / ADDON / "test_cart.py").write_text(SOURCE)
    return module


def outcome(report: ModuleType, *lines: str, code: int = 0, part: str = "odoo") -> str:
    log = [f"2026-11-22 02:11:02,594 27072 {line} " for line in lines]
    (report.ROOT / f"{part}.log").write_text("\n".join(log))
    return str(report.odoo_outcome(report.ROOT, part, code, ""))


def line_of(text: str, level: str = "INFO") -> str:
    return f"{level} x odoo.addons.ar_shop.tests.test_cart: {text}"


POST = "INFO x odoo.service.server: Starting post tests"
ADD, DROP = line_of("Starting TestCart.test_add ..."), line_of("Starting TestCart.test_drop ...")


def result(failed: int, errors: int, of: int) -> str:
    return f"INFO x {RESULT.format(failed, errors, of)}"


def test_all_passed(report: ModuleType) -> None:
    assert outcome(report, POST, ADD, DROP, result(0, 0, 2)) == "2 passed, 0 failed, 0 skipped"


def test_a_test_fails_once_however_many_of_its_subtests_do(report: ModuleType) -> None:
    sub = [line_of(f"FAIL: Subtest TestCart.test_add (n={n})", "ERROR") for n in (1, 2)]
    lines = (POST, ADD, *sub, DROP, result(2, 0, 2))
    assert outcome(report, *lines, code=1) == "1 passed, 1 failed, 0 skipped"


def test_a_class_that_cannot_be_set_up_is_one_failure(report: ModuleType) -> None:
    name = "setUpClass (odoo.addons.ar_shop.tests.test_cart.TestCart)"
    lines = (POST, f"ERROR x odoo.tests.suite: ERROR: {name}", result(0, 1, 1))
    assert outcome(report, *lines, code=1) == "0 passed, 1 failed, 0 skipped"


def test_a_skipped_test_is_not_passed(report: ModuleType) -> None:
    lines = (POST, ADD, line_of("skipped TestCart.test_add : no bank"), DROP, result(0, 0, 2))
    assert outcome(report, *lines) == "1 passed, 0 failed, 1 skipped"


def test_a_test_that_never_ran_fails(report: ModuleType) -> None:
    assert outcome(report, POST, ADD, result(0, 0, 1)) == "1 passed, 1 failed, 0 skipped"


def test_a_test_on_a_half_loaded_registry_fails(report: ModuleType) -> None:
    assert outcome(report, ADD, POST, DROP, result(0, 0, 2)) == "1 passed, 1 failed, 0 skipped"


@pytest.mark.parametrize("code", [0, 255])
def test_a_run_without_a_result_fails(report: ModuleType, code: int) -> None:
    assert outcome(report, POST, ADD, code=code) == "1 passed, 1 failed, 0 skipped"


def test_a_module_that_is_not_loaded_fails(report: ModuleType) -> None:
    error = "ERROR x odoo.modules.loading: Some modules are not loaded: ['ar_shop']"
    lines = (error, POST, ADD, DROP, result(0, 0, 2))
    assert outcome(report, *lines) == "2 passed, 1 failed, 0 skipped"


def test_a_skipped_tour_fails(report: ModuleType) -> None:
    lines = [line_of("Starting TestBuy.test_buy ..."), line_of("skipped TestBuy.test_buy : x")]
    told = outcome(report, POST, *lines, result(0, 0, 1), part="tour")
    assert told == "0 passed, 1 failed, 1 skipped"


def test_each_part_has_its_tags(report: ModuleType) -> None:
    assert report.test_tags("odoo", "") == "/ar_shop,-ar_tour"
    assert report.test_tags("tour", "") == "ar_tour/ar_shop"
    assert report.test_tags("odoo", "DROP") == "*/ar_shop:TestCart.test_drop"
    assert report.test_tags("odoo", "buy") == ""


def test_an_addon_with_a_part_of_its_own(
    report: ModuleType, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Its tours are in that part, too."""
    monkeypatch.setattr(report, "OWN_PART", {"ar_shop": "shop"})
    assert report.test_tags("shop", "") == "/ar_shop"
    assert report.test_tags("shop", "buy") == "*/ar_shop:TestBuy.test_buy"
    assert report.test_tags("odoo", "") == ""
    assert report.test_tags("tour", "") == ""
