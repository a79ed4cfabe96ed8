"""Each kind of rule of law held against terms that agree with it, differ or are silent, line by line."""

from datetime import date
from fractions import Fraction
from typing import Any, Final, get_args

import pytest

from telcoterms import Clause, NotInTermsError, Terms, load
from telcoterms.agreement.customer import CustomerFacts
from telcoterms.agreement.law import (
    ActionWithinYears,
    AdrAfterWeeks,
    CancellationChargeTaxed,
    CancellationFeeCap,
    EffectiveRateCap,
    EndsOnReceipt,
    LateChargeUntaxed,
    LawRule,
    LawTable,
    NoFeeWithoutSubsidy,
    NominalRateCap,
    NoticeBelow,
    NoticeOfChange,
    OutsideBodyTerms,
    ProviderLaw,
    RefundByDaysLeft,
    RuleVersion,
    Scope,
    ServicesOfKind,
    SmallBusinessUpTo,
    WithoutFigure,
    YearlyRateStated,
)
from telcoterms.agreement.numbers import ByFact
from telcoterms.agreement.taxes import single_tax
from telcoterms.clauses.cancellation_charge.kinds import FlatCancellationCharge, NoCancellationCharge
from telcoterms.clauses.complaint.kinds import COMPLAINT, AfterTrying
from telcoterms.clauses.customer_cancellation import CustomerNotice, OnReceipt
from telcoterms.clauses.late_charge.kinds import LateChargeRule, LesserOf, SumOf
from telcoterms.clauses.law import (
    AgreementFigures,
    BoundParties,
    LawQuestion,
    Outcome,
    compare_law,
    law_steps,
    parties_of,
    stated_of,
)
from telcoterms.clauses.refund import ByDays, NoRefund, ReRated
from telcoterms.files.library import law_table
from telcoterms.formats.text import phrase_text
from telcoterms.values.dataclasses import replace
from telcoterms.values.notices import MonthsAndDays
from tests.error_assertions import refused
from tests.strategies import silent
from tests.terms_builders import CLAUSE, KOS, at_least, cad, compound, flat, simple

TODAY = date(2026, 6, 1)
SAYS: Final[dict[str, Any]] = {"says": "It says so.", "source": "A source", "dated": "undated"}
HELD = "the rule, undated: It says so. Source: A source."


def rule_of(*versions: RuleVersion, **more: Any) -> LawRule:
    """A rule that binds everybody and bears on one question."""
    facts: dict[str, Any] = {
        "name": "r",
        "title": "R",
        "effect": "informs",
        "who": "everybody",
        "questions": ("late_charge",),
        "checked": TODAY,
        "certainty": "confirmed",
        **more,
    }
    return LawRule(versions=versions, **facts)


def table_of(*rules: LawRule) -> LawTable:
    return LawTable(table="t", country="C", currency="CAD", revision=0, rules=rules)


def held(version: RuleVersion, stated: dict[str, Any]) -> tuple[tuple[str, str | None, str | None], list[str]]:
    """A version held against some terms: the outcome with both figures, and the lines below those of the rule."""
    table, figures = table_of(rule_of(version)), AgreementFigures(currency="CAD", on=TODAY, **stated)
    (one,) = compare_law(table, TODAY, figures).rules
    title, *lines = law_steps(table, TODAY, figures)
    assert (title.title, title.indent, {line.indent for line in lines}) == (True, 0, {1})
    outcome = phrase_text(title.phrase).removeprefix("R, ")
    told = [phrase_text(line.phrase) for line in lines]
    if one.outcome == "no-figure":
        assert (outcome, told) == ("no figure to compare", ["R (undated): It says so."])
        return (one.outcome, one.terms, one.law), [f"why: {one.why}"]
    assert (outcome, told[0], told[-1]) == (one.outcome, HELD, f"why: {one.why}")
    return (one.outcome, one.terms, one.law), told[1:]


class TestTheYearlyRate:
    """The yearly rate that belongs to a rate by the month is stated; a cap is held against the rate of its kind."""

    STATED = YearlyRateStated(otherwise_most=Fraction(1, 20), **SAYS)
    NOMINAL = NominalRateCap(most=Fraction(35, 100), **SAYS)
    EFFECTIVE = EffectiveRateCap(most=Fraction(60, 100), **SAYS)
    TWO = SumOf(of=(simple(Fraction(1, 4)), simple(Fraction(1, 5))), clause=CLAUSE, says="")
    BY_PLAN = simple(ByFact("plan", (("basic", Fraction(1, 5)),)))
    # the minimum of 5.00 of a rate of 2 %, and 7.50 beside it
    JOINED = SumOf(of=(at_least(500, compound(Fraction(1, 50))), flat(750)), clause=CLAUSE, says="")
    OTHERWISE = "stated by the year, or 5 % a year at most"
    BY_THE_MONTH = "twelve months: (100 % + 2 %) ^ 12 - 100 % = 26.824179... %"

    @pytest.mark.parametrize(
        ("late", "found", "lines"),
        [
            (
                compound(Fraction(1, 50), stated_yearly_rate=Fraction(2682, 10000)),
                ("agrees", "26.82 % a year stated", "26.824179... % a year stated"),
                [
                    BY_THE_MONTH,
                    "the terms print 26.82 %: agrees, to the decimals printed",
                    "why: 26.82 % is what 2 % a month comes to in a year, to the decimals printed",
                ],
            ),
            (
                compound(Fraction(1, 50), stated_yearly_rate=Fraction(24, 100)),
                ("differs", "24 % a year stated", "26.824179... % a year stated"),
                [
                    BY_THE_MONTH,
                    "the terms print 24 %: differs, to the decimals printed it is 27 %",
                    "why: 24 % is the nominal rate, 12 times 2 %; compounded it is 26.824179... %",
                ],
            ),
            (
                compound(Fraction(1, 50), stated_yearly_rate=Fraction(28, 100)),
                ("differs", "28 % a year stated", "26.824179... % a year stated"),
                [
                    BY_THE_MONTH,
                    "the terms print 28 %: differs, to the decimals printed it is 27 %",
                    "why: 2 % a month comes to 26.824179... % a year; nominal it is 24 %",
                ],
            ),
            (
                compound(Fraction(1, 50)),
                ("differs", "no yearly rate stated", "26.824179... % a year stated"),
                [
                    BY_THE_MONTH,
                    "why: 2 % a month is stated, no yearly rate: the rule then allows no more than 5 % a year",
                ],
            ),
            (
                None,
                ("no-figure", None, OTHERWISE),
                ["why: the terms, as recorded, say nothing on a charge for paying late"],
            ),
            (simple(Fraction(1, 4)), ("no-figure", None, OTHERWISE), ["why: the terms state their rate by the year"]),
            (
                flat(750),
                ("no-figure", None, OTHERWISE),
                ["why: a charge without a rate has no yearly rate before a sum and a time are given"],
            ),
            (
                TWO,
                ("no-figure", None, OTHERWISE),
                ["why: the charge has 2 rates, and no yearly rate is that of all"],
            ),
            (
                BY_PLAN,
                ("no-figure", None, OTHERWISE),
                ["why: the rate is another one for each plan, region, customer or index: ask effective_annual_rate"],
            ),
        ],
    )
    def test_stated(self, late: LateChargeRule | None, found: tuple[Any, ...], lines: list[str]) -> None:
        assert held(self.STATED, {"late_charge": late}) == (found, lines)

    @pytest.mark.parametrize(
        ("late", "found", "lines"),
        [
            (
                JOINED,
                ("agrees", "24 % a year, nominal", "35 % a year, nominal, at most"),
                [
                    "nominal rate a year: 12 x 2 % = 24 %",
                    "the minimum of 5.00 is a sum, and counts for no rate here",
                    "a sum or a share beside the rate counts for no rate here",
                    "why: 24 % is not over 35 %: nominal rates are compared, not compounded ones",
                ],
            ),
            (
                compound(Fraction(3, 100)),
                ("differs", "36 % a year, nominal", "35 % a year, nominal, at most"),
                [
                    "nominal rate a year: 12 x 3 % = 36 %",
                    "why: 36 % is over 35 %: nominal rates are compared, not compounded ones",
                ],
            ),
            (
                TWO,
                ("no-figure", None, "35 % a year, nominal, at most"),
                ["why: the charge has 2 rates, and no yearly rate is that of all"],
            ),
            (
                None,
                ("no-figure", None, "35 % a year, nominal, at most"),
                ["why: the terms, as recorded, say nothing on a charge for paying late"],
            ),
        ],
    )
    def test_a_nominal_cap(self, late: LateChargeRule | None, found: tuple[Any, ...], lines: list[str]) -> None:
        assert held(self.NOMINAL, {"late_charge": late}) == (found, lines)

    @pytest.mark.parametrize(
        ("late", "found", "lines"),
        [
            (
                LesserOf(of=(JOINED, flat(900)), clause=CLAUSE, says=""),
                ("agrees", "26.824179... % a year, compounded", "60 % a year, compounded, at most"),
                [
                    BY_THE_MONTH,
                    "the minimum of 5.00 is a sum, and counts for no rate here",
                    "a sum or a share beside the rate counts for no rate here",
                    "a sum or a share beside the rate counts for no rate here",
                    "why: 26.824179... % is not over 60 %: compounded rates are compared, not nominal ones",
                ],
            ),
            (
                # 1.04 ^ 12 = 1.601032...
                compound(Fraction(4, 100)),
                ("differs", "60.103221... % a year, compounded", "60 % a year, compounded, at most"),
                [
                    "twelve months: (100 % + 4 %) ^ 12 - 100 % = 60.103221... %",
                    "why: 60.103221... % is over 60 %: compounded rates are compared, not nominal ones",
                ],
            ),
            (
                flat(750),
                ("no-figure", None, "60 % a year, compounded, at most"),
                ["why: a charge without a rate has no yearly rate before a sum and a time are given"],
            ),
            (
                None,
                ("no-figure", None, "60 % a year, compounded, at most"),
                ["why: the terms, as recorded, say nothing on a charge for paying late"],
            ),
        ],
    )
    def test_an_effective_cap(self, late: LateChargeRule | None, found: tuple[Any, ...], lines: list[str]) -> None:
        assert held(self.EFFECTIVE, {"late_charge": late}) == (found, lines)


NOTICE = NoticeBelow(days=30, **SAYS)
RECEIPT = EndsOnReceipt(**SAYS)
REFUND = RefundByDaysLeft(**SAYS)
SMALL = SmallBusinessUpTo(monthly_bill=cad(2500_00), bill_of="of a month", **SAYS)
WEEKS = AdrAfterWeeks(weeks=6, **SAYS)
CHANGE = NoticeOfChange(days=30, **SAYS)
BODY = OutsideBodyTerms(body="B", award_most=cad(100), **SAYS)
BACK = "the days left of the cycle, inside a fixed term too"
SHOWN = "by the rule, of 30.00 with 20 of 30 days left: 30.00 x 20/30 = 20.00"
UP_TO = "a monthly bill of up to 2500.00"


def noticed(days: int, **notice: Any) -> CustomerNotice:
    return CustomerNotice(notice=MonthsAndDays(days=days, **notice), clause=CLAUSE, says="")


class TestEachKind:
    """Both figures, the line of the terms, and why they agree or not; or why there is nothing to compare."""

    @pytest.mark.parametrize(
        ("version", "stated", "found", "lines"),
        [
            (
                REFUND,
                {"refund": NoRefund(clause=CLAUSE, says="")},
                ("differs", "nothing", BACK),
                ["by the terms: nothing", SHOWN, "why: the terms give nothing back"],
            ),
            (
                REFUND,
                {"refund": ByDays(clause=CLAUSE, says="")},
                ("differs", "nothing inside a fixed term", BACK),
                [
                    "by the terms: nothing inside a fixed term",
                    SHOWN,
                    "why: month to month both give the days left; inside a fixed term the terms give nothing",
                ],
            ),
            (
                REFUND,
                {"refund": ReRated(monthly_price=cad(500), clause=CLAUSE, says="")},
                ("differs", "the fee less the monthly price of each month begun", BACK),
                [
                    "by the terms: the fee less the monthly price of each month begun",
                    SHOWN,
                    "why: the terms take whole months off, at a price of their own",
                ],
            ),
            (REFUND, {}, ("no-figure", None, BACK), ["why: the terms, as recorded, say nothing on prepaid fees"]),
            (
                NOTICE,
                {"customer_cancellation": noticed(29)},
                ("agrees", "29 days after receipt", "under 30 days' notice"),
                [
                    "by the terms a cancellation takes effect: 29 days after receipt",
                    "why: by the terms the end comes 29 days after the notice",
                ],
            ),
            (
                NOTICE,
                {"customer_cancellation": noticed(30)},
                ("differs", "30 days after receipt", "under 30 days' notice"),
                [
                    "by the terms a cancellation takes effect: 30 days after receipt",
                    "why: by the terms the end comes 30 days after the notice",
                ],
            ),
            (
                NOTICE,
                {"customer_cancellation": OnReceipt(law="x", clause=CLAUSE, says="")},
                ("agrees", "at any time, no notice is asked for", "under 30 days' notice"),
                [
                    "by the terms a customer may cancel: at any time, no notice is asked for",
                    "why: the terms ask for no notice",
                ],
            ),
            (
                NOTICE,
                {"customer_cancellation": noticed(2, count="business-days")},
                ("no-figure", None, "under 30 days' notice"),
                ["why: the notice has business days, so that holidays decide how long it is"],
            ),
            (
                NOTICE,
                {},
                ("no-figure", None, "under 30 days' notice"),
                ["why: the terms, as recorded, say nothing on the notice of a customer who cancels"],
            ),
            (
                RECEIPT,
                {"customer_cancellation": OnReceipt(clause=CLAUSE, says="")},
                ("agrees", "on the day of receipt", "on the day of receipt"),
                [
                    "by the terms a cancellation takes effect: on the day of receipt",
                    "why: by the terms the end comes 0 days after the notice",
                ],
            ),
            (
                RECEIPT,
                {"customer_cancellation": noticed(1)},
                ("differs", "1 day after receipt", "on the day of receipt"),
                [
                    "by the terms a cancellation takes effect: 1 day after receipt",
                    "why: by the terms the end comes 1 day after the notice",
                ],
            ),
            (
                RECEIPT,
                {"customer_cancellation": noticed(2)},
                ("differs", "2 days after receipt", "on the day of receipt"),
                [
                    "by the terms a cancellation takes effect: 2 days after receipt",
                    "why: by the terms the end comes 2 days after the notice",
                ],
            ),
            (
                RECEIPT,
                {"customer_cancellation": OnReceipt(law="x", clause=CLAUSE, says="")},
                ("no-figure", None, "on the day of receipt"),
                ["why: the terms, as recorded, say nothing on the day on which a cancellation takes effect"],
            ),
            (
                SMALL,
                {"small_business_under": (cad(2500_00), CLAUSE)},
                ("differs", "a monthly bill under 2500.00", UP_TO),
                [
                    "by the terms: a monthly bill under 2500.00",
                    "why: a bill of exactly 2500.00 counts by the rule, and does not by the terms",
                ],
            ),
            (
                SMALL,
                {"small_business_under": (cad(2000_00), CLAUSE)},
                ("differs", "a monthly bill under 2000.00", UP_TO),
                ["by the terms: a monthly bill under 2000.00", "why: the two sums are not the same"],
            ),
            (
                SMALL,
                {},
                ("no-figure", None, UP_TO),
                ["why: the terms, as recorded, say nothing on what a small business is"],
            ),
            (
                WEEKS,
                {"adr_weeks": (8, CLAUSE)},
                ("differs", "8 weeks after receipt", "6 weeks after receipt"),
                ["by the terms: 8 weeks after receipt", "why: the terms have 8 weeks, the rule 6 weeks"],
            ),
            (
                WEEKS,
                {"adr_weeks": (6, CLAUSE)},
                ("agrees", "6 weeks after receipt", "6 weeks after receipt"),
                ["by the terms: 6 weeks after receipt", "why: the terms have 6 weeks, the rule 6 weeks"],
            ),
            (
                WEEKS,
                {"adr_weeks": (1, CLAUSE)},
                ("differs", "1 week after receipt", "6 weeks after receipt"),
                ["by the terms: 1 week after receipt", "why: the terms have 1 week, the rule 6 weeks"],
            ),
            (
                WEEKS,
                {},
                ("no-figure", None, "6 weeks after receipt"),
                ["why: the terms, as recorded, say nothing on how long a complaint waits before it may go outside"],
            ),
            (
                BODY,
                {},
                ("no-figure", None, "awards up to 1.00 CAD"),
                ["why: the terms, as recorded, fix no figure of their own on it"],
            ),
            (
                replace(BODY, apply_within_months=12, report_within_days=20),
                {},
                (
                    "no-figure",
                    None,
                    "awards up to 1.00 CAD, asked within 12 months, the provider reports within 20 days",
                ),
                ["why: the terms, as recorded, fix no figure of their own on it"],
            ),
            (
                CHANGE,
                {"change_notice": (30, CLAUSE)},
                ("agrees", "30 days' notice at least", "30 days' notice at least, and a way out"),
                ["by the terms: 30 days' notice at least", "why: the notice is compared, in days"],
            ),
            (
                CHANGE,
                {"change_notice": (29, CLAUSE)},
                ("differs", "29 days' notice at least", "30 days' notice at least, and a way out"),
                ["by the terms: 29 days' notice at least", "why: the notice is compared, in days"],
            ),
            (
                CHANGE,
                {"change_notice": (1, CLAUSE)},
                ("differs", "1 day's notice at least", "30 days' notice at least, and a way out"),
                ["by the terms: 1 day's notice at least", "why: the notice is compared, in days"],
            ),
            (
                CHANGE,
                {},
                ("no-figure", None, "30 days' notice at least, and a way out"),
                ["why: the terms, as recorded, say nothing on changed terms"],
            ),
            (
                LateChargeUntaxed(**SAYS),
                {"late_charge": flat(1)},
                ("agrees", "no tax on it", "no tax on it"),
                ["why: the late charge is computed without tax; what it grows on may hold tax"],
            ),
            (
                LateChargeUntaxed(**SAYS),
                {},
                ("no-figure", None, "no tax on it"),
                ["why: the terms, as recorded, say nothing on a charge for paying late"],
            ),
            (
                NoFeeWithoutSubsidy(**SAYS),
                {},
                ("no-figure", None, "nothing without a device subsidy"),
                ["why: it is a matter of each cancellation: ask cancellation_charge for its law"],
            ),
            (
                CancellationFeeCap(**SAYS),
                {},
                ("no-figure", None, "a cap on what ending a term costs"),
                ["why: it is a matter of each cancellation: ask cancellation_charge for its law"],
            ),
            (
                ActionWithinYears(years=2, **SAYS),
                {},
                ("no-figure", None, "2 years after the claim was discovered"),
                ["why: it is the time to go to court; that of the terms is one to tell the provider"],
            ),
            (WithoutFigure(**SAYS), {}, ("no-figure", None, None), ["why: it fixes no figure"]),
        ],
    )
    def test_held_against_terms(
        self, version: RuleVersion, stated: dict[str, Any], found: tuple[Any, ...], lines: list[str]
    ) -> None:
        assert held(version, stated) == (found, lines)


class TestTheTaxOfACancellationCharge:
    """Tax that is added to a charge is the tax included in what is then paid."""

    VERSION = CancellationChargeTaxed(**SAYS)
    CHARGE = FlatCancellationCharge(sum=cad(60_00), clause=CLAUSE, says="")
    TAX = single_tax(Fraction(13, 100))
    INCLUDED = "tax counts as included in what is paid"
    NO_CHARGE = "why: the terms, as recorded, say nothing on a charge for ending a term early"

    @pytest.mark.parametrize(
        ("stated", "found", "lines"),
        [
            (
                {"cancellation_charge": CHARGE, "tax": TAX},
                ("agrees", "tax is added to the charge", INCLUDED),
                [
                    "tax is 13 %: the rate that was given",
                    "tax: 100.00 x 13 % = 13.00",
                    "total: 100.00 + 13.00 = 113.00",
                    "tax in it: 113.00 x 13 % / (100 % + 13 %) = 13.00",
                    "why: the tax added to a charge is the tax included in what is then paid",
                ],
            ),
            (
                {"cancellation_charge": replace(CHARGE, taxed=False), "tax": TAX},
                ("differs", "no tax is added to the charge", INCLUDED),
                [
                    "by the terms: no tax is added to the charge",
                    "why: the rule takes a tax to be in what is paid",
                ],
            ),
            (
                {"cancellation_charge": CHARGE},
                ("no-figure", None, INCLUDED),
                ["why: the terms, as recorded, say nothing on the tax on a charge for ending a term early"],
            ),
            ({"tax": TAX}, ("no-figure", None, INCLUDED), [NO_CHARGE]),
            (
                {"cancellation_charge": NoCancellationCharge(clause=CLAUSE, says=""), "tax": TAX},
                ("no-figure", None, INCLUDED),
                [NO_CHARGE],
            ),
        ],
    )
    def test_held_against_terms(self, stated: dict[str, Any], found: tuple[Any, ...], lines: list[str]) -> None:
        assert held(self.VERSION, stated) == (found, lines)


class TestWhomItBinds:
    """What it depends on whether a rule binds is said below it or in its one line, and why it does not apply."""

    PARTIES = BoundParties(
        "P", ProviderLaw(table="canada", read=law_table, services=(ServicesOfKind(kind="home-internet"),))
    )
    CONSUMERS = Scope(customers=("consumer",))
    OPEN = Scope(unsettled="whether it reaches small providers is open")
    BOTH = Scope(customers=("consumer",), unsettled="whether it reaches small providers is open")
    FIGURES = AgreementFigures(currency="CAD", on=TODAY, customer_cancellation=OnReceipt(clause=CLAUSE, says=""))

    def lines(self, rule: LawRule, parties: BoundParties | None = PARTIES) -> list[tuple[int, str]]:
        found = law_steps(table_of(rule), TODAY, self.FIGURES, parties)
        assert [line.title for line in found] == [True, *[False] * (len(found) - 1)]
        return [(line.indent, phrase_text(line.phrase)) for line in found]

    @pytest.mark.parametrize(
        ("scope", "more"),
        [
            (CONSUMERS, ["whether it binds depends on who the customer is"]),
            (OPEN, ["whether it reaches small providers is open"]),
            (BOTH, ["whether it binds depends on who the customer is", "whether it reaches small providers is open"]),
        ],
    )
    def test_below_a_rule_with_a_figure(self, scope: Scope, more: list[str]) -> None:
        assert self.lines(rule_of(RECEIPT, binds=(scope,))) == [
            (0, "R, agrees"),
            (1, HELD),
            (1, "by the terms a cancellation takes effect: on the day of receipt"),
            (1, "why: by the terms the end comes 0 days after the notice"),
            *((1, line) for line in more),
        ]

    @pytest.mark.parametrize(
        ("scope", "more"),
        [
            (CONSUMERS, " Whether it binds depends on who the customer is."),
            (OPEN, " Whether it binds is open: whether it reaches small providers is open."),
            (
                BOTH,
                " Whether it binds depends on who the customer is; whether it reaches small providers is open.",
            ),
        ],
    )
    def test_in_the_line_of_a_rule_without_one(self, scope: Scope, more: str) -> None:
        assert self.lines(rule_of(WithoutFigure(**SAYS), binds=(scope,))) == [
            (0, "no figure to compare"),
            (1, f"R (undated): It says so.{more}"),
        ]

    def test_a_rule_that_binds_others_does_not_apply(self) -> None:
        rule = rule_of(RECEIPT, binds=(Scope(services=("mobile",)),))
        assert self.lines(rule) == [
            (0, "does not apply"),
            (1, "R: it binds everybody; not among them: this service"),
        ]
        (one,) = compare_law(table_of(rule), TODAY, self.FIGURES, self.PARTIES).rules
        assert (one.outcome, one.terms, one.law, one.bearing) == ("does-not-apply", None, None, "does-not-bind")
        # without parties each rule is compared as if it bound them
        assert self.lines(rule, None)[0] == (0, "R, agrees")

    @pytest.mark.parametrize(
        ("decided_by", "why"),
        [
            ("event", "it is in force only from 2027-01-01 on"),
            ("agreement", "it is in force only for agreements made since 2027-01-01"),
        ],
    )
    def test_a_rule_that_is_not_in_force_yet(self, decided_by: str, why: str) -> None:
        later = [EndsOnReceipt(says="It says so.", source="A source", since=date(year, 1, 1)) for year in (2027, 2028)]
        rule = rule_of(*later, decided_by=decided_by)
        assert self.lines(rule) == [(0, "does not apply"), (1, f"R: {why}")]
        (one,) = compare_law(table_of(rule), TODAY, self.FIGURES, self.PARTIES).rules
        assert (one.outcome, one.bearing, one.since) == ("does-not-apply", "does-not-bind", date(2027, 1, 1))

    @pytest.mark.parametrize(
        ("agreed", "found"),
        [
            (None, [(None, "depends"), (date(2025, 1, 1), "depends")]),
            (date(2024, 12, 31), [(None, "binds")]),
            (date(2025, 1, 1), [(date(2025, 1, 1), "binds")]),
        ],
    )
    def test_where_the_day_of_the_agreement_decides_each_version_that_can_apply_is_compared(
        self, agreed: date | None, found: list[tuple[date | None, str]]
    ) -> None:
        versions = (RECEIPT, EndsOnReceipt(says="It says so.", source="A source", since=date(2025, 1, 1)))
        parties = replace(self.PARTIES, customer=CustomerFacts(agreed=agreed))
        rules = compare_law(table_of(rule_of(*versions, decided_by="agreement")), TODAY, self.FIGURES, parties).rules
        assert [(one.since, one.bearing) for one in rules] == found

    def test_each_outcome_has_a_title_below_those_that_are_compared(self) -> None:
        later = EndsOnReceipt(says="It says so.", source="A source", since=date(2027, 1, 1))
        versions: tuple[RuleVersion, ...] = (later, WithoutFigure(**SAYS), RECEIPT)
        rules = [rule_of(version, name=f"r{place}") for place, version in enumerate(versions)]
        titles = [line for line in law_steps(table_of(*rules), TODAY, self.FIGURES) if line.title]
        assert [phrase_text(line.phrase) for line in titles] == ["R, agrees", "no figure to compare", "does not apply"]


class TestOfTheTerms:
    """What an agreement fixes of the things that rules of law speak of, and the answer in short."""

    def test_the_figures_of_kos(self) -> None:
        figures = stated_of(KOS.agreement, TODAY)
        assert figures.small_business_under == (cad(2500_00), Clause("Service Terms", "39"))
        assert figures.change_notice == (30, Clause("Service Terms", "5"))
        assert figures.adr_weeks is None
        assert figures.tax is not None
        assert figures.tax.rate == Fraction(13, 100)
        assert (figures.on, figures.currency) == (TODAY, "CAD")

    def test_the_wait_of_kijoma(self) -> None:
        kijoma = load("kijoma").agreement
        assert stated_of(kijoma, TODAY).adr_weeks == (8, Clause("Complaints Code", "4"))
        outside = AfterTrying(body="B", clause=CLAUSE, says="")
        tried = kijoma.with_rules(complaint=replace(COMPLAINT.of(kijoma), outside=outside))
        assert stated_of(tried, TODAY).adr_weeks is None

    def test_terms_that_are_silent_fix_nothing(self) -> None:
        names = (
            "late_charge",
            "refund",
            "customer_cancellation",
            "cancellation_charge",
            "complaint",
            "change_of_terms",
        )
        bare = replace(silent(*names, "eligible_for_adr").agreement, tax=None)
        assert stated_of(bare, TODAY) == AgreementFigures(currency="CAD", on=TODAY)

    def test_before_the_first_rate_of_the_table_there_is_no_tax(self) -> None:
        assert stated_of(KOS.agreement, date(1990, 1, 1)).tax is None

    def test_in_short_as_data_and_in_a_sentence(self) -> None:
        answer = KOS.law(on="2026-06-01")
        value = answer.value
        counts = {outcome: len(value.of(outcome)) for outcome in get_args(Outcome)}
        assert counts == {"agrees": 7, "differs": 2, "no-figure": 11, "does-not-apply": 6}
        assert [one.rule for one in value.of("differs")] == ["crtc-2016-171", "ccts-small-business"]
        assert phrase_text(value.headline()) == (
            "on 2026-06-01, agreeing: 7, differing: 2, no figure to compare: 11, not applicable: 6"
        )
        assert phrase_text(answer.about.told(value)) == (
            "of the rules of law on 2026-06-01, 7 agree with the terms, 2 differ, 11 have no figure to compare, and 6 "
            "do not apply"
        )
        data: Any = value.as_dict()
        assert (data["on"], len(data["rules"])) == ("2026-06-01", 26)
        by_name = {one["rule"]: one for one in data["rules"]}
        assert by_name["crtc-2014-576"]["since"] == "2015-01-23"
        assert by_name["interest-act-4"]["since"] is None

    def test_the_clauses_that_rules_are_held_against(self) -> None:
        answer = KOS.law(on="2026-06-01")
        assert answer.about.cited == ()
        assert {"Service Terms s.9", "Service Terms s.33", "Service Terms s.39"} <= {*map(str, answer.about.clauses)}
        assert len(set(answer.about.clauses)) == len(answer.about.clauses)
        assert [*answer.about.working()] == [
            *law_steps(
                parties_of(KOS.agreement).provider_law.rules,
                TODAY,
                stated_of(KOS.agreement, TODAY),
                parties_of(KOS.agreement),
            )
        ]

    def test_terms_that_name_no_table_of_law(self) -> None:
        bare = replace(KOS.agreement, provider_law=None)
        assert (LawQuestion.answered_by(KOS.agreement), LawQuestion.answered_by(bare)) == (True, False)
        with refused(NotInTermsError, "the terms of kos name no table of law: add a table [law] to a file of your own"):
            Terms(bare).law(on="2026-06-01")

    def test_at_a_cap_a_rate_is_not_over_it(self) -> None:
        at_cap = {"late_charge": simple(Fraction(35, 100))}
        nominal = NominalRateCap(most=Fraction(35, 100), **SAYS)
        found, lines = held(nominal, at_cap)
        assert found[0] == "agrees"
        assert lines[-1] == "why: 35 % is not over 35 %: nominal rates are compared, not compounded ones"
        found, lines = held(EffectiveRateCap(most=Fraction(35, 100), **SAYS), at_cap)
        assert found[0] == "agrees"
        assert lines[-1] == "why: 35 % is not over 35 %: compounded rates are compared, not nominal ones"

    def test_one_day_of_notice_is_not_the_day_of_receipt(self) -> None:
        assert held(RECEIPT, {"customer_cancellation": noticed(1)})[0][0] == "differs"
