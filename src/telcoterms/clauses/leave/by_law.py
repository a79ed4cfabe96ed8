"""Say what leaving comes to by the rules of law that change its sums, beside what it comes to by the terms.

A rule that gives a fee back stands in the place of the refund. One that caps or forbids a charge leaves the lower of
the two, with its tax. Of several rules on one part, one that binds goes before one that depends on an unknown fact.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple, assert_never

from telcoterms.agreement.law import LawFact, fact_term
from telcoterms.answers.law import LawEntry, law_entries
from telcoterms.answers.question import Question
from telcoterms.clauses.leave.results import Leave, total_in_words
from telcoterms.values.messages import Phrases, data_text, phrase
from telcoterms.values.money import Money
from telcoterms.values.steps import Step, step


class LeaveByLaw(NamedTuple):
    """What leaving comes to by law, by which rules, and the facts on which it depends whether they bind."""

    total: Money
    rules: tuple[LawEntry, ...]
    needs: tuple[LawFact, ...]

    def as_dict(self) -> dict[str, object]:
        """As JSON-ready data."""
        return {"total": self.total.text, "rules": [entry.rule for entry in self.rules], "needs": list(self.needs)}


def leave_by_law(question: Question, value: Leave) -> LeaveByLaw | None:
    """Return what leaving comes to by law; None where no rule changes a sum of it."""
    chosen: dict[str, tuple[LawEntry, Money]] = {}
    for entry in law_entries(question, value):
        change, part = _change(value, entry), entry.about or ""
        if change is not None and (part not in chosen or (chosen[part][0].needs and not entry.needs)):
            chosen[part] = entry, change
    total = sum((change for _, change in chosen.values()), value.total)
    if total == value.total:
        return None
    rules = tuple(entry for entry, _ in chosen.values())
    needs: dict[LawFact, None] = dict.fromkeys(fact for entry in rules for fact in entry.needs)
    return LeaveByLaw(total, rules, tuple(needs))


def _change(value: Leave, entry: LawEntry) -> Money | None:
    """Return by how much more is paid by a rule than by the terms, below zero where it is less; None for no sum."""
    by_law = None if entry.line is None else entry.figure
    match entry.effect:
        case "replaces":  # what comes back, with its tax
            return value.on.comes_back - by_law if isinstance(by_law, Money) else None
        case "caps" | "voids":  # the charge, before its tax
            return _charge_with_tax(value, by_law) - value.on.charged if isinstance(by_law, Money) else None
        case "adds-a-way-out" | "informs":
            return None
    assert_never(entry.effect)


def _charge_with_tax(value: Leave, most: Money) -> Money:
    """Return what is left of the charge where a rule leaves so much of it at most."""
    on = value.on
    question = value.departure.charge_question(on.cancelled, on.ends)
    if on.charge is None or question is None or on.charge.charge <= most:
        return on.charged
    return most + question.tax.on(most)


def by_law_steps(question: Question, value: Leave) -> Iterator[Step]:
    """Yield what leaving comes to by law, and on which facts that depends."""
    found = leave_by_law(question, value)
    if found is None:
        return
    rules = Phrases("; ", tuple(phrase("{rule}", rule=data_text(entry.title)) for entry in found.rules))
    words, by_terms = total_in_words(found.total), total_in_words(value.total)
    said = phrase("by the law {words}; by the terms {by_terms}: {rules}", words=words, by_terms=by_terms, rules=rules)
    if not found.needs:
        yield step("{said}", said=said)
        return
    needs = Phrases(", ", tuple(phrase("{fact}", fact=fact_term(fact)) for fact in found.needs))
    yield step("{said}; it depends on {needs}", said=said, needs=needs)
