"""Define the words that the command understands, and its help."""

from __future__ import annotations

import argparse
import re
import sys
from collections.abc import Callable, Container, Mapping, Sequence
from functools import partial
from textwrap import fill, wrap
from typing import TYPE_CHECKING, Any, Final, get_args

from telcoterms.agreement.customer import Customer
from telcoterms.agreement.rule import VOICES
from telcoterms.answers.question import Facts, Question
from telcoterms.cli.commands import (
    AccountFormat,
    Depth,
    audit,
    audit_late_charge,
    check,
    compare,
    desk,
    diff,
    explain_bill,
    explain_figure,
    import_,
    question,
    schema,
    settlement,
    statement,
    template,
    terms,
    verify,
    what_if,
)
from telcoterms.cli.language import looked_up, say
from telcoterms.cli.options import DAY, WIDTH, Parser, add_facts, add_options
from telcoterms.cli.typed import AmountText, CountText, DayText, FileText, ProvinceText
from telcoterms.files.library import TEMPLATES, SchemaName, load, providers
from telcoterms.files.named_terms import NUMBER_FACTS
from telcoterms.formats.output import EVERY_REPORT, OutputFormat
from telcoterms.terms import QUESTIONS
from telcoterms.values.messages import Term
from telcoterms.values.published import published_names
from telcoterms.values.translation import LANGUAGES
from telcoterms.values.version import __version__

if TYPE_CHECKING:
    from telcoterms.audit.bill import LineQuestion

RUN: Final[Mapping[str, Callable[[argparse.Namespace], int]]] = {
    "audit_late_charge": audit_late_charge,
}
"""The functions that run a question whose answer is the exit status too."""
WHOSE: Final = "kos"  # of the examples: no provider is taken for granted


def described(prog: str, help_: str, example: str, also: Sequence[str] = ()) -> dict[str, Any]:
    """Return the settings that all parsers share, from texts in the language; `also` are other names of the command."""
    description = help_[0].upper() + help_[1:] + "."
    if also:
        description += " " + say("Also: {names}.", names=", ".join(also))
    return {
        "help": help_,
        "description": fill(description, WIDTH, break_on_hyphens=False),
        "epilog": f"{say('example:')}\n{example_text(f'{prog} {example}')}",
    }


def example_text(command: str, indent: int = 2) -> str:
    """Return a command on indented lines that a shell joins again; an option stays with its value."""
    start = " " * indent
    bound = re.sub(r"(--[\w-]+) (?!--)", "\\1\0", command)
    lines = wrap(bound, WIDTH - 2, initial_indent=start, subsequent_indent=f"{start}    ", break_on_hyphens=False)
    return " \\\n".join(lines).replace("\0", " ")


def parser(arguments: Sequence[str] = ()) -> argparse.ArgumentParser:
    """Return the parser of the whole command, or, where the first argument names a command, of that command alone.

    Both parse, print and reject the same. The second spares the import of the questions that are not asked.
    """
    command = arguments[0] if arguments and arguments[0] in COMMANDS else None
    prog = "telcoterms"
    top = Parser(
        prog=prog,
        description=fill(
            say("A telecom provider's published terms as exact figures, each with its working and its clause."), WIDTH
        ),
        epilog="\n".join(
            [
                fill(say("telcoterms COMMAND --help shows the options of a command and an example of it."), WIDTH),
                fill(
                    say(
                        "A day may also be today, yesterday, 2 January 2026, Jan 2 2026, 2026/01/02 or 20260102, an "
                        "amount '$1,130.00' or '113 CAD', a rate 13%."
                    ),
                    WIDTH,
                ),
            ]
        ),
    )
    top.add_argument(
        "--version",
        action="version",
        version=f"telcoterms {__version__}",
        help=say("show program's version number and exit"),
    )
    top.set_defaults(run=lambda _: helped(top))
    commands = top.add_subparsers(metavar=say("COMMAND"), title=say("commands"), parser_class=Parser)
    for name, add in COMMANDS.items():
        if command in (None, name):
            add(commands, prog)
    top.commands = partial(grouped_help, commands)
    return top


def grouped_help(commands: Any) -> str:
    """Return the help of all commands: first what people ask most, as commands to copy, then each group."""
    says = {action.dest: action.help for action in commands._choices_actions}
    lines = [say("what people ask:")]
    for asked, example in ASKED_MOST.items():
        lines += [f"  {looked_up(asked)}", example_text(f"telcoterms {example} --provider {WHOSE}", indent=6)]
    listed = {name for names in HELP_GROUPS.values() for name in names}
    others = tuple(name for name in says if name not in listed)  # a question that was just added
    for heading, names in (HELP_GROUPS | ({Term("more"): others} if others else {})).items():
        lines += ["", say("{heading}:", heading=looked_up(heading))]
        for name in names:
            text = fill(says[name], WIDTH, initial_indent=" " * HELP_INDENT, subsequent_indent=" " * HELP_INDENT)
            fits = len(name) + 4 <= HELP_INDENT
            lines += [f"  {name}".ljust(HELP_INDENT) + text[HELP_INDENT:]] if fits else [f"  {name}", text]
    return "\n".join(lines)


def add_question(commands: Any, prog: str, name: str) -> Parser:
    """Add the command of a question, without its facts, and return its parser."""
    asked = QUESTIONS[name]
    example = f"{asked.example} --provider {asked.example_terms or WHOSE}"
    command: Parser = commands.add_parser(
        name.replace("_", "-"), **described(prog, looked_up(asked.says), example, also=asked.also)
    )
    command.set_defaults(question=name)
    return command


def names_text(asked: type[Question]) -> str:
    """Return the names that a question takes from the published terms, those of each provider on lines of their own."""
    lines = []
    for provider in providers():
        names = ", ".join(asked.names_in(load(provider).agreement))
        if names:
            lines.append(fill(f"{provider}: {names}", WIDTH, initial_indent="  ", subsequent_indent="      "))
    return "\n".join([say("names:"), *lines]) if lines else ""


def add_plain(name: str, commands: Any, prog: str) -> None:
    """Add the command of a question whose facts are arguments and options."""
    command = add_question(commands, prog, name)
    command.names = partial(names_text, QUESTIONS[name])
    add_facts(command, QUESTIONS[name], QUESTIONS[name].in_order())
    add_terms(command)
    add_customer(command, QUESTIONS[name].facts)
    add_answer_output(command, QUESTIONS[name].formats)
    if name in RUN:
        add_quiet(command)
    command.set_defaults(run=RUN.get(name, question))


def add_statement(commands: Any, prog: str) -> None:
    """Add the command that shows what an account owes."""
    command = add_question(commands, prog, "statement")
    add_account(command)
    as_of = command.add_argument(
        "--as-of", metavar=DAY, type=DayText, required=True, help=say("the day of the statement")
    )
    command.in_order = [as_of]
    only = command.add_mutually_exclusive_group()
    only.add_argument(
        "--since", metavar=DAY, type=DayText, help=say("only what turns the statement of this earlier day into it")
    )
    only.add_argument(
        "--arrears", action="store_true", help=say("only what is past due, of it undisputed, and the next late charge")
    )
    only.add_argument(
        "--allocations", action="store_true", help=say("only where each payment went, with its reference")
    )
    add_options(command, QUESTIONS["statement"], NUMBER_FACTS)
    add_terms(command)
    add_customer(command, QUESTIONS["statement"].facts)
    add_answer_output(command, QUESTIONS["statement"].formats)
    add_books(command)
    command.set_defaults(run=statement)


def add_account(to: argparse.ArgumentParser) -> None:
    """Add the argument that names the file of an account."""
    to.add_argument(
        "file",
        metavar="FILE",
        type=FileText,
        help=say("the account: .toml, .json, .csv or .xlsx; - is standard input"),
    )


def add_books(to: argparse.ArgumentParser) -> None:
    """Add the option that says whose books a journal is for."""
    from telcoterms.formats.journal import Books

    to.add_argument("--books", choices=get_args(Books), help=say("whose books a journal is for (customer)"))


def add_settlement(commands: Any, prog: str) -> None:
    """Add the command that shows what settles an account."""
    command = add_question(commands, prog, "settlement")
    add_account(command)
    on = command.add_argument(
        "--on", metavar=DAY, type=DayText, required=True, help=say("the day on which it would be paid")
    )
    command.in_order = [on]
    add_options(command, QUESTIONS["settlement"], NUMBER_FACTS)
    add_terms(command)
    add_customer(command, QUESTIONS["settlement"].facts)
    add_answer_output(command)
    command.set_defaults(run=settlement)


def add_what_if(commands: Any, prog: str) -> None:
    """Add the command that shows what a payment would change."""
    command = add_question(commands, prog, "what_if")
    add_account(command)
    pay = command.add_argument(
        "--pay", metavar="AMOUNT", type=AmountText, required=True, help=say("the payment, such as 30.00")
    )
    received = command.add_argument(
        "--received", metavar=DAY, type=DayText, required=True, help=say("the day on which it would be received")
    )
    command.add_argument("--invoice", metavar="NUMBER", help=say("the invoice that it would name"))
    on = command.add_argument("--on", metavar=DAY, type=DayText, required=True, help=say("the day that is looked at"))
    command.in_order = [pay, received, on]
    add_options(command, QUESTIONS["what_if"], NUMBER_FACTS)
    add_terms(command)
    add_customer(command, QUESTIONS["what_if"].facts)
    add_answer_output(command)
    command.set_defaults(run=what_if)


def add_audit(commands: Any, prog: str) -> None:
    """Add the command that compares a bill with the terms."""
    command = add_question(commands, prog, "audit")
    command.add_argument(
        "file",
        metavar="FILE",
        type=FileText,
        help=say("the bill: .toml, .json, .csv or .xlsx; - is standard input"),
    )
    command.add_argument(
        "--account",
        metavar="FILE",
        type=FileText,
        help=say("the account that decides the items of the bill: .toml, .json, .csv or .xlsx; its file can name it"),
    )
    add_options(command, QUESTIONS["audit"], NUMBER_FACTS)
    add_terms(command)
    add_customer(command, QUESTIONS["audit"].facts)
    add_answer_output(command, QUESTIONS["audit"].formats, readings=False)
    add_quiet(command)
    command.set_defaults(run=audit, content="bill")


def rows_text(columns: str) -> str:
    """Return the help of a file of rows with these columns."""
    return say(
        "the rows: .csv, .parquet, or a folder of Parquet files; sums are decimals such as 113.00, or whole minor "
        "units in a column whose name ends in _minor; columns: {columns}",
        columns=columns,
    )


def add_batch(commands: Any, prog: str) -> None:
    """Add the commands that ask a question of every row of a file."""
    from telcoterms.cli.batch import audits, late_charges, statements

    batch = commands.add_parser(
        "batch",
        **described(
            prog,
            say("the same of every row of a file, of any size"),
            "batch late-charge bills.csv charges.csv --provider kos",
        ),
    )
    batch.set_defaults(run=lambda _: helped(batch))
    several = batch.add_subparsers(metavar=say("COMMAND"), title=say("commands"), parser_class=Parser)
    prog += " batch"
    command = several.add_parser(
        "late-charge",
        **described(prog, say("what each late payment costs"), "late-charge bills.csv charges.csv --provider kos"),
    )
    command.add_argument(
        "rows", metavar="IN", help=rows_text(say("amount, issued, paid; billing_months, if it is there"))
    )
    command.add_argument(
        "--beside",
        action="append",
        default=[],
        choices=("months", "due_date", "dispute_until"),
        metavar="COLUMN",
        help=say("give this column too: months, over which was counted, due_date or dispute_until; may be repeated"),
    )
    add_options(command, QUESTIONS["late_charge"], ["index"])
    add_rows(command)
    command.set_defaults(run=late_charges)
    help_ = say("what explains billed late charges: the terms, another reading of the words, or a known mistake")
    command = several.add_parser("audit", **described(prog, help_, "audit bills.csv audited.csv --provider kos"))
    command.add_argument(
        "rows",
        metavar="IN",
        help=rows_text(say("billed, amount, issued, paid; billing_months, before_tax, original, if they are there")),
    )
    add_options(command, QUESTIONS["audit_late_charge"], ["index"])
    add_rows(command)
    command.set_defaults(run=audits)
    example = "statement invoices.csv payments.csv owed.csv --as-of 2026-04-10 --provider kos"
    command = several.add_parser(
        "statement", **described(prog, say("what each account of some files owes on a day"), example)
    )
    columns = rows_text(say("account, number, issued, amount; billing_months, if it is there"))
    command.add_argument("invoices", metavar="INVOICES", help=columns)
    command.add_argument("payments", metavar="PAYMENTS", help=say("the same with account, received, amount; invoice"))
    command.add_argument("out", metavar="OUT", help=say("where the accounts go, with what they owe: .csv or .parquet"))
    command.add_argument(
        "--as-of",
        metavar=DAY,
        type=DayText,
        help=say("the day of the statements; without it, the column as_of of the invoices has that of each account"),
    )
    command.add_argument("--credits", metavar="FILE", help=say("the credits: account, issued, amount, invoice; effect"))
    command.add_argument(
        "--events", metavar="FILE", help=say("all other events: account, event, date, as the sheet of an account")
    )
    command.add_argument(
        "--give",
        choices=("accounts", "debts", "postings", "ageing", "entries", "allocations", "receipts", "corrections"),
        metavar="TABLE",
        default="accounts",
        help=say(
            "one row for each account (accounts), each debt (debts), each charge that was posted (postings), each age "
            "band of an account (ageing), each dated amount (entries), each part of a payment (allocations), one "
            "receipt for each account (receipts), or each entry that has changed since an earlier one (corrections)"
        ),
    )
    command.add_argument(
        "--earlier", metavar="FILE", help=say("the receipts that corrections are counted from: account, receipt")
    )
    add_columns(command)
    add_errors(command, say("accounts whose events do not fit together"))
    add_summary(command)
    command.set_defaults(run=statements)


def add_rows(to: argparse.ArgumentParser) -> None:
    """Add the options shared by the commands that answer a file row by row."""
    to.add_argument("out", metavar="OUT", help=say("where the rows go, with their answers: .csv or .parquet"))
    add_columns(to)
    add_errors(to, say("rows that do not fit, counted as a spreadsheet counts them, in Parquet from 0"))
    to.add_argument(
        "--threads",
        metavar="N",
        type=CountText,
        default=1,
        help=say("how many parts of the file are computed at once (1)"),
    )
    add_summary(to)


def add_columns(to: argparse.ArgumentParser) -> None:
    """Add the options that say what the columns of a file are."""
    to.add_argument(
        "--columns",
        action="append",
        default=[],
        metavar="HEADING=NAME",
        help=say("what a column is here that has another heading, such as 'Late Fee=billed'; may be repeated"),
    )
    to.add_argument(
        "--decimals",
        metavar="N",
        type=CountText,
        help=say("how many decimals the floats of a Parquet file stand for; without it they are refused"),
    )


def add_errors(to: argparse.ArgumentParser, what: str) -> None:
    """Add the option that says what becomes of rows that do not fit."""
    to.add_argument(
        "--errors",
        choices=("raise", "column"),
        default="raise",
        help=say(
            "{what}: tell each kind with the first of them, and write nothing (raise, the default), or write all, with "
            "a column error that says it (column)",
            what=what,
        ),
    )


SUMMARY_FORMATS: Final[tuple[OutputFormat, ...]] = ("text", "json")


def add_summary(to: argparse.ArgumentParser) -> None:
    """Add the options that say whose terms, and how the summary is shown."""
    add_terms(to)
    group = to.add_argument_group(say("how it is shown"))
    group.add_argument(
        "--format", choices=SUMMARY_FORMATS, default="text", help=say("the summary: text unless json is named")
    )
    add_language(group)


def add_coverage(commands: Any, prog: str) -> None:
    """Add the command that shows what each section does."""
    command = commands.add_parser(
        "terms", **described(prog, say("clause by clause, what is computed, what is not, and why"), "terms kos")
    )
    command.add_argument("named", metavar="PROVIDER", nargs="?", help=say("a provider's name, or the path of a file"))
    add_terms(command)
    add_output(command)
    command.set_defaults(run=terms)


def add_diff(commands: Any, prog: str) -> None:
    """Add the command that compares two terms."""
    help_ = say("where two editions, or two services of one, answer otherwise")
    command = commands.add_parser("diff", **described(prog, help_, "diff kos:none kos:dsl"))
    command.add_argument("one", metavar="TERMS", help=say("PROVIDER, PROVIDER:SERVICE or PROVIDER@EDITION"))
    command.add_argument("other", metavar="TERMS", help=say("the same of those that are held beside it"))
    add_output(command)
    add_quiet(command)
    command.set_defaults(run=diff)


def add_compare(commands: Any, prog: str) -> None:
    """Add the commands that ask several terms one question."""
    help_ = say("the same question asked of several terms, side by side as a table and a picture")
    example = "compare late-charge 100.00 --issued 2026-01-01 --days-late 45"
    command = commands.add_parser("compare", **described(prog, help_, example))
    command.set_defaults(run=lambda _: helped(command))
    several = command.add_subparsers(metavar=say("COMMAND"), title=say("commands"), parser_class=Parser)
    for name, asked in QUESTIONS.items():
        if name not in OF_A_FILE:
            add_comparison(several, f"{prog} compare", asked)


def add_comparison(commands: Any, prog: str, asked: type[Question]) -> None:
    """Add the command that compares the answers to a question."""
    command: Parser = commands.add_parser(
        asked.name.replace("_", "-"), **described(prog, looked_up(asked.says), asked.example, also=asked.also)
    )
    add_facts(command, asked, asked.in_order())
    if asked.days_late is not None:
        fact = asked.days_late.fact
        command.needed = [needed for needed in command.needed if needed[0].dest != fact]
        command.add_argument(
            "--days-late",
            metavar="N",
            type=CountText,
            help=say(
                "in place of {option}: so many days after the due date that each of the terms sets",
                option="--" + fact.replace("_", "-"),
            ),
        )
    group = command.add_argument_group(say("whose terms"))
    form = say("PROVIDER, PROVIDER:SERVICE, PROVIDER@EDITION or the path of a .toml file")
    group.add_argument(
        "--with",
        dest="also",
        action="append",
        default=[],
        metavar="TERMS",
        help=say("compare these too: {form}; may be repeated", form=form),
    )
    group.add_argument(
        "--only",
        action="append",
        default=[],
        metavar="TERMS",
        help=say("compare these in place of all that are published; may be repeated"),
    )
    add_output(command, formats=("csv", "svg"))
    command.set_defaults(run=compare, question=asked.name, days_late=None)


def add_explain(commands: Any, prog: str) -> None:
    """Add the commands that explain a billed figure, or a bill."""
    from telcoterms.audit.bill import LINE_FACTS

    help_ = say("why a bill, or one figure of it, is higher or lower, solved backwards")
    command = commands.add_parser(
        "explain",
        **described(prog, help_, f"explain {EXPLAINED} --provider {WHOSE}"),
    )
    command.set_defaults(run=lambda _: helped(command))
    several = command.add_subparsers(metavar=say("COMMAND"), title=say("commands"), parser_class=Parser)
    prog += " explain"
    of_bill: Parser = several.add_parser(
        "bill",
        **described(
            prog,
            say("a bill held against the terms, the bill before or the account; the word bill can be left out"),
            "account.csv bill.toml --provider kos",
        ),
    )
    of_bill.add_argument(
        "file",
        metavar="FILE",
        type=FileText,
        help=say("the bill; or the bill before, or the account, and then the bill"),
    )
    of_bill.add_argument(
        "later", metavar="BILL", type=FileText, nargs="?", help=say("the bill: .toml, .json, .csv or .xlsx")
    )
    add_terms(of_bill)
    add_explained_output(of_bill)
    of_bill.set_defaults(run=explain_bill)
    for name, facts in LINE_FACTS.items():
        add_explained(several, prog, name, facts)


EXPLAINED: Final = "late-charge 113.00 --issued 2026-01-01 --paid 2026-02-15 --billed 3.07"
"""The example of a figure that is explained."""


def add_explained(commands: Any, prog: str, name: LineQuestion, facts: type[Facts]) -> None:
    """Add the command that explains a billed figure of a question."""
    from telcoterms.audit.bill import TAXED, has_day

    asked = QUESTIONS[name]
    first = "2026-02-16" if has_day(name) else "3.07"
    example = f"{asked.example} --billed {first}"
    command: Parser = commands.add_parser(
        name.replace("_", "-"),
        **described(
            prog,
            say("why this was billed: {says}", says=looked_up(asked.says)),
            f"{example} --provider {asked.example_terms or WHOSE}",
            also=asked.also,
        ),
    )
    add_facts(command, facts, asked.in_order())
    shown: dict[str, Any] = {"metavar": DAY, "type": DayText} if has_day(name) else AMOUNT
    billed = command.add_argument("--billed", default=argparse.SUPPRESS, help=say("what stands on the bill"), **shown)
    command.need(billed)
    command.in_order = [*command.in_order, billed]
    if name in TAXED:
        of_tax, of_total = say("the tax that stands with it"), say("the total that stands with it")
        command.add_argument("--billed-tax", default=argparse.SUPPRESS, help=of_tax, **AMOUNT)
        command.add_argument("--billed-total", default=argparse.SUPPRESS, help=of_total, **AMOUNT)
    add_terms(command)
    add_explained_output(command)
    command.set_defaults(run=explain_figure, explained=name)


def add_explained_output(to: argparse.ArgumentParser) -> None:
    """Add the options that say how an explanation is shown."""
    group = add_output(to)
    group.add_argument("--say", dest="depth", action="store_const", const="say", help=say(ONE_SENTENCE))
    to.set_defaults(depth="brief")


AMOUNT: Final[dict[str, Any]] = {"metavar": "AMOUNT", "type": AmountText}


def add_check(commands: Any, prog: str) -> None:
    """Add the command that checks a file."""
    command = commands.add_parser(
        "check",
        **described(
            prog,
            say("all faults of a provider's, an account's or a bill's file, and remarks on them"),
            "check account.csv --provider kos",
        ),
    )
    command.add_argument(
        "file", metavar="FILE", type=FileText, help=say("the file: .toml, .json, .csv or .xlsx; - is standard input")
    )
    command.add_argument("--strict", action="store_true", help=say("exit with status 1 where there are remarks"))
    add_terms(command, readings=False)
    add_language(command)
    add_output_file(command)
    add_quiet(command)
    command.set_defaults(run=check)


def add_template(commands: Any, prog: str) -> None:
    """Add the command that prints a start of a file."""
    help_, names = say("a commented start of a file"), TEMPLATES
    command = commands.add_parser("template", **described(prog, help_, "template account.csv -o account.csv"))
    command.add_argument("name", choices=names, metavar="NAME", help=say("which file: {names}", names=", ".join(names)))
    add_language(command)
    add_output_file(command)
    command.set_defaults(run=template)


def add_schema(commands: Any, prog: str) -> None:
    """Add the command that prints a JSON Schema."""
    help_, names = say("the JSON Schema of a file or of a receipt, for an editor or a database"), get_args(SchemaName)
    command = commands.add_parser("schema", **described(prog, help_, "schema receipt -o receipt.schema.json"))
    command.add_argument("name", choices=names, metavar="NAME", help=say("of what: {names}", names=", ".join(names)))
    add_output_file(command)
    command.set_defaults(run=schema)


def add_verify(commands: Any, prog: str) -> None:
    """Add the command that verifies receipts."""
    help_ = say("whether receipts still come out: what differs, and which table or version has changed")
    command = commands.add_parser("verify", **described(prog, help_, "verify receipts.jsonl"))
    command.add_argument(
        "file",
        metavar="FILE",
        type=FileText,
        help=say("the receipts: one or a list of them as .json, or .jsonl with one on each line; - is standard input"),
    )
    command.add_argument(
        "--provider",
        metavar="NAME",
        help=say("the terms of a file of your own, such as own.toml; without it, those that each receipt names"),
    )
    command.add_argument(
        "--service", metavar="NAME", help=say("the service of these terms, as the receipts name it; or none")
    )
    add_output(command)
    add_quiet(command)
    command.set_defaults(run=verify)


def add_import(commands: Any, prog: str) -> None:
    """Add the command that makes an account of another program's export."""
    maps = published_names("imports")
    help_ = say("an account from the export of another program")
    command = commands.add_parser(
        "import", **described(prog, help_, "import invoices.csv --map stripe --customer cus_1 -o account.toml")
    )
    command.add_argument(
        "file", metavar="FILE", type=FileText, help=say("the export: .csv or .xlsx; - is standard input")
    )
    command.add_argument(
        "--map",
        metavar="MAP",
        required=True,
        help=say("what its rows are: {maps}, or the path of a .toml file", maps=", ".join(maps)),
    )
    command.add_argument(
        "--customer", metavar="NAME", help=say("whose rows are meant, where there are several customers")
    )
    command.add_argument(
        "--currency", metavar="XXX", help=say("the currency of the amounts, where the export names none")
    )
    command.add_argument(
        "--to",
        choices=get_args(AccountFormat),
        default="toml",
        help=say("what it becomes: the file of an account, or a journal for hledger or beancount (toml)"),
    )
    add_books(command)
    add_language(command)
    add_output_file(command)
    command.set_defaults(run=import_)


def add_new_provider(commands: Any, prog: str) -> None:
    """Add the command that asks for a provider's terms."""
    help_ = say("the file of a provider's terms, asked for question by question, with the figures as they change")
    command = commands.add_parser("new-provider", **described(prog, help_, "new-provider example.toml"))
    command.add_argument("new_file", metavar="FILE", help=say("where the file goes, at the end: one that is not there"))
    add_language(command)
    command.set_defaults(run=written_anew)


def written_anew(asked: argparse.Namespace) -> int:
    """Ask for a provider's terms, and write its file."""
    from telcoterms.cli.new_provider import new_provider

    return new_provider(asked)


def add_desk(commands: Any, prog: str) -> None:
    """Add the command that serves the pages to this machine's browser."""
    help_ = say("pages in the browser that answer on this machine, without the internet")
    command = commands.add_parser("desk", **described(prog, help_, "desk"))
    command.add_argument(
        "--port", metavar="N", type=CountText, default=CountText(0), help=say("the port; without it, one that is free")
    )
    command.add_argument("--no-browser", action="store_true", help=say("print the address alone, and open no browser"))
    command.set_defaults(run=desk)


def add_completion(commands: Any, prog: str) -> None:
    """Add the command that prints what a shell needs to complete the command."""
    from telcoterms.cli.completion import SHELLS

    help_ = say("what a shell needs to complete the commands, options and values")
    command = commands.add_parser("completion", **described(prog, help_, "completion bash"))
    command.add_argument(
        "shell", choices=SHELLS, metavar="SHELL", help=say("which shell: {names}", names=", ".join(SHELLS))
    )
    command.set_defaults(run=completed)


def completed(asked: argparse.Namespace) -> int:
    """Print what a shell needs to complete the command."""
    from telcoterms.cli.completion import completion

    print(completion(asked.shell, parser()), end="")
    return 0


def add_terms(to: argparse.ArgumentParser, readings: bool = True) -> None:
    """Add the options that say whose terms are asked."""
    group = to.add_argument_group(say("whose terms"))
    group.add_argument(
        "--provider",
        metavar="NAME",
        help=say(
            "a provider, such as kos, or the path of a .toml file; without it, the one that the file of an account or "
            "a bill names, or TELCOTERMS_PROVIDER in the environment"
        ),
    )
    group.add_argument(
        "--service",
        metavar="NAME",
        help=say(
            "a service with an agreement of its own, such as cable, or none for one without; without it, the one that "
            "the file of an account or a bill names"
        ),
    )
    group.add_argument("--edition", metavar=DAY, type=DayText, help=say("the edition of this date, not the newest"))
    if readings:
        group.add_argument(
            "--voice", choices=VOICES, help=say("the voice in which the terms are read, where they declare several")
        )
        group.add_argument(
            "--reading",
            action="append",
            default=[],
            metavar="QUESTION.NAME=VALUE",
            help=say("take another reading, such as late_charge.runs_from=due-date; may be repeated"),
        )


def add_customer(to: argparse.ArgumentParser, taken: Container[str]) -> None:
    """Add the options that say what is known of the customer; a fact of the question is not asked for twice."""
    group = to.add_argument_group(say("the customer, for the law beside the terms; no figure changes"))
    customers = ", ".join(get_args(Customer))
    settings: dict[str, dict[str, Any]] = {
        "agreed": {"metavar": DAY, "type": DayText, "help": say("the day on which the agreement was made")},
        "customer": {
            "choices": get_args(Customer),
            "metavar": "CUSTOMER",
            "help": say("who the customer is: {names}", names=customers),
        },
        "device_subsidy": {
            "metavar": "AMOUNT",
            "type": AmountText,
            "help": say("what the provider paid of the price of a device, 0 for none"),
        },
        "province": {
            "metavar": "XX",
            "type": ProvinceText,
            "help": say("where the customer is, such as ON; it moves no tax"),
        },
    }
    for name, options in settings.items():
        if name not in taken:
            option = "--" + name.replace("_", "-")
            group.add_argument(option, default=argparse.SUPPRESS, **options)


ONE_SENTENCE: Final = "one sentence, as it is said on the telephone"


def add_answer_output(
    to: argparse.ArgumentParser, formats: tuple[OutputFormat, ...] = (), readings: bool = True
) -> None:
    """Add the options that say how an answer is shown, and how much of it; a bill has no readings of its own."""
    group = add_output(to, formats)
    depths = group.add_mutually_exclusive_group()
    helps: dict[Depth, str] = {
        "say": say(ONE_SENTENCE),
        "working": say("each line of the arithmetic with its clause, the readings and the law"),
    }
    if readings:
        helps["readings"] = say("the figures under all readings, as a table")
    for depth, help_ in helps.items():
        depths.add_argument(f"--{depth}", dest="depth", action="store_const", const=depth, help=help_)
    to.set_defaults(depth="brief")


MAX_CHOICES_IN_USAGE: Final = 7  # more stand in the help alone


def add_output(to: argparse.ArgumentParser, formats: tuple[OutputFormat, ...] = ()) -> Any:
    """Add the options that say how a report is shown, and return their group."""
    group = to.add_argument_group(say("how it is shown"))
    choices = (*EVERY_REPORT, *formats)
    help_ = say("text, or what the ending of the output file says, unless another is named")
    if len(choices) > MAX_CHOICES_IN_USAGE:
        help_ = say("{help}: {formats}", help=help_, formats=", ".join(choices))
        group.add_argument("--format", choices=choices, metavar="FORMAT", help=help_)
    else:
        group.add_argument("--format", choices=choices, help=help_)
    to.set_defaults(formats=choices)
    add_language(group)
    add_output_file(group)
    return group


def add_output_file(to: Any) -> None:
    """Add the option that says where the output goes."""
    to.add_argument(
        "-o", "--output", metavar="FILE", help=say("write this file, once the answer is there, and print nothing")
    )


def add_quiet(to: Any) -> None:
    """Add the option of a command whose status says what it found."""
    to.add_argument("-q", "--quiet", action="store_true", help=say("print nothing: the exit status is the answer"))


def add_language(to: Any) -> None:
    """Add the option that says in which language."""
    to.add_argument(
        "--lang",
        choices=LANGUAGES,
        help=say("text or html in this language, with its formats of money and days; without it, plain English"),
    )


def helped(top: argparse.ArgumentParser) -> int:
    """Print the help."""
    top.print_help(sys.stdout)
    return 0


OF_A_FILE: Final[Mapping[str, Callable[[Any, str], None]]] = {
    "statement": add_statement,
    "settlement": add_settlement,
    "what_if": add_what_if,
    "audit": add_audit,
}
"""The functions that add the commands of questions which read a fact from a file."""
COMMANDS: Final[Mapping[str, Callable[[Any, str], None]]] = {
    **{name.replace("_", "-"): partial(add_plain, name) for name in QUESTIONS if name not in OF_A_FILE},
    **{name.replace("_", "-"): add for name, add in OF_A_FILE.items()},
    "batch": add_batch,
    "terms": add_coverage,
    "explain": add_explain,
    "diff": add_diff,
    "compare": add_compare,
    "check": add_check,
    "template": add_template,
    "schema": add_schema,
    "verify": add_verify,
    "import": add_import,
    "new-provider": add_new_provider,
    "desk": add_desk,
    "completion": add_completion,
}
"""The functions that add each command, in the order of the help."""
GROUPS: Final = ("batch", "compare", "explain")
"""The commands that another command follows."""
ASKED_MOST: Final[Mapping[str, str]] = {
    Term("Why is my bill 3.07 more?"): "explain late-charge 113.00 --issued 2026-01-01 --paid 2026-02-15 --billed 3.07",
    Term("What do I get back if I cancel on the 10th?"): "leave 49.95 --cancelled 2026-06-10 --cycle-start 2026-06-01",
    Term("What does it cost to cancel my cable contract today?"): "leave 59.95 --service cable --incentive 50.00 "
    "--term-start 2025-03-15 --term-months 12 --cycle-start 2025-10-25 --cancelled 2025-11-02",
    Term("I paid a part and dispute another: what do I owe?"): "statement account.csv --as-of 2026-04-10",
}
"""What people ask most, each with a command that answers it."""
HELP_GROUPS: Final[dict[str, tuple[str, ...]]] = {
    Term("a bill"): (
        "due-date",
        "late-charge",
        "effective-annual-rate",
        "tax",
        "part-charge",
        "administrative-charge",
        "data-usage",
        "dispute-until",
        "dispute",
        "suspension",
    ),
    Term("a bill held against the terms"): ("explain", "audit-late-charge", "audit"),
    Term("an account"): ("statement", "settlement", "what-if", "deposit"),
    Term("leaving"): (
        "leave",
        "refund",
        "cancellation-charge",
        "cheapest-cancellation",
        "customer-cancellation",
        "regime",
        "equipment-return-by",
    ),
    Term("complaints and support"): (
        "complaint",
        "eligible-for-adr",
        "hours",
        "support-open",
        "next-opening",
        "liability-limit",
        "outage-fees",
    ),
    Term("the terms and the law"): (
        "terms",
        "law",
        "compare",
        "diff",
        "change-of-terms",
        "policy-change",
        "provider-cancellation",
        "precedence",
    ),
    Term("files"): ("template", "schema", "new-provider", "check", "import", "verify", "batch", "desk", "completion"),
}
"""The commands by what they are about, in the order of the help; one that stands in none is listed at its end."""
HELP_INDENT: Final = 24
