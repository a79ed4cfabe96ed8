"""How late charges accrue in the compiled core: one clause of each kind on the same bills, against the readable replay.

The bills are dated day after day, so that on one day each of them has run for another time: what has accrued on all of
them shows the share of each day of a period. A payment names its bill, and is less than what is owed of it.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta
from decimal import Decimal
from typing import Any, Final

import pytest

from telcoterms import Account, Invoice, Money, Payment, Terms
from telcoterms.account.events import Dispute, Event, Reminder
from telcoterms.batch.kernels.ledger.programs import Programs
from telcoterms.clauses.late_charge import kinds
from telcoterms.statement.account_terms import AccountTerms
from telcoterms.statement.questions import known_on
from telcoterms.statement.replay import Replay, used_terms
from telcoterms.values.dataclasses import replace
from tests.batch.core.in_columns import Outcome, by_the_core, by_the_replay, programs_of
from tests.batch.core.test_edges import AFTER_A_REMINDER, own_terms
from tests.oracle.tree import DATED_BY, DAY_COUNT, PART_BLOCK, PART_MONTH_OF_RATE
from tests.oracle.trees import LONG_AGO, Table
from tests.terms_builders import cad
from tests.test_editions import KOS_RATE, two

START: Final = date(2023, 11, 20)


def dated(*values: str, of: type = Decimal) -> list[Table]:
    """A number that changes at the end of a year, in it, and on the first and the last day of a leap month."""
    days = (LONG_AGO, date(2023, 12, 31), date(2024, 1, 17), date(2024, 2, 1), date(2024, 2, 29))
    return [{"since": day, "value": of(value)} for day, value in zip(days, values, strict=False)]


MONTH: Final[Table] = {"kind": "rate", "rate": Decimal("0.02"), "per": "month"}
DAY: Final[Table] = {"kind": "rate", "rate": Decimal("0.0007"), "per": "day"}
YEAR: Final[Table] = {"kind": "rate", "rate": Decimal("0.24"), "per": "year"}
SUM: Final[Table] = {"kind": "flat", "sum": "5.00"}
NONE: Final[Table] = {"compounding": "none"}
MONTHLY: Final[Table] = {"compounding": "monthly"}
DAILY: Final[Table] = {"compounding": "daily"}


def clauses() -> Iterator[tuple[str, Table]]:
    for part in PART_MONTH_OF_RATE:
        yield f"month {part}", {**MONTH, **MONTHLY, "part_month": part}
        yield f"month {part} none", {**MONTH, **NONE, "part_month": part, "runs_from": "grace-end"}
    for block in PART_BLOCK:
        yield f"30 days {block}", {**MONTH, **NONE, "per": "30 days", "part_block": block}
        yield f"7 days of days {block}", {**DAY, **NONE, "block_days": 7, "part_block": block, "first_day": "counted"}
        for count in DAY_COUNT:
            yield (
                f"7 days of years {block} {count}",
                {**YEAR, **NONE, "block_days": 7, "part_block": block, "day_count": count},
            )
    for count in DAY_COUNT:
        yield f"year none {count}", {**YEAR, **NONE, "day_count": count}
        yield f"year daily {count}", {**YEAR, **DAILY, "day_count": count}
        yield f"year yearly {count}", {**YEAR, "compounding": "yearly", "day_count": count}
        yield f"year 30-days {count}", {**YEAR, "compounding": "30-days", "day_count": count, "first_day": "counted"}
    yield "year monthly", {**YEAR, **MONTHLY}
    yield "day none counted", {**DAY, **NONE, "first_day": "counted"}
    yield "day daily", {**DAY, **DAILY, "first_day": "counted"}
    for on_day in (1, 15, 30, 31):
        yield f"on day {on_day}", {**MONTH, **MONTHLY, "on_day": on_day, "runs_from": "due-date"}
    yield "sum a month", {**SUM, "per": "month"}
    yield "sum a month completed", {**SUM, "per": "month", "part_month": "completed-months"}
    yield "sum a day", {**SUM, "per": "day", "first_day": "counted"}
    for block in PART_BLOCK:
        yield f"sum a week {block}", {**SUM, "per": "7 days", "part_block": block}
    yield "sum a month for the account", {**SUM, "per": "month", "of": "account"}
    yield "sum for the account", {**SUM, "of": "account"}
    yield "sum a week for the account", {**SUM, "per": "7 days", "of": "account"}
    yield "sum", SUM
    yield "share", {"kind": "percentage", "share": dated("0.05", "0.03", "0.02", "0.07", "0.01")}
    # numbers that change
    changing = dated("0.02", "0.03", "0.01", "0.025", "0.04")
    by_day = dated("0.0007", "0.001", "0.0002", "0.0011", "0.0005")
    by_year = dated("0.24", "0.12", "0.36", "0.2", "0.1")
    sums = dated("5.00", "4.00", "6.00", "7.00", "2.00", of=str)
    for dated_by in DATED_BY:
        of = {"dated_by": dated_by}
        yield f"month changing {dated_by}", {**MONTH, **MONTHLY, **of, "rate": changing}
        yield (
            f"month growing changing {dated_by}",
            {**MONTH, **MONTHLY, **of, "rate": changing, "part_month": "daily-compound"},
        )
        yield f"day changing {dated_by}", {**DAY, **NONE, **of, "rate": by_day}
        yield f"day growing changing {dated_by}", {**DAY, **DAILY, **of, "rate": by_day}
        yield f"year changing {dated_by}", {**YEAR, **NONE, **of, "rate": by_year, "day_count": "actual/actual"}
        yield f"blocks changing {dated_by}", {**MONTH, **NONE, **of, "per": "7 days", "rate": changing}
        yield f"sum a month changing {dated_by}", {**SUM, **of, "per": "month", "sum": sums}
        yield f"sum a day changing {dated_by}", {**SUM, **of, "per": "day", "sum": sums}
    yield "year growing changing", {**YEAR, **DAILY, "dated_by": "each-day", "rate": by_year, "day_count": "30/360"}
    yield "1 day changing", {**MONTH, **NONE, "per": "1 days", "rate": by_day, "dated_by": "each-day"}
    yield "month of two rates", {**MONTH, **MONTHLY, "rate": changing[:2], "dated_by": "each-day"}
    # thresholds, coins, bounds
    yield "from", {**MONTH, **MONTHLY, "threshold": {"from": "63.70"}}
    yield "over dated", {**SUM, "threshold": {"over": dated("60.00", "50.00", "70.00", "40.00", "80.00", of=str)}}
    yield "coin", {**MONTH, **MONTHLY, "round_to": "0.05"}
    yield "coin of powers", {**MONTH, **MONTHLY, "part_month": "daily-compound", "round_to": "0.10"}
    yield "least", {**MONTH, **MONTHLY, "least": "3.00"}
    yield "most", {**DAY, **NONE, "most": "3.00"}
    yield "both", {**DAY, **DAILY, "least": "1.00", "most": {"share": Decimal("0.05")}}
    # joins
    week = {**SUM, "sum": "1.00", "per": "7 days"}
    for kind in ("sum-of", "greater-of", "lesser-of"):
        yield kind, {"kind": kind, "of": [{**MONTH, **MONTHLY, "grace": {"days": 5}}, {**SUM, "sum": "2.00"}, week]}
        yield (
            f"{kind} of joins",
            {
                "kind": kind,
                "of": [
                    {"kind": "lesser-of", "of": [{**DAY, **NONE}, {**SUM, "grace": {"days": 20}}]},
                    {"kind": "greater-of", "of": [{**MONTH, **MONTHLY}, week]},
                ],
            },
        )
        sums = [{**SUM, "sum": "1.10"}, {**SUM, "sum": "0.90", "grace": {"days": 3}}]
        yield f"{kind} of sums and a rate", {"kind": kind, "of": [{"kind": "sum-of", "of": sums}, {**MONTH, **NONE}]}
        yield (
            f"{kind} by the month",
            {
                "kind": kind,
                "per": "month",
                "runs_from": "due-date",
                "of": [
                    {**MONTH, **MONTHLY},
                    {**SUM, "sum": "1.50", "per": "month"},
                    {**MONTH, **NONE, "rate": Decimal("0.01")},
                ],
            },
        )

        inner = [{**SUM, "sum": "1.20", "per": "month"}, {**MONTH, **NONE, "rate": Decimal("0.03")}]
        for per in ("month", "in-all"):
            yield (
                f"{kind} by the month of joins {per}",
                {
                    "kind": kind,
                    "per": "month",
                    "runs_from": "due-date",
                    "of": [{**MONTH, **MONTHLY}, {"kind": "lesser-of", "per": per, "of": inner}],
                },
            )
        yield (
            f"{kind} by the month from an amount on",
            {
                "kind": kind,
                "per": "month",
                "runs_from": "due-date",
                "of": [{**MONTH, **MONTHLY}, {**SUM, "sum": "1.50", "per": "month", "threshold": {"from": "63.70"}}],
            },
        )


CLAUSES: Final = dict(clauses())


def paid(name: str, day: date, cents: int) -> Payment:
    return Payment(day, Money.of_minor(cents, "CAD"), name)


def bills_paid_in_part() -> Iterator[Event]:
    """A bill of each day: not paid, paid once or twice in part, or all but its charges."""
    for number in range(60):
        name, day, amount = f"{number}", START + timedelta(number), 3_000 + 1_237 * number % 9_000
        yield Invoice(name, day, Money.of_minor(amount, "CAD"))
        later = day + timedelta(11 + 5 * number % 60)
        if number % 4 < 2:
            yield paid(name, later, amount // 3)
        if number % 4 == 1:
            yield paid(name, later + timedelta(number % 9), amount // 3)
        if number % 4 == 2:
            yield paid(name, later, amount)


def bills_in_dispute() -> Iterator[Event]:
    """A bill of every other day, of which some is in dispute for a time that ends after the last day in time."""
    for number in range(40):
        name, day, amount = f"{number}", START + timedelta(2 * number), 3_000 + 1_237 * number % 9_000
        yield Invoice(name, day, Money.of_minor(amount, "CAD"))
        reported, decided = day + timedelta(number % 37), day + timedelta(max(number % 37 + 1, 22 + 7 * number % 40))
        disputed = Money.of_minor(amount if number % 3 == 1 else amount // 2, "CAD")
        if number % 5 < 4:
            yield Dispute(name, reported, disputed, decided, "rejected")
        else:
            yield Dispute(name, reported, disputed)
        if number % 3 == 0:
            yield paid(name, day + timedelta(11 + 5 * number % 60), amount // 3)


def bills_settled() -> Iterator[Event]:
    """Two bills of every fifth day, of which all is paid but what is in dispute; what is too much meets other bills."""
    for number in range(24):
        name, day, amount = f"{number}", START + timedelta(5 * (number // 2)), 3_000 + 1_237 * number % 9_000
        yield Invoice(name, day, Money.of_minor(amount, "CAD"))
        reported, later = day + timedelta(number % 11), day + timedelta(12 + 7 * number % 50)
        disputed = Money.of_minor(amount // 2, "CAD")
        if number % 3:
            yield Dispute(name, reported, disputed, day + timedelta(64 + 5 * number % 30), "rejected")
        else:
            yield Dispute(name, reported, disputed)
        yield paid(name, later, amount - amount // 2 + 400)


def bills_reminded() -> Iterator[Event]:
    """A bill of every other day, with reminders of it, of which some is paid or in dispute before or after one."""
    for number in range(60):
        name, day, amount = f"{number}", START + timedelta(2 * number), 3_000 + 1_237 * number % 9_000
        yield Invoice(name, day, Money.of_minor(amount, "CAD"), 1 + 2 * (number % 7 == 0))
        first = day + timedelta(17 + number % 13)
        yield Reminder(first, name)
        if number % 4:
            yield Reminder(first + timedelta(9 + number % 7), name)
        if number % 3 == 0:
            yield paid(name, day + timedelta(11 + 5 * number % 60), amount // 3)
        if number % 5 == 0:
            reported = day + timedelta(number % 23 + number % 2)
            yield Dispute(name, reported, Money.of_minor(amount // 2, "CAD"))


PAID_IN_PART: Final = Account(bills_paid_in_part())
REMINDED: Final = Account(bills_reminded())
SETTLED: Final = Account(bills_settled())
IN_DISPUTE: Final = Account(bills_in_dispute())
AS_OF: Final = date(2024, 3, 15)


def asked(
    terms: Terms, account: Account, as_of: date, programs: Programs | None = None
) -> tuple[Outcome | None, Outcome]:
    """What the core says of an account, None where it is left to the library, and what the readable replay says."""
    of_account = AccountTerms(terms.agreement)
    snapshot = known_on(of_account, account, as_of)
    programs = programs or programs_of(terms)
    found = by_the_core(snapshot, programs, {terms.agreement.edition: len(programs.programs) - 1}, 0)
    return found, by_the_replay(Replay(snapshot, of_account))


def check(terms: Terms, account: Account, as_of: date = AS_OF) -> None:
    by_core, by_replay = asked(terms, account, as_of)
    assert by_core == by_replay


def of_one_bill(issued: date, cents: int, *events: Event) -> Account:
    return Account([Invoice("1", issued, Money.of_minor(cents, "CAD")), *events])


def owed_of_one_bill(terms: Terms, issued: date, cents: int, as_of: date) -> tuple[int, int] | None:
    """The charges and what has accrued, by both; None where the core leaves it to the library."""
    by_core, by_replay = asked(terms, of_one_bill(issued, cents), as_of)
    if by_core is None:
        return None
    assert by_core == by_replay
    return by_core.debts["1"].charges, by_core.debts["1"].accrued


DISPUTED: Final = ("exempt-while-open", "never-exempt")


def under(terms: Terms, disputed: Any) -> Terms:
    return terms.under(statement={"disputed": disputed, "on_rejection": "from-decision"})


@pytest.mark.parametrize("clause", CLAUSES.values(), ids=CLAUSES)
class TestClauses:
    def test_bills_paid_in_part(self, clause: Table) -> None:
        check(own_terms(clause), PAID_IN_PART)

    @pytest.mark.parametrize("disputed", DISPUTED)
    def test_bills_in_dispute(self, clause: Table, disputed: str) -> None:
        check(under(own_terms(clause), disputed), IN_DISPUTE)

    @pytest.mark.parametrize("disputed", DISPUTED)
    def test_bills_settled_but_for_a_dispute(self, clause: Table, disputed: str) -> None:
        check(under(own_terms(clause), disputed), SETTLED)


@pytest.mark.parametrize("disputed", DISPUTED)
@pytest.mark.parametrize("terms", AFTER_A_REMINDER.values(), ids=AFTER_A_REMINDER)
class TestReminders:
    def test_bills_of_which_some_are_reminded_twice(self, terms: Terms, disputed: str) -> None:
        check(under(terms, disputed), REMINDED, date(2024, 5, 31))


class TestRoundedTogether:
    """Bills of an account whose charges are rounded as one sum, of which some bear none or none yet."""

    @pytest.mark.parametrize("account", [PAID_IN_PART, SETTLED], ids=["paid in part", "settled but for a dispute"])
    @pytest.mark.parametrize("start", ["invoice-date", "next-invoice-date"])
    def test_bills_below_a_threshold(self, account: Account, start: str) -> None:
        clause = {**MONTH, **MONTHLY, "threshold": {"from": "63.70"}, "runs_from": start}
        check(own_terms(clause).under(statement={"posted_per": "account"}), account)


class TestEdges:
    def test_a_period_that_begins_before_the_first_day(self) -> None:
        """The first day of 1900 counts, or a month ends on the 15th: both begin in December 1899."""
        issued = date(1900, 1, 1)
        counted = own_terms({**YEAR, **NONE, "day_count": "30/360", "first_day": "counted"})
        assert owed_of_one_bill(counted, issued, 10_000_00, date(1900, 2, 27)) == (0, 380_00)  # 24 % x 57/360
        counted = own_terms({**YEAR, **NONE, "day_count": "actual/actual", "first_day": "counted"})
        assert owed_of_one_bill(counted, issued, 10_000_00, date(1900, 2, 27)) == (0, 381_37)  # 24 % x 58/365
        on_day = own_terms({**MONTH, **MONTHLY, "on_day": 15})
        assert owed_of_one_bill(on_day, issued, 10_000_00, date(1900, 1, 16)) == (0, 0)  # in time
        assert owed_of_one_bill(on_day, issued, 10_000_00, date(1900, 1, 17)) == (200_00, 0)
        assert owed_of_one_bill(on_day, issued, 10_000_00, date(1900, 2, 15)) == (404_00, 0)

    def test_the_most_that_is_posted(self) -> None:
        """Eight times 2^39 a month come to 2^50 in 256 months; a larger sum is left to the library."""
        terms = own_terms({**MONTH, **NONE, "rate": Decimal(8), "unusual": True})
        assert owed_of_one_bill(terms, date(2000, 1, 1), 2**39, date(2021, 5, 1)) == (2**50, 0)
        assert owed_of_one_bill(terms, date(2000, 1, 1), 2**39, date(2021, 6, 1)) is None

    def test_the_most_sums_of_an_account(self) -> None:
        """On 512 days; one more is left to the library. The first two weeks are posted on one day."""
        terms = own_terms({**SUM, "sum": "1.00", "per": "7 days", "of": "account"})
        issued = date(2000, 1, 1)
        assert owed_of_one_bill(terms, issued, 100_00, issued + timedelta(7 * 513)) == (513_00, 0)
        assert owed_of_one_bill(terms, issued, 100_00, issued + timedelta(7 * 514)) is None

    def test_a_number_before_its_first_day(self) -> None:
        """It has its first value. The library asks for none such, and the core looks at no other number."""
        sums = [{"since": LONG_AGO, "value": "3.00"}, {"since": date(2030, 1, 1), "value": "4.00"}]
        weekly = {**SUM, "per": "7 days", "sum": sums}
        terms = own_terms({"kind": "sum-of", "of": [{**SUM, "grace": {"days": 5}}, weekly, {**SUM, "sum": sums}]})
        programs = programs_of(terms)
        assert len(programs.step_days) == 5
        for place in (1, 3):
            programs.step_days[place] += 365 * 28
        account = of_one_bill(date(2024, 1, 1), 100_00)
        by_core, by_replay = asked(terms, account, date(2024, 2, 1), programs)
        assert by_core == by_replay

    def test_a_sum_once_in_a_join_by_the_month(self, monkeypatch: pytest.MonkeyPatch) -> None:
        """No file has one, though both count it: the whole sum in the month in which it is posted."""
        monkeypatch.setattr(kinds, "_check_months", lambda join: None)
        for kind in ("sum-of", "greater-of", "lesser-of"):
            parts = [{**MONTH, **MONTHLY, "runs_from": "due-date"}, {**SUM, "sum": "1.50", "grace": {"days": 40}}]
            check(own_terms({"kind": kind, "per": "month", "of": parts}), PAID_IN_PART)

    def test_nothing_beside_others_in_dispute(self) -> None:
        """The lesser of nothing and a charge is nothing, also where a sum beside them is left out."""
        for kind in ("sum-of", "greater-of", "lesser-of"):
            nothing = {"kind": "none"}
            check(own_terms({"kind": kind, "of": [nothing, {**MONTH, **MONTHLY}, SUM]}), IN_DISPUTE)
            check(own_terms({"kind": "sum-of", "of": [{"kind": kind, "of": [nothing, SUM]}, SUM]}), IN_DISPUTE)

    def test_a_year_that_is_entered_after_some(self) -> None:
        """All of a bill is in dispute until its fourth year: what is left of that one bears, then the fifth."""
        issued = date(2020, 1, 1)
        dispute = Dispute("1", date(2020, 1, 10), Money.of_minor(1_000_00, "CAD"), date(2023, 6, 10), "rejected")
        terms = own_terms({**YEAR, "compounding": "yearly"}).under(statement={"on_rejection": "from-decision"})
        by_core, by_replay = asked(terms, of_one_bill(issued, 1_000_00, dispute), date(2024, 3, 1))
        assert by_core == by_replay
        assert by_core is not None
        owed = by_core.debts["1"]
        assert owed.charges == 134_79  # 24 % x 205/365, until 1 January 2024
        assert owed.accrued == 44_77  # of 1,134.79: 24 % x 60/365

    @pytest.mark.parametrize("account", [PAID_IN_PART, IN_DISPUTE], ids=["paid in part", "in dispute"])
    def test_a_clause_behind_another_one(self, account: Account) -> None:
        growing = {**CLAUSES["month daily-compound"], "rate": dated("0.02", "0.03"), "dated_by": "each-day"}
        weekly = {**SUM, "sum": "1.00", "per": "7 days"}
        greater = {"kind": "greater-of", "of": [growing, weekly]}
        terms = own_terms({"kind": "sum-of", "of": [{**SUM, "sum": "2.00"}, greater]})
        before = own_terms(CLAUSES["month daily-compound"])
        by_core, by_replay = asked(terms, account, AS_OF, programs_of(before, terms))
        assert by_core == by_replay

    def test_a_whole_month_of_powers_on_one_balance(self) -> None:
        """It is balance x rate exactly, here half a cent more than 2.00, also where a payment comes as it begins."""
        terms = own_terms({**MONTH, **MONTHLY, "part_month": "daily-compound"})
        account = of_one_bill(date(2024, 1, 1), 100_00, paid("1", date(2024, 2, 1), 1_75))
        by_core, by_replay = asked(terms, account, date(2024, 3, 1))
        assert by_core == by_replay
        assert by_core is not None
        assert [amount for _, amount in by_core.debts["1"].posted] == [2_00, 2_01]  # 2 % of 100.25 is 2.005

    def test_a_time_in_dispute_that_ends_in_time(self) -> None:
        """It is free of charge, which only the library keeps: 40.00 of 100.00 for five of the 31 days of January."""
        dispute = Dispute("1", date(2024, 1, 5), Money.of_minor(40_00, "CAD"), date(2024, 1, 10), "rejected")
        terms = under(own_terms({**MONTH, **MONTHLY}), "exempt-while-open")
        by_core, by_replay = asked(terms, of_one_bill(date(2024, 1, 1), 100_00, dispute), date(2024, 2, 1))
        assert by_core is None
        assert by_replay.debts["1"].charges == 1_87

    @pytest.mark.parametrize(("day", "charges"), [(1, 1_00), (10, 1_61)])
    def test_powers_on_nothing(self, day: int, charges: int) -> None:
        """Where the charges alone are unpaid, which bear nothing, nothing accrues: no sum beside a whole cent.

        100.00 is paid in February, of which nine days bring 2 % or (1.02)^(9/29) - 1, then 1.00 of the charges.
        """
        rounded_down = {"rounding": {"take": "down", "why": "It is tried."}}
        terms = own_terms({**MONTH, **NONE, "part_month": "daily-compound", "reading": rounded_down})
        terms = terms.under(statement={"within_debt": "principal-first"})
        account = of_one_bill(
            date(2024, 1, 1), 100_00, paid("1", date(2024, 2, day), 100_00), paid("1", date(2024, 3, 10), 1_00)
        )
        for as_of in (date(2024, 3, 5), date(2024, 3, 15)):
            by_core, by_replay = asked(terms, account, as_of)
            assert by_core == by_replay
            assert by_core is not None
            assert by_core.debts["1"].accrued == 0
        assert by_replay.debts["1"].charges == charges

    def test_powers_of_more_than_twice(self) -> None:
        """250 % a day on 1.00 come to 2.50, then to 2.50 of 3.50 more; 200 % to 2.00, then to 6.00 more."""
        for rate, owed in (("2.5", 2_50 + 8_75), ("2", 2_00 + 6_00)):
            day = {**DAY, **DAILY, "rate": Decimal(rate), "unusual": True, "runs_from": "due-date"}
            assert owed_of_one_bill(own_terms(day), date(2024, 1, 1), 1_00, date(2024, 1, 18)) == (0, owed)

    def test_a_month_of_powers_that_begins(self) -> None:
        """As it begins nothing has accrued, which is no sum beside a whole cent."""
        rounded_down = {"rounding": {"take": "down", "why": "It is tried."}}
        terms = own_terms({**MONTH, **MONTHLY, "part_month": "daily-compound", "reading": rounded_down})
        assert owed_of_one_bill(terms, date(2024, 1, 1), 100_49, date(2024, 2, 1)) == (2_00, 0)  # 2 % is 2.0098

    def test_two_months_that_are_posted_on_one_day(self) -> None:
        """Each is the greater of its own: 2 % of 74.50 is less than 1.50, and of 75.99 it is 1.52."""
        parts = [{**MONTH, **MONTHLY}, {**SUM, "sum": "1.50", "per": "month"}]
        terms = own_terms(
            {"kind": "greater-of", "per": "month", "of": parts, "runs_from": "invoice-date", "grace": {"months": 2}}
        )
        assert owed_of_one_bill(terms, date(2024, 1, 1), 74_50, date(2024, 3, 17)) == (1_50 + 1_52, 1_50)


def test_clauses_of_two_editions_of_which_the_older_one_is_the_shorter() -> None:
    """One debt under a rate alone, then six under that rate with a minimum and a maximum."""
    bounded = replace(KOS_RATE, least=cad(3_00), most=cad(20_00))
    terms = two({"late_charge": KOS_RATE}, {"late_charge": bounded})
    bills = [Invoice(f"{number}", date(2021, 7, 10) + timedelta(number), cad(60_00 * number)) for number in range(1, 8)]
    of_account = AccountTerms(terms.agreement)
    snapshot = known_on(of_account, Account(bills), date(2021, 12, 31))
    programs = Programs()
    used = list(used_terms(snapshot, of_account))
    assert [programs.add(each) for each in used] == [0, 1]
    numbers = {each.agreement.edition: program for program, each in enumerate(used)}
    assert by_the_core(snapshot, programs, numbers, 0) == by_the_replay(Replay(snapshot, of_account))
