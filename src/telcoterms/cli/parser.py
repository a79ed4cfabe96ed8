"""The words that the command understands, and its help."""

from __future__ import annotations

import argparse
import re
import sys
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any, Final, NoReturn, get_args

from telcoterms.cli.commands import audit, audit_late_charge, check, question, statement, template, terms
from telcoterms.library import TEMPLATES
from telcoterms.rules.cancellation_charge import CancelledBy
from telcoterms.rules.refund import Regime
from telcoterms.taxes import TaxMode
from telcoterms.version import __version__

DAY: Final = "YYYY-MM-DD"


def whole(text: str) -> int:
    """A whole number in plain digits."""
    if not re.fullmatch(r"[0-9]{1,9}", text, re.ASCII):
        raise argparse.ArgumentTypeError(f"{text[:60]!r} is no whole number: write digits alone, such as 24")
    return int(text)


def given_or_none(text: str) -> str | None:
    """A day, or `none`."""
    return None if text == "none" else text


@dataclass(frozen=True)
class Option:
    """An option of a question: its name as in the library, what it means, and how argparse is to take it."""

    name: str
    help: str
    metavar: str | None = DAY
    required: bool = True
    more: Mapping[str, Any] = field(default_factory=dict)

    def add_to(self, to: argparse.ArgumentParser) -> None:
        """Add it to a parser; left out, it is not passed on, so that the library's own default holds."""
        option = "--" + self.name.replace("_", "-")
        settings: dict[str, Any] = {"metavar": self.metavar} if "choices" not in self.more else {}
        to.add_argument(
            option, help=self.help, required=self.required, default=argparse.SUPPRESS, **settings, **self.more
        )


@dataclass(frozen=True)
class Asked:
    """A question as a command: what it answers, its amount if it takes one, its options, an example."""

    help: str
    example: str
    amount: tuple[str, str] | None = None
    options: tuple[Option, ...] = ()
    run: Callable[[argparse.Namespace], int] = question


ISSUED: Final = Option("issued", "the date of the invoice")
OUTSTANDING: Final = ("amount", "what was outstanding when the due date ended, such as 113.00")
PAID: Final = Option("paid", "the day on which it was paid in full, or on which it is looked at")
BILLING_MONTHS: Final = Option(
    "billing_months", "how many months a bill covers: 1, or 3 when billed by the quarter", "N", False, {"type": whole}
)
TERM: Final = (
    Option("term_start", "the first day of the fixed term"),
    Option("term_months", "how many months the term has", "N", more={"type": whole}),
)
TAX: Final = (
    Option("province", "take the tax of another province, such as NS", "XX", required=False),
    Option("tax_rate", "take this rate of tax, such as 0.13 for 13 %%", "RATE", required=False),
)

QUESTIONS: Final[Mapping[str, Asked]] = {
    "due_date": Asked("when a bill is due", "due-date --issued 2026-01-01", options=(ISSUED,)),
    "late_charge": Asked(
        "what a late payment costs",
        "late-charge 113.00 --issued 2026-01-01 --paid 2026-02-15",
        OUTSTANDING,
        (
            ISSUED,
            PAID,
            BILLING_MONTHS,
        ),
    ),
    "effective_annual_rate": Asked("the yearly rate to which the late charge comes", "effective-annual-rate"),
    "dispute_until": Asked("until when a bill can be disputed", "dispute-until --issued 2026-01-01", options=(ISSUED,)),
    "dispute": Asked(
        "whether a dispute was in time",
        "dispute --issued 2026-01-01 --reported 2026-03-15",
        options=(ISSUED, Option("reported", "the day on which it was disputed")),
    ),
    "refund": Asked(
        "what comes back when a service is cancelled",
        "refund 49.95 --cycle-start 2026-06-01 --cancelled 2026-06-10",
        ("fee", "the fee that was prepaid, before tax, such as 49.95"),
        (
            Option("cycle_start", "the first day of the monthly billing cycle that holds the cancellation"),
            Option("cancelled", "the day of the cancellation"),
            Option("fee_months", "how many months the fee covers: 12 for a yearly plan", "N", False, {"type": whole}),
            Option(
                "billing_day",
                "the day of the month on which it is billed, where a 29th to 31st was moved",
                "N",
                False,
                {"type": whole},
            ),
            Option("paid_until", "the first day that is not paid for", required=False),
            Option(
                "regime",
                "whether it was month to month (the default) or inside a fixed term",
                required=False,
                more={"choices": get_args(Regime)},
            ),
            *TAX,
        ),
    ),
    "cancellation_charge": Asked(
        "what it costs to end a fixed term early",
        "cancellation-charge 59.95 --term-start 2025-01-01 --term-months 24 --cancelled 2026-05-10",
        ("monthly_fee", "the monthly fee before tax, where a share of the fees is charged"),
        (
            *TERM,
            Option("cancelled", "the day of the cancellation"),
            Option("incentive", "what was received for taking the term, where that is charged", "AMOUNT", False),
            Option(
                "last_invoice",
                "the date of the last monthly invoice, or none",
                required=False,
                more={"type": given_or_none},
            ),
            Option(
                "by",
                "who cancels: the customer unless another is named",
                required=False,
                more={"choices": get_args(CancelledBy)},
            ),
            *TAX,
            Option(
                "tax_mode",
                "whether the tax is added (the default) or included",
                required=False,
                more={"choices": get_args(TaxMode)},
            ),
        ),
    ),
    "audit_late_charge": Asked(
        "whether a billed late charge agrees with the terms, and what gives it",
        "audit-late-charge 113.00 --billed 3.41 --issued 2026-01-01 --paid 2026-02-15",
        OUTSTANDING,
        (
            Option("billed", "the late charge that was billed", "AMOUNT"),
            ISSUED,
            PAID,
            BILLING_MONTHS,
            Option("before_tax", "the part of the amount that is no tax: one more mistake is tried", "AMOUNT", False),
            Option("original", "the amount of the whole invoice: one more mistake is tried", "AMOUNT", False),
        ),
        audit_late_charge,
    ),
    "regime": Asked(
        "whether a day lies in a fixed term",
        "regime --term-start 2025-01-01 --term-months 12 --on 2026-01-01",
        options=(*TERM, Option("on", "the day that is asked about")),
    ),
}


class Parser(argparse.ArgumentParser):
    """A parser that says what is wrong in a sentence, and where help is."""

    def error(self, message: str) -> NoReturn:
        """Say it on standard error and leave with 2."""
        self.exit(2, f"{self.prog}: {message}\n{self.prog} --help shows how it is used\n")


def described(prog: str, help_: str, example: str) -> dict[str, Any]:
    """The settings that all parsers share."""
    return {
        "help": help_,
        "description": help_[0].upper() + help_[1:] + ".",
        "epilog": f"example:\n  {prog} {example}",
        "formatter_class": argparse.RawDescriptionHelpFormatter,
        "allow_abbrev": False,
    }


def parser() -> argparse.ArgumentParser:
    """The whole command."""
    prog = "telcoterms"
    top = Parser(
        prog=prog,
        description="A telecom provider's published terms as exact figures, each with its working and its clause.",
        epilog="example:\n  telcoterms late-charge 113.00 --issued 2026-01-01 --paid 2026-02-15\n\n"
        "telcoterms COMMAND --help shows the options of a command and an example of it.",
        formatter_class=argparse.RawDescriptionHelpFormatter,
        allow_abbrev=False,
    )
    top.add_argument("--version", action="version", version=f"telcoterms {__version__}")
    top.set_defaults(run=lambda asked: helped(top))
    commands = top.add_subparsers(metavar="COMMAND", title="commands", parser_class=Parser)
    for name, asked in QUESTIONS.items():
        one = commands.add_parser(name.replace("_", "-"), **described(prog, asked.help, asked.example))
        if asked.amount is not None:
            amount, meaning = asked.amount
            optional: dict[str, Any] = {"nargs": "?", "default": argparse.SUPPRESS} if amount == "monthly_fee" else {}
            one.add_argument(amount, metavar=amount.upper(), help=meaning, **optional)
        for option in asked.options:
            option.add_to(one)
        add_terms(one)
        add_output(one)
        one.set_defaults(run=asked.run, question=name)
    one = commands.add_parser(
        "statement", **described(prog, "what an account owes on a day", "statement account.toml --as-of 2026-04-10")
    )
    one.add_argument("file", metavar="FILE", help="the account: .toml, .json, or .csv as a spreadsheet saves it")
    one.add_argument("--as-of", metavar=DAY, required=True, help="the day of the statement")
    add_terms(one)
    add_output(one)
    one.set_defaults(run=statement, question="statement")
    add_audit(commands, prog)
    add_looking(commands, prog)
    return top


def add_audit(commands: Any, prog: str) -> None:
    """The command that holds a bill against the terms."""
    help_ = "whether the lines of a bill agree with the terms, and what gives those that do not"
    one = commands.add_parser("audit", **described(prog, help_, "audit bill.toml"))
    one.add_argument("file", metavar="FILE", help="the bill: .toml or .json")
    add_terms(one)
    add_output(one, readings=False)
    one.set_defaults(run=audit, question="audit", readings=False)


def add_looking(commands: Any, prog: str) -> None:
    """The commands that look terms and files over."""
    one = commands.add_parser(
        "terms", **described(prog, "clause by clause, what is computed, what is not, and why", "terms kos")
    )
    one.add_argument("named", metavar="PROVIDER", nargs="?", help="a provider's name, or the path of a file")
    add_terms(one)
    add_output(one, readings=False)
    one.set_defaults(run=terms)
    one = commands.add_parser(
        "check", **described(prog, "all faults of a provider's, an account's or a bill's file", "check account.csv")
    )
    one.add_argument("file", metavar="FILE", help="the file: .toml, .json or .csv")
    add_terms(one, readings=False)
    one.set_defaults(run=check)
    one = commands.add_parser(
        "template", **described(prog, "a commented start of a file", "template account.csv > account.csv")
    )
    one.add_argument("name", choices=TEMPLATES, help="which file")
    one.set_defaults(run=template)


def add_terms(to: argparse.ArgumentParser, readings: bool = True) -> None:
    """The options that say whose terms are asked."""
    group = to.add_argument_group("whose terms")
    group.add_argument(
        "--provider", default="kos", metavar="NAME", help="a provider, or the path of a .toml file (kos)"
    )
    group.add_argument("--service", metavar="NAME", help="a service with an agreement of its own, such as cable")
    group.add_argument("--edition", metavar=DAY, help="the edition of this date, not the newest")
    if readings:
        group.add_argument(
            "--reading",
            action="append",
            default=[],
            metavar="QUESTION.NAME=VALUE",
            help="take another reading, such as late_charge.runs_from=due-date; may be repeated",
        )


def add_output(to: argparse.ArgumentParser, readings: bool = True) -> None:
    """The options that say how the answer is shown."""
    group = to.add_argument_group("how it is shown")
    if readings:
        group.add_argument("--readings", action="store_true", help="the figures under all readings, as a table")
    group.add_argument(
        "--format", choices=("text", "json", "html"), default="text", help="text unless another is named"
    )


def helped(top: argparse.ArgumentParser) -> int:
    """Print the help."""
    top.print_help(sys.stdout)
    return 0
