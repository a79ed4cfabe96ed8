"""Tables that a provider's file brings along: its own taxes, its own law, and tables from a file beside it."""

from collections.abc import Callable
from dataclasses import replace
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

import pyarrow as pa
import pytest

from telcoterms import (
    Account,
    Bill,
    BillLine,
    Cancellation,
    InputError,
    InvalidFileError,
    Invoice,
    InvoiceLine,
    MissingFactsError,
    Terms,
    UnknownNameError,
    load,
)
from telcoterms.batch import cancellation_charge, refund
from telcoterms.files.library import law_table, tax_table
from telcoterms.files.provider import read_provider
from tests.clauses.test_complaint import outside_of
from tests.error_assertions import refused
from tests.terms_builders import HOSTING, KOS, cad
from tests.test_providers import FOLDER

HEAD = """
provider = "harbour"
name = "Harbour Line (invented)"
edition = 2020-01-01
revision = 0
currency = "CAD"
time_zone = "America/Toronto"
ranking = ["terms"]

[documents.terms]
title = "Terms"
full_title = "Terms of Service"
where = "nowhere: this provider is invented"
edition = 2020-01-01

[due_date]
kind = "net-days"
days = 30
clause = { document = "terms", section = "1" }
says = "A bill is due 30 days after its date."
"""
BY_REGION = """
[tax]
region = "QC"
clause = { document = "terms", section = "2" }
rate = [
    { region = "QC", name = "GST", rate = 0.05, since = 2008-01-01 },
    { region = "QC", name = "QST", rate = 0.09975, since = 2013-01-01, source = "Revenu Quebec" },
    { region = "NS", name = "HST", rate = 0.15, since = 2010-07-01 },
    { region = "NS", name = "HST", rate = 0.14, since = 2025-04-01 },
]
"""
ONE_RATE = """
[tax]
clause = { document = "terms", section = "2" }
rate = [{ name = "VAT", rate = 0.23, since = 2021-03-01 }]
"""
LAW = """
[law]
table = "harbour"
country = "Harbour"
member_of = ["arbiter"]

[[law.rule]]
name = "wait"
title = "Harbour Code, the wait"
effect = "replaces"
who = "all providers"
questions = ["complaint"]
checked = 2026-11-21
certainty = "confirmed"

[[law.rule.version]]
kind = "adr-after-weeks"
weeks = 6
dated = "undated"
says = "A customer may go to the arbiter 6 weeks after the complaint was received."
source = "Harbour Code s.4"
"""

MONTH = pa.table({"fee": [Decimal("100.00")], "cycle_start": [date(2025, 3, 15)], "cancelled": [date(2025, 4, 4)]})

TERM: dict[str, Any] = {"term_start": date(2025, 3, 15), "term_months": 12}

Load = Callable[[str], Terms]


@pytest.fixture
def harbour(tmp_path: Path) -> Load:
    """Load terms whose file has these tables after its head."""

    def load_with(tables: str) -> Terms:
        path = tmp_path / "harbour.toml"
        path.write_text(HEAD + tables, "utf-8")
        return load(path)

    return load_with


def faults_of(harbour: Load, tables: str) -> list[str]:
    with pytest.raises(InvalidFileError) as found:
        harbour(tables)
    return [str(fault) for fault in found.value.faults]


class TestOwnTaxes:
    """Each name in force is a tax of its own: on the price, half up, then added."""

    def test_gst_and_qst_on_39_99_are_5_99(self, harbour: Load) -> None:
        # 39.99 x 5 % = 1.9995, 2.00; 39.99 x 9.975 % = 3.989002..., 3.99
        value = harbour(BY_REGION).tax("39.99", on="2026-01-01").value
        assert [(one.name, one.amount.text) for one in value.taxes] == [("GST", "2.00"), ("QST", "3.99")]
        assert value.total.text == "45.98"

    def test_the_working_names_the_table_or_the_source_of_a_rate(self, harbour: Load) -> None:
        lines = harbour(BY_REGION).tax("39.99", on="2026-01-01").working.text().splitlines()
        assert any("GST is 5 %: the provider's own table of taxes" in line and "Terms s.2" in line for line in lines)
        assert any("QST is 9.975 %: Revenu Quebec" in line for line in lines)

    @pytest.mark.parametrize("fact", ["region", "province"])
    @pytest.mark.parametrize(("day", "tax"), [("2025-03-31", "15.00"), ("2025-04-01", "14.00")])
    def test_another_region_is_named_in_either_way(self, harbour: Load, fact: str, day: str, tax: str) -> None:
        facts: dict[str, Any] = {fact: "NS"}
        assert harbour(BY_REGION).tax("100.00", on=day, **facts).value.tax.text == tax

    def test_the_region_stands_in_the_heading(self, harbour: Load) -> None:
        assert (
            "region NS" in harbour(BY_REGION).tax("100.00", on="2026-01-01", region="NS").working.text().splitlines()[0]
        )

    def test_province_outranks_the_region(self, harbour: Load) -> None:
        # a number of the terms may differ by region, whose names are not those of the taxes
        answer = harbour(BY_REGION).tax("100.00", on="2026-01-01", province="NS", region="QC")
        assert answer.value.tax.text == "14.00"

    def test_region_and_rate_are_too_many(self, harbour: Load) -> None:
        with refused(InputError, "both region 'NS' and tax_rate are given: give one of them"):
            harbour(BY_REGION).tax(100, on="2026-01-01", region="NS", tax_rate="0.1")

    def test_a_region_that_is_not_in_the_table(self, harbour: Load) -> None:
        with refused(UnknownNameError, "'PE' is no region of these taxes", "choose from NS, QC"):
            harbour(BY_REGION).tax(100, on="2026-01-01", region="PE")

    def test_without_a_region_of_its_own_the_question_names_it(self, harbour: Load) -> None:
        terms = harbour(BY_REGION.replace('region = "QC"\nclause', "clause"))
        with refused(MissingFactsError, "the tax depends on the region: give region, one of NS, QC"):
            terms.tax(100, on="2026-01-01")
        assert terms.tax(100, on="2026-01-01", region="NS").value.tax.text == "14.00"

    def test_of_a_published_table_too(self, harbour: Load) -> None:
        # a provider of a whole country: HST of Ontario is 13 %, GST of Alberta 5 %
        terms = harbour('[tax]\ntable = "canada"\nclause = { document = "terms", section = "2" }\n')
        with refused(MissingFactsError, "the tax depends on the region: give region, one of AB, BC"):
            terms.tax(100, on="2026-01-01")
        assert terms.tax("100.00", on="2026-01-01", region="ON").value.tax.text == "13.00"
        assert terms.tax("100.00", on="2026-01-01", province="AB").value.tax.text == "5.00"

    def test_where_there_is_one_region_alone_it_need_not_be_named(self, harbour: Load) -> None:
        uk = harbour('[tax]\ntable = "uk"\nclause = { document = "terms", section = "2" }\n')
        own = harbour(ONE_RATE.replace('{ name = "VAT"', '{ region = "IE", name = "VAT"'))
        assert [terms.tax("100.00", on="2026-01-01").value.tax.text for terms in (uk, own)] == ["20.00", "23.00"]

    def test_a_rate_without_a_region_is_that_of_the_provider(self, harbour: Load) -> None:
        terms = harbour(ONE_RATE.replace("clause", 'region = "UK"\nclause'))
        assert terms.agreement.tax is not None
        assert terms.agreement.tax.regions == ("UK",)
        assert terms.tax("100.00", on="2026-01-01", region="UK").value.tax.text == "23.00"

    def test_of_one_region_another_one_is_refused(self, harbour: Load) -> None:
        terms = harbour(ONE_RATE.replace("clause", 'region = "UK"\nclause'))
        with refused(InputError, "region is 'IE', and no number or tax of these terms depends on it"):
            terms.tax(100, on="2026-01-01", region="IE")

    def test_a_question_on_terms_without_a_table_takes_no_region(self, harbour: Load) -> None:
        with refused(InputError, "region is 'IE', and no number or tax of these terms depends on it"):
            harbour("").tax(100, on="2026-01-01", region="IE", tax_rate="0.1")


class TestBillingSoftware:
    """A file of rules as a program for billing has them: Quebec's two taxes, and two provinces whose rate changed."""

    TERMS = load(FOLDER / "billing-software-2008-01-01.toml")

    @pytest.mark.parametrize(
        ("amount", "on", "region", "tax"),
        [
            ("39.99", "2026-01-01", None, "5.99"),
            ("32.26", "2025-03-15", "NS", "4.84"),  # 15 %: 4.839
            ("32.26", "2025-04-01", "NS", "4.52"),  # 14 %: 4.5164
            ("100.00", "2016-06-30", "NB", "13.00"),
            ("100.00", "2016-07-01", "NB", "15.00"),
        ],
    )
    def test_by_hand(self, amount: str, on: str, region: str | None, tax: str) -> None:
        assert self.TERMS.tax(amount, on=on, region=region).value.tax.text == tax


class TestOneRateForAll:
    """A table may tell no regions apart."""

    def test_it_needs_no_region(self, harbour: Load) -> None:
        assert harbour(ONE_RATE).tax("8.76", on="2026-01-01").value.tax.text == "2.01"  # 8.76 x 23 % = 2.0148

    def test_it_takes_none(self, harbour: Load) -> None:
        with refused(InputError, "these terms tell no regions of a tax apart: leave 'D' out"):
            harbour(ONE_RATE).tax(100, on="2026-01-01", province="D")
        with refused(InputError, "region is 'D', and no number or tax of these terms depends on it"):
            harbour(ONE_RATE).tax(100, on="2026-01-01", region="D")

    def test_before_its_first_day(self, harbour: Load) -> None:
        with refused(InputError, "no tax rate is known on 2021-02-28, only from 2021-03-01 on", "tax_rate="):
            harbour(ONE_RATE).tax(100, on="2021-02-28")

    def test_it_may_depend_on_the_kind_of_service(self, harbour: Load) -> None:
        terms = harbour(ONE_RATE.replace("since =", 'services = ["internet"], since ='))
        assert terms.tax("100.00", on="2026-01-01", taxed_as="internet").value.tax.text == "23.00"
        assert terms.tax("100.00", on="2026-01-01", taxed_as="television").value.tax.text == "0.00"
        with refused(InputError, "the tax depends on the kind of service: give taxed_as, one of"):
            terms.tax(100, on="2026-01-01")

    def test_a_rate_may_be_zero(self, harbour: Load) -> None:
        assert harbour(ONE_RATE.replace("0.23", "0")).tax(100, on="2026-01-01").value.tax.text == "0.00"

    def test_it_says_what_carries_no_tax(self, harbour: Load) -> None:
        terms = harbour(ONE_RATE + 'untaxed = [{ question = "late_charge", source = "a ruling" }]')
        value = terms.tax("100.00", on="2026-01-01", late_charge="5.00").value
        assert [value.tax.text, value.total.text] == ["23.00", "128.00"]

    def test_it_may_have_the_head_of_a_published_table(self, harbour: Load) -> None:
        head = '[tax]\ntable = "vat"\nrevision = 1\nchecked = 2026-01-01'
        assert harbour(ONE_RATE.replace("[tax]", head)).tax("1.00", on="2026-01-01").value.tax.text == "0.23"


class TestWhatRestsOnThem:
    """Statements, audits and batches take the provider's own taxes as they take published ones.

    A month of 100.00 from 15 March 2025, left on 4 April: 100.00 x 10/31 = 32.258..., 32.26. In Nova Scotia 15 % of it
    is 4.839, 4.84; in Quebec 5 % is 1.613, 1.61, and 9.975 % is 3.217..., 3.22.
    """

    @pytest.fixture
    def terms(self, harbour: Load) -> Terms:
        return Terms(replace(HOSTING.agreement, tax=harbour(BY_REGION).agreement.tax))

    def test_refund_takes_each_tax_of_the_home_region(self, terms: Terms) -> None:
        value = terms.refund("100.00", cycle_start="2025-03-15", cancelled="2025-04-04").value
        assert [value.refund.text, value.tax.text, value.total.text] == ["32.26", "4.83", "37.09"]

    @pytest.mark.parametrize("fact", ["province", "region"])
    def test_refund_and_charge_take_another_region(self, terms: Terms, fact: str) -> None:
        # 50 % of 100.00 x 11 = 550.00; 14 % of it is 77.00
        other: dict[str, Any] = {fact: "NS"}
        back = terms.refund("100.00", cycle_start="2025-03-15", cancelled="2025-04-04", **other).value
        charge = terms.cancellation_charge(100, **TERM, cancelled="2025-04-04", **other).value
        assert [back.tax.text, charge.tax.text] == ["4.84", "77.00"]

    @pytest.mark.parametrize("fact", ["province", "region"])
    def test_cheapest_cancellation_takes_another_region(self, terms: Terms, fact: str) -> None:
        # after the term: the month from 15 March 2026 costs 100.00 + 14.00; 11 of 31 days, 4 to 14 April, are left:
        # 35.48 and 4.97 come back
        other: dict[str, Any] = {fact: "NS", "first": "2026-04-03", "last": "2026-04-03"}
        value = terms.cheapest_cancellation(100, **TERM, **other).value
        assert [value.fees.text, value.refund.text] == ["114.00", "40.45"]

    def test_statement_takes_the_region_of_a_cancellation(self, terms: Terms) -> None:
        ended = Cancellation("C-1", "2025-04-04", fee=cad(100_00), cycle_start="2025-03-15", region="NS")
        assert terms.statement(Account([ended]), as_of="2025-04-05").value.balance.text == "-37.10"

    @pytest.mark.parametrize("fact", ["province", "region"])
    def test_batch_of_charges_takes_another_region(self, terms: Terms, fact: str) -> None:
        columns = {name: [value] for name, value in TERM.items()} | {
            "monthly_fee": [Decimal("100.00")],
            "cancelled": [date(2025, 4, 4)],
        }
        other: dict[str, Any] = {fact: "NS"}
        assert cancellation_charge(terms, pa.table(columns), **other)["tax"].to_pylist() == [Decimal("77.00")]

    def test_statement_credits_the_tax_of_the_region(self, terms: Terms) -> None:
        ended = Cancellation("C-1", "2025-04-04", fee=cad(100_00), cycle_start="2025-03-15", province="NS")
        assert terms.statement(Account([ended]), as_of="2025-04-05").value.balance.text == "-37.10"

    def test_statement_remarks_on_a_line_that_the_table_does_not_give(self, terms: Terms) -> None:
        # of 39.99 the table gives 2.00 + 3.99
        line = InvoiceLine("dsl", "one-time", cad(39_99), cad(9_99))
        account = Account([Invoice("I-1", "2025-04-01", line.total, lines=[line])])
        text = terms.statement(account, as_of="2025-04-02").working.text()
        assert "GST 5 % + QST 9.975 % of 39.99 on 2025-04-01 is 5.99" in " ".join(text.split())

    def test_audit_finds_the_refund_of_a_bill_right(self, terms: Terms) -> None:
        facts = {"fee": cad(100_00), "cycle_start": "2025-03-15", "cancelled": "2025-04-04", "province": "NS"}
        line = BillLine("refund", facts, cad(32_26), tax=cad(4_84), total=cad(37_10))
        assert terms.audit(Bill([line])).value.difference == cad(0)

    def test_audit_takes_the_region_of_a_line(self, terms: Terms) -> None:
        line = BillLine("tax", {"amount": cad(100_00), "on": "2025-03-31", "region": "NS"}, cad(15_00))
        assert terms.audit(Bill([line])).value.difference == cad(0)

    @pytest.mark.parametrize(("province", "tax"), [(None, "4.83"), ("NS", "4.84")])
    def test_batch_is_the_same(self, terms: Terms, province: str | None, tax: str) -> None:
        assert refund(terms, MONTH, province=province)["tax"].to_pylist() == [Decimal(tax)]

    def test_batch_of_a_table_without_regions(self, harbour: Load) -> None:
        terms = Terms(replace(KOS.agreement, tax=harbour(ONE_RATE).agreement.tax))
        assert refund(terms, MONTH)["tax"].to_pylist() == [Decimal("7.42")]  # 32.26 x 23 % = 7.4198


class TestFaultsOfOwnTaxes:
    """A table is judged with the rest of the file."""

    def test_a_rate_without_a_region_among_others(self, harbour: Load) -> None:
        mixed = BY_REGION.replace('region = "QC"\nclause', "clause").replace(
            '{ region = "QC", name = "GST"', '{ name = "GST"'
        )
        assert faults_of(harbour, mixed) == [
            "tax.rate[1].region: it is missing: add region (the region of this rate, as the other rates have one)"
        ]

    def test_a_fault_in_a_rate_is_the_only_one(self, harbour: Load) -> None:
        assert faults_of(harbour, BY_REGION.replace("0.14", "14")) == [
            "tax.rate[4].rate: rate is 14: for 14 % write 0.14"
        ]


class TestOwnLaw:
    """Rules of law of the provider's own file are held against its terms as those of a published table are."""

    def test_its_rules_are_those_of_the_file(self, harbour: Load) -> None:
        law = harbour(LAW).agreement.law
        assert law is not None
        assert [law.table, law.country, law.currency, [rule.name for rule in law.rules]] == [
            "harbour",
            "Harbour",
            "CAD",
            ["wait"],
        ]

    def test_it_is_held_against_a_complaint(self, harbour: Load) -> None:
        kijoma = load("kijoma")
        terms = Terms(replace(kijoma.agreement, provider_law=harbour(LAW).agreement.provider_law))
        by_law = outside_of(terms.complaint(received="2026-01-01").value).by_law
        assert by_law is not None
        assert [by_law.title, str(by_law.opens)] == ["Harbour Code, the wait", "2026-02-12"]  # 42 days on

    @pytest.mark.parametrize(
        ("line", "joined"),
        [('member_of = ["arbiter"]\n', ("arbiter",)), ("member_of = []\n", ()), ("", None)],
    )
    def test_the_bodies_that_a_provider_has_joined(
        self, harbour: Load, line: str, joined: tuple[str, ...] | None
    ) -> None:
        law = harbour(LAW.replace('member_of = ["arbiter"]\n', line)).agreement.provider_law
        assert law is not None
        assert law.member_of == joined

    def test_two_tables_of_one_name_are_not_equal(self, harbour: Load) -> None:
        one, other = (harbour(text).agreement.provider_law for text in (LAW, LAW.replace("weeks = 6", "weeks = 7")))
        assert one != other


class TestFileBeside:
    """`file = "tax.toml"` takes a table from a file in the same folder."""

    def test_taxes(self, harbour: Load, tmp_path: Path) -> None:
        rates = BY_REGION.partition("rate = ")[2]
        (tmp_path / "tax.toml").write_text("rate = " + rates, "utf-8")
        terms = harbour(BY_REGION.partition("rate = ")[0] + 'file = "tax.toml"')
        assert terms.tax("39.99", on="2026-01-01").value.tax.text == "5.99"

    def test_law(self, harbour: Load, tmp_path: Path) -> None:
        (tmp_path / "law.toml").write_text(LAW.replace("[law]", "").replace("law.rule", "rule"), "utf-8")
        law = harbour('[law]\nfile = "law.toml"\nsize = "small"').agreement.law
        assert law is not None
        assert law.table == "harbour"

    def test_an_index(self, harbour: Load, tmp_path: Path) -> None:
        (tmp_path / "base.toml").write_text('title = "base rate"\nrate = 0.0375', "utf-8")
        assert [index.title for index in harbour('[index.base]\nfile = "base.toml"').agreement.indices] == ["base rate"]

    def test_a_fault_in_it_names_the_file(self, harbour: Load, tmp_path: Path) -> None:
        (tmp_path / "tax.toml").write_text('rate = [{ name = "VAT", rate = 20, since = 2021-03-01 }]', "utf-8")
        tables = '[tax]\nfile = "tax.toml"\nclause = { document = "terms", section = "2" }'
        assert faults_of(harbour, tables) == ["tax(tax.toml).rate[1].rate: rate is 20: for 20 % write 0.20"]

    def test_a_key_in_both(self, harbour: Load, tmp_path: Path) -> None:
        (tmp_path / "tax.toml").write_text('region = "UK"', "utf-8")
        assert faults_of(harbour, '[tax]\nfile = "tax.toml"\nregion = "IE"') == [
            "tax.region: region stands here and in tax.toml: keep one"
        ]

    def test_it_takes_no_table_from_another_file(self, harbour: Load, tmp_path: Path) -> None:
        (tmp_path / "tax.toml").write_text('file = "tax.toml"', "utf-8")
        assert faults_of(harbour, '[tax]\nfile = "tax.toml"') == [
            "tax.file: 'tax.toml' takes its table from a file in turn: write the table in 'tax.toml' itself"
        ]

    def test_it_is_not_toml(self, harbour: Load, tmp_path: Path) -> None:
        (tmp_path / "tax.toml").write_text("rate", "utf-8")
        (fault,) = faults_of(harbour, '[tax]\nfile = "tax.toml"')
        assert fault.startswith("tax.file: tax.toml: line 1 is not TOML")

    def test_terms_that_are_no_file_have_none_beside(self) -> None:
        with pytest.raises(InvalidFileError, match=r"'tax\.toml' is beside none: write the table here"):
            read_provider(HEAD + '[tax]\nfile = "tax.toml"', "f", tax_table, law_table)
