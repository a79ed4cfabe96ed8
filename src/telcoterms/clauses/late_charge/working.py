"""Show how a late charge came about: the lines of each leaf, then what a join takes of them.

The lines of one posting are those of a statement too: the balances of its period, the rate, the share, the rounding.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date
from fractions import Fraction
from itertools import chain, pairwise
from typing import Final, NamedTuple, assert_never

from telcoterms.agreement.conditions import Grace, Threshold
from telcoterms.agreement.numbers import NumberFacts, value_on
from telcoterms.clauses.late_charge.accrual import (
    Accrued,
    Exact,
    Joined,
    JoinedBy,
    JoinNode,
    Node,
    OneOff,
    Posting,
    RateNode,
    RoundedAway,
    Segments,
    SumNode,
    accrued_exact,
    changes_of,
    coin_of,
    end_of_grace,
    how_of,
    is_by_month,
    is_nothing,
    is_rounded_once,
    joined_parts,
    last_in_time,
    rated,
    rounded_to_coin,
    share_of,
    unknown_indices,
    value_at,
    weighed,
    weighted_balances,
)
from telcoterms.clauses.late_charge.charge import charged, charged_node, time_late
from telcoterms.clauses.late_charge.kinds import (
    FirstDay,
    FlatCharge,
    GreaterOf,
    LateChargeRule,
    LesserOf,
    NoCharge,
    PercentageCharge,
    RateCharge,
    RunsFrom,
    SumOf,
)
from telcoterms.clauses.late_charge.periods import DebtDays, Start, month_fraction, start_of, weight_of_day
from telcoterms.values.calendars import Calendar
from telcoterms.values.messages import Phrase, Phrases, Value, phrase
from telcoterms.values.money import Money
from telcoterms.values.periods import in_days, in_months
from telcoterms.values.steps import (
    Clause,
    Percent,
    Step,
    amount,
    figure,
    outcome,
    row,
    step,
    sum_of,
    total_of_money,
)

MAX_PERIODS_IN_SHORT: Final = 3  # of a part of a charge that each have a line on a short page


def late_charge_steps(
    rule: LateChargeRule,
    sum_: Money,
    days: DebtDays,
    paid: date,
    calendar: Calendar | None = None,
    reminded: tuple[date, ...] = (),
    in_short: bool = False,
) -> tuple[Step, ...]:
    """Return the working of a late charge; the due date's own line comes before it.

    In short, the periods of a part stand in one line with their sum.
    """
    if paid <= days.due:
        return (step("paid on {paid}, on or before the due date: nothing is charged", rule.clause, paid=paid),)
    if sum_.minor == 0:
        return (step("nothing was outstanding: nothing is charged", rule.clause),)
    node = charged_node(rule, sum_.minor, days, paid, calendar, reminded)
    working = _Working(sum_, days, paid, calendar, reminded, in_short)
    return tuple(working.of_clause(rule, node, None, None, is_whole=True))


class ChargedPeriod(NamedTuple):
    """A period of a late charge: its days, how its charge is reckoned, the charge, and the balance with it."""

    start: date
    end: date
    reckoned: Phrase
    charge: Money
    balance: Money


class ChargedPeriods(NamedTuple):
    """The periods of a late charge that is one rate, and the rows on the day from which it counts."""

    since: tuple[Step, ...]
    periods: tuple[ChargedPeriod, ...]


def charged_periods(
    rule: LateChargeRule,
    sum_: Money,
    days: DebtDays,
    paid: date,
    calendar: Calendar | None = None,
    reminded: tuple[date, ...] = (),
) -> ChargedPeriods | None:
    """Return the periods of a late charge; None where it is no rate that is posted period by period, or not due."""
    if not isinstance(rule, RateCharge) or sum_.minor == 0 or paid <= days.due:
        return None
    node = charged_node(rule, sum_.minor, days, paid, calendar, reminded)
    if not isinstance(node, RateNode) or not rule.ends_periods:
        return None
    if is_rounded_once(rule.round_at) and rule.compounds_by_month:
        return None
    working = _Working(sum_, days, paid, calendar, reminded)
    periods = tuple(working.periods(node))
    if not periods:
        return None
    last = last_in_time(rule.grace, days, calendar, working.reminders)
    assert last is not None  # else there are no periods
    since = row(phrase("counted from"), start_in_words(rule.runs_from, working.start(rule, last)), rule.clause)
    if rule.grace is None:
        return ChargedPeriods((since,), periods)
    return ChargedPeriods((row(phrase("in time up to"), last, rule.clause), since), periods)


class _Working:
    """The working of a clause on one amount that is paid on one day."""

    def __init__(
        self,
        sum_: Money,
        days: DebtDays,
        paid: date,
        calendar: Calendar | None,
        reminded: tuple[date, ...],
        in_short: bool = False,
    ) -> None:
        self.sum, self.days, self.paid, self.calendar, self.in_short = sum_, days, paid, calendar, in_short
        self.reminders = sorted(day.toordinal() for day in reminded if day <= paid)
        self.currency = sum_.currency

    def money(self, minor: int) -> Money:
        """Return minor units as money."""
        return Money.of_minor(minor, self.currency)

    def of_clause(
        self, rule: LateChargeRule, node: Node, grace: Grace | None, threshold: Threshold | None, is_whole: bool
    ) -> Iterator[Step]:
        """Yield the lines of a clause: its own, then those of its minimum and its maximum."""
        grace, threshold = rule.grace or grace, rule.threshold or threshold
        bounds = [(is_most, bound) for is_most, bound in ((True, rule.most), (False, rule.least)) if bound is not None]
        lines: list[Step] = []
        day = self.paid.toordinal()
        for is_most, _ in bounds:
            assert isinstance(node, JoinNode)
            template = "at least {bound}: the greater of {before} and {bound} is {after}"
            if is_most:
                template = "at most {bound}: the lesser of {before} and {bound} is {after}"
            inner, bound_node = node.parts
            before, bound_sum, after = charged(inner, day), charged(bound_node, day), charged(node, day)
            if bound_node.postings:
                lines.append(
                    step(
                        template,
                        rule.clause,
                        bound=self.money(bound_sum),
                        before=self.money(before),
                        after=self.money(after),
                    )
                )
            node = inner
        yield from self._unbounded(rule, node, grace, threshold, is_whole=is_whole and not lines)
        yield from reversed(lines)

    def _unbounded(
        self, rule: LateChargeRule, node: Node, grace: Grace | None, threshold: Threshold | None, is_whole: bool
    ) -> Iterator[Step]:
        match rule:
            case NoCharge():
                yield step("a late payment costs nothing by these terms", rule.clause)
            case FlatCharge() | PercentageCharge() | RateCharge():
                assert isinstance(node, SumNode | RateNode)
                yield from self._leaf(node, grace, threshold, is_whole)
            case SumOf() | GreaterOf() | LesserOf():
                assert isinstance(node, JoinNode)
                yield from self._join(rule, node, grace, threshold)
            case _ as unreachable:
                assert_never(unreachable)

    def _join(
        self, rule: SumOf | GreaterOf | LesserOf, node: JoinNode, grace: Grace | None, threshold: Threshold | None
    ) -> Iterator[Step]:
        parts = joined_parts(rule, self.days.facts)
        for part, part_node in zip(parts, node.parts, strict=True):
            yield from self.of_clause(part, part_node, grace, threshold, is_whole=len(parts) == 1)
        yield from left_out_notes(rule, self.days.facts)
        day = self.paid.toordinal()
        if len(parts) == 1:
            return
        if is_by_month(rule):
            yield from self._months(rule, node)
            return
        figures = [self.money(charged(part, day)) for part in node.parts]
        yield _taken_step(rule, figures, self.money(charged(node, day)), rule.clause)

    def _months(self, rule: SumOf | GreaterOf | LesserOf, node: JoinNode) -> Iterator[Step]:
        """Yield what is taken of each month, then their sum."""
        day = self.paid.toordinal()
        postings = [*node.postings, *accrued_since(node, day)]
        total = self.money(charged(node, day))
        if self.in_short and len(postings) > MAX_PERIODS_IN_SHORT:
            yield step("late charge, month by month: {charge}", rule.clause, charge=total)
            return
        for posting in postings:
            assert isinstance(posting.basis, Joined)
            figures = [self.money(one) for one in posting.basis.parts]
            taken = _taken_phrase(rule, figures, self.money(posting.amount))
            yield step("up to {day}: {taken}", rule.clause, day=date.fromordinal(posting.day), taken=taken)
        sums = [phrase("{sum}", sum=self.money(posting.amount)) for posting in postings]
        if len(sums) > 1:
            yield step("late charge: {sum} = {charge}", rule.clause, sum=sum_of(sums), charge=total)

    def _leaf(
        self, node: SumNode | RateNode, grace: Grace | None, threshold: Threshold | None, is_whole: bool
    ) -> Iterator[Step]:
        leaf = node.rule
        last = last_in_time(grace, self.days, self.calendar, self.reminders)
        yield from self._grace_steps(leaf, grace, last)
        if last is None or self.paid <= last:
            return
        short = self._below_threshold(leaf, threshold, last)
        if short is not None:
            yield short
            return
        match node:
            case SumNode():
                yield self._once_off(node.rule, node, grace)
            case RateNode():
                yield from self._periods(node.rule, node, last, grace, is_whole)
            case _ as unreachable:
                assert_never(unreachable)

    def _grace_steps(self, leaf: LateChargeRule, grace: Grace | None, last: date | None) -> Iterator[Step]:
        if grace is None:
            return
        end = end_of_grace(grace, self.days, self.calendar, self.reminders)
        if last is None or end is None:
            yield step("no reminder was sent by {paid}: nothing is charged", leaf.clause, paid=self.paid)
            return
        match grace.counted_from:
            case "due-date":
                since = phrase("the due date")
            case "invoice-date":
                since = phrase("the invoice date")
            case "reminder":
                since = phrase("the reminder of {day}", day=date.fromordinal(self.reminders[grace.number - 1]))
            case _ as unreachable:
                assert_never(unreachable)
        sum_ = grace.length.sum_in_words(since)
        if end == last:
            yield step("in time up to {last}: {sum}", leaf.clause, last=last, sum=sum_)
        else:
            template = "in time up to {last}: the due date, as {sum} = {end} is before it"
            yield step(template, leaf.clause, last=last, sum=sum_, end=end)
        if self.paid <= last:
            yield step("paid on {paid}, in time: nothing is charged", leaf.clause, paid=self.paid)

    def _below_threshold(self, leaf: LateChargeRule, threshold: Threshold | None, last: date) -> Step | None:
        """Return the line on an amount that is too small; None where it is not."""
        on = date.fromordinal(last.toordinal() + 1)
        if threshold is None or threshold.is_reached(self.sum.minor, on, self.days.facts):
            return None
        sum_ = threshold.sum_on(on, self.days.facts)
        if threshold.over is not None:
            return step("{sum} is not over {over}: nothing is charged", leaf.clause, sum=self.sum, over=sum_)
        return step("{sum} is less than {least}: nothing is charged", leaf.clause, sum=self.sum, least=sum_)

    def _once_off(self, leaf: FlatCharge | PercentageCharge, node: SumNode, grace: Grace | None) -> Step:
        charge = self.money(node.posted)
        match leaf:
            case FlatCharge():
                template = "paid on {paid}, after the due date, the fee is {fee}"
                if grace is not None:
                    template = "paid on {paid}, after that, the fee is {fee}"
                return step(template, leaf.clause, paid=self.paid, fee=charge)
            case PercentageCharge():
                on = date.fromordinal(node.postings[0].day) if node.postings else self.paid
                share: Fraction = value_on(leaf.share, on, self.days.facts)
                template = "paid on {paid}, after the due date: {sum} x {share} = {outcome}"
                if grace is not None:
                    template = "paid on {paid}, after that: {sum} x {share} = {outcome}"
                return step(
                    template,
                    leaf.clause,
                    paid=self.paid,
                    sum=self.sum,
                    share=Percent(share),
                    outcome=coin_outcome(leaf, share * self.sum.minor, self.currency),
                )
        assert_never(leaf)

    def _periods(
        self, leaf: FlatCharge | RateCharge, node: RateNode, last: date, grace: Grace | None, is_whole: bool
    ) -> Iterator[Step]:
        start = self.start(leaf, last)
        template = start_template(leaf.runs_from) if grace is None else start_after_grace_template(leaf.runs_from)
        yield step(template, leaf.clause, paid=self.paid, start=start)
        if self.paid <= start:
            yield step("paid on or before that day: nothing is charged", leaf.clause)
            return
        match leaf:
            case FlatCharge():
                yield self._sums_of_periods(leaf, node)
                return
            case RateCharge():
                pass
            case _ as unreachable:
                assert_never(unreachable)
        yield from on_day_step(leaf)
        yield from first_day_step(leaf, start)
        if not leaf.ends_periods:
            pending = node.pending(self.paid.toordinal())
            assert isinstance(pending, Accrued)
            exact = accrued_exact(leaf, pending, node.start)
            if is_nothing(exact):
                yield step("no period counts: nothing is charged", leaf.clause)
                return
            left = accrued_expression(leaf, pending, node.start, self.currency)
            template = "late charge: {sum} = {outcome}" if is_whole else "this part: {sum} = {outcome}"
            yield step(template, leaf.clause, sum=left, outcome=coin_outcome(leaf, exact, self.currency))
            return
        if is_rounded_once(leaf.round_at) and leaf.compounds_by_month:
            yield self._once(leaf, node)
            return
        yield from self._postings(leaf, node, is_whole)

    def _sums_of_periods(self, leaf: FlatCharge, node: RateNode) -> Step:
        """Return the line of a sum for each period: how many there are."""
        charge = charged(node, self.paid.toordinal())
        sums = [posting.amount for posting in node.postings]
        accrued = node.accrued(self.paid.toordinal())
        if leaf.is_by_day and accrued:
            pending = node.pending(self.paid.toordinal())
            assert isinstance(pending, Accrued)
            left = accrued_expression(leaf, pending, node.start, self.currency)
            return step("late charge: {sum} = {charge}", leaf.clause, sum=left, charge=self.money(charge))
        each = [self.money(one) for one in ([*sums, accrued] if accrued else sums)]
        if len(each) == 1:
            return step("late charge: {charge}", leaf.clause, charge=self.money(charge))
        if len(set(each)) == 1:
            template = "late charge: {count} x {sum} = {charge}"
            return step(template, leaf.clause, count=len(each), sum=each[0], charge=self.money(charge))
        if not each:
            return step("no period counts: nothing is charged", leaf.clause)
        sums_ = sum_of([phrase("{sum}", sum=one) for one in each])
        return step("late charge: {sum} = {charge}", leaf.clause, sum=sums_, charge=self.money(charge))

    def _postings(self, leaf: RateCharge, node: RateNode, is_whole: bool) -> Iterator[Step]:
        """Yield each posting, the balance after it, and the charge."""
        day = self.paid.toordinal()
        balance = self.sum
        periods = shown_periods(node, day)
        if self.in_short and len(periods) > MAX_PERIODS_IN_SHORT:
            template = "this part, over {count} periods: {charge}"
            yield step(template, leaf.clause, count=len(periods), charge=self.money(charged(node, day)))
            return
        for posting in periods:
            match posting:
                case RoundedAway():
                    yield rounded_away_step(node, posting, self.currency)
                case Posting():
                    yield posting_step(leaf, posting, node.start, self.currency)
                    after = balance + self.money(posting.amount)
                    yield balance_step(balance, posting.amount, after)
                    balance = after
                case _ as unreachable:
                    assert_never(unreachable)
        charge = self.money(charged(node, day))
        if not charge.minor:
            template = "late charge: {charge}" if is_whole else "this part: {charge}"
        elif is_whole:
            template = "late charge: {balance} - {amount} = {charge}"
        else:
            template = "this part: {balance} - {amount} = {charge}"
        yield step(template, leaf.clause, balance=balance, amount=self.sum, charge=charge)

    def periods(self, node: RateNode) -> Iterator[ChargedPeriod]:
        """Yield the periods of a rate, each with the balance after it."""
        balance = self.sum
        for posting in shown_periods(node, self.paid.toordinal()):
            match posting:
                case RoundedAway():
                    charge, accrued, end, times = 0, posting.first, posting.end, posting.times
                case Posting(_, charge, basis):
                    assert isinstance(basis, Accrued)
                    accrued, end, times = basis, basis.end, 1
                case _ as unreachable:
                    assert_never(unreachable)
            balance += self.money(charge)
            reckoned = accrued_expression(node.rule, accrued, node.start, self.currency)
            if times > 1:
                reckoned = phrase("{times} times {sum}", times=times, sum=reckoned)
            start = date.fromordinal(accrued.start)
            yield ChargedPeriod(start, date.fromordinal(end), reckoned, self.money(charge), balance)

    def start(self, leaf: FlatCharge | RateCharge, last: date) -> date:
        """Return the day from which a charge counts; `last` is the last day in time."""
        return date.fromordinal(start_of(leaf.runs_from, self.days, last).ordinal)

    def _once(self, leaf: RateCharge, node: RateNode) -> Step:
        """Return the line of a charge that is rounded once, at the end."""
        months, d, length = time_late(*node.start, self.paid)
        pending = node.pending(self.paid.toordinal())
        last = [pending] if isinstance(pending, Accrued) else []
        periods = [*node.compounded, *last]
        if len({period.rates for period in periods}) == 1 == len(node.rates):
            power: Phrase | Phrases = _power(leaf, node.rates[0][1], months, d, length)
        else:
            power = Phrases(" x ", tuple(chain.from_iterable(_growth(leaf, period, node.start) for period in periods)))
        over = phrase("{months} + {d}/{length} months", months=months, d=d, length=length)
        if not d:
            over = in_months(months)
        elif not months:
            over = phrase("{d}/{length} of a month", d=d, length=length)
        return step(
            "late charge over {months}: {amount} x {power} - {amount} = {outcome}",
            leaf.clause,
            months=over,
            amount=self.sum,
            power=power,
            outcome=coin_outcome(leaf, node.accrued_exact(self.paid.toordinal()), self.currency),
        )


def _power(leaf: RateCharge, rate: Fraction, months: int, d: int, length: int) -> Phrase:
    """Return what 1 grows to at one rate over whole months and `d` of the `length` days of a started one."""
    shown = Percent(rate)
    whole = phrase("(100 % + {rate}) ^ {months}", rate=shown, months=months)
    if months == 1:
        whole = phrase("(100 % + {rate})", rate=shown)
    match leaf.part_month:
        case "daily-compound":
            if not d:
                return whole
            days = phrase("{d}/{length}", d=d, length=length)
            exponent = phrase("{months} + {days}", months=months, days=days) if months else days
            return phrase("(100 % + {rate}) ^ ({exponent})", rate=shown, exponent=exponent)
        case "by-days" | "thirty-day-month" | "days-of-year" | "whole-month" | "completed-months" as part_month:
            top, bottom = month_fraction(part_month, d, length)
            part = phrase("(100 % + {rate} x {top}/{bottom})", rate=shown, top=top, bottom=bottom)
            if top == bottom:
                part = phrase("(100 % + {rate})", rate=shown)
            if not top:
                return whole
            return phrase("{whole} x {part}", whole=whole, part=part) if months else part
    assert_never(leaf.part_month)


def _growth(leaf: RateCharge, period: Accrued, start: Start) -> Iterator[Phrase]:
    """Yield the factors by which one month grows, by the rates that hold in it."""
    d, length = period.end - period.start, period.length
    pieces = [
        (offset, until, Percent(Fraction(value_at(period.rates, offset))))
        for offset, until in pairwise(changes_of(period.rates, period.segments, d))
    ]
    if len(pieces) == 1 and d == length:
        yield phrase("(100 % + {rate})", rate=pieces[0][2])
    elif leaf.grows_within_month:
        for offset, until, rate in pieces:
            yield phrase("(100 % + {rate}) ^ ({d}/{length})", rate=rate, d=until - offset, length=length)
    else:
        share = share_of(leaf, period, start)
        parts = [
            phrase("{rate} x {top}/{bottom}", rate=rate, top=top, bottom=share(d)[1])
            for offset, until, rate in pieces
            if (top := share(until)[0] - share(offset)[0])
        ]
        yield phrase("(100 % + {parts})", parts=sum_of(parts))


def _taken_phrase(rule: SumOf | GreaterOf | LesserOf, figures: Sequence[Money], taken: Money) -> Phrase:
    """Return in words what a join takes of its parts."""
    parts = tuple(phrase("{sum}", sum=one) for one in figures)
    match rule:
        case SumOf():
            return phrase("{sum} = {taken}", sum=sum_of(list(parts)), taken=taken)
        case GreaterOf() | LesserOf():
            return phrase("{parts} is {taken}", parts=_parts_phrase(how_of(rule), figures), taken=taken)
    assert_never(rule)


def _taken_step(rule: SumOf | GreaterOf | LesserOf, figures: Sequence[Money], taken: Money, clause: Clause) -> Step:
    """Return the line of a join."""
    return step("late charge: {taken}", clause, taken=_taken_phrase(rule, figures, taken))


def left_out_notes(rule: SumOf | GreaterOf | LesserOf, facts: NumberFacts) -> Iterator[Step]:
    """Yield a note for each part of a join that is left out, since the index on which it rests is not given."""
    parts = joined_parts(rule, facts)
    for part in rule.of:
        if part not in parts:
            for index in unknown_indices(part, facts):
                template = "{name} is not given, so that this part of the clause is left out"
                yield step(template, part.clause, part="notes", name=index.title)


def start_template(runs_from: RunsFrom) -> str:
    """Return the line on the day from which a charge counts, where no grace period moves it."""
    match runs_from:
        case "invoice-date":
            return "paid on {paid}, after the due date: the charge counts from {start}, the invoice date"
        case "due-date":
            return "paid on {paid}, after the due date: the charge counts from {start}, the due date"
        case "next-invoice-date":
            return "paid on {paid}, after the due date: the charge counts from {start}, the date of the next bill"
        case "grace-end":
            return "paid on {paid}, after the due date: the charge counts from {start}, the last day in time"
    assert_never(runs_from)


def start_in_words(runs_from: RunsFrom, start: date) -> Phrase:
    """Return the day from which a charge counts, with what it is."""
    match runs_from:
        case "invoice-date":
            return phrase("{start}, the invoice date", start=start)
        case "due-date":
            return phrase("{start}, the due date", start=start)
        case "next-invoice-date":
            return phrase("{start}, the date of the next bill", start=start)
        case "grace-end":
            return phrase("{start}, the last day in time", start=start)
    assert_never(runs_from)


def start_after_grace_template(runs_from: RunsFrom) -> str:
    """Return the line on the day from which a charge counts, after a grace period."""
    match runs_from:
        case "invoice-date":
            return "paid on {paid}, after that: the charge counts from {start}, the invoice date"
        case "due-date":
            return "paid on {paid}, after that: the charge counts from {start}, the due date"
        case "next-invoice-date":
            return "paid on {paid}, after that: the charge counts from {start}, the date of the next bill"
        case "grace-end":
            return "paid on {paid}, after that: the charge counts from {start}, the last day in time"
    assert_never(runs_from)


def coin_outcome(leaf: RateCharge | FlatCharge | PercentageCharge, exact: Exact, currency: str) -> Phrase:
    """Return an exact sum and what it is rounded to, in whole minor units or in the coins of a leaf."""
    if coin_of(leaf) == 1:
        return outcome(exact, leaf.rounding, currency)
    assert leaf.round_to is not None
    return phrase(
        "{exact}, in coins of {coin} {rounded}",
        exact=figure(exact, leaf.rounding, currency),
        coin=leaf.round_to,
        rounded=amount(rounded_to_coin(exact, leaf), currency),
    )


def posting_step(
    leaf: FlatCharge | RateCharge, posting: Posting, start: Start, currency: str, together: bool = False
) -> Step:
    """Return the line of a posting of a leaf by periods; `together` where it was rounded with those of other debts."""
    accrued = posting.basis
    assert isinstance(accrued, Accrued)
    borne = accrued._replace(segments=charged_segments(accrued))
    since, end = date.fromordinal(accrued.start + borne.segments[0][0]), date.fromordinal(accrued.end)
    left, exact = accrued_expression(leaf, borne, start, currency), accrued_exact(leaf, borne, start)
    if together:
        return step(
            "{start} to {end}, rounded with the other debts to {amount}: {sum} = {exact}",
            leaf.clause,
            start=since,
            end=end,
            amount=amount(posting.amount, currency),
            sum=left,
            exact=figure(exact, leaf.rounding, currency),
        )
    template = "{start} to {end}: {sum} = {outcome}"
    if (
        isinstance(leaf, RateCharge) and leaf.on_day is not None
    ):  # the days before the one on which it is set bear nothing
        template = "on {end}: {sum} = {outcome}"
    return step(template, leaf.clause, start=since, end=end, sum=left, outcome=coin_outcome(leaf, exact, currency))


def rounded_away_step(node: Node, period: RoundedAway, currency: str, together: bool = False) -> Step:
    """Return the line of a period whose charge is rounded to nothing, or of several in a row that are alike."""
    assert isinstance(node, RateNode)
    leaf, start = node.rule, node.start
    if period.times == 1:
        return posting_step(leaf, Posting(period.day, 0, period.first), start, currency, together)
    exact = accrued_exact(leaf, period.first, start)
    template = "{start} to {end}, {times} times: {sum} = {outcome}"
    result: Value = coin_outcome(leaf, exact, currency)
    if together:
        template = "{start} to {end}, {times} times, rounded with the other debts to {amount}: {sum} = {outcome}"
        result = figure(exact, leaf.rounding, currency)
    return step(
        template,
        leaf.clause,
        start=date.fromordinal(period.first.start),
        end=date.fromordinal(period.end),
        times=period.times,
        amount=amount(0, currency),
        sum=accrued_expression(leaf, period.first, start, currency),
        outcome=result,
    )


def charged_segments(accrued: Accrued) -> Segments:
    """Return the segments that bore the charge: from the first balance above zero, and none that begins as it ends."""
    days = accrued.end - accrued.start
    segments = [(offset, balance) for offset, balance in accrued.segments if offset == 0 or offset < days]
    first = next((index for index, (_, balance) in enumerate(segments) if balance), 0)
    return segments[first:]


def balance_step(before: Money, charge: int, after: Money) -> Step:
    """Return the line of the balance that a posting makes."""
    return step("balance: {sum}", indent=1, sum=total_of_money([before, amount(charge, after.currency)], after))


def accrued_expression(leaf: FlatCharge | RateCharge, accrued: Accrued, start: Start, currency: str) -> Phrase:
    """Return what balances have accrued in a period, as an equation's left side."""
    d = accrued.end - accrued.start
    match leaf:
        case FlatCharge():
            return _sum_expression(leaf, accrued, start, currency)
        case RateCharge():
            if leaf.compounds_by_day:
                share = Fraction(1) if leaf.is_by_day else weight_of_day(leaf.day_count)
                if share is None:
                    return phrase("each day (balance + accrued) x its rate, over {days}", days=in_days(d))
                daily = [(offset, rate * share) for offset, rate in accrued.rates]
                return _powers(daily, accrued.segments, d, 1, currency)
            by_month = leaf.goes_by_months or leaf.on_day is not None
            if leaf.grows_within_month or (by_month and len(accrued.rates) == 1):
                return _month_expression(leaf, accrued, currency)
            return _days_expression(leaf, accrued, start, currency)
    assert_never(leaf)


def _is_whole_month(accrued: Accrued) -> bool:
    """Whether one balance bore one rate for a whole month."""
    is_over = accrued.end - accrued.start == accrued.length
    return is_over and len(accrued.rates) == 1 and [offset for offset, _ in accrued.segments] == [0]


def _sum_expression(leaf: FlatCharge, accrued: Accrued, start: Start, currency: str) -> Phrase:
    exact = accrued_exact(leaf, accrued, start)
    assert isinstance(exact, Fraction)
    each = amount(int(accrued.rates[-1][1]), currency)
    return phrase("{count} x {sum}", count=int(exact / accrued.rates[-1][1]) if accrued.rates[-1][1] else 0, sum=each)


def _days_expression(leaf: RateCharge, accrued: Accrued, start: Start, currency: str) -> Phrase:
    """Return balances x rates x days, over the days of a year or of a period."""
    d = accrued.end - accrued.start
    share = share_of(leaf, accrued, start)
    if len(accrued.rates) == 1:
        pairs, bottom = weighed(share, accrued.segments, d)
        pairs = _of_something(pairs)
        parts = [phrase("{sum} x {days}", sum=amount(balance, currency), days=weight) for balance, weight in pairs]
        whole = parts[0] if len(parts) == 1 else phrase("({parts})", parts=sum_of(parts))
        rate = Percent(accrued.rates[0][1])
        if bottom == 1:
            return phrase("{whole} x {rate}", whole=whole, rate=rate)
        return phrase("{whole} x {rate} / {bottom}", whole=whole, rate=rate, bottom=bottom)
    offsets = [offset for offset, _ in rated(accrued.segments, accrued.rates)]
    parts = [
        phrase(
            "{sum} x {rate} x {days}",
            sum=amount(balance, currency),
            rate=Percent(Fraction(value_at(accrued.rates, offset))),
            days=weight,
        )
        for offset, until in zip(offsets, [*offsets[1:], d], strict=True)
        if offset < d
        and (balance := int(value_at(accrued.segments, offset)))
        and (weight := share(min(until, d))[0] - share(offset)[0])
    ]
    whole = parts[0] if len(parts) == 1 else phrase("({parts})", parts=sum_of(parts))
    bottom = share(0)[1]
    return whole if bottom == 1 else phrase("{whole} / {bottom}", whole=whole, bottom=bottom)


def _month_expression(leaf: RateCharge, accrued: Accrued, currency: str) -> Phrase:
    """Return a month's accrual as an equation's left side."""
    segments, rate = accrued.segments, Percent(accrued.rates[0][1])
    d, length = accrued.end - accrued.start, accrued.length
    if _is_whole_month(accrued):
        return phrase("{balance} x {rate}", balance=amount(segments[0][1], currency), rate=rate)
    part_month = "completed-months" if leaf.on_day is not None else leaf.part_month
    match part_month:
        case "daily-compound":
            return _powers(accrued.rates, segments, d, length, currency)
        case "by-days" | "thirty-day-month" | "days-of-year" | "whole-month" | "completed-months":
            pairs, bottom = weighted_balances(part_month, segments, d, length)
            pairs = _of_something(pairs)
        case _ as unreachable:
            assert_never(unreachable)
    if len(pairs) == 1:
        balance, top = pairs[0]
        if top == bottom:
            return phrase("{balance} x {rate}", balance=amount(balance, currency), rate=rate)
        return phrase(
            "{balance} x {rate} x {top}/{bottom}", balance=amount(balance, currency), rate=rate, top=top, bottom=bottom
        )
    parts = [phrase("{sum} x {top}", sum=amount(balance, currency), top=top) for balance, top in pairs]
    return phrase("({parts}) x {rate} / {bottom}", parts=sum_of(parts), rate=rate, bottom=bottom)


def _of_something(pairs: list[tuple[int, int]]) -> list[tuple[int, int]]:
    """Leave out the balances of nothing, and those of no weight, of what has accrued on something."""
    return [(balance, weight) for balance, weight in pairs if balance and weight]


def _powers(rates: Sequence[tuple[int, Fraction]], segments: Segments, d: int, length: int, currency: str) -> Phrase:
    """Return what balances accrue that grow by powers, piece by piece, as an equation's left side."""
    grown: Phrase | None = None
    for offset, until in pairwise(changes_of(rates, segments, d)):
        minor = value_at(segments, offset)
        if minor:
            balance = amount(int(minor), currency)
            grown = phrase(
                "{base} x (100 % + {rate}) ^ ({days}/{length}) - {balance}",
                base=balance if grown is None else phrase("({grown} + {balance})", grown=grown, balance=balance),
                balance=balance,
                rate=Percent(Fraction(value_at(rates, offset))),
                days=until - offset,
                length=length,
            )
    return grown or phrase("0")


def first_day_step(leaf: RateCharge, start: date) -> Iterator[Step]:
    """Yield the line on whether the day counts from which the charge counts, where the terms can be read both ways."""
    if "first_day" in leaf.own_choices():
        yield step(first_day_template(leaf.first_day), leaf.clause, start=start)


def first_day_template(first_day: FirstDay) -> str:
    """Return the line on the first day that counts."""
    match first_day:
        case "not-counted":
            return "the day after {start} is the first that counts, the day of payment the last"
        case "counted":
            return "{start} is the first day that counts, the day of payment the last"
    assert_never(first_day)


def on_day_step(leaf: RateCharge) -> Iterator[Step]:
    """Yield the line on the one day of each month on which a charge is set, where there is one."""
    if leaf.on_day is not None:
        template = "a charge is set on day {day} of each month, whole, after that day"
        yield step(template, leaf.clause, day=leaf.on_day)


def shown_periods(node: Node, day: int) -> list[Posting | RoundedAway]:
    """Return what was posted or rounded to nothing up to a day, and what has accrued since, in order."""
    shown, since, pending = shown_postings(node), accrued_since(node, day), node.pending(day)
    if since:
        return [*shown, *since]
    if isinstance(pending, Accrued) and has_accrued(node, day):
        return [*shown, RoundedAway(day, pending.end, pending)]
    return shown


def accrued_since(node: Node, day: int) -> list[Posting]:
    """Return what has accrued since the last posting, as one posting of a day; none where it comes to nothing."""
    accrued, pending = node.accrued(day), node.pending(day)
    return [Posting(day, accrued, pending)] if accrued and pending is not None else []


def has_accrued(node: Node, day: int) -> bool:
    """Return whether anything has accrued on a leaf by periods since its last posting, be it rounded to nothing."""
    match node:
        case RateNode():
            pending = node.pending(day)
            return isinstance(pending, Accrued) and not is_nothing(accrued_exact(node.rule, pending, node.start))
        case SumNode() | JoinNode():
            return False
    assert_never(node)


def shown_postings(node: Node) -> list[Posting | RoundedAway]:
    """Return what an accrual has posted, and the periods of a leaf that were rounded to nothing, in order."""
    match node:
        case RateNode():
            return sorted([*node.postings, *node.rounded_away], key=lambda posting: posting.day)
        case SumNode() | JoinNode():
            return list(node.postings)
    assert_never(node)


def node_posting_step(node: Node, posting: Posting, currency: str, together: bool = False) -> Step:
    """Return the line of a posting of a debt, as a statement shows it."""
    day, sum_ = date.fromordinal(posting.day), amount(posting.amount, currency)
    basis = posting.basis
    match basis:
        case Accrued():
            assert isinstance(node, RateNode)
            return posting_step(node.rule, posting, node.start, currency, together)
        case OneOff():
            template = "{day} posted, the fee for late payment: {sum}"
            if isinstance(node.rule, PercentageCharge):
                template = "{day} posted, the share of {late} for late payment: {sum}"
            return step(template, node.rule.clause, day=day, sum=sum_, late=amount(basis.amount, currency))
        case Joined():
            assert isinstance(node, JoinNode)
            taken = _parts_phrase(node.how, [amount(one, currency) for one in basis.parts])
            posted = amount(basis.posted, currency)
            if basis.by_month and not basis.posted:
                return step("{day} posted, of a month {taken}: {sum}", node.rule.clause, day=day, taken=taken, sum=sum_)
            template = "{day} posted, {taken}, less {posted} that was posted: {sum}"
            if basis.by_month:
                template = "{day} posted, of a month {taken}, less {posted} that was posted: {sum}"
            return step(template, node.rule.clause, day=day, taken=taken, posted=posted, sum=sum_)
    assert_never(basis)


def _parts_phrase(how: JoinedBy, figures: Sequence[Money]) -> Phrase:
    """Return in words what is taken of parts."""
    parts = Phrases(", ", tuple(phrase("{sum}", sum=one) for one in figures))
    match how:
        case "sum":
            return phrase("the sum of {parts}", parts=parts)
        case "greater":
            return phrase("the greater of {parts}", parts=parts)
        case "lesser":
            return phrase("the lesser of {parts}", parts=parts)
    assert_never(how)
