"""Write the golden workings anew: `python tests/golden/make.py`. Then read what `git diff tests/golden` shows.

A working that changes on purpose is changed by running this; one that changes by accident fails `test_golden.py`.
"""

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

from telcoterms import Account, Invoice, Money, Payment, Terms, load
from telcoterms.rules.late_charge import CompoundMonthly, GreaterOf

FOLDER = Path(__file__).parent
KOS = load("kos")
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
    rule = agreement.late_charge
    assert isinstance(rule, CompoundMonthly)
    greater = GreaterOf(clause=rule.clause, says=rule.says, of=rule, minimum=Money(3, "CAD"))
    return Terms(replace(agreement, rules=replace(agreement.rules, late_charge=greater)))


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
    "cancellation-charge": lambda: KOS.cancellation_charge(
        "59.95", term_start="2025-01-01", term_months=24, cancelled="2026-05-10"
    ),
    "cancellation-charge-dsl": lambda: load("kos", service="dsl").cancellation_charge(
        incentive="200.00", term_start="2025-01-31", term_months=24, last_invoice="2026-04-15", cancelled="2026-05-10"
    ),
    "statement": lambda: KOS.statement(ACCOUNT, as_of="2026-04-20"),
    "statement-readings": lambda: KOS.statement(ACCOUNT, as_of="2026-04-20").across_readings(),
    "statement-daily-compound": lambda: KOS.statement(ACCOUNT, as_of="2026-04-05").under(part_month="daily-compound"),
    "statement-per-account": lambda: KOS.statement(ACCOUNT, as_of="2026-04-20").under(posted_per="account"),
    "statement-greater-of": lambda: at_least_three_dollars().statement(ACCOUNT, as_of="2026-04-05"),
}


def main() -> None:
    """Write all of them, and nothing else."""
    for old in FOLDER.glob("*.txt"):
        old.unlink()
    for name, working in WORKINGS.items():
        (FOLDER / f"{name}.txt").write_text(f"{working()}\n", "ascii")


if __name__ == "__main__":
    main()
