"""The option of all tests, and the documents as tests: every ``python`` fence of the README and of docs/ is run, in the
page's order.
"""

from doctest import ELLIPSIS
from pathlib import Path

import pytest
from sybil import Sybil
from sybil.parsers.markdown import PythonCodeBlockParser, SkipParser

ROOT = Path(__file__).parent

documents = Sybil(
    path=str(ROOT),
    parsers=[PythonCodeBlockParser(doctest_optionflags=ELLIPSIS), SkipParser()],
    patterns=["README.md", "docs/*.md", "docs/**/*.md"],
    teardown=dict.clear,  # what a page holds of DuckDB at the end of Python would be told as leaked
)
pytest_collect_file = documents.pytest()


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption("--long", action="store_true", help="every example and every combination (tests/long_runs.py)")


@pytest.hookimpl(tryfirst=True)
def pytest_cmdline_main(config: pytest.Config) -> None:
    """With `-n`, a file is run by one process: the examples of a page share their names, a module its fixtures."""
    if getattr(config.option, "numprocesses", None) and config.option.dist == "no":
        config.option.dist = "loadfile"


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """The pure core first, then what stands on it: tables, documents."""
    after = [ROOT / "tests" / "batch", ROOT / "docs", ROOT / "README.md"]
    items.sort(key=lambda item: any(item.path.is_relative_to(one) for one in after))


def pytest_report_header(config: pytest.Config) -> str:
    return "searches: in full" if config.getoption("long") else "searches: one part in ten; all with --long"
