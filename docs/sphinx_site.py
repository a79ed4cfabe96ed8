"""What the documentation's site has beyond Sphinx's own extensions: `docs/conf.py` names this module as one.

* A page of `docs/borrowed_pages.py` is read from the file that it shows.
* Every line of a block of code is an element of its own, so that it can wrap with a hanging indent.
* The search finds the page of a question by each of its names.
* In a docstring, a name between single backticks links to what it names if that is public, and is code otherwise.
* A type in a signature has the short name that the module imported it by: `date` finds `datetime.date`.
* The calculator, which `python -m web.build FOLDER` built, is copied from the folder that `TELCOTERMS_SITE` names.
"""

import os
import re
import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from docutils import nodes
from pygments.formatters import HtmlFormatter
from pygments.lexers import TextLexer
from sphinx import addnodes
from sphinx.application import Sphinx
from sphinx.environment import BuildEnvironment
from sphinx.errors import ConfigError
from sphinx.highlighting import PygmentsBridge
from sphinx.util.docutils import SphinxRole
from sphinx.util.nodes import make_refnode

import telcoterms
from docs.borrowed_pages import PAGES, ROOT, borrowed
from telcoterms.terms import QUESTIONS

START = re.compile(r"((?:<[^>]*>)*)( *)")
DAY = r'(?:<span class="\w+">\d{4}</span>|\b\d{4})-\d\d-\d\d\b'
PIECE = re.compile(rf'(?P<gap>(?<=[^ \n]) {{3,}}(?=[^ \n]))|(?P<whole>"?{DAY}"?|(?<![\w-])--[a-z][\w-]*)')
LONG_INDENT = 16


def line_html(line: str) -> str:
    """Return a line of code as an element that can wrap.

    Marked are a day and an option, which are not to be torn, and what a telephone closes: a gap between two columns,
    and an indent that would leave no room.
    """
    start = START.match(line)
    assert start is not None
    tags, indent = start.groups()
    if len(indent) >= LONG_INDENT:
        indent = f'<span class="indent">{indent}</span>'
    text = PIECE.sub(lambda piece: f'<span class="{piece.lastgroup}">{piece[0]}</span>', line[start.end() :])
    return f'<span class="line">{tags}{indent}{text}</span>'


class LinesFormatter(HtmlFormatter[str]):
    """Pygments' HTML with each line in an element of its own."""

    def wrap(self, source: Any) -> Iterator[tuple[int, str]]:
        """Wrap the lines, then the block as ever."""
        return super().wrap((is_line, line_html(text) if is_line else text) for is_line, text in source)


class Name(SphinxRole):
    """A name in a docstring."""

    def run(self) -> tuple[list[nodes.Node], list[nodes.system_message]]:
        """Return a link to a public name, or code."""
        code = nodes.literal(self.rawtext, self.text, classes=["code"])
        if not re.fullmatch(r"(telcoterms\.)?[A-Za-z_][\w.]*(\(\))?", self.text):
            return [code], []
        target = self.text.removesuffix("()").removeprefix("telcoterms.")
        link = addnodes.pending_xref("", code, refdomain="py", reftype="obj", reftarget=target, refexplicit=True)
        link["maybe"] = True
        link["py:module"] = self.env.ref_context.get("py:module", "telcoterms")
        link["py:class"] = self.env.ref_context.get("py:class")
        return [link], []


SHORT = {  # what the modules import by a short name, with the full name under which its own pages list it
    "Any": "typing.Any",
    "Callable": "collections.abc.Callable",
    "ClassVar": "typing.ClassVar",
    "Collection": "collections.abc.Collection",
    "DataFrame": "pyspark.sql.DataFrame",
    "Decimal": "decimal.Decimal",
    "Fraction": "fractions.Fraction",
    "Iterable": "collections.abc.Iterable",
    "Iterator": "collections.abc.Iterator",
    "Literal": "typing.Literal",
    "Mapping": "collections.abc.Mapping",
    "Path": "pathlib.Path",
    "PathLike": "os.PathLike",
    "Self": "typing.Self",
    "Sequence": "collections.abc.Sequence",
    "Unpack": "typing.Unpack",
    "date": "datetime.date",
    "datetime": "datetime.datetime",
    "pa.RecordBatchReader": "pyarrow.RecordBatchReader",
    "pa.Schema": "pyarrow.Schema",
    **{f"pyarrow.lib.{name}": f"pyarrow.{name}" for name in ("RecordBatch", "RecordBatchReader", "Schema", "Table")},
    "pa.Table": "pyarrow.Table",
}
DEFINED = re.compile(r"^(?:class |type )?(\w+)\b(?: *[(:=\[])", re.MULTILINE)
OURS = {
    name for file in (ROOT / "src" / "telcoterms").rglob("*.py") for name in DEFINED.findall(file.read_text("utf-8"))
}
"""Every name that some module of the library defines: a type that is not public is shown without a link."""


def rename(app: Sphinx, doctree: nodes.document) -> None:
    """Give a type of Python or of another package its full name, by which intersphinx finds it."""
    for link in doctree.findall(addnodes.pending_xref):
        if link.get("refdomain") == "py" and link["reftarget"] in SHORT:
            link["reftarget"] = SHORT[link["reftarget"]]


def resolve(
    app: Sphinx, env: BuildEnvironment, link: addnodes.pending_xref, text: nodes.TextElement
) -> nodes.Node | None:
    """Return a link to the one public name that ends so, or the text alone where the library has such a name."""
    if link.get("refdomain") != "py":
        return None
    if link.get("maybe"):
        return text
    python, target = env.domains.python_domain, link["reftarget"]
    found = [one for one in python.find_obj(env, None, None, target, None, 1) if not one[1].aliased]
    if len(found) == 1:
        name, entry = found[0]
        return make_refnode(app.builder, link["refdoc"], entry.docname, entry.node_id, text, name)
    return text if target.rpartition(".")[2] in OURS else None


def names_of(page: str) -> list[str]:
    """Return what the questions of a page are called, as the command takes them: the trade's other names too."""
    pages = {file.stem for file in (ROOT / "docs" / "questions").glob("*.md")}
    stem = page.removeprefix("questions/")
    own = [
        asked
        for name, asked in QUESTIONS.items()
        if stem == name or (name not in pages and stem in asked.__module__.split("."))
    ]
    return [name.replace("_", " ").replace("-", " ") for asked in own for name in (asked.name, *asked.also)]


def read(app: Sphinx, page: str, source: list[str]) -> None:
    """Read a borrowed page from its own file, and have the page of a question found by its names."""
    if page in PAGES:
        app.env.note_dependency(str(ROOT / PAGES[page]))
        source[0] = borrowed(page)
    if page.startswith("questions/"):
        title, _, text = source[0].partition("\n")
        entries = "".join(f"   ! {name}\n" for name in names_of(page))
        source[0] = f"{title}\n\n```{{eval-rst}}\n.. index::\n{entries}```\n{text}"


def copy_calculator(app: Sphinx, error: Exception | None) -> None:
    """Copy the built calculator beside the pages, without what an earlier one left there."""
    built = os.environ.get("TELCOTERMS_SITE")
    if error is not None or not built or app.builder.format != "html":
        return
    if not Path(built, "service-worker.js").is_file():
        raise ConfigError(f"TELCOTERMS_SITE is {built}, where no site is: build it there with python -m web.build")
    into = Path(app.outdir, "calculator")
    shutil.rmtree(into, ignore_errors=True)
    shutil.copytree(built, into)


def import_all() -> None:
    """Import what the public classes import when it is first looked up, so that its docstrings are there."""
    for name in dir(telcoterms):
        value = getattr(telcoterms, name)
        for member in dir(value) if isinstance(value, type) else ():
            getattr(value, member, None)


def setup(app: Sphinx) -> dict[str, bool]:
    """Connect all of it to Sphinx."""
    import_all()
    PygmentsBridge.html_formatter = LinesFormatter
    app.add_lexer("csv", TextLexer)
    app.add_role("name", Name())
    app.connect("source-read", read)
    app.connect("doctree-read", rename)
    app.connect("build-finished", copy_calculator)
    app.connect("missing-reference", resolve, priority=900)  # after intersphinx
    return {"parallel_read_safe": True, "parallel_write_safe": True}
