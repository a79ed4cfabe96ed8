"""An answer: one figure, its working in every shape, its readings, and what it refuses to be."""

import copy
import pickle
from collections.abc import Callable, Iterator
from datetime import date
from fractions import Fraction
from html.parser import HTMLParser
from itertools import product, takewhile
from typing import Any, get_args

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from IPython.lib import pretty as ipython_pretty

from telcoterms import (
    Account,
    Answer,
    Clause,
    Debt,
    Edition,
    Invoice,
    Money,
    Payment,
    Statement,
    Terms,
    UnknownNameError,
    load,
)
from telcoterms.answers.figures import compared_on_page
from telcoterms.answers.reading_range import MAX_TABLE_LINES, ReadingRange
from telcoterms.clauses.late_charge.kinds import LATE_CHARGE, RateCharge
from telcoterms.formats.html import document
from telcoterms.formats.text import PART_TITLES, TABLE_WIDTH, value_text
from telcoterms.values.steps import Part
from tests.long_runs import examples
from tests.printed_page import heading_of
from tests.records import make
from tests.strategies import (
    HOSTING,
    KOS,
    cancellation_charges,
    changed,
    every_reading,
    late_charges,
    refunds,
    statements,
)
from tests.terms_builders import cad, compound, made

CHARGE = KOS.late_charge("113.00", issued="2026-01-01", paid="2026-02-15")
ACCOUNT = Account(
    [
        Invoice("2026-01", "2026-01-01", Money("56.45", "CAD")),
        Invoice("2026-02", "2026-02-01", Money("90.00", "CAD")),
        Payment("2026-02-11", Money("30.00", "CAD")),
    ]
)
STATEMENT = KOS.statement(ACCOUNT, as_of="2026-04-10")
HISTORY = KOS.statement(make.history(), as_of="2026-04-19")  # with events of every kind
HOSTILE = "<script>alert(1)</script> {braces} {0} a x b -> c... 5 %"
many = settings(max_examples=examples(60), suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large])
few = settings(many, max_examples=examples(15))


def answers() -> list[Answer[Any]]:
    """One answer of each question."""
    dsl = load("kos", service="dsl")
    return [
        CHARGE,
        STATEMENT,
        KOS.due_date("2026-01-01"),
        KOS.effective_annual_rate(),
        KOS.dispute_until("2026-01-01"),
        KOS.dispute(issued="2026-01-01", reported="2026-04-02"),
        KOS.refund("49.95", cycle_start="2026-06-01", cancelled="2026-06-10"),
        KOS.refund("49.95", cycle_start="2026-06-01", cancelled="2026-06-10", tax_rate="0.15"),
        HOSTING.cancellation_charge("59.95", term_start="2025-01-01", term_months=24, cancelled="2026-05-10"),
        HOSTING.cancellation_charge(["59.95", 60], term_start="2026-04-01", term_months=2, cancelled="2026-04-10"),
        dsl.cancellation_charge(
            incentive="200", term_start="2025-01-01", term_months=24, last_invoice="2026-04-02", cancelled="2026-05-10"
        ),
        KOS.regime(term_start="2025-01-01", term_months=12, on="2026-01-01"),
        KOS.administrative_charge("35.00", reason="restoral"),
        HOSTING.equipment_return_by(cancelled="2026-06-10"),
        load("kos", service="fixed-wireless").equipment_return_by(cancelled="2026-06-10"),
        KOS.liability_limit(fees_during_outage="13.50"),
        KOS.change_of_terms(notice="2026-01-01", effective="2026-02-15"),
        KOS.policy_change(posted="2026-03-01"),
        KOS.provider_cancellation(notice="2026-01-01"),
        KOS.customer_cancellation(received="2026-06-10"),
        KOS.data_usage({"e-mail": 100, "hd-video": "1.5"}, allowance_gb=3, price_per_gb=2),
        KOS.outage_fees("74.95", began="2026-04-10T06:00-04:00", ended="2026-04-13T06:00-04:00"),
        KOS.law(on="2026-06-01"),
        KOS.tax(["39.95", 15], on="2026-06-01", late_charge=1),
        HISTORY,
        KOS.settlement(make.history(), on="2026-04-19"),
        KOS.what_if(make.history(), Payment("2026-03-02", Money("40.00", "CAD")), on="2026-04-19"),
        HOSTING.cheapest_cancellation(
            "59.95", term_start="2025-01-01", term_months=24, first="2026-11-10", last="2027-01-31"
        ),
    ]


pretty: Callable[[object], str] = ipython_pretty.pretty
each_answer = pytest.mark.parametrize("answer", answers(), ids=lambda answer: answer.question)


CELLS = ("td", "th", "caption")


class Reader(HTMLParser):
    """The tags and the text of HTML."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.tags: list[str] = []
        self.cells: list[str] = []
        self.inside = 0
        self.feed(html)
        self.close()

    def handle_starttag(self, tag: str, attrs: object) -> None:
        self.tags.append(tag)
        if tag in CELLS:
            self.inside += 1
            self.cells.append("")

    def handle_endtag(self, tag: str) -> None:
        self.inside -= tag in CELLS

    def handle_data(self, data: str) -> None:
        if self.inside:
            self.cells[-1] += data


class TestShapes:
    """One line for repr, the working for print and a terminal, one table for a notebook."""

    def test_repr_is_one_line(self) -> None:
        assert repr(CHARGE) == "<late charge: 3.41 CAD  [Service Terms s.7, s.9]>"
        found = repr(STATEMENT)
        assert found.startswith("<statement: balance 122.56 CAD, accrued 0.73, to settle on 2026-04-10 123.29  [")
        assert found.endswith("[Service Terms s.7, s.9, s.10]>")

    @each_answer
    def test_every_repr_is_one_line(self, answer: Answer[Any]) -> None:
        assert repr(answer).startswith(f"<{answer.question.replace('_', ' ')}: ")
        assert "\n" not in repr(answer)

    @each_answer
    def test_print_is_the_working(self, answer: Answer[Any]) -> None:
        lines = str(answer.working).split("\n")
        assert heading_of(str(answer.working)).startswith(answer.question.replace("_", " ") + ": ")
        assert all(len(line) <= 88 and line.isascii() and line == line.rstrip() for line in lines)
        assert answer.working.text() == str(answer.working)

    @each_answer
    @pytest.mark.parametrize("width", [60, 72, 132])
    def test_a_page_of_another_width(self, answer: Answer[Any], width: int) -> None:
        lines = answer.working.text(width).split("\n")
        assert max(map(len, lines)) <= width
        assert " ".join(answer.working.text(width).split()) == " ".join(str(answer.working).split())

    @each_answer
    def test_the_terminal_of_ipython_shows_what_print_shows(self, answer: Answer[Any]) -> None:
        assert pretty(answer) == str(answer)
        assert pretty(answer.working) == str(answer.working)
        assert pretty([CHARGE]).startswith("[late charge: 3.41 CAD\n  late charge on 113.00 CAD of 2026-01-01,")
        assert pretty(CHARGE.across_readings()) == str(CHARGE.across_readings())

    def test_a_cycle_is_dots(self) -> None:
        class Printer:
            shown = ""

            def text(self, text: str) -> None:
                self.shown += text

        for one in (CHARGE, CHARGE.across_readings()):
            printer = Printer()
            one._repr_pretty_(printer, True)
            assert printer.shown == "..."

    def test_the_readings_come_last_and_then_the_range(self) -> None:
        parts = [one.part for one in CHARGE.working.page()]
        assert list(dict.fromkeys(parts)) == ["working", "readings", "range", "law", "notes"]
        assert [one.part for one in CHARGE.steps].count("readings") == 4
        assert (
            "how far the words allow another figure:\n"
            "  from 1.04 to 3.41: .across_readings()\n"
            "  practised against the words: from 0.00 to 4.57\n\n"
            "rules of law that bear on this answer (sources: .law):\n"
        ) in str(CHARGE.working)
        assert "\n\nnotes:\n" in str(CHARGE.working).partition("rules of law that bear on")[2]

    def test_a_statement_says_only_how_to_ask(self) -> None:
        assert "  ask .across_readings()\n\nrules of law that bear" in str(STATEMENT.working)
        assert sum(one.part == "range" for one in STATEMENT.working.page()) == 1

    def test_a_question_without_readings_has_no_range(self) -> None:
        assert {one.part for one in KOS.due_date("2026-01-01").working.page()} == {"working", "notes"}

    def test_where_no_reading_bears_the_range_says_so(self) -> None:
        answer = KOS.late_charge("113.00", issued="2026-01-01", paid="2026-01-16")
        assert "not at all: every reading gives the same\n\nnotes:\n" in str(answer.working)
        assert str(answer.across_readings()).split("\n")[2:] == [
            "0.00 CAD under every reading: none of them bears on these facts"
        ]

    @each_answer
    def test_the_clauses_of_the_steps_are_those_of_the_answer(self, answer: Answer[Any]) -> None:
        told = {clause for one in answer.steps for clause in one.clauses}
        assert told <= set(answer.clauses)
        assert len(set(answer.clauses)) == len(answer.clauses)
        assert all(isinstance(clause, Clause) for clause in answer.clauses)


class TestNotebook:
    """A notebook shows one table, and whatever a person wrote comes out as they wrote it."""

    @each_answer
    def test_one_table(self, answer: Answer[Any]) -> None:
        found = Reader(answer.working._repr_html_())
        assert found.tags.count("table") == found.tags.count("caption") == 1
        assert "script" not in found.tags
        wanted = len(answer.working.page()) + sum(bool(one.clauses) for one in answer.working.page()) + 1
        titles = [value_text(title) for title in PART_TITLES.values() if title.template]
        assert len(found.cells) - sum(title in found.cells for title in titles) == wanted
        assert answer.working._repr_html_().endswith(answer.working._tables(None))
        assert answer.working.html().endswith(answer.working._tables(None))

    def test_our_own_signs_are_typeset(self) -> None:
        cells = Reader(CHARGE.under(part_month="daily-compound").working._repr_html_()).cells
        line = next(cell for cell in cells if cell.startswith("2026-02-01 to"))
        assert line == (
            "2026-02-01 to 2026-02-15: 115.26 \u00d7 (100 % + 2 %) ^ (14/28) - 115.26 "
            "= 1.146893\u2026 \u2192 1.15 (half up)"
        )

    def test_it_prints_well(self) -> None:
        html = CHARGE.working._repr_html_()
        assert "@media print" in html
        assert "break-inside:avoid" in html

    def test_what_a_person_wrote_is_escaped_and_not_typeset(self) -> None:
        account = Account(
            [
                Invoice(HOSTILE, "2026-01-01", Money("56.45", "CAD")),
                Payment("2026-02-11", Money("30.00", "CAD"), HOSTILE, HOSTILE),
            ]
        )
        answer = KOS.statement(account, as_of="2026-03-20")
        html = answer.working._repr_html_()
        assert "<script" not in html
        cells = Reader(html).cells
        assert f"invoice {HOSTILE} of 2026-01-01, 56.45" in cells
        assert any(f"payment of 30.00 for {HOSTILE} ({HOSTILE}), 30.00 to {HOSTILE}; credit" in cell for cell in cells)
        text = " ".join(str(answer.working).split())
        assert f"invoice {HOSTILE} of 2026-01-01, 56.45" in text

    @many
    @given(st.text(min_size=1, max_size=30).filter(lambda text: text.strip() != "" and text.isprintable()))
    def test_any_number_of_an_invoice_comes_out_as_it_is(self, number: str) -> None:
        answer = KOS.statement(Account([Invoice(number, "2026-01-01", Money(10, "CAD"))]), as_of="2026-01-02")
        assert f"invoice {number} of 2026-01-01, 10.00" in Reader(answer.working._repr_html_()).cells
        lines = str(answer.working).split("\n")
        assert all(len(line) <= 88 and line.isascii() and line.isprintable() for line in lines)

    def test_a_page_of_its_own(self) -> None:
        page = document("a < b", CHARGE.working.html())
        assert page.startswith("<!doctype html>\n")
        assert "<title>a &lt; b</title>" in page
        assert page.count("<table") == 1

    def test_readings_are_one_table_too(self) -> None:
        across = CHARGE.across_readings()
        found = Reader(across._repr_html_())
        assert across.html() == across._repr_html_()
        assert found.tags.count("table") == 1
        cells = found.cells
        assert cells[:2] == [
            "late charge on 113.00 CAD of 2026-01-01, paid 2026-02-15, by KOS's Service Terms of 2021-07-12: 3.41",
            "the words allow from 1.04 to 3.41 CAD; this answer: 3.41",
        ]
        assert "2.19: counted from the due date (runs_from due-date)" in cells
        first = cells.index("all that the words allow, cheapest first") + 1
        groups = cells[first : cells.index("practised against the words: from 0.00 to 4.57")]
        assert [cell.partition(": ")[0] for cell in groups] == [figure.text for figure, _ in across.groups()]
        assert "4.57: a part month counts as a whole one (part_month whole-month)" in cells[first + len(groups) :]

    def test_readings_that_change_nothing_are_one_table_too(self) -> None:
        html = KOS.late_charge("113.00", issued="2026-01-01", paid="2026-01-16").across_readings().html()
        assert "none of them bears on these facts" in Reader(html).cells[1]


class TestValue:
    """An answer is a value: frozen, hashable, equal by value, and it can be pickled."""

    @each_answer
    def test_pickled_copied_hashed(self, answer: Answer[Any]) -> None:
        for other in (pickle.loads(pickle.dumps(answer)), copy.copy(answer), copy.deepcopy(answer)):
            assert other == answer
            assert hash(other) == hash(answer)
            assert str(other.working) == str(answer.working)

    def test_equal_by_value(self) -> None:
        assert load("kos").late_charge("113", issued=date(2026, 1, 1), paid="2026-02-15") == CHARGE
        assert load("kos").late_charge("113", issued=date(2026, 1, 1), paid="2026-02-16") != CHARGE
        assert CHARGE.under(runs_from="due-date") != CHARGE
        assert CHARGE.value != CHARGE
        assert len({CHARGE, load("kos").late_charge(113, issued="2026-01-01", paid="2026-02-15")}) == 1

    def test_frozen(self) -> None:
        for name in ("value", "facts", "other"):
            with pytest.raises(AttributeError, match="frozen"):
                setattr(CHARGE, name, None)
        with pytest.raises(AttributeError, match="frozen"):
            del CHARGE.value  # pyright: ignore[reportAttributeAccessIssue]

    def test_neither_true_nor_false(self) -> None:
        with pytest.raises(TypeError, match=r"answer\.value"):
            bool(CHARGE)

    def test_no_arithmetic(self) -> None:
        anything: Any = CHARGE
        acts: list[Callable[[], object]] = [
            lambda: anything + anything,
            lambda: -anything,
            lambda: anything * 2,
            lambda: anything < anything,
        ]
        for act in acts:
            with pytest.raises(TypeError):
                act()
        with pytest.raises(TypeError):
            float(anything)

    def test_lazy(self, monkeypatch: pytest.MonkeyPatch) -> None:
        def built(*_: object) -> None:
            raise AssertionError("the working was built")

        monkeypatch.setattr(Answer, "about", property(built))
        for answer in (
            KOS.late_charge("113.00", issued="2026-01-01", paid="2026-02-15"),
            KOS.statement(ACCOUNT, as_of="2026-04-10"),
            KOS.refund("49.95", cycle_start="2026-06-01", cancelled="2026-06-10"),
        ):
            assert answer.value is not None
            with pytest.raises(AssertionError, match="was built"):
                str(answer.working)

    def test_the_values_inside_are_frozen_too(self) -> None:
        for one in (STATEMENT.value, STATEMENT.value.debts[0], ACCOUNT, ACCOUNT[0], CHARGE.steps[0], CHARGE.clauses[0]):
            assert hash(one) == hash(copy.deepcopy(one))
            assert pickle.loads(pickle.dumps(one)) == one
            with pytest.raises((AttributeError, TypeError)):
                one.anything = 1  # type: ignore[union-attr]
        assert isinstance(STATEMENT.value.debts[0], Debt)


class TestUnder:
    """The same question again, under other readings."""

    def test_another_reading(self) -> None:
        assert CHARGE.under(runs_from="due-date").value == Money("2.19", "CAD")
        assert CHARGE.under(runs_from="due-date").readings["runs_from"] == "due-date"
        assert CHARGE.under() == CHARGE

    def test_back_again(self) -> None:
        there = CHARGE.under(runs_from="due-date")
        assert there.under(runs_from="invoice-date").value == CHARGE.value
        assert "counted from the invoice date" in str(there.under(runs_from="invoice-date").working)

    def test_terms_under_readings_give_the_same(self) -> None:
        terms = KOS.under(late_charge={"runs_from": "next-invoice-date"})
        again = terms.late_charge("113.00", issued="2026-01-01", paid="2026-02-15")
        assert again == CHARGE.under(runs_from="next-invoice-date")

    def test_a_statement_takes_the_readings_of_a_late_charge_too(self) -> None:
        other = STATEMENT.under(part_month="whole-month", across_debts="newest-first")
        assert other.readings["part_month"] == "whole-month"
        assert other.readings["across_debts"] == "newest-first"
        assert other.value != STATEMENT.value

    def test_an_unknown_reading_is_refused_with_the_known_ones(self) -> None:
        with pytest.raises(UnknownNameError) as error:
            CHARGE.under(run_from="due-date")
        assert str(error.value) == (
            "late_charge has no reading 'run_from' here: its readings are runs_from, part_month, round_at, rounding"
        )

    def test_an_unknown_value_is_refused_with_the_known_ones(self) -> None:
        with pytest.raises(UnknownNameError) as error:
            CHARGE.under(runs_from="due date")
        assert str(error.value) == (
            "late_charge cannot read runs_from as 'due date': choose from invoice-date, due-date, next-invoice-date"
        )

    def test_a_question_without_readings_has_none(self) -> None:
        with pytest.raises(UnknownNameError, match="due_date has no reading 'rounding' here: its readings are none"):
            KOS.due_date("2026-01-01").under(rounding="down")

    def test_a_reading_that_a_statement_cannot_take_is_refused_by_name(self) -> None:
        with pytest.raises(ValueError, match="round_at = once"):
            STATEMENT.under(round_at="once")

    def test_a_reason_is_kept_until_another_value_is_asked_for(self) -> None:
        reasons = {one.name: one.why for one in CHARGE.under(rounding="down", runs_from="invoice-date").about.readings}
        assert reasons["rounding"] == "asked for"
        assert reasons["runs_from"] == "the amount can appear first on its invoice"


def cells_of(condition: str, values: dict[str, tuple[str, ...]]) -> Iterator[tuple[str, ...]]:
    """The combinations that a printed condition names."""
    known = dict(values)
    held: dict[str, tuple[str, ...]] = {}
    for part in condition.split("; "):
        if part.endswith(" any"):
            for name in part.removesuffix(" any").split(", "):
                held[name] = known[name]
        else:
            name, _, said = part.partition(" ")
            held[name] = tuple(said.split(" or "))
            assert set(held[name]) < set(known[name])
    assert set(held) == set(known)
    return product(*(held[name] for name in known))


def check(across: ReadingRange) -> None:
    """The laws of a table over all readings."""
    answer = across.answer
    for readings, figure in across.combinations:
        other: Any = answer.under(**readings).value
        assert compared_on_page(other) == figure
    taken = {name: answer.readings[name] for name in across.names}
    value: Any = answer.value
    own = getattr(value, "figure", value)
    assert (taken, own) in across.combinations
    assert across.lowest <= own <= across.highest or across.standing_of(taken) == "practised"
    check_standing(across)
    assert {figure for _, figure in across._figures_allowed} == {figure for _, figure in across.allowed}
    assert len(across.combinations) == len(list(product(*across.values.values())))
    check_names(across)
    check_groups(across)
    check_table(across)


def check_standing(across: ReadingRange) -> None:
    """The range is that of the allowed readings, rounded as the answer is; all else stands apart from it."""
    parts = (across.allowed, across.practised, across.rounded_otherwise)
    assert sum(map(len, parts)) <= len(across.combinations)
    assert [pair for pair in across.combinations if sum(pair in part for part in parts) > 1] == []
    assert all(
        across.standing_of(readings) == "allowed" for readings, _ in (*across.allowed, *across.rounded_otherwise)
    )
    assert all(across.standing_of(readings) == "practised" for readings, _ in across.practised)
    assert {readings.get("rounding") for readings, _ in (*across.allowed, *across.practised)} <= {
        None,
        across.answer.readings.get("rounding"),
    }
    figures = sorted(figure for _, figure in across.allowed)
    assert (across.lowest, across.highest) == (figures[0], figures[-1])


def check_names(across: ReadingRange) -> None:
    """A reading is told only where it changes something."""
    figures = {tuple(one.values()): figure for one, figure in across.combinations}
    for place, name in enumerate(across.names):
        rows: dict[tuple[str, ...], set[Money]] = {}
        for chosen, figure in figures.items():
            rows.setdefault(chosen[:place] + chosen[place + 1 :], set()).add(figure)
        assert any(len(row) > 1 for row in rows.values()), name


def check_groups(across: ReadingRange) -> None:
    """Each group names exactly the combinations of its sum, and none of its boxes could be joined to another."""
    if not across.names:
        return
    groups, values = across.groups(), across.allowed_values()
    assert [figure for figure, _ in groups] == sorted({figure for _, figure in across.allowed})
    if not values:
        assert len(groups) == 1
        return
    for figure, conditions in groups:
        boxes = [set(cells_of(one, values)) for one in conditions]
        wanted = {tuple(one[name] for name in values) for one, found in across.allowed if found == figure}
        assert set().union(*boxes) == wanted
        for place, box in enumerate(boxes):
            others = set().union(*boxes[:place], *boxes[place + 1 :])
            assert box - others, "a condition that the others make needless"
            for other in boxes[place + 1 :]:
                sides = [{cell[at] for cell in box | other} for at in range(len(values))]
                assert not wanted.issuperset(product(*sides)), "two conditions that could be one"


def check_table(across: ReadingRange) -> None:
    """At most 24 lines of 80 columns, plain, and the sums in it are those of the groups."""
    lines = str(across).split("\n")
    assert len(lines) <= MAX_TABLE_LINES == 24
    assert max(map(len, lines)) <= TABLE_WIDTH == 80
    assert all(line.isascii() and line == line.rstrip() for line in lines)
    if not across.names:
        return
    own: Any = across.answer.value
    taken = getattr(own, "figure", own)
    if across.lowest == across.highest:
        range_ = f"the words allow {across.lowest.text} {taken.currency} alone; this answer: {taken.text}"
    else:
        lowest, highest = across.lowest.text, across.highest.text
        range_ = f"the words allow from {lowest} to {highest} {taken.currency}; this answer: {taken.text}"
    assert range_ in " ".join(" ".join(lines).split())
    assert any(line.startswith("practised against the words: ") for line in lines) == bool(across.practised)
    if len(across.groups()) > 1:
        check_listed_groups(across, lines)


def check_listed_groups(across: ReadingRange, lines: list[str]) -> None:
    """The groups are listed from the cheapest on, and those for which there is no space are counted."""
    first = lines.index("all that the words allow, cheapest first:") + 1
    below = list(takewhile(lambda line: line.startswith("  "), lines[first:]))
    groups, shown = across.groups(), 0
    text = [" ".join(line.split()) for line in below]
    told = " ".join(text)
    for figure, conditions in groups:
        row = " ".join([figure.text, *conditions])
        if not told.startswith(row):
            break
        told = told[len(row) :].strip()
        shown += 1
    rest = len(groups) - shown
    if rest == 0:
        assert told == ""
    else:
        lowest, highest = groups[shown][0].text, groups[-1][0].text
        said = f"1 more sum, {highest}" if rest == 1 else f"{rest} more sums, from {lowest} to {highest}"
        way = ": .combinations"  # left out where the line has no space for it
        assert told == (said + way if len(f"  {said}{way}") <= TABLE_WIDTH else said)


class TestAcrossReadings:
    """Every combination of the readings that bear on the facts, as a table and as data."""

    def test_a_late_charge(self) -> None:
        across = CHARGE.across_readings()
        assert repr(across) == "<6 of 54 readings allowed: 1.04 CAD to 3.41 CAD>"
        assert across.names == ("runs_from", "part_month", "rounding")
        check(across)

    def test_a_table_shows_all_that_the_words_allow_and_what_the_ends_of_the_practised_are(self) -> None:
        text = str(CHARGE.across_readings())
        assert "more sum" not in text
        assert "  3.41  runs_from invoice-date; part_month by-days\n" in text
        # from the due date, 2026-01-16, no month is over by 2026-02-15
        assert "  0.00  runs_from due-date; part_month completed-months\n" in text

    def test_a_table_without_space_for_all_names_the_way_to_the_others(self) -> None:
        charge = KOS.late_charge("113.00", issued="2026-01-01", paid="2026-08-20", billing_months=3)
        assert ": .combinations\n" in str(charge.across_readings())

    def test_round_at_bears_once_it_can(self) -> None:
        across = KOS.late_charge("113.00", issued="2024-01-01", paid="2026-02-15").across_readings()
        assert across.names == ("runs_from", "part_month", "round_at", "rounding")
        assert len(across.combinations) == len(every_reading()) == 108
        check(across)

    def test_each_reading_alone(self) -> None:
        across = CHARGE.across_readings()
        alone = {(name, value): figure for name, value, figure in across.alone()}
        assert alone[("runs_from", "due-date")] == Money("2.19", "CAD")
        assert set(alone) == {
            (name, value)
            for name, values in across.values.items()
            for value in values
            if CHARGE.readings[name] != value
        }

    def test_data(self) -> None:
        found: Any = CHARGE.across_readings().as_dict()
        assert (found["lowest"], found["highest"], found["currency"]) == ("1.04", "3.41", "CAD")
        assert found["practised"] == {"lowest": "0.00", "highest": "4.57"}
        assert found["rounded_otherwise"] == {"lowest": "1.04", "highest": "3.41"}
        assert len(found["combinations"]) == 54
        assert found["combinations"][0] == {
            "readings": {"runs_from": "invoice-date", "part_month": "by-days", "rounding": "half-up"},
            "figure": "3.41",
            "standing": "allowed",
            "rounded_as_taken": True,
        }
        assert found["combinations"][-1] == {
            "readings": {"runs_from": "next-invoice-date", "part_month": "completed-months", "rounding": "down"},
            "figure": "0.00",
            "standing": "practised",
            "rounded_as_taken": False,
        }

    # 113.00 of 1 January, paid on 17 January, one day after the due date. By the days of the month, 16 of 31:
    # 113.00 x 2 % x 16/31 = 1.166... = 1.17; by the days of the year, 12 x 16/365: 1.188... = 1.19. A month begun that
    # counts whole gives 2.26, but the words exclude it. From the due date it is 0.07, from the next bill nothing yet.
    def test_one_day_late_the_words_allow_from_0_00_to_1_19_and_not_2_26(self) -> None:
        across = KOS.late_charge("113.00", issued="2026-01-01", paid="2026-01-17").across_readings()
        assert (across.lowest, across.highest) == (cad(0), cad(1_19))
        assert sorted({figure for _, figure in across.allowed}) == [cad(0), cad(7), cad(1_17), cad(1_19)]
        assert max(figure for _, figure in across.practised) == cad(2_26)
        check_table(across)

    # By the days of the year from the next bill: 113.00 x 2 % x 12 x 14/365 = 1.040... = 1.04.
    def test_paid_on_15_february_the_words_allow_from_1_04_to_3_41(self) -> None:
        across = CHARGE.across_readings()
        assert (across.lowest, across.highest) == (cad(1_04), cad(3_41))

    def test_under_a_value_that_the_words_exclude_the_range_stays_that_of_the_words(self) -> None:
        across = CHARGE.under(part_month="whole-month").across_readings()
        assert (across.lowest, across.highest) == (cad(1_04), cad(3_41))
        lines = str(across).split("\n")
        assert lines[2] == "the words allow from 1.04 to 3.41 CAD; this answer: 4.57"
        assert "  3.41  a part month counts by its days (part_month by-days)" in lines

    # 0.40 x 2 % x 16/31 = 0.004... is no cent; a month begun that counts whole gives 0.40 x 2 % = 0.008 = 0.01.
    def test_where_the_words_allow_one_figure_alone_what_is_practised_stands_apart(self) -> None:
        answer = KOS.late_charge("0.40", issued="2026-01-01", paid="2026-01-17")
        across = answer.across_readings()
        assert (across.lowest, across.highest, across.allowed_values()) == (cad(0), cad(0), {})
        assert str(across).split("\n")[2:5] == [
            "the words allow 0.00 CAD alone; this answer: 0.00",
            "",
            "one reading changed:",
        ]
        assert (
            "  not at all: all that the words allow give the same\n  practised against the words: from 0.00 to 0.01\n\n"
        ) in str(answer.working)
        check(across)

    def test_under_another_rounding_the_range_is_rounded_as_the_answer_is(self) -> None:
        # 1.166... cut is 1.16, and 1.188... is 1.18
        answer = KOS.late_charge("113.00", issued="2026-01-01", paid="2026-01-17").under(rounding="down")
        assert (answer.across_readings().lowest, answer.across_readings().highest) == (cad(0), cad(1_18))

    def test_a_statement(self) -> None:
        across = STATEMENT.across_readings()
        assert set(across.names) == {"runs_from", "part_month", "rounding", "across_debts", "posted_per"}
        check(across)

    def test_a_statement_of_one_invoice_has_nothing_to_choose_between(self) -> None:
        answer = KOS.statement(Account([Invoice("a", "2026-01-01", Money(50, "CAD"))]), as_of="2026-03-20")
        assert set(answer.across_readings().names) <= {"runs_from", "part_month", "rounding"}
        check(answer.across_readings())

    def test_an_empty_account(self) -> None:
        across = KOS.statement(Account([]), as_of="2026-03-20").across_readings()
        assert across.combinations == (({}, Money(0, "CAD")),)
        check(across)

    @many
    @given(late_charges())
    def test_any_late_charge(self, answer: Answer[Money]) -> None:
        check(answer.across_readings())

    @many
    @given(refunds())
    def test_any_refund(self, answer: Answer[Any]) -> None:
        check(answer.across_readings())

    @many
    @given(cancellation_charges())
    def test_any_cancellation_charge(self, answer: Answer[Any]) -> None:
        check(answer.across_readings())

    @few
    @given(statements(most=2))
    def test_any_statement(self, answer: Answer[Statement]) -> None:
        check(answer.across_readings())

    @many
    @given(st.data())
    def test_groups_of_any_figures(self, data: st.DataObject) -> None:
        figures = data.draw(st.lists(st.integers(0, 3), min_size=108, max_size=108))
        terms = made(late_charge=compound(Fraction(1, 50)))  # whose file excludes no value
        across = terms.late_charge("113.00", issued="2026-01-01", paid="2026-02-15").across_readings()
        names = ("runs_from", "part_month", "round_at", "rounding")
        across.names, across.values = names, {name: KOS_CHOICES[name] for name in names}
        across.combinations = tuple(
            (dict(zip(names, one, strict=True)), Money(figure, "CAD"))
            for one, figure in zip(product(*across.values.values()), figures, strict=True)
        )
        assert len(across.allowed) == 36  # all but the two other roundings
        check_groups(across)


KOS_CHOICES = {one.name: one.values for one in CHARGE.about.readings}


class TestEditions:
    """The values of the library read well and keep their order."""

    def test_an_edition(self) -> None:
        assert Edition("kos", date(2021, 7, 12), 0) < Edition("kos", date(2021, 7, 12), 1)

    def test_every_part_of_a_page_has_its_place(self) -> None:
        assert tuple(PART_TITLES) == get_args(Part)

    def test_a_rate_reads_as_percent(self) -> None:
        answer = KOS.effective_annual_rate()
        assert answer.value == Fraction("1.02") ** 12 - 1
        assert repr(answer) == "<effective annual rate: 26.824179... %  [Service Terms s.9]>"

    def test_other_terms(self) -> None:
        rule = LATE_CHARGE.of(KOS.agreement)
        assert isinstance(rule, RateCharge)
        other: Terms = changed(KOS, late_charge=rule.under({"rounding": "down"}))
        assert other != KOS
        assert other.late_charge("113.00", issued="2026-01-01", paid="2026-02-15") == CHARGE.under(rounding="down")


class TestWhoseTermsOnTheShortPage:
    """The page in short names the provider in full, and what the date of an edition is the date of."""

    @pytest.mark.parametrize("answer", [CHARGE, STATEMENT], ids=["charge", "statement"])
    def test_the_mark_of_the_edition(self, answer: Answer[Any]) -> None:
        text = " ".join(str(answer).split())
        assert "terms of KOS (Kingston Online Services)" in text
        assert "Service Terms of 2021-07-12 (the date of the site's file, the document bears none)" in text


class TestTheWorkingOfAnAnswer:
    """The working is a report of its own, with the forms of its answer."""

    def test_it_has_what_its_answer_has(self) -> None:
        working = STATEMENT.working
        assert working.currency == "CAD"
        assert working.headline() == STATEMENT.headline()
        assert working.as_dict() == STATEMENT.as_dict()
        assert working.sheet() == STATEMENT.sheet()
        assert working.calendar() is None
        assert str(working.picture()) == str(STATEMENT.picture())
        assert str(working.letter()) == str(STATEMENT.letter())
        assert repr(working) == f"<working of {STATEMENT!r}>"


class TestHowFarTheWordsReachInShort:
    """One line: how far the words allow another figure, and where to see more."""

    def test_no_reading_matters(self) -> None:
        line = load("kijoma").hours("2026-05-26").across_readings().in_short()
        assert value_text(line) == "every reading of the words gives the same"

    def test_only_another_rounding_gives_another_figure(self) -> None:
        # 0.05 x 29/30 = 0.0483 and 0.05 x 30/30 are 0.05; 0.04 is the first, rounded down
        line = load("kos", service="none").refund("0.05", cycle_start="2026-06-01", cancelled="2026-06-01")
        assert value_text(line.across_readings().in_short()) == "the words allow no other figure: .across_readings()"


class TestANarrowPage:
    """Where the table does not fit, its cells stand below the names of their rows."""

    def test_empty_cells_are_left_out(self) -> None:
        account = Account([Invoice("1", "2026-01-01", cad(11300)), Invoice("2", "2026-02-01", cad(11300))])
        paid = Account([*account, Payment("2026-02-20", cad(5000), "1")])
        lines = load("kos", service="none").statement(paid, "2026-03-01").text(40).splitlines()
        first, second = (lines.index(name) for name in ("  1", "  2"))
        assert "    paid: 50.00" in lines[first:second]
        assert not any(line.startswith("    paid: ") for line in lines[second : second + 7])
