"""Makes the table of mutants in docs/trust.md from tests/mutants/scores.toml: ``python -m docs.make_mutants``."""

from collections.abc import Mapping
from pathlib import Path

from tests.mutants.results import PACKAGE, Score, read_scores

ROOT = Path(__file__).parents[1]
PAGE = ROOT / "docs" / "trust.md"
SCORES = ROOT / "tests" / "mutants" / "scores.toml"
BEGIN, END = "<!-- mutants: made by docs/make_mutants.py -->\n", "<!-- end of the mutants -->\n"
MUTATED = ("values", "agreement", "clauses", "account", "statement", "audit")


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
    """Return the table of the modules that were judged, and a line that names the others."""
    scores = read_scores()
    lines = ["| module | mutants | killed | equivalent | alive | at commit |", "|---|---:|---:|---:|---:|---|"]
    for module, score in scores.items():
        counts = f"{score.mutants} | {score.killed} | {score.equivalent} | {score.alive}"
        lines.append(f"| `{module}` | {counts} | `{score.commit}` |")
    names = ("mutants", "killed", "equivalent", "alive")
    together = [str(sum(getattr(score, name) for score in scores.values())) for name in names]
    lines.append(f"| together | {' | '.join(together)} | |")
    others = [one for name in MUTATED for one in not_covered(name, set(scores))]
    lines += ["", f"Not yet covered: {', '.join([*others, 'the compiled core'])}."]
    return "\n".join(lines) + "\n"


def not_covered(folder: str, covered: set[str]) -> list[str]:
    """Return the modules of a folder that have no score; the folder itself if none of them has one."""
    files = [file for file in sorted((PACKAGE / folder).rglob("*.py")) if file.name != "__init__.py"]
    modules = [file.relative_to(PACKAGE).as_posix() for file in files]
    others = [f"`{module}`" for module in modules if module not in covered]
    return [f"all of `{folder}/`"] if len(others) == len(modules) else others


def page() -> str:
    """Return the page with the table as it has to be."""
    before, _, rest = PAGE.read_text("utf-8").partition(BEGIN)
    return before + BEGIN + "\n" + table() + "\n" + END + rest.partition(END)[2]


def main() -> None:
    """Write the table into the page."""
    PAGE.write_text(page(), "utf-8")


if __name__ == "__main__":
    main()
