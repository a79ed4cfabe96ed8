"""Ask what leaving comes to: the question `leave`, its working, and its function."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from fractions import Fraction
from typing import Any, Final, Literal, final

from telcoterms.agreement.agreement import Agreement, Kinds
from telcoterms.agreement.taxes import TaxedAs
from telcoterms.answers.answer import Agreed, Answer, qualifying_steps
from telcoterms.answers.facts import (
    BILLING_DAY,
    PLAN,
    PROVINCE,
    REGION,
    SEGMENT,
    TAX_RATE,
    TAXED_AS,
)
from telcoterms.answers.question import LookedAt, Question, fact
from telcoterms.clauses.cancellation_charge.kinds import CANCELLATION_CHARGE, facts_needed
from telcoterms.clauses.cancellation_charge.term import LAST_INVOICE_NOT_GIVEN
from telcoterms.clauses.customer_cancellation import CUSTOMER_CANCELLATION
from telcoterms.clauses.equipment_return_by import EQUIPMENT_RETURN_BY, address_steps, return_by
from telcoterms.clauses.leave.by_law import by_law_steps, leave_by_law
from telcoterms.clauses.leave.departure import DayOfLeaving, Departure, LeavePart, cycle_days
from telcoterms.clauses.leave.picture import picture_of
from telcoterms.clauses.leave.results import DaysOfLeaving, Leave, cheapest_of, rows_of, total_in_words
from telcoterms.clauses.refund import REFUND
from telcoterms.clauses.regime import REGIME
from telcoterms.formats.csv import Sheet
from telcoterms.formats.svg import Chart
from telcoterms.formats.text import Grid, GridGroup
from telcoterms.values.choices import one_of
from telcoterms.values.dataclasses import replace
from telcoterms.values.days import MAX_DAY_OF_MONTH, Day, as_count, as_day, as_day_or_none
from telcoterms.values.errors import MissingFactsError, NotInTermsError
from telcoterms.values.messages import Phrase, Phrases, phrase, translated_choice
from telcoterms.values.money import Amount, Money, Rate, as_money, as_rate
from telcoterms.values.steps import Clause, Step, indented, step, sum_of_money

SUMS: Final[tuple[LeavePart, ...]] = ("cancellation charge", "refund")
"""The parts that are a sum of money."""
MAX_ROWS: Final = 12  # of the table by day
COLUMNS: Final = ("cancelled", "ends", "bills_to_come", "cancellation_charge", "refund", "total", "cheapest")


@final
class LeaveQuestion(Question):
    """The question `leave`."""

    name = "leave"
    says = "what leaving costs or brings back: last bills, charge, refund, equipment, and the cheapest day"
    also = ("cancel", "leaving", "end-service")
    asks = Phrase("leaving at {monthly_fee} a month, cancelled {cancelled}")
    dated_by = "cancelled"
    example = "leave 49.95 --cancelled 2026-06-10 --cycle-start 2026-06-01"
    tables = (CANCELLATION_CHARGE, REFUND, CUSTOMER_CANCELLATION, EQUIPMENT_RETURN_BY, REGIME)
    reads = (CANCELLATION_CHARGE, REFUND)
    compared = ({"monthly_fee": 60, "cancelled": "2026-09-10", "cycle_start": "2026-09-01"},)
    law_day = "cancelled"
    formats = ("svg", "csv")
    is_pictured = True
    keeps_ledger = False

    monthly_fee: tuple[Money, ...] = fact("the monthly fee before tax, such as 49.95", place="argument")
    cancelled: date = fact("the day on which the cancellation is given")
    cycle_start: date | None = fact(
        "the first day of the billing cycle that holds that day; without it, a month of the fixed term",
        default=None,
        in_heading=Phrase("cycle from {value}"),
    )
    term_start: date | None = fact(
        "the first day of the fixed term, where there is one", default=None, in_heading=Phrase("in a term from {value}")
    )
    term_months: int | None = fact(
        "how many months the term has", default=None, unit="months", in_heading=Phrase("of {value}")
    )
    incentive: Money | None = fact(
        "what was received for taking the term, where that is charged; 0 if nothing was",
        default=None,
        in_heading=Phrase("with an incentive of {value}"),
    )
    last_invoice: date | Literal["not given"] | None = fact(
        "the date of the last monthly invoice, or none; without it, the first day of the cycle",
        default=LAST_INVOICE_NOT_GIVEN,
        in_heading={"": Phrase("last invoice {value}"), None: Phrase("without an invoice")},
    )
    started: date | None = fact(
        "the first day of the service, where the whole fee comes back early, if that is not the first day of the term "
        "or the cycle",
        default=None,
        in_heading=Phrase("started {value}"),
    )
    billing_day: int | None = BILLING_DAY
    fee_months: int | None = fact(
        "how many months the fee was paid for ahead: 12 for a yearly plan; then give the first day not paid for too",
        default=None,
        unit="months",
        in_heading=Phrase("paid for {value}"),
    )
    paid_until: date | None = fact(
        "the first day that is not paid for; without it, the end of the cycle",
        default=None,
        in_heading=Phrase("paid until {value}"),
    )
    last: date | None = fact(
        "the last day that is looked at for the cheapest one; without it, three months later, or the end of the term",
        default=None,
        in_heading=Phrase("days up to {value}"),
    )
    plan: str | None = PLAN
    region: str | None = REGION
    segment: str | None = SEGMENT
    province: str | None = PROVINCE
    tax_rate: Fraction | None = TAX_RATE
    taxed_as: TaxedAs | None = TAXED_AS

    @classmethod
    def answered_by(cls, agreement: Agreement) -> bool:
        """Return whether the terms say anything of the sums or the day of an end; the rest is said to be silent."""
        tables = (CANCELLATION_CHARGE, REFUND, CUSTOMER_CANCELLATION)
        return any(table.name in agreement.rules for table in tables)

    @classmethod
    def read_of(cls, agreement: Agreement) -> tuple[Kinds[Any], ...]:
        """Return the tables whose readings are taken: those that the terms have, for the service that is named."""
        return tuple(
            table for table in cls.reads if table.name not in agreement.undecided and table.find(agreement) is not None
        )

    @classmethod
    def missing(cls, agreement: Agreement, given: Mapping[str, Any]) -> MissingFactsError | NotInTermsError | None:
        """Return the error that asks for all facts that are missing: those of a term, where one is given, too."""
        if not cls.answered_by(agreement):
            return agreement.silent(CANCELLATION_CHARGE.name)
        known = {name for name, value in given.items() if value is not None}
        is_in_term = bool(known & {"term_start", "term_months"})
        needed = {name for name, fact in cls.facts.items() if fact.is_needed}
        tables: list[Kinds[Any]] = [REFUND, CUSTOMER_CANCELLATION]
        if is_in_term:
            needed |= {"term_start", "term_months"}
            tables.insert(0, CANCELLATION_CHARGE)
        days = cycle_days(agreement)
        if days is not None or not (is_in_term or "billing_day" in known):
            needed |= {"cycle_start"}
        depends = (table for table in tables if table.name in agreement.undecided)
        undecided = next((table.name for table in depends if table.find(agreement) is not None), None)
        charge = CANCELLATION_CHARGE.find(agreement)
        if is_in_term and charge is not None and CANCELLATION_CHARGE.name not in agreement.undecided:
            needed |= set(facts_needed(charge)) - {"last_invoice"}
        asked = [name for name in cls.facts if name in needed - known]
        if not asked and undecided is None:
            return None
        province, tax_rate, taxed_as, region = map(given.get, ("province", "tax_rate", "taxed_as", "region"))
        asked += agreement.tax_facts_missing(province, tax_rate, taxed_as, region)
        if undecided is not None or "cycle_start" not in asked or is_in_term:
            return cls.ask_for(agreement, asked, undecided)
        return MissingFactsError(
            "leave needs {facts}: give all of them; in a fixed term give {start} and {months}, in place of {cycle} "
            "where its months are those that are billed; {help} says what each is",
            facts=Phrases(", ", tuple(phrase("{name}", name=cls.spelt(name)) for name in asked)),
            start=cls.spelt("term_start"),
            months=cls.spelt("term_months"),
            cycle=cls.spelt("cycle_start"),
            help=cls.where_help(),
        )

    @classmethod
    def in_order(cls) -> tuple[str, ...]:
        """Return the fee, the day of the cancellation and the first day of its cycle, as people say them."""
        return "monthly_fee", "cancelled", "cycle_start"

    @property
    def asks_of_facts(self) -> Phrase:
        """The words of the facts that are always given: a fee of several months is none a month."""
        return (
            self.asks if self.departure.months_paid == 1 else Phrase("leaving at {monthly_fee}, cancelled {cancelled}")
        )

    @property
    def departure(self) -> Departure:
        """The facts of the departure, checked."""
        facts: dict[str, Any] = dict(zip(self.facts, self.given, strict=True))
        return Departure(agreement=self.agreement, **facts)

    @property
    def answered(self) -> Leave:
        """What leaving comes to."""
        return leave_of(self.departure)

    @property
    def parts(self) -> dict[LeavePart, Question | None]:
        """Each part of leaving with the question that answers it; None where the terms do not."""
        return dict(self.departure.asked())

    @property
    def first_day(self) -> date | None:
        """The day that decides which edition applies: that of the term, or of the running cycle."""
        return self.term_start or self.cycle_start

    @property
    def cited(self) -> tuple[Clause, ...]:
        """The clauses of the charge and the refund, as far as the terms have them."""
        return tuple(dict.fromkeys(table.of(self.agreement).clause for table in self.read))

    def told(self, value: Leave) -> Phrase:
        """Return the answer as a sentence has it."""
        template = "a cancellation on {cancelled} of a service at {fee} a month ends it on {ends}: {total}"
        if self.departure.months_paid > 1:
            template = "a cancellation on {cancelled} of a service at {fee} ends it on {ends}: {total}"
        total = total_in_words(value.total) if value.total.minor else phrase("you pay nothing and get nothing back")
        by_law = leave_by_law(self, value)
        if by_law is not None:
            template_of_total = "by the terms {total}, by the law {words}"
            if by_law.needs:
                template_of_total = "by the terms {total}; if the law binds here, {words}"
            total = phrase(template_of_total, total=total, words=total_in_words(by_law.total))
        return phrase(template, cancelled=self.cancelled, fee=self.monthly_fee[0], ends=value.ends, total=total)

    def working(self) -> Iterator[Step]:
        """Return the working: when the service ends, each part, the cheapest day, and what is beside the sums."""
        value, parts = self.answered, self.parts
        lines = {part: () if asked is None else tuple(asked.working()) for part, asked in parts.items()}
        yield from self._end_lines(value.on, lines["notice"])
        yield from self._bill_lines(value)
        yield from self._charge_lines(value, lines["cancellation charge"])
        yield step("refund", title=True)
        yield from _indented_or(lines["refund"], phrase("the terms are silent on a refund: none is counted"))
        yield _in_all(value.on)
        yield from by_law_steps(self, value)
        yield step("equipment", title=True)
        template = "the terms are silent on equipment"
        if EQUIPMENT_RETURN_BY.name in self.agreement.undecided:
            template = "it depends on the service, and none was named"
        yield from _indented_or([replace(line, part="working") for line in lines["equipment"]], phrase(template))
        yield from self._cheapest_lines(value)
        of_sums = (line for part in SUMS for line in lines[part] if line.part == "notes")
        yield from dict.fromkeys((*of_sums, *self._notes(value)))  # parts and bills may say the same

    def brief(self, value: Leave) -> Iterator[Step]:
        """Return what stands beside the table: the day of the end, the sum, equipment, the cheapest day, the notes."""
        yield step("the service ends on {day}", title=True, day=value.ends)
        if len(_parts_of(value.on)) > 1:
            yield _in_all(value.on)
        yield from by_law_steps(self, value)
        if value.equipment is not None:
            yield step("equipment: {back}", back=value.equipment.headline())
            yield from address_steps(self.agreement)
        elif EQUIPMENT_RETURN_BY.name in self.agreement.undecided:
            yield step("equipment: {why}", why=phrase("it depends on the service, and none was named"))
        yield from self._cheapest_lines(value)
        yield from self._notes_on_facts(value)

    def _end_lines(self, on: DayOfLeaving, lines: Sequence[Step]) -> Iterator[Step]:
        yield step("the service ends on {day}", title=True, day=on.ends)
        template = "the terms set no day: taken as that of the cancellation"
        charge = self.departure.charge_rule
        if charge is not None and charge.takes_effect_later:
            template = "by the notice of the cancellation charge"
        yield from _indented_or(lines, phrase(template))

    def _bill_lines(self, value: Leave) -> Iterator[Step]:
        """Yield each bill that is still to come."""
        cycle, clauses = value.departure.cycle, self.agreement.tax_clauses
        yield step("bills still to come", title=True)
        template = "the cycle from {start} up to {end} is billed already, and counts in no sum"
        if self.paid_until is not None:
            template = "the time from {start} up to {end} is paid already, and counts in no sum"
        yield step(template, indent=1, start=cycle.start, end=self.paid_until or cycle.end)
        for bill in value.bills:
            fee, tax, total = bill.fee, bill.tax, bill.total
            if tax.minor:
                template = "cycle from {start}: {fee} + {tax} tax = {total}"
                yield step(template, *clauses, indent=1, start=bill.start, fee=fee, tax=tax, total=total)
            else:
                yield step("cycle from {start}: {total}", indent=1, start=bill.start, total=total)
        if not value.bills:
            template = "none: the service ends in that cycle"
            if self.paid_until is not None:
                template = "none: the service ends in that time"
            yield step(template, indent=1)

    def _charge_lines(self, value: Leave, lines: Sequence[Step]) -> Iterator[Step]:
        yield step("cancellation charge", title=True)
        if value.departure.first_term is None:
            yield step("none: no fixed term is given", indent=1)
        elif CANCELLATION_CHARGE.name in self.agreement.undecided:
            yield Step(self.agreement.why_service(CANCELLATION_CHARGE.name), indent=1)
        else:
            silent = phrase("the terms are silent on a charge for ending the term: none is counted")
            yield from _indented_or(lines, silent)

    def _cheapest_lines(self, value: Leave) -> Iterator[Step]:
        """Yield the cheapest of the days that are compared."""
        departure = value.departure
        cheapest = value.cheapest
        yield step(
            "cheapest day to cancel from {first} to {last}",
            title=True,
            first=departure.cancelled,
            last=departure.last_day,
        )
        day, words = cheapest.on.cancelled, total_in_words(cheapest.on.total)
        if cheapest.equal_days == 1:
            yield step("{day}: {words}", indent=1, day=day, words=words)
            return
        template = "{day}, the first of {count} equal days up to {until}: {words}"
        yield step(template, indent=1, day=day, count=cheapest.equal_days, until=cheapest.until, words=words)

    def _notes(self, value: Leave) -> Iterator[Step]:
        """Yield what the terms also say of a part, and how facts that were not given are taken."""
        for table in self.tables:
            yield from qualifying_steps(self.agreement.qualifying(table.name))
        yield from self._notes_on_facts(value)

    def _notes_on_facts(self, value: Leave) -> Iterator[Step]:
        """Yield how facts that were not given, and taxes that the terms do not name, are taken."""
        if self.cycle_start is None and self.billing_day is None:
            template = (
                "the cycle is taken as a month of the term, from {start}: give {cycle_start} where a bill says other"
            )
            spelt = self.spelt("cycle_start")
            yield step(template, part="notes", start=value.departure.cycle.start, cycle_start=spelt)
        if value.departure.fees_hold_tax:
            yield step("the monthly fee is taken with its tax, as the terms take it", part="notes")
        elif value.bills:
            yield from self.agreement.untaxed_note(value.departure.tax_on(value.bills[0].start))

    def data_beside(self, value: Leave) -> dict[str, object]:
        """Return what it comes to by law, where a rule changes a sum."""
        found = leave_by_law(self, value)
        return {} if found is None else {"by_law": found.as_dict()}

    def grid(self, value: Leave) -> Grid:
        """Return what leaving comes to on the day and on the days after it, a row where it changes."""
        days = value.days
        cheapest, rows = cheapest_of(days).on.cancelled, rows_of(value.departure, days)
        sums = (phrase("bills to come"), phrase("charge"), phrase("refund"), phrase("you pay"))
        head = (phrase("cancelled on"), *sums)
        title = phrase("what leaving comes to, day by day")
        shown, left_out = rows[:MAX_ROWS], rows[MAX_ROWS:]
        groups = [GridGroup(title, self._lines_of(shown, cheapest))]
        if left_out:
            more = phrase("and so on, up to {day}", day=days[-1].cancelled)
            best = [row for row in left_out if row.first.cancelled <= cheapest <= row.last.cancelled]
            groups.append(GridGroup(more, self._lines_of(best, cheapest)))
        return Grid(head, tuple(groups))

    def _lines_of(self, rows: Sequence[DaysOfLeaving], cheapest: date) -> tuple[tuple[Phrase, ...], ...]:
        """Return the lines of some rows of the table."""
        return tuple(line for row in rows for line in self._line_or_two(row, cheapest))

    def _line_or_two(self, row: DaysOfLeaving, cheapest: date) -> Iterator[tuple[Phrase, ...]]:
        """Yield the cells of a row: one line where it stays the same, else its first day and its last."""
        if row.is_even:
            yield self._cells(row.first, row.last, cheapest)
            return
        yield self._cells(row.first, row.first, cheapest)
        template = "then less each day; on {day}"
        if row.last.total.minor > row.first.total.minor:
            template = "then more each day; on {day}"
        yield self._cells(row.last, row.last, cheapest, phrase(template, day=row.last.cancelled))

    def _cells(
        self, first: DayOfLeaving, last: DayOfLeaving, cheapest: date, name: Phrase | None = None
    ) -> tuple[Phrase, ...]:
        if name is None and first.cancelled == last.cancelled:
            name = phrase("{day}", day=first.cancelled)
        elif name is None:
            name = phrase("{first} to {last}", first=first.cancelled, last=last.cancelled)
        if first.cancelled <= cheapest <= last.cancelled:
            name = phrase("{days}, cheapest", days=name)
        silent = phrase("not said")
        charge = phrase("{sum}", sum=first.charged)
        if first.charge is None and self.term_start is not None:
            charge = silent
        refund = silent if first.refund is None else phrase("{sum}", sum=first.comes_back)
        total = phrase("{sum}", sum=first.total)
        if first.total.minor < 0:
            total = phrase("{sum} back", sum=-first.total)
        return name, phrase("{sum}", sum=first.billed), charge, refund, total

    @property
    def sheet(self) -> Sheet:
        """What leaving comes to, a row for each day that is compared; below zero, the total comes back."""
        days = self.answered.days
        cheapest = cheapest_of(days).on.cancelled
        rows = (
            (
                day.cancelled,
                day.ends,
                day.billed,
                None if day.charge is None else day.charged,
                None if day.refund is None else day.comes_back,
                day.total,
                "yes" if day.cancelled == cheapest else None,
            )
            for day in days
        )
        return Sheet(COLUMNS, tuple(rows))

    @property
    def picture(self) -> Chart:
        """What leaving comes to over the days."""
        return picture_of(self.answered)

    @property
    def read(self) -> tuple[Kinds[Any], ...]:
        """The tables whose readings are taken."""
        return self.read_of(self.agreement)

    @property
    def clauses(self) -> tuple[Clause, ...]:
        """The clauses of each part, and those by which the bills to come carry tax."""
        clauses = [clause for asked in self.parts.values() if asked is not None for clause in asked.clauses]
        return tuple(dict.fromkeys((*clauses, *(self.agreement.tax_clauses if self.answered.bills else ()))))

    @property
    def counts_open_days(self) -> bool:
        """Whether a day of a part rests on the calendar."""
        return any(asked is not None and asked.counts_open_days for asked in self.parts.values())

    @property
    def unheard(self) -> frozenset[str]:
        """The readings that matter to no part that is asked."""
        heard: set[str] = set()
        for asked in self.parts.values():
            if asked is not None:
                heard |= {reading.name for reading in asked.readings} - asked.unheard
        return frozenset(reading.name for reading in self.readings) - heard

    @property
    def choices(self) -> dict[str, tuple[str, ...]]:
        """The readings that can matter, with their values."""
        unheard = self.unheard
        return {reading.name: reading.values for reading in self.readings if reading.name not in unheard}

    def in_words(self, value: Leave) -> Phrase:
        """Return what is paid or comes back."""
        return value.headline()

    def looked_at(self, value: Leave) -> Iterator[LookedAt]:
        """Yield each part that is a sum or the day of the end, on which the rules of law bear."""
        figures: dict[LeavePart, object] = {
            "notice": value.ends,
            "cancellation charge": value.on.charge,
            "refund": value.on.refund,
        }
        for part, figure in figures.items():
            asked = self.parts[part]
            if asked is not None:
                yield LookedAt(asked, figure, phrase("{part}", part=translated_choice(part, LeavePart)))


def _parts_of(on: DayOfLeaving) -> list[Money]:
    """Return the sums that make up the total; those of nothing are left out."""
    return [sum_ for sum_ in (on.billed, on.charged, -on.comes_back) if sum_.minor]


def _in_all(on: DayOfLeaving) -> Step:
    """Return the line that adds up the parts; those of nothing are left out."""
    words, parts = total_in_words(on.total), _parts_of(on)
    if len(parts) < 2:
        return step("in all: {words}", words=words)
    return step("in all: {parts} = {total}, so {words}", parts=sum_of_money(parts), total=on.total, words=words)


def _indented_or(lines: Sequence[Step], why: Phrase) -> Iterator[Step]:
    """Yield the lines of a part that belong to its working; without any, the one that says why there are none."""
    if not lines:
        yield Step(why, indent=1)
    yield from indented(line for line in lines if line.part == "working")


def leave_of(departure: Departure) -> Leave:
    """Return what leaving comes to, by its facts."""
    on, equipment = departure.on(departure.cancelled), None
    if departure.equipment_question(on.ends) is not None:
        equipment = return_by(EQUIPMENT_RETURN_BY.of(departure.agreement), on.ends)
    silent: list[LeavePart] = []
    if on.charge is None and departure.first_term is not None:
        silent.append("cancellation charge")
    if on.refund is None:
        silent.append("refund")
    return Leave(on, equipment, tuple(silent), departure)


def leave(
    terms: Agreed,
    monthly_fee: Amount | Sequence[Amount],
    *,
    cancelled: Day,
    cycle_start: Day | None = None,
    term_start: Day | None = None,
    term_months: int | None = None,
    incentive: Amount | None = None,
    last_invoice: Day | Literal["not given"] | None = LAST_INVOICE_NOT_GIVEN,
    started: Day | None = None,
    billing_day: int | None = None,
    fee_months: int | None = None,
    paid_until: Day | None = None,
    last: Day | None = None,
    plan: str | None = None,
    region: str | None = None,
    segment: str | None = None,
    province: str | None = None,
    tax_rate: Rate | None = None,
    taxed_as: TaxedAs | None = None,
) -> Answer[Leave]:
    """Return what ending a service comes to: `total` is paid, below zero it comes back.

    `monthly_fee` before tax, or one fee for each month of the term; `cancelled` is the day on which the cancellation is
    given, and `cycle_start` the first day of the billing cycle that holds it, which is billed already. In a fixed term
    give `term_start` and `term_months`, and `incentive` where that is charged; the cycle is then a month of the term if
    no other is given. A fee that was paid ahead for several months is given with `fee_months` and `paid_until`, the
    first day that is not paid for. `last` is the last day that is compared. Parts on which the terms are silent are not
    counted: `not_counted` names them. `days`, `rows` and `cheapest` of the value say what the days after it come to.
    Raises `MissingFactsError` with all facts that these terms need and that are not given, `InputError` for facts that
    do not fit, and `NotInTermsError` for terms that say nothing of leaving.

    >>> from telcoterms import load
    >>> leaving = load("kos").leave("49.95", cancelled="2026-06-10", cycle_start="2026-06-01").value
    >>> leaving.total, leaving.ends.isoformat()
    (Money('-37.63', 'CAD'), '2026-06-10')
    """
    currency, given = terms.agreement.currency, monthly_fee
    monthly_fees: Any = given if isinstance(given, list | tuple) else (given,)
    facts = (
        tuple(as_money(fee, currency, "monthly_fee") for fee in monthly_fees),
        as_day(cancelled, "cancelled"),
        as_day_or_none(cycle_start, "cycle_start"),
        as_day_or_none(term_start, "term_start"),
        None if term_months is None else as_count(term_months, "term_months"),
        None if incentive is None else as_money(incentive, currency, "incentive"),
        last_invoice if last_invoice == LAST_INVOICE_NOT_GIVEN else as_day_or_none(last_invoice, "last_invoice"),
        as_day_or_none(started, "started"),
        None if billing_day is None else as_count(billing_day, "billing_day", most=MAX_DAY_OF_MONTH),
        None if fee_months is None else as_count(fee_months, "fee_months"),
        as_day_or_none(paid_until, "paid_until"),
        as_day_or_none(last, "last"),
        plan,
        region,
        segment,
        province,
        None if tax_rate is None else as_rate(tax_rate, "tax_rate"),
        None if taxed_as is None else one_of(taxed_as, TaxedAs, "taxed_as"),
    )
    missing = LeaveQuestion.missing(terms.agreement, dict(zip(LeaveQuestion.facts, facts, strict=True)))
    if missing is not None:
        raise missing
    return Answer(LeaveQuestion(terms.agreement, facts).answered, "leave", facts, terms)
