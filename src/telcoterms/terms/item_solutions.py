"""Find what gives a billed item that its account decides: all that gives the line it is, and the events of the account.

An item that is the same as a line with facts of its own is solved for as that line is. What an item owes to the whole
account is solved for by its events, each of them alone: it is left out, or a payment comes twice or on another day.

Whatever is changed of an account is changed in it, and the whole bill is compared with it again: a value that is named
gives its figure if it is put into the account. No event is moved beyond the day of the bill, on which it was not known.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from typing import Any, Final, assert_never, final

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
from telcoterms.agreement.agreement import Agreement
from telcoterms.agreement.numbers import GIVEN_FACT_NAMES, NumberFacts
from telcoterms.audit.account_audit import ItemAudit
from telcoterms.audit.bill import BillLine
from telcoterms.audit.comparison import ItemComparison
from telcoterms.audit.item_lines import line_of_item
from telcoterms.audit.items import BillItem, ItemKind
from telcoterms.terms.solution_search import Near, outward, search_each
from telcoterms.terms.solutions import (
    BilledFigure,
    FigureOnFacts,
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
from telcoterms.values.dataclasses import fields, replace
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

    def with_events(
        self, events: Sequence[Event], agreement: Agreement | None = None, given: NumberFacts | None = None
    ) -> int | None:
        """Return the figure of the bill by an account with other events; None where that is refused."""
        comparison = self.comparison
        try:
            changed = ItemComparison(
                agreement or comparison.agreement, comparison.bill, Account(events), given or comparison.given
            )
        except (TelcoTermsError, OverflowError, ValueError):  # the last two for a day beyond the calendar
            return None
        return changed.figure_of(self.item, changed.figures)


def solutions_of_item(comparison: ItemComparison, audit: ItemAudit) -> tuple[tuple[Solution, ...], tuple[Miss, ...]]:
    """Return all that gives a billed item which the terms do not give, and what does not, the nearest first."""
    by_terms, item = audit.by_terms, audit.item
    if audit.audit is None or not isinstance(by_terms, Money):
        return (), ()
    billed_sum = BilledSum(comparison, item, by_terms)
    solved, by_audit = list(multiples(by_terms, item.billed)), list(matched(audit.audit, ()))
    misses: list[Miss] = []
    line = line_of_item(comparison, item, by_terms)
    if line is not None:
        on_account = _on_account(billed_sum, line)
        figure = BilledFigure(comparison.agreement, line, on_account)
        compared = figure.compared if on_account is None else audit.audit
        by_audit = list(matched(compared, own_clauses(figure.edition, figure.question))) or by_audit
        on_facts, misses = solved_on_facts(figure)
        solved += on_facts
    solved += by_audit
    if rests_on_events(item.kind):
        on_events, missed = _solved_on_events(billed_sum)
        solved, misses = [*solved, *on_events], [*misses, *missed]
    return told_in_order(solved, misses)


def _on_account(figure: BilledSum, line: BillLine) -> FigureOnFacts | None:
    """Return what computes an item on other facts of the event that has them; None where the item has its own."""
    comparison, item = figure.comparison, figure.item
    match item.kind:
        case "late_charge":
            (debt,) = comparison.debts_charged(item)
            event: Event = next(one for one in comparison.of_account.invoices if one.number == debt.number)
        case "refund" | "cancellation_charge":
            (event,) = comparison.ended(item)
        case "fee" | "tax":
            return None
        case "administrative_charge" | "previous_balance" | "payments" | "adjustments" | "credit" as unreachable_kind:
            raise AssertionError(f"no line is {unreachable_kind}")
        case "write_off" | "payout" | "total" | "total_due" | "due_date" | "dispute_until" as unreachable_kind:
            raise AssertionError(f"no line is {unreachable_kind}")
        case _:
            assert_never(item.kind)
    events = list(comparison.of_account)
    place = events.index(event)

    def on_facts(changed: Mapping[str, Any], agreement: Agreement) -> int | None:
        try:
            given, moved = _with_number_facts(comparison.given, changed), _with_facts(event, line, changed)
        except TelcoTermsError:
            return None
        if moved is None or max(moved.day, *changed.get("reminded", (moved.day,))) > comparison.issued:
            return None
        others = [*events[:place], moved, *events[place + 1 :]]
        return figure.with_events([_reminded(one, changed, comparison.issued) for one in others], agreement, given)

    return on_facts


def _with_number_facts(given: NumberFacts, changed: Mapping[str, Any]) -> NumberFacts:
    """Return the facts by which numbers are chosen, with those that are changed."""
    names = {"index": "given"}
    return replace(given, **{names.get(name, name): changed[name] for name in GIVEN_FACT_NAMES if name in changed})


def _with_facts(event: Event, line: BillLine, changed: Mapping[str, Any]) -> Event | None:
    """Return the invoice or the cancellation of a line with some facts changed; None where it has no such fact."""
    facts = {one.name: getattr(event, one.name) for one in fields(type(event))}
    for name, value in changed.items():
        match event, name:
            case Invoice(), "amount":  # what was outstanding, whatever was paid before
                facts |= {"amount": event.amount + (value - line.facts["amount"]), "lines": ()}
            case Cancellation(), "cancelled":
                facts["on"] = value
            case _ if name in facts:
                facts[name] = value
            case _ if name in GIVEN_FACT_NAMES or name == "reminded":
                pass
            case _:  # the day of a payment, which is an event of its own
                return None
    return type(event)(**facts)


def _reminded(event: Event, changed: Mapping[str, Any], issued: date) -> Event:
    """Return an event of the account; the one reminder that bears on the figure on the day that is changed."""
    if isinstance(event, Reminder) and event.on <= issued and "reminded" in changed:
        return Reminder(changed["reminded"][0], event.invoice)
    return event


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
    events, own = list(figure.comparison.of_account), figure.comparison.found
    issued = figure.comparison.issued
    known = [place for place, event in enumerate(events) if event is not own and event.day <= issued]
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
        if not date.min.toordinal() <= ordinal <= figure.comparison.issued.toordinal():
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
