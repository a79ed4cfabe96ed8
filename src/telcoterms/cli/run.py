"""Run the command: parse its arguments, write its output, and print its errors."""

from __future__ import annotations

import io
import os
import sys
from argparse import Namespace
from collections.abc import Sequence
from contextlib import redirect_stdout
from functools import partial
from typing import Final, TextIO

from telcoterms.cli.commands import agreement_asked
from telcoterms.cli.language import in_language, shown_in
from telcoterms.cli.names import matching, plain_arguments
from telcoterms.cli.parser import COMMANDS, GROUPS, parser
from telcoterms.cli.typed import read_typed
from telcoterms.formats.writing import write_file
from telcoterms.values.errors import InputError, MissingFactsError, MissingPackageError, TelcoTermsError, Unquoted
from telcoterms.values.messages import Language, spelt_for
from telcoterms.values.translation import LANGUAGES

READ: Final = ("file", "later", "account", "provider")
"""The arguments and options that name a file to be read."""
CLOSED_PIPE: Final = 141  # what a shell says of a program that ended for it: 128 and the number of the signal


def run(arguments: Sequence[str]) -> int:
    """Run the command with its arguments, and return its status."""
    lang = _language_in(arguments)
    with spelt_for("shell"), shown_in(lang):
        return _run(arguments, lang)


def _run(arguments: Sequence[str], lang: Language | None) -> int:
    asked = None
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):  # a file may hold what the terminal's encoding lacks
            stream.reconfigure(encoding="utf-8" if lang else None, errors="backslashreplace")
    try:
        words = plain_arguments(arguments, COMMANDS, GROUPS)
        try:
            asked = parser(words).parse_args(words)
        finally:
            sys.stdout.flush()  # `--help` leaves here: what it printed has to arrive too
        choose_format(asked)
        asked.remarks = read_typed(vars(asked), partial(agreement_asked, asked))
        status = _answered(asked)
        sys.stdout.flush()
    except TelcoTermsError as error:
        if isinstance(error, MissingFactsError) and asked is not None:
            asked.command.explain(error)
        return refused(error, lang)
    except OSError as error:
        return lost_output(error, lang)
    except KeyboardInterrupt:
        return refused(TelcoTermsError("interrupted"), lang, status=130)
    return status


def lost_output(error: OSError, lang: Language | None = None) -> int:
    """Say why standard output took no more, unless its reader has stopped early, as `head` does; return the status."""
    _drop(sys.stdout)
    if isinstance(error, BrokenPipeError):
        return CLOSED_PIPE
    template = "the output cannot be written ({reason}): make room, or send it elsewhere"
    return refused(TelcoTermsError(template, reason=Unquoted(error.strerror)), lang)


def choose_format(asked: Namespace) -> None:
    """Set the format that the ending of the output file says, where none is named: text where it says none.

    Raises `InputError` for an ending whose format the command does not write.
    """
    if getattr(asked, "format", "") is not None:
        return
    from telcoterms.formats.output import ENDINGS

    output: str | None = getattr(asked, "output", None)
    named = ENDINGS.get(os.path.splitext(output)[1].lower(), "text") if output else "text"
    if named not in asked.formats:
        raise InputError(
            "{file} ends as a file of {format} does, which this command does not write: choose another ending, or give "
            "--format from {formats}",
            file=Unquoted(output),
            format=Unquoted(named),
            formats=tuple(map(Unquoted, asked.formats)),
        )
    asked.format = named


def _answered(asked: Namespace) -> int:
    """Run the command; where a file is named, write its output there, but only once the answer is there."""
    output: str | None = getattr(asked, "output", None)
    if output is None and not getattr(asked, "quiet", False):
        return int(asked.run(asked))
    written = io.BytesIO()
    with redirect_stdout(io.TextIOWrapper(written, "utf-8", newline="", write_through=True)):
        status = int(asked.run(asked))
        if output is not None:
            _write(output, written.getvalue(), asked)
    return status


def _write(output: str, content: bytes, asked: Namespace) -> None:
    """Write the output to a file, but never over one that was named to be read."""
    from pathlib import Path

    path = Path(output)
    read = [Path(value) for value in (getattr(asked, name, None) for name in READ) if value]
    if os.path.isfile(path) and any(path.resolve() == one.resolve() for one in read):
        raise InputError("{file} is the file that is read: name another for the output", file=Unquoted(output))
    write_file(output, content)


def _drop(stream: TextIO) -> None:
    """Send nowhere what is left: the interpreter flushes once more at its end, and must not fail there again."""
    nowhere = os.open(os.devnull, os.O_WRONLY)
    os.dup2(nowhere, stream.fileno())
    os.close(nowhere)


def _language_in(arguments: Sequence[str]) -> Language | None:
    """Return the language that is asked for, which an error in the arguments themselves is shown in too."""
    text = " ".join(arguments).replace("--lang=", "--lang ").partition("--lang ")[2].partition(" ")[0]
    return next((lang for lang in LANGUAGES if lang == matching(text, LANGUAGES)), None)


def refused(error: TelcoTermsError, lang: Language | None, status: int = 2) -> int:
    """Print on standard error why there is no answer, and return the status."""
    try:
        sentence = in_language(error, lang)
    except MissingPackageError:  # the language itself cannot be shown: print the error in English
        sentence = str(error)
    try:
        print(f"telcoterms: {sentence}", *getattr(error, "__notes__", ()), sep="\n", file=sys.stderr, flush=True)
    except OSError:  # nobody reads it, or its disk is full too: the status says the same
        _drop(sys.stderr)
    return status
