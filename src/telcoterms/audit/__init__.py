"""Compare billed figures with the terms: whether they agree, and if not, what gives the billed figure.

The billed figure is compared with the right one, then with the figure under every combination of readings, then with
those of a closed catalogue of known mistakes. What gives the billed figure is named, readings before mistakes; where
nothing gives it, the audit says so. A match shows arithmetic, not a cause, and there is no verdict.

`bill` holds the lines of a bill, `mistakes` the catalogue, `audit` the comparison and its results, `working` its lines,
`questions` the two questions.
"""
