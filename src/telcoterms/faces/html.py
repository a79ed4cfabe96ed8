"""Steps as one escaped HTML table for notebooks, and as a page of its own; legible on paper, A4 or Letter."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from html import escape
from typing import Final

from telcoterms.faces.text import clauses_text, parted, value_text
from telcoterms.working import Figure, Percent, Phrase, Phrases, Step, Value

STYLE = (
    ".telcoterms{border-collapse:collapse;max-width:58em;width:100%;font:14px/1.45 system-ui,sans-serif;"
    "font-variant-numeric:tabular-nums;color:#111;background:#fff}"
    ".telcoterms caption{text-align:left;font-weight:600;font-size:1.15em;padding:.3em .5em;color:#111;background:#fff}"
    ".telcoterms th{text-align:left;padding:.9em .5em .2em;border-bottom:1px solid #111;overflow-wrap:anywhere}"
    ".telcoterms td{text-align:left;vertical-align:top;padding:.2em .5em;border-bottom:1px solid #ccc;"
    "overflow-wrap:anywhere}"
    ".telcoterms td.c{width:9.5em;color:#444}"
    ".telcoterms time,.telcoterms span{white-space:nowrap}"  # a day or a short name is never torn at a hyphen
    "@media screen and (max-width:40em){"  # narrow: the clause below its line, at the right edge
    ".telcoterms,.telcoterms caption,.telcoterms tbody,.telcoterms tr,.telcoterms th,.telcoterms td{display:block}"
    ".telcoterms td:not(:last-child){border:0;padding-bottom:0}"
    ".telcoterms td.c{width:auto;text-align:right;padding-top:0}}"
    "@media print{@page{margin:15mm}.telcoterms{font-size:9.5pt;max-width:none}"
    ".telcoterms tr,.telcoterms tbody{break-inside:avoid}.telcoterms caption,.telcoterms th{break-after:avoid}}"
)

SHORT: Final = 16  # characters of a name that is kept on one line: it fits the narrowest screen

SIGNS = (
    (" x ", " \N{MULTIPLICATION SIGN} "),
    ("...", "\N{HORIZONTAL ELLIPSIS}"),
    (" -> ", " \N{RIGHTWARDS ARROW} "),
)


def typeset(text: str) -> str:
    """Escaped text with the signs that plain ASCII lacks."""
    for plain, sign in SIGNS:
        text = text.replace(plain, sign)
    return escape(text)


def value_html(value: Value) -> str:
    """A value, escaped; only our own signs are typeset, never what a person wrote."""
    match value:
        case Phrase():
            return phrase_html(value)
        case Phrases():
            return typeset(value.joiner).join(map(phrase_html, value.parts))
        case Figure() | Percent():
            return typeset(str(value))
        case date():
            return f"<time>{value.isoformat()}</time>"
        case str() if len(value) <= SHORT and not value.isalnum():
            return f"<span>{escape(value)}</span>"
        case _:
            return escape(value_text(value))


def phrase_html(phrase: Phrase) -> str:
    """A phrase as one escaped line."""
    return typeset(phrase.template).format_map({name: value_html(value) for name, value in phrase.values})


def table(heading: Phrase, steps: Sequence[Step]) -> str:
    """One table: the heading as its caption, a row a step, its clauses, if it has any, in the second column."""
    groups: list[list[str]] = []
    for title, group in parted(steps):
        groups.append([_title(escape(title))] if title else [])
        for one in group:
            if one.title:
                groups.append([_title(phrase_html(one.phrase))])
                continue
            pad = f' style="padding-left:{0.5 + 1.5 * one.indent}em"' if one.indent else ""
            clauses = escape(clauses_text(one.clauses))
            span, last = ("", f'<td class="c">{clauses}</td>') if clauses else (' colspan="2"', "")
            groups[-1].append(f"<tr><td{span}{pad}>{phrase_html(one.phrase)}</td>{last}</tr>")
    bodies = "".join(f"<tbody>{''.join(rows)}</tbody>" for rows in groups if rows)
    return f'<style>{STYLE}</style><table class="telcoterms"><caption>{phrase_html(heading)}</caption>{bodies}</table>'


def _title(text: str) -> str:
    return f'<tr><th colspan="2" scope="rowgroup">{text}</th></tr>'


def document(title: str, *bodies: str) -> str:
    """A self-contained page."""
    return (
        '<!doctype html>\n<html lang="en"><head><meta charset="utf-8">'
        '<meta name="viewport" content="width=device-width,initial-scale=1">'
        f"<title>{escape(title)}</title></head>\n<body>{''.join(bodies)}</body></html>\n"
    )
