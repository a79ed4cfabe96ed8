"""Faults from outside in the middle of the work: killed, a full disk, a file that changes, another clock, a fork."""

import json
import os
import random
import resource
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import BinaryIO

import pyarrow as pa
import pyarrow.parquet as pa_parquet
import pytest

from telcoterms import TelcoTermsError
from telcoterms.batch.streams import opened
from tests.long_runs import examples
from tests.processes import without_coverage

BEFORE = b"what was there\n"
KILLS = examples(100, part=16)
INTERRUPTIONS = examples(30, least=4)
MORE = 200  # runs that may end before they are met
ROUNDS = examples(20, least=3)
ROWS = 60_000
PATIENCE = 60.0  # seconds after which a run that does not get on fails the test
EXAMPLES = Path(__file__).parents[1] / "examples"
COMMAND = [sys.executable, "-m", "telcoterms"]


def rows_of(count: int) -> bytes:
    lines = [b"A-%d,%d.%02d,2026-01-01,2026-02-%02d\n" % (n, n % 900, n % 100, 1 + n % 28) for n in range(count)]
    return b"account,amount,issued,paid\n" + b"".join(lines)


def batch(rows: Path, out: Path) -> list[str]:
    return ["batch", "late-charge", str(rows), str(out), "--provider", "kos"]


def parts_in(folder: Path) -> list[Path]:
    return list(folder.glob(".telcoterms-*.part"))


STARTER = """
import json, os, signal, sys
import numpy, pyarrow.csv, pyarrow.parquet
import telcoterms, telcoterms.batch, telcoterms.batch.streams
from telcoterms.cli.run import run

telcoterms.load("kos")
signal.signal(signal.SIGINT, signal.default_int_handler)  # what was begun in the background ignores it
for line in sys.stdin:
    children = []
    for words in json.loads(line):
        children.append(os.fork())
        if not children[-1]:
            try:
                os.dup2(os.open(os.devnull, os.O_RDWR), 1)
                os._exit(run(words))
            except KeyboardInterrupt:  # before the command began
                os._exit(130)
    print(*children, flush=True)
    sys.stdin.readline()  # one that has ended keeps its number until it is waited for
    print(*(os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]) for child in children), flush=True)
"""
"""Starts commands without the second that a start takes: each is a fork of a process that has all in memory."""


class Starter:
    """A program that starts commands, and says how each ended."""

    def __init__(self, program: subprocess.Popen[str]) -> None:
        self.program = program

    def _told(self) -> list[int]:
        assert self.program.stdout is not None
        return [int(word) for word in self.program.stdout.readline().split()]

    def _tell(self, text: str) -> None:
        assert self.program.stdin is not None
        self.program.stdin.write(f"{text}\n")
        self.program.stdin.flush()

    @contextmanager
    def started(self, *commands: list[str]) -> Iterator[tuple[list[int], list[int]]]:
        """Start commands; the numbers of their processes, and at the end how each ended."""
        self._tell(json.dumps(commands))
        statuses: list[int] = []
        yield self._told(), statuses
        self._tell("")
        statuses += self._told()

    def ended(self, command: list[str]) -> int:
        """Run a command to its end."""
        with self.started(command) as (_, statuses):
            pass
        return statuses[0]


@pytest.fixture(scope="module")
def starter() -> Iterator[Starter]:
    pipe, environment = subprocess.PIPE, without_coverage()
    with subprocess.Popen(
        [sys.executable, "-c", STARTER], stdin=pipe, stdout=pipe, env=environment, text=True
    ) as program:
        yield Starter(program)


class Batches:
    """A folder with many rows and a few, and what each whole output of the many holds."""

    def __init__(self, folder: Path, starter: Starter) -> None:
        self.folder, self.starter = folder, starter
        self.rows, self.few = folder / "rows.csv", folder / "few.csv"
        self.rows.write_bytes(rows_of(ROWS))
        self.few.write_bytes(rows_of(3))
        self.outputs = [folder / "out.csv", folder / "out.parquet"]
        began = time.monotonic()
        self.whole = {out: self.whole_of(out) for out in self.outputs}
        self.seconds = (time.monotonic() - began) / len(self.outputs)

    def whole_of(self, out: Path) -> bytes:
        assert self.starter.ended(batch(self.rows, out)) == 0
        return out.read_bytes()

    def ended_by(self, sent: signal.Signals, out: Path, moment: float, *, in_the_writing: bool) -> int:
        """Send a signal to a batch, in the writing or in any part of its run; how it ended."""
        out.write_bytes(BEFORE)
        until = time.monotonic() + PATIENCE
        with self.starter.started(batch(self.rows, out)) as ((number,), statuses):
            while in_the_writing and not parts_in(self.folder) and out.read_bytes() == BEFORE:
                assert time.monotonic() < until
                time.sleep(0.001)
            time.sleep(moment * self.seconds * (0.2 if in_the_writing else 1.0))
            send(number, sent)
        self.seconds *= 0.8 if statuses[0] == 0 else 1.1  # most moments lie within a run, however busy the machine is
        return statuses[0]

    def next_run_sweeps(self) -> None:
        """The next run that writes into the folder leaves nothing in it but what is named."""
        following = self.folder / "next.csv"
        assert self.starter.ended(batch(self.few, following)) == 0
        assert following.read_bytes().count(b"\n") == 4
        following.unlink()
        assert {*self.folder.iterdir()} <= {self.rows, self.few, *self.outputs}


def send(number: int, sent: signal.Signals) -> None:
    """Send a signal to a process that the starter has not waited for yet, so that its number is still its own."""
    os.kill(number, sent)


@pytest.fixture
def batches(tmp_path: Path, starter: Starter) -> Batches:
    return Batches(tmp_path, starter)


class TestKilled:
    """A run that is killed leaves the old output or the new one, whole; the next run removes its part."""

    def test_at_random_moments_of_a_batch(self, batches: Batches) -> None:
        moments, killed, left = random.Random(17), 0, 0
        for number in range(KILLS + MORE):
            out = batches.outputs[number % 2]
            status = batches.ended_by(signal.SIGKILL, out, moments.random(), in_the_writing=number % 4 < 2)
            assert status in (0, -signal.SIGKILL)
            assert out.read_bytes() in (BEFORE, batches.whole[out])
            parts = parts_in(batches.folder)
            assert len(parts) <= 1
            killed, left = killed + (status != 0), left + len(parts)
            batches.next_run_sweeps()
            if killed >= KILLS and left:
                break
        assert killed >= KILLS
        assert left

    def test_a_command_of_its_own(self, tmp_path: Path) -> None:
        (tmp_path / "rows.csv").write_bytes(rows_of(10 * ROWS))
        out = tmp_path / "out.csv"
        out.write_bytes(BEFORE)
        words = [*COMMAND, *batch(tmp_path / "rows.csv", out)]
        with subprocess.Popen(words, env=without_coverage(), stdout=subprocess.DEVNULL) as run:
            while run.poll() is None and not parts_in(tmp_path):
                time.sleep(0.001)
            run.kill()
        assert run.returncode == -signal.SIGKILL
        assert out.read_bytes() == BEFORE
        assert len(parts_in(tmp_path)) == 1


class TestInterrupted:
    """Ctrl-C at any moment leaves the old output or the new one, whole, and no part."""

    def test_at_random_moments_of_a_batch(self, batches: Batches) -> None:
        moments, interrupted = random.Random(18), 0
        for number in range(INTERRUPTIONS + MORE):
            out = batches.outputs[number % 2]
            status = batches.ended_by(signal.SIGINT, out, moments.random(), in_the_writing=number % 4 < 2)
            assert status in (0, 130)
            assert out.read_bytes() in (BEFORE, batches.whole[out])
            assert not parts_in(batches.folder)
            interrupted += status == 130
            if interrupted >= INTERRUPTIONS:
                break
        assert interrupted >= INTERRUPTIONS


class TestTwoWriters:
    """Of two who write one output at the same time, one wins, and who reads it meanwhile reads a whole one."""

    def test_two_batches(self, batches: Batches) -> None:
        out = batches.outputs[0]
        other = batches.folder / "other.csv"
        other.write_bytes(rows_of(ROWS - 1))
        batches.outputs.append(other)
        assert batches.starter.ended(batch(other, out)) == 0
        whole = {BEFORE, batches.whole[out], out.read_bytes()}
        assert len(whole) == 3
        for _ in range(ROUNDS):
            out.write_bytes(BEFORE)
            with batches.starter.started(batch(batches.rows, out), batch(other, out)) as (_, statuses):
                until = time.monotonic() + 2 * batches.seconds
                while time.monotonic() < until:
                    assert out.read_bytes() in whole
            assert statuses == [0, 0]
            assert out.read_bytes() in whole - {BEFORE}
            batches.next_run_sweeps()


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


READ_ONLY = """
import os, sys
from pathlib import Path
from telcoterms.cli.run import run

folder = Path(sys.argv[1])
commands = [
    ["statement", "account.csv", "--as-of", "2026-04-10", "--provider", "kos", "-o", "out.csv"],
    ["batch", "late-charge", "rows.csv", "out.csv", "--provider", "kos"],
    ["late-charge", "113", "2026-01-01", "2026-02-15", "--provider", "kos", "-o", "new.txt"],
    ["statement", "hidden.csv", "--as-of", "2026-04-10", "--provider", "kos"],
]
os.chdir(folder)
with open(os.devnull, "w") as nowhere:
    sys.stdout, terminal = nowhere, sys.stdout
    assert [run(words) for words in commands] == [0, 0, 0, 0]  # after which all is imported
    Path("out.csv").write_bytes(b"what was there\\n")
    Path("new.txt").unlink()
    Path("hidden.csv").chmod(0)
    folder.chmod(0o555)
    if os.geteuid() == 0:  # whom no rights bind
        os.setgroups([])
        os.setgid(65534)
        os.setuid(65534)
    print(*(run(words) for words in commands), file=terminal)
"""


class TestReadOnlyFolder:
    """A folder in which nothing may be written is an error in one sentence, as is a file that may not be read."""

    def test_it_stays_as_it_was(self) -> None:
        with tempfile.TemporaryDirectory() as name:
            folder = Path(name, "folder")
            Path(name).chmod(0o755)
            folder.mkdir()
            sheet = (EXAMPLES / "late_account.csv").read_bytes()
            files = {"account.csv": sheet, "hidden.csv": sheet, "rows.csv": rows_of(3)}
            for file, content in files.items():
                (folder / file).write_bytes(content)
            done = subprocess.run(
                [sys.executable, "-c", READ_ONLY, str(folder)],
                env=without_coverage(),
                capture_output=True,
                text=True,
                check=False,
            )
            folder.chmod(0o755)
            (folder / "hidden.csv").chmod(0o644)
            assert done.stdout == "2 2 2 2\n"
            said = done.stderr.splitlines()
            for line, file in zip(said, ["out.csv", "out.csv", "new.txt"], strict=False):
                assert line.startswith(f"telcoterms: {file} cannot be written (Permission denied): ")
            assert said[3:] == [
                "telcoterms: hidden.csv: it cannot be opened (Permission denied): check the name, and who may read it"
            ]
            assert {one.name: one.read_bytes() for one in folder.iterdir()} == {**files, "out.csv": BEFORE}


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
    "asserts left out, a comma for the point": {
        "PYTHONOPTIMIZE": "1", "LC_ALL": "de_DE.UTF-8", "TZ": "Pacific/Kiritimati", "PYTHONHASHSEED": "7",
    },
    "docstrings left out, an i without a dot": {
        "PYTHONOPTIMIZE": "2", "LC_ALL": "tr_TR.UTF-8", "TZ": "America/Los_Angeles", "PYTHONUTF8": "0",
    },
    "warnings are errors, other digits": {
        "PYTHONWARNINGS": "error", "PYTHONDEVMODE": "1", "LC_ALL": "fa_IR.UTF-8", "TZ": "nonsense",
        "PYTHONIOENCODING": "ascii",
    },
}  # fmt: skip
FIGURES = """
import decimal, json, locale, sys, threading, time
from concurrent.futures import ProcessPoolExecutor, ThreadPoolExecutor
from datetime import date
from multiprocessing import get_context
import pyarrow as pa
from telcoterms import Account, Invoice, Money, Payment, batch, load, verify

BILLS = {
    "account": ["A1", "A2", "A3"],
    "amount": ["113.00", "56.45", "99999999.99"],
    "issued": ["2026-01-01", "2026-01-31", "2024-02-29"],
    "paid": ["2026-02-15", "2026-02-01", "2026-03-31"],
    "billed": ["3.41", "0.01", "7.07"],
}


def figures(_=None):
    kos = load("kos", service="none")
    account = Account([Invoice("a", "2026-01-01", Money("56.45", "CAD")), Payment("2026-02-11", Money("30", "CAD"))])
    answers = [
        kos.late_charge("113.00", issued="2026-01-01", paid="2026-02-15"),
        kos.refund("49.95", cycle_start="2026-06-01", cancelled="2026-06-10"),
        kos.statement(account, as_of="2026-04-10"),
        kos.complaint(received="2026-03-02"),
    ]
    told = [[one.as_dict(), str(one.working), one.say("fr"), verify(one.receipt()).outcome] for one in answers]
    bills = pa.table(BILLS)
    tables = [batch.late_charge(kos, bills), batch.audit(kos, bills)]
    bills = pa.table({"account": ["A1"], "number": ["a"], "issued": ["2026-01-01"], "amount": ["56.45"]})
    payments = pa.table({"account": ["A1"], "received": ["2026-02-11"], "amount": ["30.00"]})
    tables.append(batch.statement(kos, bills, payments, as_of="2026-04-10"))
    return json.dumps([told, [str(table.to_pylist()) for table in tables]])


def in_another_context(_=None):
    with decimal.localcontext() as context:
        context.prec, context.Emax, context.Emin, context.rounding = 1, 1, -1, decimal.ROUND_UP
        for trap in context.traps:
            context.traps[trap] = True
        return figures()


if __name__ == "__main__":
    try:
        locale.setlocale(locale.LC_ALL, "")
    except locale.Error:
        pass
    first = figures()
    print(first)
    match sys.argv[1]:
        case "spawn":
            with ProcessPoolExecutor(1, mp_context=get_context("spawn")) as pool:
                assert pool.submit(figures).result() == first
        case "here":
            with ProcessPoolExecutor(2, mp_context=get_context("fork")) as pool:
                assert {*pool.map(figures, range(2))} == {first}
            sys.setswitchinterval(1e-5)
            with ThreadPoolExecutor(16) as pool:
                assert {*pool.map(figures, range(16))} == {first}
                assert {*pool.map(in_another_context, range(16))} == {first}
            assert in_another_context() == first
            day = iter([-1e9, 4e9, 0.0] * 10**6)
            time.time = time.monotonic = time.perf_counter = lambda: next(day)
            assert figures() == first
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

    @pytest.fixture(scope="class")
    @classmethod
    def plain(cls, program: Path) -> list[str]:
        """What is printed where nothing is unusual."""
        return cls.printed(program, "plain")

    @pytest.mark.parametrize("surroundings", SURROUNDINGS.values(), ids=SURROUNDINGS)
    def test_no_figure_changes_with_options_of_python_locales_and_zones(
        self, program: Path, surroundings: dict[str, str], locales: dict[str, str], plain: list[str]
    ) -> None:
        assert self.printed(program, "plain", **locales, **surroundings) == plain

    def test_no_figure_changes_in_forks_in_threads_in_decimal_contexts_and_as_the_clock_jumps(
        self, program: Path, plain: list[str]
    ) -> None:
        assert self.printed(program, "here") == plain

    def test_no_figure_changes_in_a_process_that_is_spawned(self, program: Path, plain: list[str]) -> None:
        assert self.printed(program, "spawn") == plain
