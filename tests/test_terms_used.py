"""Whose terms a figure is by, the tables that it rests on, and what is done with each section of the terms."""

from dataclasses import replace
from datetime import date
from fractions import Fraction
from typing import Any

import pytest

from telcoterms import load, load_calendar
from telcoterms.agreement.agreement import Document, Section, SectionStatus
from telcoterms.agreement.coverage import Coverage, coverage, section_template, spans
from telcoterms.agreement.numbers import Dated, Index, OfIndex
from telcoterms.agreement.tables_used import (
    calendar_table,
    index_tables,
    law_table_of,
    provider_file,
    tax_table_of,
)
from telcoterms.agreement.terms_used import (
    TermsUsed,
    before_edition_note,
    dated_in_full,
    document_data,
    later_edition_note,
    named_in_full,
    named_in_short,
    phrase_of_documents,
    terms_of_editions,
    terms_used,
)
from telcoterms.values.messages import Phrase, phrase, spelt_for
from telcoterms.values.steps import Clause
from telcoterms.values.translation import Translator
from tests.terms_builders import KOS, a_rate, flat

ENGLISH = Translator("en", "CAD", "said")
IN_2021, IN_2019 = date(2021, 7, 12), date(2019, 2, 11)
GENERAL = Document(
    id="terms",
    title="Service Terms",
    full_title="Terms of Service",
    where="kos.net",
    edition=IN_2021,
    edition_is="the day of the file",
)
PRICES = Document(id="prices", title="Price List", full_title="List of Prices", where="kos.net/prices", edition=IN_2019)
AGREEMENT = replace(KOS.agreement, documents=(GENERAL, PRICES))
WITH_SERVICE = replace(AGREEMENT, service="dsl", voice="consumer")
SHARE = phrase("a share")


def said(told: Phrase) -> str:
    """A phrase as a person reads it."""
    return ENGLISH.phrase(told)


class TestTermsUsed:
    """The provider, the documents with their editions, and the service, in short and in full."""

    def test_in_short(self) -> None:
        assert said(terms_used(AGREEMENT).in_short) == (
            "KOS's Service Terms of 12 July 2021 and Price List of 11 February 2019"
        )
        assert said(terms_used(WITH_SERVICE, [Clause("Price List", "2")]).in_short) == (
            "KOS's Price List of 11 February 2019 (service dsl)"
        )
        assert said(named_in_short("A", [("T", IN_2021)], None)) == "A's T of 12 July 2021"

    def test_the_documents_are_those_of_the_clauses_in_their_order_or_all(self) -> None:
        clauses = [
            Clause("Price List", "2"),
            Clause("CRTC 2014-576", ""),
            Clause("Service Terms", "7"),
            Clause("Price List", "3"),
        ]
        assert terms_used(AGREEMENT, clauses).documents == (PRICES, GENERAL)
        assert terms_used(AGREEMENT, clauses[1:2]).documents == (GENERAL, PRICES)
        assert terms_used(AGREEMENT).documents == (GENERAL, PRICES)

    def test_a_heading_and_a_sentence(self) -> None:
        used = TermsUsed(AGREEMENT, (GENERAL,))
        whose = "KOS's Service Terms of 12 July 2021"
        assert said(used.heading(phrase("when it is due"), SHARE)) == f"when it is due, by {whose}: a share"
        assert said(used.sentence(phrase("when it is due"))) == f"when it is due, by {whose}"

    @pytest.mark.parametrize(
        ("clauses", "text"),
        [
            ([], "KOS's terms of 12 July 2021 and KOS's Price List of 11 February 2019"),
            ([("Service Terms", "9")], "KOS's terms of 12 July 2021, section 9"),
            (
                [("Service Terms", "9"), ("Service Terms", "7"), ("Service Terms", "9")],
                "KOS's terms of 12 July 2021, sections 9 and 7",
            ),
            ([("Price List", "")], "KOS's Price List of 11 February 2019"),
            (
                [("Price List", "Fees"), ("Service Terms", "7"), ("CRTC 2014-576", "")],
                "KOS's terms of 12 July 2021, section 7 and KOS's Price List of 11 February 2019, section \"Fees\"",
            ),
        ],
    )
    def test_whose_terms_a_sentence_is_by(self, clauses: list[tuple[str, str]], text: str) -> None:
        assert said(terms_used(AGREEMENT).said(Clause(*clause) for clause in clauses)) == text

    @pytest.mark.parametrize(
        ("title", "text"),
        [
            ("Terms of Sale", "KOS's terms of 12 July 2021"),
            ("General Terms", "KOS's terms of 12 July 2021"),
            ("General Service Terms", "KOS's terms of 12 July 2021"),
            ("Terms", "KOS's terms of 12 July 2021"),
            ("List of Terms Used", "KOS's List of Terms Used of 12 July 2021"),
        ],
    )
    def test_a_document_that_is_called_terms(self, title: str, text: str) -> None:
        assert said(TermsUsed(AGREEMENT, (replace(GENERAL, title=title),)).said([])) == text

    def test_in_full(self) -> None:
        documents = "Service Terms of 12 July 2021 (the day of the file), Price List of 11 February 2019"
        whole = "terms of KOS (Kingston Online Services)"
        used = terms_used(WITH_SERVICE)
        assert said(terms_used(replace(AGREEMENT, voice="biller")).note.phrase) == f"{whole}: {documents}"
        assert said(used.note.phrase) == f"{whole}, service dsl: {documents}"
        assert said(used.note_with_voice.phrase) == f"{whole}, service dsl, voice consumer: {documents}"
        assert (used.note.part, used.note_with_voice.part) == ("notes", "notes")
        assert said(named_in_full("A", phrase_of_documents([PRICES]), None, None)) == (
            "terms of A: Price List of 11 February 2019"
        )

    def test_which_documents_are_later_than_a_day(self) -> None:
        used = terms_used(AGREEMENT)
        assert used.later_than(IN_2019) == (GENERAL,)
        assert used.later_than(date(2019, 2, 10)) == (GENERAL, PRICES)
        assert used.later_than(IN_2021) == ()

    def test_as_the_cells_of_a_row_and_as_data(self) -> None:
        used = terms_used(WITH_SERVICE, [Clause("Service Terms", "7")])
        assert used.cells == {
            "provider": "kos",
            "edition": IN_2021,
            "edition_is": "the day of the file",
            "service": "dsl",
            "voice": "consumer",
        }
        assert used.as_dict() == {
            "provider": "kos",
            "name": "KOS (Kingston Online Services)",
            "short_name": "KOS",
            "edition": "2021-07-12",
            "revision": 0,
            "service": "dsl",
            "voice": "consumer",
            "documents": [{"title": "Service Terms", "edition": "2021-07-12", "edition_is": "the day of the file"}],
        }
        assert document_data(PRICES) == {"title": "Price List", "edition": "2019-02-11"}


class TestEditions:
    """A figure of several editions names all of them, and what each is the date of."""

    OLD = replace(
        AGREEMENT, edition=IN_2019, documents=(PRICES, replace(GENERAL, edition=IN_2019, edition_is="a guess"))
    )

    def test_that_of_the_agreement_alone(self) -> None:
        used = terms_of_editions(AGREEMENT, [terms_used(AGREEMENT)])
        assert (used.documents, used.editions) == ((GENERAL, PRICES), ())

    def test_another_one(self) -> None:
        used = terms_of_editions(AGREEMENT, [terms_used(self.OLD)])
        assert (used.documents, used.editions) == (self.OLD.documents, (IN_2019,))
        assert (used.cells["edition"], used.edition_is) == ("2019-02-11", "a guess")

    def test_several(self) -> None:
        used = terms_of_editions(AGREEMENT, [terms_used(self.OLD), terms_used(AGREEMENT)])
        assert used.documents == (*self.OLD.documents, GENERAL)
        assert used.cells["edition"] == "2019-02-11, 2021-07-12"
        assert used.edition_is == "2019-02-11: a guess; 2021-07-12: the day of the file"
        assert used.as_dict()["editions"] == ["2019-02-11", "2021-07-12"]

    def test_an_edition_that_the_documents_bear(self) -> None:
        assert terms_used(replace(AGREEMENT, documents=(PRICES,))).edition_is is None
        assert terms_used(replace(AGREEMENT, edition=IN_2019)).edition_is is None

    def test_notes_on_a_day_before_the_edition(self) -> None:
        day = date(2018, 1, 2)
        borne, not_borne = before_edition_note(day, PRICES), before_edition_note(day, GENERAL)
        later = later_edition_note(day, IN_2021, IN_2019)
        assert [note.part for note in (borne, not_borne, later)] == ["notes"] * 3
        assert [said(note.phrase) for note in (borne, not_borne, later)] == [
            "2 January 2018 is before 11 February 2019, the edition of the Price List: no earlier one is held here, "
            "and this one answers",
            "2 January 2018 is before 12 July 2021, the edition of the Service Terms (the day of the file): whether "
            "it was in force then is not sure, no earlier one is held here, and this one answers",
            "2 January 2018 is before 12 July 2021, the edition that answers: that of 11 February 2019 was in force, "
            "and is asked as load(..., edition='2019-02-11')",
        ]

    def test_a_document_with_its_edition(self) -> None:
        assert said(dated_in_full("T", IN_2021)) == "T of 12 July 2021"
        assert said(dated_in_full("T", IN_2021, "a guess")) == "T of 12 July 2021 (a guess)"


class TestTablesUsed:
    """The tables that a figure rests on, each with its mark."""

    def test_the_file_of_the_provider(self) -> None:
        file = provider_file(KOS.agreement)
        assert file[:3] == ("provider", "kos-2021-07-12", "0")
        assert file.sha256 == KOS.agreement.file.sha256
        assert file.as_dict() == {
            "kind": "provider",
            "name": "kos-2021-07-12",
            "version": "0",
            "sha256": file.sha256,
        }

    def test_a_calendar(self) -> None:
        england = load_calendar("england")
        assert calendar_table(england) == ("calendar", "england", england.version, england.sha256)

    def test_the_taxes_and_the_law_that_the_terms_name(self) -> None:
        tax, law = KOS.agreement.tax, KOS.agreement.law
        assert tax is not None
        assert law is not None
        assert list(tax_table_of(KOS.agreement)) == [("tax", "canada", str(tax.revision), tax.sha256)]
        assert list(law_table_of(KOS.agreement)) == [("law", "canada", str(law.revision), law.sha256)]
        bare = replace(KOS.agreement, tax=None, provider_law=None)
        assert (list(tax_table_of(bare)), list(law_table_of(bare))) == ([], [])

    def test_the_indices_of_which_a_table_is_kept_and_that_a_rule_reads(self) -> None:
        base = Index(id="base", title="a base rate", rate=Dated(((IN_2019, Fraction(1, 50)),)))
        other, given_one = replace(base, id="other"), Index(id="lawful", title="the highest lawful rate")
        edition = replace(KOS.agreement, indices=(other, given_one, base))
        rules = [flat(5_00), a_rate(OfIndex("base")), a_rate(OfIndex("lawful"))]
        assert list(index_tables(edition, rules)) == [("index", "base", "", base.sha256)]
        assert [one.as_dict() for one in index_tables(edition, rules)] == [
            {"kind": "index", "name": "base", "sha256": base.sha256}
        ]
        assert list(index_tables(edition, [flat(5_00)])) == []
        assert list(index_tables(KOS.agreement, rules)) == []


def section(
    number: str, status: SectionStatus = "without-figures", says: str = "What is said.", **more: Any
) -> Section:
    """A section of the terms."""
    return Section(clause=Clause("Service Terms", number), status=status, says=says, **more)


COVERED = Coverage(
    "A Telecom",
    IN_2021,
    (GENERAL, PRICES),
    (
        section("1"),
        section("2"),
        section("3"),
        section(
            "4", "computed", "When a bill is due.", questions=("due_date", "late_charge"), figures=("15 days", "2 %")
        ),
        section("6", "not-computed", "Shipping.", why="the weight is no fact."),
        section("7", "to-come", "Support.", questions=("support_open",)),
        Section(clause=Clause("Price List", "CCTS"), status="computed", says="Prices.", questions=("tax",)),
    ),
    "CAD",
)


class TestCoverage:
    """Every section of every document: computed by which questions, not computed and why, or without figures."""

    def test_each_line_of_the_page(self) -> None:
        assert [(said(line.phrase), line.indent, line.title) for line in COVERED.page()] == [
            ("Service Terms: Terms of Service, 12 July 2021 (the day of the file), kos.net", 0, True),
            ("s.1-3, without figures: What is said.", 1, False),
            ("s.4, computed by due_date, late_charge: When a bill is due.", 1, False),
            ("figures in it: 15 days, 2 %", 2, False),
            ("s.6, not computed: Shipping.", 1, False),
            ("what is not computed, and why: the weight is no fact", 2, False),
            ("s.7, not answered yet (support_open): Support.", 1, False),
            ("Price List: List of Prices, 11 February 2019, kos.net/prices", 0, True),
            ("CCTS, computed by tax: Prices.", 1, False),
        ]

    def test_its_headline(self) -> None:
        assert said(COVERED.headline()) == "A Telecom, terms of 12 July 2021"
        assert said(replace(COVERED, service="dsl").headline()) == "A Telecom, terms of 12 July 2021, service dsl"

    def test_how_many_sections_have_each_status(self) -> None:
        assert COVERED.counts == {"computed": 2, "not-computed": 1, "without-figures": 3, "to-come": 1}
        assert replace(COVERED, sections=COVERED.sections[:1]).counts == {"without-figures": 1}

    def test_what_is_missing(self) -> None:
        assert COVERED.missing == (Clause("Service Terms", "5"),)
        partial = replace(COVERED, documents=(replace(GENERAL, complete=False), PRICES))
        assert partial.missing == ()

    def test_as_data(self) -> None:
        data = replace(COVERED, sections=COVERED.sections[3:5]).as_dict()
        assert data == {
            "name": "A Telecom",
            "edition": "2021-07-12",
            "service": None,
            "documents": [document_data(GENERAL), document_data(PRICES)],
            "counts": {"computed": 1, "not-computed": 1},
            "sections": [
                {
                    "document": "Service Terms",
                    "section": "4",
                    "status": "computed",
                    "questions": ["due_date", "late_charge"],
                    "says": "When a bill is due.",
                    "figures": ["15 days", "2 %"],
                    "why": "",
                },
                {
                    "document": "Service Terms",
                    "section": "6",
                    "status": "not-computed",
                    "questions": [],
                    "says": "Shipping.",
                    "figures": [],
                    "why": "the weight is no fact.",
                },
            ],
        }

    def test_that_of_an_agreement(self) -> None:
        found = coverage(load("kos", service="dsl").agreement)
        assert (found.name, found.edition, found.currency, found.service) == (
            "KOS (Kingston Online Services)",
            IN_2021,
            "CAD",
            "dsl",
        )
        assert found.documents == KOS.agreement.documents
        assert len(found.sections) == 65

    def test_the_template_of_each_status(self) -> None:
        statuses: list[SectionStatus] = ["computed", "not-computed", "without-figures", "to-come"]
        assert [section_template(status).partition(":")[0] for status in statuses] == [
            "{numbers}, computed by {questions}",
            "{numbers}, not computed",
            "{numbers}, without figures",
            "{numbers}, not answered yet ({questions})",
        ]

    @pytest.mark.parametrize(
        ("numbers", "text"),
        [
            (["1"], "s.1"),
            (["1", "2"], "s.1, 2"),
            (["1", "2", "3"], "s.1-3"),
            (["9", "11", "12", "20", "21", "22", "23"], "s.9, 11, 12, 20-23"),
            (["3", "2", "1"], "s.3, 2, 1"),
            (["2", "2.1", "3"], "s.2, 2.1, 3"),
            (["CCTS", "1", "2"], "CCTS, 1, 2"),
            ([], ""),
        ],
    )
    def test_neighbours_are_joined(self, numbers: list[str], text: str) -> None:
        assert spans(numbers) == text

    def test_a_question_is_named_on_a_page_in_words(self) -> None:
        with spelt_for("page"):
            lines = [said(line.phrase) for line in COVERED.page()]
        assert "s.4, computed by due date, late charge: When a bill is due." in lines
