"""Run the judges of some modules on each of their mutants, in forks of a process that has collected them.

See the theory in `__init__.py`. All of it runs in one process, `judge`, and its children.
"""

import ast
import contextlib
import gc
import importlib
import importlib.abc
import importlib.machinery
import importlib.util
import json
import os
import pickle
import pkgutil
import resource
import signal
import sys
import time
import traceback
from collections import Counter, defaultdict
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from types import CodeType, FunctionType, ModuleType
from typing import Any, Final

import pytest
from coverage import Coverage
from hypothesis import Phase, settings

from tests.mutants.mutations import Mutant, applied, mutants_of, touched
from tests.mutants.results import PACKAGE, ROOT, Results, digest, equivalents_of, short_name

MAX_SECONDS_OF_A_JUDGE: Final = 10  # of a processor; a slower test judges nothing
MAX_SECONDS_OF_A_MUTANT: Final = 20  # of a processor, on the library as it is: the quickest of its judges
MAX_SECONDS_OF_AN_EQUIVALENT: Final = 1  # of one that is said to change nothing, and that no test is expected to kill
TIMES_SLOWER: Final = 10  # then it hangs
SECONDS_TO_HANG: Final = 1
MORE_MEMORY: Final = 2 << 30
OUT_OF_MEMORY: Final = 3

_ERRORS: Final = os.dup(2)  # pytest takes the usual place of errors

Report = Callable[[str], None]


@dataclass
class Module:
    """A module that is mutated, and what is known of its mutants."""

    path: Path
    name: str  # to import it by
    tree: ast.Module
    mutants: list[Mutant]
    results: Results

    @classmethod
    def read(cls, path: Path, name: str, lines: set[int] | None, kept: Path) -> "Module":
        """Read a module, with all its mutants or those of the functions that some lines touch."""
        tree = ast.parse(path.read_text("utf-8"))
        mutants = mutants_of(tree)
        return cls(
            path, name, tree, mutants if lines is None else touched(mutants, tree, lines), Results.of(path, kept)
        )

    def mutated(self, mutant: Mutant) -> CodeType:
        with applied(mutant):
            ast.fix_missing_locations(self.tree)
            return compile(self.tree, str(self.path), "exec", dont_inherit=True)


@dataclass
class Reach:
    """What one test reaches: the seconds that it takes, and the lines by the module's path."""

    seconds: float
    lines: dict[str, set[int]]


_Work = Callable[["_Session", list[pytest.Item]], None]


class _Session:
    """A plugin that hands over the tests of pytest's session instead of running them."""

    def __init__(self, work: "_Work", kept: Path) -> None:
        self._work, self.kept = work, kept
        self.is_done, self.failed, self.unread = False, False, list[str]()

    def pytest_configure(self, config: pytest.Config) -> None:
        config.option.tbstyle = "native"  # the quickest

    def pytest_runtestloop(self, session: pytest.Session) -> bool:
        self._work(self, session.items)
        self.is_done = True
        return True

    def pytest_runtest_logreport(self, report: pytest.TestReport) -> None:
        self.failed |= report.failed

    def pytest_collectreport(self, report: pytest.CollectReport) -> None:
        if report.failed:
            self.unread.append(report.nodeid)

    def run(self, item: pytest.Item, following: pytest.Item | None) -> bool:
        """Run one test; return whether it passed."""
        self.failed = False
        item.config.hook.pytest_runtest_protocol(item=item, nextitem=following)
        return not self.failed


def _pytest(files: Sequence[str], work: _Work, kept: Path) -> _Session:
    session = _Session(work, kept)
    # Nothing is shrunk, and nothing is shown: that a test fails is all that is asked.
    settings.register_profile(
        "mutants", deadline=None, derandomize=True, database=None, phases=[Phase.explicit, Phase.generate]
    )
    os.environ["HYPOTHESIS_PROFILE"] = "mutants"
    # Options of the run around this one, such as how its terminal is written, are not for this one.
    os.environ.pop("PYTEST_ADDOPTS", None)
    options = [
        "-p",
        "no:terminal",
        "-p",
        "no:cacheprovider",
        "--capture=sys",
        "-Wignore::pytest.PytestAssertRewriteWarning",
        f"--rootdir={ROOT}",
    ]
    status = pytest.main([*options, f"--basetemp={kept / 'tmp'}", *files], plugins=[session])
    if not session.unread and not (session.is_done and status in (pytest.ExitCode.OK, pytest.ExitCode.TESTS_FAILED)):
        raise RuntimeError(f"pytest ended with {status!r}")
    return session


def _fork(work: Callable[[], object]) -> tuple[int, bytes]:
    """Do some work in a child; return its status, negative where a signal ended it, and what it returned, pickled.

    A fault of this module ends the run: it must never pass for a kill.
    """
    reading, writing = os.pipe()
    child = os.fork()
    if not child:
        os.close(reading)
        status = 1
        try:
            sent = pickle.dumps(work())
            with os.fdopen(writing, "wb") as pipe:
                pipe.write(sent)
            status = 0
        except MemoryError:
            status = OUT_OF_MEMORY
        except BaseException:
            os.write(_ERRORS, traceback.format_exc().encode())
        finally:
            os._exit(status)
    os.close(writing)
    with os.fdopen(reading, "rb") as pipe:
        sent = pipe.read()
    status = os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])
    if status == 1:
        raise RuntimeError("a test could not be run: see above")
    return status, sent


def _limit(seconds: float) -> None:
    """End this process when it has used so many more seconds of a processor."""
    signal.signal(signal.SIGPROF, signal.SIG_DFL)
    signal.setitimer(signal.ITIMER_PROF, seconds)


def _limit_memory() -> None:
    with open("/proc/self/statm") as statm:
        used = int(statm.read().split()[0]) * resource.getpagesize()
    _, hard = resource.getrlimit(resource.RLIMIT_AS)
    resource.setrlimit(resource.RLIMIT_AS, (used + MORE_MEMORY, hard))


def _file_of(item: pytest.Item) -> str:
    return item.nodeid.partition("::")[0]


# What each test reaches


def _reached(session: _Session, items: list[pytest.Item], paths: list[str]) -> dict[str, Reach]:
    """Run tests one after the other and return what those that pass reach of these files."""
    measured = Coverage(data_file=None, config_file=False, include=paths, messages=False)
    measured.set_option("run:disable_warnings", ["no-data-collected"])  # of tests that reach nothing
    measured.start()
    reach: dict[str, Reach] = {}
    for item, following in zip(items, [*items[1:], None], strict=True):
        _limit(MAX_SECONDS_OF_A_JUDGE)
        measured.switch_context(item.nodeid)
        began = time.process_time()
        if session.run(item, following):
            reach[item.nodeid] = Reach(time.process_time() - began, defaultdict(set))
    measured.stop()
    data = measured.get_data()
    for path in data.measured_files():
        for line, tests in data.contexts_by_lineno(path).items():
            for test in tests:
                if test in reach:
                    reach[test].lines[path].add(line)
    return reach


def _reached_in_turn(session: _Session, items: list[pytest.Item], paths: list[str], report: Report) -> dict[str, Reach]:
    """Return what the tests of a file reach; one that takes too long is found by halves, and left out.

    What is computed once and kept is reached by the first test alone: `_judge_in_place` knows.
    """
    status, sent = _fork(partial(_reached, session, items, paths))
    if status == 0:
        found: dict[str, Reach] = pickle.loads(sent)
        return found
    if len(items) == 1:
        report(f"  {items[0].nodeid} takes too long to judge")
        return {}
    half = len(items) // 2
    first = _reached_in_turn(session, items[:half], paths, report)
    return first | _reached_in_turn(session, items[half:], paths, report)


def _read_reach(file: Path) -> dict[str, Any]:
    return json.loads(file.read_text("utf-8")) if file.exists() else {}


def find_reach(session: _Session, items: list[pytest.Item], modules: list[Module], report: Report) -> dict[str, Reach]:
    """Return what each test reaches of the modules.

    What it reaches of the whole package is kept, and holds for the next modules that the same tests judge, as long as
    the file of the tests and the modules themselves are as they were.
    """
    paths = frozenset(str(module.path) for module in modules) | frozenset(map(str, PACKAGE.rglob("*.py")))
    asked = {str(module.path) for module in modules}
    marks = {path: digest(Path(path)) for path in paths}
    by_file = defaultdict[str, list[pytest.Item]](list)
    for item in items:
        by_file[_file_of(item)].append(item)
    reach: dict[str, Reach] = {}
    for file, its_items in by_file.items():
        kept = session.kept / "reach" / f"{file.replace('/', '.')}.json"
        stored = _read_reach(kept)
        known = stored.get("paths", {}) if stored.get("file") == digest(ROOT / file) else {}
        if any(known.get(path) != marks[path] for path in asked):
            tests: dict[str, Any] = {}
            began = time.monotonic()
            for test, its in _reached_in_turn(session, its_items, [f"{PACKAGE}/*", *sorted(asked)], report).items():
                tests[test] = [its.seconds, {path: sorted(lines) for path, lines in its.lines.items()}]
            report(f"  {file}: what {len(tests)} tests reach, in {time.monotonic() - began:.0f} s")
            stored = {"file": digest(ROOT / file), "paths": marks, "tests": tests}
            kept.parent.mkdir(parents=True, exist_ok=True)
            kept.write_text(json.dumps(stored), "utf-8")
        for test, (seconds, by_path) in stored["tests"].items():
            reach[test] = Reach(seconds, {path: set(lines) for path, lines in by_path.items() if path in asked})
    return reach


# One mutant


def _codes(code: CodeType) -> Iterator[CodeType]:
    for constant in code.co_consts:
        if isinstance(constant, CodeType):
            yield constant
            yield from _codes(constant)


def _by_place(codes: Iterator[CodeType]) -> dict[tuple[str, int, int], CodeType]:
    """Return the codes by qualified name and first line, and by their number where these are the same."""
    number = Counter[tuple[str, int]]()
    places = {}
    for code in codes:
        place = (code.co_qualname, code.co_firstlineno)
        places[(*place, number[place])] = code
        number[place] += 1
    return places


class Patch:
    """The functions of a module that live in this process, and an exchange of their code."""

    def __init__(self, module: Module) -> None:
        self.module = module
        imported = importlib.import_module(module.name).__file__
        if imported != str(module.path):
            raise RuntimeError(f"{module.name} is imported from {imported}: PYTHONPATH must name {ROOT / 'src'}")
        compiled = compile(module.path.read_text("utf-8"), str(module.path), "exec", dont_inherit=True)
        self._places = _by_place(_codes(compiled))
        self._functions = defaultdict[CodeType, list[FunctionType]](list)
        for value in gc.get_objects():  # before `gc.freeze`, which hides them
            if isinstance(value, FunctionType) and value.__code__.co_filename == str(module.path):
                self._functions[value.__code__].append(value)

    def to(self, mutated: CodeType) -> bool:
        """Give the functions their new code; return False if one of them cannot take it."""
        changed = False
        for place, code in _by_place(_codes(mutated)).items():
            before = self._places.get(place)
            if before is None or before == code:
                continue
            for function in self._functions[before]:
                if len(function.__code__.co_freevars) != len(code.co_freevars):
                    return False
                function.__code__ = code
                changed = True
        return changed


def _judged(session: _Session, items: list[pytest.Item], seconds: dict[str, float]) -> str | None:
    """Run tests until one fails; return which did."""
    for item, following in zip(items, [*items[1:], None], strict=True):
        limit = SECONDS_TO_HANG + TIMES_SLOWER * seconds[item.nodeid]
        _limit(limit)
        os.write(_started, f"{item.nodeid}\n".encode())
        if not session.run(item, following):
            return item.nodeid
    return None


_started: int = -1  # where a child writes which test it starts, so that its end names the killer


def _watched(work: Callable[[], str | None], kept: Path) -> tuple[str | None, bool]:
    """Do some judging in a child; return the test that failed, hung or ended the child, and whether all was done."""
    global _started
    log = kept / "started"
    _started = os.open(log, os.O_CREAT | os.O_TRUNC | os.O_WRONLY)
    try:
        status, sent = _fork(work)
    finally:
        os.close(_started)
    if status == 0:
        return pickle.loads(sent), True
    started = log.read_text("utf-8").splitlines()
    return (started[-1], True) if started else (None, False)


class _Mutated(importlib.abc.MetaPathFinder, importlib.abc.Loader):
    """Imports one module with other code."""

    def __init__(self, module: Module, code: CodeType) -> None:
        self._module, self._code = module, code

    def find_spec(self, name: str, path: Any, target: ModuleType | None = None) -> Any:
        if name != self._module.name:
            return None
        place = str(self._module.path)
        inside = [str(self._module.path.parent)] if self._module.path.name == "__init__.py" else None
        return importlib.util.spec_from_file_location(name, place, loader=self, submodule_search_locations=inside)

    def exec_module(self, module: ModuleType) -> None:
        exec(self._code, module.__dict__)


# All mutants of some modules with the same judges


def judge(modules: list[Module], files: list[str], report: Report, until: float, kept: Path) -> None:
    """Judge what is not known yet of the modules by these files of tests, until a moment of `time.monotonic`."""
    kept.mkdir(parents=True, exist_ok=True)
    at_import: list[tuple[str, str]] = []
    reach: dict[str, Reach] = {}

    def work(session: _Session, items: list[pytest.Item]) -> None:
        if session.unread:
            raise SystemExit(f"cannot collect {session.unread}")
        _import_all()
        gc.collect()
        patches = [Patch(module) for module in modules]
        gc.freeze()
        reach.update(find_reach(session, items, modules, report))
        for patch in patches:
            at_import.extend(_judge_in_place(session, items, patch, reach, report, until))

    def in_place() -> tuple[list[tuple[str, str]], dict[str, Reach]]:
        _pytest(files, work, kept)
        return at_import, reach

    status, sent = _fork(in_place)
    if status or not sent:
        raise SystemExit("the judges could not be run")
    later, reach = pickle.loads(sent)
    for module in modules:
        module.results = Results.of(module.path, kept)
        names = {name for path, name in later if path == str(module.path)}
        mutants = [mutant for mutant in module.mutants if mutant.name in names]
        _judge_at_import(mutants, module, reach, report, until, kept)


def _import_all() -> None:
    """Import every module of the library, so that no test has to in its fork: that costs more than most tests do."""
    for module in pkgutil.walk_packages([str(PACKAGE)], "telcoterms."):
        if module.name not in ("telcoterms.__main__", "telcoterms.batch.spark"):
            importlib.import_module(module.name)


def _judge_in_place(
    session: _Session, items: list[pytest.Item], patch: Patch, reach: dict[str, Reach], report: Report, until: float
) -> list[tuple[str, str]]:
    """Judge the mutants within functions; return those that have to be there before the import."""
    module = patch.module
    results, path = module.results, str(module.path)
    killers = defaultdict[str, Counter[str]](Counter)
    seconds = {test: its.seconds for test, its in reach.items()}
    later: list[tuple[str, str]] = []
    equivalents = equivalents_of(short_name(module.path))
    for number, mutant in enumerate(module.mutants):
        if results.is_killed(mutant.name):
            killers[mutant.function][results.killed[mutant.name][0]] += 1
            continue
        if time.monotonic() > until:
            break
        passed = results.has_passed(mutant.name)
        if mutant.at_import:
            later.append((path, mutant.name))
            continue
        of_function = killers[mutant.function]
        judges = [
            item
            for item in items
            if item.nodeid in reach and not reach[item.nodeid].lines.get(path, set()).isdisjoint(mutant.lines)
        ]
        judges.sort(key=lambda item: (-of_function[item.nodeid], seconds[item.nodeid]))
        files = {_file_of(item) for item in judges}
        # Then the others of these files: what one test computed, another may have taken as known.
        near = [item for item in items if item.nodeid in reach and _file_of(item) in files and item not in judges]
        judges += sorted(near, key=lambda item: seconds[item.nodeid])
        most = MAX_SECONDS_OF_AN_EQUIVALENT if mutant.name in equivalents else MAX_SECONDS_OF_A_MUTANT
        judges = _within_time([item for item in judges if _file_of(item) not in passed], seconds, most)
        if not judges:
            results.let_live(mutant.name, files)
            continue
        code = module.mutated(mutant)

        def of_mutant(code: CodeType = code, judges: list[pytest.Item] = judges) -> str | None:
            if not patch.to(code):
                return "later"
            _limit_memory()
            return _judged(session, judges, seconds)

        killer, is_done = _watched(of_mutant, session.kept)
        if killer == "later" or not is_done:
            later.append((path, mutant.name))
        elif killer is None:
            results.let_live(mutant.name, files)
            report(f"  alive: {mutant.name} ({len(judges)} tests)")
        else:
            results.kill(mutant.name, killer)
            of_function[killer] += 1
        if number % 50 == 0:
            results.save()
    results.save()
    return later


def _within_time(judges: list[pytest.Item], seconds: dict[str, float], most: float) -> list[pytest.Item]:
    total, taken = 0.0, []
    for item in judges:
        total += seconds[item.nodeid]
        if total > most:
            break
        taken.append(item)
    return taken


def _judge_at_import(
    mutants: list[Mutant], module: Module, reach: dict[str, Reach], report: Report, until: float, kept: Path
) -> None:
    """Judge mutants that have to be there before the module is imported, each in a process that has not imported it."""
    path = str(module.path)
    seconds = {test: its.seconds for test, its in reach.items()}
    # A module without a function runs when it is imported alone: then each test may see what it holds.
    reaching = {test for test, its in reach.items() if path in its.lines} or set(reach)
    files = sorted({test.partition("::")[0] for test in reaching})
    killers = Counter[str]()
    for mutant in mutants:
        if time.monotonic() > until:
            break
        passed = module.results.has_passed(mutant.name)
        asked = [file for file in files if file not in passed]
        asked.sort(key=lambda file: -killers[file])
        if not asked:
            module.results.let_live(mutant.name, set(files))
            continue
        code = module.mutated(mutant)
        killer: str | None = None
        for file in asked:
            fresh = partial(_judged_fresh, module, code, file, reaching, seconds, kept)
            killer, is_done = _watched(fresh, kept)
            if killer is not None or not is_done:
                killer = killer or file
                killers[file] += 1
                break
        if killer is None:
            module.results.let_live(mutant.name, set(files))
            report(f"  alive: {mutant.name} (at import)")
        else:
            module.results.kill(mutant.name, killer)
        module.results.save()
    module.results.save()


def _judged_fresh(
    module: Module, code: CodeType, file: str, reaching: set[str], seconds: dict[str, float], kept: Path
) -> str | None:
    sys.meta_path.insert(0, _Mutated(module, code))
    killer: str | None = None

    def work(session: _Session, items: list[pytest.Item]) -> None:
        nonlocal killer
        if session.unread:
            killer = file
            return
        _limit_memory()
        judges = sorted((item for item in items if item.nodeid in reaching), key=lambda item: seconds[item.nodeid])
        killer = _judged(session, _within_time(judges, seconds, MAX_SECONDS_OF_A_MUTANT), seconds)

    with contextlib.redirect_stdout(None), contextlib.redirect_stderr(None):
        session = _pytest([file], work, kept)
    return file if session.unread else killer
