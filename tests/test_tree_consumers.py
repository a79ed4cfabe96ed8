"""What is said of a late charge of several parts beside its figure: the law, remarks, citations, known mistakes."""

from dataclasses import replace
from datetime import date
from fractions import Fraction
from typing import Any

import pytest

from telcoterms import Audit, Terms
from telcoterms.agreement.citations import taken_figures
from telcoterms.agreement.conditions import EveryDays, Grace, Threshold
from telcoterms.agreement.law import EffectiveRateCap, NominalRateCap, RuleVersion, WithoutFigure, YearlyRateStated
from telcoterms.agreement.numbers import ByFact, Dated, OfIndex, ShareBound
from telcoterms.clauses.late_charge.by_law import late_charge_by_law, rate_by_law, rate_in_words
from telcoterms.clauses.late_charge.kinds import GreaterOf, LateChargeRule, LesserOf, NoCharge, PercentageCharge, SumOf
from telcoterms.clauses.law import AgreementFigures, compare_rule
from telcoterms.formats.text import phrase_text
from tests.terms_builders import CLAUSE, a_rate, cad, compound, flat, made, simple

TWO = Fraction(1, 50)
WORDS: dict[str, Any] = {"says": "It says so.", "source": "A source", "dated": "undated"}
STATED = YearlyRateStated(otherwise_most=Fraction(5, 100), **WORDS)
NOMINAL = NominalRateCap(most=Fraction(35, 100), **WORDS)
EFFECTIVE = EffectiveRateCap(most=Fraction(60, 100), **WORDS)
FINE = PercentageCharge(share=Fraction(5, 100), clause=CLAUSE, says="")
NONE = NoCharge(clause=CLAUSE, says="")
RISING = Dated(((date(2020, 1, 1), Fraction(1, 100)), (date(2025, 1, 1), Fraction(3, 100))))


def join(kind: Any, *of: LateChargeRule, **fields: Any) -> Any:
    return kind(of=of, clause=CLAUSE, says="", **fields)


FEE_AND_RATE = join(SumOf, flat(500), compound(TWO), least=cad(700))
TWO_RATES = join(GreaterOf, compound(TWO), simple(Fraction(1, 4)))


class TestLaw:
    def figures(self, late: LateChargeRule, on: date = date(2026, 1, 1)) -> AgreementFigures:
        return AgreementFigures(currency="CAD", on=on, late_charge=late)

    def test_the_one_rate_of_a_join_is_compared_and_the_sums_beside_it_are_told(self) -> None:
        found = compare_rule(NOMINAL, self.figures(FEE_AND_RATE))
        assert (found.outcome, found.terms and phrase_text(found.terms)) == ("agrees", "24 % a year, nominal")
        lines = [phrase_text(one.phrase) for one in found.steps]
        assert lines[-2:] == [
            "the minimum of 7.00 is a sum, and counts for no rate here",
            "a sum or a share beside the rate counts for no rate here",
        ]

    @pytest.mark.parametrize("rule", [STATED, NOMINAL, EFFECTIVE], ids=lambda rule: rule.kind)
    def test_of_two_rates_none_is_that_of_all(self, rule: RuleVersion) -> None:
        found = compare_rule(rule, self.figures(TWO_RATES))
        assert found.outcome == "no-figure"
        assert phrase_text(found.why) == "the charge has 2 rates, and no yearly rate is that of all"

    @pytest.mark.parametrize("rule", [STATED, NOMINAL, EFFECTIVE], ids=lambda rule: rule.kind)
    @pytest.mark.parametrize("late", [FINE, NONE, flat(500)])
    def test_a_charge_without_a_rate_has_none(self, rule: RuleVersion, late: LateChargeRule) -> None:
        found = compare_rule(rule, self.figures(late))
        assert found.outcome == "no-figure"
        assert phrase_text(found.why).startswith("a charge without a rate has no yearly rate")

    def test_a_rate_that_changes_is_that_of_the_day(self) -> None:
        rates = {
            day: compare_rule(NOMINAL, self.figures(compound(RISING), on=day)).terms
            for day in (date(2024, 12, 31), date(2025, 1, 1))
        }
        assert [phrase_text(told) for told in rates.values() if told] == [
            "12 % a year, nominal",
            "36 % a year, nominal",
        ]

    def test_a_rate_by_plan_is_not_known_here(self) -> None:
        found = compare_rule(NOMINAL, self.figures(compound(ByFact("plan", (("basic", TWO),)))))
        assert found.outcome == "no-figure"
        assert "the rate is another one for each plan" in phrase_text(found.why)

    def test_a_rate_a_day_is_stated_by_its_period(self) -> None:
        """365 x 0.1 % = 36.5 %; compounded (100 % + 0.1 %) ^ 365 - 100 % = 44.03 %."""
        daily = a_rate(Fraction(1, 1000), per="day", compounding="daily", stated_yearly_rate=Fraction(365, 1000))
        found = compare_rule(STATED, self.figures(daily))
        assert phrase_text(found.why) == "36.5 % is the nominal rate, 365 times 0.1 %; compounded it is 44.025131... %"


class TestBesideAnAnswer:
    def told(self, late: LateChargeRule) -> str:
        found = late_charge_by_law(late, STATED, None)
        assert found is not None
        assert found.shown is (found.figure is not None)  # the page has no line on what is stated as it must be
        return phrase_text(found.says)

    def test_a_rule_on_something_else_says_nothing_of_it(self) -> None:
        assert late_charge_by_law(compound(TWO), WithoutFigure(says="none", source=STATED.source), None) is None

    def test_whether_a_yearly_rate_is_stated(self) -> None:
        assert self.told(FINE) == "a charge without a rate is stated by no period"
        assert self.told(simple(Fraction(1, 4))) == "the terms state 25 % a year"
        assert self.told(compound(TWO)) == "no yearly rate is stated: 5 % a year"
        assert self.told(FEE_AND_RATE) == self.told(TWO_RATES) == self.told(compound(TWO))
        both = join(SumOf, simple(TWO), compound(TWO, stated_yearly_rate=Fraction(2682, 10_000)))
        assert self.told(both) == "the terms state each of their rates by the year"
        by_plan = simple(ByFact("plan", (("basic", TWO),)))
        assert self.told(by_plan) == self.told(both)

    def test_the_rate_of_the_terms_on_a_day(self) -> None:
        for version, said in (
            (NOMINAL, "36 % a year, nominal, beside 35 %"),
            (EFFECTIVE, "42.576088... % a year beside 60 %"),
        ):
            found = rate_by_law(compound(RISING), version, on=date(2026, 1, 1))
            assert found is not None
            assert phrase_text(found.says).startswith(said)
        found = rate_by_law(simple(RISING), STATED, on=date(2024, 1, 1))
        assert found is not None
        assert phrase_text(found.says) == "the terms state 1 % a year"

    def test_a_rate_in_words(self) -> None:
        periods = {"month": "a month", "day": "a day", "year": "a year"}
        for per, said in periods.items():
            assert phrase_text(rate_in_words(a_rate(TWO, per=per, compounding="none"), TWO)) == f"2 % {said}"
        weekly = a_rate(TWO, per=EveryDays(7), compounding="none")
        assert phrase_text(rate_in_words(weekly, TWO)) == "2 % for each 7 days"


class TestRemarks:
    def paths(self, late: LateChargeRule) -> list[str]:
        terms = made(late_charge=late)
        agreement = replace(terms.agreement, sections=(), services=())
        return [one.path for one in Terms(agreement).remarks()]

    def test_each_rate_of_a_join_without_its_yearly_rate(self) -> None:
        due = {"runs_from": "due-date"}
        late = join(SumOf, FINE, compound(TWO, **due), join(GreaterOf, NONE, a_rate(TWO, compounding="none", **due)))
        assert self.paths(late) == [
            "late_charge.of[2].stated_yearly_rate",
            "late_charge.of[3].of[2].stated_yearly_rate",
        ]

    def test_a_rate_that_changes_is_compared_with_none(self) -> None:
        assert self.paths(compound(RISING, runs_from="due-date")) == []
        by_day = Dated(((date(2024, 1, 1), TWO),))
        assert self.paths(compound(TWO, runs_from="due-date", stated_yearly_rate=by_day)) == []

    def test_the_start_is_remarked_once_for_all_parts(self) -> None:
        start = "late_charge.reading.runs_from"
        assert self.paths(join(SumOf, simple(TWO), simple(TWO), flat(500))) == [start]
        assert self.paths(join(SumOf, FINE, flat(500))) == []
        assert self.paths(replace(flat(500), per="month")) == [start]

    def test_a_start_that_is_fixed_or_follows_a_grace_period_is_none(self) -> None:
        assert self.paths(replace(simple(TWO), fixed=("runs_from",))) == []
        assert self.paths(replace(simple(TWO), grace=Grace(days=5))) == []
        assert self.paths(join(SumOf, simple(TWO), flat(500), grace=Grace(days=5))) == []
        assert self.paths(simple(TWO, runs_from="grace-end")) == []


class TestCitations:
    def figures(self, late: LateChargeRule) -> dict[str, str]:
        return {one.path: one.figure for one in taken_figures(late, "late_charge")}

    def test_a_rate_is_one_for_its_period(self) -> None:
        for per, unit in (("month", "% a month"), ("day", "% a day"), ("year", "% a year")):
            assert self.figures(a_rate(TWO, per=per, compounding="none")) == {"late_charge.rate": f"2 {unit}"}
        weekly = self.figures(a_rate(TWO, per=EveryDays(7), compounding="none"))
        assert weekly == {"late_charge.rate": "2 %", "late_charge.per": "7 days"}
        assert self.figures(a_rate(TWO, on_day=15, compounding="none"))["late_charge.on_day"] == "15 day of the month"

    def test_the_margin_of_an_index_and_the_share_of_a_bound(self) -> None:
        late = simple(OfIndex("base", Fraction(2, 100)), most=ShareBound(Fraction(1, 10)))
        assert self.figures(late) == {"late_charge.rate.plus": "2 % a year", "late_charge.most.share": "10 %"}
        assert self.figures(simple(OfIndex("base"))) == {}

    def test_the_days_of_a_grace_period_and_the_sums_of_a_threshold(self) -> None:
        def of_grace(grace: Grace) -> list[str]:
            found = taken_figures(replace(flat(500), grace=grace), "late_charge")
            return [one.figure for one in found if one.path == "late_charge.grace"]

        assert of_grace(Grace(months=1, days=5)) == ["1 months", "5 days"]
        assert of_grace(Grace(days=5, count="business-days")) == ["5 business days"]
        assert of_grace(Grace()) == []
        dated = Dated(((date(2024, 1, 1), cad(1000)), (date(2025, 1, 1), cad(2000))))
        found = taken_figures(replace(flat(500), threshold=Threshold(over=dated)), "late_charge")
        assert sorted(one.figure for one in found) == ["10.00 CAD", "20.00 CAD", "5.00 CAD"]


class TestMistakes:
    """Of 113.00 issued on 1 January 2026 and paid on 15 February: 3.41 at 2 % a month."""

    def audit(self, late: LateChargeRule, billed: str = "1.00", **facts: Any) -> Audit:
        asked: dict[str, Any] = {"issued": "2026-01-01", "paid": "2026-02-15", **facts}
        return made(late_charge=late).audit_late_charge(billed, "113.00", **asked).value

    def tried(self, late: LateChargeRule, **facts: Any) -> dict[str, str]:
        found = self.audit(late, **facts)
        return {one.name: one.figure.text for one in found.mistakes}

    def figures(self, late: LateChargeRule) -> dict[str, str]:
        """Those that are tried, and those whose figure a reading gives as well."""
        start = "a reading of these terms gives "
        given = {name: why for name, why in self.reasons(late).items() if why.startswith(start)}
        return self.tried(late) | {name: why.removeprefix(start) for name, why in given.items()}

    def reasons(self, late: LateChargeRule) -> dict[str, str]:
        return {one.name: one.why for one in self.audit(late).left_out}

    def test_a_mistake_in_the_one_rate_of_a_join(self) -> None:
        """The fee of 5.00 stays beside it: without compounding the rate comes to 2.26 + 1.13 = 3.39 (14 of 28 days)."""
        alone, joined = self.tried(compound(TWO)), self.tried(join(SumOf, flat(500), compound(TWO)))
        assert {name: f"{float(figure) + 5:.2f}" for name, figure in alone.items() if name in joined} == joined
        assert joined["compounding-left-out"] == "8.39"

    def test_bounds_and_joins_take_of_the_other_figure(self) -> None:
        stated = compound(TWO, stated_yearly_rate=Fraction(2682, 10_000))
        assert self.figures(stated)["effective-rate-by-month"] == "3.82"
        assert self.figures(replace(stated, most=cad(350)))["effective-rate-by-month"] == "3.50"
        assert self.figures(join(LesserOf, flat(360), stated))["effective-rate-by-month"] == "3.60"
        assert self.figures(join(LesserOf, flat(360), stated))["month-charge-each-day"] == "3.60"
        capped = replace(stated, most=ShareBound(Fraction(4, 100)))
        assert self.figures(capped)["month-charge-each-day"] == "4.52"  # 4 % of 113.00

    @pytest.mark.parametrize(
        ("late", "why"),
        [
            (TWO_RATES, "the charge has 2 rates: in which of them it would be made is open"),
            (compound(RISING), "the rate is not one number: the mistake is not known"),
            (replace(compound(TWO), grace=Grace(days=5)), "with a grace period the mistake is not known"),
            (
                join(SumOf, compound(TWO), flat(500), grace=Grace(days=5)),
                "with a grace period the mistake is not known",
            ),
            (
                join(GreaterOf, compound(TWO), replace(flat(500), per="month"), per="month"),
                "where parts are compared month by month the mistake is not known",
            ),
            (join(SumOf, FINE, NONE), "a charge without a rate has no months and no days"),
            (compound(TWO, round_to=cad(5)), "of this kind of clause the mistake is not known"),
            (a_rate(TWO, compounding="none"), "of this kind of clause the mistake is not known"),
            (a_rate(TWO, per="day", compounding="daily"), "of this kind of clause the mistake is not known"),
        ],
    )
    def test_why_one_is_not_tried(self, late: LateChargeRule, why: str) -> None:
        reasons = self.reasons(late)
        about_a_rate = ("nominal-rate-compounded-daily", "each-day-rounded", "effective-rate-by-month")
        assert {reasons[name] for name in about_a_rate} == {why}

    def test_a_rate_that_differs_by_facts_is_the_one_of_these_facts(self) -> None:
        stated = Fraction(2682, 10_000)
        alone = self.tried(compound(TWO, stated_yearly_rate=stated))
        by_region = ByFact("region", (("QC", TWO), ("ON", Fraction(3, 100))))
        by_region_too = ByFact("region", (("QC", stated),), Fraction(4, 10))
        late = compound(by_region, stated_yearly_rate=by_region_too)
        assert self.tried(late, region="QC") == alone
        assert self.tried(join(SumOf, late, flat(0)), region="QC") == alone
        assert self.tried(late, region="ON") != alone

    def test_of_a_region_whose_rate_has_changed_it_is_not_known(self) -> None:
        late = compound(ByFact("region", (("QC", RISING),), TWO))
        of_quebec = {one.name: one.why for one in self.audit(late, region="QC").left_out}
        assert of_quebec["each-day-rounded"] == "the rate is not one number: the mistake is not known"
        assert "each-day-rounded" not in {one.name for one in self.audit(late, region="ON").left_out}

    def test_a_grace_period_is_not_taken_off_twice(self) -> None:
        assert self.reasons(replace(flat(500), grace=Grace(days=5)))["grace-subtracted-twice"] == (
            "with a grace period the mistake is not known"
        )

    def test_another_amount_is_charged_as_a_whole(self) -> None:
        late = join(SumOf, FINE, compound(TWO))
        assert self.tried(late, before_tax="100.00")["before-tax"] == "8.02"  # 5.00 + 3.02
