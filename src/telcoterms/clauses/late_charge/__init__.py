"""What a late payment costs.

A charge is due on an amount that was outstanding when its last day in time ended: the due date, unless a grace period
moves it. Paid by that day, nothing is due; from the day after, the charge counts from the start that the reading
`runs_from` names.

A clause is a tree. Its leaves are `none`, `flat` (a sum), `percentage` (a share of what was late) and `rate`
(interest); the joins `sum-of`, `greater-of` and `lesser-of` take what their parts come to. One posting is followed in
this order: `kinds` holds the clauses, `periods` divides time, `accrual` follows a debt, `charge` asks for one amount
that is paid on one day, `working` shows how it came about, `question` is what a user asks.
"""
