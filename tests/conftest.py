"""How the properties are searched: without a clock, in CI the same way each time, in full where `--long` is given."""

import os

import pytest
from hypothesis import settings

from tests.processes import locales_in

settings.register_profile("local", deadline=None)
settings.register_profile("ci", deadline=None, derandomize=True, database=None, print_blob=True)


def pytest_configure(config: pytest.Config) -> None:
    profile = os.environ.get("HYPOTHESIS_PROFILE") or ("ci" if os.environ.get("CI") else "local")
    many = 100 if config.getoption("long") else 10
    settings.register_profile("this run", settings.get_profile(profile), max_examples=many)
    settings.load_profile("this run")


@pytest.fixture(autouse=True)
def whose_terms(monkeypatch: pytest.MonkeyPatch) -> None:
    """Commands of the tests ask KOS's terms where they name no others; `tests/test_whose_terms.py` takes this away."""
    monkeypatch.setenv("TELCOTERMS_PROVIDER", "kos")


@pytest.fixture(scope="session")
def locales(tmp_path_factory: pytest.TempPathFactory) -> dict[str, str]:
    """The environment in which a program finds locales that write numbers and letters otherwise."""
    return locales_in(tmp_path_factory.mktemp("locales"))
