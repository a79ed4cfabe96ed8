"""Compute by which day leased equipment must be back after a cancellation, and what must have happened by then.

Each kind with days counts up to and including so many days after the day of the cancellation. Kind `within-days`: the
customer returns the equipment by then. Kind `received-within-days`: the provider has received it by then, so that it is
sent earlier. Kind `retrieved-within-days`: the provider has retrieved it by then. Kind `collected`: a technician
collects it, and no day is set.

What equipment costs that is not back by the day is the provider's amount; a note says how the terms bound it.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from typing import ClassVar, Final, Literal, assert_never, final

from telcoterms.agreement.agreement import Agreement, Kinds
from telcoterms.agreement.rule import Rule
from telcoterms.answers.answer import Agreed, Answer
from telcoterms.answers.facts import CANCELLED
from telcoterms.answers.question import Question
from telcoterms.values.dataclasses import dataclass
from telcoterms.values.days import Day, add_days, as_day
from telcoterms.values.messages import Phrase, phrase
from telcoterms.values.periods import in_days
from telcoterms.values.steps import Clause, Step, step

ReturnEvent = Literal["returned", "received", "retrieved"]
"""What must have happened by the day: the customer returned it, or the provider received or retrieved it."""


@final
@dataclass(frozen=True, slots=True, kw_only=True)
class ReplacementPrice(Rule):
    """Up to the full replacement price of the equipment, less its depreciation."""

    kind: ClassVar[str] = "replacement-price-less-depreciation"


@final
@dataclass(frozen=True, slots=True, kw_only=True)
class RetailValue(Rule):
    """The undiscounted retail value of the equipment, and the costs of recovering it."""

    kind: ClassVar[str] = "retail-value"


MissingEquipmentRule = ReplacementPrice | RetailValue


@final
@dataclass(frozen=True, slots=True, kw_only=True)
class PostalAddress(Rule):
    """The address to which equipment is sent; several stand one after the other, each with whom it is for."""

    kind: ClassVar[str] = "post"

    address: str


@final
@dataclass(frozen=True, slots=True, kw_only=True)
class ReturnWithinDays(Rule):
    """The customer returns the equipment within a number of days after the cancellation.

    `by_mail` where it is to be mailed; `some_collected` where a technician collects some equipment instead.
    """

    kind: ClassVar[str] = "within-days"

    days: int
    by_mail: bool | None = None
    some_collected: bool | None = None
    send_to: PostalAddress | None = None
    missing: MissingEquipmentRule | None = None


@final
@dataclass(frozen=True, slots=True, kw_only=True)
class ReceivedWithinDays(Rule):
    """The provider has received the equipment within a number of days after the cancellation."""

    kind: ClassVar[str] = "received-within-days"

    days: int
    send_to: PostalAddress | None = None
    missing: MissingEquipmentRule | None = None


@final
@dataclass(frozen=True, slots=True, kw_only=True)
class RetrievedWithinDays(Rule):
    """The provider has retrieved the equipment within a number of days after the cancellation."""

    kind: ClassVar[str] = "retrieved-within-days"

    days: int
    missing: MissingEquipmentRule | None = None


@final
@dataclass(frozen=True, slots=True, kw_only=True)
class Collected(Rule):
    """A technician collects the equipment, and no day is set."""

    kind: ClassVar[str] = "collected"


EquipmentReturnByRule = ReturnWithinDays | ReceivedWithinDays | RetrievedWithinDays | Collected
EQUIPMENT_RETURN_BY: Final = Kinds[EquipmentReturnByRule]("equipment_return_by", EquipmentReturnByRule)


@final
@dataclass(frozen=True, slots=True)
class EquipmentReturn:
    """The last day for leased equipment to be back, and what must have happened by then.

    `by` is None where a technician collects the equipment and the terms set no day.
    """

    by: date | None
    event: ReturnEvent

    def headline(self) -> Phrase:
        """Return the day and what must have happened by then in one line."""
        if self.by is None:
            return phrase("none, a technician collects it")
        return phrase(headline_template(self.event), by=self.by)

    def as_dict(self) -> dict[str, object]:
        """Return the fields as JSON-ready data."""
        return {"by": None if self.by is None else self.by.isoformat(), "event": self.event}


def headline_template(event: ReturnEvent) -> str:
    """Return the one line on the day and on what must have happened by then."""
    match event:
        case "returned":
            return "{by}, returned by then"
        case "received":
            return "{by}, received by the provider by then"
        case "retrieved":
            return "{by}, retrieved by the provider by then"
    assert_never(event)


def told_template(event: ReturnEvent) -> str:
    """Return the sentence on the day and on what must have happened by then."""
    match event:
        case "returned":
            return "leased equipment of a service cancelled on {cancelled} is to be returned by {by}"
        case "received":
            return "leased equipment of a service cancelled on {cancelled} is to be with the provider by {by}"
        case "retrieved":
            return "leased equipment of a service cancelled on {cancelled} is to be collected by the provider by {by}"
    assert_never(event)


def last_day_template(event: ReturnEvent) -> str:
    """Return the line of the working that counts the days."""
    match event:
        case "returned":
            return "last day to return the equipment: {cancelled} + {days} = {last_day}"
        case "received":
            return "last day for the provider to receive the equipment: {cancelled} + {days} = {last_day}"
        case "retrieved":
            return "last day for the provider to retrieve the equipment: {cancelled} + {days} = {last_day}"
    assert_never(event)


def return_by(rule: EquipmentReturnByRule, cancelled: date) -> EquipmentReturn:
    """Return the last day for the equipment to be back, and what must have happened by then."""
    match rule:
        case ReturnWithinDays():
            return EquipmentReturn(add_days(cancelled, rule.days), "returned")
        case ReceivedWithinDays():
            return EquipmentReturn(add_days(cancelled, rule.days), "received")
        case RetrievedWithinDays():
            return EquipmentReturn(add_days(cancelled, rule.days), "retrieved")
        case Collected():
            return EquipmentReturn(None, "retrieved")
    assert_never(rule)


def equipment_return_by_steps(rule: EquipmentReturnByRule, cancelled: date) -> tuple[Step, ...]:
    """Return the working of the last day, and a note on what missing equipment costs."""
    match rule:
        case ReturnWithinDays() | ReceivedWithinDays() | RetrievedWithinDays():
            back = return_by(rule, cancelled)
            line = step(
                last_day_template(back.event),
                rule.clause,
                cancelled=cancelled,
                days=in_days(rule.days),
                last_day=add_days(cancelled, rule.days),
            )
            return (line, *_way_notes(rule), *(() if rule.missing is None else (missing_note(rule.missing),)))
        case Collected():
            return (step("a technician collects the equipment: no day is set for it", rule.clause),)
    assert_never(rule)


def _way_notes(rule: ReturnWithinDays | ReceivedWithinDays | RetrievedWithinDays) -> Iterator[Step]:
    """Yield the notes on how equipment goes back."""
    match rule:
        case ReturnWithinDays():
            if rule.by_mail:
                yield step("it is to be returned by mail", rule.clause, part="notes")
            if rule.some_collected:
                template = (
                    "this does not hold for equipment that a technician may have to collect: no day is set for it"
                )
                yield step(template, rule.clause, part="notes")
        case ReceivedWithinDays() | RetrievedWithinDays():  # the terms name no way
            pass
        case _ as unreachable:
            assert_never(unreachable)


def address_steps(agreement: Agreement) -> Iterator[Step]:
    """Yield where equipment is sent; where the terms name no address, whom to ask; nothing where it is collected."""
    rule = EQUIPMENT_RETURN_BY.of(agreement)
    match rule:
        case ReturnWithinDays() | ReceivedWithinDays():
            if rule.send_to is not None:
                yield step("equipment is sent to {address}", rule.send_to.clause, address=rule.send_to.address)
            else:
                template = "the terms, as recorded, name no address for equipment: ask {provider}"
                yield step(template, provider=agreement.called)
        case RetrievedWithinDays() | Collected():
            pass
        case _ as unreachable:
            assert_never(unreachable)


def missing_note(rule: MissingEquipmentRule) -> Step:
    """Return the note on what equipment costs that is not back by the day."""
    match rule:
        case ReplacementPrice():
            template = (
                "after that day it is charged at up to its full replacement price less depreciation; the amount is the "
                "provider's"
            )
        case RetailValue():
            template = (
                "what is not returned is charged at its undiscounted retail value, with the costs of recovering it; "
                "the amounts are the provider's"
            )
        case _ as unreachable:
            assert_never(unreachable)
    return step(template, rule.clause, part="notes")


@final
class EquipmentReturnByQuestion(Question):
    """The question `equipment_return_by`."""

    name = "equipment_return_by"
    says = "by which day leased equipment is to be back, and what must have happened by then"
    also = ("equipment-return",)
    asks = Phrase("last day for leased equipment to be back, cancelled {cancelled}")
    dated_by = "cancelled"
    example = "equipment-return-by --cancelled 2026-06-10 --service dsl"
    tables = (EQUIPMENT_RETURN_BY,)
    compared = ({"cancelled": "2026-06-10"},)

    cancelled: date = CANCELLED

    def told(self, value: EquipmentReturn) -> Phrase:
        """Return the answer as a sentence has it."""
        if value.by is None:
            template = (
                "leased equipment of a service cancelled on {cancelled} is collected by a technician: no day is set"
            )
            return phrase(template, cancelled=self.cancelled)
        return phrase(told_template(value.event), cancelled=self.cancelled, by=value.by)

    def working(self) -> tuple[Step, ...]:
        """Return the working: the days that are counted, or why there are none, and what missing equipment costs."""
        days = equipment_return_by_steps(EQUIPMENT_RETURN_BY.of(self.agreement), self.cancelled)
        return (*days, *address_steps(self.agreement))

    @property
    def clauses(self) -> tuple[Clause, ...]:
        """The clause on the day, and the one on what missing equipment costs."""
        rule = EQUIPMENT_RETURN_BY.of(self.agreement)
        match rule:
            case ReturnWithinDays() | ReceivedWithinDays():
                beside: tuple[Rule | None, ...] = (rule.missing, rule.send_to)
            case RetrievedWithinDays():
                beside = (rule.missing,)
            case Collected():
                beside = ()
            case _ as unreachable:
                assert_never(unreachable)
        return tuple(dict.fromkeys((rule.clause, *(one.clause for one in beside if one is not None))))


def equipment_return_by(terms: Agreed, *, cancelled: Day) -> Answer[EquipmentReturn]:
    """Return by which day leased equipment must be back, and what must have happened by then.

    `value.by` is the day, None where a technician collects the equipment and no day is set; `value.event` is
    `returned` (by the customer), `received` or `retrieved` (by the provider).

    >>> from telcoterms import load
    >>> load("kos", service="dsl").equipment_return_by(cancelled="2026-06-10").value
    EquipmentReturn(by=datetime.date(2026, 7, 10), event='received')
    """
    day = as_day(cancelled, "cancelled")
    return Answer(return_by(EQUIPMENT_RETURN_BY.of(terms.agreement), day), "equipment_return_by", (day,), terms)
