"""Draw an audit: the billed figure among those that the words allow, and those of known mistakes."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from telcoterms.audit.audit import Audit
from telcoterms.formats.svg_range import FigureRow, MarkedFigure, RangeChart
from telcoterms.values.messages import Phrase, phrase
from telcoterms.values.money import Money
from telcoterms.values.steps import MoneyWithCurrency

MAX_WIDTH: Final = 3  # times the largest figure that is compared: a mistake beyond would squeeze all others together


def audit_picture(audit: Audit) -> RangeChart:
    """Return the picture of an audit."""
    rows = [_row(phrase("what the words allow"), [audit.lowest_allowed, audit.highest_allowed])]
    widest = MAX_WIDTH * max(audit.billed, audit.by_terms, audit.highest_allowed).minor
    near = [mistake.figure for mistake in audit.mistakes if mistake.figure.minor <= widest]
    if near:
        rows.append(_row(phrase("known mistakes"), near))
    by_terms = phrase("by these terms: {sum}", sum=MoneyWithCurrency(audit.by_terms))
    billed = phrase("billed: {sum}", sum=MoneyWithCurrency(audit.billed))
    return RangeChart(
        phrase("A billed figure among those that the words allow"),
        (
            *(phrase("{name}: {what}.", name=row.name, what=row.what) for row in rows),
            phrase("{what}.", what=by_terms),
            phrase("{what}.", what=billed),
        ),
        (audit.headline(), *_left_out(audit, widest)),
        audit.billed.currency,
        tuple(rows),
        (MarkedFigure(audit.by_terms.minor, "disc", by_terms), MarkedFigure(audit.billed.minor, "dashed", billed)),
    )


def _left_out(audit: Audit, widest: int) -> Iterator[Phrase]:
    """Yield how many mistakes give so much more that they are not drawn."""
    count = sum(mistake.figure.minor > widest for mistake in audit.mistakes)
    if count:
        template = "known mistakes that give far more, and are not drawn: {count}"
        yield phrase(template, count=count)


def _row(name: Phrase, figures: list[Money]) -> FigureRow:
    lowest, highest = min(figures), max(figures)
    what = phrase("{sum}", sum=lowest)
    if lowest != highest:
        what = phrase("from {lowest} to {highest}", lowest=lowest, highest=highest)
    return FigureRow(name, what, tuple(sorted({figure.minor for figure in figures})))
