"""The questions as commands: what each answers, its amount, its options, an example."""

from __future__ import annotations

import argparse
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any, Final, get_args

from telcoterms.cli.commands import audit_late_charge, question
from telcoterms.rules.administrative_charge import AdministrativeReason
from telcoterms.rules.cancellation_charge import CancelledBy
from telcoterms.rules.refund import Regime
from telcoterms.taxes import TaxMode

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
        choices, meaning = self.more.get("choices", ()), self.help
        settings: dict[str, Any] = {"metavar": self.metavar}
        if choices:
            settings["metavar"] = self.name.upper()
            meaning += ": " + ", ".join(choices).replace(",", "," if self.required else " (the default),", 1)
        option = "--" + self.name.replace("_", "-")
        to.add_argument(
            option, help=meaning, required=self.required, default=argparse.SUPPRESS, **settings, **self.more
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
CANCELLED: Final = Option("cancelled", "the day of the cancellation")
NOTICE: Final = Option("notice", "the day of the provider's written notice")
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
            CANCELLED,
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
                "whether it was month to month or inside a fixed term",
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
            CANCELLED,
            Option("incentive", "what was received for taking the term, where that is charged", "AMOUNT", False),
            Option(
                "last_invoice",
                "the date of the last monthly invoice, or none",
                required=False,
                more={"type": given_or_none},
            ),
            Option(
                "by",
                "who cancels",
                required=False,
                more={"choices": get_args(CancelledBy)},
            ),
            *TAX,
            Option(
                "tax_mode",
                "whether the tax comes on top of the charge or is in it",
                required=False,
                more={"choices": get_args(TaxMode)},
            ),
        ),
    ),
    "cheapest_cancellation": Asked(
        "on which day of a range leaving costs least",
        "cheapest-cancellation 59.95 --term-start 2025-01-01 --term-months 24 --first 2026-05-10 --last 2027-01-31",
        ("monthly_fee", "the monthly fee before tax"),
        (
            *TERM,
            Option("first", "the first day that is looked at"),
            Option("last", "the last day that is looked at"),
            Option("incentive", "what was received for taking the term, where that is charged", "AMOUNT", False),
            *TAX,
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
    "administrative_charge": Asked(
        "what an administrative charge comes to, within its cap",
        "administrative-charge 35.00 --reason returned-payment",
        ("amount", "what is asked for one charge, such as 35.00"),
        (Option("reason", "what it is charged for", more={"choices": get_args(AdministrativeReason)}),),
    ),
    "equipment_return_by": Asked(
        "by which day leased equipment is to be back",
        "equipment-return-by --cancelled 2026-06-10",
        options=(CANCELLED,),
    ),
    "liability_limit": Asked(
        "up to which sum the provider is liable for an outage",
        "liability-limit 13.50",
        ("fees_during_outage", "the fees payable for the time of the outage, such as 13.50"),
    ),
    "change_of_terms": Asked(
        "when changed terms take effect at the earliest, and from when they bind",
        "change-of-terms --notice 2026-01-01 --effective 2026-02-15",
        options=(NOTICE, Option("effective", "the effective date that the notice names")),
    ),
    "policy_change": Asked(
        "from which day a new or changed policy binds",
        "policy-change --posted 2026-03-01",
        options=(Option("posted", "the day on which it was posted"),),
    ),
    "provider_cancellation": Asked(
        "when the provider's own cancellation on notice takes effect at the earliest",
        "provider-cancellation --notice 2026-01-01",
        options=(NOTICE,),
    ),
}
