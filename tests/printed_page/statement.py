"""A printed statement, followed line by line: the debts, what met them, what was rounded together, and the sums."""

import re
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date
from fractions import Fraction

from tests.printed_page.debt import DAY, SUM, TITLES, Debt, Met
from tests.printed_page.equations import Entry, Equation, Page, PageError, addends, day_of, expect, money, sums

TITLED = {
    "rounded together": "pool",
    "payments, and where each went": "payments",
    "totals": "total",
    "what comes next, if nothing else happens": "coming",
}
SUMS = ("balance, debts less credit", "accrued", rf"to settle on {DAY}")


def check_statement(page: Page) -> list[Fraction]:
    """Re-add a statement: each balance goes on from the one before, and the debts make up the totals it gives."""
    reader = Statement(page)
    for entry in page.entries:
        if entry.part:
            break
        reader.line(entry)
    reader.check()
    return [money(reader.total(one).result) for one in SUMS]


@dataclass
class Statement:
    """A statement as its lines tell it."""

    page: Page
    section: str = ""
    debts: list[Debt] = field(default_factory=list)
    credit: Fraction = Fraction(0)
    last: str = ""
    met: Counter[Met] = field(default_factory=Counter)
    written: dict[tuple[str, str], Fraction] = field(default_factory=dict)
    refunds: Counter[tuple[str, Fraction]] = field(default_factory=Counter)
    excess: dict[str, Fraction] = field(default_factory=dict)
    totals: dict[str, Equation] = field(default_factory=dict)
    pools: list[tuple[bool, str, list[str]]] = field(default_factory=list)
    rounded: list[tuple[bool, str, str, Fraction, str]] = field(default_factory=list)
    given_nothing: set[tuple[str, str]] = field(default_factory=set)
    coming: list[tuple[str, str]] = field(default_factory=list)

    def line(self, entry: Entry) -> None:
        """Follow one line."""
        equation = next((one for one in self.page.equations if one.entry is entry), None)
        if entry.indent == 0:
            self.open(entry)
        elif self.section == "debt":
            self.debts[-1].line(entry, equation)
        elif self.section == "pool":
            self.pool(entry, equation)
        elif self.section == "payments":
            self.movement(entry, equation)
        elif self.section == "total":
            assert equation is not None, entry.text
            self.totals[equation.label] = equation
        else:
            expect(self.section == "coming" and equation is None, f"under no title: {entry.text}")
            found = re.fullmatch(rf"{DAY} (.+)", entry.text)
            expect(found is not None, f"an unknown line: {entry.text}")
            assert found is not None
            self.coming.append((found[1], found[2]))

    def open(self, entry: Entry) -> None:
        """A title."""
        order = ["", "debt", *TITLED.values()]
        title = next(filter(None, (re.fullmatch(one, entry.text) for one in TITLES)), None)
        section = TITLED.get(entry.text, "debt" if title else "")
        expect(section != "" and order.index(section) >= order.index(self.section), f"an unknown title: {entry.text}")
        self.section = section
        if title:
            own = title.groupdict()
            sum_ = Fraction(own["sum"])
            debt = Debt(
                own.get("kind") or "",
                own["number"],
                day_of(own["day"]),
                sum_,
                Fraction(own.get("refund") or 0),
                self.taken("disputed") != "never-exempt",
                self.taken("part_month"),
                balance=sum_,
            )
            debt.bears.start = sum_
            self.debts.append(debt)

    def taken(self, reading: str) -> str:
        """The reading of the page, if it names one."""
        found = (
            re.search(rf"\((?:[\w-]+\.)*{reading} ([\w-]+)\): ", one.text) for one in self.page.entries if one.part
        )
        return next((one[1] for one in found if one), "")

    def pool(self, entry: Entry, equation: Equation | None) -> None:
        """Postings that were rounded together, and how much of the sum each got."""
        assert equation is not None, entry.text
        joined = re.fullmatch(rf"(months that ended on|accrued up to) {DAY}", equation.label)
        parted = re.fullmatch(r"by largest remainder, to (.+)", equation.label)
        if joined:
            self.pools.append((joined[1] != "accrued up to", joined[2], equation.left.split(" + ")))
            self.pool_sum = money(equation.result)
            if not self.pool_sum:
                self.given_nothing.update((joined[2], one) for one in equation.left.split(" + "))
            return
        expect(parted is not None and bool(self.pools), f"an unknown line: {entry.text}")
        assert parted is not None
        posted, day, exact = self.pools[-1]
        parts, unit = addends(equation.left), Fraction(1, 10 ** len(equation.left.split(" + ")[0].partition(".")[2]))
        expect(self.pool_sum == money(equation.result), f"the sum is {self.pool_sum}: {entry.text}")
        numbers, left = parted[1].split(", "), list(exact)
        expect(len(exact) >= len(parts) == len(numbers), f"not a part for each: {entry.text}")
        own = {(debt.number, until, sum_): one for debt in self.debts for until, sum_, one in debt.pooled}
        for number, sum_ in zip(numbers, parts, strict=True):
            near = [one for one in left if -unit < sum_ - Fraction(one.removesuffix("...")) < unit]
            one = own.get((number, day, sum_), next(iter(near), ""))
            expect(sum_ > 0 and one in near, f"{sum_} of {one}: {entry.text}")
            left.remove(one)
            self.rounded.append((posted, number, day, sum_, one))
        expect(all(Fraction(one.removesuffix("...")) < unit for one in left), f"{left} get nothing: {entry.text}")
        self.given_nothing.update((day, one) for one in left)

    pool_sum: Fraction = Fraction(0)

    # Payments, and where each went.

    def movement(self, entry: Entry, equation: Equation | None) -> None:
        """A line of the payments."""
        text = entry.text if equation is None else equation.label
        for pattern, follow in MOVEMENTS:
            found = re.fullmatch(pattern, text)
            if found:
                expect(found[1] >= self.last, f"goes back behind {self.last}: {entry.text}")
                self.last = found[1]
                follow(self, entry, equation, *found.groups())
                return
        raise PageError(f"an unknown line: {entry.text}")

    def received(
        self,
        entry: Entry,
        equation: Equation,
        day: str,
        what: str,
        sum_: str,
        named: str | None,
        used: str | None,
        parts: str,
    ) -> None:
        """A payment, a credit, a refund, or a credit that waited and is used."""
        amounts = sums(equation.left)
        if used:
            expect(what == "credit" and named is None, f"what is used: {entry.text}")
            expect(amounts.pop(0) == self.credit == Fraction(sum_), f"the credit was {self.credit}: {entry.text}")
        else:
            came = [one for one in (Fraction(sum_), self.credit) if one]
            expect(amounts[: len(came)] == came, f"{sum_} and {self.credit}: {entry.text}")
            amounts = amounts[1 + bool(self.credit) :]
        told = [] if parts == "nothing is met by it" else parts.split(", ")
        found = [re.fullmatch(rf"{SUM} to (what is in dispute of )?(.+)", one) for one in told]
        expect(all(found), f"the parts are not told: {entry.text}")
        shares = [(Fraction(one[1]), bool(one[2]), one[3]) for one in found if one]
        expect(
            [one for one, _, _ in shares] == amounts,
            f"the parts are told otherwise: {entry.text}",
        )
        how = "paid" if used or what == "payment" else "credited"
        self.met.update(Met(day, number, one, how, disputed) for one, disputed, number in shares)
        if what == "refund":
            self.refunds[named or "", Fraction(sum_)] += 1
        self.goes_on(entry, equation)

    def goes_on(self, entry: Entry, equation: Equation) -> None:
        self.credit = money(equation.result)
        expect(self.credit >= 0, f"a credit below zero: {entry.text}")

    def paid_out(self, entry: Entry, equation: Equation, day: str, whole: str, excess: str | None) -> None:
        before, taken = sums(equation.left) if " - " in equation.left else (money(equation.result), Fraction(0))
        expect(before == self.credit, f"the credit was {self.credit}: {entry.text}")
        expect(taken + Fraction(excess or 0) == Fraction(whole), f"not what was paid out: {entry.text}")
        if excess:
            self.excess[f"payout of {day}"] = Fraction(excess)
        self.goes_on(entry, equation)

    def written_off(self, entry: Entry, equation: Equation | None, day: str, number: str, sum_: str = "") -> None:
        took = Fraction(sum_) if equation is None else money(equation.result)
        self.written[day, number] = self.written.get((day, number), Fraction(0)) + took

    def returned(self, entry: Entry, equation: None, day: str, _: str, received: str) -> None:
        expect(received <= day, f"returned before it was received: {entry.text}")

    # The whole.

    def check(self) -> None:
        """The sums at the end are those of the debts, and what met the debts is what the payments tell."""
        for debt in self.debts:
            debt.check()
        placed = Counter(one for debt in self.debts for one in debt.placements)
        written = dict[tuple[str, str], Fraction]()
        for one in [one for one in placed if one.how == "written off"]:
            written[one.day, one.number] = written.get((one.day, one.number), Fraction(0)) + one.paid * placed.pop(one)
        expect(placed == self.met, f"what met the debts {placed - self.met} is not what is told {self.met - placed}")
        expect(
            written == {key: sum_ for key, sum_ in self.written.items() if sum_},
            f"written off was {self.written}, of the debts {written}",
        )
        refunds = Counter((one.number, one.refund) for one in self.debts if one.refund)
        expect(refunds == self.refunds, f"the refunds are {refunds}, not {self.refunds}")
        owed_again = {one.number: one.whole for one in self.debts if not one.kind}
        expect(owed_again == self.excess, f"paid out without credit were {self.excess}, not {owed_again}")
        self.check_pools()
        as_of = self.check_totals()
        self.check_coming(as_of)

    def check_pools(self) -> None:
        """What a line says of rounding together is what the sums together say."""
        own = {(one.number, *line) for one in self.debts for line in one.pooled}
        nothing = {one for one in own if not one[2]}
        expect({(day, exact) for _, day, _, exact in nothing} <= self.given_nothing, f"rounded otherwise: {nothing}")
        own -= nothing
        told = {one[1:] for one in self.rounded}
        expect(own <= told, f"not rounded together: {own - told}")
        posted = {one[1:] for one in self.rounded if one[0] and one[3]}
        expect(posted <= own, f"posted on no debt: {posted - own}")

    def check_totals(self) -> str:
        """The sums in all; gives the day of the statement."""
        balance, accrued, settle = (
            self.total(one) for one in ("balance, debts less credit", "accrued", rf"to settle on {DAY}")
        )
        debts = [one.owed for one in self.debts if one.owed]
        added(balance, [*debts, -self.credit], "the debts and the credit")
        added(accrued, [one.accrued for one in self.debts], "what accrued")
        added(settle, [money(balance.result), money(accrued.result)], "both")
        self.listed("of this in dispute", [one.apart for one in self.debts if one.apart])
        if "of this in dispute" in self.totals:
            rest = self.total("not in dispute")
            both = [money(settle.result), money(self.totals["of this in dispute"].result)]
            first, _, second = rest.left.rpartition(" - ")
            expect([Fraction(first), Fraction(second)] == both, f"not in dispute: {rest.left}")
        self.listed("held until the disputes are decided, and not owed", [one.held for one in self.debts if one.held])
        as_of = settle.label[-10:]
        expect(
            len(self.totals) == 3 + 2 * any(one.apart for one in self.debts) + any(one.held for one in self.debts),
            "sums",
        )
        return as_of

    def total(self, pattern: str) -> Equation:
        found = [one for label, one in self.totals.items() if re.fullmatch(pattern, label)]
        expect(len(found) == 1, f"no sum: {pattern}")
        return found[0]

    def listed(self, label: str, wanted: list[Fraction]) -> None:
        """A sum over debts that is told only where there is something."""
        found = self.totals.get(label)
        expect((addends(found.left) if found else []) == wanted, f"{label} are {wanted}")

    def check_coming(self, as_of: str) -> None:
        """What comes next lies ahead, in order, and is the next of its kind."""
        days = [day for day, _ in self.coming]
        expect(days == sorted(days) and all(day > as_of for day in days), f"what comes next is not in order: {days}")
        due: set[tuple[date, str]] = {
            (one.due, f"{one.owed - one.charges} of {one.name}")
            for one in self.debts
            if one.due and one.due > day_of(as_of) and one.owed is not None and one.owed - one.charges
        }
        disputable = {
            (one.dispute_until, one.name)
            for one in self.debts
            if one.dispute_until and one.dispute_until > day_of(as_of) and one.bears.start
        }
        told_due, told_disputable = set[tuple[date, str]](), set[tuple[date, str]]()
        for day, what in self.coming:
            found = next(filter(None, (re.fullmatch(one, what) for one in COMING)), None)
            expect(found is not None, f"an unknown line: {day} {what}")
            assert found is not None
            own = found.groupdict()
            if own.get("sum"):
                told_due.add((day_of(day), f"{Fraction(own['sum'])} of {own['name']}"))
                apart = sum(one.apart for one in self.debts if one.name == own["name"])
                expect(Fraction(own["apart"] or 0) == apart, f"in dispute is {apart}: {what}")
            elif own.get("disputable"):
                told_disputable.add((day_of(day), own["disputable"]))
            elif own.get("posted"):
                expect(own["posted"] in {one.name for one in self.debts}, f"posted on no debt: {what}")
            else:
                expect(own["ended"] in {one.number for one in self.debts if one.kind == "cancellation"}, what)
        expect(told_due == earliest(due), f"due next: {due}")
        expect(told_disputable == earliest(disputable), f"disputable until: {disputable}")


def added(equation: Equation, wanted: list[Fraction], what: str) -> None:
    """What an equation adds up is all that there is of something; a sum of one alone is given as it is."""
    found = [Fraction(one.replace(" ", "")) for one in re.findall(r"(?:^-|[-+] )?[\d.]+", equation.left)]
    wanted = [one for one in wanted if one]
    expect(found == (wanted or [Fraction(0)]), f"not {what}, {wanted}: {equation.left}")


def earliest(found: set[tuple[date, str]]) -> set[tuple[date, str]]:
    """Those of the first day."""
    first = min((day for day, _ in found), default=None)
    return {one for one in found if one[0] == first}


MOVEMENTS: tuple[tuple[str, Callable[..., None]], ...] = (
    (
        rf"{DAY} (payment|credit|refund) of {SUM}(?: for ([^,()]+?))?(?: \([^,()]+\))?( used)?, (.+); credit after it",
        Statement.received,
    ),
    (
        rf"{DAY} paid out {SUM}(?:, of which {SUM} was no credit any more and is owed)?; credit after it",
        Statement.paid_out,
    ),
    (rf"{DAY} written off of (.+?): {SUM}", Statement.written_off),
    (rf"{DAY} written off of (.+), less what is not owed after all", Statement.written_off),
    (
        rf"{DAY} returned, the payment of {SUM}.* received on {DAY}: it counts as never received",
        Statement.returned,
    ),
)
COMING = (
    r"(?P<sum>\d[\d.]*) of (?P<name>.+?) is due(?:, (?P<apart>\d[\d.]*) of it in dispute)?",
    r"the next late charge is posted on (?P<posted>.+)",
    r"last day to dispute (?P<disputable>.+)",
    r"(?:last day to return leased equipment of (?P<ended>.+))",
    r"end of the term that (?P<ended>.+) ended",
)
