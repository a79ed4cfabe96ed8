"""An evaluator that knows only a printed page: it joins wrapped lines, reads each equation and computes it anew.

Nothing of the library is imported here. A figure is exact; one that ends in `...` is an interval, because more digits
follow those that are printed. Powers with a fraction in the exponent are enclosed between two numbers.
"""

import re
from calendar import monthrange
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date, timedelta
from decimal import ROUND_CEILING, ROUND_FLOOR, Context, Decimal
from fractions import Fraction
from typing import NamedTuple

WIDTH = 88
DIGITS = 70  # of an enclosure of a power
PARTS = (
    "readings used:",
    "how far the words allow another figure:",
    "rules of law that bear on this answer (sources: .law):",
    "notes:",
)
SECTIONS = r"[A-Z][\w' -]* s\.[\w-]+(?:\.\d+)*(?:, s\.[\w-]+(?:\.\d+)*)*"
DECISION = r"(?:CRTC \d{4}-\d+|Ofcom General Condition C4|CISAS rules)"  # a rule that is cited as a whole
CLAUSE = re.compile(rf"(?:^|  )((?:(?:{SECTIONS}|{DECISION})(?:; )?)+)$")
TOKEN = re.compile(
    r"(?P<day>\d{4}-\d\d-\d\d)|(?P<number>\d+(?:\.\d+)?(?:\.\.\.)?)|(?P<word>business|working|days?|weeks?|months?|min|max|x)|(?P<sign>[-+/^(),%])"
)


class PageError(AssertionError):
    """A page that cannot be read, or an equation that does not come out."""


class Interval(NamedTuple):
    """Where a number lies; both ends are one where it is exact."""

    low: Fraction
    high: Fraction

    @property
    def exact(self) -> bool:
        return self.low == self.high


@dataclass(frozen=True)
class OpenDays:
    """Days that are counted from Monday to Friday, but for those that are closed."""

    count: int
    closed: frozenset[date]


@dataclass(frozen=True)
class Months:
    """Months that are added to a day."""

    count: int


Result = Interval | date | Months | OpenDays


@dataclass(frozen=True)
class Entry:
    """An entry of a page, its wrapped lines joined; `part` is the title of the part in which it stands."""

    indent: int
    text: str
    clause: str
    part: str


@dataclass(frozen=True)
class Equation:
    """An equation that came out: the words before it, its operands as printed, and its result."""

    label: str
    left: str
    result: Result
    entry: Entry


@dataclass
class Page:
    """A page that was read."""

    heading: str
    entries: list[Entry]
    equations: list[Equation] = field(default_factory=list)


def width_of(line: str) -> int:
    """Blanks before a line's text."""
    return len(line) - len(line.lstrip(" "))


def entries_of(lines: list[str]) -> Iterator[Entry]:
    """The entries: a line that stands exactly four deeper than the entry before it carries that one on."""
    part, open_ = "", None
    for line in [*lines, ""]:
        found = CLAUSE.search(line) if len(line) == WIDTH else None
        text, clause = (line[: found.start()].rstrip(), found[1]) if found else (line, "")
        wraps = open_ is not None and not open_.clause and line != "" and width_of(line) == open_.indent + 4
        if open_ is not None and wraps:
            open_ = Entry(open_.indent, f"{open_.text} {text.strip()}", clause, open_.part)
            continue
        if open_ is not None:
            yield open_
        if line in PARTS:
            part, open_ = line, None
        else:
            open_ = Entry(width_of(line), text.strip(), clause, part) if line else None


FULL = re.compile(r"(?P<asked>.+), by \S.*?'s .+? of \d{4}-\d\d-\d\d(?: \(service [a-z-]+\))?: (?P<said>.*)")
QUESTIONS = {
    "late charge on ": "late charge",
    "effective annual rate of ": "effective annual rate",
    "last day to dispute ": "dispute until",
    "dispute of ": "dispute",
    "due date of ": "due date",
    "refund of ": "refund",
    "cancellation charge for ": "cancellation charge",
    "regime on ": "regime",
    "administrative charge for ": "administrative charge",
    "last day for leased equipment to be back": "equipment return by",
    "limit of liability ": "liability limit",
    "fees of an outage ": "outage fees",
    "data usage of ": "data usage",
    "change of terms, ": "change of terms",
    "policy change posted ": "policy change",
    "which goes first of ": "precedence",
    "cancellation by the provider, ": "provider cancellation",
    "cancellation by the customer, ": "customer cancellation",
    "complaint received ": "complaint",
    "help from outside ": "eligible for adr",
    "hours of support ": "hours",
    "support at ": "support open",
    "when support is open, ": "next opening",
    "tax on ": "tax",
    "law on ": "law",
    "statement on ": "statement",
    "settlement on ": "settlement",
    "a payment of ": "what if",
    "cheapest day to cancel ": "cheapest cancellation",
    "audit of a late charge ": "audit late charge",
    "audit of a bill ": "audit",
}
"""How the heading of an answer begins, and its question."""


def in_short(heading: str) -> str:
    """A heading in short, `question: value`; a sum has the currency of the facts where it has none of its own."""
    full = FULL.fullmatch(heading)
    if full is None:
        return heading
    question = next((name for start, name in QUESTIONS.items() if full["asked"].startswith(start)), "unknown")
    currency = re.search(r"\d ([A-Z]{3})\b", full["asked"])
    said = full["said"]
    bare = re.fullmatch(r"-?[\d.]+", said) and question != "effective annual rate"
    return f"{question}: {said} {currency[1]}" if bare and currency else f"{question}: {said}"


def heading_of(text: str) -> str:
    """The heading of a page in short, whatever lines it stands on."""
    return in_short(" ".join(line.strip() for line in text.partition("\n\n")[0].splitlines()))


def read(text: str) -> Page:
    """A page, each of its equations evaluated; raises `PageError` where one does not come out."""
    lines = text.split("\n")
    for line in lines:
        if len(line) > WIDTH or not line.isascii() or not line.isprintable() or line != line.rstrip():
            raise PageError(f"no plain line of {WIDTH} columns: {line!r}")
    blank = lines.index("")
    page = Page(in_short(" ".join(line.strip() for line in lines[:blank])), list(entries_of(lines[blank + 1 :])))
    for entry in page.entries:
        check_taken(entry)
    page.equations = [
        evaluated(entry) for entry in page.entries if not entry.part and (" = " in entry.text or is_bare(entry))
    ]
    return page


BARE = re.compile(
    r"(?:late charge|this part|total|in all|.+ in all|balance, debts less credit|accrued|to settle on \S+|held"
    r"|of this in dispute|held until the disputes are decided, and not owed|owed on [^:]+|balance"
    r"|months that ended on \S+|accrued up to \S+|by largest remainder, to .+|.+; credit after it"
    r"|.+, what was disputed on .+): -?[\d.]+(?: -> -?[\d.]+ \(.+\))?"
)


def is_bare(entry: Entry) -> bool:
    """Whether an entry is a sum of one addend: there is nothing to add, and it gives the sum alone."""
    return BARE.fullmatch(entry.text) is not None


TAKEN = re.compile(r"the (greater|lesser) of ([\d.]+(?:(?:, | and )[\d.]+)+) is ([\d.]+)")


def check_taken(entry: Entry) -> None:
    """The greater or the lesser of sums is the one that an entry says."""
    found = TAKEN.search(entry.text)
    if found:
        pick = max if found[1] == "greater" else min
        expect(pick(sums(found[2])) == Fraction(found[3]), f"not the {found[1]}: {entry.text}")


def check_coins(printed: Interval, coin: Fraction, rounded_: Fraction) -> None:
    """A figure in coins is a number of them, and less than one coin away."""
    expect((rounded_ / coin).denominator == 1, f"{rounded_} is no number of coins of {coin}")
    expect(printed.low - coin < rounded_ < printed.high + coin, f"{printed} is not {rounded_} in coins of {coin}")


EMPTY = re.compile(
    r"^([\d.]+) = \1(?![\d.])"  # a sum that equals itself
    r"|[-+] 0(?:\.0+)?(?![\d./]| %| months)|^0(?:\.0+)? [-+]|\(0(?:\.0+)? [-+]"  # a zero that is added, but for a count
    r"|\b1 (?:day|month|week|year)s\b"
    r"|(?:(?<![\d.-])0(?:\.0+)? x|\b0/\d|x 0(?![\d.])).* = (?!0(?:\.0+)?$)"  # a product of nothing beside something
)
"""Arithmetic that computes nothing."""


def evaluated(entry: Entry) -> Equation:
    """The equation of an entry; refuses one that does not come out, and one that has nothing to compute."""
    label, colon, equation = entry.text.rpartition(": ")
    left, equals, right = equation.partition(" = ")
    if colon and is_bare(entry):
        left, right = equation.partition(" -> ")[0], equation
    elif not colon or not equals or " = " in right:
        raise PageError(f"no equation: {entry.text}")
    elif EMPTY.search(equation):
        raise PageError(f"empty arithmetic: {entry.text}")
    value = Reader(left, closed_in(label)).all()
    coins = re.fullmatch(r"(.+), in coins of ([\d.]+) ([\d.]+)", right)
    if coins:
        exact = number(Reader(coins[1]).all())
        expect(agree(value, exact), f"{left} is {value}, printed is {coins[1]}: {entry.text}")
        check_coins(exact, Fraction(coins[2]), Fraction(coins[3]))
        return Equation(label, left, Reader(coins[3]).all(), entry)
    exact_text, arrow, rounded_text = right.partition(" -> ")
    printed = Reader(exact_text).all()
    if not agree(value, printed):
        raise PageError(f"{left} is {value}, printed is {exact_text}: {entry.text}")
    if arrow:
        found = re.fullmatch(r"(-?[\d.]+) \((half up|half even|down)\)", rounded_text)
        if not found or not isinstance(printed, Interval):
            raise PageError(f"no rounding: {entry.text}")
        check_rounding(printed, found[1], found[2])
        printed = Reader(found[1]).all()
    return Equation(label, left, printed, entry)


def closed_in(label: str) -> frozenset[date]:
    """The holidays that were passed over, which stand before the equation."""
    _, _, listed = label.partition(", without ")
    return frozenset(day_of(one) for one in listed.split(", ") if listed)


def agree(value: Result, printed: Result) -> bool:
    """Whether the printed result is the value: equal where both are exact, else the intervals must meet inside."""
    if not isinstance(value, Interval) or not isinstance(printed, Interval):
        return value == printed
    if value.exact and printed.exact:
        return value == printed
    if printed.exact or value.exact:  # a figure with more digits to come is never the figure that was cut
        one, other = (printed, value) if printed.exact else (value, printed)
        return other.low < one.low < other.high
    return value.low < printed.high and printed.low < value.high


def check_rounding(printed: Interval, text: str, how: str) -> None:
    """The rounded figure follows from the printed one, whatever the digits that were cut."""
    decimals = len(text.partition(".")[2])
    low, high = printed.low * 10**decimals, printed.high * 10**decimals
    whole = Fraction(text) * 10**decimals
    if low < 0:
        raise PageError(f"a negative figure is rounded: {printed}")
    half = Fraction(1, 2)
    if how == "down":
        bottom, top, at_top = whole, whole + 1, False
    else:
        bottom, top, at_top = whole - half, whole + half, how == "half even" and whole % 2 == 0
    at_bottom = how != "half even" or whole % 2 == 0
    if printed.exact:
        fits = bottom < low < top or (low == bottom and at_bottom) or (low == top and at_top)
    else:
        fits = bottom <= low and high <= top
    if not fits or (printed.exact and low == whole):
        raise PageError(f"{printed} is not rounded {how} to {text}")


class Reader:
    """Reads one side of an equation: + and - below x and /, those below ^, a percent sign directly after its number."""

    def __init__(self, text: str, closed: frozenset[date] = frozenset()) -> None:
        self.text, self.closed, self.tokens = text, closed, []
        place = 0
        while place < len(text):
            found = TOKEN.match(text, place)
            if found is None:
                raise PageError(f"cannot be read from {text[place:]!r} on: {text!r}")
            self.tokens.append((found.lastgroup or "", found[0]))
            place = found.end()
            while place < len(text) and text[place] == " ":
                place += 1

    tokens: list[tuple[str, str]]

    def all(self) -> Result:
        value = self.sum()
        if self.tokens:
            raise PageError(f"more than one expression: {self.text!r}")
        return value

    def next(self, *wanted: str) -> str:
        """Take the next token if it is one of these."""
        if self.tokens and self.tokens[0][1] in wanted:
            return self.tokens.pop(0)[1]
        return ""

    def sum(self) -> Result:
        value = self.product()
        while sign := self.next("+", "-"):
            value = added(value, self.product(), sign)
        return value

    def product(self) -> Result:
        value = self.power()
        while sign := self.next("x", "/"):
            one, other = number(value), number(self.power())
            if sign == "/":
                if other.low <= 0:
                    raise PageError(f"divided by {other}: {self.text!r}")
                other = Interval(1 / other.high, 1 / other.low)
            value = times(one, other)
        return value

    def power(self) -> Result:
        base = self.signed()
        if self.next("^"):
            return raised(number(base), number(self.signed()))
        return base

    def signed(self) -> Result:
        if self.next("-"):
            value = number(self.signed())
            return Interval(-value.high, -value.low)
        return self.atom()

    def atom(self) -> Result:
        if not self.tokens:
            raise PageError(f"an operand is missing: {self.text!r}")
        group, text = self.tokens.pop(0)
        if group == "day":
            return day_of(text)
        if group == "number":
            return self.with_unit(figure(text))
        if text == "(":
            value = self.sum()
            self.close()
            return value
        if text in ("min", "max") and self.next("("):
            one = number(self.sum())
            other = number(self.sum()) if self.next(",") else None
            self.close()
            if other is None:
                raise PageError(f"one operand only: {self.text!r}")
            pick = min if text == "min" else max
            return Interval(pick(one.low, other.low), pick(one.high, other.high))
        raise PageError(f"{text!r} stands where an operand is wanted: {self.text!r}")

    def with_unit(self, value: Interval) -> Result:
        if self.next("%"):
            return Interval(value.low / 100, value.high / 100)
        if self.next("months", "month"):
            return Months(int(value.low))
        if self.next("weeks", "week"):
            return Interval(value.low * 7, value.high * 7)
        open_days = self.next("business", "working")
        self.next("days", "day")
        return OpenDays(int(value.low), self.closed) if open_days else value

    def close(self) -> None:
        if not self.next(")"):
            raise PageError(f"a bracket is open: {self.text!r}")


def day_of(text: str) -> date:
    """A printed day."""
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise PageError(f"no calendar has {text}") from None


def figure(text: str) -> Interval:
    """A printed number; with `...` more digits follow."""
    digits = text.removesuffix("...")
    low = Fraction(digits)
    return Interval(low, low if digits == text else low + Fraction(1, 10 ** len(digits.partition(".")[2])))


def number(value: Result) -> Interval:
    """A number, where no day will do."""
    if not isinstance(value, Interval):
        raise PageError(f"{value} is no number")
    return value


def added(value: Result, other: Result, sign: str) -> Result:
    """A sum or a difference: of numbers, of a day and days or months, of two days."""
    if isinstance(value, date):
        if isinstance(other, date) and sign == "-":
            days = Fraction((value - other).days)
            return Interval(days, days)
        if isinstance(other, Months) and sign == "+":
            month = value.year * 12 + value.month - 1 + other.count
            year, month = month // 12, month % 12 + 1
            return date(year, month, min(value.day, monthrange(year, month)[1]))
        if isinstance(other, OpenDays):
            return open_days_after(value, other)
        return value + timedelta(days=int(number(other).low) * (1 if sign == "+" else -1))
    one, two = number(value), number(other)
    if sign == "-":
        two = Interval(-two.high, -two.low)
    return Interval(one.low + two.low, one.high + two.high)


def open_days_after(day: date, period: OpenDays) -> date:
    """So many open days after a day, which is not counted itself, open or closed."""
    left = period.count
    if left:
        day, left = day + timedelta(1), left - 1
    while True:
        if day.weekday() < 5 and day not in period.closed:
            if left == 0:
                return day
            left -= 1
        day += timedelta(1)


def times(one: Interval, other: Interval) -> Interval:
    """A product."""
    ends = [a * b for a in one for b in other]
    return Interval(min(ends), max(ends))


def raised(base: Interval, exponent: Interval) -> Interval:
    """A power of an exact base over 1, enclosed where the exponent is a fraction."""
    if not base.exact or not exponent.exact or base.low < 1:
        raise PageError(f"the power {base} ^ {exponent} is not exact")
    power = exponent.low
    if power.denominator == 1:
        return Interval(base.low**power.numerator, base.low**power.numerator)
    value = Fraction(enclosed(base.low, power))
    slack = value / 10 ** (DIGITS - 10)
    return Interval(value - slack, value + slack)


def enclosed(base: Fraction, power: Fraction) -> Decimal:
    """The power to seventy digits, by logarithms in a context of its own."""
    context = Context(prec=DIGITS, Emax=10**6, Emin=-(10**6), traps=[])
    low = Context(prec=DIGITS, rounding=ROUND_FLOOR).divide(Decimal(base.numerator), Decimal(base.denominator))
    exponent = Context(prec=DIGITS, rounding=ROUND_CEILING).divide(Decimal(power.numerator), Decimal(power.denominator))
    return context.exp(context.multiply(context.ln(low), exponent))


def money(value: Result) -> Fraction:
    """An exact sum."""
    found = number(value)
    if not found.exact:
        raise PageError(f"{found} is no exact sum")
    return found.low


def sums(text: str) -> list[Fraction]:
    """All amounts in a text."""
    return [Fraction(one) for one in re.findall(r"(?<![\w.-])-?\d+(?:\.\d+)?(?![\w.]|-\d)", text)]


def addends(left: str) -> list[Fraction]:
    """The addends of a plain sum."""
    return [Fraction(one) for one in left.split(" + ")]


def expect(fact: bool, said: str) -> None:
    """Refuse a page where something does not follow."""
    if not fact:
        raise PageError(said)
