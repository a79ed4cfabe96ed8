"""Judge the mutants of the compiled core by the calls that its tests make.

The tests of the core run once on the core as it is, with every call written down that they make of it, and what came
out (`tests/batch/core/calls.py`). They hold each of these answers against those of the library itself. A mutant is
compiled and asked the same in a fork. It is killed if anything comes out otherwise, to the byte, if it crashes, or if
it takes far longer or more memory. Where the compiler makes the same code of it, or none, it is no change, and is not
counted.
"""

import faulthandler
import hashlib
import importlib.machinery
import importlib.util
import os
import pickle
import re
import resource
import shutil
import signal
import subprocess
import sys
import sysconfig
import time
import warnings
from collections.abc import Callable, Collection, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from types import ModuleType
from typing import Any, Final
from unittest.mock import patch

import pytest

from tests.batch.core.calls import Call, Column, Recorder, differing
from tests.mutants.c_mutations import CMutant, mutants_of, touched, types_of
from tests.mutants.results import PACKAGE, ROOT, Results, equivalents_of, short_name

CORE: Final = ROOT / "native" / "src" / "core"
JUDGES: Final = ("tests/batch/core", "tests/batch/kernels/late_charge/test_compiled.py")
NO_JUDGES: Final = ("tests/batch/core/test_calls.py", "tests/batch/core/test_stub.py")  # which look at its file
CALLS: Final = "tests/batch/core/calls.py"  # which makes the calls again
MOST_BYTES: Final = 100_000  # that a call has alone; a larger one repeats what smaller ones show
FLAGS: Final = (
    "-std=c11",
    "-O2",
    "-fPIC",
    "-w",
    "-ffp-contract=off",
    "-fvisibility=hidden",
    "-DPy_LIMITED_API=0x030B0000",
)
MORE_MEMORY: Final = 2 << 30
TIMES_SLOWER: Final = 10
SECONDS_TO_HANG: Final = 2
AS_BEFORE, OTHERWISE = 0, 1

Report = Callable[[str], None]


@dataclass
class CFile:
    """A file of the core, with the mutants of it that are looked at, and what is known of them."""

    path: Path
    mutants: list[CMutant]
    results: Results

    @classmethod
    def read(cls, path: Path, lines: set[int] | None, kept: Path) -> "CFile":
        text, types = path.read_text("utf-8"), set[str]()
        for file in sources():
            types |= types_of(file.read_text("utf-8"))
        mutants = mutants_of(text, frozenset(types))
        return cls(path, mutants if lines is None else touched(mutants, text, lines), Results.of(path, kept))


def sources() -> list[Path]:
    """Return the files of the core: what it is compiled of, and their headers."""
    return [file for file in sorted(CORE.iterdir()) if file.suffix in (".c", ".h")]


def judges() -> list[str]:
    """Return the files of the tests of which the calls are taken."""
    return sorted(
        file.relative_to(ROOT).as_posix()
        for judge in JUDGES
        for file in ((ROOT / judge).glob("*.py") if (ROOT / judge).is_dir() else [ROOT / judge])
    )


def judge_core(files: list[CFile], report: Report, until: float, kept: Path) -> None:
    """Judge mutants, and keep what is found as it is found."""
    asked = set(judges())
    open_ = [
        (file, mutant)
        for file in files
        for mutant in file.mutants
        if mutant.name not in file.results.same
        and not file.results.is_killed(mutant.name)
        and not asked <= file.results.has_passed(mutant.name)
    ]
    if not open_:
        return
    built = Built(kept / "core")
    calls = calls_of_tests(built, kept / "core", report)
    seconds = _seconds(built, calls)
    for file, mutant in open_:
        if time.monotonic() > until:
            break
        _judge(file, mutant, built, calls, seconds, asked, report)
        file.results.save()


def _judge(
    file: CFile,
    mutant: CMutant,
    built: "Built",
    calls: list[Call],
    seconds: float,
    asked: Collection[str],
    report: Report,
) -> None:
    results = file.results
    with built.of(file.path, mutant.text) as library:
        if library is None:
            results.is_same(mutant.name)
        elif ends_as_before(library, calls, SECONDS_TO_HANG + TIMES_SLOWER * seconds):
            results.let_live(mutant.name, set(asked))
            if mutant.name not in equivalents_of(short_name(file.path)):
                report(f"  alive: {mutant.name} (line {mutant.line})")
        else:
            results.kill(mutant.name, CALLS)


# How the core is built


class Built:
    """The core compiled file by file in a folder, of which one can be exchanged."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder / "src"
        shutil.rmtree(self.folder, ignore_errors=True)
        self.folder.mkdir(parents=True)
        for file in sources():
            shutil.copy(file, self.folder / file.name)
        self._units = [file.name for file in sources() if file.suffix == ".c"]
        for unit in self._units:
            if not self._compiled(unit, f"{unit}.o"):
                raise RuntimeError(f"{unit} does not compile")
        self.library = self.folder / "_core.so"
        self._link({}, self.library)

    def _compiled(self, unit: str, into: str) -> bool:
        include = f"-I{sysconfig.get_path('include')}"
        command = ["cc", *FLAGS, include, "-c", unit, "-o", into]
        return subprocess.run(command, cwd=self.folder, check=False, stderr=subprocess.DEVNULL).returncode == 0

    def _link(self, exchanged: dict[str, str], library: Path) -> None:
        objects = [exchanged.get(unit, f"{unit}.o") for unit in self._units]
        subprocess.run(["cc", "-shared", *objects, "-lm", "-o", library], cwd=self.folder, check=True)

    def _are_same(self, one: str, other: str) -> bool:
        return (self.folder / one).read_bytes() == (self.folder / other).read_bytes()

    def _units_of(self, file: str) -> list[str]:
        """Return what is compiled of a file: itself, or of a header all that include it."""
        if file.endswith(".c"):
            return [file]
        texts = {one.name: one.read_text("utf-8") for one in sources()}
        including = {file}
        while (
            more := {name for name, text in texts.items() if including & set(re.findall(r'#include "([^"]+)"', text))}
            - including
        ):
            including |= more
        return [unit for unit in self._units if unit in including]

    @contextmanager
    def of(self, path: Path, text: str) -> Iterator[Path | None]:
        """Yield the core with another text of a file; None where it is the same, or cannot be compiled."""
        file = self.folder / path.name
        file.write_text(text, "utf-8")
        try:
            exchanged = {unit: f"{unit}.mutant.o" for unit in self._units_of(path.name)}
            is_code = all(self._compiled(unit, into) for unit, into in exchanged.items())
            if is_code and not all(self._are_same(f"{unit}.o", into) for unit, into in exchanged.items()):
                library = self.folder / "_mutant.so"
                self._link(exchanged, library)
                yield library
            else:
                yield None
        finally:
            shutil.copy(path, file)


def loaded(library: Path) -> ModuleType:
    """Import a core from a file of any name."""
    loader = importlib.machinery.ExtensionFileLoader("telcoterms_native._core", str(library))
    spec = importlib.util.spec_from_file_location("telcoterms_native._core", library, loader=loader)
    if spec is None:
        raise ImportError(str(library))
    module = importlib.util.module_from_spec(spec)
    loader.exec_module(module)
    return module


# The calls


def calls_of_tests(built: Built, folder: Path, report: Report) -> list[Call]:
    """Return the calls that the tests make, each once; they are made anew where the tests or the core have changed."""
    mark = hashlib.sha256()
    batch = sorted((PACKAGE / "batch").rglob("*.py"))
    for path in (*sources(), *(ROOT / judge for judge in judges()), *batch):
        mark.update(path.read_bytes())
    file = folder / f"calls-{mark.hexdigest()[:16]}"
    if not file.exists():
        for old in folder.glob("calls-*"):
            old.unlink()
        began = time.monotonic()
        command = [sys.executable, "-m", "tests.mutants.core_judging", str(built.library), str(file)]
        subprocess.run(command, cwd=ROOT, check=True, stdout=subprocess.DEVNULL)
        report(f"  the calls of {len(judges())} files of tests, in {time.monotonic() - began:.0f} s")
    calls: list[Call] = pickle.loads(file.read_bytes())
    return calls


def _record(library: Path, file: Path) -> None:
    """Run the tests on a core and write down what they ask of it."""
    core = loaded(library)
    recorder = Recorder(core)
    import telcoterms_native

    from telcoterms.batch.kernels import core as installed

    os.environ["CI"] = "true"  # so that hypothesis tries the same each time
    installed.installed.cache_clear()
    with (
        patch.dict(sys.modules, {"telcoterms_native._core": recorder}),
        patch.object(telcoterms_native, "_core", recorder, create=True),
    ):
        left_out = [f"--deselect={file}" for file in NO_JUDGES]
        status = pytest.main(["-q", "-p", "no:cacheprovider", f"--rootdir={ROOT}", *JUDGES, *left_out])
    if status != pytest.ExitCode.OK:
        raise SystemExit(f"the tests of the core ended with {status!r}")
    found: dict[Any, Call] = {}
    known = set[int]()
    for call in recorder.calls:
        own = {id(column.content): len(column.content) for column in _columns((call.arguments, call.after))}
        if sum(size for column, size in own.items() if column not in known) <= MOST_BYTES or call.function not in found:
            known |= set(own)
            found.setdefault((call.function, _asked(call.arguments)), call)
            found.setdefault(call.function, call)
    part = file.with_suffix(".part")
    part.write_bytes(pickle.dumps(list({id(call): call for call in found.values()}.values())))
    part.replace(file)


def _columns(value: Any) -> Iterator[Column]:
    if isinstance(value, Column):
        yield value
    elif isinstance(value, tuple):
        for each in value:
            yield from _columns(each)


def _asked(value: Any) -> Any:
    """Return the arguments of a call with columns by what is kept of them, which is the same for the same content."""
    if isinstance(value, Column):
        return (id(value.content), value.is_written)
    return tuple(map(_asked, value)) if isinstance(value, tuple) else value


# One mutant


def _seconds(built: Built, calls: list[Call]) -> float:
    """Return how long the calls take; they must come out as they did."""
    began = time.process_time() + sum(os.times()[2:4])
    if not ends_as_before(built.library, calls, 600):
        raise RuntimeError("the calls of the tests do not come out as they did")
    return time.process_time() + sum(os.times()[2:4]) - began


def ends_as_before(library: Path, calls: list[Call], seconds: float) -> bool:
    """Make the calls of a core in a child, and return whether all of them came out as they did."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", DeprecationWarning)  # other threads there may be wait for work alone
        child = os.fork()
    if not child:
        faulthandler.disable()
        os.close(2)
        status = OTHERWISE
        try:
            _limit(seconds)
            status = AS_BEFORE if differing(loaded(library), calls) is None else OTHERWISE
        finally:
            os._exit(status)
    return os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]) == AS_BEFORE


def _limit(seconds: float) -> None:
    """End this process when it has used so many more seconds of a processor, or much more memory."""
    signal.signal(signal.SIGPROF, signal.SIG_DFL)
    signal.setitimer(signal.ITIMER_PROF, seconds)
    with open("/proc/self/statm") as statm:
        used = int(statm.read().split()[0]) * resource.getpagesize()
    _, hard = resource.getrlimit(resource.RLIMIT_AS)
    resource.setrlimit(resource.RLIMIT_AS, (used + MORE_MEMORY, hard))


def main(arguments: list[Any]) -> None:
    library, file = map(Path, arguments)
    _record(library, file)


if __name__ == "__main__":
    main(sys.argv[1:])
