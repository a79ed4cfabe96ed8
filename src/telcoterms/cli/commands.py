"""What each command does: ask the terms, look a file over, and show what comes of it."""

from __future__ import annotations

import json
import shutil
import sys
from argparse import Namespace
from dataclasses import replace
from pathlib import Path
from typing import Any

from telcoterms.account import Account, Payment
from telcoterms.agreement import Document, Section
from telcoterms.answer import Answer
from telcoterms.errors import FactError, FaultyFileError
from telcoterms.faces.html import document, table
from telcoterms.faces.text import WIDTH, page
from telcoterms.library import check_file, load, template_text
from telcoterms.money import as_money
from telcoterms.questions import QUESTIONS
from telcoterms.reader import read_account, read_bill
from telcoterms.terms import Terms
from telcoterms.working import Clause, Phrase, Step, phrase, plain_steps, step


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
    return read_account(Path(asked.file), terms.currency, terms.agreement.last_day_to_dispute)


def statement(asked: Namespace) -> int:
    """Answer what an account owes, or what has changed since an earlier day."""
    terms = terms_of(asked)
    account = account_of(asked, terms)
    answer = terms.statement(account, asked.as_of)
    if asked.since is None:
        return shown(answer, asked)
    found = answer.corrections(terms.statement(account, asked.since))
    if asked.format == "json":
        print(json.dumps(found.as_dict(), indent=2))
    elif asked.format == "html":
        print_html(document("telcoterms", table(found.headline(), found.steps())))
    elif asked.format == "csv":
        print(found.sheet().text(), end="")
    else:
        print(found)
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
        print_html(document("telcoterms", answer.across_readings().html() if asked.readings else answer.html()))
    else:
        print(answer.across_readings() if asked.readings else answer.text(width()))
    return 0


def print_html(text: str) -> None:
    """Print a page whose every character survives any encoding of standard output."""
    print(text.encode("ascii", "xmlcharrefreplace").decode(), end="")


def terms(asked: Namespace) -> int:
    """Tell what each section does."""
    if asked.named is not None:
        asked.provider = asked.named
    found = terms_of(asked)
    heading, steps = told(found)
    if asked.format == "json":
        print(json.dumps({"terms": repr(found), "sections": plain_steps(steps)}, indent=2))
    elif asked.format == "html":
        print_html(document(found.agreement.name, table(heading, steps)))
    else:
        print(page(heading, steps, width()))
    return 0


def told(terms: Terms) -> tuple[Phrase, list[Step]]:
    """The sections of all documents as a page."""
    agreement = terms.agreement
    heading = phrase("{name}, terms of {edition}", name=agreement.name, edition=agreement.edition)
    steps: list[Step] = []
    for one in agreement.documents:
        alike: dict[Section, list[str]] = {}
        for section in agreement.sections:
            if section.clause.document == one.title:
                bare = replace(section, clause=Clause(one.title, ""))
                alike.setdefault(bare, []).append(section.clause.section)
        steps += [opening(one), *(section_step(section, numbers) for section, numbers in alike.items())]
    return heading, steps


def opening(one: Document) -> Step:
    """The title of a document."""
    template = "{document}: {full}, {edition}, {where}"
    return step(template, title=True, document=one.title, full=one.full_title, edition=one.edition, where=one.where)


def section_step(section: Section, numbers: list[str]) -> Step:
    """The line of the sections that do the same."""
    templates = {
        "computed": "{numbers}, computed by {questions}: {says}",
        "not-computed": "{numbers}, not computed: {says} Why: {why}.",
        "without-figures": "{numbers}, without figures: {says}",
        "to-come": "{numbers}, not answered yet ({questions}): {says}",
    }
    return step(
        templates[section.status],
        indent=1,
        numbers=spans(numbers),
        says=section.says,
        why=section.why.rstrip("."),
        questions=", ".join(section.questions),
    )


def spans(numbers: list[str]) -> str:
    """Section numbers, neighbours joined: `s.11, 12, 20-30`."""
    found: list[list[str]] = []
    for number in numbers:
        if found and number.isdigit() and found[-1][-1].isdigit() and int(number) == int(found[-1][-1]) + 1:
            found[-1].append(number)
        else:
            found.append([number])
    texts = [", ".join(run) if len(run) < 3 else f"{run[0]}-{run[-1]}" for run in found]
    return "a section without number" if numbers == ["unnumbered"] else "s." + ", ".join(texts)


def check(asked: Namespace) -> int:
    """Print all faults of a file; 1 if there are any."""
    try:
        found = check_file(Path(asked.file), load(asked.provider, service=asked.service, edition=asked.edition))
    except FaultyFileError as error:
        print(error)
        return 1
    print(f"{asked.file}: {found}, without faults")
    return 0


def template(asked: Namespace) -> int:
    """Print a commented start of a file."""
    print(template_text(asked.name), end="")
    return 0
