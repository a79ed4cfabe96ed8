"""The notes of answers on which a rule of law bears: what the terms give, and what the rule gives beside it."""

from __future__ import annotations

from datetime import date
from typing import Final

from telcoterms.agreement.law import AdrAfterWeeks, LawTable, RefundByDaysLeft, SmallBusinessUpTo
from telcoterms.agreement.taxes import Tax
from telcoterms.clauses.law import in_force
from telcoterms.clauses.refund import ByDaysLeft, Prepaid, RefundRule, refunded
from telcoterms.values.dataclasses import replace
from telcoterms.values.days import add_days
from telcoterms.values.messages import Phrase, phrase, told
from telcoterms.values.money import Money
from telcoterms.values.steps import Step, step

DAYS_OF_WEEK: Final = 7


def refund_note(table: LawTable | None, rule: RefundRule, prepaid: Prepaid, tax: Tax) -> tuple[Step, ...]:
    """What a rule gives back where the terms give less: the days left inside a fixed term, or under any terms.

    The cycle, the day and the rounding are those of the terms where they have them.
    """
    known = None if table is None else table.in_force(RefundByDaysLeft, prepaid.cancelled)
    if known is None:
        return ()
    law, version = known
    by_days = rule if isinstance(rule, ByDaysLeft) else ByDaysLeft(clause=rule.clause, says=rule.says)
    own = refunded(rule, prepaid, tax)
    other = refunded(by_days, replace(prepaid, regime="month-to-month"), tax)
    if own == other:
        return ()
    return (
        step(
            "{rule}, {dated}: {says} By it {law} with tax would come back, by the terms {terms}. Source: {source}.",
            part="notes",
            rule=told(law.title),
            dated=in_force(version),
            says=told(version.says),
            law=other.total,
            terms=own.total,
            source=told(version.source),
        ),
    )


def adr_from(table: LawTable | None, received: date) -> date | None:
    """From which day a complaint may go to the outside body, by the rule in force on the day of its receipt."""
    known = None if table is None else table.in_force(AdrAfterWeeks, received)
    return None if known is None else add_days(received, known[1].weeks * DAYS_OF_WEEK)


def adr_note(table: LawTable | None, received: date, weeks: int) -> tuple[Step, ...]:
    """The terms' weeks beside those of the rule in force on the day of receipt, each with its day; none where alike."""
    known = None if table is None else table.in_force(AdrAfterWeeks, received)
    if known is None or known[1].weeks == weeks:
        return ()
    law, version = known
    before = law.before(version)
    earlier: Phrase = phrase("")
    if before is not None:
        assert isinstance(before, AdrAfterWeeks)
        template = " (before: {weeks}; no source settles a complaint that spans the change: the day of receipt decides)"
        earlier = phrase(template, weeks=before.weeks)
    return (
        step(
            "{rule}, {dated}: {law} weeks{earlier}, so {law_day}; by the terms {terms} weeks, so {terms_day}. "
            "Source: {source}.",
            part="notes",
            rule=told(law.title),
            dated=in_force(version),
            law=version.weeks,
            earlier=earlier,
            law_day=add_days(received, version.weeks * DAYS_OF_WEEK),
            terms=weeks,
            terms_day=add_days(received, weeks * DAYS_OF_WEEK),
            source=told(version.source),
        ),
    )


def is_small_business(table: LawTable | None, on: date, monthly_bill: Money) -> bool | None:
    """Whether a business of this monthly bill is small by the rule in force on a day; None without a rule."""
    known = None if table is None else table.in_force(SmallBusinessUpTo, on)
    return None if known is None else monthly_bill <= known[1].monthly_bill


def small_business_note(table: LawTable | None, on: date, monthly_bill: Money, under: Money) -> tuple[Step, ...]:
    """Both results where a business is small by the rule and not by the terms, or the other way round."""
    known = None if table is None else table.in_force(SmallBusinessUpTo, on)
    if known is None or (monthly_bill <= known[1].monthly_bill) == (monthly_bill < under):
        return ()
    law, version = known
    template = (
        "{rule}, {dated}: a bill of {bill} counts, at most {most}; by the terms it does not count, not under {under}. "
        "Source: {source}."
    )
    if monthly_bill < under:
        template = (
            "{rule}, {dated}: a bill of {bill} does not count, over {most}; by the terms it counts, under {under}. "
            "Source: {source}."
        )
    return (
        step(
            template,
            part="notes",
            rule=told(law.title),
            dated=in_force(version),
            bill=monthly_bill,
            most=version.monthly_bill,
            under=under,
            source=told(version.source),
        ),
    )
