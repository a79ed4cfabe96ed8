"""How fast single questions are, in ratios: `python benchmarks/scalar.py`, with `--write` into docs/performance.md."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Callable, Sequence
from datetime import UTC, date, datetime
from decimal import Decimal
from functools import partial
from pathlib import Path
from typing import get_args

sys.path.insert(0, str(Path(__file__).parents[1]))  # for who runs this file by its path

from benchmarks import decimal_ledger
from benchmarks.accounts import monthly
from benchmarks.equal import check_charge
from benchmarks.growth import growth
from benchmarks.receipts import receipts
from benchmarks.report import Table, ratio, replaced, section
from benchmarks.start import starts
from benchmarks.statement import cores, cores_that_grow, statements
from benchmarks.timing import FULL, Effort, Work, least
from telcoterms import Answer, Statement, load, load_calendar
from telcoterms.clauses.late_charge.kinds import PartMonth
from telcoterms.terms import Terms
from telcoterms.values.days import add_months
from telcoterms.values.money import MAX_KNOWN, Money, minor_text

PAGE = Path(__file__).parents[1] / "docs" / "performance.md"

KOS = load("kos")
AMOUNT = Money("113.00", "CAD")
ISSUED = date(2026, 1, 1)
PAID = {"2 1/2 months late": date(2026, 3, 16), "on the due date": date(2026, 1, 16)}
PAID["120 months late"] = add_months(ISSUED, 120)
UNIT, *_ = PAID  # the late charge in which all else is told


def charge(paid: date, terms: Terms = KOS) -> Work:
    return lambda: terms.late_charge(AMOUNT, issued=ISSUED, paid=paid).value


def charges(effort: Effort) -> Table:
    """A late charge, and the same in Decimal: with relativedelta for every step, and for as few as will do."""
    for paid in PAID.values():
        check_charge(KOS, AMOUNT, ISSUED, paid)
    works: dict[tuple[str, str], Work] = {}
    for name, paid in PAID.items():
        works["own", name] = charge(paid)
        works["all", name] = partial(decimal_ledger.late_charge, AMOUNT.amount, ISSUED, paid)
        works["few", name] = partial(decimal_ledger.late_charge_tight, AMOUNT.amount, ISSUED, paid)
    works["own", "... as typed at a prompt"] = lambda: (
        KOS.late_charge("113.00", issued="2026-01-01", paid="2026-03-16").value
    )
    for value in get_args(PartMonth)[1:]:
        works["own", f"... part_month {value}"] = charge(PAID[UNIT], KOS.under(late_charge={"part_month": value}))
    works["own", "... round_at once"] = charge(PAID[UNIT], KOS.under(late_charge={"round_at": "once"}))
    seconds = least(works, effort)
    unit = seconds["own", UNIT]
    rows = []
    for side, name in works:
        if side == "own":
            mine = seconds[side, name]
            others = [ratio(seconds[one, name], mine) if name in PAID else "" for one in ("all", "few")]
            rows.append((name, ratio(mine, unit), *others, "5" if name == UNIT else ""))
    return Table(("", "late charges", "Decimal", "tight", "at least"), rows)


def sums_of_money(effort: Effort) -> Table:
    """How many times a `Decimal` of the same text money costs: a sum that comes again, and sums that are all new."""
    again, new = "113.00", [minor_text(minor, 2) for minor in range(1_000_037, 3_000_037, 400)]
    exact_again, exact_new = Decimal(again), [Decimal(text) for text in new]
    assert len(new) > MAX_KNOWN
    works: dict[str, Work] = {
        "a Decimal of a text": lambda: Decimal(again),
        "Money of a text that came before": lambda: Money(again, "CAD"),
        "Money of a Decimal that came before": lambda: Money(exact_again, "CAD"),
        "Money of minor units": lambda: Money.of_minor(11_300, "CAD"),
        "a sum of two": lambda: AMOUNT + AMOUNT,
        "Decimals of 5,000 texts": lambda: [Decimal(text) for text in new],
        "Money of 5,000 texts that are new": lambda: [Money(text, "CAD") for text in new],
        "Money of 5,000 Decimals that are new": lambda: [Money(one, "CAD") for one in exact_new],
    }
    seconds = least(works, effort)
    units = {name: "Decimals of 5,000 texts" if "5,000" in name else "a Decimal of a text" for name in works}
    limits = {"Money of a text that came before": "2", "Money of a Decimal that came before": "2"}
    rows = [(name, ratio(seconds[name], seconds[unit]), limits.get(name, "")) for name, unit in units.items()]
    return Table(("", "Decimals", "at most"), [row for row in rows if row[0] not in units.values()])


def deadlines(effort: Effort) -> Table:
    """What is counted by a calendar, or read from a clock."""
    calendar = load_calendar("ontario-and-federal")
    received, senior, manager, at = (
        date(2026, 3, 2),
        date(2026, 4, 2),
        date(2026, 4, 10),
        datetime(2026, 3, 9, 13, tzinfo=UTC),
    )
    works: dict[str, Work] = {
        UNIT: charge(PAID[UNIT]),
        "3 business days after a day, over Easter": lambda: calendar.after(senior, 3),
        "a complaint with three deadlines": lambda: (
            KOS.complaint(received=received, senior=senior, manager=manager).value
        ),
        "whether support is open": lambda: KOS.support_open(at=at).value,
        "when support opens next": lambda: KOS.next_opening(at=at).value,
    }
    seconds = least(works, effort)
    limits = {"3 business days after a day, over Easter": "1"}
    rows = [(name, ratio(seconds[name], seconds[UNIT]), limits.get(name, "")) for name in works if name != UNIT]
    return Table(("", "late charges", "at most"), rows)


def pages(effort: Effort) -> Table:
    """What is computed only when it is asked for; each time of an answer that is made anew, since it keeps its range.

    In late charges, and in multiples of the answer's own figure.
    """
    account = monthly(12, 25)

    def late() -> Answer[Money]:
        return KOS.late_charge(AMOUNT, issued=ISSUED, paid=PAID[UNIT])

    def ends() -> tuple[Money, Money]:
        across = late().across_readings()
        return across.lowest, across.highest

    def statement() -> Answer[Statement]:
        return KOS.statement(account.account, account.as_of)

    figure = "a statement of 12 invoices, paid late"
    works: dict[str, dict[str, Work]] = {
        UNIT: {
            UNIT: charge(PAID[UNIT]),
            "the steps of a late charge": lambda: late().steps,
            "the ends of what the words allow": ends,
            "the charge under each of 108 readings": lambda: late().across_readings().combinations,
            "a late charge, printed, with its range": lambda: str(late()),
            "a late charge across readings, printed": lambda: str(late().across_readings()),
        },
        figure: {
            figure: lambda: statement().value,
            "the steps of a statement": lambda: statement().steps,
            "a statement, printed": lambda: str(statement()),
        },
    }
    seconds = least({name: work for group in works.values() for name, work in group.items()}, effort)
    limits = {"a late charge, printed, with its range": "250", "a statement, printed": "12"}
    rows = [
        (name, ratio(seconds[name], seconds[UNIT]), ratio(seconds[name], seconds[own]), limits.get(name, ""))
        for own, group in works.items()
        for name in group
        if name != UNIT
    ]
    return Table(("", "late charges", "figures", "at most"), rows)


TABLES: dict[str, Callable[[Effort], Table]] = {
    "Start": starts,
    "A late charge": charges,
    "A statement": lambda effort: statements(KOS, effort, charge(PAID[UNIT])),
    "Receipts": lambda effort: receipts(KOS, effort),
    "The core of a statement": lambda effort: cores(KOS, effort, charge(PAID[UNIT])),
    "The core, an account that grows": lambda effort: cores_that_grow(KOS, effort, charge(PAID[UNIT])),
    "Money": sums_of_money,
    "Deadlines and hours": deadlines,
    "Workings and readings": pages,
    "An account that grows": lambda effort: growth(KOS, effort, charge(PAID[UNIT])),
}


def tables(effort: Effort, only: str = "") -> dict[str, Table]:
    """All tables, or those whose heading holds a text."""
    return {heading: table(effort) for heading, table in TABLES.items() if only in heading}


def main(arguments: Sequence[str] | None = None) -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    what = parser.add_mutually_exclusive_group()
    what.add_argument("--write", action="store_true", help="put the figures into docs/performance.md")
    what.add_argument("--only", default="", metavar="TEXT", help="measure the tables whose heading holds a text")
    asked = parser.parse_args(arguments)
    figures = section(tables(FULL, asked.only))
    print(figures)
    print(f"A late charge took {least({UNIT: charge(PAID[UNIT])}, FULL)[UNIT] * 1e6:.2f} microseconds.")
    if asked.write:
        PAGE.write_text(replaced(PAGE.read_text("utf-8"), figures), "utf-8")


if __name__ == "__main__":
    main()
