"""What a late payment costs.

A charge is due on an amount that was outstanding when its due date ended. Paid on or before the due date, nothing is
due; from the day after, the charge counts from the start that the reading names.

Kind `compound-monthly`: a rate r a month; it accrues by the day and is compounded by the month. The months run from A_k
to A_(k+1), each counted from the anchor A_0. A whole month posts balance x r, rounded, and joins the balance; a started
month of which d of its D days have passed posts balance x r x f(d). `flat-fee`: one sum, once. `simple-daily`: a yearly
rate by the day, never compounded. `greater-of`: another kind's charge, but at least a minimum.

`simple-monthly`: as `compound-monthly`, but each month is charged on the principal alone. `monthly-on-day`: on one day
of each month, from the first after the start on, what is unpaid bears the rate, whole; between two nothing accrues.
`compound-daily`: a rate a day, compounded by the day, to the day of payment, rounded once.
"""
