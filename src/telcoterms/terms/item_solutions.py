"""Find what gives a billed item that its account decides: all that gives the line it is, and the events of the account.

An item that is the same as a line with facts of its own is solved for as that line is. What an item owes to the whole
account is solved for by its events, each of them alone: it is left out, or a payment comes twice or on another day.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date
from typing import Final, assert_never, final

from telcoterms.account.account import Account
from telcoterms.account.events import (
    AdministrativeCharge,
    Cancellation,
    Credit,
    Dispute,
    Event,
    Invoice,
    Payment,
    Payout,
    Reminder,
    ReturnedPayment,
    WriteOff,
)
from telcoterms.audit.account_audit import ItemAudit
from telcoterms.audit.comparison import ItemComparison
from telcoterms.audit.item_lines import line_of_item
from telcoterms.audit.items import BillItem, ItemKind
from telcoterms.terms.solution_search import Near, outward, search_each
from telcoterms.terms.solutions import (
    BilledFigure,
    Miss,
    Solution,
    Unknown,
    matched,
    miss_of,
    multiples,
    own_clauses,
    solution_of,
    solved_on_facts,
    told_in_order,
)
from telcoterms.values.errors import TelcoTermsError
from telcoterms.values.messages import Phrase, phrase
from telcoterms.values.money import Money

MOST_EVENTS: Final = 24
"""The latest events of an account that are left out, one by one."""
MOST_PAYMENTS: Final = 4
"""The latest payments for which another day is looked for."""
DAYS_OF_PAYMENT: Final = 62
"""The days to each side of the day of a payment that are looked at."""


@final
class BilledSum:
    """A sum of an item, as it is solved for."""

    def __init__(self, comparison: ItemComparison, item: BillItem, by_terms: Money) -> None:
        self.comparison, self.item = comparison, item
        self.by_terms, self.billed = by_terms.minor, item.billed_money.minor

    def shown(self, figure: int) -> Money:
        """Return a figure as it is shown."""
        return Money.of_minor(figure, self.comparison.currency)

    def with_events(self, events: Sequence[Event]) -> int | None:
        """Return the figure of an account with other events; None where they make no account."""
        try:
            return self.comparison.figure_on(self.item, Account(events)).minor
        except TelcoTermsError:
            return None


def solutions_of_item(comparison: ItemComparison, audit: ItemAudit) -> tuple[tuple[Solution, ...], tuple[Miss, ...]]:
    """Return all that gives a billed item which the terms do not give, and what does not, the nearest first."""
    by_terms, item = audit.by_terms, audit.item
    if audit.audit is None or not isinstance(by_terms, Money):
        return (), ()
    solved, by_audit = list(multiples(by_terms, item.billed)), list(matched(audit.audit, ()))
    misses: list[Miss] = []
    line = line_of_item(comparison, item, by_terms)
    if line is not None:
        figure = BilledFigure(comparison.agreement, line)
        by_audit = list(matched(figure.compared, own_clauses(figure.edition, figure.question))) or by_audit
        on_facts, misses = solved_on_facts(figure)
        solved += on_facts
    solved += by_audit
    if rests_on_events(item.kind):
        on_events, missed = _solved_on_events(BilledSum(comparison, item, by_terms))
        solved, misses = [*solved, *on_events], [*misses, *missed]
    return told_in_order(solved, misses)


def rests_on_events(kind: ItemKind) -> bool:
    """Return whether an item rests on the events of the account, not on facts of its own."""
    match kind:
        case "late_charge" | "previous_balance" | "payments" | "adjustments" | "credit" | "write_off":
            return True
        case "total" | "total_due":
            return True
        case "fee" | "tax" | "administrative_charge" | "cancellation_charge" | "refund" | "payout":
            return False
        case "due_date" | "dispute_until" as unreachable_day:
            raise AssertionError(f"no sum is billed as the {unreachable_day}")
    assert_never(kind)


def _solved_on_events(figure: BilledSum) -> tuple[list[Solution], list[Miss]]:
    """Return the events of the account that give the figure where they are left out, come twice, or on another day."""
    events, own = list(figure.comparison.account), figure.comparison.own
    known = [place for place, event in enumerate(events) if event is not own and event.day <= own.issued]
    solved: list[Solution] = []
    misses: list[Miss] = []
    for place in known[-MOST_EVENTS:]:
        event = events[place]
        if figure.with_events([*events[:place], *events[place + 1 :]]) == figure.billed:
            solved.append(Solution("event", "left-out", phrase("without {event}", event=event_in_words(event))))
        if isinstance(event, Payment) and figure.with_events([*events, event]) == figure.billed:
            solved.append(Solution("event", "twice", phrase("with {event} twice", event=event_in_words(event))))
    payments = [place for place in known if isinstance(events[place], Payment)]
    for place in payments[-MOST_PAYMENTS:]:
        unknown = _day_of_payment(figure, events, place)
        found = search_each(_days_near(unknown, figure.billed), unknown.center, figure.billed)
        if found.runs:
            solved.append(solution_of(unknown, found))
        elif (found.below or found.above) and (miss := miss_of(figure, unknown, found)):
            misses.append(miss)
    return solved, misses


def _days_near(unknown: Unknown, billed: int) -> Iterator[Near]:
    return outward(unknown.figure_of, unknown.center, DAYS_OF_PAYMENT, billed)


def _day_of_payment(figure: BilledSum, events: Sequence[Event], place: int) -> Unknown:
    payment = events[place]
    assert isinstance(payment, Payment)

    def figure_of(ordinal: int) -> int | None:
        if not date.min.toordinal() <= ordinal <= date.max.toordinal():
            return None
        moved = Payment(date.fromordinal(ordinal), payment.amount, payment.invoice, payment.reference)
        return figure.with_events([*events[:place], moved, *events[place + 1 :]])

    name = "received" if payment.reference is None else f"received ({payment.reference})"
    return Unknown("day", name, payment.received, payment.received.toordinal(), figure_of, date.fromordinal)


def event_in_words(event: Event) -> Phrase:
    """Return an event of an account as a part of a sentence."""
    match event:
        case Payment():
            return phrase("the payment of {sum} of {day}", sum=event.amount, day=event.day)
        case ReturnedPayment():
            return phrase("the return of the payment {payment}", payment=event.payment)
        case Invoice():
            return phrase("the invoice {number}", number=event.number)
        case Credit():
            return phrase("the credit of {sum} of {day}", sum=event.amount, day=event.day)
        case Dispute():
            return phrase("the dispute of {sum} on {invoice}", sum=event.amount, invoice=event.invoice)
        case WriteOff():
            return phrase("the write-off of {sum} of {day}", sum=event.amount, day=event.day)
        case Payout():
            return phrase("the payout of {sum} of {day}", sum=event.amount, day=event.day)
        case Reminder():
            return phrase("the reminder of {day}", day=event.day)
        case AdministrativeCharge():
            return phrase("the administrative charge {number}", number=event.number)
        case Cancellation():
            return phrase("the cancellation {number}", number=event.number)
    assert_never(event)
