"""What an account owes on a day.

To follow one figure from the question to its arithmetic, read in this order:

1. `questions`: `Terms.statement`, `settlement` and `what_if`; what cancellations come to.
2. `snapshot`: what is known of the account on the day, and how each event counts.
3. `replay`: what happens on each day, and where money goes. Its base is `ledger`: the debts, their disputed parts, and
   what is posted on them.
4. `clauses.late_charge.accrual`, outside of this package: how a late charge grows.
5. `statement`: the values that are given out, as dated entries and as rows. `working` writes how they came about,
   `picture` draws them.

`plain_account` takes the place of 2 to 4 for accounts of invoices and payments alone, and gives the same. `rule` has
the readings under which all of this runs.
"""
