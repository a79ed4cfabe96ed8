"""Numbers that change with time, with the plan or region, or with an index."""

from datetime import date, timedelta
from decimal import Decimal
from fractions import Fraction
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from telcoterms import DayError, InputError, MissingFactsError, UnknownNameError
from telcoterms.agreement.numbers import (
    MAX_DAYS,
    MAX_DEPTH,
    ByFact,
    ByTermLength,
    Dated,
    Index,
    IndexNotGivenError,
    NumberFacts,
    OfIndex,
    ShareBound,
    changes_between,
    changes_in_time,
    check_bounds,
    check_facts,
    days_of_change,
    facts_read,
    facts_read_in,
    indices_read,
    is_constant,
    is_dated,
    names_beside_other,
    numbers_in,
    of_facts,
    parts_of,
    value_on,
    with_values,
)
from telcoterms.answers.facts import as_index_values, number_facts_of
from telcoterms.clauses.late_charge.kinds import RateCharge, SumOf
from telcoterms.files.numbers import NumberField
from telcoterms.files.shapes import RATE, SHARE, Place, amount
from telcoterms.values.hashes import sha256_of_text
from tests.error_assertions import refused
from tests.terms_builders import CLAUSE, KOS, cad

DAY_1, DAY_2 = date(2024, 1, 1), date(2025, 1, 1)
RISING = Dated(((DAY_1, Fraction(3, 100)), (DAY_2, Fraction(4, 100))))
BASE = Index(id="base", title="base rate of a bank", rate=RISING)
LAWFUL = Index(id="lawful", title="the highest lawful rate")
BY_REGION: ByFact[Fraction] = ByFact("region", (("QC", Fraction(1, 100)), ("ON", RISING)))
FACTS = NumberFacts(region="ON", indices=(BASE, LAWFUL))
SUM = NumberField(amount("CAD", text_only=True), "sum")
A_RATE = NumberField(RATE, "rate", of_index=True)


def read(value: Any, field: NumberField = A_RATE) -> Any:
    """The number that a file's value means; it must have no fault."""
    place = Place("rate", [])
    number = field.read(value, place)
    assert place.faults == []
    return number


def faults(value: Any, field: NumberField = A_RATE) -> list[str]:
    """The faults of a file's value, each with its place."""
    place = Place("rate", [])
    field.read(value, place)
    return [f"{fault.path}: {fault.error}" for fault in place.faults]


class TestTheDayThatCounts:
    """A dated number is its last entry on or before the day; before the first it is refused."""

    def test_each_entry_holds_from_its_day_until_the_next(self) -> None:
        assert [value_on(RISING, day) for day in (DAY_1, DAY_2 - timedelta(1), DAY_2)] == [
            Fraction(3, 100),
            Fraction(3, 100),
            Fraction(4, 100),
        ]

    def test_a_day_before_the_first_entry_is_refused(self) -> None:
        with refused(DayError, "2023-12-31 is before the first value of the terms, which is of 2024-01-01"):
            value_on(RISING, date(2023, 12, 31))

    @given(st.dates(DAY_1, date(2030, 1, 1)), st.dates(DAY_1, date(2030, 1, 1)))
    def test_the_changes_between_two_days_give_each_day_its_value(self, one: date, other: date) -> None:
        first, last = min(one, other), max(one, other)
        changes = dict(changes_between(RISING, first, last))
        for offset in range(0, (last - first).days + 1, 7):
            day = first + timedelta(offset)
            assert value_on(RISING, day) == [value for since, value in changes.items() if since <= day][-1]

    def test_a_value_that_stays_the_same_is_no_change(self) -> None:
        same = Dated(((DAY_1, Fraction(3, 100)), (DAY_2, Fraction(3, 100))))
        assert changes_between(same, DAY_1, date(2026, 1, 1)) == ((DAY_1, Fraction(3, 100)),)
        assert (is_dated(same), is_dated(Fraction(1)), is_dated(Dated(((DAY_1, 1),)))) == (True, False, False)

    def test_only_changes_after_the_first_day_and_up_to_the_last_count(self) -> None:
        days = [date(2024, month, 1) for month in (1, 3, 5, 7, 9)]
        number = Dated(tuple((day, index) for index, day in enumerate(days)))
        found = changes_between(number, days[1], days[3])
        assert found == ((days[1], 1), (days[2], 2), (days[3], 3))
        assert changes_between(number, date(2024, 3, 2), date(2024, 6, 30)) == ((date(2024, 3, 2), 1), (days[2], 2))
        assert changes_between(5, days[0], days[3]) == ((days[0], 5),)


class TestByFact:
    """A number by plan, region or segment: that of the name, else `other`, else refused."""

    def test_the_name_chooses_and_forms_nest(self) -> None:
        assert value_on(BY_REGION, DAY_2, NumberFacts(region="QC")) == Fraction(1, 100)
        assert value_on(BY_REGION, DAY_2, NumberFacts(region="ON")) == Fraction(4, 100)
        assert value_on(ByFact("plan", (("a", 1),), 2), DAY_1, NumberFacts(plan="b")) == 2
        assert value_on(ByFact("plan", (("a", 1),), 2), DAY_1) == 2
        assert value_on(ByFact("segment", (("home", 1),)), DAY_1, NumberFacts(segment="home")) == 1

    def test_without_the_fact_it_is_asked_for(self) -> None:
        with refused(MissingFactsError, "the terms have another number for each region: give region, one of QC, ON"):
            value_on(BY_REGION, DAY_2)

    @pytest.mark.parametrize(
        ("facts", "message"),
        [
            (
                NumberFacts(),
                "the terms have another number for each plan: give plan, one of a, b, and region, segment, on which "
                "some of them depend",
            ),
            (
                NumberFacts(segment="home"),
                "the terms have another number for each plan: give plan, one of a, b, and region, on which some of "
                "them depend",
            ),
            (
                NumberFacts(segment="home", region="ON"),
                "the terms have another number for each plan: give plan, one of a, b",
            ),
        ],
    )
    def test_all_facts_that_are_missing_are_asked_for_at_once(self, facts: NumberFacts, message: str) -> None:
        by_segment: ByFact[int] = ByFact("segment", (("home", 1),))
        number: Any = ByFact("plan", (("a", by_segment), ("b", Dated[Any](((DAY_1, BY_REGION),)))))
        with pytest.raises(MissingFactsError) as found:
            value_on(number, DAY_1, facts)
        assert str(found.value) == message

    def test_the_facts_by_their_names(self) -> None:
        facts = NumberFacts("basic", "ON", "home", (("lawful", Fraction(1, 10)),), (LAWFUL,))
        given_facts = ("basic", "ON", "home", (("lawful", Fraction(1, 10)),))
        assert facts.as_given == given_facts
        assert facts.by_name == dict(zip(("plan", "region", "segment", "index"), given_facts, strict=True))
        assert [facts.name_of(fact) for fact in ("plan", "region", "segment")] == ["basic", "ON", "home"]

    def test_a_name_without_a_number_is_refused(self) -> None:
        with refused(UnknownNameError, "the terms have no number for the region 'NS': choose from QC, ON"):
            value_on(BY_REGION, DAY_2, NumberFacts(region="NS"))

    def test_a_fact_on_which_nothing_depends_is_refused(self) -> None:
        with refused(InputError, "plan is 'basic', and no number or tax of these terms depends on it: leave it out"):
            check_facts([BY_REGION], NumberFacts(plan="basic"))
        check_facts([BY_REGION], NumberFacts(region="NS"))


class TestIndex:
    """A rate that rests on an index: index x times + plus."""

    def test_the_index_of_the_day_times_a_factor_plus_a_margin(self) -> None:
        # 4 % x 2 + 8 % = 16 %
        rate = OfIndex("base", Fraction(8, 100), Fraction(2))
        assert value_on(rate, DAY_2, FACTS) == Fraction(16, 100)
        assert days_of_change(rate, FACTS) == (DAY_1, DAY_2)

    def test_an_index_without_a_table_is_a_fact_of_the_question(self) -> None:
        given_one = NumberFacts(given=(("lawful", Fraction(12, 100)),), indices=(LAWFUL,))
        assert value_on(OfIndex("lawful"), DAY_1, given_one) == Fraction(12, 100)
        assert (LAWFUL.is_given, BASE.is_given) == (True, False)
        with refused(IndexNotGivenError, "the rate rests on 'the highest lawful rate', of which no table is kept here"):
            value_on(OfIndex("lawful"), DAY_1, FACTS)

    def test_the_mark_of_its_values(self) -> None:
        text = '{"Index":{"id":"base","rate":{"Dated":{"entries":[["2024-01-01",[1,50]]]}},"title":"a base rate"}}'
        index = Index(id="base", title="a base rate", rate=Dated(((DAY_1, Fraction(1, 50)),)))
        assert index.sha256 == sha256_of_text(text)

    def test_an_index_that_no_rate_asks_for_is_refused(self) -> None:
        facts = NumberFacts(given=(("base", Fraction(1, 10)),), indices=(BASE,))
        with refused(UnknownNameError, "no rate of these terms asks for the index 'base': leave it out"):
            check_facts([OfIndex("base")], facts)
        check_facts([OfIndex("lawful")], NumberFacts(given=(("lawful", Fraction(1, 10)),), indices=(LAWFUL,)))


class TestWalks:
    """What a number depends on, wherever it stands in a clause."""

    def test_the_facts_and_indices_of_all_its_parts(self) -> None:
        number: Any = ByFact("plan", (("a", OfIndex("base")),), Dated[Any](((DAY_1, BY_REGION),)))
        assert facts_read(number) == {"plan", "region", "index"}
        assert indices_read(number) == {"base"}
        assert (is_constant(number), is_constant(Fraction(1))) == (False, True)

    def test_each_part_in_its_order(self) -> None:
        by_plan: ByFact[Any] = ByFact("plan", (("a", RISING), ("b", 5)))
        assert list(parts_of(by_plan)) == [by_plan, RISING, Fraction(3, 100), Fraction(4, 100), 5]
        with_other: ByFact[Any] = ByFact("plan", (("a", 5),), OfIndex("base"))
        assert list(parts_of(with_other)) == [with_other, 5, OfIndex("base")]

    @pytest.mark.parametrize(
        ("number", "facts", "changes"),
        [
            (Fraction(1), set(), False),
            (RISING, set(), True),
            (OfIndex("base"), {"index"}, True),
            (ByFact("plan", (("a", 1),)), {"plan"}, False),
            (ByFact("plan", (("a", 1),), OfIndex("base")), {"plan", "index"}, True),
            (BY_REGION, {"region"}, True),
        ],
    )
    def test_which_facts_it_reads_and_whether_it_changes_in_time(
        self, number: Any, facts: set[str], changes: bool
    ) -> None:
        assert (set(facts_read(number)), changes_in_time(number)) == (facts, changes)

    def test_with_each_plain_value_changed(self) -> None:
        doubled = with_values(ByFact("plan", (("a", RISING),), Fraction(1)), lambda value: value * 2)
        assert doubled == ByFact(
            "plan", (("a", Dated(((DAY_1, Fraction(6, 100)), (DAY_2, Fraction(8, 100))))),), Fraction(2)
        )
        assert with_values(OfIndex("base"), lambda value: value * 2) == OfIndex("base")
        assert with_values(ByFact("plan", (("a", 1),)), lambda value: value + 1) == ByFact("plan", (("a", 2),))

    @pytest.mark.parametrize(
        ("number", "facts", "found"),
        [
            (BY_REGION, NumberFacts(region="QC"), Fraction(1, 100)),
            (BY_REGION, NumberFacts(region="ON"), RISING),
            (BY_REGION, NumberFacts(), BY_REGION),
            (BY_REGION, NumberFacts(region="BC"), BY_REGION),
            (ByFact("plan", (("a", Fraction(1)),), Fraction(2)), NumberFacts(plan="b"), Fraction(2)),
            (Dated[Any](((DAY_1, BY_REGION),)), NumberFacts(region="QC"), Dated(((DAY_1, Fraction(1, 100)),))),
            (
                OfIndex("lawful", plus=Fraction(1), times=Fraction(2)),
                NumberFacts(given=(("lawful", Fraction(3)),)),
                Fraction(7),
            ),
            (OfIndex("base"), NumberFacts(given=(("lawful", Fraction(3)),)), OfIndex("base")),
            (5, NumberFacts(region="QC"), 5),
        ],
    )
    def test_with_the_entry_of_the_facts_put_in(self, number: Any, facts: NumberFacts, found: Any) -> None:
        assert of_facts(number, facts) == found

    def test_those_of_a_clause(self) -> None:
        rule = KOS.agreement.rule("due_date")
        assert list(numbers_in((rule, RISING, 3))) == [RISING]
        charge = RateCharge(rate=BY_REGION, least=ShareBound(RISING), clause=CLAUSE, says="")
        assert list(numbers_in(SumOf(of=(charge,), clause=CLAUSE, says=""))) == [RISING, BY_REGION]
        assert facts_read_in([rule, charge, OfIndex("base")]) == {"region", "index"}

    def test_the_names_that_have_a_number_of_their_own_beside_any_other(self) -> None:
        by_region = ByFact("region", (("QC", 1), ("ON", 2)), 3)
        plans: ByFact[Any] = ByFact("plan", (("b", RISING), ("a", by_region)), 4)
        later: Dated[Any] = Dated(((DAY_1, ByFact("plan", (("c", 1), ("b", 2)), 3)),))
        clauses = [plans, later, BY_REGION, OfIndex("base")]
        assert names_beside_other(clauses) == {"plan": ("b", "a", "c"), "region": ("QC", "ON")}


class TestBounds:
    """The least that a clause comes to lies below the most; how deep a number nests, and how long a notice is."""

    @pytest.mark.parametrize(
        ("least", "most", "message"),
        [
            (cad(500), cad(499), "least is 5.00 CAD and most is 4.99 CAD: check which is which"),
            (
                ShareBound(Fraction(1, 10)),
                ShareBound(Fraction(1, 20)),
                "least is 10 % of the amount and most is 5 %: check which is which",
            ),
        ],
    )
    def test_a_least_over_the_most(self, least: Any, most: Any, message: str) -> None:
        with pytest.raises(InputError) as found:
            check_bounds(least, most)
        assert str(found.value) == message

    @pytest.mark.parametrize(
        ("least", "most"),
        [
            (cad(500), cad(500)),
            (cad(499), cad(500)),
            (cad(500), None),
            (None, cad(500)),
            (ShareBound(Fraction(1, 10)), ShareBound(Fraction(1, 10))),
            (ShareBound(Fraction(1, 20)), ShareBound(Fraction(1, 10))),
            (cad(500), ShareBound(Fraction(1, 10))),
            (ShareBound(RISING), ShareBound(Fraction(1, 100))),
        ],
    )
    def test_bounds_that_fit_or_may(self, least: Any, most: Any) -> None:
        check_bounds(least, most)
        assert (MAX_DEPTH, MAX_DAYS) == (3, 3660)

    def test_by_the_months_of_the_term(self) -> None:
        lengths = ByTermLength(((12, 6), (24, 12)))
        assert (lengths.of(12), lengths.of(24), lengths.figures) == (6, 12, ("6 months", "12 months"))
        with pytest.raises(UnknownNameError) as found:
            lengths.of(18)
        assert str(found.value) == ("the terms have no number of months for a term of 18 months: choose from 12, 24")


class TestFactsOfAQuestion:
    """The facts by which a number is chosen are checked as the question takes them."""

    def test_a_name_and_the_values_of_indices(self) -> None:
        facts = number_facts_of(KOS.agreement, [BY_REGION], None, "ON", None)  # type: ignore[list-item]
        assert facts == NumberFacts(region="ON")
        assert as_index_values({"b": "0.12", "a": Decimal("0.1")}) == (("a", Fraction(1, 10)), ("b", Fraction(12, 100)))
        assert as_index_values([["a", "0.1"]]) == (("a", Fraction(1, 10)),)
        assert number_facts_of(KOS.agreement, [], None, None, None) == NumberFacts()

    @pytest.mark.parametrize("wrong", ["lawful=0.12", 5, [1], [("a", 1, 2)], [(1, 2)]])
    def test_an_index_without_its_name_is_refused(self, wrong: Any) -> None:
        with refused(InputError, "index is"):
            as_index_values(wrong)

    def test_a_name_that_is_no_text_is_refused(self) -> None:
        wrong: Any = 3
        with refused(InputError, "region is 3: give text"):
            number_facts_of(KOS.agreement, [BY_REGION], None, wrong, None)  # type: ignore[list-item]


class TestFile:
    """Each form as a file writes it."""

    def test_each_form(self) -> None:
        assert read(Decimal("0.03")) == Fraction(3, 100)
        entries = [{"since": DAY_1, "value": Decimal("0.03")}, {"since": DAY_2, "value": Decimal("0.04")}]
        assert read(entries) == RISING
        assert read({"by": "region", "QC": Decimal("0.01"), "ON": entries}) == BY_REGION
        assert read({"by": "plan", "a": 1, "other": 2}) == ByFact("plan", (("a", Fraction(1)),), Fraction(2))
        margin = {"index": "base", "plus": Decimal("0.02"), "times": Decimal("1.5")}
        assert read(margin) == OfIndex("base", Fraction(2, 100), Fraction(3, 2))
        assert read({"index": "base"}) == OfIndex("base")
        assert str(read("5.00", SUM).text) == "5.00"

    @pytest.mark.parametrize(
        ("value", "fault"),
        [
            ([], "rate: found an empty list"),
            ([3], "rate[1]: found 3, wanted an entry such as"),
            ([{"since": DAY_1}], "rate[1].value: it is missing: add value"),
            ([{"since": DAY_1, "value": 1, "until": DAY_2}], "rate[1].until: there is no key 'until' here"),
            ([{"since": "soon", "value": 1}], "rate[1].since: "),
            (
                [{"since": DAY_2, "value": 1}, {"since": DAY_1, "value": 1}],
                "rate: since 2024-01-01 stands after 2025-01-01: sort them",
            ),
            ({"QC": 1}, "rate.by: it is missing: add by (plan, region or segment)"),
            ({"by": "town", "QC": 1}, "rate.by: found 'town': choose from plan, region, segment"),
            ({"by": "plan"}, "rate: no name has a number here"),
            ({"by": "plan", "the best": 1}, "rate.'the best': found 'the best', wanted the name of a plan"),
            ({"index": "Base Rate"}, "rate.index: found 'Base Rate', wanted a short name"),
            ({"index": "base", "minus": 1}, "rate.minus: there is no key 'minus' here"),
            ({"index": "base", "plus": Decimal(2)}, "rate.plus: found 2, wanted a margin from -1 to 1"),
            (
                {"by": "plan", "a": {"by": "plan", "a": {"by": "plan", "a": {"by": "plan", "a": 1}}}},
                "rate.a.a.a: numbers nest 3 deep at most: write fewer tables",
            ),
        ],
    )
    def test_each_fault_with_its_place_and_cure(self, value: Any, fault: str) -> None:
        (found,) = faults(value)
        assert found.startswith(fault)

    def test_percent_for_a_share(self) -> None:
        share = NumberField(SHARE, "share")
        assert faults(10, share) == ["rate: share is 10: for 10 % write 0.10"]
        assert faults({"index": "base"}, share)[0].startswith("rate.by: it is missing")
        assert read(Decimal("0.5"), share) == Fraction(1, 2)

    def test_the_schema_defines_a_form_once(self) -> None:
        definitions: dict[str, Any] = {}
        assert A_RATE.schema(definitions) == A_RATE.schema(definitions) == {"$ref": "#/$defs/rate"}
        assert len(definitions["rate"]["anyOf"]) == 4
        NumberField(SHARE, "share").schema(definitions)
        assert len(definitions["share"]["anyOf"]) == 3
