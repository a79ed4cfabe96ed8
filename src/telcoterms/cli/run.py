"""The command run: its arguments read, its output written, its errors said."""

from __future__ import annotations

import io
import os
import sys
from collections.abc import Sequence

from telcoterms.cli.options import read_days
from telcoterms.cli.parser import parser
from telcoterms.values.errors import MissingPackageError, TelcoTermsError, Unquoted
from telcoterms.values.messages import Language


def run(arguments: Sequence[str]) -> int:
    """Run the command with its arguments, and return its status."""
    asked = parser(arguments).parse_args(arguments)
    lang: Language | None = getattr(asked, "lang", None)
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):  # what a file holds may not be in the terminal's encoding
            stream.reconfigure(encoding="utf-8" if lang else None, errors="backslashreplace")
    try:
        read_days(asked)
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


def refused(error: TelcoTermsError, lang: Language | None, status: int = 2, output: bool = True) -> int:
    """Say on standard error why there is no answer."""
    try:
        sentence = str(error) if lang is None else error.show(lang)
    except MissingPackageError:  # the very language cannot be shown: that is what the error says, or it is said plainly
        sentence = str(error)
    if not output:  # the interpreter flushes once more at its end, and must not stumble over the same thing
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
    print(f"telcoterms: {sentence}", file=sys.stderr)
    return status
