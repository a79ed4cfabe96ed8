"""The questions of getting in touch: how a complaint goes on, who may take it outside, and when support is open."""

from __future__ import annotations

from datetime import date, datetime

from telcoterms.agreement.agreement import Agreement
from telcoterms.answers.answer import Answer, Answerer
from telcoterms.calendared import complaint_course, place_of
from telcoterms.clauses.complaint import ComplaintCourse
from telcoterms.clauses.eligible_for_adr import ELIGIBLE_FOR_ADR, Customer, Eligibility, Subject, eligibility_of
from telcoterms.clauses.hours import HOURS, OpeningHours, OpenOrClosed, hours_on, open_at, opening_after
from telcoterms.values.choices import one_of
from telcoterms.values.days import Day, as_day
from telcoterms.values.moments import Moment, as_moment
from telcoterms.values.money import Amount, as_money


class ContactQuestions(Answerer):
    """What `Terms` answers about complaints and about the hours of support."""

    __slots__ = ()
    agreement: Agreement

    def complaint(
        self,
        *,
        received: Day,
        answered: Day | None = None,
        senior: Day | None = None,
        senior_answered: Day | None = None,
        manager: Day | None = None,
        manager_answered: Day | None = None,
        deadlock: Day | None = None,
        on: Day | None = None,
    ) -> Answer[ComplaintCourse]:
        """How a complaint goes on: until when who answers, what is overdue, and what can be done next, and where.

        `received` is the day on which the complaint was received, `senior` and `manager` the days on which one was
        asked for, each with the day of the answer, if there is one; `deadlock` the day of the provider's final letter;
        `on` the day on which the complaint is looked at: without it, nothing is said to be overdue. Raises `FactError`
        for days in the wrong order, `SilentTermsError` for a step or a letter that the terms do not name, `DayError`
        for a day outside the calendar.

        >>> from telcoterms import load
        >>> course = load("kos").complaint(received="2026-03-02", senior="2026-04-02", on="2026-04-08").value
        >>> course.steps[1].latest, course.overdue
        (datetime.date(2026, 4, 7), ('senior',))
        """
        facts = (
            as_day(received, "received"),
            _day_or_none(answered, "answered"),
            _day_or_none(senior, "senior"),
            _day_or_none(senior_answered, "senior_answered"),
            _day_or_none(manager, "manager"),
            _day_or_none(manager_answered, "manager_answered"),
            _day_or_none(deadlock, "deadlock"),
            _day_or_none(on, "on"),
        )
        return Answer(complaint_course(self.agreement, *facts), "complaint", facts, self)

    def eligible_for_adr(
        self, *, customer: Customer, monthly_bill: Amount | None = None, subject: Subject = "other"
    ) -> Answer[Eligibility]:
        """Whether a customer may take a complaint to the body outside, and whether an arbitrator could decide it.

        `customer` is `consumer`, `small-business` or `other`; `monthly_bill` is what a small business is billed a
        month; `subject` is `billing` where the complaint is about a bill. Raises `FactError` where a small business
        gives no bill.

        >>> from telcoterms import load
        >>> load("kos").eligible_for_adr(customer="small-business", monthly_bill="2499.99").value.outcome
        'eligible'
        """
        who: Customer = one_of(customer, Customer, "customer")
        about: Subject = one_of(subject, Subject, "subject")
        bill = None if monthly_bill is None else as_money(monthly_bill, self.agreement.currency, "monthly_bill")
        value = eligibility_of(ELIGIBLE_FOR_ADR.of(self.agreement), who, bill, about)
        return Answer(value, "eligible_for_adr", (who, bill, about), self)

    def hours(self, day: Day) -> Answer[OpeningHours]:
        """The hours of support on a day, in the provider's time zone.

        >>> from telcoterms import load
        >>> load("kos").hours("2026-03-07")
        <hours: 2026-03-07 10:00-05:00 to 2026-03-07 16:30-05:00  [Service Terms s.46]>
        """
        on = as_day(day, "day")
        return Answer(hours_on(HOURS.of(self.agreement), on, *place_of(self.agreement)), "hours", (on,), self)

    def support_open(self, *, at: Moment) -> Answer[OpenOrClosed]:
        """Whether support is open at a moment: an aware datetime, or text with its offset from UTC.

        >>> from telcoterms import load
        >>> load("kos").support_open(at="2026-12-25T10:00-05:00").value
        'closed'
        """
        moment = as_moment(at, "at")
        value = open_at(HOURS.of(self.agreement), moment, *place_of(self.agreement))
        return Answer(value, "support_open", (moment,), self)

    def next_opening(self, *, at: Moment) -> Answer[datetime]:
        """The first moment from `at` on at which support is open, in the provider's time zone; `at` itself if it is.

        >>> from telcoterms import load
        >>> load("kos").next_opening(at="2026-12-24T21:00-05:00").value.isoformat()
        '2026-12-27T12:00:00-05:00'
        """
        moment = as_moment(at, "at")
        value = opening_after(HOURS.of(self.agreement), moment, *place_of(self.agreement))
        return Answer(value, "next_opening", (moment,), self)


def _day_or_none(day: Day | None, fact: str) -> date | None:
    return None if day is None else as_day(day, fact)
