"""Write a letter as one page of HTML that stands alone, and print it as PDF.

The page is for a screen of any width, light or dark, and for paper: there its pages are numbered, no row of a table is
torn, and the paper is that of the place. It holds no script and takes nothing from elsewhere. What a person or a file
wrote is escaped, and in the margin of a page written as a string of CSS.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from html import escape
from typing import TYPE_CHECKING, Final, Literal, NamedTuple, assert_never, final

from telcoterms.formats.html import document, phrase_html
from telcoterms.formats.text import said
from telcoterms.formats.writing import write_file
from telcoterms.values.dataclasses import dataclass
from telcoterms.values.errors import InputError, MissingPackageError, Unquoted
from telcoterms.values.messages import Phrase, Term, phrase

if TYPE_CHECKING:
    from os import PathLike

    from telcoterms.formats.svg import Chart
    from telcoterms.values.translation import Translator

CellKind = Literal["words", "numbers", "cited"]
"""How a column of a table stands: words at the left edge, figures at the right one, what is cited in small letters."""


class LetterTable(NamedTuple):
    """A table with its title, the head of each column, how the columns stand, its rows, and rows of totals."""

    title: Phrase
    head: tuple[Phrase, ...]
    columns: tuple[CellKind, ...]
    rows: tuple[tuple[Phrase, ...], ...]
    totals: tuple[tuple[Phrase, ...], ...] = ()


class Request(NamedTuple):
    """What a letter asks for: in a word, the sum if there is one, and what is to be known of it, line by line."""

    asks: Phrase
    sum: Phrase | None
    lines: tuple[Phrase, ...]


@final
@dataclass(frozen=True, slots=True)
class LetterContent:
    """What a letter says.

    `sender` and `addressee` are names and lines as they are printed; `facts` are set beside the address, each with what
    it is.
    """

    sender: str
    title: Phrase
    addressee: tuple[str, ...]
    facts: tuple[tuple[Phrase, Phrase], ...]
    request: Request
    tables: tuple[LetterTable, ...]
    chart: Chart | None
    notes: tuple[Phrase, ...]


@final
@dataclass(frozen=True, slots=True)
class Letter:
    """A letter as a page of HTML, ready to be sent, and as PDF.

    `str` gives the page, `pdf` the bytes of a PDF file, and `save` writes either, by the ending of the name.
    """

    title: str
    html: str

    def pdf(self) -> bytes:
        """Return the letter as a PDF file.

        Raises `MissingPackageError` where WeasyPrint is not installed: any browser prints the page as PDF too.
        """
        try:
            from weasyprint import HTML
        except (ImportError, OSError):  # the package, or the library of the system that sets its letters
            raise MissingPackageError(
                "a PDF is set by the package {package}, which is not installed, or lacks the library Pango: install "
                "telcoterms[pdf], or take the letter as HTML and print it in a browser",
                package=Unquoted("weasyprint"),
            ) from None
        written = HTML(string=self.html).write_pdf(pdf_variant="pdf/ua-1")
        assert isinstance(written, bytes)
        return written

    def save(self, path: str | PathLike[str]) -> None:
        """Write the letter to a file whose name ends in .html or .pdf.

        Raises `InputError` for another ending, and where the file cannot be written.
        """
        from pathlib import Path

        match Path(path).suffix.lower():
            case ".html":
                write_file(path, self.html.encode("ascii"))
            case ".pdf":
                write_file(path, self.pdf())
            case _:
                raise InputError("{file} ends neither in .html nor in .pdf: name it so", file=Unquoted(str(path)))

    def __str__(self) -> str:
        return self.html

    def __repr__(self) -> str:
        return f"<letter: {self.title}>"


NOTHING: Final = phrase("")
"""An empty cell."""
KEPT_WHOLE: Final = 10
"""Rows of a table that is never torn between two pages."""
STYLE: Final = (
    ":root{color-scheme:light dark;--ink:#16181d;--soft:#555b66;--line:#c9ced6;--paper:#fff;--tint:#eef3fa;"
    "--strong:#0b3d78}"
    "@media screen and (prefers-color-scheme:dark){:root{--ink:#ececef;--soft:#aab0bb;--line:#454a54;--paper:#1b1b1f;"
    "--tint:#242c38;--strong:#9cc8ff}}"
    "*{box-sizing:border-box}"
    "body{margin:0;background:var(--paper);color:var(--ink);"
    "font:15px/1.45 system-ui,'Helvetica Neue',Arial,'Liberation Sans',sans-serif;font-variant-numeric:tabular-nums}"
    "main{max-width:54rem;margin:0 auto;padding:2rem 1.5rem}"
    "header{display:flex;flex-wrap:wrap;justify-content:space-between;gap:.2rem 2rem;align-items:baseline;"
    "border-bottom:3px solid var(--strong);padding-bottom:.6rem;margin-bottom:1.6rem}"
    ".sender{font-size:1.35rem;font-weight:700;color:var(--strong);overflow-wrap:anywhere}"
    "h1{font-size:1.15rem;font-weight:600;margin:0}"
    "h2{font-size:1.02rem;font-weight:600;margin:1.9rem 0 .4rem;color:var(--strong);break-after:avoid}"
    ".head{display:flex;justify-content:space-between;gap:1.2rem 2rem}"
    "address{flex:1;font-style:normal;white-space:pre-line;overflow-wrap:anywhere}"
    "dl{margin:0;flex:0 1 22rem;max-width:100%}dl div{display:flex;justify-content:space-between;gap:0 1rem}"
    "dt{color:var(--soft)}dd{margin:0;text-align:right;overflow-wrap:anywhere}"
    ".pay{background:var(--tint);border-left:6px solid var(--strong);padding:1rem 1.2rem;margin:1.6rem 0 0;"
    "break-inside:avoid}"
    ".pay p{margin:.15rem 0}.pay .asks{font-weight:600}"
    ".pay .sum{font-size:2rem;line-height:1.15;font-weight:700;color:var(--strong)}"
    "table{border-collapse:collapse;width:100%}"
    "th{font-weight:600;text-align:left;vertical-align:bottom;border-bottom:1.5px solid var(--ink)}"
    "th,td{padding:.3rem .6rem .3rem 0}th:last-child,td:last-child{padding-right:0}"
    "td{vertical-align:top;border-bottom:1px solid var(--line);overflow-wrap:anywhere}"
    ".numbers{text-align:right;white-space:nowrap}th.numbers{white-space:normal}"
    ".cited{color:var(--soft);font-size:.87em;text-align:right}"
    "tfoot td{font-weight:600;border-bottom:0;padding-top:.35rem;padding-bottom:0}"
    "time{white-space:nowrap}th::first-letter,td:first-child div::first-letter{text-transform:uppercase}"
    "tr,figure,.whole{break-inside:avoid}"
    "figure{margin:1.9rem 0 0;max-width:30rem}figure svg{width:100%}"
    "footer{margin-top:1.9rem;border-top:1px solid var(--line);padding-top:.6rem;color:var(--soft);font-size:.87em}"
    "footer p{margin:.2rem 0}"
    # a narrow screen: each row of a table is a card, each cell with the head of its column
    "@media screen and (max-width:40rem){main{padding:1.2rem 1rem}.head{display:block}address{margin-bottom:1.2rem}"
    "table,tbody,tfoot,tr,td{display:block}thead{display:none}"
    "tr{border-bottom:1px solid var(--line);padding:.45rem 0}"
    "td,tfoot td{border:0;padding:.08rem 0;display:flex;justify-content:space-between;gap:1rem;text-align:right}"
    "td::before{content:attr(data-head);flex-shrink:0;color:var(--soft);font-weight:400;text-align:left}"
    "td:first-child{font-weight:600;text-align:left}td:first-child::before,td:empty{display:none}"
    "tfoot tr{border-bottom:0}}"
    "@media screen{section{overflow-x:auto}}"  # figures of many digits, on a screen that is too narrow for them
    "@media print{:root{color-scheme:light}body{font-size:9.5pt}main{max-width:none;padding:0}"
    ".pay,header{print-color-adjust:exact;-webkit-print-color-adjust:exact}thead{display:table-header-group}"
    "tfoot{display:table-row-group}figure{max-width:10.5cm}}"
)


def letter(content: LetterContent, translator: Translator) -> Letter:
    """Return a letter in a language."""
    title = f"{said(content.title, translator, heading=True)}, {content.sender}"
    body = "".join(_parts(content, translator))
    style = f"<style>{STYLE}{_pages(content, translator)}</style>"
    page = document(title, f"{style}<main>{body}</main>", lang=translator.lang)
    return Letter(title, page.encode("ascii", "xmlcharrefreplace").decode())


def _pages(content: LetterContent, translator: Translator) -> str:
    """Return the style of a printed page: its paper, its number, and whose letter it is."""
    paper = "A4" if translator.locale.territory == "GB" else "letter"
    texts = re.split(r"\{(pages?)\}", translator.say(Term("page {page} of {pages}")))  # each second one is a counter
    counted = " ".join(f"counter({text})" if index % 2 else _css_string(text) for index, text in enumerate(texts))
    whose = ", ".join([content.sender, said(content.title, translator, heading=True)])
    font = "font:8pt system-ui,'Helvetica Neue',Arial,'Liberation Sans',sans-serif;color:#555"
    return (
        f"@page{{size:{paper};margin:16mm 17mm 20mm;"
        f"@bottom-left{{content:{_css_string(whose)};{font}}}@bottom-right{{content:{counted};{font}}}}}"
    )


def _css_string(text: str) -> str:
    """Return a text as a string of CSS: all but plain letters, digits and spaces as escapes."""
    return (
        '"'
        + "".join(
            sign if sign.isascii() and (sign.isalnum() or sign == " ") else f"\\{ord(sign):06x} " for sign in text
        )
        + '"'
    )


def _parts(content: LetterContent, translator: Translator) -> Iterator[str]:
    def html(text: Phrase) -> str:
        return phrase_html(text, translator, heading=True)

    yield f'<header><div class="sender">{escape(content.sender)}</div><h1>{html(content.title)}</h1></header>'
    facts = "".join(f"<div><dt>{html(name)}</dt><dd>{html(value)}</dd></div>" for name, value in content.facts)
    addressee = "\n".join(map(escape, content.addressee))
    yield f'<div class="head"><address>{addressee}</address><dl>{facts}</dl></div>'
    asks, sum_, lines = content.request
    yield f'<section class="pay"><p class="asks">{html(asks)}</p>'
    yield "" if sum_ is None else f'<p class="sum">{html(sum_)}</p>'
    yield "".join(f"<p>{html(line)}</p>" for line in lines) + "</section>"
    for table in content.tables:
        yield _table(table, translator)
    yield f"<footer>{''.join(f'<p>{html(note)}</p>' for note in content.notes)}</footer>"
    if content.chart is not None:
        from telcoterms.formats.svg import drawing

        yield f"<figure>{drawing(content.chart, translator).svg}</figure>"


def _table(table: LetterTable, translator: Translator) -> str:
    heads = [said(head, translator) for head in table.head]
    cells = "".join(
        f'<th scope="col"{_class(kind)}>{escape(head)}</th>' for head, kind in zip(heads, table.columns, strict=True)
    )
    rows = "".join(_row(row, heads, table.columns, translator) for row in table.rows)
    totals = "".join(_row(row, heads, table.columns, translator) for row in table.totals)
    foot = f"<tfoot>{totals}</tfoot>" if totals else ""
    title = phrase_html(table.title, translator, heading=True)
    whole = ' class="whole"' if len(table.rows) <= KEPT_WHOLE else ""
    body = f"<thead><tr>{cells}</tr></thead><tbody>{rows}</tbody>{foot}"
    return f"<section{whole}><h2>{title}</h2><table>{body}</table></section>"


def _row(row: Sequence[Phrase], heads: Sequence[str], columns: Sequence[CellKind], translator: Translator) -> str:
    cells = "".join(
        f'<td{_class(kind)} data-head="{escape(head)}">{_cell(cell, translator)}</td>'
        for cell, head, kind in zip(row, heads, columns, strict=True)
    )
    return f"<tr>{cells}</tr>"


def _cell(cell: Phrase, translator: Translator) -> str:
    """Return what stands in a cell as one box, which a narrow screen sets beside the head of the column."""
    return f"<div>{phrase_html(cell, translator)}</div>" if cell != NOTHING else ""


def _class(kind: CellKind) -> str:
    match kind:
        case "words":
            return ""
        case "numbers" | "cited":
            return f' class="{kind}"'
    assert_never(kind)
