"""Looking ahead: what settles an account, and what a payment would change."""

from datetime import timedelta
from typing import Any

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from telcoterms import Account, Dispute, InputError, Invoice, Money, Payment, WriteOff, load
from tests.error_assertions import refused
from tests.long_runs import examples
from tests.random_accounts import Made, made_account, made_history
from tests.terms_builders import HOSTING, cad

INVOICE = Invoice("a", "2026-01-01", cad(56_45))
ACCOUNT = Account([INVOICE])
PAYMENT = Payment("2026-01-20", cad(56_45))
HISTORIES = st.randoms(use_true_random=False).map(made_history)
ACCOUNTS = st.randoms(use_true_random=False).map(made_account)


class TestSettlement:
    """What settles an account is the settlement of its statement; paid on that day, it leaves nothing."""

    @settings(max_examples=examples(80))
    @given(HISTORIES)
    def test_it_is_that_of_the_statement(self, one: Made) -> None:
        value = HOSTING.settlement(one.account, on=one.as_of).value
        assert value == HOSTING.statement(one.account, as_of=one.as_of).value.settlement

    @settings(max_examples=examples(80))
    @given(ACCOUNTS)
    def test_paid_it_leaves_nothing(self, one: Made) -> None:
        sum_ = HOSTING.settlement(one.account, on=one.as_of).value
        if sum_.minor > 0:
            paid = Account([*one.account, Payment(one.as_of, sum_)])
            assert HOSTING.settlement(paid, on=one.as_of).value == cad(0)

    def test_a_credit_is_below_zero_and_nothing_is_to_be_paid(self) -> None:
        answer = HOSTING.settlement(Account([INVOICE, Payment("2026-01-05", cad(60_00))]), on="2026-01-10")
        assert answer.value == cad(-3_55)
        assert "once that is paid" not in str(answer.working)
        assert "what is owed" not in str(answer.working)

    def test_its_working_adds_up_the_debts(self) -> None:
        text = " ".join(str(HOSTING.settlement(ACCOUNT, on="2026-02-15").working).split())
        assert "invoice a, principal, charges and accrued: 56.45 + 1.13 + 0.58 = 58.16" in text
        assert "once that is paid on 2026-02-15, 0.00 is owed" in text

    def test_readings_bear_on_it(self) -> None:
        across = HOSTING.settlement(ACCOUNT, on="2026-02-15").across_readings()
        assert across.names == ("runs_from", "part_month", "rounding")
        assert (across.lowest, across.highest) == (cad(56_97), cad(58_16))

    def test_its_clauses(self) -> None:
        disputed = Account([INVOICE, Dispute("a", "2026-01-05", cad(10_00))])
        assert [str(one) for one in HOSTING.settlement(ACCOUNT, on="2026-02-15").clauses] == [
            "Service Terms s.7",
            "Service Terms s.9",
        ]
        assert str(HOSTING.settlement(disputed, on="2026-02-15").clauses[-1]) == "Service Terms s.10"
        assert len(HOSTING.settlement(disputed, on="2026-01-04").clauses) == 2


class TestWhatIf:
    """The account with a payment, beside the account without it."""

    @settings(max_examples=examples(80))
    @given(HISTORIES, st.integers(0, 30_000))
    def test_it_is_two_statements(self, one: Made, minor: int) -> None:
        assume(not any(isinstance(event, WriteOff) for event in one.account))  # it may be more than is left then
        payment = Payment(one.as_of - timedelta(days=20), cad(minor))
        value = HOSTING.what_if(one.account, payment, on=one.as_of).value
        assert value.without == HOSTING.statement(one.account, as_of=one.as_of).value
        assert value.paid == HOSTING.statement(Account([*one.account, payment]), as_of=one.as_of).value
        assert value.without.settlement - value.paid.settlement == payment.amount + value.saved

    @settings(max_examples=examples(80))
    @given(st.integers(1, 200_00), st.integers(0, 200), st.integers(0, 200))
    def test_with_one_invoice_a_payment_never_costs(self, minor: int, received: int, later: int) -> None:
        day = INVOICE.issued + timedelta(days=received)
        value = HOSTING.what_if(ACCOUNT, Payment(day, cad(minor)), on=day + timedelta(days=later)).value
        assert value.saved.minor >= 0

    def test_its_page_is_that_of_the_paid_account_and_the_difference(self) -> None:
        text = str(HOSTING.what_if(ACCOUNT, PAYMENT, on="2026-03-01").working)
        assert text.startswith(
            "a payment of 56.45 CAD received 2026-01-20 in an account of 1 invoice, looked at on\n"
            "    2026-03-01,\n"
            "  by KOS's Service Terms of 2021-07-12 (service none): to settle on 2026-03-01 0.70 CAD\n"
            "      with the payment, 58.73 without it, charges saved 1.58\n"
        )
        assert "2026-01-20 payment of 56.45, 56.45 to a;" in text
        assert "  charges saved up to 2026-03-01: 58.73 - 0.70 - 56.45 = 1.58" in text

    def test_readings_are_compared_by_what_settles_the_paid_account(self) -> None:
        answer = HOSTING.what_if(ACCOUNT, PAYMENT, on="2026-03-01")
        assert answer.value.figure == cad(70)
        assert answer.across_readings().highest == cad(72)
        assert answer.under(runs_from="due-date").value.paid.settlement == cad(15)  # 56.45 x 2 % x 4/31

    def test_as_data(self) -> None:
        value: Any = HOSTING.what_if(ACCOUNT, PAYMENT, on="2026-03-01").value.as_dict()
        assert (value["without"]["settlement"], value["paid"]["settlement"]) == ("58.73", "0.70")
        assert value["saved"] == "1.58"

    def test_no_payment(self) -> None:
        anything: Any = cad(5_00)
        with refused(InputError, "5.00 CAD is no payment", "give Payment('2026-02-11'"):
            HOSTING.what_if(ACCOUNT, anything, on="2026-03-01")

    def test_a_payment_after_the_day(self) -> None:
        with refused(InputError, "the payment is of 2026-01-20, after 2026-01-19", "look at a later day"):
            HOSTING.what_if(ACCOUNT, PAYMENT, on="2026-01-19")

    @pytest.mark.parametrize(
        ("payment", "said"),
        [
            (Payment("2026-01-20", Money(5, "USD")), "amounts in CAD and in USD"),
            (Payment("2026-01-20", cad(5_00), "b"), "names the invoice 'b', which the account does not have"),
        ],
    )
    def test_a_payment_that_does_not_fit(self, payment: Payment, said: str) -> None:
        with refused(InputError, said):
            HOSTING.what_if(ACCOUNT, payment, on="2026-03-01")

    def test_a_payment_after_which_a_write_off_is_too_much(self) -> None:
        account = Account([INVOICE, WriteOff("2026-01-30", "a", cad(56_45))])
        with refused(InputError, "the write-off of 56.45 CAD on 2026-01-30 is more than 'a' owes"):
            HOSTING.what_if(account, PAYMENT, on="2026-03-01")

    def test_a_service_changes_nothing_and_no_note_is_needed(self) -> None:
        named = load("kos", service="dsl").what_if(ACCOUNT, PAYMENT, on="2026-03-01")
        assert named.value == HOSTING.what_if(ACCOUNT, PAYMENT, on="2026-03-01").value
        assert "no service was named" not in str(HOSTING.what_if(ACCOUNT, PAYMENT, on="2026-03-01").working)
