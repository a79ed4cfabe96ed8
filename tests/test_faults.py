"""Faults from outside in the middle of the work: killed, a full disk, a file that changes, another clock, a fork."""

import random
import resource
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import BinaryIO

import pyarrow as pa
import pyarrow.parquet as pa_parquet
import pytest

from telcoterms import TelcoTermsError
from telcoterms.batch.streams import opened
from tests.long_runs import is_long
from tests.processes import without_coverage

BEFORE = b"what was there\n"
KILLS = 10 if is_long() else 3
ROWS = 50_000
EXAMPLES = Path(__file__).parents[1] / "examples"
COMMAND = [sys.executable, "-m", "telcoterms"]


def rows_of(count: int) -> bytes:
    lines = [b"A-%d,%d.%02d,2026-01-01,2026-02-%02d\n" % (n, n % 900, n % 100, 1 + n % 28) for n in range(count)]
    return b"account,amount,issued,paid\n" + b"".join(lines)


def batch(folder: Path) -> list[str]:
    return [*COMMAND, "batch", "late-charge", str(folder / "rows.csv"), str(folder / "out.csv"), "--provider", "kos"]


def parts_in(folder: Path) -> list[Path]:
    return list(folder.glob(".telcoterms-*.part"))


class TestKilled:
    """A run that is killed leaves the old output or the new one, whole; the next run removes its part."""

    def test_at_random_moments_of_a_batch(self, tmp_path: Path) -> None:
        (tmp_path / "rows.csv").write_bytes(rows_of(ROWS))
        out, moments = tmp_path / "out.csv", random.Random(17)
        environment = without_coverage()
        subprocess.run(batch(tmp_path), env=environment, capture_output=True, check=True)
        whole, killed, left = out.read_bytes(), 0, 0
        for _ in range(KILLS):
            out.write_bytes(BEFORE)
            old = set(parts_in(tmp_path))
            with subprocess.Popen(batch(tmp_path), env=environment, stdout=subprocess.DEVNULL) as run:
                while run.poll() is None and not set(parts_in(tmp_path)) - old:
                    time.sleep(0.001)
                time.sleep(moments.random() * 0.05)
                run.kill()
            killed += run.returncode == -signal.SIGKILL
            left += bool(parts_in(tmp_path))
            assert len(parts_in(tmp_path)) <= 1  # that of the run before is gone
            assert out.read_bytes() in (BEFORE, whole)
        assert killed
        assert left
        subprocess.run(batch(tmp_path), env=environment, capture_output=True, check=True)
        assert out.read_bytes() == whole
        assert sorted(one.name for one in tmp_path.iterdir()) == ["out.csv", "rows.csv"]


class TestFullDisk:
    """A disk without room is an error in one sentence, and the old output stays whole."""

    @pytest.mark.parametrize("output", ["out.txt", "out.html", "out.json"])
    def test_of_any_output(self, output: str, tmp_path: Path) -> None:
        (tmp_path / output).write_bytes(BEFORE)
        words = ["statement", str(EXAMPLES / "messy_account.toml"), "--as-of", "2026-04-20", "-o", output]

        def with_little_room() -> None:
            signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
            resource.setrlimit(resource.RLIMIT_FSIZE, (512, 512))

        done = subprocess.run(
            [*COMMAND, *words],
            cwd=tmp_path,
            env=without_coverage(PYTHONDONTWRITEBYTECODE="1"),
            preexec_fn=with_little_room,
            capture_output=True,
            text=True,
            check=False,
        )
        assert (done.returncode, done.stdout) == (2, "")
        assert done.stderr.startswith(f"telcoterms: {output} cannot be written (File too large): name a file")
        assert {one.name: one.read_bytes() for one in tmp_path.iterdir()} == {output: BEFORE}


def cut_off(stream: BinaryIO, size: int) -> None:
    stream.truncate(size * 9 // 10 - 3)


def empty(stream: BinaryIO, size: int) -> None:
    stream.truncate(0)


def append_rows(stream: BinaryIO, size: int) -> None:
    stream.seek(size)
    stream.write(b"A-1,1.00,2026-01-01,2026-02-01\n" * 10)


def overwrite(stream: BinaryIO, size: int) -> None:
    stream.seek(size // 2)
    stream.write(b"\xff\x00" * 5000)


class TestFilesThatChange:
    """A file that another program changes while it is read gives its rows, or an error of the library's own."""

    @pytest.mark.parametrize("change", [cut_off, empty, append_rows, overwrite])
    @pytest.mark.parametrize("ending", [".csv", ".parquet"])
    def test_while_its_rows_are_read(
        self, change: Callable[[BinaryIO, int], None], ending: str, tmp_path: Path
    ) -> None:
        file = tmp_path / f"rows{ending}"
        if ending == ".csv":
            file.write_bytes(rows_of(400_000))
        else:
            columns = {"amount": pa.array(range(400_000)), "issued": ["2026-01-01"] * 400_000}
            pa_parquet.write_table(pa.table(columns), file, row_group_size=20_000)
        size, read = file.stat().st_size, 0
        with opened(file, "CAD", amounts_in=["amount"]) as source:
            batches = iter(source.reader)
            read += next(batches).num_rows
            with file.open("r+b") as stream:
                change(stream, size)
            said = str(file)
            try:
                read += sum(one.num_rows for one in batches)
            except TelcoTermsError as error:  # any other error fails the test
                said = str(error)
            assert said.startswith(str(file))
            assert 0 < read <= 400_010


SURROUNDINGS: dict[str, dict[str, str]] = {
    "asserts left out": {"PYTHONOPTIMIZE": "1"},
    "docstrings left out": {"PYTHONOPTIMIZE": "2"},
    "warnings are errors": {"PYTHONWARNINGS": "error", "PYTHONDEVMODE": "1"},
}
FIGURES = """
import decimal, json, sys, threading, time
from concurrent.futures import ProcessPoolExecutor, ThreadPoolExecutor
from multiprocessing import get_context
from telcoterms import Account, Invoice, Money, Payment, load


def figures(_=None):
    decimal.getcontext().prec = 2
    kos = load("kos", service="none")
    account = Account([Invoice("a", "2026-01-01", Money("56.45", "CAD")), Payment("2026-02-11", Money("30", "CAD"))])
    answers = [
        kos.late_charge("113.00", issued="2026-01-01", paid="2026-02-15"),
        kos.refund("49.95", cycle_start="2026-06-01", cancelled="2026-06-10"),
        kos.statement(account, as_of="2026-04-10"),
        kos.complaint(received="2026-03-02"),
    ]
    return json.dumps([[one.as_dict(), str(one.working)] for one in answers])


if __name__ == "__main__":
    print(figures())
    match sys.argv[1]:
        case "fork" | "spawn":
            with ProcessPoolExecutor(2, mp_context=get_context(sys.argv[1])) as pool:
                print(*pool.map(figures, range(2)), sep="\\n")
        case "threads":
            with ThreadPoolExecutor(16) as pool:
                print(*pool.map(figures, range(16)), sep="\\n")
        case "clock":
            day = iter([-1e9, 4e9, 0.0] * 10**6)
            time.time = time.monotonic = time.perf_counter = lambda: next(day)
            print(figures())
"""


@pytest.fixture(scope="module")
def program(tmp_path_factory: pytest.TempPathFactory) -> Path:
    file = tmp_path_factory.mktemp("program") / "figures.py"
    file.write_text(FIGURES)
    return file


class TestSurroundings:
    """No figure changes with how Python runs, with processes and threads, or with a clock that jumps."""

    @staticmethod
    def printed(program: Path, what: str, **surroundings: str) -> list[str]:
        environment = without_coverage(**surroundings)
        done = subprocess.run(
            [sys.executable, program, what], env=environment, capture_output=True, text=True, check=True
        )
        assert done.stderr == ""
        return done.stdout.splitlines()

    @pytest.mark.parametrize(("what", "times"), [("fork", 3), ("spawn", 3), ("threads", 17), ("clock", 2)])
    def test_no_figure_changes(self, program: Path, what: str, times: int) -> None:
        found = self.printed(program, what)
        assert len(found) == times
        assert len(set(found)) == 1

    @pytest.mark.parametrize("surroundings", SURROUNDINGS.values(), ids=SURROUNDINGS)
    def test_no_figure_changes_with_the_options_of_python(self, program: Path, surroundings: dict[str, str]) -> None:
        assert self.printed(program, "plain", **surroundings) == self.printed(program, "plain")
