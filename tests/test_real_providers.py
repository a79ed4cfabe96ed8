"""The providers published from their own pages: worked cases by hand, the figures that they print, numbers twice."""

import tomllib
from collections.abc import Callable
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from telcoterms import Account, Invoice, Money, NotInTermsError, Reminder, load
from telcoterms.terms import QUESTIONS
from tests.test_published import PUBLISHED, texts
from tests.worked_cases import FOLDER, cases

NAMES = ("att", "bell", "bt", "cogeco", "ee", "optus", "rogers", "teksavvy", "telus", "verizon", "vodafone")
FILES = {name: next((PUBLISHED / "providers").glob(f"{name}-*.toml")) for name in NAMES}
DATA: dict[str, dict[str, Any]] = {
    name: tomllib.loads(file.read_text("utf-8"), parse_float=Decimal) for name, file in FILES.items()
}
CASES = [
    pytest.param(name, file.stem, case, id=f"{name} {file.stem}: {case['name']}")
    for name in NAMES
    for file in sorted((FOLDER / name).glob("*.toml"))
    for case in cases(name, file.stem)
]
FIGURES: dict[str, dict[str, Callable[[Any], object]]] = {
    "due_date": {"due": lambda value: value},
    "late_charge": {"charge": lambda value: value.text},
    "dispute": {"outcome": lambda value: value.outcome, "last_day": lambda value: value.last_day},
    "refund": {"refund": lambda value: value.refund.text, "tax": lambda value: value.tax.text},
    "part_charge": {"part": lambda value: value.charge.text, "tax": lambda value: value.tax.text},
    "cancellation_charge": {"charge": lambda value: value.charge.text, "tax": lambda value: value.tax.text},
    "administrative_charge": {"charge": lambda value: value.text},
    "customer_cancellation": {"effective": lambda value: value},
    "suspension": {"day": lambda value: value},
    "deposit": {"back_by": lambda value: value.back_by},
}
"""The figures of an answer, by the names that a case gives them."""


def facts_of(question: str, case: dict[str, Any]) -> dict[str, Any]:
    """The facts of a case: all that is no name, no reading and no figure; the due date that a bill shows is a fact."""
    others = {"name", "service", "reading", *FIGURES[question]}
    facts = {key: value for key, value in case.items() if key not in others}
    if "on_bill" in facts:
        facts["due"] = facts.pop("on_bill")
    return facts


class TestCases:
    """Each case comes out to the cent and to the day; figures that a provider prints are among them."""

    @pytest.mark.parametrize(("name", "question", "case"), CASES)
    def test_case(self, name: str, question: str, case: dict[str, Any]) -> None:
        terms = load(name, service=case.get("service"))
        answer = getattr(terms, question)(**facts_of(question, case)).under(**case.get("reading", {}))
        found = {figure: read(answer.value) for figure, read in FIGURES[question].items()}
        assert found == {figure: case[figure] for figure in FIGURES[question]}

    def test_a_fee_of_telus_bears_the_tax_of_the_province(self) -> None:
        # 50.00 x 5 % = 2.50 in Alberta
        answer = load("telus").administrative_charge(reason="restoral", on="2026-12-01", region="AB")
        assert "50.00 CAD, tax 2.50, total 52.50" in " ".join(answer.working.text().split())


class TestFiles:
    """Each file says where its words were read, and is silent on the rest."""

    @pytest.mark.parametrize("name", NAMES)
    def test_it_loads_and_has_a_page(self, name: str) -> None:
        assert load(name).provider == name
        page = (Path(__file__).parents[1] / "docs" / "providers" / f"{name}.md").read_text("utf-8")
        assert page.startswith(f"# {DATA[name]['name']}\n")

    @pytest.mark.parametrize("name", NAMES)
    def test_every_document_is_known_in_part_and_says_where_it_was_read(self, name: str) -> None:
        for document in DATA[name]["documents"].values():
            assert document["complete"] is False
            assert "." in document["where"] or "not read" in document["where"]

    @pytest.mark.parametrize("name", NAMES)
    def test_an_edition_that_no_document_bears_is_explained(self, name: str) -> None:
        for document in DATA[name]["documents"].values():
            undated = "undated" in document["full_title"]
            assert not undated or "bears no date" in document["edition_is"]

    @pytest.mark.parametrize("name", NAMES)
    def test_a_question_beside_its_tables_is_refused(self, name: str) -> None:
        terms = load(name)
        assert not terms.answers("liability_limit")
        with pytest.raises(NotInTermsError, match=f"the terms of {name}"):
            terms.liability_limit(fees_during_outage="50.00")

    @pytest.mark.parametrize(("path", "says"), texts("says", *DATA.values()))
    def test_what_a_section_says_is_one_sentence_on_one_line(self, path: str, says: str) -> None:
        assert 15 <= len(says) <= 160, path
        assert says.endswith("."), path
        assert "\n" not in says, path

    @pytest.mark.parametrize(("path", "why"), [*texts("why", *DATA.values()), *texts("not_computed", *DATA.values())])
    def test_a_reason_is_a_reason(self, path: str, why: str) -> None:
        assert "out of scope" not in why.casefold(), path
        assert len(why) >= 15, path

    @pytest.mark.parametrize("name", NAMES)
    def test_each_table_has_worked_cases(self, name: str) -> None:
        tables = {key for key in DATA[name] if key in QUESTIONS}
        tables |= {key for service in DATA[name].get("service", {}).values() for key in service if key in QUESTIONS}
        have = {file.stem for file in (FOLDER / name).glob("*.toml")}
        assert tables & set(FIGURES) <= have


class TestStatements:
    """A late charge of its own kind is posted and accrues in the replay of an account."""

    def test_each_of_two_late_bills_of_att_bears_5_00(self) -> None:
        bills = [
            Invoice("A-1", "2017-03-01", Money("80.00", "USD"), due="2017-03-23"),
            Invoice("A-2", "2017-04-01", Money("80.00", "USD"), due="2017-04-23"),
        ]
        value = load("att").statement(Account(bills), as_of="2017-05-01").value
        assert (value.balance.text, value.accrued.text) == ("170.00", "0.00")

    @pytest.mark.parametrize(("day", "balance"), [("2027-01-10", "60.00"), ("2027-01-11", "67.50")])
    def test_bt_posts_7_50_on_the_sixth_day_after_a_reminder(self, day: str, balance: str) -> None:
        bill = Invoice("B-1", "2026-12-01", Money("60.00", "GBP"), due="2026-12-15")
        value = load("bt").statement(Account([bill, Reminder("2027-01-05")]), as_of=day).value
        assert value.balance.text == balance

    def test_vodafone_posts_the_sum_and_accrues_the_interest(self) -> None:
        # 30 days after 8 December 2026: 100.00 x 5.75 % x 30/365 = 0.4726
        bill = Invoice("V-1", "2026-12-01", Money("100.00", "GBP"))
        value = load("vodafone").statement(Account([bill]), as_of="2027-01-07").value
        assert (value.balance.text, value.accrued.text) == ("105.00", "0.47")


class TestNumbers:
    """The numbers of each file, written down a second time: no code can notice a slip in them."""

    def test_bell(self) -> None:
        late = DATA["bell"]["late_charge"]
        assert (late["rate"], late["stated_yearly_rate"]) == (Decimal("0.0291"), Decimal("0.4109"))
        assert DATA["bell"]["due_date"]["days"] == 30
        assert DATA["bell"]["refund"]["cancel_day"] == "used"

    def test_rogers(self) -> None:
        late = DATA["rogers"]["late_charge"]
        assert (late["rate"], late["stated_yearly_rate"]) == (Decimal("0.02"), Decimal("0.2682"))
        assert (late["runs_from"], late["part_month"]) == ("due-date", "by-days")
        assert DATA["rogers"]["part_charge"]["month_length"] == "thirty-day-month"
        assert DATA["rogers"]["suspension"]["days"] == 14

    def test_telus(self) -> None:
        late = DATA["telus"]["late_charge"]
        assert (late["rate"], late["stated_yearly_rate"]) == (Decimal("0.0291"), Decimal("0.4109"))
        assert late["runs_from"] == "invoice-date"
        fees = {name: reason["sum"] for name, reason in DATA["telus"]["administrative_charge"]["reason"].items()}
        assert fees == {
            "connection": "50.00",
            "bill-reprint": "15.00",
            "chosen-number": "35.00",
            "other-number": "15.00",
            "device-setup": "35.00",
            "plan-change": "15.00",
            "restoral": "50.00",
            "transfer": "50.00",
            "returned-payment": "25.00",
        }
        flat = DATA["telus"]["cancellation_charge"]["of"][1]["sum"]
        spared = dict.fromkeys(("QC", "NS", "NL", "MB"), "0.00")
        assert flat == {"by": "region", **spared, "other": "50.00"}

    def test_cogeco(self) -> None:
        late = DATA["cogeco"]["late_charge"]
        assert late["rate"] == {
            "by": "segment",
            "business": Decimal("0.03"),
            "residential": {"by": "region", "ON": Decimal("0.03"), "QC": Decimal("0.0275")},
        }
        yearly = late["stated_yearly_rate"]
        assert yearly["business"] == 12 * late["rate"]["business"] == Decimal("0.36")
        assert yearly["residential"]["QC"] == 12 * late["rate"]["residential"]["QC"] == Decimal("0.33")
        assert yearly["residential"]["ON"] == Decimal("0.36")

    def test_teksavvy(self) -> None:
        assert DATA["teksavvy"]["due_date"]["days"] == 0
        assert DATA["teksavvy"]["refund"]["paid_within"] == {"days": 14}

    def test_bt(self) -> None:
        late = DATA["bt"]["late_charge"]
        assert (late["sum"], late["grace"]) == ("7.50", {"from": "reminder", "days": 5})
        fees = {name: reason["sum"] for name, reason in DATA["bt"]["administrative_charge"]["reason"].items()}
        assert fees == {
            "connection": "140.00",
            "outgoing-calls-barred": "12.00",
            "temporary-out-of-service": "18.00",
            "reconnection": "36.00",
            "engineer-visit": "130.00",
        }
        assert DATA["bt"]["customer_cancellation"]["notice"] == {"days": 30}
        charge = DATA["bt"]["service"]["business-call-packages"]["cancellation_charge"]
        assert charge["share"] == Decimal("0.50")

    def test_vodafone(self) -> None:
        flat, interest = DATA["vodafone"]["late_charge"]["of"]
        assert (flat["sum"], interest["rate"]) == ("5.00", {"index": "barclays-base", "plus": Decimal("0.02")})
        base = [(str(one["since"]), one["value"]) for one in DATA["vodafone"]["index"]["barclays-base"]["rate"]]
        assert base == [
            ("2022-12-15", Decimal("0.0350")),
            ("2023-02-02", Decimal("0.0400")),
            ("2023-03-23", Decimal("0.0425")),
            ("2023-05-11", Decimal("0.0450")),
            ("2023-06-22", Decimal("0.0500")),
            ("2023-08-03", Decimal("0.0525")),
            ("2024-08-01", Decimal("0.0500")),
            ("2024-11-07", Decimal("0.0475")),
            ("2025-02-06", Decimal("0.0450")),
            ("2025-05-08", Decimal("0.0425")),
            ("2025-08-07", Decimal("0.0400")),
            ("2025-12-18", Decimal("0.0375")),
        ]
        charge = DATA["vodafone"]["cancellation_charge"]
        assert (charge["share"], charge["fees_hold_tax"]) == (Decimal("0.98"), True)
        assert [(str(one["since"]), one["value"]) for one in charge["taxed"]][-1] == ("2021-02-24", True)

    def test_ee(self) -> None:
        charge = DATA["ee"]["cancellation_charge"]
        assert (charge["share"], charge["fees_hold_tax"], charge["remaining"]) == (Decimal("0.96"), True, "by-days")

    def test_att(self) -> None:
        att = DATA["att"]
        assert (att["late_charge"]["sum"], att["dispute"]["days"]) == ("5.00", 100)
        charge = att["cancellation_charge"]
        assert charge["sum"] == {"by": "plan", "smartphone": "325.00", "other": "150.00"}
        assert charge["less"] == {"by": "plan", "smartphone": "10.00", "other": "4.00"}
        assert att["administrative_charge"]["reason"] == {"returned-payment": {"most": "30.00"}}
        assert (att["customer_cancellation"]["notice"], att["provider_cancellation"]["days"]) == ({"days": 30}, 30)

    def test_verizon(self) -> None:
        first, second = DATA["verizon"]["late_charge"]["of"]
        assert (first["rate"], second["rate"]) == (Decimal("0.015"), {"index": "lawful"})
        assert DATA["verizon"]["index"]["lawful"]["given"] is True
        assert (DATA["verizon"]["deposit"]["days"], DATA["verizon"]["equipment_return_by"]["days"]) == (90, 30)

    def test_optus(self) -> None:
        late = DATA["optus"]["late_charge"]
        assert (late["sum"], late["threshold"]) == ("15.00", {"over": "50.00"})
        assert [(one["name"], one["rate"]) for one in DATA["optus"]["tax"]["rate"]] == [("GST", Decimal("0.10"))]
        assert DATA["optus"]["refund"]["cancel_day"] == "refunded"
