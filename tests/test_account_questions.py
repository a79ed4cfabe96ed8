"""The questions of an account: what they rest on, what they refuse, and how their answers are told and listed."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from datetime import date
from fractions import Fraction
from typing import Any, Final

import pytest

from telcoterms import (
    Account,
    Answer,
    Credit,
    Dispute,
    InputError,
    Invoice,
    MissingFactsError,
    Money,
    Payment,
    Terms,
    UnknownNameError,
    load,
)
from telcoterms.account.events import (
    AdministrativeCharge,
    Cancellation,
    Event,
    Payout,
    Reminder,
    ReturnedPayment,
    WriteOff,
)
from telcoterms.agreement.agreement import Kinds
from telcoterms.agreement.conditions import Grace
from telcoterms.answers.question import FigureAlone
from telcoterms.clauses.cancellation_charge.kinds import CANCELLATION_CHARGE
from telcoterms.clauses.due_date import NetDays
from telcoterms.clauses.equipment_return_by import Collected, ReturnEvent
from telcoterms.clauses.late_charge.kinds import LATE_CHARGE
from telcoterms.formats.journal import Transaction
from telcoterms.formats.text import phrase_text
from telcoterms.statement.account_terms import AccountTerms
from telcoterms.statement.questions import (
    AccountQuestion,
    SettlementQuestion,
    StatementQuestion,
    WhatIfQuestion,
    _equipment_template,
    allocations_of,
    arrears_of,
    clause_behind,
    editions_of,
    known_on,
    next_days,
    plain_clauses,
    replayed,
    settlement_working,
    statement_on,
    statement_working,
    table_behind,
    tables_behind,
    totals_of,
    totals_steps,
    what_if_working,
)
from telcoterms.statement.statement import Entry, EntryKind, Statement
from telcoterms.values.periods import Period
from tests.strategies import silent
from tests.terms_builders import CLAUSE, HOSTING, cad, compound, made, ordered
from tests.test_editions import two

A: Final = Invoice("A", "2026-01-01", cad(100_00))
B: Final = Invoice("B", "2026-02-01", cad(50_00))
PAID: Final = Payment("2026-02-10", cad(20_00))
CHARGE: Final = AdministrativeCharge("N", "2026-02-05", cad(25_00), "returned-payment")
REFUNDED: Final = Cancellation(
    "C", "2026-02-10", service="dsl", fee=cad(28_00), cycle_start="2026-02-01", province="ON"
)
BROKEN_OFF: Final = Cancellation(
    "D",
    "2026-03-05",
    service="phone",
    term_start="2025-06-01",
    term_months=24,
    monthly_fee=cad(30_00),
    province="AB",
)
EDITIONS: Final = two(
    {"late_charge": compound(Fraction(1, 100)), "statement": ordered(across_debts="newest-first")}, {}
)
"""One edition from 1 January 2019 on, the next from 12 July 2021 on."""
OLD: Final = Invoice("A", "2021-07-01", cad(100_00))
NEW: Final = Invoice("B", "2021-07-20", cad(50_00))
FIRST, SECOND = date(2019, 1, 1), date(2021, 7, 12)


def terms_of(terms: Terms) -> AccountTerms:
    return AccountTerms(terms.agreement)


def lines(steps: Any) -> list[str]:
    """Steps as text, each with its part where that is not the working, and its clauses in brackets."""
    found = []
    for one in steps:
        before = "# " * one.title + "  " * one.indent + (f"{one.part}: " if one.part != "working" else "")
        found.append(before + phrase_text(one.phrase) + "".join(f" [{clause}]" for clause in one.clauses))
    return found


def asked(terms: Terms, *events: Event, on: str) -> StatementQuestion:
    """The question of a statement."""
    about = terms.statement(Account(events), on).about
    assert isinstance(about, StatementQuestion)
    return about


def booked(answer: Answer[Statement]) -> Sequence[Transaction]:
    """A statement in the books of the customer."""
    found = answer.transactions()
    assert found is not None
    return found


def names(tables: Any) -> list[str]:
    """Tables by their names."""
    return [table.name for table in tables]


class TestSettlement:
    """What settles an account, debt by debt, and that the payment leaves nothing."""

    # A: 2.00 in January; 20.00 leaves 82.00; 2 % x (102.00 x 9 + 82.00 x 19)/28 = 1.7685... B: 2 % of 50.00
    def test_two_debts(self) -> None:
        account, on = Account([A, B, PAID]), date(2026, 3, 1)
        assert lines(settlement_working(terms_of(HOSTING), account, on)) == [
            "# what is owed",
            "  invoice A, principal and charges: 82.00 + 1.77 = 83.77 [Service Terms s.9]",
            "  invoice B, principal and charges: 50.00 + 1.00 = 51.00 [Service Terms s.9]",
            "# totals",
            "  balance, debts less credit: 83.77 + 51.00 = 134.77",
            "  accrued: 0.00",
            "  to settle on 2026-03-01: 134.77",
            "  once that is paid on 2026-03-01, 0.00 is owed",
            "range: ask .across_readings()",
        ]
        answer = HOSTING.settlement(account, on=on)
        assert answer.value == cad(134_77)
        assert phrase_text(answer.about.told(answer.value)) == "134.77, paid on 2026-03-01, settles the whole account"
        assert lines(answer.about.brief(answer.value)) == [
            "brief: payable now: 134.77",
            "brief: to settle it all: 134.77",
        ]
        found = answer.about.grid(answer.value)
        assert found is not None
        assert [phrase_text(row[0]) for row in found.groups[0].rows] == ["A", "B"]

    def test_what_has_accrued(self) -> None:
        # B is not late: of A 2.00, and 102.00 x 2 % x 9/28 = 0.655...
        assert lines(settlement_working(terms_of(HOSTING), Account([A, B]), date(2026, 2, 10)))[:3] == [
            "# what is owed",
            "  invoice A, principal, charges and accrued: 100.00 + 2.00 + 0.66 = 102.66 [Service Terms s.9]",
            "  invoice B, principal: 50.00 [Service Terms s.9]",
        ]

    def test_of_two_editions(self) -> None:
        # (100.00 x 20 + 99.00 x 11) x 1 %/31 = 0.996 and 100.00 x 1 % x 4/31 = 0.129; 50.00 x 2 % x 16/31 = 0.516
        account = Account([OLD, NEW, Payment("2021-07-21", cad(1_00))])
        assert lines(settlement_working(terms_of(EDITIONS), account, date(2021, 8, 5)))[:3] == [
            "# what is owed",
            "  invoice A, principal, charges and accrued: 99.00 + 1.00 + 0.13 = 100.13 [Terms s.1]",
            "  invoice B, principal and accrued: 50.00 + 0.52 = 50.52 [Service Terms (2021-07-12) s.9]",
        ]

    @pytest.mark.parametrize(
        ("events", "balance", "told"),
        [
            ([Payment("2026-01-01", cad(5_00))], "-5.00", "the account has a credit of 5.00 on 2026-01-10"),
            ([], "0.00", "nothing is to be paid on 2026-01-10 to settle the account"),
        ],
    )
    def test_where_nothing_is_to_be_paid(self, events: list[Event], balance: str, told: str) -> None:
        answer = HOSTING.settlement(Account(events), on="2026-01-10")
        assert lines(settlement_working(terms_of(HOSTING), Account(events), date(2026, 1, 10))) == [
            "# totals",
            f"  balance, debts less credit: {balance}",
            "  accrued: 0.00",
            f"  to settle on 2026-01-10: {balance}",
            "range: ask .across_readings()",
        ]
        assert phrase_text(answer.about.told(answer.value)) == told

    def test_a_cent_and_charges_alone(self) -> None:
        # of 30.96 2 % x 24/31 is 0.479: paid but for the charge, which has accrued, and is posted on 1 February
        paid: list[Event] = [Invoice("A", "2026-01-01", cad(30_96)), Payment("2026-01-25", cad(30_96))]
        for on, of in (("2026-01-26", "accrued"), ("2026-02-01", "charges")):
            found = lines(settlement_working(terms_of(HOSTING), Account(paid), date.fromisoformat(on)))
            assert found[1] == f"  invoice A, {of}: 0.48 [Service Terms s.9]"
            assert found[-2] == f"  once that is paid on {on}, 0.00 is owed"
        cent = lines(settlement_working(terms_of(HOSTING), Account([Invoice("A", "2026-01-01", cad(1))]), A.issued))
        assert cent[-2] == "  once that is paid on 2026-01-01, 0.00 is owed"

    def test_what_it_rests_on_leaves_out_the_return_of_equipment(self) -> None:
        account = Account([A, REFUNDED])
        about = HOSTING.settlement(account, on="2026-02-10").about
        assert isinstance(about, SettlementQuestion)
        assert names(about.behind) == ["due_date", "late_charge", "refund"]


class TestWhatIf:
    """The account with a payment, beside the account without it."""

    # without the payment A comes to 102.00 + 2.04 = 104.04, B to 51.00
    ACCOUNT = Account([A, B])
    ON = date(2026, 3, 1)

    def test_a_payment_of_20_00(self) -> None:
        answer = HOSTING.what_if(self.ACCOUNT, PAID, on=self.ON)
        value = answer.value
        assert (value.without.settlement, value.paid.settlement) == (cad(155_04), cad(134_77))
        assert (value.saved, value.figure, value.payment) == (cad(27), cad(134_77), PAID)
        assert phrase_text(value.headline()) == (
            "to settle on 2026-03-01 134.77 CAD with the payment, 155.04 without it, charges saved 0.27"
        )
        data = value.as_dict()
        assert data == {"without": value.without.as_dict(), "paid": value.paid.as_dict(), "saved": "0.27"}
        assert phrase_text(answer.about.told(value)) == (
            "with a payment of 20.00 CAD received 2026-02-10, 134.77 is left to settle on 2026-03-01 in the place of "
            "155.04, 0.27 of charges saved"
        )
        assert lines(answer.about.brief(value)) == [
            "brief: to settle, with the payment: 134.77",
            "brief: to settle, without it: 155.04",
            "brief: charges saved: 0.27",
        ]
        assert answer.about.grid(value) == value.paid.grid() is not None

    def test_the_working_is_that_with_the_payment_and_the_difference(self) -> None:
        found = lines(what_if_working(terms_of(HOSTING), self.ACCOUNT, PAID, self.ON))
        paid = lines(statement_working(terms_of(HOSTING), Account([A, B, PAID]), self.ON))
        assert found == [
            *paid[:-1],
            "# the difference",
            "  charges saved up to 2026-03-01: 155.04 - 134.77 - 20.00 = 0.27",
            "range: ask .across_readings()",
        ]

    def test_a_payment_that_saves_nothing(self) -> None:
        answer = HOSTING.what_if(self.ACCOUNT, Payment("2026-03-01", cad(20_00)), on=self.ON)
        assert phrase_text(answer.about.told(answer.value)) == (
            "with a payment of 20.00 CAD received 2026-03-01, 135.04 is left to settle on 2026-03-01 in the place of "
            "155.04, and no charge is saved"
        )

    def test_its_example(self) -> None:
        (example,) = WhatIfQuestion.examples("CAD")
        assert example == {
            "account": Account([Invoice("1", "2026-01-01", cad(113_00))]),
            "payment": Payment("2026-02-11", cad(30_00)),
            "on": "2026-03-15",
        }

    def test_what_it_refuses(self) -> None:
        anything: Any = 7
        refuse(
            lambda: HOSTING.what_if(self.ACCOUNT, anything, on=self.ON),
            "not_a_payment",
            "7 is no payment: give Payment('2026-02-11', Money('30.00', 'CAD'))",
        )
        refuse(
            lambda: HOSTING.what_if(self.ACCOUNT, PAID, on="2026-02-09"),
            "payment_after_day_asked",
            "the payment is of 2026-02-10, after 2026-02-09, the day that is looked at: look at a later day",
        )
        assert HOSTING.what_if(self.ACCOUNT, PAID, on="2026-02-10").value.saved == cad(0)


def refuse(ask: Callable[[], object], code: str, message: str) -> None:
    """Expect an error with this code and this message."""
    with pytest.raises((InputError, MissingFactsError)) as found:
        ask()
    assert (found.value.code, str(found.value)) == (code, message)


class TestRefusals:
    """What no statement can be made of."""

    def test_what_is_no_account_and_one_in_another_currency(self) -> None:
        anything: Any = 7
        refuse(
            lambda: HOSTING.statement(anything, "2026-01-01"),
            "not_an_account",
            "7 is no account: give Account([Invoice(...), Payment(...)])",
        )
        dollars = Account([Invoice("A", "2026-01-01", Money(1, "USD"))])
        for ask in (
            lambda: HOSTING.statement(dollars, "2026-01-01"),
            lambda: HOSTING.settlement(dollars, on="2026-01-01"),
            lambda: HOSTING.what_if(dollars, PAID, on="2026-03-01"),
        ):
            refuse(
                ask,
                "account_in_another_currency",
                "the account is in USD, these terms are in CAD: an account is billed in the currency of its terms",
            )
        assert HOSTING.statement(Account([]), "2026-01-01").value.debts == ()

    def test_to_round_once(self) -> None:
        once = made(late_charge=compound(Fraction(1, 50), round_at="once"))
        message = (
            "a statement posts whole cents each month, so it cannot take the reading round_at = once: take round_at = "
            "each-month"
        )
        refuse(lambda: once.statement(Account([A]), "2026-02-01"), "reading_unfit_for_statement", message)
        # the debts of an earlier edition round once, the edition of the day does not
        earlier = two({"late_charge": compound(Fraction(1, 50), round_at="once")}, {})
        refuse(lambda: earlier.statement(Account([OLD]), "2021-08-05"), "reading_unfit_for_statement", message)
        by_day = replace(compound(Fraction(1, 50)), compounding="none", per="year", round_at="once")
        assert made(late_charge=by_day).statement(Account([A]), "2026-02-01").value.debts

    def test_an_administrative_charge_over_its_cap(self) -> None:
        over = AdministrativeCharge("N", "2026-01-02", cad(50_01), "collection")
        refuse(
            lambda: HOSTING.statement(Account([A, over]), "2026-02-12"),
            "charge_over_cap",
            "the administrative charge 'N' is not one of these terms: amount is 50.01 CAD, over the cap of 50.00 CAD "
            "on each administrative charge (Service Terms s.9): give an amount up to the cap, and each charge on its "
            "own",
        )
        assert HOSTING.statement(Account([A, over]), "2026-01-01").value.settlement == cad(100_00)
        without = silent("administrative_charge").statement(Account([over]), "2026-01-10")
        assert without.value.settlement == cad(50_01)

    def test_a_fixed_term_of_a_service_that_is_not_named(self) -> None:
        refuse(
            lambda: load("kos").statement(Account([BROKEN_OFF]), "2026-03-05"),
            "missing_service",
            "D ends a fixed term, and cancellation charge depends on the service, since the rules of dsl, cable, "
            'fixed-wireless, voip set Service Terms s.36 aside: name it, such as load("kos", service="dsl"), from dsl, '
            "cable, fixed-wireless, voip, or none (hosting, colocation, hosted PBX, dial-up, and any other without an "
            "agreement of its own); in the file of an account the key is service",
        )

    def test_an_answer_that_is_none_and_one_to_another_question(self) -> None:
        anything: Any = 7
        other: Any = HOSTING.due_date("2026-01-01")
        for of in (arrears_of, allocations_of):
            refuse(
                lambda of=of: of(anything),  # type: ignore[misc]
                "not_an_answer",
                "7 is no answer: give the answer of terms.statement(account, as_of), not its value",
            )
            refuse(
                lambda of=of: of(other),  # type: ignore[misc]
                "answer_without_statement",
                "the answer to due date is no statement: ask terms.statement(account, as_of)",
            )


class TestReplay:
    """A write-off and a payout are judged by what was known on their own day, where something reached back since."""

    def test_a_payout_of_more_than_the_credit_of_its_day(self) -> None:
        # the credit of 12 January was not known on the 10th: of 5.00 more than 3.00 was paid out
        account = Account([A, Payment("2026-01-05", cad(103_00)), Payout("2026-01-10", cad(5_00))])
        later = Account([*account, Credit("2026-01-12", cad(10_00), "A", "from-invoice-date")])
        for each in (account, later):
            with pytest.raises(InputError, match=r"5\.00 CAD is paid out on 2026-01-10, but the credit is 3\.00 CAD"):
                replayed(terms_of(HOSTING), each, date(2026, 1, 20))
        same_day = Account([*account, Credit("2026-01-10", cad(10_00), "A", "from-invoice-date")])
        assert replayed(terms_of(HOSTING), same_day, date(2026, 1, 20)).credit == 8_00

    def test_a_write_off_of_more_than_was_owed_on_its_day(self) -> None:
        back: list[Event] = [Payment("2026-01-05", cad(60_00), None, "r"), ReturnedPayment("2026-01-15", "r")]
        account = Account([A, *back, WriteOff("2026-01-10", "A", cad(50_00))])
        with pytest.raises(InputError, match=r"write-off of 50\.00 CAD on 2026-01-10 is more than 'A' owes"):
            replayed(terms_of(HOSTING), account, date(2026, 1, 20))


class TestPlainAccounts:
    """What needs no replay: invoices and payments under one edition, due so many days after the bill."""

    def test_its_clauses(self) -> None:
        found = plain_clauses(terms_of(HOSTING), Account([A, PAID]), date(2026, 3, 1))
        assert found is not None
        assert found.net_days == 15
        assert found.terms.agreement is HOSTING.agreement
        assert plain_clauses(terms_of(HOSTING), Account([]), date(2026, 3, 1)) is not None

    @pytest.mark.parametrize(
        ("terms", "account", "on"),
        [
            (HOSTING, Account([A, CHARGE]), "2026-03-01"),
            (EDITIONS, Account([OLD]), "2021-08-05"),
            (load("cogeco"), Account([Invoice("A", "2026-12-01", cad(1), due="2026-12-20")]), "2026-12-02"),
        ],
    )
    def test_what_is_not_plain(self, terms: Terms, account: Account, on: str) -> None:
        assert plain_clauses(terms_of(terms), account, date.fromisoformat(on)) is None

    def test_an_account_within_one_edition_is_plain_under_several(self) -> None:
        assert plain_clauses(terms_of(EDITIONS), Account([NEW]), date(2021, 8, 5)) is not None
        assert plain_clauses(terms_of(EDITIONS), Account([]), date(2021, 8, 5)) is not None

    def test_the_figure_alone(self) -> None:
        given = (Account([A]), "2026-03-01", None, None, None, ())
        found = StatementQuestion.figure_alone(HOSTING.agreement, given)
        value = HOSTING.statement(Account([A]), "2026-03-01").value
        assert found == FigureAlone((Account([A]), date(2026, 3, 1), None, None, None, ()), value.written(), Statement)
        assert StatementQuestion.figure_alone(HOSTING.agreement, (Account([A, CHARGE]), *given[1:])) is None

    def test_is_pickled_without_its_value(self) -> None:
        assert asked(HOSTING, A, on="2026-03-01").is_pickled_without_value
        assert not asked(HOSTING, A, CHARGE, on="2026-03-01").is_pickled_without_value


class TestDaysToCome:
    """Of each kind the next day; those that cancellations set too, and a note where a service is not named."""

    def days(self, terms: Terms, *events: Event, on: str) -> list[str]:
        account, day = Account(events), date.fromisoformat(on)
        return lines(next_days(terms_of(terms), account, day, statement_on(terms_of(terms), account, day)))

    def test_of_a_plain_account_and_of_a_replay(self) -> None:
        assert self.days(HOSTING, A, on="2026-01-10") == [
            "next: 2026-01-16 100.00 of invoice A is due [Service Terms s.7]",
            "next: 2026-04-01 last day to dispute invoice A [Service Terms s.10]",
        ]
        assert self.days(HOSTING, A, Reminder("2026-01-17"), on="2026-02-10") == [
            "next: 2026-03-01 the next late charge is posted on invoice A [Service Terms s.9]",
            "next: 2026-04-01 last day to dispute invoice A [Service Terms s.10]",
        ]
        assert self.days(EDITIONS, OLD, NEW, on="2021-07-25") == [
            "next: 2021-08-01 the next late charge is posted on invoice A [Terms s.1]",
            "next: 2021-08-04 50.00 of invoice B is due [Service Terms (2021-07-12) s.7]",
            "next: 2021-09-29 last day to dispute invoice A [Service Terms (2019-01-01) s.10]",
        ]

    def test_many_of_one_day_are_one(self) -> None:
        several = [Invoice(name, "2026-01-01", cad(1_00)) for name in "ABCD"]
        assert self.days(HOSTING, *several, on="2026-02-10") == [
            "next: 2026-03-01 the next late charge is posted on 4 bills [Service Terms s.9]",
            "next: 2026-04-01 last day to dispute 4 bills [Service Terms s.10]",
        ]
        assert len(self.days(HOSTING, *several[1:], on="2026-02-10")) == 6

    def test_of_cancellations(self) -> None:
        # of the charge of 220.50 the refund of 20.34 pays a part
        assert self.days(HOSTING, REFUNDED, BROKEN_OFF, on="2026-03-11") == [
            "next: 2026-03-12 last day to return leased equipment of C [Service Terms s.36]",
            "next: 2026-03-20 200.16 of cancellation D is due [Service Terms s.7]",
            "next: 2026-04-04 last day to return leased equipment of D [Service Terms s.36]",
            "next: 2026-06-03 last day to dispute cancellation D [Service Terms s.10]",
            "next: 2027-06-01 end of the term that D ended [Service Terms s.4]",
        ]
        assert self.days(HOSTING, REFUNDED, on="2026-03-12") == []
        assert "next: 2027-06-01 end of the term that D ended" in self.days(
            silent("regime"), BROKEN_OFF, on="2026-03-11"
        )
        assert self.days(silent("equipment_return_by"), REFUNDED, on="2026-02-10") == []

    def test_without_a_service_there_is_a_note_in_the_place_of_the_day(self) -> None:
        terms = load("kos")
        assert self.days(terms, REFUNDED, on="2026-02-10") == []
        again = replace(REFUNDED, number="E", service="voip")
        found = lines(statement_working(terms_of(terms), Account([REFUNDED, again]), date(2026, 2, 10)))
        assert found[-2:] == [
            "range: ask .across_readings()",
            "notes: equipment return by depends on the service, since the rules of dsl, cable, fixed-wireless, voip "
            "set Service Terms s.36 aside: name it to see that day",
        ]
        named = lines(statement_working(terms_of(HOSTING), Account([REFUNDED]), date(2026, 2, 10)))
        assert named[-1] == "range: ask .across_readings()"

    def test_each_way_in_which_equipment_goes_back(self) -> None:
        expected: Mapping[ReturnEvent, str] = {
            "returned": "last day to return leased equipment of {number}",
            "received": "last day for the provider to receive leased equipment of {number}",
            "retrieved": "last day for the provider to retrieve leased equipment of {number}",
        }
        assert {event: _equipment_template(event) for event in expected} == expected


class TestCancellations:
    """What the end of a service comes to: a charge inside a fixed term, and the refund of prepaid fees."""

    def test_a_refund(self) -> None:
        # 18 of 28 days of 28.00 are 18.00, with 13 % of tax 20.34
        assert totals_of(HOSTING.agreement, REFUNDED) == (cad(0), cad(20_34))
        taxed_in_alberta = replace(REFUNDED, province="AB", taxed_as="internet")
        assert totals_of(HOSTING.agreement, taxed_in_alberta).refund == cad(18_90)
        assert totals_of(HOSTING.agreement, replace(REFUNDED, province=None, tax_rate=Fraction(1, 10))).refund == cad(
            19_80
        )
        assert (
            lines(totals_steps(HOSTING.agreement, REFUNDED))[2] == "refund: 28.00 x 18/28 = 18.00 [Service Terms s.36]"
        )

    def test_a_charge(self) -> None:
        # half of 14 months of 30.00, with 5 % of tax
        assert totals_of(HOSTING.agreement, BROKEN_OFF) == (cad(220_50), cad(0))
        steps = lines(totals_steps(HOSTING.agreement, BROKEN_OFF))
        assert steps[:2] == [
            "first day after the term: 2025-06-01 + 24 months = 2027-06-01 [Service Terms s.4]",
            "2026-03-05 lies before it: the fixed term [Service Terms s.4]",
        ]
        assert steps[-1] == "total: 210.00 + 10.50 = 220.50 [Service Terms s.36]"
        assert lines(totals_steps(silent("regime").agreement, BROKEN_OFF)) == steps[2:]

    def test_before_the_term_begins_its_first_day_decides(self) -> None:
        early = replace(BROKEN_OFF, on=date(2025, 5, 1))
        assert lines(totals_steps(HOSTING.agreement, early))[1] == (
            "2025-06-01 lies before it: the fixed term [Service Terms s.4]"
        )

    def test_both_and_neither(self) -> None:
        both = replace(BROKEN_OFF, fee=cad(30_00), cycle_start=date(2026, 3, 1))
        assert totals_of(HOSTING.agreement, both) == (cad(220_50), cad(0))  # inside a fixed term nothing comes back
        over = replace(both, on=date(2027, 6, 10), cycle_start=date(2027, 6, 1), province="ON")
        # after the term 20 of 30 days of 30.00 come back, with 13 % of tax
        assert totals_of(HOSTING.agreement, over) == (cad(0), cad(22_60))

    def test_those_that_are_known(self) -> None:
        account = Account([REFUNDED, BROKEN_OFF])
        assert known_on(terms_of(HOSTING), account, date(2026, 3, 4)).cancellations == [
            (REFUNDED, (cad(0), cad(20_34)))
        ]
        assert len(known_on(terms_of(HOSTING), account, date(2026, 3, 5)).cancellations) == 2


class TestTables:
    """Which tables of the terms an account rests on."""

    def test_of_each_event_on_its_day(self) -> None:
        def brought_in(event: Any, on: date | None = None) -> list[str]:
            others = [event]
            if isinstance(event, ReturnedPayment):
                others.append(Payment("2026-01-01", cad(1), None, event.payment))
            return names(tables_behind(Account([A, *others]), on or event.day))

        assert brought_in(Dispute("A", "2026-01-10", cad(1))) == ["dispute"]
        assert brought_in(Dispute("A", "2026-01-10", cad(1)), date(2026, 1, 9)) == []
        assert brought_in(CHARGE) == ["administrative_charge"]
        assert brought_in(REFUNDED) == ["refund", "equipment_return_by"]
        assert brought_in(BROKEN_OFF) == ["regime", "cancellation_charge", "equipment_return_by"]
        after = replace(BROKEN_OFF, on=date(2027, 6, 1), fee=cad(1), cycle_start=date(2027, 6, 1))
        assert brought_in(after) == ["refund", "regime", "equipment_return_by"]
        for event in (
            Credit("2026-01-10", cad(1), "A"),
            WriteOff("2026-01-10", "A", cad(1)),
            ReturnedPayment("2026-01-10", "r"),
            Payout("2026-01-10", cad(1)),
            Reminder("2026-01-10"),
        ):
            assert brought_in(event) == []

    def test_behind_each_kind_of_entry(self) -> None:
        expected: dict[EntryKind, str | None] = {
            "billed": "due_date",
            "late charge": "late_charge",
            "accrued": "late_charge",
            "disputed": "dispute",
            "held": "dispute",
            "refund": "refund",
            **dict.fromkeys(
                (
                    "paid, charges",
                    "paid, principal",
                    "credited, charges",
                    "credited, principal",
                    "written off, charges",
                    "written off, principal",
                    "payment",
                    "credit",
                    "payout",
                )
            ),
        }

        def name(table: Kinds[Any] | None) -> str | None:
            return None if table is None else table.name

        assert {what: name(table_behind(what)) for what in expected} == expected

    def test_the_clause_behind_an_entry(self) -> None:
        account, on = Account([OLD, NEW]), date(2021, 8, 5)
        statement = statement_on(terms_of(EDITIONS), account, on)
        clause_of = clause_behind(terms_of(EDITIONS), account, statement)
        kinds: list[tuple[str | None, EntryKind]] = [("A", "billed"), ("B", "billed"), ("B", "accrued"), ("A", "held")]
        assert [str(clause_of(Entry(on, debt, what, cad(1)))) for debt, what in kinds] == [
            "Service Terms (2019-01-01) s.7",
            "Service Terms (2021-07-12) s.7",
            "Service Terms (2021-07-12) s.9",
            "Service Terms (2019-01-01) s.10",
        ]
        assert clause_of(Entry(on, None, "payment", cad(1))) is None
        # of what is no debt, the day of the entry decides
        assert str(clause_of(Entry(FIRST, None, "refund", cad(1)))) == "Service Terms (2019-01-01) s.36"
        one = clause_behind(terms_of(EDITIONS), Account([NEW]), statement_on(terms_of(EDITIONS), Account([NEW]), on))
        assert str(one(Entry(on, "B", "billed", cad(1)))) == "Service Terms s.7"
        without = made(dispute=None)
        bare = clause_behind(terms_of(without), Account([A]), statement_on(terms_of(without), Account([A]), A.issued))
        assert bare(Entry(A.issued, "A", "disputed", cad(1))) is None

    def test_what_the_question_rests_on(self) -> None:
        plain = asked(HOSTING, A, on="2026-03-01")
        assert (names(plain.behind), names(plain.read), plain.named, plain.cited) == (
            ["due_date", "late_charge", "dispute"],
            ["late_charge", "statement"],
            frozenset(),
            (),
        )
        every = asked(HOSTING, A, CHARGE, REFUNDED, BROKEN_OFF, on="2026-03-05")
        assert names(every.behind) == [
            "due_date",
            "late_charge",
            "dispute",
            "administrative_charge",
            "refund",
            "equipment_return_by",
            "regime",
            "cancellation_charge",
        ]
        assert names(every.read) == ["late_charge", "statement", "refund", "cancellation_charge"]
        assert every.named == frozenset({"refund", "cancellation_charge"})
        undecided = asked(load("kos"), REFUNDED, on="2026-02-10")
        assert names(undecided.behind) == ["due_date", "late_charge", "dispute", "refund"]
        assert StatementQuestion.answered_by(HOSTING.agreement)
        assert not StatementQuestion.answered_by(silent("due_date").agreement)
        assert not StatementQuestion.answered_by(silent("late_charge").agreement)


class TestReadings:
    """Which readings can change the sum."""

    def choices(self, *events: Event) -> list[str]:
        return list(asked(HOSTING, *events, on="2026-03-10").choices)

    def test_of_one_bill(self) -> None:
        assert self.choices(A) == ["runs_from", "part_month", "rounding"]

    def test_of_two_debts_and_a_payment(self) -> None:
        assert self.choices(A, B) == ["runs_from", "part_month", "rounding", "posted_per"]
        assert self.choices(A, PAID) == ["runs_from", "part_month", "rounding"]
        paid = self.choices(A, B, PAID)
        assert paid == ["runs_from", "part_month", "rounding", "across_debts", "posted_per"]
        assert self.choices(A, CHARGE) == paid
        assert self.choices(A, B, WriteOff("2026-03-01", "A", cad(1))) == paid

    def test_of_a_dispute(self) -> None:
        disputed = Dispute("A", "2026-01-20", cad(1))
        assert self.choices(A, disputed) == ["runs_from", "part_month", "rounding", "disputed", "on_rejection"]
        assert asked(HOSTING, A, disputed, on="2026-03-10").unheard == frozenset()
        assert asked(HOSTING, A, CHARGE, on="2026-03-10").unheard == frozenset({"disputed", "on_rejection"})

    def test_those_of_the_end_of_a_service_are_named_with_its_table(self) -> None:
        assert self.choices(A, REFUNDED) == ["runs_from", "part_month", "rounding", "across_debts", "posted_per"]
        used = lines(
            HOSTING.statement(Account([REFUNDED]), "2026-02-10")
            .under(**{"refund.cancel_day": "refunded"})
            .about.working()
        )
        assert "  refund: 28.00 x 19/28 = 19.00 [Service Terms s.36]" in used
        assert HOSTING.statement(Account([A]), "2026-02-01").under(rounding="down").value.settlement == cad(102_00)

    def test_how_far_others_reach(self) -> None:
        found = asked(HOSTING, A, on="2026-03-01").reach(None)
        assert phrase_text(found) == "others can give another sum: .across_readings()"


class TestEditions:
    """A debt takes the edition in force on its day; so the account is answered by those of its debts."""

    def test_of_debts_and_of_all_events(self) -> None:
        agreement, paid = EDITIONS.agreement, Payment("2021-07-21", cad(1))

        def found(*events: Event, last: str, debts_alone: bool = True) -> list[date]:
            account = Account(events)
            return [one.edition for one in editions_of(agreement, account, date.fromisoformat(last), debts_alone)]

        assert found(OLD, NEW, last="2021-07-20") == [FIRST, SECOND]
        assert found(OLD, NEW, last="2021-07-19") == [FIRST]
        assert found(OLD, paid, last="2021-08-05") == [FIRST]
        assert found(OLD, paid, last="2021-08-05", debts_alone=False) == [FIRST, SECOND]
        assert found(last="2021-08-05") == [SECOND]
        assert found(OLD, last="2021-06-30") == [FIRST]
        gone: list[Event] = [Payment("2021-07-01", cad(5)), Payout("2021-07-13", cad(1))]
        assert found(*gone, last="2021-08-05") == [SECOND]
        assert editions_of(HOSTING.agreement, Account([A]), date(2026, 1, 1)) == (HOSTING.agreement,)

    def test_of_the_question(self) -> None:
        about = asked(EDITIONS, OLD, Payment("2021-07-21", cad(1)), on="2021-08-05")
        assert [one.edition for one in about.editions] == [FIRST]
        known: Any = about.brought_in_by_facts()
        brought, days, counts = known
        assert (brought, counts) == (frozenset(), False)
        assert [list(each) for each in days] == [[FIRST], [FIRST, SECOND]]
        plain = asked(HOSTING, A, CHARGE, on="2026-03-01").brought_in_by_facts()
        assert plain == (frozenset(tables_behind(Account([CHARGE]), CHARGE.day)), (), False)

    def test_under_a_reading_of_all_and_of_one(self) -> None:
        statement = EDITIONS.statement(Account([OLD, NEW]), "2021-08-05")
        of_all = statement.under(runs_from="due-date")
        assert lines(of_all.about.working()).count("  owed on 2021-08-05, principal: 50.00") == 1
        assert (
            "    2021-07-16 to 2021-08-05: 100.00 x 1 % x 20/31 = 0.645161... -> 0.65 (half up) [Terms s.1]"
            in lines(of_all.about.working())
        )
        of_one = statement.under(**{"2021-07-12.runs_from": "due-date"})
        assert of_one.value.debts[0] == statement.value.debts[0]
        assert of_one.value.debts[1] == of_all.value.debts[1] != statement.value.debts[1]
        of_first = statement.under(**{"2019-01-01.runs_from": "due-date"})
        assert of_first.value.debts[0] == of_all.value.debts[0] != statement.value.debts[0]

    def test_the_first_day_and_a_day_before_it(self) -> None:
        about = asked(HOSTING, A, B, on="2025-12-31")
        assert about.first_day == A.issued
        assert lines(about.edition_notes()) == [
            "notes: no event of the account is as early as 2025-12-31: the first is of 2026-01-01"
        ]
        assert lines(asked(HOSTING, A, B, on="2026-01-01").edition_notes()) == []
        assert lines(asked(HOSTING, on="2026-01-01").edition_notes()) == []

    def test_the_terms_of_all(self) -> None:
        assert [one.edition for one in StatementQuestion.terms_of(HOSTING.agreement).documents] == [SECOND]
        both = StatementQuestion.terms_of(EDITIONS.agreement)
        assert [one.edition for one in both.documents] == [FIRST, SECOND]

    def test_an_example(self) -> None:
        (example,) = StatementQuestion.examples("CAD")
        assert example == {"account": Account([Invoice("1", "2026-01-01", cad(113_00))]), "as_of": "2026-03-15"}
        assert AccountQuestion.reads == StatementQuestion.reads


class TestStatementQuestion:
    """What stands beside a statement: collections, the ledger, the books, the picture and the letter."""

    def test_for_collections(self) -> None:
        # A 104.04, B 51.00; on 1 April 2 % of each: 2.0808 and 1.02
        answer = HOSTING.statement(Account([A, B]), "2026-03-01")
        data: Any = answer.about.data_beside(answer.value)
        assert data["arrears"] == {
            "past_due": "155.04",
            "disputed": "0.00",
            "undisputed": "155.04",
            "payable": "155.04",
            "days_late": 44,
            "next_due": None,
            "next_charge": {
                "day": "2026-04-01",
                "amount": "3.10",
                "debts": [
                    {"debt": "A", "amount": "2.08", "section": "Service Terms s.9"},
                    {"debt": "B", "amount": "1.02", "section": "Service Terms s.9"},
                ],
            },
        }
        assert data["ageing"] == answer.value.ageing.as_dict()
        assert answer.about.days_asked == {"as_of": date(2026, 3, 1)}
        assert arrears_of(answer).past_due == cad(155_04)

    def test_where_each_payment_went(self) -> None:
        answer = HOSTING.statement(Account([A, Payment("2026-01-05", cad(120_00))]), "2026-03-01")
        found = allocations_of(answer)
        assert [(one.part, one.amount) for one in found] == [("principal", cad(100_00))]
        assert (found.as_of, found.credit) == (date(2026, 3, 1), cad(20_00))

    def test_the_ledger(self) -> None:
        answer = HOSTING.statement(Account([A]), "2026-01-10")
        about = answer.about
        assert isinstance(about, StatementQuestion)
        row = ("A", A.issued, "billed", cad(100_00), cad(100_00), "Service Terms s.7", cad(100_00))
        head = ("debt", "day", "what", "amount", "balance", "clause", "balance_change")
        assert about.sheet == (head, (row,))
        assert about.sheet_of_file == ((*head, "code"), ((*row, "billed"),))
        assert [phrase_text(sheet.title) for sheet in about.sheets(answer.value)] == ["sums", "bills", "ledger"]
        paid = asked(HOSTING, Payment("2026-01-05", cad(1_00)), on="2026-01-10")
        assert paid.sheet.rows == ((None, date(2026, 1, 5), "payment", cad(1_00), None, "", cad(-1_00)),)

    def test_the_picture_and_the_letter(self) -> None:
        about = asked(HOSTING, A, on="2026-01-10")
        assert about.picture.points == ((A.issued, 100_00),)
        assert about.letter.sender == "KOS (Kingston Online Services)"

    def test_in_the_books(self) -> None:
        late = Dispute("A", "2026-04-02", cad(3_00))
        back = Credit("2026-04-03", cad(99_00), "A", "from-invoice-date")
        written_off = WriteOff("2026-01-05", "A", cad(40_00))
        events = (A, REFUNDED, BROKEN_OFF, late, back, written_off)
        moved = booked(HOSTING.statement(Account(events), "2026-04-10"))
        # 20.34 come back for C, and pay a part of the charge of 220.50 for D; of the rest, 200.16, 2 % are 4.0032;
        # of what was written off 1.00 was owed after all
        assert [(one.day.isoformat(), one.says, one.code, one.amount, one.note) for one in moved] == [
            ("2026-01-01", "invoice A", "invoice", cad(100_00), ""),
            ("2026-01-05", "write-off of A", "write_off", cad(1_00), ""),
            ("2026-02-10", "cancellation C, refund", "refund", cad(20_34), "Service Terms s.36"),
            ("2026-03-05", "cancellation D, charge", "cancellation_charge", cad(220_50), "Service Terms s.36"),
            ("2026-04-02", "dispute of A, 3.00, too late", "dispute", None, ""),
            ("2026-04-03", "credit for A", "credit", cad(99_00), ""),
            ("2026-04-05", "late charge on cancellation D", "late_charge", cad(4_00), "Service Terms s.9"),
        ]

    def test_late_charges_in_the_books(self) -> None:
        account = Account([OLD, NEW, Payment("2021-07-21", cad(1_00))])
        moved = booked(EDITIONS.statement(account, "2021-08-25"))
        assert [(one.day.isoformat(), one.says, one.code, one.amount, one.note) for one in moved] == [
            ("2021-07-01", "invoice A", "invoice", cad(100_00), ""),
            ("2021-07-20", "invoice B", "invoice", cad(50_00), ""),
            ("2021-07-21", "payment", "payment", cad(1_00), ""),
            ("2021-08-01", "late charge on invoice A", "late_charge", cad(1_00), "Terms s.1"),
            ("2021-08-20", "late charge on invoice B", "late_charge", cad(1_00), "Service Terms (2021-07-12) s.9"),
        ]


class TestCalendar:
    """The calendar counts where a due date, a grace period or a notice of this account rests on open days."""

    BUSINESS_DAYS = NetDays(days=5, count="business-days", clause=CLAUSE, says="")
    THREE_DAYS = Period(count=3, unit="business-days")

    def counts(self, terms: Terms, *events: Event, on: str) -> bool:
        about = asked(terms, *events, on=on)
        found: bool = about.counts_open_days
        assert lines(about._calendar_notes()) == (
            ["notes: counted by the calendar ontario-and-federal, version 2026-11"] if found else []
        )
        known: Any = about.brought_in_by_facts()
        assert known[2] == found
        return found

    def test_none_of_kos_does(self) -> None:
        assert not self.counts(HOSTING, A, CHARGE, BROKEN_OFF, on="2026-03-10")

    def test_a_due_date(self) -> None:
        terms = made(due_date=self.BUSINESS_DAYS)
        assert self.counts(terms, A, on="2026-01-01")
        assert not self.counts(terms, A, on="2025-12-31")
        assert not self.counts(terms, Payment("2026-01-01", cad(1)), on="2026-01-01")

    def test_a_due_date_of_one_edition(self) -> None:
        terms = two({"due_date": self.BUSINESS_DAYS}, {"late_charge": None})
        assert self.counts(terms, OLD, on="2021-07-05")
        mixed = two({"due_date": self.BUSINESS_DAYS}, {})
        assert self.counts(mixed, OLD, NEW, on="2021-08-05")
        assert not self.counts(mixed, NEW, on="2021-08-05")
        assert not self.counts(two({"late_charge": None}, {}), NEW, on="2021-08-05")

    def test_a_grace_period(self) -> None:
        late = replace(compound(Fraction(1, 50)), grace=Grace(days=3, count="business-days"))
        assert self.counts(made(late_charge=late), A, on="2026-01-01")

    def test_a_cancellation_inside_a_fixed_term(self) -> None:
        charge: Any = CANCELLATION_CHARGE.of(HOSTING.agreement)
        terms = made(cancellation_charge=replace(charge, waived_within=self.THREE_DAYS))
        assert self.counts(terms, A, BROKEN_OFF, on="2026-03-05")
        assert not self.counts(terms, A, BROKEN_OFF, on="2026-03-04")
        assert not self.counts(terms, A, REFUNDED, on="2026-03-05")


class TestMoreOfStatements:
    """What the smaller parts of an answer say."""

    def test_the_answer_is_that_of_its_value(self) -> None:
        # A 100.00 and 2.00; 102.00 x 2 % x 9/28 = 0.655...
        answer = HOSTING.statement(Account([A]), "2026-02-10")
        about, value = answer.about, answer.value
        assert phrase_text(about.told(value)) == "102.66 of the bill of 2026-01-01 is payable now, on 2026-02-10"
        assert about.in_short(value) == value.in_short()
        assert lines(about.brief(value)) == [
            "brief: payable now: 102.66",
            "brief: to settle it all: 102.66",
            "next: 2026-03-01 the next late charge is posted on invoice A [Service Terms s.9]",
            "next: 2026-04-01 last day to dispute invoice A [Service Terms s.10]",
        ]
        assert about.grid(value) == value.grid() is not None
        assert StatementQuestion.is_pictured
        assert answer.picture() is not None
        assert isinstance(about, StatementQuestion)
        assert phrase_text(about.account_named) == "an account of 1 invoice"

    def test_what_rules_of_law_look_at(self) -> None:
        late = Dispute("A", "2026-04-02", cad(3_00))
        account, on = Account([A, REFUNDED, BROKEN_OFF, late, PAID]), date(2026, 4, 10)

        def seen(answer: Answer[Any]) -> list[tuple[str, str | None]]:
            found = answer.about.looked_at(answer.value)
            return [(one.question.name, None if one.about is None else phrase_text(one.about)) for one in found]

        expected = [
            ("statement", None),
            ("late_charge", "late charge on invoice A"),
            ("late_charge", "late charge on cancellation D"),
            ("refund", "cancellation C"),
            ("cancellation_charge", "cancellation D"),
            ("dispute", "dispute of A, reported 2026-04-02"),
        ]
        assert seen(HOSTING.statement(account, on)) == expected
        assert seen(HOSTING.settlement(account, on=on)) == expected
        without = Account([one for one in account if one != PAID])
        assert seen(HOSTING.what_if(without, PAID, on=on)) == expected

    def test_the_workings_of_the_other_questions(self) -> None:
        account, on = Account([A, B]), date(2026, 3, 1)
        settlement = HOSTING.settlement(account, on=on)
        assert lines(settlement.about.working()) == lines(settlement_working(terms_of(HOSTING), account, on))
        what_if = HOSTING.what_if(account, PAID, on=on)
        assert lines(what_if.about.working()) == lines(what_if_working(terms_of(HOSTING), account, PAID, on))

    def test_a_bill_that_is_paid_is_no_part_of_what_settles_the_account(self) -> None:
        account = Account([A, B, Payment("2026-01-02", cad(100_00), "A")])
        assert lines(settlement_working(terms_of(HOSTING), account, date(2026, 2, 10)))[:3] == [
            "# what is owed",
            "  invoice B, principal: 50.00 [Service Terms s.9]",
            "# totals",
        ]

    def test_a_bill_of_before_the_edition_has_a_note(self) -> None:
        before = asked(HOSTING, Invoice("A", "2020-01-01", cad(1_00)), on="2026-01-01")
        (note,) = lines(before.edition_notes())
        assert note.startswith("notes: 2020-01-01 is before 2021-07-12, the edition of the Service Terms")

    def test_to_round_once_is_refused_without_a_debt_too(self) -> None:
        once = made(late_charge=compound(Fraction(1, 50), round_at="once"))
        with pytest.raises(InputError, match="it cannot take the reading round_at = once"):
            once.statement(Account([]), "2026-02-01")
        # the edition of the day rounds once, that of the debt does not
        newer = two({}, {"late_charge": compound(Fraction(1, 50), round_at="once")})
        with pytest.raises(InputError, match="it cannot take the reading round_at = once"):
            newer.statement(Account([OLD]), "2021-08-05")

    def test_equipment_that_is_collected_has_no_day(self) -> None:
        terms = made(equipment_return_by=Collected(clause=CLAUSE, says=""))
        account, on = Account([REFUNDED]), date(2026, 2, 10)
        assert lines(next_days(terms_of(terms), account, on, statement_on(terms_of(terms), account, on))) == []

    def test_the_books_ask_for_no_clause_that_nothing_rests_on(self) -> None:
        refund = load("kos").statement(Account([REFUNDED]), "2026-02-10")
        assert [one.code for one in booked(refund)] == ["refund"]
        charge = silent("refund").statement(Account([BROKEN_OFF]), "2026-03-05")
        assert [one.code for one in booked(charge)] == ["cancellation_charge"]

    def test_the_books_of_two_editions_name_that_of_a_cancellation(self) -> None:
        ended = replace(REFUNDED, on=date(2021, 8, 10), cycle_start=date(2021, 8, 1), fee=cad(31_00))
        moved = booked(EDITIONS.statement(Account([OLD, NEW, ended]), "2021-08-10"))
        assert [one.note for one in moved if one.code == "refund"] == ["Service Terms (2021-07-12) s.36"]

    def test_facts_on_which_the_numbers_depend(self) -> None:
        # Cogeco charges 2.75 % a month for homes in Quebec
        bill = Account([Invoice("A", "2026-12-01", cad(100_00), due="2026-12-20")])
        facts: dict[str, Any] = {"segment": "residential", "region": "QC"}
        assert load("cogeco").settlement(bill, on="2027-01-20", **facts).value == cad(102_75)
        with pytest.raises(InputError, match="plan is 'basic', and no number or tax of these terms depends on it"):
            two({"late_charge": None}, {}).statement(Account([NEW]), "2021-08-05", plan="basic")


class TestReadingsOfEditions:
    """A reading holds for all editions whose clauses have it, or for the one whose day stands before it."""

    def test_an_edition_without_a_late_charge_has_none_of_its_readings(self) -> None:
        statement = two({"late_charge": None}, {}).statement(Account([NEW]), "2021-08-10")
        # due on 4 August, counted from it: 50.00 x 2 % x 6/31 = 0.193
        assert statement.under(runs_from="due-date").value.settlement == cad(50_19)

    def test_of_three_editions(self) -> None:
        newest = HOSTING.agreement
        earliest, middle = (replace(newest, edition=day) for day in (date(2019, 1, 1), date(2020, 1, 1)))
        terms = Terms(replace(newest, earlier=(earliest, middle)))
        under = StatementQuestion.under(terms.agreement, {"runs_from": "due-date", "2020-01-01.rounding": "down"})
        assert [one.edition for one in under.editions] == [earliest.edition, middle.edition, newest.edition]
        found = [LATE_CHARGE.of(one) for one in under.editions]
        assert [(one.runs_from, one.rounding) for one in found] == [  # type: ignore[union-attr]
            ("due-date", "half-up"),
            ("due-date", "down"),
            ("due-date", "half-up"),
        ]

    def test_one_that_no_edition_has(self) -> None:
        statement = EDITIONS.statement(Account([NEW]), "2021-08-10")
        for name in ("runs_on", "2020-01-01.runs_from"):
            with pytest.raises(UnknownNameError, match=f"statement has no reading '{name}' here"):
                statement.under(**{name: "due-date"})
        with pytest.raises(UnknownNameError, match=r"statement has no reading '2021-07-12\.runs_from' here"):
            HOSTING.statement(Account([A]), "2026-02-10").under(**{"2021-07-12.runs_from": "due-date"})
