"""What an agreement holds in itself: its rules, sections, services, editions, voices, calendars and taxes."""

from __future__ import annotations

import pickle
from collections.abc import Callable
from dataclasses import replace
from datetime import date
from fractions import Fraction
from types import NoneType
from typing import Any, ClassVar, Final, Literal, Optional, Union

import pytest

from telcoterms import InputError, MissingFactsError, NotInTermsError, UnknownNameError
from telcoterms.agreement.agreement import (
    Agreement,
    Document,
    Holidays,
    Kinds,
    Rules,
    Section,
    Sections,
    Service,
    Voices,
    members,
    missing_numbers,
    once_an_agreement,
    tax_clause_of,
)
from telcoterms.agreement.rule import DeclaredReading, Rule
from telcoterms.agreement.taxes import NO_TAX, TaxRate, TaxTable, single_tax
from telcoterms.clauses.due_date import NetDays
from telcoterms.formats.text import phrase_text
from telcoterms.values.calendars import Calendar
from telcoterms.values.dataclasses import dataclass
from telcoterms.values.hashes import FileText
from telcoterms.values.steps import Clause
from tests.terms_builders import CLAUSE, HOSTING, flat, net

Shade = Literal["pale", "deep", "dark"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Wall(Rule):
    """A clause with a reading of three values, one of two, and one that leaves no choice."""

    kind: ClassVar[str] = "wall"
    usual_reasons: ClassVar[dict[str, str]] = {
        "shade": "most are pale",
        "frame": "most are oak",
        "gloss": "all are matt",
        "holidays": "usual",
    }

    shade: Shade = "pale"
    frame: Literal["oak", "pine"] = "oak"
    gloss: Literal["matt"] = "matt"
    holidays: Holidays = "public-holidays"
    tax_clause: Clause | None = None


PALE = Wall(clause=CLAUSE, says="A wall.")
DEEP_FOR_CONSUMERS = replace(
    PALE, declared=(DeclaredReading("shade", "pale", "as most", voices=(("consumer", "deep", "it may be deep"),)),)
)
OLD, MIDDLE, NEW = date(2020, 1, 1), date(2022, 5, 1), date(2024, 3, 1)
GENERAL = Document(id="general", title="General Terms", full_title="General Terms", where="a.example", edition=NEW)
FIBRE = Document(id="fibre-terms", title="Fibre Terms", full_title="Fibre Terms", where="a.example", edition=MIDDLE)
RADIO = Document(id="radio-terms", title="Radio Terms", full_title="Radio Terms", where="a.example", edition=OLD)


def bearing(document: str, section: str, *questions: str) -> Section:
    """A section that says more of some questions than is computed."""
    clause = Clause(document, section)
    return Section(clause=clause, status="not-computed", says="More.", why=f"so says {section}", qualifies=questions)


SECTIONS = (
    bearing("General Terms", "1", "refund"),
    bearing("General Terms", "2", "hours"),
    bearing("Fibre Terms", "3", "refund"),
    bearing("Radio Terms", "4", "refund", "hours"),
    bearing("General Terms", "5", "refund"),
)


def service(name: str, **rules: Rule) -> Service:
    return Service(id=name, title=name, document=f"{name}-terms", rules=Rules(rules), replaces=())


BARE = Agreement(
    provider="acme",
    name="Acme (A Company)",
    edition=NEW,
    revision=0,
    currency="CAD",
    time_zone="America/Toronto",
    documents=(GENERAL, FIBRE, RADIO),
    ranking=(("fibre-terms", "radio-terms"), ("general",)),
    rules=Rules({"due_date": net(15)}),
)
SERVICES = replace(
    BARE,
    services=(
        replace(service("fibre", late_charge=flat(500)), taxed_as="internet"),
        replace(service("radio", due_date=net(7), late_charge=flat(700)), taxed_as="television"),
    ),
    sections=SECTIONS,
    undecided=("due_date", "late_charge"),
)
FIRST = replace(BARE, edition=OLD, rules=Rules({"due_date": net(30)}))
SECOND = replace(BARE, edition=MIDDLE, rules=Rules({"due_date": net(21)}), earlier=(FIRST,))
THIRD = replace(BARE, earlier=(FIRST, SECOND))


def rate(region: str, percent: int, *services: Any) -> TaxRate:
    return TaxRate(region=region, name="VAT", rate=Fraction(percent, 100), since=OLD, source="a law", services=services)


TAXES = TaxTable(home="ON", rates=(rate("ON", 13), rate("NS", 15), rate("BC", 5, "internet")))
TAXED = replace(BARE, tax=TAXES)


def place(name: str) -> Calendar:
    return Calendar(name=name, version="1", closed=frozenset(), first=OLD, last=NEW)


HERE, BY_ACT, ELSEWHERE = place("here"), place("by act"), place("elsewhere")


class Counted:
    """A function that counts how often it is called."""

    def __init__(self, value: Any) -> None:
        self.value, self.calls = value, 0

    def __call__(self) -> Any:
        self.calls += 1
        return self.value


def message(kind: type[Exception], ask: Callable[[], object]) -> str:
    """The whole message of an error."""
    with pytest.raises(kind) as found:
        ask()
    return str(found.value)


class TestNumbersOfSections:
    """Of a document that is held whole, each number up to the highest is a section."""

    @pytest.mark.parametrize(
        ("listed", "missing"),
        [
            (["2", "4", "A"], ("1", "3")),
            (["1", "2", "3"], ()),
            (["1", "6", "3"], ("2", "4", "5")),
            (["A"], ()),
            ([], ()),
        ],
    )
    def test_what_is_missing(self, listed: list[str], missing: tuple[str, ...]) -> None:
        assert missing_numbers(GENERAL, listed) == missing

    def test_of_a_part_of_a_document_nothing_is_missing(self) -> None:
        assert missing_numbers(replace(GENERAL, complete=False), ["2", "4"]) == ()


class TestSections:
    """Sections that are read when they are first looked at."""

    def test_they_are_read_once_and_late(self) -> None:
        read = Counted(SECTIONS)
        sections = Sections(read)
        assert read.calls == 0
        assert (sections.all, sections[1], sections[:2], len(sections)) == (SECTIONS, SECTIONS[1], SECTIONS[:2], 5)
        assert [*sections] == [*SECTIONS]
        assert read.calls == 1

    def test_they_are_equal_to_a_tuple_of_them(self) -> None:
        sections = Sections(lambda: SECTIONS)
        assert sections == SECTIONS
        assert sections == Sections(lambda: SECTIONS)
        assert sections != SECTIONS[:2]
        assert sections != list(SECTIONS)
        assert sections != 5
        assert (hash(sections), repr(sections)) == (hash(SECTIONS), repr(SECTIONS))
        again = pickle.loads(pickle.dumps(sections))
        assert (type(again), again) == (tuple, SECTIONS)


class TestRules:
    """Clauses by the names of their tables, those of a published file read when they are first looked up."""

    def test_a_clause_is_read_once_and_late(self) -> None:
        read = Counted(net(15))
        rules = Rules({"late_charge": flat(500), "refund": None}, {"due_date": read})
        assert ([*rules], len(rules), "due_date" in rules, "refund" in rules) == (
            ["due_date", "late_charge"],
            2,
            True,
            False,
        )
        assert "late_charge" in rules
        assert read.calls == 0
        assert [rules.find(table) for table in ("due_date", "due_date", "late_charge", "refund")] == [
            net(15),
            net(15),
            flat(500),
            None,
        ]
        assert (rules["due_date"], read.calls) == (net(15), 1)
        assert ([*rules], len(rules)) == (["due_date", "late_charge"], 2)

    def test_a_table_that_is_not_there(self) -> None:
        with pytest.raises(KeyError, match=r"^'hours'$"):
            Rules({"due_date": net(15)})["hours"]

    def test_some_put_in_and_some_taken_out(self) -> None:
        rules = Rules({"late_charge": flat(500)}, {"due_date": lambda: net(15), "refund": lambda: PALE})
        assert dict(rules.changed(due_date=net(7))) == {"due_date": net(7), "late_charge": flat(500), "refund": PALE}
        assert dict(rules.changed(due_date=None, late_charge=None)) == {"refund": PALE}
        assert dict(rules) == {"late_charge": flat(500), "due_date": net(15), "refund": PALE}

    def test_a_voice_is_that_of_clauses_read_and_unread(self) -> None:
        first, second = Counted(DEEP_FOR_CONSUMERS), Counted(DEEP_FOR_CONSUMERS)
        rules = Rules({"hours": DEEP_FOR_CONSUMERS}, {"refund": first, "due_date": second})
        rules.find("due_date")
        heard = rules.in_voice("consumer")
        assert (first.calls, second.calls) == (0, 1)
        assert [*heard] == ["refund", "due_date", "hours"]
        assert [(heard.find(table).voice, heard.find(table).shade) for table in heard] == [("consumer", "deep")] * 3
        assert [rule.voice for rule in heard.changed(hours=None).values()] == ["consumer"] * 2
        assert first.calls == 1
        assert rules.in_voice(None) == rules

    def test_they_are_a_frozen_value(self) -> None:
        rules: Any = Rules({"late_charge": flat(500)}, {"due_date": lambda: net(15)})
        same = Rules({"due_date": net(15), "late_charge": flat(500)})
        assert rules == same
        assert rules != Rules({"due_date": net(15)})
        assert rules != dict(same)
        assert rules != 5
        assert hash(rules) == hash(same)
        assert hash(rules) != hash(Rules({"due_date": net(15)}))
        assert repr(rules) == f"Rules({{'due_date': {net(15)!r}, 'late_charge': {flat(500)!r}}})"
        assert pickle.loads(pickle.dumps(same)) == rules
        with pytest.raises(AttributeError, match=r"^rules are frozen: by_table cannot be set$"):
            rules.by_table = {}
        with pytest.raises(AttributeError, match=r"^rules are frozen: unread cannot be deleted$"):
            del rules.unread
        assert rules == same


class TestTables:
    """A table of a provider's file gives the clause of an agreement with its type."""

    TABLE: Final = Kinds[NetDays]("due_date", NetDays)

    def test_what_it_is(self) -> None:
        table = Kinds[NetDays]("due_date", NetDays | None)
        assert (table.name, table.taxed, table.kinds) == ("due_date", False, {"net-days": NetDays})
        assert Kinds[NetDays]("due_date", NetDays, taxed=True).taxed is True
        assert repr(table) == "<table due_date>"

    def test_the_members_of_a_union(self) -> None:
        assert members(int | str | None) == members(Union[int, str, None]) == (int, str)  # noqa: UP007
        assert members(Optional[int]) == members(int) == (int,)  # noqa: UP045
        assert members(tuple[int, str]) == (tuple[int, str],)
        assert members(NoneType) == ()

    def test_the_clause_of_an_agreement(self) -> None:
        unread = replace(BARE, rules=Rules({}, {"due_date": lambda: net(15)}))
        assert [self.TABLE.of(agreement) for agreement in (BARE, unread, unread)] == [net(15)] * 3
        assert (self.TABLE.find(SERVICES), self.TABLE.among(SERVICES.services[1].rules)) == (net(15), net(7))
        silent = replace(BARE, rules=Rules({}))
        assert self.TABLE.find(silent) is None
        assert message(NotInTermsError, lambda: self.TABLE.of(silent)) == (
            "the terms of acme (2024-03-01), as recorded, hold no rule on due_date: ask the provider, or add a table "
            "[due_date] to a file of your own"
        )

    def test_a_clause_that_the_service_decides(self) -> None:
        assert message(MissingFactsError, lambda: self.TABLE.of(SERVICES)) == (
            "due date depends on the service, since the rules of radio set Terms s.1 aside: name it, such as "
            'load("acme", service="fibre"), from fibre, radio, or none (any other service)'
        )

    def test_what_is_made_once_an_agreement(self) -> None:
        calls: list[Agreement] = []

        def made(agreement: Agreement) -> str:
            calls.append(agreement)
            return agreement.called

        kept, other = once_an_agreement(made), replace(BARE, short_name="Acme")
        assert (kept(BARE), kept(BARE), kept(other), kept(BARE)) == (BARE.name, BARE.name, "Acme", BARE.name)
        assert calls == [BARE, other]
        assert kept.__name__ == "made"


class TestEditions:
    """The edition in force on a day; before the first one, the first."""

    def test_in_force(self) -> None:
        days = [date(2019, 1, 1), OLD, date(2022, 4, 30), MIDDLE, date(2024, 2, 29), NEW]
        assert [THIRD.in_force(day).edition for day in days] == [OLD, OLD, OLD, MIDDLE, MIDDLE, NEW]
        assert BARE.in_force(date(2019, 1, 1)) is BARE
        assert SECOND.in_force(NEW) is SECOND
        assert THIRD.editions == (FIRST, SECOND, THIRD)

    def test_those_of_some_days(self) -> None:
        assert THIRD.editions_on([NEW, OLD, NEW]) == (FIRST, THIRD)
        assert THIRD.editions_on([]) == ()

    def test_clauses_with_the_editions_of_their_documents(self) -> None:
        clauses = [Clause("Radio Terms", "1"), Clause("A law", ""), Clause("General Terms", "2")]
        assert BARE.dated(clauses) == (
            Clause("Radio Terms", "1", OLD),
            Clause("A law", "", None),
            Clause("General Terms", "2", NEW),
        )

    def test_a_voice_is_that_of_each_edition_that_declares_it(self) -> None:
        declared = Voices(default="biller", reasons=(("biller", "it wrote them"), ("consumer", "a court might")))
        rules = Rules({"hours": DEEP_FOR_CONSUMERS})
        heard = replace(FIRST, voices=declared, rules=rules, voice="biller")
        alone = replace(MUTE := SECOND, voices=replace(declared, reasons=(("biller", "it wrote them"),)), rules=rules)
        both = replace(heard, edition=NEW, earlier=(heard, MUTE, alone)).in_voice("consumer")
        assert [edition.voice for edition in both.editions] == ["consumer", None, None, "consumer"]
        assert [shade_of(edition) for edition in both.editions] == ["deep", None, "pale", "deep"]


def shade_of(agreement: Agreement) -> str | None:
    rule = agreement.rules.find("hours")
    return None if rule is None else str(rule.shade)


class TestVoices:
    """The terms as a voice reads them."""

    DECLARED: Final = Voices(default="biller", reasons=(("biller", "it wrote them"), ("consumer", "a court might")))
    TERMS: Final = replace(
        BARE,
        rules=Rules({"hours": DEEP_FOR_CONSUMERS}),
        services=(service("fibre", hours=DEEP_FOR_CONSUMERS),),
        voices=DECLARED,
        voice="biller",
    )

    def test_its_readings_are_taken_in_general_and_for_each_service(self) -> None:
        heard = self.TERMS.in_voice("consumer")
        assert (heard.voice, heard.other_voice, shade_of(heard)) == ("consumer", "consumer", "deep")
        assert shade_of(heard.for_service("fibre")) == "deep"
        assert heard.in_voice("consumer") == self.TERMS.in_voice("consumer")

    def test_the_one_that_speaks_where_none_is_asked_for(self) -> None:
        back = self.TERMS.in_voice("consumer").in_voice("biller")
        assert (back, back.other_voice, shade_of(back)) == (self.TERMS, None, "pale")
        assert back.rules["hours"].voice is None

    def test_it_is_made_once(self) -> None:
        assert self.TERMS.in_voice("consumer") is self.TERMS.in_voice("consumer")
        assert self.TERMS.in_voice("consumer") is not self.TERMS.in_voice("biller")

    def test_names_that_are_none(self) -> None:
        assert self.DECLARED.names == ("biller", "consumer")
        assert message(UnknownNameError, lambda: self.TERMS.in_voice("letter")) == (
            "the terms of acme (2024-03-01) have no voice 'letter': choose from biller, consumer"
        )
        assert message(UnknownNameError, lambda: BARE.in_voice("biller")) == (
            "the terms of acme (2024-03-01), as recorded, are read in one voice alone: leave 'biller' out, or declare "
            "the voices under [voices] in a file of your own"
        )
        assert BARE.other_voice is None


class TestReadings:
    """The readings of a clause that these terms can take: of holidays, those for which there is a calendar."""

    @pytest.mark.parametrize(
        ("calendars", "values"),
        [
            ({}, {"shade": ("pale", "deep", "dark"), "frame": ("oak", "pine")}),
            (
                {"legislation-act": BY_ACT},
                {
                    "shade": ("pale", "deep", "dark"),
                    "frame": ("oak", "pine"),
                    "holidays": ("public-holidays", "legislation-act"),
                },
            ),
        ],
    )
    def test_their_values(self, calendars: dict[Any, Calendar], values: dict[str, tuple[str, ...]]) -> None:
        agreement = replace(BARE, holiday_calendars=tuple(calendars.items()))
        assert {reading.name: reading.values for reading in agreement.readings_of(PALE)} == values

    def test_they_are_made_once_a_clause(self) -> None:
        assert BARE.readings_of(PALE) is BARE.readings_of(PALE)
        assert [reading.value for reading in BARE.readings_of(replace(PALE, shade="dark"))] == ["dark", "oak"]


class TestCalendars:
    """The calendar of the provider's place, and those of the reading of holidays."""

    TERMS: Final = replace(BARE, calendar=HERE, holiday_calendars=(("legislation-act", BY_ACT),))

    def test_which_is_counted_by(self) -> None:
        assert self.TERMS.open_days is HERE
        assert self.TERMS.calendar_by("public-holidays") is self.TERMS.open_days_by("public-holidays") is HERE
        assert self.TERMS.calendar_by("legislation-act") is self.TERMS.open_days_by("legislation-act") is BY_ACT
        assert BARE.calendar_by("legislation-act") is None

    def test_another_takes_the_place_of_all_in_each_edition(self) -> None:
        terms = replace(self.TERMS, earlier=(replace(self.TERMS, edition=OLD),)).with_calendar(ELSEWHERE)
        for edition in terms.editions:
            assert (edition.calendar, edition.holiday_calendars) == (ELSEWHERE, (("legislation-act", ELSEWHERE),))
        assert [edition.edition for edition in terms.editions] == [OLD, NEW]

    @pytest.mark.parametrize("ask", [lambda: BARE.open_days, lambda: BARE.open_days_by("public-holidays")])
    def test_without_any(self, ask: Callable[[], object]) -> None:
        assert message(NotInTermsError, ask) == (
            "the terms of acme (2024-03-01), as recorded, name no calendar of holidays: give them one, as "
            "terms.with_calendar(load_calendar('england'))"
        )


class TestServices:
    """The rules of a service replace the general ones; what differs by service is asked for."""

    def test_the_terms_of_a_service(self) -> None:
        fibre, radio, other = (SERVICES.for_service(name) for name in ("fibre", "radio", "none"))
        assert dict(fibre.rules) == {"due_date": net(15), "late_charge": flat(500)}
        assert dict(radio.rules) == {"due_date": net(7), "late_charge": flat(700)}
        assert dict(other.rules) == {"due_date": net(15)}
        assert [(terms.service, terms.undecided) for terms in (fibre, radio, other)] == [
            ("fibre", ()),
            ("radio", ()),
            ("none", ()),
        ]
        assert fibre.rule("late_charge") == flat(500)

    def test_a_name_that_is_none(self) -> None:
        assert message(UnknownNameError, lambda: SERVICES.for_service("cable")) == (
            "the terms of acme have no service 'cable': choose from fibre, radio, or none for a service without an "
            "agreement of its own"
        )
        assert message(UnknownNameError, lambda: BARE.for_service("none")) == (
            "the terms of acme tell no services apart, so none is 'none': leave the service out"
        )

    def test_earlier_editions_have_the_services_of_their_time(self) -> None:
        with_radio = replace(SERVICES, edition=MIDDLE, services=SERVICES.services[1:])
        terms = replace(SERVICES, earlier=(FIRST, with_radio))
        assert [edition.service for edition in terms.for_service("fibre").editions] == [None, "none", "fibre"]
        assert [edition.service for edition in terms.for_service("radio").editions] == [None, "radio", "radio"]
        assert terms.for_service("radio").earlier[1].rules["due_date"] == net(7)
        with_both = replace(terms, earlier=(replace(SERVICES, edition=OLD),))
        assert [edition.service for edition in with_both.for_service("radio").editions] == ["radio", "radio"]

    def test_what_depends_on_the_service(self) -> None:
        assert phrase_text(SERVICES.why_service("late_charge")) == (
            "late charge depends on the service, since the rules of fibre, radio alone answer it"
        )
        assert phrase_text(SERVICES.why_service("due_date")) == (
            "due date depends on the service, since the rules of radio set Terms s.1 aside"
        )

    def test_how_one_is_named(self) -> None:
        alone = replace(SERVICES, services=(*SERVICES.services, service("mail", hours=PALE)))
        assert [alone.services_for(table) for table in ("late_charge", "hours", "due_date", "refund")] == [
            ("fibre", "radio"),
            ("mail",),
            ("fibre", "radio", "mail"),
            (),
        ]
        others = replace(alone, other_services="any that is posted")
        such_as = 'name it, such as load("acme", service="{0}"), from '
        for agreement, table, known in [
            (alone, "late_charge", such_as.format("fibre") + "fibre, radio"),
            (others, "late_charge", such_as.format("fibre") + "fibre, radio"),
            (alone, "hours", such_as.format("mail") + "mail"),
            (alone, "due_date", such_as.format("fibre") + "fibre, radio, mail, or none (any other service)"),
            (others, "due_date", such_as.format("fibre") + "fibre, radio, mail, or none (any that is posted)"),
        ]:
            assert phrase_text(agreement.name_the_service(table)) == known

    def test_the_sections_that_bear_on_a_question(self) -> None:
        def numbers(agreement: Agreement, question: str) -> list[str]:
            return [section.clause.section for section in agreement.qualifying(question)]

        assert numbers(SERVICES, "refund") == ["1", "5"]
        assert numbers(SERVICES.for_service("fibre"), "refund") == ["1", "3", "5"]
        assert numbers(SERVICES.for_service("radio"), "refund") == ["1", "4", "5"]
        assert numbers(SERVICES.for_service("none"), "hours") == ["2"]
        assert numbers(replace(BARE, sections=SECTIONS), "refund") == ["1", "3", "4", "5"]

    def test_a_question_on_which_the_terms_are_silent(self) -> None:
        assert message(NotInTermsError, lambda: SERVICES.rule("refund")) == (
            "the terms of acme (2024-03-01), as recorded, hold no rule on refund, but General Terms s.1 bears on it "
            "(so says 1): ask the provider"
        )

    def test_the_rank_of_a_document(self) -> None:
        assert [BARE.rank_of(document) for document in ("fibre-terms", "radio-terms", "general")] == [0, 0, 1]


class TestTax:
    """The tax of a question: the provider's own, that of another region, or a rate that is given."""

    DAY: Final = date(2026, 6, 1)

    @pytest.mark.parametrize(
        ("province", "region", "percent"),
        [(None, None, 13), ("NS", None, 15), (None, "NS", 15), ("NS", "ON", 15), ("ON", "NS", 13)],
    )
    def test_by_the_province_or_else_the_region(self, province: str | None, region: str | None, percent: int) -> None:
        tax = TAXED.tax_on(self.DAY, province, None, region=region)
        assert (tax.rate, TAXED.tax_if_any(self.DAY, province, None, region=region)) == (Fraction(percent, 100), tax)

    def test_a_rate_that_is_given(self) -> None:
        ten = Fraction(1, 10)
        assert TAXED.tax_on(self.DAY, None, ten) == BARE.tax_if_any(self.DAY, None, ten) == single_tax(ten)
        assert TAXED.tax_on(self.DAY, None, ten, "included") == single_tax(ten, mode="included")
        assert message(InputError, lambda: TAXED.tax_on(self.DAY, "NS", ten)) == (
            "both province 'NS' and tax_rate are given: give one of them"
        )

    def test_terms_that_name_no_taxes(self) -> None:
        assert BARE.tax_if_any(self.DAY, None, None) is NO_TAX
        assert message(NotInTermsError, lambda: BARE.tax_if_any(self.DAY, "NS", None)) == (
            "the terms of acme name no table of taxes: give the rate, such as tax_rate='0.13', or tax_rate='0'"
        )
        (note,) = BARE.untaxed_note(NO_TAX)
        assert (note.part, phrase_text(note.phrase)) == (
            "notes",
            "these terms name no table of taxes, and no tax is in this figure: give tax_rate='0.13' where one was paid",
        )
        assert BARE.untaxed_note(single_tax(Fraction(1, 10))) == ()
        assert TAXED.untaxed_note(NO_TAX) == ()

    def test_by_the_kind_of_service(self) -> None:
        fibre = replace(SERVICES, tax=TAXES).for_service("fibre")
        assert fibre.tax_on(self.DAY, "BC", None).rate == Fraction(1, 20)
        assert fibre.tax_on(self.DAY, "BC", None, taxed_as="voip").rate == 0
        assert [fibre.taxed_as(), fibre.taxed_as("voip"), BARE.taxed_as(), SERVICES.taxed_as()] == [
            "internet",
            "voip",
            None,
            None,
        ]
        assert SERVICES.for_service("radio").taxed_as() == "television"

    def test_facts_that_are_missing(self) -> None:
        assert TAXED.tax_facts_missing("BC", None, None, None) == ("taxed_as",)
        assert TAXED.tax_facts_missing(None, None, None, "BC") == ("taxed_as",)
        assert TAXED.tax_facts_missing("BC", None, "voip", None) == ()
        assert TAXED.tax_facts_missing("BC", Fraction(0), None, None) == ()
        assert BARE.tax_facts_missing("BC", None, None, None) == ()

    def test_the_clauses_of_tax(self) -> None:
        seventh = Clause("General Terms", "7")
        assert (BARE.tax_clauses, replace(BARE, tax_clause=seventh).tax_clauses) == ((), (seventh,))
        assert (tax_clause_of(net(15)), tax_clause_of(PALE)) == (CLAUSE, CLAUSE)
        assert tax_clause_of(replace(PALE, tax_clause=seventh)) == seventh

    def test_the_rule_of_law_by_which_tax_comes_back(self) -> None:
        agreement = HOSTING.agreement
        refund = agreement.rule("refund")
        assert agreement.tax_law_cited(refund, self.DAY) == Clause("Excise Tax Act s.232", "")
        assert agreement.tax_law_cited(net(15), self.DAY) is None
        assert replace(agreement, provider_law=None).tax_law_cited(refund, self.DAY) is None
        assert agreement.law is not None
        assert agreement.law.table == "canada"
        assert BARE.law is None


class TestTheValue:
    """An agreement is equal by what it says, wherever it was read from."""

    def test_its_file_says_nothing_of_it(self) -> None:
        of_file = replace(BARE, origin="acme.toml", file=FileText("provider"))
        assert (of_file, of_file.editions) == (BARE, (BARE,))
        assert replace(BARE, revision=1) != BARE

    def test_what_it_is_called(self) -> None:
        assert (BARE.called, replace(BARE, short_name="Acme").called) == ("Acme (A Company)", "Acme")

    def test_with_rules_put_in(self) -> None:
        assert dict(BARE.with_rules(due_date=net(7), hours=PALE).rules) == {"due_date": net(7), "hours": PALE}
        assert BARE.rule("due_date") == net(15)
