"""What holds of every account, whatever happens on it: laws over random histories of all events."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import replace
from datetime import date, timedelta
from fractions import Fraction
from random import Random

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from telcoterms import Account, Dispute, InputError, Invoice, Payment, ReturnedPayment, Statement, Terms, load
from telcoterms.account.events import AdministrativeCharge, Cancellation, Credit, Event, InvoiceLine, Payout, WriteOff
from telcoterms.clauses.dispute import last_days
from telcoterms.clauses.late_charge.accrual import ChargeFreePeriod
from telcoterms.clauses.late_charge.kinds import LateChargeRule
from telcoterms.statement.rule import StatementRule
from telcoterms.statement.statement import Corrections, Entry
from tests.error_assertions import refused
from tests.long_runs import examples
from tests.oracle_adapter import terms_for
from tests.random_accounts import Made, made_account, made_history
from tests.terms_builders import HOSTING, at_least, cad, compound, flat, followed, made, ordered
from tests.test_differential import FLATS, MINIMA, compounds, orders, simples

HISTORIES = st.randoms(use_true_random=False).map(made_history)
LATE: st.SearchStrategy[LateChargeRule] = compounds() | compounds() | simples() | FLATS | MINIMA
STANDING = {"accrued", "disputed", "held"}
FROM_START = ordered()
FROM_DECISION = ordered(on_rejection="from-decision")


def ask(terms: Terms, account: Account, day: date) -> Statement:
    return terms.statement(account, day).value


def owed(entries: Iterable[Entry]) -> dict[str, int]:
    """What each debt owes, of its entries alone."""
    found: Counter[str] = Counter()
    for one in entries:
        if one.debt is not None and one.what not in STANDING:
            found[one.debt] += one.amount.minor
    return {debt: sum_ for debt, sum_ in found.items() if sum_}


def credit(entries: Iterable[Entry]) -> int:
    """What waits as a credit, of the entries alone."""
    return sum(one.amount.minor for one in entries if one.debt is None or one.what.startswith(("paid, ", "credited, ")))


def standing(entries: Iterable[Entry], what: str) -> int:
    return sum(one.amount.minor for one in entries if one.what == what)


def figures(value: Statement) -> object:
    """A statement but for what it tells of how it came to be."""
    return (value.balance, value.accrued, value.settlement, value.credit, value.disputed, value.held, value.debts)


def rid_of(value: Statement) -> object:
    """A statement but for its amounts as billed and what is in dispute."""
    debts = [(one.number, one.principal, one.charges, one.accrued, one.posted) for one in value.debts]
    return (value.balance, value.accrued, value.settlement, value.credit, debts)


class TestConservation:
    """Debts and postings, less what was paid, credited and written off, and what was paid out, are the balance."""

    @settings(max_examples=examples(150))
    @given(HISTORIES, LATE, orders(), st.integers(0, 320))
    def test_every_day(self, one: Made, late: LateChargeRule, order: StatementRule, days: int) -> None:
        value = ask(terms_for(one, late, order), one.account, one.as_of - timedelta(days=days))
        billed = sum(debt.amount.minor for debt in value.debts)
        posted = sum(sum_.minor for debt in value.debts for _, sum_ in debt.posted)
        settled = sum(entry.amount.minor for entry in value.entries if entry.debt is None)
        written = sum(entry.amount.minor for entry in value.entries if entry.what.startswith("written off, "))
        assert billed + posted - settled + written == value.balance.minor

    @settings(max_examples=examples(150))
    @given(HISTORIES, LATE, orders())
    def test_the_entries_alone_give_the_statement(self, one: Made, late: LateChargeRule, order: StatementRule) -> None:
        value = ask(terms_for(one, late, order), one.account, one.as_of)
        entries = value.entries
        debts = {debt.number: debt.principal.minor + debt.charges.minor for debt in value.debts}
        assert owed(entries) == {debt: sum_ for debt, sum_ in debts.items() if sum_}
        assert credit(entries) == value.credit.minor
        for what in STANDING:
            assert standing(entries, what) == getattr(value, what).minor
        assert sum(owed(entries).values()) - credit(entries) == value.balance.minor


class TestWhatMatters:
    """Neither the order in which events are given nor what is dated later matters."""

    @settings(max_examples=examples(100))
    @given(HISTORIES, LATE, orders(), st.randoms(use_true_random=False))
    def test_the_order_of_events(self, one: Made, late: LateChargeRule, order: StatementRule, random: Random) -> None:
        events = list(one.account)
        random.shuffle(events)
        terms = terms_for(one, late, order)
        assert ask(terms, Account(events), one.as_of) == ask(terms, one.account, one.as_of)

    @settings(max_examples=examples(100))
    @given(HISTORIES, LATE, orders(), st.integers(0, 320))
    def test_what_is_later(self, one: Made, late: LateChargeRule, order: StatementRule, days: int) -> None:
        day = one.as_of - timedelta(days=days)
        known: list[Event] = []
        for event in one.account:
            if isinstance(event, Dispute) and event.decided is not None and event.decided > day:
                event = Dispute(event.invoice, event.reported, event.amount)
            if event.day <= day:
                known.append(event)
        numbers = {getattr(event, "number", None) for event in known}
        # a payment may name a bill that comes later: without the bill it names nothing
        known = [
            Payment(event.received, event.amount, None, event.reference)
            if isinstance(event, Payment) and event.invoice is not None and event.invoice not in numbers
            else event
            for event in known
        ]
        terms = terms_for(one, late, order)
        assert figures(ask(terms, Account(known), day)) == figures(ask(terms, one.account, day))

    @settings(max_examples=examples(60))
    @given(HISTORIES, LATE, orders(), st.integers(1, 200))
    def test_paying_the_settlement_leaves_nothing(
        self, one: Made, late: LateChargeRule, order: StatementRule, days: int
    ) -> None:
        """On every later day, where nothing is in dispute and nothing else happens."""
        known = [event for event in one.account if event.day <= one.as_of]
        names = {None, *(getattr(event, "number", None) for event in known)}
        known = [event for event in known if getattr(event, "invoice", None) in names]
        known = [event for event in known if not isinstance(event, Dispute | Payout | ReturnedPayment)]
        known = [event for event in known if not (isinstance(event, Payment) and event.reference == "too much")]
        terms, account = terms_for(one, late, order), Account(known)
        due = ask(terms, account, one.as_of).settlement
        if due.minor <= 0:
            return
        paid = Account([*account, Payment(one.as_of, due)])
        for later in (one.as_of, one.as_of + timedelta(days=days)):
            assert ask(terms, paid, later).settlement.minor == 0


def one_dispute(random: Random, outcome: str, share: int = 1) -> tuple[Made, Dispute] | None:
    """A random account of invoices and payments, and a dispute of one of its bills that is decided before its end."""
    one = made_account(random)
    invoice = random.choice(one.account.invoices)
    amount = invoice.amount.minor // share
    if not amount or invoice.issued > one.as_of:
        return None
    reported = invoice.issued + timedelta(days=random.randrange(60))
    decided = reported + timedelta(days=random.randrange(90))
    return (one, Dispute(invoice.number, reported, cad(amount), decided, outcome))  # type: ignore[arg-type]


class TestDisputes:
    """What was decided is as if it had always been so."""

    @settings(max_examples=examples(120))
    @given(st.randoms(use_true_random=False), LATE, orders(), st.sampled_from(["rejected", "withdrawn"]))
    def test_rejected_from_the_start_is_no_dispute(
        self, random: Random, late: LateChargeRule, order: StatementRule, outcome: str
    ) -> None:
        found = one_dispute(random, outcome, random.choice([1, 2, 3]))
        assume(found is not None)
        assert found is not None
        one, dispute = found
        assert dispute.decided is not None
        terms = terms_for(one, late, order).under(statement={"on_rejection": "from-start"})
        for day in (dispute.decided, dispute.decided + timedelta(days=40)):
            disputed = ask(terms, Account([*one.account, dispute]), day)
            assert figures(disputed) == figures(ask(terms, one.account, day))

    @settings(max_examples=examples(120))
    @given(st.randoms(use_true_random=False), LATE, orders())
    def test_upheld_is_a_smaller_invoice(self, random: Random, late: LateChargeRule, order: StatementRule) -> None:
        found = one_dispute(random, "upheld", random.choice([1, 2, 3]))
        assume(found is not None)
        assert found is not None
        one, dispute = found
        assert dispute.decided is not None
        smaller = [
            Invoice(event.number, event.issued, event.amount - dispute.amount, event.billing_months)
            if isinstance(event, Invoice) and event.number == dispute.invoice
            else event
            for event in one.account
        ]
        terms = terms_for(one, late, order)
        credited = Credit(dispute.decided, dispute.amount, dispute.invoice, "from-invoice-date")
        for day in (dispute.decided, dispute.decided + timedelta(days=40)):
            wanted = figures(ask(terms, Account(smaller), day))
            assert figures(ask(terms, Account([*one.account, dispute]), day)) == wanted
            assert figures(ask(terms, Account([*one.account, credited]), day)) == wanted

    @settings(max_examples=examples(100))
    @given(st.randoms(use_true_random=False), LATE, orders())
    def test_too_late_changes_nothing(self, random: Random, late: LateChargeRule, order: StatementRule) -> None:
        one = made_account(random)
        invoice = random.choice(one.account.invoices)
        assume(invoice.amount.minor)
        late_on = invoice.issued + timedelta(days=91)
        terms = terms_for(one, late, order)
        disputed = Account([*one.account, Dispute(invoice.number, late_on, invoice.amount)])
        day = max(one.as_of, late_on)
        assert figures(ask(terms, disputed, day)) == figures(ask(terms, one.account, day))

    @settings(max_examples=examples(100))
    @given(st.randoms(use_true_random=False), LATE, orders(), st.integers(0, 60))
    def test_never_exempt_and_unpaid_bears_as_if_undisputed(
        self, random: Random, late: LateChargeRule, order: StatementRule, days: int
    ) -> None:
        one = made_account(random, most_payments=0)
        invoice = random.choice(one.account.invoices)
        assume(invoice.amount.minor)
        dispute = Dispute(invoice.number, invoice.issued + timedelta(days=days), invoice.amount)
        terms = terms_for(one, late, order).under(statement={"disputed": "never-exempt"})
        disputed = ask(terms, Account([*one.account, dispute]), one.as_of)
        assert rid_of(disputed) == rid_of(ask(terms, one.account, one.as_of))
        assert disputed.held.minor == 0

    @settings(max_examples=examples(100))
    @given(st.randoms(use_true_random=False), compounds(), orders())
    def test_a_whole_bill_disputed_on_its_day_holds_its_late_charge(
        self, random: Random, late: LateChargeRule, order: StatementRule
    ) -> None:
        one = made_account(random, most_invoices=1, most_payments=0)
        (invoice,) = one.account.invoices
        assume(invoice.amount.minor and one.as_of >= invoice.issued)
        dispute = Dispute(invoice.number, invoice.issued, invoice.amount)
        terms = terms_for(one, late, order).under(statement={"disputed": "exempt-while-open"})
        value = ask(terms, Account([*one.account, dispute]), one.as_of)
        facts = {"issued": invoice.issued, "paid": one.as_of, "billing_months": invoice.billing_months}
        assert value.held == terms.late_charge(invoice.amount, **facts).value  # type: ignore[arg-type]
        assert (value.balance, value.accrued, value.disputed) == (invoice.amount, cad(0), invoice.amount)

    @settings(max_examples=examples(100))
    @given(st.randoms(use_true_random=False), LATE, orders(), st.integers(0, 100))
    def test_a_returned_payment_is_no_payment(
        self, random: Random, late: LateChargeRule, order: StatementRule, days: int
    ) -> None:
        one = made_account(random)
        assume(one.account.payments)
        paid = random.choice(one.account.payments)
        others = [event for event in one.account if event is not paid]
        named = Payment(paid.received, paid.amount, paid.invoice, "cheque")
        back = ReturnedPayment(paid.received + timedelta(days=days), "cheque")
        terms = terms_for(one, late, order)
        bounced = ask(terms, Account([*others, named, back]), back.on)
        assert figures(bounced) == figures(ask(terms, Account(others), back.on))


def reaches_back(account: Account, day: date) -> bool:
    """Whether something of a day changes what was known of earlier ones."""
    for event in account:
        if isinstance(event, Dispute) and event.decided == day:
            return True
        if isinstance(event, ReturnedPayment) and event.on == day:
            return True
        if isinstance(event, Credit) and event.effect == "from-invoice-date" and event.issued == day:
            return True
    return False


def check_corrections(found: Corrections, old: Statement, new: Statement) -> None:
    """They give the later statement, and none of them can be spared."""
    wanted = found.applied(old.entries)
    assert Counter(wanted) == Counter(new.entries)
    keys = [(one.day, one.debt, one.what) for one in found]
    assert len(set(keys)) == len(keys)
    assert all(one.amount.minor for one in found)
    for place in range(len(found)):
        fewer = Corrections(found.before, found.after, found.currency, found[:place] + found[place + 1 :])
        assert Counter(fewer.applied(old.entries)) != Counter(new.entries)


def earlier(random: Random, account: Account) -> Account | None:
    """The account before some of its events were known, wherever they are dated; None where they leave no account."""
    kept = [event for event in account if random.randrange(4)]
    try:
        return Account(kept)
    except InputError:
        return None


class TestCorrections:
    """What turns an earlier statement into a later one, whatever was entered late."""

    @settings(max_examples=examples(200))
    @given(st.randoms(use_true_random=False), LATE, orders(), st.integers(0, 100))
    def test_back_dated_events(self, random: Random, late: LateChargeRule, order: StatementRule, days: int) -> None:
        one = made_history(random)
        before = earlier(random, one.account)
        assume(before is not None)
        assert before is not None
        terms = terms_for(one, late, order)
        try:
            old = ask(terms, before, one.as_of - timedelta(days=days))
        except InputError:  # a payout or a write-off without what it rests on
            assume(False)
            raise
        new = ask(terms, one.account, one.as_of)
        check_corrections(new.corrections(old), old, new)

    @settings(max_examples=examples(100))
    @given(HISTORIES, LATE, orders(), st.integers(0, 100), st.integers(0, 100))
    def test_they_compose(self, one: Made, late: LateChargeRule, order: StatementRule, first: int, second: int) -> None:
        terms = terms_for(one, late, order)
        days = [one.as_of - timedelta(days=first + second), one.as_of - timedelta(days=second), one.as_of]
        old, middle, new = (ask(terms, one.account, day) for day in days)
        entries = middle.corrections(old).applied(old.entries)
        assert new.corrections(middle).applied(entries) == new.corrections(old).applied(old.entries)

    @settings(max_examples=examples(200))
    @given(HISTORIES, LATE, orders(), st.integers(0, 300))
    def test_from_a_day_to_the_next(self, one: Made, late: LateChargeRule, order: StatementRule, days: int) -> None:
        """Only the events and the accrual of the next day make the difference, unless an event of it reaches back."""
        day = one.as_of - timedelta(days=days)
        after = day + timedelta(days=1)
        terms = terms_for(one, late, order)
        old, new = ask(terms, one.account, day), ask(terms, one.account, after)
        found = new.corrections(old)
        check_corrections(found, old, new)
        if not reaches_back(one.account, after):
            assert {entry.day for entry in found} <= {after}

    def test_what_they_say(self) -> None:
        bill = Invoice("2026-01", "2026-01-01", cad(5645))
        paid = Payment("2026-01-10", cad(5645), reference="cheque 7")
        old = HOSTING.statement(Account([bill]), "2026-02-10")
        new = HOSTING.statement(Account([bill, paid]), "2026-03-10")
        assert str(new.corrections(old)) == WHAT_THEY_SAY
        assert len(new.corrections(new)) == 0
        assert str(new.corrections(new)) == (
            "corrections from 2026-03-10 to 2026-03-10 of an account of 1 invoice and 1 payment,\n"
            "  by KOS's Service Terms of 2021-07-12 (service none): none\n\n"
            "terms of KOS (Kingston Online Services), service none, voice biller: Service Terms of\n"
            "    2021-07-12 (the date of the site's file, the document bears none)"
        )

    def test_of_two_currencies(self) -> None:
        yen = Terms(replace(HOSTING.agreement, currency="JPY")).statement(Account([]), "2026-01-01")
        with refused(
            InputError, "the earlier statement is in JPY, this one in CAD", "give two statements of one account"
        ):
            HOSTING.statement(Account([]), "2026-01-01").corrections(yen)


WHAT_THEY_SAY = """\
corrections from 2026-02-10 to 2026-03-10 of an account of 1 invoice and 1 payment,
  by KOS's Service Terms of 2021-07-12 (service none): 4

day         debt     what             amount  why
2026-01-10  2026-01  paid, principal  -56.45  reaches back: was not known
2026-01-10  -        payment           56.45  reaches back: was not known
2026-02-01  2026-01  late charge       -1.13  reaches back: counts no more
2026-03-10  2026-01  accrued           -0.37  as it stands on 2026-03-10

change of the balance, what was billed, charged and written off less payments, credits,
    refunds and payouts: -1.13 - 56.45 = -57.58
paid and credited: where payments and credits went; accrued, disputed and held: not in
    the balance

terms of KOS (Kingston Online Services), service none, voice biller: Service Terms of
    2021-07-12 (the date of the site's file, the document bears none)"""


class TestKnowledgeOfTheDay:
    """What is paid out or written off is judged by what was known on its own day."""

    def test_a_payout_is_a_debt_where_a_return_took_its_credit(self) -> None:
        account = Account(
            [
                Payment("2026-01-05", cad(10_000), reference="cheque 7"),
                Payout("2026-01-10", cad(6_000)),
                ReturnedPayment("2026-01-20", "cheque 7"),
            ]
        )
        assert ask(HOSTING, account, date(2026, 1, 19)).credit == cad(4_000)
        value = ask(HOSTING, account, date(2026, 1, 20))
        (debt,) = value.debts
        assert (debt.number, debt.kind, debt.due) == ("payout of 2026-01-10", "payout", date(2026, 1, 25))
        assert (value.balance, value.credit) == (cad(6_000), cad(0))

    @pytest.mark.parametrize("day", ["2026-01-19", "2026-03-01"])
    def test_a_payout_over_the_credit_of_its_day(self, day: str) -> None:
        account = Account(
            [
                Payment("2026-01-05", cad(5_000), reference="cheque 7"),
                Payout("2026-01-10", cad(6_000)),
                Payment("2026-01-12", cad(9_000)),
                ReturnedPayment("2026-01-20", "cheque 7"),
            ]
        )
        with refused(InputError, "60.00 CAD is paid out on 2026-01-10, but the credit is 50.00 CAD"):
            ask(HOSTING, account, date.fromisoformat(day))

    def test_a_write_off_lapses_where_a_later_decision_made_the_debt_smaller(self) -> None:
        account = Account(
            [
                Invoice("a", "2026-01-01", cad(1_000)),
                WriteOff("2026-01-05", "a", cad(800)),
                Dispute("a", "2026-01-10", cad(200), "2026-01-20", "upheld"),
                Dispute("a", "2026-01-11", cad(500), "2026-01-21", "upheld"),
            ]
        )
        assert ask(HOSTING, account, date(2026, 1, 19)).balance == cad(200)
        value = ask(HOSTING, account, date(2026, 1, 21))
        assert (value.balance, value.credit) == (cad(0), cad(0))
        assert "2026-01-05 written off of a, less what is not owed after all: 8.00 - 5.00 = 3.00" in str(
            HOSTING.statement(account, "2026-01-21").working
        )

    @pytest.mark.parametrize("day", ["2026-01-10", "2026-03-01"])
    def test_a_write_off_over_its_debt(self, day: str) -> None:
        account = Account(
            [
                Invoice("a", "2026-01-01", cad(1_000)),
                Payment("2026-01-02", cad(300), "a"),
                WriteOff("2026-01-05", "a", cad(701)),
                Dispute("a", "2026-01-20", cad(100), "2026-01-25", "rejected"),
            ]
        )
        with refused(InputError, "the write-off of 7.01 CAD on 2026-01-05 is more than 'a' owes", "write off 7.00 CAD"):
            ask(HOSTING, account, date.fromisoformat(day))

    def test_what_is_claimed_of_a_cancellation_charge(self) -> None:
        facts = {"term_start": "2026-01-01", "term_months": 12, "monthly_fee": cad(1_000)}
        ended = Cancellation("C-1", "2026-06-10", **facts)  # type: ignore[arg-type]
        value = ask(HOSTING, Account([ended]), date(2026, 6, 10))
        assert value.balance == cad(3_390)  # half of six fees, with 13 %
        disputed = Account([ended, Dispute("C-1", "2026-06-12", cad(3_391))])
        with refused(InputError, "the dispute of 2026-06-12 is 33.91 CAD, but only 33.90 CAD of 'C-1' is left"):
            ask(HOSTING, disputed, date(2026, 6, 12))

    def test_an_administrative_charge_over_the_cap(self) -> None:
        account = Account([AdministrativeCharge("A-1", "2026-01-10", cad(5_001), "collection")])
        with refused(InputError, "the administrative charge 'A-1' is not one of these terms", "over the cap of 50.00"):
            ask(HOSTING, account, date(2026, 1, 10))


class TestEndedServices:
    """What the end of a service comes to, as the two questions say by themselves."""

    def test_month_to_month_the_refund_is_a_credit(self) -> None:
        ended = Cancellation("C-1", "2026-06-10", fee=cad(4_995), cycle_start="2026-06-01")
        back = HOSTING.refund("49.95", cycle_start="2026-06-01", cancelled="2026-06-10").value.total
        answer = HOSTING.statement(Account([ended]), "2026-06-10")
        assert answer.value.balance == -back
        assert "2026-07-10 last day to return leased equipment of C-1" in str(answer.working)

    def test_in_a_fixed_term_the_charge_is_a_debt_and_nothing_comes_back(self) -> None:
        term = {"term_start": "2025-01-01", "term_months": 24}
        prepaid = {"fee": cad(5_995), "cycle_start": "2026-05-01"}
        ended = Cancellation("C-1", "2026-05-10", monthly_fee=cad(5_995), **term, **prepaid)  # type: ignore[arg-type]
        wanted = HOSTING.cancellation_charge("59.95", cancelled="2026-05-10", **term).value.total  # type: ignore[arg-type]
        value = ask(HOSTING, Account([ended]), date(2026, 5, 10))
        assert [(debt.number, debt.kind, debt.due) for debt in value.debts] == [
            ("C-1", "cancellation", date(2026, 5, 25))
        ]
        assert value.balance == wanted

    def test_after_the_term_the_refund_comes_back(self) -> None:
        term = {"term_start": "2025-01-01", "term_months": 12, "monthly_fee": cad(4_995)}
        ended = Cancellation("C-1", "2026-06-10", fee=cad(4_995), cycle_start="2026-06-01", **term)  # type: ignore[arg-type]
        back = HOSTING.refund("49.95", cycle_start="2026-06-01", cancelled="2026-06-10").value.total
        assert ask(HOSTING, Account([ended]), date(2026, 6, 10)).balance == -back

    def test_under_an_agreement_of_its_own_the_incentive_is_prorated(self) -> None:
        term = {"term_start": "2026-01-01", "term_months": 36, "last_invoice": "2027-01-01"}
        ended = Cancellation("C-1", "2027-01-10", incentive=cad(19_995), **term)  # type: ignore[arg-type]
        wireless = load("kos", service="fixed-wireless")
        answer = wireless.statement(Account([ended]), "2027-01-10")
        assert answer.value.balance == cad(13_330 + 1_733)
        # 21 days are left of January, 9 more in February
        told = "2027-02-09 last day for the provider to retrieve leased equipment of C-1"
        assert told in " ".join(str(answer.working).split())

    def test_of_dsl_the_provider_receives_the_equipment_by_its_last_day(self) -> None:
        term = {"term_start": "2026-01-01", "term_months": 24, "last_invoice": "2027-01-01"}
        ended = Cancellation("C-1", "2027-01-10", incentive=cad(5_000), **term)  # type: ignore[arg-type]
        told = "2027-02-09 last day for the provider to receive leased equipment of C-1"
        answer = load("kos", service="dsl").statement(Account([ended]), "2027-01-10")
        assert told in " ".join(str(answer.working).split())

    def test_the_readings_of_what_it_comes_to_are_those_of_the_account(self) -> None:
        ended = Cancellation("C-1", "2026-06-10", fee=cad(4_995), cycle_start="2026-06-01")
        answer = HOSTING.statement(Account([ended]), "2026-06-10")
        assert answer.readings["refund.cancel_day"] == "used"
        other = answer.under(**{"refund.cancel_day": "refunded", "rounding": "down"})
        facts = {"cycle_start": "2026-06-01", "cancelled": "2026-06-10"}
        back = HOSTING.refund("49.95", **facts).under(cancel_day="refunded").value.total  # type: ignore[arg-type]
        assert other.value.balance == -back
        assert other.readings["rounding"] == "down"
        assert "(refund.cancel_day used): " in " ".join(str(answer.working).split())
        assert not any("." in name for name in answer.across_readings().names)

    def test_one_time_fees_stay(self) -> None:
        lines = [
            InvoiceLine("dsl", "one-time", cad(5_000)),
            InvoiceLine("dsl", "recurring", cad(4_995), cad(649), "2026-06-01", "2026-07-01"),
        ]
        bill = Invoice("a", "2026-06-01", cad(10_644), lines=lines)
        ended = Cancellation("C-1", "2026-06-10", fee=cad(4_995), cycle_start="2026-06-01")
        back = HOSTING.refund("49.95", cycle_start="2026-06-01", cancelled="2026-06-10").value.total
        assert ask(HOSTING, Account([bill, ended]), date(2026, 6, 10)).balance == cad(10_644) - back


class TestSilentTerms:
    """What the terms do not have is left out of a statement, and nothing is put in its place."""

    def test_neither_a_regime_nor_equipment(self) -> None:
        term = {"term_start": "2026-01-01", "term_months": 12, "monthly_fee": cad(1_000)}
        ended = Account([Cancellation("C-1", "2026-06-10", **term)])  # type: ignore[arg-type]
        whole, silent = str(HOSTING.statement(ended, "2026-06-10").working), made(regime=None, equipment_return_by=None)
        told = str(silent.statement(ended, "2026-06-10").working)
        assert silent.statement(ended, "2026-06-10").value == HOSTING.statement(ended, "2026-06-10").value
        for line in ("lies before it: the fixed term", "last day to return leased equipment"):
            assert line in whole
            assert line not in told

    def test_no_window_of_disputes(self) -> None:
        assert last_days(made(dispute=None).agreement) is None


class TestGoingOn:
    """How a charge goes on after it was over, or after a sum was spared."""

    ISSUED, DUE = date(2026, 1, 1), date(2026, 3, 17)
    TWO_PER_CENT = Fraction(2, 100)

    def test_a_sum_that_was_spared_into_the_second_month(self) -> None:
        accrual = followed(compound(self.TWO_PER_CENT), self.ISSUED, self.DUE)
        days = (date(2026, 1, 11).toordinal(), date(2026, 2, 15).toordinal())
        accrual.begin(10_000, [ChargeFreePeriod(*days, 4_000)])
        # January (10 days of 100.00, 21 of 60.00) 1.46; February (14 days of 61.46, 14 of 101.46) 1.63
        assert accrual.advance(date(2026, 3, 17).toordinal()) == 0  # in time
        assert accrual.advance(date(2026, 3, 18).toordinal()) == 146 + 163

    def test_after_a_month_that_ended_with_nothing(self) -> None:
        accrual = followed(compound(self.TWO_PER_CENT), self.ISSUED, date(2026, 1, 16))
        accrual.begin(0)
        assert accrual.advance(date(2026, 2, 1).toordinal()) == 0
        assert accrual.next_posting_on is None
        accrual.on_change(date(2026, 2, 15).toordinal(), 10_000, 0)
        assert accrual.advance(date(2026, 3, 1).toordinal()) == 100  # 100.00 x 2 % x 14/28

    @pytest.mark.parametrize("rule", [flat(500), at_least(500, flat(0))])
    def test_a_fee_or_minimum_is_posted_once(self, rule: LateChargeRule) -> None:
        accrual = followed(rule, self.ISSUED, date(2026, 1, 16))
        accrual.begin(10_000)
        assert accrual.advance(date(2026, 1, 17).toordinal()) == 500
        accrual.close(date(2026, 1, 18).toordinal())
        accrual.resume(date(2026, 2, 20).toordinal(), 5_000, 500)
        assert accrual.advance(date(2026, 12, 31).toordinal()) == 0
