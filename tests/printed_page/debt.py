"""One debt of a printed statement, followed line by line: its balance, its charges, and what of it is in dispute."""

import re
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date, timedelta
from fractions import Fraction
from itertools import accumulate, combinations_with_replacement, groupby
from typing import NamedTuple

from tests.printed_page.equations import Entry, Equation, PageError, addends, day_of, expect, money, sums

DAY, SUM = r"(\d{4}-\d\d-\d\d)", r"(-?\d+(?:\.\d+)?)"
TITLES = (
    (r"(?P<kind>invoice) (?P<number>.+) of (?P<day>\S+), (?P<sum>[\d.]+)"),
    (r"(?P<kind>administrative charge) (?P<number>.+) of (?P<day>\S+), (?P<sum>[\d.]+), for [\w-]+"),
    (r"(?P<kind>cancellation) (?P<number>.+) of (?P<day>\S+), charge (?P<sum>[\d.]+)(?:, refund (?P<refund>[\d.]+))?"),
    (r"(?P<number>payout of (?P<day>\S+)), not covered by credit any more: (?P<sum>[\d.]+)"),
)
# what the working of a refund or of a cancellation charge says besides equations
TOLD = (
    rf"{DAY} (lies before it: the fixed term|is that day or later: month to month)",
    rf"cancelled on {DAY}, (in month \d+ of the term, which began on {DAY}|before the term starts: all months remain)",
    r".+ is [\d.]+ %: .+",
    r".+: no charge",
    r"cancelled inside a fixed term: these terms give nothing back",
    r"these terms give fees back and no tax; the law lets the tax that was paid on them come back too",
    rf"paid for up to {DAY}, on or before the start of the cycle: nothing was prepaid, nothing comes back",
)
WORKED = (
    r"end of the term|first day after the term|"
    r"months that remain, .+|days left, .+|days in the cycle|days in that month|"
    r"days left in the current month.*|.+ in it|"
    r"tax|[A-Z]+(?: and [A-Z]+)*|total|refund|cancellation charge"
)


class Met(NamedTuple):
    """What met a debt on a day: how, how much, and whether it was in dispute."""

    day: str
    number: str
    paid: Fraction
    how: str
    disputed: bool


class Change(NamedTuple):
    """What changes the sum that bears a charge from the end of a day on."""

    day: date
    by: Fraction
    what: str  # placed, apart, reported, decided, posted


@dataclass
class Bearing:
    """What bore a charge on each day, as the lines tell it."""

    start: Fraction
    due: date | None
    changes: list[Change] = field(default_factory=list)
    spared: list[tuple[date, date, Fraction]] = field(default_factory=list)
    known: bool = True

    def on(self, day: date) -> Fraction:
        """At the end of a day; until the due date ends, what is unpaid then."""
        assert self.due is not None
        seen = max(day, self.due)
        sum_ = self.start + sum(one.by for one in self.changes if one.day <= (day if one.what == "posted" else seen))
        if day <= self.due:
            unpaid = self.start + sum(one.by for one in self.changes if one.day <= self.due and one.what != "posted")
            sum_ -= min(unpaid, sum((one for since, until, one in self.spared if since <= day < until), Fraction(0)))
        return sum_


@dataclass
class Debt:
    """One debt as its lines tell it; `balance` leaves out what is in dispute."""

    kind: str
    number: str
    issued: date
    whole: Fraction
    refund: Fraction
    exempt: bool
    part_month: str  # empty where charges do not compound
    balance: Fraction = Fraction(0)
    charges: Fraction = Fraction(0)
    apart: Fraction = Fraction(0)
    posting: Fraction | None = None
    posted: Fraction = Fraction(0)
    owed: Fraction | None = None
    accrued: Fraction = Fraction(0)
    held: Fraction = Fraction(0)
    due: date | None = None
    dispute_until: date | None = None
    last: date = date.min
    under: str = ""
    reported: list[tuple[date, Fraction]] = field(default_factory=list)
    back: int = 0  # disputes of which something stood apart, and that were decided
    too_late: list[tuple[date, date]] = field(default_factory=list)
    parts: list[Fraction] = field(default_factory=list)
    holding: list[Fraction] = field(default_factory=list)
    titles: list[tuple[int, int]] = field(default_factory=list)
    alone: dict[tuple[int, ...], list[tuple[str, Fraction]]] = field(default_factory=dict)
    compared: list[tuple[tuple[int, ...], str, list[Fraction], bool]] = field(default_factory=list)
    placements: list[Met] = field(default_factory=list)
    pooled: list[tuple[str, Fraction, str]] = field(default_factory=list)
    worked: dict[str, Fraction] = field(default_factory=dict)
    bears: Bearing = field(default_factory=lambda: Bearing(Fraction(0), None))
    bears_apart: Bearing = field(default_factory=lambda: Bearing(Fraction(0), None))

    @property
    def name(self) -> str:
        """As what comes next calls it."""
        return f"{self.kind} {self.number}" if self.kind else self.number

    # The lines, in the order of the page.

    def line(self, entry: Entry, equation: Equation | None) -> None:
        """Follow one line."""
        if self.due is None and self.before_the_ledger(entry, equation):
            return
        text = entry.text if equation is None else equation.label
        for pattern, follow in LINES:
            found = re.fullmatch(pattern, text)
            if found:
                follow(self, entry, equation, *found.groups())
                return
        raise PageError(f"an unknown line: {entry.text}")

    def before_the_ledger(self, entry: Entry, equation: Equation | None) -> bool:
        """What the debt comes to, and why."""
        if equation is None:
            late = re.fullmatch(
                rf"disputed on {DAY}, {SUM}: after the last day, {DAY}: too late, it changes nothing", entry.text
            )
            if late:
                self.too_late.append((day_of(late[1]), day_of(late[3])))
            known = late or re.fullmatch(
                rf"disputed on {DAY}, {SUM} (rejected|withdrawn) on {DAY}: as if never disputed", entry.text
            )
            return bool(known) or (self.kind == "cancellation" and any(re.fullmatch(one, entry.text) for one in TOLD))
        if re.fullmatch(
            rf"credited on {DAY}, from the start|disputed on {DAY}, upheld on {DAY}, from the start", equation.label
        ):
            expect(sums(equation.left)[0] == self.balance, f"the debt was {self.balance}: {entry.text}")
            self.balance = self.bears.start = money(equation.result)
            return True
        if self.kind != "cancellation" or not re.fullmatch(WORKED, equation.label):
            return False
        if equation.label in ("refund", "cancellation charge"):
            self.under = equation.label
        if equation.label in ("refund", "cancellation charge", "total"):
            self.worked[self.under] = money(equation.result)
        return True

    def is_due(self, entry: Entry, equation: Equation) -> None:
        assert isinstance(equation.result, date)
        expect(equation.left.startswith(f"{self.issued} + "), f"issued on {self.issued}: {entry.text}")
        self.due, self.under = equation.result, ""
        self.bears.due = self.bears_apart.due = self.due

    def is_due_at_once(self, entry: Entry, equation: None, day: str) -> None:
        expect(day_of(day) == self.issued, f"issued on {self.issued}: {entry.text}")
        self.due, self.under = self.issued, ""
        self.bears.due = self.bears_apart.due = self.due

    def is_disputable(self, entry: Entry, equation: Equation) -> None:
        assert isinstance(equation.result, date)
        expect(equation.left.startswith(f"{self.issued} + "), f"issued on {self.issued}: {entry.text}")
        self.dispute_until = equation.result

    def on(self, day: str, entry: Entry) -> date:
        """The day of a line of the ledger: none goes back."""
        expect(not self.under and self.owed is None, f"out of place: {entry.text}")
        assert self.due is not None
        found = day_of(day)
        expect(found >= self.last, f"goes back behind {self.last}: {entry.text}")
        self.last = found
        return found

    def months(self, entry: Entry, equation: Equation, start: str, end: str, together: str | None = None) -> None:
        """A charge of some days: posted, accrued, held, or of the other kind alone."""
        charge = money(equation.result) if together is None else Fraction(together)
        if together is not None:
            self.pooled.append((end, charge, equation.entry.text.rpartition(" = ")[2]))
        match self.under:
            case "":
                assert self.due is not None
                self.on(max(end, (self.due + timedelta(days=1)).isoformat()), entry)
                self.bore(self.bears, entry, equation, start, end)
                self.post(entry, charge)
                if self.part_month:
                    self.bears.changes.append(Change(day_of(end), charge, "posted"))
            case "accrued since and not yet posted":
                self.bore(self.bears, entry, equation, start, end)
                self.accrued = charge
            case "held on it while it is in dispute, and not owed":
                self.bore(self.bears_apart, entry, equation, start, end)
                self.holding.append(charge)
                if self.part_month:
                    self.bears_apart.changes.append(Change(day_of(end), charge, "posted"))
            case _:
                self.alone.setdefault(self.part_of(entry), []).append((end, charge))

    def several_months(
        self, entry: Entry, equation: Equation, start: str, end: str, times: str, together: str | None
    ) -> None:
        """Periods in a row, each of which is rounded to nothing."""
        rounded = money(equation.result) if together is None else Fraction(together)
        expect(rounded == 0, f"not nothing: {entry.text}")
        months = (day_of(end).year - day_of(start).year) * 12 + day_of(end).month - day_of(start).month
        expect(months == int(times) > 1, f"{months} months, not {times}: {entry.text}")
        self.months(entry, equation, start, end, together)

    def post(self, entry: Entry, charge: Fraction) -> None:
        """A posting, which the line below adds to the balance; what is rounded to nothing has no such line."""
        expect(self.posting is None, f"a posting joined no balance before: {entry.text}")
        self.posting = charge or None
        self.posted += charge

    def fee(self, entry: Entry, equation: None, day: str, charge: str) -> None:
        match self.under:
            case "":
                self.on(day, entry)
                self.post(entry, Fraction(charge))
            case "held on it while it is in dispute, and not owed":
                self.holding.append(Fraction(charge))
            case _:
                self.alone.setdefault(self.part_of(entry), []).append((day, Fraction(charge)))

    def joined(
        self,
        entry: Entry,
        equation: None,
        day: str,
        how: str,
        parts: str,
        before: str | None,
        charge: str,
        of_month: bool = False,
    ) -> None:
        """What is taken of what the parts have come to, or come to in one month, less what was posted before."""
        came, posted, taken = sums(parts), Fraction(before or 0), Fraction(charge)
        expect(posted + taken == TAKES[how](came), f"not the {how}: {entry.text}")
        path = self.part_of(entry)
        self.compared.append((path, day, came, of_month))
        if path:
            earlier = sum(one for _, one in self.alone.get(path, ()))
            expect(of_month or posted == earlier, f"{earlier} was posted: {entry.text}")
            self.alone.setdefault(path, []).append((day, taken))
            return
        if self.under == "held on it while it is in dispute, and not owed":
            expect(of_month or posted == sum(self.holding), f"{sum(self.holding)} was held: {entry.text}")
            self.holding.append(taken)
            return
        expect(of_month or posted == self.posted, f"{self.posted} was posted: {entry.text}")
        if self.under:
            self.accrued = taken
        else:
            self.on(day, entry)
            self.post(entry, taken)

    def month_joined(
        self, entry: Entry, equation: None, day: str, how: str, parts: str, before: str | None, charge: str
    ) -> None:
        self.joined(entry, equation, day, how, parts, before, charge, of_month=True)

    def part_of(self, entry: Entry) -> tuple[int, ...]:
        """The part of a join under whose title a line stands, by its number and those of the parts that hold it."""
        while self.titles and self.titles[-1][0] >= entry.indent:
            self.titles.pop()
        return tuple(number for _, number in self.titles)

    def part_alone(self, entry: Entry, equation: None, number: str) -> None:
        self.title(entry, equation)
        self.part_of(entry)
        self.titles.append((entry.indent, int(number)))

    def joins(self, entry: Entry, equation: Equation) -> None:
        before, charge = sums(equation.left) if " + " in equation.left else [Fraction(0), money(equation.result)]
        expect(self.posting == charge, f"{charge} was not posted: {entry.text}")
        self.goes_on(entry, equation, before)
        self.charges += charge
        self.posting = None

    def goes_on(self, entry: Entry, equation: Equation, before: Fraction) -> None:
        expect(self.balance == before, f"the balance before was {self.balance}: {entry.text}")
        self.balance = money(equation.result)

    def placed_on_one(self, entry: Entry, equation: Equation, day: str, how: str, what: str) -> None:
        paid = str(sums(equation.left)[1])
        charges, principal = (paid, "0") if what == "charges" else ("0", paid)
        self.placed(entry, equation, day, how, charges, principal)

    def placed(self, entry: Entry, equation: Equation, day: str, how: str, charges: str, principal: str) -> None:
        when = self.on(day, entry)
        before, paid = sums(equation.left)
        expect(Fraction(charges) + Fraction(principal) == paid, f"not the sum of its parts: {entry.text}")
        expect(Fraction(charges) <= self.charges, f"more than the charges: {entry.text}")
        self.goes_on(entry, equation, before)
        expect(self.balance >= 0, f"more than is owed: {entry.text}")
        self.charges -= Fraction(charges)
        self.placements.append(Met(day, self.number, paid, how, disputed=False))
        self.bears.changes.append(Change(when, -(paid if self.part_month else Fraction(principal)), "placed"))

    def placed_apart(self, entry: Entry, equation: Equation, day: str, how: str) -> None:
        when = self.on(day, entry)
        before, paid = sums(equation.left)
        expect(before == self.apart, f"{self.apart} was in dispute: {entry.text}")
        self.apart = money(equation.result)
        expect(self.apart >= 0, f"more than is in dispute: {entry.text}")
        self.placements.append(Met(day, self.number, paid, how, disputed=True))
        self.bears_apart.changes.append(Change(when, -paid, "placed"))
        if not self.exempt:
            self.bears.changes.append(Change(when, -paid, "placed"))

    def disputed(
        self, entry: Entry, equation: Equation, day: str, whole: str, part: str | None, bears: str | None
    ) -> None:
        when = self.on(day, entry)
        before, apart = sums(equation.left)
        expect((bears is None) == self.exempt, f"bears charges or not: {entry.text}")
        expect(apart == Fraction(part or whole) <= Fraction(whole), f"not what was disputed: {entry.text}")
        self.goes_on(entry, equation, before)
        expect(self.balance >= self.charges, f"more than the principal: {entry.text}")
        self.apart += apart
        self.bears_apart.known = not self.reported
        self.bears_apart.start = apart
        self.reported.append((when, apart))
        if self.exempt:
            self.bears.changes.append(Change(when, -apart, "apart"))

    def disputed_nothing(self, entry: Entry, equation: None, day: str, whole: str) -> None:
        self.on(day, entry)
        expect(self.balance == self.charges, f"something is unpaid: {entry.text}")

    def decided(self, entry: Entry, equation: Equation, day: str, reported: str, lapses: str | None) -> None:
        when = self.on(day, entry)
        before, back = sums(equation.left) if " + " in equation.left else (Fraction(0), money(equation.result))
        expect(
            any(since == day_of(reported) and back <= sum_ for since, sum_ in self.reported),
            f"not disputed: {entry.text}",
        )
        expect(lapses is None or self.exempt, f"nothing was held: {entry.text}")
        self.goes_on(entry, equation, before)
        self.apart -= back
        self.back += 1
        expect(self.apart >= 0, f"more than is in dispute: {entry.text}")
        if self.exempt:
            self.bears.changes.append(Change(when, back, "apart"))
            assert self.due is not None
            if when <= self.due:
                self.bears.spared.append((day_of(reported), when, back))

    def stands(self, entry: Entry, equation: Equation, day: str, names: str | None) -> None:
        """What is owed of it in all."""
        expect(self.posting is None, f"a posting joined no balance: {entry.text}")
        told = dict(zip(re.split(", | and ", names), addends(equation.left), strict=True)) if names else {}
        expect(all(told.values()), f"nothing is added: {entry.text}")
        expect(bool(told) or money(equation.result) == 0, f"of what it is made is not told: {entry.text}")
        principal, apart, charges = (told.get(one, Fraction(0)) for one in ("principal", "in dispute", "charges"))
        expect(principal + charges == self.balance, f"the balance was {self.balance}: {entry.text}")
        expect(charges == self.charges, f"the charges were {self.charges}: {entry.text}")
        expect(apart == self.apart, f"in dispute is {self.apart}: {entry.text}")
        expect(day_of(day) >= self.last, f"before {self.last}: {entry.text}")
        self.owed = money(equation.result)

    def title(self, entry: Entry, equation: None) -> None:
        expect(self.owed is not None, f"out of place: {entry.text}")
        self.under = entry.text
        self.part_of(entry)

    def still_disputed(self, entry: Entry, equation: None, day: str, sum_: str) -> None:
        expect(self.owed is not None, f"out of place: {entry.text}")
        expect(
            any(one == day_of(day) and Fraction(sum_) <= most for one, most in self.reported),
            f"not disputed: {entry.text}",
        )
        self.check_alone()
        self.parts.append(Fraction(sum_))

    def holds(self, entry: Entry, equation: Equation) -> None:
        held = [one for one in self.holding if one]
        expect(addends(equation.left) == (held or [Fraction(0)]), f"held are {held}: {entry.text}")
        self.held += money(equation.result)
        self.holding = []

    # What the days of a charge bore.

    def bore(self, bears: Bearing, entry: Entry, equation: Equation, start: str, end: str) -> None:
        """The balances of a charge's days are those of the lines above."""
        if not bears.known or start == end:
            return
        days = [day_of(start) + timedelta(days=one) for one in range((day_of(end) - day_of(start)).days)]
        wanted = [(balance, len(list(group))) for balance, group in groupby(bears.on(day) for day in days)]
        wanted = collapsed([one for one in wanted if one[0]])
        found = collapsed(balances(equation.left))
        counted = self.part_month in ("", "by-days") and all(weight for _, weight in found)
        if not counted:
            wanted = [(one, 0) for one, _ in wanted]
            found = [(one, 0) for one, _ in found]
            if self.part_month == "whole-month":  # the first day brings the whole charge, on what stood then
                wanted = wanted[:1]
            elif self.part_month in ("completed-months", "thirty-day-month"):  # some days bring nothing
                wanted = [one for one in wanted if one in found]
        expect(wanted == found, f"the days bore {[(str(a), b) for a, b in wanted]}: {entry.text}")

    def check(self) -> None:
        """What only the whole debt shows."""
        for reported, last_day in self.too_late:
            expect(reported > last_day == (self.dispute_until or last_day), f"{self.number} was disputed in time")
        if self.kind == "cancellation":
            expect(self.whole == self.worked.get("cancellation charge", 0), f"the charge of {self.number} is another")
            expect(self.refund == self.worked.get("refund", 0), f"the refund of {self.number} is another")
        if self.owed is None:
            expect(self.kind == "cancellation" and not self.whole, f"{self.number} without its balance")
        expect(sum(self.parts) == self.apart, f"in dispute of {self.number} is {self.apart}, not {self.parts}")
        expect(len(self.parts) == len(self.reported) - self.back, f"a dispute of {self.number} is not told")
        expect(not self.holding, f"what is held of {self.number} is not added")
        self.check_alone()

    def check_alone(self) -> None:
        """What each part of a join came to is told, posting by posting."""
        for path, day, came, in_one_month in self.compared:
            for number, sum_ in enumerate(came, 1):
                known = [one for until, one in self.alone.get((*path, number), ()) if until <= day]
                told = list(accumulate(known, initial=Fraction(0)))
                if in_one_month:  # posted at once, or a part of it as the month was settled before its end
                    told = [last - first for first, last in combinations_with_replacement(told, 2)]
                expect(sum_ in told, f"part {number} has not come to {sum_} on {day}")
        self.alone, self.compared, self.titles = {}, [], []


def balances(left: str) -> list[tuple[Fraction, int]]:
    """Each balance of a charge's expression and the days that it weighs, 0 where untold."""
    if "^" in left:
        return [(Fraction(one), 0) for one in re.findall(r" - (\d+(?:\.\d+)?)", left)]
    several = re.fullmatch(r"\((.+)\) x [\d.]+ % / \d+", left)
    single = re.fullmatch(r"(\S+) x (?:(\d+) x )?[\d.]+ %(?: x (\d+)/\d+| / 365)?", left)
    if several:
        terms = [one.split(" x ") for one in several[1].split(" + ")]
        return [(Fraction(one), int(days)) for one, days in terms]
    if single is None:
        raise PageError(f"no charge of a balance: {left}")
    return [(Fraction(single[1]), int(single[2] or single[3] or 0))]


def collapsed(found: list[tuple[Fraction, int]]) -> list[tuple[Fraction, int]]:
    """Neighbours of one balance as one."""
    return [(one, sum(days for _, days in group)) for one, group in groupby(found, key=lambda pair: pair[0])]


TAKES: dict[str, Callable[[list[Fraction]], Fraction]] = {
    "sum": lambda came: sum(came, Fraction(0)),
    "greater": max,
    "lesser": min,
}
HOW = r"(paid|credited|written off)"
LINES: tuple[tuple[str, Callable[..., None]], ...] = (
    (r"due date", Debt.is_due),
    (rf"due date: {DAY} itself", Debt.is_due_at_once),
    (r"last day to dispute", Debt.is_disputable),
    (rf"{DAY} to {DAY}(?:, rounded with the other debts to {SUM})?", Debt.months),
    (rf"{DAY} to {DAY}, (\d+) times(?:, rounded with the other debts to {SUM})?", Debt.several_months),
    (rf"{DAY} posted, the fee for late payment: {SUM}", Debt.fee),
    (rf"{DAY} posted, the share of [\d.]+ for late payment: {SUM}", Debt.fee),
    (rf"{DAY} posted, the (sum|greater|lesser) of ([\d., ]+), less {SUM} that was posted: {SUM}", Debt.joined),
    (
        rf"{DAY} posted, of a month the (sum|greater|lesser) of ([\d., ]+)(?:, less {SUM} that was posted)?: {SUM}",
        Debt.month_joined,
    ),
    (r"part (\d+) alone", Debt.part_alone),
    (r"balance", Debt.joins),
    (rf"{DAY} {HOW}, {SUM} of charges and {SUM} of principal", Debt.placed),
    (rf"{DAY} {HOW}, all to (charges|principal)", Debt.placed_on_one),
    (rf"{DAY} {HOW}, of what is in dispute", Debt.placed_apart),
    (rf"{DAY} {SUM} disputed(?:, {SUM} of it unpaid)?, which is set aside( but bears charges)?", Debt.disputed),
    (rf"{DAY} {SUM} disputed, of which nothing is unpaid: nothing is set aside", Debt.disputed_nothing),
    (
        rf"{DAY} (?:rejected|withdrawn), what was disputed on {DAY}(, and what was held on it lapses)?",
        Debt.decided,
    ),
    (rf"owed on {DAY}(?:, ((?:principal|in dispute|charges)(?:(?:, | and )(?:in dispute|charges))*))?", Debt.stands),
    (
        r"accrued since and not yet posted|held on it while it is in dispute, and not owed",
        Debt.title,
    ),
    (rf"in dispute since {DAY}, and unpaid: {SUM}", Debt.still_disputed),
    (r"held", Debt.holds),
)
