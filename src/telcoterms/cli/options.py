"""Define how a command takes the facts of a question: each by its type, as an argument or as an option."""

from __future__ import annotations

import argparse
import re
from collections.abc import Mapping
from typing import Any, Final

from telcoterms.answers.question import Fact, FactKind, Question, choices_of, kind_of, types_of

DAY: Final = "YYYY-MM-DD"
PLAIN_DAY: Final = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")
MOMENT: Final = "YYYY-MM-DDTHH:MM+HH:MM"
METAVARS: Final[Mapping[FactKind, str]] = {
    "amount": "AMOUNT",
    "amounts": "AMOUNT",
    "day": DAY,
    "day-or-not-given": DAY,
    "moment": MOMENT,
    "count": "N",
    "pairs": "NAME=NUMBER",
}
"""What the help shows for the value of a fact of a kind."""


def whole(text: str) -> int:
    """Return a whole number from plain digits."""
    if not re.fullmatch(r"[0-9]{1,9}", text, re.ASCII):
        raise argparse.ArgumentTypeError(f"{text[:60]!r} is no whole number: write digits alone, such as 24")
    return int(text)


def name_and_number(text: str) -> tuple[str, str]:
    """Return a name and a number from `NAME=NUMBER`."""
    name, equals, number = text.partition("=")
    if not (name and equals and number):
        raise argparse.ArgumentTypeError(f"{text[:60]!r} is no NAME=NUMBER: write an activity like hd-video=20")
    return name, number


class DayText(str):
    """A day as it was typed: it is parsed once all options are known, so that an error is one of the library."""

    __slots__ = ()


def given_or_none(text: str) -> str | None:
    """Return a day, or None for `none`."""
    return None if text == "none" else DayText(text)


def read_days(asked: argparse.Namespace) -> None:
    """Replace each day that was typed otherwise by the day as year-month-day."""
    for name, text in vars(asked).items():
        if isinstance(text, DayText):
            if not PLAIN_DAY.fullmatch(text):
                from telcoterms.cli.days import read_day

                text = read_day(text, name).isoformat()
            setattr(asked, name, str(text))


READERS: Final[Mapping[FactKind, Any]] = {
    "count": whole,
    "day": DayText,
    "day-or-not-given": given_or_none,
    "pairs": name_and_number,
}
"""What reads a value from its text, where the question itself does not."""


def add_facts(to: argparse.ArgumentParser, question: type[Question]) -> None:
    """Add the facts of a question to its command: its arguments, the options that it needs, then the others."""
    types = types_of(question)
    in_order = sorted(question.facts.items(), key=lambda pair: (pair[1].place == "option", not pair[1].is_needed))
    for name, fact in in_order:
        hint = types[name]
        if fact.place == "option":
            _add_option(to, name, fact, hint)
        else:
            _add_argument(to, name, fact, kind_of(hint))


def _add_argument(to: argparse.ArgumentParser, name: str, fact: Fact, kind: FactKind) -> None:
    settings: dict[str, Any] = {"metavar": METAVARS[kind] if kind == "pairs" else name.upper().removesuffix("S")}
    if kind in READERS:
        settings["type"] = READERS[kind]
    if fact.place == "arguments":
        settings["nargs"] = "+"
    elif not fact.is_needed:
        settings |= {"nargs": "?", "default": argparse.SUPPRESS}
    to.add_argument(name, help=_meaning(fact), **settings)


def _add_option(to: argparse.ArgumentParser, name: str, fact: Fact, hint: Any) -> None:
    """Add an option; left out, it is not passed on, so that the library's own default holds."""
    kind, meaning = kind_of(hint), _meaning(fact)
    settings: dict[str, Any] = {"metavar": fact.shown or METAVARS.get(kind)}
    if kind in READERS:
        settings["type"] = READERS[kind]
    if kind == "choice":
        choices = choices_of(hint)
        settings = {"metavar": name.upper(), "choices": choices}
        meaning += ": " + ", ".join(
            f"{choice} (the default)" if choice == fact.default else choice for choice in choices
        )
    option = "--" + name.replace("_", "-")
    to.add_argument(option, help=meaning, required=fact.is_needed, default=argparse.SUPPRESS, **settings)


def _meaning(fact: Fact) -> str:
    """Return what a fact means, as argparse takes it."""
    return fact.says.replace("%", "%%")
