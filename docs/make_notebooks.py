"""Executes the notebooks of the examples and stores their output: ``python docs/make_notebooks.py``."""

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import nbformat
from nbclient import NotebookClient

EXAMPLES = Path(__file__).parents[1] / "examples"
NOTEBOOKS = tuple(sorted(EXAMPLES.glob("*.ipynb")))


def stored(file: Path) -> Any:
    """A notebook as it is stored."""
    return nbformat.read(file, as_version=4)  # type: ignore[no-untyped-call]


def executed(file: Path) -> Any:
    """A notebook as it is after all its cells have run, in the folder of the examples."""
    notebook = stored(file)
    NotebookClient(notebook, timeout=300, resources={"metadata": {"path": str(EXAMPLES)}}).execute()
    for cell in notebook.cells:
        cell.metadata = {}
    notebook.metadata = {"kernelspec": notebook.metadata["kernelspec"], "language_info": {"name": "python"}}
    return notebook


def outputs(notebook: Any) -> Iterator[dict[str, Any]]:
    """What each cell of code shows, in every form."""
    for cell in notebook.cells:
        for output in cell.get("outputs", ()):
            shown: dict[str, Any] = json.loads(json.dumps(output))
            yield shown


def main() -> None:
    """Execute each, and store it."""
    for file in NOTEBOOKS:
        nbformat.write(executed(file), file)  # type: ignore[no-untyped-call]


if __name__ == "__main__":
    main()
