"""Show a page on a terminal with its headline in bold type and its clauses in dim type; anywhere else as it is."""

from __future__ import annotations

import os
import sys
from typing import TYPE_CHECKING, Final

from telcoterms.formats.text import clauses_text

if TYPE_CHECKING:
    from telcoterms.formats.report import Report
    from telcoterms.values.translation import Translator

BOLD: Final = "\x1b[1m"
DIM: Final = "\x1b[2m"
PLAIN: Final = "\x1b[0m"


def is_styled() -> bool:
    """Return whether the output is shown in type: on a terminal that has it, unless `NO_COLOR` is set."""
    return sys.stdout.isatty() and not os.environ.get("NO_COLOR") and os.environ.get("TERM") != "dumb"


def styled(text: str, report: Report, translator: Translator | None = None) -> str:
    """Return the text of a report with the marks that a terminal shows as type; not a character moves.

    The headline is what stands before the first line that is empty or begins further in. A clause stands at the end of
    a line, behind two spaces or alone.
    """
    clauses = sorted(
        {clauses_text(step.clauses, translator) for step in report.page() if step.clauses}, key=len, reverse=True
    )
    lines, in_headline = [], True
    for line in text.split("\n"):
        in_headline = in_headline and bool(line) and not line.startswith(" ")
        ending = next((clause for clause in clauses if line.endswith(f"  {clause}")), None)
        if in_headline:
            lines.append(f"{BOLD}{line}{PLAIN}")
        elif ending is not None:
            lines.append(f"{line.removesuffix(ending)}{DIM}{ending}{PLAIN}")
        else:
            lines.append(line)
    return "\n".join(lines)
