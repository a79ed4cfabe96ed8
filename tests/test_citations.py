"""Citations hold: each clause cites a section that its document has, and takes only figures that stand in it."""

import re
from collections.abc import Iterable, Iterator
from contextlib import suppress
from dataclasses import replace
from datetime import date
from fractions import Fraction
from pathlib import Path
from typing import Any

import pytest

from telcoterms import (
    Answer,
    InputError,
    InvalidFileError,
    MissingFactsError,
    NotInTermsError,
    Terms,
    editions,
    load,
)
from telcoterms.agreement.agreement import Agreement
from telcoterms.agreement.citations import all_taken, ends, taken_figures, unstated_figures
from telcoterms.agreement.conditions import Grace
from telcoterms.agreement.numbers import ByFact, Dated, OfIndex, ShareBound
from telcoterms.agreement.rule import Rule
from telcoterms.clauses.administrative_charge import ByReason, ReasonCharge
from telcoterms.clauses.cancellation_charge.kinds import ShareOfRemainingFees
from telcoterms.clauses.change_of_terms import CHANGE_OF_TERMS, NoticeAndContinuedUse
from telcoterms.clauses.due_date import DUE_DATE, NetDays
from telcoterms.clauses.late_charge.kinds import FlatCharge, GreaterOf, RateCharge, SumOf
from telcoterms.clauses.suspension import DaysPastDue
from telcoterms.files.check import check_file
from telcoterms.files.library import published
from telcoterms.terms import QUESTIONS
from telcoterms.values.dataclasses import fields
from telcoterms.values.messages import Phrase, Phrases
from telcoterms.values.money import Money
from telcoterms.values.steps import Clause
from tests.terms_builders import CLAUSE, cad, net
from tests.worked_cases import SILENT_IN_KOS

KOS = load("kos")
_due = DUE_DATE.of(KOS.agreement)
assert isinstance(_due, NetDays)
FIFTEEN_DAYS = _due
AGREEMENTS = {f"{held.provider} {held.edition}": published(held) for held in editions()}
VALID = Path(__file__).parent / "refusals" / "provider" / "valid.toml"


def rules_of(agreement: Agreement) -> Iterator[tuple[str, Rule]]:
    """Every rule of an agreement and of its services, with its path."""
    yield from agreement.rules.items()
    for service in agreement.services:
        yield from ((f"{service.id}.{table}", rule) for table, rule in service.rules.items())


def clauses_in(rule: Rule) -> Iterator[Clause]:
    """Every clause that a rule names, and those of the rules inside it."""
    for field in fields(rule):
        value = getattr(rule, field.name)
        if isinstance(value, Clause):
            yield value
        elif isinstance(value, Rule):
            yield from clauses_in(value)


RULES = [
    pytest.param(agreement, table, rule, id=f"{name} {table}")
    for name, agreement in AGREEMENTS.items()
    for table, rule in rules_of(agreement)
]


class TestPublished:
    """Every citation of the published terms holds."""

    @pytest.mark.parametrize(("agreement", "table", "rule"), RULES)
    def test_every_section_that_a_rule_cites_is_listed(self, agreement: Agreement, table: str, rule: Rule) -> None:
        listed = {section.clause for section in agreement.sections}
        taken = [clause for figure in taken_figures(rule, table) for clause in figure.clauses]
        assert {*rule.clauses, *taken, *clauses_in(rule)} <= listed

    @pytest.mark.parametrize("name", AGREEMENTS)
    def test_every_clause_of_tax_and_every_clause_that_is_replaced_is_listed(self, name: str) -> None:
        agreement = AGREEMENTS[name]
        listed = {section.clause for section in agreement.sections}
        cited = {clause for service in agreement.services for _, clause in service.replaces}
        if agreement.tax_clause is not None:
            cited.add(agreement.tax_clause)
        assert cited <= listed

    @pytest.mark.parametrize("name", AGREEMENTS)
    def test_every_figure_of_a_rule_stands_in_a_section_that_it_cites(self, name: str) -> None:
        assert unstated_figures(AGREEMENTS[name]) == ()

    @pytest.mark.parametrize(("agreement", "table", "rule"), RULES)
    def test_a_section_that_a_rule_cites_names_its_question(self, agreement: Agreement, table: str, rule: Rule) -> None:
        questions = {section.clause: section.questions for section in agreement.sections}
        question = table.rpartition(".")[2]
        names = {"dispute": "dispute_until"}  # the table of two questions
        assert all(names.get(question, question) in questions[clause] for clause in rule.clauses)

    def test_how_many_figures_are_compared(self) -> None:
        # of KOS: 15 days, 2 %, 26.82 %, 90 days, 50 %, 50.00, 20.00, three times 30 days and more; hours of 7 days
        assert sum(1 for _ in all_taken(AGREEMENTS["kos 2021-07-12"])) >= 38
        assert sum(1 for _ in all_taken(AGREEMENTS["kijoma 2023-02-01"])) == 7  # 5 days, 8 weeks, hours of 5 days


class TestUnstated:
    """A figure that the section cited does not have is found, though another section has it."""

    def test_30_days_of_section_36_are_not_those_of_section_33(self) -> None:
        # s.33 has no figure; s.35 and s.36 have 30 days
        cited = replace(KOS.agreement.rules["provider_cancellation"], clause=Clause("Service Terms", "33"))
        found = unstated_figures(KOS.agreement.with_rules(provider_cancellation=cited))
        assert [(one.path, one.figure) for one in found] == [("provider_cancellation.days", "30 days")]

    def test_another_number(self) -> None:
        sixteen = replace(FIFTEEN_DAYS, days=16)
        found = unstated_figures(KOS.agreement.with_rules(due_date=sixteen))
        assert [(one.path, one.figure) for one in found] == [("due_date.days", "16 days")]

    def test_each_of_two_numbers(self) -> None:
        rule = CHANGE_OF_TERMS.of(KOS.agreement)
        assert isinstance(rule, NoticeAndContinuedUse)
        other = replace(rule, notice_days=31, use_days=32)
        found = unstated_figures(KOS.agreement.with_rules(change_of_terms=other))
        assert [one.figure for one in found] == ["31 days", "32 days"]

    @pytest.mark.parametrize(("days", "figures"), [(0, []), (1, ["1 days"])])
    def test_a_bill_that_is_due_on_its_date_states_no_days(self, days: int, figures: list[str]) -> None:
        assert [one.figure for one in taken_figures(net(days), "due_date")] == figures

    @pytest.mark.parametrize(("share", "figures"), [("1", []), ("0.99", ["99 %"])])
    def test_all_of_the_fees_that_remain_state_no_percentage(self, share: str, figures: list[str]) -> None:
        rule = ShareOfRemainingFees(share=Fraction(share), clause=CLAUSE, says="")
        assert [one.figure for one in taken_figures(rule, "cancellation_charge")] == figures

    def test_a_document_without_figures_is_not_asked(self) -> None:
        sections = tuple(replace(section, figures=()) for section in KOS.agreement.sections)
        assert unstated_figures(replace(KOS.agreement, sections=sections)) == ()

    @pytest.mark.parametrize(("days", "found"), [(15, []), (16, []), (14, ["14 days"]), (17, ["17 days"])])
    def test_within_15_days_is_suspended_after_16(self, days: int, found: list[str]) -> None:
        clause = KOS.agreement.rules["due_date"].clause
        rule = DaysPastDue(days=days, clause=clause, says="")
        unstated = unstated_figures(KOS.agreement.with_rules(suspension=rule))
        assert [one.figure for one in unstated] == found

    @pytest.mark.parametrize(("days", "found"), [(15, []), (14, []), (13, ["13 days"]), (16, ["16 days"])])
    def test_15_days_overdue_or_more_is_a_grace_of_14(self, days: int, found: list[str]) -> None:
        clause = KOS.agreement.rules["due_date"].clause
        for rule in (
            FlatCharge(sum=cad(15_00), grace=Grace(days=days), clause=clause, says=""),
            SumOf(of=(), grace=Grace(days=days), clause=clause, says=""),
        ):
            unstated = unstated_figures(KOS.agreement.with_rules(late_charge=rule))
            assert [one.figure for one in unstated if "days" in one.figure] == found

    def test_check_remarks_on_it(self) -> None:
        sixteen = replace(FIFTEEN_DAYS, days=16)
        said = [str(remark) for remark in Terms(KOS.agreement.with_rules(due_date=sixteen)).remarks()]
        assert (
            "due_date.days: 16 days is not among the figures of Service Terms s.7: correct the clause, or list the "
            "figure there (Service Terms s.7)"
        ) in said

    def test_a_rule_inside_another(self) -> None:
        clause = Clause("Terms", "3")
        inner = RateCharge(rate=Fraction(3, 200), clause=clause, says="")
        least = FlatCharge(sum=Money("5.00", "CAD"), clause=clause, says="")
        rule = GreaterOf(of=(inner, least), clause=clause, says="")
        assert [(one.path, one.figure) for one in taken_figures(rule, "late_charge")] == [
            ("late_charge.of[1].rate", "1.5 % a month"),
            ("late_charge.of[2].sum", "5.00 CAD"),
        ]


class TestTaken:
    """Every figure of a rule with its path in the file, its unit and the sections that it rests on."""

    def test_those_of_the_service_terms_by_section(self) -> None:
        found: dict[str, list[str]] = {}
        for taken in all_taken(KOS.agreement):
            if not taken.path.startswith(("hours", "data_usage")):
                found.setdefault(", ".join(map(str, taken.clauses)), []).append(f"{taken.path}: {taken.figure}")
        assert found == {
            "Service Terms s.7": ["due_date.days: 15 days"],
            "Service Terms s.9": [
                "late_charge.rate: 2 % a month",
                "late_charge.stated_yearly_rate: 26.82 % a year",
                "administrative_charge.reason.collection: 50.00 CAD",
                "administrative_charge.reason.returned-payment: 50.00 CAD",
                "administrative_charge.reason.identifier-change: 50.00 CAD",
                "administrative_charge.reason.restoral: 50.00 CAD",
                "administrative_charge.other: 50.00 CAD",
            ],
            "Service Terms s.10": ["dispute.days: 90 days"],
            "Service Terms s.36": ["cancellation_charge.share: 50 %", "equipment_return_by.days: 30 days"],
            "Service Terms s.31": ["liability_limit.sum: 20.00 CAD"],
            "Service Terms s.5": ["change_of_terms.notice_days: 30 days", "change_of_terms.use_days: 30 days"],
            "Service Terms s.35": ["provider_cancellation.days: 30 days"],
            "Resolution Services s.2": [
                "complaint.step[2].within: 2 business days",
                "complaint.step[2].earliest: 1 business days",
            ],
            "Resolution Services s.3": ["complaint.step[3].within: 3 business days"],
            "Service Terms s.39": ["eligible_for_adr.small_business_under: 2500.00 CAD"],
            "DSL Agreement s.9": ["service.dsl.equipment_return_by.days: 30 days"],
            "Cable Agreement s.9": ["service.cable.equipment_return_by.days: 30 days"],
            "Fixed Wireless Agreement s.10": ["service.fixed-wireless.equipment_return_by.days: 30 days"],
            "VoIP Agreement s.9": ["service.voip.equipment_return_by.days: 30 days"],
        }

    def test_those_of_every_value_of_a_number(self) -> None:
        dated = Dated(((date(2024, 1, 1), cad(5_00)), (date(2025, 1, 1), cad(7_50))))
        rule = FlatCharge(sum=ByFact("plan", (("a", dated), ("b", cad(1_00))), cad(0)), clause=CLAUSE, says="")
        assert [(one.path, one.figure, one.clauses) for one in taken_figures(rule, "late_charge")] == [
            ("late_charge.sum", "5.00 CAD", (CLAUSE,)),
            ("late_charge.sum", "7.50 CAD", (CLAUSE,)),
            ("late_charge.sum", "1.00 CAD", (CLAUSE,)),
            ("late_charge.sum", "0.00 CAD", (CLAUSE,)),
        ]

    @pytest.mark.parametrize(
        ("plus", "figures"), [(Fraction(0), []), (Fraction(8, 100), [("late_charge.rate.plus", "8 % a month")])]
    )
    def test_the_margin_over_an_index(self, plus: Fraction, figures: list[tuple[str, str]]) -> None:
        rule = RateCharge(rate=OfIndex("base", plus), clause=CLAUSE, says="")
        assert [(one.path, one.figure) for one in taken_figures(rule, "late_charge")] == figures

    def test_a_bound_that_is_a_share(self) -> None:
        rule = FlatCharge(sum=cad(5_00), most=ShareBound(Fraction(1, 10)), clause=CLAUSE, says="")
        assert [(one.path, one.figure) for one in taken_figures(rule, "late_charge")] == [
            ("late_charge.most.share", "10 %"),
            ("late_charge.sum", "5.00 CAD"),
        ]

    def test_a_reason_rests_on_its_own_section_where_it_has_one(self) -> None:
        other = Clause("Terms", "2")
        reasons = (("returned", ReasonCharge(sum=cad(25_00), clause=other)), ("moved", ReasonCharge(most=cad(9_00))))
        rule = ByReason(reason=reasons, other=ReasonCharge(sum=cad(0), clause=other), clause=CLAUSE, says="")
        assert [(one.path, one.figure, one.clauses) for one in taken_figures(rule, "administrative_charge")] == [
            ("administrative_charge.reason.returned", "25.00 CAD", (other,)),
            ("administrative_charge.reason.moved", "9.00 CAD", (CLAUSE, other)),  # the sections of the whole clause
        ]

    def test_a_clause_under_a_name_of_its_own(self) -> None:
        by_post = replace(net(30), clause=Clause("Terms", "2"))
        rule = replace(net(15), way=(("post", by_post),))
        assert [(one.path, one.figure, one.clauses) for one in taken_figures(rule, "due_date")] == [
            ("due_date.way.post.days", "30 days", (Clause("Terms", "2"),)),
            ("due_date.days", "15 days", (CLAUSE,)),
        ]

    def test_the_day_after_a_grace_period_within_another_clause_is_still_another_way_to_say_it(self) -> None:
        inner = FlatCharge(sum=cad(5_00), grace=Grace(days=14), clause=CLAUSE, says="")
        taken = taken_figures(SumOf(of=(inner,), clause=CLAUSE, says=""), "late_charge")
        assert [(one.path, one.figure, one.otherwise) for one in taken] == [
            ("late_charge.of[1].grace", "14 days", "15 days"),
            ("late_charge.of[1].sum", "5.00 CAD", None),
        ]

    def test_a_value_without_a_unit_is_refused(self) -> None:
        days: Any = 1.5
        rule = replace(net(15), days=days)
        with pytest.raises(TypeError, match="a float has no unit here: give it one, or a property figures"):
            list(taken_figures(rule, "due_date"))

    def test_a_service_has_its_own(self) -> None:
        service = replace(KOS.agreement.services[0], rules=KOS.agreement.rules.changed(due_date=net(40)))
        found = [one for one in all_taken(replace(KOS.agreement, services=(service,))) if "due_date" in one.path]
        assert [(one.path, one.figure) for one in found] == [
            ("due_date.days", "15 days"),
            ("service.dsl.due_date.days", "40 days"),
        ]


class TestEnds:
    """A figure is its numbers, each with its unit; a range is its two ends."""

    @pytest.mark.parametrize(
        ("figure", "other"),
        [("30 days", "30 business days"), ("2 %", "2 % a month"), ("50.00 CAD", "50.00 GBP"), ("4 MB", "4 KB")],
    )
    def test_one_number_of_two_units(self, figure: str, other: str) -> None:
        assert ends(figure).isdisjoint(ends(other))

    @pytest.mark.parametrize(
        ("figure", "same"), [("50 CAD", "50.00 CAD"), ("1 day", "1 days"), ("26.82 % a year", "26.820 % a year")]
    )
    def test_one_figure_written_in_two_ways(self, figure: str, same: str) -> None:
        assert ends(figure) == ends(same)

    def test_a_range(self) -> None:
        assert ends("50-300 KB an item") == {("50", "KB an item"), ("300", "KB an item")}

    def test_what_one_activity_uses_is_not_what_another_does(self) -> None:
        assert ends("50 KB an item of e-mail") == {("50", "KB an item of e-mail")}
        assert not ends("50 KB an item of e-mail") & ends("50-100 KB an item of sd-photo")

    def test_no_upper_end(self) -> None:
        assert ends("10000+ MB an hour") == {("10000", "MB an hour")}

    def test_hours(self) -> None:
        assert ends("09:00-20:00 on Monday") == {("09:00-20:00", "on Monday")}


class TestOwnFile:
    """A clause of one's own file that cites a section which is not listed is a fault."""

    def test_a_section_that_is_not_listed(self, tmp_path: Path) -> None:
        own = tmp_path / "own.toml"
        own.write_text(VALID.read_text("utf-8").replace('"terms", section = "4"', '"terms", section = "40"'), "utf-8")
        with pytest.raises(InvalidFileError) as caught:
            load(own)
        assert str(caught.value).endswith(
            "dispute.clause.section: there is no section '40' of terms here: choose from 1, 2, 3, 4, 5, 6, 7, 8, or "
            "add a table [sections.terms.40]"
        )

    def test_a_document_of_which_no_section_is_listed(self, tmp_path: Path) -> None:
        own = tmp_path / "own.toml"
        text = VALID.read_text("utf-8")
        own.write_text(text[: text.index("[sections.")].replace('section = "4"', 'section = "40"'), "utf-8")
        assert check_file(own, KOS) == "the terms of North Telecom (invented)"
        assert load(own).sections() == ()


def clauses_of(value: object) -> Iterator[Clause]:
    """Every clause that a part of a printed line names."""
    match value:
        case Clause():
            yield value
        case Phrase():
            for _, inside in value.values:
                yield from clauses_of(inside)
        case Phrases():
            for part in value.parts:
                yield from clauses_of(part)
        case _:
            pass  # money, days and words name no clause


def cited_in(answer: Answer[Any]) -> set[Clause]:
    """Every clause of the printed lines of an answer: at their right, and inside their sentences."""
    at_the_right = {clause for line in answer.steps for clause in line.clauses}
    return at_the_right | {clause for line in answer.steps for clause in clauses_of(line.phrase)}


def not_held(agreement: Agreement, cited: Iterable[Clause]) -> set[str]:
    """The clauses that are neither a section of a document of the terms nor a rule of their table of law."""
    listed = {section.clause for section in agreement.sections}
    law = () if agreement.law is None else agreement.law.rules
    rules = {Clause(version.source, "") for rule in law for version in rule.versions}
    return {str(clause) for clause in cited if clause not in listed | rules}


def answers_of(terms: Terms) -> Iterator[tuple[str, Answer[Any]]]:
    """The answers of terms to every question that they answer, each on its own examples."""
    for name, question in QUESTIONS.items():
        for facts in question.examples(terms.currency):
            with suppress(NotInTermsError, MissingFactsError, InputError):
                yield name, getattr(terms, name)(**facts)


KIJOMA = load("kijoma")
TERMS = [KOS, *(load("kos", service=name) for name in ("none", *(one.id for one in KOS.agreement.services))), KIJOMA]


class TestPrinted:
    """Every line of a printed answer cites a section that its document has, or a rule of law that is held."""

    @pytest.mark.parametrize("terms", TERMS, ids=repr)
    def test_every_clause_of_every_answer_is_held(self, terms: Terms) -> None:
        found = {name: not_held(terms.agreement, cited_in(answer)) for name, answer in answers_of(terms)}
        assert {name: clauses for name, clauses in found.items() if clauses} == {}

    @pytest.mark.parametrize("terms", TERMS, ids=repr)
    def test_every_document_that_an_answer_cites_is_among_its_documents(self, terms: Terms) -> None:
        own = {document.title for document in terms.agreement.documents}
        for name, answer in answers_of(terms):
            named = {document.title for document in answer.about.terms_used.documents}
            assert (name, {clause.document for clause in cited_in(answer)} & own - named) == (name, set())

    def test_which_questions_are_walked(self) -> None:
        # Without a service KOS is not asked what depends on it; Kijoma answers on complaints and hours alone.
        assert {name for name, _ in answers_of(TERMS[1])} == set(QUESTIONS) - SILENT_IN_KOS
        assert {name for name, _ in answers_of(KIJOMA)} == {"complaint", "hours", "support_open", "next_opening", "law"}

    def test_a_section_that_is_not_there_is_found(self) -> None:
        fifteen = replace(DUE_DATE.of(KOS.agreement), clause=Clause("Service Terms", "99"))
        answer = Terms(KOS.agreement.with_rules(due_date=fifteen)).due_date(issued="2026-01-01")
        assert not_held(KOS.agreement, cited_in(answer)) == {"Service Terms s.99"}

    @pytest.mark.parametrize(
        "page", sorted((Path(__file__).parent / "golden").glob("*.txt")), ids=lambda page: page.stem
    )
    def test_every_section_on_a_stored_page_is_held(self, page: Path) -> None:
        titles = {re.escape(document.title) for agreement in AGREEMENTS.values() for document in agreement.documents}
        listed = {str(section.clause) for agreement in AGREEMENTS.values() for section in agreement.sections}
        text = " ".join(page.read_text("utf-8").split())
        cited = re.findall(rf"(?:{'|'.join(titles)}) s\.[0-9.]*[0-9]", text)
        assert set(cited) <= listed
