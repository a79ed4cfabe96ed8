"""Write the golden workings anew: `python -m tests.golden.make`. Then read what `git diff tests/golden` shows.

A working that changes on purpose is changed by running this; one that changes by accident fails `test_golden.py`.
"""

from collections.abc import Callable
from dataclasses import replace
from functools import cache
from pathlib import Path
from typing import Any

from telcoterms import Account, Answer, Invoice, Money, Payment, Terms, compare, load
from telcoterms.clauses.late_charge.kinds import LATE_CHARGE, RateCharge
from telcoterms.files.account import read_account
from tests.records.make import history

FOLDER = Path(__file__).parent
KOS = load("kos")
HOSTING = load("kos", service="none")
DSL = load("kos", service="dsl")
MESSY_ACCOUNT = read_account(Path(__file__).parents[2] / "examples" / "messy_account.toml", "CAD")
MESSY = KOS.statement(MESSY_ACCOUNT, "2026-04-20")
EARLIER = KOS.statement(MESSY_ACCOUNT, "2026-03-02")
HISTORY = KOS.statement(history(), "2026-04-25")  # an event of every kind
PROVIDERS = Path(__file__).parents[1] / "providers"
SEVERAL = (  # named one by one, so that a provider which is published later changes no comparison
    KOS,
    load("kijoma"),
    load(PROVIDERS / "sakura-2025-04-01.toml"),
    load(PROVIDERS / "nordlys-2024-05-01.toml"),
)
TERM: dict[str, Any] = {"term_start": "2025-01-01", "term_months": 24, "first": "2026-05-10", "last": "2027-01-31"}
CHARGE = KOS.late_charge("113.00", issued="2026-01-01", paid="2026-02-15")
ACCOUNT = Account(
    [
        Invoice("2026-01", "2026-01-31", Money("56.45", "CAD")),
        Invoice("2026-02", "2026-02-28", Money("90.00", "CAD")),
        Payment("2026-02-05", Money("20.00", "CAD"), invoice="2026-01", reference="R 7"),
        Payment("2026-03-20", Money("30.00", "CAD")),
        Payment("2026-04-10", Money("100.00", "CAD")),
    ]
)


def at_least_three_dollars() -> Terms:
    """KOS's terms, but with a late charge of 3.00 at least."""
    agreement = KOS.agreement
    rule = LATE_CHARGE.of(agreement)
    assert isinstance(rule, RateCharge)
    minimum = replace(rule, least=Money(3, "CAD"))
    return Terms(replace(agreement, rules=agreement.rules.changed(late_charge=minimum)))


WORKINGS: dict[str, Callable[[], object]] = {
    "late-charge": lambda: CHARGE,
    "late-charge-readings": lambda: CHARGE.across_readings(),
    "late-charge-in-time": lambda: KOS.late_charge("113.00", issued="2026-01-01", paid="2026-01-16"),
    "late-charge-once-daily-compound": lambda: CHARGE.under(round_at="once", part_month="daily-compound"),
    "effective-annual-rate": lambda: KOS.effective_annual_rate(),
    "dispute": lambda: KOS.dispute(issued="2026-01-01", reported="2026-04-02"),
    "regime": lambda: KOS.regime(term_start="2025-01-31", term_months=13, on="2026-02-28"),
    "refund": lambda: KOS.refund(
        "599.40",
        cycle_start="2026-02-28",
        cancelled="2026-03-10",
        fee_months=12,
        billing_day=31,
        paid_until="2026-07-31",
    ),
    "cancellation-charge": lambda: HOSTING.cancellation_charge(
        "59.95", term_start="2025-01-01", term_months=24, cancelled="2026-05-10"
    ),
    "cancellation-charge-dsl": lambda: DSL.cancellation_charge(
        incentive="200.00", term_start="2025-01-31", term_months=24, last_invoice="2026-04-15", cancelled="2026-05-10"
    ),
    "administrative-charge": lambda: KOS.administrative_charge("35.00", reason="returned-payment"),
    "equipment-return-by": lambda: HOSTING.equipment_return_by(cancelled="2026-06-10"),
    "equipment-return-by-received": lambda: DSL.equipment_return_by(cancelled="2026-06-10"),
    "equipment-return-by-retrieved": lambda: load("kos", service="fixed-wireless").equipment_return_by(
        cancelled="2026-06-10"
    ),
    "liability-limit": lambda: KOS.liability_limit(fees_during_outage="13.50"),
    "change-of-terms": lambda: KOS.change_of_terms(notice="2026-01-01", effective="2026-02-15"),
    "precedence": lambda: KOS.precedence(one="service-terms", other="dsl"),
    "policy-change": lambda: KOS.policy_change(posted="2026-03-01"),
    "provider-cancellation": lambda: KOS.provider_cancellation(notice="2026-01-01"),
    "complaint": lambda: KOS.complaint(
        received="2026-03-02", senior="2026-04-02", senior_answered="2026-04-08", manager="2026-04-10", on="2026-04-30"
    ),
    "complaint-by-law": lambda: load("kijoma").complaint(received="2026-04-08", deadlock="2026-06-10", on="2026-06-11"),
    "complaint-kijoma": lambda: load("kijoma").complaint(received="2026-03-30", on="2026-06-01"),
    "eligible-for-adr": lambda: KOS.eligible_for_adr(customer="small-business", monthly_bill="2500.00"),
    "hours": lambda: KOS.hours("2026-03-08"),
    "support-open": lambda: load("kijoma").support_open(at="2026-05-25T10:00+01:00"),
    "support-open-readings": lambda: load("kijoma").support_open(at="2026-05-25T10:00+01:00").across_readings(),
    "next-opening": lambda: KOS.next_opening(at="2026-12-24T21:00-05:00"),
    "customer-cancellation": lambda: KOS.customer_cancellation(received="2026-06-10"),
    "outage-fees": lambda: KOS.outage_fees("74.95", began="2026-03-07T06:00-05:00", ended="2026-04-13T06:00-04:00"),
    "data-usage": lambda: KOS.data_usage({"e-mail": 100, "hd-video": "1.5"}, allowance_gb=3, price_per_gb=2),
    "data-usage-open": lambda: KOS.data_usage({"4k-video": 2, "gaming": "0.5"}),
    "tax": lambda: KOS.tax("200.00", on="2026-06-01", late_charge="8.00"),
    "tax-by-component": lambda: KOS.tax(["39.95", "14.95", "0.50"], on="2026-06-01", tax_rounding="by-component"),
    "tax-in-quebec": lambda: KOS.tax(["39.99", "-5.00"], on="2026-06-01", province="QC"),
    "tax-in-quebec-included": lambda: KOS.tax("45.98", on="2026-06-01", province="QC", tax_mode="included"),
    "law": lambda: KOS.law(on="2026-06-01"),
    "law-in-2015": lambda: KOS.law(on="2015-06-01"),
    "refund-fixed-term": lambda: KOS.refund(
        "49.95", cycle_start="2026-06-01", cancelled="2026-06-10", regime="fixed-term"
    ),
    "statement": lambda: KOS.statement(ACCOUNT, as_of="2026-04-20"),
    "statement-readings": lambda: KOS.statement(ACCOUNT, as_of="2026-04-20").across_readings(),
    "statement-daily-compound": lambda: KOS.statement(ACCOUNT, as_of="2026-04-05").under(part_month="daily-compound"),
    "statement-per-account": lambda: KOS.statement(ACCOUNT, as_of="2026-04-20").under(posted_per="account"),
    "statement-greater-of": lambda: at_least_three_dollars().statement(ACCOUNT, as_of="2026-04-05"),
    "messy-account": lambda: MESSY,
    "messy-account-earlier": lambda: EARLIER,
    "messy-account-corrections": lambda: MESSY.corrections(EARLIER),
    "messy-account-csv": lambda: MESSY.csv().replace("\r\n", "\n"),
    "messy-account-readings": lambda: MESSY.across_readings(),
    "history": lambda: HISTORY,
    "history-while-disputes-are-open": lambda: KOS.statement(history(), "2026-02-18"),
    "history-from-decision": lambda: HISTORY.under(on_rejection="from-decision"),
    "history-never-exempt": lambda: KOS.statement(history(), "2026-02-18").under(disputed="never-exempt"),
    "compare-late-charge": lambda: compare("late_charge", SEVERAL, amount="100.00", issued="2026-01-01", days_late=45),
    "compare-due-date": lambda: compare("due_date", SEVERAL, issued="2026-01-01"),
    "compare-complaint": lambda: compare("complaint", SEVERAL, received="2026-03-02"),
    "compare-cancellation-charge": lambda: compare(
        "cancellation_charge",
        SEVERAL,
        monthly_fee="59.95",
        incentive="200.00",
        last_invoice="2026-04-15",
        term_start="2025-01-01",
        term_months=24,
        cancelled="2026-05-10",
    ),
    "settlement": lambda: KOS.settlement(MESSY_ACCOUNT, on="2026-04-20"),
    "what-if": lambda: KOS.what_if(ACCOUNT, Payment("2026-03-01", Money("40.00", "CAD")), on="2026-04-20"),
    "cheapest-cancellation": lambda: HOSTING.cheapest_cancellation("59.95", **TERM),
    "cheapest-cancellation-dsl": lambda: DSL.cheapest_cancellation("19.95", incentive="900.00", **TERM),
}


@cache
def shown(name: str) -> Any:
    """What a working shows; that of all readings takes seconds, and several tests look at it."""
    found = WORKINGS[name]()
    return found.working if isinstance(found, Answer) else found


@cache
def text(name: str) -> str:
    """The file of a working."""
    return f"{shown(name)}\n"


def main() -> None:
    """Write all of them, and nothing else."""
    for old in FOLDER.glob("*.txt"):
        old.unlink()
    for name in WORKINGS:
        (FOLDER / f"{name}.txt").write_text(text(name), "ascii")


if __name__ == "__main__":
    main()
