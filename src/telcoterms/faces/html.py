"""Steps as one escaped HTML table for notebooks, and as a page of its own; legible on paper, A4 or Letter."""

from __future__ import annotations

from collections.abc import Sequence
from html import escape

from telcoterms.faces.text import clauses_text, parted, value_text
from telcoterms.working import Figure, Percent, Phrase, Phrases, Step, Value

STYLE = (
    ".telcoterms{border-collapse:collapse;max-width:50em;width:100%;font:14px/1.45 system-ui,sans-serif;"
    "font-variant-numeric:tabular-nums;color:#111;background:#fff}"
    ".telcoterms caption{text-align:left;font-weight:600;font-size:1.15em;padding:.3em .5em;color:#111;background:#fff}"
    ".telcoterms th{text-align:left;padding:.9em .5em .2em;border-bottom:1px solid #111}"
    ".telcoterms td{text-align:left;vertical-align:top;padding:.2em .5em;border-bottom:1px solid #ccc;"
    "overflow-wrap:anywhere}"
    ".telcoterms td.c{width:9.5em;color:#444}"
    "@media print{@page{margin:15mm}.telcoterms{font-size:9.5pt;max-width:none}"
    ".telcoterms tr{break-inside:avoid}.telcoterms caption,.telcoterms th{break-after:avoid}}"
)


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
        case _:
            return escape(value_text(value))


def phrase_html(phrase: Phrase) -> str:
    """A phrase as one escaped line."""
    return typeset(phrase.template).format_map({name: value_html(value) for name, value in phrase.values})


def table(heading: Phrase, steps: Sequence[Step]) -> str:
    """One table: the heading as its caption, a row a step, the clauses in the second column."""
    rows: list[str] = []
    for title, group in parted(steps):
        if title:
            rows.append(f'<tr><th colspan="2" scope="rowgroup">{escape(title)}</th></tr>')
        for one in group:
            if one.title:
                rows.append(f'<tr><th colspan="2" scope="rowgroup">{phrase_html(one.phrase)}</th></tr>')
                continue
            pad = f' style="padding-left:{0.5 + 1.5 * one.indent}em"' if one.indent else ""
            rows.append(
                f"<tr><td{pad}>{phrase_html(one.phrase)}</td>"
                f'<td class="c">{escape(clauses_text(one.clauses))}</td></tr>'
            )
    return (
        f'<style>{STYLE}</style><table class="telcoterms"><caption>{phrase_html(heading)}</caption>'
        f"<tbody>{''.join(rows)}</tbody></table>"
    )


def document(title: str, *bodies: str) -> str:
    """A self-contained page."""
    return (
        '<!doctype html>\n<html lang="en"><head><meta charset="utf-8">'
        '<meta name="viewport" content="width=device-width,initial-scale=1">'
        f"<title>{escape(title)}</title></head>\n<body>{''.join(bodies)}</body></html>\n"
    )
