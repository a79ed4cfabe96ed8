"""The command `telcoterms`: the questions asked from a shell, and files looked over."""

from __future__ import annotations

import io
import os
import sys
from collections.abc import Sequence

from telcoterms.cli.parser import parser
from telcoterms.errors import TelcoTermsError


def main(argv: Sequence[str] | None = None) -> int:
    """Run the command; 0 when all is well, 1 when `check` finds faults, 2 for wrong use or bad input."""
    asked = parser().parse_args(argv)
    if isinstance(sys.stdout, io.TextIOWrapper):  # what a file holds may not be in the terminal's encoding
        sys.stdout.reconfigure(errors="backslashreplace")
    try:
        status: int = asked.run(asked)
        sys.stdout.flush()
    except TelcoTermsError as error:
        return refused(str(error))
    except BrokenPipeError:
        return refused("the output was closed before its end: whoever read it stopped early", output=False)
    except OSError as error:
        return refused(
            f"the output cannot be written ({error.strerror}): make room, or send it elsewhere", output=False
        )
    except KeyboardInterrupt:
        return refused("interrupted", status=130)
    return status


def refused(sentence: str, status: int = 2, output: bool = True) -> int:
    """Say on standard error why there is no answer."""
    if not output:  # the interpreter flushes once more at its end, and must not stumble over the same thing
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
    print(f"telcoterms: {sentence}", file=sys.stderr)
    return status
