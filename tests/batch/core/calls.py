"""Calls of the compiled core, written down and made again by a bare interpreter, which valgrind can watch.

    python -m tests.batch.core.calls record FILE
    python -I -S tests/batch/core/calls.py repeat FILE FOLDER CHANGES

The first asks questions of small tables and writes down every call that they make, with what comes out. The second
imports nothing but the standard library and the core in a folder: each column has memory of its own, so that one byte
read or written beside it is seen. It compares what comes out, then makes as many calls again in which some number or
length is another one: these are answered or refused.
"""

from __future__ import annotations

import gc
import pickle
import sys
from array import array
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path
from random import Random
from threading import Lock
from typing import Any, NamedTuple


class Column(NamedTuple):
    """A column of a call: its bytes, and whether they are an array in which the core may write."""

    content: bytes
    is_written: bool


class Call(NamedTuple):
    """A call with its arguments, and the columns and the result after it."""

    function: str
    arguments: Any
    after: Any
    result: Any


def frozen(value: Any, kept: dict[bytes, bytes]) -> Any:
    """Arguments in plain types; columns that are the same are kept once."""
    if isinstance(value, tuple):
        return tuple(frozen(each, kept) for each in value)
    if getattr(value, "shape", None) == ():
        value = value.item()  # a number of numpy
    if value is None or isinstance(value, bool | int | float):
        return value
    view = memoryview(value)
    content = view.tobytes()
    return Column(kept.setdefault(content, content), not view.readonly)


def thawed(value: Any) -> Any:
    """The same as the core takes them."""
    if isinstance(value, Column):
        # an empty array has no memory of its own, and may lie anywhere
        view = memoryview(array("b", value.content) if value.content else array("q", [0])).cast("b")[
            : len(value.content)
        ]
        return view if value.is_written else view.toreadonly()
    return tuple(thawed(each) for each in value) if isinstance(value, tuple) else value


class Refused(NamedTuple):
    """In the place of a result: the error that a call raised."""

    error: str
    text: str


class Recorder:
    """A core that writes down its calls."""

    def __init__(self, core: Any) -> None:
        self.core = core
        self.calls: list[Call] = []
        self.kept: dict[bytes, bytes] = {}
        self._alone = Lock()  # threads write into parts of the same columns

    def __getattr__(self, function: str) -> Any:
        of_core = getattr(self.core, function)
        if not callable(of_core):
            return of_core

        def call(*arguments: Any) -> Any:
            with self._alone:
                before = frozen(arguments, self.kept)
                try:
                    result = of_core(*arguments)
                except (BufferError, TypeError, ValueError) as error:
                    self.calls.append(Call(function, before, frozen(arguments, self.kept), _refused(error)))
                    raise
                self.calls.append(Call(function, before, frozen(arguments, self.kept), result))
                return result

        return call


def bare(core: Any) -> Any:
    """Return a core without its recorder."""
    return core.core if isinstance(core, Recorder) else core


def _refused(error: Exception) -> Refused:
    """Return an error by its words; that a column is read-only is said by what holds it, each in its own."""
    text = str(error)
    return (
        Refused("BufferError", "") if "writable" in text or "read-only" in text else Refused(type(error).__name__, text)
    )


def differing(core: Any, calls: list[Call]) -> str | None:
    """Make calls again, and return the function of the first one that differs."""
    for call in calls:
        arguments = thawed(call.arguments)
        try:
            result = getattr(core, call.function)(*arguments)
        except (BufferError, TypeError, ValueError) as error:
            result = _refused(error)
        if result != call.result or frozen(arguments, {}) != call.after:
            return call.function
    return None


def keeps_nothing(core: Any, function: str, arguments: Any) -> bool:
    """Make a call, and return whether what it was given is held no more than before, and None as often.

    What Python keeps of a call it keeps once, and what the core keeps each time.
    """
    was_enabled = gc.isenabled()
    gc.disable()  # what it frees may have held None
    try:
        return any(_is_held_as_before(core, function, arguments) for _ in range(3))
    finally:
        if was_enabled:
            gc.enable()


def _is_held_as_before(core: Any, function: str, arguments: Any) -> bool:
    before = list(_references(arguments))
    with suppress(BufferError, TypeError, ValueError):
        getattr(bare(core), function)(*arguments)  # a recorder keeps what it writes down
    return list(_references(arguments)) == before


def _references(value: Any) -> Iterator[int]:
    if isinstance(value, tuple):
        yield sys.getrefcount(None)
        for each in value:
            yield from _references(each)
    if not isinstance(value, int | float):
        yield sys.getrefcount(value)


def record(file: Path) -> None:
    """Write down the calls of some questions."""
    from unittest.mock import patch

    from telcoterms import batch, load
    from telcoterms.batch import core
    from telcoterms.batch.kernels import core as installed
    from tests.batch.core import test_all_events, test_audits, test_edges, test_plain

    kos = load("kos")
    recorder = Recorder(installed.core())
    with patch.object(installed, "installed", lambda: recorder):
        histories = test_all_events.tables_of(test_all_events.histories(3, 12))
        reminded = test_all_events.tables_of(test_edges.accounts_of(Random(3), 12, 5))
        plain = test_plain.shuffled(test_plain.columns_of(Random(4), 12), Random(5))
        for terms in (kos, kos.under(statement={"across_debts": "largest-first"}), *test_plain.TERMS.values()):
            test_plain.asked(terms, plain)
        for terms in test_edges.AFTER_A_REMINDER.values():
            test_all_events.asked(terms, reminded, test_plain.AS_OF, errors="column")
        for give in ("accounts", "entries"):
            test_all_events.asked(kos, histories, test_plain.AS_OF, give=give)
        batch.audit(kos, test_audits.rows(kos, 300, "calls"), errors="column")
        core.coded([plain["invoices"]["number"].combine_chunks()])
    file.write_bytes(pickle.dumps(recorder.calls))


def repeat(file: Path, folder: str, changes: int) -> None:
    """Make the calls again, and calls that differ from them."""
    sys.path.insert(0, folder)
    from telcoterms_native import _core

    calls: list[Call] = pickle.loads(file.read_bytes())
    if (function := differing(_core, calls)) is not None:
        raise SystemExit(f"{function} differs")
    random, refused = Random(6), 0
    for _ in range(changes):
        call = random.choice(calls)
        try:
            getattr(_core, call.function)(*thawed(changed(call.arguments, random)))
        except (BufferError, ValueError, TypeError):
            refused += 1
    print(f"{len(calls)} calls, and {changes} with a change, of which {refused} were refused")


def changed(value: Any, random: Random) -> Any:
    """The same with another number or length somewhere."""
    if isinstance(value, tuple) and not isinstance(value, Column):
        place = random.randrange(len(value)) if value else 0
        return tuple(changed(each, random) if at == place else each for at, each in enumerate(value))
    if isinstance(value, Column):
        content, width = bytearray(value.content), random.choice((1, 4, 8))
        if random.random() < 0.2:
            return value._replace(content=bytes(content[: len(content) - width]))
        if len(content) >= width:
            place = random.randrange(len(content) // width) * width
            content[place : place + width] = random.choice(WILD).to_bytes(8, "little", signed=True)[:width]
        return value._replace(content=bytes(content))
    return random.choice(WILD) if isinstance(value, int) and not isinstance(value, bool) else value


WILD = (0, 1, -1, 2, 31, 32, 255, 20_469, 2**31 - 1, -(2**31), 2**62, -(2**63), 2**63 - 1)


if __name__ == "__main__":
    if sys.argv[1] == "record":
        record(Path(sys.argv[2]))
    else:
        repeat(Path(sys.argv[2]), sys.argv[3], int(sys.argv[4]))
