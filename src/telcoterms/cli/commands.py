"""Run each command: ask the terms or check a file, and print the result."""

from __future__ import annotations

import os
import re
import sys
from argparse import Namespace
from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, Any, Final, Literal, assert_never

from telcoterms.agreement.agreement import NO_AGREEMENT
from telcoterms.cli.language import in_language, looked_up
from telcoterms.cli.names import matching
from telcoterms.files.library import load, providers, schema_text, template_text
from telcoterms.files.named_terms import NUMBER_FACTS, terms_named_in
from telcoterms.formats.text import WIDTH, said, visible
from telcoterms.terms import QUESTIONS, Terms
from telcoterms.values.errors import InputError, InvalidFileError, MissingFactsError, Unquoted, translator_for
from telcoterms.values.messages import phrase, readable
from telcoterms.values.money import as_money

CUSTOMER_FACTS = ("agreed", "customer", "device_subsidy", "province")
"""What is known of a customer beside the facts of a question: the arguments of `Terms.for_customer`."""

if TYPE_CHECKING:
    from pathlib import Path

    from telcoterms.account.account import Account
    from telcoterms.agreement.agreement import Agreement
    from telcoterms.agreement.rule import Voice
    from telcoterms.answers.answer import Answer
    from telcoterms.audit.account_audit import AccountAudit
    from telcoterms.audit.audit import BillAudit
    from telcoterms.audit.bill import Bill
    from telcoterms.formats.journal import Books
    from telcoterms.formats.output import OutputFormat
    from telcoterms.formats.report import Report
    from telcoterms.statement.statement import Statement
    from telcoterms.terms.explanation import Explanation


Depth = Literal["brief", "say", "working", "readings"]
"""How much of an answer is shown: what matters, one sentence, the whole working, or the figures under all readings."""
PROVIDER_VARIABLE: Final = "TELCOTERMS_PROVIDER"


def loaded(asked: Namespace, file: Path | None = None) -> Terms:
    """Return the terms of the provider that is named: by the option, else by the file, else by the environment.

    No provider is taken for granted, since the terms of another give another figure. Raises `InputError` where none is
    named, and where the option and the file name two providers or two services.
    """
    named_in_file = service_in_file = None
    if file is not None:
        named_in_file, service_in_file, *_ = terms_named_in(file, getattr(asked, "content", "account"))
    given, environment = provider_named(asked.provider), provider_named(os.environ.get(PROVIDER_VARIABLE))
    name = given or named_in_file or environment
    if not name:
        if file is not None:
            from telcoterms.files.sources import open_source

            open_source(file)  # one that cannot be read may well name a provider: that error goes first
        raise MissingFactsError(
            "no provider is named, and no terms are taken for granted: choose from {known}, or the path of a .toml "
            "file, and give it as --provider {first}, as {variable}={first} in the environment, or with the key "
            "provider in the file of the account or the bill",
            known=tuple(map(Unquoted, providers())),
            first=Unquoted(providers()[0]),
            variable=Unquoted(PROVIDER_VARIABLE),
        )
    terms = load(name, edition=asked.edition)
    service = asked.service and service_named(asked.service, terms.agreement)
    if service and service_in_file and service != service_in_file:
        raise InputError(
            "{file} names the service {in_file}, --service names {option}: leave the option out, or correct the file",
            file=Unquoted(str(file)),
            in_file=Unquoted(service_in_file),
            option=Unquoted(service),
        )
    wanted = service or service_in_file
    terms = terms if wanted is None else Terms(terms.agreement.for_service(wanted))
    if given and named_in_file and given != named_in_file:
        in_file = load(named_in_file).provider
        if in_file != terms.provider:
            raise InputError(
                "{file} names the provider {in_file}, --provider names {option}: leave the option out, or correct the "
                "file",
                file=Unquoted(str(file)),
                in_file=Unquoted(in_file),
                option=Unquoted(terms.provider),
            )
    return terms


def agreement_asked(asked: Namespace) -> Agreement | None:
    """Return the agreement that is asked; None for a command that asks several, or none."""
    return loaded(asked, getattr(asked, "file", None)).agreement if hasattr(asked, "provider") else None


def terms_of(asked: Namespace, file: Path | None = None) -> Terms:
    """Return the terms that are asked, under the readings that are wanted; `file` is the account's or the bill's."""
    terms = loaded(asked, file)
    wanted: dict[str, dict[str, str]] = {}
    for text in asked.reading:
        name, equals, value = text.casefold().partition("=")
        question, point, reading = re.sub("(?<=[a-z])-", "_", name).rpartition(".")  # no edition, as of 2019-01-01
        if not (equals and point and question and reading and value):
            raise InputError(
                "the reading {text} is not understood: write QUESTION.NAME=VALUE, such as "
                "late_charge.runs_from=due-date",
                text=text,
            )
        wanted.setdefault(question, {})[reading] = value
    readings: dict[str, Any] = wanted
    return for_customer(terms, asked).under(voice_of(asked, file), **readings)


def voice_of(asked: Namespace, file: Path | None) -> Voice | None:
    """Return the voice that is asked for: by the option, else by the file of the account or the bill."""
    voice: Voice | None = asked.voice
    if voice is not None or file is None:
        return voice
    return terms_named_in(file).voice


def for_customer(terms: Terms, asked: Namespace) -> Terms:
    """Return the terms with what the options say of the customer; a fact of the question itself is not taken twice."""
    taken = QUESTIONS[asked.question].facts if "question" in asked else {}
    known = {name: getattr(asked, name) for name in CUSTOMER_FACTS if name in asked and name not in taken}
    return terms.for_customer(**known) if known else terms


def question(asked: Namespace) -> int:
    """Answer a question."""
    terms = terms_of(asked)
    return shown(getattr(terms, asked.question)(**facts_asked(asked)), asked)


def facts_asked(asked: Namespace) -> dict[str, Any]:
    """Return the facts of the question that were given."""
    return {name: getattr(asked, name) for name in QUESTIONS[asked.question].facts if hasattr(asked, name)}


def facts_of_account(asked: Namespace) -> dict[str, Any]:
    """Return the facts of the account or the bill: from its file, and from options; one of them has each."""
    facts = dict(terms_named_in(asked.file).facts)
    for name in NUMBER_FACTS:
        if hasattr(asked, name):
            if name in facts:
                raise InputError(
                    "{file} has {name}, and so has the command: leave the option {option} out, or the key in the file",
                    file=Unquoted(str(asked.file)),
                    name=Unquoted(name),
                    option=Unquoted(f"--{name}"),
                )
            facts[name] = getattr(asked, name)
    return facts


def statement(asked: Namespace) -> int:
    """Answer what an account owes; or what has changed since a day, what is in arrears, or where payments went."""
    from telcoterms.files.account import load_account

    terms = terms_of(asked, asked.file)
    account = load_account(asked.file, terms)
    facts = facts_of_account(asked)
    answer = terms.statement(account, asked.as_of, **facts)
    if asked.since is None and not asked.arrears and not asked.allocations:
        return shown(answer, asked)
    if asked.depth != "brief":
        if asked.since is not None:
            template = "--since shows what turns one statement into another: leave --{depth} out"
            raise InputError(template, depth=Unquoted(asked.depth))
        raise _not_of_a_part(asked.depth)
    if asked.since is None and asked.books is not None:
        raise _not_of_a_part("books")
    show_report(_part_of_statement(answer, asked, terms, account, facts), asked)
    return 0


def _not_of_a_part(option: str) -> InputError:
    """Return what says that what collections are shown of a statement takes no such option."""
    template = "--arrears and --allocations show a part of a statement: leave --{option} out"
    return InputError(template, option=Unquoted(option))


def _part_of_statement(
    answer: Answer[Statement], asked: Namespace, terms: Terms, account: Account, facts: dict[str, Any]
) -> Report:
    """Return what is asked of a statement alone."""
    from telcoterms.statement.questions import allocations_of, arrears_of

    if asked.arrears:
        return arrears_of(answer)
    if asked.allocations:
        return allocations_of(answer)
    corrections: Report = answer.corrections(terms.statement(account, asked.since, **facts))
    return corrections


def settlement(asked: Namespace) -> int:
    """Answer what settles an account."""
    from telcoterms.files.account import load_account

    terms = terms_of(asked, asked.file)
    return shown(terms.settlement(load_account(asked.file, terms), on=asked.on, **facts_of_account(asked)), asked)


def what_if(asked: Namespace) -> int:
    """Answer what a payment would change."""
    from telcoterms.account.events import Payment
    from telcoterms.files.account import load_account

    terms = terms_of(asked, asked.file)
    payment = Payment(asked.received, as_money(asked.pay, terms.currency, "pay"), asked.invoice)
    return shown(terms.what_if(load_account(asked.file, terms), payment, on=asked.on, **facts_of_account(asked)), asked)


def audit_late_charge(asked: Namespace) -> int:
    """Compare a billed late charge with the terms; return 1 where their words do not allow it."""
    answer = terms_of(asked).audit_late_charge(**facts_asked(asked))
    return shown(answer, asked) or int(answer.value.outside_words)


def audit(asked: Namespace) -> int:
    """Compare a bill with the terms, line by line; return 1 where their words do not allow a line."""
    from telcoterms.files.account import load_account
    from telcoterms.files.bill import account_named_in, read_bill

    of_account: Path | None = asked.account or account_named_in(asked.file)
    if of_account is None:
        terms = terms_of(asked, asked.file)
        audited: Answer[BillAudit] | Answer[AccountAudit] = terms.audit(
            read_bill(asked.file, terms.agreement, facts_of_account(asked))
        )
        return shown(audited, asked) or int(audited.value.outside_words)
    names_terms = terms_named_in(asked.file).provider is not None or asked.provider is not None
    terms = terms_of(asked, asked.file if names_terms else of_account)
    facts = {**terms_named_in(of_account).facts, **facts_of_account(asked)}
    bill = read_bill(asked.file, terms.agreement, facts)
    account = load_account(of_account, terms)
    audited = terms.audit(bill, account, **facts)
    return shown(audited, asked) or int(audited.value.outside_words)


def explain_figure(asked: Namespace) -> int:
    """Explain one billed figure."""
    from telcoterms.audit.bill import LINE_FACTS, BillLine, has_day

    terms, facts = terms_of(asked), LINE_FACTS[asked.explained].facts
    given = {name: getattr(asked, name) for name in facts if hasattr(asked, name)}
    missing = QUESTIONS[asked.explained].missing(terms.agreement, {**given, "amounts": given.get("amount")})
    if missing is not None:
        raise missing
    billed: Any = getattr(asked, "billed", None)
    if billed is None:
        raise MissingFactsError(
            "explain needs {billed}, the figure that was billed, such as {example}",
            billed=Unquoted("--billed"),
            example=Unquoted("--billed 2026-01-16" if has_day(asked.explained) else "--billed 3.07"),
        )
    if not has_day(asked.explained):
        billed = as_money(billed, terms.currency, "billed")
    amounts = {name: _amounts(value, name, terms) for name, value in given.items() if name in _amounts_of(asked)}
    beside = (getattr(asked, name, None) for name in ("billed_tax", "billed_total"))
    tax, total = (None if sum_ is None else as_money(sum_, terms.currency, "billed") for sum_ in beside)
    line = BillLine(asked.explained, {**given, **amounts}, billed, tax, total)
    return show_explanation(terms.explain(line), asked)


def _amounts_of(asked: Namespace) -> set[str]:
    """Return the facts of a line that are sums of money."""
    from telcoterms.answers.question import kind_of, types_of
    from telcoterms.audit.bill import LINE_FACTS

    types = types_of(LINE_FACTS[asked.explained])
    return {name for name, hint in types.items() if kind_of(hint) in ("amount", "amounts")}


def _amounts(value: Any, name: str, terms: Terms) -> Any:
    """Return a sum as money, or each of several."""
    if isinstance(value, list):
        return [as_money(one, terms.currency, name) for one in value]
    return as_money(value, terms.currency, name)


def explain_bill(asked: Namespace) -> int:
    """Explain a bill: against the terms, against the bill before, or against an account."""
    from telcoterms.files.account import load_account
    from telcoterms.files.bill import account_named_in, read_bill
    from telcoterms.files.check import is_bill_file
    from telcoterms.files.text import TABLE_ENDINGS

    files: list[Path] = [asked.file, *([] if asked.later is None else [asked.later])]
    bills = [file for file in files if is_bill_file(file)]
    if not bills:
        template = "{file} holds no bill: give a bill, the bill before and the bill, or an account and a bill"
        if files[-1].suffix.lower() in TABLE_ENDINGS:
            template = (
                "{file} holds no bill: give a bill, the bill before and the bill, or an account and a bill; a table of "
                "a bill has a row for each line, with the columns {columns} and those of its facts, as {help} shows"
            )
        raise InputError(
            template,
            file=Unquoted(str(files[-1])),
            columns=(Unquoted("question"), Unquoted("billed")),
            help=Unquoted("telcoterms template bill.csv"),
        )
    of_account = (
        account_named_in(bills[0]) if len(files) == 1 else next((one for one in files if one not in bills), None)
    )
    known = [*files, *([] if of_account is None else [of_account])]
    named = next((file for file in known if terms_named_in(file).provider is not None), files[0])
    terms = terms_of(asked, named)
    facts = dict(terms_named_in(bills[-1]).facts)
    against: Bill | Account | None = None
    if len(bills) > 1:
        against = read_bill(bills[0], terms.agreement, dict(terms_named_in(bills[0]).facts))
    if of_account is not None:
        facts = {**terms_named_in(of_account).facts, **facts}
        against = load_account(of_account, terms)
    bill = read_bill(bills[-1], terms.agreement, facts)
    return show_explanation(terms.explain(bill, against, **facts), asked)


def show_explanation(explanation: Explanation, asked: Namespace) -> int:
    """Print an explanation, or its sentence."""
    if asked.depth == "say":
        _refuse_other_formats(asked.format)
        print(explanation.say(asked.lang or "en"))
    else:
        show_report(explanation, asked)
    return 0


def width() -> int:
    """Return the columns of the terminal, at most those of a page; for a file or a pipe, those of a page."""
    if not sys.stdout.isatty():
        return WIDTH
    import shutil

    return max(40, min(WIDTH, shutil.get_terminal_size().columns))


def shown(answer: Answer[Any], asked: Namespace) -> int:
    """Print an answer in the depth and the format that are wanted, or the figures under all readings."""
    depth: Depth = asked.depth
    match depth:
        case "brief":
            show_report(answer, asked)
        case "say":
            _refuse_other_formats(asked.format)
            print(answer.say(asked.lang or "en"))
        case "working":
            show_report(answer.working, asked)
        case "readings":
            across = answer.across_readings()
            show_report(across, asked, data=lambda: {**answer.as_dict(), "across_readings": across.figures()})
        case _:
            assert_never(depth)
    return 0


def _refuse_other_formats(output: OutputFormat) -> None:
    """Refuse to print a sentence as anything but text."""
    match output:
        case "text":
            return
        case "json" | "html" | "csv" | "xlsx" | "ical" | "svg" | "letter" | "pdf" | "hledger" | "beancount":
            template = "--say prints one sentence as text: leave --format {format} out"
            raise InputError(template, format=Unquoted(output))
    assert_never(output)


def show_report(report: Report, asked: Namespace, data: Callable[[], Mapping[str, object]] | None = None) -> None:
    """Print a report in the format and the language that are wanted."""
    from telcoterms.formats.output import render

    books: Books = getattr(asked, "books", None) or "customer"
    written = render(report, asked.format, lang=asked.lang, width=width(), data=data, books=books)
    if isinstance(written, bytes):
        if written.startswith(b"%PDF") and sys.stdout.isatty():
            raise InputError("a PDF is no text for a screen: name a file for it, as -o statement.pdf")
        if written.startswith(b"PK") and sys.stdout.isatty():
            raise InputError("a workbook is no text for a screen: name a file for it, as -o statement.xlsx")
        sys.stdout.buffer.write(written)
        return
    if asked.format == "text":
        from telcoterms.cli.style import is_styled, styled

        translator = None if asked.lang is None else translator_for(asked.lang)
        written = styled(written, report, translator) if is_styled() else written
        written += "".join(said(remark, translator) + "\n" for remark in asked.remarks)
    print(written, end="")


def terms(asked: Namespace) -> int:
    """Show what each section does."""
    if asked.named is not None:
        asked.provider = asked.named
    terms_shown = terms_of(asked)
    coverage = terms_shown.coverage()
    show_report(coverage, asked, lambda: {"terms": repr(terms_shown), **coverage.as_dict()})
    return 0


def desk(asked: Namespace) -> int:
    """Serve the pages to this machine's browser, until it is stopped."""
    import webbrowser

    from telcoterms.cli.desk.server import Desk
    from telcoterms.cli.language import say

    with Desk(int(asked.port)) as served:
        print(say("The pages are at {address} until you press Ctrl+C.", address=served.address), flush=True)
        if not asked.no_browser:
            webbrowser.open(served.address)
        served.serve()
    return 0


def diff(asked: Namespace) -> int:
    """Show where two editions or services answer differently; return 1 where they do."""
    from telcoterms.terms.differences import diff as differences_of

    differences = differences_of(*(named_terms(name) for name in (asked.one, asked.other)))
    show_report(differences, asked)
    return int(not differences.same)


def compare(asked: Namespace) -> int:
    """Show the figures of several terms side by side; return 1 where none of them answers."""
    from telcoterms.terms.comparison import compare as comparison_of

    names = dict.fromkeys([*(asked.only or providers()), *asked.also])
    comparison = comparison_of(asked.question, map(named_terms, names), days_late=asked.days_late, **facts_asked(asked))
    show_report(comparison, asked)
    return int(not comparison.rows)


def named_terms(text: str) -> Terms:
    """Return terms that are named as `kos`, `kos:dsl`, `kos@2021-07-12` or `kos:dsl@2021-07-12`, or by a path."""
    name, at, edition = text.partition("@")
    provider, colon, service = name.partition(":")
    if not provider or (at and not edition) or (colon and not service):
        raise InputError("{text} names no terms: write PROVIDER, PROVIDER:SERVICE or PROVIDER@EDITION", text=text)
    terms = load(provider_named(provider) or provider, edition=edition or None)
    return Terms(terms.agreement.for_service(service_named(service, terms.agreement))) if service else terms


def provider_named(text: str | None) -> str | None:
    """Return the provider that a text names in any case; a path, and what names none, stay as they are."""
    return text and matching(text, providers())


def service_named(text: str, agreement: Agreement) -> str:
    """Return the service that a text names in any case; what names none stays as it is."""
    return matching(text, [*(service.id for service in agreement.services), NO_AGREEMENT])


def check(asked: Namespace) -> int:
    """Print all faults of a file, or its remarks; return 1 for faults, and with --strict for remarks too."""
    from telcoterms.files.check import describe_file, is_provider_file, remarks_on_file

    path: Path = asked.file
    translator = None if asked.lang is None else translator_for(asked.lang)
    try:
        terms = load(path) if is_provider_file(path) else loaded(asked, asked.file)
        content = describe_file(path, terms)
    except InvalidFileError as error:
        print(in_language(error, asked.lang))
        return 1
    if is_provider_file(path):
        checked = phrase("{file}: {found}, without faults", file=str(asked.file), found=content)
    else:
        template = "{file}: {found}, without faults under the terms of {provider} of {edition}"
        provider, edition = terms.agreement.called, terms.edition
        checked = phrase(template, file=str(asked.file), found=content, provider=provider, edition=edition)
    print(readable(said(checked, translator)))
    remarks = remarks_on_file(path, terms)
    for remark in remarks:
        text = in_language(remark, asked.lang)
        line = said(phrase("{file}: remark: {remark}", file=str(asked.file), remark=text), translator)
        print(visible(line) if translator is None else readable(line))
    return int(asked.strict and bool(remarks))


def template(asked: Namespace) -> int:
    """Print a commented start of a file; its comments are in the language, its keys the same in each."""
    from telcoterms.files.templates import template_in

    text = template_text(asked.name)
    print(template_in(text, looked_up) if asked.name.endswith(".toml") else text, end="")
    return 0


def schema(asked: Namespace) -> int:
    """Print the JSON Schema of a file or of a receipt."""
    print(schema_text(asked.name), end="")
    return 0


def verify(asked: Namespace) -> int:
    """Verify the receipts of a file; return 1 where one does not stand."""
    from telcoterms.files.receipts import verify_file

    terms = None
    if asked.provider is not None:
        terms = load(provider_named(asked.provider) or "")
        service = asked.service and service_named(asked.service, terms.agreement)
        terms = terms if service is None else Terms(terms.agreement.for_service(service))
    elif asked.service is not None:
        raise InputError("--service is that of the terms that --provider names: name them, or leave --service out")
    found = verify_file(asked.file, terms)
    show_report(found, asked)
    return int(not found.stands)


AccountFormat = Literal["toml", "json", "csv", "xlsx", "hledger", "beancount"]
"""What an imported account becomes."""


def import_(asked: Namespace) -> int:
    """Print the account of another program's export, or a journal of it."""
    from telcoterms.files.imports import import_account, load_map

    account = import_account(asked.file, load_map(asked.map), customer=asked.customer, currency=asked.currency)
    written = account_in(account, asked.to, asked.books or "customer")
    if isinstance(written, bytes):
        sys.stdout.buffer.write(written)
    else:
        print(written, end="")
    return 0


def account_in(account: Account, format_: AccountFormat, books: Books) -> str | bytes:
    """Return an account as one of its files, or as a journal."""
    match format_:
        case "toml":
            from telcoterms.files.account import account_toml

            return account_toml(account)
        case "json":
            import json

            return json.dumps(account.as_dict(), indent=2) + "\n"
        case "csv":
            return account.csv()
        case "xlsx":
            from telcoterms.formats.workbook import workbook

            return workbook({"account": account.sheet()})
        case "hledger":
            from telcoterms.account.journal import transactions
            from telcoterms.formats.journal import hledger

            return hledger(transactions(account, books))
        case "beancount":
            from telcoterms.account.journal import transactions
            from telcoterms.formats.journal import beancount

            return beancount(transactions(account, books))
        case _ as unreachable:
            assert_never(unreachable)
