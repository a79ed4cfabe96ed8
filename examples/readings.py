"""Compute one late charge under every reading of the terms.

python examples/readings.py
"""

from telcoterms import load

kos = load("kos")
charge = kos.late_charge("113.00", issued="2026-01-01", paid="2026-02-15")

# The readings in use, and the figure that they give.
print(f"{charge.value} as the readings are taken:")
for name, value in charge.readings.items():
    print(f"  {name}: {value}")

# Change one of them, for this answer only.
print(f"{charge.under(runs_from='due-date').value} if the charge counts from the due date")

# Change readings for everything that you ask these terms from here on.
next_bill = kos.under(late_charge={"runs_from": "next-invoice-date", "rounding": "down"})
cheaper = next_bill.late_charge("113.00", issued="2026-01-01", paid="2026-02-15")
print(f"{cheaper.value} if it counts from the next bill, rounded down")
print()

# All of them: a table to read, and data to work with.
across = charge.across_readings()
print(across)
print()
between = across.lowest, across.highest
print(f"{len(across.allowed)} of {len(across.combinations)} readings are allowed: from {between[0]} to {between[1]}")
figures = sorted({figure for _, figure in across.practised} - {figure for _, figure in across.allowed})
print(f"{len(figures)} more figures are practised against the words: {', '.join(one.text for one in figures)}")
