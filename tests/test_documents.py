"""What is printed in a document or in a docstring is run, and none of it is passed over in silence."""

import doctest
import importlib
import pkgutil
import re
from pathlib import Path
from types import ModuleType

import pytest

import telcoterms
from conftest import documents

ROOT = Path(__file__).parents[1]
PAGES = [ROOT / "README.md", *sorted((ROOT / "docs").rglob("*.md"))]
PAGES_WITH_PYTHON = [page for page in PAGES if "```python" in page.read_text("utf-8")]
FENCE = re.compile(r"^```python\n(.*?)^```$", re.MULTILINE | re.DOTALL)
MODULES = [
    "telcoterms",
    *(
        module.name
        for module in pkgutil.walk_packages(telcoterms.__path__, "telcoterms.")
        if not module.name.endswith("__main__")
    ),
]


def name_of(page: Path) -> str:
    return page.relative_to(ROOT).as_posix()


class TestDocuments:
    """Every fence of Python in the README and in docs/ is an example that the tests run."""

    def test_some_page_has_a_fence(self) -> None:
        assert PAGES_WITH_PYTHON

    @pytest.mark.parametrize("page", PAGES_WITH_PYTHON, ids=name_of)
    def test_each_fence_gives_an_example(self, page: Path) -> None:
        fences = FENCE.findall(page.read_text("utf-8"))
        prompts = sum(len(re.findall(r"^>>> ", fence, re.MULTILINE)) or 1 for fence in fences)
        assert documents.should_parse(page)
        assert fences
        assert len(list(documents.parse(page).examples())) == prompts

    @pytest.mark.parametrize("page", PAGES, ids=name_of)
    def test_no_session_stands_in_a_fence_that_nothing_runs(self, page: Path) -> None:
        without_python = FENCE.sub("", page.read_text("utf-8"))
        assert ">>> " not in without_python


class TestDocstrings:
    """Every session in a docstring prints what it says."""

    @pytest.mark.parametrize("name", MODULES)
    def test_the_examples_of_a_module_run(self, name: str) -> None:
        module: ModuleType = importlib.import_module(name)
        results = doctest.testmod(module, optionflags=doctest.ELLIPSIS)
        assert results.failed == 0
