"""Tax on a sum: dated rates by region, added or included, half a cent always up."""

from dataclasses import replace
from datetime import date, timedelta
from fractions import Fraction
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from telcoterms import (
    Account,
    AmountError,
    Bill,
    BillLine,
    Cancellation,
    InputError,
    NotInTermsError,
    UnknownNameError,
    from_dict,
    load,
)
from telcoterms.agreement.taxes import (
    NO_TAX,
    NotEstablished,
    Tax,
    TaxAmount,
    TaxComponent,
    TaxedAs,
    TaxedCharge,
    TaxMode,
    TaxRate,
    TaxRounding,
    TaxTable,
    home_among,
    single_tax,
)
from telcoterms.cli import main
from telcoterms.files.library import tax_table
from telcoterms.formats.text import phrase_text
from tests.error_assertions import refused
from tests.terms_builders import CLAUSE, HOSTING, cad

KOS = load("kos")
FACTS: dict[str, Any] = {"cycle_start": "2026-06-01", "cancelled": "2026-06-15"}
RATES = st.fractions(0, 10, max_denominator=10**4)


def rate(region: str, percent: int, since: date) -> TaxRate:
    return TaxRate(region=region, name="HST", rate=Fraction(percent, 100), since=since, source="a source")


TABLE = TaxTable(
    home="ON",
    rates=(
        rate("NS", 14, date(2025, 4, 1)),
        rate("NS", 15, date(2010, 7, 1)),
        rate("ON", 13, date(2010, 7, 1)),
    ),
    not_established=(NotEstablished(region="MB", why="it was not found"),),
)


class TestTheTable:
    """A rate holds from its day on, until the next one of its region."""

    @pytest.mark.parametrize(
        ("day", "region", "percent"),
        [
            (date(2010, 7, 1), None, 13),
            (date(2026, 1, 1), None, 13),
            (date(2026, 1, 1), "ON", 13),
            (date(2010, 7, 1), "NS", 15),
            (date(2025, 3, 31), "NS", 15),
            (date(2025, 4, 1), "NS", 14),
        ],
    )
    def test_the_rate_in_force(self, day: date, region: str | None, percent: int) -> None:
        assert [one.rate for one in TABLE.on(day, region)] == [Fraction(percent, 100)]

    def test_before_the_first_rate(self) -> None:
        with refused(
            InputError, "no tax rate of NS is known on 2010-06-30, only from 2010-07-01 on", "tax_rate='0.13'"
        ):
            TABLE.on(date(2010, 6, 30), "NS")

    @pytest.mark.parametrize("region", ["XX", "on", "", "Ontario"])
    def test_an_unknown_region(self, region: str) -> None:
        with refused(UnknownNameError, f"{region!r} is no region of these taxes", "choose from NS, ON", "tax_rate="):
            TABLE.on(date(2026, 1, 1), region)

    def test_a_region_that_is_not_established(self) -> None:
        with refused(UnknownNameError, "the tax in MB is not established here: it was not found", "tax_rate='0.12'"):
            TABLE.on(date(2026, 1, 1), "MB")


def of_service(
    region: str | None, name: str, percent: str, since: date = date(2013, 1, 1), *services: TaxedAs
) -> TaxRate:
    """A rate that falls on some kinds of service, or on all."""
    share = Fraction(percent) / 100
    return TaxRate(region=region, name=name, rate=share, since=since, source="a source", services=services)


BY_SERVICE = TaxTable(
    home=None,
    rates=(
        of_service("BC", "GST", "5"),
        of_service("BC", "PST", "7", date(2015, 4, 1), "telephone", "television"),
        of_service("ON", "HST", "13"),
        of_service("SK", "GST", "5"),
        of_service("MB", "GST", "5"),
        of_service("NL", "GST", "5"),
        of_service("AB", "levy", "1", date(2013, 1, 1), "telephone"),
    ),
    not_established=(
        NotEstablished(region="SK", why="its sales tax was not found", services=("internet", "voip")),
        NotEstablished(region="MB", why="it was not found"),
        NotEstablished(region="MB", why="nor was this", services=("internet",)),
        NotEstablished(region="YT", why="it was not looked up"),
    ),
)
NO_REGIONS = TaxTable(home=None, rates=(of_service(None, "VAT", "20", date(2011, 1, 4)),))
BY_SERVICE_ALONE = TaxTable(home=None, rates=(of_service(None, "VAT", "20", date(2011, 1, 4), "telephone"),))
ONE_REGION = TaxTable(home=None, rates=(of_service("ON", "HST", "13"),))
TODAY = date(2026, 6, 1)


class TestRegionsAndServices:
    """Which taxes hold for a region and a kind of service, and what has to be given for it."""

    def test_two_tables_are_equal_whatever_their_files_are(self) -> None:
        table = replace(TABLE, name="canada", revision=3)
        assert (table == TABLE, table.name, table.revision) == (True, "canada", 3)
        assert (TABLE.name, TABLE.revision) == ("own", 0)
        assert table.sha256 == TABLE.sha256 == replace(TABLE, home="NS").sha256 != ONE_REGION.sha256

    def test_its_regions_in_order(self) -> None:
        mixed = replace(ONE_REGION, rates=(*NO_REGIONS.rates, *ONE_REGION.rates))
        assert (TABLE.regions, ONE_REGION.regions, NO_REGIONS.regions) == (("NS", "ON"), ("ON",), ())
        assert mixed.regions == ("ON",)
        assert (TABLE.has_regions, mixed.has_regions, NO_REGIONS.has_regions) == (True, True, False)

    def test_whether_the_tax_depends_on_a_region_that_is_given(self) -> None:
        two = replace(ONE_REGION, not_established=(NotEstablished(region="MB", why="it was not found"),))
        assert [TABLE.takes(region) for region in (None, "ON", "MB", "XX")] == [False, True, True, True]
        assert [two.takes(region) for region in (None, "ON", "MB", "XX")] == [False, True, True, True]
        assert [ONE_REGION.takes(region) for region in (None, "ON", "XX")] == [False, True, False]
        assert [NO_REGIONS.takes(region) for region in (None, "ON")] == [False, False]

    @pytest.mark.parametrize(
        ("region", "taxed_as", "names"),
        [
            ("ON", None, ["HST"]),
            ("ON", "internet", ["HST"]),
            ("BC", "internet", ["GST"]),
            ("BC", "telephone", ["GST", "PST"]),
            ("SK", "hosting", ["GST"]),
            ("AB", "internet", []),
            ("AB", "telephone", ["levy"]),
        ],
    )
    def test_the_taxes_on_a_kind_of_service(self, region: str, taxed_as: TaxedAs | None, names: list[str]) -> None:
        assert [one.name for one in BY_SERVICE.on(TODAY, region, taxed_as)] == names
        assert BY_SERVICE.is_known(region, taxed_as) is True

    def test_the_first_day_is_that_from_which_every_tax_is_known(self) -> None:
        assert [day for day, _ in BY_SERVICE.history("BC", "telephone")] == [date(2015, 4, 1)]
        assert [day for day, _ in BY_SERVICE.history("BC", "internet")] == [date(2013, 1, 1)]
        assert BY_SERVICE.history("AB", "internet") == [(date.min, ())]
        changes = [(day, rates[0].rate) for day, rates in TABLE.history("NS", None)]
        assert changes == [(date(2010, 7, 1), Fraction(15, 100)), (date(2025, 4, 1), Fraction(14, 100))]

    @pytest.mark.parametrize(
        ("table", "region", "taxed_as", "missing"),
        [
            (BY_SERVICE, None, None, ("region",)),
            (BY_SERVICE, None, "internet", ("region",)),
            (BY_SERVICE, "BC", None, ("taxed_as",)),
            (BY_SERVICE, "BC", "internet", ()),
            (BY_SERVICE, "SK", None, ("taxed_as",)),
            (BY_SERVICE, "ON", None, ()),
            (BY_SERVICE, "MB", None, ()),  # nothing of it is known, whatever is given
            (BY_SERVICE, "XX", None, ()),
            (replace(BY_SERVICE, home="BC"), None, None, ("taxed_as",)),
            (replace(BY_SERVICE, home="BC"), "ON", None, ()),
            (replace(BY_SERVICE, home="ON"), None, None, ()),
            (replace(BY_SERVICE, home="ON"), "BC", None, ("taxed_as",)),
            (NO_REGIONS, None, None, ()),
            (BY_SERVICE_ALONE, None, None, ("taxed_as",)),
            (BY_SERVICE_ALONE, None, "telephone", ()),
        ],
    )
    def test_what_has_to_be_given(
        self, table: TaxTable, region: str | None, taxed_as: TaxedAs | None, missing: tuple[str, ...]
    ) -> None:
        assert table.facts_missing(region, taxed_as) == missing

    @pytest.mark.parametrize(
        ("table", "region", "taxed_as", "message"),
        [
            (
                BY_SERVICE,
                None,
                None,
                "the tax depends on the region: give region, one of AB, BC, MB, NL, ON, SK, or the rate itself, such "
                "as tax_rate='0.13'",
            ),
            (
                NO_REGIONS,
                "ON",
                None,
                "these terms tell no regions of a tax apart: leave 'ON' out, or give the rate itself, such as "
                "tax_rate='0.13'",
            ),
            (
                BY_SERVICE,
                "MB",
                "hosting",
                "the tax in MB is not established here: it was not found; give the rate itself, such as "
                "tax_rate='0.12'",
            ),
            (
                BY_SERVICE,
                "YT",
                None,
                "the tax in YT is not established here: it was not looked up; give the rate itself, such as "
                "tax_rate='0.12'",
            ),
            (
                BY_SERVICE,
                "SK",
                "voip",
                "the tax in SK on voip is not established here: its sales tax was not found; give the rate itself, "
                "such as tax_rate='0.12'",
            ),
            (
                BY_SERVICE,
                "SK",
                None,
                "the tax in SK depends on the kind of service: give taxed_as, one of internet, voip, telephone, "
                "television, hosting",
            ),
            (
                BY_SERVICE_ALONE,
                None,
                None,
                "the tax depends on the kind of service: give taxed_as, one of internet, voip, telephone, television, "
                "hosting",
            ),
            (
                ONE_REGION,
                "NS",
                None,
                "'NS' is no region of these taxes: choose from ON, or give the rate itself, such as tax_rate='0.13'",
            ),
        ],
    )
    def test_what_is_not_known_is_refused(
        self, table: TaxTable, region: str | None, taxed_as: TaxedAs | None, message: str
    ) -> None:
        with pytest.raises((InputError, UnknownNameError)) as found:
            table.on(TODAY, region, taxed_as)
        assert str(found.value) == message
        assert table.is_known(region, taxed_as) is False

    def test_a_day_before_the_first_rate_of_a_table_without_regions(self) -> None:
        assert [one.name for one in NO_REGIONS.on(date(2011, 1, 4))] == ["VAT"]
        with pytest.raises(InputError) as found:
            NO_REGIONS.on(date(2011, 1, 3))
        assert str(found.value) == (
            "no tax rate is known on 2011-01-03, only from 2011-01-04 on: give the rate itself, such as tax_rate='0.13'"
        )

    def test_those_of_the_region_of_the_provider_where_they_are_known(self) -> None:
        scotia = replace(TABLE, home="NS")
        days = (date(2010, 6, 30), date(2010, 7, 1), date(2025, 3, 31), date(2025, 4, 1))
        found = [scotia.find(day) for day in days]
        assert [None if rates is None else [one.rate for one in rates] for rates in found] == [
            None,
            [Fraction(15, 100)],
            [Fraction(15, 100)],
            [Fraction(14, 100)],
        ]
        assert replace(BY_SERVICE, home="SK").find(TODAY) is None
        assert replace(BY_SERVICE, home="SK").find(TODAY, "voip") is None
        assert [one.name for one in replace(BY_SERVICE, home="SK").find(TODAY, "hosting") or ()] == ["GST"]
        assert BY_SERVICE.find(TODAY) is None

    def test_the_only_region_of_a_table_is_that_of_the_provider(self) -> None:
        assert home_among(None, ONE_REGION.rates, ()) == "ON"
        assert home_among(None, (), TABLE.not_established) == "MB"
        assert home_among(None, ONE_REGION.rates, TABLE.not_established) is None
        assert home_among(None, (), ()) is None
        assert home_among("NS", ONE_REGION.rates, ()) == "NS"


class TestTheTax:
    """Added: the rate times the sum. Included: the part rate / (1 + rate) of the sum."""

    @given(st.integers(0, 10**12), RATES)
    def test_it_is_the_nearest_cent_and_half_a_cent_goes_up(self, minor: int, given_rate: Fraction) -> None:
        added, included = single_tax(given_rate).of(minor), single_tax(given_rate, mode="included").of(minor)
        half = Fraction(1, 2)
        assert -half < added - minor * given_rate <= half
        assert -half < included - minor * given_rate / (1 + given_rate) <= half

    @given(st.integers(0, 10**12))
    def test_thirteen_thirteenths_of_113(self, minor: int) -> None:
        tax = Fraction(13, 100)
        assert single_tax(tax, mode="included").of(minor + single_tax(tax).of(minor)) == single_tax(tax).of(minor)

    @pytest.mark.parametrize(
        ("minor", "mode", "tax"), [(50, "added", 7), (350, "added", 46), (113, "included", 13), (11, "included", 1)]
    )
    def test_by_hand(self, minor: int, mode: TaxMode, tax: int) -> None:
        # 0.50 x 13 % = 0.065; 3.50 x 13 % = 0.455; 1.13 x 13/113 = 0.13; 0.11 x 13/113 = 0.0126...
        assert single_tax(Fraction(13, 100), mode=mode).of(minor) == tax

    def test_its_lines(self) -> None:
        hst = (TaxComponent(Fraction(13, 100), "HST"),)
        added = Tax(hst).steps(cad(1000), CLAUSE)
        included = Tax(hst, "included").steps(cad(1130), CLAUSE)
        assert [one.phrase.template for one in added] == [
            "{name} is {rate}: {source}",
            "{name}: {sum} x {rate} = {outcome}",
            "total: {sum}",
        ]
        assert phrase_text(added[2].phrase) == "total: 10.00 + 1.30 = 11.30"
        assert [one.phrase.template for one in included][1:] == [
            "{name} in it: {sum} x {rate} / (100 % + {rates}) = {outcome}"
        ]

    def test_two_taxes_are_each_rounded_on_the_same_sum(self) -> None:
        # 39.99 x 5 % = 1.9995, 2.00; 39.99 x 9.975 % = 3.989..., 3.99
        both = Tax((TaxComponent(Fraction(5, 100), "GST"), TaxComponent(Fraction(9975, 100_000), "QST")))
        assert both.each_of(39_99) == (2_00, 3_99)
        assert (both.rate, single_tax(Fraction(13, 100)).rate, NO_TAX.rate) == (
            Fraction(14975, 100_000),
            Fraction(13, 100),
            Fraction(0),
        )
        charged = TaxedCharge.of(cad(39_99), both)
        assert charged == TaxedCharge(
            cad(39_99),
            cad(5_99),
            cad(45_98),
            (
                TaxAmount("GST", Fraction(5, 100), cad(2_00)),
                TaxAmount("QST", Fraction(9975, 100_000), cad(3_99)),
            ),
        )
        assert charged.figure == cad(39_99)
        assert phrase_text(charged.headline()) == "39.99 CAD, tax 5.99, total 45.98"
        assert charged.as_dict() == {
            "charge": "39.99",
            "tax": "5.99",
            "total": "45.98",
            "taxes": [
                {"name": "GST", "rate": "0.05", "amount": "2.00"},
                {"name": "QST", "rate": "0.09975", "amount": "3.99"},
            ],
        }

    def test_the_lines_of_two_taxes_that_are_included(self) -> None:
        # of 45.98: 45.98 x 5/114.975 = 1.9995..., 2.00; 45.98 x 9.975/114.975 = 3.989..., 3.99
        both = Tax((TaxComponent(Fraction(5, 100), "GST"), TaxComponent(Fraction(9975, 100_000), "QST")), "included")
        assert [phrase_text(line.phrase) for line in both.steps(cad(45_98), CLAUSE)] == [
            "GST is 5 %: the rate that was given",
            "GST in it: 45.98 x 5 % / (100 % + 5 % + 9.975 %) = 1.999565... -> 2.00 (half up)",
            "QST is 9.975 %: the rate that was given",
            "QST in it: 45.98 x 9.975 % / (100 % + 5 % + 9.975 %) = 3.989132... -> 3.99 (half up)",
            "tax in all: 2.00 + 3.99 = 5.99",
        ]


class TestTaxOfAQuestion:
    """The provider's own tax, that of another province, or a rate that is given."""

    def test_the_province_and_the_rate(self) -> None:
        # 100.00 x 15/30 = 50.00
        own = KOS.refund(100, **FACTS).value
        other = KOS.refund(100, **FACTS, province="NS").value
        given_rate = KOS.refund(100, **FACTS, tax_rate="0.05").value
        assert [one.tax.text for one in (own, other, given_rate)] == ["6.50", "7.00", "2.50"]

    def test_both_are_too_many(self) -> None:
        with refused(InputError, "both province 'NS' and tax_rate are given", "give one of them"):
            KOS.refund(100, **FACTS, province="NS", tax_rate="0.05")

    def test_a_region_that_is_not_established(self) -> None:
        with refused(UnknownNameError, "the tax in MB is not established here", "give the rate itself"):
            KOS.refund(100, **FACTS, province="MB")

    def test_a_rate_over_the_limit(self) -> None:
        with refused(AmountError, "tax_rate is 13", "'0.13'"):
            KOS.refund(100, **FACTS, tax_rate=13)


class TestTaxThatWasPaid:
    """The tax that comes back with a fee is the tax that was paid with it, on the first day of the cycle.

    Nova Scotia went from 15 % to 14 % on 1 April 2025, inside the cycle of 15 March. Cancelled on 4 April, 10 of 31
    days are left: 100.00 x 10/31 = 32.258..., 32.26; 32.26 x 15 % = 4.839, 4.84; 32.26 x 14 % = 4.5164, 4.52.
    """

    NS: dict[str, Any] = {"cycle_start": "2025-03-15", "cancelled": "2025-04-04", "province": "NS"}  # noqa: RUF012

    def test_refund_is_taxed_at_the_rate_of_the_first_day_of_the_cycle(self) -> None:
        value = KOS.refund(100, **self.NS).value
        assert [value.refund.text, value.tax.text, value.total.text] == ["32.26", "4.84", "37.10"]

    def test_refund_is_taxed_at_the_rate_of_another_day_that_is_named(self) -> None:
        answer = KOS.refund(100, **self.NS, taxed_on="2025-04-01")
        assert [answer.value.tax.text, answer.value.total.text] == ["4.52", "36.78"]
        assert any("HST is 14 %" in line for line in answer.working.text().splitlines())

    def test_new_brunswick_gives_back_its_13_per_cent(self) -> None:
        # 100.00 x 9/30 = 30.00; 30.00 x 13 % = 3.90
        value = KOS.refund(100, cycle_start="2016-06-15", cancelled="2016-07-05", province="NB").value
        assert [value.refund.text, value.tax.text] == ["30.00", "3.90"]

    def test_statement_credits_the_tax_that_was_paid(self) -> None:
        ended = Cancellation(
            "C-1", "2025-04-04", fee=cad(100_00), cycle_start="2025-03-15", province="NS", taxed_on="2025-04-01"
        )
        first_day = Cancellation("C-1", "2025-04-04", fee=cad(100_00), cycle_start="2025-03-15", province="NS")
        found = [KOS.statement(Account([one]), as_of="2025-04-05").value.balance.text for one in (first_day, ended)]
        assert found == ["-37.10", "-36.78"]

    def test_cheapest_cancellation_takes_off_the_tax_that_was_paid(self) -> None:
        # the month from 15 March: 100.00 + 15.00; less the refund of 37.10
        term: dict[str, Any] = {
            "term_start": "2024-03-15",
            "term_months": 12,
            "first": "2025-04-04",
            "last": "2025-04-04",
        }
        value = HOSTING.cheapest_cancellation(100, **term, province="NS").value
        assert [value.fees.text, value.refund.text, value.cost.text] == ["115.00", "37.10", "77.90"]

    def test_audit_of_a_bill_holds_the_tax_that_was_paid_for_right(self) -> None:
        facts = {"fee": cad(100_00), **self.NS}
        line = BillLine("refund", facts, cad(32_26), tax=cad(4_84), total=cad(37_10))
        assert KOS.audit(Bill([line])).value.difference == cad(0)

    def test_cancellation_charge_is_taxed_at_the_rate_of_its_own_day(self) -> None:
        # 50 % of 100.00 x 11 = 550.00; 14 % of it is 77.00
        term: dict[str, Any] = {"term_start": "2025-03-15", "term_months": 12, "cancelled": "2025-04-04"}
        value = HOSTING.cancellation_charge(100, **term, province="NS").value
        assert [value.charge.text, value.tax.text] == ["550.00", "77.00"]


class TestTaxOfABill:
    """Added to the parts or included in them, rounded on their total or part by part; a late charge carries none."""

    ON: dict[str, Any] = {"on": "2026-06-01"}  # noqa: RUF012
    PARTS = st.lists(st.integers(0, 10**6).map(cad), min_size=1, max_size=6)

    @given(PARTS, st.integers(0, 10**6).map(cad), st.sampled_from(["added", "included"]))
    def test_a_late_charge_never_changes_the_tax(self, parts: list[Any], late: Any, mode: TaxMode) -> None:
        bare = KOS.tax(parts, **self.ON, tax_mode=mode).value
        found = KOS.tax(parts, **self.ON, tax_mode=mode, late_charge=late).value
        assert found.tax == bare.tax
        assert found.total == bare.total + late
        assert found.untaxed == late

    @given(PARTS, st.sampled_from(["added", "included"]))
    def test_part_by_part_is_the_sum_of_the_parts_alone(self, parts: list[Any], mode: TaxMode) -> None:
        found = KOS.tax(parts, **self.ON, tax_mode=mode, tax_rounding="by-component").value
        alone = [KOS.tax(one, **self.ON, tax_mode=mode).value for one in parts]
        assert found.tax.minor == sum(one.tax.minor for one in alone)
        assert found.total.minor == sum(one.total.minor for one in alone)
        whole = KOS.tax(parts, **self.ON, tax_mode=mode).value
        assert abs(found.tax.minor - whole.tax.minor) <= (len(parts) + 1) / 2
        assert found.taxed == whole.taxed

    def test_the_example_of_cra(self) -> None:
        # an invoice of 200 dollars is paid late at 208: tax is due on 200
        assert KOS.tax(200, **self.ON, late_charge=8, province="AB").value.tax == cad(10_00)
        assert KOS.tax(200, **self.ON, late_charge=8).value.tax == cad(26_00)
        assert KOS.tax(208, **self.ON).value.tax == cad(27_04)

    def test_what_it_holds(self) -> None:
        value = KOS.tax(["39.95", "14.95"], **self.ON, late_charge="1.00").value
        # 54.90 x 13 % = 7.137
        taxes = [{"name": "HST", "rate": "0.13", "amount": "7.14"}]
        assert value.as_dict() == {
            "taxed": "54.90",
            "tax": "7.14",
            "untaxed": "1.00",
            "total": "63.04",
            "taxes": taxes,
        }

    def test_no_part(self) -> None:
        with refused(InputError, "amounts is empty", "give one sum"):
            KOS.tax([], **self.ON)

    def test_where_no_source_says_that_a_late_charge_is_untaxed(self) -> None:
        bare = type(KOS)(replace(KOS.agreement, tax=None, tax_clause=None))
        with refused(InputError, "late_charge is 8.00 CAD", "not established here", "leave it out"):
            bare.tax(200, **self.ON, late_charge=8, tax_rate="0.13")
        answer = bare.tax(200, **self.ON, tax_rate="0.13")
        assert answer.value.total == cad(226_00)
        assert answer.clauses == ()
        assert [one.clauses for one in answer.steps] == [()] * len(answer.steps)
        assert KOS.answers("tax")
        assert not bare.answers("tax")
        with refused(NotInTermsError, "name no table of taxes", "tax_rate='0.13'"):
            bare.tax(200, **self.ON)

    def test_a_province_without_an_established_rate(self) -> None:
        with refused(UnknownNameError, "the tax in SK is not established here", "give the rate itself"):
            KOS.tax(200, **self.ON, province="SK")


class TestSeveralTaxes:
    """Each tax on a bill is computed on the sum before tax and rounded on its own; their sum is the tax of the bill."""

    ON: dict[str, Any] = {"on": "2026-01-01", "province": "QC"}  # noqa: RUF012
    QUEBEC = (TaxComponent(Fraction(1, 20), "GST"), TaxComponent(Fraction(9975, 10**5), "QST"))

    def test_quebec_on_39_99_is_5_99(self) -> None:
        # 39.99 x 5 % = 1.9995; 39.99 x 9.975 % = 3.98900...; together 2.00 + 3.99
        value = KOS.tax("39.99", **self.ON).value
        assert [(one.name, one.amount.text) for one in value.taxes] == [("GST", "2.00"), ("QST", "3.99")]
        assert (value.tax.text, value.total.text) == ("5.99", "45.98")

    def test_one_rate_for_both_would_give_another_cent(self) -> None:
        # 0.10 x 5 % = 0.005 and 0.10 x 9.975 % = 0.009975, a cent each; 0.10 x 14.975 % = 0.014975, one cent
        assert KOS.tax("0.10", **self.ON).value.tax.text == "0.02"
        assert KOS.tax("0.10", on="2026-01-01", tax_rate="0.14975").value.tax.text == "0.01"

    def test_british_columbia_on_internet_is_gst_and_pst(self) -> None:
        # 59.95 x 5 % = 2.9975; 59.95 x 7 % = 4.1965
        value = KOS.tax("59.95", on="2026-01-01", province="BC", taxed_as="internet").value
        assert [(one.name, one.amount.text) for one in value.taxes] == [("GST", "3.00"), ("PST", "4.20")]
        assert value.total.text == "67.15"

    @pytest.mark.parametrize(
        ("taxed_as", "reason"),
        [
            ("telephone", "its PST leaves out a household's land line, but not that of a business"),
            ("television", "sources differ on whether its PST falls on basic cable"),
            ("hosting", "which hosting its PST falls on was not found"),
        ],
    )
    def test_british_columbia_on_other_services_is_refused_with_the_reason(
        self, taxed_as: TaxedAs, reason: str
    ) -> None:
        with refused(UnknownNameError, f"the tax in BC on {taxed_as} is not established here: {reason}", "tax_rate="):
            KOS.tax(50, on="2026-01-01", province="BC", taxed_as=taxed_as)

    def test_british_columbia_needs_the_kind_of_service(self) -> None:
        with refused(
            InputError, "the tax in BC depends on the kind of service", "give taxed_as, one of internet, voip"
        ):
            KOS.tax(50, on="2026-01-01", province="BC")

    def test_what_the_file_says_a_service_is_taxed_as_need_not_be_given(self) -> None:
        # 15 of 30 days of 49.95 are 24.975, 24.98; x 5 % = 1.249, 1.25; x 7 % = 1.7486, 1.75; in all 27.98
        for service in ("dsl", "cable", "fixed-wireless", "voip"):
            back = load("kos", service=service).refund("49.95", **FACTS, province="BC").value
            assert [one.amount.text for one in back.taxes] == ["1.25", "1.75"]
            assert back.total.text == "27.98"

    def test_a_kind_that_is_given_outranks_that_of_the_service(self) -> None:
        with refused(UnknownNameError, "the tax in BC on hosting is not established here", "tax_rate="):
            load("kos", service="dsl").tax(50, on="2026-01-01", province="BC", taxed_as="hosting")

    def test_a_service_without_an_agreement_may_be_of_any_kind(self) -> None:
        with refused(InputError, "the tax in BC depends on the kind of service", "give taxed_as"):
            HOSTING.tax(50, on="2026-01-01", province="BC")

    def test_in_a_shell_the_kind_of_service_is_an_option(self, capsys: pytest.CaptureFixture[str]) -> None:
        assert main(["tax", "50", "--on", "2026-01-01", "--province", "BC", "--provider", "kos"]) == 2
        assert "give --taxed-as, one of internet, voip" in capsys.readouterr().err

    def test_an_unknown_kind_of_service(self) -> None:
        wrong: Any = "dsl"
        for ask in (
            lambda: KOS.tax(50, **self.ON, taxed_as=wrong),
            lambda: KOS.refund(50, **FACTS, taxed_as=wrong),
            lambda: HOSTING.cancellation_charge(
                50, term_start="2026-01-01", term_months=12, cancelled="2026-02-01", taxed_as=wrong
            ),
            lambda: Cancellation("C", "2026-06-10", fee=cad(1), cycle_start="2026-06-01", taxed_as=wrong),
        ):
            with refused(UnknownNameError, "taxed_as is 'dsl'", "choose from internet, voip, telephone, television"):
                ask()

    @pytest.mark.parametrize(("province", "since"), [("QC", "2013-01-01"), ("BC", "2013-04-01")])
    def test_before_all_taxes_are_known(self, province: str, since: str) -> None:
        day = date.fromisoformat(since) - timedelta(1)
        with refused(InputError, f"no tax rate of {province} is known on {day}, only from {since} on"):
            KOS.tax(50, on=day, province=province, taxed_as="internet")

    @pytest.mark.parametrize(
        ("rounding", "taxes", "total"),
        [("on-total", ["0.08", "0.15"], "1.73"), ("by-component", ["0.09", "0.15"], "1.74")],
    )
    def test_rounding_on_the_total_or_part_by_part(self, rounding: TaxRounding, taxes: list[str], total: str) -> None:
        # 1.50 x 5 % = 0.075, x 9.975 % = 0.149625; three times 0.50 x 5 % = 0.025, 0.03; x 9.975 % = 0.049875, 0.05
        value = KOS.tax(["0.50", "0.50", "0.50"], **self.ON, tax_rounding=rounding).value
        assert [one.amount.text for one in value.taxes] == taxes
        assert value.total.text == total

    def test_included_taxes_are_each_a_share_of_the_total(self) -> None:
        # 45.98 x 5 / 114.975 = 1.99956...; 45.98 x 9.975 / 114.975 = 3.98913...
        value = KOS.tax("45.98", **self.ON, tax_mode="included").value
        assert [one.amount.text for one in value.taxes] == ["2.00", "3.99"]
        assert (value.tax.text, value.total.text) == ("5.99", "45.98")

    @given(st.integers(0, 10**12))
    def test_what_was_added_is_what_is_included(self, minor: int) -> None:
        added, included = Tax(self.QUEBEC), Tax(self.QUEBEC, "included")
        assert included.each_of(minor + added.of(minor)) == added.each_of(minor)

    @given(st.integers(-(10**12), 10**12), st.lists(RATES, max_size=4), st.sampled_from(["added", "included"]))
    def test_each_is_rounded_on_its_own(self, minor: int, rates: list[Fraction], mode: TaxMode) -> None:
        tax = Tax(tuple(TaxComponent(one) for one in rates), mode)
        alone = [abs(part - minor * share) for part, share in zip(tax.each_of(minor), tax.shares, strict=True)]
        assert all(distance <= Fraction(1, 2) for distance in alone)
        assert tax.of(-minor) == -tax.of(minor)

    def test_every_question_with_a_tax_shows_its_parts(self) -> None:
        # 100.00 x 15/30 = 50.00; 50.00 x 9.975 % = 4.9875
        back = KOS.refund(100, **FACTS, province="QC")
        assert [one.amount.text for one in back.value.taxes] == ["2.50", "4.99"]
        assert back.value.taxes[1].as_dict() == {"name": "QST", "rate": "0.09975", "amount": "4.99"}
        lines = [line.partition("  ")[0] for line in back.working.text().splitlines()]
        assert "QST: 50.00 x 9.975 % = 4.9875 -> 4.99 (half up)" in lines
        assert "tax in all: 2.50 + 4.99 = 7.49" in lines
        # 50 % of 60.00 x 11 = 330.00; 330.00 x 9.975 % = 32.9175
        term: dict[str, Any] = {"term_start": "2026-01-01", "term_months": 12, "cancelled": "2026-01-10"}
        charge = HOSTING.cancellation_charge(60, **term, province="QC")
        assert [one.amount.text for one in charge.value.taxes] == ["16.50", "32.92"]
        # the months of January: 60.00 + 3.00 + 5.99
        days: dict[str, Any] = {"first": "2026-01-10", "last": "2026-01-10"}
        stay = HOSTING.cheapest_cancellation(60, term_start="2026-01-01", term_months=12, **days, province="QC").value
        assert (stay.fees.text, stay.charge.text) == ("68.99", "379.42")

    def test_a_statement_and_a_bill_take_them_too(self) -> None:
        ended = Cancellation(
            "C", "2026-06-15", fee=cad(100_00), cycle_start="2026-06-01", province="BC", taxed_as="internet"
        )
        # 50.00 + 2.50 + 3.50
        assert KOS.statement(Account([ended]), as_of="2026-06-16").value.balance.text == "-56.00"
        facts = {"fee": cad(100_00), **FACTS, "province": "BC", "taxed_as": "internet"}
        line = BillLine("refund", facts, cad(50_00), tax=cad(6_00), total=cad(56_00))
        assert KOS.audit(Bill([line])).value.difference == cad(0)


class TestCredits:
    """A credit on a bill takes its tax off: the sum of the bill's parts is what is taxed, and it is not below zero."""

    DAY: dict[str, Any] = {"on": "2026-01-01"}  # noqa: RUF012

    def test_a_credit_of_7500_on_8500_leaves_a_tax_of_190(self) -> None:
        # 8500.00 - 7500.00 = 1000.00; 19 % of it is 190.00
        value = KOS.tax(["8500.00", "-7500.00"], **self.DAY, tax_rate="0.19").value
        assert (value.taxed.text, value.tax.text, value.total.text) == ("1000.00", "190.00", "1190.00")

    def test_part_by_part_a_credit_takes_off_the_tax_of_its_own_sum(self) -> None:
        # 0.50 x 13 % = 0.065: 0.07 on the charge and 0.07 off with the credit
        found = KOS.tax(["0.50", "-0.50"], **self.DAY, tax_rounding="by-component").value
        assert (found.tax.text, found.total.text) == ("0.00", "0.00")

    def test_credits_over_the_charges_are_refused(self) -> None:
        with refused(InputError, "the amounts come to -1.00 CAD, below zero", "give the charges of the bill"):
            KOS.tax(["1.00", "-2.00"], **self.DAY)

    def test_a_record_of_it_comes_out_again(self) -> None:
        answer = KOS.tax(["8500.00", "-7500.00"], **self.DAY)
        assert from_dict(answer.as_dict()).value == answer.value


class TestTheTableOfTheUnitedKingdom:
    """VAT of 20 % since 4 January 2011; no VAT on a charge for paying late."""

    TABLE = tax_table("uk", "UK")

    def test_since_its_day(self) -> None:
        assert [one.rate for one in self.TABLE.on(date(2011, 1, 4))] == [Fraction(1, 5)]
        with refused(InputError, "no tax rate of UK is known on 2011-01-03, only from 2011-01-04 on"):
            self.TABLE.on(date(2011, 1, 3))

    def test_a_late_charge_carries_none(self) -> None:
        assert self.TABLE.untaxed_by("late_charge") == "HMRC, late payment charges carry no VAT"
        assert self.TABLE.untaxed_by("refund") is None
