"""What comes of holding one rule against the terms, before it is told: the outcome, both figures, why, the lines."""

from __future__ import annotations

from typing import NamedTuple

from telcoterms.law.value import Outcome
from telcoterms.working import Phrase, Step, Term, phrase


class Finding(NamedTuple):
    """The outcome; what the terms and the law fix, where they do; why; and the arithmetic, with the terms' clauses."""

    outcome: Outcome
    terms: Phrase | None
    law: Phrase | None
    why: Phrase
    steps: tuple[Step, ...] = ()


def agrees_if(condition: bool) -> Outcome:
    """One of the two outcomes where both fix a figure."""
    return "agrees" if condition else "differs"


def idle(law: Phrase | None, why: Phrase) -> Finding:
    """A rule that has nothing in the terms to be held against."""
    return Finding("does-not-apply", None, law, why)


def silent(law: Phrase | None, on: Term) -> Finding:
    """A rule on something of which the terms say nothing."""
    return idle(law, phrase("the terms, as recorded, say nothing on {subject}", subject=on))
