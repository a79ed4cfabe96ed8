"""Billed late charges of a table: each row is explained as the audit of that row alone explains it."""

from collections import Counter
from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal
from fractions import Fraction
from random import Random
from typing import Any

import pyarrow as pa
import pytest

from telcoterms import Audit, InvalidTableError, Terms, load
from telcoterms.agreement.conditions import Grace, Threshold
from telcoterms.agreement.numbers import ByFact, ShareBound
from telcoterms.audit.mistakes import NAMES
from telcoterms.batch import audit, explain
from telcoterms.batch.audit import GIVEN_BY_TERMS, NOTHING
from telcoterms.clauses.due_date import NetDays
from telcoterms.clauses.late_charge.kinds import (
    LATE_CHARGE,
    FlatCharge,
    GreaterOf,
    LateChargeRule,
    PercentageCharge,
    SumOf,
)
from tests.batch.made_tables import DECIMAL, Facts, row
from tests.long_runs import examples
from tests.strategies import CLAUSE, changed
from tests.terms_builders import a_rate, at_least, cad, compound, flat, simple

KOS = load("kos")


def billed(terms: Terms, random: Random, facts: Facts) -> Facts:
    """A row with a figure that was billed: by the terms, by a reading, by a mistake, or by nothing that is known."""
    own = dict(facts)
    if random.randrange(3) == 0:
        own["before_tax"] = (own["amount"] / Decimal("1.13")).quantize(Decimal("0.01"))
    if random.randrange(3) == 0:
        own["original"] = own["amount"] + Decimal(random.randrange(9000)).scaleb(-2)
    found: Audit = terms.audit_late_charge("0.00", **own).value
    by_terms, allowed = [found.by_terms] * 2, [found.lowest_allowed, found.highest_allowed]
    figures = [*by_terms, *allowed, found.lowest, *(one.figure for one in found.mistakes)]
    figure = random.choice(figures)
    extra = random.choice((0, 0, 0, 0, 1, 37))
    return own | {"billed": Decimal(min(figure.minor + extra, 10**12)).scaleb(-2)}


def table(facts: list[Facts]) -> pa.Table:
    sums = {
        name: pa.array([one.get(name) for one in facts], DECIMAL)
        for name in ("billed", "amount", "before_tax", "original")
    }
    days = {name: pa.array([one[name] for one in facts], pa.date32()) for name in ("issued", "paid")}
    names = {
        name: pa.array([one[name] for one in facts], pa.string())
        for name in ("plan", "region", "segment")
        if name in facts[0]
    }
    return pa.table(sums | days | names)


def told(terms: Terms, facts: Facts) -> list[object]:
    found: Audit = terms.audit_late_charge(**facts).value
    match = GIVEN_BY_TERMS if found.agrees else found.matches[0].short if found.matches else NOTHING
    return [found.by_terms.amount, found.difference.amount, found.explanation, match, found.from_allowed.amount]


RULES: dict[str, LateChargeRule] = {
    "compounds by the month": LATE_CHARGE.of(KOS.agreement),
    "a practised reading": LATE_CHARGE.of(KOS.agreement).under({"part_month": "whole-month"}),
    "other readings": compound(
        Fraction(3, 200), runs_from="due-date", part_month="daily-compound", rounding="half-even"
    ),
    "rounded once": compound(Fraction(2, 100), round_at="once", part_month="whole-month"),
    "a flat fee": flat(500),
    "by the day": simple(Fraction(24, 100)),
    "compounds by the day": a_rate(Fraction(1, 2000), per="day", compounding="daily"),
    "at least, by the month": at_least(300, compound(Fraction(2, 100))),
    "at least, by the day": at_least(300, simple(Fraction(24, 100))),
    "more than one leaf": GreaterOf(
        clause=CLAUSE,
        says="",
        of=(flat(500), SumOf(clause=CLAUSE, says="", of=(compound(Fraction(2, 100)), flat(100)))),
        most=ShareBound(Fraction(1, 10)),
    ),
    "two rates": SumOf(clause=CLAUSE, says="", of=(compound(Fraction(1, 100)), simple(Fraction(12, 100)))),
    "a fine": PercentageCharge(clause=CLAUSE, says="", share=Fraction(5, 100)),
    "a sum each month, with a grace period": FlatCharge(
        clause=CLAUSE, says="", sum=cad(500), per="month", grace=Grace(days=10)
    ),
    "of an amount": replace(compound(Fraction(2, 100)), threshold=Threshold(over=cad(2000))),
    "at least a fee": at_least(500, flat(200)),
}


class TestRows:
    """The charge by the terms, the difference, what explains it, and how far it lies from what the words allow."""

    @pytest.mark.parametrize("rule", RULES)
    def test_every_row_is_told_as_the_audit_of_one(self, rule: str) -> None:
        random, terms = Random(rule), changed(KOS, late_charge=RULES[rule])
        facts = [billed(terms, random, row(random)) for _ in range(examples(60))]
        found = audit(terms, table(facts), threads=2)
        rows = [list(one.values())[-5:] for one in found.to_pylist()]
        for one, own in zip(rows, facts, strict=True):
            assert one == told(terms, own), own

    def test_readings_and_mistakes_of_every_kind_are_found(self) -> None:
        random, seen = Random(11), Counter[str]()
        facts = [billed(KOS, random, row(random)) for _ in range(700)]
        for name in audit(KOS, table(facts))["match"].to_pylist():
            seen[name if name in (*NAMES, GIVEN_BY_TERMS, NOTHING) else "a reading"] += 1
        rare = {"one-day-too-few", "whole-month-for-started", "clamped-month-steps"}  # which readings often give too
        assert {GIVEN_BY_TERMS, NOTHING, "a reading", *NAMES} - set(seen) <= rare
        assert seen["a reading"] > 50

    def test_at_the_ends_of_the_tables_and_of_a_century(self) -> None:
        facts: list[Facts] = []
        for issued, paid in (("2150-01-31", "2199-12-31"), ("1950-01-31", "2050-01-30"), ("1900-01-01", "2000-01-01")):
            one = {"amount": Decimal("50.00"), "issued": pa.scalar(issued).cast(pa.date32()).as_py()}
            one["paid"] = pa.scalar(paid).cast(pa.date32()).as_py()
            by_terms = KOS.audit_late_charge("0.00", **one).value
            facts += [one | {"billed": sum_.figure.amount} for sum_ in by_terms.mistakes if sum_.figure.minor < 10**12]
        rows = [list(one.values())[-5:] for one in audit(KOS, table(facts)).to_pylist()]
        assert rows == [told(KOS, one) for one in facts]

    def test_what_is_known_of_one_batch_serves_the_next(self) -> None:
        random = Random(3)
        facts = [billed(KOS, random, row(random)) for _ in range(30)]
        own = table(facts).drop_columns(["before_tax", "original"])
        twice = pa.RecordBatchReader.from_batches(own.schema, [*own.to_batches(), *own.to_batches()])
        found = audit(KOS, twice).read_all()["match"].to_pylist()
        assert found[:30] == found[30:]
        plain = [{name: one[name] for name in ("billed", "amount", "issued", "paid")} for one in facts]
        assert found[:30] == [told(KOS, one)[3] for one in plain]

    def test_a_payment_on_the_due_date_billed_as_late(self) -> None:
        one: Facts = row(Random(1)) | {"amount": Decimal("113.00")}
        one["paid"] = one["issued"] + timedelta(15)
        late = KOS.late_charge("113.00", issued=one["issued"], paid=one["issued"] + timedelta(16)).value.amount
        facts = [one | {"billed": late}, one | {"billed": Decimal("99.00")}]
        assert audit(KOS, table(facts))["match"].to_pylist() == ["one-day-too-many", NOTHING]

    def test_of_nothing_outstanding_the_original_can_be_charged(self) -> None:
        one: Facts = row(Random(1)) | {"amount": Decimal("0.00"), "original": Decimal("113.00")}
        one["paid"] = one["issued"] + timedelta(100)
        on_original = KOS.late_charge("113.00", issued=one["issued"], paid=one["paid"]).value.amount
        found = audit(KOS, table([one | {"billed": on_original}, one | {"billed": Decimal("1.00")}]))
        assert found["match"].to_pylist() == ["original-amount", NOTHING]

    def test_a_months_charge_on_each_day_has_the_minimum_of_the_clause_too(self) -> None:
        terms = changed(KOS, late_charge=at_least(300, compound(Fraction(2, 100))))
        days: Facts = {"amount": Decimal("5.00"), "issued": date(2026, 1, 1), "paid": date(2026, 1, 17)}
        facts = [days | {"billed": Decimal(sum_)} for sum_ in ("1.60", "3.00", "3.20")]  # 0.10 on 16 days is 1.60
        facts.append({**facts[0], "amount": Decimal("10.00"), "billed": Decimal("3.20")})  # and 0.20 on 16 days is 3.20
        found = audit(terms, table(facts))["match"].to_pylist()
        assert found == [NOTHING, GIVEN_BY_TERMS, NOTHING, "month-charge-each-day"]
        assert found == [told(terms, one)[3] for one in facts]


BY_PLAN = ByFact("plan", (("basic", Fraction(1, 100)), ("plus", Fraction(3, 100))))
BY_REGION = ByFact("region", (("ON", cad(300)), ("QC", cad(700))), cad(500))
BY_SEGMENT = ByFact("segment", (("home", cad(100)), ("business", cad(900))))
NAMES_OF_ROWS = {"plan": ("basic", "plus"), "region": ("ON", "QC", "BC"), "segment": ("home", "business")}

BY_NAMES: dict[str, tuple[LateChargeRule, tuple[str, ...]]] = {
    "a rate": (compound(BY_PLAN), ("plan",)),
    "a rate and its minimum": (replace(compound(BY_PLAN), least=BY_REGION), ("plan", "region")),
    "a minimum of one rate": (replace(compound(Fraction(2, 100)), least=BY_SEGMENT), ("segment",)),
    "a sum": (FlatCharge(clause=CLAUSE, says="", sum=BY_REGION), ("region",)),
    "a sum beside a rate": (
        SumOf(
            clause=CLAUSE,
            says="",
            of=(compound(Fraction(2, 100)), FlatCharge(clause=CLAUSE, says="", sum=BY_SEGMENT)),
        ),
        ("segment",),
    ),
    "a share": (
        PercentageCharge(
            clause=CLAUSE,
            says="",
            share=ByFact("plan", (("basic", Fraction(5, 100)), ("plus", Fraction(8, 100)))),
            least=BY_REGION,
        ),
        ("plan", "region"),
    ),
}


class TestNames:
    """A number that differs by the plan, the region or the segment of a row is that of the row in its mistakes too."""

    @pytest.mark.parametrize("rule", BY_NAMES)
    def test_every_row_is_told_as_the_audit_of_one(self, rule: str) -> None:
        random = Random(rule)
        late, names = BY_NAMES[rule]
        terms = changed(KOS, late_charge=late)
        facts = [
            billed(terms, random, row(random) | {name: random.choice(NAMES_OF_ROWS[name]) for name in names})
            for _ in range(examples(60))
        ]
        found = audit(terms, table(facts), threads=2)
        rows = [list(one.values())[-5:] for one in found.to_pylist()]
        for one, own in zip(rows, facts, strict=True):
            assert one == told(terms, own), own

    def test_a_mistake_by_hand(self) -> None:
        """1 % over January is 1.00 and, of 101.00, 15/29 of 1 % is 0.52: a day too many. 3 %: 3.00 and 1.60."""
        issued = date(2024, 1, 1)
        one = {"amount": Decimal("100.00"), "issued": issued, "paid": issued + timedelta(45)}
        facts = [one | {"plan": plan, "billed": Decimal(sum_)} for plan, sum_ in (("basic", "1.52"), ("plus", "4.60"))]
        found = audit(changed(KOS, late_charge=compound(BY_PLAN)), table(facts))
        assert found["match"].to_pylist() == ["one-day-too-many"] * 2

    def test_a_due_date_of_the_plan_too(self) -> None:
        random = Random(5)
        days = ByFact("plan", (("basic", 10), ("plus", 21)))
        terms = changed(KOS, late_charge=compound(BY_PLAN), due_date=NetDays(clause=CLAUSE, says="", days=days))
        facts = [billed(terms, random, row(random) | {"plan": random.choice(("basic", "plus"))}) for _ in range(60)]
        rows = [list(one.values())[-5:] for one in audit(terms, table(facts)).to_pylist()]
        assert rows == [told(terms, own) for own in facts]

    def test_a_name_without_a_number_is_refused(self) -> None:
        issued = date(2024, 1, 1)
        one = {"amount": Decimal("100.00"), "issued": issued, "paid": issued + timedelta(45)}
        facts = [one | {"plan": plan, "billed": Decimal("1.52")} for plan in ("gold", " ", "basic")]
        found = audit(changed(KOS, late_charge=compound(BY_PLAN)), table(facts), errors="column")
        assert found["match"].to_pylist() == [None, None, "one-day-too-many"]
        assert "no number for the plan 'gold'" in found["error"].to_pylist()[0]


class TestMisfits:
    """Two more sums that must fit the amount."""

    @pytest.mark.parametrize(
        ("more", "said"),
        [
            ({"before_tax": Decimal("200.00")}, "before_tax is 200.00 CAD, more than the amount with tax"),
            ({"original": Decimal("1.00")}, "original is 1.00 CAD, less than what was outstanding"),
            ({"original": Decimal("-1.00")}, "original is -1.00 CAD: give zero or more"),
            ({"billed": Decimal("-1.00")}, "billed is -1.00 CAD: give zero or more"),
        ],
    )
    def test_each_is_told_as_the_terms_tell_it(self, more: Facts, said: str) -> None:
        one = row(Random(1)) | {"amount": Decimal("113.00"), "billed": Decimal("1.00")} | more
        with pytest.raises(InvalidTableError, match=said):
            audit(KOS, table([one]))

    def test_no_sum_is_taken_for_one_that_is_not_given(self) -> None:
        own = table([row(Random(1)) | {"amount": Decimal("113.00"), "billed": Decimal("1.00")}])
        sums = {f"{name}_minor": pa.array([100]) for name in ("billed", "amount")}
        days = {name: own[name] for name in ("issued", "paid")}
        with pytest.raises(InvalidTableError, match=r"row 0: before_tax is .*: the most is"):
            audit(KOS, pa.table(sums | days | {"before_tax_minor": [1 << 62]}))

    def test_sums_written_in_two_ways_are_refused(self) -> None:
        one = row(Random(1)) | {"amount": Decimal("113.00"), "billed": Decimal("1.00")}
        both = table([one]).drop_columns("amount").append_column("amount_minor", pa.array([11300]))
        with pytest.raises(InvalidTableError, match="some sums are decimals, but amount_minor minor units: give all"):
            audit(KOS, both)

    def test_a_row_is_explained(self) -> None:
        one: dict[str, Any] = row(Random(1)) | {"billed": Decimal("1.00")}
        assert explain(KOS, table([one]), 0, question="audit") == KOS.audit_late_charge(**one)
