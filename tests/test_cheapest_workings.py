"""What the cheapest day to cancel shows: the lines of its working and of its page, its facts, and the law beside it."""

from collections.abc import Mapping
from datetime import date, timedelta
from typing import Any

import pytest

from telcoterms import Answer, CheapestCancellation, InputError, Terms
from telcoterms.clauses.cheapest_cancellation import CheapestCancellationQuestion, counts_days
from telcoterms.clauses.refund import REFUND, ByDays
from telcoterms.formats.text import phrase_text
from telcoterms.values.dataclasses import replace
from tests.error_assertions import refused
from tests.terms_builders import HOSTING, cad, cancellation_rule, leaving, made

TERM: Mapping[str, Any] = {"term_start": "2025-01-01", "term_months": 24}
RANGE: Mapping[str, Any] = {"first": "2026-05-10", "last": "2027-01-31"}
FLAT: Mapping[str, Any] = {"kind": "flat", "sum": "60.00", "taxed": False}
FLAT_PART: Mapping[str, Any] = {"kind": "flat", "sum": "60.00"}
FEES_COUNT = "the fees are counted because a customer who stays longer pays them too"


def asked(terms: Terms = HOSTING, fee: Any = "59.95", **more: Any) -> Answer[CheapestCancellation]:
    """The question on the usual term and days."""
    return terms.cheapest_cancellation(fee, **{**TERM, **RANGE, **more})


def question(answer: Answer[CheapestCancellation]) -> CheapestCancellationQuestion:
    assert isinstance(answer.about, CheapestCancellationQuestion)
    return answer.about


def lines(answer: Answer[CheapestCancellation]) -> list[tuple[int, str]]:
    """The working, each line with its indent; a title opens a group of lines."""
    return [(line.indent, phrase_text(line.phrase)) for line in question(answer).working()]


class TestTheWorking:
    """The working of the cheapest day, the sum of its parts, and the cost of each month of the range."""

    def test_a_day_in_the_term(self) -> None:
        # 59.95 and 13 % are 67.74; seven months remain, then six: 50 % x (59.95 x 6) = 179.85, with 13 % 203.23
        assert lines(asked(last="2026-06-30")) == [
            (0, "leaving on 2026-05-10"),
            (1, "fees with tax of the months from 2026-05-01 on, 1 in all: 67.74"),
            (1, "end of the term: 2025-01-01 + 24 months = 2027-01-01"),
            (1, "cancelled on 2026-05-10, in month 17 of the term, which began on 2026-05-01"),
            (1, "months that remain, after the current one: 24 - 17 = 7"),
            (1, "cancellation charge: 50 % x (59.95 x 7) = 209.825 -> 209.83 (half up)"),
            (1, "HST is 13 %: CRA, GST/HST rates (HST in Ontario since 1 July 2010)"),
            (1, "HST: 209.83 x 13 % = 27.2779 -> 27.28 (half up)"),
            (1, "total: 209.83 + 27.28 = 237.11"),
            (1, "in all: 67.74 + 237.11 = 304.85"),
            (0, FEES_COUNT),
            (0, "the cost of each day from 2026-05-10 to 2026-06-30"),
            (1, "2026-05-10 to 2026-05-31: 304.85"),
            (1, "2026-06-01 to 2026-06-30: 338.71"),
        ]

    def test_a_day_after_the_term(self) -> None:
        # 21 of the 31 days of January are left: 59.95 x 21/31 = 40.61, with 13 % 45.89
        assert lines(asked(first="2027-01-10")) == [
            (0, "leaving on 2027-01-10"),
            (1, "fees with tax of the months from 2027-01-01 on, 1 in all: 67.74"),
            (1, "days left, the day of the cancellation counted as used: 2027-02-01 - 2027-01-10 - 1 = 21"),
            (1, "days in the cycle: 2027-02-01 - 2027-01-01 = 31"),
            (1, "refund: 59.95 x 21/31 = 40.611290... -> 40.61 (half up)"),
            (1, "these terms give fees back and no tax; the law lets the tax that was paid on them come back too"),
            (1, "HST is 13 %: CRA, GST/HST rates (HST in Ontario since 1 July 2010)"),
            (1, "HST: 40.61 x 13 % = 5.2793 -> 5.28 (half up)"),
            (1, "total: 40.61 + 5.28 = 45.89"),
            (1, "in all: 67.74 - 45.89 = 21.85"),
            (0, FEES_COUNT),
            (0, "the cost of each day from 2027-01-10 to 2027-01-31"),
            (1, "2027-01-10 to 2027-01-31: from 21.85 to 67.74, a little each day"),
        ]

    def test_the_fees_until_a_later_day(self) -> None:
        # 10.00 and 60.00 in November, 20.00 and 60.00 in December; on 1 January 30.00 less 10.00 x 30/31 = 9.68
        told = lines(asked(leaving(FLAT), "10.00", first="2026-11-10", last="2027-01-10", tax_rate="0"))
        assert told == [
            (0, "leaving on 2027-01-01"),
            (1, "fees with tax of the months from 2026-11-01 on, 3 in all: 30.00"),
            (1, "days left, the day of the cancellation counted as used: 2027-02-01 - 2027-01-01 - 1 = 30"),
            (1, "days in the cycle: 2027-02-01 - 2027-01-01 = 31"),
            (1, "refund: 10.00 x 30/31 = 9.677419... -> 9.68 (half up)"),
            (1, "these terms give fees back and no tax; the law lets the tax that was paid on them come back too"),
            (1, "tax is 0 %: the rate that was given"),
            (1, "tax: 9.68 x 0 % = 0.00"),
            (1, "total: 9.68"),
            (1, "in all: 30.00 - 9.68 = 20.32"),
            (0, FEES_COUNT),
            (0, "the cost of each day from 2026-11-10 to 2027-01-10"),
            (1, "2026-11-10 to 2026-11-30: 70.00"),
            (1, "2026-12-01 to 2026-12-31: 80.00"),
            (1, "2027-01-01 to 2027-01-10: from 20.32 to 23.23, a little each day"),
        ]

    def test_a_cancellation_that_takes_effect_after_a_month_counts_the_fees_until_then(self) -> None:
        # on 15 November and a month later two fees are billed, on 1 December and a month later three, and 30/31 of
        # the third come back: 10.00 x 30/31 = 9.68; no charge is due then
        terms = leaving({**FLAT, "notice": {"months": 1}})
        answer = asked(terms, "10.00", first="2026-11-15", last="2026-12-02", tax_rate="0")
        assert answer.value.as_dict() == {
            "day": "2026-12-01",
            "cost": "20.32",
            "fees": "30.00",
            "charge": "0.00",
            "refund": "9.68",
            "jumps": [["2026-12-01", "20.32"]],
        }
        assert lines(answer)[1] == (1, "fees with tax of the months from 2026-11-01 on, 3 in all: 30.00")

    @pytest.mark.parametrize(
        ("last", "more"),
        [
            ("2028-04-30", []),
            ("2028-05-01", ["and so on for 1 more month"]),
            ("2028-06-01", ["and so on for 2 more months"]),
        ],
    )
    def test_of_more_than_24_months_the_rest_is_counted(self, last: str, more: list[str]) -> None:
        told = lines(asked(last=last))
        months = told[told.index((0, f"the cost of each day from 2026-05-10 to {last}")) + 1 :]
        assert months[23] == (1, "2028-04-01 to 2028-04-30: from 1560.28 to 1625.76, a little each day")
        assert months[24:] == [(1, line) for line in more]

    def test_its_titles_and_the_note_of_terms_without_taxes(self) -> None:
        answer = asked(Terms(replace(HOSTING.agreement, tax=None, tax_clause=None)), last="2026-05-10")
        working = [*question(answer).working()]
        assert [phrase_text(line.phrase) for line in working if line.title] == [
            "leaving on 2026-05-10",
            "the cost of each day from 2026-05-10 to 2026-05-10",
        ]
        assert [phrase_text(line.phrase) for line in working if line.part == "notes"] == [
            FEES_COUNT,
            "these terms name no table of taxes, and no tax is in this figure: give tax_rate='0.13' where one was paid",
        ]

    def test_months_without_a_fee_are_parted_too(self) -> None:
        # 120.00 less 5.00 for each month that is over: 22 of them in November; nothing after the term
        terms = leaving({"kind": "declining", "sum": "120.00", "less": "5.00", "taxed": False})
        answer = asked(terms, "0.00", first="2026-11-10", last="2027-01-10", tax_rate="0")
        assert answer.value.jumps == ((date(2026, 12, 1), cad(5_00)), (date(2027, 1, 1), cad(0)))
        assert lines(answer)[-3:] == [
            (1, "2026-11-10 to 2026-11-30: 10.00"),
            (1, "2026-12-01 to 2026-12-31: 5.00"),
            (1, "2027-01-01 to 2027-01-10: 0.00"),
        ]

    def test_a_month_that_begins_as_the_last_one_ended_is_no_jump(self) -> None:
        # 1.00 and 20.00, on the last day of May 1.00 and 10.00, in June 2.00 and 9.00
        days = (date(2026, 1, 1), "20.00"), (date(2026, 5, 31), "10.00"), (date(2026, 6, 1), "9.00")
        sums = [{"since": day, "value": sum_} for day, sum_ in days]
        terms = leaving({"kind": "flat", "sum": sums, "taxed": False})
        answer = asked(terms, "1.00", last="2026-06-30", tax_rate="0")
        assert (answer.value.day, answer.value.cost, answer.value.equal_days) == (date(2026, 5, 31), cad(11_00), 31)
        assert answer.value.jumps == ()


class TestThePage:
    """The answer in short: its parts, the cost by months, a sentence, clauses and readings."""

    def test_the_parts_of_a_day_in_the_term(self) -> None:
        answer = asked()
        shown = [(phrase_text(line.phrase), [*map(str, line.clauses)]) for line in question(answer).brief(answer.value)]
        assert shown == [
            ("cancelled on: 2026-05-10", []),
            ("fees until then, with tax: 67.74", ["Service Terms s.7"]),
            ("cancellation charge, with tax: 237.11", ["Service Terms s.36"]),
            ("in all: 304.85", []),
        ]

    def test_the_parts_of_a_day_after_the_term(self) -> None:
        answer = asked(first="2027-01-10")
        shown = [(phrase_text(line.phrase), [*map(str, line.clauses)]) for line in question(answer).brief(answer.value)]
        assert shown == [
            ("cancelled on: 2027-01-10", []),
            ("fees until then, with tax: 67.74", ["Service Terms s.7"]),
            ("refund: -45.89", ["Service Terms s.36"]),
            ("in all: 21.85", []),
        ]

    @pytest.mark.parametrize(
        ("last", "rest"),
        [
            ("2027-04-30", []),
            ("2027-05-01", [("... up to 2027-05-01: .working", "")]),
        ],
    )
    def test_the_cost_of_twelve_months(self, last: str, rest: list[tuple[str, str]]) -> None:
        answer = asked(last=last)
        grid = question(answer).grid(answer.value)
        assert tuple(map(phrase_text, grid.head)) == ("cancelled on", "in all")
        (group,) = grid.groups
        rows = [tuple(map(phrase_text, row)) for row in group.rows]
        assert rows[:2] == [("2026-05-10 to 2026-05-31", "304.85"), ("2026-06-01 to 2026-06-30", "338.71")]
        assert rows[8] == ("2027-01-01 to 2027-01-31", "544.10 to 609.66")
        assert rows[11] == ("2027-04-01 to 2027-04-30", "747.40 to 812.88")
        assert rows[12:] == rest

    def test_in_a_sentence(self) -> None:
        answer = asked()
        assert phrase_text(question(answer).told(answer.value)) == (
            "the cheapest day from 2026-05-10 to 2027-01-31 to end a term of 24 months from 2025-01-01 is 2026-05-10, "
            "at 304.85"
        )

    @pytest.mark.parametrize(
        ("last", "headline"),
        [
            ("2026-05-10", "2026-05-10, 304.85 CAD"),
            ("2026-05-11", "2026-05-10, the first of 2 equal days, 304.85 CAD"),
        ],
    )
    def test_the_headline_counts_equal_days(self, last: str, headline: str) -> None:
        assert phrase_text(asked(last=last).value.headline()) == headline

    def test_a_day_is_one_of_its_kind_unless_more_are_said(self) -> None:
        alone = CheapestCancellation(date(2026, 5, 10), cad(3), cad(1), cad(2), cad(0), ())
        assert phrase_text(alone.headline()) == "2026-05-10, 0.03 CAD"

    def test_its_clauses_and_what_is_compared(self) -> None:
        answer = asked()
        assert [*map(str, question(answer).cited)] == ["Service Terms s.36"]
        assert [*map(str, question(answer).clauses)] == [
            "Service Terms s.36",
            "Service Terms s.7",
            "Excise Tax Act s.232",
        ]
        assert answer.value.figure == answer.value.cost
        is_compared = answer.value.figure_is
        assert is_compared is not None
        assert phrase_text(is_compared) == "the cost; the cheapest day can be another"
        assert question(answer).days_of_law == (date(2026, 5, 10), date(2027, 1, 31))

    @pytest.mark.parametrize(
        ("as_of", "unheard"), [("last-invoice", {"months_remaining"}), ("cancellation", set[str]())]
    )
    def test_a_part_of_a_month_matters_only_from_the_cancellation(self, as_of: str, unheard: set[str]) -> None:
        incentive = {"kind": "incentive", "as_of": as_of}
        answer = asked(leaving({"kind": "sum-of", "of": [FLAT_PART, incentive]}), incentive="240.00")
        assert question(answer).unheard == unheard
        assert ("months_remaining" in question(answer).choices) is not bool(unheard)
        assert "rounding" in question(answer).choices

    @pytest.mark.parametrize(
        ("count", "notes"), [({}, [FEES_COUNT]), ({"count": "business-days"}, [FEES_COUNT, "counted"])]
    )
    def test_the_calendar_is_noted_where_open_days_count(self, count: dict[str, str], notes: list[str]) -> None:
        answer = asked(leaving({**FLAT, "notice": {"days": 3, **count}}), last="2026-05-20")
        told = [phrase_text(line.phrase) for line in question(answer).working() if line.part == "notes"]
        assert [note if note == FEES_COUNT else note.partition(" ")[0] for note in told] == notes
        assert question(answer).counts_open_days is (len(notes) == 2)


class TestFacts:
    """Which facts are needed, and which ranges, fees and terms are refused."""

    def test_the_incentive_where_the_clause_charges_it(self) -> None:
        needed = CheapestCancellationQuestion.needed
        plain = ("monthly_fee", "term_start", "term_months", "first", "last")
        assert needed(HOSTING.agreement) == plain
        assert needed(leaving({"kind": "incentive"}).agreement) == (
            "monthly_fee",
            "incentive",
            "term_start",
            "term_months",
            "first",
            "last",
        )

    def test_two_terms_are_compared_on_a_term_of_24_months(self) -> None:
        # 15 months of 60.00 at a half, or 200.00 x 16/24 with the invoice of 1 September; one fee of 60.00 before
        asked_of = zip(
            (HOSTING, leaving({"kind": "incentive"})), CheapestCancellationQuestion.examples("CAD"), strict=True
        )
        costs = [terms.cheapest_cancellation(**facts, tax_rate=0).value.cost for terms, facts in asked_of]
        assert costs == [cad(510_00), cad(193_33)]

    @pytest.mark.parametrize("days", [{"first": "2024-12-31"}, {"last": "2026-05-09"}])
    def test_a_range_that_begins_before_the_term_or_ends_before_it_begins(self, days: dict[str, Any]) -> None:
        with refused(
            InputError,
            "the term starts on 2025-01-01: give a first day in the term or after it, and a last day that is not "
            "before it",
        ):
            asked(**days)

    def test_a_range_of_one_day_on_the_first_day_of_the_term(self) -> None:
        # 23 months remain: 50 % x 23 x 59.95 = 689.425, and a fee of 59.95
        assert asked(first="2025-01-01", last="2025-01-01", tax_rate="0").value.cost == cad(749_38)

    def test_ten_years_are_the_most(self) -> None:
        first, nothing = date(2026, 5, 10), leaving({"kind": "none"})
        ten = first + timedelta(3660)
        assert asked(nothing, "0.00", first=first, last=ten).value.equal_days == 3661
        with refused(InputError, f"run from {first} to {ten + timedelta(1)}: give ten years or less"):
            asked(nothing, "0.00", first=first, last=ten + timedelta(1))

    def test_terms_that_bill_by_cycles_of_days(self) -> None:
        refund = REFUND.of(HOSTING.agreement)
        assert isinstance(refund, ByDays)
        with refused(
            InputError,
            "the fees are those of months, and these terms bill by cycles of 28 days: ask refund and "
            "cancellation_charge of each day",
        ):
            asked(made(refund=replace(refund, cycle=28)))

    @pytest.mark.parametrize("count", [2, 23, 25])
    def test_another_number_of_fees_is_refused_where_no_charge_rests_on_them(self, count: int) -> None:
        with refused(InputError, f"{count} monthly fees are given for a term of 24 months"):
            asked(leaving(FLAT), ["5.00"] * count)

    def test_an_incentive_comes_back_by_the_months_from_the_last_invoice(self) -> None:
        # in December, the last month of the term, 240.00 x 1/24 = 10.00, and a fee of 1.00
        terms = leaving({"kind": "incentive", "taxed": False})
        value = asked(terms, "1.00", incentive="240.00", first="2026-12-10", last="2026-12-20", tax_rate="0").value
        assert (value.charge, value.cost) == (cad(10_00), cad(11_00))

    def test_the_whole_fee_comes_back_soon_after_the_start(self) -> None:
        # a term of one month is over on 1 February; until 3 March, 61 days after its start, all of 31.00 comes back
        refund = REFUND.of(HOSTING.agreement)
        assert isinstance(refund, ByDays)
        terms = made(refund=replace(refund, all_back_within=61))
        days = {"term_start": "2026-01-01", "term_months": 1, "first": "2026-03-03", "last": "2026-03-04"}
        value = asked(terms, "31.00", **days, tax_rate="0").value
        assert (value.day, value.refund, value.equal_days) == (date(2026, 3, 3), cad(31_00), 1)

    def test_a_fee_for_each_month_and_after_the_term_the_last(self) -> None:
        # of 1.00, 2.00 and so on the fees of November and December are 23.00 and 24.00; 24.00 again, less 30/31 of it
        fees = [f"{month}.00" for month in range(1, 25)]
        value = asked(leaving(FLAT), fees, first="2026-11-10", last="2027-01-01", tax_rate="0").value
        assert value.as_dict() == {
            "day": "2027-01-01",
            "cost": "47.77",
            "fees": "71.00",
            "charge": "0.00",
            "refund": "23.23",
            "jumps": [["2026-12-01", "107.00"], ["2027-01-01", "47.77"]],
        }

    @pytest.mark.parametrize(
        ("facts", "fee"),
        [
            ({"region": "NS"}, 68_34),  # 59.95 x 14 % = 8.393
            ({"province": "BC", "taxed_as": "internet"}, 67_15),  # 3.00 of GST and 4.20 of PST
        ],
    )
    def test_the_tax_of_a_region_and_of_a_kind_of_service(self, facts: dict[str, str], fee: int) -> None:
        assert asked(leaving(FLAT), last="2026-05-10", **facts).value.fees == cad(fee)


class TestWhenTheChargeChanges:
    """Within the term a charge is computed once, until a month begins or one of these days comes."""

    @pytest.mark.parametrize(
        ("table", "counts"),
        [
            ({"kind": "none"}, False),
            (FLAT, False),
            ({"kind": "declining", "sum": "60.00", "less": "1.00"}, False),
            ({"kind": "sum-per-remaining-month", "sum": "5.00"}, False),
            ({"kind": "sum-per-remaining-month", "sum": "5.00", "remaining": "including-current"}, False),
            ({"kind": "sum-per-remaining-month", "sum": "5.00", "remaining": "by-days"}, True),
            ({"kind": "incentive"}, False),
            ({"kind": "incentive", "as_of": "cancellation"}, True),
            ({"kind": "incentive", "prorate": "days"}, True),
            ({"kind": "incentive", "prorate": "years"}, False),
            ({"kind": "incentive", "prorate": "none"}, False),
            ({"kind": "sum-of", "of": [FLAT_PART, {"kind": "incentive", "prorate": "days"}]}, True),
            ({"kind": "lesser-of", "of": [FLAT_PART, FLAT_PART]}, False),
            ({"kind": "greater-of", "of": [FLAT_PART, {"kind": "incentive", "as_of": "cancellation"}]}, True),
        ],
    )
    def test_whether_a_clause_counts_days(self, table: Mapping[str, Any], counts: bool) -> None:
        assert counts_days(cancellation_rule(table)) is counts

    def changes(self, terms: Terms) -> set[date]:
        changes = question(asked(terms, last="2026-05-10", tax_rate="0")).stay.changes
        assert changes is not None
        return set(changes)

    def untaxed(self, table: Mapping[str, Any]) -> Terms:
        return Terms(replace(leaving(table).agreement, tax=None))

    def test_a_number_that_changes_and_the_day_after_the_last_free_one(self) -> None:
        sums = [{"since": date(2026, 1, 1), "value": "10.00"}, {"since": date(2026, 7, 15), "value": "20.00"}]
        table = {"kind": "flat", "sum": sums, "taxed": False}
        assert self.changes(self.untaxed(table)) == {date(2026, 1, 1), date(2026, 7, 15)}
        # 15 days after the start of 2025-01-01 is the 16th, the last free day
        free = {**FLAT, "waived_within": {"days": 15}}
        assert self.changes(self.untaxed(free)) == {date(2025, 1, 17)}
        assert self.changes(self.untaxed(FLAT)) == set()

    def test_a_rate_of_tax_that_changes(self) -> None:
        table = HOSTING.agreement.tax
        assert table is not None
        assert self.changes(leaving(FLAT)) == {rate.since for rate in table.rates}

    @pytest.mark.parametrize(
        "table",
        [{**FLAT, "notice": {"days": 20}}, {**FLAT, "ends": "month-end"}, {"kind": "incentive", "prorate": "days"}],
    )
    def test_on_any_day(self, table: Mapping[str, Any]) -> None:
        incentive = {"incentive": "100.00"} if table["kind"] == "incentive" else {}
        answer = asked(leaving(table), last="2026-05-10", tax_rate="0" if incentive else None, **incentive)
        assert question(answer).stay.changes is None

    def test_a_sum_that_changes_within_a_month(self) -> None:
        sums = [{"since": date(2026, 1, 1), "value": "20.00"}, {"since": date(2026, 5, 15), "value": "10.00"}]
        answer = asked(leaving({"kind": "flat", "sum": sums, "taxed": False}), "1.00", last="2026-05-31", tax_rate="0")
        assert (answer.value.day, answer.value.cost, answer.value.equal_days) == (date(2026, 5, 15), cad(11_00), 17)
        assert lines(answer)[-1] == (1, "2026-05-10 to 2026-05-31: from 21.00 to 11.00, a little each day")


class TestByLaw:
    """What the day costs by a rule of law, and which day is the cheapest by it."""

    QUEBEC = "quebec-cpa-214-7"
    VOID = "telecommunications-act-27-04"
    REFUND_OF_DAYS = "crtc-2016-171"

    def found(self, name: str, subsidy: Any = "unknown", **facts: Any) -> tuple[str, Any, Any, bool] | None:
        known: dict[str, Any] = {} if subsidy == "unknown" else {"device_subsidy": subsidy}
        answer = asked(HOSTING.for_customer(customer="consumer", province="QC", **known), **facts)
        law = answer.about.agreement.law
        assert law is not None
        by_law = answer.about.by_law(law.named(name).versions[-1], answer.value)
        return None if by_law is None else (phrase_text(by_law.says), by_law.figure, by_law.needs, by_law.shown)

    def test_a_refund_in_the_term(self) -> None:
        # on 10 May 21 of 31 days come back, 40.61 and 5.28 of tax: 304.85 - 45.89
        assert self.found(self.REFUND_OF_DAYS) == (
            "leaving on 2026-05-10 costs 258.96 by it, 304.85 by the terms; its cheapest day is 2026-05-10, at 258.96",
            cad(258_96),
            (),
            True,
        )

    def test_a_refund_that_moves_the_cheapest_day(self) -> None:
        # 6 of 31 days of May: 11.60 and 1.51; on 1 June 29 of 30 days: 57.95 and 7.53, of 338.71
        assert self.found(self.REFUND_OF_DAYS, first="2026-05-25", last="2026-06-30") == (
            "leaving on 2026-05-25 costs 291.74 by it, 304.85 by the terms; its cheapest day is 2026-06-01, at 273.23",
            cad(291_74),
            (),
            True,
        )

    def test_a_refund_of_nothing_is_not_shown(self) -> None:
        assert self.found(self.REFUND_OF_DAYS, first="2026-05-31", last="2026-05-31") == (
            "leaving on 2026-05-31 costs 304.85 by it, 304.85 by the terms; its cheapest day is 2026-05-31, at 304.85",
            cad(304_85),
            (),
            False,
        )

    def test_a_cap_that_falls_each_day_moves_the_cheapest_day(self) -> None:
        # 10 % x 59.95 x (7 + 21/31) = 46.026..., cut; on 31 May 41.96 and 13 % of it, 47.41, and 67.74
        assert self.found(self.QUEBEC, 0) == (
            "without a device subsidy the lower of 50.00 and 10 % x 460.261290..., so 46.02 at most, 209.83 by the "
            "terms; its cheapest day is 2026-05-31, at 115.15",
            cad(46_02),
            (),
            True,
        )

    def test_a_cap_on_the_cheapest_day_itself(self) -> None:
        assert self.found(self.QUEBEC, first="2026-05-31", last="2026-05-31") == (
            "without a device subsidy the lower of 50.00 and 10 % x 419.65, so 41.96 at most, 209.83 by the terms",
            cad(41_96),
            ("device_subsidy",),
            True,
        )

    def test_a_cap_above_the_charge_moves_nothing(self) -> None:
        # 4800.00 x 7/24; a month later it would be 1200.00
        assert self.found(self.QUEBEC, 4800) == (
            "4800.00 x 7/24, so 1400.00 at most, 209.83 by the terms",
            cad(1400_00),
            (),
            True,
        )

    def test_a_rule_in_force_only_later_in_the_range(self) -> None:
        # from 12 June on no charge: two fees of 67.74
        assert self.found(self.VOID, first="2026-05-25", last="2026-06-30") == (
            "leaving on 2026-06-12 costs 135.48 by it; the cheapest day by the terms is 2026-05-25, at 304.85",
            cad(135_48),
            ("device_subsidy",),
            True,
        )

    def test_a_rule_that_leaves_the_charge_is_not_shown(self) -> None:
        assert self.found(self.VOID, 1, first="2026-06-15", last="2026-06-30") == (
            "a device was subsidised by 1.00: it leaves the charge",
            None,
            (),
            False,
        )

    @pytest.mark.parametrize(
        ("name", "days"),
        [
            (QUEBEC, {"first": "2027-01-01"}),  # the term has ended
            (VOID, {"last": "2026-06-11"}),  # it is in force from the day after on
            ("crtc-2014-576", {}),
            ("criminal-code-347", {}),
        ],
    )
    def test_none_where_it_is_not_in_force_or_the_term_has_ended(self, name: str, days: dict[str, str]) -> None:
        assert self.found(name, **days) is None
