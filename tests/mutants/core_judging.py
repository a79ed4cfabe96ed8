"""Judge the mutants of the compiled core by the calls that its tests make.

The tests of the core run once on the core as it is, with every call written down that they make of it, and what came
out (`tests/batch/core/calls.py`). They hold each of these answers against those of the library itself. A mutant is
compiled and asked the same in a fork. It is killed if anything comes out otherwise, to the byte, if it crashes, if it
takes far longer or more memory, if it does not give back what it took or was given, or if it writes beside it or beside
a column: each has a margin, whose bytes no sound number has, so that what is read there is seen in most cases too. Some
calls of each function are made without memory as well, once for each block that they take. Where the compiler makes the
same code of a mutant, or none, it is no change, and is not counted.

Three things save time. Functions of the core that never come to the file of a mutant are not called, what has killed
the last mutant is asked of the next one first, and columns that are only read, such as the tables of days, are shared
by the calls.
"""

import ctypes
import faulthandler
import hashlib
import importlib.machinery
import importlib.util
import mmap
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

from tests.batch.core.calls import Call, Column, Recorder, Refused, differing, keeps_nothing
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
    "-fstack-protector-strong",  # which ends what writes behind an array
    "-DPy_LIMITED_API=0x030B0000",
)
MORE_MEMORY: Final = 2 << 30
SECONDS_TO_HANG: Final = 2  # of one call, all of which take milliseconds
WITHOUT_MEMORY: Final = 6  # calls of each function
MARGIN: Final = b"\x5a" * 64  # before and behind a column, other bytes than those beside a block of memory
WATCHING: Final = Path(__file__).parent / "watched"
"""What is linked with the core: `memory.c` always, and `entered.c` where it is asked what comes to a file."""
WATCHED: Final = tuple(f"-D{name}=watched_{name}" for name in ("malloc", "calloc", "realloc", "free"))
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
    if not ends_as_before(built.library, calls, SECONDS_TO_HANG):
        raise RuntimeError("the calls of the tests do not come out as they did")
    reaching: dict[Path, list[Call]] = {}
    for file, mutant in open_:
        if time.monotonic() > until:
            break
        if file.path not in reaching:
            reaching[file.path] = built.reaching(file.path, calls)
        _judge(file, mutant, built, reaching[file.path], asked, report)
        file.results.save()


def _judge(
    file: CFile,
    mutant: CMutant,
    built: "Built",
    calls: list[Call],
    asked: Collection[str],
    report: Report,
) -> None:
    results = file.results
    with built.of(file.path, mutant.text) as library:
        if library is None:
            results.is_same(mutant.name)
        elif (place := first_otherwise(library, calls, SECONDS_TO_HANG)) is None:
            results.let_live(mutant.name, set(asked))
            if mutant.name not in equivalents_of(short_name(file.path)):
                report(f"  alive: {mutant.name} (line {mutant.line})")
        else:
            results.kill(mutant.name, CALLS)
            calls.insert(0, calls.pop(place))


# How the core is built


class Built:
    """The core compiled file by file in a folder, of which one can be exchanged."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder / "src"
        shutil.rmtree(self.folder, ignore_errors=True)
        self.folder.mkdir(parents=True)
        watching = sorted(WATCHING.glob("*.c"))
        for file in (*sources(), *watching):
            shutil.copy(file, self.folder / file.name)
        self._units = [file.name for file in sources() if file.suffix == ".c"]
        for unit in (*self._units, *(file.name for file in watching)):
            if not self._compiled(unit, f"{unit}.o"):
                raise RuntimeError(f"{unit} does not compile")
        self.library = self.folder / "_core.so"
        self._link({}, self.library)

    def _compiled(self, unit: str, into: str, *flags: str) -> bool:
        include = f"-I{sysconfig.get_path('include')}"
        watched = () if unit == "memory.c" else WATCHED
        command = ["cc", *FLAGS, *watched, *flags, include, "-c", unit, "-o", into]
        return subprocess.run(command, cwd=self.folder, check=False, stderr=subprocess.DEVNULL).returncode == 0

    def _link(self, exchanged: dict[str, str], library: Path, *more: str) -> None:
        objects = [*(exchanged.get(unit, f"{unit}.o") for unit in self._units), "memory.c.o", *more]
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

    def reaching(self, path: Path, calls: list[Call]) -> list[Call]:
        """Return the calls of those functions of the core that come to what is compiled of a file."""
        watched = {unit: f"{unit}.watched.o" for unit in self._units_of(path.name)}
        if not all(self._compiled(unit, into, "-finstrument-functions") for unit, into in watched.items()):
            raise RuntimeError(f"{path.name} does not compile")
        library = self.folder / f"_watched_{path.stem}_{path.suffix[1:]}.so"
        self._link(watched, library, "entered.c.o")
        asked = Asked(library)
        entered = ctypes.c_int.in_dll(asked.library, "entered")
        if entered.value:  # as the core was loaded, and all rest on that
            return list(calls)
        found = set[str]()
        for call in calls:
            if call.function not in found:
                entered.value = 0
                asked.comes_out(call)
                if entered.value:
                    found.add(call.function)
        return [call for call in calls if call.function in found]

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


class Asked:
    """A core that is asked calls; their columns that are only read are made once."""

    def __init__(self, library: Path) -> None:
        self.core, self.library = loaded(library), ctypes.CDLL(str(library))
        self._blocks = ctypes.c_long.in_dll(self.library, "blocks")  # of memory that are taken
        self._fails_at = ctypes.c_long.in_dll(self.library, "fails_at")
        self._read: dict[int, memoryview] = {}  # by what is in them, which the calls hold

    def comes_out(self, call: Call) -> bool:
        """Make a call, and return whether it comes out as it did."""
        if isinstance(call.result, Refused):
            return differing(self.core, [call]) is None and not self._blocks.value and self.keeps_nothing(call)
        written: list[bytearray] = []
        arguments = self._thawed(call.arguments, written)
        try:
            result = getattr(self.core, call.function)(*arguments)
        except (BufferError, TypeError, ValueError):
            return False
        after = [MARGIN + column.content + MARGIN for column in _columns(call.after) if column.is_written]
        return bool(result == call.result and written == after and not self._blocks.value)

    def keeps_nothing(self, call: Call) -> bool:
        """Make a call, and return whether it gives back the columns that it was given."""
        return keeps_nothing(self.core, call.function, self._thawed(call.arguments, []))

    def comes_out_without_memory(self, call: Call) -> bool:
        """Make a call again and again, each time with one block less, and return whether it says so."""
        at = 0
        while not self._fails_at.value:
            at += 1
            self._fails_at.value = at
            try:
                getattr(self.core, call.function)(*self._thawed(call.arguments, []))
            except MemoryError:
                if not self._fails_at.value and not self._blocks.value:
                    continue
                return False
            if not self._fails_at.value:
                return False
        self._fails_at.value = 0
        return True

    def _thawed(self, value: Any, written: list[bytearray]) -> Any:
        if isinstance(value, Column):
            if not value.is_written and id(value.content) in self._read:
                return self._read[id(value.content)]
            own = bytearray(MARGIN + value.content + MARGIN)
            view = memoryview(own)[len(MARGIN) : -len(MARGIN)]
            if value.is_written:
                written.append(own)
                return view
            return self._read.setdefault(id(value.content), view.toreadonly())
        return tuple(self._thawed(each, written) for each in value) if isinstance(value, tuple) else value


def ends_as_before(library: Path, calls: list[Call], seconds: float) -> bool:
    """Make the calls of a core in a child, and return whether all of them came out as they did."""
    return first_otherwise(library, calls, seconds) is None


def first_otherwise(library: Path, calls: list[Call], seconds: float) -> int | None:
    """Make the calls of a core in a child, each in so many seconds, and return the first that came out otherwise."""
    place = mmap.mmap(-1, 8)  # which both see
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", DeprecationWarning)  # other threads there may be wait for work alone
        child = os.fork()
    if not child:
        faulthandler.disable()
        os.close(2)
        status = OTHERWISE
        try:
            status = AS_BEFORE if _are_as_before(library, calls, seconds, place) else OTHERWISE
        finally:
            os._exit(status)
    ended = os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])
    return None if ended == AS_BEFORE else int.from_bytes(place[:8], "little")


def _are_as_before(library: Path, calls: list[Call], seconds: float, place: mmap.mmap) -> bool:
    _limit_memory()
    signal.signal(signal.SIGPROF, signal.SIG_DFL)  # it ends this process
    signal.setitimer(signal.ITIMER_PROF, seconds)
    asked = Asked(library)
    for at, call in enumerate(calls):
        place[:8] = at.to_bytes(8, "little")
        signal.setitimer(signal.ITIMER_PROF, seconds)
        if not asked.comes_out(call):
            return False
    some = list(_some_of_each_function(calls))
    return all(map(asked.keeps_nothing, some)) and all(map(asked.comes_out_without_memory, some))


def _some_of_each_function(calls: list[Call]) -> Iterator[Call]:
    for function in sorted({call.function for call in calls}):
        answered = [call for call in calls if call.function == function and not isinstance(call.result, Refused)]
        yield from answered[:: 1 + len(answered) // WITHOUT_MEMORY]


def _limit_memory() -> None:
    """End this process when it takes much more memory."""
    with open("/proc/self/statm") as statm:
        used = int(statm.read().split()[0]) * resource.getpagesize()
    _, hard = resource.getrlimit(resource.RLIMIT_AS)
    resource.setrlimit(resource.RLIMIT_AS, (used + MORE_MEMORY, hard))


def main(arguments: list[Any]) -> None:
    library, file = map(Path, arguments)
    _record(library, file)


if __name__ == "__main__":
    main(sys.argv[1:])
