"""The terms of a provider held against the rules of law that are in force on a day."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Literal, final

from telcoterms.working import Phrase, phrase

Outcome = Literal["agrees", "differs", "does-not-apply"]


@final
@dataclass(frozen=True, slots=True, kw_only=True)
class Held:
    """One rule held against the terms: what each fixes, whether they agree, and why.

    `terms` and `law` are the two figures in words; None where the terms or the law have none. `since` is the day from
    which the rule is in force, as far as it is known; `dated` says it in words.
    """

    rule: str
    title: str
    outcome: Outcome
    terms: str | None
    law: str | None
    why: str
    since: date | None
    dated: str
    source: str

    def as_dict(self) -> dict[str, object]:
        """As JSON-ready data."""
        return {
            "rule": self.rule,
            "title": self.title,
            "outcome": self.outcome,
            "terms": self.terms,
            "law": self.law,
            "why": self.why,
            "since": None if self.since is None else self.since.isoformat(),
            "dated": self.dated,
            "source": self.source,
        }


@final
@dataclass(frozen=True, slots=True)
class Law:
    """The rules of law beside the terms on a day, each held against what the terms fix."""

    on: date
    rules: tuple[Held, ...]

    def of(self, outcome: Outcome) -> tuple[Held, ...]:
        """The rules of one outcome."""
        return tuple(one for one in self.rules if one.outcome == outcome)

    def headline(self) -> Phrase:
        """In one line."""
        return phrase(
            "on {day} {agree} agree, {differ} differ, {rest} do not apply",
            day=self.on,
            agree=len(self.of("agrees")),
            differ=len(self.of("differs")),
            rest=len(self.of("does-not-apply")),
        )

    def as_dict(self) -> dict[str, object]:
        """As JSON-ready data."""
        return {"on": self.on.isoformat(), "rules": [one.as_dict() for one in self.rules]}
