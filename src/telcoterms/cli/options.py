"""What a question is as a command: its help, its amount, its options, and those that several share."""

from __future__ import annotations

import argparse
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any, Final, get_args

from telcoterms.agreement.taxes import TaxMode
from telcoterms.cli.commands import question

DAY: Final = "YYYY-MM-DD"
PLAIN_DAY: Final = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")
MOMENT: Final = "YYYY-MM-DDTHH:MM+HH:MM"


def whole(text: str) -> int:
    """A whole number in plain digits."""
    if not re.fullmatch(r"[0-9]{1,9}", text, re.ASCII):
        raise argparse.ArgumentTypeError(f"{text[:60]!r} is no whole number: write digits alone, such as 24")
    return int(text)


def name_and_number(text: str) -> tuple[str, str]:
    """A name and a number with an equals sign between."""
    name, equals, number = text.partition("=")
    if not (name and equals and number):
        raise argparse.ArgumentTypeError(f"{text[:60]!r} is no NAME=NUMBER: write an activity like hd-video=20")
    return name, number


class DayText(str):
    """A day as it was typed: it is read once all options are known, so that an error is one of the library."""

    __slots__ = ()


def given_or_none(text: str) -> str | None:
    """A day, or `none`."""
    return None if text == "none" else DayText(text)


def read_days(asked: argparse.Namespace) -> None:
    """Put the day, as year-month-day, in the place of each that was typed otherwise."""
    for name, text in vars(asked).items():
        if isinstance(text, DayText):
            if not PLAIN_DAY.fullmatch(text):
                from telcoterms.cli.days import read_day

                text = read_day(text, name).isoformat()
            setattr(asked, name, str(text))


@dataclass(frozen=True)
class Option:
    """An option of a question: its name as in the library, what it means, and how argparse is to take it."""

    name: str
    help: str
    metavar: str | None = DAY
    required: bool = True
    more: Mapping[str, Any] = field(default_factory=dict)

    def add_to(self, to: argparse.ArgumentParser) -> None:
        """Add it to a parser; left out, it is not passed on, so that the library's own default holds."""
        choices, meaning = self.more.get("choices", ()), self.help
        settings: dict[str, Any] = {"metavar": self.metavar}
        if self.metavar == DAY and not self.more:
            settings["type"] = DayText
        if choices:
            settings["metavar"] = self.name.upper()
            meaning += ": " + ", ".join(choices).replace(",", "," if self.required else " (the default),", 1)
        option = "--" + self.name.replace("_", "-")
        to.add_argument(
            option, help=meaning, required=self.required, default=argparse.SUPPRESS, **settings, **self.more
        )


@dataclass(frozen=True)
class Asked:
    """A question as a command: what it answers, its amount if it takes one, its options, an example.

    `also` is another name of the command; `formats` are those besides text, JSON and HTML.
    """

    help: str
    example: str
    amount: tuple[str, str] | None = None
    options: tuple[Option, ...] = ()
    run: Callable[[argparse.Namespace], int] = question
    also: str = ""
    formats: tuple[str, ...] = ()


ISSUED: Final = Option("issued", "the date of the invoice")
OUTSTANDING: Final = ("amount", "what was outstanding when the due date ended, such as 113.00")
PAID: Final = Option("paid", "the day on which it was paid in full, or on which it is looked at")
BILLING_MONTHS: Final = Option(
    "billing_months", "how many months a bill covers: 1, or 3 when billed by the quarter", "N", False, {"type": whole}
)
CANCELLED: Final = Option("cancelled", "the day of the cancellation")
NOTICE: Final = Option("notice", "the day of the provider's written notice")
TERM: Final = (
    Option("term_start", "the first day of the fixed term"),
    Option("term_months", "how many months the term has", "N", more={"type": whole}),
)
AT: Final = Option("at", "the moment, with its offset from UTC, such as 2026-03-09T09:00-04:00", "MOMENT")
TAX: Final = (
    Option("province", "take the tax of another province, such as NS", "XX", required=False),
    Option("tax_rate", "take this rate of tax, such as 0.13 for 13 %%", "RATE", required=False),
)
MODE: Final = Option(
    "tax_mode",
    "whether the tax comes on top of the sum or is in it",
    required=False,
    more={"choices": get_args(TaxMode)},
)
