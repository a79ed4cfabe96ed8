"""What it costs to end a fixed term early.

The charge is due when the customer cancels inside the term, or the provider cancels for cause; not when the provider
cancels on notice, nor once the term has ended. Where the terms ask for notice, all is counted from the day on which the
cancellation takes effect.

A clause is a tree. Its leaves are `none`, `share-of-remaining-fees`, `sum-per-remaining-month`, `declining`,
`incentive` and `flat`; its joins `sum-of`, `greater-of` and `lesser-of`. Each of them may have bounds: what it comes to
at `least`, then at `most`. Leaves, joins and bounds are exact; the whole is rounded once, then taxed.

A contract of 24 months for 40.00 a month is left with 10 months to come. Half of the fees is 50 % x 10 x 40.00 =
200.00, and 12.00 for each month 120.00: the greater of the two is 200.00, at most 150.00 is 150.00.
"""
