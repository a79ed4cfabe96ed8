"""Find what is remarkable in a provider's terms although the file has no fault: facts without a verdict.

Each remark has a place in the file, and says what is there, what that means for a figure, and what to do.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from fractions import Fraction
from typing import Any, Final, assert_never, final

from telcoterms.agreement.agreement import Agreement, Rules, Service
from telcoterms.agreement.citations import unstated_figures
from telcoterms.agreement.numbers import parts_of
from telcoterms.clauses.due_date import DUE_DATE, DayOfMonth, DueDateRule, MonthEnd, NetDays, OnBill, days_to_pay
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
    RunsFrom,
    SumOf,
    at_decimals_of,
    effective_rate,
    nominal_rate,
    periods_of_year,
)
from telcoterms.formats.text import phrase_text
from telcoterms.values.dataclasses import dataclass
from telcoterms.values.errors import Unquoted, translator_for
from telcoterms.values.messages import Language, Phrase, phrase
from telcoterms.values.steps import Clause, Percent, decimal_text

MAX_MONTH_DAYS: Final = 31  # days: a grace longer than the longest month outlasts the next bill
BUSINESS_DAYS: Final = re.compile(
    r"\b(?:business|working)[ -]days?\b|\bjours?[ \u00a0]ouvr(?:able|é)s?\b", re.IGNORECASE
)
DEFINING: Final = re.compile(r"\bdefin|\bmeans?\b|\bdéfini|\bdésigne|\bs'entend", re.IGNORECASE)
ALREADY_PLURAL: Final = ("business", "working")  # which no s follows


@final
@dataclass(frozen=True, slots=True)
class Remark:
    """One remark: its place in the file, its words, and the clause that it is about."""

    path: str
    said: Phrase
    clause: Clause

    def __str__(self) -> str:
        return f"{self.path}: {phrase_text(self.said)} ({self.clause})"

    def _repr_pretty_(self, printer: Any, cycle: bool) -> None:
        printer.text("..." if cycle else str(self))

    def show(self, lang: Language) -> str:
        """Return the remark in a language."""
        translator = translator_for(lang)
        return f"{translator.place(self.path)}: {translator.phrase(self.said)} ({translator.value(self.clause)})"


def remarks(agreement: Agreement) -> tuple[Remark, ...]:
    """Return all remarks on a provider's terms and on those of its services, in the order of the file."""
    remarks_found = list(_on_rules("", agreement.rules, agreement.rules))
    remarks_found += _on_business_days(agreement)
    remarks_found += _on_citations(agreement)
    for service in agreement.services:
        remarks_found += _on_rules(f"service.{service.id}.", service.rules, agreement.rules)
        remarks_found += _on_rank(agreement, service)
    return tuple(remarks_found)


def _on_rules(prefix: str, rules: Rules, general: Rules) -> Iterator[Remark]:
    """Yield remarks on the late charge and the due date; a service keeps the general rules that it does not replace."""
    late, due = LATE_CHARGE.among(rules), DUE_DATE.among(rules)
    if late is not None:
        yield from _on_rate(f"{prefix}late_charge", late)
    if due is not None:
        yield from _on_days_to_pay(f"{prefix}due_date", due)
    if late is not None or due is not None:
        late, due = late or LATE_CHARGE.among(general), due or DUE_DATE.among(general)
        if late is not None and due is not None:
            yield from _on_start(f"{prefix}late_charge", late, days_to_pay(due))


def _on_days_to_pay(path: str, due: DueDateRule) -> Iterator[Remark]:
    match due:
        case NetDays():
            template = (
                "the grace of {days} days is longer than a month: the next bill comes before this one is late; check "
                "the number, and leave it if the document says so"
            )
            days = max(number for number in parts_of(due.days) if isinstance(number, int))
            if days > MAX_MONTH_DAYS:
                yield Remark(f"{path}.days", phrase(template, days=days), due.clause)
        case DayOfMonth() | MonthEnd() | OnBill():
            pass  # how long a bill can be paid in time differs from bill to bill
        case _ as unreachable:
            assert_never(unreachable)


def _on_rate(path: str, late: LateChargeRule) -> Iterator[Remark]:
    match late:
        case SumOf() | GreaterOf() | LesserOf():
            for number, part in enumerate(late.of, 1):
                yield from _on_rate(f"{path}.of[{number}]", part)
        case RateCharge():
            if not late.is_by_year and isinstance(late.rate, Fraction):
                yield from _on_rate_of_period(f"{path}.stated_yearly_rate", late, late.rate)
        case NoCharge() | FlatCharge() | PercentageCharge():
            pass  # no rate: there is nothing to compare
        case _ as unreachable:
            assert_never(unreachable)


def _on_rate_of_period(path: str, leaf: RateCharge, rate: Fraction) -> Iterator[Remark]:
    each, stated = rate_in_words(leaf, rate), leaf.stated_yearly_rate
    effective, nominal = effective_rate(leaf, rate), nominal_rate(leaf, rate)
    rates = {"nominal": Percent(nominal), "effective": Percent(effective)}
    if stated is None:
        template = (
            "no yearly rate is stated beside {each}: nominal it is {nominal}, in all {effective}; write "
            "stated_yearly_rate if the document prints one"
        )
        yield Remark(path, phrase(template, each=each, **rates), leaf.clause)
    elif isinstance(stated, Fraction) and at_decimals_of(stated, effective) != stated:
        template = (
            "{stated} a year is not {each}: nominal that is {nominal}, in all {effective}; check both rates, and leave "
            "them if the document prints them so"
        )
        if stated == nominal:
            template = (
                "{stated} a year is {each} as a nominal rate, {periods} times it; compounded it is {effective}; check "
                "compounding, and leave it if the words say that charges compound"
            )
        periods = Unquoted(decimal_text(periods_of_year(leaf)))
        words = phrase(template, stated=Percent(stated), each=each, periods=periods, **rates)
        yield Remark(path, words, leaf.clause)


def _on_start(path: str, late: LateChargeRule, days: int | None) -> Iterator[Remark]:
    """Yield a remark on a charge that counts from before the due date; `days` is None where bills differ in them."""
    if not _counts_early(late):
        return
    if days is None:
        template = (
            "the charge is set off when the due date is over and counts from the invoice date: whether the days before "
            "the due date bear one is a reading, runs_from; write there which one you take, and why"
        )
        yield Remark(f"{path}.reading.runs_from", phrase(template), late.clause)
    elif days:
        template = (
            "the charge is set off {days} days after the invoice date and counts from that date: whether the days "
            "before the due date bear one is a reading, runs_from; write there which one you take, and why"
        )
        yield Remark(f"{path}.reading.runs_from", phrase(template, days=days), late.clause)


def _counts_early(late: LateChargeRule) -> bool:
    """Return whether a part of a late charge without a grace period is read as counting from before the due date."""
    if late.grace is not None:
        return False
    match late:
        case SumOf() | GreaterOf() | LesserOf():
            return any(map(_counts_early, late.of))
        case FlatCharge() | RateCharge():
            return "runs_from" in late.open_choices() and _counts_the_grace(late.runs_from)
        case NoCharge() | PercentageCharge():
            return False
    assert_never(late)


def _counts_the_grace(runs_from: RunsFrom) -> bool:
    """Return whether a charge counts from a day before the due date."""
    match runs_from:
        case "invoice-date":
            return True
        case "due-date" | "next-invoice-date" | "grace-end":
            return False
    assert_never(runs_from)


def _on_business_days(agreement: Agreement) -> Iterator[Remark]:
    """Yield a remark on each section that counts in business days, where no section defines them."""
    counting = [section for section in agreement.sections if BUSINESS_DAYS.search(section.says)]
    if any(DEFINING.search(section.says) for section in counting):
        return
    for section in counting:
        word = BUSINESS_DAYS.search(section.says)
        assert word is not None
        template = (
            "it counts in {words}, which no section defines: which days those are is taken from elsewhere; list the "
            "section that defines them, if there is one"
        )
        parts = word[0].lower().split()
        words = " ".join(part if part in ALREADY_PLURAL else f"{part.removesuffix('s')}s" for part in parts)
        yield Remark(f"section {section.clause.section}", phrase(template, words=words), section.clause)


def _on_citations(agreement: Agreement) -> Iterator[Remark]:
    """Yield a remark on each figure of a clause that does not stand in the sections which the clause cites."""
    for taken in unstated_figures(agreement):
        template = "{figure} is not among the figures of {clause}: correct the clause, or list the figure there"
        yield Remark(taken.path, phrase(template, figure=taken.figure, clause=taken.clauses[0]), taken.clauses[0])


def _on_rank(agreement: Agreement, service: Service) -> Iterator[Remark]:
    """Yield a remark on each clause of a service that does not outrank the clause that it replaces."""
    ids = {document.title: document.id for document in agreement.documents}
    for question, replaced in service.replaces:
        rule = service.rules[question]
        rank, replaced_rank = (agreement.rank_of(ids[clause.document]) for clause in (rule.clause, replaced))
        if rule.clause == replaced or rank < replaced_rank:  # one section may give a service its own rule
            continue
        template = (
            "{own} and {other} answer one question and are of equal rank: none of them goes first; rank one document "
            "before the other, or correct the clause"
        )
        if rank > replaced_rank:
            template = "{own} takes the place of {other}, which outranks it: correct the ranking, or the clause"
        path = f"service.{service.id}.{question}.replaces"
        yield Remark(path, phrase(template, own=rule.clause, other=replaced), rule.clause)
