"""What a release says of itself in several files is one thing, and its workflows run nothing that can change."""

from __future__ import annotations

import re
import tomllib
from pathlib import Path
from typing import Any

import pytest

from telcoterms import __version__

ROOT = Path(__file__).resolve().parents[1]
WORKFLOWS = sorted((ROOT / ".github/workflows").glob("*.yml"))
RECIPE = (ROOT / "conda/recipe.yaml").read_text("utf-8")
PROJECT: dict[str, Any] = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]
OF_CONDA = {"tzdata": "python-tzdata"}
"""What conda-forge calls a package otherwise."""


def needs(requirements: list[str]) -> set[str]:
    """Each requirement as a recipe writes it, without markers; the project's own extras left out."""
    found = set()
    for one in requirements:
        name, bound = re.fullmatch(r"([\w.,\[\]-]+)([>=]=[\w.]+)?", one.partition(";")[0].strip()).groups()  # type: ignore[union-attr]
        if not name.startswith("telcoterms["):
            found.add(" ".join(filter(None, (OF_CONDA.get(name, name), bound))))
    return found


def listed(heading: str) -> set[str]:
    """The list below a heading of the recipe."""
    block = re.search(rf"^( +){heading}:\n((?:\1  - .*\n)+)", RECIPE, re.MULTILINE)
    assert block is not None
    return set(re.findall(r"- ([^#\n]*[^#\s])", block[2]))


@pytest.mark.parametrize("workflow", WORKFLOWS, ids=lambda path: path.name)
class TestWorkflows:
    def test_each_action_is_pinned_by_its_hash_and_says_its_version(self, workflow: Path) -> None:
        used = re.findall(r"uses: (.*)", workflow.read_text("utf-8"))
        assert used
        for one in used:
            assert re.fullmatch(r"[\w./-]+@[0-9a-f]{40} # v\d+\.\d+\.\d+|\./\.github/workflows/ci\.yml #.*", one), one

    def test_a_job_has_no_permission_that_it_does_not_name(self, workflow: Path) -> None:
        text = workflow.read_text("utf-8")
        assert "\npermissions: {}\n" in text
        assert text.count("permissions:\n") == len(re.findall(r"^  \w+:\n    name:", text, re.MULTILINE))

    def test_it_keeps_no_secret(self, workflow: Path) -> None:
        assert "secrets." not in workflow.read_text("utf-8")


def test_there_are_workflows() -> None:
    assert [path.name for path in WORKFLOWS] == ["ci.yml", "release.yml"]


def test_each_file_has_the_version() -> None:
    assert re.findall(r"^version: (.*)$", (ROOT / "CITATION.cff").read_text("utf-8"), re.MULTILINE) == [__version__]
    assert re.findall(r'^  version: "(.*)"$', RECIPE, re.MULTILINE) == [__version__]


def test_the_recipe_needs_what_the_project_needs() -> None:
    python = PROJECT["requires-python"]
    assert f'  python_min: "{python.removeprefix(">=")}"\n' in RECIPE
    assert listed("run") == {"python >=${{ python_min }}", *needs(PROJECT["dependencies"])}
    extras = [one for extra in PROJECT["optional-dependencies"].values() for one in extra]
    assert listed("run_constraints") == needs(extras)
    build = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["build-system"]["requires"]
    assert listed("host") == {"python ${{ python_min }}.*", "pip", *needs(build)}


def test_the_recipe_and_the_citation_say_what_the_project_says() -> None:
    assert f"  summary: {PROJECT['description']}\n" in RECIPE
    assert f'abstract: "{PROJECT["description"]}."\n' in (ROOT / "CITATION.cff").read_text("utf-8")
    assert listed("entry_points") == {f"{name} = {place}" for name, place in PROJECT["scripts"].items()}
