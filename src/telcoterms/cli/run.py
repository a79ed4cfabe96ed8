"""Run the command: parse its arguments, write its output, and print its errors."""

from __future__ import annotations

import io
import os
import sys
from collections.abc import Sequence
from functools import partial

from telcoterms.cli.commands import agreement_asked
from telcoterms.cli.names import matching, plain_arguments
from telcoterms.cli.parser import COMMANDS, GROUPS, parser
from telcoterms.cli.typed import read_typed
from telcoterms.values.errors import MissingPackageError, TelcoTermsError, Unquoted
from telcoterms.values.messages import Language, spelt_for
from telcoterms.values.translation import LANGUAGES


def run(arguments: Sequence[str]) -> int:
    """Run the command with its arguments, and return its status."""
    with spelt_for("shell"):
        return _run(arguments)


def _run(arguments: Sequence[str]) -> int:
    lang = _language_in(arguments)
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):  # a file may hold what the terminal's encoding lacks
            stream.reconfigure(encoding="utf-8" if lang else None, errors="backslashreplace")
    try:
        words = plain_arguments(arguments, COMMANDS, GROUPS)
        asked = parser(words).parse_args(words)
        read_typed(vars(asked), partial(agreement_asked, asked))
        status: int = asked.run(asked)
        sys.stdout.flush()
    except TelcoTermsError as error:
        return refused(error, lang)
    except BrokenPipeError:
        cut_off = TelcoTermsError("the output was closed before its end: whoever read it stopped early")
        return refused(cut_off, lang, output=False)
    except OSError as error:
        template = "the output cannot be written ({reason}): make room, or send it elsewhere"
        return refused(TelcoTermsError(template, reason=Unquoted(error.strerror)), lang, output=False)
    except KeyboardInterrupt:
        return refused(TelcoTermsError("interrupted"), lang, status=130)
    return status


def _language_in(arguments: Sequence[str]) -> Language | None:
    """Return the language that is asked for, which an error in the arguments themselves is shown in too."""
    text = " ".join(arguments).replace("--lang=", "--lang ").partition("--lang ")[2].partition(" ")[0]
    return next((lang for lang in LANGUAGES if lang == matching(text, LANGUAGES)), None)


def refused(error: TelcoTermsError, lang: Language | None, status: int = 2, output: bool = True) -> int:
    """Print on standard error why there is no answer, and return the status."""
    try:
        sentence = str(error) if lang is None else error.show(lang)
    except MissingPackageError:  # the language itself cannot be shown: print the error in English
        sentence = str(error)
    if not output:  # the interpreter flushes once more at its end, and must not fail there again
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
    print(f"telcoterms: {sentence}", file=sys.stderr)
    return status
