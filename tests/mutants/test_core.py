"""The changes of a file of C, and how they are judged: what is changed, what never is, and what counts as a kill."""

import sys
from datetime import date
from math import inf
from pathlib import Path
from unittest.mock import patch

import numpy as np
import pyarrow as pa
import pytest

from telcoterms import load
from telcoterms.batch import statement
from telcoterms.batch.kernels import core as installed
from tests.batch.core.calls import Call, Recorder, Refused, differing
from tests.mutants import core_judging
from tests.mutants.c_mutations import functions_of, mutants_of, touched
from tests.mutants.core_judging import CORE, Built, CFile, ends_as_before, first_otherwise, judge_core, loaded
from tests.mutants.results import Results

TYPES = frozenset({"wide", "pair"})
KEEPING = [("PyBuffer_Release(&c->views[--c->count]);", "--c->count;")]
"""Changes of the module by which it keeps what it was given: columns, and None, of which there would be none left."""
if sys.version_info < (3, 12):  # since then None is not counted
    KEEPING += [("        Py_XINCREF(result);\n", "\n")]


def becomes(before: str, *after: str) -> list[str]:
    return [f"`{before}` becomes `{each}`" for each in after]


def changes(body: str, head: str = "void f(int a, int *b)") -> list[str]:
    return [mutant.change for mutant in mutants_of(f"{head}\n{{\n    {body}\n}}\n", TYPES)]


class TestChanges:
    """Tokens are changed where they mean something, and declarations stay."""

    @pytest.mark.parametrize(
        ("body", "found"),
        [
            ("x = a < c;", ["`x = a < c` is left out", "`x = a < c;` becomes `x = a <= c;`"]),
            ("int x = a * c;", ["`int x = a * c;` becomes `int x = a / c;`"]),
            ("int *x = b;", []),
            ("wide x = (wide)-a;", ["`wide x = (wide)-a;` becomes `wide x = (wide)a;`"]),
            ("int x = *b & a;", ["`int x = *b & a;` becomes `int x = *b | a;`"]),
            ("int *x = &b;", []),
            (
                "int x = !a && c;",
                ["`int x = !a && c;` becomes `int x = a && c;`", "`int x = !a && c;` becomes `int x = !a || c;`"],
            ),
            ("int x = 7;", ["`int x = 7;` becomes `int x = 8;`"]),
            ("double x = 0.5;", []),
            ("pair x = {a, c};", []),
            ("g(a); /* 3 */", ["`g(a)` is left out"]),
            ('g("3 < 4");', ['`g("3 < 4")` is left out']),
            (
                "if (a) g();",
                ["`if (a) g();` becomes `if (true)`", "`if (a) g();` becomes `if (false)`", "`g()` is left out"],
            ),
            (
                "while (a) a--;",
                [
                    "`while (a) a--;` becomes `while (false)`",
                    "`a--` is left out",
                    "`while (a) a--;` becomes `while (a) a++;`",
                ],
            ),
            ("for (;;) break;", ["`break` is left out"]),
            ("switch (a) { case A: g(); }", ["`g()` is left out"]),
            ("int x = a ? c : d;", []),
        ],
    )
    def test_of_a_body(self, body: str, found: list[str]) -> None:
        assert changes(body) == found

    def test_what_is_returned(self) -> None:
        assert changes("return a + c;", "int f(int a)") == [
            "`return a + c;` becomes `return 0`",
            "`return a + c;` becomes `return a - c;`",
        ]
        assert changes("return g(a);", "pair f(int a)") == []

    def test_values_of_enumerations_and_no_other_declarations(self) -> None:
        text = "#define MOST 9\nenum { ONE = 1, TWO };\nstruct s { int a[3]; };\nint f(void) { return a; }\n"
        assert [mutant.name for mutant in mutants_of(text, TYPES)] == [
            "<file>: `enum { ONE = 1, TWO };` becomes `enum { ONE = 2, TWO };`"
        ]

    def test_the_second_of_one_name_has_a_number(self) -> None:
        assert changes("g(); g();")[1] == "`g()` is left out (2)"

    def test_each_has_the_text_of_the_file_with_it(self) -> None:
        [_, mutant] = mutants_of("void f(int a)\n{\n    x = a > 0L;\n}\n", TYPES)[:2]
        assert (mutant.line, mutant.text) == (3, "void f(int a)\n{\n    x = a >= 0L;\n}\n")

    def test_a_diff_touches_whole_functions(self) -> None:
        text = "enum { A = 1 };\nvoid f(void)\n{\n    g(1);\n    g(2);\n}\nvoid h(void)\n{\n    g(3);\n}\n"
        assert functions_of(text) == {"f": range(2, 7), "h": range(7, 11)}
        found = touched(mutants_of(text, TYPES), text, {1, 5})
        assert [mutant.function for mutant in found] == ["<file>", "f", "f", "f", "f"]


CALENDAR = CORE / "calendar.c"


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> Built:
    return Built(tmp_path_factory.mktemp("core"))


@pytest.fixture(scope="module")
def calls(built: Built) -> list[Call]:
    """The calls that a statement makes, one of which is refused."""
    recorder = Recorder(loaded(built.library))
    day = [date(2026, 1, 1)]
    bills = pa.table({"account": ["A"], "number": ["1"], "issued": day, "amount_minor": [10000]})
    paid = pa.table({"account": ["A"], "received": [date(2026, 3, 1)], "amount_minor": [5000]})
    with patch.object(installed, "installed", lambda: recorder):
        owed = statement(load("kos"), bills, paid, "2026-03-20")
    assert owed["balance_minor"].to_pylist() == [5404]  # two months of 2 % on 100.00, less 50.00
    with pytest.raises(ValueError, match="not of numbers of 8 bytes"):
        recorder.starts(b"seven b", bytearray(8))
    return recorder.calls


def moved(built: Built) -> Call:
    """A call that brings three rows of three accounts side by side."""
    recorder = Recorder(loaded(built.library))
    whole, days = np.arange(3)[::-1].copy(), np.arange(3, dtype=np.int32)
    recorder.move((whole, np.arange(4), days, whole), (whole.copy(), days.copy(), whole.copy()))
    [call] = recorder.calls
    return call


class TestJudging:
    """A core is killed where anything comes out otherwise, where it crashes and where it hangs, and nowhere else."""

    @pytest.mark.parametrize(
        ("before", "after"),
        [
            ("day -= 365", "day -= 366"),
            ("month++", "month--"),  # it writes before the table
            ("int32_t day = 0;", "int32_t day = 0; for (volatile int i = 0;; i++);"),
        ],
    )
    def test_one_that_differs(self, built: Built, calls: list[Call], before: str, after: str) -> None:
        text = CALENDAR.read_text("utf-8")
        assert before in text
        with built.of(CALENDAR, text.replace(before, after)) as library:
            assert library is not None
            assert not ends_as_before(library, calls, 1)

    @pytest.mark.parametrize(
        ("before", "after"),
        [
            ("free(places);", ""),
            ("(size_t)(size + 1) * sizeof *places); /*", "(size_t)(size + 1) / 2 * sizeof *places); /*"),
            ("out->places[place] =", "out->places[place - 1] ="),
            ("bool has_memory = rows && nexts && places;", "bool has_memory = rows || nexts || places;"),
        ],
    )
    def test_one_that_is_wrong_about_memory(self, built: Built, calls: list[Call], before: str, after: str) -> None:
        file = CORE / "plain.c"
        text = file.read_text("utf-8")
        assert text.count(before) == 1
        moves = [*calls, moved(built)]
        assert ends_as_before(built.library, moves, 10)
        with built.of(file, text.replace(before, after)) as library:
            assert library is not None
            assert not ends_as_before(library, moves, 10)

    @pytest.mark.parametrize(("before", "after"), KEEPING)
    def test_one_that_keeps_what_it_was_given(self, built: Built, calls: list[Call], before: str, after: str) -> None:
        file = CORE / "module.c"
        text = file.read_text("utf-8")
        with built.of(file, text.replace(before, after)) as library:
            assert library is not None
            assert not ends_as_before(library, calls, 10)

    @pytest.mark.parametrize(
        ("file", "functions"),
        [("plain.c", {"move", "settle"}), ("calendar.c", {"move", "settle", "starts"}), ("audit.c", set())],
    )
    def test_what_comes_to_a_file(self, built: Built, calls: list[Call], file: str, functions: set[str]) -> None:
        """All rest on the calendar, which is made as the core is loaded."""
        all_calls = [*calls, moved(built)]
        found = {call.function for call in built.reaching(CORE / file, all_calls)}
        assert found & {"move", "settle", "starts"} == functions

    def test_the_first_call_that_comes_out_otherwise(self, built: Built, calls: list[Call]) -> None:
        last = calls[-1]._replace(result=Refused("ValueError", "another"))
        assert first_otherwise(built.library, [*calls, last, last], 10) == len(calls)

    def test_one_that_does_not(self, built: Built, calls: list[Call]) -> None:
        text = CALENDAR.read_text("utf-8")
        text = text.replace("int32_t day = 0;", "volatile int32_t none = 0; int32_t day = none;")
        with built.of(CALENDAR, text) as library:
            assert library is not None
            assert ends_as_before(library, calls, 10)

    @pytest.mark.parametrize("after", ["year < 1970 + 0", "year < 19 70"])
    def test_the_same_code_and_no_code_are_no_change(self, built: Built, after: str) -> None:
        with built.of(CALENDAR, CALENDAR.read_text("utf-8").replace("year < 1970", after)) as library:
            assert library is None

    def test_a_header_changes_all_that_include_it(self, built: Built, calls: list[Call]) -> None:
        header = CORE / "exact.h"
        text = header.read_text("utf-8")
        with built.of(header, text.replace("rest > other", "rest < other")) as library:
            assert library is not None
            assert not ends_as_before(library, calls, 10)
        assert (built.folder / "exact.h").read_text("utf-8") == text

    def test_what_was_asked_is_asked_of_a_core_by_its_function(self, built: Built, calls: list[Call]) -> None:
        core = loaded(built.library)
        assert differing(core, calls) is None
        [refused] = [call for call in calls if isinstance(call.result, Refused)]
        assert differing(core, [refused._replace(result=Refused("ValueError", "another"))]) == "starts"


class TestCommand:
    """The files of the core are judged as modules are, by the calls of the tests, and what is found is kept."""

    def test_what_is_alive_and_what_changes_nothing(
        self, built: Built, calls: list[Call], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr(core_judging, "calls_of_tests", lambda *_: calls)
        monkeypatch.setattr(core_judging, "equivalents_of", lambda _: {})
        file = CFile.read(CALENDAR, {8}, tmp_path)
        unseen = "make_calendar: `month_starts[MONTHS] = day` is left out"  # nobody asks about the last month
        line = 1 + CALENDAR.read_text("utf-8").splitlines().index("    month_starts[MONTHS] = day;")
        asked = [one for one in file.mutants if "day -= 365" in one.change or one.name == unseen]
        file.mutants[:] = asked
        said: list[str] = []
        judge_core([file], said.append, inf, tmp_path)
        assert said == [f"  alive: {unseen} (line {line})"]
        kept = CFile(CALENDAR, asked, Results.of(CALENDAR, tmp_path))
        assert kept.results == file.results
        score, living = kept.results.score([mutant.name for mutant in asked], {})
        assert (score.mutants, score.killed, living) == (5, 4, [unseen])
        again: list[str] = []
        monkeypatch.setattr(core_judging, "calls_of_tests", lambda *_: pytest.fail("they are asked again"))
        judge_core([kept], again.append, inf, tmp_path)
        assert again == []
