"""Every section of every document is told, and where two terms differ."""

import json
import pickle
from dataclasses import replace
from pathlib import Path

import pytest

from docs.make_providers import pages
from telcoterms import InputError, Terms, UnknownNameError, available, diff, editions, load
from telcoterms.agreement.coverage import spans
from telcoterms.clauses.complaint.kinds import COMPLAINT
from telcoterms.clauses.data_usage import DATA_USAGE
from telcoterms.clauses.due_date import DUE_DATE
from telcoterms.cli import main
from telcoterms.terms import QUESTIONS
from telcoterms.terms.differences import Difference
from tests.error_assertions import refused
from tests.worked_cases import SILENT_IN_KOS

KOS = load("kos")
HOSTING = load("kos", service="none")
DSL = load("kos", service="dsl")
PROVIDERS = Path(__file__).parent / "providers"


class TestCoverage:
    """What the library does with each section: computed, not computed and why, or without figures."""

    def test_the_49_sections_of_the_service_terms(self) -> None:
        coverage = KOS.coverage()
        told = {int(one.clause.section) for one in coverage.sections if one.clause.document == "Service Terms"}
        assert told == set(range(1, 50))
        assert coverage.missing == ()

    def test_every_document_has_sections(self) -> None:
        for name in dict.fromkeys(one.provider for one in editions()):
            coverage = load(name).coverage()
            told = {one.clause.document for one in coverage.sections}
            assert {one.title for one in coverage.documents} == told
            assert sum(coverage.counts.values()) == len(coverage.sections)

    def test_a_section_that_is_not_told_is_missing(self) -> None:
        agreement = KOS.agreement
        fewer = tuple(one for one in agreement.sections if str(one.clause) != "Service Terms s.13")
        coverage = Terms(replace(agreement, sections=fewer)).coverage()
        assert [str(clause) for clause in coverage.missing] == ["Service Terms s.13"]

    def test_an_answer_shows_what_a_section_says_beside_what_is_computed(self) -> None:
        answer = load("att").cancellation_charge(
            term_start="2017-03-01", term_months=24, cancelled="2018-03-01", plan="smartphone", tax_rate="0"
        )
        shown = " ".join(str(answer.working).split())
        assert "the terms also say, not computed here: Term, 14 days to leave without a fee" in shown
        assert "the day of activation is no fact of the question)" in shown
        assert "not computed here" not in str(load("att").due_date("2017-03-01", due="2017-03-20").working)

    def test_what_the_agreement_of_another_service_says_is_not_shown(self) -> None:
        def qualified(terms: Terms, document: str) -> Terms:
            sections = tuple(
                replace(one, qualifies=("dispute_until",)) if one.clause == section.clause else one
                for section in [next(one for one in KOS.agreement.sections if one.clause.document == document)]
                for one in terms.agreement.sections
            )
            return Terms(replace(terms.agreement, sections=sections))

        assert "not computed here" in str(qualified(DSL, "DSL Agreement").dispute_until("2026-01-01").working)
        assert "not computed here" not in str(qualified(HOSTING, "DSL Agreement").dispute_until("2026-01-01").working)
        assert "not computed here" in str(qualified(HOSTING, "Service Terms").dispute_until("2026-01-01").working)

    def test_as_text_as_data_and_in_a_notebook(self) -> None:
        coverage = KOS.coverage()
        assert str(coverage).startswith("KOS (Kingston Online Services), terms of 2021-07-12")
        assert "s.9, computed by" in coverage.text(80)
        assert max(map(len, coverage.text(80).splitlines())) <= 80
        data = json.loads(json.dumps(coverage.as_dict()))
        assert len(data["sections"]) == len(coverage.sections)
        assert data["counts"] == coverage.counts
        assert coverage._repr_html_().count("<table") == 1
        assert pickle.loads(pickle.dumps(coverage)) == coverage

    def test_a_section_that_is_not_answered_yet(self) -> None:
        coverage = load(PROVIDERS / "nordlys-2024-05-01.toml").coverage()
        assert coverage.counts["to-come"] == 1
        assert "s.6, not answered yet (support_open): " in coverage.text(120)

    def test_the_pages_are_current(self) -> None:
        for path, text in pages().items():
            assert path.read_text("utf-8") == text, "run: python docs/make_providers.py"

    @pytest.mark.parametrize(
        ("numbers", "said"),
        [
            (["1"], "s.1"),
            (["1", "2"], "s.1, 2"),
            (["1", "2", "3", "5"], "s.1-3, 5"),
            (["2.1", "2.2"], "s.2.1, 2.2"),
            (["CCTS"], "CCTS"),
        ],
    )
    def test_neighbours_are_joined(self, numbers: list[str], said: str) -> None:
        assert spans(numbers) == said


class TestAvailable:
    """Which terms the library holds."""

    def test_each_edition_with_its_services(self) -> None:
        (kos,) = [one for one in available() if one.provider == "kos"]
        assert (str(kos.edition), kos.name) == ("2021-07-12", "KOS (Kingston Online Services)")
        assert kos.services == ("dsl", "cable", "fixed-wireless", "voip")
        assert {(one.provider, one.edition) for one in available()} == {
            (one.provider, one.edition) for one in editions()
        }

    def test_a_day_before_the_first_edition(self) -> None:
        with refused(UnknownNameError, "no edition of the terms of kos was in force on 2021-07-11", "2021-07-12"):
            load("kos", on="2021-07-11")


class TestDiff:
    """Two terms beside each other, each question on an example."""

    def test_every_question_is_compared(self) -> None:
        assert [one.question for one in diff(KOS, DSL).questions] == list(QUESTIONS)
        assert diff(KOS, DSL).not_compared == ()

    def test_a_question_of_which_the_example_has_names_that_the_terms_do_not_have(self) -> None:
        rule = DATA_USAGE.of(HOSTING.agreement)
        calls = replace(rule, activity=tuple(one for one in rule.activity if one.name != "e-mail"))
        other = Terms(HOSTING.agreement.with_rules(data_usage=calls))
        assert diff(HOSTING, other).not_compared == ("data_usage",)
        assert "not compared, since no example fits both, or both depend on the service: data_usage" in str(
            diff(HOSTING, other)
        )
        assert diff(HOSTING, other).as_dict()["not_compared"] == ["data_usage"]

    def test_two_files_that_differ_in_data_usage_alone(self) -> None:
        rule = DATA_USAGE.of(KOS.agreement)
        other = Terms(KOS.agreement.with_rules(data_usage=replace(rule, kilobytes_per_megabyte=1000)))
        assert [one.question for one in diff(KOS, other).differing] == ["data_usage"]

    def test_a_clause_that_differs_where_the_example_does_not_ask(self) -> None:
        rule = DATA_USAGE.of(KOS.agreement)
        fewer = replace(rule, activity=tuple(one for one in rule.activity if one.name in ("e-mail", "hd-video")))
        (found,) = diff(KOS, Terms(KOS.agreement.with_rules(data_usage=fewer))).differing
        assert (found.question, found.how) == ("data_usage", "other clause")

    def test_other_words_of_a_clause_are_no_difference(self) -> None:
        other = Terms(KOS.agreement.with_rules(due_date=replace(DUE_DATE.of(KOS.agreement), says="In 15 days.")))
        assert diff(KOS, other).same

    def test_other_words_of_a_step_of_a_complaint_are_none_either(self) -> None:
        rule = COMPLAINT.of(KOS.agreement)
        steps = tuple(replace(step, says="Somebody answers.") for step in rule.step)
        assert diff(KOS, Terms(KOS.agreement.with_rules(complaint=replace(rule, step=steps)))).same

    def test_kos_answers_every_example(self) -> None:
        alike = diff(KOS, KOS)
        assert alike.same
        assert {one.how for one in alike.questions if one.question not in SILENT_IN_KOS} == {"same"}
        assert str(alike).startswith("kos 2021-07-12 and kos 2021-07-12 differ on none of ")

    def test_a_service(self) -> None:
        found = diff(HOSTING, DSL)
        assert not found.same
        first = found.differing[0]
        assert isinstance(first, Difference)
        assert (first.question, first.how) == ("cancellation_charge", "other figure")
        assert first.one == "cancellation charge: 450.00 CAD, tax 58.50, total 508.50"  # half of 15 months of 60.00
        assert first.other == "cancellation charge: 133.33 CAD, tax 17.33, total 150.66"  # 200.00 x 16/24
        assert "kos 2021-07-12 dsl: cancellation charge: 133.33 CAD" in str(found)

    def test_another_provider_in_another_currency(self) -> None:
        found = {one.question: one for one in diff(HOSTING, load(PROVIDERS / "sakura-2025-04-01.toml")).questions}
        assert found["late_charge"].how == "other figure"
        assert "JPY" in found["late_charge"].other
        silent = [one for one in found.values() if one.other == "no answer"]
        assert silent
        assert {one.how for one in silent if one.question not in SILENT_IN_KOS} == {"one answers"}

    def test_neither_answers(self) -> None:
        bare = Terms(replace(KOS.agreement, rules=KOS.agreement.rules.changed(dispute=None)))
        found = {one.question: one.how for one in diff(bare, bare).questions}
        assert found["dispute_until"] == "neither answers"

    def test_another_clause_of_the_same_figure(self) -> None:
        rule = DUE_DATE.of(KOS.agreement)
        other = replace(rule, clause=replace(rule.clause, section="8"))
        agreement = replace(KOS.agreement, rules=KOS.agreement.rules.changed(due_date=other))
        found = {one.question: one for one in diff(KOS, Terms(agreement)).questions}
        assert found["due_date"].how == "other clause"
        assert (found["due_date"].one, found["due_date"].other) == (
            "due date: 2026-01-16  [Service Terms s.7]",
            "due date: 2026-01-16  [Service Terms s.8]",
        )

    def test_one_line_more_of_the_working_under_the_same_clauses(self) -> None:
        found = {one.question: one for one in diff(HOSTING, DSL).differing}["customer_cancellation"]
        assert found.how == "other working"
        assert found.one == "whether CRTC 2014-576 binds depends on the service; where it does not, no day is set"
        assert found.other == "nothing that the other does not say"

    def test_what_no_example_fits_is_not_hidden(self) -> None:
        once = KOS.under(late_charge={"round_at": "once"})
        with refused(InputError, "it cannot take the reading round_at = once"):
            diff(KOS, once)

    def test_as_data_and_in_a_notebook(self) -> None:
        found = diff(HOSTING, DSL)
        assert json.loads(json.dumps(found.as_dict()))["questions"][0]["question"] == "due_date"
        assert "<table" in found._repr_html_()
        assert pickle.loads(pickle.dumps(found)) == found

    @pytest.mark.parametrize("format_", ["text", "json", "html"])
    def test_the_command(self, format_: str, capsys: pytest.CaptureFixture[str]) -> None:
        assert main(["diff", "kos", "kos:dsl", "--format", format_]) == 1
        assert "133.33" in capsys.readouterr().out
        assert main(["diff", "kos", "kos@2021-07-12", "--format", format_]) == 0

    @pytest.mark.parametrize("text", ["", ":dsl", "kos:", "kos@"])
    def test_a_name_that_names_none(self, text: str, capsys: pytest.CaptureFixture[str]) -> None:
        assert main(["diff", "kos", text]) == 2
        assert "names no terms: write PROVIDER, PROVIDER:SERVICE or PROVIDER@EDITION" in capsys.readouterr().err
        with refused(InputError, "names no terms"):
            from telcoterms.cli.commands import named_terms

            named_terms(text)
