"""Compare the terms with the rules of law that are in force on a day; neither changes the other.

A rule has versions, each in force from a day until the next one's. What a version fixes is one of a closed set of
kinds, with its numbers. Compared with the terms on a day, a rule agrees, differs (both figures are shown), has no
figure to compare, or does not apply, and why: it is not in force yet, or binds others. Where the day of the agreement
decides which version applies and is not known, each version that can apply is compared. These are facts of data, not
verdicts: whether a clause holds is for others to judge.

Rules on rates are compared with the late charge: whether the yearly rate is stated, and whether it is under the cap. A
cap on the nominal rate is compared with the nominal rate, one on the effective rate with the compounded one: a
compounded rate against a nominal cap would compare what is not alike.

The order: the results; the comparison of each kind of rule, rates first; all rules of a table and their working; what
an agreement fixes; the question.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from fractions import Fraction
from typing import Final, Literal, NamedTuple, assert_never, final, get_args

from telcoterms.agreement.agreement import Agreement, tax_clause_of
from telcoterms.agreement.customer import NOT_KNOWN, CustomerFacts
from telcoterms.agreement.law import (
    ActionWithinYears,
    AdrAfterWeeks,
    Bearing,
    Binding,
    CancellationChargeTaxed,
    CancellationFeeCap,
    Certainty,
    Effect,
    EffectiveRateCap,
    EndsOnReceipt,
    LateChargeUntaxed,
    LawFact,
    LawRule,
    LawTable,
    NoFeeWithoutSubsidy,
    NominalRateCap,
    NoticeBelow,
    NoticeOfChange,
    OutsideBodyTerms,
    ProviderLaw,
    RefundByDaysLeft,
    RuleVersion,
    SmallBusinessUpTo,
    WithoutFigure,
    YearlyRateStated,
    bearing_of,
    in_force_since,
    may_bind,
    versions_on,
)
from telcoterms.agreement.numbers import NO_FACTS, NumberFacts, value_on
from telcoterms.agreement.taxes import Tax, TaxTable, tax_of_rates
from telcoterms.answers.answer import Agreed, Answer
from telcoterms.answers.law import binds_others, decided_by_agreement
from telcoterms.answers.question import Question, fact
from telcoterms.clauses.cancellation_charge.kinds import (
    CANCELLATION_CHARGE,
    CancellationChargeRule,
    NoCancellationCharge,
)
from telcoterms.clauses.change_of_terms import CHANGE_OF_TERMS, ChangeOfTermsRule
from telcoterms.clauses.complaint.kinds import COMPLAINT, ComplaintRule
from telcoterms.clauses.customer_cancellation import (
    CUSTOMER_CANCELLATION,
    CustomerCancellationRule,
    day_is_by_law,
    longest_notice,
)
from telcoterms.clauses.eligible_for_adr import ELIGIBLE_FOR_ADR, EligibleForAdrRule
from telcoterms.clauses.late_charge.by_law import rate_in_words
from telcoterms.clauses.late_charge.kinds import (
    LATE_CHARGE,
    FlatCharge,
    GreaterOf,
    LateChargeRule,
    LesserOf,
    NoCharge,
    PercentageCharge,
    RateCharge,
    SumOf,
    at_decimals_of,
    effective_rate,
    effective_rate_steps,
    leaves_of,
    nominal_rate,
    nominal_rate_steps,
    periods_of_year,
    rates_in,
)
from telcoterms.clauses.refund import REFUND, ByDays, NoRefund, RefundRule, ReRated
from telcoterms.formats.text import phrase_text
from telcoterms.values.dataclasses import dataclass, replace
from telcoterms.values.days import Day, as_day
from telcoterms.values.errors import NotInTermsError, TelcoTermsError, Unquoted
from telcoterms.values.messages import Phrase, Phrases, Term, Value, data_text, phrase
from telcoterms.values.money import Money
from telcoterms.values.periods import in_days, in_words
from telcoterms.values.steps import Clause, MoneyWithCurrency, Percent, Step, decimal_text, step


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
    """A rule that has nothing in the terms to be held against: it may apply, but there is no figure to compare."""
    return Finding("no-figure", None, law, why)


def applies_not(why: Phrase) -> Finding:
    """A rule that does not apply: it binds others, or is not in force yet."""
    return Finding("does-not-apply", None, None, why)


def silent(law: Phrase | None, on: Term) -> Finding:
    """A rule on something of which the terms say nothing."""
    return idle(law, phrase("the terms, as recorded, say nothing on {subject}", subject=on))


Outcome = Literal["agrees", "differs", "no-figure", "does-not-apply"]
"""How a rule compares: both fix a figure and agree or differ; there is none to compare; or the rule does not apply."""


@final
@dataclass(frozen=True, slots=True, kw_only=True)
class RuleComparison:
    """One rule held against the terms: what each fixes, whether they agree, and why.

    `terms` and `law` are the two figures in words; None where the terms or the law have none. `since` is the day from
    which the rule is in force, as far as it is known; `dated` says it in words. `bearing` is whether it binds the
    provider and the customer, `needs` are the facts on which that depends, `checked` is the day on which somebody last
    looked it up.
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
    effect: Effect
    who: str
    bearing: Bearing
    needs: tuple[LawFact, ...]
    checked: date
    certainty: Certainty

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
            "effect": self.effect,
            "who": self.who,
            "bearing": self.bearing,
            "needs": list(self.needs),
            "checked": self.checked.isoformat(),
            "certainty": self.certainty,
        }


@final
@dataclass(frozen=True, slots=True)
class Law:
    """The rules of law beside the terms on a day, each held against what the terms fix."""

    on: date
    rules: tuple[RuleComparison, ...]

    def of(self, outcome: Outcome) -> tuple[RuleComparison, ...]:
        """The rules of one outcome."""
        return tuple(one for one in self.rules if one.outcome == outcome)

    def headline(self) -> Phrase:
        """In one line."""
        return phrase(
            "on {day}, agreeing: {agree}, differing: {differ}, no figure to compare: {none}, not applicable: {rest}",
            day=self.on,
            agree=len(self.of("agrees")),
            differ=len(self.of("differs")),
            none=len(self.of("no-figure")),
            rest=len(self.of("does-not-apply")),
        )

    def as_dict(self) -> dict[str, object]:
        """As JSON-ready data."""
        return {"on": self.on.isoformat(), "rules": [one.as_dict() for one in self.rules]}


ON: Final = Term("a charge for paying late")


class ChargedRate(NamedTuple):
    """The one rate of a late charge, its value on a day, and the yearly rate that the terms print beside it."""

    leaf: RateCharge
    rate: Fraction
    stated: Fraction | None


def charged_rate(late: LateChargeRule, on: date, facts: NumberFacts) -> ChargedRate | Phrase:
    """Return the one rate of a late charge on a day, or why there is none that can be compared."""
    rates = rates_in(late)
    if not rates:
        return phrase("a charge without a rate has no yearly rate before a sum and a time are given")
    leaf = rates[0]
    if len(rates) > 1:
        return phrase("the charge has {count} rates, and no yearly rate is that of all", count=len(rates))
    try:
        return ChargedRate(leaf, value_on(leaf.rate, on, facts), value_on(leaf.stated_yearly_rate, on, facts))
    except TelcoTermsError:
        return phrase("the rate is another one for each plan, region, customer or index: ask effective_annual_rate")


def yearly_rate_stated(rule: YearlyRateStated, stated: AgreementFigures) -> Finding:
    """Whether the yearly rate that belongs to a rate by the month is stated."""
    otherwise = phrase("stated by the year, or {most} a year at most", most=Percent(rule.otherwise_most))
    if stated.late_charge is None:
        return silent(otherwise, ON)
    found = charged_rate(stated.late_charge, stated.on, stated.number_facts)
    if isinstance(found, Phrase):
        return idle(otherwise, found)
    if found.leaf.is_by_year:
        return idle(otherwise, phrase("the terms state their rate by the year"))
    return _rate_of_period_stated(rule, *found)


def _rate_of_period_stated(
    rule: YearlyRateStated, leaf: RateCharge, rate: Fraction, stated: Fraction | None
) -> Finding:
    """Compare the yearly rate that the terms print with the one to which their rate of a shorter period comes."""
    steps = effective_rate_steps(leaf, rate, stated)
    each, effective = rate_in_words(leaf, rate), effective_rate(leaf, rate)
    law = phrase("{rate} a year stated", rate=Percent(effective))
    if stated is None:
        why = "{each} is stated, no yearly rate: the rule then allows no more than {most} a year"
        compared = phrase(why, each=each, most=Percent(rule.otherwise_most))
        return Finding("differs", phrase("no yearly rate stated"), law, compared, steps)
    terms = phrase("{stated} a year stated", stated=Percent(stated))
    if at_decimals_of(stated, effective) == stated:
        why = "{stated} is what {each} comes to in a year, to the decimals printed"
        compared = phrase(why, stated=Percent(stated), each=each)
        return Finding("agrees", terms, law, compared, steps)
    return Finding("differs", terms, law, other_rate(leaf, rate, stated), steps)


def other_rate(leaf: RateCharge, rate: Fraction, stated: Fraction) -> Phrase:
    """Why a stated yearly rate is not the one to which a shorter period's comes: it may be the nominal one."""
    effective, nominal = Percent(effective_rate(leaf, rate)), Percent(nominal_rate(leaf, rate))
    if stated == nominal_rate(leaf, rate):
        template = "{nominal} is the nominal rate, {periods} times {rate}; compounded it is {effective}"
        periods = Unquoted(decimal_text(periods_of_year(leaf)))
        return phrase(template, nominal=nominal, periods=periods, rate=Percent(rate), effective=effective)
    template = "{each} comes to {effective} a year; nominal it is {nominal}"
    return phrase(template, each=rate_in_words(leaf, rate), effective=effective, nominal=nominal)


def nominal_cap(rule: NominalRateCap, stated: AgreementFigures) -> Finding:
    """Whether the nominal yearly rate lies at or below the cap."""
    law, late = phrase("{most} a year, nominal, at most", most=Percent(rule.most)), stated.late_charge
    if late is None:
        return silent(law, ON)
    found = charged_rate(late, stated.on, stated.number_facts)
    if isinstance(found, Phrase):
        return idle(law, found)
    rate = nominal_rate(found.leaf, found.rate)
    steps = (*nominal_rate_steps(found.leaf, found.rate), *minimum_steps(late))
    return Finding(
        agrees_if(rate <= rule.most),
        phrase("{rate} a year, nominal", rate=Percent(rate)),
        law,
        phrase(
            "{rate} is not over {most}: nominal rates are compared, not compounded ones"
            if rate <= rule.most
            else "{rate} is over {most}: nominal rates are compared, not compounded ones",
            rate=Percent(rate),
            most=Percent(rule.most),
        ),
        steps,
    )


def effective_cap(rule: EffectiveRateCap, stated: AgreementFigures) -> Finding:
    """Whether the compounded yearly rate lies at or below the cap."""
    law, late = phrase("{most} a year, compounded, at most", most=Percent(rule.most)), stated.late_charge
    if late is None:
        return silent(law, ON)
    found = charged_rate(late, stated.on, stated.number_facts)
    if isinstance(found, Phrase):
        return idle(law, found)
    rate = effective_rate(found.leaf, found.rate)
    steps = (*effective_rate_steps(found.leaf, found.rate, None), *minimum_steps(late))
    return Finding(
        agrees_if(rate <= rule.most),
        phrase("{rate} a year, compounded", rate=Percent(rate)),
        law,
        phrase(
            "{rate} is not over {most}: compounded rates are compared, not nominal ones"
            if rate <= rule.most
            else "{rate} is over {most}: compounded rates are compared, not nominal ones",
            rate=Percent(rate),
            most=Percent(rule.most),
        ),
        steps,
    )


def minimum_steps(late: LateChargeRule) -> Iterator[Step]:
    """Yield a line on each sum of a late charge beside its rate, which is no rate: its minimum, and flat sums."""
    for part in with_parts(late):
        if isinstance(part.least, Money):
            template = "the minimum of {minimum} is a sum, and counts for no rate here"
            yield step(template, part.clause, minimum=part.least)
    for leaf in leaves_of(late):
        if not isinstance(leaf, RateCharge | NoCharge):
            yield step("a sum or a share beside the rate counts for no rate here", leaf.clause)


def with_parts(late: LateChargeRule) -> Iterator[LateChargeRule]:
    """Yield a late charge and every part of it."""
    yield late
    match late:
        case SumOf() | GreaterOf() | LesserOf():
            for part in late.of:
                yield from with_parts(part)
        case NoCharge() | FlatCharge() | PercentageCharge() | RateCharge():
            pass
        case _ as unreachable:
            assert_never(unreachable)


def outcome_term(outcome: Outcome) -> Term:
    """Return an outcome in words."""
    match outcome:
        case "agrees":
            return Term("agrees")
        case "differs":
            return Term("differs")
        case "no-figure":
            return Term("no figure to compare")
        case "does-not-apply":
            return Term("does not apply")
    assert_never(outcome)


COMPARED: Final[tuple[Outcome, ...]] = ("agrees", "differs")
"""The outcomes of rules that have a figure to compare."""

EXAMPLE: Final = 100_00  # minor units on which a rate of tax is shown


@final
@dataclass(frozen=True, slots=True, kw_only=True)
class AgreementFigures:
    """What the terms fix of the things that rules of law speak of; None where they are silent.

    `small_business_under` is the monthly bill below which a business is small, `adr_weeks` how many weeks after its
    receipt a complaint may go to the outside body, `change_notice` how many days' notice changed terms have, each with
    its clause; `tax` the tax that a question takes.
    """

    currency: str
    on: date = date.max
    number_facts: NumberFacts = NO_FACTS
    late_charge: LateChargeRule | None = None
    refund: RefundRule | None = None
    customer_cancellation: CustomerCancellationRule | None = None
    cancellation_charge: CancellationChargeRule | None = None
    tax: Tax | None = None
    small_business_under: tuple[Money, Clause] | None = None
    adr_weeks: tuple[int, Clause] | None = None
    change_notice: tuple[int, Clause] | None = None


def compare_rule(version: RuleVersion, stated: AgreementFigures) -> Finding:
    """Compare what a version of a rule fixes with the figures of an agreement."""
    match version:
        case YearlyRateStated():
            return yearly_rate_stated(version, stated)
        case NominalRateCap():
            return nominal_cap(version, stated)
        case EffectiveRateCap():
            return effective_cap(version, stated)
        case RefundByDaysLeft():
            return _refund(stated)
        case NoticeBelow():
            return _notice(phrase("under {days} days' notice", days=version.days), version.days - 1, stated)
        case EndsOnReceipt():
            law = phrase("on the day of receipt")
            if day_is_by_law(stated.customer_cancellation):
                return silent(law, Term("the day on which a cancellation takes effect"))
            return _notice(law, 0, stated)
        case SmallBusinessUpTo():
            return _small_business(version, stated)
        case AdrAfterWeeks():
            return _adr(version, stated)
        case OutsideBodyTerms():
            return idle(_body(version), phrase("the terms, as recorded, fix no figure of their own on it"))
        case LateChargeUntaxed():
            return _late_charge_untaxed(stated)
        case CancellationChargeTaxed():
            return _cancellation_taxed(stated)
        case NoFeeWithoutSubsidy():
            law = phrase("nothing without a device subsidy")
            return idle(law, phrase("it is a matter of each cancellation: ask cancellation_charge for its law"))
        case CancellationFeeCap():
            law = phrase("a cap on what ending a term costs")
            return idle(law, phrase("it is a matter of each cancellation: ask cancellation_charge for its law"))
        case NoticeOfChange():
            return _change_notice(version, stated)
        case ActionWithinYears():
            law = phrase("{years} years after the claim was discovered", years=version.years)
            return idle(law, phrase("it is the time to go to court; that of the terms is one to tell the provider"))
        case WithoutFigure():
            return idle(None, phrase("it fixes no figure"))
    assert_never(version)


def _change_notice(version: NoticeOfChange, stated: AgreementFigures) -> Finding:
    law = phrase("{days} days' notice at least, and a way out", days=version.days)
    if stated.change_notice is None:
        return silent(law, Term("changed terms"))
    days, clause = stated.change_notice
    terms = phrase("1 day's notice at least") if days == 1 else phrase("{days} days' notice at least", days=days)
    own = step("by the terms: {terms}", clause, terms=terms)
    return Finding(agrees_if(days >= version.days), terms, law, phrase("the notice is compared, in days"), (own,))


def _refund(stated: AgreementFigures) -> Finding:
    rule, law = stated.refund, phrase("the days left of the cycle, inside a fixed term too")
    if rule is None:
        return silent(law, Term("prepaid fees"))
    fee = Money.of_minor(30_00, stated.currency)
    shown = step(
        "by the rule, of {fee} with 20 of 30 days left: {fee} x 20/30 = {back}",
        fee=fee,
        back=Money.of_minor(20_00, stated.currency),
    )
    match rule:
        case NoRefund():
            nothing = phrase("nothing")
            why = "the terms give nothing back"
        case ByDays():
            nothing = phrase("nothing inside a fixed term")
            why = "month to month both give the days left; inside a fixed term the terms give nothing"
        case ReRated():
            nothing = phrase("the fee less the monthly price of each month begun")
            why = "the terms take whole months off, at a price of their own"
        case _ as unreachable:
            assert_never(unreachable)
    own = step("by the terms: {nothing}", rule.clause, nothing=nothing)
    return Finding("differs", nothing, law, phrase(why), (own, shown))


def _notice(law: Phrase, most: int, stated: AgreementFigures) -> Finding:
    rule = stated.customer_cancellation
    if rule is None:
        return silent(law, Term("the notice of a customer who cancels"))
    if day_is_by_law(rule):
        terms, why = phrase("at any time, no notice is asked for"), phrase("the terms ask for no notice")
        return Finding(
            "agrees", terms, law, why, (step("by the terms a customer may cancel: {terms}", rule.clause, terms=terms),)
        )
    days = longest_notice(rule)
    if days is None:
        return idle(law, phrase("the notice has business days, so that holidays decide how long it is"))
    terms = phrase("{period} after receipt", period=in_days(days)) if days else phrase("on the day of receipt")
    own = step("by the terms a cancellation takes effect: {terms}", rule.clause, terms=terms)
    why = phrase("by the terms the end comes {period} after the notice", period=in_days(days))
    return Finding(agrees_if(days <= most), terms, law, why, (own,))


def _small_business(version: SmallBusinessUpTo, stated: AgreementFigures) -> Finding:
    law = phrase("a monthly bill of up to {sum}", sum=version.monthly_bill)
    if stated.small_business_under is None:
        return silent(law, Term("what a small business is"))
    under, clause = stated.small_business_under
    terms = phrase("a monthly bill under {sum}", sum=under)
    why = phrase("a bill of exactly {sum} counts by the rule, and does not by the terms", sum=version.monthly_bill)
    if under != version.monthly_bill:
        why = phrase("the two sums are not the same")
    return Finding("differs", terms, law, why, (step("by the terms: {terms}", clause, terms=terms),))


def _adr(version: AdrAfterWeeks, stated: AgreementFigures) -> Finding:
    by_law = in_words(version.weeks, "weeks")
    law = phrase("{period} after receipt", period=by_law)
    if stated.adr_weeks is None:
        return silent(law, Term("how long a complaint waits before it may go outside"))
    weeks, clause = stated.adr_weeks
    by_terms = in_words(weeks, "weeks")
    terms = phrase("{period} after receipt", period=by_terms)
    why = phrase("the terms have {terms}, the rule {law}", terms=by_terms, law=by_law)
    own = step("by the terms: {terms}", clause, terms=terms)
    return Finding(agrees_if(weeks == version.weeks), terms, law, why, (own,))


def _body(version: OutsideBodyTerms) -> Phrase:
    parts = [phrase("awards up to {sum}", sum=MoneyWithCurrency(version.award_most))]
    if version.apply_within_months is not None:
        parts.append(phrase("asked within {months} months", months=version.apply_within_months))
    if version.report_within_days is not None:
        parts.append(phrase("the provider reports within {days} days", days=version.report_within_days))
    return phrase("{parts}", parts=Phrases(", ", tuple(parts)))


def _late_charge_untaxed(stated: AgreementFigures) -> Finding:
    law = phrase("no tax on it")
    if stated.late_charge is None:
        return silent(law, ON)
    why = phrase("the late charge is computed without tax; what it grows on may hold tax")
    return Finding("agrees", phrase("no tax on it"), law, why)


def _cancellation_taxed(stated: AgreementFigures) -> Finding:
    law = phrase("tax counts as included in what is paid")
    rule = stated.cancellation_charge
    if rule is None or isinstance(rule, NoCancellationCharge):
        return silent(law, Term("a charge for ending a term early"))
    if rule.taxed is False:
        untaxed, why = phrase("no tax is added to the charge"), phrase("the rule takes a tax to be in what is paid")
        return Finding("differs", untaxed, law, why, (step("by the terms: {terms}", rule.clause, terms=untaxed),))
    if stated.tax is None:
        return silent(law, Term("the tax on a charge for ending a term early"))
    charge = Money.of_minor(EXAMPLE, stated.currency)
    added = replace(stated.tax, mode="added")
    total = charge + Money.of_minor(added.of(charge.minor), stated.currency)
    inside = replace(stated.tax, mode="included")
    why = phrase("the tax added to a charge is the tax included in what is then paid")
    tax_clause = tax_clause_of(rule)
    inside_lines = [inside.step_of(place, total, tax_clause) for place in range(len(inside.taxes))]
    lines = (*added.steps(charge, tax_clause), *inside_lines)
    same = Fraction(added.of(charge.minor)) == inside.of(total.minor)
    return Finding(agrees_if(same), phrase("tax is added to the charge"), law, why, lines)


@final
@dataclass(frozen=True, slots=True)
class BoundParties:
    """The provider, the service and what is known of the customer, of whom a rule may bind some."""

    provider: str
    provider_law: ProviderLaw
    service: str | None = None
    customer: CustomerFacts = NOT_KNOWN

    def binding(self, rule: LawRule) -> Binding:
        """Return whether a rule binds them."""
        return bearing_of(rule, self.provider_law, self.service, self.customer)


def compare_law(table: LawTable, day: date, stated: AgreementFigures, parties: BoundParties | None = None) -> Law:
    """Compare every rule of a table with the terms on a day; without parties, as if each rule bound them."""
    return Law(day, tuple(one for one, _ in _each(table, day, stated, parties)))


def _each(
    table: LawTable, day: date, stated: AgreementFigures, parties: BoundParties | None
) -> Iterator[tuple[RuleComparison, tuple[Step, ...]]]:
    agreed = None if parties is None else parties.customer.agreed
    for rule in table.rules:
        versions = tuple(versions_on(rule, (day, day), agreed))
        for version in versions or (None,):
            binding = Binding("binds") if parties is None else parties.binding(rule)
            if len(versions) > 1:
                binding = decided_by_agreement(binding)
            yield _compared(rule, version, stated, binding, parties)


def _compared(
    rule: LawRule, version: RuleVersion | None, stated: AgreementFigures, binding: Binding, parties: BoundParties | None
) -> tuple[RuleComparison, tuple[Step, ...]]:
    """Return a version of a rule held against the terms, and its working; None is a rule that is not in force yet."""
    if version is None:
        binding, finding = Binding("does-not-bind"), _not_yet(rule)
    elif parties is not None and not may_bind(binding.bearing):
        finding = applies_not(binds_others(rule, binding, parties.provider))
    else:
        finding = compare_rule(version, stated)
    shown = version or rule.versions[0]
    return (
        RuleComparison(
            rule=rule.name,
            title=rule.title,
            outcome=finding.outcome,
            terms=None if finding.terms is None else phrase_text(finding.terms),
            law=None if finding.law is None else phrase_text(finding.law),
            why=phrase_text(finding.why),
            since=shown.since,
            dated=shown.dated,
            source=shown.source,
            effect=rule.effect,
            who=rule.who,
            bearing=binding.bearing,
            needs=binding.needs,
            checked=rule.checked,
            certainty=rule.certainty,
        ),
        _lines(rule, shown, finding, binding),
    )


def _not_yet(rule: LawRule) -> Finding:
    since = rule.versions[0].since
    assert since is not None
    match rule.decided_by:
        case "event":
            return applies_not(phrase("it is in force only from {since} on", since=since))
        case "agreement":
            return applies_not(phrase("it is in force only for agreements made since {since}", since=since))
    assert_never(rule.decided_by)


def _lines(rule: LawRule, version: RuleVersion, finding: Finding, binding: Binding) -> tuple[Step, ...]:
    """Return the lines of a rule: a paragraph where a figure is compared, one line where none is."""
    match finding.outcome:
        case "agrees" | "differs":
            return _paragraph(rule, version, finding, binding)
        case "no-figure":
            return (_one_line(rule, version, binding),)
        case "does-not-apply":
            return (step("{rule}: {why}", indent=1, rule=data_text(rule.title), why=finding.why),)
    assert_never(finding.outcome)


def _one_line(rule: LawRule, version: RuleVersion, binding: Binding) -> Step:
    """Return a rule without a figure to compare: what it says, and on which facts it depends whether it binds."""
    values: dict[str, Value] = {
        "rule": data_text(rule.title),
        "dated": in_force_since(version),
        "says": data_text(version.says),
        "needs": binding.needs_in_words(),
        "unsettled": data_text(binding.unsettled),
    }
    if binding.unsettled and binding.needs:
        told = phrase("{rule} ({dated}): {says} Whether it binds depends on {needs}; {unsettled}.", **values)
    elif binding.unsettled:
        told = phrase("{rule} ({dated}): {says} Whether it binds is open: {unsettled}.", **values)
    elif binding.needs:
        told = phrase("{rule} ({dated}): {says} Whether it binds depends on {needs}.", **values)
    else:
        told = phrase("{rule} ({dated}): {says}", **values)
    return Step(told, indent=1)


def _paragraph(rule: LawRule, version: RuleVersion, finding: Finding, binding: Binding) -> tuple[Step, ...]:
    template = "whether it binds depends on {needs}"
    depends = (step(template, indent=1, needs=binding.needs_in_words()),) if binding.needs else ()
    unsettled = (Step(phrase("{why}", why=data_text(binding.unsettled)), indent=1),) if binding.unsettled else ()
    return (
        step("{rule}, {outcome}", title=True, rule=data_text(rule.title), outcome=outcome_term(finding.outcome)),
        Step(
            phrase(
                "the rule, {dated}: {says} Source: {source}.",
                dated=in_force_since(version),
                says=data_text(version.says),
                source=data_text(version.source),
            ),
            indent=1,
        ),
        *(Step(one.phrase, one.clauses, one.part, 1) for one in finding.steps),
        Step(phrase("why: {why}", why=finding.why), indent=1),
        *depends,
        *unsettled,
    )


def law_steps(
    table: LawTable, day: date, stated: AgreementFigures, parties: BoundParties | None = None
) -> tuple[Step, ...]:
    """The working: each rule with a figure to compare, and the arithmetic; then a line for each of the others."""
    lines_by_outcome: dict[Outcome, list[Step]] = {outcome: [] for outcome in get_args(Outcome)}
    in_order: list[Step] = []
    for one, lines in _each(table, day, stated, parties):
        (in_order if one.outcome in COMPARED else lines_by_outcome[one.outcome]).extend(lines)
    for outcome, below in lines_by_outcome.items():
        if below:
            in_order += [step("{outcome}", title=True, outcome=outcome_term(outcome)), *below]
    return tuple(in_order)


def parties_of(agreement: Agreement) -> BoundParties:
    """The parties to an agreement beside which a table of law stands, or `NotInTermsError`."""
    if agreement.provider_law is None:
        raise NotInTermsError(
            "the terms of {provider} name no table of law: add a table [law] to a file of your own, "
            "such as table = 'canada'",
            provider=Unquoted(agreement.provider),
        )
    return BoundParties(agreement.name, agreement.provider_law, agreement.service, agreement.customer)


def stated_of(agreement: Agreement, on: date) -> AgreementFigures:
    """What an agreement fixes of the things that rules of law speak of, with its tax on a day."""
    return AgreementFigures(
        currency=agreement.currency,
        on=on,
        number_facts=NumberFacts(indices=agreement.indices),
        late_charge=LATE_CHARGE.find(agreement),
        refund=REFUND.find(agreement),
        customer_cancellation=CUSTOMER_CANCELLATION.find(agreement),
        cancellation_charge=CANCELLATION_CHARGE.find(agreement),
        tax=None if agreement.tax is None else _stated_tax(agreement.tax, on),
        small_business_under=_stated_small_business(ELIGIBLE_FOR_ADR.find(agreement)),
        adr_weeks=_stated_adr_weeks(COMPLAINT.find(agreement)),
        change_notice=_stated_change_notice(CHANGE_OF_TERMS.find(agreement)),
    )


def _stated_small_business(rule: EligibleForAdrRule | None) -> tuple[Money, Clause] | None:
    """Below which monthly bill the terms take a business for small."""
    return None if rule is None else (rule.small_business_under, rule.clause)


def _stated_adr_weeks(rule: ComplaintRule | None) -> tuple[int, Clause] | None:
    """After how many weeks the terms let a complaint go outside."""
    if rule is None or rule.weeks is None or rule.outside is None:
        return None
    return rule.weeks, rule.outside.clause


def _stated_change_notice(rule: ChangeOfTermsRule | None) -> tuple[int, Clause] | None:
    """How many days' notice the terms give of changed terms."""
    return None if rule is None else (rule.notice_days, rule.clause)


def _stated_tax(table: TaxTable, on: date) -> Tax | None:
    """The tax of the provider's own region on a day; None where the table does not give it."""
    rates = table.find(on)
    return None if rates is None else tax_of_rates(rates)


@final
class LawQuestion(Question):
    """`law`."""

    name = "law"
    says = "what the law beside the terms fixes on a day, and whether the terms agree with it"
    asks = Phrase("law on {on}")
    dated_by = "on"
    example = "law --on 2026-06-01"
    tables = (LATE_CHARGE, REFUND, CANCELLATION_CHARGE, CUSTOMER_CANCELLATION, ELIGIBLE_FOR_ADR)
    compared = ({"on": "2026-06-01"},)

    on: date = fact("the day that is asked about")

    @classmethod
    def answered_by(cls, agreement: Agreement) -> bool:
        """Whether the terms name a table of law."""
        return agreement.provider_law is not None

    @classmethod
    def undecided(cls, agreement: Agreement) -> str | None:
        """None: what a rule of law is held against is no charge of one service."""
        return None

    def told(self, value: Law) -> Phrase:
        """Return the answer as a sentence has it."""
        return phrase(
            "of the rules of law on {day}, {agree} agree with the terms, {differ} differ, {none} have no figure to "
            "compare, and {rest} do not apply",
            day=self.on,
            agree=len(value.of("agrees")),
            differ=len(value.of("differs")),
            none=len(value.of("no-figure")),
            rest=len(value.of("does-not-apply")),
        )

    @property
    def cited(self) -> tuple[Clause, ...]:
        """None: the law is held against many."""
        return ()

    def working(self) -> tuple[Step, ...]:
        """Each rule, what it fixes and where, the arithmetic, and why it agrees or not."""
        parties = parties_of(self.agreement)
        return law_steps(parties.provider_law.rules, self.on, stated_of(self.agreement, self.on), parties)

    @property
    def clauses(self) -> tuple[Clause, ...]:
        """The clauses behind the answer, and those that single rules are held against, each once."""
        held = (clause for line in self.working() for clause in line.clauses)
        return tuple(dict.fromkeys((*super().clauses, *held)))


def law(terms: Agreed, *, on: Day) -> Answer[Law]:
    """Each rule of law in force on a day, held against the terms: it agrees, differs, or has no figure, and why.

    These are facts of data with their sources, and no verdict on a clause. Raises `NotInTermsError` where the
    terms name no table of law.

    >>> from telcoterms import load
    >>> law = load("kos").law(on="2026-01-01").value
    >>> [one.rule for one in law.of("differs")]
    ['crtc-2016-171', 'ccts-small-business']
    """
    day, parties = as_day(on, "on"), parties_of(terms.agreement)
    value = compare_law(parties.provider_law.rules, day, stated_of(terms.agreement, day), parties)
    return Answer(value, "law", (day,), terms)
