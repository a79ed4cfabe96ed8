"""The command `telcoterms`: the questions asked from a shell, and files looked over."""

from __future__ import annotations

import sys

from telcoterms import __version__

TYPE_CHECKING = False  # as type checkers read it, without importing `typing`

if TYPE_CHECKING:
    from collections.abc import Sequence


def main(argv: Sequence[str] | None = None) -> int:
    """Run the command; 0 when all is well, 1 when `check` finds faults, 2 for wrong use or bad input."""
    arguments = sys.argv[1:] if argv is None else list(argv)
    if arguments == ["--version"]:  # which needs nothing of all that a question needs
        print(f"telcoterms {__version__}")
        return 0
    from telcoterms.cli.run import run

    return run(arguments)
