"""Ask each question once and print its answer.

python examples/questions.py
"""

from pathlib import Path

from telcoterms import Account, Invoice, Money, NotInTermsError, Payment, load

kos = load("kos")
hosting = load("kos", service="none")  # a service without an agreement of its own, such as hosting

# When is a bill due, and until when can it be disputed?
print(kos.due_date("2026-01-01"), end="\n\n\n")
print(kos.dispute_until("2026-01-01"), end="\n\n\n")
print(kos.dispute(issued="2026-01-01", reported="2026-04-02"), end="\n\n\n")

# What does paying late cost, and what is that as a yearly rate?
print(kos.late_charge("113.00", issued="2026-01-01", paid="2026-02-15"), end="\n\n\n")
print(kos.effective_annual_rate(), end="\n\n\n")

# Is the customer still bound by a fixed term? What does ending it early cost? How much of a prepaid month is refunded?
print(kos.regime(term_start="2025-01-01", term_months=24, on="2026-05-10"), end="\n\n\n")
print(
    hosting.cancellation_charge("59.95", term_start="2025-01-01", term_months=24, cancelled="2026-05-10"),
    end="\n\n\n",
)
print(kos.refund("49.95", cycle_start="2026-06-01", cancelled="2026-06-10"), end="\n\n\n")

# By when must leased equipment be returned? How much are other charges? What is the limit of liability for an outage?
print(hosting.equipment_return_by(cancelled="2026-06-10"), end="\n\n\n")
print(kos.administrative_charge("35.00", reason="returned-payment"), end="\n\n\n")
print(kos.liability_limit(fees_during_outage="13.50"), end="\n\n\n")

# From when does a change of terms bind the customer, and how early can the provider cancel?
print(kos.change_of_terms(notice="2026-01-01", effective="2026-02-15"), end="\n\n\n")
print(kos.precedence(one="service-terms", other="dsl"), end="\n\n\n")
print(kos.policy_change(posted="2026-03-01"), end="\n\n\n")
print(kos.provider_cancellation(notice="2026-01-01"), end="\n\n\n")
print(kos.customer_cancellation(received="2026-06-10"), end="\n\n\n")

# What fees were payable during an outage? How much data does a month of use take, and what does it cost?
print(kos.outage_fees("74.95", began="2026-04-10T06:00-04:00", ended="2026-04-13T06:00-04:00"), end="\n\n\n")
print(kos.data_usage({"e-mail": 300, "hd-video": 40}, allowance_gb=100, price_per_gb="1.00"), end="\n\n\n")

# What tax is on a bill? A late charge carries none.
print(kos.tax("200.00", on="2026-06-01", late_charge="8.00"), end="\n\n\n")

# What does the law say, and where do the terms differ from it?
print(kos.law(on="2026-06-01"), end="\n\n\n")

# What are the steps of a complaint, who may take it to a body outside, and when is support open?
print(kos.complaint(received="2026-03-02", senior="2026-03-09", on="2026-03-16"), end="\n\n\n")
print(kos.eligible_for_adr(customer="small-business", monthly_bill="180.00"), end="\n\n\n")
print(kos.hours("2026-12-24"), end="\n\n\n")
print(kos.support_open(at="2026-12-24T21:00-05:00"), end="\n\n\n")
print(kos.next_opening(at="2026-12-24T21:00-05:00"), end="\n\n\n")

# A service with its own agreement charges the incentive, not a share of the fees.
cable = load("kos", service="cable")
print(
    cable.cancellation_charge(
        incentive="120.00",
        term_start="2025-01-01",
        term_months=24,
        last_invoice="2026-05-01",
        cancelled="2026-05-10",
    ),
    end="\n\n\n",
)

# What does an account owe?
account = Account(
    [
        Invoice("2026-01", "2026-01-01", Money("56.45", "CAD")),
        Payment("2026-02-11", Money("30.00", "CAD")),
    ]
)
print(kos.statement(account, as_of="2026-03-20"), end="\n\n\n")

# What settles it, and what would one more payment have changed? On which day is it cheapest to cancel?
print(kos.settlement(account, on="2026-03-20"), end="\n\n\n")
print(kos.what_if(account, Payment("2026-03-01", Money("20.00", "CAD")), on="2026-03-20"), end="\n\n\n")
print(
    hosting.cheapest_cancellation(
        "59.95", term_start="2025-01-01", term_months=24, first="2026-05-10", last="2027-01-31"
    ),
    end="\n\n\n",
)

# Another provider is one file. If its terms are silent, the library raises an error.
own = load(Path(__file__).parent / "own_provider.toml")
print(own.late_charge("42.00", issued="2026-03-01", paid="2026-04-15"), end="\n\n\n")
try:
    own.dispute_until("2026-03-01")
except NotInTermsError as error:
    print("refused:", error)
