"""The command `telcoterms`: the questions asked from a shell, and files looked over."""

from __future__ import annotations

import gc
import sys

from telcoterms import __version__

TYPE_CHECKING = False  # as type checkers read it, without importing `typing`

if TYPE_CHECKING:
    from collections.abc import Sequence


def main(argv: Sequence[str] | None = None) -> int:
    """Run the command; 0 when all is well, 1 when `check` finds faults, 2 for wrong use or bad input."""
    if argv is not None:
        return _run(list(argv))
    # The process is the command's own: what its start makes stays until the end, so that looking for garbage there, and
    # once more on leaving, costs a fifth of a short command and finds nothing. A long one still collects, less often.
    gc.set_threshold(OBJECTS_BEFORE_COLLECTION)
    if None in (sys.stdin, sys.stdout, sys.stderr):
        _open_closed_streams()
    try:
        return _run(sys.argv[1:])
    finally:
        gc.freeze()


def _open_closed_streams() -> None:
    """Open in the place of each standard stream that was closed one of no file, so that no other file gets its number.

    There is nothing to read, and errors go nowhere. Writing an output fails, so that none is lost without a word.
    """
    import os

    if sys.stdin is None:
        sys.stdin = os.fdopen(os.open(os.devnull, os.O_RDONLY))
    if sys.stdout is None:
        sys.stdout = os.fdopen(os.open(os.devnull, os.O_RDONLY), "w")
    if sys.stderr is None:
        sys.stderr = os.fdopen(os.open(os.devnull, os.O_WRONLY), "w")


OBJECTS_BEFORE_COLLECTION = 100_000  # more than a question makes, few beside the events of a large account


def _run(arguments: list[str]) -> int:
    if arguments == ["--version"]:  # which needs nothing of all that a question needs
        try:
            print(f"telcoterms {__version__}", flush=True)
        except OSError as error:
            from telcoterms.cli.run import lost_output

            return lost_output(error)
        return 0
    from telcoterms.cli.run import run

    return run(arguments)
