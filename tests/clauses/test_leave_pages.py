"""What leaving shows: its whole working, what stands beside the table, the table by day, and the same as data."""

from collections.abc import Iterable, Mapping
from typing import Any

from telcoterms import Answer, Leave, Terms, load
from telcoterms.clauses.customer_cancellation import CustomerNotice
from telcoterms.formats.text import phrase_text
from telcoterms.values.notices import MonthsAndDays
from telcoterms.values.steps import Step
from tests.terms_builders import CLAUSE, HOSTING, KOS, leaving

CABLE = load("kos", service="cable")
TERM: Mapping[str, Any] = {"term_start": "2025-01-01", "term_months": 24}
FREE = "  the customer may cancel at any time; no day is set on which that takes effect"
RECEIVED = "  the cancellation takes effect on the day on which its notice is received: {}"
IF_BOUND = "    whether CRTC 2014-576 binds depends on the service; where it does not, no day is set"
HST = "  HST is 13 %: CRA, GST/HST rates (HST in Ontario since 1 July 2010)"
TAX_BACK = "  these terms give fees back and no tax; the law lets the tax that was paid on them come back too"
NOTHING_BACK = "  cancelled inside a fixed term: these terms give nothing back"
IN_THAT_CYCLE = "  none: the service ends in that cycle"
SENT = (
    "equipment is sent to KOS, The LaSalle Mews, 303 Bagot Street, 16A, Kingston, ON K7K 5W7; from Belleville and its "
    "surroundings, KOS, 183 Front Street, Belleville, ON K8N 2Y9"
)
EQUIPMENT = (
    "  it is to be returned by mail",
    "  this does not hold for equipment that a technician may have to collect: no day is set for it",
    "  what is not returned is charged at its undiscounted retail value, with the costs of recovering it; the amounts "
    "are the provider's",
    f"  {SENT}",
)


def printed(lines: Iterable[Step]) -> list[str]:
    """Lines with two spaces for each indent, `#` before a title and `*` before a note."""
    mark = {(True, "working"): "# ", (False, "working"): "", (False, "notes"): "* "}
    return [f"{'  ' * line.indent}{mark[line.title, line.part]}{phrase_text(line.phrase)}" for line in lines]


def working(answer: Answer[Leave]) -> list[str]:
    return printed(answer.about.working())


def brief(answer: Answer[Leave]) -> list[str]:
    return printed(answer.about.brief(answer.value))


def by_day(answer: Answer[Leave]) -> list[tuple[str, ...]]:
    """The rows of the table by day: its cells are the days, the bills to come, the charge, the refund and the total."""
    grid = answer.about.grid(answer.value)
    assert grid is not None
    assert [phrase_text(cell) for cell in grid.head] == ["cancelled on", "bills to come", "charge", "refund", "you pay"]
    (group,) = grid.groups
    assert phrase_text(group.title) == "what leaving comes to, day by day"
    return [tuple(phrase_text(cell) for cell in row) for row in group.rows]


def told(answer: Answer[Leave]) -> str:
    return phrase_text(answer.about.told(answer.value))


class TestMonthToMonth:
    """At KOS, without a term and without a service: 20 of the 30 days of June come back."""

    ANSWER = KOS.leave("49.95", cancelled="2026-06-10", cycle_start="2026-06-01")
    CHEAPEST = ("# cheapest day to cancel from 2026-06-10 to 2026-09-10", "  2026-06-10: you get back 37.63 CAD")

    def test_its_lines(self) -> None:
        # 49.95 x 20/30 = 33.30, and 13 % are 4.329
        assert working(self.ANSWER) == [
            "# the service ends on 2026-06-10",
            FREE,
            RECEIVED.format("2026-06-10"),
            IF_BOUND,
            "# bills still to come",
            "  the cycle from 2026-06-01 up to 2026-07-01 is billed already, and counts in no sum",
            IN_THAT_CYCLE,
            "# cancellation charge",
            "  none: no fixed term is given",
            "# refund",
            "  days left, the day of the cancellation counted as used: 2026-07-01 - 2026-06-10 - 1 = 20",
            "  days in the cycle: 2026-07-01 - 2026-06-01 = 30",
            "  refund: 49.95 x 20/30 = 33.30",
            TAX_BACK,
            HST,
            "  HST: 33.30 x 13 % = 4.329 -> 4.33 (half up)",
            "  total: 33.30 + 4.33 = 37.63",
            "in all: you get back 37.63 CAD",
            "# equipment",
            "  it depends on the service, and none was named",
            *self.CHEAPEST,
        ]

    def test_beside_the_table(self) -> None:
        assert brief(self.ANSWER) == [
            "# the service ends on 2026-06-10",
            "equipment: it depends on the service, and none was named",
            *self.CHEAPEST,
        ]

    def test_by_day(self) -> None:
        # a bill of 56.44 with each cycle; of its first day 29 of 30 or 30 of 31 days come back
        assert by_day(self.ANSWER) == [
            ("2026-06-10, cheapest", "0.00", "0.00", "37.63", "37.63 back"),
            ("then more each day; on 2026-06-30", "0.00", "0.00", "0.00", "0.00"),
            ("2026-07-01", "56.44", "0.00", "54.62", "1.82"),
            ("then more each day; on 2026-07-31", "56.44", "0.00", "0.00", "56.44"),
            ("2026-08-01", "112.88", "0.00", "54.62", "58.26"),
            ("then more each day; on 2026-08-31", "112.88", "0.00", "0.00", "112.88"),
            ("2026-09-01", "169.32", "0.00", "54.57", "114.75"),
            ("then more each day; on 2026-09-10", "169.32", "0.00", "37.63", "131.69"),
        ]

    def test_in_words_and_as_data(self) -> None:
        assert told(self.ANSWER) == (
            "a cancellation on 2026-06-10 of a service at 49.95 a month ends it on 2026-06-10: you get back 37.63 CAD"
        )
        assert phrase_text(self.ANSWER.value.headline()) == "you get back 37.63 CAD"
        data: Any = self.ANSWER.value.as_dict()
        assert data.pop("days")[0] == {
            "first": "2026-06-10",
            "last": "2026-06-30",
            "total": "-37.63",
            "total_at_end": "0.00",
        }
        taxes = data["refund"].pop("taxes")
        assert [tax["amount"] for tax in taxes] == ["4.33"]
        assert data == {
            "total": "-37.63",
            "ends": "2026-06-10",
            "bills": [],
            "charge": None,
            "refund": {"refund": "33.30", "tax": "4.33", "total": "37.63"},
            "equipment": None,
            "not_counted": [],
            "cheapest": {"day": "2026-06-10", "total": "-37.63", "equal_days": 1, "until": "2026-06-10"},
        }

    def test_its_clauses(self) -> None:
        assert [*map(str, self.ANSWER.about.clauses)] == [
            "Service Terms s.33",
            "CRTC 2014-576",
            "Service Terms s.36",
            "Service Terms s.7",
            "Excise Tax Act s.232",
        ]


class TestInATerm:
    """In the 22nd of 24 months, in a month of the term: half of the two fees that remain."""

    ANSWER = HOSTING.leave("59.95", cancelled="2026-10-10", **TERM)
    # by s.27.04 no charge, and by CRTC 2016-171 21 of 31 days come back: 40.61 and 5.28
    BY_LAW = (
        "by the law you get back 45.89 CAD; by the terms you pay 67.74 CAD: Telecommunications Act s.27.04, "
        "CRTC 2026-43; CRTC 2016-171, refund on cancellation; it depends on the service, who the customer is, "
        "whether a device was subsidised"
    )
    CHEAPEST = (
        "# cheapest day to cancel from 2026-10-10 to 2027-01-10",
        "  2026-10-10, the first of 22 equal days up to 2026-10-31: you pay 67.74 CAD",
    )
    CYCLE = "* the cycle is taken as a month of the term, from 2026-10-01: give cycle_start where a bill says other"

    def test_its_lines(self) -> None:
        assert working(self.ANSWER) == [
            "# the service ends on 2026-10-10",
            FREE,
            RECEIVED.format("2026-10-10"),
            IF_BOUND,
            "# bills still to come",
            "  the cycle from 2026-10-01 up to 2026-11-01 is billed already, and counts in no sum",
            IN_THAT_CYCLE,
            "# cancellation charge",
            "  end of the term: 2025-01-01 + 24 months = 2027-01-01",
            "  cancelled on 2026-10-10, in month 22 of the term, which began on 2026-10-01",
            "  months that remain, after the current one: 24 - 22 = 2",
            "  cancellation charge: 50 % x (59.95 x 2) = 59.95",
            HST,
            "  HST: 59.95 x 13 % = 7.7935 -> 7.79 (half up)",
            "  total: 59.95 + 7.79 = 67.74",
            "# refund",
            NOTHING_BACK,
            "in all: you pay 67.74 CAD",
            self.BY_LAW,
            "# equipment",
            "  last day to return the equipment: 2026-10-10 + 30 days = 2026-11-09",
            *EQUIPMENT,
            *self.CHEAPEST,
            self.CYCLE,
        ]

    def test_beside_the_table(self) -> None:
        assert brief(self.ANSWER) == [
            "# the service ends on 2026-10-10",
            self.BY_LAW,
            "equipment: 2026-11-09, returned by then",
            SENT,
            *self.CHEAPEST,
            self.CYCLE,
        ]

    def test_by_day(self) -> None:
        # a bill of 67.74 with each month, and a charge of 29.98 and 3.90 less; after the term the days left come back
        assert by_day(self.ANSWER) == [
            ("2026-10-10 to 2026-10-31, cheapest", "0.00", "67.74", "0.00", "67.74"),
            ("2026-11-01 to 2026-11-30", "67.74", "33.88", "0.00", "101.62"),
            ("2026-12-01 to 2026-12-31", "135.48", "0.00", "0.00", "135.48"),
            ("2027-01-01", "203.22", "0.00", "65.56", "137.66"),
            ("then more each day; on 2027-01-10", "203.22", "0.00", "45.89", "157.33"),
        ]

    def test_in_words_and_by_law(self) -> None:
        assert told(self.ANSWER) == (
            "a cancellation on 2026-10-10 of a service at 59.95 a month ends it on 2026-10-10: by the terms you pay "
            "67.74 CAD; if the law binds here, you get back 45.89 CAD"
        )
        beside: Any = self.ANSWER.about.data_beside(self.ANSWER.value)
        assert beside == {
            "by_law": {
                "total": "-45.89",
                "rules": ["telecommunications-act-27-04", "crtc-2016-171"],
                "needs": ["service", "customer", "device_subsidy"],
            }
        }
        assert self.ANSWER.about.unheard == {"cancel_day", "month_length"}

    def test_an_incentive_in_a_cycle_that_is_no_month_of_the_term(self) -> None:
        # 50.00 x 4/12, then x 3/12 and so on, each with 13 %; on the day after the term 10 of 28 days come back
        facts: dict[str, Any] = {"incentive": "50.00", "term_start": "2025-03-15", "term_months": 12}
        answer = CABLE.leave("59.95", cancelled="2025-11-02", cycle_start="2025-10-25", **facts)
        assert working(answer)[6:] == [
            "# cancellation charge",
            "  end of the term: 2025-03-15 + 12 months = 2026-03-15",
            "  whole months from the last invoice, as many as end within the term: 2025-10-25 + 4 months = 2026-02-25",
            "  cancellation charge: 50.00 x 4/12 = 16.666666... -> 16.67 (half up)",
            HST,
            "  HST: 16.67 x 13 % = 2.1671 -> 2.17 (half up)",
            "  total: 16.67 + 2.17 = 18.84",
            "# refund",
            NOTHING_BACK,
            "in all: you pay 18.84 CAD",
            "by the law you get back 29.24 CAD; by the terms you pay 18.84 CAD: CRTC 2016-171, refund on cancellation; "
            "it depends on who the customer is",
            "# equipment",
            "  last day for the provider to receive the equipment: 2025-11-02 + 30 days = 2025-12-02",
            "  after that day it is charged at up to its full replacement price less depreciation; the amount is the "
            "provider's",
            "  the terms, as recorded, name no address for equipment: ask KOS",
            "# cheapest day to cancel from 2025-11-02 to 2026-03-15",
            "  2025-11-02, the first of 23 equal days up to 2025-11-24: you pay 18.84 CAD",
        ]
        assert by_day(answer) == [
            ("2025-11-02 to 2025-11-24, cheapest", "0.00", "18.84", "0.00", "18.84"),
            ("2025-11-25 to 2025-12-24", "67.74", "14.13", "0.00", "81.87"),
            ("2025-12-25 to 2026-01-24", "135.48", "9.41", "0.00", "144.89"),
            ("2026-01-25 to 2026-02-24", "203.22", "4.71", "0.00", "207.93"),
            ("2026-02-25 to 2026-03-14", "270.96", "0.00", "0.00", "270.96"),
            ("2026-03-15", "270.96", "0.00", "21.78", "249.18"),
        ]

    def test_days_on_which_leaving_is_free(self) -> None:
        terms = leaving({"kind": "flat", "sum": "60.00", "taxed": False, "waived_within": {"days": 15}})
        answer = terms.leave("40.00", cancelled="2025-01-10", cycle_start="2025-01-01", last="2025-02-10", **TERM)
        assert working(answer)[7:14] == [
            "# cancellation charge",
            "  end of the term: 2025-01-01 + 24 months = 2027-01-01",
            "  leaving is free until 2025-01-01 + 15 days = 2025-01-16; 2025-01-10 is not later",
            "  the customer leaves while that is free: no charge",
            "# refund",
            NOTHING_BACK,
            "in all: you pay nothing and get nothing back, 0.00 CAD",
        ]
        assert by_day(answer) == [
            ("2025-01-10 to 2025-01-16, cheapest", "0.00", "0.00", "0.00", "0.00"),
            ("2025-01-17 to 2025-01-31", "0.00", "60.00", "0.00", "60.00"),
            ("2025-02-01 to 2025-02-10", "45.20", "60.00", "0.00", "105.20"),
        ]
        # 21 of 31 days by law: 27.10 and 3.52
        assert told(answer) == (
            "a cancellation on 2025-01-10 of a service at 40.00 a month ends it on 2025-01-10: by the terms you pay "
            "nothing and get nothing back; if the law binds here, you get back 30.62 CAD"
        )


class TestWithNotice:
    """Thirty days of notice: the bill of the cycle in which the service ends is still to come."""

    TERMS = Terms(
        HOSTING.agreement.with_rules(
            customer_cancellation=CustomerNotice(notice=MonthsAndDays(days=30), clause=CLAUSE, says="")
        )
    )

    def test_its_lines(self) -> None:
        # 31.00 and 13 % are 35.03; 11 of the 30 days of June come back: 11.37 and 1.48
        answer = self.TERMS.leave("31.00", cancelled="2026-05-20", cycle_start="2026-05-01", last="2026-06-10")
        assert working(answer) == [
            "# the service ends on 2026-06-19",
            "  the cancellation takes effect: 2026-05-20 + 30 days = 2026-06-19",
            "# bills still to come",
            "  the cycle from 2026-05-01 up to 2026-06-01 is billed already, and counts in no sum",
            "  cycle from 2026-06-01: 31.00 + 4.03 tax = 35.03",
            "# cancellation charge",
            "  none: no fixed term is given",
            "# refund",
            "  days left, the day of the cancellation counted as used: 2026-07-01 - 2026-06-19 - 1 = 11",
            "  days in the cycle: 2026-07-01 - 2026-06-01 = 30",
            "  refund: 31.00 x 11/30 = 11.366666... -> 11.37 (half up)",
            TAX_BACK,
            HST,
            "  HST: 11.37 x 13 % = 1.4781 -> 1.48 (half up)",
            "  total: 11.37 + 1.48 = 12.85",
            "in all: 35.03 - 12.85 = 22.18, so you pay 22.18 CAD",
            "# equipment",
            "  last day to return the equipment: 2026-06-19 + 30 days = 2026-07-19",
            *EQUIPMENT,
            "# cheapest day to cancel from 2026-05-20 to 2026-06-10",
            "  2026-05-20: you pay 22.18 CAD",
        ]
        assert brief(answer)[:2] == [
            "# the service ends on 2026-06-19",
            "in all: 35.03 - 12.85 = 22.18, so you pay 22.18 CAD",
        ]
        assert by_day(answer) == [
            ("2026-05-20, cheapest", "35.03", "0.00", "12.85", "22.18"),
            ("then more each day; on 2026-05-31", "35.03", "0.00", "0.00", "35.03"),
            ("2026-06-01", "70.06", "0.00", "33.90", "36.16"),
            ("then more each day; on 2026-06-10", "70.06", "0.00", "23.73", "46.33"),
        ]
        data: Any = answer.value.as_dict()
        assert data["bills"] == [{"from": "2026-06-01", "fee": "31.00", "tax": "4.03", "total": "35.03"}]
        assert data["equipment"] == {"by": "2026-07-19", "event": "returned"}
        assert told(answer) == (
            "a cancellation on 2026-05-20 of a service at 31.00 a month ends it on 2026-06-19: you pay 22.18 CAD"
        )

    def test_a_bill_without_tax(self) -> None:
        answer = self.TERMS.leave(
            "31.00", cancelled="2026-05-20", cycle_start="2026-05-01", last="2026-05-20", tax_rate="0"
        )
        assert working(answer)[4] == "  cycle from 2026-06-01: 31.00"


class TestPaidAhead:
    """A fee for twelve months that is paid until 1 March 2027."""

    def test_its_lines(self) -> None:
        # 31.00 / 12 x 11/31 + 31.00 / 12 x 9 = 24.1666..., and 13 %
        answer = HOSTING.leave(
            "31.00",
            cancelled="2026-05-20",
            cycle_start="2026-05-01",
            last="2026-05-20",
            fee_months=12,
            paid_until="2027-03-01",
        )
        lines = working(answer)
        assert lines[4:7] == [
            "# bills still to come",
            "  the time from 2026-05-01 up to 2027-03-01 is paid already, and counts in no sum",
            "  none: the service ends in that time",
        ]
        assert "  refund: 31.00 / 12 x 11/31 + 31.00 / 12 x 9 = 24.166666... -> 24.17 (half up)" in lines
        assert lines[-1] == (
            "* the clause gives back monthly fees by the days left in the last monthly cycle: whether a fee for 12 "
            "months is one, and whether the months after the cycle come back whole, it does not say"
        )
        assert by_day(answer) == [("2026-05-20, cheapest", "0.00", "0.00", "27.31", "27.31 back")]
        assert told(answer) == (
            "a cancellation on 2026-05-20 of a service at 31.00 ends it on 2026-05-20: you get back 27.31 CAD"
        )
