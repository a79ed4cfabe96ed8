"""Pages of the documentation that are files elsewhere: the changelog and its like, and the notebooks of the examples.

In `docs/` stands a short page with the title and a link, which is what a reader of the repository sees. When Sphinx
reads it, it reads the file itself instead, with its links turned to the pages of the site. A notebook becomes
Markdown: its cells of code, and their stored output; nothing is executed.
"""

import json
import re
from collections.abc import Iterator
from pathlib import Path, PurePosixPath
from posixpath import normpath, relpath
from typing import Any

ROOT = Path(__file__).parents[1]
PAGES = {
    "changelog": "CHANGELOG.md",
    "compatibility": "COMPATIBILITY.md",
    "contributing": "CONTRIBUTING.md",
    "releasing": "RELEASING.md",
    "security": "SECURITY.md",
    **{f"notebooks/{file.stem}": f"examples/{file.name}" for file in sorted((ROOT / "examples").glob("*.ipynb"))},
}
"""The pages, by their names in `docs/` without the ending, and the file of each from the root of the repository."""

LINK = re.compile(r"(?<=\]\()(?![a-z]+:)([^()\s#\"]+)(?=[)#])")
ELSEWHERE = {"README.md": "docs/index.md", **{file: f"docs/{page}.md" for page, file in PAGES.items()}}


def borrowed(page: str) -> str:
    """Return the Markdown of a page of `PAGES`: that of its file, with the links as seen from the page."""
    file = PAGES[page]
    text = (ROOT / file).read_text("utf-8")
    return linked(notebook_text(json.loads(text)) if file.endswith(".ipynb") else text, file, page)


def linked(text: str, file: str, page: str) -> str:
    """Return a file's Markdown with its links to other files turned, so that they hold on a page of the site."""

    def turned(link: re.Match[str]) -> str:
        target = normpath(PurePosixPath(file).parent / link[1])
        return relpath(ELSEWHERE.get(target, target), (PurePosixPath("docs") / page).parent)

    return LINK.sub(turned, text)


def notebook_text(notebook: dict[str, Any]) -> str:
    """Return a notebook as Markdown for MyST: prose as it is, code in fences, output as HTML or as text."""
    return "\n\n".join(block for cell in notebook["cells"] for block in _blocks(cell)) + "\n"


def _blocks(cell: dict[str, Any]) -> Iterator[str]:
    source = "".join(cell["source"])
    if cell["cell_type"] != "code":
        yield source
        return
    yield _fence("python", source)
    for output in cell["outputs"]:
        data = output.get("data", {})
        if "text/html" in data:
            yield _fence("{raw} html", '<div class="output">{}</div>'.format("".join(data["text/html"])))
        else:
            yield _fence("text", "".join(data.get("text/plain") or output["text"]).rstrip("\n"))


def _fence(info: str, text: str) -> str:
    """Return a fence that no line of the text can close."""
    marks = "`" * max(3, 1 + max(map(len, re.findall(r"^ *(`+)", text, re.MULTILINE)), default=0))
    return f"{marks}{info}\n{text}\n{marks}"
