"""Random clauses on the end of a contract and on parts of a cycle, as the tables of a provider's file, and facts."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import date, timedelta
from decimal import Decimal
from random import Random
from typing import Any

from dateutil.relativedelta import relativedelta

from tests.oracle.trees import FIRST, LONG_AGO, Table

SHARES = ("0.5", "1", "0.75", "0.1", "0.96")
ENDING_KINDS = (
    *["share-of-remaining-fees"] * 3,
    *["incentive"] * 2,
    "sum-per-remaining-month",
    "declining",
    "flat",
    "none",
)
REMAINING = ("whole-months-after", "including-current", "by-days")
MONTH_LENGTH = ("actual", "thirty-day-month", "strict-thirty", "days-of-year")
TAXES: Table = {
    "region": "ON",
    "clause": {"document": "terms", "section": "1"},
    "rate": [
        {"name": "A", "rate": Decimal("0.05"), "since": LONG_AGO},
        {"name": "B", "rate": Decimal("0.09975"), "since": LONG_AGO},
        {"name": "A", "rate": Decimal("0.06"), "since": date(2024, 5, 1)},
    ],
}


def is_likely(random: Random, chance: float) -> bool:
    return random.random() < chance


def sum_text(random: Random, most: int) -> str:
    cents = random.randrange(most)
    return f"{cents // 100}.{cents % 100:02}"


def number(random: Random, value: Callable[[], Any]) -> Any:
    """A number that is plain, dated, or by the plan."""
    match random.randrange(6):
        case 0:
            return [{"since": LONG_AGO, "value": value()}, {"since": date(2024, 6, 1), "value": value()}]
        case 1:
            return {"by": "plan", "gold": value(), "other": value()}
        case _:
            return value()


# --------------------------------------------------------- cancellation charges


def ending_leaf(random: Random) -> Table:
    kind = random.choice(
        ["share-of-remaining-fees"] * 3
        + ["sum-per-remaining-month", "declining", "incentive", "incentive", "flat", "none"]
    )

    def sum_(most: int = 30_000) -> Any:
        return number(random, lambda: sum_text(random, most))

    table: Table = {"kind": kind}
    match kind:
        case "share-of-remaining-fees":
            table["share"] = number(random, lambda: Decimal(random.choice(SHARES)))
            if is_likely(random, 0.3):
                table["less_per_month"] = sum_(2_000)
            if is_likely(random, 0.3):
                table["fees_hold_tax"] = True
        case "sum-per-remaining-month":
            table["sum"] = sum_(5_000)
        case "declining":
            table |= {"sum": sum_(), "less": sum_(1_500)}
        case "incentive":
            if is_likely(random, 0.5):
                table["sum"] = sum_()
            table["prorate"] = random.choice(["months", "days", "years", "none"])
            if table["prorate"] == "months":
                table["as_of"] = random.choice(["last-invoice", "cancellation"])
        case "flat":
            table["sum"] = sum_()
        case _:
            pass  # none has no numbers
    return {**table, **months_that_count(random)} if "remaining" in kind else table


def months_that_count(random: Random) -> Table:
    """The choices of a clause that counts the months that remain."""
    table: Table = {}
    if is_likely(random, 0.3):
        table["most_months"] = random.choice([6, 12, {"12": 6, "24": 12, "36": 18}])
    if is_likely(random, 0.3):
        table["first_months"] = random.choice([6, 12])
    if is_likely(random, 0.6):
        table["remaining"] = random.choice(REMAINING)
    if table.get("remaining") == "by-days" and is_likely(random, 0.7):
        table["month_length"] = random.choice(MONTH_LENGTH)
    return table


def ending_bounds(random: Random) -> Table:
    least: Any = random.choice([sum_text(random, 3_000), {"share": Decimal("0.1")}])
    most: Any = random.choice([f"{random.randrange(31, 500)}.00", {"share": Decimal("0.6")}])
    table: Table = {}
    if is_likely(random, 0.25):
        table["least"] = least
    if is_likely(random, 0.25):
        table["most"] = most
    return table


def ending_tree(random: Random, deep: int = 2) -> Table:
    """A cancellation charge, perhaps of joins."""
    if deep and is_likely(random, 0.5 if deep == 2 else 0.2):
        parts = [ending_tree(random, deep - 1) for _ in range(random.randrange(2, 4))]
        table: Table = {"kind": random.choice(["sum-of", "greater-of", "lesser-of"]), "of": parts}
    else:
        table = ending_leaf(random)
    if is_likely(random, 0.2):
        table["within_months"] = number(random, lambda: random.choice([3, 6, 12]))
    return table if table["kind"] == "none" else {**table, **ending_bounds(random)}


def ending_clause(random: Random) -> Table:
    """A cancellation charge with what its root may say."""
    table = ending_tree(random)
    if is_likely(random, 0.3):
        table["taxed"] = random.choice([False, True])
    if is_likely(random, 0.3):
        table["ends"] = "month-end"
    if is_likely(random, 0.2):
        table["waived_within"] = random.choice([{"days": 14}, {"months": 1}, {"months": 1, "days": 10}])
    if is_likely(random, 0.3):
        table["notice"] = random.choice([{"days": 5}, {"months": 1}, {"months": 2, "days": 31}, {"days": 0}])
    if is_likely(random, 0.3):
        table["early_discount"] = Decimal("0.03")
    return table


def clauses_in(table: Table) -> Iterator[Table]:
    yield table
    if isinstance(table.get("of"), list):
        for part in table["of"]:
            yield from clauses_in(part)


def ending_facts(random: Random, table: Table) -> tuple[Table, str | None]:
    """The facts that a clause needs, in minor units, and the plan."""
    months, start = random.choice([12, 24, 36]), FIRST + timedelta(days=random.randrange(100))
    cancelled = start + timedelta(days=random.randrange(-20, months * 31))
    facts: Table = {"term_start": start, "term_months": months, "cancelled": cancelled}
    parts = list(clauses_in(table))
    shares = [part.get(word) for part in parts for word in ("least", "most")]
    if any(part["kind"] == "share-of-remaining-fees" for part in parts) or any(isinstance(of, dict) for of in shares):
        fee = random.randrange(1, 9_000)
        facts["monthly_fee"] = random.choice([fee, [fee + place % 3 for place in range(months)]])
    incentives = [part for part in parts if part["kind"] == "incentive"]
    if any("sum" not in part for part in incentives):
        facts["incentive"] = random.randrange(50_000)
    if any(part.get("as_of") == "last-invoice" for part in incentives):
        billed = max(start, cancelled - timedelta(days=random.randrange(40)))
        facts["last_invoice"] = random.choice([None, billed]) if cancelled >= start else None
    if "early_discount" in table and is_likely(random, 0.7):
        facts["paid"] = cancelled + timedelta(days=random.randrange(-10, 40))
    plan = random.choice([None, "gold", "basic"]) if any(has_plan(part) for part in parts) else None
    return facts, plan


def has_plan(table: Table) -> bool:
    """Whether a number of a clause differs by the plan."""
    return any(isinstance(value, dict) and value.get("by") == "plan" for value in table.values())


# --------------------------------------------------------------- parts of a cycle


def part_clause(random: Random, question: str) -> Table:
    """A refund, or a charge for a part of a cycle."""
    kind = "by-days" if question == "part_charge" else random.choice(["by-days"] * 4 + ["re-rated", "no-refund"])
    table: Table = {"kind": kind}
    if kind == "by-days":
        of_question = {"first_day": ("charged", "not-charged")}
        if question == "refund":
            of_question = {"cancel_day": ("used", "refunded")}
        for name, values in {**of_question, "rounding": ("half-up", "half-even", "down")}.items():
            if is_likely(random, 0.4):
                table[name] = random.choice(values)
        if is_likely(random, 0.3):
            table["cycle"] = random.choice([7, 28, 30])
        elif is_likely(random, 0.6):
            table["month_length"] = random.choice(MONTH_LENGTH)
    if kind == "re-rated":
        table["monthly_price"] = number(random, lambda: sum_text(random, 3_000))
    if question == "refund" and kind != "no-refund":
        if is_likely(random, 0.3):
            table["all_back_within"] = random.choice([5, 14])
        if is_likely(random, 0.3):
            table["kept"] = number(random, lambda: sum_text(random, 900))
    return table


def part_facts(random: Random, question: str, table: Table) -> tuple[Table, str | None]:
    """The facts of a question about a part of a cycle, and the plan."""
    start = date(2024, random.randrange(1, 13), random.choice([1, 1, 5, 15, 28]))
    length = table.get("cycle", 28)
    facts: Table = {"cycle_start": start}
    if question == "part_charge":
        since, until = sorted(random.randrange(length) for _ in range(2))
        some = random.choice([{}, {"since": since}, {"until": until}, {"since": since, "until": until}])
        return {**facts, **{name: start + timedelta(days=days) for name, days in some.items()}}, None
    facts["cancelled"] = start + timedelta(days=random.randrange(length))
    if table["kind"] == "re-rated":
        facts |= {"fee_months": 12, "cancelled": start + timedelta(days=random.randrange(360))}
    elif table["kind"] == "by-days" and "cycle" not in table:
        facts["fee_months"] = random.choice([1, 1, 3, 12])
        if is_likely(random, 0.4):
            facts["paid_until"] = start + relativedelta(months=random.randrange(facts["fee_months"] + 1))
    if "all_back_within" in table and is_likely(random, 0.5):
        facts["started"] = start - timedelta(days=random.randrange(10))
    return facts, random.choice([None, "gold", "basic"]) if has_plan(table) else None
