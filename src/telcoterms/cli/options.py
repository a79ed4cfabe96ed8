"""Define how a command takes the facts of a question: each by its type, as an argument or as an option."""

from __future__ import annotations

import argparse
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager
from functools import partial
from typing import Any, Final, NoReturn

from telcoterms.answers.question import (
    NAME_AND_NUMBER,
    Fact,
    FactKind,
    Question,
    argument_name,
    choices_of,
    kind_of,
    types_of,
)
from telcoterms.cli.names import matching, unknown_command, unknown_option
from telcoterms.cli.typed import (
    NAME_AND_DAY,
    AmountText,
    CountText,
    DayText,
    MomentText,
    NamedDayText,
    NamedNumberText,
    ProvinceText,
    RateText,
)
from telcoterms.values.errors import InputError, MissingFactsError, UnknownNameError, Unquoted

DAY: Final = "YYYY-MM-DD"
MOMENT: Final = "YYYY-MM-DDTHH:MM+HH:MM"
METAVARS: Final[Mapping[FactKind, str]] = {
    "amount": "AMOUNT",
    "amounts": "AMOUNT",
    "day": DAY,
    "days": DAY,
    "day-or-not-given": DAY,
    "moment": MOMENT,
    "count": "N",
    "pairs": NAME_AND_NUMBER,
    "named-days": NAME_AND_DAY,
}
"""What the help shows for the value of a fact of a kind."""


class Parser(argparse.ArgumentParser):
    """A parser that prints in a sentence what is wrong, and where help is.

    The facts that a question needs are `needed` in its help alone: the library asks for all that are missing at once,
    those too that the terms decide, so that the parser lets each be left out.
    """

    def __init__(self, **settings: Any) -> None:
        super().__init__(**settings)
        self.needed: list[tuple[argparse.Action, Any, Any]] = []
        self.names: Callable[[], str] = str
        self.commands: Callable[[], str] | None = None

    def need(self, action: argparse.Action) -> None:
        """Show a fact as needed, and leave it to the library to ask for it."""
        optional = action.nargs
        if not action.option_strings:
            optional = "?" if action.nargs is None else "*"
        self.needed.append((action, action.nargs, optional))
        action.required, action.nargs = False, optional

    @contextmanager
    def _shown_as_needed(self) -> Iterator[None]:
        for action, nargs, _ in self.needed:
            action.required, action.nargs = True, nargs
        try:
            yield
        finally:
            for action, _, optional in self.needed:
                action.required, action.nargs = False, optional

    def format_help(self) -> str:
        """Return the help with what is needed, and with the names that the published terms have.

        That of the whole command has its commands in groups.
        """
        if self.commands is not None:
            return f"{self.format_usage()}\n{self.description}\n\n{self.commands()}\n\n{self.epilog}\n"
        epilog, names = self.epilog, self.names()
        if names:
            self.epilog = f"{names}\n\n{epilog}"
        with self._shown_as_needed():
            text = super().format_help()
        self.epilog = epilog
        return text

    # argparse declares it by overloads, each of which this takes
    def parse_known_args(  # pyright: ignore[reportIncompatibleMethodOverride]
        self, args: Any = None, namespace: Any = None
    ) -> Any:
        """Parse arguments; raise an error of the library for the first that this command does not have."""
        asked, unknown = super().parse_known_args(args, namespace)
        if not unknown:
            return asked, unknown
        if unknown[0].startswith("--"):
            places = [action.dest for action in self._actions if not action.option_strings]
            raise unknown_option(unknown[0], self._option_string_actions, places, self.prog)
        raise InputError(
            "{words} has no place in {command}: put a value of several words in quotation marks, such as "
            "{day}; {help} shows what it takes",
            words=" ".join(unknown),
            command=Unquoted(self.prog.partition(" ")[2]),
            day="2 January 2026",
            help=Unquoted(f"{self.prog} --help"),
        )

    def _get_value(self, action: argparse.Action, arg_string: str) -> Any:
        """Return a value; one of a list of names may be written in capitals, or with spaces for hyphens."""
        value = super()._get_value(action, arg_string)
        return value if action.choices is None else matching(value, action.choices)

    def _check_value(self, action: argparse.Action, value: Any) -> None:
        """Raise an error of the library for a value that is none of the names from which it is chosen."""
        if action.choices is None or value in action.choices:
            return
        if isinstance(action, argparse._SubParsersAction):
            raise unknown_command(value, action.choices, self.prog)
        raise UnknownNameError(
            "{fact} is {value}: choose from {known}",
            fact=Unquoted(action.dest),
            value=value,
            known=tuple(map(Unquoted, action.choices)),
        )

    def _match_argument(self, action: argparse.Action, arg_strings_pattern: str) -> int:
        """Return how many words a value has; raise an error of the library for an option without one."""
        try:
            return super()._match_argument(action, arg_strings_pattern)
        except argparse.ArgumentError:
            raise MissingFactsError(
                "{option} stands without a value: write {option} {example}",
                option=Unquoted(action.option_strings[-1]),
                example=Unquoted(action.metavar or "|".join(action.choices or ["VALUE"])),
            ) from None

    def error(self, message: str) -> NoReturn:
        """Print the message on standard error and exit with status 2."""
        self.exit(2, f"{self.prog}: {message}\n{self.prog} --help shows how it is used\n")


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
}
"""What reads a value from its text, where the question itself does not."""
READERS_OF_TEXT: Final[Mapping[str, Any]] = {"RATE": RateText, "XX": ProvinceText}
"""What reads a value of which the kind does not tell what it is, by what the help shows for it."""


def add_facts(to: Parser, question: type[Question]) -> None:
    """Add the facts of a question to its command: its arguments, the options that it needs, then the others."""
    types = types_of(question)
    in_order = sorted(question.facts.items(), key=lambda pair: (pair[1].place == "option", not pair[1].is_needed))
    for name, fact in in_order:
        hint = types[name]
        if fact.place == "option":
            _add_option(to, name, fact, hint)
        else:
            _add_argument(to, name, fact, hint)


def add_options(to: Parser, question: type[Question], names: Iterable[str]) -> None:
    """Add some facts of a question as options."""
    types = types_of(question)
    for name in names:
        _add_option(to, name, question.facts[name], types[name])


def _add_argument(to: Parser, name: str, fact: Fact, hint: Any) -> None:
    reader = partial(_unless_left_out, READERS[kind_of(hint)])
    settings: dict[str, Any] = {"metavar": argument_name(name, hint), "type": reader}
    if fact.place == "arguments":
        settings["nargs"] = "+"
    elif not fact.is_needed:
        settings["nargs"] = "?"
    action = to.add_argument(name, help=_meaning(fact), default=argparse.SUPPRESS, **settings)
    if fact.is_needed:
        to.need(action)


def _unless_left_out(reader: Callable[[str], Any], text: str) -> Any:
    """Return what a reader makes of an argument, but for the mark of argparse for one that was left out."""
    return text if text is argparse.SUPPRESS else reader(text)


def _add_option(to: Parser, name: str, fact: Fact, hint: Any) -> None:
    """Add an option; left out, it is not passed on, so that the library's own default holds."""
    kind, meaning, dest = kind_of(hint), _meaning(fact), name
    settings: dict[str, Any] = {"metavar": fact.shown or METAVARS.get(kind)}
    if kind in READERS:
        settings["type"] = READERS[kind]
    if fact.shown in READERS_OF_TEXT:
        settings["type"] = READERS_OF_TEXT[fact.shown]
    if kind in ("days", "pairs"):
        settings["action"] = "append"
    if kind == "choice":
        choices = choices_of(hint)
        settings = {"metavar": name.upper(), "choices": choices}
        meaning += ": " + ", ".join(
            f"{choice} (the default)" if choice == fact.default else choice for choice in choices
        )
    if kind == "named-days":
        settings["action"] = "append"  # one for each
        name = name.removesuffix("s")
    option = "--" + name.replace("_", "-")
    action = to.add_argument(option, dest=dest, help=meaning, default=argparse.SUPPRESS, **settings)
    if fact.is_needed:
        to.need(action)


def _meaning(fact: Fact) -> str:
    """Return what a fact means, as argparse takes it."""
    return fact.says.replace("%", "%%")
