"""Compare billed late charges with the terms.

Which figures do the default readings give, which only another reading, and which no reading?

python examples/check_a_bill.py
"""

from dataclasses import dataclass

from telcoterms import Money, load


@dataclass(frozen=True)
class Billed:
    """One late charge on one bill: the amount that was late, its two days, and what was charged."""

    amount: str
    issued: str
    paid: str
    charge: str


BILLS = [
    Billed("113.00", "2026-01-01", "2026-02-15", "3.41"),
    Billed("113.00", "2026-01-01", "2026-02-15", "4.57"),
    Billed("113.00", "2026-01-01", "2026-02-15", "5.00"),
    Billed("56.44", "2026-03-01", "2026-03-16", "0.55"),
    Billed("250.00", "2026-01-31", "2026-04-30", "15.30"),
]


def main() -> None:
    """Print a line for each bill, and the total of the bills that no reading gives, above what the words allow."""
    kos = load("kos")
    beyond = Money(0, "CAD")
    print("amount  issued      paid        billed   terms  lowest highest  explanation")
    for bill in BILLS:
        billed = Money(bill.charge, "CAD")
        answer = kos.late_charge(bill.amount, issued=bill.issued, paid=bill.paid)
        across = answer.across_readings()
        matches = [readings for readings, figure in across.combinations if figure == billed]
        if billed == answer.value:
            explanation = "what these terms give"
        elif matches:
            # the combination that changes the fewest default readings
            taken = answer.readings
            changes = min(
                ({name: value for name, value in readings.items() if taken[name] != value} for readings in matches),
                key=len,
            )
            explanation = "only where " + ", ".join(f"{name} is {value}" for name, value in changes.items())
            if across.standing_of(changes) == "practised":
                explanation += ", practised against the words"
        elif billed > across.highest:
            explanation = f"{billed - across.highest} above what the words allow"
            beyond += billed - across.highest
        else:
            explanation = "given by no reading"
        print(
            f"{bill.amount:>6}  {bill.issued}  {bill.paid}  {billed.text:>6}  {answer.value.text:>6}"
            f"  {across.lowest.text:>6}  {across.highest.text:>6}  {explanation}"
        )
    print(f"above what the words allow, where no reading gives it: {beyond}")


if __name__ == "__main__":
    main()
