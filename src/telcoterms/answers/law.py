"""Say which rules of law bear on an answer: whether each binds, what it does, and the figure or the day by it.

A rule bears on the questions that its table names. Whether it binds follows from the provider's file, the service and
what is known of the customer; a fact that is not known leaves it open, and the entry names that fact. The figure by the
rule is the question's to compute (`Question.by_law`). Nothing here changes the answer, and nothing is a verdict.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date
from fractions import Fraction
from typing import TYPE_CHECKING, NamedTuple, assert_never, final

from telcoterms.agreement.law import (
    Bearing,
    Binding,
    Certainty,
    Effect,
    LawFact,
    LawRule,
    Party,
    RuleVersion,
    bearing_of,
    effect_term,
    in_force_since,
    may_bind,
    versions_on,
)
from telcoterms.answers.figures import figure_data
from telcoterms.formats.text import phrase_text
from telcoterms.values.dataclasses import dataclass, field
from telcoterms.values.errors import AmountError, DayError
from telcoterms.values.messages import Phrase, Phrases, data_text, phrase
from telcoterms.values.money import Money
from telcoterms.values.steps import Step

if TYPE_CHECKING:
    from telcoterms.answers.question import LookedAt, Question


class ByLaw(NamedTuple):
    """What a rule comes to on the facts of a question.

    `figure` is the sum, the day or the yearly rate by the rule, None where it gives none; `says` the same in words.
    `needs` are facts that the figure still lacks. `shown` is whether the page has a line on it.
    """

    says: Phrase
    figure: Money | date | Fraction | None = None
    needs: tuple[LawFact, ...] = ()
    shown: bool = True


@final
@dataclass(frozen=True, slots=True, kw_only=True)
class LawEntry:
    """One rule of law that bears on an answer.

    `bearing` is whether it binds; `needs` are the facts on which that, or the figure, depends. `figure` is the sum, the
    day or the yearly rate by the rule, None where it gives none; `says` what it comes to here, in words. `why` says why
    it does not bind, or what is not settled. `since` is the day from which the version is in force, `dated` the same in
    words where it is not known, `checked` the day on which somebody last looked the rule up. `bill_line` is the line of
    an audited bill on which it bears, None for every other answer.
    """

    rule: str
    title: str
    effect: Effect
    bearing: Bearing
    needs: tuple[LawFact, ...]
    figure: Money | date | Fraction | None
    says: str
    why: str
    who: str
    since: date | None
    dated: str
    source: str
    checked: date
    certainty: Certainty
    bill_line: int | None = None
    line: Step | None = field(compare=False)

    def as_dict(self) -> dict[str, object]:
        """Return the entry as JSON-ready data."""
        return {
            "rule": self.rule,
            "title": self.title,
            "effect": self.effect,
            "bearing": self.bearing,
            "needs": list(self.needs),
            "figure": figure_data(self.figure),
            "says": self.says,
            "why": self.why,
            "who": self.who,
            "since": None if self.since is None else self.since.isoformat(),
            "dated": self.dated,
            "source": self.source,
            "checked": self.checked.isoformat(),
            "certainty": self.certainty,
            **({} if self.bill_line is None else {"bill_line": self.bill_line}),
        }


def law_entries(question: Question, value: object) -> Iterator[LawEntry]:
    """Yield an entry for each rule of law that bears on an answer; of an audited bill, on each of its lines."""
    for looked_at in question.looked_at(value):
        yield from _entries_of(looked_at, question.name)


def _entries_of(looked_at: LookedAt, asked: str) -> Iterator[LawEntry]:
    """Yield the entries of a figure; a rule on the question that was asked bears on it too."""
    question, value, line = looked_at
    agreement = question.agreement
    provider_law = agreement.provider_law
    if provider_law is None:
        return
    facts, days = question.customer_for_law, question.days_of_law
    home = None if agreement.tax is None else agreement.tax.home
    table = provider_law.rules
    for rule in table.rules:
        if question.name not in rule.questions and asked not in rule.questions:
            continue
        binding = bearing_of(rule, provider_law, agreement.service, facts)
        versions = tuple(versions_on(rule, days, facts.agreed))
        if not versions:
            first = rule.versions[0].since
            assert first is not None  # only the first version may lack its day, and then it is in force on each day
            why = phrase("it is in force only from {since} on", since=first)
            yield _entry(rule, rule.versions[0], Binding("does-not-bind"), None, why, line)
        if _is_undecided(rule, versions):
            binding = decided_by_agreement(binding)
        for version in versions:
            by_law = _by_law(question, version, value, table.currency) if may_bind(binding.bearing) else None
            if by_law is not None and facts.province is None and is_of_another_province(rule, home):
                by_law = by_law._replace(shown=False)
            yield _entry(rule, version, binding, by_law, _why(rule, binding, agreement.name), line)


def decided_by_agreement(binding: Binding) -> Binding:
    """Return a binding that depends on the day of the agreement too, which decides between versions of a rule."""
    if not may_bind(binding.bearing):
        return binding
    needs: tuple[LawFact, ...] = ("agreed", *(fact for fact in binding.needs if fact != "agreed"))
    return binding._replace(bearing="depends", needs=needs)


def is_of_another_province(rule: LawRule, home: str | None) -> bool:
    """Return whether a rule binds in provinces alone of which none is the home of the terms.

    Without a word on the customer's province, such a rule is data of the answer and no line of its page.
    """
    return bool(rule.binds) and all(scope.provinces and home not in scope.provinces for scope in rule.binds)


def _by_law(question: Question, version: RuleVersion, value: object, currency: str) -> ByLaw | None:
    """Return what a rule comes to, or why that cannot be had; `currency` is the one of its sums."""
    try:
        return question.by_law(version, value)
    except AmountError:
        template = "no figure by it: its sums are in {law}, and those of the terms in {terms}"
        return ByLaw(phrase(template, law=data_text(currency), terms=data_text(question.agreement.currency)))
    except DayError:
        return ByLaw(phrase("no day by it: that would lie after the last day of the calendar"))


def _is_undecided(rule: LawRule, versions: Sequence[RuleVersion]) -> bool:
    """Return whether the day of the agreement, which is not known, decides which of the versions applies."""
    match rule.decided_by:
        case "event":
            return False
        case "agreement":
            return len(versions) > 1
    assert_never(rule.decided_by)


def _why(rule: LawRule, binding: Binding, provider: str) -> Phrase:
    if not may_bind(binding.bearing):
        return binds_others(rule, binding, provider)
    return _unsettled(binding) if binding.unsettled else phrase("")


def _unsettled(binding: Binding) -> Phrase:
    return phrase("{unsettled}", unsettled=data_text(binding.unsettled))


def binds_others(rule: LawRule, binding: Binding, provider: str) -> Phrase:
    """Return why a rule does not bind: whom it binds instead, and who is none of them."""
    outside = Phrases(", ", tuple(_party(party, provider) for party in binding.outside))
    return phrase("it binds {who}; not among them: {outside}", who=data_text(rule.who), outside=outside)


def _party(party: Party, provider: str) -> Phrase:
    match party:
        case "provider":
            return phrase("{provider}", provider=provider)
        case "service":
            return phrase("this service")
        case "customer":
            return phrase("this customer")
    assert_never(party)


def _entry(
    rule: LawRule, version: RuleVersion, binding: Binding, by_law: ByLaw | None, why: Phrase, line: int | None
) -> LawEntry:
    more = () if by_law is None else tuple(fact for fact in by_law.needs if fact not in binding.needs)
    binding = binding._replace(needs=binding.needs + more)
    says = phrase("{says}", says=data_text(version.says)) if by_law is None else by_law.says
    return LawEntry(
        rule=rule.name,
        title=rule.title,
        effect=rule.effect,
        bearing=binding.bearing,
        needs=binding.needs,
        figure=None if by_law is None else by_law.figure,
        says=phrase_text(says),
        why=phrase_text(why),
        who=rule.who,
        since=version.since,
        dated=version.dated,
        source=version.source,
        checked=rule.checked,
        certainty=rule.certainty,
        bill_line=line,
        line=None if by_law is None or not by_law.shown else _line(rule, version, binding, says, line),
    )


def _since(rule: LawRule, version: RuleVersion) -> Phrase:
    """Return from when a version is in force, or for the agreements of which time."""
    match rule.decided_by:
        case "event":
            return in_force_since(version)
        case "agreement":
            return phrase("agreements {since}", since=in_force_since(version))
    assert_never(rule.decided_by)


def _line(rule: LawRule, version: RuleVersion, binding: Binding, says: Phrase, line: int | None) -> Step:
    """Return the line of the page: the rule, what it does, since when, what it comes to, and on what that depends."""
    more = []
    if binding.needs:
        more.append(phrase("it depends on {needs}", needs=binding.needs_in_words()))
    if binding.unsettled:
        more.append(_unsettled(binding))
    sentence = phrase(
        "{rule} ({effect}; {since}): {says}",
        rule=data_text(rule.title),
        effect=effect_term(rule.effect),
        since=_since(rule, version),
        says=Phrases("; ", (says, *more)),
    )
    if line is not None:
        sentence = phrase("line {number} of the bill: {sentence}", number=line, sentence=sentence)
    return Step(sentence, part="law")
