"""Nothing speaks for somebody else: text of a person, a file or a provider is no more than text on any output.

Each hostile text is put into every name, reference, section and title that takes it; where one is refused, the error is
judged. What was taken is written in every format, and read as who receives it would: by a terminal, a browser, a
spreadsheet, a calendar, the books.
"""

import csv
import html
import io
import json
import os
import re
import tomllib
from collections.abc import Callable, Iterator
from datetime import date
from decimal import Decimal
from functools import cache
from html.parser import HTMLParser
from itertools import pairwise, product
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

import openpyxl
import pytest

from telcoterms import (
    Account,
    BilledTo,
    Credit,
    Event,
    Invoice,
    Money,
    Payment,
    TelcoTermsError,
    Terms,
    Transaction,
    beancount,
    hledger,
    load,
    load_account,
    load_bill,
    verify,
)
from telcoterms.cli import main
from telcoterms.cli.desk.answering import answer
from telcoterms.formats.csv import RUN_BY_A_SPREADSHEET
from telcoterms.formats.output import FORMATS, OutputFormat, render
from telcoterms.formats.report import Report
from telcoterms.values.messages import Language, is_printable
from telcoterms.values.published import published_text
from tests.account_with_every_event import AFTER, messy
from tests.fuzz.edits import toml_text
from tests.long_runs import some_of
from tests.test_imports import STRIPE

EXAMPLES = Path(__file__).parents[1] / "examples"
KOS = load("kos")
HOSTING = load("kos", service="none")
HOSTILE = {
    "terminal": "\x1b]0;t\x07\x1b[2J",
    "terminal of eight bits": "\x9b2J",
    "zero byte": "a\0b",
    "carriage return": "113.00\r1.00",
    "isolated right to left": "\u2067x\u2069",
    "no width": "1\u200b2",
    "tag": "x\U000e0041",
    "right to left": "\u202e00.311\u202c",
    "line separator": "a\u2028b",
    "attribute": 'x" onmouseover="ran()',
    "attribute in single marks": "x' onmouseover='ran()",
    "image": "<img src=x onerror=ran()>",
    "end of SVG": "</text></svg><script>ran()</script>",
    "end of character data": "]]><script>ran()</script>",
    "script": "<script>ran()</script>",
    "entities": "&lt;script&gt;&#60;script&#62;",
    "comment": "--><script>ran()</script><!--",
    "end of style": "</style></title><script>ran()</script>",
    "formula at": "@SUM(1)",
    "formula plus": "+1+1",
    "formula minus": "-1+1",
    "formula": '=HYPERLINK("http://127.0.0.1","y")',
    "formula behind an apostrophe": "'=1+1",
    "calendar": "x\r\nEND:VEVENT\r\nBEGIN:VEVENT\r\nSUMMARY:y",
    "calendar with an escape": "x\\nEND:VEVENT\\nBEGIN:VEVENT",
    "property of a calendar": "x;ATTACH=http://127.0.0.1:y,z",
    "link of Markdown": "[x](javascript:ran()) `x`",
    "picture of Markdown": "![x](http://127.0.0.1/y)",
    "quotation of a journal": 'x" "y\\',
    "comment of a journal": "x ; date:2020-01-01",
    "line of a journal": "x\n2020-01-01 open Assets:X",
    "status of a journal": "! (x) | =2020-01-01",
    "posting": "x  Assets:X  1 CAD",
    "places of a template": "{0.__class__}{x} %s%n",
    "shell": "$(ran) `ran`; ran",
    "formulas of mathematics": "$\\href{javascript:ran()}{x}$ 5 $",
}


class Page(HTMLParser):
    """A page of HTML as a browser takes it apart."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.found: list[object] = []
        self.feed(text)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.found += [tag] if tag in ("script", "iframe", "object", "embed", "a", "form", "base", "link") else []
        for name, value in attrs:
            loads = name in ("src", "href") and not (value or "").startswith(("data:image/svg+xml;", "#"))
            self.found += [(tag, name, value)] if name.startswith("on") or loads else []

    def handle_comment(self, data: str) -> None:
        self.found.append(data)

    def handle_pi(self, data: str) -> None:
        self.found.append(data)


def not_printed(text: str) -> list[str]:
    """What a terminal may obey, or what turns or hides the text beside it."""
    return [sign for sign in text.replace("\n", "") if not is_printable(sign)]


def obeyed_by_a_browser(text: str) -> list[object]:
    return [*Page(text).found, *not_printed(html.unescape(text))]


def obeyed_by_a_viewer(text: str) -> list[object]:
    elements = [(element.tag.rpartition("}")[2], element.attrib) for element in ElementTree.fromstring(text).iter()]
    drawn = ("svg", "title", "desc", "style", "g", "rect", "path", "circle", "line", "text", "tspan", "defs", "pattern")
    return [one for one in elements if one[0] not in drawn or any(name.startswith("on") for name in one[1])]


def obeyed_by_a_spreadsheet(text: str) -> list[str]:
    cells = [cell for row in csv.reader(io.StringIO(text, newline="")) for cell in row]
    numbers = re.compile(r"-?[0-9]+(\.[0-9]+)?")
    run = [cell for cell in cells if cell.startswith(RUN_BY_A_SPREADSHEET) and not numbers.fullmatch(cell)]
    return [*run, *(sign for cell in cells for sign in not_printed(cell))]


def obeyed_by_a_workbook(data: bytes) -> list[object]:
    sheets = openpyxl.load_workbook(io.BytesIO(data)).worksheets
    cells = [cell for sheet in sheets for row in sheet.iter_rows() for cell in row]
    return [cell.value for cell in cells if cell.data_type == "f" or cell.hyperlink is not None]


LINE_OF_A_CALENDAR = re.compile(
    r"(BEGIN|END):V(CALENDAR|EVENT)|(PRODID|VERSION|UID|DTSTAMP|SUMMARY|DESCRIPTION|TRANSP):[^\r\n]*"
    r"|DTSTART;VALUE=DATE:[0-9]{8}|"
)
DAY, SUM = "[0-9]{4}-[0-9]{2}-[0-9]{2}", r" +-?[0-9.]+ [A-Z]{3}"
LINE_OF_HLEDGER = re.compile(rf"; .*|{DAY} [^;|*!(=\s][^;|]*(  ; .*)?|    [a-z:-]+{SUM}|")
LINE_OF_BEANCOUNT = re.compile(rf'; .*|{DAY} (open [A-Za-z:-]+|\* "([^"\\]|\\.)*"(  ; .*)?)|  [A-Za-z:-]+{SUM}|')


def obeyed_by_a_calendar(data: bytes) -> list[str]:
    lines = data.decode().replace("\r\n ", "").split("\r\n")
    begun = [line for line in lines if line in ("BEGIN:VEVENT", "END:VEVENT")]
    nested = [first for first, second in pairwise(begun) if first == second]
    return [*(line for line in lines if not LINE_OF_A_CALENDAR.fullmatch(line)), *nested]


def obeyed_by_the_books(line: re.Pattern[str]) -> Callable[[str], list[str]]:
    def obeyed(text: str) -> list[str]:
        return [*(one for one in text.split("\n") if not line.fullmatch(one)), *not_printed(text)]

    return obeyed


def obeyed_by_a_program(text: str) -> list[str]:
    json.loads(text)
    return not_printed(text)


READERS: dict[OutputFormat, Callable[[Any], object]] = {
    "text": not_printed,
    "json": obeyed_by_a_program,
    "html": obeyed_by_a_browser,
    "csv": obeyed_by_a_spreadsheet,
    "xlsx": obeyed_by_a_workbook,
    "ical": obeyed_by_a_calendar,
    "svg": obeyed_by_a_viewer,
    "letter": obeyed_by_a_browser,
    "hledger": obeyed_by_the_books(LINE_OF_HLEDGER),
    "beancount": obeyed_by_the_books(LINE_OF_BEANCOUNT),
}
"""What of a format its reader would follow; a PDF is set from the letter."""


def judged(error: TelcoTermsError) -> None:
    """An error quotes what it refuses, and is a sentence on a terminal."""
    assert not not_printed(str(error))
    assert not not_printed(error.show("fr"))


def taken(make: Callable[[str], Any], text: str, instead: str) -> str:
    """The text where it is taken, else another; the error of one that is not is judged."""
    try:
        make(text)
    except TelcoTermsError as error:
        judged(error)
        return instead
    return text


SUM_OF_MONEY = Money("113.00", "CAD")


@cache
def account_with(text: str) -> Account:
    """An account whose number, reference and addressee are the text, as far as each takes it."""
    number = taken(lambda one: Invoice(one, "2026-01-01", SUM_OF_MONEY), text, "1")
    reference = taken(lambda one: Payment("2026-03-11", SUM_OF_MONEY, None, one), text, "r")
    name = taken(lambda one: BilledTo(one, [one], one, one), text, "A customer")
    events: list[Event] = [
        Invoice(number, "2026-01-01", SUM_OF_MONEY),
        Invoice(f"{number}2", "2026-02-01", Money("50.00", "CAD")),
        Payment("2026-03-11", Money("30.00", "CAD"), number, reference),
        Credit("2026-03-12", Money("1.00", "CAD"), number),
    ]
    return Account(events, billed_to=BilledTo(name, [name], name, name))


def every_event(document: Any) -> Report:
    """The statement of an account's document, late in its life."""
    return HOSTING.statement(load_account(document), AFTER).working


@cache
def every_event_with(text: str) -> Report:
    """The statement of an account on which everything happened; its own names are the text, as far as each takes it."""
    document: Any = {**messy().as_dict(), "billed_to": {"name": "Ada", "address": ["1 Street"]}}
    words = sorted({at(document, path) for path in texts_in(document)})
    own = [word for word in words if loads(every_event, renamed(document, word, "Words"))]
    return every_event(names_with(document, text, every_event, own))


def at(value: Any, path: tuple[Any, ...]) -> Any:
    """What stands at a place of a document."""
    for key in path:
        value = value[key]
    return value


def texts_in(value: Any, path: tuple[Any, ...] = ()) -> Iterator[tuple[Any, ...]]:
    """Yield the places of all texts in a document."""
    match value:
        case dict():
            for key, one in value.items():
                yield from texts_in(one, (*path, key))
        case list():
            for place, one in enumerate(value):
                yield from texts_in(one, (*path, place))
        case str():
            yield path
        case _:
            pass  # numbers, days and nothing: no place for words


def with_text(document: Any, path: tuple[Any, ...], text: str) -> Any:
    """A document with another text at a place."""
    if not path:
        return text
    key, *deeper = path
    new = with_text(document[key], tuple(deeper), text)
    if isinstance(document, list):
        return [*document[:key], new, *document[key + 1 :]]
    return {**document, key: new}


def loads(load_it: Callable[[Any], object], document: Any) -> bool:
    """Whether a document is taken; the error of one that is not is judged."""
    try:
        load_it(document)
    except TelcoTermsError as error:
        judged(error)
        return False
    return True


def document_with(document: Any, text: str, load_it: Callable[[Any], object], places: list[tuple[Any, ...]]) -> Any:
    """A document with the text at all places, or where that is refused, at each that takes it."""
    changed = document
    for path in places:
        changed = with_text(changed, path, text)
    if loads(load_it, changed) or not is_printable(text):
        return changed if is_printable(text) else document
    for path in places:
        changed = with_text(document, path, text)
        document = changed if loads(load_it, changed) else document
    return document


@cache
def example(name: str) -> Any:
    return tomllib.loads((EXAMPLES / name).read_text("utf-8"), parse_float=Decimal)


def load_document(document: Any) -> object:
    return load(text=toml_text(document))


def audit_document(document: Any) -> object:
    return HOSTING.audit(load_bill(document, HOSTING))


@cache
def places_of_text(name: str, load_it: Callable[[Any], object]) -> list[tuple[Any, ...]]:
    """The places of an example that take words of any kind."""
    return [path for path in texts_in(example(name)) if loads(load_it, with_text(example(name), path, "Words (here)"))]


def names_in(value: Any) -> set[str]:
    """The names of all tables and keys of a document."""
    match value:
        case dict():
            return {*value}.union(*map(names_in, value.values()))
        case list():
            return set[str]().union(*map(names_in, value))
        case _:
            return set()


def renamed(value: Any, old: str, new: str) -> Any:
    """A document with another name in the place of one, wherever it stands."""
    match value:
        case dict():
            return {new if key == old else key: renamed(one, old, new) for key, one in value.items()}
        case list():
            return [renamed(one, old, new) for one in value]
        case _:
            return new if value == old else value


@cache
def own_names(name: str, load_it: Callable[[Any], object]) -> list[str]:
    """The names of an example that are whoever wrote it's own, such as those of sections, services and plans."""
    document = example(name)
    return sorted(one for one in names_in(document) if loads(load_it, renamed(document, one, "word")))


def names_with(document: Any, text: str, load_it: Callable[[Any], object], names: list[str]) -> Any:
    """A document with the text as each of its own names that takes it; the error of one that does not is judged."""
    for number, name in enumerate(names):
        changed = renamed(document, name, f"{text}{number}")
        document = changed if loads(load_it, changed) else document
    return document


@cache
def terms_with(text: str, name: str = "own_provider.toml") -> Terms:
    """Terms whose names, titles, sections and reasons are the text, as far as each takes it."""
    document = document_with(example(name), text, load_document, places_of_text(name, load_document))
    document = names_with(document, text, load_document, own_names(name, load_document))
    return load(text=toml_text(document))


@cache
def complaint_with(text: str) -> Report:
    """A complaint, whose days are kept in a calendar, by terms whose name and titles are the text."""
    document: Any = tomllib.loads(published_text("providers", "kijoma-2023-02-01.toml"), parse_float=Decimal)
    titles = ("name", "short_name", "title", "full_title")
    places = [path for path in texts_in(document) if path[0] in ("name", "documents") and path[-1] in titles]
    return load(text=toml_text(document_with(document, text, load_document, places))).complaint(received="2026-03-02")


@cache
def reports_with(text: str) -> tuple[Report, ...]:
    """What is asked of the account, of the terms, and of a bill, with the text everywhere."""
    account, terms = account_with(text), terms_with(text)
    bill = document_with(example("bill.toml"), text, audit_document, places_of_text("bill.toml", audit_document))
    return (
        HOSTING.statement(account, as_of="2026-04-10").working,
        every_event_with(text),
        terms.late_charge("42.00", issued="2026-03-01", paid="2026-04-15").working,
        terms.coverage(),
        complaint_with(text),
        HOSTING.audit(load_bill(bill, HOSTING)),
    )


TRIED = some_of(list(HOSTILE), part=7)
"""A short run tries one of each: of a terminal, turned, of a browser, a spreadsheet, the books, mathematics."""
EVERY = pytest.mark.parametrize("text", [HOSTILE[name] for name in TRIED], ids=TRIED)


class TestFormats:
    """What is written of hostile names is followed by nobody who reads it."""

    def test_every_format_has_its_reader(self) -> None:
        assert {*READERS, "pdf"} == {*FORMATS}

    @pytest.mark.parametrize(("output", "text"), [*product(READERS, TRIED)], ids=lambda one: one)
    def test_no_reader_follows_it(self, output: OutputFormat, text: str) -> None:
        written = 0
        for place, report in enumerate(reports_with(HOSTILE[text])):
            lang: Language | None = "fr" if (place + len(text)) % 2 else None
            try:
                found = render(report, output, lang=lang)
            except TelcoTermsError as error:  # a report without a table, days, a picture, a letter or books
                judged(error)
            else:
                assert not READERS[output](found)
                written += 1
        assert written

    @EVERY
    def test_no_notebook_follows_it(self, text: str) -> None:
        account = account_with(text)
        reports: tuple[Any, ...] = (*reports_with(text), terms_with(text), account)
        for shown in reports:
            assert not not_printed(repr(shown))
            assert not not_printed(str(shown))
            page: str = shown._repr_html_()
            assert not obeyed_by_a_browser(page)
            assert "$" not in page or 'class="telcoterms mathjax_ignore tex2jax_ignore"' in page

    @EVERY
    def test_no_book_follows_a_title_of_a_program(self, text: str) -> None:
        moved = Transaction(date(2026, 1, 1), text, "payment", "liabilities:a", "assets:b", SUM_OF_MONEY, note=text)
        for one in (moved, Transaction(date(2026, 1, 1), f"x{text}", "reminder", note=text)):
            lines = [line for line in hledger([one]).split("\n") if not LINE_OF_HLEDGER.fullmatch(line)]
            assert not lines
            lines = [line for line in beancount([one]).split("\n") if not LINE_OF_BEANCOUNT.fullmatch(line)]
            assert not lines

    @EVERY
    def test_no_verdict_on_a_receipt_follows_it(self, text: str) -> None:
        receipt = json.loads(json.dumps(KOS.late_charge("113.00", issued="2026-01-01", paid="2026-02-15").as_dict()))
        printed = ("figure", "library", "name", "paid", "provider", "question", "rounding", "voice")
        for path in (path for path in texts_in(receipt) if path[-1] in printed):
            verdict = verify(with_text(receipt, path, text))
            assert not not_printed(str(verdict))
            assert not not_printed(verdict.show("fr"))
            assert not obeyed_by_a_browser(verdict.html("fr"))

    @EVERY
    def test_no_page_of_the_desk_follows_it(self, text: str) -> None:
        facts = {"amount": text, "issued": "2026-01-01", "paid": text, text: text}
        own = {"name": text, "text": toml_text({"name": text})}
        for request in (
            {"page": "late-charge", "provider": "kos", "facts": facts},
            {"page": text, "provider": text},
            {"page": "terms", "provider": own},
            {"page": "account", "provider": "kos", "file": {"name": text, "text": text}, "facts": {"as_of": text}},
            {"page": "record", "file": {"name": text, "text": text}},
        ):
            for lang in ("en", "fr"):
                assert not not_printed(str(answer({**request, "lang": lang})["error"]))


class TestFileNames:
    """The name of a file is printed as text, and none is read or written but the one that was named."""

    @pytest.mark.parametrize("text", [HOSTILE[name] for name in TRIED if "\0" not in HOSTILE[name]], ids=repr)
    def test_no_terminal_follows_it(
        self, text: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
    ) -> None:
        monkeypatch.chdir(tmp_path)
        name = "./" + text.replace("/", "_")
        for ending, example in ((".csv", "late_account.csv"), (".toml", "own_provider.toml")):
            Path(name + ending).write_bytes((EXAMPLES / example).read_bytes())
        Path(f"{name}.wrong.toml").write_text("x = \n")
        Path(f"{name}.faulty.toml").write_text('provider = "x"\n[due_dat]\n')
        for words in (
            ["check", f"{name}.toml"],
            ["check", f"{name}.wrong.toml"],
            ["check", f"{name}.faulty.toml"],
            ["terms", f"{name}.toml"],
            ["terms", f"{name}.none.toml"],
            ["statement", f"{name}.csv", "--as-of", "2026-04-10", "--provider", "kos"],
            ["terms", "kos", "-o", f"{name}.folder/out.txt"],
            ["batch", "late-charge", f"{name}.csv", f"{name}.txt", "--provider", "kos"],
            ["batch", "late-charge", f"{name}.csv", f"{name}.csv", "--provider", "kos"],
            ["late-charge", text, text, text, "--provider", "kos"],
            ["late-charge", "1.00", "2026-01-01", "2026-02-01", "--provider", text],
            [text],
        ):
            assert main(words) in (0, 1, 2)
            printed = capsys.readouterr()
            assert not not_printed(printed.out + printed.err)

    @pytest.mark.parametrize("text", [HOSTILE[name] for name in TRIED if "\0" not in HOSTILE[name]], ids=repr)
    def test_no_reader_of_an_output_follows_it(
        self, text: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
    ) -> None:
        monkeypatch.chdir(tmp_path)
        name, examples = "./" + text.replace("/", "_"), ("late_account.csv", "own_provider.toml", "bill.toml")
        for ending, example in zip((".csv", ".toml", ".bill.toml"), examples, strict=True):
            Path(name + ending).write_bytes((EXAMPLES / example).read_bytes())
        statement = ["statement", f"{name}.csv", "--as-of", "2026-04-10", "--provider", "kos"]
        plain: list[OutputFormat] = ["text", "json", "html"]
        all_but_days: list[OutputFormat] = [output for output in READERS if output != "ical"]
        for words, output in (
            *product([statement], all_but_days),
            *product([["audit", f"{name}.bill.toml"], ["terms", f"{name}.toml"]], plain),
        ):
            assert main([*words, "--format", output, "-o", "out"]) in (0, 1)
            found = Path("out").read_bytes()
            is_bytes = output in ("xlsx", "ical")
            assert not READERS[output](found if is_bytes else found.decode())
        assert capsys.readouterr() == ("", "")

    @pytest.mark.parametrize(
        "name", ["../secret.toml", "/etc/x.toml", "sub/x.toml", "..\\x.toml", "~/x.toml", "%2e%2e/x.toml", ".x.toml"]
    )
    @pytest.mark.parametrize(
        "including", ["{own}\n[tax]\nfile = {file}\n", "earlier = {file}\n{own}"], ids=["tax", "earlier"]
    )
    def test_a_file_includes_none_of_another_folder(self, name: str, including: str, tmp_path: Path) -> None:
        (tmp_path / "secret.toml").write_text('table = "secret"\n')
        folder = tmp_path / "terms"
        folder.mkdir()
        own = (EXAMPLES / "own_provider.toml").read_text("utf-8")
        (folder / "own.toml").write_text(including.format(own=own, file=json.dumps(name)), "utf-8")
        with pytest.raises(TelcoTermsError, match="write its name alone, without a folder") as caught:
            load(folder / "own.toml")
        assert "table" not in str(caught.value)

    @pytest.mark.parametrize(
        "name", ["../secret.toml", "/etc/x.toml", "sub/x.toml", "..\\x.toml", "c:x.toml", "..", ".", "", "x\ny.toml"]
    )
    def test_a_bill_takes_no_account_of_another_folder(
        self, name: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
    ) -> None:
        (tmp_path / "secret.toml").write_text('secret = "secret"\n')
        folder = tmp_path / "bills"
        folder.mkdir()
        text = (EXAMPLES / "account_bill.toml").read_text("utf-8")
        (folder / "bill.toml").write_text(text.replace('"late_account.toml"', json.dumps(name)), "utf-8")
        for command in ("audit", "explain", "check"):
            assert main([command, str(folder / "bill.toml")]) == (1 if command == "check" else 2)
            printed = capsys.readouterr()
            assert "account: found" in printed.out + printed.err
            assert "secret = " not in printed.out + printed.err

    @pytest.mark.parametrize("name", ["../kos", "kos/../kos", "./kos", "kos\0", "../../providers/kos-2021-07-12", ""])
    def test_a_provider_or_a_table_is_no_path(self, name: str) -> None:
        with pytest.raises(TelcoTermsError):
            load(name)
        own = (EXAMPLES / "own_provider.toml").read_text("utf-8")
        for table in (f"[tax]\ntable = {json.dumps(name)}", f"[law]\ntable = {json.dumps(name)}"):
            with pytest.raises(TelcoTermsError):
                load(text=f"{own}\n{table}\n")

    def test_a_command_writes_the_named_file_alone(self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.chdir(tmp_path)
        assert main(["terms", "kos", "-o", "out.txt"]) == 0
        assert os.listdir(tmp_path) == ["out.txt"]


class TestWrittenFiles:
    """A file that the command writes of what somebody typed or exported holds it as text, and is read again."""

    @EVERY
    def test_terms_that_are_asked_for(
        self, text: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
    ) -> None:
        monkeypatch.chdir(tmp_path)
        line = next(iter(text.splitlines()), "")
        head = [line, "", "", line, line, "", "2 January 2026", "15", line, "", "2% a month", line]
        monkeypatch.setattr("sys.stdin", io.StringIO("".join(f"{one}\n" for one in [*head, *[""] * 40, "yes"])))
        status = main(["new-provider", "new.toml"])
        printed = capsys.readouterr()
        assert not not_printed(printed.out + printed.err)
        if status == 0:
            load("new.toml")

    @EVERY
    @pytest.mark.parametrize("to", ["toml", "json", "csv", "hledger", "beancount"])
    def test_an_export_of_another_program(
        self, text: str, to: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
    ) -> None:
        monkeypatch.chdir(tmp_path)
        with open("export.csv", "w", encoding="utf-8", newline="") as export:
            rows = csv.DictReader(io.StringIO(STRIPE))
            sheet = csv.DictWriter(export, rows.fieldnames or ())
            sheet.writeheader()
            sheet.writerows({**row, "Customer": text, "Number": f"{text}{number}"} for number, row in enumerate(rows))
        status = main(["import", "export.csv", "--map", "stripe", "--to", to, "-o", f"out.{to}"])
        printed = capsys.readouterr()
        assert printed.out == ""
        assert not not_printed(printed.err)
        if status == 0:
            made = Path(f"out.{to}").read_text("utf-8")
            if to in ("hledger", "beancount"):
                assert not READERS[to](made)  # type: ignore[index]
            else:
                number = load_account(f"out.{to}").invoices[0].number
                assert text.strip()[:1] in (number[:1], "'")  # before a formula, it is the spreadsheet's own
