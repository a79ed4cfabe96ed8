"""The table of laws: what holds whatever the facts are, and the tests that hold it; and laws without another place."""

import ast
import tomllib
from collections.abc import Iterator
from dataclasses import replace
from functools import cache
from pathlib import Path
from typing import Any

import pytest

import telcoterms
from telcoterms import TelcoTermsError, Terms, available, load
from telcoterms.terms import QUESTIONS

ROOT = Path(__file__).parents[1]
PACKAGE = Path(telcoterms.__file__).parent
TABLE: list[dict[str, Any]] = tomllib.loads((ROOT / "tests" / "laws.toml").read_text("utf-8"))["law"]
SUBJECTS = (
    "money",
    "surroundings",
    "days",
    "readings",
    "due date",
    "dispute",
    "late charge",
    "trees",
    "account",
    "ending",
    "smaller questions",
    "published facts",
    "law beside the terms",
)


@cache
def names_in(file: str) -> frozenset[str]:
    """The tests of a file, by the names that pytest gives them."""
    found: list[str] = []
    for node in ast.parse((ROOT / file).read_text("utf-8")).body:
        if isinstance(node, ast.FunctionDef):
            found.append(node.name)
        if isinstance(node, ast.ClassDef):
            found += [f"{node.name}::{own.name}" for own in node.body if isinstance(own, ast.FunctionDef)]
    return frozenset(name for name in found if name.rpartition("::")[2].startswith("test_"))


class TestTable:
    """Each law is one sentence, and is held by tests that are there."""

    @pytest.mark.parametrize("law", TABLE, ids=lambda law: law["says"][:60])
    def test_every_test_is_there(self, law: dict[str, Any]) -> None:
        assert set(law) == {"about", "says", "tests"}
        assert law["about"] in SUBJECTS
        assert law["says"].endswith(".")
        assert law["tests"]
        missing = [test for test in law["tests"] if test.partition("::")[2] not in names_in(test.partition("::")[0])]
        assert missing == []

    def test_each_law_stands_once_below_its_subject(self) -> None:
        says = [law["says"] for law in TABLE]
        assert len(set(says)) == len(says)
        subjects = [law["about"] for law in TABLE]
        assert subjects == sorted(subjects, key=SUBJECTS.index)
        assert set(subjects) == set(SUBJECTS)

    def test_a_test_that_is_not_there_is_found(self) -> None:
        assert "TestTable::test_every_test_is_there" in names_in("tests/test_table_of_laws.py")
        assert "TestTable::test_that_is_not_there" not in names_in("tests/test_table_of_laws.py")


CLOCKS = {"today", "now", "utcnow", "time", "time_ns", "monotonic", "perf_counter", "localtime", "gmtime"}
MODULES = ("date", "datetime", "time", "datetime.date", "datetime.datetime")
READS_THE_CLOCK = {
    "cli/days.py: datetime.now",  # the word that somebody types
    "batch/progress.py: time.monotonic",  # how long a batch takes, told on the terminal
}


def clocks_of(file: Path) -> Iterator[str]:
    """Where a module names a clock."""
    for node in ast.walk(ast.parse(file.read_text("utf-8"))):
        if isinstance(node, ast.Attribute) and node.attr in CLOCKS and ast.unparse(node.value) in MODULES:
            yield f"{file.relative_to(PACKAGE).as_posix()}: {ast.unparse(node)}"


class TestTheClock:
    """No figure depends on the clock."""

    def test_one_module_alone_reads_it(self) -> None:
        assert {place for file in PACKAGE.rglob("*.py") for place in clocks_of(file)} == READS_THE_CLOCK


ASKS_FOR_LAW = ("law", "complaint", "customer_cancellation")
"""The questions whose answer has, beside what the terms say, what the law says."""


def asked(terms: Terms) -> Iterator[tuple[str, object]]:
    """What comes of each question on its example facts: the value, or the error where the terms refuse them."""
    for name, question in QUESTIONS.items():
        if name not in ASKS_FOR_LAW and question.answered_by(terms.agreement):
            for facts in question.examples(terms.currency):
                try:
                    yield name, getattr(terms, name)(**facts).value
                except TelcoTermsError as error:
                    yield name, str(error)


WITH_LAW = sorted({edition.provider for edition in available() if load(edition.provider).agreement.law is not None})


class TestLawBeside:
    """A rule of law never changes an answer: it stands beside it."""

    @pytest.mark.parametrize("provider", WITH_LAW)
    def test_no_answer_is_another_without_the_law(self, provider: str) -> None:
        terms = load(provider)
        with_law, without = list(asked(terms)), list(asked(Terms(replace(terms.agreement, provider_law=None))))
        assert with_law == without
        assert provider == "kijoma" or any(not isinstance(value, str) for _, value in with_law)

    def test_most_providers_have_a_table_of_law(self) -> None:
        assert {"kos", "kijoma", "bell", "vodafone"} <= set(WITH_LAW)
