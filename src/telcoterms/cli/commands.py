"""What each command does: ask the terms, look a file over, and show what comes of it."""

from __future__ import annotations

import json
import shutil
import sys
from argparse import Namespace
from pathlib import Path
from typing import Any

from telcoterms.account.account import Account
from telcoterms.account.events import Payment
from telcoterms.answers.answer import Answer
from telcoterms.clauses.dispute import last_days
from telcoterms.files.account import read_account
from telcoterms.files.bill import read_bill
from telcoterms.files.check import describe_file, is_provider_file
from telcoterms.files.library import load, template_text
from telcoterms.formats.html import document
from telcoterms.formats.text import WIDTH, readable, said, visible
from telcoterms.statement.statement import Corrections
from telcoterms.terms import QUESTIONS, Terms
from telcoterms.terms.differences import Differences
from telcoterms.terms.differences import diff as differences_of
from telcoterms.values.errors import FactError, FaultyFileError, translator_for
from telcoterms.values.messages import phrase
from telcoterms.values.money import as_money


def terms_of(asked: Namespace) -> Terms:
    """The terms that are asked, under the readings that are wanted."""
    terms = load(asked.provider, service=asked.service, edition=asked.edition)
    wanted: dict[str, dict[str, str]] = {}
    for text in asked.reading:
        name, equals, value = text.partition("=")
        question, point, reading = name.partition(".")
        if not (equals and point and question and reading and value):
            raise FactError(
                "the reading {text} is not understood: write QUESTION.NAME=VALUE, such as "
                "late_charge.runs_from=due-date",
                text=text,
            )
        wanted.setdefault(question, {})[reading] = value
    readings: dict[str, Any] = wanted
    return terms.under(**readings)


def question(asked: Namespace) -> int:
    """Answer a question."""
    facts = {name: getattr(asked, name) for name in QUESTIONS[asked.question].facts if hasattr(asked, name)}
    terms = terms_of(asked)
    return shown(getattr(terms, asked.question)(**facts), asked)


def account_of(asked: Namespace, terms: Terms) -> Account:
    """The account of a file."""
    return read_account(Path(asked.file), terms.currency, last_days(terms.agreement))


def statement(asked: Namespace) -> int:
    """Answer what an account owes, or what has changed since an earlier day."""
    terms = terms_of(asked)
    account = account_of(asked, terms)
    answer = terms.statement(account, asked.as_of)
    if asked.since is None:
        return shown(answer, asked)
    found = answer.corrections(terms.statement(account, asked.since))
    if asked.format == "csv":
        print(found.sheet().text(), end="")
    elif asked.format == "text":
        print(found if asked.lang is None else found.show(asked.lang))
    else:
        data_or_page(found, asked)
    return 0


def settlement(asked: Namespace) -> int:
    """Answer what settles an account."""
    terms = terms_of(asked)
    return shown(terms.settlement(account_of(asked, terms), on=asked.on), asked)


def what_if(asked: Namespace) -> int:
    """Answer what a payment would change."""
    terms = terms_of(asked)
    payment = Payment(asked.received, as_money(asked.pay, terms.currency, "pay"), asked.invoice)
    return shown(terms.what_if(account_of(asked, terms), payment, on=asked.on), asked)


def audit_late_charge(asked: Namespace) -> int:
    """Hold a billed late charge against the terms; 1 where it differs."""
    facts = {name: getattr(asked, name) for name in QUESTIONS[asked.question].facts if hasattr(asked, name)}
    answer = terms_of(asked).audit_late_charge(**facts)
    return shown(answer, asked) or int(not answer.value.agrees)


def audit(asked: Namespace) -> int:
    """Hold a bill against the terms, line by line; 1 where a line differs."""
    terms = terms_of(asked)
    answer = terms.audit(read_bill(Path(asked.file), terms.agreement))
    return shown(answer, asked) or int(not answer.value.agrees)


def complaint(asked: Namespace) -> int:
    """Answer how a complaint goes on; as iCalendar, print its days for a calendar."""
    if asked.format != "ical":
        return question(asked)
    facts = {name: getattr(asked, name) for name in QUESTIONS[asked.question].facts if hasattr(asked, name)}
    sys.stdout.buffer.write(terms_of(asked).complaint(**facts).value.ical())  # bytes: its lines end as the format says
    return 0


def width() -> int:
    """The columns of a terminal, at most those of a page; those of a page for a file or a pipe."""
    return max(40, min(WIDTH, shutil.get_terminal_size().columns)) if sys.stdout.isatty() else WIDTH


def shown(answer: Answer[Any], asked: Namespace) -> int:
    """Print an answer, or the figures under all readings, in the format that is wanted."""
    if asked.format == "json":
        data = answer.as_dict()
        if asked.readings:
            data["across_readings"] = answer.across_readings().as_dict()
        print(json.dumps(data, indent=2))
    elif asked.format == "csv":
        print(answer.csv(), end="")
    elif asked.format == "html":
        shown_as: Any = answer.across_readings() if asked.readings else answer
        print_page(shown_as.html(asked.lang), asked)
    elif asked.readings:
        across = answer.across_readings()
        print(across if asked.lang is None else across.show(asked.lang))
    else:
        print(answer.text(width()) if asked.lang is None else answer.show(asked.lang, width()))
    return 0


def data_or_page(found: Corrections | Differences, asked: Namespace) -> None:
    """Print a table as JSON or as a page."""
    if asked.format == "json":
        print(json.dumps(found.as_dict(), indent=2))
    else:
        print_page(found.html(asked.lang), asked)


def print_page(body: str, asked: Namespace, title: str = "telcoterms") -> None:
    """Print a page in the language that is wanted."""
    print_html(document(title, body, lang=asked.lang or "en"))


def print_html(text: str) -> None:
    """Print a page whose every character survives any encoding of standard output."""
    print(text.encode("ascii", "xmlcharrefreplace").decode(), end="")


def terms(asked: Namespace) -> int:
    """Tell what each section does."""
    if asked.named is not None:
        asked.provider = asked.named
    found = terms_of(asked)
    coverage = found.coverage()
    if asked.format == "json":
        print(json.dumps({"terms": repr(found), **coverage.as_dict()}, indent=2))
    elif asked.format == "html":
        print_page(coverage.html(asked.lang), asked, found.agreement.name)
    else:
        print(coverage.text(width()) if asked.lang is None else coverage.show(asked.lang, width()))
    return 0


def diff(asked: Namespace) -> int:
    """Tell where two editions or services answer otherwise; 1 where they do."""
    found = differences_of(*(named_terms(name) for name in (asked.one, asked.other)))
    if asked.format == "text":
        print(found.text(width()) if asked.lang is None else found.show(asked.lang, width()))
    else:
        data_or_page(found, asked)
    return int(not found.same)


def named_terms(text: str) -> Terms:
    """Terms that are named as `kos`, `kos:dsl`, `kos@2021-07-12` or `kos:dsl@2021-07-12`."""
    name, at, edition = text.partition("@")
    provider, colon, service = name.partition(":")
    if not provider or (at and not edition) or (colon and not service):
        raise FactError("{text} names no terms: write PROVIDER, PROVIDER:SERVICE or PROVIDER@EDITION", text=text)
    return load(provider, service=service or None, edition=edition or None)


def check(asked: Namespace) -> int:
    """Print all faults of a file, or the remarks on one without; 1 if there are any faults, or remarks and --strict."""
    path = Path(asked.file)
    translator = None if asked.lang is None else translator_for(asked.lang)
    try:
        found = describe_file(path, load(asked.provider, service=asked.service, edition=asked.edition))
    except FaultyFileError as error:
        print(error if asked.lang is None else error.show(asked.lang))
        return 1
    print(said(phrase("{file}: {found}, without faults", file=asked.file, found=found), translator))
    remarks = load(path).remarks() if is_provider_file(path) else ()
    for one in remarks:
        text = str(one) if asked.lang is None else one.show(asked.lang)
        line = said(phrase("{file}: remark: {remark}", file=asked.file, remark=text), translator)
        print(visible(line) if translator is None else readable(line))
    return int(asked.strict and bool(remarks))


def template(asked: Namespace) -> int:
    """Print a commented start of a file."""
    print(template_text(asked.name), end="")
    return 0
