"""Say which rules of law bear on an answer: whether each binds, what it does, and the figure or the day by it.

A rule bears on the questions that its table names. Whether it binds follows from the provider's file, the service and
what is known of the customer; a fact that is not known leaves it open, and the entry names that fact. The figure by the
rule is the question's to compute (`Question.by_law`). Nothing here changes the answer, and nothing is a verdict.

An answer can have parts with rules of their own, such as the lines of an audited bill (`Question.looked_at`). A rule
that names the question of a part bears on that part, and not also on the whole. One that names only the question that
was asked bears on the whole where that is looked at, else on each part.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
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
    ProviderLaw,
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
from telcoterms.values.messages import Phrase, Phrases, Term, data_text, phrase
from telcoterms.values.money import Money
from telcoterms.values.steps import Step

if TYPE_CHECKING:
    from telcoterms.agreement.taxes import TaxTable
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


class LawLine(NamedTuple):
    """What the page says of a version of a rule, and of which part of the answer; None of the whole."""

    about: Phrase | None
    rule: Term
    effect: Term
    since: Phrase
    says: Phrases


@final
@dataclass(frozen=True, slots=True, kw_only=True)
class LawEntry:
    """One rule of law that bears on an answer.

    `bearing` is whether it binds; `needs` are the facts on which that, or the figure, depends. `figure` is the sum, the
    day or the yearly rate by the rule, None where it gives none; `says` what it comes to here, in words. `why` says why
    it does not bind, or what is not settled. `since` is the day from which the version is in force, `dated` the same in
    words where it is not known, `checked` the day on which somebody last looked the rule up. `about` names the part of
    the answer on which it bears, such as `cancellation C-1`, None where that is the answer as a whole; `bill_line` is
    the number of that part where it is a line of an audited bill.
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
    about: str | None = None
    bill_line: int | None = None
    line: LawLine | None = field(compare=False)

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
            **({} if self.about is None else {"about": self.about}),
            **({} if self.bill_line is None else {"bill_line": self.bill_line}),
        }


class BearingRule(NamedTuple):
    """A version of a rule that bears on a part of an answer, whether it binds, and what it comes to where it may."""

    looked_at: LookedAt
    rule: LawRule
    version: RuleVersion
    binding: Binding
    by_law: ByLaw | None
    is_in_force: bool = True


def law_entries(question: Question, value: object) -> tuple[LawEntry, ...]:
    """Return an entry for each rule of law that bears on an answer, or on a part of it; none twice for one part."""
    every = _bearing_rules(question, value, lambda _, rule: True, lambda _: True, _by_law)
    return tuple(dict.fromkeys(map(_entry, every)))


def rules_on_page(
    question: Question, value: object, is_wanted: Callable[[LawRule], bool], has_figure: Callable[[LawRule], bool]
) -> Iterator[tuple[LawRule, Money | date | Fraction | None]]:
    """Yield each wanted rule that has a line in the working, as often as it has one, with its figure where it has one.

    `is_wanted` is asked before each time. A figure is computed only where `has_figure` says that the page shows it:
    figures are most of the work.
    """

    def can_stand(part: Question, rule: LawRule) -> bool:
        return rule.gives_figures and any(map(part.can_name, rule.versions))

    def by_law(looked_at: LookedAt, rule: LawRule, version: RuleVersion, currency: str) -> ByLaw | None:
        named = None if has_figure(rule) else looked_at.question.is_named_by_law(version, looked_at.value)
        if named is None:
            return _by_law(looked_at, rule, version, currency)
        return ByLaw(phrase(""), shown=named)

    for one in _bearing_rules(question, value, can_stand, is_wanted, by_law):
        if one.by_law is not None and one.by_law.shown:
            yield one.rule, one.by_law.figure


def _bearing_rules(
    question: Question,
    value: object,
    can_stand: Callable[[Question, LawRule], bool],
    is_wanted: Callable[[LawRule], bool],
    by_law: Callable[[LookedAt, LawRule, RuleVersion, str], ByLaw | None],
) -> Iterator[BearingRule]:
    """Yield the wanted rules on an answer and on its parts; what is on a part is not also on the whole.

    `can_stand` is asked once of the parts of one kind under one agreement, `is_wanted` before each.
    """
    looked_at = tuple(question.looked_at(value))
    of_parts = {each.question.name for each in looked_at if each.about is not None}
    has_whole = any(each.about is None for each in looked_at)
    rules: dict[tuple[str, bool, int], tuple[LawRule, ...]] = {}  # an account has many parts of one kind
    for each in looked_at:
        is_part, agreement = each.about is not None, each.question.agreement
        table = agreement.provider_law
        if table is None:
            continue
        kind = (each.question.name, is_part, id(agreement))
        if kind not in rules:
            asked = {each.question.name} if is_part and has_whole else {each.question.name, question.name}
            bearing = table.rules.bearing_on(asked)
            own = [rule for rule in bearing if is_part or of_parts.isdisjoint(rule.questions)]
            rules[kind] = tuple(rule for rule in own if can_stand(each.question, rule))
        yield from _bearing_rules_of(each, table, [rule for rule in rules[kind] if is_wanted(rule)], is_wanted, by_law)


def law_steps(entries: Iterable[LawEntry]) -> Iterator[Step]:
    """Yield the lines of the page: what is the same by several versions of a rule, or of several parts, stands once."""
    versions: dict[tuple[Phrase | None, Term, Term, Phrases], list[Phrase]] = {}
    for line in (entry.line for entry in entries if entry.line is not None):
        versions.setdefault((line.about, line.rule, line.effect, line.says), []).append(line.since)
    parts: dict[Phrase, list[Phrase]] = {}
    for (about, rule, effect, says), since in versions.items():
        template = "{rule} ({effect}; {since}): {says}"
        sentence = phrase(template, rule=rule, effect=effect, since=Phrases(", ", tuple(since)), says=says)
        parts.setdefault(sentence, []).extend(() if about is None else (about,))
    for sentence, abouts in parts.items():
        if abouts:
            sentence = phrase("{about}: {sentence}", about=Phrases(", ", tuple(abouts)), sentence=sentence)
        yield Step(sentence, part="law")


def _bearing_rules_of(
    looked_at: LookedAt,
    provider_law: ProviderLaw,
    rules: Sequence[LawRule],
    is_wanted: Callable[[LawRule], bool],
    by_law_of: Callable[[LookedAt, LawRule, RuleVersion, str], ByLaw | None],
) -> Iterator[BearingRule]:
    """Yield each version of some rules that decides on one part of an answer, while it is wanted."""
    if not rules:
        return
    question, table = looked_at.question, provider_law.rules
    agreement = question.agreement
    facts, days = question.customer_for_law, question.days_of_law
    for rule in rules:
        binding = bearing_of(rule, provider_law, agreement.service, facts)
        versions = tuple(versions_on(rule, days, facts.agreed))
        if not versions:
            yield BearingRule(looked_at, rule, rule.versions[0], Binding("does-not-bind"), None, is_in_force=False)
        if _is_undecided(rule, versions):
            binding = decided_by_agreement(binding)
        for version in versions:
            if not is_wanted(rule):
                break
            by_law = by_law_of(looked_at, rule, version, table.currency) if may_bind(binding.bearing) else None
            if by_law is not None and facts.province is None and is_of_another_province(rule, agreement.tax):
                by_law = by_law._replace(shown=False)
            yield BearingRule(looked_at, rule, version, binding, by_law)


def decided_by_agreement(binding: Binding) -> Binding:
    """Return a binding that depends on the day of the agreement too, which decides between versions of a rule."""
    if not may_bind(binding.bearing):
        return binding
    needs: tuple[LawFact, ...] = ("agreed", *(fact for fact in binding.needs if fact != "agreed"))
    return binding._replace(bearing="depends", needs=needs)


def is_of_another_province(rule: LawRule, tax: TaxTable | None) -> bool:
    """Return whether a rule binds in provinces alone of which none is the home of the terms, as their taxes have it.

    Without a word on the customer's province, such a rule is data of the answer and no line of its page.
    """
    if not rule.binds or not all(scope.provinces for scope in rule.binds):
        return False
    home = None if tax is None else tax.home
    return all(home not in scope.provinces for scope in rule.binds)


def _by_law(looked_at: LookedAt, rule: LawRule, version: RuleVersion, currency: str) -> ByLaw | None:
    """Return what a version of a rule comes to, or why that cannot be had; `currency` is the one of its sums."""
    question, value, *_ = looked_at
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


def _why(bearing: BearingRule) -> Phrase:
    """Return why a rule does not bind, or what of it is not settled."""
    rule, binding, provider = bearing.rule, bearing.binding, bearing.looked_at.question.agreement.name
    if not bearing.is_in_force:
        first = bearing.version.since
        assert first is not None  # only the first version may lack its day, and then it is in force on each day
        return phrase("it is in force only from {since} on", since=first)
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


def _entry(bearing: BearingRule) -> LawEntry:
    """Return what is told of a rule in words."""
    (_, _, about, bill_line), rule, version, binding, by_law, _ = bearing
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
        why=phrase_text(_why(bearing)),
        who=rule.who,
        since=version.since,
        dated=version.dated,
        source=version.source,
        checked=rule.checked,
        certainty=rule.certainty,
        about=None if about is None else phrase_text(about),
        bill_line=bill_line,
        line=None if by_law is None or not by_law.shown else _line(rule, version, binding, says, about),
    )


def _since(rule: LawRule, version: RuleVersion) -> Phrase:
    """Return from when a version is in force, or for the agreements of which time."""
    match rule.decided_by:
        case "event":
            return in_force_since(version)
        case "agreement":
            return phrase("agreements {since}", since=in_force_since(version))
    assert_never(rule.decided_by)


def _line(rule: LawRule, version: RuleVersion, binding: Binding, says: Phrase, about: Phrase | None) -> LawLine:
    """Return what the page says: the rule, what it does, since when, what it comes to, and on what that depends."""
    more = []
    if binding.needs:
        more.append(phrase("it depends on {needs}", needs=binding.needs_in_words()))
    if binding.unsettled:
        more.append(_unsettled(binding))
    told = Phrases("; ", (says, *more))
    return LawLine(about, data_text(rule.title), effect_term(rule.effect), _since(rule, version), told)
