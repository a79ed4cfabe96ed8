"""What an account gives for each item of a bill: figures, where they come from, what is missing, and the sums."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date
from typing import Any, ClassVar

import pytest

from telcoterms import (
    Account,
    AdministrativeCharge,
    Bill,
    BillItem,
    BillLine,
    Cancellation,
    Credit,
    Dispute,
    Invoice,
    Money,
    Payment,
    Payout,
    Reminder,
    ReturnedPayment,
    TelcoTermsError,
    Terms,
    WriteOff,
    load,
)
from telcoterms.account.events import InvoiceLine
from telcoterms.agreement.numbers import NO_FACTS, Dated
from telcoterms.audit.audit import DateAudit
from telcoterms.audit.comparison import ItemComparison
from telcoterms.audit.items import ItemKind
from telcoterms.clauses.administrative_charge import ByReason, ReasonCharge
from telcoterms.formats.text import phrase_text
from telcoterms.values.messages import Phrase
from telcoterms.values.steps import Step
from tests.terms_builders import CLAUSE, HOSTING, KOS, cad, flat, made
from tests.test_editions import NEW_RATE, two

Shown = tuple[str, ...]
MARCH = "2026-03-01"
TELUS = load("telus")
FIRST, SECOND = Invoice("1", "2026-01-01", cad(100_00)), Invoice("2", "2026-02-01", cad(100_00))


def one_time(service: str, amount: int, tax: int | None = None) -> InvoiceLine:
    return InvoiceLine(service, "one-time", cad(amount), None if tax is None else cad(tax))


def invoice(number: str, day: str, *lines: InvoiceLine) -> Invoice:
    """An invoice of these lines with their tax."""
    return Invoice(number, day, cad(sum(line.total.minor for line in lines)), lines=lines)


def account(*more: Any) -> Account:
    """Two bills of 100.00, none of them paid, and more."""
    return Account([FIRST, SECOND, *more])


THIRD = invoice("3", MARCH, one_time("dsl", 100_00))
TAXED = invoice("3", MARCH, one_time("dsl", 60_00, 7_80), one_time("dsl", 40_00, 5_20), one_time("tv", 10_00, 1_30))


def item(kind: ItemKind, billed: str = "1.00", **facts: object) -> BillItem:
    return BillItem(kind, billed if kind in ("due_date", "dispute_until") else Money(billed, "CAD"), **facts)


def fee(billed: str = "1.00", **facts: object) -> BillItem:
    return item("fee", billed, **facts)


def tax(billed: str = "1.00", **facts: object) -> BillItem:
    return item("tax", billed, **facts)


def charge(billed: str = "1.00", **facts: object) -> BillItem:
    return item("administrative_charge", billed, **{"reason": "collection", **facts})


def compared(of: Account, *items: BillItem, terms: Terms = KOS, lines: Sequence[BillLine] = ()) -> ItemComparison:
    """The bill of 1 March, compared with an account."""
    return ItemComparison(terms.agreement, Bill(lines, items=items, number="3", issued=MARCH), of, NO_FACTS)


def shown(steps: Iterable[Step]) -> Shown:
    """Steps with their clauses in brackets."""
    return tuple(" ".join([phrase_text(step.phrase), *(f"[{clause}]" for clause in step.clauses)]) for step in steps)


def computed(comparison: ItemComparison) -> dict[int, tuple[str | None, Shown, str]]:
    """What was computed before the statement, by the place of the item: the figure, where it comes from, and why."""
    return {
        place: (None if found.figure is None else found.figure.text, shown(found.basis), phrase_text(found.why))
        for place, found in comparison.computed.items()
    }


def missing(comparison: ItemComparison) -> dict[str, str]:
    return {kind: money.text for kind, money in comparison.missing()}


def sums(comparison: ItemComparison) -> list[tuple[str, str, str]]:
    return [(one.name, one.stated.text, one.comes_to.text) for one in comparison.sums()]


def audits(comparison: ItemComparison) -> list[tuple[str, str, str]]:
    """The kind of each item, what explains it, and what it is by the terms."""
    return [(one.item.kind, one.explanation, str(one.by_terms)) for one in comparison.audits()]


class TestBetweenTheBills:
    """What lies between the statement of the bill before and that of the bill, kind by kind.

    The cheque of 100.00 comes back, so that 102.00 are adjusted, with the 2.00 of January. Until 7 February 102.00 x
    2 % x 6/28 = 0.44 accrue. The refund is 49.95 x 18/28 = 32.11 with 4.17 tax, the charge for ending the term 50 % x 5
    x 49.95 = 124.88 with 16.23. What is new: 100.00 + 0.44 + 25.00 + 141.11 - 36.28 - 10.00 - 5.00 = 215.27.
    """

    ACCOUNT = Account(
        [
            FIRST,
            Payment("2026-01-10", cad(100_00), None, "cheque"),
            SECOND,
            ReturnedPayment("2026-02-03", "cheque"),
            Credit("2026-02-05", cad(10_00), "2"),
            WriteOff("2026-02-06", "2", cad(5_00)),
            Payment("2026-02-07", cad(300_00)),
            Payout("2026-02-08", cad(20_00)),
            AdministrativeCharge("A", "2026-02-10", cad(25_00), "collection"),
            Cancellation("R", "2026-02-10", service="dsl", fee=cad(49_95), cycle_start="2026-02-01"),
            Cancellation(
                "C", "2026-02-11", service="tv", term_start="2025-08-01", term_months=12, monthly_fee=cad(49_95)
            ),
            THIRD,
        ]
    )
    COMPARED = compared(ACCOUNT, item("total"), terms=HOSTING)

    def test_the_figures(self) -> None:
        assert self.COMPARED.figures == {
            ("late_charge", None): 44,
            ("late_charge", "1"): 44,
            ("administrative_charge", None): 25_00,
            ("administrative_charge", "A"): 25_00,
            ("cancellation_charge", None): 141_11,
            ("cancellation_charge", "C"): 141_11,
            ("cancellation_charge", "R"): 0,
            ("refund", None): 36_28,
            ("refund", "R"): 36_28,
            ("credit", None): 10_00,
            ("credit", "2"): 10_00,
            ("write_off", None): 5_00,
            ("payments", None): 300_00,
            ("payout", None): 20_00,
            ("previous_balance", None): 100_00,
            ("total", None): 215_27,
            # 100.00 + 102.00 + 215.27 - 300.00 + 20.00
            ("total_due", None): 137_27,
            ("adjustments", None): 102_00,
        }
        assert (self.COMPARED.by_terms("total"), self.COMPARED.by_terms("total_due")) == (cad(215_27), cad(137_27))

    @pytest.mark.parametrize(
        ("kind", "facts", "minor", "basis"),
        [
            ("previous_balance", {}, 100_00, ("balance of 2026-02-01: 100.00",)),
            ("payments", {}, 300_00, ("2026-02-07 payment of 300.00",)),
            ("adjustments", {}, 102_00, ()),
            ("write_off", {}, 5_00, ()),
            ("payout", {}, 20_00, ()),
            ("credit", {}, 10_00, ("2026-02-05 credit on 2: 10.00",)),
            ("credit", {"invoice": "2"}, 10_00, ("2026-02-05 credit on 2: 10.00",)),
            ("credit", {"invoice": "1"}, 0, ()),
            ("refund", {}, 36_28, ("2026-02-10 refund of R, with its tax: 36.28 [Service Terms s.36]",)),
            ("refund", {"number": "R"}, 36_28, ("2026-02-10 refund of R, with its tax: 36.28 [Service Terms s.36]",)),
            ("refund", {"number": "C"}, 0, ()),
            ("cancellation_charge", {}, 141_11, ("2026-02-11 charge of C, with its tax: 141.11 [Service Terms s.36]",)),
            (
                "cancellation_charge",
                {"number": "C"},
                141_11,
                ("2026-02-11 charge of C, with its tax: 141.11 [Service Terms s.36]",),
            ),
            ("cancellation_charge", {"number": "R"}, 0, ()),
            ("late_charge", {}, 44, ("2026-02-07 posted on invoice 1: 0.44 [Service Terms s.9]",)),
            ("late_charge", {"invoice": "1"}, 44, ("2026-02-07 posted on invoice 1: 0.44 [Service Terms s.9]",)),
            ("late_charge", {"invoice": "2"}, 0, ()),
        ],
    )
    def test_each_item_and_where_it_comes_from(
        self, kind: ItemKind, facts: dict[str, Any], minor: int, basis: Shown
    ) -> None:
        billed = item(kind, cad(minor).text, **facts)
        (audit,) = compared(self.ACCOUNT, billed, terms=HOSTING).audits()
        assert (audit.by_terms, audit.explanation, shown(audit.basis)) == (cad(minor), "by-the-terms", basis)
        assert audit.audit is None

    def test_the_debts_and_the_ends_that_an_item_is_of(self) -> None:
        def debts(**facts: str) -> list[str]:
            return [debt.number for debt in self.COMPARED.debts_charged(item("late_charge", **facts))]

        def ended(**facts: str) -> list[str]:
            return [event.number for event in self.COMPARED.ended(item("refund", **facts))]

        assert (debts(), debts(invoice="1"), debts(invoice="2")) == (["1"], ["1"], [])
        assert (ended(), ended(number="C"), ended(number="X")) == (["R", "C"], ["C"], [])

    def test_only_what_ended_between_the_bills(self) -> None:
        def ends(*days: str) -> list[str]:
            ends = (
                Cancellation(day, day, service=day, fee=cad(28_00), cycle_start=day, billing_day=int(day[-2:]))
                for day in days
            )
            comparison = compared(account(THIRD, *ends), item("refund"), terms=HOSTING)
            return [event.number for event in comparison.ended(item("refund"))]

        assert ends("2026-02-01", "2026-02-02", "2026-03-01", "2026-03-02") == ["2026-02-02", "2026-03-01"]

    def test_only_what_was_received_credited_and_paid_out_after_the_bill_before(self) -> None:
        days = [("2026-01-20", 1_00), ("2026-02-01", 2_00), ("2026-02-02", 4_00), (MARCH, 8_00), ("2026-03-02", 16_00)]
        of = Account(
            [
                Invoice("0", "2025-12-01", cad(900_00)),
                Payment("2025-12-02", cad(2000_00)),
                SECOND,
                THIRD,
                *(Payment(day, cad(amount)) for day, amount in days),
                *(Credit(day, cad(10 * amount), "0") for day, amount in days),
                *(Payout(day, cad(amount)) for day, amount in days),
            ]
        )
        figures = compared(of, item("total")).figures
        assert [figures[kind, None] for kind in ("payments", "credit", "payout")] == [12_00, 120_00, 12_00]

    def test_an_item_without_a_name_is_what_those_with_one_leave(self) -> None:
        # posted on 1 March: 2.04 on the first bill and 2.00 on the second
        comparison = compared(account(THIRD), item("late_charge", "2.00"), item("late_charge", "2.04", invoice="1"))
        assert audits(comparison) == [
            ("late_charge", "by-the-terms", "2.00 CAD"),
            ("late_charge", "by-the-terms", "2.04 CAD"),
        ]
        assert comparison.figure_of(item("late_charge"), comparison.figures) == 2_00
        assert comparison.figure_of(item("late_charge", invoice="9"), comparison.figures) == 0
        beside = compared(account(THIRD), item("late_charge", "4.04"), item("late_charge", "0.00", invoice="9"))
        assert [by_terms for _, _, by_terms in audits(beside)] == ["4.04 CAD", "0.00 CAD"]

    def test_the_first_bill_has_nothing_before_it(self) -> None:
        comparison = compared(Account([THIRD]), item("previous_balance", "0.00"), item("total_due", "100.00"))
        assert (comparison.since, comparison.activity.old, comparison.invoice_before) == (None, None, None)
        assert audits(comparison) == [
            ("previous_balance", "by-the-terms", "0.00 CAD"),
            ("total_due", "by-the-terms", "100.00 CAD"),
        ]
        assert [shown(audit.basis) for audit in comparison.audits()] == [(), ("balance of 2026-03-01: 100.00",)]

    def test_days_of_the_bill(self) -> None:
        days = (item("due_date", "2026-03-16"), item("dispute_until", "2026-05-30"), item("due_date", "2026-03-17"))
        assert audits(compared(account(THIRD), *days[:2])) == [
            ("due_date", "by-the-terms", "2026-03-16"),
            ("dispute_until", "by-the-terms", "2026-05-30"),
        ]
        assert [audit.audit for audit in compared(account(THIRD), *days[:2]).audits()] == [None, None]
        (audit,) = compared(account(THIRD), days[2]).audits()
        assert (audit.explanation, audit.difference) == ("unexplained", 1)
        assert audit.audit == DateAudit(date(2026, 3, 17), date(2026, 3, 16))
        (silent,) = compared(account(THIRD), days[1], terms=made(dispute=None)).audits()
        assert (silent.explanation, silent.by_terms, phrase_text(silent.why)) == (
            "unchecked",
            None,
            "these terms, as recorded, hold no rule on disputes",
        )


NO_FEE = "the account has no invoice with this fee"
DSL_60, DSL_40 = "dsl on the invoice of the account: 60.00", "dsl on the invoice of the account: 40.00"
TV_10 = "tv on the invoice of the account: 10.00"
DSL_67_80, DSL_45_20 = "dsl on the invoice of the account: 67.80", "dsl on the invoice of the account: 45.20"
TV_11_30 = "tv on the invoice of the account: 11.30"


class TestFees:
    """A fee by the lines of the account's invoice: before tax where the bill lists the tax, else with it."""

    @pytest.mark.parametrize(
        ("items", "found"),
        [
            ([fee()], [("124.30", (DSL_67_80, DSL_45_20, TV_11_30), "")]),
            (
                [fee(), tax()],
                [
                    ("110.00", (DSL_60, DSL_40, TV_10), ""),
                    ("14.30", ("HST: 13 % of 110.00 = 14.30 [Service Terms s.7]",), ""),
                ],
            ),
            ([fee(), fee()], [(None, (), "the bill does not say of which service it is")] * 2),
            ([fee(service="dsl")], [("113.00", (DSL_67_80, DSL_45_20), "")]),
            (
                [fee(service="dsl"), fee(service="tv"), fee(service="dsl")],
                [("67.80", (DSL_67_80,), ""), ("11.30", (TV_11_30,), ""), ("45.20", (DSL_45_20,), "")],
            ),
            (
                [fee(service="dsl")] * 3,
                [(None, (), "the invoice of the account has 2 lines of dsl, the bill 3")] * 3,
            ),
            ([fee(service="voip")], [("0.00", ("nothing on the invoice of the account",), "")]),
            (
                [fee(), fee(service="tv")],
                [(None, (), "the bill does not say of which service it is"), ("11.30", (TV_11_30,), "")],
            ),
        ],
    )
    def test_by_the_lines(self, items: list[BillItem], found: list[tuple[str | None, Shown, str]]) -> None:
        assert [*computed(compared(account(TAXED), *items)).values()] == found

    def test_an_invoice_without_lines(self) -> None:
        bare = account(Invoice("3", MARCH, cad(100_00)))
        no_lines = (None, (), "the invoice of the account has no lines to compare it with")
        assert computed(compared(bare, fee())) == {0: ("100.00", ("invoice 3 of the account",), "")}
        assert computed(compared(bare, fee(), fee())) == {0: no_lines, 1: no_lines}
        assert computed(compared(bare, fee(), tax()))[0] == no_lines

    @pytest.mark.parametrize(
        ("before", "items", "why"),
        [
            (
                [Invoice("2", "2026-02-01", cad(100_00))],
                [fee(service="dsl")],
                f"{NO_FEE}; that of 2026-02-01 comes to 100.00",
            ),
            (
                [invoice("2", "2026-02-01", one_time("dsl", 60_00, 7_80), one_time("tv", 10_00))],
                [fee(service="dsl")],
                f"{NO_FEE}; on that of 2026-02-01 it is 67.80",
            ),
            (
                [invoice("2", "2026-02-01", one_time("dsl", 60_00, 7_80), one_time("tv", 10_00))],
                [fee(service="dsl"), tax()],
                f"{NO_FEE}; on that of 2026-02-01 it is 60.00",
            ),
            (
                [invoice("2", "2026-02-01", one_time("dsl", 60_00), one_time("dsl", 10_00))],
                [fee(service="dsl")],
                f"{NO_FEE}; that of 2026-02-01 comes to 70.00",
            ),
            (
                [invoice("2", "2026-02-01", one_time("dsl", 60_00))],
                [fee()],
                f"{NO_FEE}; that of 2026-02-01 comes to 60.00",
            ),
            (
                [invoice("2", "2026-02-01", one_time("dsl", 60_00))],
                [fee(service="dsl"), fee(service="dsl")],
                f"{NO_FEE}; that of 2026-02-01 comes to 60.00",
            ),
            (
                [invoice("2", "2026-02-01", one_time("dsl", 60_00), one_time("tv", 10_00))],
                [fee(service="dsl"), fee(service="tv")],
                f"{NO_FEE}; on that of 2026-02-01 it is 60.00",
            ),
            ([], [fee(service="dsl")], NO_FEE),
            ([Invoice(name, "2026-02-01", cad(1)) for name in "ab"], [fee(service="dsl")], NO_FEE),
        ],
    )
    def test_one_that_the_account_has_not_is_told_by_the_bill_before(
        self, before: list[Invoice], items: list[BillItem], why: str
    ) -> None:
        earlier = [Invoice("0", "2025-12-01", cad(1))] if before else []
        comparison = compared(Account([*earlier, *before]), *items)
        assert computed(comparison)[0] == (None, (), why)
        audit = comparison.audits()[0]
        assert (audit.explanation, audit.by_terms, phrase_text(audit.why)) == ("unchecked", None, why)

    def test_a_part_of_a_fee(self) -> None:
        # Telus: 31.00 for March from the 22nd on: 10 of 30 days
        facts: dict[str, Any] = {"fee": cad(31_00), "cycle_start": MARCH, "since": "2026-03-22"}
        bill = Bill(items=[fee(**facts), fee(service="x")], issued=MARCH, due="2026-03-20")
        of = Account([Invoice("1", "2026-01-01", cad(10_00), due="2026-01-20")])
        comparison = ItemComparison(TELUS.agreement, bill, of, NO_FACTS)
        page = "[First Business Bill Page, Partial charges]"
        assert computed(comparison) == {
            0: (
                "10.33",
                (
                    f"days charged, the first and the last counted: 2026-03-31 - 2026-03-22 + 1 = 10 {page}",
                    f"the month taken as 30 days {page}",
                    f"charge: 31.00 x min(10, 30)/30 = 10.333333... -> 10.33 (half up) {page}",
                    f"total: 10.33 {page}",
                ),
                "",
            ),
            1: (None, (), f"{NO_FEE}; that of 2026-01-01 comes to 10.00"),
        }
        assert (comparison.fee_before(fee(**facts)), comparison.own.due) == (None, date(2026, 3, 20))
        assert [one.readings is not None for one in comparison.computed.values()] == [True, False]
        # 31.00 x 10/31 by the days of March, and 12 x 10/365 of it
        for billed, how in [
            ("10.33", "by-the-terms"),
            ("10.00", "allowed"),
            ("10.19", "allowed"),
            ("9.99", "unexplained"),
        ]:
            one = Bill(items=[fee(billed, **facts)], issued=MARCH, due="2026-03-20")
            assert audits(ItemComparison(TELUS.agreement, one, of, NO_FACTS)) == [("fee", how, "10.33 CAD")]
        assert computed(compared(account(), fee(**facts))) == {
            0: (None, (), "these terms, as recorded, hold no rule on a part of a cycle")
        }


class TestTaxes:
    """A tax on the fees by the terms, as they were billed where they are not checked; of several each by its name."""

    @pytest.mark.parametrize(
        ("of", "items", "found"),
        [
            # 13 % of 59.95 are 7.7935
            (
                account(),
                [fee("49.95"), fee("10.00"), tax()],
                ("7.79", ("HST: 13 % of 59.95 = 7.79 [Service Terms s.7]",), ""),
            ),
            (
                account(),
                [fee("49.95"), tax(province="QC")],
                (
                    "7.48",
                    (
                        "GST: 5 % of 49.95 = 2.50 [Service Terms s.7]",
                        "QST: 9.975 % of 49.95 = 4.98 [Service Terms s.7]",
                    ),
                    "",
                ),
            ),
            (
                account(),
                [fee("49.95"), tax(province="QC", name="qst")],
                ("4.98", ("QST: 9.975 % of 49.95 = 4.98 [Service Terms s.7]",), ""),
            ),
            (
                account(),
                [fee("49.95"), tax(province="QC", name="PST")],
                ("0.00", (), "the taxes of that day are GST, QST"),
            ),
            (account(), [tax()], (None, (), "neither the bill nor the account has the fees that are taxed")),
            (account(TAXED), [tax()], ("14.30", ("HST: 13 % of 110.00 = 14.30 [Service Terms s.7]",), "")),
            (
                account(TAXED),
                [fee("9.00", service="tv"), tax(tax_rate="0.1")],
                ("1.00", ("tax: 10 % of 10.00 = 1.00 [Service Terms s.7]",), ""),
            ),
        ],
    )
    def test_what_it_is_on(self, of: Account, items: list[BillItem], found: tuple[str | None, Shown, str]) -> None:
        assert computed(compared(of, *items))[len(items) - 1] == found

    def test_terms_without_taxes(self) -> None:
        terms = load("examples/own_provider.toml")
        of = Account([Invoice("1", "2026-01-01", Money(100, "GBP"))])

        def found(**facts: object) -> tuple[str | None, Shown, str]:
            items = (BillItem("fee", Money(1, "GBP")), BillItem("tax", Money(1, "GBP"), **facts))
            bill = Bill(items=items, issued="2026-02-01")
            return computed(ItemComparison(terms.agreement, bill, of, NO_FACTS))[1]

        assert found() == (None, (), "these terms name no table of taxes, and the bill no rate")
        assert found(tax_rate="0.13") == ("0.13", ("tax: 13 % of 1.00 = 0.13",), "")

    def test_an_error_names_the_item(self) -> None:
        with pytest.raises(TelcoTermsError) as found:
            compared(account(), fee(), tax(province="XX"))
        assert str(found.value).startswith("tax of the bill: 'XX' is no region of these taxes: choose from AB, ")


CAP = "the cap on each charge: 50.00 [Service Terms s.9]"


class TestAdministrativeCharges:
    """Each is that of its number, or the next of its reason between the bills; at most the cap counts."""

    @staticmethod
    def event(number: str, on: str, amount: int, reason: str = "collection") -> AdministrativeCharge:
        return AdministrativeCharge(number, on, cad(amount), reason)

    OF = account(
        THIRD,
        AdministrativeCharge("A", "2026-02-01", cad(10_00), "collection"),
        AdministrativeCharge("B", "2026-02-02", cad(20_00), "collection"),
        AdministrativeCharge("C", "2026-02-10", cad(75_00), "collection"),
        AdministrativeCharge("D", MARCH, cad(30_00), "collection"),
        AdministrativeCharge("E", "2026-02-11", cad(5_00), "returned-payment"),
        AdministrativeCharge("F", "2026-03-02", cad(7_00), "collection"),
        Credit("2026-02-12", cad(1_00), "1"),
        Reminder("2026-02-13"),
    )

    def charges(self, comparison: ItemComparison) -> list[tuple[str, str, str]]:
        """The administrative charges of the account as it is compared."""
        others = comparison.account.others
        return [(one.number, one.amount.text, str(one.on)) for one in others if isinstance(one, AdministrativeCharge)]

    def test_which_event_each_is(self) -> None:
        comparison = compared(
            self.OF,
            charge("1.00"),
            charge("2.00", reason="returned-payment"),
            charge("3.00"),
            charge("4.00"),
            charge("5.00"),
            charge("6.00", number="A"),
            charge("7.00", number="X"),
        )
        assert computed(comparison) == {
            0: ("20.00", ("B of the account: 20.00", CAP), ""),
            1: ("5.00", ("E of the account: 5.00", CAP), ""),
            2: ("50.00", (CAP,), ""),
            3: ("30.00", ("D of the account: 30.00", CAP), ""),
            4: ("5.00", (CAP,), ""),
            5: ("10.00", ("A of the account: 10.00", CAP), ""),
            6: ("7.00", (CAP,), ""),
        }
        assert comparison.charge_numbers == {"A", "B", "C", "D", "E", "3/5", "X"}
        assert self.charges(comparison) == [
            ("A", "10.00", "2026-02-01"),
            ("B", "20.00", "2026-02-02"),
            ("C", "50.00", "2026-02-10"),
            ("E", "5.00", "2026-02-11"),
            ("3/5", "5.00", MARCH),
            ("D", "30.00", MARCH),
            ("X", "7.00", MARCH),
            ("F", "7.00", "2026-03-02"),
        ]

    def test_what_is_named_is_not_the_next_of_its_reason(self) -> None:
        comparison = compared(self.OF, charge(), charge(number="C"), charge())
        assert [found[1][0] for found in computed(comparison).values()] == [
            "B of the account: 20.00",
            CAP,
            "D of the account: 30.00",
        ]
        # the one for a returned payment is left out
        whole = compared(self.OF, charge(), charge(number="C"), charge(), item("total_due"), fee(service="dsl"))
        assert missing(whole)["administrative_charge"] == "5.00"
        # one of the day of the bill before is not new: 20.00, 30.00 and 5.00 are left
        earlier = compared(self.OF, charge(number="A"), charge(number="C"), item("total"), fee(service="dsl"))
        assert missing(earlier)["administrative_charge"] == "55.00"

    def test_those_that_the_account_has_not(self) -> None:
        comparison = compared(
            account(), charge("75.00"), charge("0.00"), charge("50.00", number="Z"), charge("5.00", reason="paper-bill")
        )
        assert computed(comparison) == {
            0: ("50.00", (CAP,), ""),
            1: ("0.00", (CAP,), ""),
            2: ("50.00", (CAP,), ""),
            3: ("5.00", (CAP,), ""),
        }
        assert self.charges(comparison) == [("3/1", "50.00", MARCH), ("3/4", "5.00", MARCH), ("Z", "50.00", MARCH)]
        assert comparison.charge_numbers == {"3/1", "3/4", "Z"}

    def test_one_that_is_the_cap_itself_is_that_of_the_account(self) -> None:
        comparison = compared(account(self.event("A", "2026-02-10", 50_00)), charge())
        assert computed(comparison) == {0: ("50.00", ("A of the account: 50.00", CAP), "")}

    def test_a_cap_that_changes_is_that_of_the_day_of_the_charge(self) -> None:
        most = Dated(((date(2020, 1, 1), cad(40_00)), (date(2026, 2, 20), cad(60_00))))
        rule = ByReason(reason=(("collection", ReasonCharge(most=most)),), clause=CLAUSE, says="")
        comparison = compared(
            account(self.event("A", "2026-02-19", 75_00)),
            charge(),
            charge("75.00"),
            terms=made(administrative_charge=rule),
        )
        assert computed(comparison) == {
            0: ("40.00", ("the cap on each charge: 40.00 [Terms s.1]",), ""),
            1: ("60.00", ("the cap on each charge: 60.00 [Terms s.1]",), ""),
        }

    def test_on_the_first_bill_each_of_an_earlier_day_counts(self) -> None:
        comparison = compared(Account([self.event("A", "2026-01-01", 10_00)]), charge())
        assert computed(comparison) == {0: ("10.00", ("A of the account: 10.00", CAP), "")}

    def test_sums_that_the_terms_name_stand_on_the_invoice_where_that_alone_has_a_due_date(self) -> None:
        of = Account([Invoice("1", "2026-01-01", cad(10_00), due="2026-01-20")])
        items = (charge("30.00", reason="returned-payment"), charge("5.00", reason="paper-bill"))

        def comparison(*more: BillItem) -> ItemComparison:
            bill = Bill(items=[*items, *more], issued=MARCH, due="2026-03-20")
            return ItemComparison(TELUS.agreement, bill, of, NO_FACTS)

        alone = comparison()
        assert computed(alone) == {
            0: ("25.00", ("the terms charge 25.00 for it [Older Service Fees Page, One-time fees]",), ""),
            1: (
                "0.00",
                (),
                "the terms name no charge for that reason, only for connection, bill-reprint, chosen-number, "
                "other-number, device-setup, plan-change, restoral, transfer, returned-payment",
            ),
        }
        assert (alone.charged_on_invoice, alone.own.amount, alone.account.others) == (cad(25_00), cad(25_00), ())
        assert (comparison(fee("1.00")).own.amount, alone.is_whole) == (cad(26_00), False)
        assert compared(account(), charge("30.00")).charged_on_invoice == cad(0)

    def test_terms_without_a_rule(self) -> None:
        comparison = compared(account(THIRD), charge("5.00"), terms=made(administrative_charge=None))
        assert computed(comparison) == {
            0: (None, (), "these terms, as recorded, hold no rule on administrative charges")
        }
        assert self.charges(comparison) == [("3/1", "5.00", MARCH)]
        of_account = compared(
            account(self.event("A", "2026-02-10", 8_00)), charge("5.00"), terms=made(administrative_charge=None)
        )
        assert self.charges(of_account) == [("A", "8.00", "2026-02-10")]
        assert audits(of_account) == [("administrative_charge", "unchecked", "None")]


class TestTheInvoiceOfTheBill:
    """It is that of its number or, without one, of its day; its amount is what its fees and taxes are by the terms."""

    @staticmethod
    def of_day(of: Account, number: str | None = None) -> ItemComparison:
        bill = Bill(items=[item("payments", "0.00")], number=number or "", issued=MARCH)
        return ItemComparison(KOS.agreement, bill, of, NO_FACTS)

    def test_which_one_it_is(self) -> None:
        assert [self.of_day(account(THIRD), number).found for number in ("3", "9")] == [THIRD, None]
        unnamed = Bill(items=[item("payments", "0.00")], issued=MARCH)
        assert ItemComparison(KOS.agreement, unnamed, account(THIRD), NO_FACTS).found == THIRD
        none = ItemComparison(KOS.agreement, unnamed, account(), NO_FACTS)
        assert (none.found, none.own.number) == (None, MARCH)

    def test_days_that_do_not_fit(self) -> None:
        with pytest.raises(TelcoTermsError) as found:
            self.of_day(account(), "2")
        assert (found.value.code, str(found.value)) == (
            "bill_day_differs_from_account",
            "the bill '2' is of 2026-03-01, in the account it is of 2026-02-01: check the two days",
        )
        unnamed = Bill(items=[item("payments", "0.00")], issued=MARCH)
        with pytest.raises(TelcoTermsError) as found:
            ItemComparison(KOS.agreement, unnamed, Account([Invoice(n, MARCH, cad(1)) for n in "ab"]), NO_FACTS)
        assert (found.value.code, str(found.value)) == (
            "ambiguous_invoice",
            "the account has 2 invoices of 2026-03-01: give the bill its number",
        )

    @pytest.mark.parametrize(
        ("of", "items", "amount", "is_whole"),
        [
            (account(), [fee("60.00"), fee("40.00"), tax("9.00")], 113_00, True),  # 100.00 as billed, and 13 % of it
            (account(TAXED), [fee("9.00", service="tv")], 11_30, True),  # by the line
            (account(TAXED), [fee("9.00"), fee("8.00")], 124_30, True),  # not checked: that of the account
            (account(TAXED), [item("payments", "0.00")], 124_30, True),
            (account(), [item("payments", "0.00")], 0, False),
        ],
    )
    def test_its_amount(self, of: Account, items: list[BillItem], amount: int, is_whole: bool) -> None:
        comparison = compared(of, *items)
        assert (comparison.own.number, comparison.own.amount, comparison.is_whole) == ("3", cad(amount), is_whole)
        assert [one for one in comparison.account.invoices if one.number == "3"] == [comparison.own]
        totals = comparison.by_terms("total"), comparison.by_terms("total_due")
        assert [total is None for total in totals] == [not is_whole] * 2

    def test_its_other_facts_are_those_of_the_account(self) -> None:
        of = Account([Invoice("3", MARCH, cad(5_00), 2, due="2026-03-20")])
        bill = Bill(items=[item("payments", "0.00")], number="3", issued=MARCH)
        own = ItemComparison(TELUS.agreement, bill, of, NO_FACTS).own
        assert own == Invoice("3", MARCH, cad(5_00), 2, due="2026-03-20")


class TestMissing:
    """What the account has and the bill leaves out, of the kinds that its totals hold.

    202.00 were owed, 2.04 and 2.00 were posted, and two charges of 20.00 are new; 3.00 was paid on the day of the bill.
    """

    OF = account(
        THIRD,
        AdministrativeCharge("B", "2026-02-20", cad(20_00), "collection"),
        AdministrativeCharge("C", "2026-02-21", cad(20_00), "collection"),
        Payment(MARCH, cad(3_00)),
    )
    OLD: ClassVar[dict[str, str]] = {"previous_balance": "202.00", "payments": "3.00"}
    NEW: ClassVar[dict[str, str]] = {"late_charge": "4.04", "administrative_charge": "40.00"}
    DSL = fee("100.00", service="dsl")

    @pytest.mark.parametrize(
        ("items", "left_out"),
        [
            ([item("total", "144.04")], {}),
            ([item("total_due")], OLD),
            ([DSL], {}),
            ([DSL, item("total")], NEW),
            ([DSL, item("total_due")], OLD | NEW),
            (
                [DSL, item("late_charge", invoice="1"), charge(), item("payments"), item("total_due")],
                {"previous_balance": "202.00", "late_charge": "2.00", "administrative_charge": "20.00"},
            ),
            ([item("late_charge"), item("total")], {"administrative_charge": "40.00"}),
            ([item("late_charge", "0.00", invoice="9"), charge(), charge(), item("total")], {"late_charge": "4.04"}),
            (
                [item("late_charge"), item("late_charge", invoice="1"), charge(), charge(), item("total")],
                {},
            ),
            (
                [item("late_charge", invoice="1"), item("late_charge", invoice="2"), charge(number="C"), item("total")],
                {"administrative_charge": "20.00"},
            ),
        ],
    )
    def test_what_is_left_out(self, items: list[BillItem], left_out: dict[str, str]) -> None:
        assert missing(compared(self.OF, *items)) == left_out

    def test_what_a_line_of_the_total_bills_is_there(self) -> None:
        facts = {"amount": cad(100_00), "issued": "2026-01-01", "paid": MARCH}
        line = BillLine("late_charge", facts, cad(4_04))
        comparison = compared(self.OF, self.DSL, item("total", "104.04"), lines=[line])
        assert comparison.in_total == {"late_charge": 4_04}
        assert missing(comparison) == {"administrative_charge": "40.00"}
        assert sums(comparison) == [("total", "104.04", "104.04")]
        assert audits(comparison) == [("fee", "by-the-terms", "100.00 CAD"), ("total", "from-items", "144.04 CAD")]


class TestSums:
    """The sums of a bill that its own lines give too."""

    OF = TestMissing.OF

    @pytest.mark.parametrize(
        ("items", "found"),
        [
            ([fee("100.00"), item("late_charge", "4.04")], []),
            ([fee("100.00"), item("late_charge", "4.04"), item("total", "104.05")], [("total", "104.05", "104.04")]),
            (
                [fee("100.00"), item("credit", "5.00"), item("refund", "6.00"), item("total", "89.00")],
                [("total", "89.00", "89.00")],
            ),
            ([item("total", "5.00")], []),
            (
                [fee("100.00"), item("due_date", "2026-03-16"), item("total", "104.05")],
                [("total", "104.05", "100.00")],
            ),
            # without a balance before it, the total due has no sum, for one was owed
            ([fee("100.00"), item("total_due", "1.00")], []),
            (
                [item("previous_balance", "1.00"), item("payments", "3.00"), item("payout", "2.00"), item("total_due")],
                [],
            ),
            (
                [
                    item("previous_balance", "9.00"),
                    item("payments", "3.00"),
                    item("payout", "2.00"),
                    fee("5.00"),
                    item("total_due"),
                ],
                [("total_due", "1.00", "13.00")],
            ),
            (
                [item("previous_balance", "9.00"), item("total", "7.00"), item("total_due")],
                [("total_due", "1.00", "16.00")],
            ),
            (
                [item("previous_balance", "9.00"), fee("5.00"), item("total", "7.00"), item("total_due")],
                [("total", "7.00", "5.00"), ("total_due", "1.00", "14.00")],
            ),
        ],
    )
    def test_what_they_come_to(self, items: list[BillItem], found: list[tuple[str, str, str]]) -> None:
        assert sums(compared(self.OF, *items)) == found

    def test_the_first_bill_needs_no_balance_before_it(self) -> None:
        assert sums(compared(Account([THIRD]), fee("100.00"), item("total_due", "1.00"))) == [
            ("total_due", "1.00", "100.00")
        ]

    def test_fees_that_are_not_checked_come_to_the_invoice(self) -> None:
        of = account(Invoice("3", MARCH, cad(100_00)))
        assert sums(compared(of, fee("60.00"), fee("30.00"))) == [("invoice", "100.00", "90.00")]
        assert sums(compared(of, fee("60.00"), tax("7.80"))) == [("invoice", "100.00", "67.80")]
        assert sums(compared(account(), fee("60.00"), fee("30.00"))) == []


class TestTotals:
    """A total that disagrees can be off by what its own items are off, and by what is missing among them."""

    OF = TestMissing.OF
    RIGHT = (fee("100.00", service="dsl"), item("late_charge", "4.04"), charge("20.00"), charge("20.00"))

    def test_right_ones(self) -> None:
        # 100.00 + 4.04 + 40.00, and with 202.00 less 3.00
        items = (item("total_due", "343.04"), *self.RIGHT, item("total", "144.04"))
        assert audits(compared(self.OF, *items)) == [
            ("total_due", "by-the-terms", "343.04 CAD"),
            ("fee", "by-the-terms", "100.00 CAD"),
            ("late_charge", "by-the-terms", "4.04 CAD"),
            ("administrative_charge", "by-the-terms", "20.00 CAD"),
            ("administrative_charge", "by-the-terms", "20.00 CAD"),
            ("total", "by-the-terms", "144.04 CAD"),
        ]

    @pytest.mark.parametrize(
        ("items", "total", "how"),
        [
            # the late charge is a dollar off, and the fee by two: not checked, since it stands in the invoice
            ([*RIGHT[:1], item("late_charge", "5.04"), *RIGHT[2:]], "145.04", "from-items"),
            ([*RIGHT[:1], item("late_charge", "5.04"), *RIGHT[2:]], "146.04", "unexplained"),
            ([fee("102.00", service="dsl"), *RIGHT[1:]], "146.04", "from-items"),
            ([fee("102.00", service="dsl"), *RIGHT[1:]], "145.04", "unexplained"),
            # what was owed before is no part of the total of the bill
            ([item("previous_balance", "200.00"), *RIGHT], "142.04", "unexplained"),
            # without a fee, the invoice of the account is taken as it is
            ([item("late_charge", "5.04"), *RIGHT[2:]], "145.04", "from-items"),
            ([*RIGHT[:3]], "124.04", "from-items"),
            ([*RIGHT[:3], item("credit", "4.00")], "120.04", "from-items"),
        ],
    )
    def test_those_of_new_charges(self, items: list[BillItem], total: str, how: str) -> None:
        *_, audit = compared(self.OF, *items, item("total", total)).audits()
        assert (audit.explanation, audit.by_terms, audit.basis) == (how, cad(144_04), ())
        if how == "from-items":
            assert phrase_text(audit.why) == "its own lines are off by as much"

    @pytest.mark.parametrize(
        ("items", "due", "how"),
        [
            ([item("previous_balance", "200.00"), item("payments", "3.00"), *RIGHT], "341.04", "from-items"),
            ([item("previous_balance", "202.00"), item("payments", "5.00"), *RIGHT], "341.04", "from-items"),
            ([item("previous_balance", "202.00"), *RIGHT], "346.04", "from-items"),
            ([item("previous_balance", "202.00"), item("payments", "5.00"), *RIGHT], "345.04", "unexplained"),
        ],
    )
    def test_those_of_all_that_is_due(self, items: list[BillItem], due: str, how: str) -> None:
        *_, audit = compared(self.OF, *items, item("total_due", due)).audits()
        assert (audit.explanation, audit.by_terms, shown(audit.basis)) == (
            how,
            cad(343_04),
            ("balance of 2026-03-01: 343.04",),
        )

    def test_both_where_what_was_owed_before_is_left_out(self) -> None:
        # a dollar more of late charges in both, and of what is due no 202.00 and no 3.00 less
        items = (self.RIGHT[0], item("late_charge", "5.04"), *self.RIGHT[2:])
        assert audits(compared(self.OF, *items, item("total", "145.04"), item("total_due", "145.04")))[-2:] == [
            ("total", "from-items", "144.04 CAD"),
            ("total_due", "from-items", "343.04 CAD"),
        ]

    def test_one_that_is_off_by_a_line_with_facts_of_its_own(self) -> None:
        facts = {"amount": cad(100_00), "issued": "2026-01-01", "paid": MARCH}
        line = BillLine("late_charge", facts, cad(5_04))
        items = (self.RIGHT[0], *self.RIGHT[2:])
        for total, how in [("145.04", "from-items"), ("144.04", "by-the-terms")]:
            comparison = compared(self.OF, *items, item("total", total), lines=[line])
            assert audits(comparison)[-1] == ("total", how, "144.04 CAD")

        # 2.00 as an item and 3.04 as a line, in the place of 4.04
        rest = BillLine("late_charge", facts, cad(3_04))
        both = compared(self.OF, *items, item("late_charge", "2.00"), item("total", "145.04"), lines=[rest])
        assert audits(both)[-1] == ("total", "from-items", "144.04 CAD")

    def test_one_that_holds_a_charge_on_the_invoice_itself(self) -> None:
        # 10.00 and the 25.00 that the terms name
        of = Account([Invoice("1", "2026-01-01", cad(10_00), due="2026-01-20"), Payment("2026-01-10", cad(10_00))])
        items = [fee("10.00"), charge("30.00", reason="returned-payment"), item("total", "40.00")]
        bill = Bill(items=items, issued=MARCH, due="2026-03-20")
        assert audits(ItemComparison(TELUS.agreement, bill, of, NO_FACTS))[-1] == ("total", "from-items", "35.00 CAD")

    def test_one_that_nothing_decides(self) -> None:
        *_, audit = compared(account(), item("late_charge", "4.04"), item("total")).audits()
        assert (audit.explanation, audit.by_terms, phrase_text(audit.why)) == (
            "unchecked",
            None,
            "the account has no invoice 3, and the bill lists no fees",
        )


class TestMistakes:
    """What a known mistake makes of a late charge: up to its last posting, less that before the bill."""

    @staticmethod
    def rounded_each_day(of: Account, **facts: str) -> int | str:
        late = item("late_charge", **facts)
        found = compared(of, late)._mistaken(late)("each-day-rounded")
        return phrase_text(found) if isinstance(found, Phrase) else found

    def test_each_debt_on_which_it_was_posted(self) -> None:
        # of the first bill 28 x 0.07 = 1.96 in February (3.82 less the 1.86 of January), as much of the second
        assert self.rounded_each_day(account(THIRD)) == 3_92
        assert self.rounded_each_day(account(THIRD), invoice="1") == 1_96
        assert self.rounded_each_day(account(THIRD), invoice="2") == 1_96
        # 113.00: 31 x 0.07 and, of 115.17 to 15 February, 14 x 0.08
        paid = Account([Invoice("1", "2026-01-01", cad(113_00)), Payment("2026-02-15", cad(116_41), "1")])
        assert self.rounded_each_day(paid) == 3_29

    def test_what_is_not_one_amount_for_one_time(self) -> None:
        for event in (Payment("2026-02-20", cad(30_00), "1"), Dispute("1", "2026-01-10", cad(30_00))):
            assert self.rounded_each_day(account(event)) == (
                "the late charge on invoice 1 is not that of one amount for one time"
            )
        assert self.rounded_each_day(account(Dispute("1", "2026-01-10", cad(30_00))), invoice="2") == 1_96

    def test_one_that_is_not_known_of_the_time_before_the_bill_is_not_known_of_the_bill(self) -> None:
        # up to 31 January no month has begun on a day that was clamped; the next one begins on 28 February
        first, late = Invoice("1", "2025-12-31", cad(100_00)), item("late_charge")
        found = compared(Account([first, Invoice("2", "2026-02-01", cad(0))]), late)._mistaken(late)(
            "clamped-month-steps"
        )
        assert isinstance(found, Phrase)
        assert phrase_text(found) == "no month begins on a day that was clamped"
        assert isinstance(compared(Account([first]), late)._mistaken(late)("clamped-month-steps"), int)

    def test_where_nothing_was_posted(self) -> None:
        assert self.rounded_each_day(account(), invoice="9") == "nothing was posted: nothing is charged"

    def test_the_charge_on_a_debt(self) -> None:
        reminders = [
            Reminder(f"2026-{day}", invoice)
            for day, invoice in [("02-20", None), ("02-18", "1"), ("02-19", "2"), ("03-01", None), ("03-02", None)]
        ]
        comparison = compared(
            Account([Invoice("1", "2026-01-01", cad(100_00), 2), SECOND, THIRD, *reminders]), item("late_charge")
        )
        first, second, _ = comparison.activity.new.debts
        charged = comparison.charge_on(first)
        assert charged is not None
        now, before = charged
        assert before is not None
        assert (now.amount, now.paid, now.days.issued, now.days.due, now.days.billing_months) == (
            100_00,
            date(2026, 3, 1),
            date(2026, 1, 1),
            date(2026, 1, 16),
            2,
        )
        assert now.reminded == (date(2026, 2, 18), date(2026, 2, 20), date(2026, 3, 1))
        assert (before.paid, now.charge, before.charge) == (date(2026, 2, 1), 4_04, 2_00)
        of_second = comparison.charge_on(second)
        assert of_second is not None
        assert (of_second[0].paid, of_second[0].days.billing_months, of_second[1]) == (date(2026, 3, 1), 1, None)

    def test_the_charge_on_a_debt_that_is_no_invoice(self) -> None:
        comparison = compared(
            account(AdministrativeCharge("N", "2026-01-20", cad(25_00), "collection")), item("late_charge")
        )
        (debt,) = (debt for debt in comparison.activity.new.debts if debt.number == "N")
        charged = comparison.charge_on(debt)
        assert charged is not None
        assert (charged[0].amount, charged[0].days.billing_months) == (25_00, 1)

    def test_the_billed_charge_on_which_the_law_looks(self) -> None:
        late = item("late_charge", "1.00")
        paid = Account([Invoice("1", "2026-02-01", cad(113_00)), Payment(MARCH, cad(115_26), "1"), THIRD])
        assert compared(paid, late).only_late_charge == cad(1_00)
        assert compared(paid, item("payments", "1.00")).only_late_charge is None
        assert compared(paid, late, item("late_charge", invoice="1")).only_late_charge is None
        assert compared(account(), late).only_late_charge is None  # two debts bear one
        posted_before = Account([Invoice("1", "2026-01-01", cad(100_00)), Invoice("2", "2026-02-01", cad(0)), THIRD])
        assert compared(posted_before, late).only_late_charge is None
        still_accruing = Account([Invoice("1", "2026-01-20", cad(100_00)), THIRD])
        assert compared(still_accruing, late).only_late_charge is None


class TestReadings:
    """An item that disagrees is tried under the other readings of a statement, or of the clause that it is of."""

    @pytest.mark.parametrize(
        ("billed", "how"),
        [
            (item("late_charge", "2.00"), "allowed"),  # counted from the due date
            (item("late_charge", "9.99"), "unexplained"),
            (item("previous_balance", "200.00"), "allowed"),
            (item("payments", "9.99"), "unexplained"),
        ],
    )
    def test_of_a_statement(self, billed: BillItem, how: str) -> None:
        (audit,) = compared(account(THIRD), billed).audits()
        assert (audit.explanation, audit.audit is not None) == (how, True)

    @pytest.mark.parametrize(
        ("items", "how"),
        [
            ([item("refund", "38.30")], ["allowed"]),  # 19 of 28 days
            ([item("refund", "38.30", number="R")], ["allowed"]),
            ([item("refund", "36.29")], ["unexplained"]),
            ([item("refund", "0.01", number="X")], ["unexplained"]),
            # 50 % of six months: the current one remains too
            ([item("cancellation_charge", "169.33")], ["allowed"]),
            ([item("cancellation_charge", "1.00")], ["unexplained"]),
        ],
    )
    def test_of_an_end(self, items: list[BillItem], how: list[str]) -> None:
        found = compared(TestBetweenTheBills.ACCOUNT, *items, terms=HOSTING).audits()
        assert [audit.explanation for audit in found] == how

    def test_of_terms_that_are_silent_on_the_end(self) -> None:
        ended = Cancellation("R", "2026-02-10", service="dsl", fee=cad(49_95), cycle_start="2026-02-01")
        silent = made(cancellation_charge=None)
        (audit,) = compared(account(ended), item("cancellation_charge"), terms=silent).audits()
        assert (audit.explanation, audit.by_terms) == ("unexplained", cad(0))

    def test_a_known_mistake(self) -> None:
        paid = Account([Invoice("1", "2026-01-01", cad(113_00)), Payment("2026-02-15", cad(116_41), "1")])
        assert audits(compared(paid, item("late_charge", "3.29"))) == [("late_charge", "known-mistake", "3.41 CAD")]

    def test_they_are_replayed_once(self) -> None:
        comparison = compared(account(THIRD), item("late_charge"))
        assert comparison._all_figures() is comparison._all_figures()

    def test_of_editions_that_do_not_add_up_to_one_sum_there_are_none(self) -> None:
        terms = two({"late_charge": flat(5_00)}, {"late_charge": NEW_RATE})
        of = Account([Invoice("a", "2021-06-01", cad(100_00)), Invoice("b", "2021-08-01", cad(100_00))])
        bill = Bill(items=[item("late_charge", "9.99")], issued="2021-09-01")
        comparison = ItemComparison(terms.agreement, bill, of, NO_FACTS)
        # on the first debt 5.00 was posted in June, on the second 2.00 is
        assert audits(comparison) == [("late_charge", "unexplained", "2.00 CAD")]
        assert comparison._all_figures() == ((), {(): comparison.figures})

    def test_what_has_a_basis_of_its_own(self) -> None:
        comparison = compared(account(THIRD), item("total"))
        for one in (fee(), tax(), charge(), item("total"), item("total_due"), item("due_date", MARCH)):
            with pytest.raises(AssertionError, match=rf"^{one.kind} has a basis of its own$"):
                list(comparison._basis(one))
        with pytest.raises(AssertionError, match=r"^total comes after what it holds$"):
            comparison._audited(0, item("total"))

    def test_a_flat_fee_has_none(self) -> None:
        # that on the first bill was posted in January
        (audit,) = compared(account(THIRD), item("late_charge", "2.00"), terms=made(late_charge=flat(5_00))).audits()
        assert (audit.explanation, audit.by_terms) == ("unexplained", cad(5_00))
