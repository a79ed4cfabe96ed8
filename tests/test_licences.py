"""The licences of what is installed with the library: all listed, and none that binds whoever uses it."""

import re
import tomllib
from collections.abc import Iterator
from importlib.metadata import Distribution, PackageNotFoundError, distribution
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]
LISTED: dict[str, dict[str, str]] = tomllib.loads((ROOT / "requirements" / "licences.toml").read_text("utf-8"))
LICENCES = LISTED["run"] | LISTED["extras"]
RUN: list[str] = PROJECT["dependencies"]
EXTRAS: list[str] = [one for extra in PROJECT["optional-dependencies"].values() for one in extra]
NAME = re.compile(r"[A-Za-z0-9._-]+")
FAMILIES = ("0BSD", "Apache", "BSD", "CC0", "GPL", "LGPL", "MIT", "MPL", "PSF", "Zlib")
BINDING = re.compile(r"(?<!L)A?GPL")


def name_of(requirement: str) -> str:
    found = NAME.match(requirement)
    assert found is not None, requirement
    return found[0].lower().replace("_", "-")


def installed(name: str) -> Distribution | None:
    try:
        return distribution(name)
    except PackageNotFoundError:  # an extra, or what another system needs
        return None


def needed_by(requirements: list[str]) -> Iterator[Distribution]:
    """Yield what is installed of some requirements, and of what they need in turn, but not of the extras of those."""
    waiting, seen = list(requirements), {"telcoterms"}
    for requirement in waiting:
        name = name_of(requirement)
        found = None if name in seen or "extra ==" in requirement else installed(name)
        seen |= {name} if found is not None else set()
        if found is not None:
            waiting += found.requires or []
            yield found


def said_of(package: Distribution) -> str:
    """What a package says of its licence, in whatever words."""
    said = package.metadata.json
    classifiers = [one for one in said.get("classifier", ()) if one.startswith("License")]
    return " ".join([str(said.get("license_expression", "")), str(said.get("license", ""))[:80], *classifiers])


def families_in(text: str) -> set[str]:
    """The families of licences that are named, in letters of SPDX or in words."""
    for words, letters in (("Lesser General Public", "LGPL"), ("General Public", "GPL"), ("Mozilla Public", "MPL")):
        text = text.replace(words, letters)
    return {family for family in FAMILIES if re.search(rf"(?<![A-Z]){family}", text)}


@pytest.mark.parametrize("package", [*needed_by(RUN), *needed_by(EXTRAS)], ids=lambda one: one.name)
def test_each_package_that_is_installed_is_listed_with_its_licence(package: Distribution) -> None:
    name = name_of(package.name)
    assert name in LICENCES
    said = families_in(said_of(package))
    assert said, f"{name} says nothing of its licence that is known here"
    assert said & families_in(LICENCES[name])


def test_what_is_installed_without_extras_is_listed_as_such() -> None:
    needed = {name_of(package.name) for package in needed_by(RUN)}
    assert needed >= {name_of(one) for one in RUN if "sys_platform" not in one}
    assert needed <= LISTED["run"].keys()


@pytest.mark.parametrize("name", LICENCES)
def test_no_licence_binds_who_uses_the_library(name: str) -> None:
    choices = LICENCES[name].split(" OR ")
    assert [choice for choice in choices if not BINDING.search(choice)], "each of its licences is the GPL or the AGPL"


def test_the_search_for_what_binds_finds_it() -> None:
    assert all(BINDING.search(one) for one in ("GPL-3.0-only", "AGPL-3.0-or-later", "MIT AND GPL-2.0-or-later"))
    assert not BINDING.search("LGPL-2.1-or-later")
