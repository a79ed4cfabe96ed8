"""No fact of a provider is in the code, released data stays as it is, and the project speaks for itself."""

import ast
import hashlib
import re
import shutil
import subprocess
import tomllib
from collections.abc import Iterator
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

import telcoterms
from telcoterms.agreement.agreement import Section
from telcoterms.files.library import load
from telcoterms.terms import QUESTIONS

HOME = Path(telcoterms.__file__).parent
ROOT = Path(__file__).parents[1]
MODULES = sorted(HOME.rglob("*.py"))
KOS = HOME / "published" / "providers" / "kos-2021-07-12.toml"

NAMES_REFUSED = {"utils", "common", "helpers", "types", "base", "constants", "manager", "engine"}

# Each file of a released edition and its SHA-256: it is never edited again, a correction is a new revision beside it.
RELEASED: dict[str, str] = {}


def name_of(file: Path) -> str:
    return file.relative_to(HOME).as_posix()


class TestModules:
    """A module has one reason to exist, and a name that says it."""

    def test_no_name_that_says_nothing(self) -> None:
        assert not [name_of(file) for file in MODULES if {file.stem, *file.relative_to(HOME).parts} & NAMES_REFUSED]

    @pytest.mark.parametrize("file", MODULES, ids=name_of)
    def test_it_says_what_it_is_for(self, file: Path) -> None:
        assert ast.get_docstring(ast.parse(file.read_text("utf-8")))


def without_docstrings(tree: ast.Module) -> Iterator[ast.Constant]:
    """Every constant of a module that is no docstring: examples may name a provider, code may not."""
    docstrings = set()
    for node in ast.walk(tree):
        if isinstance(node, ast.Module | ast.ClassDef | ast.FunctionDef | ast.AsyncFunctionDef) and node.body:
            first = node.body[0]
            if isinstance(first, ast.Expr) and isinstance(first.value, ast.Constant):
                docstrings.add(first.value)
    for node in ast.walk(tree):
        if isinstance(node, ast.Constant) and node not in docstrings:
            yield node


FACTS = re.compile(r"\bkos\b|kos\.net|\bkingston\b|\bhst\b|\bontario\b|\b26\.82|\b0\.2682|\b0\.02\b", re.IGNORECASE)
NUMBERS = {0.02, 0.2682, 26.82}
# The command shows this provider in its examples, and knows the provinces by their names.
THE_COMMANDS_OWN = {"kos", "ontario"}


def facts_in(text: str) -> list[str]:
    """Facts of a provider in the code of a module."""
    found = []
    tree = ast.parse(text)
    for constant in without_docstrings(tree):
        if isinstance(constant.value, str):
            found += FACTS.findall(constant.value)
        elif isinstance(constant.value, float) and constant.value in NUMBERS:
            found.append(str(constant.value))
    names = [node.id for node in ast.walk(tree) if isinstance(node, ast.Name)]
    return found + [name for name in names if FACTS.search(name)]


class TestFacts:
    """The numbers of a provider are in its file and nowhere else."""

    @pytest.mark.parametrize("file", MODULES, ids=name_of)
    def test_no_fact_of_a_provider_is_in_the_code(self, file: Path) -> None:
        allowed = THE_COMMANDS_OWN if "cli" in file.relative_to(HOME).parts else set()
        assert set(facts_in(file.read_text("utf-8"))) <= allowed

    @pytest.mark.parametrize(
        "line", ['x = "kos"', 'x = f"the HST of {y}"', "x = 0.02", "kos = 1", 'def f(x="Ontario"): "doc"']
    )
    def test_a_planted_fact_is_found(self, line: str) -> None:
        assert facts_in(f'"""A module."""\n{line}\n')

    def test_an_example_in_a_docstring_may_name_a_provider(self) -> None:
        assert facts_in('"""Such as `kos`."""\n\n\ndef f():\n    """>>> load("kos")"""\n') == []


def edited(folder: Path, released: dict[str, str]) -> list[str]:
    """The files of released editions that are no longer what they were."""
    return [
        name
        for name, digest in released.items()
        if not (folder / name).is_file() or hashlib.sha256((folder / name).read_bytes()).hexdigest() != digest
    ]


class TestPublished:
    """A released edition is never edited."""

    FOLDER = HOME / "published" / "providers"

    def test_no_released_file_was_edited(self) -> None:
        assert edited(self.FOLDER, RELEASED) == []

    def test_an_edit_is_found(self, tmp_path: Path) -> None:
        folder = tmp_path / "providers"
        shutil.copytree(self.FOLDER, folder)
        released = {file.name: hashlib.sha256(file.read_bytes()).hexdigest() for file in folder.iterdir()}
        assert KOS.name in released
        assert edited(folder, released) == []
        planted = folder / KOS.name
        planted.write_bytes(planted.read_bytes().replace(b"days = 15", b"days = 16"))
        assert edited(folder, released) == [KOS.name]
        planted.unlink()
        assert edited(folder, released) == [KOS.name]

    @pytest.mark.parametrize("file", sorted(FOLDER.glob("*.toml")), ids=lambda file: file.name)
    def test_a_file_is_named_after_what_is_in_it(self, file: Path) -> None:
        data = tomllib.loads(file.read_text("utf-8"))
        revision = f"-r{data['revision']}" if data["revision"] else ""
        assert file.stem == f"{data['provider']}-{data['edition']}{revision}"


def overdue(sections: tuple[Section, ...]) -> list[Section]:
    """Sections that are told as still to come, though every question that they wait for is answered."""
    return [one for one in sections if one.status == "to-come" and set(one.questions) <= set(QUESTIONS)]


def evasive(sections: tuple[Section, ...]) -> list[Section]:
    """Sections that are not computed for a reason that names no missing fact."""
    return [
        one for one in sections if re.search(r"out of scope|not (yet )?implemented|to ?do\b", one.why, re.IGNORECASE)
    ]


class TestSections:
    """Every section is told, and honestly."""

    SECTIONS = load("kos").sections()

    def test_each_of_the_49_is_told(self) -> None:
        told = {one.clause.section for one in self.SECTIONS if one.clause.document == "Service Terms"}
        assert told == {str(number) for number in range(1, 50)}

    def test_none_is_told_as_to_come_whose_questions_are_answered(self) -> None:
        assert overdue(self.SECTIONS) == []

    def test_no_reason_is_none(self) -> None:
        assert all(one.why for one in self.SECTIONS if one.status == "not-computed")
        assert evasive(self.SECTIONS) == []

    def test_planted_ones_are_found(self, tmp_path: Path) -> None:
        text = KOS.read_text("utf-8")
        planted = tmp_path / KOS.name
        planted.write_text(
            text.replace(
                'questions = ["data_usage"]',
                'to_come = ["late_charge"]',
            ).replace(
                "the re-stocking fee, which may apply to equipment returned, or ordered but not shipped: no amount",
                "the re-stocking fee is out of scope: no amount",
            ),
            "utf-8",
        )
        sections = load(planted).sections()
        assert [one.clause.section for one in overdue(sections)] == ["49"]
        assert [one.clause.section for one in evasive(sections)] == ["36"]

    def test_what_is_computed_is_computed_by_a_question_that_the_terms_answer(self) -> None:
        terms = load("kos")
        assert all(
            terms.answers(question) for one in self.SECTIONS for question in one.questions if one.status == "computed"
        )


# What means something on one machine, or in one tracker, alone.
ELSEWHERE = re.compile(
    r"/home/\w|/root/\w|\b(?:issues?|fix(?:es)?|close[sd]?|see|bug) ?#?\d|index-url https?:", re.IGNORECASE
)
FORMATS = {"json-schema.org", "keepachangelog.com", "semver.org", "spdx.org", "www.w3.org"}
INTERFACES = {"arrow.apache.org", "docs.python.org", "pandas.pydata.org", "spark.apache.org"}
"""Where the types of other packages are described, to which the pages on the interface link."""
HOSTS = {*FORMATS, *INTERFACES, "127.0.0.1"}
TEXT_FILES = {".py", ".md", ".toml", ".txt", ".json", ".csv", ".cfg", ".yml", ".yaml", ".html", ".svg", ""}


def files_of_the_project() -> list[Path]:
    """What the project holds: what git knows or would add, or all that lies there."""
    if (ROOT / ".git").exists():
        listed = subprocess.run(
            ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"],
            cwd=ROOT,
            capture_output=True,
            check=True,
            text=True,
        ).stdout.split("\0")
        found = [ROOT / name for name in listed if name]
    else:
        found = [
            file
            for file in ROOT.rglob("*")
            if not any(part.startswith(".") or part in ("build", "dist") for part in file.relative_to(ROOT).parts)
        ]
    own = Path(__file__)
    return sorted(file for file in found if file.is_file() and file.suffix in TEXT_FILES and file != own)


def words_from_elsewhere(text: str) -> list[str]:
    """Paths of one machine, numbers of one tracker, hosts that no reader needs."""
    hosts = re.findall(r"https?://([A-Za-z0-9.-]+)", text)
    return [one[0] for one in ELSEWHERE.finditer(text)] + [host for host in hosts if host not in HOSTS]


class TestWords:
    """The project speaks for itself."""

    def test_no_file_needs_another_place_to_be_understood(self) -> None:
        files = files_of_the_project()
        assert len(files) > 100
        translator = {
            file.relative_to(ROOT).as_posix(): words
            for file in files
            if (words := words_from_elsewhere(file.read_bytes().decode("utf-8", "replace")))
        }
        assert translator == {}

    @pytest.mark.parametrize("text", ["see /home/ada/notes", "as issue 12 says", "fixes #12", "https://x.example"])
    def test_a_planted_word_is_found(self, text: str) -> None:
        assert words_from_elsewhere(text)

    def test_what_a_person_types_is_no_such_word(self) -> None:
        assert words_from_elsewhere("## A session\n>>> 1") == []


class TestExactness:
    """Nothing that is published is a binary float."""

    @pytest.mark.parametrize("file", sorted((HOME / "published").rglob("*.toml")), ids=name_of)
    def test_every_number_is_an_exact_decimal(self, file: Path) -> None:
        def numbers(value: Any) -> Iterator[Decimal]:
            inside = list(value.values()) if isinstance(value, dict) else value
            if isinstance(inside, list):
                for one in inside:
                    yield from numbers(one)
            elif isinstance(value, Decimal):
                yield value

        for number in numbers(tomllib.loads(file.read_text("utf-8"), parse_float=Decimal)):
            assert number.is_finite()
