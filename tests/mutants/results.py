"""What was found of each mutant, kept in a file, so that a run goes on where the last one ended.

A kill stands as long as the module and the file of the test that killed it are unchanged. That a test let a mutant live
stands as long as the module and the file of that test are: a new test is tried on what is alive, and on nothing else.
"""

import hashlib
import json
import tomllib
from collections.abc import Collection
from dataclasses import dataclass, field, replace
from importlib.util import find_spec
from pathlib import Path
from typing import Any, Final, Literal

HERE: Final = Path(__file__).parent
ROOT: Final = HERE.parents[1]
PACKAGE: Final = Path(str(find_spec("telcoterms").origin)).parent  # type: ignore[union-attr]  # found, not imported
KEPT: Final = ROOT / "mutants"
MUTATED: Final = ("values", "agreement", "clauses", "account", "statement", "audit")
"""The folders of the library whose modules are tried."""

Verdict = Literal["killed", "alive"]


def digest(path: Path) -> str:
    return hashlib.sha256(path.read_bytes()).hexdigest()[:16]


def short_name(module: Path) -> str:
    """Return the path by which the lists name a module, such as `clauses/tax.py`."""
    return module.relative_to(PACKAGE if module.is_relative_to(PACKAGE) else ROOT).as_posix()


@dataclass(frozen=True)
class Score:
    """How many mutants of a module were killed, change nothing, are alive, or were not judged, and at which commit."""

    mutants: int
    killed: int
    equivalent: int
    alive: int
    commit: str = ""

    @property
    def not_judged(self) -> int:
        return self.mutants - self.killed - self.equivalent - self.alive

    def at(self, commit: str) -> "Score":
        return replace(self, commit=commit)

    def __str__(self) -> str:
        judged = f"{self.mutants} mutants, {self.killed} killed, {self.equivalent} equivalent, {self.alive} alive"
        return f"{judged}, {self.not_judged} not judged" if self.not_judged else judged


@dataclass
class Results:
    """The verdicts of the mutants of one module, by name."""

    module: Path
    file: Path
    killed: dict[str, tuple[str, str]] = field(default_factory=dict)  # the test, and the digest of its file
    alive: dict[str, dict[str, str]] = field(default_factory=dict)  # the files of tests that passed, with digests
    same: set[str] = field(default_factory=set)  # of C: the compiler makes the same of them, or nothing

    @classmethod
    def of(cls, module: Path, kept: Path = KEPT) -> "Results":
        """Read what is known of a module as it is now."""
        results = cls(module, kept / "results" / f"{short_name(module).replace('/', '.')}.json")
        if results.file.exists():
            stored = json.loads(results.file.read_text("utf-8"))
            if stored["module"] == digest(module):
                results.killed = {mutant: (test, mark) for mutant, (test, mark) in stored["killed"].items()}
                results.alive = stored["alive"]
                results.same = set(stored["same"])
        return results

    def is_killed(self, mutant: str) -> bool:
        """Whether it was killed by a test whose file is as it was."""
        if mutant not in self.killed:
            return False
        test, mark = self.killed[mutant]
        path = ROOT / test.partition("::")[0]
        return path.exists() and digest(path) == mark

    def has_passed(self, mutant: str) -> set[str]:
        """Return the files of tests that let it live and are as they were."""
        passed = self.alive.get(mutant, {})
        return {file for file, mark in passed.items() if (ROOT / file).exists() and digest(ROOT / file) == mark}

    def kill(self, mutant: str, test: str) -> None:
        self.alive.pop(mutant, None)
        path = ROOT / test.partition("::")[0]
        self.killed[mutant] = (test, digest(path))

    def let_live(self, mutant: str, files: set[str]) -> None:
        self.killed.pop(mutant, None)
        self.alive[mutant] = {file: digest(ROOT / file) for file in sorted(files)}

    def is_same(self, mutant: str) -> None:
        self.same.add(mutant)

    def score(self, mutants: list[str], equivalents: Collection[str]) -> tuple[Score, list[str]]:
        """Return the score of the mutants of the module, and which are alive."""
        mutants = [one for one in mutants if one not in self.same]
        killed = [one for one in mutants if one in self.killed]
        equal = [one for one in mutants if one in self.alive and one in equivalents]
        living = [one for one in mutants if one in self.alive and one not in equivalents]
        return Score(len(mutants), len(killed), len(equal), len(living)), living

    def save(self) -> None:
        self.file.parent.mkdir(parents=True, exist_ok=True)
        part = self.file.with_suffix(".part")
        stored = {"module": digest(self.module), "killed": self.killed, "alive": self.alive, "same": sorted(self.same)}
        part.write_text(json.dumps(stored, indent=0, sort_keys=True), "utf-8")
        part.replace(self.file)


def read_toml(name: str) -> dict[str, Any]:
    return tomllib.loads((HERE / name).read_text("utf-8"))


def judges_of(module: str) -> list[str]:
    """Return the files of tests that judge a module: those of the longest name that its short name begins with."""
    table: dict[str, list[str]] = read_toml("judges.toml")["judges"]
    fitting = [name for name in table if module.startswith(name)]
    return sorted({*table[max(fitting, key=len)], *table[""]}) if fitting else []


def equivalents_of(module: str) -> dict[str, str]:
    """Return the mutants of a module that change nothing, with the reason of each."""
    table: dict[str, dict[str, str]] = read_toml("equivalents.toml")
    return table.get(module, {})


def read_scores() -> dict[str, Score]:
    """Return the scores that are on record, by module."""
    return {module: Score(**score) for module, score in read_toml("scores.toml").items()}
