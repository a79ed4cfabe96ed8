"""Write each page as HTML in a language: its form, and the place of the answer; no script and no style stands in it."""

from __future__ import annotations

import json
from collections.abc import Iterator
from html import escape
from importlib.resources import files
from typing import Any, Final, assert_never, final

from telcoterms.agreement.numbers import GIVEN_FACT_NAMES
from telcoterms.agreement.rule import VOICES, voice_in_words
from telcoterms.answers.question import Fact, FactKind, Question, choices_of, kind_of, types_of
from telcoterms.cli.desk.pages import (
    BILL,
    BILL_BEFORE,
    PAGES,
    RECORD,
    SAID_BY_SCRIPT,
    TERMS_FILE,
    THIS_BILL,
    VOICE,
    Column,
    File,
    Page,
)
from telcoterms.files.library import load, providers
from telcoterms.formats.html import STYLE
from telcoterms.terms import QUESTIONS
from telcoterms.values.errors import translator_for
from telcoterms.values.messages import Language, Term, data_text, field_name

POLICY: Final = "default-src 'self'; script-src 'self' 'wasm-unsafe-eval'"
"""What a page may load and run: nothing but what was served with it."""
LANGUAGES: Final[tuple[tuple[Language, str], ...]] = (("en", "English"), ("fr", "Français"))
OWN_FILE: Final = "file"
"""The value of the choice of a provider whose file is opened in the page."""
VOID: Final = frozenset({"input", "link", "meta"})


def tag(name: str, /, *inside: str, **attributes: str | bool) -> str:
    """Return an element with what is inside as it stands, and its attributes escaped.

    An attribute that is true stands alone, one that is false does not stand. An underscore in its name is a hyphen, one
    at its end is left out.

    >>> tag("label", escape("a & b"), for_="amount", hidden=True, data_list=False)
    '<label for="amount" hidden>a &amp; b</label>'
    """
    words = [name]
    for key, value in attributes.items():
        if value is not False:
            label = key.rstrip("_").replace("_", "-")
            words.append(label if value is True else f'{label}="{escape(value)}"')
    return f"<{' '.join(words)}>" + ("" if name in VOID else f"{''.join(inside)}</{name}>")


def data(name: str, value: object) -> str:
    """Return data that the script of the page reads; no text in it ends the element."""
    return tag("script", json.dumps(value).replace("<", "\\u003c"), type="application/json", id=name)


def file_name(page: Page, lang: Language) -> str:
    """Return the name of the file of a page in a language."""
    return f"{page.name}.{lang}.html"


@final
class PageWriter:
    """Writes the pages in one language."""

    def __init__(self, lang: Language) -> None:
        self.lang: Language = lang
        self._translator = translator_for(lang)

    def say(self, text: Term) -> str:
        """Return a text in the language, escaped."""
        return escape(self.plain(text))

    def plain(self, text: Term) -> str:
        """Return a text in the language, as data has it."""
        return self._translator.say(str(text))

    def page(self, page: Page) -> str:
        """Return a page."""
        main = (
            tag("h1", self.say(page.title))
            + tag("p", self.say(page.about))
            + self._form(page)
            + self._place_of_answer()
        )
        words = {name: self.plain(text) for name, text in SAID_BY_SCRIPT.items()}
        script = tag("script", type="module", src="assets/page.js")
        body = self._head(page) + tag("main", main) + self._foot() + data("words", words)
        title = f"{self.plain(page.title)} - telcoterms"
        return document(title, body, self.lang, self.plain(page.about), script, name=page.name)

    def _head(self, page: Page) -> str:
        links = "".join(tag("li", self._link(one, aria_current=one is page and "page")) for one in PAGES)
        others = [
            tag("a", escape(name), href=file_name(page, lang), lang=lang, hreflang=lang, class_="language")
            for lang, name in LANGUAGES
            if lang != self.lang
        ]
        pages = tag("nav", tag("ul", links), aria_label=self.say(Term("pages")))
        return tag("a", self.say(Term("to the form")), class_="skip", href="#form") + tag(
            "header", tag("a", "telcoterms", class_="name", href="index.html"), *others, pages
        )

    def _link(self, page: Page, **attributes: str | bool) -> str:
        return tag("a", self.say(page.link), href=file_name(page, self.lang), **attributes)

    def links(self) -> str:
        """Return a list of links to the pages."""
        asks = [
            tag("a", tag("b", self.say(page.link)), ": ", self.say(page.title), href=file_name(page, self.lang))
            for page in PAGES
        ]
        return tag("ul", *(tag("li", one) for one in asks), class_="pages")

    def _form(self, page: Page) -> str:
        inside = "" if page.name == RECORD else self._whose_terms()
        if page.name == BILL:
            inside += self._bills(page)
        elif page.question is not None:
            inside += self._facts(page, QUESTIONS[page.question])
        else:
            inside += self._files(page)
        buttons = tag("button", self.say(Term("Answer")), type="submit") + tag(
            "button", self.say(Term("Clear")), type="reset", class_="plain"
        )
        return tag("form", inside, tag("p", buttons, class_="buttons"), id="form", novalidate=True)

    def _facts(self, page: Page, asked: type[Question]) -> str:
        """Return the fields of the facts that the page asks first, of an account, and of the other facts, folded."""
        types = types_of(asked)
        may_lack = page.instead and page.instead.fact
        first = [
            self._field(name, asked.facts[name], types[name], asked.facts[name].is_needed and name != may_lack)
            for name in page.first
        ]
        others = [self._field(name, fact, types[name]) for name, fact in asked.facts.items() if name not in page.first]
        account = self._rows(page) + self._files(page) if page.rows else ""
        return "".join(first) + account + self._folded(*others)

    def _folded(self, *fields: str) -> str:
        return tag("details", tag("summary", self.say(Term("more facts"))), *fields, self._voice())

    def _voice(self) -> str:
        """Return the choice of a voice in which the words are read; a page says it in words."""
        choices = [tag("option", self.say(voice_in_words(voice)), value=voice) for voice in VOICES]
        says = tag("small", self.say(Term("how the terms are read where their words leave a choice")))
        control = tag("select", tag("option", value=""), *choices, id=VOICE, name=VOICE)
        return labelled(VOICE, tag("b", self.say(field_name(VOICE))) + " " + says, control)

    def _bills(self, page: Page) -> str:
        """Return the fields of two bills: their items side by side, their days, their files, and what numbers go by."""
        days = [
            labelled(one.name, self.say(one.title), tag("input", id=one.name, name=one.name, **input_of(one.kind)))
            for one in (BILL_BEFORE.day, THIS_BILL.day)
        ]
        asked = QUESTIONS["statement"]
        types = types_of(asked)
        others = [self._field(name, asked.facts[name], types[name]) for name in GIVEN_FACT_NAMES]
        return self._rows(page) + "".join(days) + self._files(page) + self._folded(*others)

    def _files(self, page: Page) -> str:
        """Return the fields of the files that the page opens; what is dropped anywhere else is the first of them."""
        ids = {page.files[0].name: "drop", TERMS_FILE.name: "own-file"} if page.files else {}
        return "".join(
            self._file(file, page.name if file is page.files[0] else file.name, id=ids.get(file.name, False))
            for file in page.files
        )

    def _file(self, file: File, called: str, **attributes: str | bool) -> str:
        name = f"{called}-file"
        control = tag("input", type="file", id=name, accept=file.endings, data_file=file.name)
        return labelled(name, self.say(file.title), control, **attributes)

    def _whose_terms(self) -> str:
        known, none = [load(name).agreement for name in providers()], self.plain(Term("none of these"))
        services = {
            one.provider: [*([service.id, service.title] for service in one.services), ["none", none]]
            for one in known
            if one.services
        }
        choose = tag("option", self.say(Term("choose")), value="")
        choices = [tag("option", escape(one.name), value=one.provider) for one in known]
        own = tag("option", self.say(Term("a file of your own")), value=OWN_FILE)
        provider = tag("select", choose, *choices, own, id="provider", name="provider", required=True)
        service = tag("select", choose, id="service", name="service")
        return (
            labelled("provider", self.say(Term("provider")), provider)
            + self._file(TERMS_FILE, TERMS_FILE.name, id="own-file", hidden=True)
            + labelled("service", self.say(Term("service")), service, id="of-service", hidden=True)
            + data("services", services)
        )

    def _field(self, name: str, fact: Fact, hint: Any, needed: bool = False) -> str:
        """Return the field of a fact; none for a record, which a file holds."""
        control = self._control(name, hint, needed)
        label = tag("b", self.say(field_name(name))) + " " + tag("small", self.say(data_text(fact.says)))
        return labelled(name, label, control) if control else ""

    def _control(self, name: str, hint: Any, needed: bool) -> str:
        kind = kind_of(hint)
        match kind:
            case "record":
                return ""
            case "choice":
                choices = [tag("option", self.say(data_text(one)), value=one) for one in choices_of(hint)]
                return tag("select", tag("option", value=""), *choices, id=name, name=name, required=needed)
            case "day" | "amount" | "count" | "amounts" | "days" | "pairs" | "named-days":
                pass
            case "day-or-not-given" | "moment" | "fraction" | "text":
                pass
            case _ as unreachable:
                assert_never(unreachable)
        return tag("input", id=name, name=name, required=needed, autocomplete="off", **input_of(kind))

    def _rows(self, page: Page) -> str:
        """Return where the rows are added, with a button for each, and what stands for one that is added."""
        assert page.rows_title is not None
        buttons = [
            tag("button", self.say(title), type="button", class_="plain", data_add=row)
            for row, (title, _) in page.rows.items()
        ]
        rows = [self._row(row, title, columns) for row, (title, columns) in page.rows.items()]
        add = tag("p", self.say(Term("add:")), " ", *buttons, class_="buttons")
        return tag("fieldset", tag("legend", self.say(page.rows_title)), tag("div", id="rows"), add, *rows, id="events")

    def _row(self, row: str, title: Term, columns: tuple[Column, ...]) -> str:
        fields = [
            tag(
                "label",
                self.say(column.title),
                " ",
                tag("input", data_column=column.name, required=column.needed, **input_of(column.kind)),
            )
            for column in columns
        ]
        out = self.say(Term("take it out"))
        fields.append(tag("button", "&#215;", type="button", class_="plain", data_remove=True, aria_label=out))
        return tag("template", tag("fieldset", tag("legend", self.say(title)), *fields, data_event=row), data_row=row)

    def _place_of_answer(self) -> str:
        buttons = [
            tag("button", self.say(text), type="button", class_="plain", id=name, hidden=of_some)
            for name, text, of_some in (
                ("link", Term("Copy a link to this"), False),
                ("print", Term("Print"), False),
                ("calendar", Term("The days as a calendar file"), True),
                ("record", Term("The record"), True),
            )
        ]
        other = tag("summary", self.say(Term("what else the words allow"))) + tag("div", id="readings")
        answer = (
            tag("h2", id="figure")
            + tag("p", id="sentence")
            + tag("div", id="page")
            + tag("details", other, id="other", hidden=True)
            + tag("p", *buttons, class_="buttons")
        )
        return (
            tag("p", id="state", role="status", aria_live="polite")
            + tag(
                "progress", id="progress", max="1", value="0", hidden=True, aria_label=self.say(Term("getting ready"))
            )
            + tag("p", id="error", role="alert", hidden=True)
            + tag("section", answer, id="answer", aria_label=self.say(Term("the answer")), tabindex="-1", hidden=True)
        )

    def _foot(self) -> str:
        kept = self.say(Term("What you type stays on this machine: the answer is computed here, and nothing is sent."))
        advice = self.say(Term("The figures are facts and arithmetic, not legal advice."))
        return tag("footer", tag("p", kept), tag("p", advice))


def labelled(name: str, label: str, control: str, **attributes: str | bool) -> str:
    """Return a control with its label above it."""
    return tag("p", tag("label", label, for_=name), control, class_="field", **attributes)


def input_of(kind: FactKind) -> dict[str, str | bool]:
    """Return how a browser takes what is typed for a fact."""
    match kind:
        case "day":
            return {"type": "date", "max": "9999-12-31"}
        case "amount":
            return {"type": "text", "inputmode": "decimal", "maxlength": "40"}
        case "count":
            return {"type": "text", "inputmode": "numeric", "maxlength": "9"}
        case "amounts" | "days" | "pairs" | "named-days":
            return {"type": "text", "data_list": True, "maxlength": "400"}
        case "day-or-not-given" | "moment" | "fraction" | "choice" | "text" | "record":
            return {"type": "text", "maxlength": "100"}
    assert_never(kind)


def document(title: str, body: str, lang: Language, about: str, *scripts: str, name: str = "") -> str:
    """Return a page of the site from its body; its title and what it is about are plain text."""
    head = (
        tag("meta", charset="utf-8"),
        tag("meta", http_equiv="Content-Security-Policy", content=POLICY),
        tag("meta", name="viewport", content="width=device-width,initial-scale=1"),
        tag("meta", name="color-scheme", content="light dark"),
        tag("meta", name="description", content=about),
        tag("title", escape(title)),
        tag("link", rel="icon", href="icon.svg", type="image/svg+xml"),
        tag("link", rel="manifest", href="manifest.webmanifest"),
        tag("link", rel="stylesheet", href="assets/page.css"),
        tag("link", rel="stylesheet", href="assets/answer.css"),
        *scripts,
    )
    return f"<!doctype html>\n{tag('html', tag('head', *head), tag('body', body), lang=lang, data_page=name)}\n"


def index() -> str:
    """Return the page that leads to the others, in every language."""
    lists = ""
    for lang, name in LANGUAGES:
        lists += tag("section", tag("h2", escape(name)), PageWriter(lang).links(), lang=lang)
    about = "A telecom provider's published terms as exact figures, each with its working and its clause."
    body = tag("main", tag("h1", "telcoterms"), tag("p", escape(about)), lists)
    return document("telcoterms", body, "en", about)


def site_files() -> Iterator[tuple[str, bytes]]:
    """Yield the name and the content of each file of the site; a page looks for scripts and styles in `assets`."""
    for file in sorted(files("telcoterms.cli.desk").joinpath("static").iterdir(), key=lambda one: one.name):
        yield file.name, file.read_bytes()
    yield "answer.css", STYLE.encode()
    yield "index.html", index().encode()
    for lang, _ in LANGUAGES:
        writer = PageWriter(lang)
        for page in PAGES:
            yield file_name(page, lang), writer.page(page).encode()
