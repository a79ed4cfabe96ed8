"""What explains billed charges, by the core and by arrays: the same columns, whatever the rows.

That the arrays tell each row as the audit of that row alone does is the subject of `tests/batch/test_audits.py`.
"""

from __future__ import annotations

import importlib
from collections.abc import Sequence
from datetime import date, timedelta
from fractions import Fraction
from functools import cache
from random import Random
from typing import Any

import numpy as np
import pyarrow as pa
import pytest

from telcoterms import Terms, load
from telcoterms.agreement.conditions import Grace, Threshold
from telcoterms.agreement.numbers import NO_FACTS
from telcoterms.audit.mistakes import NAMES, MistakeName
from telcoterms.batch import audit
from telcoterms.batch.audit import Audits, Mistakes
from telcoterms.batch.columns import Words
from telcoterms.batch.kernels import core
from telcoterms.batch.kernels.days import DAY_TABLES
from telcoterms.batch.kernels.late_charge.charging import InTime
from telcoterms.batch.kernels.late_charge.compiled import DOUBT
from telcoterms.batch.kernels.late_charge.figures import (
    NO_MATCH,
    NOT_GIVEN,
    FactsOfRows,
    Figures,
    MatchMistakes,
    MatchReadings,
    Mistake,
)
from telcoterms.batch.kernels.late_charge.kernels import kernel_of
from telcoterms.clauses.late_charge.kinds import LATE_CHARGE, LateChargeRule, RateCharge
from telcoterms.values.dataclasses import replace
from tests.batch.core.in_columns import day_of
from tests.long_runs import examples
from tests.strategies import changed
from tests.terms_builders import a_rate, at_least, cad, compound, flat, simple

KOS = load("kos")
TWO = Fraction(2, 100)

RULES: dict[str, LateChargeRule] = {
    "compounds by the month": LATE_CHARGE.of(KOS.agreement),
    "a practised reading": LATE_CHARGE.of(KOS.agreement).under({"part_month": "thirty-day-month"}),
    "from the next bill, to even": compound(
        Fraction(3, 200), runs_from="next-invoice-date", part_month="by-days", rounding="half-even"
    ),
    "rounded once": compound(TWO, round_at="once", part_month="days-of-year", rounding="down"),
    "of large numbers": compound(Fraction(1, 3) + Fraction(1, 10**9), rounding="down"),
    "of three hundredths, to even": compound(Fraction(3, 100), part_month="by-days", rounding="half-even"),
    "of three hundredths, down": compound(Fraction(3, 100), part_month="by-days", rounding="down"),
    "on the principal": replace(compound(TWO), compounding="none"),
    "by the day": simple(Fraction(24, 100)),
    "compounds by the day": a_rate(Fraction(1, 2000), per="day", compounding="daily", rounding="half-even"),
    "after a grace period": compound(TWO, runs_from="grace-end", grace=Grace(days=10)),
    "at least a fee": at_least(300, compound(TWO)),
    "a flat fee": flat(500),
}
BY_ARRAYS = {"at least a fee", "a flat fee"}  # of which the core finds no readings


def days(values: Sequence[int]) -> pa.Array:
    return pa.array(np.array(values, np.int32)).cast(pa.date32())


def rows(terms: Terms, count: int, seed: str) -> pa.Table:
    """Rows of all sorts, each with a figure that a reading or a mistake gives, or that lies a little beside one."""
    random, audits = Random(seed), Audits(terms, 15)
    facts = []
    for number in range(count):
        issued = date(2019, 1, 1) + timedelta(random.randrange(2500))
        if number % 3 == 0:  # the ends of months, leap days among them
            issued = issued.replace(day=1) - timedelta(1)
        late = random.choice((random.randrange(13, 19), random.randrange(120), random.randrange(800)))
        if number % 97 == 0:
            late = random.choice((1679, 1680, 3000))
        if number % 491 == 1:
            late = random.choice((9_000, 36_499, 36_500))
        amount = random.choice((random.randrange(3000), 50 * random.randrange(3000), random.randrange(10**9)))
        amount = random.choice((0, 10**12, 10**12 - 1)) if number % 89 == 0 else amount
        every = random.choice((1, 1, 1, 3, 12))
        before = random.choice((NOT_GIVEN, amount, amount * 100 // 113))
        facts.append(
            (
                *(amount, day_of(issued), day_of(issued) + late, every),
                *(before, random.choice((NOT_GIVEN, amount + random.randrange(9000)))),
            )
        )
    columns = np.array(facts, np.int64).T
    names = ("amount", "issued", "paid", "billing_months", "before_tax", "original")
    by_name = dict(zip(names, columns, strict=True))
    own = {name: values.astype(np.int32) if name in ("issued", "paid") else values for name, values in by_name.items()}
    figures = [numbers.kernels[()] for numbers in audits.numbers]
    mistakes = audits._mistakes_of(())
    billed = np.zeros(count, np.int64)
    source = np.array([random.randrange(len(figures) + len(NAMES)) for _ in range(count)])
    for place, kernel in enumerate(figures):
        charges = np.empty(count, np.int64)
        kernel.charge(own["amount"], own["issued"], own["paid"], own["billing_months"], charges)
        billed = np.where(source == place, charges, billed)
    for place, name in enumerate(NAMES):
        of = np.flatnonzero(source == len(figures) + place)
        billed[of] = mistakes._figures(name, {fact: values[of] for fact, values in own.items()})
    billed += np.array([random.choice((0, 0, 0, 1, -1, 37)) for _ in range(count)])
    billed = np.clip(billed, 0, 10**12)
    sums = {
        f"{name}_minor": pa.array(by_name[name], mask=by_name[name] == NOT_GIVEN)
        for name in ("amount", "before_tax", "original")
    }
    return pa.table(
        {
            **sums,
            "billed_minor": billed,
            "issued": days(by_name["issued"].tolist()),
            "paid": days(by_name["paid"].tolist()),
            "billing_months": by_name["billing_months"],
        }
    )


def by_arrays(terms: Terms, table: pa.Table) -> pa.Table:
    """The audit of a table as where the core is not installed; `terms` were asked nothing yet."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(core, "installed", lambda: None)
        return audit(terms, table, errors="column")


class TestRows:
    """10,000 rows under all readings and mistakes, in a long run."""

    @pytest.mark.parametrize("rule", RULES)
    def test_the_core_explains_what_the_arrays_explain(self, rule: str) -> None:
        table = rows(changed(KOS, late_charge=RULES[rule]), examples(10_000, part=20), rule)
        found = audit(changed(KOS, late_charge=RULES[rule]), table, errors="column")
        assert found.equals(by_arrays(changed(KOS, late_charge=RULES[rule]), table))

    def test_rows_are_explained_in_every_way(self) -> None:
        found = audit(KOS, rows(KOS, 3000, "every way"), errors="column")
        assert len(set(found["explanation"].to_pylist()) - {None}) == 6
        assert set(NAMES) - set(found["match"].to_pylist()) <= {"one-day-too-few", "whole-month-for-started"}

    @pytest.mark.parametrize("size", [1, 15, 16, 17, 1023, 1024, 1025, 2049])
    def test_any_number_of_rows(self, size: int) -> None:
        table = rows(KOS, 2049, "sizes")
        whole = audit(KOS, table, errors="column")
        assert audit(KOS, table.slice(2049 - size), errors="column").equals(whole.slice(2049 - size))

    def test_a_column_that_is_not_there(self) -> None:
        table = rows(KOS, 300, "fewer").drop_columns(["before_tax_minor", "original_minor", "billing_months"])
        assert audit(changed(KOS), table, errors="column").equals(by_arrays(changed(KOS), table))


ISSUED = [date(2023, 12, 31), *(date(2024, 1, day) for day in (1, 29, 30, 31)), date(2024, 2, 29), date(2025, 2, 28)]
PAID_AFTER = [*range(14, 19), *range(27, 34), *range(43, 48), *range(58, 63), 76, 91, 120, 365, 366, 397, 1200]
AMOUNTS = [0, 1, 24, 25, 26, 49, 50, 74, 75, 76, 125, 5645, 11_300, 99_999, 10**9 + 7]


@cache
def grid() -> dict[str, Any]:
    """Bills of awkward days and sums, paid in time, a day late, at the ends of months, and late for years."""
    of_each = [(issued, later, amount) for issued in ISSUED for later in PAID_AFTER for amount in AMOUNTS]
    issued = np.array([day_of(one) for one, _, _ in of_each], np.int32)
    later = np.array([one for _, one, _ in of_each], np.int32)
    amount = np.array([one for _, _, one in of_each], np.int64)
    several = np.where(np.arange(len(amount)) % 5 == 0, 3, 1)
    sums = {"amount": amount, "before_tax": amount * 100 // 113, "original": amount + 501}
    return {**sums, "issued": issued, "paid": issued + later, "billing_months": several}


def asked(facts: dict[str, Any], billed: Any) -> FactsOfRows:
    return FactsOfRows(billed=billed, **facts)


class TestEachFigure:
    """Each figure that the core computes is the one of the arrays, on bills of awkward days and sums."""

    @pytest.mark.parametrize("rule", [rule for rule in RULES if rule not in BY_ARRAYS])
    def test_of_readings(self, rule: str) -> None:
        audits, facts = Audits(changed(KOS, late_charge=RULES[rule]), 15), grid()
        billed = facts["amount"] // 50 + 3
        charges = np.empty_like(billed)
        for numbers in audits.numbers:
            kernel, figures = numbers.kernels[()], Figures()
            place = figures.add(kernel)
            assert place is not None
            codes, from_allowed, keys = MatchReadings(core.core(), figures, [place], [1], [0]).of(asked(facts, billed))
            kernel.charge(facts["amount"], facts["issued"], facts["paid"], facts["billing_months"], charges)
            told = codes != DOUBT
            assert told.mean() > 0.8
            assert (from_allowed == np.where(told, billed - charges, 0)).all()
            assert ((codes >= 0) == (told & (billed == charges))).all()
            assert len(keys) <= 1

    @pytest.mark.parametrize("rule", RULES)
    def test_of_mistakes(self, rule: str) -> None:
        facts, figures = grid(), Figures()
        mistakes = Audits(changed(KOS, late_charge=RULES[rule]), 15)._mistakes_of(())
        programs: list[tuple[MistakeName, Any]] = [(name, mistakes._program(name, figures)) for name in NAMES]
        for name, program in programs:
            if not program:
                continue
            matched, sums = MatchMistakes(core.core(), figures, program), mistakes._figures(name, facts)
            given = sums >= 0
            right, wrong = matched.of(asked(facts, sums)), matched.of(asked(facts, sums + 1))
            told = given & (right != DOUBT)
            assert (right[told] == 0).all(), name
            assert (wrong[told] == NO_MATCH).all(), name
            assert told.sum() > 0.05 * given.sum(), name  # the core computes small sums alone of a large rate

    @pytest.mark.parametrize("compounding", ["monthly", "none"])
    def test_half_a_cent_of_a_large_sum_is_in_doubt(self, compounding: Any) -> None:
        """2.0001 % on 16 of 31 days are 10,000.5 cents of 968,750, and half a cent more of each odd number of those.

        In floats such a half is known up to a sum of some millions, and what is larger is left to the library.
        """
        late_charge = replace(compound(Fraction(20_001, 10**6), part_month="by-days"), compounding=compounding)
        figures, kernel = Figures(), kernel_of(late_charge, 15)
        place = figures.add(kernel)
        assert place is not None
        amount = 968_750 * np.arange(1, 1400, 2)
        issued = np.full(len(amount), day_of(date(2026, 1, 1)), np.int32)
        paid, charges = issued + np.int32(16), np.empty_like(amount)
        kernel.charge(amount, issued, paid, 1, charges)
        assert charges[:2].tolist() == [10_001, 30_002]
        facts = FactsOfRows(amount, issued, paid, 1, charges, None, None)
        codes, from_allowed, _ = MatchReadings(core.core(), figures, [place], [1], [0]).of(facts)
        by_mistakes = MatchMistakes(core.core(), figures, [Mistake(place, 0, 0, 16, 100, 10**12)]).of(facts)
        doubtful = amount > 2 * 10**8
        assert (codes[doubtful] == DOUBT).all()
        assert (codes[amount < 10**8] == 0).all()
        assert (by_mistakes == codes).all()
        assert (from_allowed == 0).all()

    @pytest.mark.parametrize(("count", "readings"), [(1, 1), (63, 1), (64, 1), (64, 10), (200, 1)])
    def test_each_set_of_figures_that_gives_a_row_has_one_number(self, count: int, readings: int) -> None:
        """The sets are numbered as they come; the table of those that were seen grows with them.

        The last reading has all values, and the others have one, which bears on nothing.
        """
        figures, random = Figures(), Random(count)
        kernels = [kernel_of(simple(Fraction(number, 1000)), 15) for number in range(1, count + 1)]
        places = [place for kernel in kernels if (place := figures.add(kernel)) is not None]
        amount = np.array(random.choices(range(1, 500), k=750))
        amount = np.concatenate([amount, amount[:250]])  # of which each set is known
        issued, charges = np.full(1000, 20_000, np.int32), np.empty((count, 1000), np.int64)
        paid = issued + np.int32(365)
        for place, kernel in enumerate(kernels):
            kernel.charge(amount, issued, paid, 1, charges[place])
        billed = charges[random.choices(range(count), k=750), np.arange(750)]
        billed[5::50] += 1  # which most figures do not give
        billed = np.concatenate([billed, billed[:250]])
        expected: dict[int, int] = {}
        numbers = []
        for row in range(1000):
            gives = sum(1 << place for place in range(count) if charges[place, row] == billed[row])
            bears = (charges[:, row] != charges[0, row]).any().item()
            key = gives << readings | bears << (readings - 1)
            numbers.append(expected.setdefault(key, len(expected)) if gives else NO_MATCH)
        assert NO_MATCH in numbers
        facts, sizes = FactsOfRows(amount, issued, paid, 1, billed, None, None), [*[1] * (readings - 1), count]
        codes, from_allowed, keys = MatchReadings(core.core(), figures, places, sizes, [0]).of(facts)
        assert codes.tolist() == numbers
        assert (from_allowed == billed - charges[0]).all()
        assert [int.from_bytes(key, "little") for key in keys] == [*expected]
        assert len(keys) > 512 or count < 200


class TestWhatTheCoreComputes:
    """Which clauses the core computes: one that it does not is left to the arrays, and is no error."""

    @pytest.mark.parametrize("rule", RULES)
    def test_rates_alone(self, rule: str) -> None:
        audits = Audits(changed(KOS, late_charge=RULES[rule]), 15)
        assert (audits._by_core is None) == (rule in BY_ARRAYS)

    def test_every_mistake_of_the_published_clause(self) -> None:
        mistakes = Audits(KOS, 15)._mistakes_of(())
        assert [run.places for run in mistakes.runs if run.by_core is not None] == [tuple(range(len(NAMES)))]

    @pytest.mark.parametrize(
        "rule",
        [
            flat(500),
            at_least(300, compound(TWO)),
            compound(TWO, on_day=5),
            compound(TWO, threshold=Threshold(over=cad(2000))),
            a_rate(Fraction(1, 10), per="year", block_days=30, part_block="begun"),
            replace(compound(TWO), compounding="none", on_day=5),
            compound(TWO, round_at="once", on_day=5),
        ],
    )
    def test_others_have_no_program(self, rule: LateChargeRule) -> None:
        assert Figures().add(kernel_of(rule, 15)) is None
        assert Figures().add_clamped(kernel_of(rule, 15)) is None

    def test_of_a_rate_by_the_day_no_month_is_stepped_or_rounded_by_the_day(self) -> None:
        assert Figures().add_clamped(kernel_of(simple(TWO), 15)) is None
        assert Figures().add_rounded_days(kernel_of(compound(TWO), 15), "due-date", InTime(15, 15)) is None

    def test_a_rate_of_large_numbers_is_not_rounded_day_by_day(self) -> None:
        """In the core the products of such a rate would not fit; the arrays ask the terms for each row."""
        rule = compound(Fraction(1, 10**16 + 1))
        assert isinstance(rule, RateCharge)
        mistakes = Mistakes(rule, 15, NO_FACTS, None)
        assert [NAMES[place] for run in mistakes.runs if run.by_core is None for place in run.places] == [
            "each-day-rounded"
        ]


WILD = [0, 1, -1, 2, 31, 32, 1023, 1024, 2**31 - 1, -(2**31), 2**62, -(2**63), 2**63 - 1, 20469]


@cache
def matchers() -> tuple[MatchReadings, MatchMistakes]:
    """What the core is asked of the published clause."""
    audits = Audits(KOS, 15)
    by_mistakes = audits._mistakes_of(()).runs[0].by_core
    assert audits._by_core is not None
    assert by_mistakes is not None
    return audits._by_core, by_mistakes


class Call:
    """The arguments of the core, of which a test may change any; by readings or by mistakes."""

    def __init__(self, *, of_mistakes: bool) -> None:
        self.of_mistakes = of_mistakes
        count = 40
        amounts, days_ = np.arange(count) * 997, np.arange(count).astype(np.int32)
        issued, paid = (days_ + 18_000).astype(np.int32), (days_ * 10 + 18_000).astype(np.int32)
        facts = FactsOfRows(amounts, issued, paid, 1, amounts // 50, amounts // 2, amounts * 2)
        months = np.ones(1, np.int64)
        columns: list[Any] = [*facts[:3], months, *facts[4:], NOT_GIVEN]
        by_readings, by_mistakes = matchers()
        tables = (by_mistakes if of_mistakes else by_readings).tables
        self.groups: list[list[Any]] = [
            [table.copy() if isinstance(table, np.ndarray) else table for table in tables],
            [table.copy() if isinstance(table, np.ndarray) else table for table in DAY_TABLES],
            columns,
            [by_mistakes.mistakes.copy()] if of_mistakes else [one.copy() for one in by_readings.combinations],
        ]
        self.out: list[Any] = [np.zeros(count, np.int32), np.zeros(count, np.int64)]

    def is_answered(self) -> bool:
        """Whether the core answers; else it refuses by an error of its own. A fault of memory would end the process."""
        tables, days_, columns, last = map(tuple, self.groups)
        try:
            if self.of_mistakes:
                core.core().match_mistakes(tables, days_, columns, last[0], self.out[0])
            else:
                core.core().match_readings(tables, days_, columns, last, *self.out)
        except (BufferError, OverflowError, ValueError):
            return False
        return True

    def change(self, random: Random) -> None:
        """Put a wild number somewhere."""
        group = random.choice(self.groups)
        place = random.randrange(len(group))
        if not isinstance(group[place], np.ndarray):
            group[place] = random.choice(WILD)
            return
        numbers = group[place].reshape(-1)
        if numbers.dtype.names:
            name = random.choice(numbers.dtype.names)
            numbers = numbers[name]
        at = random.randrange(len(numbers))
        if numbers.dtype.kind == "f":
            numbers[at] = random.choice((0.0, -1.0, 1e300, float("nan"), float("inf"), -float("inf"), 1e-300))
        else:
            limits = np.iinfo(numbers.dtype)
            value = random.choice([*WILD, int(numbers[at]) + random.choice((-1, 1))])
            numbers[at] = min(max(value, limits.min), limits.max)

    def resize(self, random: Random) -> None:
        """Make a column another length or type."""
        group = random.choice([*self.groups, self.out])
        place = random.randrange(len(group))
        column = group[place]
        if isinstance(column, np.ndarray):
            group[place] = random.choice(
                (column[:-1], column[:0], np.concatenate([column, column]), column.tobytes()[:-1], None)
            )


@pytest.mark.parametrize("of_mistakes", [False, True])
class TestBuffers:
    """The core believes nothing of a column."""

    def test_the_sound_one_is_answered(self, of_mistakes: bool) -> None:
        call = Call(of_mistakes=of_mistakes)
        assert call.is_answered()
        assert len(set(call.out[0].tolist())) > 1

    def test_any_numbers_are_refused_or_answered(self, of_mistakes: bool) -> None:
        random = Random(5)
        answered = 0
        for _ in range(examples(6000, 600)):
            call = Call(of_mistakes=of_mistakes)
            for _ in range(random.randrange(1, 4)):
                call.change(random)
            answered += call.is_answered()
        assert answered > 10

    def test_any_lengths_are_refused_or_answered(self, of_mistakes: bool) -> None:
        random = Random(6)
        refused = 0
        for _ in range(examples(1500, 200)):
            call = Call(of_mistakes=of_mistakes)
            call.resize(random)
            try:
                refused += not call.is_answered()
            except TypeError:  # nothing in the place of a column
                refused += 1
        assert refused > 10

    def test_what_starts_before_the_tables_is_in_doubt(self, of_mistakes: bool) -> None:
        """Its last day in time lies in them, and the memory before them holds days."""
        call = Call(of_mistakes=of_mistakes)
        places, ends, spans, first = DAY_TABLES
        call.groups[1] = [places[20:], ends[20:], spans, first + 20]
        _, issued, paid, *_ = call.groups[2]
        issued[:], paid[:] = first + 10, first + 70
        assert call.is_answered()
        assert set(call.out[0].tolist()) == {DOUBT}


class TestWords:
    """Words are written by their places."""

    @pytest.mark.parametrize("is_installed", [True, False])
    def test_any_words(self, is_installed: bool, monkeypatch: pytest.MonkeyPatch) -> None:
        if not is_installed:
            monkeypatch.setattr(core, "installed", lambda: None)
        random, texts = Random(2), ["", "é", *("x" * size for size in (1, 31, 32, 33, 40, 200)), "déjà vu " * 9]
        words = Words(*texts[:4])
        assert [words.place(text) for text in texts] == [*range(len(texts))]
        for size in (0, 1, 2, 7, 500):
            places = [random.randrange(len(texts)) for _ in range(size)]
            valid = np.array([random.random() < 0.8 for _ in range(size)], np.bool_)
            expected = [texts[place] for place in places]
            column = words.column(np.array(places, np.int64), None)
            column.validate(full=True)
            assert column.to_pylist() == expected
            some = words.column(np.array(places, np.int32), valid)
            some.validate(full=True)
            assert some.to_pylist() == [text if there else None for text, there in zip(expected, valid, strict=True)]

    def test_more_text_than_a_column_of_the_core_holds(self, monkeypatch: pytest.MonkeyPatch) -> None:
        columns = importlib.import_module("telcoterms.batch.columns")
        monkeypatch.setattr(columns, "_MOST_TEXT", 3)
        assert Words("ab", "c").column(np.array([0, 1, 0]), None).to_pylist() == ["ab", "c", "ab"]

    @pytest.mark.parametrize(
        ("codes", "offsets", "room"),
        [([2], [0, 1, 2], 5), ([-1], [0, 1, 2], 5), ([1], [0, 1, 3], 5), ([0, 1], [0, 1, 2], 1), ([0], [1, 0, 2], 5)],
    )
    def test_what_does_not_fit_is_refused(self, codes: list[int], offsets: list[int], room: int) -> None:
        words = (np.array(offsets, np.int32), np.frombuffer(b"ab", np.uint8))
        out = np.empty(len(codes) + 1, np.int32), np.empty(room, np.uint8)
        with pytest.raises(ValueError, match="fit"):
            core.core().words(np.array(codes, np.int32), words, *out)
