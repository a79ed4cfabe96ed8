"""Random clauses of a late charge, as the tables of a provider's file, and random accounts to ask about.

The clauses keep to what a file may say: joins nest two deep, in a `sum-of` one leaf alone bears on charges, parts that
are compared by the month count the same months, a choice stands once.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

from hypothesis import strategies as st

from tests.oracle.events import OUTCOMES, Dispute, Invoice, OtherEvent, Payment, Reminder
from tests.oracle.numbers import Facts
from tests.oracle.tree import (
    DATED_BY,
    DAY_COUNT,
    FIRST_DAY,
    PART_BLOCK,
    PART_MONTH_OF_FLAT,
    PART_MONTH_OF_RATE,
    ROUNDING,
    RUNS_FROM,
)

Table = dict[str, Any]
FIRST = date(2023, 12, 1)
LONG_AGO = date(2001, 1, 1)
REASON = "the words leave it open"
CUSTOMER: Mapping[str, Sequence[str | None]] = {
    "plan": (None, "basic", "gold"),
    "region": (None, "ON", "QC"),
    "segment": (None, "home", "trade"),
}
RATES = {
    "month": ("0.02", "0.0291", "0.03", "0.1", "0.005", "0"),
    "day": ("0.000407", "0.001", "0.01", "0.0005"),
    "year": ("0.24", "0.12", "0.0575", "1", "0.365"),
}
PER = ("month", "month", "month", "day", "year", "year", "7 days", "30 days", "1 days")

INDICES: Table = {
    "base": {
        "title": "a base rate",
        "rate": [
            {"since": LONG_AGO, "value": Decimal("0.0375")},
            {"since": date(2024, 2, 10), "value": Decimal("0.01")},
        ],
    },
    "steady": {"title": "a steady rate", "rate": Decimal("0.02")},
    "lawful": {"title": "the highest lawful rate", "given": True},
}
CALENDAR: Table = {
    "title": "open days",
    "from": date(2023, 1, 1),
    "until": date(2027, 12, 31),
    "closed": [date(2024, 1, 1), date(2024, 2, 19), date(2024, 3, 29), date(2024, 12, 25)],
}


# --------------------------------------------------------------------- numbers


@st.composite
def numbers(draw: st.DrawFn, plain: st.SearchStrategy[Any], depth: int = 2) -> Any:
    """A number that is plain, or dated, or by a fact of the customer."""
    form = draw(st.integers(0, 9)) if depth else 9
    if form == 0:
        entries = draw(st.lists(st.integers(0, 250), min_size=0, max_size=2, unique=True).map(sorted))
        days = [LONG_AGO, *(FIRST + timedelta(days=days) for days in entries)]
        return [{"since": day, "value": draw(numbers(plain, depth - 1))} for day in days]
    if form == 1:
        fact = draw(st.sampled_from(list(CUSTOMER)))
        values = CUSTOMER[fact][1:]
        named = {value: draw(numbers(plain, depth - 1)) for value in values if value and draw(st.booleans())}
        return {"by": fact, **named, "other": draw(numbers(plain, depth - 1))}
    return draw(plain)


def sums(most: int = 3_000) -> st.SearchStrategy[str]:
    """A sum of money as a file writes it."""
    minor = st.integers(0, most) | st.integers(1, most // 100).map(lambda whole: 100 * whole)
    return minor.map(lambda cents: f"{cents // 100}.{cents % 100:02}")


@st.composite
def rates(draw: st.DrawFn, per: str) -> Any:
    kind = per if per in RATES else "month"
    plain: st.SearchStrategy[Any] = st.sampled_from(RATES[kind]).map(Decimal)
    if kind == "year":
        margins = st.sampled_from(["0.02", "0.08"]).map(Decimal)
        indexed = st.builds(
            lambda name, plus, times: {"index": name, "plus": plus} | ({"times": times} if times > 1 else {}),
            st.sampled_from(["base", "steady"]),
            margins,
            st.integers(1, 2),
        )
        plain = plain | indexed
    return draw(numbers(plain))


def has_many_values(number: Any) -> bool:
    """Whether a rate or a sum may change from one day to another."""
    if isinstance(number, list):
        return len(number) > 1 or any(has_many_values(entry["value"]) for entry in number)
    if isinstance(number, Mapping) and "index" in number:
        return bool(number["index"] == "base")
    if isinstance(number, Mapping):
        return any(has_many_values(value) for name, value in number.items() if name != "by")
    return False


# ---------------------------------------------------------------------- leaves


@st.composite
def graces(draw: st.DrawFn, reminders: bool = True) -> Table:
    origins = ["due-date", "invoice-date", *(["reminder"] if reminders else [])]
    table: Table = {"from": draw(st.sampled_from(origins))}
    if draw(st.booleans()):
        table["days"] = draw(st.integers(0, 40))
    if draw(st.integers(0, 3)) == 0:
        table["months"] = draw(st.integers(0, 2))
    if draw(st.integers(0, 3)) == 0:
        table["count"] = draw(st.sampled_from(["calendar-days", "business-days"]))
    if table["from"] == "reminder" and draw(st.booleans()):
        table["number"] = draw(st.integers(1, 2))
    if table["from"] == "due-date" and draw(st.booleans()):
        del table["from"]
    return table


def thresholds() -> st.SearchStrategy[Table]:
    sum_ = numbers(sums(20_000))
    return st.fixed_dictionaries({"over": sum_}) | st.fixed_dictionaries({"from": sum_})


@st.composite
def bounds(draw: st.DrawFn) -> Table:
    """A least, a most, or both in their order."""
    table: Table = {}
    form = draw(st.integers(0, 4))
    if form in (0, 1):
        table["least"] = draw(sums(1_000))
    if form == 2:
        table["least"] = {"share": Decimal("0.03")}
    if form in (1, 3):
        table["most"] = draw(sums(3_000).map(lambda text: f"{int(text[:-3]) + 10}.{text[-2:]}"))
    if form == 4:
        table["most"] = {"share": draw(st.sampled_from(["0.05", "0.25"]).map(Decimal))}
    return table


@st.composite
def flats(draw: st.DrawFn, per: Sequence[str] = ("once", "once", "month", "day", "7 days", "10 days")) -> Table:
    table: Table = {"kind": "flat", "sum": draw(numbers(sums()))}
    chosen = draw(st.sampled_from(per))
    if chosen != "once" or draw(st.booleans()):
        table["per"] = chosen
    return table


@st.composite
def percentages(draw: st.DrawFn) -> Table:
    shares = st.sampled_from(["0.015", "0.05", "0.02", "0.2", "0"]).map(Decimal)
    return {"kind": "percentage", "share": draw(numbers(shares))}


@st.composite
def rate_leaves(draw: st.DrawFn, compounds: bool | None = None, per: Sequence[str] = PER) -> Table:
    chosen = draw(st.sampled_from(per))
    table: Table = {"kind": "rate", "rate": draw(rates(chosen)), "per": chosen}
    others = {"month": ["monthly"], "day": ["daily"], "year": ["monthly", "daily", "30-days", "yearly"]}.get(chosen, [])
    among = {None: ["none", *others], False: ["none"], True: others or ["none"]}[compounds]
    table["compounding"] = draw(st.sampled_from(among))
    if chosen == "month" and draw(st.integers(0, 4)) == 0:
        table["on_day"] = draw(st.sampled_from([1, 15, 28, 30, 31]))
    by_day = chosen in ("day", "year") and table["compounding"] != "monthly"
    if by_day and chosen == "year" and draw(st.booleans()):
        table["day_count"] = draw(st.sampled_from(DAY_COUNT))
    if by_day and table["compounding"] == "none" and draw(st.integers(0, 3)) == 0:
        table["block_days"] = draw(st.sampled_from([7, 15, 30]))
    return table


def choices_of(leaf: Mapping[str, Any]) -> dict[str, tuple[str, ...]]:
    """The choices that a leaf has, and the values of each."""
    found: dict[str, tuple[str, ...]] = {}
    flat, per, compounding = leaf["kind"] == "flat", leaf.get("per", "once"), leaf.get("compounding", "none")
    if leaf["kind"] not in ("flat", "rate") or (flat and per == "once"):
        return found
    found["runs_from"] = RUNS_FROM
    monthly = per == "month" or compounding == "monthly"
    if monthly and "on_day" not in leaf:
        found["part_month"] = PART_MONTH_OF_FLAT if flat else PART_MONTH_OF_RATE
    if per.endswith("days") or "block_days" in leaf:
        found["part_block"] = PART_BLOCK
    if per in ("day", "year") and not monthly:
        found["first_day"] = FIRST_DAY
    if has_many_values(leaf["sum" if flat else "rate"]):
        found["dated_by"] = DATED_BY
    return found


@st.composite
def leaves(draw: st.DrawFn, compounds: bool | None = None, own: bool = True) -> Table:
    """A leaf with facts of its own."""
    table: Table = draw(st.one_of(flats(), percentages(), rate_leaves(compounds), rate_leaves(compounds)))
    return draw(with_facts(table, own))


@st.composite
def with_facts(draw: st.DrawFn, table: Table, own: bool = True) -> Table:
    """A leaf with choices fixed on it, and with what any clause may have."""
    for name, values in choices_of(table).items():
        if draw(st.booleans()):
            table[name] = draw(st.sampled_from(values))
    return {**table, **draw(any_clause())} if own else table


@st.composite
def any_clause(draw: st.DrawFn) -> Table:
    """What any leaf or join may have."""
    table: Table = {}
    if draw(st.integers(0, 3)) == 0:
        table["grace"] = draw(graces())
    if draw(st.integers(0, 5)) == 0:
        table["threshold"] = draw(thresholds())
    if draw(st.integers(0, 5)) == 0:
        table["round_to"] = draw(st.sampled_from(["0.05", "0.10", "1.00"]))
    if draw(st.integers(0, 3)) == 0:
        table |= draw(bounds())
    return table


# ----------------------------------------------------------------------- joins


@st.composite
def monthly_joins(draw: st.DrawFn) -> Table:
    """A join by the month: its parts count the same months."""
    kind = draw(st.sampled_from(["greater-of", "lesser-of", "sum-of"]))
    one = draw(st.booleans())  # in a sum, and in all others too, one part alone may bear on charges
    parts = [draw(rate_leaves(one, ["month"])), draw(flats(["month"]) | rate_leaves(False, ["month"]))]
    for part in parts:
        part.pop("on_day", None)
        for name, values in choices_of(part).items():
            if name != "runs_from" and draw(st.booleans()):
                part[name] = draw(st.sampled_from(values))
    return {"kind": kind, "per": "month", "runs_from": draw(st.sampled_from(RUNS_FROM)), "of": parts}


@st.composite
def joins(draw: st.DrawFn, deep: int = 2, compounds: bool = True) -> Table:
    """A join, perhaps of joins; with at most one leaf that bears on charges."""
    if draw(st.integers(0, 4)) == 0:
        return draw(monthly_joins())
    parts: list[Table] = []
    for place in range(draw(st.integers(2, 3))):
        may = compounds and place == 0
        if deep > 1 and draw(st.integers(0, 3)) == 0:
            part = draw(joins(deep - 1, may))
            parts.append(part if may else without_compounding(part))
        else:
            parts.append(draw(leaves(None if may else False)))
    order = draw(st.permutations(parts))
    table: Table = {"kind": draw(st.sampled_from(["sum-of", "greater-of", "lesser-of"])), "of": order}
    return {**table, **draw(any_clause())}


def without_compounding(table: Table) -> Table:
    """A clause none of whose leaves bears on charges; a choice that a leaf no longer has is left out."""
    if isinstance(table.get("of"), list):
        return {**table, "of": [without_compounding(part) for part in table["of"]]}
    if table["kind"] != "rate" or table["compounding"] == "none":
        return table
    plain = {**table, "compounding": "none"}
    choices = set(choices_of(plain))
    return {name: value for name, value in plain.items() if name in choices or name not in CHOICES}


CHOICES = ("runs_from", "part_month", "part_block", "first_day", "dated_by")


def leaves_of(table: Table) -> Iterator[Table]:
    if isinstance(table.get("of"), list):
        for part in table["of"]:
            yield from leaves_of(part)
    else:
        yield table


def fixed_above(table: Table, name: str) -> bool:
    """Whether a choice is fixed anywhere in a clause."""
    parts = table["of"] if isinstance(table.get("of"), list) else []
    return name in table or any(fixed_above(part, name) for part in parts)


@st.composite
def clauses(draw: st.DrawFn) -> Table:
    """A late charge with its readings."""
    table = draw(st.one_of(leaves(), joins(), joins()))
    table = {**table, "clause": {"document": "terms", "section": "2"}, "says": "What is late costs something."}
    readings: dict[str, Table] = {}
    offered: dict[str, set[str]] = {}
    for leaf in leaves_of(table):
        for name, values in choices_of(leaf).items():
            offered[name] = offered.get(name, set(values)) & set(values)
    for name, shared in offered.items():
        if shared and not fixed_above(table, name) and draw(st.booleans()):
            readings[name] = {"take": draw(st.sampled_from(sorted(shared))), "why": REASON}
    if draw(st.integers(0, 2)) == 0:
        readings["rounding"] = {"take": draw(st.sampled_from(ROUNDING)), "why": REASON}
    return {**table, "reading": readings} if readings else table


@st.composite
def due_clauses(draw: st.DrawFn) -> Table:
    """One way in which a due date is set."""
    kind = draw(st.sampled_from(["net-days", "day-of-month", "month-end"]))
    optional: Mapping[str, st.SearchStrategy[Any]]
    if kind == "net-days":
        table: Table = {"kind": kind, "days": draw(st.integers(0, 60))}
        optional = {
            "from": st.sampled_from(["invoice-date", "sending", "receipt"]),
            "count": st.sampled_from(["calendar-days", "business-days"]),
        }
    elif kind == "day-of-month":
        table = {"kind": kind, "day": draw(st.integers(1, 31))}
        optional = {"months_after": st.integers(0, 3)}
    else:
        table = {"kind": kind}
        optional = {
            "months": st.integers(0, 3),
            "days": st.integers(0, 50),
            "order": st.sampled_from(["end-then-days", "days-then-end"]),
        }
    for name, values in {**optional, "roll": st.sampled_from(["none", "next", "previous"])}.items():
        if draw(st.booleans()):
            table[name] = draw(values)
    return table


def days_asked_for(clause: Table) -> tuple[str, ...]:
    """The facts that a due date needs beside the invoice date."""
    return {"sending": ("sent",), "receipt": ("received",)}.get(clause.get("from", ""), ())


@st.composite
def files(draw: st.DrawFn, clause: st.SearchStrategy[Table] | None = None) -> Table:
    """A provider's file with a due date, a late charge, and the tables they name."""
    due: Table = draw(
        st.sampled_from([0, 1, 15, 30, 45]).map(lambda days: {"kind": "net-days", "days": days})
        | st.sampled_from([1, 20, 31]).map(lambda day: {"kind": "day-of-month", "day": day})
        | st.builds(
            lambda months, days: {"kind": "month-end", "months": months, "days": days},
            st.integers(0, 1),
            st.integers(0, 10),
        )
    )
    return file_of(due, draw(clauses() if clause is None else clause))


def file_of(due: Table, clause: Table) -> Table:
    return {
        **HEAD,
        "due_date": {**due, "clause": {"document": "terms", "section": "1"}, "says": "A bill is due."},
        "late_charge": clause,
        "calendar": CALENDAR,
        "index": INDICES,
    }


HEAD: Table = {
    "provider": "made",
    "name": "Made",
    "edition": LONG_AGO,
    "revision": 0,
    "currency": "EUR",
    "time_zone": "Europe/Paris",
    "ranking": ["terms"],
    "documents": {
        "terms": {"title": "Terms", "full_title": "Made: terms on payment", "where": "nowhere", "edition": LONG_AGO}
    },
}


# --------------------------------------------------------------------- as text


def toml_of(file: Mapping[str, Any]) -> str:
    """A file as text: one key a line, each value in line."""
    return "".join(f"{name} = {_value(value)}\n" for name, value in file.items())


def _value(value: Any) -> str:
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, str):
        return '"' + value + '"'
    if isinstance(value, Decimal):
        text = f"{value:f}"
        return text if "." in text else f"{text}.0"
    if isinstance(value, date | int):
        return str(value)
    if isinstance(value, Mapping):
        return "{ " + ", ".join(f'"{name}" = {_value(one)}' for name, one in value.items()) + " }" if value else "{}"
    return "[" + ", ".join(_value(one) for one in value) + "]"


# -------------------------------------------------------------------- accounts


def days(first: int = 0, last: int = 120) -> st.SearchStrategy[date]:
    """A day; often the last of a month."""
    near_ends = st.builds(
        lambda months, back: date(2024 + months // 12, months % 12 + 1, 1) - timedelta(days=back),
        st.integers(max(0, first // 31), max(0, last // 31)),
        st.integers(1, 3),
    )
    return st.integers(first, last).map(lambda n: FIRST + timedelta(days=n)) | near_ends


AMOUNTS = (
    st.integers(1, 40_000) | st.integers(1, 400).map(lambda n: 100 * n) | st.integers(0, 400).map(lambda n: 50 * n + 25)
)


@st.composite
def customers(draw: st.DrawFn) -> Facts:
    """The facts of a customer."""
    plan, region, segment = (draw(st.sampled_from(CUSTOMER[name])) for name in ("plan", "region", "segment"))
    return Facts(plan, region, segment)


@st.composite
def invoice_lists(draw: st.DrawFn, most: int = 3) -> list[Invoice]:
    numbers_ = "abc"[: draw(st.integers(1, most))]
    return [Invoice(name, draw(days()), draw(AMOUNTS), draw(st.sampled_from([1, 1, 1, 3]))) for name in numbers_]


@st.composite
def reminder_lists(draw: st.DrawFn) -> list[OtherEvent]:
    return [
        Reminder(day, draw(st.sampled_from([None, None, "a", "b"])))
        for day in draw(st.lists(days(20, 200), max_size=3))
    ]


@st.composite
def dispute_lists(draw: st.DrawFn, invoices: Sequence[Invoice]) -> list[OtherEvent]:
    """Disputes of an account: of a bill one of the whole, or of parts of it, often near its due date."""
    found: list[OtherEvent] = []
    for invoice in invoices:
        parts = draw(st.integers(0, 3))
        amount = invoice.amount if parts == 1 and draw(st.booleans()) else invoice.amount // 3
        for _ in range(parts if amount else 0):
            reported = invoice.issued + timedelta(days=draw(st.integers(0, 70)))
            dispute = Dispute(invoice.number, reported, amount)
            if draw(st.booleans()):
                decided = reported + timedelta(days=draw(st.integers(0, 50)))
                outcomes: list[str | int] = [*OUTCOMES, *([amount // 2] if amount > 1 else [])]
                dispute = replace(dispute, decided=decided, outcome=draw(st.sampled_from(outcomes)))
            found.append(dispute)
    return found


@st.composite
def payment_lists(draw: st.DrawFn, most: int = 4) -> list[Payment]:
    return [
        Payment(draw(days(0, 250)), draw(AMOUNTS), draw(st.sampled_from([None, None, "a", "b", "c"])), f"{place}")
        for place in range(draw(st.integers(0, most)))
    ]


def fitting(
    invoices: Sequence[Invoice], payments: Sequence[Payment], reminders: Sequence[OtherEvent]
) -> tuple[list[Payment], list[OtherEvent]]:
    """Payments without the name of an invoice that there is not; reminders but for those before their invoice."""
    issued = {invoice.number: invoice.issued for invoice in invoices}
    named = [payment if payment.invoice in issued else replace(payment, invoice=None) for payment in payments]
    kept = [
        event
        for event in reminders
        if isinstance(event, Reminder)
        and (event.invoice is None or (event.invoice in issued and issued[event.invoice] <= event.on))
    ]
    return named, list(kept)
