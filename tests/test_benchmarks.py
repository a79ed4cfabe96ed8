"""The benchmarks still run and still compare equals; no time is asserted."""

import pytest

from benchmarks.accounts import realistic
from benchmarks.equal import check_cores, check_statements
from benchmarks.report import HEADING, Table, parted, replaced, section
from benchmarks.scalar import KOS, PAGE, tables
from benchmarks.timing import TINY
from telcoterms import Invoice


@pytest.fixture(scope="module")
def measured() -> dict[str, Table]:
    return tables(TINY)


def test_each_benchmark_gives_a_figure_for_each_of_its_lines(measured: dict[str, Table]) -> None:
    for table in measured.values():
        assert table.rows
        assert all(row[0] and any(row[1:]) for row in table.rows)


def test_a_table_fits_eighty_columns(measured: dict[str, Table]) -> None:
    assert max(len(line) for table in measured.values() for line in str(table).splitlines()) <= 80


def test_the_page_holds_the_lines_that_are_measured_and_can_be_written_again(measured: dict[str, Table]) -> None:
    page = PAGE.read_text("utf-8")
    _, own, _ = parted(page, HEADING)
    told = [line.split("|")[1].strip() for line in own.splitlines() if line.startswith("|")]
    assert [name for name in told if name.strip("-")] == [
        name for table in measured.values() for name in (table.columns[0], *(row[0] for row in table.rows)) if name
    ]
    written = replaced(page, section(measured))
    assert replaced(written, section(measured)) == written


def test_the_ledger_in_decimals_agrees_on_random_accounts() -> None:
    check_statements(KOS, list(realistic(200, seed=1)))


def test_the_core_agrees_on_random_accounts() -> None:
    check_cores(KOS, list(realistic(200, seed=1)))


def test_a_table_can_be_measured_alone() -> None:
    assert list(tables(TINY, "The core")) == ["The core of a statement", "The core, an account that grows"]


def test_the_random_accounts_are_as_they_are_described() -> None:
    cases = list(realistic(1000))
    assert 12.3 < sum(len(case.account) for case in cases) / len(cases) < 12.7
    assert {case.account.currency for case in cases} == {"CAD"}
    assert all(isinstance(case.account[0], Invoice) for case in cases)
