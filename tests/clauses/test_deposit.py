"""Until when a deposit comes back."""

from datetime import date
from fractions import Fraction
from pathlib import Path
from typing import Any

import pytest

from telcoterms import (
    Clause,
    DayError,
    DepositReturn,
    InputError,
    Money,
    NotInTermsError,
    Terms,
    UnknownNameError,
    from_dict,
    load,
)
from telcoterms.agreement.citations import taken_figures
from telcoterms.agreement.numbers import Index, OfIndex
from telcoterms.clauses.deposit import DEPOSIT, Held
from telcoterms.clauses.late_charge.kinds import RateCharge
from telcoterms.formats.text import phrase_text
from telcoterms.values.dataclasses import replace
from tests.error_assertions import refused
from tests.terms_builders import CLAUSE, KOS, cad, flat, made

INDIA = Path(__file__).parents[1] / "providers" / "indian-regulator-2026-11-21.toml"


class TestHeld:
    """A deposit comes back within a number of days after the end, whose own day is not counted."""

    def test_45_days(self) -> None:
        # 30 days of January and 15 of February
        answer = load(INDIA).deposit(ended="2026-01-01")
        assert answer.value == DepositReturn(date(2026, 2, 15), None)
        assert "the deposit comes back by: 2026-01-01 + 45 days = 2026-02-15" in " ".join(str(answer.working).split())

    @pytest.mark.parametrize(
        ("paid", "interest"),
        [
            ("2026-02-15", "0.00"),  # in time
            ("2026-02-16", "0.27"),  # 1000.00 x 10 % x 1/365 = 0.2739
            ("2026-03-07", "5.48"),  # 20 days: 5.4794
        ],
    )
    def test_interest_on_a_deposit_that_came_back_late(self, paid: str, interest: str) -> None:
        answer = load(INDIA).deposit(ended="2026-01-01", amount="1000.00", paid=paid)
        assert answer.value == DepositReturn(date(2026, 2, 15), Money(interest, "INR"))
        text = " ".join(str(answer.working).split())
        assert f"1000.00 INR held, given back {paid}, by" in text
        assert f": 2026-02-15, interest {interest} INR" in text
        assert ("it came back on 2026-02-15: without interest" in text) == (interest == "0.00")

    def test_interest_counts_from_the_day_on_which_it_was_due(self) -> None:
        # there is no invoice whose date could come before: 1000.00 x 1 % x 28 days of February would be another sum
        interest = RateCharge(rate=Fraction(1, 10), per="year", compounding="none", clause=CLAUSE, says="")
        terms = made(deposit=Held(days=45, interest=interest, clause=CLAUSE, says=""))
        answer = terms.deposit(ended="2026-01-01", amount="1000.00", paid="2026-03-07")
        assert answer.value.interest == Money("5.48", "CAD")

    def test_a_record_of_interest_comes_out_again(self) -> None:
        terms = load(INDIA)
        answer = terms.deposit(ended="2026-01-01", amount="1000.00", paid="2026-03-07")
        assert answer.as_dict()["figure"] == {"back_by": "2026-02-15", "interest": "5.48"}
        assert from_dict(answer.as_dict(), terms=terms) == answer
        alone = terms.deposit(ended="2026-01-01")
        assert alone.as_dict()["figure"] == {"back_by": "2026-02-15", "interest": None}
        assert from_dict(alone.as_dict(), terms=terms) == alone

    def test_readings_of_the_interest(self) -> None:
        # 1000.00 x 10 % x 21/365 = 5.7534, with the day on which it was due
        answer = load(INDIA).deposit(ended="2026-01-01", amount="1000.00", paid="2026-03-07")
        assert answer.under(first_day="counted").value == DepositReturn(date(2026, 2, 15), Money("5.75", "INR"))
        around = answer.across_readings()
        assert (around.lowest, around.highest) == (Money("5.48", "INR"), Money("5.75", "INR"))
        assert "compared: the interest" in str(around)
        assert "first_day not-counted" in " ".join(str(answer.working).split())
        counted = load(INDIA).under(deposit={"first_day": "counted"})
        assert (
            counted.deposit(ended="2026-01-01", amount="1000.00", paid="2026-03-07").readings["first_day"] == "counted"
        )

    @pytest.mark.parametrize("facts", [{}, {"amount": "1000.00", "paid": "2026-02-15"}])
    def test_readings_cannot_matter_without_interest(self, facts: Any) -> None:
        answer = load(INDIA).deposit(ended="2026-01-01", **facts)
        assert "first_day" not in str(answer.working)
        assert answer.across_readings().names == ()

    def test_a_deposit_without_interest_has_no_readings(self) -> None:
        terms = made(deposit=Held(days=45, clause=CLAUSE, says=""))
        rule = DEPOSIT.of(terms.agreement)
        assert (rule.readings(), rule.under({}), rule.clauses_of("rounding")) == ((), rule, (CLAUSE,))
        rule.check()
        with refused(UnknownNameError, "deposit has no reading 'first_day' here"):
            terms.deposit(ended="2026-01-01").under(first_day="counted")

    def test_it_rests_on_the_clause_of_the_interest_where_this_is_asked_for(self) -> None:
        other = Clause("Terms", "9")
        interest = RateCharge(rate=Fraction(1, 10), per="year", compounding="none", clause=other, says="")
        terms = made(deposit=Held(days=45, interest=interest, clause=CLAUSE, says=""))
        assert terms.deposit(ended="2026-01-01").clauses == (CLAUSE,)
        late = terms.deposit(ended="2026-01-01", amount="1000.00", paid="2026-03-07")
        assert late.clauses == (CLAUSE, other)
        assert {line.clauses for line in late.steps if line.part == "readings"} == {(other,)}

    def test_its_figures_and_clauses_are_those_of_the_interest_too(self) -> None:
        terms = load(INDIA)
        rule = DEPOSIT.of(terms.agreement)
        assert rule.clauses == (rule.clause,)
        assert {taken.figure for taken in taken_figures(rule, "deposit")} == {"45 days", "10 % a year"}
        assert rule.in_voice(None) == rule

    def test_facts_that_do_not_fit(self) -> None:
        with refused(InputError, "the interest on a deposit needs amount and paid: give both"):
            load(INDIA).deposit(ended="2026-01-01", amount="1000.00")
        with refused(InputError, "plan is 'basic', and no number or tax of these terms depends on it"):
            load(INDIA).deposit(ended="2026-01-01", amount="1000.00", paid="2026-03-07", plan="basic")
        terms = made(deposit=Held(days=45, clause=CLAUSE, says=""))
        with refused(InputError, "a deposit bears no interest by these terms (Terms s.1): leave paid out"):
            terms.deposit(ended="2026-01-01", paid="2026-03-07")

    def test_business_days(self) -> None:
        # after Thursday 2 April come Good Friday and a weekend: the 6th and the 7th
        terms = made(deposit=Held(days=2, count="business-days", clause=CLAUSE, says=""))
        answer = terms.deposit(ended="2026-04-02")
        assert answer.value.back_by == date(2026, 4, 7)
        text = " ".join(str(answer.working).split())
        assert "2026-04-02 + 2 business days = 2026-04-07" in text
        assert "counted by the calendar ontario-and-federal" in text

    def test_a_day_that_is_none(self) -> None:
        with refused(DayError, "ended is '2026-02-30', which no calendar has"):
            load(INDIA).deposit(ended="2026-02-30")

    def test_terms_that_are_silent(self) -> None:
        with refused(
            NotInTermsError, "hold no rule on deposit, but Service Terms s.13 bears on it (whether one is kept back"
        ):
            KOS.deposit(ended="2026-01-01")


class TestAnswers:
    """The answer in short and in a sentence, its lines, and the readings that can matter."""

    @pytest.mark.parametrize(
        ("facts", "figure", "headline", "told", "readings"),
        [
            ({}, date(2026, 2, 15), "2026-02-15", "is to be given back by 2026-02-15", set[str]()),
            (
                {"amount": "1000.00", "paid": "2026-02-15"},
                Money("0.00", "INR"),
                "2026-02-15, interest 0.00 INR",
                "is to be given back by 2026-02-15, and bears 0.00 of interest",
                set[str](),
            ),
            (
                {"amount": "1000.00", "paid": "2026-02-16"},
                Money("0.27", "INR"),
                "2026-02-15, interest 0.27 INR",
                "is to be given back by 2026-02-15, and bears 0.27 of interest",
                {"first_day", "rounding"},
            ),
        ],
    )
    def test_with_and_without_interest(
        self, facts: dict[str, Any], figure: object, headline: str, told: str, readings: set[str]
    ) -> None:
        answer = load(INDIA).deposit(ended="2026-01-01", **facts)
        assert answer.value.figure == figure
        assert phrase_text(answer.value.headline()) == headline
        assert (
            phrase_text(answer.about.told(answer.value)) == f"the deposit of a service that ended on 2026-01-01 {told}"
        )
        assert answer.about.choices.keys() == readings
        compared = answer.value.figure_is
        assert (None if compared is None else phrase_text(compared)) == ("the interest" if facts else None)

    @pytest.mark.parametrize(
        ("paid", "more"),
        [
            ("2026-02-15", ["it came back on 2026-02-15: without interest"]),
            (
                "2026-02-16",
                [
                    "paid on 2026-02-16, after the due date: the charge counts from 2026-02-15, the due date",
                    "the day after 2026-02-15 is the first that counts, the day of payment the last",
                    "late charge: 1000.00 x 1 x 10 % / 365 = 0.273972... -> 0.27 (half up)",
                ],
            ),
        ],
    )
    def test_its_lines(self, paid: str, more: list[str]) -> None:
        answer = load(INDIA).deposit(ended="2026-01-01", amount="1000.00", paid=paid)
        assert [phrase_text(line.phrase) for line in answer.about.working()] == [
            "the deposit comes back by: 2026-01-01 + 45 days = 2026-02-15",
            *more,
        ]

    def test_a_sum_that_is_charged_at_once_is_no_interest_on_the_last_day_in_time(self) -> None:
        # a late charge of 5.00 is due from the day after the last day on
        terms = made(deposit=Held(days=45, interest=flat(500), clause=CLAUSE, says=""))
        sums = [
            terms.deposit(ended="2026-01-01", amount="1000.00", paid=paid).value.interest
            for paid in ("2026-02-14", "2026-02-15", "2026-02-16")
        ]
        assert sums == [cad(0), cad(0), cad(500)]

    def test_an_index_that_is_given_is_one_of_its_facts(self) -> None:
        rate = OfIndex("lawful")
        interest = RateCharge(rate=rate, per="year", compounding="none", clause=CLAUSE, says="")
        terms = made(deposit=Held(days=45, interest=interest, clause=CLAUSE, says=""))
        terms = Terms(replace(terms.agreement, indices=(Index(id="lawful", title="the lawful rate"),)))
        answer = terms.deposit(ended="2026-01-01", amount="1000.00", paid="2026-02-16", index={"lawful": "0.365"})
        # 1000.00 x 36.5 % x 1/365
        assert answer.value.interest == cad(100)
        assert from_dict(answer.as_dict(), terms=terms) == answer


class TestRule:
    """What the rule says of itself, with interest and without."""

    INTEREST = RateCharge(rate=Fraction(1, 10), per="year", compounding="none", clause=CLAUSE, says="")

    @pytest.mark.parametrize("interest", [None, INTEREST])
    def test_in_a_voice_the_interest_has_it_too(self, interest: RateCharge | None) -> None:
        rule = Held(days=45, interest=interest, clause=CLAUSE, says="").in_voice("consumer")
        assert rule.voice == "consumer"
        assert (None if rule.interest is None else rule.interest.voice) == (None if interest is None else "consumer")

    def test_a_fault_of_the_interest_is_one_of_the_deposit(self) -> None:
        faulty = replace(flat(500), least=cad(900), most=cad(100))
        with refused(InputError, "least is 9.00 CAD and most is 1.00 CAD: check which is which"):
            Held(days=45, interest=faulty, clause=CLAUSE, says="").check()

    @pytest.mark.parametrize(("count", "keys"), [("business-days", (("count",),)), ("calendar-days", ())])
    def test_which_keys_count_open_days(self, count: Any, keys: tuple[tuple[str, ...], ...]) -> None:
        assert Held(days=2, count=count, clause=CLAUSE, says="").open_day_keys == keys
