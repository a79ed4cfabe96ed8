"""Makes the table of mutants in docs/trust.md from tests/mutants/scores.toml: ``python -m docs.make_mutants``."""

from collections.abc import Collection, Mapping
from pathlib import Path

from tests.mutants.core_judging import sources
from tests.mutants.results import MUTATED, PACKAGE, Score, read_scores, short_name

ROOT = Path(__file__).parents[1]
PAGE = ROOT / "docs" / "trust.md"
SCORES = ROOT / "tests" / "mutants" / "scores.toml"
BEGIN, END = "<!-- mutants: made by docs/make_mutants.py -->\n", "<!-- end of the mutants -->\n"


def write_scores(scores: Mapping[str, Score]) -> None:
    """Write the scores down, a line for each module, and the page."""
    lines = [
        f'"{module}" = {{ mutants = {score.mutants}, killed = {score.killed}, equivalent = {score.equivalent}, '
        f'alive = {score.alive}, commit = "{score.commit}" }}\n'
        for module, score in sorted(scores.items())
    ]
    SCORES.write_text("".join(lines), "utf-8")
    main()


def table() -> str:
    """Return the table of the modules that were tried, and a list of what was not."""
    scores = read_scores()
    lines = ["| module | mutants | killed | equivalent | alive | at commit |", "|---|---:|---:|---:|---:|---|"]
    for module, score in scores.items():
        counts = f"{score.mutants} | {score.killed} | {score.equivalent} | {score.alive}"
        lines.append(f"| `{module}` | {counts} | `{score.commit}` |")
    names = ("mutants", "killed", "equivalent", "alive")
    together = [str(sum(getattr(score, name) for score in scores.values())) for name in names]
    lines.append(f"| together | {' | '.join(together)} | |")
    not_tried = [line for folder in MUTATED if (line := not_tried_of(folder, modules_of(folder), scores))]
    not_tried += filter(None, [not_tried_of("native/src/core", list(map(short_name, sources())), scores)])
    if not_tried:
        lines += ["", "Not tried yet:", "", *not_tried[:-1], not_tried[-1].removesuffix(";") + "."]
    return "\n".join(lines) + "\n"


def modules_of(folder: str) -> list[str]:
    """Return the modules of a folder, by the names that they have in the table."""
    files = [file for file in sorted((PACKAGE / folder).rglob("*.py")) if file.name != "__init__.py"]
    return [file.relative_to(PACKAGE).as_posix() for file in files]


def not_tried_of(folder: str, modules: Collection[str], tried: Collection[str]) -> str:
    """Return which files of a folder were not tried, as a line of a list; nothing where all were."""
    left = [module for module in modules if module not in tried]
    if len(left) == len(modules):
        return f"* all {len(left)} files of `{folder}/`;"
    *others, last = [f"`{module.removeprefix(folder + '/')}`" for module in left] or [""]
    listed = f"{', '.join(others)} and {last}" if others else last
    return f"* {listed} of `{folder}/`;" if left else ""


def page() -> str:
    """Return the page with the table as it has to be."""
    before, _, rest = PAGE.read_text("utf-8").partition(BEGIN)
    return before + BEGIN + "\n" + table() + "\n" + END + rest.partition(END)[2]


def main() -> None:
    """Write the table into the page."""
    PAGE.write_text(page(), "utf-8")


if __name__ == "__main__":
    main()
