"""Define how a command takes the facts of a question: each by its type, as an argument or as an option."""

from __future__ import annotations

import argparse
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager
from functools import partial
from textwrap import fill
from typing import Any, Final

from telcoterms.answers.question import (
    NAME_AND_NUMBER,
    Fact,
    FactKind,
    Facts,
    Question,
    argument_name,
    choices_of,
    kind_of,
    types_of,
)
from telcoterms.cli.language import looked_up, say
from telcoterms.cli.names import is_dashed, matching, plain, unknown_choice, unknown_command, unknown_option
from telcoterms.cli.typed import NAME_AND_DAY, READERS, READERS_OF_TEXT
from telcoterms.values.errors import InputError, MissingFactsError, Unquoted
from telcoterms.values.messages import Phrases, Spelling, Term, phrase

DAY: Final = "YYYY-MM-DD"
MOMENT: Final = "YYYY-MM-DDTHH:MM+HH:MM"
WIDTH: Final = 78  # of what argparse does not wrap itself: fits a terminal of 80 columns
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
PLACEHOLDERS: Final = (
    Term("AMOUNT"),
    Term("FILE"),
    Term("HEADING=NAME"),
    Term("NAME"),
    Term("NAME=NUMBER"),
    Term("NAME=RATE"),
    Term("NAME=YYYY-MM-DD"),
    Term("NUMBER"),
    Term("QUESTION.NAME=VALUE"),
    Term("RATE"),
    Term("YYYY-MM-DD"),
    Term("YYYY-MM-DDTHH:MM+HH:MM"),
)
"""What stands for a value in the help, and so is in the language; an argument is called as its fact is."""


class Once(argparse._StoreAction):
    """An option with one value, or an argument: said twice, it is refused, for one of the two would be lost."""

    # argparse gives a value of any type
    def __call__(
        self, parser: argparse.ArgumentParser, namespace: argparse.Namespace, values: Any, option_string: Any = None
    ) -> None:
        """Keep the value."""
        if isinstance(parser, Parser) and values is not None:  # None stands for an argument that was left out
            parser.note_said(self, values)
        super().__call__(parser, namespace, values, option_string)


class HelpFormatter(argparse.RawDescriptionHelpFormatter):
    """A formatter that begins the usage in the language that is asked for, and sets the colons as in that language."""

    def start_section(self, heading: str | None) -> None:
        """Begin a section; argparse adds the colon itself."""
        super().start_section(heading and say("{heading}:", heading=heading)[:-1])

    def add_usage(self, usage: Any, actions: Any, groups: Any, prefix: str | None = None) -> None:
        """Add the usage."""
        super().add_usage(usage, actions, groups, say("usage: ") if prefix is None else prefix)

    def _metavar_formatter(self, action: argparse.Action, default_metavar: str) -> Callable[[int], tuple[str, ...]]:
        """Return what stands for the value of an option, or for a file, in the language."""
        if not isinstance(action.metavar, str):
            return super()._metavar_formatter(action, default_metavar)
        shown = _placeholder(action)
        return lambda count: (shown,) * count


NARROW: Final = partial(HelpFormatter, width=WIDTH)


class Parser(argparse.ArgumentParser):
    """A parser that prints in a sentence what is wrong, and where help is.

    The facts that a question needs are `needed` in its help alone: the library asks for all that are missing at once,
    those too that the terms decide, so that the parser lets each be left out. What no library asks for, such as the
    name of a file, the parser `asks` for itself. `in_order` are options whose values may stand without their names,
    after the arguments; those that are said by name are passed by.
    """

    def __init__(self, **settings: Any) -> None:
        # each argument that is added asks for a formatter; only a page asks how wide the terminal is, which is costly
        super().__init__(**settings, add_help=False, formatter_class=NARROW, allow_abbrev=False)
        self.exit_on_error = False  # the library's own errors are printed elsewhere
        for name in (None, "store"):
            self.register("action", name, Once)
        self._positionals.title, self._optionals.title = say("positional arguments"), say("options")
        self.add_argument("-h", "--help", action="help", help=say("show this help message and exit"))
        self.needed: list[tuple[argparse.Action, Any, Any]] = []
        self.asks: list[argparse.Action] = []
        self.in_order: list[argparse.Action] = []
        self.names: Callable[[], str] = str
        self.commands: Callable[[], str] | None = None
        self._said: dict[str, str] = {}

    def need(self, action: argparse.Action) -> None:
        """Show a fact as needed, and leave it to the library to ask for it."""
        optional = action.nargs
        if not action.option_strings:
            optional = "?" if action.nargs is None else "*"
        self.needed.append((action, action.nargs, optional))
        action.required, action.nargs = False, optional

    def _ask_for_needed(self) -> None:
        """Ask for all that is needed and left out in one sentence, not in that of argparse."""
        for action in self._actions:
            if action.required and not isinstance(action, argparse._SubParsersAction):
                self.needed.append((action, action.nargs, action.nargs))
                self.asks.append(action)
                action.required = False

    def note_said(self, action: argparse.Action, value: Any) -> None:
        """Keep what was said for an option or an argument; raise an error of the library for what is said twice."""
        if action.dest in self._said:
            raise InputError(
                "{fact} is said twice, as {first} and as {second}: leave one of them out; a value of several words "
                "stands in quotation marks",
                fact=Unquoted(_typed_name(action)),
                first=self._said[action.dest],
                second=str(value),
            )
        self._said[action.dest] = str(value)

    @contextmanager
    def _shown_as_needed(self) -> Iterator[None]:
        for action, nargs, _ in self.needed:
            action.required, action.nargs = True, nargs
        try:
            yield
        finally:
            for action, _, optional in self.needed:
                action.required, action.nargs = False, optional

    def format_usage(self) -> str:
        """Return the usage, as wide as the terminal."""
        self.formatter_class = HelpFormatter
        return super().format_usage()

    def format_help(self) -> str:
        """Return the help with what is needed, and with the names that the published terms have.

        That of the whole command has its commands in groups.
        """
        if self.commands is not None:
            return f"{self.format_usage()}\n{self.description}\n\n{self.commands()}\n\n{self.epilog}\n"
        epilog, names = self.epilog, self.names()
        self.formatter_class = HelpFormatter
        self.epilog = "\n\n".join(filter(None, (names, self._short_form(), epilog)))
        with self._shown_as_needed():
            text = super().format_help()
        self.epilog = epilog
        return text

    def _print_message(self, message: str, file: Any = None) -> None:
        """Print a page; that of argparse passes over a page that could not be written."""
        print(message, end="", file=file)

    def _short_form(self) -> str:
        """Return the command with what may stand without its name, in its order."""
        if not self.in_order:
            return ""
        arguments = [str(action.metavar) for action in self._actions if not action.option_strings]
        words = " ".join([self.prog, *arguments, *(action.dest.upper() for action in self.in_order)])
        return say("in short, in this order:") + f"\n  {words}"

    # argparse declares it by overloads, each of which this takes
    def parse_known_args(  # pyright: ignore[reportIncompatibleMethodOverride]
        self, args: Any = None, namespace: Any = None
    ) -> Any:
        """Parse arguments; raise an error of the library for the first that this command does not have."""
        self._said = {}
        self._ask_for_needed()
        try:
            asked, unknown = super().parse_known_args(args, namespace)
        except argparse.ArgumentError as error:
            raise self._refused(error) from None
        option = next((word for word in unknown if is_dashed(word)), None)
        if option is not None:
            places = [action.dest for action in self._actions if not action.option_strings]
            raise unknown_option(option, self._option_string_actions, places, self.prog)
        unsaid = [action for action in self.in_order if action.dest not in self._said]
        in_order = unsaid if len(unknown) <= len(unsaid) else self.in_order  # one too many is one said twice
        if len(unknown) > len(in_order):
            raise self._no_place_for(unknown)
        for action, word in zip(in_order, unknown, strict=False):
            if action.dest in self._said and not any(map(str.isdigit, word)):  # no second value, but a stray word
                raise self._no_place_for([word])
            value = self._get_value(action, word)
            self._check_value(action, value)
            action(self, asked, value)
        missing = [action for action in self.asks if getattr(asked, action.dest, None) in (None, [])]
        if missing:
            raise self._asking_for(missing)
        if "command" not in asked:
            asked.command = self
        return asked, []

    def _no_place_for(self, words: list[str]) -> InputError:
        """Return the error for words that are no value of an option; names of options may lack their hyphens."""
        command, listed = Unquoted(self.prog.partition(" ")[2]), Unquoted(f"{self.prog} --help")
        meant = [option for word in words if (option := f"--{plain(word)}") in self._option_string_actions]
        if meant:
            return InputError(
                "{words} has no place in {command}: did you mean {meant}? {help} shows what it takes",
                words=" ".join(words),
                command=command,
                meant=tuple(map(Unquoted, meant)),
                help=listed,
            )
        taken = sum(action.dest not in self._said for action in self.in_order)
        stray = words[taken:] or words  # the first words are the values of the options that may stand without names
        return InputError(
            "{words} has no place in {command}: give it with its option, or in quotation marks where it is one value "
            "of several words, such as {day}; {help} shows what it takes",
            words=" ".join(stray),
            command=command,
            day="2 January 2026",
            help=listed,
        )

    def _asking_for(self, missing: Iterable[argparse.Action]) -> MissingFactsError:
        """Return the error that asks for what is left out, with what each means."""
        names = [_typed_name(action) for action in missing]
        error = MissingFactsError(
            "{question} needs {facts}: give all of them; {help} says what each is",
            question=Unquoted(self.prog.partition(" ")[2]),
            facts=Phrases(", ", tuple(phrase("{name}", name=Spelling(name, name, name)) for name in names)),
            help=Unquoted(f"{self.prog} --help"),
        )
        self.explain(error)
        return error

    def explain(self, error: MissingFactsError) -> None:
        """Add to an error what each fact means that it asks for, and an example of the command."""
        facts = error.values.get("facts")
        if not isinstance(facts, Phrases):
            return
        asked_for = {str(value) for part in facts.parts for _, value in part.values}
        explained = [action for action in self._actions if _typed_name(action) in asked_for]
        shown = {_typed_name(action): str(action.help).replace("%%", "%") for action in explained}
        indent = " " * (4 + max(map(len, shown), default=0))
        for name, meaning in shown.items():
            start = f"  {name}".ljust(len(indent))
            error.add_note(fill(meaning, WIDTH, initial_indent=start, subsequent_indent=indent, break_on_hyphens=False))
        error.add_note(str(self.epilog))

    def _refused(self, error: argparse.ArgumentError) -> InputError:
        """Return the error of the library for what argparse refuses by itself.

        That is two options of which one excludes the other, or a value where none belongs.
        """
        if error.message.startswith("not allowed with"):
            return InputError(
                "{option} and {other} exclude each other: leave one of them out",
                option=Unquoted(str(error.argument_name)),
                other=Unquoted(error.message.rpartition(" ")[2]),
            )
        return InputError(
            "{option} takes no value: write it alone; {help} shows how it is used",
            option=Unquoted(str(error.argument_name)),
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
        raise unknown_choice(action.dest, value, tuple(action.choices))

    def _match_argument(self, action: argparse.Action, arg_strings_pattern: str) -> int:
        """Return how many words a value has; raise an error of the library for an option without one."""
        try:
            return super()._match_argument(action, arg_strings_pattern)
        except argparse.ArgumentError:
            raise MissingFactsError(
                "{option} stands without a value: write {option} {example}",
                option=Unquoted(action.option_strings[-1]),
                example=Unquoted(_placeholder(action) if action.metavar else "|".join(action.choices or ["VALUE"])),
            ) from None


def _typed_name(action: argparse.Action) -> str:
    """Return an option or an argument as it is typed and as the help shows it."""
    return action.option_strings[-1] if action.option_strings else _placeholder(action)


def _placeholder(action: argparse.Action) -> str:
    """Return what stands in the help for the value of an option, or for an argument, which is called as its fact is."""
    stands = str(action.metavar)
    is_translated = bool(action.option_strings) or stands == "FILE"
    return looked_up(stands) if is_translated else stands


def add_facts(to: Parser, question: type[Facts], obvious_order: Iterable[str]) -> None:
    """Add the facts of a question to its command: its arguments, the options that it needs, then the others.

    Those of `obvious_order` may stand without their names.
    """
    types = types_of(question)
    in_order = sorted(question.facts.items(), key=lambda pair: (pair[1].place == "option", not pair[1].is_needed))
    options: dict[str, argparse.Action] = {}
    for name, fact in in_order:
        hint = types[name]
        if fact.place == "option":
            options[name] = _add_option(to, name, fact, hint)
        else:
            _add_argument(to, name, fact, hint)
    to.in_order = [options[name] for name in obvious_order if name in options]


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


def _add_option(to: Parser, name: str, fact: Fact, hint: Any) -> argparse.Action:
    """Add an option and return it; left out, it is not passed on, so that the library's own default holds."""
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
        listed = (f"{choice} ({say('the default')})" if choice == fact.default else choice for choice in choices)
        meaning = say("{label}: {value}", label=meaning, value=", ".join(listed))
    if kind == "named-days":
        settings["action"] = "append"  # one for each
        name = name.removesuffix("s")
    option = "--" + name.replace("_", "-")
    action = to.add_argument(option, dest=dest, help=meaning, default=argparse.SUPPRESS, **settings)
    if fact.is_needed:
        to.need(action)
    return action


def _meaning(fact: Fact) -> str:
    """Return what a fact means, as argparse takes it."""
    return looked_up(fact.says).replace("%", "%%")
