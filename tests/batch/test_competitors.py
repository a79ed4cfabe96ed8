"""Each competitor of the batch benchmark does what is said of it; QuantLib and numpy-financial are not run here.

Java's is where there is a Java.
"""

import shutil
from datetime import date

import numpy as np
import pytest

from benchmarks.columns import DAYS_TO_PAY, Cents, Columns, realistic
from benchmarks.competitors import COMPETITORS, Competitor
from benchmarks.competitors.measured import Given, prepared, share_wrong
from benchmarks.competitors.rows import EPOCH, right
from benchmarks.report import Table, ratio
from benchmarks.timing import shortest
from telcoterms.values.days import whole_months

ELSEWHERE = ("quantlib", "numpy-financial", *(() if shutil.which("javac") else ("java",)))
HERE = {key: one for key, one in COMPETITORS.items() if not key.startswith(ELSEWHERE)}
EXACT = [key for key, one in HERE.items() if one.exact]


def columns(*rows: tuple[int, str, str]) -> Columns:
    """Cents, the invoice's day and the day of payment."""
    amounts, issued, paid = zip(*rows, strict=True)
    days = (
        np.array([date.fromisoformat(day).toordinal() - EPOCH for day in column], np.int32) for column in (issued, paid)
    )
    return Columns(np.array(amounts, np.int64), *days)


def charges(key: str, given: Columns) -> Cents:
    return HERE[key].prepare(given)()


def month_ends() -> Columns:
    """Each day from December to March, with and without a leap day, paid on each of the next 70 days."""
    starts = [date(year, 12, 27).toordinal() - EPOCH for year in (2022, 2023)]
    issued = np.repeat(np.concatenate([np.arange(start, start + 68, dtype=np.int32) for start in starts]), 70)
    days = np.tile(np.arange(1, 71, dtype=np.int32), len(issued) // 70)
    return Columns(1_00 + 7919 * np.arange(len(issued)) % 299_00, issued, issued + days)


class TestColumns:
    """The rows are as they are described."""

    def test_they_are_late_as_they_are_described(self) -> None:
        given = realistic(20_000)
        late = given.paid - given.issued > DAYS_TO_PAY
        days = [date.fromordinal(day + EPOCH) for day in range(given.issued.min(), given.paid.max() + 1)]
        months = [
            whole_months(days[start], days[end])
            for start, end in zip(*(column[late] - given.issued.min() for column in given[1:]), strict=True)
        ]
        assert late.mean() == pytest.approx(0.6, abs=0.01)
        assert sum(months) / len(late) == pytest.approx(2.3, abs=0.05)
        assert max(months) in (23, 24)
        assert (given.amount.min(), given.amount.max()) == (pytest.approx(1_00, abs=20), pytest.approx(300_00, abs=20))
        assert (days[0].year, date.fromordinal(int(given.issued.max()) + EPOCH).year) == (2018, 2024)
        assert (given.paid - given.issued).min() == 0

    def test_the_same_seed_gives_the_same_rows(self) -> None:
        one, again, other = (realistic(100, seed=seed) for seed in (3, 3, 4))
        assert np.array_equal(np.stack(one), np.stack(again))
        assert not np.array_equal(np.stack(one), np.stack(other))


@pytest.mark.parametrize("key", EXACT)
class TestExact:
    """Ways that are meant to give each cent."""

    def test_random_rows_are_right(self, key: str) -> None:
        given = realistic(3_000, seed=5)
        assert charges(key, given).tolist() == right(given).tolist()

    def test_the_ends_of_months_are_right(self, key: str) -> None:
        given = month_ends()
        assert charges(key, given).tolist() == right(given).tolist()


@pytest.mark.parametrize("key", HERE)
class TestEach:
    """What holds of right ways and of wrong ones."""

    def test_nothing_is_charged_by_the_due_date(self, key: str) -> None:
        given = columns((113_00, "2026-01-01", "2026-01-01"), (113_00, "2026-01-01", "2026-01-16"))
        assert charges(key, given).tolist() == [0, 0]

    def test_a_whole_month_of_thirty_days_costs_its_rate(self, key: str) -> None:
        assert charges(key, columns((100_00, "2026-04-01", "2026-05-01"))).tolist() == [2_00]

    def test_no_rows_give_none(self, key: str) -> None:
        found = charges(key, realistic(0))
        assert found.dtype == np.int64
        assert found.tolist() == []


class TestWrong:
    """Ways whose cents differ, and why."""

    @pytest.mark.parametrize(
        ("key", "least", "most", "cents"),
        [
            ("pandas", 0.01, 0.03, 3),
            ("float-dollars", 0.01, 0.03, 3),
            ("closed-form", 0.2, 0.25, 9),
            ("spreadsheet", 0.4, 0.45, 49),
        ],
    )
    def test_some_differ_by_a_little(self, key: str, least: float, most: float, cents: int) -> None:
        given = realistic(3_000, seed=5)
        found, truth = charges(key, given), right(given)
        assert least < share_wrong(found, truth) < most
        assert np.abs(found - truth).max() <= cents

    @pytest.mark.parametrize("key", ["pandas", "float-dollars"])
    def test_a_half_of_a_cent_goes_to_even_in_dollars(self, key: str) -> None:
        given = columns((6_25, "2026-01-01", "2026-02-01"))
        assert (charges(key, given).tolist(), right(given).tolist()) == ([12], [13])

    def test_a_power_rounds_once(self) -> None:
        given = columns((1_12, "2026-01-01", "2026-04-01"))
        assert (charges("closed-form", given).tolist(), right(given).tolist()) == ([7], [6])

    def test_a_spreadsheet_counts_months_of_thirty_days(self) -> None:
        ends = [("2011-01-31", "2011-03-31"), ("2011-01-01", "2011-03-31"), ("2011-02-28", "2011-03-31")]
        given = columns(*((1000_00, *days) for days in ends))
        assert charges("spreadsheet", given).tolist() == [40_40, 61_21, 20_00]


@pytest.fixture(scope="module")
def ready() -> dict[str, Given]:
    few = {key: HERE[key] for key in ("scalar", "polars", "closed-form")}
    few["scalar"] = Competitor("a few rows", 100, True, few["scalar"].prepare)
    return prepared(few, realistic(2_000))


class TestGiven:
    """What is timed, and wrong cents."""

    def test_each_has_its_rows_its_work_and_its_wrong_cents(self, ready: dict[str, Given]) -> None:
        assert {key: one.rows for key, one in ready.items()} == {
            "scalar": 100,
            "polars": 2_000,
            "closed-form": 2_000,
        }
        works = {key: one.work for key, one in ready.items()}
        assert all(seconds > 0 for seconds in shortest(works, 1, 0).values())
        assert (ready["scalar"].wrong, ready["polars"].wrong) == (0, 0)

    def test_rows_that_are_late_are_told_apart(self, ready: dict[str, Given]) -> None:
        found = ready["closed-form"]
        assert 0 < found.wrong < found.wrong_late < 1

    def test_a_share_is_of_the_rows_that_were_found(self) -> None:
        truth = np.arange(10)
        assert (share_wrong(truth[:4], truth), share_wrong(truth[:4] // 2, truth)) == (0, 0.75)

    def test_a_line_of_each_fits_eighty_columns(self) -> None:
        lines = [(one.label, ratio(123_456, 1), "99.99 %", "99.99 %") for one in COMPETITORS.values()]
        table = Table(("", "C loops", "wrong cents", "of late rows"), lines)
        assert max(map(len, str(table).splitlines())) <= 80
