"""The site of the documentation, as far as its sources show: every page is reachable, and what is shown is true.

`tests/site/` looks at the built site, where Sphinx is installed.
"""

import ast
import importlib
import inspect
import json
import re
from collections import Counter
from pathlib import Path
from urllib.parse import unquote

import pytest

import telcoterms
from docs import make_inventories, make_tutorials
from docs.borrowed_pages import ELSEWHERE, PAGES, borrowed, linked, notebook_text

ROOT = Path(__file__).parents[1]
DOCS = ROOT / "docs"
TOCTREE = re.compile(r"^```\{toctree\}\n(.*?)^```$", re.MULTILINE | re.DOTALL)
FENCE = re.compile(r"^ *(`{3,})[^`\n]*\n.*?^ *\1$", re.MULTILINE | re.DOTALL)
LINK = re.compile(r"(?<!!)\[(?:[^\[\]]|\[[^\]]*\])*\]\((?!https?:)([^()\s\"]+)\)")
MARKDOWN = sorted([*ROOT.glob("*.md"), *DOCS.rglob("*.md")])

GROUPS = [
    "Begin here",
    "A bill",
    "Leaving",
    "An account",
    "Checking a bill",
    "Disputes and complaints",
    "The terms and the law",
    "Recording terms",
    "For programmers",
    "Reference",
    "The project",
]
"""The groups of pages at the side, by what people want."""


def name_of(file: Path) -> str:
    return file.relative_to(ROOT).as_posix()


def toctrees(page: str) -> list[tuple[str, list[str]]]:
    """The caption and the pages of each table of contents on a page; a pattern stands for the pages that it fits."""
    found = []
    for block in TOCTREE.findall((DOCS / f"{page}.md").read_text("utf-8")):
        caption = "".join(re.findall(r"^:caption: (.+)$", block, re.MULTILINE))
        entries = [line for line in block.splitlines() if line and not line.startswith(":")]
        names = [file for entry in entries for file in (sorted(DOCS.glob(f"{entry}.md")) if "*" in entry else [entry])]
        found.append(
            (caption, [one if isinstance(one, str) else str(one.relative_to(DOCS).with_suffix("")) for one in names])
        )
    return found


def below(page: str) -> list[str]:
    """A page with all that its own tables of contents have."""
    return [page, *(one for _, pages in toctrees(page) for name in pages for one in below(name))]


def slugs(text: str) -> set[str]:
    """The anchors of a page's headings, as GitHub and MyST make them."""
    titles = re.findall(r"^#{1,6} (.+)$", FENCE.sub("", text), re.MULTILINE)
    return {
        re.sub(r"[^\w\- ]", "", re.sub(r"\[(.+?)\]\(.+?\)", r"\1", title).lower()).replace(" ", "-") for title in titles
    }


class TestNavigation:
    """Pages are grouped by what people want, and each stands in one group."""

    def test_the_groups_in_their_order(self) -> None:
        assert [caption for caption, _ in toctrees("index")] == GROUPS

    def test_every_page_is_reachable_and_stands_in_one_place(self) -> None:
        pages = Counter(below("index"))
        assert [page for page, times in pages.items() if times > 1] == []
        assert set(pages) == {str(file.relative_to(DOCS).with_suffix("")) for file in DOCS.rglob("*.md")}

    def test_each_door_leads_to_a_tutorial(self) -> None:
        text = (DOCS / "index.md").read_text("utf-8")
        doors = re.findall(r"^- \[(I .+)\]\((tutorials/\w+)\.md\)$", text, re.MULTILINE)
        assert [name for name, _ in doors] == [
            "I answer customers",
            "I check bills",
            "I build billing systems",
            "I record terms",
        ]
        begin = toctrees("index")[0][1]
        assert begin[0] == "install"
        assert [page for page in begin if page.startswith("tutorials/")] == [page for _, page in doors]

    @pytest.mark.parametrize("page", sorted((DOCS / "tutorials").glob("*.md")), ids=lambda page: page.stem)
    def test_each_tutorial_says_where_to_go_next(self, page: Path) -> None:
        *_, last = page.read_text("utf-8").split("\n## ")
        title, _, links = last.partition("\n\n")
        assert title == "Where to go next"
        assert len(LINK.findall(links)) >= 4


class TestTutorials:
    """A tutorial can be done as it stands: its commands print what it shows."""

    @pytest.mark.parametrize("page", make_tutorials.PAGES, ids=lambda page: page.stem)
    def test_it_shows_what_its_commands_print(self, page: Path) -> None:
        text = page.read_text("utf-8")
        assert make_tutorials.run_anew(text) == text, "run: python -m docs.make_tutorials"

    def test_what_a_page_shows_is_not_taken_for_granted(self) -> None:
        file = "Save it as `a.toml`:\n\n```toml\nx = 1\n```\n"
        page = f"{file}\n```console\n$ telcoterms due-date 2026-01-01 \\\n    --provider a.toml\nall is well\n```\n"
        shown = make_tutorials.run_anew(page)
        assert shown.startswith(page.partition("all is well")[0])
        assert "all is well" not in shown
        assert "there is no key 'x' here" in shown

    def test_no_other_command_is_run(self) -> None:
        with pytest.raises(ValueError, match="runs telcoterms alone, not rm"):
            make_tutorials.run_anew("```console\n$ rm a.toml\n```\n")


class TestLinks:
    """Every link of a page in Markdown leads to a file, and to a heading of it."""

    @pytest.mark.parametrize("page", MARKDOWN, ids=name_of)
    def test_its_links(self, page: Path) -> None:
        broken = []
        for link in LINK.findall(FENCE.sub("", page.read_text("utf-8"))):
            path, _, anchor = unquote(link).partition("#")
            target = (page.parent / path) if path else page
            if not target.exists():
                broken.append(f"{link}: no such file")
            elif anchor and anchor not in slugs(target.read_text("utf-8")):
                broken.append(f"{link}: no such heading")
        assert broken == []


class TestBorrowedPages:
    """The changelog and its like, and the notebooks, are pages of the site, and stand once in the repository."""

    @pytest.mark.parametrize("page", PAGES)
    def test_the_page_in_the_repository_has_its_title_and_leads_to_it(self, page: str) -> None:
        stub = (DOCS / f"{page}.md").read_text("utf-8")
        assert stub.splitlines()[0] == borrowed(page).splitlines()[0]
        assert (DOCS / page).parent.joinpath(*LINK.findall(stub)).resolve() == ROOT / PAGES[page]

    def test_every_notebook_is_a_page(self) -> None:
        files = {file for file in PAGES.values() if file.endswith(".ipynb")}
        assert files == {name_of(file) for file in (ROOT / "examples").glob("*.ipynb")}

    def test_its_links_hold_on_the_site(self) -> None:
        text = "[a](docs/b.md#c) [d](README.md) [e](examples/f.toml) [g](https://www.w3.org) [j](#k)"
        assert linked(text, "CHANGELOG.md", "changelog") == (
            "[a](b.md#c) [d](index.md) [e](../examples/f.toml) [g](https://www.w3.org) [j](#k)"
        )
        assert linked("[a](late_account.toml)", "examples/x.ipynb", "notebooks/x") == (
            "[a](../../examples/late_account.toml)"
        )
        assert linked("[a](examples/three_bills_behind.ipynb)", "README.md", "install") == (
            "[a](notebooks/three_bills_behind.md)"
        )
        assert all((ROOT / target).is_file() for target in ELSEWHERE.values())

    @pytest.mark.parametrize("page", PAGES)
    def test_each_link_of_it_leads_somewhere(self, page: str) -> None:
        for link in LINK.findall(FENCE.sub("", borrowed(page))):
            path, _, anchor = link.partition("#")
            assert not path or (DOCS / page).parent.joinpath(path).exists(), link
            assert path or anchor in slugs(borrowed(page)), link

    def test_a_notebook_shows_code_and_output_in_every_form(self) -> None:
        def code(source: str, *outputs: object) -> dict[str, object]:
            return {"cell_type": "code", "source": [source], "outputs": list(outputs)}

        cells = [
            {"cell_type": "markdown", "source": ["# A\n", "\n", "b"]},
            code("1", {"data": {"text/plain": ["1"], "text/html": ["<b>", "1</b>"]}}),
            code("2", {"data": {"text/plain": ["2"]}}),
            code("print('```')", {"text": ["```\n"]}),
            code("x = 1"),
        ]
        assert notebook_text({"cells": cells}) == (
            "# A\n\nb\n\n"
            '```python\n1\n```\n\n```{raw} html\n<div class="output"><b>1</b></div>\n```\n\n'
            "```python\n2\n```\n\n```text\n2\n```\n\n"
            "```python\nprint('```')\n```\n\n````text\n```\n````\n\n"
            "```python\nx = 1\n```\n"
        )

    def test_nothing_of_a_stored_output_is_left_out(self) -> None:
        for page, file in PAGES.items():
            if file.endswith(".ipynb"):
                outputs = [
                    one
                    for cell in json.loads((ROOT / file).read_text("utf-8"))["cells"]
                    for one in cell.get("outputs", ())
                ]
                text = borrowed(page)
                assert outputs
                assert len(re.findall(r"^`+(?:\{raw\} html|text)$", text, re.MULTILINE)) == len(outputs)


class TestInterface:
    """The pages of the interface have every public name, each once."""

    def test_every_public_name_has_an_entry(self) -> None:
        names = [
            name
            for page in (DOCS / "api").glob("*.md")
            for name in re.findall(r"^\.\. auto(?:class|function|data):: (\w+)$", page.read_text("utf-8"), re.MULTILINE)
        ]
        types = re.findall(
            r"^\.\. autodata:: \S+\.(\w+)$", (DOCS / "api" / "types.md").read_text("utf-8"), re.MULTILINE
        )
        public = vars(telcoterms)["__all__"]
        names += [name for name in types if name in public]
        assert sorted(names) == [name for name in public if name != "__version__"]

    @pytest.mark.parametrize(
        "name", re.findall(r"^\.\. autodata:: (\S+)$", (DOCS / "api" / "types.md").read_text("utf-8"), re.MULTILINE)
    )
    def test_each_type_is_there_and_told(self, name: str) -> None:
        module, _, alias = name.rpartition(".")
        lines = ast.parse(inspect.getsource(importlib.import_module(module))).body
        place = next(place for place, line in enumerate(lines) if re.match(rf"{alias}\b", ast.unparse(line)))
        assert ast.unparse(lines[place + 1]).startswith(('"', "'"))

    @pytest.mark.parametrize("page", sorted((DOCS / "api").glob("*.md")), ids=lambda page: page.stem)
    def test_its_contents_are_its_entries(self, page: Path) -> None:
        text = page.read_text("utf-8")
        contents = re.findall(r"^   ([\w.]+)$", text, re.MULTILINE)
        entries = re.findall(r"^\.\. auto(?:class|function|data):: (\w+)$", text, re.MULTILINE)
        if page.stem == "batch":
            from telcoterms import batch

            of_spark = ("late_charge", "audit", "refund", "cancellation_charge", "statement")
            entries = [*batch.__all__, *(f"spark.{name}" for name in of_spark)]
        assert sorted(contents) == sorted(entries)


class TestInventories:
    """What Sphinx finds of other packages' pages is made from one list."""

    @pytest.mark.parametrize("site", make_inventories.NAMES)
    def test_the_file_is_the_one_that_is_made(self, site: str) -> None:
        file = make_inventories.FOLDER / f"{site}.inv"
        assert file.read_bytes() == make_inventories.inventory(site), "run: python -m docs.make_inventories"

    def test_there_is_no_other_file(self) -> None:
        assert {file.stem for file in make_inventories.FOLDER.iterdir()} == set(make_inventories.NAMES)

    def test_a_line(self) -> None:
        assert "datetime.date py:class 1 library/datetime.html#$ -\n" in make_inventories.lines("python")
