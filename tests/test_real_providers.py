"""The providers published from their own pages: worked cases by hand, the figures that they print, numbers twice."""

import tomllib
from collections.abc import Callable
from decimal import Decimal
from typing import Any

import pytest

from telcoterms import NotInTermsError, load
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
    "deposit": {"back_by": lambda value: value},
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
        assert "50.00 CAD, tax 2.50, total 52.50" in " ".join(answer.text().split())


class TestFiles:
    """Each file says where its words were read, and is silent on the rest."""

    @pytest.mark.parametrize("name", NAMES)
    def test_it_loads_and_has_a_page(self, name: str) -> None:
        assert load(name).provider == name
        page = (PUBLISHED.parents[2] / "docs" / "providers" / f"{name}.md").read_text("utf-8")
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
            assert not undated or "bears none" in document["edition_is"]

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
