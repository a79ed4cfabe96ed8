"""What the library is installed with: packages that are imported where they serve, and locks of the tools."""

import re
import subprocess
import sys
import tomllib
from importlib.metadata import version
from pathlib import Path
from typing import Any

import pytest

from telcoterms import Calendar, from_dict, load
from tests.receipt_data import calendars_of

ROOT = Path(__file__).parents[1]
PROJECT: dict[str, Any] = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))
GROUPS: dict[str, list[Any]] = PROJECT["dependency-groups"]
PACKAGES = {
    "babel",
    "dateutil",
    "holidays",
    "icalendar",
    "numpy",
    "openpyxl",
    "pyarrow",
    "pyspark",
    "telcoterms_native",
    "weasyprint",
}


def names(requirements: list[Any]) -> set[str]:
    """Return the names of some requirements, without their extras, versions and markers."""
    plain = [one for one in requirements if isinstance(one, str)]
    return {re.split(r"[^A-Za-z0-9._-]", one, maxsplit=1)[0].lower() for one in plain}


def imported_by(code: str) -> set[str]:
    """Return which of the packages a fresh interpreter has imported after this code."""
    show = f"import sys; print(*{PACKAGES!r} & {{name.partition('.')[0] for name in sys.modules}})"
    run = subprocess.run([sys.executable, "-c", f"{code}\n{show}"], capture_output=True, text=True, check=True)
    return set(run.stdout.splitlines()[-1].split())


class TestImports:
    """A package is imported where it serves, and never at `import telcoterms`."""

    @pytest.mark.parametrize(
        "code",
        [
            "import telcoterms",
            "from telcoterms import *",
            "import telcoterms; print(telcoterms.load('kos').late_charge(113, issued='2026-01-01', paid='2026-02-15'))",
            "from telcoterms.cli import main; main(['due-date', '--issued', '2026-01-01'])",
            "from telcoterms.cli import main; main(['complaint', '--received', '2026-03-02'])",
        ],
    )
    def test_plain_english_with_plain_days_needs_none(self, code: str) -> None:
        assert imported_by(code) == set()

    @pytest.mark.parametrize(
        ("code", "packages"),
        [
            (
                "from telcoterms.cli import main; main(['due-date', '--issued', '2026-01-01', '--lang', 'fr'])",
                {"babel"},
            ),
            (
                "from telcoterms import Calendar; Calendar.from_holidays('CA', 'QC', [2026])",
                {"dateutil", "holidays"},  # holidays itself needs dateutil
            ),
        ],
    )
    def test_what_serves_is_imported_and_nothing_else(self, code: str, packages: set[str]) -> None:
        assert imported_by(code) == packages


class TestVersions:
    """What came from a package says its version in the answer."""

    def test_an_answer_that_counted_by_a_calendar_of_holidays_names_its_version(self) -> None:
        quebec = Calendar.from_holidays("CA", "QC", [2026])
        terms = load("kos").with_calendar(quebec)
        answer = terms.complaint(received="2026-06-23", manager="2026-06-23")
        said = f"holidays {version('holidays')}"
        assert f"counted by the calendar CA-QC, version {said}" in " ".join(str(answer.working).split())
        assert calendars_of(answer) == {"CA-QC": said}
        assert from_dict(answer.as_dict(), terms=terms) == answer


class TestMetadata:
    """A customer is offered what serves customers."""

    def test_the_dependencies(self) -> None:
        project = PROJECT["project"]
        assert names(project["dependencies"]) == {"babel", "holidays", "icalendar", "python-dateutil", "tzdata"}
        extras = project["optional-dependencies"]
        assert set(extras) == {"all", "batch", "compiled", "pdf", "spark", "xlsx"}
        assert extras["all"] == ["telcoterms[batch,compiled,pdf,spark,xlsx]"]

    def test_the_groups_hold_what_is_no_customers_business(self) -> None:
        offered = set().union(*map(names, PROJECT["project"]["optional-dependencies"].values()))
        assert {"quantlib", "pytest", "mypy", "sphinx"} <= set().union(*map(names, GROUPS.values())) - offered

    def test_a_plain_uv_run_installs_no_group(self) -> None:
        assert PROJECT["tool"]["uv"]["default-groups"] == []


class TestReadme:
    """On a package index the page has no link that leads nowhere."""

    SUBSTITUTIONS = PROJECT["tool"]["hatch"]["metadata"]["hooks"]["fancy-pypi-readme"]["substitutions"]
    README = (ROOT / "README.md").read_text("utf-8")

    def on_an_index(self, text: str) -> str:
        for one in self.SUBSTITUTIONS:
            text = re.sub(one["pattern"], one["replacement"], text)
        return text

    def test_no_link_to_a_file_is_left(self) -> None:
        link = re.compile(r"\]\((?!https?:)")
        assert link.search(self.README)
        assert link.search(self.on_an_index(self.README)) is None

    def test_the_examples_stay_as_they_are(self) -> None:
        fence = re.compile(r"^```.*?^```", re.MULTILINE | re.DOTALL)
        assert fence.findall(self.on_an_index(self.README)) == fence.findall(self.README)

    def test_what_is_named_is_a_file_of_the_project(self) -> None:
        named = re.findall(r"\(`((?:docs/|[A-Z])[^`]*)`\)", self.on_an_index(self.README))
        assert len(named) > 10
        assert [name for name in named if not (ROOT / name).exists()] == []

    def test_an_address_stays_a_link(self) -> None:
        assert (
            self.on_an_index("[a](https://semver.org/a) [b](docs/b.md#c)")
            == "[a](https://semver.org/a) b (`docs/b.md`)"
        )


class TestLocks:
    """One lock for each group: versions and hashes, and no address."""

    def test_each_group_has_one(self) -> None:
        locks = {file.stem for file in (ROOT / "requirements").glob("*.txt")}
        # the tests on Spark have the group of all tests, and an extra; `run` is what a customer installs
        assert locks == {*GROUPS, "spark", "run"}

    @pytest.mark.parametrize("group", GROUPS)
    def test_it_pins_all_that_the_group_names(self, group: str) -> None:
        text = (ROOT / "requirements" / f"{group}.txt").read_text("utf-8")
        pinned = set(re.findall(r"^([a-z0-9._-]+)==", text, re.MULTILINE))
        assert names(GROUPS[group]) <= pinned

    @pytest.mark.parametrize("file", sorted((ROOT / "requirements").glob("*.txt")), ids=lambda file: file.stem)
    def test_it_has_hashes_and_no_address(self, file: Path) -> None:
        text = file.read_text("utf-8")
        assert "://" not in text
        entries = re.split(r"^(?=[a-z0-9._-]+==)", text, flags=re.MULTILINE)[1:]
        assert entries
        assert [entry.partition("==")[0] for entry in entries if "--hash=sha256:" not in entry] == []
