"""A billed figure held against the terms: whether it agrees, and if not, what reproduces it.

The billed figure is compared with the right one, then with the figure under every combination of readings, then with
those of a closed catalogue of known mistakes. What gives the billed figure is named, readings before mistakes; what
nothing gives is said plainly. A match shows arithmetic, not a cause, and there is no verdict.
"""
