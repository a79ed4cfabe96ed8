"""Follow each payment and credit to the debts that it met, part by part, with its reference.

The replay keeps what each debt got on a day, and pools a payment with the credit that waits. Here the pool is kept
apart by where its money came from, so that each allocated sum belongs to one payment or credit:

* a payment or a credit that names a debt meets that debt itself;
* else the money that has waited longest goes first, then the payment of the day;
* a payout takes the money that has waited longest.

What one source gives to one debt is at most two sums: to its late charges and to the rest, in the order of the reading
`within_debt`. Nothing is merged: two payments of a day, and the two sides of a debt that is partly in dispute, stay
apart.

Invariant: what a source gives, with what of it was paid out or still waits, is its amount.

By hand: 20.00 are paid on 5 January before any bill, 50.00 on 20 January. A bill of 60.00 of 10 January gets 20.00 of
the first payment on that day, and 40.00 of the second on 20 January; 10.00 of the second wait.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Iterator, Sequence
from datetime import date
from typing import Final, Literal, NamedTuple, assert_never, final, overload

from telcoterms.account.events import Credit, Payment
from telcoterms.agreement.terms_used import TermsUsed
from telcoterms.formats.csv import Sheet
from telcoterms.formats.report import Report
from telcoterms.formats.text import Grid, GridGroup
from telcoterms.statement.ledger import Allocation, AllocationKind, PayoutRecord, ReceiptRecord
from telcoterms.statement.replay import Replay
from telcoterms.statement.snapshot import RefundCredit
from telcoterms.statement.statement import DebtKind, debt_kind
from telcoterms.values.dataclasses import dataclass
from telcoterms.values.messages import Phrase, Term, phrase
from telcoterms.values.money import Money
from telcoterms.values.steps import MoneyWithCurrency, Step, row

AllocationCode = Literal["payment", "credit", "refund", "write_off"]
"""What an allocated sum is of."""
AllocationPart = Literal["principal", "late_charge", "fee"]
"""What of a debt a sum met: what was billed by an invoice, its late charges, or a fee that is a debt of its own."""
ALLOCATION_COLUMNS: Final = ("day", "debt", "part", "amount", "code", "reference", "received", "in_dispute")
Source = Payment | Credit | RefundCredit


class AllocatedSum(NamedTuple):
    """What one payment, credit or write-off gave to one part of one debt.

    `day` is when it met the debt, `received` the day of its source, which is earlier where it waited as a credit.
    `reference` is that of the payment, or the number of the cancellation that a refund is of. `in_dispute` is whether
    it met what of the debt is in dispute.
    """

    day: date
    debt: str
    part: AllocationPart
    amount: Money
    code: AllocationCode
    reference: str | None
    received: date
    in_dispute: bool

    def as_dict(self) -> dict[str, object]:
        """As JSON-ready data."""
        return {
            "day": self.day.isoformat(),
            "debt": self.debt,
            "part": self.part,
            "amount": self.amount.text,
            "code": self.code,
            "reference": self.reference,
            "received": self.received.isoformat(),
            "in_dispute": self.in_dispute,
        }


@final
@dataclass(frozen=True, slots=True)
class Allocations(Report, Sequence[AllocatedSum]):
    """Where the payments, credits and write-offs of an account went up to a day, in the order of the days.

    `credit` is what waits as a credit, as of the statement. `print` shows them as a table.
    """

    as_of: date
    sums: tuple[AllocatedSum, ...]
    credit: Money
    terms: TermsUsed
    account: Phrase

    @property
    def allocated(self) -> Money:
        """All of them together."""
        return sum((one.amount for one in self.sums), Money.of_minor(0, self.credit.currency))

    def headline(self) -> Phrase:
        """In one line."""
        return phrase("allocations up to {day}: {sums}", day=self.as_of, sums=self._in_short())

    def _in_short(self) -> Phrase:
        allocated = MoneyWithCurrency(self.allocated)
        return phrase("{allocated} allocated, credit {credit}", allocated=allocated, credit=self.credit)

    def heading(self) -> Phrase:
        """With the account and whose terms they are by."""
        asked = phrase("allocations up to {day} in {account}", day=self.as_of, account=self.account)
        return self.terms.heading(asked, self._in_short())

    def grid(self) -> Grid | None:
        """Return each sum with the debt and the part that it met."""
        if not self.sums:
            return None
        head = (phrase("debt"), phrase("day"), phrase("part"), phrase("source"), phrase("reference"), phrase("amount"))
        return Grid(head, (GridGroup(phrase(""), tuple(map(_cells, self.sums))),))

    def page(self) -> tuple[Step, ...]:
        """Return what was allocated in all, and what is left."""
        return (
            row(phrase("allocated"), self.allocated),
            row(phrase("credit"), self.credit),
            self.terms.note_with_voice,
        )

    def as_dict(self) -> dict[str, object]:
        """As JSON-ready data."""
        return {
            **self.terms.as_dict(),
            "as_of": self.as_of.isoformat(),
            "currency": self.credit.currency,
            "credit": self.credit.text,
            "allocations": [one.as_dict() for one in self.sums],
        }

    def sheet(self) -> Sheet:
        """As rows of a sheet."""
        return Sheet(ALLOCATION_COLUMNS, self.sums).identified(self.terms.cells | {"as_of": self.as_of})

    @overload
    def __getitem__(self, index: int) -> AllocatedSum: ...
    @overload
    def __getitem__(self, index: slice) -> tuple[AllocatedSum, ...]: ...
    def __getitem__(self, index: int | slice) -> AllocatedSum | tuple[AllocatedSum, ...]:
        return self.sums[index]

    def __len__(self) -> int:
        return len(self.sums)

    def __iter__(self) -> Iterator[AllocatedSum]:
        return iter(self.sums)


def _cells(one: AllocatedSum) -> tuple[Phrase, ...]:
    return (
        phrase("{debt}", debt=one.debt),
        phrase("{day}", day=one.day),
        phrase("{part}, in dispute" if one.in_dispute else "{part}", part=_part_in_words(one.part)),
        phrase("{source}", source=_source_in_words(one.code)),
        phrase("{reference}", reference=one.reference) if one.reference else phrase(""),
        phrase("{amount}", amount=one.amount),
    )


def _part_in_words(part: AllocationPart) -> Term:
    match part:
        case "principal":
            return Term("principal")
        case "late_charge":
            return Term("late charge")
        case "fee":
            return Term("fee")
    assert_never(part)


def _source_in_words(code: AllocationCode) -> Term:
    match code:
        case "payment":
            return Term("payment")
        case "credit":
            return Term("credit")
        case "refund":
            return Term("refund")
        case "write_off":
            return Term("write-off")
    assert_never(code)


def allocated_sums(replay: Replay) -> tuple[AllocatedSum, ...]:
    """Return where each payment, credit and write-off of a replay went, in the order of the days."""
    found = [(one.day, 1, one) for one in _of_receipts(replay)]
    found += [(one.day, 0, one) for one in _of_write_offs(replay)]
    return tuple(one for _, _, one in sorted(found, key=lambda entry: entry[:2]))


def _of_receipts(replay: Replay) -> Iterator[AllocatedSum]:
    """Yield what payments, credits and refunds gave, as they happened."""
    currency = replay.terms.agreement.currency
    waiting: deque[tuple[Source, int]] = deque()  # the money that waits, the oldest first
    placed = {number: iter(_not_written_off(debt.allocations)) for number, debt in replay.debts.items()}
    for moment in _in_order(replay):
        match moment:
            case PayoutRecord():
                _take(waiting, moment.amount - moment.excess)
            case ReceiptRecord():
                own = None if moment.source is None else (moment.source, moment.source.amount.minor)
                for part in moment.allocations:
                    allocation = next(placed[part.number])
                    if own is not None and part.number == _named(own[0]):
                        pool = deque([own, *waiting])
                        taken = _take(pool, part.amount)
                        own = pool.popleft() if pool and pool[0][0] is own[0] else None
                        waiting = pool
                    else:
                        taken = _take(waiting, part.amount)
                        rest = part.amount - sum(amount for _, amount in taken)
                        if rest and own is not None:
                            taken.append((own[0], rest))
                            own = (own[0], own[1] - rest)
                    yield from _parts(replay, part.number, allocation, taken, currency)
                if own is not None and own[1]:
                    waiting.append(own)
            case _:
                assert_never(moment)


def _in_order(replay: Replay) -> list[ReceiptRecord | PayoutRecord]:
    """Return receipts and payouts as they happened: those of one day in the order of a day, payouts last."""
    moments: list[ReceiptRecord | PayoutRecord] = [*replay.receipts, *replay.payouts]
    return sorted(moments, key=lambda moment: (moment.day, isinstance(moment, PayoutRecord)))


def _not_written_off(allocations: Sequence[Allocation]) -> list[Allocation]:
    return [one for one in allocations if not is_written_off(one.kind)]


def is_written_off(kind: AllocationKind) -> bool:
    """Return whether an allocation is of a write-off, not of money that came."""
    match kind:
        case "written off":
            return True
        case "paid" | "credited":
            return False
    assert_never(kind)


def _take(pool: deque[tuple[Source, int]], amount: int) -> list[tuple[Source, int]]:
    """Take an amount out of a pool from its front, as far as it goes; return what came from each source."""
    taken = []
    while amount and pool:
        source, left = pool.popleft()
        part = min(left, amount)
        amount -= part
        taken.append((source, part))
        if left > part:
            pool.appendleft((source, left - part))
    return taken


def _named(source: Source) -> str | None:
    """Return the debt that a payment or a credit names."""
    match source:
        case Payment() | Credit():
            return source.invoice
        case RefundCredit():
            return None
    assert_never(source)


def _parts(
    replay: Replay, number: str, allocation: Allocation, taken: Sequence[tuple[Source, int]], currency: str
) -> Iterator[AllocatedSum]:
    """Yield what each source gave to late charges and to the rest, in the order in which a sum meets them."""
    debt = replay.debts[number]
    part = _part_of(debt_kind(debt.facts.source))
    sides: list[tuple[AllocationPart, int]] = [
        ("late_charge", allocation.to_charges),
        (part, allocation.to_principal),
    ]
    if not debt.terms.rule.charges_first:
        sides.reverse()
    for source, amount in taken:
        code, reference = _code_of(source)
        for place, (side, open_) in enumerate(sides):
            met = min(open_, amount)
            if met:
                amount -= met
                sides[place] = (side, open_ - met)
                day, sum_ = date.fromordinal(allocation.day), Money.of_minor(met, currency)
                yield AllocatedSum(day, number, side, sum_, code, reference, source.day, allocation.disputed)


def _part_of(kind: DebtKind) -> AllocationPart:
    """Return what the principal of a debt is called."""
    match kind:
        case "invoice" | "payout":
            return "principal"
        case "administrative charge" | "cancellation":
            return "fee"
    assert_never(kind)


def _code_of(source: Source) -> tuple[AllocationCode, str | None]:
    match source:
        case Payment():
            return "payment", source.reference
        case Credit():
            return "credit", None
        case RefundCredit():
            return "refund", source.cancellation
    assert_never(source)


def _of_write_offs(replay: Replay) -> Iterator[AllocatedSum]:
    """Yield what was written off."""
    currency = replay.terms.agreement.currency
    for number, debt in replay.debts.items():
        part = _part_of(debt_kind(debt.facts.source))
        for one in [each for each in debt.allocations if is_written_off(each.kind)]:
            day = date.fromordinal(one.day)
            sides: tuple[tuple[AllocationPart, int], ...] = (("late_charge", one.to_charges), (part, one.to_principal))
            for side, minor in sides:
                if minor:
                    sum_ = Money.of_minor(minor, currency)
                    yield AllocatedSum(day, number, side, sum_, "write_off", None, day, one.disputed)
