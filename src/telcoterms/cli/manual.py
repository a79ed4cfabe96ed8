"""Write the manual page of the command, in the language of `man`: read from the parser as it stands.

The wheel brings the page as `share/man/man1/telcoterms.1`; the hook of the build writes it there.
"""

from __future__ import annotations

import argparse
import re
from collections.abc import Iterable, Iterator
from typing import Final

from telcoterms.cli.options import Parser
from telcoterms.cli.parser import ASKED_MOST, HELP_GROUPS, WHOSE, example_text
from telcoterms.values.version import __version__

COMMON_OF: Final = "late-charge"
"""The command whose groups of options stand for those of all."""
EXIT_STATUS: Final = {
    "0": "all is well.",
    "1": "check found faults, audit found a line that the words of the terms do not allow, diff found a difference, "
    "or compare found no answer.",
    "2": "the command was used wrongly, or an input is wrong: the sentence on standard error says what to do.",
    "141": "the reader of the output stopped early, as head does.",
}
ENVIRONMENT: Final = {
    "TELCOTERMS_PROVIDER": "the provider whose terms are asked where no option and no file names one.",
    "NO_COLOR": "if it is set to anything, nothing is printed in bold or dim type. Into a file or a pipe nothing is.",
}


def manual_page(top: argparse.ArgumentParser) -> str:
    """Return the page for a parser that has all commands."""
    action = next(action for action in top._actions if isinstance(action, argparse._SubParsersAction))
    commands = {name: command for name, command in action.choices.items() if isinstance(command, Parser)}
    lines = [
        f'.TH TELCOTERMS 1 "" "telcoterms {__version__}" "User Commands"',
        ".SH NAME",
        f"telcoterms {_text('- ')}{_text(_first_small(str(top.description).rstrip('.')))}",
        ".SH SYNOPSIS",
        r".B telcoterms",
        r".I COMMAND",
        r"[\fIARGUMENT\fR]... [\fIOPTION\fR]...",
        ".SH DESCRIPTION",
        *_paragraphs(f"{top.description}\n\n{top.epilog}"),
        ".SH WHAT PEOPLE ASK",
    ]
    for asked, example in ASKED_MOST.items():
        lines += [".PP", _text(asked), *_example(f"telcoterms {example} --provider {WHOSE}")]
    for heading, names in HELP_GROUPS.items():
        lines.append(f".SH {_text(heading.upper())}")
        for name in names:
            lines += _command(name, commands[name])
    lines.append(".SH OPTIONS OF MOST COMMANDS")
    for group in commands[COMMON_OF]._action_groups[2:]:
        lines += [f".SS {_text(str(group.title))}", *_options(group._group_actions)]
    lines += [".SH EXIT STATUS", *_entries(EXIT_STATUS), ".SH ENVIRONMENT", *_entries(ENVIRONMENT)]
    return "\n".join(lines) + "\n"


def _command(name: str, command: Parser) -> Iterator[str]:
    """Yield the part on a command: what it answers, its own arguments and options, and those of a command below it."""
    yield f".SS {_text(name)}"
    yield from _paragraphs(str(command.description))
    for action in command._actions:
        if isinstance(action, argparse._SubParsersAction):
            for choice in action._choices_actions:
                yield from _entry(f"{name} {choice.dest}", str(choice.help))
    needed = {action for action, _, _ in command.needed}
    own = [action for group in command._action_groups[:2] for action in group._group_actions]
    yield from _options([action for action in own if action.dest != "help"], needed)
    yield from _example(re.sub(r" \\\n\s+", " ", str(command.epilog).partition("\n")[2]).strip())


def _options(actions: Iterable[argparse.Action], needed: Iterable[argparse.Action] = ()) -> Iterator[str]:
    for action in actions:
        value = "" if action.nargs == 0 else _value_of(action)
        named = ", ".join(action.option_strings)
        meaning = str(action.help).replace("%%", "%")
        yield from _entry(f"{named} {value}".strip(), f"{meaning}; it is needed" if action in needed else meaning)


def _value_of(action: argparse.Action) -> str:
    """Return what the help shows for a value."""
    return str(action.metavar or "|".join(map(str, action.choices or [action.dest.upper()])))


def _entries(meanings: dict[str, str]) -> Iterator[str]:
    for name, meaning in meanings.items():
        yield from _entry(name, meaning)


def _entry(name: str, meaning: str) -> Iterator[str]:
    yield ".TP"
    yield f"\\fB{_text(name)}\\fR"
    yield _text(meaning)


def _example(command: str) -> Iterator[str]:
    yield from (".PP", ".RS 4", ".nf", *map(_text, example_text(command, indent=0).split("\n")), ".fi", ".RE")


def _paragraphs(text: str) -> Iterator[str]:
    for paragraph in text.split("\n\n"):
        yield ".PP"
        yield _text(" ".join(paragraph.split()))


def _first_small(text: str) -> str:
    return text[0].lower() + text[1:]


def _text(text: str) -> str:
    """Return text as it stands on the page: no mark of it is a request, and each hyphen can be copied."""
    plain = text.replace("\\", "\\e").replace("-", "\\-")
    return f"\\&{plain}" if plain.startswith((".", "'")) else plain
