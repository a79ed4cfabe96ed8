"""The questions as commands: what each answers, its amount, its options, an example."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final, get_args

from telcoterms.agreement.taxes import TaxRounding
from telcoterms.clauses.administrative_charge import AdministrativeReason
from telcoterms.clauses.cancellation_charge import CancelledBy
from telcoterms.clauses.eligible_for_adr import Customer, Subject
from telcoterms.clauses.refund import Regime
from telcoterms.cli.commands import audit_late_charge, complaint
from telcoterms.cli.options import (
    AT,
    BILLING_MONTHS,
    CANCELLED,
    ISSUED,
    MODE,
    MOMENT,
    NOTICE,
    OUTSTANDING,
    PAID,
    TAX,
    TERM,
    Asked,
    Option,
    given_or_none,
    whole,
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
            MODE,
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
    "outage_fees": Asked(
        "the fees payable during an outage, and up to which sum it is answered for",
        "outage-fees 74.95 --began 2026-04-10T06:00-04:00 --ended 2026-04-13T06:00-04:00",
        ("monthly_fee", "the fee of a month, before tax, such as 74.95"),
        (
            Option("began", "the moment from which the service was out, with its offset from UTC", MOMENT),
            Option("ended", "the moment from which it was there again", MOMENT),
        ),
    ),
    "data_usage": Asked(
        "how much data activities typically use, and what that costs beyond an allowance",
        "data-usage e-mail=100 hd-video=20 --allowance-gb 50 --price-per-gb 1.00",
        ("activities", "an activity and how many items or hours of it, such as hd-video=20"),
        (
            Option("allowance_gb", "the gigabytes that the fee covers", "GB", False),
            Option("price_per_gb", "the price of each gigabyte beyond them", "AMOUNT", False),
        ),
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
    "precedence": Asked(
        "which of two documents goes first where they disagree",
        "precedence --one service-terms --other dsl",
        options=(
            Option("one", "a document of the terms, such as service-terms", "DOCUMENT"),
            Option("other", "another one, such as dsl", "DOCUMENT"),
        ),
    ),
    "provider_cancellation": Asked(
        "when the provider's own cancellation on notice takes effect at the earliest",
        "provider-cancellation --notice 2026-01-01",
        options=(NOTICE,),
    ),
    "complaint": Asked(
        "until when a complaint is answered, what is overdue, and where it can go next",
        "complaint --received 2026-03-02 --senior 2026-03-09 --on 2026-03-16",
        options=(
            Option("received", "the day on which the complaint was received"),
            Option("answered", "the day on which it was answered", required=False),
            Option("senior", "the day on which a senior member of the staff was asked for", required=False),
            Option("senior_answered", "the day on which the senior member answered", required=False),
            Option("manager", "the day on which a manager was asked for", required=False),
            Option("manager_answered", "the day on which the manager answered", required=False),
            Option("deadlock", "the day of the provider's final letter", required=False),
            Option("on", "the day on which the complaint is looked at", required=False),
        ),
        run=complaint,
        formats=("ical",),
    ),
    "eligible_for_adr": Asked(
        "whether a complaint can go to the body outside, and to an arbitrator",
        "eligible-for-adr --customer small-business --monthly-bill 180.00",
        options=(
            Option("customer", "who complains", more={"choices": get_args(Customer)}),
            Option("monthly_bill", "what a small business is billed a month, such as 180.00", "AMOUNT", False),
            Option(
                "subject",
                "what it is about: other unless billing is named",
                required=False,
                more={"choices": get_args(Subject)},
            ),
        ),
    ),
    "hours": Asked(
        "the hours of support on a day",
        "hours --day 2026-12-24",
        options=(Option("day", "the day that is asked about"),),
        also="support-hours",
    ),
    "support_open": Asked(
        "whether support is open at a moment", "support-open --at 2026-12-24T19:00-05:00", options=(AT,)
    ),
    "next_opening": Asked("when support opens next", "next-opening --at 2026-12-24T21:00-05:00", options=(AT,)),
    "customer_cancellation": Asked(
        "from which day on the customer's own cancellation takes effect",
        "customer-cancellation --received 2026-06-10",
        options=(Option("received", "the day on which the provider received the notice"),),
    ),
    "tax": Asked(
        "the tax on a bill, and its total",
        "tax 39.95 14.95 --on 2026-06-01",
        ("amounts", "what is taxed: one sum, or each part of the bill"),
        (
            Option("on", "the day of the bill"),
            Option("late_charge", "a late charge on the bill, which carries no tax", "AMOUNT", False),
            *TAX,
            MODE,
            Option(
                "tax_rounding",
                "whether the tax is rounded once, on the total (the default), or part by part",
                required=False,
                more={"choices": get_args(TaxRounding)},
            ),
        ),
    ),
    "law": Asked(
        "what the law beside the terms fixes on a day, and whether the terms agree with it",
        "law --on 2026-06-01",
        options=(Option("on", "the day that is asked about"),),
    ),
}
