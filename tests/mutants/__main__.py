"""Try small changes of the library against its tests: `python -m tests.mutants [PATHS] [--diff FILE] [--seconds N]`."""

import argparse
import re
import subprocess
import sys
import time
from collections import defaultdict
from pathlib import Path

from docs import make_mutants
from tests.mutants.core_judging import CORE, CFile, judge_core, sources
from tests.mutants.judging import Module, judge
from tests.mutants.results import KEPT, MUTATED, PACKAGE, ROOT, equivalents_of, judges_of, read_scores, short_name


def is_mutated(module: Path) -> bool:
    return not module.is_relative_to(PACKAGE) or module.relative_to(PACKAGE).parts[0] in MUTATED


def modules_below(path: Path) -> list[Path]:
    """Return the modules of a file or a folder that are mutated, and the files of the compiled core."""
    if path.is_relative_to(CORE.parents[1]):
        return [file for file in sources() if path in (file, *file.parents)]
    return [file for file in (sorted(path.rglob("*.py")) if path.is_dir() else [path]) if is_mutated(file)]


def git(*words: str) -> str:
    return subprocess.run(["git", *words], cwd=ROOT, capture_output=True, text=True, check=True).stdout


def lines_of(diff: str) -> dict[Path, set[int]]:
    """Return the lines that a diff adds or changes, or where it takes some away, by module."""
    lines: dict[Path, set[int]] = {}
    into = set[int]()
    for line in diff.splitlines():
        if file := re.fullmatch(r"\+\+\+ b/src/telcoterms/(.+\.py)", line):
            into = lines.setdefault(PACKAGE / file[1], set())
        elif file := re.fullmatch(r"\+\+\+ b/native/src/core/(.+\.[ch])", line):
            into = lines.setdefault(CORE / file[1], set())
        elif line.startswith("+++ "):
            into = set()
        elif hunk := re.match(r"@@ -\S+ \+(\d+)(?:,(\d+))? @@", line):
            first, count = int(hunk[1]), int(hunk[2] or 1)
            into.update(range(first, first + max(count, 1)))
    return lines


def name_of(path: Path) -> str:
    """Return the name by which a module is imported."""
    root = PACKAGE.parent if path.is_relative_to(PACKAGE) else ROOT
    parts = path.relative_to(root).with_suffix("").parts
    return ".".join(parts[:-1] if parts[-1] == "__init__" else parts)


def say(line: str) -> None:
    print(line, flush=True)


def main() -> int:
    """Judge the mutants; return 1 where one is alive in a module that is said to have none."""
    parser = argparse.ArgumentParser(prog="python -m tests.mutants", description=__doc__)
    parser.add_argument("paths", nargs="*", type=Path, help="modules or folders; all that are mutated if none")
    parser.add_argument("--diff", type=Path, metavar="FILE", help="the functions alone that this diff of git touches")
    parser.add_argument("--seconds", type=float, default=float("inf"), help="how long at most; the next run goes on")
    parser.add_argument("--judges", nargs="+", metavar="FILE", help="files of tests, instead of those of judges.toml")
    parser.add_argument("--results", type=Path, default=KEPT, help="the folder in which results are kept")
    parser.add_argument("--write", action="store_true", help="write what was found to scores.toml and docs/trust.md")
    asked = parser.parse_args()
    until = time.monotonic() + asked.seconds
    by_judges = defaultdict[tuple[str, ...], list[Module]](list)
    lines = lines_of(asked.diff.read_text("utf-8")) if asked.diff else {}
    of_core: list[CFile] = []
    for path in [file for below in asked.paths or lines or [PACKAGE, CORE] for file in modules_below(below.resolve())]:
        if path.is_relative_to(CORE):
            of_core.append(CFile.read(path, lines.get(path), asked.results))
            continue
        judges = tuple(asked.judges or judges_of(short_name(path)))
        by_judges[judges].append(Module.read(path, name_of(path), lines.get(path), asked.results))
    tried: list[Module | CFile] = []
    for judges, modules in by_judges.items():
        if time.monotonic() < until:
            judge(modules, list(judges), say, until, asked.results)
        tried += modules
    judge_core(of_core, say, until, asked.results)
    scores, is_worse = read_scores(), False
    for module in [*tried, *of_core]:
        short = short_name(module.path)
        names = [mutant.name for mutant in module.mutants]
        score, living = module.results.score(names, equivalents_of(short))
        say(f"{short}: {score}")
        for name in living:
            say(f"  alive: {name}")
        # A module that has no score yet may have some alive, unless the asker chose what judges it.
        is_worse |= score.alive > 0 and (scores[short].alive == 0 if short in scores else bool(asked.judges))
        if asked.write and not score.not_judged:
            tree = CORE.parents[1] if module.path.is_relative_to(CORE) else PACKAGE
            scores[short] = score.at(git("log", "-1", "--format=%h", "--abbrev=10", "--", str(tree)).strip())
    if asked.write:
        make_mutants.write_scores(scores)
    return int(is_worse)


if __name__ == "__main__":
    sys.exit(main())
