"""Show what settles an account, what a payment would save, and on which day it is cheapest to cancel.

python examples/looking_ahead.py
"""

from datetime import date, timedelta

from telcoterms import Account, Invoice, Money, Payment, load

kos = load("kos")
account = Account(
    [
        Invoice("2026-01", "2026-01-01", Money("56.44", "CAD")),
        Invoice("2026-02", "2026-02-01", Money("56.44", "CAD")),
        Invoice("2026-03", "2026-03-01", Money("56.44", "CAD")),
        Payment("2026-03-05", Money("80.00", "CAD")),
    ]
)

# The settlement on each of the next days, because a bank transfer may take some days.
for days in range(4):
    day = date(2026, 4, 10) + timedelta(days)
    print(f"paid on {day}, {kos.settlement(account, on=day).value} settles it")
print()

# What about half of that would save by the end of the month, if paid now or ten days later.
for day in ("2026-04-10", "2026-04-20"):
    found = kos.what_if(account, Payment(day, Money("48.00", "CAD")), on="2026-04-30").value
    print(f"48.00 paid on {day}: {found.paid.settlement} left on 2026-04-30, {found.saved} saved")
print()

# A fixed term with eight months left: compare half of the fees with the incentive of a service's own agreement.
stay = {"term_start": "2025-01-01", "term_months": 24, "first": "2026-05-10", "last": "2027-01-31"}
hosting = load("kos", service="none")
half = hosting.cheapest_cancellation("59.95", **stay).value
print(f"half of the fees that remain: leave on {half.day}, which costs {half.cost}")
dsl = load("kos", service="dsl")
for incentive in ("100.00", "900.00"):
    best = dsl.cheapest_cancellation("19.95", incentive=incentive, **stay).value
    print(f"an incentive of {incentive}: leave on {best.day}, which costs {best.cost}")
print()
print(dsl.cheapest_cancellation("19.95", incentive="900.00", **stay))
