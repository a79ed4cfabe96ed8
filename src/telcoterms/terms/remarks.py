"""What stands out in a provider's terms although the file has no fault: remarks, facts without a verdict.

Each remark has the place in the file, what is found there and what it means for a figure.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final, assert_never, final

from telcoterms.agreement.agreement import Agreement, Rules, Service
from telcoterms.clauses.due_date import DUE_DATE
from telcoterms.clauses.late_charge.kinds import (
    LATE_CHARGE,
    CompoundDaily,
    CompoundMonthly,
    FlatFee,
    GreaterOf,
    LateChargeRule,
    MonthlyOnDay,
    PerPeriod,
    RunsFrom,
    SimpleDaily,
    SimpleMonthly,
    at_decimals_of,
    effective_rate,
    nominal_rate,
    per_period,
)
from telcoterms.formats.text import phrase_text
from telcoterms.values.dataclasses import dataclass, replace
from telcoterms.values.errors import translator_for
from telcoterms.values.messages import Language, Phrase, phrase
from telcoterms.values.steps import Clause, Percent

MONTH: Final = 31  # days: a grace longer than the longest month outlasts the next bill
BUSINESS_DAYS: Final = re.compile(r"\b(business|working)[ -]days?\b", re.IGNORECASE)


@final
@dataclass(frozen=True, slots=True)
class Remark:
    """One remark: its place in the file, what it says, and the clause that it is about."""

    path: str
    said: Phrase
    clause: Clause

    def __str__(self) -> str:
        return f"{self.path}: {phrase_text(self.said)} ({self.clause})"

    def show(self, lang: Language) -> str:
        """The remark in a language."""
        translator = translator_for(lang)
        return f"{translator.place(self.path)}: {translator.phrase(self.said)} ({self.clause})"


def remarks(agreement: Agreement) -> tuple[Remark, ...]:
    """All remarks on a provider's terms and on those of its services, in the order of the file."""
    found = list(_on_rules("", agreement.rules, agreement.rules))
    found += _on_business_days(agreement)
    for service in agreement.services:
        found += _on_rules(f"service.{service.id}.", service.rules, agreement.rules)
        found += _on_rank(agreement, service)
    return tuple(found)


def _on_rules(before: str, rules: Rules, general: Rules) -> Iterator[Remark]:
    """On the late charge and the due date; a service's rule is seen beside the general ones that stay."""
    late, due = LATE_CHARGE.among(rules), DUE_DATE.among(rules)
    if late is not None:
        yield from _on_rate(f"{before}late_charge", late)
    if due is not None and due.days > MONTH:
        said = "the grace of {days} days is longer than a month: the next bill comes before this one is late"
        yield Remark(f"{before}due_date.days", phrase(said, days=due.days), due.clause)
    if late is not None or due is not None:
        late, due = late or LATE_CHARGE.among(general), due or DUE_DATE.among(general)
        if late is not None and due is not None:
            yield from _on_start(f"{before}late_charge", late, due.days)


def _on_rate(path: str, late: LateChargeRule) -> Iterator[Remark]:
    match late:
        case GreaterOf():
            yield from _on_rate(f"{path}.of", late.of)
        case CompoundMonthly() | SimpleMonthly() | MonthlyOnDay() | CompoundDaily():
            yield from _on_rate_of_period(path, late)
        case SimpleDaily() | FlatFee():
            pass  # a yearly rate, or none: there is nothing to compare
        case _ as unreachable:
            assert_never(unreachable)


def _on_rate_of_period(path: str, late: PerPeriod) -> Iterator[Remark]:
    path += ".stated_yearly_rate"
    (_, periods, each), stated = per_period(late), late.stated_yearly_rate
    effective, nominal = effective_rate(late), nominal_rate(late)
    rates = {"nominal": Percent(nominal), "effective": Percent(effective)}
    if stated is None:
        said = "no yearly rate is stated beside {each}: nominal it is {nominal}, in all {effective}"
        yield Remark(path, phrase(said, each=each, **rates), late.clause)
    elif at_decimals_of(stated, effective) != stated:
        said = "{stated} a year is not {each}: nominal that is {nominal}, in all {effective}"
        if stated == nominal:
            said = "{stated} a year is {each} as a nominal rate, {periods} times it; compounded it is {effective}"
        told = phrase(said, stated=Percent(stated), each=each, periods=periods, **rates)
        yield Remark(path, told, late.clause)


def _on_start(path: str, late: LateChargeRule, days: int) -> Iterator[Remark]:
    match late:
        case GreaterOf():
            for remark in _on_start(f"{path}.of", late.of, days):
                yield replace(remark, clause=late.clause)
            return
        case FlatFee():
            return
        case CompoundMonthly() | SimpleMonthly() | MonthlyOnDay() | CompoundDaily() | SimpleDaily():
            pass
        case _ as unreachable:
            assert_never(unreachable)
    if _counts_the_grace(late.runs_from) and days:
        said = (
            "the charge is set off {days} days after the invoice date and counts from that date: whether the days "
            "before the due date bear one is a reading, runs_from"
        )
        yield Remark(f"{path}.reading.runs_from", phrase(said, days=days), late.clause)


def _counts_the_grace(runs_from: RunsFrom) -> bool:
    """Return whether a charge counts from a day before the due date."""
    match runs_from:
        case "invoice-date":
            return True
        case "due-date" | "next-invoice-date":
            return False
    assert_never(runs_from)


def _on_business_days(agreement: Agreement) -> Iterator[Remark]:
    """On each section that counts in days of business, which no section of the file defines."""
    translator = [one for one in agreement.sections if BUSINESS_DAYS.search(one.says)]
    if any(re.search(r"\bdefin|\bmeans?\b", one.says, re.IGNORECASE) for one in translator):
        return
    for section in translator:
        word = BUSINESS_DAYS.search(section.says)
        assert word is not None
        said = "it counts in {word}s, which no section defines: which days those are is taken from elsewhere"
        name = word[0].lower().removesuffix("s")
        yield Remark(f"section {section.clause.section}", phrase(said, word=name), section.clause)


def _on_rank(agreement: Agreement, service: Service) -> Iterator[Remark]:
    """On a service's clause that does not outrank the one whose place it takes: equal rank, or lower."""
    titles = {one.title: one.id for one in agreement.documents}
    for question, replaced in service.replaces:
        rule = service.rules[question]
        own, other = (agreement.ranking.index(titles[one.document]) for one in (rule.clause, replaced))
        if rule.clause == replaced or own < other:  # one section may set a service apart itself
            continue
        said = "{own} and {other} answer one question and are of equal rank: none of them goes first"
        if own > other:
            said = "{own} takes the place of {other}, which outranks it"
        path = f"service.{service.id}.{question}.replaces"
        yield Remark(path, phrase(said, own=str(rule.clause), other=str(replaced)), rule.clause)
