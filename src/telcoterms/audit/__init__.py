"""Compare billed figures with the terms, and say what explains each of them. There is no verdict.

A billed figure is what these terms give as they are read, or what another combination of readings gives, which the
words allow, or exclude although it is practised, or what a known mistake of a closed catalogue gives; where nothing
gives it, the audit says so. No figure is both that of a reading and a mistake. A match shows arithmetic, not a cause.

`bill` holds the lines of a bill, `mistakes` the catalogue, `audit` the comparison and its results, `working` its lines,
`questions` the two questions.
"""
