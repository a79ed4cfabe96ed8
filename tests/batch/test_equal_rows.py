"""Rows of batch beside the answers of the terms, under each combination of readings; and that a difference is seen."""

from typing import Any

import pyarrow as pa
import pytest

from benchmarks import equal_rows
from benchmarks.equal_rows import COMBINATIONS, NAMES, awkward, look, main, work
from telcoterms.batch import late_charge

ROWS = 60


class TestEqualRows:
    """Under every combination no row differs."""

    @pytest.mark.parametrize("readings", COMBINATIONS, ids="-".join)
    def test_no_row_differs(self, readings: tuple[str, ...]) -> None:
        found = look(dict(zip(NAMES, readings, strict=True)), awkward(ROWS, seed=7))
        assert (found.rows, found.differ) == (ROWS, [])

    def test_all_combinations_are_looked_at(self) -> None:
        assert len(COMBINATIONS) == 3 * 6 * 2 * 3
        pieces = list(work(100_001, 2))
        assert [len(columns.amount) for readings, columns in pieces if not readings] == [50_000, 50_000, 1]
        assert len({tuple(readings.values()) for readings, _ in pieces}) == len(COMBINATIONS) + 1

    def test_it_says_how_many_rows_it_looked_at(self, capsys: pytest.CaptureFixture[str]) -> None:
        assert main(["50", "2", "1", "2"]) == 0
        assert main(["50", "2", "2", "2"]) == 0
        seen = [int(line.split()[0]) for line in capsys.readouterr().out.splitlines()]
        assert sum(seen) == 50 + 2 * len(COMBINATIONS)

    def test_a_difference_is_seen(self, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
        def wrong(terms: Any, table: pa.Table) -> pa.Table:
            found = late_charge(terms, table)
            charges = found["late_charge_minor"].to_pylist()
            changed = [charge + (place == 0) for place, charge in enumerate(charges)]
            return found.set_column(3, "late_charge_minor", pa.array(changed, pa.int64()))

        monkeypatch.setattr(equal_rows, "late_charge", wrong)
        assert main(["10", "0"]) == 1
        assert capsys.readouterr().out.endswith("10 rows looked at, 1 differ\n")
