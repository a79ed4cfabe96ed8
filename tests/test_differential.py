"""The library against a second implementation that walks day by day, on random accounts."""

from collections import Counter
from datetime import timedelta
from fractions import Fraction
from itertools import product
from random import Random
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from telcoterms import allocations_of, arrears_of
from telcoterms.account.events import EVENT_TYPES, Dispute
from telcoterms.clauses.late_charge.kinds import FlatCharge, GreaterOf, LateChargeRule, RateCharge
from telcoterms.statement.arrears import known_events
from telcoterms.statement.rule import StatementRule
from telcoterms.values.money import Money
from tests.long_runs import examples
from tests.oracle import ledger
from tests.oracle_adapter import by_the_library, day_by_day, kind_of, terms_for
from tests.random_accounts import Made, made_account, made_history
from tests.terms_builders import (
    ACROSS_DEBTS,
    DISPUTED,
    ON_REJECTION,
    PART_MONTH,
    POSTED_PER,
    ROUNDING,
    RUNS_FROM,
    WITHIN_DEBT,
    at_least,
    compound,
    flat,
    made,
    net,
    ordered,
    simple,
)

ACCOUNTS_A_COMBINATION = examples(8, least=1)
HISTORIES_A_COMBINATION = examples(60)
TWO_PER_CENT = Fraction(2, 100)
RATES = (TWO_PER_CENT, TWO_PER_CENT, Fraction(3, 100), Fraction(21, 100), Fraction(44, 100))


def agree(one: Made, rule: LateChargeRule, order: StatementRule) -> None:
    assert by_the_library(one, rule, order) == day_by_day(one, rule, order), (one, rule, order)


@st.composite
def compounds(draw: st.DrawFn) -> RateCharge:
    return compound(
        draw(st.sampled_from(RATES)),
        runs_from=draw(st.sampled_from(RUNS_FROM)),
        part_month=draw(st.sampled_from(PART_MONTH)),
        rounding=draw(st.sampled_from(ROUNDING)),
    )


@st.composite
def simples(draw: st.DrawFn) -> RateCharge:
    rate = draw(st.sampled_from([Fraction(24, 100), Fraction(365, 1000)]))
    return simple(rate, runs_from=draw(st.sampled_from(RUNS_FROM)), rounding=draw(st.sampled_from(ROUNDING)))


@st.composite
def orders(draw: st.DrawFn) -> StatementRule:
    return ordered(
        across_debts=draw(st.sampled_from(ACROSS_DEBTS)),
        within_debt=draw(st.sampled_from(WITHIN_DEBT)),
        posted_per=draw(st.sampled_from(POSTED_PER)),
        disputed=draw(st.sampled_from(DISPUTED)),
        on_rejection=draw(st.sampled_from(ON_REJECTION)),
    )


FLATS: st.SearchStrategy[FlatCharge] = st.integers(0, 1_000).map(flat)
PLAIN = compounds() | FLATS | simples()
MINIMA = st.builds(at_least, st.integers(0, 600), PLAIN)
ACCOUNTS = st.randoms(use_true_random=False).map(made_account)
HISTORIES = st.randoms(use_true_random=False).map(made_history)

COMBINATIONS = list(product(RUNS_FROM, PART_MONTH, ROUNDING, ACROSS_DEBTS, WITHIN_DEBT, POSTED_PER))


class TestEveryCombination:
    """Under each of the 648 combinations of readings, seeded random accounts come out the same to the cent."""

    @pytest.mark.parametrize(("runs_from", "part_month"), list(product(RUNS_FROM, PART_MONTH)))
    def test_the_statement_is_the_same(self, runs_from: Any, part_month: Any) -> None:
        seen = 0
        for place, (*late, across, within, per) in enumerate(COMBINATIONS):
            if late[:2] != [runs_from, part_month]:
                continue
            random = Random(place)
            rule = compound(TWO_PER_CENT, runs_from=runs_from, part_month=part_month, rounding=late[2])
            order = ordered(across_debts=across, within_debt=within, posted_per=per)
            for _ in range(ACCOUNTS_A_COMBINATION):
                agree(made_account(random), rule, order)
                seen += 1
        assert seen == ACCOUNTS_A_COMBINATION * len(COMBINATIONS) // (len(RUNS_FROM) * len(PART_MONTH))


class TestTheAccounts:
    """The seeded accounts are awkward: each trouble that they are made for is in many of them."""

    def test_each_trouble_is_there(self) -> None:
        found: Counter[str] = Counter()
        for place in range(len(COMBINATIONS)):
            one = made_account(Random(place))
            invoices = {invoice.number: invoice for invoice in one.account.invoices}
            amounts = [invoice.amount for invoice in invoices.values()]
            days = [invoice.issued for invoice in invoices.values()]
            payments = one.account.payments
            due = timedelta(days=one.net_days)
            found["a month's end"] += any(day.day >= 29 for day in days)
            found["a leap day"] += any((day.month, day.day) == (2, 29) for day in [*days, one.as_of])
            found["equal amounts"] += len(set(amounts)) < len(amounts)
            found["half a cent"] += any(amount.minor % 50 == 25 for amount in amounts)
            found["billed quarterly"] += any(invoice.billing_months == 3 for invoice in invoices.values())
            found["a named payment"] += any(payment.invoice for payment in payments)
            found["an unnamed payment"] += any(payment.invoice is None for payment in payments)
            found["too much paid"] += sum(one.amount.minor for one in payments) > sum(one.minor for one in amounts)
            for payment in payments:
                named = invoices.get(payment.invoice or "")
                found["a part paid late"] += bool(
                    named and named.issued + due < payment.received <= one.as_of and payment.amount < named.amount
                )
                found["named before it is issued"] += bool(named and payment.received < named.issued)
            found[f"net {one.net_days}"] += 1
        wanted = {"net 0", "net 15", "net 45", "named before it is issued", "too much paid", "a part paid late"}
        assert wanted < set(found)
        assert all(count >= 15 for count in found.values()), found


class TestRandomAccounts:
    """Whatever the clause for late payment is, random accounts come out the same to the cent."""

    @settings(max_examples=examples(800))
    @given(ACCOUNTS, compounds(), orders())
    def test_compound_monthly(self, one: Made, rule: RateCharge, order: StatementRule) -> None:
        agree(one, rule, order)

    @settings(max_examples=examples(250))
    @given(ACCOUNTS, simples(), orders())
    def test_simple_daily(self, one: Made, rule: RateCharge, order: StatementRule) -> None:
        agree(one, rule, order)

    @settings(max_examples=examples(100))
    @given(ACCOUNTS, FLATS, orders())
    def test_flat_fee(self, one: Made, rule: FlatCharge, order: StatementRule) -> None:
        agree(one, rule, order)

    @settings(max_examples=examples(400))
    @given(ACCOUNTS, MINIMA, orders())
    def test_greater_of(self, one: Made, rule: LateChargeRule, order: StatementRule) -> None:
        agree(one, rule, order)


class TestEveryEvent:
    """Accounts with every kind of event come out the same to the cent, under every reading and every kind of charge."""

    @pytest.mark.parametrize("disputed", DISPUTED)
    @pytest.mark.parametrize("on_rejection", ON_REJECTION)
    @pytest.mark.parametrize("part_month", PART_MONTH)
    def test_seeded_histories(self, disputed: Any, on_rejection: Any, part_month: Any) -> None:
        for place in range(HISTORIES_A_COMBINATION):
            random = Random(f"{disputed} {on_rejection} {part_month} {place}")
            one = made_history(random)
            rule = compound(
                random.choice(RATES),
                runs_from=random.choice(RUNS_FROM),
                part_month=part_month,
                rounding=random.choice(ROUNDING),
            )
            order = ordered(
                across_debts=random.choice(ACROSS_DEBTS),
                within_debt=random.choice(WITHIN_DEBT),
                posted_per=random.choice(POSTED_PER),
                disputed=disputed,
                on_rejection=on_rejection,
            )
            agree(one, rule, order)

    @settings(max_examples=examples(300))
    @given(HISTORIES, compounds(), orders())
    def test_compound_monthly(self, one: Made, rule: RateCharge, order: StatementRule) -> None:
        agree(one, rule, order)

    @settings(max_examples=examples(200))
    @given(HISTORIES, simples() | FLATS, orders())
    def test_simple_daily_and_flat_fee(self, one: Made, rule: LateChargeRule, order: StatementRule) -> None:
        agree(one, rule, order)

    @settings(max_examples=examples(300))
    @given(HISTORIES, MINIMA, orders())
    def test_greater_of(self, one: Made, rule: LateChargeRule, order: StatementRule) -> None:
        agree(one, rule, order)

    def test_every_event_is_there(self) -> None:
        """The seeded histories hold each kind of event, and each outcome, in many of them."""
        found: Counter[str] = Counter()
        for place in range(300):
            one = made_history(Random(place))
            kinds = {event.table for event in one.account}
            disputes = [event for event in one.account if isinstance(event, Dispute)]
            outcomes = {"in part" if isinstance(of.outcome, Money) else str(of.outcome) for of in disputes}
            found.update({*kinds, *outcomes})
            found["several on one debt"] += len({of.invoice for of in disputes}) < len(disputes)
            found["too late"] += any("too late" in line for line in workings(one)) if disputes else 0
        assert set(found) >= {
            *(event.table for event in EVENT_TYPES),
            "upheld",
            "rejected",
            "withdrawn",
            "None",
            "in part",
        }
        assert all(count >= 12 for count in found.values()), found


def workings(one: Made) -> list[str]:
    """The lines of an account's statement."""
    answer = terms_for(one, compound(TWO_PER_CENT), ordered()).statement(one.account, one.as_of)
    return str(answer.working).splitlines()


class TestASingleCharge:
    """A late charge alone comes out the same, rounded each month or once."""

    @settings(max_examples=examples(600))
    @given(st.randoms(use_true_random=False), PLAIN | MINIMA, st.sampled_from(ledger.ROUND_AT))
    def test_the_late_charge_is_the_same(self, random: Random, rule: LateChargeRule, round_at: str) -> None:
        one = made_account(random, most_invoices=1, most_payments=0)
        (invoice,) = one.account.invoices
        paid = invoice.issued + timedelta(days=random.randrange(500))
        if isinstance(rule.of if isinstance(rule, GreaterOf) else rule, RateCharge):
            rule = rule.under({"round_at": round_at})
        found = (
            made(due_date=net(one.net_days), late_charge=rule)
            .late_charge(invoice.amount, issued=invoice.issued, paid=paid, billing_months=invoice.billing_months)
            .value
        )
        wanted = ledger.late_charge(
            invoice.amount.minor,
            invoice.issued,
            paid,
            net_days=one.net_days,
            late_charge=kind_of(rule),
            billing_months=invoice.billing_months,
            round_at=round_at,
        )
        assert found.minor == wanted


class TestWhatComesNext:
    """The next late charge is the one that the second implementation posts next, if nothing is paid or decided."""

    @settings(max_examples=examples(150))
    @given(ACCOUNTS | HISTORIES, PLAIN | MINIMA, orders())
    def test_the_day_and_the_sum_of_each_debt(self, one: Made, rule: LateChargeRule, order: StatementRule) -> None:
        found = arrears_of(terms_for(one, rule, order).statement(one.account, one.as_of)).next_charge
        known = known_events(one.account, one.as_of)
        last = one.as_of + timedelta(days=100) if found is None else found.day
        later = day_by_day(Made(known, last, one.net_days), rule, order)
        posted = [(day, debt.number, sum_) for debt in later.debts for day, sum_ in debt.posted if day > one.as_of]
        own = [] if found is None else [(found.day, each.debt, each.amount.minor) for each in found.debts]
        assert sorted(posted) == sorted(own)

    @settings(max_examples=examples(150))
    @given(HISTORIES, PLAIN | MINIMA, orders())
    def test_where_payments_went_is_what_each_debt_got(
        self, one: Made, rule: LateChargeRule, order: StatementRule
    ) -> None:
        answer = terms_for(one, rule, order).statement(one.account, one.as_of)
        placed = allocations_of(answer)
        for debt in answer.value.debts:
            got = [each for each in placed if each.debt == debt.number]
            charges = sum(each.amount.minor for each in got if each.part == "late_charge")
            assert sum(each.amount.minor for each in got) == debt.paid.minor
            assert charges == sum(each.to_charges for each in debt.placements)
