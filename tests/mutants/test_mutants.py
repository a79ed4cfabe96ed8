"""The command that tries small changes of the library finds what tests do not see, and its lists name what is there."""

import ast
import subprocess
import sys
from functools import cache
from pathlib import Path
from typing import Final

import pytest

from docs import make_mutants
from tests.mutants.__main__ import lines_of
from tests.mutants.core_judging import CORE, CFile, sources
from tests.mutants.mutations import applied, mutants_of, touched
from tests.mutants.results import MUTATED, PACKAGE, ROOT, Results, equivalents_of, judges_of, read_scores, read_toml

PLANTED: Final = ROOT / "tests" / "mutants" / "planted"
AT_THE_CAP: Final = (
    "Deposit.capped: `MOST if self.held > MOST else self.held` becomes `MOST if self.held >= MOST else self.held`"
)


def judged(judges: str, kept: Path) -> subprocess.CompletedProcess[str]:
    """Judge the planted module by some of its tests."""
    command = [sys.executable, "-m", "tests.mutants", str(PLANTED / "deposits.py"), "--results", str(kept)]
    return subprocess.run(
        [*command, "--judges", str(PLANTED / judges)], cwd=ROOT, capture_output=True, text=True, check=False
    )


@cache
def mutants_of_module(module: str) -> list[str]:
    path = PACKAGE / module
    if (ROOT / module).is_relative_to(CORE):
        return [mutant.name for mutant in CFile.read(ROOT / module, None, ROOT).mutants]
    return [mutant.name for mutant in mutants_of(ast.parse(path.read_text("utf-8")))] if path.is_file() else []


def changes(text: str) -> list[str]:
    return [mutant.change for mutant in mutants_of(ast.parse(text))]


class TestCommand:
    """A change that the tests do not see is named; one that they see is not; what is known is not asked again."""

    def test_good_tests_leave_only_the_mutant_that_changes_nothing(self, tmp_path: Path) -> None:
        ended = judged("strong_judges.py", tmp_path)
        assert ended.stdout.splitlines()[-2:] == [
            "tests/mutants/planted/deposits.py: 16 mutants, 15 killed, 0 equivalent, 1 alive",
            f"  alive: {AT_THE_CAP}",
        ]
        assert ended.returncode == 1
        again = judged("strong_judges.py", tmp_path)
        assert again.stdout.splitlines() == ended.stdout.splitlines()[-2:]

    def test_useless_tests_leave_most(self, tmp_path: Path) -> None:
        ended = judged("weak_judges.py", tmp_path)
        summary = "tests/mutants/planted/deposits.py: 16 mutants, 6 killed, 0 equivalent, 10 alive"
        assert summary in ended.stdout.splitlines(), ended.stderr
        assert "  alive: <module>: `MOST: Final = 200` becomes `MOST: Final = 201`" in ended.stdout.splitlines()
        assert "  alive: halvings: `times += 1` is left out" in ended.stdout.splitlines()


class TestMutations:
    """What is changed of a text, and what never is."""

    @pytest.mark.parametrize(
        ("text", "changed"),
        [
            ("x = a < b", ["`x = a < b` becomes `x = a <= b`"]),
            ("x = a * b", ["`x = a * b` becomes `x = a // b`"]),
            ("x = a and b", ["`x = a and b` becomes `x = a or b`"]),
            ("x = not b", ["`x = not b` becomes `x = b`"]),
            ("x = min(a, b)", ["`x = min(a, b)` becomes `x = max(a, b)`"]),
            ("x: int = 3", ["`x: int = 3` becomes `x: int = 4`"]),
            ("def f(x=1): pass", ["`1` becomes `2`"]),
            ("def f():\n  x += y", ["`x += y` is left out", "`x += y` becomes `x -= y`"]),
            ("def f():\n  g(x)", ["`g(x)` is left out"]),
            ("def f():\n  raise E(1 + 2)", ["`raise E(1 + 2)` is left out"]),
            ("def f() -> int:\n  return x", ["`return x` becomes `return None`"]),
            ("def f() -> None:\n  return x", []),
            ("def f():\n  if a: pass", ["`if a` becomes `if True`", "`if a` becomes `if False`"]),
            ("def f():\n  while a: break", ["`while a` becomes `while False`", "`break` becomes `continue`"]),
            ("def f():\n  match x:\n    case 1 if y: pass", ["`y` becomes `True`", "`y` becomes `False`"]),
            (
                "x = a if b else c",
                [f"`x = a if b else c` becomes `x = a if {value} else c`" for value in (True, False)],
            ),
            ("x = zip(a, b, strict=True)", []),
            ("x: Literal[1] = 'one'", []),
            ("def f():\n  'A text.'\n  assert_never(x)", []),
            ("def f():\n  return f'{1 + 2}'", ["`return '...'` becomes `return None`"]),
        ],
    )
    def test_of_a_text(self, text: str, changed: list[str]) -> None:
        assert changes(text) == changed

    def test_a_change_is_there_within_its_block_alone(self) -> None:
        tree = ast.parse("x = a < b")
        [mutant] = mutants_of(tree)
        with applied(mutant):
            assert ast.unparse(tree) == "x = a <= b"
        assert ast.unparse(tree) == "x = a < b"

    def test_a_default_is_changed_where_it_stands(self) -> None:
        tree = ast.parse("def f(x=1, *, y, z=2):\n    pass")
        shown = []
        for mutant in mutants_of(tree):
            with applied(mutant):
                shown.append(ast.unparse(tree).splitlines()[0])
        assert shown == ["def f(x=2, *, y, z=2):", "def f(x=1, *, y, z=3):"]

    def test_a_diff_touches_whole_functions(self) -> None:
        tree = ast.parse("A = 1\nB = 2\nclass C:\n  def f(self):\n    g(1)\n    g(2)\n  def h(self):\n    g(3)\n")
        found = touched(mutants_of(tree), tree, {1, 6})
        assert sorted({mutant.change for mutant in found}) == [
            "`A = 1` becomes `A = 2`",
            "`g(1)` becomes `g(2)`",
            "`g(1)` is left out",
            "`g(2)` becomes `g(3)`",
            "`g(2)` is left out",
        ]

    def test_lines_of_a_diff(self) -> None:
        diff = (
            "+++ b/src/telcoterms/clauses/tax.py\n@@ -3 +3,2 @@ def f\n+x\n@@ -9,2 +10,0 @@\n-y\n"
            "+++ b/docs/tax.md\n@@ -1 +1 @@\n"
            "+++ b/native/src/core/exact.h\n@@ -5 +5 @@\n-int a;\n+int b;\n"
        )
        assert lines_of(diff) == {PACKAGE / "clauses" / "tax.py": {3, 4, 10}, CORE / "exact.h": {5}}


class TestResults:
    """What is kept holds as long as the module and the tests are as they were."""

    def test_a_changed_test_is_asked_again(self, tmp_path: Path) -> None:
        results = Results.of(PLANTED / "deposits.py", tmp_path)
        results.kill("one", "tests/mutants/planted/strong_judges.py::test_halvings_are_counted")
        results.let_live("two", {"tests/mutants/planted/weak_judges.py"})
        results.save()
        kept = Results.of(PLANTED / "deposits.py", tmp_path)
        assert kept.is_killed("one")
        assert kept.has_passed("two") == {"tests/mutants/planted/weak_judges.py"}
        kept.killed["one"] = (kept.killed["one"][0], "of another text")
        kept.alive["two"] = {"tests/mutants/planted/weak_judges.py": "of another text"}
        assert not kept.is_killed("one")
        assert kept.has_passed("two") == set()


class TestLists:
    """The tables beside the command name modules, tests and mutants that exist."""

    def test_each_equivalent_mutant_is_one_with_a_reason(self) -> None:
        table = read_toml("equivalents.toml")
        unknown = [
            f"{module}: {mutant}"
            for module, reasons in table.items()
            for mutant, why in reasons.items()
            if mutant not in mutants_of_module(module) or len(why) < 20
        ]
        assert unknown == []

    def test_each_judge_is_a_file_of_tests(self) -> None:
        judges: dict[str, list[str]] = read_toml("judges.toml")["judges"]
        assert [file for files in judges.values() for file in files if not (ROOT / file).is_file()] == []
        assert [name for name in judges if name and not (PACKAGE / name).exists()] == []
        assert all(files == sorted(files) for files in judges.values())

    @pytest.mark.parametrize("folder", MUTATED)
    def test_each_module_has_judges_of_its_own(self, folder: str) -> None:
        common = len(judges_of(""))
        modules = [file.relative_to(PACKAGE).as_posix() for file in (PACKAGE / folder).rglob("*.py")]
        assert modules
        assert [one for one in modules if one != "clauses/__init__.py" and len(judges_of(one)) <= common] == []

    def test_each_score_is_of_a_module_and_counts_its_equivalents(self) -> None:
        for module, score in read_scores().items():
            assert (PACKAGE / module).is_file() or ROOT / module in sources()
            assert score.not_judged == 0
            assert score.equivalent <= len(equivalents_of(module))

    def test_the_page_shows_the_scores(self) -> None:
        assert make_mutants.PAGE.read_text("utf-8") == make_mutants.page()

    @pytest.mark.parametrize(
        ("tried", "line"),
        [
            ([], "* all 3 files of `audit/`;"),
            (["audit/b.py"], "* `a.py` and `c.py` of `audit/`;"),
            (["audit/a.py", "audit/c.py"], "* `b.py` of `audit/`;"),
            (["audit/a.py", "audit/b.py", "audit/c.py"], ""),
        ],
    )
    def test_the_page_names_what_was_not_tried(self, tried: list[str], line: str) -> None:
        assert make_mutants.not_tried_of("audit", ["audit/a.py", "audit/b.py", "audit/c.py"], tried) == line

    def test_each_module_that_is_mutated_is_counted(self) -> None:
        counted = {module for folder in MUTATED for module in make_mutants.modules_of(folder)}
        counted |= {file.relative_to(ROOT).as_posix() for file in sources()}
        assert set(read_scores()) <= counted
        assert "clauses/late_charge/kinds.py" in counted
