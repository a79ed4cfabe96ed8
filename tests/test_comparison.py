"""One question asked of several terms: the rows, the terms without a figure, the table, the picture, the command."""

import csv
import json
import pickle
from collections.abc import Callable
from dataclasses import replace
from datetime import date
from fractions import Fraction
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

import pytest

from docs.make_comparison import PICTURE
from docs.make_comparison import picture as picture_of_the_page
from telcoterms import (
    Account,
    AmountError,
    Comparison,
    DayError,
    InputError,
    Invoice,
    MissingFactsError,
    Money,
    Refund,
    Terms,
    UnknownNameError,
    compare,
    load,
)
from telcoterms.answers.facts import INDEX, ISSUED, PLAN
from telcoterms.answers.question import Facts
from telcoterms.cli import main
from telcoterms.formats.svg import round_ticks
from telcoterms.formats.svg_bars import Bar, BarChart, BarScale, Panel, drawing
from telcoterms.formats.text import phrase_text
from telcoterms.terms.comparison import kind_of_figure, name_of, position, rank, removable_parts, without_parts
from telcoterms.values.messages import phrase
from tests.error_assertions import refused
from tests.terms_builders import HOSTING, KOS, made, net

ROOT = Path(__file__).parents[1]
PROVIDERS = ROOT / "tests" / "providers"
KIJOMA = load("kijoma")
SAKURA = load(PROVIDERS / "sakura-2025-04-01.toml")  # yen, due after 20 days
NORDLYS = load(PROVIDERS / "nordlys-2024-05-01.toml")  # kronor, due after 30 days, fiber after 10
BRITISH = load(PROVIDERS / "british-line-2026-11-21.toml")  # pounds, due after 14 days
EVERY = (KOS, KIJOMA, SAKURA, NORDLYS, BRITISH)
SLOWER = made(due_date=net(45))  # KOS's late charge, but due later
LATE: dict[str, Any] = {"amount": "100.00", "issued": "2026-01-01"}
TERM: dict[str, Any] = {"term_start": "2025-01-01", "term_months": 24, "cancelled": "2026-05-10"}

Said = tuple[int, str, str]


class WithIndices(Facts):
    """The facts of a question, with those on which numbers of a clause can depend."""

    issued: date = ISSUED
    plan: str | None = PLAN
    index: tuple[tuple[str, Fraction], ...] = INDEX


@pytest.fixture
def run(capsys: pytest.CaptureFixture[str]) -> Callable[..., Said]:
    """Run the command: its status, its output, its errors."""

    def go(*words: str) -> Said:
        try:
            status = main(["compare", *words])
        except SystemExit as stop:
            status = int(stop.code or 0)
        out, err = capsys.readouterr()
        return status, out, err

    return go


def names(rows: Comparison) -> list[str]:
    """The terms of the rows, in order."""
    return [phrase_text(row.name) for row in rows.rows]


class TestFigures:
    """Each of the terms answers as it does when it is asked alone."""

    def test_100_00_paid_on_one_day(self) -> None:
        (row,) = compare("late_charge", [KOS], **LATE, paid="2026-03-02").rows
        # 100.00 x 2 % = 2.00; 102.00 x 2 % = 2.04; 104.04 x 2 % x 1/31 = 0.07
        assert row.figure == Money("4.11", "CAD")
        assert row.answer == KOS.late_charge("100.00", issued="2026-01-01", paid="2026-03-02")

    def test_the_range_is_that_of_the_words(self) -> None:
        (row,) = compare("late_charge", [KOS], **LATE, paid="2026-03-02").rows
        # from the next bill, 2026-02-01: 100.00 x 2 % = 2.00; 102.00 x 2 % x 1/31 = 0.07
        assert (row.lowest, row.highest) == (Money("2.07", "CAD"), Money("4.11", "CAD"))

    def test_a_flat_fee_has_no_range(self) -> None:
        (row,) = compare("late_charge", [BRITISH], **LATE, paid="2026-03-02").rows
        assert row.allowed == (Money("7.50", "GBP"),)

    def test_the_due_date_and_the_rate_stand_beside_a_late_charge(self) -> None:
        kos, british = compare("late_charge", [KOS, BRITISH], **LATE, paid="2026-03-02").rows
        assert kos.beside == (
            ("due_date", date(2026, 1, 16)),
            ("effective_annual_rate", Fraction(51, 50) ** 12 - 1),
        )
        assert british.beside == (("due_date", date(2026, 1, 15)), ("effective_annual_rate", None))

    def test_a_row_for_each_service_that_the_figure_depends_on(self) -> None:
        found = compare("due_date", [NORDLYS], issued="2026-01-01")
        assert [(phrase_text(row.name), row.figure) for row in found.rows] == [
            ("Nordlys Bredband (invented) 2024-05-01 (fiber)", date(2026, 1, 11)),
            ("Nordlys Bredband (invented) 2024-05-01 (none)", date(2026, 1, 31)),
        ]

    def test_only_the_services_with_a_rule_where_there_is_no_general_one(self) -> None:
        without = replace(NORDLYS.agreement, rules=NORDLYS.agreement.rules.changed(due_date=None))
        found = compare("due_date", [Terms(without)], issued="2026-01-01")
        assert names(found) == ["Nordlys Bredband (invented) 2024-05-01 (fiber)"]
        assert found.without_figure == ()

    def test_one_row_for_a_service_that_is_named(self) -> None:
        fiber = load(PROVIDERS / "nordlys-2024-05-01.toml", service="fiber")
        assert [row.figure for row in compare("due_date", [fiber], issued="2026-01-01").rows] == [date(2026, 1, 11)]

    def test_a_value_of_several_figures_is_compared_by_its_figure(self) -> None:
        (row,) = compare("refund", [HOSTING], fee="31.00", cycle_start="2026-01-01", cancelled="2026-01-10").rows
        refund = row.answer.value
        assert isinstance(refund, Refund)
        assert row.figure == refund.refund

    def test_a_rate(self) -> None:
        found = compare("effective_annual_rate", EVERY)
        # 14.6 % a year, not compounded; 2 % a month, compounded
        assert [row.figure for row in found.rows] == [Fraction(146, 1000), Fraction(51, 50) ** 12 - 1]

    def test_an_account_is_compared_too(self) -> None:
        account = Account([Invoice("1", "2026-01-01", Money("100.00", "CAD"))])
        found = compare("settlement", [KOS, SLOWER], account=account, on="2026-02-10")
        # due on 2026-02-15 under the second: nothing is charged
        assert found.rows[0].figure == Money("100.00", "CAD")
        assert "an account" in phrase_text(found.asked)

    def test_words_stay_in_the_order_of_the_terms(self) -> None:
        found = compare("complaint", [KOS, KIJOMA], received="2026-03-02")
        assert [row.figure for row in found.rows] == [
            "no day is set",
            "first answer by 2026-03-09 and CISAS from 2026-04-27",
        ]

    def test_figures_of_several_kinds_are_words(self) -> None:
        money = compare("late_charge", [KOS], **LATE, paid="2026-03-02").rows
        days = compare("due_date", [KOS], issued="2026-01-01").rows
        mixed = Comparison("late_charge", KOS.late_charge(**LATE, paid="2026-03-02").headline(), (), money + days, ())
        assert mixed.kind == "words"


class TestDaysLate:
    """Days late are counted from the due date that each of the terms sets."""

    def test_each_has_its_own_day_of_payment(self) -> None:
        found = compare("late_charge", [KOS, SAKURA], **LATE, days_late=45)
        # due 2026-01-16 and 2026-01-21
        assert [row.answer.about.record["facts"] for row in found.rows] == [
            {"amount": "100.00", "issued": "2026-01-01", "paid": "2026-03-02", "billing_months": 1},
            {"amount": "100", "issued": "2026-01-01", "paid": "2026-03-07", "billing_months": 1},
        ]

    def test_the_figure_is_that_of_the_day(self) -> None:
        found = compare("late_charge", [SAKURA], **LATE, days_late=45)
        # 100 x 14.6 % x 45/365 = 1.8 -> 1 (down); from the invoice date over 65 days 2.6 -> 2
        assert [(row.figure, row.highest) for row in found.rows] == [(Money("1", "JPY"), Money("2", "JPY"))]

    def test_none_is_the_due_date_itself(self) -> None:
        assert [row.figure for row in compare("late_charge", [KOS], **LATE, days_late=0).rows] == [Money(0, "CAD")]

    def test_the_heading_says_it(self) -> None:
        found = compare("late_charge", [KOS], **LATE, days_late=45)
        assert phrase_text(found.asked) == "late charge on 100.00 of 2026-01-01, paid 45 days late"
        assert found.facts == (("amount", "100.00"), ("issued", date(2026, 1, 1)), ("days_late", 45))

    @pytest.mark.parametrize("days", [-1, 36_526, True, "45"])
    def test_no_number_of_days(self, days: Any) -> None:
        with refused(DayError, "days_late is", "give a whole number from 0 to 36525"):
            compare("late_charge", [KOS], **LATE, days_late=days)

    def test_a_day_and_days_late(self) -> None:
        with refused(InputError, "paid and days_late both say when it was paid", "leave one of them out"):
            compare("late_charge", [KOS], **LATE, paid="2026-03-02", days_late=45)

    def test_a_question_without_a_day_of_payment(self) -> None:
        with refused(InputError, "due date has no day of payment", "leave days_late out"):
            compare("due_date", [KOS], issued="2026-01-01", days_late=45)


class TestOrder:
    """The lowest stands first: sums within their currency, days and rates over all."""

    def test_sums_by_currency(self) -> None:
        found = compare("late_charge", [SLOWER, BRITISH, KOS, SAKURA], **LATE, paid="2026-03-02")
        assert [(row.currency, str(row.figure)) for row in found.rows] == [
            ("CAD", "4.11 CAD"),
            ("CAD", "4.11 CAD"),
            ("GBP", "7.50 GBP"),
            ("JPY", "1 JPY"),
        ]
        assert {currency: len(rows) for currency, rows in found.by_currency().items()} == {"CAD": 2, "GBP": 1, "JPY": 1}

    def test_days_whatever_the_currency(self) -> None:
        found = compare("due_date", EVERY, issued="2026-01-01")
        assert [row.figure for row in found.rows] == [
            date(2026, 1, 11),
            date(2026, 1, 15),
            date(2026, 1, 16),
            date(2026, 1, 21),
            date(2026, 1, 31),
        ]
        assert list(found.by_currency()) == ["CAD", "GBP", "JPY", "SEK"]

    def test_the_order_of_the_terms_changes_nothing(self) -> None:
        facts = {**LATE, "days_late": 45}
        assert compare("late_charge", EVERY, **facts).rows == compare("late_charge", EVERY[::-1], **facts).rows

    def test_every_kind_has_a_place(self) -> None:
        figures = (Money("1.00", "CAD"), date(2026, 1, 1), Fraction(1, 50), "words")
        assert [kind_of_figure(figure) for figure in figures] == ["sums", "days", "rates", "words"]
        assert [rank(figure) for figure in figures] == [(0, 100), (1, 739617), (2, Fraction(1, 50)), (3, "words")]
        assert [position(figure) for figure in figures] == [100, 739617, 200, 0]


class TestWithoutFigure:
    """Terms that give no figure are listed with the reason."""

    def test_silent(self) -> None:
        (found,) = compare("late_charge", [KIJOMA], **LATE, days_late=45).without_figure
        assert (found.why, phrase_text(found.name), phrase_text(found.reason)) == (
            "silent",
            "Kijoma 2023-02-01",
            "silent on late charge",
        )

    def test_silent_terms_are_asked_for_no_facts(self) -> None:
        (found,) = compare(
            "refund", [SAKURA], fee="0.5", cycle_start="2026-01-01", cancelled="2026-01-02"
        ).without_figure
        assert phrase_text(found.reason) == "silent on refund"

    def test_silent_without_a_table_of_the_question(self) -> None:
        (found,) = compare("tax", [SAKURA], amounts=["100"], on="2026-01-01").without_figure
        assert found.why == "silent"
        assert phrase_text(found.reason).startswith("the terms of sakura name no table of taxes: give the rate")

    def test_a_fact_that_is_missing(self) -> None:
        dsl = load("kos", service="dsl")
        (found,) = compare("cancellation_charge", [dsl], **TERM, monthly_fee="59.95").without_figure
        assert found.why == "facts missing"
        assert "give incentive, last_invoice" in phrase_text(found.reason)

    def test_facts_that_are_refused(self) -> None:
        found = compare("late_charge", [KOS], **LATE, paid="2025-12-31").without_figure
        assert [(one.why, phrase_text(one.reason)) for one in found] == [
            (
                "facts refused",
                "the payment of 2025-12-31 lies before the invoice of 2026-01-01: check which of the two days is wrong",
            )
        ]

    def test_a_sum_in_the_currency_of_other_terms(self) -> None:
        found = compare("late_charge", [KOS, BRITISH], amount=Money(100, "CAD"), issued="2026-01-01", days_late=45)
        assert names(found) == ["KOS 2021-07-12"]
        assert [(one.why, "100.00 CAD" in phrase_text(one.reason)) for one in found.without_figure] == [
            ("facts refused", True)
        ]

    def test_a_service_that_has_no_figure(self) -> None:
        found = compare("cancellation_charge", [KOS], **TERM, monthly_fee="59.95")
        assert names(found) == ["KOS 2021-07-12 (none)"]
        assert [phrase_text(one.name) for one in found.without_figure] == [
            "KOS 2021-07-12 (dsl)",
            "KOS 2021-07-12 (cable)",
            "KOS 2021-07-12 (fixed-wireless)",
            "KOS 2021-07-12 (voip)",
        ]

    def test_a_reason_can_be_told_in_french(self) -> None:
        found = compare("late_charge", [KOS], **LATE, paid="2025-12-31")
        assert "le paiement du 31" in " ".join(found.show("fr").split())


class TestFacts:
    """The same facts are given to all terms, but for those that only some of the clauses take."""

    def test_a_fact_is_given_to_the_terms_that_take_it(self) -> None:
        found = compare(
            "cancellation_charge", [KOS], **TERM, monthly_fee="59.95", incentive="200.00", last_invoice="2026-04-15"
        )
        assert {phrase_text(row.name): row.left_out for row in found.rows} == {
            "KOS 2021-07-12 (cable)": ("monthly_fee",),
            "KOS 2021-07-12 (dsl)": ("monthly_fee",),
            "KOS 2021-07-12 (fixed-wireless)": ("monthly_fee",),
            "KOS 2021-07-12 (voip)": ("monthly_fee",),
            "KOS 2021-07-12 (none)": ("incentive", "last_invoice"),
        }
        note = "these terms do not take monthly_fee and were asked without it: KOS 2021-07-12 (cable), "
        assert note in " ".join(str(found).split())

    def test_a_fact_that_no_clause_takes_is_refused(self) -> None:
        found = compare("cancellation_charge", [HOSTING], **TERM, monthly_fee="59.95", incentive="200.00")
        assert [one.why for one in found.without_figure] == ["facts refused"]

    def test_where_either_of_two_facts_could_be_left_out_none_is(self) -> None:
        facts: dict[str, Any] = {"fee": "31.00", "cycle_start": "2026-01-01", "cancelled": "2026-01-10"}
        found = compare("refund", [HOSTING], **facts, province="NS", tax_rate="0.13")
        assert [one.why for one in found.without_figure] == ["facts refused"]

    def test_one_of_several_indices_is_left_out_by_its_name(self) -> None:
        given = {"index": {"base": "0.03", "lawful": "0.12"}, "plan": "basic", "issued": "2026-01-01"}
        parts = removable_parts(WithIndices, given)
        assert list(map(str, parts)) == ["index base", "index lawful", "plan"]
        assert without_parts(given, parts[1:]) == {"index": {"base": "0.03"}, "issued": "2026-01-01"}

    def test_the_heading_repeats_those_that_may_be_left_out(self) -> None:
        found = compare("late_charge", [KOS], **LATE, paid="2026-03-02", billing_months=3)
        assert phrase_text(found.asked).endswith(", paid 2026-03-02, billed every 3 months")

    def test_the_heading_leaves_out_what_is_as_when_left_out(self) -> None:
        found = compare("late_charge", [KOS], **LATE, paid="2026-03-02", billing_months=1)
        assert phrase_text(found.asked).endswith(", paid 2026-03-02")

    @pytest.mark.parametrize(
        ("question", "facts", "asked"),
        [
            ("tax", {"amounts": ["40.00", "5.00"], "on": "2026-06-01"}, "40.00 + 5.00"),
            ("data_usage", {"activities": {"e-mail": 100}}, "e-mail=100"),
            ("data_usage", {"activities": [("e-mail", "100")]}, "e-mail=100"),
            ("late_charge", {"amount": Money(100, "CAD"), "issued": "2026-01-01", "days_late": 1}, "100.00 CAD"),
            ("administrative_charge", {"amount": 35, "reason": "returned-payment"}, "returned-payment"),
        ],
    )
    def test_the_heading_has_each_fact_as_it_was_given(self, question: str, facts: Any, asked: str) -> None:
        assert asked in phrase_text(compare(question, [KOS], **facts).asked)

    def test_a_question_that_does_not_exist(self) -> None:
        with refused(UnknownNameError, "'late_fee' is no question", "choose from due_date, late_charge"):
            compare("late_fee", [KOS])

    def test_a_fact_that_does_not_exist(self) -> None:
        with refused(UnknownNameError, "'sum' is no fact of late charge", "choose from amount, issued, paid"):
            compare("late_charge", [KOS], sum="100.00")

    def test_a_fact_that_all_terms_need(self) -> None:
        with refused(MissingFactsError, "late charge needs issued, paid or days_late", "help(Terms.late_charge)"):
            compare("late_charge", [KOS], amount="100.00")

    def test_a_fact_that_all_terms_need_of_a_question_without_days_late(self) -> None:
        with refused(MissingFactsError, "due date needs issued:", "give all of them"):
            compare("due_date", [KOS])

    def test_no_terms(self) -> None:
        wrong: Any = ["kos"]
        with refused(InputError, "'kos' is no terms to compare", "give a list of those that load() returns"):
            compare("due_date", wrong, issued="2026-01-01")

    def test_a_day_that_does_not_exist(self) -> None:
        with refused(DayError, "2026-02-30"):
            compare("due_date", [KOS], issued="2026-02-30")

    def test_an_amount_that_none_can_read(self) -> None:
        with refused(AmountError, "'abc'"):
            compare("late_charge", EVERY, amount="abc", issued="2026-01-01", days_late=1)

    def test_an_amount_that_some_can_read(self) -> None:
        found = compare("late_charge", [KOS, SAKURA], amount="100.50", issued="2026-01-01", days_late=45)
        assert names(found) == ["KOS 2021-07-12"]
        assert [one.why for one in found.without_figure] == ["facts refused"]


class TestNames:
    """A row is named by the provider, the edition, the service, and the voice where it is another."""

    def test_a_voice(self) -> None:
        assert phrase_text(name_of(load("kos").under("consumer").agreement)) == "KOS 2021-07-12, voice consumer"

    def test_without_a_service(self) -> None:
        assert phrase_text(name_of(KOS.agreement)) == "KOS 2021-07-12"


LATE_45 = compare("late_charge", EVERY, **LATE, days_late=45)


class TestText:
    """The table fits 80 columns, each row in the currency of its terms."""

    def test_it_fits(self) -> None:
        assert max(map(len, str(LATE_45).splitlines())) <= 80

    def test_the_table(self) -> None:
        table = str(LATE_45).split("\n\n")[1]
        assert table.splitlines() == [
            "terms                               figure       allowed    due date      a year",
            "in CAD",
            "  KOS 2021-07-12                      4.11  2.07 to 4.11  2026-01-16  26.82... %",
            "in GBP",
            "  A British telephone company",
            "    2026-11-21                        7.50         alone  2026-01-15           -",
            "in JPY",
            "  Sakura Net (invented) 2025-04-01       1        1 to 2  2026-01-21      14.6 %",
            "in SEK",
            "  Nordlys Bredband (invented)",
            "    2024-05-01 (fiber)               60.00         alone  2026-01-11           -",
            "  Nordlys Bredband (invented)",
            "    2024-05-01 (none)                60.00         alone  2026-01-31           -",
        ]

    def test_whose_terms_each_row_is_by(self) -> None:
        page = " ".join(str(LATE_45).split())
        for row in LATE_45.rows:
            assert f"terms of {row.answer.terms.agreement.name}" in page
        assert "Service Terms s.7, s.9" in page

    def test_nothing_is_converted(self) -> None:
        note = "sums of different currencies are not converted, and not ranked together"
        assert note in str(LATE_45)
        assert note not in str(compare("late_charge", [KOS], **LATE, days_late=45))
        assert note not in str(compare("due_date", EVERY, issued="2026-01-01"))

    def test_facts_from_before_an_edition(self) -> None:
        page = " ".join(str(LATE_45).split())
        assert (
            "2026-01-01 is before the edition of these terms, of which no earlier one is held here: "
            "A British telephone company 2026-11-21"
        ) in page

    def test_without_any_range_there_is_no_such_column(self) -> None:
        page = str(compare("due_date", EVERY, issued="2026-01-01"))
        assert "allowed" not in page
        assert "the words of these terms allow no other figure" in page

    def test_where_nothing_answers_the_reasons_are_left(self) -> None:
        assert str(compare("due_date", [KIJOMA], issued="2026-01-01")).splitlines() == [
            "due date of an invoice of 2026-01-01, answered by none of 1 terms",
            "",
            "without a figure",
            "  Kijoma 2023-02-01: silent on due date",
        ]

    def test_words_stand_below_the_name(self) -> None:
        table = str(compare("complaint", [KOS, KIJOMA], received="2026-03-02")).split("\n\n")[1]
        assert table.splitlines() == [
            "  KOS 2021-07-12",
            "    figure: no day is set",
            "    allowed: alone",
            "  Kijoma 2023-02-01",
            "    figure: first answer by 2026-03-09 and CISAS from 2026-04-27",
            "    allowed: 2 possible",
        ]

    def test_on_a_narrow_terminal_sums_stand_below_the_name(self) -> None:
        lines = compare("late_charge", [KOS], **LATE, days_late=45).text(40).splitlines()
        place = lines.index("in CAD")
        assert lines[place + 1 : place + 4] == ["  KOS 2021-07-12", "    figure: 4.11", "    allowed: 2.07 to 4.11"]

    def test_which_figure_of_several_is_compared(self) -> None:
        found = compare("data_usage", [KOS], activities={"4k-video": 2}, allowance_gb=3, price_per_gb=2)
        assert "compared: the least overage" in str(found)

    def test_clauses_too_long_for_the_right_edge_stand_below(self) -> None:
        lines = str(compare("law", [KOS], on="2026-03-09")).splitlines()
        place = next(at for at, line in enumerate(lines) if line.startswith("  terms of KOS"))
        assert lines[place : place + 4] == [
            "  terms of KOS (Kingston Online Services): Service Terms of 2021-07-12 (the date",
            "      of the site's file, the document bears none)",
            "   Service Terms s.9, s.36, s.33, s.39, s.7; Excise Tax Act s.232; Service Terms",
            "s.5".rjust(80),
        ]

    def test_one_line(self) -> None:
        assert repr(LATE_45) == "<late charge: answered by 5 of 6 terms>"

    def test_equal_hashable_and_pickled(self) -> None:
        again = compare("late_charge", EVERY, **LATE, days_late=45)
        assert pickle.loads(pickle.dumps(LATE_45)) == LATE_45 == again
        assert hash(again) == hash(LATE_45)


class TestData:
    """JSON and CSV hold each row and each reason."""

    def test_json(self) -> None:
        data = json.loads(json.dumps(LATE_45.as_dict()))
        assert data["facts"] == {"amount": "100.00", "issued": "2026-01-01", "days_late": 45}
        first = data["rows"][0]
        assert {name: first[name] for name in ("provider", "currency", "figure", "lowest", "highest", "clauses")} == {
            "provider": "kos",
            "currency": "CAD",
            "figure": "4.11",
            "lowest": "2.07",
            "highest": "4.11",
            "clauses": ["Service Terms s.7", "Service Terms s.9"],
        }
        assert first["beside"]["due_date"] == "2026-01-16"
        assert [(one["provider"], one["why"], one["reason"]) for one in data["without_figure"]] == [
            ("kijoma", "silent", "silent on late charge")
        ]

    def test_csv(self) -> None:
        rows = list(csv.DictReader(LATE_45.sheet().text().splitlines()))
        assert rows[0] == {
            "provider": "kos",
            "edition": "2021-07-12",
            "edition_is": "the date of the site's file, the document bears none",
            "service": "",
            "voice": "biller",
            "currency": "CAD",
            "figure": "4.11",
            "lowest": "2.07",
            "highest": "4.11",
            "due_date": "2026-01-16",
            "effective_annual_rate": "0.268241794562545318301696",
            "without_figure": "",
            "asked": "late charge on 100.00 of 2026-01-01, paid 45 days late",
        }
        assert {row["asked"] for row in rows} == {rows[0]["asked"]}
        assert [(row["provider"], row["figure"], row["without_figure"]) for row in rows][-1] == (
            "kijoma",
            "",
            "silent on late charge",
        )


SVG = "{http://www.w3.org/2000/svg}"


def picture(found: Comparison, lang: Any = None) -> ElementTree.Element:
    """The picture of a comparison."""
    drawn = found.picture(lang)
    assert drawn is not None
    return ElementTree.fromstring(drawn.svg)


def labels(root: ElementTree.Element) -> list[str]:
    """The texts of a picture, in order."""
    return [text.text or "" for text in root.iter(f"{SVG}text")]


def marks(root: ElementTree.Element) -> list[tuple[str, str]]:
    """What each mark says, and its path."""
    paths = [(path.findtext(f"{SVG}title"), path.attrib["d"]) for path in root.iter(f"{SVG}path")]
    return [(what, path) for what, path in paths if what is not None]


class TestPicture:
    """Bars from zero with the range as a whisker, a scale of its own for each currency."""

    def test_what_a_screen_reader_says(self) -> None:
        root = picture(LATE_45)
        assert root.attrib["role"] == "img"
        assert root.findtext(f"{SVG}title") == (
            "late charge on 100.00 of 2026-01-01, paid 45 days late, answered by 5 of 6 terms"
        )
        story = root.findtext(f"{SVG}desc")
        assert story is not None
        assert story.startswith("KOS 2021-07-12: 4.11 CAD, the words allow 2.07 to 4.11. A British telephone company")
        assert (
            "terms of KOS (Kingston Online Services), voice biller: Service Terms of 2021-07-12 (the date of the "
            "site's file, the document bears none). terms of A British telephone company: "
        ) in story

    def test_a_scale_for_each_currency(self) -> None:
        assert [text for text in labels(picture(LATE_45)) if text.startswith("in ")] == [
            "in CAD",
            "in GBP",
            "in JPY",
            "in SEK",
        ]

    def test_each_bar_says_its_figure(self) -> None:
        assert [what for what, _ in marks(picture(LATE_45))][:3] == [
            "KOS 2021-07-12: 4.11 (2.07 to 4.11)",  # the bar
            "KOS 2021-07-12: 4.11 (2.07 to 4.11)",  # its whisker
            "A British telephone company 2026-11-21: 7.50",
        ]

    def test_a_bar_is_as_long_as_its_figure(self) -> None:
        found = compare("late_charge", [KOS], **LATE, days_late=45)
        # the scale runs from 0 to 5 over 22 to 978: 4.11 is at 22 + 956 x 411/500, 2.07 at 22 + 956 x 207/500
        paths = [path for _, path in marks(picture(found))]
        assert paths[0].startswith("M22 ")
        assert "H807v" in paths[0]
        assert paths[1].startswith("M417 ")
        assert "H807m" in paths[1]

    def test_a_whisker_has_a_legend(self) -> None:
        assert labels(picture(LATE_45))[-1] == "what the words allow"
        assert "what the words allow" not in labels(picture(compare("late_charge", [BRITISH], **LATE, days_late=45)))

    def test_days_are_marked_on_a_scale_of_days(self) -> None:
        root = picture(compare("due_date", EVERY, issued="2026-01-01"))
        assert "days" in labels(root)
        assert sum("l12 14" in path for _, path in marks(root)) == 5

    def test_one_day_alone_has_a_scale(self) -> None:
        assert "2026-01-16" in labels(picture(compare("due_date", [KOS], issued="2026-01-01")))

    def test_rates_in_percent(self) -> None:
        assert labels(picture(compare("effective_annual_rate", EVERY)))[-4:] == ["0", "10", "20", "30"]

    def test_a_sum_below_zero_is_drawn_to_the_left(self) -> None:
        bar = Bar(phrase("Terms"), phrase("-2.00"), -200, -200, 0)
        chart = BarChart(phrase("Credits"), (), (), (Panel(BarScale("sums", "CAD"), (bar,)),))
        root = ElementTree.fromstring(drawing(chart).svg)
        assert labels(root)[-6:-1] == ["-2.00", "-1.50", "-1.00", "-0.50", "0.00"]
        mark, whisker = (path for _, path in marks(root))
        assert mark.startswith("M22 ")
        assert "H978v" in mark
        assert whisker.startswith("M22 ")

    def test_a_long_name_and_figure_stand_on_two_lines(self) -> None:
        bar = Bar(phrase("A provider with a name of a great many letters"), phrase("2.01"), 201, 201, 201)
        chart = BarChart(phrase("Charges"), (), (), (Panel(BarScale("sums", "CAD"), (bar,)),))
        heights = {
            text.text: int(text.attrib["y"]) for text in ElementTree.fromstring(drawing(chart).svg).iter(f"{SVG}text")
        }
        assert heights["2.01"] - heights["A provider with a name of a great many letters"] == 46

    def test_in_french(self) -> None:
        found = labels(picture(LATE_45, "fr"))
        assert "ce que les mots permettent" in found
        assert "en CAD" in found
        assert "2026-01-16" in labels(picture(compare("due_date", [KOS], issued="2026-01-01"), "fr"))

    def test_words_have_none(self) -> None:
        assert compare("complaint", [KOS, KIJOMA], received="2026-03-02").picture() is None
        assert compare("due_date", [KIJOMA], issued="2026-01-01").picture() is None

    def test_round_numbers(self) -> None:
        assert [tick.label for tick in round_ticks(0, 0, 2)] == ["0.00", "0.20", "0.40", "0.60", "0.80", "1.00"]


class TestPage:
    """In HTML the picture stands above the table, whose rows and columns are those of the text."""

    def test_the_cells(self) -> None:
        page = LATE_45.html()
        assert page.startswith("<svg")
        assert '<th class="n" scope="col">figure</th>' in page
        assert '<td class="n" data-head="figure"><span>4.11</span></td>' in page
        assert '<td class="n" data-head="allowed"><span>2.07 to 4.11</span></td>' in page
        assert '<th colspan="5" scope="rowgroup" style="text-align:left">in CAD</th>' in page

    def test_without_a_row_there_is_no_head(self) -> None:
        page = compare("due_date", [KIJOMA], issued="2026-01-01").html()
        assert page.startswith("<style>")
        assert 'scope="col"' not in page.partition("</style>")[2]

    def test_a_long_cell_may_be_wrapped(self) -> None:
        page = compare("complaint", [KOS, KIJOMA], received="2026-03-02").html()
        assert '<td class="n" data-head="figure"><span>first answer</span> by <time>' in page
        assert "rowgroup" not in page.partition("whose terms")[0].partition("</style>")[2].replace(
            '<th colspan="2" scope="rowgroup" style="text-align:left">', "", 1
        )


COMMAND = ("late-charge", "100.00", "--issued", "2026-01-01", "--days-late", "45")
SAKURA_FILE = str(PROVIDERS / "sakura-2025-04-01.toml")


class TestCommand:
    """`telcoterms compare` asks all published terms, and those that are named."""

    def test_all_published_terms_and_a_file(self, run: Callable[..., Said]) -> None:
        status, out, err = run(*COMMAND, "--with", SAKURA_FILE)
        assert (status, err) == (0, "")
        for name in (
            "KOS 2021-07-12 ",
            "Kijoma 2023-02-01: silent on late charge",
            "Sakura Net (invented) 2025-04-01 ",
        ):
            assert name in out

    def test_only_those_that_are_named(self, run: Callable[..., Said]) -> None:
        _, out, _ = run(*COMMAND, "--only", "kos:none", "--only", SAKURA_FILE)
        assert "answered by 2 of 2 terms" in out
        assert "KOS 2021-07-12 (none)" in out

    def test_one_that_is_named_twice_stands_once(self, run: Callable[..., Said]) -> None:
        _, out, _ = run(*COMMAND, "--only", "kos", "--with", "kos")
        assert "answered by 1 of 1 terms" in out

    def test_a_day_as_a_person_types_it(self, run: Callable[..., Said]) -> None:
        _, out, _ = run("due-date", "--issued", "1 Jan 2026", "--only", "kos")
        assert "  KOS 2021-07-12  2026-01-16" in out

    def test_status_1_where_none_answers(self, run: Callable[..., Said]) -> None:
        assert run("due-date", "--issued", "2026-01-01", "--only", "kijoma")[0] == 1

    @pytest.mark.parametrize(
        ("form", "start"),
        [
            ("text", "late charge on 100.00 of 2026-01-01, paid 45 days late"),
            ("json", '{\n  "library": '),
            ("html", "<!doctype html>"),
            ("csv", "provider,edition,edition_is,service,voice,currency,figure,lowest,highest,due_date,"),
            ("svg", '<svg xmlns="http://www.w3.org/2000/svg" role="img"'),
        ],
    )
    def test_each_format(self, run: Callable[..., Said], form: str, start: str) -> None:
        status, out, _ = run(*COMMAND, "--only", "kos", "--format", form)
        assert status == 0
        assert out.startswith(start)

    def test_words_are_no_picture(self, run: Callable[..., Said]) -> None:
        status, _, err = run("complaint", "--received", "2026-03-02", "--only", "kos", "--format", "svg")
        assert status == 2
        assert "this cannot be written as svg: take text, json, html or csv" in err

    def test_a_fact_that_is_missing(self, run: Callable[..., Said]) -> None:
        status, _, err = run("late-charge", "100.00", "--only", "kos")
        assert status == 2
        assert "late charge needs --issued, --paid or --days-late: give all of them" in err

    def test_the_help_offers_days_late_in_place_of_the_day(self, run: Callable[..., Said]) -> None:
        _, out, _ = run("late-charge", "--help")
        assert "[--paid YYYY-MM-DD]" in out
        assert "[--days-late N]" in out
        assert "--days-late" not in run("due-date", "--help")[1]

    def test_bare_it_lists_the_questions(self, run: Callable[..., Said]) -> None:
        status, out, _ = run()
        assert status == 0
        assert "late-charge" in out
        assert "statement" not in out

    def test_the_page_shows_what_the_command_prints(self, run: Callable[..., Said], monkeypatch: Any) -> None:
        monkeypatch.chdir(ROOT)
        console = (ROOT / "docs" / "compare.md").read_text("utf-8").split("```console\n$ telcoterms compare ")[1]
        words, _, rest = console.replace("\\\n", " ").partition("\n")
        assert run(*words.split()) == (0, rest.partition("```")[0], "")

    def test_the_page_shows_the_picture_that_the_library_draws(self) -> None:
        assert PICTURE.read_text("ascii") == picture_of_the_page(), "python -m docs.make_comparison"

    def test_another_name_of_a_question(self, run: Callable[..., Said]) -> None:
        status, _, _ = run("support-hours", "--help")
        assert status == 0
