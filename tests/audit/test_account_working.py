"""The table, the sheet and the working of a bill that is held against its account, line by line."""

from collections.abc import Iterable
from datetime import date
from typing import Any

import pytest

from telcoterms import BillItem, BillLine
from telcoterms.audit.account_audit import AccountAudit, ItemAudit, SumAudit
from telcoterms.audit.account_working import account_audit_steps, audit_grid, audit_sheet, sum_step
from telcoterms.audit.audit import Audit, CountedSums, DateAudit, LineAudit, Mistake
from telcoterms.formats.text import phrase_text
from telcoterms.values.messages import phrase
from telcoterms.values.steps import Step, step
from tests.audit.test_account_audit_values import of_bill
from tests.audit.test_audit_working import NO_CAUSE, printed
from tests.terms_builders import REFUND_FACTS, cad


def audit(billed: int, by_terms: int, *names: Any, distinct: int = 12) -> Audit:
    """An audit in cents; some mistakes give the billed sum, and the words allow nothing but that of the terms."""
    mistakes = tuple(Mistake(name, cad(billed)) for name in names)
    allowed = cad(by_terms)
    return Audit(cad(billed), allowed, allowed, allowed, allowed, (), mistakes, (), 48, distinct, cad(104), cad(10170))


BASIS = (step("100.00 x 2 % = 2.00", title=True), step("of January", indent=1))
MISTAKEN = ItemAudit(
    BillItem("late_charge", cad(449), invoice="1"),
    cad(404),
    "known-mistake",
    BASIS,
    audit=audit(449, 404, "one-day-too-many", "each-day-rounded", distinct=2),
)
AGREED = ItemAudit(BillItem("fee", cad(10000), service="dsl"), cad(10000), "by-the-terms", BASIS)
UNEXPLAINED = ItemAudit(
    BillItem("administrative_charge", cad(5000), reason="collection"),
    cad(4500),
    "unexplained",
    why=phrase("the account has no number of it"),
    audit=audit(5000, 4500, distinct=1),
)
FOLLOWING = ItemAudit(
    BillItem("total_due", cad(30704)), cad(30604), "from-items", why=phrase("as much as its items are apart")
)
UNCHECKED = ItemAudit(BillItem("tax", cad(1300), name="HST"), None, "unchecked", why=phrase("the bill names no rate"))


def day(billed: int, by_terms: int) -> ItemAudit:
    days = date(2026, 3, billed), date(2026, 3, by_terms)
    explanation = DateAudit(*days).explanation
    return ItemAudit(BillItem("due_date", days[0]), days[1], explanation, audit=DateAudit(*days))


def refund(billed: int) -> LineAudit:
    line = BillLine("refund", REFUND_FACTS, cad(billed))
    found = audit(billed, 3330, *(["other-days"] if billed != 3330 else []))
    explanation: Any = "by-the-terms" if billed == 3330 else "known-mistake"
    return LineAudit(line, found, (), explanation, CountedSums(cad(-billed), cad(-billed), cad(-billed)))


def steps(found: AccountAudit, lines: Iterable[Step] = ()) -> list[str]:
    return printed(account_audit_steps(found, lines))


TRIED = "~ each line that disagrees was tried under every combination"
SINCE = "* from the bill of 2026-02-01 to that of 2026-03-01; total due by these terms 306.04"


class TestTable:
    """All lines of a bill: the items first, then the lines with facts of their own."""

    ALL = of_bill(
        MISTAKEN,
        AGREED,
        day(20, 16),
        day(15, 16),
        day(17, 16),
        day(16, 16),
        UNCHECKED,
        lines=(refund(1665), refund(3330)),
    )

    def test_in_columns(self) -> None:
        grid = audit_grid(self.ALL)
        head = ["line", "billed", "the terms", "difference", "how it stands"]
        assert [phrase_text(cell) for cell in grid.head] == head
        (group,) = grid.groups
        assert phrase_text(group.title) == ""
        assert [tuple(phrase_text(cell) for cell in row) for row in group.rows] == [
            ("late charge 1", "4.49", "4.04", "0.45", "a known mistake"),
            ("fee dsl", "100.00", "100.00", "0.00", "agrees"),
            ("due date", "2026-03-20", "2026-03-16", "4 days", "not explained"),
            ("due date", "2026-03-15", "2026-03-16", "-1 day", "not explained"),
            ("due date", "2026-03-17", "2026-03-16", "1 day", "not explained"),
            ("due date", "2026-03-16", "2026-03-16", "0", "agrees"),
            ("tax HST", "13.00", "-", "-", "not checked"),
            ("refund", "16.65", "33.30", "-16.65", "a known mistake"),
            ("refund", "33.30", "33.30", "0.00", "agrees"),
        ]

    def test_as_a_sheet(self) -> None:
        sheet = audit_sheet(of_bill(MISTAKEN, UNEXPLAINED, AGREED, day(20, 16), UNCHECKED, lines=(refund(1665),)))
        assert sheet.head == ("line", "which", "billed", "by_terms", "difference", "explanation", "by")
        by = "one-day-too-many; each-day-rounded"
        days = (date(2026, 3, 20), date(2026, 3, 16))
        assert sheet.rows == (
            ("late_charge", "1", cad(449), cad(404), cad(45), "known-mistake", by),
            ("administrative_charge", "collection", cad(5000), cad(4500), cad(500), "unexplained", ""),
            ("fee", "dsl", cad(10000), cad(10000), cad(0), "by-the-terms", None),
            ("due_date", None, *days, 4, "unexplained", None),
            ("tax", "HST", cad(1300), None, None, "unchecked", None),
            ("refund", None, cad(1665), cad(3330), cad(-1665), "known-mistake", "other-days"),
        )

    def test_its_number_tells_more_than_its_reason(self) -> None:
        item = BillItem("administrative_charge", cad(5000), reason="collection", number="a")
        (row,) = audit_sheet(of_bill(ItemAudit(item, cad(5000), "by-the-terms"))).rows
        assert row[1] == "a"


class TestWorking:
    """What disagrees, each with what it is by the terms and what explains it."""

    def test_a_right_bill(self) -> None:
        assert steps(of_bill(AGREED, day(16, 16), lines=(refund(3330),)), [step("a line")]) == [
            "# each line is what these terms give, and the sums add up",
            "a line",
            SINCE,
            TRIED,
            NO_CAUSE,
        ]

    def test_a_first_bill_of_which_nothing_was_tried(self) -> None:
        assert steps(of_bill(AGREED, since=None)) == [
            "# each line is what these terms give, and the sums add up",
            "* the first bill of the account",
            TRIED,
        ]

    def test_a_wrong_bill(self) -> None:
        sums = (SumAudit("total", cad(10404), cad(10404)), SumAudit("total_due", cad(30704), cad(30604)))
        found = of_bill(
            MISTAKEN,
            AGREED,
            UNCHECKED,
            UNEXPLAINED,
            day(20, 16),
            FOLLOWING,
            sums=sums,
            missing=(("payments", cad(4000)), ("credit", cad(100))),
        )
        assert steps(found, [step("a line")]) == [
            "# late charge 1: 4.49 was billed, 4.04 by these terms: 4.49 - 4.04 = 0.45",
            "  100.00 x 2 % = 2.00",
            "    of January",
            "  what explains 4.49",
            "    known mistake one-day-too-many: one day too many",
            "    known mistake each-day-rounded: each day's charge rounded",
            "  nearest that the words allow: 4.04, and 4.49 is 0.45 more",
            "  2 distinct figures were tried, from 1.04 to 101.70",
            "# administrative charge collection: 50.00 was billed, 45.00 by these terms: 50.00 - 45.00 = 5.00",
            "  the account has no number of it",
            "  nothing that was tried gives 50.00",
            "  nearest that the words allow: 45.00, and 50.00 is 5.00 more",
            "# due date: 2026-03-20 was billed, 2026-03-16 by these terms: 2026-03-20 - 2026-03-16 = 4 days",
            "# total due: 307.04 was billed, 306.04 by these terms: as much as its items are apart",
            "a line",
            "# total due does not add up: 307.04 was billed, its own lines come to 306.04: 307.04 - 306.04 = 1.00",
            "# in the account, and not on the bill",
            "  payments received: 40.00",
            "  credit: 1.00",
            "# not checked, and not counted as right",
            "  tax HST, 13.00: the bill names no rate",
            SINCE,
            TRIED,
            NO_CAUSE,
        ]

    def test_a_bill_of_which_nothing_could_be_checked(self) -> None:
        assert steps(of_bill(UNCHECKED)) == [
            "# not checked, and not counted as right",
            "  tax HST, 13.00: the bill names no rate",
            SINCE,
            TRIED,
        ]

    @pytest.mark.parametrize(
        ("sum_", "said"),
        [
            (
                SumAudit("invoice", cad(5644), cad(5744)),
                "the invoice of the account is 56.44, the fees and taxes of the bill come to 57.44: "
                "56.44 - 57.44 = -1.00",
            ),
            (
                SumAudit("total", cad(5744), cad(5644)),
                "total of this bill does not add up: 57.44 was billed, its own lines come to 56.44: "
                "57.44 - 56.44 = 1.00",
            ),
        ],
    )
    def test_a_sum_that_its_lines_do_not_give(self, sum_: SumAudit, said: str) -> None:
        assert printed([sum_step(sum_)]) == [said]
