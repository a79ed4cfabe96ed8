"""Several editions of terms in one statement: a debt keeps the edition of its invoice date until it is paid.

The editions here are of KOS with numbers of our own: until 11 July 2021 1 % a month, due in 30 days, disputed within
60; from 12 July 2021 on 2 % a month, due in 15, disputed within 90.
"""

import csv
import io
import json
from dataclasses import replace
from datetime import date
from fractions import Fraction
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from telcoterms import (
    Account,
    AdministrativeCharge,
    Bill,
    BillLine,
    Cancellation,
    Clause,
    Dispute,
    InputError,
    InvalidFileError,
    Invoice,
    Money,
    NotInTermsError,
    Payment,
    Payout,
    RecordError,
    Terms,
    UnknownNameError,
    from_dict,
    load,
    load_calendar,
    verify,
)
from telcoterms.agreement.agreement import Agreement
from telcoterms.answers.receipt import marked
from telcoterms.clauses.dispute import DISPUTE, last_days
from telcoterms.clauses.due_date import DUE_DATE
from telcoterms.clauses.late_charge.kinds import LATE_CHARGE, FlatCharge, LateChargeRule, NoCharge
from telcoterms.cli import main
from telcoterms.files import library
from telcoterms.files.check import check_file
from telcoterms.files.library import law_table, published_before, tax_table
from telcoterms.files.provider import read_provider
from telcoterms.statement.rule import StatementRule
from tests.long_runs import examples
from tests.oracle import statement as oracle
from tests.oracle.ledger import Invoice as OracleInvoice
from tests.oracle.ledger import Payment as OraclePayment
from tests.oracle.ledger import file_with
from tests.oracle_adapter import by_day, in_its_words, kind_of, other_events
from tests.random_accounts import made_account, made_history
from tests.terms_builders import CLAUSE, HOSTING, cad, cancellation_rule, compound, flat, made, net, ordered, simple

SINCE = date(2021, 7, 12)
BEFORE = date(2019, 1, 1)
KOS_RATE: Any = LATE_CHARGE.of(HOSTING.agreement)
OLD_RATE, NEW_RATE = replace(KOS_RATE, rate=Fraction(1, 100)), KOS_RATE


def edition_of(terms: Terms, day: date) -> Agreement:
    """Terms as the edition of a day, their documents too."""
    documents = tuple(replace(document, edition=day) for document in terms.agreement.documents)
    return replace(terms.agreement, edition=day, documents=documents)


def two(old: dict[str, Any], new: dict[str, Any]) -> Terms:
    """Terms of two editions with these clauses."""
    return Terms(replace(made(**new).agreement, earlier=(edition_of(made(**old), BEFORE),)))


def within(days: int) -> Any:
    return replace(DISPUTE.of(HOSTING.agreement), days=days)


def due_in(days: int) -> Any:
    rule: Any = DUE_DATE.of(HOSTING.agreement)
    return replace(rule, days=days)


def once_an_account(minor: int) -> FlatCharge:
    return replace(flat(minor), charged_on="account")


OLD: dict[str, Any] = {"late_charge": OLD_RATE, "due_date": due_in(30), "dispute": within(60)}
NEW: dict[str, Any] = {"late_charge": NEW_RATE, "due_date": due_in(15), "dispute": within(90)}
TERMS = two(OLD, NEW)
A = Invoice("A", "2021-07-01", cad(100_00))  # of the old edition: due on 31 July, disputed until 30 August
B = Invoice("B", "2021-08-01", cad(100_00))  # of the new one: due on 16 August, disputed until 30 October
PAID = Payment("2021-09-10", cad(150_00))


class TestByHand:
    """Two debts, one of each edition, and a payment across both."""

    def test_each_debt_has_its_own_due_date_and_window(self) -> None:
        old, new = TERMS.statement(Account([A, B]), "2021-08-01").value.debts
        assert (old.due, old.dispute_until) == (date(2021, 7, 31), date(2021, 8, 30))
        assert (new.due, new.dispute_until) == (date(2021, 8, 16), date(2021, 10, 30))

    def test_each_debt_bears_its_own_rate(self) -> None:
        # 1 August: 100.00 x 1 % = 1.00, 1 September: 101.00 x 1 % = 1.01; of the other 100.00 x 2 % = 2.00
        found = TERMS.statement(Account([A, B]), "2021-09-01").value
        assert [debt.posted for debt in found.debts] == [
            ((date(2021, 8, 1), cad(1_00)), (date(2021, 9, 1), cad(1_01))),
            ((date(2021, 9, 1), cad(2_00)),),
        ]

    def test_an_open_debt_keeps_its_edition_after_the_change(self) -> None:
        # to 1 July 2022 twelve months at 1 %, each rounded: 1.00, 1.01, 1.02 ... 1.12
        found = TERMS.statement(Account([A]), "2022-07-01").value
        assert found.balance == cad(112_67)

    def test_a_payment_across_both_meets_the_oldest_first(self) -> None:
        # on 10 September A has accrued 102.01 x 1 % x 9/30 = 0.31 and closes at 102.32; 47.68 meet the 102.00 of B:
        # 2.00 of charges, 45.68 of principal. 1 October: (102.00 x 9 + 54.32 x 21) x 2 % / 30 = 1.37
        found = TERMS.statement(Account([A, B, PAID]), "2021-10-01").value
        old, new = found.debts
        assert old.principal + old.charges == cad(0)
        assert old.posted[-1] == (date(2021, 9, 10), cad(31))
        assert (new.principal, new.charges) == (cad(54_32), cad(1_37))
        assert found.settlement == cad(55_69)

    def test_the_example_of_the_page(self) -> None:
        change = date(2026, 1, 1)
        terms = Terms(replace(TERMS.agreement, edition=change))
        bills = [Invoice("C", "2025-12-01", cad(100_00)), Invoice("D", "2026-01-01", cad(100_00))]
        debts = terms.statement(Account(bills), "2026-03-01").value.debts
        assert [debt.due for debt in debts] == [date(2026, 1, 16), date(2025, 12, 31)][::-1]
        assert [debt.principal + debt.charges for debt in debts] == [cad(103_03), cad(104_04)]

    def test_settlement_and_what_if_follow(self) -> None:
        # 10 September: A 102.01 + 0.31; B 102.00 + 102.00 x 2 % x 9/30 = 0.61
        assert TERMS.settlement(Account([A, B]), on="2021-09-10").value == cad(204_93)
        found = TERMS.what_if(Account([A, B]), Payment("2021-07-20", cad(100_00)), on="2021-09-10").value
        assert found.saved == cad(2_32)  # all that A has cost

    def test_a_late_dispute_of_the_old_edition_changes_nothing(self) -> None:
        disputes = [Dispute("A", "2021-09-05", cad(10_00)), Dispute("B", "2021-09-05", cad(10_00))]
        old, new = TERMS.statement(Account([A, B, *disputes]), "2021-09-06").value.debts
        assert (old.disputed, new.disputed) == (cad(0), cad(10_00))

    def test_a_statement_before_the_change_is_that_of_the_old_edition_alone(self) -> None:
        alone = Terms(edition_of(made(**OLD), BEFORE))
        account = Account([A, B, PAID])
        assert TERMS.statement(account, "2021-07-11").value == alone.statement(account, "2021-07-11").value

    def test_a_part_of_an_old_debt_that_is_disputed_bears_the_old_rate(self) -> None:
        # 60 days hold; 10.00 from 20 July on are held: (10.00 x 12/31) x 1 % = 0.04 on 1 August
        disputed = Account([A, Dispute("A", "2021-07-20", cad(10_00))])
        assert TERMS.statement(disputed, "2021-08-01").value.held == cad(4)


class TestWhatIsNamed:
    """The answer names each edition, and the working cites each debt's own."""

    def test_the_heading_names_both(self) -> None:
        heading = " ".join(str(TERMS.statement(Account([A, B]), "2021-09-01").working).split())
        assert "by KOS's Service Terms of 2019-01-01 and Service Terms of 2021-07-12 (service none): balance" in heading

    def test_one_edition_is_named_alone(self) -> None:
        page = str(TERMS.statement(Account([B]), "2021-09-01").working)
        assert "2019-01-01" not in page
        assert "(2021-07-12)" not in page
        of_old = TERMS.statement(Account([A]), "2021-09-01")
        assert "by KOS's Service Terms of 2019-01-01 (service none)" in " ".join(str(of_old.working).split())
        assert of_old.as_dict()["editions"] == ["2019-01-01"]

    def test_the_working_cites_the_edition_of_each_debt(self) -> None:
        lines = str(TERMS.statement(Account([A, B]), "2021-09-02").working).splitlines()
        dues = [line.split("Terms ")[1].strip() for line in lines if "due date: 2021" in line]
        assert dues == ["(2019-01-01) s.7", "(2021-07-12) s.7"]

    def test_the_clauses_have_their_editions(self) -> None:
        answer = TERMS.statement(Account([A, B]), "2021-09-02")
        assert {clause.edition for clause in answer.clauses} >= {BEFORE, SINCE}

    def test_the_sheet_says_what_each_is_the_date_of(self) -> None:
        (row, *_) = csv.DictReader(io.StringIO(TERMS.statement(Account([A, B]), "2021-09-02").csv()))
        bears_none = "the date of the site's file, the document bears none"
        assert row["edition_is"] == f"2019-01-01: {bears_none}; 2021-07-12: {bears_none}"

    def test_the_sheet_cites_them_too(self) -> None:
        rows = TERMS.statement(Account([A, B]), "2021-09-02").csv().splitlines()
        assert any("(2019-01-01)" in row and row.startswith("A") for row in rows)
        assert any("(2021-07-12)" in row and row.startswith("B") for row in rows)
        assert all("2019-01-01, 2021-07-12" in row for row in rows[1:])

    def test_a_clause_says_its_edition(self) -> None:
        assert str(Clause("Terms", "9", BEFORE)) == "Terms (2019-01-01) s.9"
        assert str(Clause("Terms", "", BEFORE)) == "Terms (2019-01-01)"

    def test_a_document_without_an_edition_is_left_as_it_is(self) -> None:
        assert HOSTING.agreement.dated([Clause("Elsewhere", "1")]) == (Clause("Elsewhere", "1"),)

    def test_before_the_first_edition_a_note_says_so(self) -> None:
        account = Account([Invoice("0", "2018-06-01", cad(100_00)), B])
        page = " ".join(str(TERMS.statement(account, "2021-09-02").working).split())
        assert "2018-06-01 is before 2019-01-01, the edition of the Service Terms" in page
        assert TERMS.statement(account, "2021-09-02").as_dict()["before_edition"] is True

    def test_after_the_first_edition_there_is_no_note(self) -> None:
        answer = TERMS.statement(Account([A, B]), "2021-09-02")
        assert "is before" not in str(answer.working)
        assert answer.as_dict()["before_edition"] is False

    def test_a_single_question_says_which_edition_was_in_force(self) -> None:
        page = " ".join(str(TERMS.late_charge("100.00", issued="2021-07-01", paid="2021-09-01").working).split())
        assert "2021-07-01 is before 2021-07-12, the edition that answers: that of 2019-01-01 was in force" in page
        assert "load(..., edition='2019-01-01')" in page

    def test_the_terms_say_which_editions_are_known_with_them(self) -> None:
        assert str(TERMS).splitlines()[-1] == "earlier editions, for the debts of their time: 2019-01-01"

    def test_in_french(self) -> None:
        page = TERMS.statement(Account([A, B]), "2021-09-02").working.show("fr")
        assert "Service Terms (2019-01-01), art." in page

    def test_reminders_and_payouts_choose_none(self) -> None:
        answer = TERMS.statement(Account([Payment("2021-08-01", cad(5_00))]), "2021-09-02")
        assert answer.as_dict()["edition"] == "2021-07-12"
        assert "editions" not in answer.as_dict()

    def test_an_account_without_debts_goes_by_the_edition_of_the_day(self) -> None:
        answer = TERMS.statement(Account([Payment("2021-06-01", cad(5_00))]), "2021-06-02")
        assert answer.as_dict()["editions"] == ["2019-01-01"]


class TestOtherEvents:
    """Each debt takes the edition of its day, whatever it is."""

    def test_an_administrative_charge_is_held_against_the_edition_of_its_day(self) -> None:
        terms = Terms(
            replace(
                HOSTING.agreement,
                earlier=(edition_of(made(administrative_charge=None), BEFORE),),
            )
        )
        old = AdministrativeCharge("C", "2021-07-01", cad(60_00), "collection")
        assert terms.statement(Account([old]), "2021-07-02").value.balance == cad(60_00)
        with pytest.raises(InputError, match="the administrative charge 'C' is not one of these terms"):
            terms.statement(Account([AdministrativeCharge("C", "2021-07-12", cad(60_00), "collection")]), "2021-07-12")

    def test_a_cancellation_goes_by_the_edition_of_its_day(self) -> None:
        old = edition_of(made(equipment_return_by=None, regime=None), BEFORE)
        terms = Terms(replace(HOSTING.agreement, earlier=(old,)))

        def ended(on: str) -> Account:
            return Account([Cancellation("C-1", on, fee=cad(49_95), cycle_start=on[:8] + "01")])

        after = str(terms.statement(ended("2021-08-10"), "2021-08-11").working)
        before = str(terms.statement(ended("2021-07-10"), "2021-07-11").working)
        assert "last day to return leased equipment of C-1" in after
        assert "last day to return leased equipment of C-1" not in before

    def test_a_service_that_is_not_named(self) -> None:
        kos = load("kos")
        terms = Terms(replace(kos.agreement, earlier=(edition_of(kos, BEFORE),)))
        account = Account([A, B, Cancellation("C-1", "2021-08-10", fee=cad(49_95), cycle_start="2021-08-01")])
        assert "name it to see that day" in str(terms.statement(account, "2021-08-11").working)

    def test_a_payout_that_became_a_debt(self) -> None:
        account = Account([Payment("2021-07-01", cad(5_00)), B, Payout("2021-07-05", cad(5_00))])
        assert TERMS.statement(account, "2021-09-01").value.balance == cad(102_00)


class TestOneForAll:
    """Where one sum is posted for several debts, their editions have to agree on it."""

    def test_charges_are_rounded_together_across_editions(self) -> None:
        # 1 September: 101.00 x 1 % + 100.00 x 2 % = 3.01 exactly: one sum of both
        together = TERMS.under(statement={"posted_per": "account"}).statement(Account([A, B]), "2021-09-01")
        assert together.value.balance == cad(204_01)
        assert "months that ended on 2021-09-01: 1.01 + 2.00 = 3.01" in " ".join(str(together.working).split())

    def test_a_fee_and_a_rate_are_not(self) -> None:
        terms = two({"late_charge": flat(5_00)}, {"late_charge": NEW_RATE})
        with pytest.raises(InputError, match="those of the editions of 2019-01-01 and 2021-07-12 do not add up to one"):
            terms.under(statement={"posted_per": "account"}).statement(Account([A, B]), "2021-09-01")
        of_one = terms.under(statement={"posted_per": "account"}).statement(Account([A]), "2021-09-01")
        assert of_one.value.balance == cad(105_00)

    def test_two_sums_an_account_are_refused(self) -> None:
        old, new = once_an_account(5_00), once_an_account(7_00)
        with pytest.raises(InputError, match="each charge the account as a whole, and not the same sum"):
            two({"late_charge": old}, {"late_charge": new}).statement(Account([A, B]), "2021-09-01")

    def test_one_sum_an_account_is_posted_once(self) -> None:
        # both late on 1 August, as both are due on 31 July
        sum_ = once_an_account(5_00)
        same = Invoice("B", "2021-07-16", cad(100_00))
        both = two({"late_charge": sum_, "due_date": net(30)}, {"late_charge": sum_, "due_date": net(15)})
        assert both.statement(Account([A, same]), "2021-09-01").value.balance == cad(205_00)

    def test_a_sum_an_account_that_came_or_went(self) -> None:
        sum_ = once_an_account(5_00)
        came = two({"late_charge": flat(1_00)}, {"late_charge": sum_})
        assert came.statement(Account([A, B]), "2021-09-01").value.balance == cad(206_00)


class TestPayments:
    """An unnamed payment goes by the edition in force on its own day, and meets a debt as the debt's edition says."""

    def test_the_order_across_debts_is_that_of_the_day_of_the_payment(self) -> None:
        newest = two(OLD | {"statement": ordered(across_debts="newest-first")}, NEW)
        first, second = A, Invoice("A2", "2021-07-02", cad(100_00))
        before = newest.statement(Account([first, second, Payment("2021-07-05", cad(30_00))]), "2021-09-01").value
        after = newest.statement(Account([first, second, Payment("2021-07-15", cad(30_00))]), "2021-09-01").value
        assert [debt.principal for debt in before.debts] == [cad(100_00), cad(70_00)]
        assert [debt.principal for debt in after.debts] == [cad(70_00), cad(100_00)]

    def test_a_reading_that_differs_is_named_with_its_edition(self) -> None:
        newest = two(OLD | {"statement": ordered(across_debts="newest-first")}, NEW)
        answer = newest.statement(Account([A, B, PAID]), "2021-10-01")
        assert answer.readings["2019-01-01.across_debts"] == "newest-first"
        assert answer.readings["2021-07-12.across_debts"] == "oldest-first"
        assert "(statement.2019-01-01.across_debts newest-first): " in " ".join(str(answer.working).split())

    def test_what_a_debt_meets_first_is_of_its_own_edition(self) -> None:
        terms = two(OLD | {"statement": ordered(within_debt="principal-first")}, NEW)
        payments = [Payment("2021-09-10", cad(10_00), invoice=name) for name in "AB"]
        old, new = terms.statement(Account([A, B, *payments]), "2021-09-10").value.debts
        assert (old.charges, new.charges) == (cad(2_01), cad(0))


class TestReadings:
    """Readings are those of each edition that has them."""

    def test_one_for_all(self) -> None:
        # from the due dates: A 100.00 x 1 % on 31 August; B 100.00 x 2 % on 16 September
        found = TERMS.under(late_charge={"runs_from": "due-date"}).statement(Account([A, B]), "2021-09-16").value
        assert [debt.posted for debt in found.debts] == [
            ((date(2021, 8, 31), cad(1_00)),),
            ((date(2021, 9, 16), cad(2_00)),),
        ]

    def test_the_same_by_an_answer(self) -> None:
        answer = TERMS.statement(Account([A, B]), "2021-09-16").under(runs_from="due-date")
        assert (
            answer.value
            == TERMS.under(late_charge={"runs_from": "due-date"}).statement(Account([A, B]), "2021-09-16").value
        )

    def test_one_edition_alone(self) -> None:
        alone = TERMS.under(**{"late_charge.2019-01-01": {"runs_from": "due-date"}})  # type: ignore[arg-type]
        answer = alone.statement(Account([A, B]), "2021-09-01")
        assert [len(debt.posted) for debt in answer.value.debts] == [1, 1]
        assert answer.readings["2019-01-01.runs_from"] == "due-date"
        again = TERMS.statement(Account([A, B]), "2021-09-01").under(**{"2019-01-01.runs_from": "due-date"})
        assert again.value == answer.value

    def test_an_edition_that_is_not_there(self) -> None:
        with pytest.raises(UnknownNameError, match=r"late_charge\.2018-01-01' is no question with readings"):
            TERMS.under(**{"late_charge.2018-01-01": {"runs_from": "due-date"}})  # type: ignore[arg-type]

    def test_a_value_that_no_edition_has(self) -> None:
        with pytest.raises(UnknownNameError, match="cannot read runs_from as 'never'"):
            TERMS.statement(Account([A, B]), "2021-09-01").under(runs_from="never")

    def test_a_reading_that_one_edition_alone_has(self) -> None:
        terms = two(OLD, NEW | {"late_charge": NoCharge(clause=CLAUSE, says="")})
        answer = terms.statement(Account([A, B]), "2021-09-01").under(runs_from="due-date")
        assert [debt.charges for debt in answer.value.debts] == [cad(1_00), cad(0)]

    def test_a_reading_of_an_ended_service_that_the_older_edition_alone_has(self) -> None:
        # 24 months at 50.00, seven begun, 17 left: 50 % of 17 x 50.00 = 425.00 and 13 % tax 55.25;
        # with the month that runs: 50 % of 18 x 50.00 = 450.00 and 58.50
        terms = two(OLD, NEW | {"cancellation_charge": cancellation_rule({"kind": "flat", "sum": "90.00"})})
        ended = Cancellation("C", "2021-07-01", term_start="2020-12-15", term_months=24, monthly_fee=cad(50_00))
        answer = terms.statement(Account([ended]), "2021-07-01")
        assert answer.value.balance == cad(480_25)
        name = "cancellation_charge.remaining"
        assert answer.readings[name] == "whole-months-after"
        assert verify(json.loads(json.dumps(answer.receipt())), terms=terms).outcome == "equal"
        assert answer.under(**{name: "including-current"}).value.balance == cad(508_50)
        with pytest.raises(UnknownNameError, match="cannot read remaining as 'never'"):
            answer.under(**{name: "never"})

    def test_across_readings(self) -> None:
        found = TERMS.statement(Account([A, B]), "2021-09-16").across_readings()
        assert found.lowest < found.highest

    def test_once_is_refused_of_any_edition(self) -> None:
        terms = two(OLD | {"late_charge": replace(OLD_RATE, round_at="once")}, NEW)
        with pytest.raises(InputError, match="round_at = once"):
            terms.statement(Account([A, B]), "2021-09-01")

    def test_the_voice_of_each_edition(self) -> None:
        consumer = TERMS.under("consumer")
        assert [edition.voice for edition in consumer.agreement.editions] == ["consumer", "consumer"]
        silent = replace(TERMS.agreement.earlier[0], voices=None)
        quiet = Terms(replace(TERMS.agreement, earlier=(silent,))).under("consumer")
        assert quiet.agreement.earlier == (silent,)

    def test_another_calendar_is_that_of_every_edition(self) -> None:
        england = load_calendar("england")
        assert {edition.calendar for edition in TERMS.with_calendar(england).agreement.editions} == {england}


class TestSilence:
    """An edition without a late charge answers for no debt of its time."""

    def test_a_debt_of_it_is_refused(self) -> None:
        terms = two(OLD | {"late_charge": None}, NEW)
        with pytest.raises(NotInTermsError, match=r"the terms of kos \(2019-01-01\).* hold no rule on late_charge"):
            terms.statement(Account([A, B]), "2021-09-01")
        assert terms.statement(Account([B]), "2021-09-01").value.balance == cad(102_00)

    def test_a_reading_of_the_other_is_taken(self) -> None:
        terms = two(OLD | {"late_charge": None}, NEW).under(late_charge={"runs_from": "due-date"})
        assert terms.statement(Account([B]), "2021-09-01").value.balance == cad(100_00)

    def test_an_edition_without_a_window_has_none(self) -> None:
        last = last_days(two(OLD | {"dispute": None}, NEW).agreement)
        assert last is not None
        assert (last(date(2021, 7, 1)), last(date(2021, 8, 1))) == (date.max, date(2021, 10, 30))
        assert last_days(two(OLD | {"dispute": None}, NEW | {"dispute": None}).agreement) is None


class TestRecords:
    """A record answers again, by the same editions."""

    @pytest.mark.parametrize(
        "answer",
        [
            TERMS.statement(Account([A, B, PAID]), "2021-10-01"),
            TERMS.settlement(Account([A, B, PAID]), on="2021-10-01"),
            TERMS.what_if(Account([A, B]), PAID, on="2021-10-01"),
            TERMS.statement(Account([A]), "2021-10-01"),
        ],
        ids=["statement", "settlement", "what_if", "old"],
    )
    def test_again(self, answer: Any) -> None:
        assert from_dict(json.loads(json.dumps(answer.as_dict())), terms=TERMS) == answer

    def test_with_readings_that_differ(self) -> None:
        terms = two(OLD | {"late_charge": replace(OLD_RATE, runs_from="due-date")}, NEW)
        answer = terms.statement(Account([A, B, PAID]), "2021-10-01")
        assert from_dict(json.loads(json.dumps(answer.as_dict())), terms=terms) == answer

    def test_the_editions_have_to_be_there(self) -> None:
        record = TERMS.statement(Account([A, B]), "2021-10-01").as_dict()
        with pytest.raises(RecordError, match="the receipt rests on the editions of 2019-01-01 too"):
            from_dict(record, terms=Terms(replace(TERMS.agreement, earlier=())))


class TestAudit:
    """A line of a bill goes by the edition in force on its day."""

    BILL = Bill(
        [
            BillLine("due_date", {"issued": "2021-07-01"}, "2021-07-31"),
            BillLine("due_date", {"issued": "2021-08-01"}, "2021-08-16"),
            BillLine("late_charge", {"amount": cad(100_00), "issued": "2021-07-01", "paid": "2021-09-01"}, cad(2_01)),
            BillLine("late_charge", {"amount": cad(100_00), "issued": "2021-08-01", "paid": "2021-09-01"}, cad(2_00)),
        ]
    )

    def test_each_line_agrees(self) -> None:
        answer = TERMS.audit(self.BILL)
        assert answer.value.agrees
        page = str(answer.working)
        assert "Service Terms of 2019-01-01 and Service Terms of 2021-07-12" in " ".join(page.split())
        assert from_dict(json.loads(json.dumps(answer.as_dict())), terms=TERMS) == answer

    def test_the_law_looks_at_each_line_by_its_edition(self) -> None:
        known = TERMS.for_customer(agreed="2020-05-01", customer="consumer")
        assert {edition.customer for edition in known.agreement.editions} == {known.agreement.customer}
        assert [entry.rule for entry in known.audit(self.BILL).law]

    def test_a_reading_of_one_edition(self) -> None:
        terms = two(OLD | {"late_charge": replace(OLD_RATE, runs_from="due-date")}, NEW)
        answer = terms.audit(self.BILL)
        assert answer.readings["late_charge.2019-01-01.runs_from"] == "due-date"
        assert from_dict(json.loads(json.dumps(answer.as_dict())), terms=terms) == answer

    def test_terms_of_one_edition_go_by_it_on_every_day(self) -> None:
        terms = Terms(replace(load("kijoma").agreement, earlier=()))
        assert terms.agreement.in_force(date(2000, 1, 1)) is terms.agreement


FILE = """
provider = "shop"
name = "A Shop"
edition = {edition}
revision = 0
currency = "CAD"
time_zone = "America/Toronto"
ranking = ["terms"]
{more}

[documents.terms]
title = "Terms"
full_title = "The Terms"
where = "shop.example"
edition = {edition}

[due_date]
kind = "net-days"
days = {days}
clause = {{ document = "terms", section = "1" }}
says = "Due so many days after the invoice."

[late_charge]
kind = "rate"
rate = {rate}
per = "month"
compounding = "monthly"
clause = {{ document = "terms", section = "2" }}
says = "A rate a month."
"""


def write(folder: Path, name: str, edition: str, days: int, rate: str, more: str = "") -> Path:
    path = folder / name
    path.write_text(FILE.format(edition=edition, days=days, rate=rate, more=more), "utf-8")
    return path


@pytest.fixture
def new_file(tmp_path: Path) -> Path:
    write(tmp_path, "old.toml", "2019-01-01", 30, "0.01")
    return write(tmp_path, "new.toml", "2021-07-12", 15, "0.02", 'earlier = "old.toml"')


def faults_of(path: Path) -> str:
    with pytest.raises(InvalidFileError) as error:
        load(path)
    return str(error.value)


class TestFiles:
    """A provider's file names the file of the edition before."""

    def test_it_is_known_with_it(self, new_file: Path) -> None:
        assert load(new_file).statement(Account([A, B, PAID]), "2021-10-01").value.settlement == cad(55_69)

    def test_three_in_a_row(self, new_file: Path) -> None:
        newest = write(new_file.parent, "newest.toml", "2022-01-01", 15, "0.03", 'earlier = "new.toml"')
        editions = [str(one.edition) for one in load(newest).agreement.editions]
        assert editions == ["2019-01-01", "2021-07-12", "2022-01-01"]
        assert not any(one.earlier for one in load(newest).agreement.earlier)

    def test_one_of_them_on_a_day_or_by_its_date(self, new_file: Path) -> None:
        account = Account([A, B])
        assert load(new_file, on="2021-07-11").agreement.edition == BEFORE
        assert len(load(new_file, on="2022-01-01").agreement.editions) == 2
        alone = load(new_file, edition="2021-07-12")
        assert alone.statement(account, "2021-09-01").value.balance == cad(206_04)

    def test_in_a_shell(self, new_file: Path, capsys: pytest.CaptureFixture[str]) -> None:
        account = new_file.parent / "account.toml"
        bills = "".join(
            f'[[invoice]]\nnumber = "{one.number}"\nissued = {one.issued}\namount = "100.00"\n' for one in (A, B)
        )
        account.write_text(f'provider = "new.toml"\n{bills}', "utf-8")
        assert main(["settlement", str(account), "--on", "2021-09-10"]) == 0
        assert "204.93" in capsys.readouterr().out
        reading = ["--reading", "late_charge.2019-01-01.runs_from=due-date"]
        assert main(["settlement", str(account), "--on", "2021-09-01", *reading]) == 0
        assert "203.03" in capsys.readouterr().out  # 101.00 and a day of 101.00 x 1 % / 30, and 102.00
        assert check_file(account, load(new_file)) == "an account of 2 invoices"

    def test_one_that_is_not_there(self, tmp_path: Path) -> None:
        path = write(tmp_path, "new.toml", "2021-07-12", 15, "0.02", 'earlier = "old.toml"')
        assert "earlier: 'old.toml' is not there" in faults_of(path)

    def test_one_that_names_itself(self, new_file: Path) -> None:
        write(new_file.parent, "old.toml", "2019-01-01", 30, "0.01", 'earlier = "new.toml"')
        assert "earlier(old.toml).earlier: 'new.toml' is this edition or a later one" in faults_of(new_file)

    def test_one_with_faults(self, new_file: Path) -> None:
        write(new_file.parent, "old.toml", "2019-01-01", 30, '"0.01"')
        assert "new.toml: earlier(old.toml).late_charge.rate: " in faults_of(new_file)

    def test_one_that_is_no_name(self, tmp_path: Path) -> None:
        path = write(tmp_path, "new.toml", "2021-07-12", 15, "0.02", "earlier = 7")
        assert "earlier: found 7, wanted the name of a file beside this one" in faults_of(path)

    def test_one_of_another_provider_and_later(self, new_file: Path) -> None:
        old = write(new_file.parent, "old.toml", "2022-01-01", 30, "0.01")
        old.write_text(old.read_text("utf-8").replace('provider = "shop"', 'provider = "store"'), "utf-8")
        said = faults_of(new_file)
        assert "earlier: the edition before has provider store, this one shop: name an edition of the same" in said
        assert "earlier: the edition before is of 2022-01-01, this one of 2021-07-12: name one that is earlier" in said

    def test_a_published_file_names_none(self) -> None:
        text = FILE.format(edition="2021-07-12", days=15, rate="0.02", more='earlier = "old.toml"')
        with pytest.raises(InvalidFileError, match="a published file stands alone: its editions are told by their"):
            read_provider(text, "shop-2021-07-12.toml", tax_table, law_table)

    def test_a_service_that_the_earlier_edition_does_not_tell_apart(self) -> None:
        kos = load("kos").agreement
        old = replace(edition_of(load("kos"), BEFORE), services=())
        dsl = replace(kos, earlier=(old, replace(edition_of(load("kos"), date(2020, 1, 1)), services=kos.services[1:])))
        first, second = dsl.for_service(kos.services[0].id).earlier
        assert (first.service, second.service) == (None, "none")
        assert dsl.for_service(kos.services[1].id).earlier[1].service == kos.services[1].id


class TestPublished:
    """The editions of a provider that the library holds are known with its newest."""

    def test_the_newest_revision_of_each(self, monkeypatch: pytest.MonkeyPatch) -> None:
        known = {
            library.Edition("kos", BEFORE, 0): edition_of(made(**OLD), BEFORE),
            library.Edition("kos", BEFORE, 1): replace(edition_of(made(**OLD), BEFORE), revision=1),
            library.Edition("kos", SINCE, 0): made(**NEW).agreement,
        }
        monkeypatch.setattr(library, "editions", lambda: tuple(known))
        monkeypatch.setattr(library, "published", known.__getitem__)
        kos = library.load("kos")
        assert [(one.edition, one.revision) for one in kos.agreement.editions] == [(BEFORE, 1), (SINCE, 0)]
        assert library.load("kos", edition=SINCE).agreement.earlier == ()
        assert library.load("kos", on="2020-01-01").agreement.editions == (known[library.Edition("kos", BEFORE, 1)],)
        answer = kos.statement(Account([A, B]), "2021-09-01")
        monkeypatch.setattr("telcoterms.files.receipts.editions", lambda: tuple(known))
        monkeypatch.setattr("telcoterms.files.receipts.published", known.__getitem__)
        record = marked({**answer.receipt(), "service": None})
        kos_alone = replace(known[library.Edition("kos", SINCE, 0)], service=None)
        monkeypatch.setitem(known, library.Edition("kos", SINCE, 0), kos_alone)
        assert from_dict(json.loads(json.dumps(record))).value == answer.value

    def test_kos_has_one(self) -> None:
        assert published_before(library.Edition("kos", SINCE, 0)) == ()


KINDS = st.one_of(
    st.builds(compound, st.sampled_from([Fraction(1, 100), Fraction(2, 100), Fraction(3, 100)])),
    st.builds(flat, st.integers(0, 900)),
    st.builds(simple, st.sampled_from([Fraction(24, 100), Fraction(365, 1000)])),
)
ORDERS = st.builds(
    ordered,
    across_debts=st.sampled_from(["oldest-first", "newest-first", "largest-first"]),
    within_debt=st.sampled_from(["charges-first", "principal-first"]),
    disputed=st.sampled_from(["exempt-while-open", "never-exempt"]),
    on_rejection=st.sampled_from(["from-start", "from-decision"]),
)
RANDOMS = st.randoms(use_true_random=False)


def with_editions(
    first: tuple[LateChargeRule, int], then: tuple[LateChargeRule, int], order: StatementRule, since: date
) -> Terms:
    """Terms of two editions, the second since a day, each with a late charge and days to pay."""
    common: dict[str, Any] = {"statement": order, "administrative_charge": None}
    old, new = (made(late_charge=rule, due_date=net(days), **common) for rule, days in (first, then))
    earlier = replace(old.agreement, edition=date(1990, 1, 1))
    return Terms(replace(new.agreement, edition=since, earlier=(earlier,)))


CHARGES = st.tuples(KINDS, st.integers(0, 40))


class TestAtRandom:
    """Against the second implementation, which walks day by day, and against one edition alone."""

    @given(RANDOMS, CHARGES, CHARGES, ORDERS, st.data())
    @settings(max_examples=examples(60), deadline=None)
    def test_two_editions(self, random: Any, first: Any, then: Any, order: StatementRule, data: st.DataObject) -> None:
        one = made_history(random)
        days = [event.day for event in one.account]
        since = data.draw(st.dates(min(days, default=one.as_of), max(days, default=one.as_of)))
        terms = with_editions(first, then, order, since)
        window = DISPUTE.find(terms.agreement)
        files = [file_with(kind_of(rule), days_to_pay) for rule, days_to_pay in (first, then)]
        account = one.account
        whole = oracle.statement(
            files[0],
            [OracleInvoice(of.number, of.issued, of.amount.minor, of.billing_months) for of in account.invoices],
            [OraclePayment(of.received, of.amount.minor, of.invoice, of.reference) for of in account.payments],
            one.as_of,
            across_debts=order.across_debts,
            within_debt=order.within_debt,
            disputed=order.disputed,
            on_rejection=order.on_rejection,
            dispute_days=None if window is None else window.days,
            events=other_events(account, terms),
            later=[(since, files[1])],
        )
        assert by_day(in_its_words(terms.statement(account, one.as_of).value)) == by_day(whole)

    @given(RANDOMS, CHARGES, CHARGES, ORDERS)
    @settings(max_examples=examples(30), deadline=None)
    def test_debts_of_one_edition_alone(self, random: Any, first: Any, then: Any, order: StatementRule) -> None:
        one = made_account(random)
        days = [invoice.issued for invoice in one.account.invoices] or [one.as_of]
        alone = made(late_charge=then[0], due_date=net(then[1]), statement=order)
        of_old = made(late_charge=first[0], due_date=net(first[1]), statement=order)
        assert (
            with_editions(first, then, order, min(days)).statement(one.account, one.as_of).value
            == alone.statement(one.account, one.as_of).value
        )
        assert (
            with_editions(first, then, order, date(9000, 1, 1)).statement(one.account, one.as_of).value
            == of_old.statement(one.account, one.as_of).value
        )

    @given(RANDOMS, CHARGES, ORDERS, st.sampled_from(["invoice", "account"]), st.data())
    @settings(max_examples=examples(30), deadline=None)
    def test_two_of_identical_text_are_as_one(
        self, random: Any, charge: Any, order: StatementRule, posted_per: Any, data: st.DataObject
    ) -> None:
        one = made_history(random)
        order = replace(order, posted_per=posted_per)
        since = data.draw(st.sampled_from([event.day for event in one.account] or [one.as_of]))
        terms = with_editions(charge, charge, order, since)
        single = Terms(replace(terms.agreement, earlier=()))
        both = terms.statement(one.account, one.as_of)
        assert both.value == single.statement(one.account, one.as_of).value
        assert len(both.steps) >= len(single.statement(one.account, one.as_of).steps) - 5


def test_money_is_in_the_currency_of_all_editions() -> None:
    assert TERMS.statement(Account([A, B]), "2021-09-01").value.balance == Money("204.01", "CAD")
