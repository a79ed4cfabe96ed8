"""The debts of an account while it is replayed: when they are late, what they post, and what a dispute takes out."""

from dataclasses import replace
from datetime import date
from fractions import Fraction
from typing import Any

import pytest

from telcoterms import AdministrativeCharge, DayError, Dispute, InputError, Invoice, Payment, Reminder
from telcoterms.account.events import Event
from telcoterms.agreement.conditions import Grace, Threshold
from telcoterms.clauses.late_charge.kinds import FlatCharge, LateChargeRule, NoCharge, SumOf
from telcoterms.statement import ledger
from telcoterms.statement.account_terms import AccountTerms, DebtTerms
from telcoterms.statement.ledger import (
    ALLOCATION_WORDS,
    Ledger,
    _words,
    refuse_two_sums_an_account,
    rounding_of_all,
)
from tests.error_assertions import refused
from tests.terms_builders import CLAUSE, cad, compound, flat, made, ordered
from tests.test_replay import BILL, TWO_PER_CENT, held, in_dispute, owed, replay

ON_THE_ACCOUNT = FlatCharge(sum=cad(5_00), per="month", charged_on="account", clause=CLAUSE, says="")
ANOTHER_ON_THE_ACCOUNT = replace(ON_THE_ACCOUNT, sum=cad(7_00))
NOTHING = NoCharge(clause=CLAUSE, says="")
AFTER_30_DAYS = replace(flat(5_00), grace=Grace(days=30))
"""5.00 for what is unpaid as the thirtieth day after the due date has ended."""


def clauses(late: LateChargeRule, **readings: Any) -> DebtTerms:
    return AccountTerms(made(late_charge=late, statement=ordered(**readings)).agreement).on(date(2026, 1, 1))


def both(*of: LateChargeRule) -> SumOf:
    return SumOf(of=of, clause=CLAUSE, says="")


class TestWords:
    """The data of an allocation says what it is, and what it met: nothing of a payment on what is not in dispute."""

    def test_of_each(self) -> None:
        words = {
            ("paid", False): (),
            ("paid", True): ("in dispute",),
            ("credited", False): ("credited",),
            ("credited", True): ("credited", "in dispute"),
            ("written off", False): ("written off",),
            ("written off", True): ("written off", "in dispute"),
        }
        assert words == ALLOCATION_WORDS
        assert words == {(kind, disputed): _words(kind, disputed) for kind, disputed in ALLOCATION_WORDS}


class TestTheOrder:
    """Debts stand by due date, then number; disputed parts as their debts do, then as they were reported."""

    def test_of_debts_of_one_day(self) -> None:
        events: list[Event] = [
            Invoice("b", "2026-01-01", cad(10_00)),
            AdministrativeCharge("a", "2026-01-01", cad(10_00), "collection"),
            Payment("2026-01-02", cad(4_00)),
        ]
        found = replay(events, "2026-01-02")
        assert owed(found) == {"b": (10_00, 0), "a": (6_00, 0)}
        assert [debt.number for debt in found.open_debts] == ["a", "b"]

    def test_of_parts_of_one_debt(self) -> None:
        events: list[Event] = [
            BILL,
            Dispute("a", "2026-01-03", cad(10_00)),
            Dispute("a", "2026-01-04", cad(20_00)),
            Payment("2026-01-05", cad(75_00)),
        ]
        found = replay(events, "2026-01-05")
        assert [part.principal for part in found.disputed_parts] == [5_00, 20_00]

    def test_of_parts_of_two_debts(self) -> None:
        events: list[Event] = [
            BILL,
            Invoice("b", "2026-01-02", cad(100_00)),
            Dispute("b", "2026-01-03", cad(20_00)),
            Dispute("a", "2026-01-04", cad(10_00)),
        ]
        assert list(in_dispute(replay(events, "2026-01-05")).items()) == [("a", 10_00), ("b", 20_00)]


class TestSmallDebts:
    """Of nothing there is no debt to be paid, of a cent there is one."""

    def test_a_payment_of_a_bill_of_nothing_is_a_credit(self) -> None:
        events: list[Event] = [Invoice("a", "2026-01-01", cad(0)), Payment("2026-01-20", cad(5_00), "a")]
        found = replay(events, "2026-02-01", flat(5_00))
        assert (found.credit, found.open_debts, owed(found)) == (5_00, [], {"a": (0, 0)})

    def test_a_bill_of_nothing_is_not_open(self) -> None:
        assert replay([Invoice("a", "2026-01-01", cad(0))], "2026-02-01").open_debts == []

    def test_a_bill_of_a_cent_is_late(self) -> None:
        assert owed(replay([Invoice("a", "2026-01-01", cad(1))], "2026-01-17", flat(5_00))) == {"a": (1, 5_00)}


class TestWhenADebtIsLate:
    """A debt is late from the day after its last day in time, if anything is unpaid then."""

    @pytest.mark.parametrize(("late", "last", "first"), [(flat(5_00), 16, 17), (replace(AFTER_30_DAYS), 46, 47)])
    def test_the_first_day(self, late: LateChargeRule, last: int, first: int) -> None:
        # due on 16 January; thirty days later is 15 February
        days = [date.fromordinal(date(2025, 12, 31).toordinal() + day).isoformat() for day in (last, first)]
        assert [owed(replay([BILL], day, late)) for day in days] == [{"a": (100_00, 0)}, {"a": (100_00, 5_00)}]

    def test_a_bill_that_was_paid_in_time_may_be_of_any_day(self) -> None:
        events: list[Event] = [Invoice("a", "1900-01-01", cad(100_00)), Payment("1900-01-16", cad(100_00))]
        assert owed(replay(events, "2026-01-01")) == {"a": (0, 0)}

    def test_one_that_is_open_is_of_the_last_hundred_years(self) -> None:
        with refused(DayError, "the time since an invoice that is still open runs from 1926-01-01 to 2026-01-02"):
            replay([Invoice("a", "1926-01-01", cad(25))], "2026-01-02")


class TestReminders:
    """A reminder counts from its day on, for what is owed and for what is in dispute."""

    SECOND = replace(flat(5_00), grace=Grace(counted_from="reminder", days=7, number=2))

    def test_the_second_one_decides(self) -> None:
        events: list[Event] = [BILL, Reminder("2026-01-20", "a"), Reminder("2026-02-10", "a")]
        assert owed(replay(events, "2026-02-17", self.SECOND)) == {"a": (100_00, 0)}
        assert owed(replay(events, "2026-02-18", self.SECOND)) == {"a": (100_00, 5_00)}

    def test_what_is_owed_bears_before_what_only_a_reminder_decides(self) -> None:
        # 100.00 x 2 % on 1 February; the fee on 18 February
        events: list[Event] = [BILL, Reminder("2026-01-20", "a"), Reminder("2026-02-10", "a")]
        late = both(TWO_PER_CENT, self.SECOND)
        assert owed(replay(events, "2026-02-17", late)) == {"a": (100_00, 2_00)}
        assert owed(replay(events, "2026-02-18", late)) == {"a": (100_00, 7_00)}

    def test_what_is_late_already_is_late_before_the_payments_of_the_day(self) -> None:
        # 100.00 x 2 % x 19/31 = 1.23 have accrued on 20 January: a payment of 100.00 leaves them to be posted
        late = both(TWO_PER_CENT, replace(self.SECOND, grace=Grace(counted_from="reminder", days=7)))
        events: list[Event] = [BILL, Reminder("2026-01-20"), Payment("2026-01-20", cad(100_00))]
        assert owed(replay(events, "2026-02-01", late)) == {"a": (0, 1_23)}

    def test_one_before_the_due_date(self) -> None:
        # in time up to the 17th
        late = replace(flat(5_00), grace=Grace(counted_from="reminder", days=7))
        events: list[Event] = [BILL, Reminder("2026-01-10", "a")]
        assert owed(replay(events, "2026-01-17", late)) == {"a": (100_00, 0)}
        assert owed(replay(events, "2026-01-18", late)) == {"a": (100_00, 5_00)}

    def test_of_a_debt_that_bears_all_the_same(self) -> None:
        late = replace(flat(5_00), grace=Grace(counted_from="reminder", days=7))
        events: list[Event] = [BILL, Dispute("a", "2026-01-05", cad(40_00)), Reminder("2026-01-20", "a")]
        found = replay(events, "2026-01-28", late, disputed="never-exempt")
        assert (owed(found), held(found)) == ({"a": (60_00, 5_00)}, [0])


class TestASecondDispute:
    """What a part holds goes by what was unpaid of its debt before another part was taken out."""

    def test_a_flat_fee_that_the_debt_bore_is_not_held_on_the_first_part(self) -> None:
        # 60.00 were unpaid as 16 January ended, and bear the 5.00; on the 20th they are in dispute too
        disputes = [Dispute("a", "2026-01-05", cad(40_00)), Dispute("a", "2026-01-20", cad(60_00))]
        found = replay([BILL, *disputes], "2026-02-01", flat(5_00))
        assert (owed(found), held(found)) == ({"a": (0, 5_00)}, [0, 0])

    @pytest.mark.parametrize(("paid", "wanted"), [(0, [5_00, 0]), (40_00, [0, 5_00])])
    def test_a_flat_fee_is_held_on_the_first_part_that_was_unpaid(self, paid: int, wanted: list[int]) -> None:
        disputes = [Dispute("a", "2026-01-05", cad(40_00)), Dispute("a", "2026-01-06", cad(60_00))]
        found = replay([BILL, *disputes, Payment("2026-01-10", cad(paid))], "2026-02-01", flat(5_00))
        assert held(found) == wanted


class TestADisputeThatWasRejected:
    """Under `from-decision`, what was in dispute bears nothing for the days on which its dispute was open."""

    # 2 % a month from the invoice date, unless what is unpaid is paid within the days of grace
    AFTER_30_DAYS = replace(TWO_PER_CENT, grace=Grace(days=30))
    AFTER_A_REMINDER = replace(TWO_PER_CENT, grace=Grace(counted_from="reminder", days=7))

    def test_by_the_due_date(self) -> None:
        # (100.00 x 31 days - 40.00 x 5 days) x 2 % / 31 = 1.871
        events: list[Event] = [BILL, Dispute("a", "2026-01-05", cad(40_00), "2026-01-10", "rejected")]
        assert owed(replay(events, "2026-02-01", on_rejection="from-decision")) == {"a": (100_00, 1_87)}

    def test_while_the_rest_is_late(self) -> None:
        # (60.00 x 26 days + 100.00 x 5 days) x 2 % / 31 = 1.329
        events: list[Event] = [BILL, Dispute("a", "2026-01-05", cad(40_00), "2026-01-27", "rejected")]
        assert owed(replay(events, "2026-02-01", on_rejection="from-decision")) == {"a": (100_00, 1_33)}

    @pytest.mark.parametrize(
        ("decided", "charges"),
        [
            # January: 9 days before it and 2 after it, 100.00 x 2 % x 11/31 = 0.71; then 100.71 x 2 % = 2.01
            ("2026-01-30", 2_72),
            # on the last day in time: 100.00 x 2 % x 9/31 = 0.58, then (0.58 x 28 + 100.00 x 14) x 2 % / 28 = 1.01
            ("2026-02-15", 1_59),
            # after it, it bears from the decision on: 100.00 x 2 % x 13/28 = 0.93
            ("2026-02-16", 93),
        ],
    )
    def test_within_the_days_of_grace(self, decided: str, charges: int) -> None:
        events: list[Event] = [BILL, Dispute("a", "2026-01-10", cad(100_00), decided, "rejected")]
        found = replay(events, "2026-03-01", self.AFTER_30_DAYS, on_rejection="from-decision")
        assert owed(found) == {"a": (100_00, charges)}

    def test_on_the_last_day_in_time_that_a_reminder_gives(self) -> None:
        # reminded on the 10th: in time up to the 17th, 100.00 x 2 % x (11 + 15)/31 = 1.677
        dispute = Dispute("a", "2026-01-12", cad(100_00), "2026-01-17", "rejected")
        found = replay(
            [BILL, Reminder("2026-01-10", "a"), dispute],
            "2026-02-01",
            self.AFTER_A_REMINDER,
            on_rejection="from-decision",
        )
        assert owed(found) == {"a": (100_00, 1_68)}

    def test_what_was_posted_before_stays(self) -> None:
        # 60.00 x 2 % x 19/31 = 0.74 is paid with the rest; 40.00 x 2 % x 5/31 = 0.13 from 27 January on
        dispute = Dispute("a", "2026-01-05", cad(40_00), "2026-01-27", "rejected")
        found = replay(
            [BILL, dispute, Payment("2026-01-20", cad(60_74), "a")], "2026-02-01", on_rejection="from-decision"
        )
        days = [(date.fromordinal(one.day).isoformat(), one.amount) for one in found.debts["a"].late_accrual.postings]
        assert (owed(found), days) == ({"a": (40_00, 13)}, [("2026-01-20", 74), ("2026-02-01", 13)])

    @pytest.mark.parametrize(
        ("late", "decided", "lapsed"),
        [
            (TWO_PER_CENT, "2026-01-16", False),  # nothing is held while the due date has not ended
            (TWO_PER_CENT, "2026-01-17", True),  # 1.00 x 2 % x 12/31 = 0.0077 was held, and is not owed
            (flat(5_00), "2026-01-20", False),  # 99.00 of the bill are unpaid, and bear the fee alone
        ],
    )
    def test_what_was_held_lapses(self, late: LateChargeRule, decided: str, lapsed: bool) -> None:
        dispute = Dispute("a", "2026-01-05", cad(1_00), decided, "rejected")
        changes = replay([BILL, dispute], decided, late, on_rejection="from-decision").debts["a"].dispute_changes
        days = [date.fromordinal(one.day).isoformat() for one in changes]
        assert days == ["2026-01-05", decided]
        assert [(one.principal, one.returned, one.charges_lapsed) for one in changes] == [
            (1_00, False, False),
            (1_00, True, lapsed),
        ]
        assert [one.open_dispute.dispute for one in changes] == [dispute, dispute]

    def test_what_was_paid_of_it_is_not_owed_again(self) -> None:
        dispute = Dispute("a", "2026-01-05", cad(100_00), "2026-01-27", "rejected")
        found = replay([BILL, dispute, Payment("2026-01-10", cad(100_00))], "2026-02-01", on_rejection="from-decision")
        assert (owed(found), found.open_debts, found.disputed_parts) == ({"a": (0, 0)}, [], [])

    def test_what_was_too_little_as_its_last_day_in_time_ended_is_looked_at_again(self) -> None:
        # 40.00 were unpaid as 16 January ended, and 100.00 are on the day of the decision
        late = replace(flat(5_00), threshold=Threshold(over=cad(50_00)))
        events: list[Event] = [BILL, Dispute("a", "2026-01-05", cad(60_00), "2026-01-27", "rejected")]
        assert owed(replay(events, "2026-01-27", late, on_rejection="from-decision")) == {"a": (100_00, 0)}
        assert owed(replay(events, "2026-01-28", late, on_rejection="from-decision")) == {"a": (100_00, 5_00)}

    def test_what_was_owed_again_in_time_is_late_by_its_own_days(self) -> None:
        disputes = [
            Dispute("a", "2026-01-05", cad(40_00), "2026-01-10", "rejected"),
            Dispute("a", "2026-01-12", cad(100_00)),
        ]
        found = replay([BILL, *disputes], "2026-02-01", on_rejection="from-decision")
        assert (owed(found), found.open_debts, found.debts["a"].late) == ({"a": (0, 0)}, [], False)

    @pytest.mark.parametrize("per", ["invoice", "account"])
    @pytest.mark.parametrize(
        ("late", "before", "reported"),
        [
            (TWO_PER_CENT, [], "2026-01-16"),
            (AFTER_30_DAYS, [], "2026-02-15"),
            (AFTER_A_REMINDER, [Reminder("2026-01-10", "a")], "2026-01-17"),
        ],
    )
    def test_what_is_all_in_dispute_as_its_last_day_in_time_ends_is_not_late(
        self, late: LateChargeRule, before: list[Event], reported: str, per: str
    ) -> None:
        events: list[Event] = [BILL, *before, Dispute("a", reported, cad(100_00))]
        found = replay(events, "2026-03-01", late, posted_per=per)
        assert (owed(found), found.open_debts, found.debts["a"].late) == ({"a": (0, 0)}, [], False)


class TestTheLimit:
    """An account posts at most 250,000 charges, however they are posted."""

    def test_the_limit(self) -> None:
        found = replay([BILL], "2026-01-16")
        found._count_postings(250_000)
        with refused(InputError, "the account posts over 250000 charges up to 2026-01-16"):
            found._count_postings(1)

    @pytest.mark.parametrize(
        ("late", "readings"),
        [
            (TWO_PER_CENT, {"across_debts": "largest-first"}),
            (TWO_PER_CENT, {"posted_per": "account"}),
            (ON_THE_ACCOUNT, {}),
        ],
    )
    def test_each_posting_counts_once(
        self, late: LateChargeRule, readings: dict[str, Any], monkeypatch: pytest.MonkeyPatch
    ) -> None:
        # late on 17 January: three charges on two bills each by 1 April, whatever happens in between
        bills: list[Event] = [BILL, Invoice("b", "2026-01-01", cad(50_00))]
        events: list[Event] = [*bills, Payment("2026-02-10", cad(1)), Payment("2026-03-10", cad(1))]
        found = replay(events, "2026-04-16", late, **readings)
        posted = sum(len(debt.late_accrual.postings) for debt in found.debts.values())
        assert found.postings_count == posted > 2
        monkeypatch.setattr(ledger, "MAX_POSTINGS", posted - 1)
        with refused(InputError, "give an earlier day, or divide the account"):
            replay(events, "2026-04-16", late, **readings)


class TestOneForAll:
    """Where one sum is posted for several debts, their editions agree on it."""

    def test_charges_are_rounded_as_one_sum(self) -> None:
        down = clauses(compound(Fraction(3, 100), rounding="down"), posted_per="account")
        assert rounding_of_all([]) is None
        assert rounding_of_all([clauses(TWO_PER_CENT)]) is None
        assert rounding_of_all([clauses(flat(5_00), posted_per="account")]) is None
        assert rounding_of_all([down, down]) == "down"
        with refused(InputError, "do not add up to one: take posted_per = invoice, or ask each edition alone"):
            rounding_of_all([down, clauses(TWO_PER_CENT, posted_per="account")])

    def test_of_months_that_end_before_the_due_date_each_is_rounded_together(self) -> None:
        # on 18 March those of January, 3 x 0.5 of a cent = 1.5, to the first two, and of February, 0.52 + 0.52 + 0.5
        bills = [Invoice(number, "2026-01-01", cad(25)) for number in "abc"]
        found = replay(bills, "2026-03-18", net_days=75, posted_per="account")
        assert owed(found) == {"a": (25, 2), "b": (25, 2), "c": (25, 0)}
        assert [(one.numbers, one.amounts, one.posted) for one in found.shared_roundings] == [
            (["a", "b", "c"], [1, 1, 0], True),
            (["a", "b", "c"], [1, 1, 0], True),
        ]

    def test_what_has_accrued_is_kept_once_for_the_debts_that_it_closes(self) -> None:
        # 2 x 100.00 x 2 % x 19/31 = 2.4516: the cent that is left goes to the first of two equal remainders
        bills = [BILL, Invoice("b", "2026-01-01", cad(100_00))]
        found = replay([*bills, Payment("2026-01-20", cad(202_45))], "2026-01-25", posted_per="account")
        assert found.open_debts == []
        assert [(one.numbers, one.amounts, one.posted) for one in found.shared_roundings] == [
            (["a", "b"], [1_23, 1_22], False)
        ]

    @pytest.mark.parametrize(
        "late",
        [
            [NOTHING, ON_THE_ACCOUNT],
            [ON_THE_ACCOUNT, NOTHING],
            [ON_THE_ACCOUNT, ON_THE_ACCOUNT],
            [ON_THE_ACCOUNT, both(ON_THE_ACCOUNT, ANOTHER_ON_THE_ACCOUNT)],
        ],
    )
    def test_one_edition_may_charge_the_account_less(self, late: list[LateChargeRule]) -> None:
        refuse_two_sums_an_account([clauses(one) for one in late])

    @pytest.mark.parametrize(
        "late", [[ON_THE_ACCOUNT, ANOTHER_ON_THE_ACCOUNT], [ON_THE_ACCOUNT, NOTHING, ANOTHER_ON_THE_ACCOUNT]]
    )
    def test_but_not_another_sum(self, late: list[LateChargeRule]) -> None:
        with refused(InputError, "each charge the account as a whole, and not the same sum (Terms s.1)"):
            refuse_two_sums_an_account([clauses(one) for one in late])

    def test_an_account_is_refused_them(self) -> None:
        used = [clauses(ON_THE_ACCOUNT), clauses(ANOTHER_ON_THE_ACCOUNT)]
        with refused(InputError, "ask each edition alone"):
            Ledger(date(2026, 1, 1), AccountTerms(made().agreement), used)

    def test_one_edition_is_enough_to_go_from_posting_to_posting(self) -> None:
        used = [clauses(NOTHING), clauses(ON_THE_ACCOUNT)]
        terms = AccountTerms(made().agreement)
        assert Ledger(date(2026, 1, 1), terms, used).charges_accounts
        assert not Ledger(date(2026, 1, 1), terms, used[:1]).charges_accounts
