"""The questions of an audit: of one late charge, of a bill line by line, and of a bill against its account."""

from collections.abc import Iterable, Mapping
from datetime import date
from fractions import Fraction
from typing import Any

import pytest

from telcoterms import (
    Account,
    AmountError,
    Bill,
    BillItem,
    BillLine,
    InputError,
    Invoice,
    MissingFactsError,
    Money,
    TelcoTermsError,
    Terms,
    load,
)
from telcoterms.agreement.numbers import ByFact
from telcoterms.audit.bill import LineQuestion
from telcoterms.audit.items import ItemKind
from telcoterms.audit.picture import audit_picture
from telcoterms.audit.questions import (
    AuditLateChargeQuestion,
    AuditQuestion,
    edition_of,
    facts_behind,
    line_question,
    looked_at_by_law,
    parts_of_cycles,
    question_billed,
    tables_of_items,
    with_facts_of_all,
    without_a_line,
)
from telcoterms.clauses.administrative_charge import ADMINISTRATIVE_CHARGE
from telcoterms.clauses.due_date import NetDays
from telcoterms.clauses.late_charge.kinds import NoCharge
from telcoterms.clauses.part_charge import PART_CHARGE, PartByDays
from telcoterms.formats.text import clauses_text, phrase_text
from telcoterms.values.dataclasses import replace
from telcoterms.values.messages import Phrase, phrase
from tests.audit.test_audit_working import NO_CAUSE, printed
from tests.terms_builders import CLAUSE, HOSTING, KOS, REFUND_FACTS, TERM_FACTS, cad, compound, leaving, made
from tests.test_editions import NEW, OLD, two

DAYS: Mapping[str, Any] = {"issued": "2026-01-01", "paid": "2026-02-15"}
LATE: Mapping[str, Any] = {"amount": cad(11300), **DAYS}
TWO_PERCENT = Fraction(1, 50)
BY_PLAN = made(late_charge=compound(ByFact("plan", (("basic", TWO_PERCENT), ("gold", Fraction(1, 100))))))


def late(billed: int = 329, **facts: Any) -> BillLine:
    return BillLine("late_charge", {**LATE, **facts}, cad(billed))


def str_of(said: Phrase | None) -> str:
    assert said is not None
    return phrase_text(said)


FIFTY = cad(5000)


def taxed(amount: Any = FIFTY, billed: int = 650, **facts: Any) -> BillLine:
    return BillLine("tax", {"amount": amount, "on": "2026-06-01", **facts}, cad(billed))


def item(kind: ItemKind, billed: int, **facts: object) -> BillItem:
    return BillItem(kind, cad(billed), **facts)


DUE = BillLine("due_date", {"issued": "2026-01-01"}, "2026-01-16")
UNTIL = BillLine("dispute_until", {"issued": "2025-12-01"}, "2026-03-01")
REFUND = BillLine("refund", REFUND_FACTS, cad(3330))
PART = BillLine("part_charge", {"fee": cad(3000), "cycle_start": "2026-06-01", "since": "2026-06-16"}, cad(1500))
ENDED = BillLine("cancellation_charge", TERM_FACTS, cad(20983))


class TestLateCharge:
    """What was billed, what the terms give, what gives the billed sum, and the nearest that the words allow."""

    @staticmethod
    def brief(billed: str) -> list[str]:
        answer = KOS.audit_late_charge(billed, "113.00", **DAYS)
        return [
            phrase_text(line.phrase) + (f" [{clauses_text(line.clauses)}]" if line.clauses else "")
            for line in answer.about.brief(answer.value)
        ]

    def test_a_mistake(self) -> None:
        assert self.brief("3.29") == [
            "billed: 3.29",
            "by these terms: 3.41 [Service Terms s.9]",
            "difference: -0.12",
            "what gives it: known mistake: each-day-rounded",
            "nearest that the words allow: 3.32",
        ]

    def test_what_the_words_allow(self) -> None:
        assert self.brief("2.19") == [
            "billed: 2.19",
            "by these terms: 3.41 [Service Terms s.9]",
            "difference: -1.22",
            "what gives it: allowed by another reading: runs_from due-date, and 1 more",
        ]

    def test_what_the_terms_give(self) -> None:
        assert self.brief("3.41") == ["billed: 3.41", "by these terms: 3.41 [Service Terms s.9]"]

    @pytest.mark.parametrize(
        ("billed", "terms", "said"),
        [
            ("3.41", KOS, "is what the terms give"),
            ("3.42", KOS, "is 0.01 more than the 3.41 that the terms give: nothing that was tried gives it"),
            ("3.29", KOS, "is 0.12 less than the 3.41 that the terms give: a known mistake gives it"),
            ("2.19", KOS, "is 1.22 less than the 3.41 that the terms give: another reading of the words allows it"),
            (
                "3.29",
                made(late_charge=NoCharge(clause=CLAUSE, says="")),
                "is too much by all of it, since the terms give none: nothing that was tried gives it",
            ),
        ],
    )
    def test_in_a_sentence(self, billed: str, terms: Terms, said: str) -> None:
        answer = terms.audit_late_charge(billed, "113.00", **DAYS)
        assert phrase_text(answer.about.told(answer.value)) == (
            f"a late payment charge of {billed} on a bill of 113.00 dated 2026-01-01 and paid on 2026-02-15 {said}"
        )

    def test_its_working_ends_with_the_calendar_of_its_due_date(self) -> None:
        terms = made(due_date=NetDays(days=15, count="business-days", clause=CLAUSE, says=""))
        lines = printed(terms.audit_late_charge("3.41", "113.00", **DAYS).about.working())
        assert lines[-2] == NO_CAUSE
        assert "calendar" in lines[-1]
        assert printed(KOS.audit_late_charge("3.41", "113.00", **DAYS).about.working())[-1] == NO_CAUSE

    def test_its_picture_and_its_mark(self) -> None:
        answer: Any = KOS.audit_late_charge("3.29", "113.00", **DAYS, before_tax="100.00")
        assert answer.about.picture == audit_picture(answer.value)
        assert answer.about.marked(answer.value) == ((cad(329), phrase("billed")),)

    def test_a_bill_of_one_month_is_the_usual_one(self) -> None:
        answer = KOS.audit_late_charge("3.41", "113.00", **DAYS)
        invoice = (None, None, None, None)
        days = (date(2026, 1, 1), date(2026, 2, 15))
        expected = (cad(341), cad(11300), *days, 1, None, None, *invoice, (), None, None, None, ())
        assert answer.facts == expected

    def test_what_two_terms_are_compared_on(self) -> None:
        days = {"issued": "2026-01-01", "paid": "2026-03-15"}
        usual = {"billed": 5, "amount": 113, **days}
        more: tuple[dict[str, str], ...] = (
            {},
            {"due": "2026-01-21"},
            {"sent": "2026-01-02"},
            {"received": "2026-01-05"},
        )
        assert AuditLateChargeQuestion.compared == tuple(usual | one for one in more)

    def test_the_law_looks_at_the_billed_sum(self) -> None:
        answer = KOS.audit_late_charge("3.29", "113.00", **DAYS)
        (looked_at,) = answer.about.looked_at(answer.value)
        assert (type(looked_at.question).__name__, looked_at.value) == ("LateChargeQuestion", cad(329))
        asked: Any = looked_at.question
        assert (asked.amount, asked.paid) == (cad(11300), date(2026, 2, 15))

    @pytest.mark.parametrize("months", [0, True, "two"])
    def test_a_count_of_months_that_is_none(self, months: Any) -> None:
        with pytest.raises(TelcoTermsError, match=r"^billing_months is "):
            KOS.audit_late_charge("3.29", "113.00", **DAYS, billing_months=months)


class TestFactsOfAllLines:
    """A fact of the whole bill goes to each line whose figure depends on it and that has none of its own."""

    @pytest.mark.parametrize(
        ("terms", "question", "region", "behind"),
        [
            (KOS, "late_charge", "ON", set()),
            (KOS, "due_date", "ON", set()),
            (KOS, "tax", "QC", {"region"}),
            (KOS, "refund", "QC", {"region"}),
            (KOS, "tax", None, set()),
            (BY_PLAN, "late_charge", None, {"plan"}),
            (BY_PLAN, "late_charge", "QC", {"plan"}),
            (BY_PLAN, "tax", "QC", {"region"}),
            (BY_PLAN, "due_date", None, set()),
        ],
    )
    def test_on_which_it_depends(
        self, terms: Terms, question: LineQuestion, region: str | None, behind: set[str]
    ) -> None:
        assert facts_behind(terms.agreement, question, region) == behind

    def test_terms_without_a_table_of_taxes(self) -> None:
        agreement = replace(HOSTING.agreement, tax=None)
        assert facts_behind(agreement, "tax", "QC") == frozenset()

    def test_a_line_takes_those_on_which_it_depends(self) -> None:
        facts = {"plan": "gold", "region": "QC"}
        agreement = BY_PLAN.agreement
        assert with_facts_of_all(agreement, late(), facts) == late(plan="gold")
        assert with_facts_of_all(agreement, late(plan="basic"), facts) == late(plan="basic")
        assert with_facts_of_all(agreement, taxed(), facts) == taxed(region="QC")
        assert with_facts_of_all(agreement, taxed(region="ON"), facts) == taxed(region="ON")
        assert with_facts_of_all(agreement, DUE, facts) == DUE
        line = BillLine("refund", REFUND_FACTS, cad(3330), cad(433), cad(3763))
        named = {**REFUND_FACTS, "region": "QC"}
        expected = BillLine("refund", named, cad(3330), cad(433), cad(3763))
        assert with_facts_of_all(agreement, line, {"region": "QC"}) == expected

    def test_one_on_which_no_line_depends(self) -> None:
        facts = {"plan": "gold", "region": "QC", "segment": "business"}
        found = without_a_line(BY_PLAN.agreement, [late(), DUE], facts)
        assert {name: str(error) for name, error in found.items()} == {
            "region": "no line of the bill depends on region: leave it out",
            "segment": "no line of the bill depends on segment: leave it out",
        }
        assert without_a_line(BY_PLAN.agreement, [late(), taxed()], {"plan": "gold", "region": "QC"}) == {}

    def test_of_a_whole_bill(self) -> None:
        bill = Bill([late(), late(plan="basic"), DUE])
        answer = BY_PLAN.audit(bill, None, plan="gold")
        assert answer.facts[0] == Bill([late(plan="gold"), late(plan="basic"), DUE])
        assert answer.facts[1:] == (None, "gold", None, None, ())
        # 1.13 of January, 114.13 x 1 % x 14/28 = 0.57
        assert [one.audit.by_terms for one in answer.value.lines[:2]] == [cad(170), cad(341)]
        with pytest.raises(InputError) as found:
            BY_PLAN.audit(bill, None, plan="gold", segment="business")
        assert str(found.value) == "no line of the bill depends on segment: leave it out"


class TestQuestionOfALine:
    """The question that is asked of a line, of the edition in force on its day."""

    @pytest.mark.parametrize(("amount", "amounts"), [(cad(5), (cad(5),)), ([cad(5), cad(6)], (cad(5), cad(6)))])
    def test_a_tax_has_its_sums_under_another_name(self, amount: Any, amounts: Any) -> None:
        question: Any = line_question(KOS.agreement, taxed(amount))
        assert (type(question).__name__, question.amounts, question.on) == ("TaxQuestion", amounts, date(2026, 6, 1))
        again: Any = question_billed(KOS.agreement, "tax", taxed(amount).facts)
        assert again.amounts == amounts

    def test_a_late_charge(self) -> None:
        question: Any = line_question(KOS.agreement, late(before_tax=cad(10000)))
        assert (type(question).__name__, question.amount) == ("LateChargeQuestion", cad(11300))

    @pytest.mark.parametrize("line", [late(), PART, DUE, UNTIL, taxed()])
    def test_the_law_looks_at_what_was_billed(self, line: BillLine) -> None:
        assert looked_at_by_law(KOS.agreement, line) == line.billed

    def test_the_law_looks_at_what_the_terms_give_on_leaving(self) -> None:
        refund: Any = looked_at_by_law(HOSTING.agreement, REFUND)
        assert (refund.refund, refund.total) == (cad(3330), cad(3763))
        charge: Any = looked_at_by_law(HOSTING.agreement, ENDED)
        assert (charge.charge, charge.total) == (cad(20983), cad(23711))

    def test_the_edition_of_its_day(self) -> None:
        terms = two(OLD, NEW)
        old = BillLine("due_date", {"issued": "2021-07-01"}, "2021-07-31")
        new = BillLine("due_date", {"issued": "2021-08-01"}, "2021-08-16")
        agreement = terms.agreement
        assert edition_of(agreement, new) is agreement
        assert edition_of(agreement, old) == agreement.earlier[0]
        audit = terms.audit(Bill([old, new]))
        assert audit.value.agrees
        cited = [clauses_text(line.clauses) for line in audit.about.working() if line.clauses]
        assert cited == ["Service Terms (2019-01-01) s.7"] * 2 + ["Service Terms (2021-07-12) s.7"] * 2
        alone = [clauses_text(line.clauses) for line in terms.audit(Bill([new])).about.working() if line.clauses]
        assert alone == ["Service Terms s.7"] * 2


class TestBillAlone:
    """A bill whose lines have facts of their own."""

    BILL = Bill([late(), REFUND, DUE, UNTIL, taxed(), taxed([cad(5000), cad(100)], 663)])

    @staticmethod
    def question(bill: Bill, terms: Terms = KOS) -> AuditQuestion:
        about = terms.audit(bill).about
        assert isinstance(about, AuditQuestion)
        return about

    def test_what_it_rests_on(self) -> None:
        about = self.question(self.BILL)
        assert about.statement is None
        assert (about.first_day, about.editions) == (date(2025, 12, 1), (KOS.agreement,))
        assert [table.name for table in about.behind] == ["due_date", "late_charge", "refund", "dispute"]
        assert [table.name for table in about.read] == ["late_charge", "refund"]
        assert (about.named, about.unheard) == (frozenset({"late_charge", "refund"}), frozenset())
        assert (about.counts_open_days, about.is_taxed, about.cited) == (False, True, ())
        with pytest.raises(InputError) as found:
            _ = about.choices
        assert str(found.value) == (
            "a bill is held against all readings line by line: look at .value.lines, or ask the question of a line"
        )

    @pytest.mark.parametrize(("line", "is_taxed"), [(taxed(), True), (REFUND, True), (DUE, False), (late(), False)])
    def test_whether_it_is_taxed(self, line: BillLine, is_taxed: bool) -> None:
        assert self.question(Bill([DUE, line])).is_taxed is is_taxed

    @pytest.mark.parametrize(("lines", "counts"), [((DUE,), True), ((late(),), True), ((UNTIL, taxed()), False)])
    def test_whether_it_counts_open_days(self, lines: Iterable[BillLine], counts: bool) -> None:
        terms = made(due_date=NetDays(days=15, count="business-days", clause=CLAUSE, says=""))
        assert self.question(Bill(lines), terms).counts_open_days is counts
        assert self.question(Bill(lines)).counts_open_days is False

    @pytest.mark.parametrize(
        "within",
        [{"waived_within": {"days": 10, "count": "business-days"}}, {"notice": {"days": 3, "count": "business-days"}}],
    )
    def test_a_notice_on_leaving_counts_open_days(self, within: Mapping[str, Any]) -> None:
        terms = leaving({"kind": "flat", "sum": "100.00", **within})
        answer = terms.audit(Bill([BillLine("cancellation_charge", TERM_FACTS, cad(10000))]))
        assert answer.about.counts_open_days
        assert answer.about.calendars == (HOSTING.agreement.calendar,)
        assert "calendar" in printed(answer.about.working())[-1]

    def test_in_short(self) -> None:
        answer = KOS.audit(self.BILL)
        about = answer.about
        # 3.29 - 33.30 + 6.50 + 6.63; by the terms 3.41; the words allow 3.32
        assert [phrase_text(line.phrase) for line in about.brief(answer.value)] == [
            "billed: -16.88",
            "by these terms: -16.76",
            "difference: -0.12",
            "nearest that the words allow: -16.85",
        ]
        assert phrase_text(about.told(answer.value)) == (
            "a bill that comes to -16.88 would come to -16.76 by these terms; of its lines, 5 by the terms, "
            "1 a known mistake"
        )
        assert str_of(about.reach(answer.value)) == "each line was tried under all: .value.lines"
        assert about.sheet is None
        grid = about.grid(answer.value)
        assert grid is not None
        assert [tuple(phrase_text(cell) for cell in row) for row in grid.groups[0].rows] == [
            ("1 late charge", "3.29", "3.41", "a known mistake"),
            ("2 refund", "33.30", "33.30", "by the terms"),
            ("3 due date", "2026-01-16", "2026-01-16", "by the terms"),
            ("4 dispute until", "2026-03-01", "2026-03-01", "by the terms"),
            ("5 tax", "6.50", "6.50", "by the terms"),
            ("6 tax", "6.63", "6.63", "by the terms"),
        ]

    def test_in_short_where_all_agrees(self) -> None:
        answer = KOS.audit(Bill([DUE, taxed()]))
        assert [phrase_text(line.phrase) for line in answer.about.brief(answer.value)] == [
            "billed: 6.50",
            "by these terms: 6.50",
            "difference: 0.00",
        ]
        assert phrase_text(answer.about.told(answer.value)) == (
            "a bill that comes to 6.50 is what the terms give, line by line"
        )

    def test_its_working(self) -> None:
        assert printed(KOS.audit(Bill([DUE, UNTIL, taxed()])).about.working()) == [
            "# line 1, due date",
            "  due date: 2026-01-01 + 15 days = 2026-01-16 [Service Terms s.7]",
            "  due date: 2026-01-16 was billed: what these terms give [Service Terms s.7]",
            "# line 2, dispute until",
            "  last day to dispute: 2025-12-01 + 90 days = 2026-03-01 [Service Terms s.10]",
            "  dispute until: 2026-03-01 was billed: what these terms give [Service Terms s.10]",
            "# line 3, tax",
            "  HST is 13 %: CRA, GST/HST rates (HST in Ontario since 1 July 2010) [Service Terms s.7]",
            "  HST: 50.00 x 13 % = 6.50 [Service Terms s.7]",
            "  total: 50.00 + 6.50 = 56.50 [Service Terms s.7]",
            "  tax: 6.50 was billed: what these terms give [Service Terms s.7]",
            "# totals, a refund counted as less",
            "  line 1: by the terms",
            "  line 2: by the terms",
            "  line 3: by the terms",
            "  billed 6.50, by these terms 6.50, difference 0.00",
            "~ each line was tried under all readings: .value.lines",
            NO_CAUSE,
        ]

    def test_the_law_looks_at_each_line(self) -> None:
        answer = KOS.audit(self.BILL)
        found = list(answer.about.looked_at(answer.value))
        names = ["LateCharge", "Refund", "DueDate", "DisputeUntil", "Tax", "Tax"]
        assert [type(one.question).__name__ for one in found] == [f"{name}Question" for name in names]
        assert [one.about and phrase_text(one.about) for one in found] == [
            f"line {number} of the bill" for number in range(1, 7)
        ]
        assert [one.value for one in found if type(one.question).__name__ != "RefundQuestion"] == [
            cad(329),
            date(2026, 1, 16),
            date(2026, 3, 1),
            cad(650),
            cad(663),
        ]

    def test_under_other_readings(self) -> None:
        answer = KOS.audit(Bill([late(219)]))
        other = answer.under(**{"late_charge.runs_from": "due-date"})
        assert (answer.value.agrees, other.value.agrees) == (False, True)

    def test_an_error_says_the_line(self) -> None:
        with pytest.raises(TelcoTermsError, match=r"^line 2 of the bill, part_charge: "):
            KOS.audit(Bill([DUE, PART]))


class TestAgainstAnAccount:
    """2 % a month: two bills of 100.00, unpaid, with 2.00 of 1 February and 4.04 of 1 March."""

    ACCOUNT = Account([Invoice("1", "2026-01-01", cad(10000)), Invoice("2", "2026-02-01", cad(10000))])
    BILL = Bill(
        [DUE],
        items=[
            item("previous_balance", 20200),
            item("fee", 10000),
            item("late_charge", 450),
            item("total_due", 30650),
        ],
        number="3",
        issued="2026-03-01",
    )

    def about(self, bill: Bill = BILL, account: Account = ACCOUNT, terms: Terms = KOS) -> AuditQuestion:
        about = terms.audit(bill, account).about
        assert isinstance(about, AuditQuestion)
        return about

    def test_what_it_rests_on(self) -> None:
        about = self.about()
        assert about.statement is not None
        assert (about.first_day, about.editions) == (date(2026, 1, 1), (KOS.agreement,))
        assert [table.name for table in about.behind] == ["due_date", "late_charge", "dispute"]
        assert [table.name for table in about.read] == ["late_charge", "statement"]
        assert about.named == frozenset({"late_charge", "statement"})
        assert about.unheard == frozenset({"disputed", "on_rejection"})
        assert (about.counts_open_days, about.is_taxed) == (False, False)

    def test_the_first_day_is_that_of_a_line_or_of_the_account(self) -> None:
        items = self.BILL.items
        assert self.about(Bill([UNTIL], items=items, issued="2026-03-01")).first_day == date(2025, 12, 1)
        assert self.about(Bill(items=items, issued="2026-03-01")).first_day == date(2026, 1, 1)

    def test_the_editions_of_lines_and_debts(self) -> None:
        terms = two(OLD, NEW)
        old = BillLine("due_date", {"issued": "2021-07-01"}, "2021-07-31")
        bill = Bill([old], items=[item("total_due", 10000)], issued="2021-09-01")
        account = Account([Invoice("B", "2021-08-01", cad(10000))])
        newest, (before,) = terms.agreement, terms.agreement.earlier
        assert set(self.about(bill, account, terms).editions) == {newest, before}
        without = Bill(items=bill.items, issued="2021-09-01")
        assert self.about(without, account, terms).editions == (newest,)
        earlier = Account([Invoice("A", "2021-07-01", cad(10000)), Invoice("B", "2021-08-01", cad(10000))])
        assert set(self.about(without, earlier, terms).editions) == {newest, before}

    def test_items_that_rest_on_other_tables(self) -> None:
        terms = made(part_charge=PartByDays(clause=CLAUSE, says=""))
        part = item("fee", 1500, fee=cad(3000), cycle_start="2026-03-01", since="2026-03-16")
        charge = item("administrative_charge", 2500, reason="collection")
        bill = Bill(items=[part, charge, item("tax", 195)], issued="2026-03-01")
        assert list(tables_of_items(bill)) == [ADMINISTRATIVE_CHARGE, PART_CHARGE]
        assert list(tables_of_items(Bill(items=[item("fee", 1500)], issued="2026-03-01"))) == []
        assert list(tables_of_items(Bill(items=[part], issued="2026-03-01"))) == [PART_CHARGE]
        assert list(parts_of_cycles(terms.agreement, bill)) == [PART_CHARGE]
        assert list(parts_of_cycles(KOS.agreement, bill)) == []
        assert list(parts_of_cycles(terms.agreement, Bill(items=[charge], issued="2026-03-01"))) == []
        about = self.about(bill, self.ACCOUNT, terms)
        names = ["due_date", "late_charge", "dispute", "administrative_charge", "part_charge"]
        assert [table.name for table in about.behind] == names
        assert [table.name for table in about.read] == ["late_charge", "statement", "part_charge"]
        assert about.is_taxed
        # 16 of 31 days of 30.00 are 15.48
        (fee, *_) = terms.audit(bill, self.ACCOUNT).value.items
        assert fee.by_terms == cad(1548)

    def test_lines_and_items_of_other_tables(self) -> None:
        bill = Bill([REFUND], items=[item("total_due", 30604)], issued="2026-03-01")
        about = self.about(bill)
        assert [table.name for table in about.behind] == ["refund", "due_date", "late_charge", "dispute"]
        assert [table.name for table in about.read] == ["refund", "late_charge", "statement"]
        assert about.is_taxed

    def test_whether_it_counts_open_days(self) -> None:
        terms = made(due_date=NetDays(days=15, count="business-days", clause=CLAUSE, says=""))
        items = [item("total_due", 30604)]
        assert self.about(Bill([UNTIL], items=items, issued="2026-03-01"), self.ACCOUNT, terms).counts_open_days
        with_note = printed(self.about(Bill(items=items, issued="2026-03-01"), self.ACCOUNT, terms).working())
        assert any("calendar" in line or "holidays" in line for line in with_note)

    def test_its_working(self) -> None:
        lines = [
            "# late charge: 4.50 was billed, 4.04 by these terms: 4.50 - 4.04 = 0.46",
            "  2026-03-01 posted on invoice 1: 2.04 [Service Terms s.9]",
            "  2026-03-01 posted on invoice 2: 2.00 [Service Terms s.9]",
            "  nothing that was tried gives 4.50",
            "  nearest that the words allow: 4.04, and 4.50 is 0.46 more",
            "  11 distinct figures were tried, from 2.00 to 112.00",
            "# total due: 306.50 was billed, 306.04 by these terms: its own lines are off by as much",
            "# line 1, due date",
            "  due date: 2026-01-01 + 15 days = 2026-01-16 [Service Terms s.7]",
            "  due date: 2026-01-16 was billed: what these terms give [Service Terms s.7]",
            "# not checked, and not counted as right",
            "  fee, 100.00: the account has no invoice with this fee; that of 2026-02-01 comes to 100.00",
        ]
        answer = KOS.audit(self.BILL, self.ACCOUNT)
        assert printed(answer.about.working()) == [
            *lines,
            "* from the bill of 2026-02-01 to that of 2026-03-01; total due by these terms 306.04",
            "~ each line that disagrees was tried under every combination",
            NO_CAUSE,
        ]
        assert printed(answer.about.brief(answer.value)) == lines
        assert str_of(answer.about.reach(answer.value)) == (
            "each line that disagrees was tried under every combination"
        )
        assert phrase_text(answer.about.told(answer.value)) == (
            "the bill of 2026-03-01 is not what the terms give, by which 306.04 is due: by its lines, 2 by the terms, "
            "1 following from other lines, 1 unexplained, 1 not checked"
        )

    def test_as_a_table_and_a_sheet(self) -> None:
        answer = KOS.audit(self.BILL, self.ACCOUNT)
        grid, sheet = answer.about.grid(answer.value), answer.about.sheet
        assert grid is not None
        assert sheet is not None
        assert [tuple(phrase_text(cell) for cell in row) for row in grid.groups[0].rows] == [
            ("previous balance", "202.00", "202.00", "0.00", "agrees"),
            ("fee", "100.00", "-", "-", "not checked"),
            ("late charge", "4.50", "4.04", "0.46", "not explained"),
            ("total due", "306.50", "306.04", "0.46", "follows from others"),
            ("due date", "2026-01-16", "2026-01-16", "0", "agrees"),
        ]
        assert [row[:3] for row in sheet.rows] == [
            ("previous_balance", None, cad(20200)),
            ("fee", None, cad(10000)),
            ("late_charge", None, cad(450)),
            ("total_due", None, cad(30650)),
            ("due_date", None, date(2026, 1, 16)),
        ]

    def test_what_is_held(self) -> None:
        answer = KOS.audit(self.BILL, self.ACCOUNT)
        value = answer.value
        assert (value.number, value.issued, value.since) == ("3", date(2026, 3, 1), date(2026, 2, 1))
        assert (len(value.items), len(value.lines), value.total_due) == (4, 1, cad(30604))
        assert ([one.name for one in value.sums], value.missing) == (["total_due"], ())
        assert answer.facts == (self.BILL, self.ACCOUNT, None, None, None, ())

    def test_the_law_looks_at_lines_and_at_the_account(self) -> None:
        answer = KOS.audit(self.BILL, self.ACCOUNT)
        found = [(type(one.question).__name__, one.about and phrase_text(one.about)) for one in self.looked_at(answer)]
        assert found == [
            ("DueDateQuestion", "line 1 of the bill"),
            ("StatementQuestion", None),
            ("LateChargeQuestion", "late charge on invoice 1"),
            ("LateChargeQuestion", "late charge on invoice 2"),
        ]
        assert [one.value for one in self.looked_at(answer)][2:] == [cad(404), cad(200)]

    @staticmethod
    def looked_at(answer: Any) -> list[Any]:
        return list(answer.about.looked_at(answer.value))

    def test_the_law_looks_at_the_billed_charge_on_the_only_debt(self) -> None:
        bill = Bill(items=[item("late_charge", 260)], issued="2026-02-01")
        statement, charge = self.looked_at(KOS.audit(bill, Account([Invoice("1", "2026-01-01", cad(10000))])))
        assert type(statement.question).__name__ == "StatementQuestion"
        assert statement.value.balance == cad(10200)
        assert charge.value == cad(260)

    def test_a_plan_of_the_whole_account(self) -> None:
        bill = Bill([late(170)], items=[item("late_charge", 100)], issued="2026-02-01")
        account = Account([Invoice("1", "2026-01-01", cad(10000))])
        answer = BY_PLAN.audit(bill, account, plan="gold")
        assert answer.value.agrees
        assert answer.facts[2:] == ("gold", None, None, ())
        assert answer.facts[0] == bill.with_lines([late(170, plan="gold")])


class TestRefused:
    """What cannot be audited: the message says what was found, and the cure."""

    ACCOUNT = TestAgainstAnAccount.ACCOUNT

    def test_what_is_no_bill(self) -> None:
        given: Any = [DUE]
        with pytest.raises(InputError) as found:
            KOS.audit(given)
        assert str(found.value).endswith(" is no bill: give Bill([BillLine(question, facts, billed), ...])")

    def test_an_account_without_items(self) -> None:
        with pytest.raises(InputError) as found:
            KOS.audit(Bill([DUE]), self.ACCOUNT)
        assert str(found.value) == (
            "the bill has no item that an account decides: give items, or leave the account out"
        )

    def test_items_without_an_account(self) -> None:
        with pytest.raises(MissingFactsError) as found:
            KOS.audit(Bill(items=[item("fee", 100)], issued="2026-03-01"))
        assert str(found.value) == (
            "the bill has items that its account decides, and no account is given: give account"
        )

    def test_an_amount_of_another_currency(self) -> None:
        bill = Bill(items=[BillItem("total", Money(5000, "JPY"))], issued="2026-03-01")
        with pytest.raises(AmountError, match=r"^an amount of the bill is "):
            KOS.audit(bill, self.ACCOUNT)
        dollars = {**REFUND_FACTS, "fee": Money("49.95", "USD")}
        line = BillLine("refund", dollars, Money("33.30", "USD"))
        with pytest.raises(AmountError, match="an amount of the line is "):
            KOS.audit(Bill([line]))

    @pytest.mark.parametrize(
        ("facts", "message"),
        [
            (
                {"before_tax": "113.01"},
                "before_tax is 113.01 CAD, more than the amount with tax, 113.00 CAD: check which of the two is wrong",
            ),
            (
                {"original": "112.99"},
                "original is 112.99 CAD, less than what was outstanding of it, 113.00 CAD: check which of the two is "
                "wrong",
            ),
        ],
    )
    def test_sums_that_do_not_fit_the_amount(self, facts: Mapping[str, Any], message: str) -> None:
        with pytest.raises(InputError) as found:
            KOS.audit_late_charge("3.29", "113.00", **DAYS, **facts)
        assert str(found.value) == message
        same: Any = {"before_tax": "113.00", "original": "113.00"}
        assert KOS.audit_late_charge("3.41", "113.00", **DAYS, **same).value.agrees


class TestQuestion:
    """The question of a whole bill, as a command and a comparison take it."""

    def test_its_example(self) -> None:
        ((name, bill),) = AuditQuestion.examples("CAD")[0].items()
        facts = {"amount": cad(11300), "issued": "2026-01-01", "paid": "2026-03-15"}
        assert (name, bill) == ("bill", Bill([BillLine("late_charge", facts, cad(500))]))
        assert len(AuditQuestion.examples("CAD")) == 1

    def test_its_record_holds_no_rows_beside_the_audit(self) -> None:
        record = KOS.audit(TestAgainstAnAccount.BILL, TestAgainstAnAccount.ACCOUNT).as_dict()
        assert "ledger" not in record

    def test_who_answers_it(self) -> None:
        assert AuditQuestion.answered_by(KOS.agreement)
        assert AuditQuestion.answered_by(load("rogers").agreement)
        assert AuditQuestion.undecided(KOS.agreement) is None
