"""Makes docs/modules.md, the map of the code, from the modules themselves: ``python docs/make_modules.py``.

The layers and their order are those of the import contract in pyproject.toml; what a module is for is the first
paragraph of its docstring.
"""

import ast
import tomllib
from collections.abc import Iterator
from pathlib import Path

import telcoterms

HOME = Path(telcoterms.__file__).parent
ROOT = Path(__file__).parents[1]
PAGE = Path(__file__).parent / "modules.md"

HEAD = """\
# The map

**Every module of the package, layer by layer, from the command at the top to the values at the bottom. A module imports
only what stands in its own layer or below; the build fails otherwise.**

To follow a clause, start at its module in [clauses](#clauses). It holds the kinds, the readings, the arithmetic, the
working and the question. This page is made by `docs/make_modules.py` from the modules' own first sentences.
"""


def layers() -> list[list[str]]:
    """The layers of the import contract, the highest first, each with its modules and packages."""
    config = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))
    contract = next(one for one in config["tool"]["importlinter"]["contracts"] if one["type"] == "layers")
    return [[name.strip() for name in layer.replace("|", ":").split(":")] for layer in contract["layers"]]


def purpose(file: Path) -> str:
    """Return the first paragraph of a module's docstring in one line."""
    docstring = ast.get_docstring(ast.parse(file.read_text("utf-8"))) or ""
    return " ".join(docstring.partition("\n\n")[0].split())


def modules(name: str) -> Iterator[Path]:
    """Yield the modules of a package in the order of their names, the package itself first."""
    module = HOME / f"{name}.py"
    if module.is_file():
        yield module
    else:
        yield from sorted((HOME / name).rglob("*.py"), key=lambda file: (file.parent, file.stem != "__init__", file))


def title(file: Path) -> str:
    """Return a module's name below the package: `clauses/late_charge/kinds`, or `clauses/` for a package."""
    place = file.relative_to(HOME).with_suffix("").as_posix()
    return place.removesuffix("__init__") if place.endswith("__init__") else place


def page() -> str:
    """Return the whole page."""
    lines = [HEAD]
    placed: set[Path] = set()
    for layer in layers():
        for name in layer:
            found = list(modules(name))
            placed.update(found)
            lines += [f"## {name}\n", "| module | what it is for |", "|---|---|"]
            lines += [f"| `{title(file)}` | {purpose(file)} |" for file in found]
            lines.append("")
    entry = [file for file in sorted(HOME.rglob("*.py")) if file not in placed]
    lines += ["## The package itself\n", "| module | what it is for |", "|---|---|"]
    lines += [f"| `{file.relative_to(HOME).with_suffix('').as_posix()}` | {purpose(file)} |" for file in entry]
    return "\n".join(lines) + "\n"


def main() -> None:
    """Write the page."""
    PAGE.write_text(page(), "utf-8")


if __name__ == "__main__":
    main()
