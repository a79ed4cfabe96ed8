"""What a person types for a fact; it is read once all options are known, since the provider can decide it.

The library is strict, and stays so: the command alone reads what has one meaning, and hands the plain form on. Where a
text is plain already, no other module is imported. What is read otherwise, the answer's heading repeats plainly.
"""

from __future__ import annotations

import re
from abc import ABC, abstractmethod
from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, Any, Final

from telcoterms.answers.question import NAME_AND_NUMBER, FactKind
from telcoterms.values.errors import DayError, InputError, Unquoted
from telcoterms.values.messages import Phrase, phrase

if TYPE_CHECKING:
    from datetime import tzinfo
    from pathlib import Path

    from telcoterms.agreement.agreement import Agreement

PLAIN_DAY: Final = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")
PLAIN_AMOUNT: Final = re.compile(r"-?[0-9]+(?:\.[0-9]+)?")
PLAIN_COUNT: Final = re.compile(r"[0-9]{1,9}")
PLAIN_RATE: Final = re.compile(r"0(?:\.[0-9]+)?")
LOCAL_MOMENT: Final = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}[T ][0-9]{2}:[0-9]{2}(?::[0-9]{2})?")
SHORT_HOUR: Final = re.compile(r"(?<=[T ])(?=[0-9]:)")
MOMENT: Final = re.compile(LOCAL_MOMENT.pattern + r"(?:\.[0-9]+)?(?:Z|[+-][0-9]{2}:?[0-9]{2}(?::[0-9]{2})?)?")
NAME_AND_DAY: Final = "NAME=YYYY-MM-DD"
NAME_AND_RATE: Final = "NAME=RATE"
READ_FIRST: Final = ("edition", "file")
AgreementAsked = Callable[[], "Agreement | None"]
"""Returns the agreement that is asked; None where there is not one alone."""


class Typed(str, ABC):
    """What was typed for a fact. The parser only marks it, so that what is wrong with it is an error of the library."""

    __slots__ = ()

    @abstractmethod
    def read(self, fact: str, agreement: AgreementAsked) -> str | int | Path | tuple[str, str]:
        """Return what the library takes; `fact` names it in an error."""


class DayText(Typed):
    """A day as it was typed."""

    __slots__ = ()

    def read(self, fact: str, agreement: AgreementAsked) -> str:
        """Return the day as year-month-day; `today` is that of the provider's time zone, where there is one."""
        if PLAIN_DAY.fullmatch(self):
            return str(self)
        from telcoterms.cli.days import read_day

        return read_day(self, fact, lambda: _zone_of(agreement())).isoformat()


class AmountText(Typed):
    """An amount as it was typed."""

    __slots__ = ()

    def read(self, fact: str, agreement: AgreementAsked) -> str:
        """Return the amount as digits and a point; one in another currency than the provider's is refused."""
        if PLAIN_AMOUNT.fullmatch(self):
            return str(self)
        from telcoterms.cli.amounts import read_amount

        asked = agreement()
        return read_amount(self, fact, None if asked is None else asked.currency)


class RateText(Typed):
    """A rate as it was typed."""

    __slots__ = ()

    def read(self, fact: str, agreement: AgreementAsked) -> str:
        """Return the rate as a decimal."""
        if PLAIN_RATE.fullmatch(self):
            return str(self)
        from telcoterms.cli.amounts import read_rate

        return read_rate(self, fact)


class MomentText(Typed):
    """A moment as it was typed."""

    __slots__ = ()

    def read(self, fact: str, agreement: AgreementAsked) -> str:
        """Return the moment with its offset; without one, it is on the clocks of the provider's time zone."""
        text = SHORT_HOUR.sub("0", self.strip())
        is_now = text.casefold() in ("now", "maintenant")
        if not is_now and not _is_moment(text):
            raise DayError(
                "{fact} is {value}, which is no moment: write the day and the time, such as {example}, or {now}",
                fact=Unquoted(fact),
                value=str(self),
                example=Unquoted("2026-03-09T09:00"),
                now=Unquoted("now"),
            )
        asked = agreement() if is_now or LOCAL_MOMENT.fullmatch(text) else None
        if asked is None:
            return text
        from telcoterms.cli.days import local_moment, now
        from telcoterms.values.moments import zone_of

        zone = zone_of(asked.time_zone)
        return now(zone).isoformat(timespec="seconds") if is_now else local_moment(text, fact, zone)


def _is_moment(text: str) -> bool:
    """Return whether a text is a day and a time that exist, with an offset or without."""
    from datetime import datetime

    try:
        datetime.fromisoformat(text)
    except ValueError:
        return False
    return MOMENT.fullmatch(text) is not None


class FileText(Typed):
    """The name of an account's or a bill's file; `-` is standard input."""

    __slots__ = ()

    def read(self, fact: str, agreement: AgreementAsked) -> Path:
        """Return the path."""
        from pathlib import Path

        if self != "-":
            return Path(self)
        from telcoterms.cli.standard_input import standard_input

        return standard_input()


class CountText(Typed):
    """A whole number as it was typed."""

    __slots__ = ()

    def read(self, fact: str, agreement: AgreementAsked) -> int:
        """Return the whole number."""
        if not PLAIN_COUNT.fullmatch(self):
            raise InputError(
                "{fact} is {value}, which is no whole number: write digits alone, such as 24",
                fact=Unquoted(fact),
                value=str(self),
            )
        return int(self)


class NamedNumberText(Typed):
    """A name with a number, as it was typed."""

    __slots__ = ()

    def read(self, fact: str, agreement: AgreementAsked) -> tuple[str, str]:
        """Return the name and the number."""
        name, number = _name_and_value(self, NAME_AND_NUMBER, "hd-video=20")
        return _known_name(name, fact, agreement), number


class NamedRateText(Typed):
    """A name with a rate, as it was typed."""

    __slots__ = ()

    def read(self, fact: str, agreement: AgreementAsked) -> tuple[str, str]:
        """Return the name, and the rate as a decimal."""
        name, rate = _name_and_value(self, NAME_AND_RATE, "lawful=12%")
        return _known_name(name, fact, agreement), RateText(rate).read(fact, agreement)


class NamedDayText(Typed):
    """A name with a day, as it was typed."""

    __slots__ = ()

    def read(self, fact: str, agreement: AgreementAsked) -> tuple[str, str]:
        """Return the name, and the day as year-month-day."""
        name, day = _name_and_value(self, NAME_AND_DAY, "accepted=2026-04-02")
        return _known_name(name, fact, agreement), DayText(day).read(fact, agreement)


class NameText(Typed):
    """A name of the terms' own, such as that of a plan, as it was typed."""

    __slots__ = ()

    def read(self, fact: str, agreement: AgreementAsked) -> str:
        """Return the name as the terms have it; one that they do not have stays as it is."""
        return _known_name(self, fact, agreement)


def _known_name(text: str, fact: str, agreement: AgreementAsked) -> str:
    """Return the name of the terms' own that a text is in any case; the text itself where it is none."""
    asked = agreement()
    if asked is None:
        return str(text)
    from telcoterms.cli.names_of_terms import name_in

    return name_in(text, fact, asked)


def _name_and_value(text: str, form: str, example: str) -> tuple[str, str]:
    """Return what stands before the equals sign, and what stands after it."""
    name, equals, value = text.partition("=")
    if not (name and equals and value):
        raise InputError(
            "{value} is no {form}: write it like {example}",
            value=str(text),
            form=Unquoted(form),
            example=Unquoted(example),
        )
    return name, value


class ProvinceText(Typed):
    """A province as it was typed."""

    __slots__ = ()

    def read(self, fact: str, agreement: AgreementAsked) -> str:
        """Return its two letters."""
        from telcoterms.cli.names import province_named

        return province_named(self)


def _zone_of(agreement: Agreement | None) -> tzinfo | None:
    from telcoterms.values.moments import zone_of

    return None if agreement is None else zone_of(agreement.time_zone)


def read_typed(asked: dict[str, Any], agreement: AgreementAsked) -> list[Phrase]:
    """Replace everything that was typed by what the library takes, and return what the answer says of how it was read.

    What the agreement depends on goes first, and the others can depend on the agreement.
    """
    remarks: list[Phrase] = []
    for name in sorted(asked, key=lambda name: name not in READ_FIRST):
        typed = asked[name]
        asked[name] = _read(typed, name, agreement)
        if isinstance(typed, MomentText) and asked[name] != typed:
            read = phrase(
                "{moment} has no offset: it was read on the provider's clocks, as {read}",
                moment=str(typed),
                read=asked[name],
            )
            remarks.append(read)
    return remarks


def _read(value: Any, fact: str, agreement: AgreementAsked) -> Any:
    """Return a value, or each part of one, as the library takes it."""
    if isinstance(value, Typed):
        return value.read(fact, agreement)
    if isinstance(value, list):
        return [_read(part, fact, agreement) for part in value]
    return value


def given_or_none(text: str) -> str | None:
    """Return a day, or None for `none`."""
    return None if text.casefold() == "none" else DayText(text)


READERS: Final[Mapping[FactKind, Any]] = {
    "amount": AmountText,
    "amounts": AmountText,
    "count": CountText,
    "day": DayText,
    "days": DayText,
    "day-or-not-given": given_or_none,
    "moment": MomentText,
    "pairs": NamedNumberText,
    "named-days": NamedDayText,
    "text": NameText,
}
"""What reads a value from its text, where the question itself does not."""
READERS_OF_TEXT: Final[Mapping[str, Any]] = {
    "RATE": RateText,
    "XX": ProvinceText,
    NAME_AND_RATE: NamedRateText,
}
"""What reads a value of which the kind does not tell what it is, by what the help shows for it."""
