"""A question is one class beside its clause: what else there is of it follows, and leads from table to page."""

import ast
import json
import pkgutil
import shutil
import subprocess
import sys
import tomllib
from collections.abc import Iterator
from dataclasses import MISSING, fields
from functools import cache
from importlib import import_module
from inspect import Parameter, signature
from pathlib import Path
from types import NoneType
from typing import Annotated, Any, Final, Literal, get_args, get_origin, get_type_hints

import pytest

import telcoterms
from docs import make_modules, make_provider_file
from telcoterms import Terms
from telcoterms.agreement.rule import PARAMETER, Rule, choices, field_types
from telcoterms.answers.question import KNOWN, NEEDED, kind_of, types_of
from telcoterms.files.kinds import own_fields
from telcoterms.statement.rule import STATEMENT
from telcoterms.terms import QUESTIONS, TABLES, AllReadings, table_of
from tests.processes import without_coverage
from tests.terms_builders import KOS as KOS_TERMS
from tests.worked_cases import LAKESIDE, SILENT_IN_KOS

HOME = Path(telcoterms.__file__).parent
ROOT = Path(__file__).parents[1]
KOS = HOME / "published" / "providers" / "kos-2021-07-12.toml"
OTHER = ROOT / "examples" / "more_clauses.toml"  # it answers what KOS does not
MAX_ENTRIES = 16
TOLD_WITH = {"policy_change": "change_of_terms"}  # one page for two clauses


def module_of(question: str) -> str:
    """The module or the package of a question, below `clauses` or at the top: the stem of its test."""
    first, second = QUESTIONS[question].__module__.split(".")[1:3]
    return second if first == "clauses" else first


def file_of(folder: Path, question: str, ending: str) -> Path:
    """The file of a question; one that follows from the clause of another is told with its module."""
    stems = (question, module_of(question), TOLD_WITH.get(question, ""))
    return next(file for stem in stems if (file := folder / f"{stem}{ending}").is_file())


@cache
def names_of_tests() -> set[str]:
    return {file.name for file in (ROOT / "tests").rglob("test_*.py")}


class TestOneClass:
    """The class of a question has its facts once, as the function of the same name takes them."""

    def test_every_question_is_a_method_of_terms(self) -> None:
        for module in pkgutil.walk_packages([str(HOME)], "telcoterms."):
            if module.name.startswith(("telcoterms.clauses.", "telcoterms.statement.", "telcoterms.audit.")):
                import_module(module.name)
        assert set(QUESTIONS) == set(KNOWN)

    @pytest.mark.parametrize("question", QUESTIONS)
    def test_it_stands_beside_its_function(self, question: str) -> None:
        asked, method = QUESTIONS[question], getattr(Terms, question)
        assert asked.name == question == method.__name__
        assert asked.__module__ == method.__module__

    @pytest.mark.parametrize("question", QUESTIONS)
    def test_its_facts_are_the_parameters_of_its_function(self, question: str) -> None:
        _, *parameters = signature(getattr(Terms, question)).parameters.values()
        parameters = [one for one in parameters if one.name != "named_events"]  # days that the terms name
        defaults = {one.name: NEEDED if one.default is Parameter.empty else one.default for one in parameters}
        facts = QUESTIONS[question].facts
        assert list(facts) == list(defaults)
        assert {name: one.default for name, one in facts.items()} == defaults

    @pytest.mark.parametrize("question", QUESTIONS)
    def test_each_fact_has_a_type_that_the_command_knows_and_says_what_it_is(self, question: str) -> None:
        asked = QUESTIONS[question]
        for name, hint in types_of(asked).items():
            assert (kind_of(hint) == "record") == (asked.facts[name].place == "file"), name
            assert asked.facts[name].says
            assert not asked.facts[name].says.endswith(".")

    @pytest.mark.parametrize("question", QUESTIONS)
    def test_it_says_what_it_answers_and_shows_a_command(self, question: str) -> None:
        assert QUESTIONS[question].says
        assert QUESTIONS[question].example.split()[0] == question.replace("_", "-")

    @pytest.mark.parametrize("question", QUESTIONS)
    def test_it_has_an_example_on_which_terms_are_compared(self, question: str) -> None:
        examples = QUESTIONS[question].examples("CAD")
        assert examples
        assert all(set(facts) <= set(QUESTIONS[question].facts) for facts in examples)


class TestChain:
    """Table, module, test, cases, page: each question has all five."""

    @pytest.mark.parametrize("question", QUESTIONS)
    def test_tables_of_the_providers_file(self, question: str) -> None:
        held = tomllib.loads((OTHER if question in SILENT_IN_KOS else KOS).read_text("utf-8"))
        if question == "audit":  # the lines of a bill ask more than one provider answers
            held |= tomllib.loads(OTHER.read_text("utf-8"))
        tables = QUESTIONS[question].tables
        assert {table.name for table in tables} <= set(held)
        assert {table.name for table in tables} <= set(TABLES)
        assert tables or question in held  # the tax rests on a table of rates, and on no clause with a kind

    @pytest.mark.parametrize("question", QUESTIONS)
    def test_a_test_of_its_module(self, question: str) -> None:
        assert {f"test_{module_of(question)}.py", f"test_{question}.py"} & names_of_tests()

    @pytest.mark.parametrize("question", QUESTIONS)
    def test_worked_cases(self, question: str) -> None:
        provider = "lakeside" if question in SILENT_IN_KOS else "kos"
        cases = tomllib.loads(file_of(ROOT / "tests" / "cases" / provider, question, ".toml").read_text("utf-8"))
        assert cases["case"]

    @pytest.mark.parametrize("question", QUESTIONS)
    def test_a_page(self, question: str) -> None:
        text = file_of(ROOT / "docs" / "questions", question, ".md").read_text("utf-8")
        asked = ("lakeside",) if question in SILENT_IN_KOS else ("kos", "hosting", "dsl")
        assert any(f"{terms}.{question}(" in text for terms in asked)

    @pytest.mark.parametrize("question", QUESTIONS)
    def test_kos_or_the_other_provider_answers_it(self, question: str) -> None:
        assert KOS_TERMS.answers(question) == (question not in SILENT_IN_KOS)
        assert LAKESIDE.answers(question) or question not in SILENT_IN_KOS

    def test_no_page_tells_a_question_that_does_not_exist(self) -> None:
        pages = {file.stem for file in (ROOT / "docs" / "questions").glob("*.md")}
        assert pages == {file_of(ROOT / "docs" / "questions", question, ".md").stem for question in QUESTIONS}

    def test_every_clause_has_its_question_and_its_table(self) -> None:
        clauses = {file.stem for file in (HOME / "clauses").iterdir() if file.suffix == ".py" or file.is_dir()}
        modules = {module_of(one) for one in QUESTIONS if QUESTIONS[one].__module__.startswith("telcoterms.clauses.")}
        assert clauses - {"__init__", "__pycache__"} == modules
        assert set(TABLES) <= modules


READINGS = [
    (table.name, kind, name, values)
    for table in (*map(table_of, TABLES), STATEMENT)
    for kind in table.kinds.values()
    for name, values in choices(kind).items()
]

INNER_READINGS: Final = {"deposit": "late_charge"}
"""The tables whose readings are those of a clause inside them, each with the table that has such a clause."""


def parameters(kind: type[Rule]) -> dict[str, tuple[str, ...]]:
    """The choices of a kind that a file makes as a key and that are no readings, each with its values."""
    return {
        name: get_args(get_args(type_)[0])
        for name, type_ in field_types(kind).items()
        if get_origin(type_) is Annotated and PARAMETER in get_args(type_)
    }


def units(kind: type[Rule]) -> dict[str, tuple[str, ...]]:
    """The periods of a kind that a name gives or a number of days, each with its names."""
    return {
        name: get_args(part)
        for name, type_ in field_types(kind).items()
        for part in get_args(type_)
        if name in own_fields(kind) and get_origin(part) is Literal and NoneType not in get_args(type_)
        if get_origin(type_) is not Annotated and get_origin(type_) is not tuple
    }


def switches(kind: type[Rule]) -> set[str]:
    """What a kind has or has not."""
    return {name for name, type_ in field_types(kind).items() if type_ is bool}


class TestReadings:
    """A reading's `Literal` is the only list of its values; the page tells each, the default first."""

    @pytest.mark.parametrize(("table", "kind", "name", "values"), READINGS)
    def test_the_page_tells_it(self, table: str, kind: type[Rule], name: str, values: tuple[str, ...]) -> None:
        page = (ROOT / "docs" / "questions" / f"{table}.md").read_text("utf-8")
        text = page.partition("## Readings")[2].partition("\n## ")[0]
        start = text.find(f"`{name}`")
        assert start >= 0, f"docs/questions/{table}.md does not tell the reading {name} of {kind.kind}"
        places = [text.find(f"`{value}`", start) for value in values]
        assert all(place > start for place in places), (name, values, places)
        assert min(places) == places[0], f"the default {values[0]} of {name} does not stand first"

    @pytest.mark.parametrize(("table", "kind", "name", "values"), READINGS)
    def test_the_page_of_all_readings_tells_it(
        self, table: str, kind: type[Rule], name: str, values: tuple[str, ...]
    ) -> None:
        row = f"| `{name}` | {', '.join(f'`{value}`' for value in values)} |"
        assert row in (ROOT / "docs" / "readings.md").read_text("utf-8"), (table, kind.kind)

    @pytest.mark.parametrize(("table", "kind", "name", "values"), READINGS)
    def test_the_first_value_is_the_default_and_has_a_reason(
        self, table: str, kind: type[Rule], name: str, values: tuple[str, ...]
    ) -> None:
        defaults = {one.name: one.default for one in fields(kind)}
        assert defaults[name] == values[0], table
        assert kind.usual_reasons[name]

    @pytest.mark.parametrize("table", sorted({one[0] for one in READINGS}))
    def test_the_typed_names_of_a_table_are_those_of_its_kinds(self, table: str) -> None:
        (readings,) = (one for one in get_args(get_type_hints(AllReadings)[table]) if one is not NoneType)
        typed = {key: get_args(hint) for key, hint in get_type_hints(readings).items()}
        known = {one: values for asked, _, one, values in READINGS if asked == table}
        assert typed == known

    def test_no_reading_is_typed_for_a_table_without_any(self) -> None:
        assert set(AllReadings.__annotations__) == {one[0] for one in READINGS} | INNER_READINGS.keys()

    @pytest.mark.parametrize("table", INNER_READINGS)
    def test_a_table_with_the_readings_of_another_has_its_typed_names(self, table: str) -> None:
        hints = get_type_hints(AllReadings)
        assert hints[table] == hints[INNER_READINGS[table]]

    @pytest.mark.parametrize("question", QUESTIONS)
    def test_a_question_reads_tables_that_it_rests_on_and_that_have_readings(self, question: str) -> None:
        asked = QUESTIONS[question]
        assert {table.name for table in asked.reads} <= set(AllReadings.__annotations__)
        assert set(asked.reads) - {STATEMENT} <= set(asked.tables)

    @pytest.mark.parametrize("table", [*map(table_of, TABLES)], ids=repr)
    def test_no_number_of_a_kind_has_a_default(self, table: Any) -> None:
        for kind in table.kinds.values():
            defaults = {one.name: one.default for one in fields(kind)}
            numbers = own_fields(kind).keys() - parameters(kind).keys() - units(kind).keys() - switches(kind)
            assert {defaults[name] for name in numbers} <= {MISSING, None, ()}

    @pytest.mark.parametrize("table", [*map(table_of, TABLES)], ids=repr)
    def test_the_first_value_of_a_parameter_is_its_default(self, table: Any) -> None:
        for kind in table.kinds.values():
            defaults = {one.name: one.default for one in fields(kind)}
            for name, values in (parameters(kind) | units(kind)).items():
                assert defaults[name] == values[0]


# A question that the library does not have: its module as CONTRIBUTING describes it, and its lines in `terms`.
TOY = '''
"""What is paid before a service is restored: a share of what is owed."""

from __future__ import annotations

from datetime import date
from fractions import Fraction
from typing import ClassVar, Final, TypedDict, final

from telcoterms.agreement.agreement import Kinds
from telcoterms.agreement.rule import Rule
from telcoterms.answers.answer import Agreed, Answer
from telcoterms.answers.question import Question, fact
from telcoterms.values.dataclasses import dataclass
from telcoterms.values.days import Day, as_day
from telcoterms.values.messages import Phrase
from telcoterms.values.money import Amount, Money, Rounding, as_money
from telcoterms.values.steps import Percent, Step, outcome, rounded, step


@final
@dataclass(frozen=True, slots=True, kw_only=True)
class ShareOfDebt(Rule):
    """A share of what is owed."""

    kind: ClassVar[str] = "share-of-debt"
    usual_reasons: ClassVar = {"rounding": "half a cent rounds up, as on bills"}

    share: Fraction
    rounding: Rounding = "half-up"


RestorationRule = ShareOfDebt
RESTORATION: Final = Kinds[RestorationRule]("restoration", RestorationRule)


class RestorationReadings(TypedDict, total=False):
    """Readings of `restoration`."""

    rounding: Rounding


@final
class RestorationQuestion(Question):
    """`restoration`."""

    name = "restoration"
    says = "what is paid before a service is restored"
    asks = Phrase("restoration of a service with {owed} owed, on {on}")
    dated_by = "on"
    example = "restoration 113.01 --on 2026-06-01"
    tables = (RESTORATION,)
    reads = (RESTORATION,)
    compared = ({"owed": 113, "on": "2026-06-01"},)

    owed: Money = fact("what is owed, such as 113.01", place="argument")
    on: date = fact("the day on which it is restored")
    months: int = fact("how many months it was cut off", default=1, in_heading=Phrase("cut off for {value} months"))

    def told(self, value: Money) -> Phrase:
        """The share, in a sentence."""
        return phrase("{share} is to be paid before a service is restored on {on}", share=value, on=self.on)

    def working(self) -> tuple[Step, ...]:
        """The share."""
        rule = RESTORATION.of(self.agreement)
        exact = outcome(rule.share * self.owed.minor, rule.rounding, self.owed.currency)
        template = "to be paid: {owed} x {share} = {outcome}"
        return (step(template, rule.clause, owed=self.owed, share=Percent(rule.share), outcome=exact),)


def restoration(terms: Agreed, owed: Amount, *, on: Day, months: int = 1) -> Answer[Money]:
    """What is paid before a service is restored."""
    money, day = as_money(owed, terms.agreement.currency, "owed"), as_day(on, "on")
    rule = RESTORATION.of(terms.agreement)
    value = Money.of_minor(rounded(rule.share * money.minor, rule.rounding), money.currency)
    return Answer(value, "restoration", (money, day, months), terms)
'''
LINES = {
    "    import telcoterms.clauses.regime\n": "    import telcoterms.clauses.restoration\n",
    '    "regime",\n': '    "restoration",\n',
    "    refund: telcoterms.clauses.refund.RefundReadings | None\n": (
        "    restoration: telcoterms.clauses.restoration.RestorationReadings | None\n"
    ),
    "    regime = telcoterms.clauses.regime.regime\n": "    restoration = telcoterms.clauses.restoration.restoration\n",
}
TABLE = """
[restoration]
kind = "share-of-debt"
share = 0.5
clause = { document = "service-terms", section = "37" }
says = "Half of what is owed is paid before a service is restored."
"""
ASKED = """
import json, sys
from telcoterms import Terms, diff, from_dict, load
from telcoterms.files.schemas import schema_of

terms, bare = load(sys.argv[1]), load("kos")
answer = terms.restoration("113.01", on="2026-06-01")
assert from_dict(answer.as_dict(), terms=terms) == answer
facts = schema_of("provider")["properties"]["restoration"]
print(json.dumps({
    "value": str(answer.value),
    "text": str(answer.working),
    "under": str(answer.under(rounding="down").value),
    "terms_under": str(terms.under(restoration={"rounding": "down"}).restoration("113.01", on="2026-06-01").value),
    "range": answer.across_readings().as_dict()["highest"],
    "record": answer.as_dict()["facts"],
    "schema": json.dumps(facts),
    "diff": [one.as_dict() for one in diff(terms, bare).differing],
    "answers": [terms.answers("restoration"), bare.answers("restoration")],
    "printed": str(terms).splitlines()[-1],
    "documented": Terms.restoration.__doc__,
}))
"""


@pytest.fixture(scope="class")
def copy(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with the package, to which a question was added, and a provider's file that answers it."""
    folder = tmp_path_factory.mktemp("copy")
    package = folder / "telcoterms"
    shutil.copytree(HOME, package, ignore=shutil.ignore_patterns("__pycache__"))
    (package / "clauses" / "restoration.py").write_text(TOY.lstrip("\n"), "utf-8")
    text = (package / "terms" / "__init__.py").read_text("utf-8")
    for before, line in LINES.items():
        assert text.count(before) == 1
        text = text.replace(before, before + line)
    (package / "terms" / "__init__.py").write_text(text, "utf-8")
    kos = KOS.read_text("utf-8")
    place = kos.index("\n[sections.")
    (folder / "restoring.toml").write_text(kos[:place] + TABLE + kos[place:], "utf-8")
    return folder


def run(copy: Path, *arguments: str) -> str:
    """What a program prints that uses the copy."""
    environment = without_coverage(PYTHONPATH=str(copy), COLUMNS="100")
    done = subprocess.run(
        [sys.executable, *arguments], cwd=copy, env=environment, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stderr
    return done.stdout


@pytest.fixture(scope="class")
def told(copy: Path) -> dict[str, Any]:
    """What a program finds that asks the added question."""
    told: dict[str, Any] = json.loads(run(copy, "-c", ASKED, "restoring.toml"))
    return told


class TestAddedQuestion:
    """A question is added with one module, its lines in `terms`, and data."""

    def test_terms_answer_it(self, told: dict[str, Any]) -> None:
        assert told["value"] == "56.51 CAD"  # half of 113.01 is 56.505
        assert told["answers"] == [True, False]
        assert ", restoration" in told["printed"]
        assert told["documented"].startswith("What is paid before")

    def test_its_working_names_the_clause_and_the_reading(self, told: dict[str, Any]) -> None:
        assert "to be paid: 113.01 x 50 % = 56.505" in told["text"]
        assert "Service Terms s.37" in told["text"]
        assert "(rounding half-up): half a cent rounds up, as on bills" in " ".join(told["text"].split())

    def test_its_readings(self, told: dict[str, Any]) -> None:
        assert told["under"] == told["terms_under"] == "56.50 CAD"
        assert told["range"] == "56.51"

    def test_records_know_it(self, told: dict[str, Any]) -> None:
        assert told["record"] == {"owed": "113.01", "on": "2026-06-01", "months": 1}

    def test_the_schema_knows_its_table(self, told: dict[str, Any]) -> None:
        assert "share-of-debt" in told["schema"]
        assert "half-even" in told["schema"]

    def test_diff_compares_it(self, told: dict[str, Any]) -> None:
        assert told["diff"] == [
            {"question": "restoration", "how": "one answers", "one": "restoration: 56.50 CAD", "other": "no answer"}
        ]

    def test_the_command_answers_it(self, copy: Path) -> None:
        asked = ["-m", "telcoterms", "restoration", "113.01", "--on", "2026-06-01", "--provider", "restoring.toml"]
        answer = run(copy, *asked)
        assert answer.startswith(
            "restoration: 56.51 CAD\n  restoration of a service with 113.01 CAD owed, on 2026-06-01, by "
        )

    def test_the_help_tells_its_facts(self, copy: Path) -> None:
        assert "what is paid before a service is restored" in run(copy, "-m", "telcoterms", "--help")
        help_ = run(copy, "-m", "telcoterms", "restoration", "--help")
        assert "usage: telcoterms restoration" in help_
        for line in (
            "OWED                  what is owed, such as 113.01",
            "--on YYYY-MM-DD       the day on which it is restored",
            "--months N            how many months it was cut off",
        ):
            assert line in help_


class TestPackage:
    """A listing of the package shows the architecture."""

    def test_it_has_few_entries(self) -> None:
        entries = sorted(one.name for one in HOME.iterdir() if one.name != "__pycache__")
        assert len(entries) <= MAX_ENTRIES, entries

    def test_no_module_imports_one_that_imports_it(self) -> None:
        assert import_circles(imports_at_run_time()) == []

    def test_a_planted_circle_is_found(self) -> None:
        planted = {"a": {"b"}, "b": {"c"}, "c": {"a", "d"}, "d": set[str]()}
        assert import_circles(planted) == [["a", "b", "c"]]

    def test_every_module_is_on_the_map(self) -> None:
        assert make_modules.PAGE.read_text("utf-8") == make_modules.page(), "run: python docs/make_modules.py"

    def test_every_key_of_a_providers_file_is_on_its_page(self) -> None:
        page, run = make_provider_file.page(), "run: python docs/make_provider_file.py"
        assert make_provider_file.PAGE.read_text("utf-8") == page, run


def imports_at_run_time() -> dict[str, set[str]]:
    """The modules that each module imports, inside functions too, but not those that type checkers alone read."""
    files = {".".join(file.relative_to(HOME.parent).with_suffix("").parts): file for file in HOME.rglob("*.py")}
    files = {name.removesuffix(".__init__"): file for name, file in files.items()}

    def imported(node: ast.AST) -> Iterator[str]:
        if isinstance(node, ast.If) and ast.unparse(node.test) == "TYPE_CHECKING":
            return
        if isinstance(node, ast.ImportFrom) and node.module:
            for alias in node.names:
                module = f"{node.module}.{alias.name}"
                yield module if module in files else node.module
        for child in ast.iter_child_nodes(node):
            yield from imported(child)

    trees = {name: ast.parse(file.read_text("utf-8")) for name, file in files.items()}
    return {name: (set(imported(tree)) & set(files)) - {name} for name, tree in trees.items()}


def import_circles(imports: dict[str, set[str]]) -> list[list[str]]:
    """The groups of modules of which each imports, by way of others, each other one of its group."""
    reached = {name: set(imported) for name, imported in imports.items()}
    for middle in reached:  # Warshall's closure
        for found in reached.values():
            if middle in found:
                found |= reached[middle]
    circles = {frozenset(other for other in found if name in reached[other]) for name, found in reached.items()}
    return sorted(sorted(circle) for circle in circles if circle)
