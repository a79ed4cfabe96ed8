"""Write steps as one escaped HTML table for notebooks, and as a page of its own; legible on paper, A4 or Letter."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from datetime import date
from html import escape
from typing import TYPE_CHECKING, Final

from telcoterms.formats.text import MAX_LABEL, Grid, clauses_text, parted, said, value_text
from telcoterms.values.messages import Phrase, Phrases, Term, Value, phrase, readable
from telcoterms.values.steps import Percent, Step, UnroundedAmount

if TYPE_CHECKING:
    from telcoterms.values.translation import Translator


STYLE = (
    ".telcoterms{border-collapse:collapse;max-width:58em;width:100%;font:14px/1.45 system-ui,sans-serif;"
    "font-variant-numeric:tabular-nums;color:inherit;background:transparent}"
    "table.telcoterms{table-layout:auto}"  # a notebook fixes the columns, as its style has it
    ".telcoterms caption{text-align:left;font-size:1.15em;color:inherit}"
    ".telcoterms th{text-align:left;padding:.9em .5em .2em;border-bottom:1px solid currentColor;overflow-wrap:anywhere}"
    ".telcoterms td{text-align:left;vertical-align:top;padding:.2em .5em;border-bottom:1px solid rgba(127,127,127,.4);"
    "overflow-wrap:anywhere}"
    ".telcoterms td.c{width:9.5em;opacity:.8}"
    ".telcoterms th.n,.telcoterms td.n{text-align:right}"
    ".telcoterms caption div{font-weight:400;font-size:.85em}"
    ".telcoterms span.l{opacity:.8;white-space:normal}"
    "details.telcoterms{box-sizing:border-box;padding:.3em .5em}"
    ".telcoterms time,.telcoterms span{white-space:nowrap}"  # a day or a short name is never torn at a hyphen
    "@media screen and (max-width:40em){"  # narrow: the clause below its line, at the right edge
    ".telcoterms,.telcoterms caption,.telcoterms tbody,.telcoterms tr,.telcoterms th,.telcoterms td{display:block}"
    ".telcoterms td:not(:last-child){border:0;padding-bottom:0}"
    ".telcoterms td.c{width:auto;text-align:right;padding-top:0}"
    ".telcoterms th[scope=col]{display:none}.telcoterms td[data-head]{text-align:left;padding-left:2em}"
    ".telcoterms td[data-head]::before{content:attr(data-head) ': '}}"
    "@media print{@page{margin:15mm}.telcoterms{font-size:9.5pt;max-width:none}"
    ".telcoterms tr,.telcoterms tbody{break-inside:avoid}.telcoterms caption,.telcoterms th{break-after:avoid}}"
)

LEFT: Final = "text-align:left"
"""Stands inline too: a notebook sets tables flush right, and an untrusted one keeps no style sheet."""

NOT_MATHEMATICS: Final = "mathjax_ignore tex2jax_ignore"
"""The classes of what a notebook does not set as formulas: two sums in dollars would be one, and so would a name."""

MIN_LABEL: Final = 13  # em, of the labels of what matters

SHORT: Final = 16  # characters of a name that is kept on one line: it fits the narrowest screen

SHORT_CELL: Final = 28  # characters of a cell of a grid that is kept on one line, such as the range of two days

SIGNS = (
    (" x ", " \N{MULTIPLICATION SIGN} "),
    ("...", "\N{HORIZONTAL ELLIPSIS}"),
    (" -> ", " \N{RIGHTWARDS ARROW} "),
)


def typeset(text: str) -> str:
    """Return escaped text with the signs that plain ASCII lacks."""
    for plain, sign in SIGNS:
        text = text.replace(plain, sign)
    return escape(text)


def value_html(value: Value, translator: Translator | None = None, heading: bool = False) -> str:
    """Return a value, escaped; only the library's own signs are typeset, never what a person wrote.

    What does not print is written as an escape: a sign that turns the direction of text would turn what follows too.
    """
    match value:
        case Phrase():
            return phrase_html(value, translator, heading)
        case Phrases():
            joiner = value.joiner if translator is None else translator.say(value.joiner)
            return typeset(joiner).join(phrase_html(part, translator, heading) for part in value.parts)
        case UnroundedAmount() | Percent():
            return typeset(str(value) if translator is None else translator.value(value))
        case date():
            day = value.isoformat()
            if translator is None:
                return f"<time>{day}</time>"
            return f'<time datetime="{day}">{translator.day(value)}</time>'
        case str():
            text = readable(translator.say(value) if translator is not None and isinstance(value, Term) else value)
            short = len(text) <= SHORT and not text.isalnum()
            return f"<span>{escape(text)}</span>" if short else escape(text)
        case _:
            return escape(readable(value_text(value) if translator is None else translator.value(value, heading)))


def phrase_html(phrase: Phrase, translator: Translator | None = None, heading: bool = False) -> str:
    """Return a phrase as one escaped line; in a heading, in a language, each sum has its currency."""
    template = phrase.template if translator is None else translator.say(phrase.template)
    return typeset(template).format_map({name: value_html(value, translator, heading) for name, value in phrase.values})


def table(
    heading: Phrase,
    steps: Sequence[Step],
    translator: Translator | None = None,
    grid: Grid | None = None,
    facts: Phrase | None = None,
) -> str:
    """Return one table: the heading as its caption, what matters, then a row for each step.

    The clauses of a step stand in the last column; `facts` stand below the heading. The grid, if there is one, follows
    what matters; the steps then have a table of their own, whose columns are not those of the grid.
    """
    caption = phrase_html(heading, translator, heading=True)
    if facts is not None:
        caption += f'<div style="font-weight:400">{phrase_html(facts, translator, heading=True)}</div>'
    brief = _label_rows(
        [one for one in steps if one.part == "brief"], 2 if grid is None else len(grid.head), translator
    )
    lines = list(_line_groups([one for one in steps if one.part != "brief"], translator))
    caption = f'<caption style="{LEFT};font-weight:600;padding:.3em .5em">{caption}</caption>'
    if grid is None:
        return f"<style>{STYLE}</style>{_table([brief, *lines], caption)}"
    figures = _table([brief, *_grid_groups(grid, translator)], caption)
    return f"<style>{STYLE}</style>{figures}{_table(lines) if lines else ''}"


def _table(groups: Iterable[Sequence[str]], caption: str = "") -> str:
    """Return a table with a body for each group of rows."""
    bodies = "".join(f"<tbody>{''.join(rows)}</tbody>" for rows in groups if rows)
    return f'<table class="telcoterms {NOT_MATHEMATICS}">{caption}{bodies}</table>'


def folded(summary: Phrase, inside: str, translator: Translator | None = None) -> str:
    """Return HTML that is folded away below a line of its own, until that is clicked."""
    summary_line = phrase_html(summary, translator)
    return f'<details class="telcoterms {NOT_MATHEMATICS}"><summary>{summary_line}</summary>{inside}</details>'


def _line_groups(steps: Sequence[Step], translator: Translator | None) -> Iterator[list[str]]:
    """Yield the rows of each group of lines, below its title."""
    for title, group in parted(steps):
        rows = [_title(phrase_html(title, translator), 2)] if title.template else []
        for line in group:
            if line.title:
                yield rows
                rows = [_title(phrase_html(line.phrase, translator), 2)]
                continue
            pad = f";padding-left:{0.5 + 1.5 * line.indent}em" if line.indent else ""
            rows.append(_line(phrase_html(line.phrase, translator), clauses_text(line.clauses, translator), 2, pad))
        yield rows


def _label_rows(steps: Sequence[Step], size: int, translator: Translator | None) -> list[str]:
    """Return the rows of what matters: labels, with the values below one another, and clauses."""
    values = [dict(one.phrase.values) for one in steps]
    labels = [said(phrase("{label}", label=own["label"]), translator) for own in values]
    longest = max((len(label) for label in labels if len(label) <= MAX_LABEL), default=0)
    style = f"display:inline-block;min-width:{max(MIN_LABEL, round(0.55 * longest))}em"
    return [
        _line(
            f'<span class="l" style="{style}">{value_html(own["label"], translator)}</span> '
            + value_html(own["value"], translator),
            clauses_text(one.clauses, translator),
            size,
        )
        for one, own in zip(steps, values, strict=True)
    ]


def _line(text: str, clauses: str, size: int, pad: str = "") -> str:
    cited = _unbroken(escape(clauses), clauses)
    span, last = (size - 1, f'<td class="c" style="{LEFT}">{cited}</td>') if clauses else (size, "")
    across = f' colspan="{span}"' if span > 1 else ""
    return f'<tr><td{across} style="{LEFT}{pad}">{text}</td>{last}</tr>'


def _grid_groups(grid: Grid, translator: Translator | None) -> Iterator[list[str]]:
    """Yield the rows of the head of a grid, then those of each group, below its title.

    Figures and days are flush right, words flush left. On a narrow screen the cells of a row stand below one another,
    each with the head of its column.
    """
    columns = zip(*(row for group in grid.groups for row in group.rows), strict=True)
    worded = [_in_words([said(cell, translator) for cell in column]) for column in columns] or [False] * len(grid.head)
    head = "".join(
        f'<th{_side(words)} scope="col">{phrase_html(cell, translator)}</th>'
        for cell, words in zip(grid.head, (True, *worded[1:]), strict=True)
    )
    yield [f"<tr>{head}</tr>"]
    labels = [escape(said(cell, translator)) for cell in grid.head]
    for title, rows in grid.groups:
        yield [
            *([_title(phrase_html(title, translator), len(grid.head))] if title.template else []),
            *("<tr>" + "".join(_grid_cells(row, labels, worded, translator)) + "</tr>" for row in rows),
        ]


def _in_words(cells: Sequence[str]) -> bool:
    """Return whether a column holds words alone."""
    text = "".join(cells)
    return any(map(str.isalpha, text)) and not any(map(str.isdigit, text))


def _side(words: bool) -> str:
    """Return the attributes of a cell of words, or of figures."""
    return f' style="{LEFT}"' if words else ' class="n"'


def _grid_cells(
    row: Sequence[Phrase], labels: Sequence[str], worded: Sequence[bool], translator: Translator | None
) -> Iterator[str]:
    """Yield the cells of a row; a short one is kept on one line."""
    yield f'<td style="{LEFT}">{phrase_html(row[0], translator)}</td>'
    for cell, label, words in zip(row[1:], labels[1:], worded[1:], strict=True):
        text = _unbroken(phrase_html(cell, translator), said(cell, translator))
        yield f'<td{_side(words)} data-head="{label}">{text}</td>'


def _unbroken(html: str, text: str) -> str:
    """Return HTML that is kept on one line where its text is short."""
    return f"<span>{html}</span>" if len(text) <= SHORT_CELL else html


def _title(text: str, size: int) -> str:
    return f'<tr><th colspan="{size}" scope="rowgroup" style="{LEFT}">{text}</th></tr>'


def document(title: str, *bodies: str, lang: str = "en") -> str:
    """Return a self-contained page."""
    return (
        f'<!doctype html>\n<html lang="{lang}"><head><meta charset="utf-8">'
        '<meta name="viewport" content="width=device-width,initial-scale=1">'
        f"<title>{escape(title)}</title></head>\n<body>{''.join(bodies)}</body></html>\n"
    )
