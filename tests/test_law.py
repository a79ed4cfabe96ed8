"""The law beside the terms: dated rules, held against what the terms fix, never mixed into it."""

import re
from dataclasses import replace
from datetime import date, timedelta
from fractions import Fraction
from pathlib import Path
from typing import Any, get_args

import pytest
from hypothesis import given
from hypothesis import strategies as st

from telcoterms import InputError, InvalidFileError, Law, Money, NotInTermsError, Step, Terms, load
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
    RefundByDaysLeft,
    RuleVersion,
    SmallBusinessUpTo,
    WithoutFigure,
    YearlyRateStated,
)
from telcoterms.agreement.taxes import single_tax
from telcoterms.clauses.cancellation_charge.kinds import CANCELLATION_CHARGE, NoCancellationCharge
from telcoterms.clauses.complaint.by_law import adr_note, outside_by_law
from telcoterms.clauses.complaint.facts import Course
from telcoterms.clauses.complaint.kinds import COMPLAINT
from telcoterms.clauses.customer_cancellation import CustomerNotice, OnReceipt
from telcoterms.clauses.law import AgreementFigures, Outcome, RuleComparison, compare_law, law_steps
from telcoterms.clauses.refund import ByDays, NoRefund
from telcoterms.files.library import law_table
from telcoterms.files.tables import law_kinds, read_law
from telcoterms.formats.text import phrase_text
from telcoterms.values.notices import MonthsAndDays
from telcoterms.values.version import RELEASE_DATE, __version__
from tests.error_assertions import refused
from tests.strategies import changed
from tests.terms_builders import CLAUSE, HOSTING, KOS, at_least, cad, compound, flat, simple

CANADA, UK = law_table("canada"), law_table("uk")
RULES = [(table, rule) for table in (CANADA, UK) for rule in table.rules]
TODAY = date(2026, 6, 1)
JUNE: dict[str, Any] = {"cycle_start": "2026-06-01", "cancelled": "2026-06-10"}
DAYS = st.dates(date(1850, 1, 1), date(2200, 1, 1))
each_rule = pytest.mark.parametrize(("table", "rule"), RULES, ids=lambda one: getattr(one, "name", ""))


def told(version: RuleVersion, **stated: Any) -> RuleComparison:
    """One version held against some terms."""
    (one,) = value_of(version, **stated).rules
    return one


def table_of(version: RuleVersion) -> LawTable:
    return LawTable(table="t", country="C", currency="CAD", revision=0, rules=(rule_of(version),))


def rule_of(*versions: RuleVersion) -> LawRule:
    """A rule that binds everybody and bears on one question."""
    return LawRule(
        name="r",
        title="R",
        effect="informs",
        who="everybody",
        questions=("late_charge",),
        checked=TODAY,
        certainty="confirmed",
        versions=versions,
    )


def value_of(version: RuleVersion, **stated: Any) -> Law:
    facts = AgreementFigures(currency="CAD", **stated)
    law = compare_law(table_of(version), TODAY, facts)
    assert law_steps(table_of(version), TODAY, facts)[0].title  # of the rule, or of those without a figure
    return law


def words(**more: Any) -> dict[str, Any]:
    return {"says": "It says so.", "source": "A source", "dated": "undated", **more}


def rules_of(terms: Terms, on: str, name: str) -> list[RuleComparison]:
    """Each version of a rule that is held against some terms on a day."""
    return [one for one in terms.law(on=on).value.rules if one.rule == name]


def text_of(steps: tuple[Step, ...]) -> str:
    assert all(one.part == "notes" for one in steps)
    return "\n".join(phrase_text(one.phrase) for one in steps)


def text_of_all(steps: tuple[Step, ...]) -> str:
    """The lines of a working, one below the other."""
    return "\n".join(phrase_text(one.phrase) for one in steps)


class TestTables:
    """Every rule has its source and its days; on each day exactly one version is in force."""

    @each_rule
    def test_each_version_has_a_source_and_a_day_or_the_words_for_it(self, table: LawTable, rule: LawRule) -> None:
        assert rule.checked.year == 2026
        assert rule.who
        for place, version in enumerate(rule.versions):
            assert version.source
            assert version.says.endswith(".")
            assert version.since or (version.dated and place == 0)

    @each_rule
    @given(day=DAYS)
    def test_on_every_day_exactly_one_version_is_in_force(self, table: LawTable, rule: LawRule, day: date) -> None:
        ends: list[date | None] = [one.since for one in rule.versions[1:]]
        ends.append(None)
        spans = zip(rule.versions, ends, strict=True)
        held_ = [one for one, end in spans if (one.since is None or one.since <= day) and (end is None or day < end)]
        first = rule.versions[0].since
        if first is not None and day < first:
            assert held_ == []
            assert rule.on(day) is None
        else:
            assert [rule.on(day)] == held_

    def test_the_rules_of_canada(self) -> None:
        found = {rule.name: [(one.kind, one.since) for one in rule.versions] for rule in CANADA.rules}
        assert found == {
            "interest-act-4": [("yearly-rate-stated", None)],
            "criminal-code-347": [("effective-rate-cap", None), ("nominal-rate-cap", date(2025, 1, 1))],
            "criminal-code-347-business": [("without-figure", date(2025, 1, 1))],
            "garland": [("without-figure", None)],
            "crtc-2014-576": [("notice-below", date(2015, 1, 23))],
            "crtc-2018-194": [("ends-on-receipt", date(2015, 1, 23))],
            "crtc-2016-171": [("refund-by-days-left", date(2016, 5, 5))],
            "crtc-2016-170": [("without-figure", date(2016, 5, 5))],
            "telecommunications-act-27-04": [("no-fee-without-subsidy", date(2026, 6, 12))],
            "internet-code": [
                ("cancellation-fee-cap", date(2020, 1, 31)),
                ("cancellation-fee-cap", date(2026, 6, 12)),
            ],
            "internet-code-disconnection": [("without-figure", date(2020, 1, 31))],
            "wireless-code": [("cancellation-fee-cap", date(2013, 12, 2)), ("cancellation-fee-cap", date(2026, 6, 12))],
            "quebec-cpa-214-7": [("cancellation-fee-cap", date(2010, 6, 30))],
            "ontario-cpa-11": [("without-figure", date(2005, 7, 30))],
            "ontario-regulation-17-05-42": [("notice-of-change", date(2005, 7, 30))],
            "limitations-act-22": [("action-within-years", date(2004, 1, 1))],
            "crtc-2026-67": [("without-figure", date(2027, 4, 13))],
            "crtc-2026-78": [("without-figure", date(2027, 4, 26))],
            "ccts-small-business": [("small-business-up-to", None)],
            "ccts-compensation": [("outside-body", None)],
            "ccts-collection": [("without-figure", None)],
            "excise-tax-act-161": [("late-charge-untaxed", None)],
            "excise-tax-act-182": [("cancellation-charge-taxed", None)],
            "excise-tax-act-165-2": [("without-figure", None)],
            "excise-tax-act-232": [("without-figure", None)],
        }

    def test_the_rules_of_the_united_kingdom(self) -> None:
        found = {rule.name: [(one.kind, one.since) for one in rule.versions] for rule in UK.rules}
        assert found == {
            "ofcom-c4": [("adr-after-weeks", None), ("adr-after-weeks", date(2026, 4, 8))],
            "cisas-limits": [("outside-body", None)],
            "vat-late-payment": [("late-charge-untaxed", None)],
        }

    def test_the_numbers(self) -> None:
        versions = {(rule.name, place): one for _, rule in RULES for place, one in enumerate(rule.versions)}

        def number(name: str, field: str, place: int = 0) -> object:
            return getattr(versions[name, place], field)

        assert number("interest-act-4", "otherwise_most") == Fraction(1, 20)
        assert number("criminal-code-347", "most") == Fraction(3, 5)
        assert number("criminal-code-347", "most", 1) == Fraction(7, 20)
        assert number("crtc-2014-576", "days") == 30
        for name, place in (("wireless-code", 0), ("internet-code", 0)):
            assert number(name, "months", place) == 24
            assert number(name, "otherwise_most", place) == Money(50, "CAD")
            assert number(name, "otherwise_share", place) == Fraction(1, 10)
        for name, place in (("wireless-code", 1), ("internet-code", 1)):
            assert number(name, "months", place) == 24
            assert number(name, "otherwise_most", place) is number(name, "otherwise_share", place) is None
        assert number("quebec-cpa-214-7", "months") is None
        assert number("quebec-cpa-214-7", "otherwise_most") == Money(50, "CAD")
        assert number("quebec-cpa-214-7", "otherwise_share") == Fraction(1, 10)
        assert number("ontario-regulation-17-05-42", "days") == 30
        assert number("limitations-act-22", "years") == 2
        assert number("ccts-small-business", "monthly_bill") == Money(2500, "CAD")
        assert number("ccts-compensation", "award_most") == Money(5000, "CAD")
        assert number("ccts-compensation", "report_within_days") == 20
        assert [number("ofcom-c4", "weeks", place) for place in (0, 1)] == [8, 6]
        assert number("cisas-limits", "award_most") == Money(10_000, "GBP")
        assert number("cisas-limits", "apply_within_months") == 12

    @each_rule
    def test_each_rule_was_looked_up_less_than_a_year_before_the_release(self, table: LawTable, rule: LawRule) -> None:
        released = date.fromisoformat(RELEASE_DATE)
        assert released - timedelta(days=365) <= rule.checked <= released, f"look up {table.table} {rule.name} again"

    def test_the_release_is_that_of_the_changelog(self) -> None:
        text = (Path(__file__).parent.parent / "CHANGELOG.md").read_text("utf-8")
        dated = re.findall(rf"^## \[{re.escape(__version__)}\] - (\S+)$", text, re.MULTILINE)
        assert dated in ([], [RELEASE_DATE])

    def test_every_kind_is_used(self) -> None:
        assert {one.kind for _, rule in RULES for one in rule.versions} == set(law_kinds())

    def test_versions_follow_one_another(self) -> None:
        early = EndsOnReceipt(**words(since=date(2020, 1, 1)))
        late = EndsOnReceipt(**words(since=date(2021, 1, 1)))
        undated = EndsOnReceipt(**words())
        rule = rule_of(undated, early, late)
        assert [rule.before(one) for one in rule.versions] == [None, undated, early]
        for versions in ((late, early), (early, early), (early, undated)):
            with refused(InputError, "a version of r since", "list them by their days"):
                rule_of(*versions)
        with refused(InputError, "the first version of r has neither since nor dated", "say in words"):
            rule_of(replace(undated, dated=""))


class TestReader:
    """A table of law is judged whole, as every file is."""

    TEXT = (
        'table = "t"\ncountry = "C"\ncurrency = "CAD"\nrevision = 0\n\n'
        '[[rule]]\nname = "r"\ntitle = "R"\neffect = "informs"\nwho = "W"\nquestions = ["complaint"]\n'
        'checked = 2026-01-01\ncertainty = "unconfirmed"\n\n'
        '[[rule.version]]\nkind = "outside-body"\nbody = "B"\naward_most = "1.00"\n'
        'dated = "undated"\nsays = "S."\nsource = "X"\n'
    )

    def test_it_is_read(self) -> None:
        (rule,) = read_law(self.TEXT, "f").rules
        assert rule.versions == (
            OutsideBodyTerms(body="B", award_most=cad(100), dated="undated", says="S.", source="X"),
        )

    @pytest.mark.parametrize(
        ("old", "new", "path"),
        [
            ('source = "X"', "", r"rule\[1\]\.version\[1\]\.source: it is missing"),
            ('"outside-body"', '"inside"', r"rule\[1\]\.version\[1\]\.kind: found 'inside': choose from"),
            ('body = "B"\n', "", r"rule\[1\]\.version\[1\]\.body: it is missing"),
            ('award_most = "1.00"', "award_most = 1", r"award_most: sum is 1: write '1.00'"),
            ('dated = "undated"', "since = 2020-02-30", "f: "),
            ('dated = "undated"\n', "", r"rule\[1\]: the first version of r has neither since nor dated"),
            ('currency = "CAD"', 'currency = "dollars"', "currency: "),
            ('"informs"', '"forbids"', r"rule\[1\]\.effect: found 'forbids': choose from"),
            ('"unconfirmed"', '"sure"', r"rule\[1\]\.certainty: found 'sure': choose from"),
            (
                '["complaint"]',
                '["complaints"]',
                r"rule\[1\]\.questions\[1\]: found 'complaints': did you mean complaint\?",
            ),
            ("checked = 2026-01-01", "", r"rule\[1\]\.checked: it is missing"),
        ],
    )
    def test_its_faults(self, old: str, new: str, path: str) -> None:
        with pytest.raises((InvalidFileError, ValueError), match=path):
            read_law(self.TEXT.replace(old, new), "f")


class TestYearlyRate:
    """Interest Act s.4: the yearly rate that belongs to a rate by the month is stated."""

    RULE = YearlyRateStated(otherwise_most=Fraction(1, 20), **words())

    def test_printed_as_it_compounds(self) -> None:
        one = told(self.RULE, late_charge=compound(Fraction(1, 50), stated_yearly_rate=Fraction(2682, 10000)))
        assert (one.outcome, one.terms, one.law) == (
            "agrees", "26.82 % a year stated", "26.824179... % a year stated"
        )  # fmt: skip

    def test_the_nominal_rate_printed(self) -> None:
        one = told(self.RULE, late_charge=compound(Fraction(3, 100), stated_yearly_rate=Fraction(36, 100)))
        assert (one.outcome, one.terms, one.law) == ("differs", "36 % a year stated", "42.576088... % a year stated")
        assert one.why == "36 % is the nominal rate, 12 times 3 %; compounded it is 42.576088... %"

    def test_another_rate_printed(self) -> None:
        one = told(self.RULE, late_charge=compound(Fraction(1, 50), stated_yearly_rate=Fraction(28, 100)))
        assert one.outcome == "differs"
        assert one.why == "2 % a month comes to 26.824179... % a year; nominal it is 24 %"

    def test_no_rate_printed(self) -> None:
        one = told(self.RULE, late_charge=at_least(500, compound(Fraction(1, 50))))
        assert (one.outcome, one.terms) == ("differs", "no yearly rate stated")
        assert one.why == "2 % a month is stated, no yearly rate: the rule then allows no more than 5 % a year"

    def test_where_there_is_no_rate_by_the_month(self) -> None:
        assert told(self.RULE).why == "the terms, as recorded, say nothing on a charge for paying late"
        assert (
            told(self.RULE, late_charge=flat(750)).why
            == "a charge without a rate has no yearly rate before a sum and a time are given"
        )
        assert told(self.RULE, late_charge=simple(Fraction(1, 4))).why == "the terms state their rate by the year"
        assert {told(self.RULE, late_charge=one).outcome for one in (None, flat(750), simple(Fraction(1, 4)))} == {
            "no-figure"
        }


class TestCriminalRate:
    """Criminal Code s.347: nominal against nominal, compounded against compounded, never across."""

    NOMINAL = NominalRateCap(most=Fraction(35, 100), **words())
    EFFECTIVE = EffectiveRateCap(most=Fraction(60, 100), **words())

    @pytest.mark.parametrize(
        ("monthly", "outcome"),
        [("0.02", "agrees"), ("0.0291", "agrees"), ("0.029166", "agrees"), ("0.03", "differs")],
    )
    def test_twelve_times_the_rate(self, monthly: str, outcome: str) -> None:
        assert told(self.NOMINAL, late_charge=compound(Fraction(monthly))).outcome == outcome

    def test_at_the_cap_it_is_not_over(self) -> None:
        assert told(self.NOMINAL, late_charge=simple(Fraction(35, 100))).outcome == "agrees"
        assert told(self.EFFECTIVE, late_charge=simple(Fraction(60, 100))).outcome == "agrees"
        assert told(self.EFFECTIVE, late_charge=simple(Fraction(6001, 10000))).outcome == "differs"

    def test_the_compounded_rate_is_never_held_against_the_nominal_cap(self) -> None:
        one = told(self.NOMINAL, late_charge=compound(Fraction(29, 1000)))  # nominal 34.8 %, compounded 40.92 %
        assert (one.outcome, one.terms) == ("agrees", "34.8 % a year, nominal")
        kos = KOS.for_customer(agreed="2025-06-01").law(on=TODAY)
        (held_,) = (rule for rule in kos.value.rules if rule.rule == "criminal-code-347")
        assert "26.8" not in f"{held_.terms} {held_.law} {held_.why}"

    def test_the_compounded_rate(self) -> None:
        one = told(self.EFFECTIVE, late_charge=compound(Fraction(4, 100)))  # nominal 48 %
        assert (one.outcome, one.terms) == ("differs", "60.103221... % a year, compounded")
        assert one.why.startswith("60.103221... % is over 60 %")

    @pytest.mark.parametrize("rule", [NOMINAL, EFFECTIVE], ids=lambda rule: rule.kind)
    def test_a_flat_fee_has_no_rate(self, rule: RuleVersion) -> None:
        assert told(rule).outcome == told(rule, late_charge=flat(750)).outcome == "no-figure"
        assert told(rule, late_charge=at_least(900, flat(750))).why == (
            "a charge without a rate has no yearly rate before a sum and a time are given"
        )

    def test_a_minimum_counts_for_no_rate_and_is_told(self) -> None:
        late = at_least(1000, compound(Fraction(28, 1000)))
        for rule in (self.NOMINAL, self.EFFECTIVE):
            assert told(rule, late_charge=late).outcome == "agrees"
            lines = law_steps(table_of(rule), TODAY, AgreementFigures(currency="CAD", late_charge=late))
            assert any("the minimum of 10.00 is a sum" in phrase_text(one.phrase) for one in lines)


class TestCancellation:
    """Refund, notice and the day of a cancellation."""

    def test_the_refund(self) -> None:
        rule = RefundByDaysLeft(**words())
        assert told(rule).outcome == "no-figure"
        days = told(rule, refund=ByDays(clause=CLAUSE, says=""))
        nothing = told(rule, refund=NoRefund(clause=CLAUSE, says=""))
        assert (days.outcome, days.terms) == ("differs", "nothing inside a fixed term")
        assert (nothing.outcome, nothing.terms, nothing.why) == ("differs", "nothing", "the terms give nothing back")

    @pytest.mark.parametrize(
        ("days", "below", "receipt"), [(0, "agrees", "agrees"), (29, "agrees", "differs"), (30, "differs", "differs")]
    )
    def test_the_notice(self, days: int, below: str, receipt: str) -> None:
        own = CustomerNotice(clause=CLAUSE, says="", notice=MonthsAndDays(days=days))
        assert told(NoticeBelow(days=30, **words()), customer_cancellation=own).outcome == below
        assert told(EndsOnReceipt(**words()), customer_cancellation=own).outcome == receipt

    @pytest.mark.parametrize(
        ("own", "below"),
        [
            ({"notice": MonthsAndDays(months=1)}, "differs"),
            ({"ends": "month-end"}, "differs"),
            ({"notice": MonthsAndDays(days=2, count="business-days")}, "no-figure"),
        ],
    )
    def test_a_notice_of_months_may_be_longer_and_of_business_days_nobody_knows(
        self, own: dict[str, Any], below: str
    ) -> None:
        rule = CustomerNotice(clause=CLAUSE, says="", **own)
        assert told(NoticeBelow(days=30, **words()), customer_cancellation=rule).outcome == below

    def test_no_clause_on_notice(self) -> None:
        assert told(EndsOnReceipt(**words())).outcome == "no-figure"
        one = told(EndsOnReceipt(**words()), customer_cancellation=OnReceipt(clause=CLAUSE, says=""))
        assert (one.terms, one.law) == ("on the day of receipt", "on the day of receipt")

    def test_terms_that_name_no_day_ask_for_no_notice_and_say_no_more(self) -> None:
        own = OnReceipt(clause=CLAUSE, says="", law="crtc-2014-576")  # s.33: at any time, and no day
        notice = told(NoticeBelow(days=30, **words()), customer_cancellation=own)
        assert (notice.outcome, notice.terms) == ("agrees", "at any time, no notice is asked for")
        day = told(EndsOnReceipt(**words()), customer_cancellation=own)
        assert (day.outcome, day.terms) == ("no-figure", None)


class TestComplaints:
    """The small business, the wait before the outside body, what that body awards."""

    SMALL = SmallBusinessUpTo(monthly_bill=cad(2500_00), bill_of="of the month before", **words())

    def test_the_small_business(self) -> None:
        assert told(self.SMALL).outcome == "no-figure"
        one = told(self.SMALL, small_business_under=(cad(2500_00), CLAUSE))
        assert (one.outcome, one.terms) == ("differs", "a monthly bill under 2500.00")
        assert one.why == "a bill of exactly 2500.00 counts by the rule, and does not by the terms"
        other = told(self.SMALL, small_business_under=(cad(1000_00), CLAUSE))
        assert (other.outcome, other.why) == ("differs", "the two sums are not the same")

    @pytest.mark.parametrize(("weeks", "outcome"), [(8, "differs"), (6, "agrees")])
    def test_the_wait(self, weeks: int, outcome: str) -> None:
        rule = AdrAfterWeeks(weeks=6, **words())
        one = told(rule, adr_weeks=(weeks, CLAUSE))
        assert (one.outcome, one.terms) == (outcome, f"{weeks} weeks after receipt")
        assert told(rule).outcome == "no-figure"

    def test_the_body(self) -> None:
        one = told(
            OutsideBodyTerms(body="B", award_most=cad(100), apply_within_months=12, report_within_days=20, **words())
        )
        assert one.law == "awards up to 1.00 CAD, asked within 12 months, the provider reports within 20 days"
        assert told(OutsideBodyTerms(body="B", award_most=cad(100), **words())).law == "awards up to 1.00 CAD"


class TestAgreements:
    """Rules of each cancellation are not compared with the terms alone; a notice of change is."""

    @pytest.mark.parametrize(
        ("days", "outcome"), [(29, "differs"), (30, "agrees"), (60, "agrees"), (None, "no-figure")]
    )
    def test_the_notice_of_a_change(self, days: int | None, outcome: str) -> None:
        stated = None if days is None else (days, CLAUSE)
        assert told(NoticeOfChange(days=30, **words()), change_notice=stated).outcome == outcome

    @pytest.mark.parametrize(
        ("version", "why"),
        [
            (NoFeeWithoutSubsidy(**words()), "a matter of each cancellation"),
            (CancellationFeeCap(**words()), "a matter of each cancellation"),
            (ActionWithinYears(years=2, **words()), "the time to go to court"),
            (WithoutFigure(**words()), "it fixes no figure"),
        ],
        ids=lambda one: getattr(one, "kind", ""),
    )
    def test_what_is_not_compared(self, version: RuleVersion, why: str) -> None:
        one = told(version)
        assert one.outcome == "no-figure"
        assert why in one.why


class TestTaxes:
    """A late charge carries no tax; a charge for ending a contract does, and either way of counting is the same."""

    def test_a_late_charge(self) -> None:
        rule = LateChargeUntaxed(**words())
        assert told(rule).outcome == "no-figure"
        assert told(rule, late_charge=flat(100)).outcome == "agrees"

    def test_a_charge_for_ending(self) -> None:
        rule, charge = CancellationChargeTaxed(**words()), CANCELLATION_CHARGE.of(HOSTING.agreement)
        assert told(rule).why == "the terms, as recorded, say nothing on a charge for ending a term early"
        assert told(rule, cancellation_charge=charge).outcome == "no-figure"
        tax = single_tax(Fraction(13, 100))
        assert told(rule, cancellation_charge=charge, tax=tax).outcome == "agrees"
        untaxed = told(rule, cancellation_charge=replace(charge, taxed=False), tax=tax)
        assert (untaxed.outcome, untaxed.terms) == ("differs", "no tax is added to the charge")
        nothing = NoCancellationCharge(clause=CLAUSE, says="")
        assert told(rule, cancellation_charge=nothing, tax=tax).outcome == "no-figure"


class TestOfTerms:
    """What the question answers of a provider's terms."""

    def test_a_rule_that_is_not_in_force_yet(self) -> None:
        law = KOS.law(on="2016-05-04").value
        (one,) = (rule for rule in law.rules if rule.rule == "crtc-2016-171")
        assert (one.outcome, one.terms, one.law) == ("does-not-apply", None, None)
        assert one.why == "it is in force only from 2016-05-05 on"
        assert one.since == date(2016, 5, 5)

    def test_a_rule_not_in_force_yet_says_so_also_where_it_binds_others(self) -> None:
        # the Internet Code binds ten others, from 2020-01-31 on
        (one,) = (rule for rule in KOS.law(on="2016-05-05").value.rules if rule.rule == "internet-code")
        assert (one.outcome, one.why) == ("does-not-apply", "it is in force only from 2020-01-31 on")

    def test_the_day_of_the_agreement_decides_the_criminal_rate(self) -> None:
        before = rules_of(KOS.for_customer(agreed="2024-12-31"), "2026-06-12", "criminal-code-347")
        since = rules_of(KOS.for_customer(agreed="2025-01-01"), "2026-06-12", "criminal-code-347")
        assert [one.law for one in before] == ["60 % a year, compounded, at most"]
        assert [one.law for one in since] == ["35 % a year, nominal, at most"]
        assert {one.bearing for one in (*before, *since)} == {"binds"}

    def test_without_that_day_both_rates_are_compared_and_each_depends_on_it(self) -> None:
        both = rules_of(KOS, "2026-06-12", "criminal-code-347")
        assert [one.law for one in both] == ["60 % a year, compounded, at most", "35 % a year, nominal, at most"]
        assert [(one.bearing, one.needs) for one in both] == [("depends", ("agreed",))] * 2
        assert "whether it binds depends on the day of the agreement" in text_of_all(KOS.law(on="2026-06-12").steps)

    def test_a_rule_for_newer_agreements_does_not_apply_to_an_older_one(self) -> None:
        (one,) = rules_of(KOS.for_customer(agreed="2020-01-01"), "2026-06-12", "criminal-code-347-business")
        assert (one.outcome, one.why) == ("does-not-apply", "it is in force only for agreements made since 2025-01-01")

    def test_rules_without_a_figure_to_compare_have_one_line_each_below_the_others(self) -> None:
        steps = KOS.law(on="2026-06-12").steps
        titles = [phrase_text(one.phrase) for one in steps if one.title]
        assert titles[-2:] == ["no figure to compare", "does not apply"]
        below = [phrase_text(one.phrase) for one in steps[[one.title for one in steps].index(True) :]]
        lines = below[below.index("no figure to compare") + 1 : below.index("does not apply")]
        assert len(lines) == len(KOS.law(on="2026-06-12").value.of("no-figure"))
        assert sum(line.startswith("Garland v. Consumers' Gas (1998, and 2004 SCC 25): A flat") for line in lines) == 1

    def test_before_the_first_rate_of_tax(self) -> None:
        (one,) = (rule for rule in KOS.law(on="2009-01-01").value.rules if rule.rule == "excise-tax-act-182")
        assert one.outcome == "no-figure"

    def test_terms_without_tax_or_law(self) -> None:
        bare = changed(KOS)
        without_tax = type(bare)(replace(bare.agreement, tax=None))
        (one,) = (rule for rule in without_tax.law(on=TODAY).value.rules if rule.rule == "excise-tax-act-182")
        assert one.outcome == "no-figure"
        without_law = type(bare)(replace(bare.agreement, provider_law=None))
        assert KOS.answers("law")
        assert not without_law.answers("law")
        with refused(NotInTermsError, "the terms of kos name no table of law", "add a table [law]"):
            without_law.law(on=TODAY)

    def test_as_data(self) -> None:
        data: Any = KOS.for_customer(agreed="2025-06-01").law(on=TODAY).value.as_dict()
        assert data["on"] == "2026-06-01"
        assert data["rules"][1] == {
            "rule": "criminal-code-347",
            "title": "Criminal Code s.347, the criminal rate",
            "outcome": "agrees",
            "terms": "24 % a year, nominal",
            "law": "35 % a year, nominal, at most",
            "why": "24 % is not over 35 %: nominal rates are compared, not compounded ones",
            "since": "2025-01-01",
            "dated": "",
            "source": "Criminal Code s.347, SOR/2024-114; Garland v. Consumers' Gas, 1998",
            "effect": "caps",
            "who": "everybody; the day of the agreement decides",
            "bearing": "binds",
            "needs": [],
            "checked": "2026-11-28",
            "certainty": "confirmed",
        }
        assert data["rules"][0]["since"] is None

    def test_a_rule_that_binds_others_says_whom(self) -> None:
        (one,) = (rule for rule in KOS.law(on=TODAY).value.rules if rule.rule == "internet-code")
        assert (one.outcome, one.bearing, one.law) == ("does-not-apply", "does-not-bind", None)
        assert one.why.startswith("it binds ten large internet providers (Bell, ")
        assert one.why.endswith("for individuals; not among them: KOS (Kingston Online Services)")

    def test_a_rule_that_needs_a_fact_names_it(self) -> None:
        rules = {rule.rule: rule for rule in KOS.law(on=TODAY).value.rules}
        assert rules["ontario-regulation-17-05-42"].needs == ("customer", "province")
        told_of = KOS.for_customer(customer="consumer", province="ON").law(on=TODAY).value.rules
        (one,) = (rule for rule in told_of if rule.rule == "ontario-regulation-17-05-42")
        assert (one.bearing, one.needs, one.outcome) == ("binds", (), "agrees")

    def test_what_is_not_settled_is_said(self) -> None:
        dsl = load("kos", service="dsl").for_customer(customer="consumer")
        text = text_of_all(dsl.law(on="2026-06-12").steps)
        assert "Whether it binds is open: the decision binds those under the Internet Code; whether s.27.04" in text
        assert "whether it binds depends on the customer's province" in text

    @given(DAYS)
    def test_any_day_has_every_rule_once(self, day: date) -> None:
        law = KOS.for_customer(agreed=day).law(on=day).value
        assert [one.rule for one in law.rules] == [rule.name for rule in CANADA.rules]
        assert sum(len(law.of(outcome)) for outcome in get_args(Outcome)) == len(law.rules)

    def test_no_figure_of_another_question_changes(self) -> None:
        facts: dict[str, Any] = {"cycle_start": "2026-06-01", "cancelled": "2026-06-10", "regime": "fixed-term"}
        assert KOS.refund(50, **facts).value.total == Money(0, "CAD")


class TestComplaintNotes:
    """The wait of the terms beside that of the rule on the day of receipt."""

    LADDER = COMPLAINT.of(load("kijoma").agreement)

    @pytest.mark.parametrize(("received", "weeks"), [("2026-04-07", 8), ("2026-04-08", 6), ("2026-11-21", 6)])
    def test_the_wait_in_force_on_the_day_of_receipt(self, received: str, weeks: int) -> None:
        day = date.fromisoformat(received)
        by_law = outside_by_law(self.LADDER, UK, Course(day), None)
        assert by_law is not None
        assert by_law.opens == day + timedelta(weeks=weeks)

    def test_both_waits(self) -> None:
        text = text_of(adr_note(UK, date(2026, 5, 1), 8))
        assert "6 weeks" in text
        assert "2026-06-12; by the terms 8 weeks, so 2026-06-26." in text
        assert "before: 8" in text
        assert "it holds for a complaint first raised on that day or later" in text

    def test_without_a_version_before(self) -> None:
        assert text_of(adr_note(UK, date(2026, 4, 1), 9)).startswith(
            "Ofcom General Condition C4, the wait before ADR, before 2026-04-08: 8 weeks, so 2026-05-27; "
        )

    def test_none_where_they_are_alike_or_there_is_no_rule(self) -> None:
        assert adr_note(UK, date(2026, 4, 8), 6) == ()
        assert adr_note(CANADA, TODAY, 8) == adr_note(None, TODAY, 8) == ()
        course = Course(TODAY)
        assert (
            outside_by_law(self.LADDER, CANADA, course, None) is outside_by_law(self.LADDER, None, course, None) is None
        )


def test_kos_names_the_table_of_its_country() -> None:
    assert load("kos").agreement.law == CANADA
