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
)
pytest_collect_file = documents.pytest()


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption("--long", action="store_true", help="every example and every combination (tests/long_runs.py)")


def pytest_report_header(config: pytest.Config) -> str:
    return "searches: in full" if config.getoption("long") else "searches: one part in ten; all with --long"
