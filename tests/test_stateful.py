"""An account that is kept day by day, with entries that come late: after each, the statement is checked anew."""

from datetime import date, timedelta
from typing import Any

from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, precondition, rule

from telcoterms import Account, Dispute, InputError, Invoice, Payment, ReturnedPayment, Statement
from telcoterms.account.events import Credit, Event, WriteOff
from telcoterms.clauses.late_charge.kinds import LateChargeRule
from telcoterms.statement.rule import StatementRule
from tests.long_runs import examples
from tests.oracle_adapter import day_by_day, in_its_words, terms_for
from tests.random_accounts import Made
from tests.terms_builders import cad
from tests.test_differential import FLATS, MINIMA, compounds, orders, simples
from tests.test_laws import check_corrections

SUMS = st.sampled_from([1, 25, 75, 2_000, 5_645, 5_758, 11_300]) | st.integers(1, 20_000)
BACK = st.sampled_from([0, 0, 0, 1, 5, 15, 31])  # days by which an entry comes late
CLAUSES: st.SearchStrategy[LateChargeRule] = compounds() | simples() | FLATS | MINIMA


class AccountKeptDayByDay(RuleBasedStateMachine):
    """Each step enters an event, today or for an earlier day, or lets days go by."""

    @initialize(late=CLAUSES, order=orders(), net_days=st.sampled_from([0, 15, 40]))
    def open(self, late: LateChargeRule, order: StatementRule, net_days: int) -> None:
        self.today = date(2026, 1, 31)
        self.events: list[Event] = []
        self.late, self.order, self.net_days = late, order, net_days
        self.last: Statement | None = None

    def made(self) -> Made:
        return Made(Account(self.events), self.today, self.net_days)

    def enter(self, event: Event, instead_of: Event | None = None) -> None:
        """Enter an event, unless the account or its statement refuses it."""
        before = self.events
        self.events = [*(one for one in before if one is not instead_of), event]
        try:
            one = self.made()
            terms_for(one, self.late, self.order).statement(one.account, self.today)
        except InputError:
            self.events = before

    def of(self, kind: Any) -> list[Any]:
        return [event for event in self.events if isinstance(event, kind)]

    @rule(days=st.integers(1, 40))
    def time_goes_by(self, days: int) -> None:
        self.today += timedelta(days=days)

    @precondition(lambda self: len(self.of(Invoice)) < 5)
    @rule(amount=SUMS, back=BACK)
    def bill(self, amount: int, back: int) -> None:
        self.enter(Invoice(f"n{len(self.events)}", self.today - timedelta(days=back), cad(amount)))

    @rule(amount=SUMS, back=BACK, data=st.data())
    def pay(self, amount: int, back: int, data: st.DataObject) -> None:
        named = data.draw(st.sampled_from([None, *(one.number for one in self.of(Invoice))]))
        reference = f"r{len(self.events)}"
        self.enter(Payment(self.today - timedelta(days=back), cad(amount), named, reference))

    @precondition(lambda self: self.of(Payment))
    @rule(data=st.data())
    def return_a_payment(self, data: st.DataObject) -> None:
        self.enter(ReturnedPayment(self.today, data.draw(st.sampled_from(self.of(Payment))).reference))

    @precondition(lambda self: self.of(Invoice))
    @rule(amount=SUMS, back=BACK, data=st.data())
    def dispute(self, amount: int, back: int, data: st.DataObject) -> None:
        invoice = data.draw(st.sampled_from(self.of(Invoice)))
        part = min(amount, invoice.amount.minor)
        self.enter(Dispute(invoice.number, max(invoice.issued, self.today - timedelta(days=back)), cad(part)))

    @precondition(lambda self: any(one.decided is None for one in self.of(Dispute)))
    @rule(data=st.data(), outcome=st.sampled_from(["upheld", "rejected", "withdrawn", "in part"]))
    def decide(self, data: st.DataObject, outcome: Any) -> None:
        one = data.draw(st.sampled_from([one for one in self.of(Dispute) if one.decided is None]))
        if outcome == "in part":
            if one.amount.minor == 1:
                return
            outcome = cad(one.amount.minor // 2)
        self.enter(Dispute(one.invoice, one.reported, one.amount, self.today, outcome), instead_of=one)

    @precondition(lambda self: self.of(Invoice))
    @rule(amount=SUMS, data=st.data(), effect=st.sampled_from(["from-credit-date", "from-invoice-date"]))
    def credit(self, amount: int, data: st.DataObject, effect: Any) -> None:
        invoice = data.draw(st.sampled_from(self.of(Invoice)))
        self.enter(Credit(self.today, cad(min(amount, invoice.amount.minor)), invoice.number, effect))

    @precondition(lambda self: self.of(Invoice))
    @rule(amount=SUMS, data=st.data())
    def write_off(self, amount: int, data: st.DataObject) -> None:
        self.enter(WriteOff(self.today, data.draw(st.sampled_from(self.of(Invoice))).number, cad(amount)))

    @invariant()
    def the_statement_is_right_and_corrects_the_last(self) -> None:
        if not hasattr(self, "today"):
            return
        one = self.made()
        value = terms_for(one, self.late, self.order).statement(one.account, self.today).value
        assert in_its_words(value) == day_by_day(one, self.late, self.order)
        if self.last is not None:
            check_corrections(value.corrections(self.last), self.last, value)
        self.last = value


TestAccountKeptDayByDay = AccountKeptDayByDay.TestCase
TestAccountKeptDayByDay.settings = settings(max_examples=examples(120), stateful_step_count=16, deadline=None)
