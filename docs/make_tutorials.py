"""Writes the output of every command of the tutorials anew: ``python docs/make_tutorials.py``.

A tutorial is read from top to bottom and done in one folder. A file to save stands in a fence below a line that ends in
its name, as in ``Save it as `account.csv`:``. A command stands in a fence ``console`` behind `$ `, with what it prints
below it. No provider is in the environment, and a terminal is 80 columns wide.
"""

import contextlib
import io
import os
import re
import shlex
import tempfile
from collections.abc import Iterator
from pathlib import Path

from telcoterms.cli import main as telcoterms

HERE = Path(__file__).parent
PAGES = (HERE / "install.md", *sorted((HERE / "tutorials").glob("*.md")))
FENCE = re.compile(r"(?:`(?P<file>[\w.]+)`:\n\n)?^```(?P<info>\w+)\n(?P<text>.*?)^```$", re.MULTILINE | re.DOTALL)
COMMAND = re.compile(r"^\$ ((?:.*\\\n)*.*)\n", re.MULTILINE)


def printed(words: list[str]) -> str:
    """Return what the command prints, errors too."""
    out = io.StringIO()
    with contextlib.redirect_stdout(out), contextlib.redirect_stderr(out), contextlib.suppress(SystemExit):
        telcoterms(words)
    return out.getvalue()


def answered(console: str) -> Iterator[str]:
    """Yield each command of a fence as it stands, with what it prints now."""
    for command in COMMAND.findall(console):
        name, *words = shlex.split(command.replace("\\\n", " "))
        if name != "telcoterms":
            raise ValueError(f"a tutorial runs telcoterms alone, not {name}: {command}")
        yield f"$ {command}\n{printed(words)}"


def run_anew(page: str) -> str:
    """Return a tutorial with what its commands print now, each after the files above it were saved."""

    def fence(found: re.Match[str]) -> str:
        if found["file"]:
            Path(found["file"]).write_text(found["text"], "utf-8")
        if found["info"] != "console":
            return found[0]
        return found[0].replace(found["text"], "\n".join(answered(found["text"])))

    with tempfile.TemporaryDirectory() as folder, contextlib.chdir(folder), _environment():
        return FENCE.sub(fence, page)


@contextlib.contextmanager
def _environment() -> Iterator[None]:
    """Hide what the command reads of the environment, for as long as it lasts."""
    before = dict(os.environ)
    os.environ.pop("TELCOTERMS_PROVIDER", None)
    os.environ.update(COLUMNS="80", NO_COLOR="1")
    try:
        yield
    finally:
        os.environ.clear()
        os.environ.update(before)


def main() -> None:
    """Write each tutorial."""
    for page in PAGES:
        page.write_text(run_anew(page.read_text("utf-8")), "utf-8")


if __name__ == "__main__":
    main()
