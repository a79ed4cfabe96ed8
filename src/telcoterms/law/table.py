"""The table of a country's rules, and which version of a rule is in force on a day."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import TypeVar, final

from telcoterms.errors import FactError, Word
from telcoterms.law.kinds import Fixed
from telcoterms.words import Term

K = TypeVar("K", bound=Fixed)


@final
@dataclass(frozen=True, slots=True, kw_only=True)
class LawRule:
    """One rule of law and its versions, oldest first; each is in force until the next one begins.

    Only the first may lack its day: it is in force on every day before the second. Raises `FactError` for versions
    that do not follow one another.
    """

    name: str
    title: str
    versions: tuple[Fixed, ...]

    def __post_init__(self) -> None:
        for older, newer in zip(self.versions, self.versions[1:], strict=False):
            if newer.since is None or (older.since is not None and older.since >= newer.since):
                raise FactError(
                    "a version of {rule} since {since} follows one since {older}: list them by their days, "
                    "only the first may be without one",
                    rule=Word(self.name),
                    since=newer.since or Term("no day"),
                    older=older.since or Term("no day"),
                )
        if self.versions[0].since is None and not self.versions[0].dated:
            raise FactError(
                "the first version of {rule} has neither since nor dated: give the day from which it is in force, "
                "or say in words why there is none",
                rule=Word(self.name),
            )

    def on(self, day: date) -> Fixed | None:
        """The version in force on a day; None before the first."""
        found = [one for one in self.versions if one.since is None or one.since <= day]
        return found[-1] if found else None

    def before(self, version: Fixed) -> Fixed | None:
        """The version before another one."""
        place = self.versions.index(version)
        return self.versions[place - 1] if place else None


@final
@dataclass(frozen=True, slots=True, kw_only=True)
class LawTable:
    """The rules of a country, as they were established on the day `checked`."""

    table: str
    country: str
    currency: str
    revision: int
    checked: date
    rules: tuple[LawRule, ...]

    def in_force(self, kind: type[K], day: date) -> tuple[LawRule, K] | None:
        """The rule of which a version of this kind is in force on a day, and that version."""
        for rule in self.rules:
            version = rule.on(day)
            if isinstance(version, kind):
                return rule, version
        return None
