"""Hold the debts of an account while it is replayed, and post their late charges.

The ledger knows debts, disputed parts and postings. `replay` decides what happens on which day and where money goes;
`clauses.late_charge.accrual` computes a charge. One posting is therefore followed through three modules, in that order.

State. A debt (`DebtState`) has a principal (what is unpaid and not in dispute), its charges (posted and unpaid) and,
once it is late, an accrual. The accrual is notified of each change of what the charge is computed on, and gives what it
posts and what has accrued since. A dispute takes a `DisputedPart` out of the principal, with a principal of its own.
Sums are whole minor units. Days are ordinals.

Time. Debts do not affect each other except through payments, so `advance_debt` moves one debt forward when something
reaches it, over years at once. They do affect each other between payments where a credit waits for a posting, or where
accruals are rounded together (`posted_per = "account"`). There the replay goes from posting to posting with
`advance_to_postings`.

When a debt is late. If its principal is not zero when the day `late_after` ends, the debt is late from the next day.
That day is the due date or, for a debt whose unpaid part was all in dispute on its due date, the day of the decision.

Disputes. Under `exempt-while-open` a disputed part and the rest are two debts in all but name: the charges of the part
are held, which means that they are computed and not owed. Each leaf of a clause goes by its own last day in time. One
that had ended when the part was reported goes on, on the part alone; what is charged once was charged before. Where it
ends later, flat sums, minimums and maximums are held on the first part, if nothing else of the debt is unpaid then.
Under `never-exempt` the one accrual of the debt goes on for both, and a dispute only changes what payments go to.

Invariants, at the end of each day that the ledger was moved to:

* a debt that is closed owes nothing, but for what of it is in dispute;
* a debt that is open and late has an accrual, which was notified of everything that the debt owes or no longer owes;
* sums that were rounded together add up to their exact total, rounded once.

An example by hand, 2 % a month from the invoice date, compounded. A debt of 56.45 is issued on 1 January and due on
the 16th. On the 17th it is late; its accrual begins on 1 January. On 1 February it posts 56.45 x 2 % = 1.129, which is
1.13, and owes principal 56.45 and charges 1.13. By 11 February it has accrued 57.58 x 2 % x 10/28 = 0.411, which is
0.41: to close the debt on that day takes 57.99.
"""

from __future__ import annotations

from bisect import insort
from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from fractions import Fraction
from itertools import combinations
from math import floor
from typing import Final, Literal, NamedTuple, assert_never, final, get_args

from telcoterms.account.events import Credit, Payment, WriteOff
from telcoterms.clauses.late_charge.accrual import (
    ChargeFreePeriod,
    Context,
    Exact,
    Node,
    RateNode,
    disputed_node,
    node_of,
    pools,
    without_fixed_sums,
)
from telcoterms.clauses.late_charge.kinds import LateChargeRule, account_leaves, has_grace
from telcoterms.clauses.late_charge.periods import DebtDays
from telcoterms.statement.account_terms import AccountTerms, DebtTerms
from telcoterms.statement.snapshot import DebtFacts, OpenDispute, RefundCredit
from telcoterms.values.days import check_span
from telcoterms.values.errors import InputError, Unquoted
from telcoterms.values.messages import Term
from telcoterms.values.money import Rounding
from telcoterms.values.power_sums import PowerSum
from telcoterms.values.steps import rounded

MAX_POSTINGS: Final = 250_000  # about a second's work: a thousand bills, each unpaid for twenty years

AllocationKind = Literal["paid", "credited", "written off"]


class Allocation(NamedTuple):
    """What a debt got on a day of a payment, of a credit or of a write-off."""

    day: int
    to_charges: int
    to_principal: int
    kind: AllocationKind = "paid"
    disputed: bool = False


IN_DISPUTE: Final = "in dispute"
"""What the data of an allocation says where it met what is in dispute."""


def _words(kind: AllocationKind, disputed: bool) -> tuple[str, ...]:
    """Return what the data of an allocation says in words: nothing of a payment on what is not in dispute."""
    met = (IN_DISPUTE,) if disputed else ()
    match kind:
        case "paid":
            return met
        case "credited" | "written off":
            return (kind, *met)
    assert_never(kind)


ALLOCATION_WORDS: Final[Mapping[tuple[AllocationKind, bool], tuple[str, ...]]] = {
    (kind, disputed): _words(kind, disputed) for kind in get_args(AllocationKind) for disputed in (False, True)
}
"""What the data of an allocation says in words, by its kind and whether it met what is in dispute."""


class DebtAllocation(NamedTuple):
    """How much of a payment or credit went to one debt: to its undisputed part, or to what of it is in dispute."""

    number: str
    amount: int
    disputed: bool = False


class ReceiptRecord(NamedTuple):
    """Where a payment or credit went, and the credit balance after it; the source is None for a credit that waited."""

    day: int
    source: Payment | Credit | RefundCredit | None
    allocations: list[DebtAllocation]
    credit_after: int


class WriteOffRecord(NamedTuple):
    """A write-off, and how much of it is more than its debt owes, after what was learnt later."""

    write_off: WriteOff
    excess: int


class PayoutRecord(NamedTuple):
    """What was paid out on a day, how much of it is more than the credit, and the credit balance after it."""

    day: int
    amount: int
    excess: int
    credit_after: int


class DisputeChange(NamedTuple):
    """A dispute that was reported, with the principal set aside; or that was decided, with what of it is owed again."""

    day: int
    open_dispute: OpenDispute
    principal: int
    returned: bool = False
    charges_lapsed: bool = False  # charges were held on the part, and are not owed


class SharedRounding(NamedTuple):
    """Sums of several debts rounded together: posted at the end of a month, or accrued up to a day."""

    day: int
    numbers: list[str]
    exact: list[Fraction | PowerSum]
    amounts: list[int]
    posted: bool


@final
class DebtState:
    """A debt while the account is replayed."""

    __slots__ = (
        "accrual",
        "allocations",
        "charge_free",
        "charges",
        "dispute_changes",
        "disputed_parts",
        "due_on",
        "exempts_disputed",
        "facts",
        "late",
        "late_after",
        "number",
        "open",
        "principal",
        "reminders",
        "resumed_on",
        "settled_on",
        "terms",
    )

    def __init__(self, facts: DebtFacts) -> None:
        self.facts, self.number, self.terms = facts, facts.number, facts.terms
        self.exempts_disputed = facts.terms.rule.exempts_disputed
        self.due_on = self.late_after = facts.due.toordinal()
        self.principal, self.charges = facts.amount_minor, 0
        self.accrual: Node | None = None  # from the day after the due date, if the debt is late then
        self.reminders: list[int] = []
        self.late = False
        self.open = self.principal > 0
        self.disputed_parts: list[DisputedPart] = []
        self.allocations: list[Allocation] = []
        self.dispute_changes: list[DisputeChange] = []
        self.charge_free: list[ChargeFreePeriod] = []  # from disputes, for what ends its last day in time after them
        self.resumed_on = 0  # the day of a decision, if the debt is late because of it alone
        self.settled_on = 0  # the last day on which all that had accrued was posted

    def __lt__(self, other: DebtState) -> bool:
        return (self.due_on, self.number) < (other.due_on, other.number)

    @property
    def disputed_principal(self) -> int:
        """The principal that is in dispute."""
        return sum(part.principal for part in self.disputed_parts)

    @property
    def next_posting(self) -> tuple[int, int] | None:
        """The day of the next posting of a late debt, and the end of its month: earlier if the due date came later."""
        if not self.late or (on := self.late_accrual.next_posting_on) is None:
            return None
        return on, self.late_accrual.period_end or on

    @property
    def late_accrual(self) -> Node:
        """The accrual of a debt that is late."""
        assert self.accrual is not None
        return self.accrual

    @property
    def poolable_accrual(self) -> RateNode:
        """The accrual of a debt that is late, where accruals are rounded together."""
        assert isinstance(self.accrual, RateNode)
        return self.accrual

    @property
    def paid_charges(self) -> int:
        """All that payments met of its charges, while it is late."""
        return self.late_accrual.posted - self.charges


@final
class DisputedPart:
    """A part of a debt while its dispute is open: its principal, and the charges that are held, not owed."""

    __slots__ = ("accrual", "debt", "held", "open_dispute", "principal", "since")

    def __init__(self, debt: DebtState, open_dispute: OpenDispute, principal: int) -> None:
        self.debt, self.open_dispute = debt, open_dispute
        self.principal = principal
        self.since = open_dispute.dispute.reported.toordinal()
        self.accrual: Node | None = None
        self.held = 0  # what was posted on it so far

    def held_on(self, day: int) -> int:
        """Return the charges that are held at the end of a day to which the part was moved forward."""
        return self.held + (0 if self.accrual is None else self.accrual.accrued(day))

    def __lt__(self, other: DisputedPart) -> bool:
        return (self.debt.due_on, self.debt.number) < (other.debt.due_on, other.debt.number)


class Ledger:
    """The debts of an account, open and closed."""

    def __init__(self, as_of: date, terms: AccountTerms, used: Sequence[DebtTerms]) -> None:
        self.as_of, self.terms, self.used = as_of, terms, used
        shared_rounding = rounding_of_all(used)
        self.rounds_together = shared_rounding is not None
        self.rounding: Rounding = shared_rounding or "down"
        self.charges_accounts = any(account_leaves(one.late_charge) for one in used)
        refuse_two_sums_an_account(used)
        self.account_sums: dict[tuple[LateChargeRule, int], DebtDays] = {}
        self.debts: dict[str, DebtState] = {}
        self.open_debts: list[DebtState] = []  # by due date, then number
        self.disputed_parts: list[DisputedPart] = []  # ordered as the debts, then as they were reported
        self.postings_count = 0
        self.shared_roundings: list[SharedRounding] = []
        self.accrued_together: tuple[SharedRounding, dict[str, int]] = (SharedRounding(0, [], [], [], False), {})

    # A debt moves forward in time.

    def add_debt(self, facts: DebtFacts) -> None:
        """Add a new debt."""
        debt = DebtState(facts)
        if has_grace(debt.terms.late_charge):
            debt.accrual = self._new_accrual(debt.terms.late_charge, debt)
            debt.late_after = debt.accrual.begins_on - 1
        self.debts[debt.number] = debt
        if debt.principal:
            insort(self.open_debts, debt)

    def advance_debt(self, debt: DebtState, day: int) -> None:
        """Move a debt forward to a day: let it turn late, and post its months that have ended."""
        if day > debt.late_after and debt.open:
            accrual = debt.late_accrual if debt.late else self._start_accrual(debt)
            if accrual.next_posting_on is not None and accrual.next_posting_on <= day:
                self._post(debt, day)

    def _post(self, debt: DebtState, day: int) -> None:
        """Post what a debt that is late has to post up to a day."""
        accrual = debt.late_accrual
        before = len(accrual.postings)
        debt.charges += accrual.advance(day)
        self._count_postings(len(accrual.postings) - before)

    def _start_accrual(self, debt: DebtState) -> Node:
        """Make a debt late: its due date, or the day of a decision, has ended with principal unpaid."""
        debt.late = True
        principal = debt.principal + (0 if debt.exempts_disputed else debt.disputed_principal)
        if debt.accrual is None:
            debt.accrual = self._new_accrual(debt.terms.late_charge, debt)
        if debt.resumed_on:
            debt.accrual.resume(debt.resumed_on, principal, debt.paid_charges, debt.charge_free)
        else:
            debt.accrual.begin(principal, debt.charge_free)
        return debt.accrual

    def _new_accrual(self, late_charge: LateChargeRule, debt: DebtState) -> Node:
        return node_of(late_charge, self._context(debt))

    def _context(self, debt: DebtState) -> Context:
        facts = debt.facts
        check_span(facts.issued, self.as_of, Term("the time since an invoice that is still open"))
        days = DebtDays(facts.issued, facts.due, facts.billing_months, debt.terms.numbers)
        return Context(days, debt.terms.calendar, debt.reminders, self.account_sums)

    def remind(self, debt: DebtState, day: int) -> None:
        """Take note of a reminder of a debt, which may decide its last day in time."""
        self.advance_debt(debt, day)
        debt.reminders.append(day)
        if debt.accrual is not None:
            debt.accrual.note_reminder()
            if not debt.late:
                debt.late_after = max(debt.accrual.begins_on - 1, day)
        for part in debt.disputed_parts:
            if part.accrual is not None:
                part.accrual.note_reminder()

    def _count_postings(self, postings: int) -> None:
        """Refuse an account whose postings would fill the memory."""
        self.postings_count += postings
        if self.postings_count > MAX_POSTINGS:
            raise InputError(
                "the account posts over {limit} charges up to {as_of}: give an earlier day, or divide the account",
                limit=MAX_POSTINGS,
                as_of=self.as_of,
            )

    def accrued_on(self, debt: DebtState, day: int) -> int:
        """Return what has accrued on a debt as the day began, rounded alone or with all other debts."""
        if not debt.late:
            return 0
        if not self.rounds_together:
            return debt.late_accrual.accrued(day)
        if self.accrued_together[0].day != day:
            rounding = self._round_together(day, [other for other in self.open_debts if other.late], posted=False)
            self.accrued_together = (rounding, dict(zip(rounding.numbers, rounding.amounts, strict=True)))
        return 0 if debt.settled_on == day else self.accrued_together[1][debt.number]

    # All debts move forward, from posting to posting.

    def advance_to_postings(self, day: int) -> Iterator[int]:
        """Post up to a day, and yield each day on which something was posted before the next one is reached."""
        for debt in self.open_debts:
            if not debt.late and debt.late_after < day:
                self._start_accrual(debt)
            if self.rounds_together and debt.late:
                debt.poolable_accrual.set_off_by(day)
        posted_on = 0
        while True:
            waiting = [(*when, debt) for debt in self.open_debts if (when := debt.next_posting) is not None]
            on, ends = min((entry[:2] for entry in waiting), default=(day + 1, 0))
            if posted_on and on > posted_on:
                yield posted_on
                posted_on = 0
                continue  # what is owed may have changed
            if on > day:
                return
            group = [debt for *key, debt in waiting if key == [on, ends]]
            posted_on = on
            if self.rounds_together:
                self._post_together(group, ends)
            else:
                for debt in group:
                    self._post(debt, on)

    def _post_together(self, group: list[DebtState], ends: int) -> None:
        rounding = self._round_together(ends, group, posted=True)
        self.shared_roundings.append(rounding)
        self._count_postings(len(group))
        for debt, amount in zip(group, rounding.amounts, strict=True):
            debt.poolable_accrual.post_period(amount)
            debt.charges += amount

    def _round_together(self, day: int, group: list[DebtState], posted: bool) -> SharedRounding:
        exact = [debt.poolable_accrual.accrued_exact(day) for debt in group]
        amounts = round_by_largest_remainder(exact, self.rounding)
        return SharedRounding(day, [debt.number for debt in group], exact, amounts, posted)

    def note_accrued_together(self) -> None:
        """Keep for the working what has accrued on all debts, as it closed one of them or stands on the last day."""
        rounding = self.accrued_together[0]
        if not self.shared_roundings or self.shared_roundings[-1] is not rounding:
            self.shared_roundings.append(rounding)

    # Disputes.

    def set_aside(self, open_dispute: OpenDispute) -> None:
        """Set aside what a dispute that is reported is about: at most the principal that is unpaid."""
        day, debt = open_dispute.dispute.reported.toordinal(), self.debts[open_dispute.dispute.invoice]
        self.advance_disputed_parts(debt, day)
        principal = min(open_dispute.amount_minor, debt.principal)
        debt.dispute_changes.append(DisputeChange(day, open_dispute, principal))
        if not principal:
            return
        part = DisputedPart(debt, open_dispute, principal)
        debt.disputed_parts.append(part)
        insort(self.disputed_parts, part)
        debt.principal -= principal
        if debt.exempts_disputed:
            late_charge, context = debt.terms.late_charge, self._context(debt)
            part.accrual = disputed_node(late_charge, context, debt.accrual, day, principal)
            if debt.late:
                debt.late_accrual.on_change(day, debt.principal, debt.paid_charges)
            elif not debt.principal:  # a debt that is not late has no charges
                debt.open = False
                self.open_debts.remove(debt)

    def return_to_debt(self, part: DisputedPart, day: int) -> None:
        """Make a part owed again that is decided against the customer, as far as it is unpaid."""
        debt = part.debt
        self.advance_disputed_parts(debt, day)
        debt.disputed_parts.remove(part)
        self.disputed_parts.remove(part)
        lapsed = part.held_on(day) > 0
        debt.dispute_changes.append(DisputeChange(day, part.open_dispute, part.principal, True, lapsed))
        if not part.principal:
            return
        was_running = debt.late and debt.open
        debt.principal += part.principal
        if debt.exempts_disputed:
            self._bear_charges_again(debt, part, day, was_running)
        if not debt.open:
            debt.open = True
            insort(self.open_debts, debt)

    def _bear_charges_again(self, debt: DebtState, part: DisputedPart, day: int, was_running: bool) -> None:
        debt.charge_free.append(ChargeFreePeriod(part.since, day, part.principal))
        if was_running:
            debt.late_accrual.on_change(day, debt.principal, debt.paid_charges)
            debt.late_accrual.look_again(day)
        elif day > debt.late_after:  # its due date passed while it was in dispute: late from the day after the decision
            debt.late, debt.late_after, debt.resumed_on = False, day, day

    def advance_disputed_parts(self, debt: DebtState, day: int) -> None:
        """Move a debt forward, and the charges that are held on its disputed parts.

        Under `never-exempt` nothing is held, and what is in dispute bears what the debt bears: there is nothing to do.

        What is unpaid of the debt has to be what it was when the last day was over to which they were moved.
        """
        if not debt.exempts_disputed:
            return
        self.advance_debt(debt, day)
        bears_fixed_sums = not debt.principal
        for part in debt.disputed_parts:
            if part.accrual is not None and not (bears_fixed_sums and part.principal):
                part.accrual = without_fixed_sums(part.accrual, day)
            if part.principal:  # the first part alone bears them
                bears_fixed_sums = False
            if part.accrual is not None:
                part.held += part.accrual.advance(day)


def rounding_of_all(used: Sequence[DebtTerms]) -> Rounding | None:
    """Return how the charges of all debts are rounded as one sum; None where each debt's are rounded alone.

    Raises `InputError` where the clauses of two editions do not add up to one sum.
    """
    roundings: set[Rounding | None] = {_shared_rounding(terms) for terms in used}
    if len(roundings) > 1:
        first, *_, last = used
        raise InputError(
            "posted_per = account rounds the charges of all debts as one sum, but those of the editions of {first} and "
            "{last} do not add up to one: take posted_per = invoice, or ask each edition alone",
            first=first.agreement.edition,
            last=last.agreement.edition,
        )
    return next(iter(roundings), None)


def _shared_rounding(terms: DebtTerms) -> Rounding | None:
    late_charge = terms.late_charge
    return late_charge.rounding if terms.rule.rounds_together and pools(late_charge) else None


def refuse_two_sums_an_account(used: Sequence[DebtTerms]) -> None:
    """Refuse two editions that each charge an account once a sum which the other does not have."""
    for earlier, later in combinations(used, 2):
        before, after = account_leaves(earlier.late_charge), account_leaves(later.late_charge)
        if not (before <= after or after <= before):
            raise InputError(
                "the editions of {first} and {last} each charge the account as a whole, and not the same sum "
                "({clause}): ask each edition alone",
                first=earlier.agreement.edition,
                last=later.agreement.edition,
                clause=Unquoted(later.late_charge.clause),
            )


def total_of(exact: Sequence[Exact]) -> Exact:
    """Return the total of exact sums."""
    total: Exact = Fraction(0)
    for one in exact:
        total += one
    return total


def round_by_largest_remainder(exact: Sequence[Exact], rounding: Rounding) -> list[int]:
    """Round the total of several sums once, and share it out by the largest-remainder method.

    Each sum gets its whole minor units. The units that are left of the rounded total go, one each, to the sums with the
    largest remainders; of equal remainders to the earlier sum.

    >>> round_by_largest_remainder([Fraction(14, 10), Fraction(17, 10), Fraction(14, 10)], "half-up")
    [2, 2, 1]
    """
    amounts = [floor(one) for one in exact]
    rests = [one - amount for one, amount in zip(exact, amounts, strict=True)]
    largest_first = sorted(range(len(exact)), key=rests.__getitem__, reverse=True)  # keeps the order of equal ones
    for place in largest_first[: rounded(total_of(exact), rounding) - sum(amounts)]:
        amounts[place] += 1
    return amounts
