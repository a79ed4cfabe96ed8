"""The published data, read without the library: complete, short, and with a reason beside each choice."""

import tomllib
from collections.abc import Iterator
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any, get_args

import pytest

import telcoterms
from telcoterms.agreement.rule import VOICES
from telcoterms.agreement.taxes import TaxedAs

PUBLISHED = Path(telcoterms.__file__).parent / "published"
AGREEMENTS = {"dsl": "11", "cable": "11", "fixed-wireless": "12", "voip": "11"}  # the section on a fixed term
EQUIPMENT = {"dsl": "9", "cable": "9", "fixed-wireless": "10", "voip": "9"}  # the section on equipment
QUESTIONS = {
    "due_date", "late_charge", "effective_annual_rate", "dispute_until", "dispute",
    "refund", "cancellation_charge", "regime", "administrative_charge", "equipment_return_by", "liability_limit",
    "outage_fees", "data_usage",
    "change_of_terms", "precedence", "policy_change", "provider_cancellation", "customer_cancellation", "complaint",
    "eligible_for_adr", "hours", "support_open", "next_opening", "statement", "tax",
}  # fmt: skip


def read(path: Path) -> dict[str, Any]:
    return tomllib.loads(path.read_text("utf-8"), parse_float=Decimal)


KOS = read(PUBLISHED / "providers" / "kos-2021-07-12.toml")
KIJOMA = read(PUBLISHED / "providers" / "kijoma-2023-02-01.toml")
CANADA = read(PUBLISHED / "taxes" / "canada.toml")
UK = read(PUBLISHED / "taxes" / "uk.toml")


def tables(value: object, path: str = "") -> Iterator[tuple[str, dict[str, Any]]]:
    """Every table below a value, each with its path."""
    if isinstance(value, dict):
        yield path, value
        for key, below in value.items():
            yield from tables(below, f"{path}.{key}" if path else key)
    elif isinstance(value, list):
        for place, below in enumerate(value):
            yield from tables(below, f"{path}[{place}]")


def texts(key: str, *roots: dict[str, Any]) -> list[tuple[str, str]]:
    """Every text that stands under a key, with the path of its table."""
    return [(path, table[key]) for root in roots for path, table in tables(root) if key in table]


READINGS = [(path, table) for path, table in tables(KOS) if path.split(".")[-2:-1] == ["reading"]]
CLAUSES = [
    (f"{path}.{key}", table[key]) for path, table in tables(KOS) for key in ("clause", "replaces") if key in table
]


class TestSections:
    """Every section has a table: what it is about, the figures in it, and what computes it, or why nothing does."""

    def test_the_service_terms_have_49(self) -> None:
        assert list(KOS["sections"]["service-terms"]) == [str(number) for number in range(1, 50)]

    def test_only_the_service_agreements_are_known_in_part(self) -> None:
        partly = {name for name, document in KOS["documents"].items() if not document.get("complete", True)}
        assert partly == set(AGREEMENTS)
        assert set(KOS["sections"]) == set(KOS["documents"])

    @pytest.mark.parametrize(("document", "section"), AGREEMENTS.items())
    def test_each_agreement_has_its_money_rule_and_what_it_leaves_open(self, document: str, section: str) -> None:
        numbers = {"11": ["9", "11", "13"], "12": ["10", "12", "14"]}
        listed = KOS["sections"][document]
        assert list(listed) == numbers[section]
        assert [name for name, one in listed.items() if "cancellation_charge" in one.get("questions", ())] == [section]
        assert "equipment_return_by" in listed[EQUIPMENT[document]]["questions"]
        assert [name for name, one in listed.items() if "not_computed" in one] == [
            EQUIPMENT[document], numbers[section][2],
        ]  # fmt: skip

    def test_the_steps_of_a_complaint_are_numbered_and_the_part_on_the_ccts_is_not(self) -> None:
        assert list(KOS["sections"]["resolution"]) == ["1", "2", "3", "CCTS"]

    def test_the_numbers_of_kijomas_code(self) -> None:
        assert list(KIJOMA["sections"]["complaints"]) == [
            "1", "2", "2.1", "2.2", "2.3", "2.4", "3", "3.1", "3.2", "4", "4.1",
        ]  # fmt: skip

    def test_what_is_computed_is_a_question_and_nothing_is_to_come(self) -> None:
        listed = [one for sections in KOS["sections"].values() for one in sections.values()]
        assert {question for one in listed for question in one.get("questions", ())} == QUESTIONS
        assert not any("to_come" in one for one in listed)


class TestWords:
    """What a section says is one short line; why something is missing names the missing fact."""

    @pytest.mark.parametrize(("path", "why"), [*texts("why", KOS, CANADA), *texts("not_computed", KOS, KIJOMA)])
    def test_a_reason_is_a_reason(self, path: str, why: str) -> None:
        assert "out of scope" not in why.casefold(), path
        assert len(why) >= 15, path

    @pytest.mark.parametrize(("path", "says"), texts("says", KOS))
    def test_what_a_section_says_is_one_sentence_on_one_line(self, path: str, says: str) -> None:
        assert 15 <= len(says) <= 160, path
        assert says.endswith("."), path
        assert "\n" not in says, path

    @pytest.mark.parametrize(("path", "table"), READINGS)
    def test_a_reading_has_a_value_and_a_short_reason(self, path: str, table: dict[str, Any]) -> None:
        assert set(table) - {"practised", *VOICES} == {"take", "why"}, path
        in_voices = [table[voice] for voice in VOICES if voice in table]
        assert all(set(one) == {"take", "why"} for one in in_voices), path
        for one in (table, *in_voices):
            assert one["take"], path
            assert one["why"].strip(), path
            assert len(one["why"]) <= 100, path

    def test_the_file_has_readings(self) -> None:
        # of the late charge, the refund, the charge, an outage, data, the statement, both notices; the holidays of
        # complaints and of hours, and a complaint on a closed day; an arbitrator's fee; two a service
        assert len(READINGS) == 4 + 3 + 2 + 3 + 3 + 5 + 2 + 3 + 1 + 2 * len(AGREEMENTS)

    @pytest.mark.parametrize("file", sorted(PUBLISHED.rglob("*.toml")), ids=lambda file: file.name)
    def test_a_file_is_plain_text_in_lines_that_fit(self, file: Path) -> None:
        text = file.read_text("ascii")
        if file.name != "error_codes.toml":  # a message stands on one line there, as the program says it
            assert max(map(len, text.splitlines())) <= 160
        assert text.endswith("\n")
        assert "\t" not in text


class TestFacts:
    """The numbers of the terms, written down a second time."""

    def test_the_numbers(self) -> None:
        assert (KOS["provider"], KOS["edition"], KOS["currency"]) == ("kos", date(2021, 7, 12), "CAD")
        assert KOS["due_date"]["days"] == 15
        assert KOS["late_charge"]["rate"] == Decimal("0.02")
        assert KOS["dispute"]["days"] == 90
        assert KOS["cancellation_charge"]["share"] == Decimal("0.5")
        reasons = KOS["administrative_charge"]["reason"]
        assert list(reasons) == ["collection", "returned-payment", "identifier-change", "restoral"]
        assert [*reasons.values(), KOS["administrative_charge"]["other"]] == [{"most": "50.00"}] * 5
        assert KOS["equipment_return_by"]["days"] == 30
        assert KOS["liability_limit"]["sum"] == "20.00"
        assert (KOS["change_of_terms"]["notice_days"], KOS["change_of_terms"]["use_days"]) == (30, 30)
        assert KOS["provider_cancellation"]["days"] == 30
        assert KOS["customer_cancellation"]["kind"] == "on-receipt"

    def test_what_activities_use(self) -> None:
        assert KOS["data_usage"]["kilobytes_per_megabyte"] == 1024
        found = {
            one["name"]: (one["per"], one["unit"], one["least"], one.get("most"))
            for one in KOS["data_usage"]["activity"]
        }
        assert found == {
            "e-mail": ("item", "KB", 50, 300),
            "sd-photo": ("item", "KB", 100, 500),
            "hd-photo": ("item", "MB", 4, 4),
            "sd-video": ("hour", "MB", 1000, 1000),
            "hd-video": ("hour", "MB", 3000, 3000),
            "4k-video": ("hour", "MB", 10000, None),
            "audio": ("hour", "MB", 100, 100),
            "gaming": ("hour", "MB", 50, 100),
        }

    def test_the_steps_of_a_complaint(self) -> None:
        steps = {step["name"]: step for step in KOS["complaint"]["step"]}
        assert list(steps) == ["received", "senior", "manager"]
        assert [step.get("after") for step in steps.values()] == [None, "senior", "manager"]
        assert "within" not in steps["received"]
        assert steps["senior"]["earliest"] == {"count": 1, "unit": "business-days"}
        assert steps["senior"]["within"] == {"count": 2, "unit": "business-days"}
        assert steps["manager"]["within"] == {"count": 3, "unit": "business-days"}
        assert (KOS["complaint"]["outside"]["kind"], KOS["complaint"]["outside"]["body"]) == ("after-trying", "CCTS")
        assert KOS["calendar"] == "ontario-and-federal"

    def test_who_may_go_to_the_body_outside(self) -> None:
        assert KOS["eligible_for_adr"]["small_business_under"] == "2500.00"
        subjects = ["service-delivery", "contract", "billing", "credit-management", "unauthorized-transfer"]
        assert KOS["eligible_for_adr"]["subjects"] == subjects
        assert KOS["eligible_for_adr"]["arbitration"]["kind"] == "equally-shared-fees"
        assert KOS["eligible_for_adr"]["arbitration"]["never_on"] == ["billing"]

    def test_the_hours_of_support(self) -> None:
        assert KOS["hours"]["kind"] == "weekly-but-holidays"
        assert KOS["calendar"] == "ontario-and-federal"
        assert KOS["holidays"] == {
            "legislation-act": "ontario-legislation-act-and-federal",
            "with-substitute-days": "ontario-and-federal-with-substitute-days",
        }
        assert KOS["time_zone"] == "America/Toronto"
        weekdays = dict.fromkeys(("monday", "tuesday", "wednesday", "thursday", "friday"), "09:00-20:00")
        assert KOS["hours"]["week"] == {**weekdays, "saturday": "10:00-16:30", "sunday": "12:00-18:00"}

    def test_each_agreement_says_what_must_have_happened_to_equipment_in_thirty_days(self) -> None:
        rules = {name: one["equipment_return_by"] for name, one in KOS["service"].items()}
        assert {name: (one["kind"], one["days"], one["clause"]["section"]) for name, one in rules.items()} == {
            "dsl": ("received-within-days", 30, "9"),
            "cable": ("received-within-days", 30, "9"),
            "fixed-wireless": ("retrieved-within-days", 30, "10"),
            "voip": ("received-within-days", 30, "9"),
        }
        assert {one["missing"]["kind"] for one in rules.values()} == {"replacement-price-less-depreciation"}

    def test_the_stated_yearly_rate_is_the_monthly_one_compounded(self) -> None:
        compounded = (1 + KOS["late_charge"]["rate"]) ** 12 - 1
        assert round(compounded, 4) == KOS["late_charge"]["stated_yearly_rate"] == Decimal("0.2682")

    def test_every_number_is_exact(self) -> None:
        values = [value for root in (KOS, CANADA) for _, table in tables(root) for value in table.values()]
        assert not any(isinstance(value, float) for value in values)

    def test_every_document_is_ranked_once(self) -> None:
        agreements, *others = KOS["ranking"]
        assert sorted([*agreements, *others]) == sorted(KOS["documents"])
        assert (sorted(agreements), others) == (sorted(AGREEMENTS), ["service-terms", "resolution"])

    @pytest.mark.parametrize(("path", "clause"), CLAUSES)
    def test_every_clause_is_a_section_that_is_computed(self, path: str, clause: dict[str, str]) -> None:
        assert KOS["sections"][clause["document"]][clause["section"]]["questions"], path

    @pytest.mark.parametrize(("service", "section"), AGREEMENTS.items())
    def test_a_service_replaces_section_36(self, service: str, section: str) -> None:
        assert KOS["service"][service]["document"] == service
        charge = KOS["service"][service]["cancellation_charge"]
        assert (charge["kind"], charge["prorate"], charge["as_of"]) == ("incentive", "months", "last-invoice")
        assert charge["clause"] == {"document": service, "section": section}
        assert charge["replaces"] == {"document": "service-terms", "section": "36"}


class TestKijoma:
    """The numbers of Kijoma's complaints code, written down a second time, and nothing besides."""

    def test_the_numbers(self) -> None:
        assert (KIJOMA["provider"], KIJOMA["edition"], KIJOMA["currency"]) == ("kijoma", date(2023, 2, 1), "GBP")
        assert (KIJOMA["time_zone"], KIJOMA["calendar"]) == ("Europe/London", "england")
        complaint = KIJOMA["complaint"]
        reply, manager = complaint["step"]
        assert (reply["name"], reply["within"]) == ("received", {"count": 5, "unit": "working-days"})
        assert (manager["name"], manager["after"], "within" in manager) == ("manager", "manager", False)
        assert complaint["outside"]["wait"] == {"count": 8, "unit": "weeks"}
        assert (complaint["outside"]["body"], complaint["outside"]["letter"]) == ("CISAS", "deadlock letter")
        assert KIJOMA["hours"]["week"] == dict.fromkeys(
            ("monday", "tuesday", "wednesday", "thursday", "friday"), "09:00-17:00"
        )

    def test_it_says_that_the_code_is_undated(self) -> None:
        assert "undated" in KIJOMA["documents"]["complaints"]["full_title"]

    def test_every_table_is_one_of_the_code(self) -> None:
        tables = {name for name, one in KIJOMA.items() if isinstance(one, dict)}
        assert tables == {"documents", "complaint", "hours", "law", "sections"}  # the last names what stands beside it

    @pytest.mark.parametrize(("path", "says"), texts("says", KIJOMA))
    def test_what_a_section_says_is_one_sentence_on_one_line(self, path: str, says: str) -> None:
        assert 15 <= len(says) <= 160, path
        assert says.endswith("."), path


class TestTaxes:
    """One rate for each region, tax and day, with its source; none where none is established."""

    @staticmethod
    def history(region: str, *names: str) -> list[tuple[date, Decimal]]:
        rates = [rate for rate in CANADA["rate"] if rate["region"] == region]
        return [(rate["since"], rate["rate"]) for rate in rates if not names or rate["name"] in names]

    def test_ontario(self) -> None:
        assert self.history("ON") == [(date(2010, 7, 1), Decimal("0.13"))]

    def test_nova_scotia_changes_in_2025(self) -> None:
        assert self.history("NS")[-2:] == [
            (date(2010, 7, 1), Decimal("0.15")),
            (date(2025, 4, 1), Decimal("0.14")),
        ]

    @pytest.mark.parametrize("region", ["NB", "NL"])
    def test_new_brunswick_and_newfoundland(self, region: str) -> None:
        assert self.history(region) == [(date(2008, 1, 1), Decimal("0.13")), (date(2016, 7, 1), Decimal("0.15"))]

    def test_prince_edward_island(self) -> None:
        assert self.history("PE") == [(date(2013, 4, 1), Decimal("0.14")), (date(2016, 10, 1), Decimal("0.15"))]

    @pytest.mark.parametrize("region", ["AB", "NT", "NU", "YT"])
    def test_the_federal_tax_alone(self, region: str) -> None:
        assert self.history(region) == [(date(2008, 1, 1), Decimal("0.05"))]

    def test_quebec_has_gst_and_qst(self) -> None:
        assert self.history("QC", "GST") == [(date(2008, 1, 1), Decimal("0.05"))]
        assert self.history("QC", "QST") == [(date(2013, 1, 1), Decimal("0.09975"))]

    def test_british_columbia_has_gst_and_on_some_services_pst(self) -> None:
        assert self.history("BC", "GST") == [(date(2013, 4, 1), Decimal("0.05"))]
        assert self.history("BC", "PST") == [(date(2013, 4, 1), Decimal("0.07"))]

    def test_every_kind_of_service_of_british_columbia_is_taxed_or_has_a_reason(self) -> None:
        taxed = [one for rate in CANADA["rate"] if rate["region"] == "BC" for one in rate.get("services", ())]
        refused = [one for entry in CANADA["not_established"] for one in entry.get("services", ())]
        assert sorted(taxed + refused) == sorted(get_args(TaxedAs))

    def test_each_province_and_territory_once_with_a_rate_or_a_reason(self) -> None:
        known = {rate["region"] for rate in CANADA["rate"]}
        unknown = [entry["region"] for entry in CANADA["not_established"] if "services" not in entry]
        assert unknown == ["MB", "SK"]
        assert known.isdisjoint(unknown)
        assert len(known) + len(unknown) == 13

    def test_the_rates_of_a_region_stand_in_order(self) -> None:
        for region, name in {(rate["region"], rate["name"]) for rate in CANADA["rate"]}:
            days = [since for since, _ in self.history(region, name)]
            assert days == sorted(set(days))

    def test_each_rate_has_a_short_source(self) -> None:
        assert all(15 <= len(rate["source"]) <= 70 for rate in CANADA["rate"])

    def test_the_united_kingdom(self) -> None:
        (rate,) = UK["rate"]
        assert (rate["region"], rate["name"], rate["rate"], rate["since"]) == (
            "UK",
            "VAT",
            Decimal("0.20"),
            date(2011, 1, 4),
        )

    @pytest.mark.parametrize("table", [CANADA, UK], ids=lambda table: table["table"])
    def test_a_late_charge_carries_none_by_a_source(self, table: dict[str, Any]) -> None:
        (untaxed,) = table["untaxed"]
        assert untaxed["question"] == "late_charge"
        assert len(untaxed["source"]) >= 15

    def test_the_provider_names_a_region_with_a_rate(self) -> None:
        assert KOS["tax"]["table"] == CANADA["table"]
        assert self.history(KOS["tax"]["region"])
