"""Find what rules of law change in the course of a complaint: the wait, and the body outside with its own rules."""

from __future__ import annotations

from datetime import date
from typing import NamedTuple

from telcoterms.agreement.law import AdrAfterWeeks, LawRule, LawTable, OutsideBodyTerms, in_force_since
from telcoterms.answers.law import ByLaw
from telcoterms.clauses.complaint.facts import Course, opening
from telcoterms.clauses.complaint.kinds import ComplaintRule, day_passed
from telcoterms.clauses.complaint.results import OutsideByLaw
from telcoterms.values.days import add_days, add_months
from telcoterms.values.messages import Phrase, data_text, phrase
from telcoterms.values.periods import Period
from telcoterms.values.steps import Clause, MoneyWithCurrency, Step, step


def wait_rule(law: LawTable | None, received: date) -> tuple[LawRule, AdrAfterWeeks] | None:
    """Return the rule of law on the wait in force on the day of receipt; None where there is none."""
    return None if law is None else law.in_force(AdrAfterWeeks, received)


def weeks_after(received: date, weeks: int) -> date:
    """Return the last day of a number of weeks after the receipt."""
    return Period(weeks, "weeks").after(received, None)


def outside_by_law(rule: ComplaintRule, law: LawTable | None, course: Course, last: date | None) -> OutsideByLaw | None:
    """Return the day by the rule of law on the wait in force on the day of receipt; None where there is none."""
    known = wait_rule(law, course.received)
    if known is None:
        return None
    of_law, version = known
    waited = day_passed(rule, weeks_after(course.received, version.weeks))  # counted as the terms' own wait
    return OutsideByLaw(of_law.name, of_law.title, version.weeks, *opening(waited, course, last))


def body_rules(law: LawTable | None, body: str, day: date) -> tuple[LawRule, OutsideBodyTerms] | None:
    """Return the rules of a body outside by its name; None where they are not in the table."""
    for rule in () if law is None else law.rules:
        version = rule.on(day)
        if isinstance(version, OutsideBodyTerms) and version.body == body:
            return rule, version
    return None


class LastDayToAsk(NamedTuple):
    """The last day to ask a body outside: a number of months after the final letter, by the body's own rules."""

    letter: date
    months: int
    rule: LawRule

    @property
    def day(self) -> date:
        """The last day."""
        return add_months(self.letter, self.months)

    @property
    def clause(self) -> Clause:
        """The citation of the body's own rules."""
        return _cited(self.rule)


def last_day_to_ask(law: LawTable | None, body: str, course: Course) -> LastDayToAsk | None:
    """Return the last day on which a body outside is asked after the final letter; None where none is set."""
    if course.deadlock is None:
        return None
    known = body_rules(law, body, course.deadlock)
    if known is None or known[1].apply_within_months is None:
        return None
    return LastDayToAsk(course.deadlock, known[1].apply_within_months, known[0])


def _cited(rule: LawRule) -> Clause:
    """Return the citation of a rule of law: its title without what it is about."""
    return Clause(rule.title.partition(",")[0], "")


def wait_clauses(law: LawTable | None, course: Course) -> tuple[Clause, ...]:
    """Return the citation of the rule of law on the wait; none where there is none."""
    known = wait_rule(law, course.received)
    return () if known is None else (_cited(known[0]),)


def body_clauses(law: LawTable | None, course: Course, body: str) -> tuple[Clause, ...]:
    """Return the citation of the rules of a body outside, which set the last day to ask it; none where none is set."""
    last = last_day_to_ask(law, body, course)
    return () if last is None else (last.clause,)


def _change_note(law: LawRule, version: AdrAfterWeeks) -> tuple[Step, ...]:
    """Return the note on a version of the rule that comes later than the one in force; none where it is the last."""
    later = law.after(version)
    if not isinstance(later, AdrAfterWeeks) or later.since is None:
        return ()
    template = (
        "{rule}: {weeks} weeks for a complaint first raised on {since} or later; this one was received before. "
        "Source: {source}."
    )
    title, source = data_text(law.title), data_text(later.source)
    return (step(template, part="notes", rule=title, weeks=later.weeks, since=later.since, source=source),)


def adr_note(table: LawTable | None, received: date, weeks: int, days_after: int = 0) -> tuple[Step, ...]:
    """Return the note that compares the terms' weeks with those of the rule in force on the day of receipt.

    Where they are alike, it says from which day the rule changes; there is none where it does not. `days_after` is
    how many days after its last day a wait has passed.
    """
    known = wait_rule(table, received)
    if known is None:
        return ()
    law, version = known
    if version.weeks == weeks:
        return _change_note(law, version)
    before = law.before(version)
    earlier: Phrase = phrase("")
    if before is not None:
        assert isinstance(before, AdrAfterWeeks)
        template = " (before: {weeks}; it holds for a complaint first raised on that day or later)"
        earlier = phrase(template, weeks=before.weeks)
    return (
        step(
            "{rule}, {dated}: {law} weeks{earlier}, so {law_day}; by the terms {terms} weeks, so {terms_day}. "
            "Source: {source}.",
            part="notes",
            rule=data_text(law.title),
            dated=in_force_since(version),
            law=version.weeks,
            earlier=earlier,
            law_day=add_days(weeks_after(received, version.weeks), days_after),
            terms=weeks,
            terms_day=add_days(weeks_after(received, weeks), days_after),
            source=data_text(version.source),
        ),
    )


def body_by_law(version: OutsideBodyTerms, apply_by: date | None) -> ByLaw:
    """What the body outside awards, when the provider reports to it, and the last day to ask it, which a step has."""
    most = version.award_most
    if apply_by is None:
        says = phrase("the body outside awards up to {sum}", sum=MoneyWithCurrency(most))
        return ByLaw(version.with_report(says), most, shown=version.report_within_days is not None)
    template = "the body outside is asked by {day}, and awards up to {sum}"
    return ByLaw(phrase(template, day=apply_by, sum=MoneyWithCurrency(most)), apply_by, shown=False)
