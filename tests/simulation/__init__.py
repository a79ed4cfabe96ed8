"""Whole lives of accounts, driven by a seed, checked after each step, and made small when one fails.

A life has *terms* (`terms`): editions of a provider's file with a random late charge, which change while it goes on,
and a table of an index that is revised. It has *steps* (`steps`): events of every kind, entered on their day, late,
ahead, or in error and taken out again; decisions that are made and unmade; days that go by. `living` makes up the next
step from what the account owes; `world` takes it, as a provider's books would: what the library refuses is not entered.

After each step the laws are checked (`laws`): the cheap ones always, the costly ones after some steps. Which ones, each
step says itself, so it keeps its checks when others are left out. The second implementation, which walks day by day
(`tests/oracle`), is asked for the same statement from the same file, and works out by itself what a cancellation comes
to.

A life is named by its seed and its place, as `7.123`; the same name gives the same life. A life that breaks a law is
made small (`run.minimised`): steps are left out while the same law breaks.

    python -m tests.simulation 100000 7      # so many steps, in lives of the seed 7
    python -m tests.simulation --life 7.123  # one life again
    python -m tests.simulation --faults      # in which life each planted fault is found

What the simulation would find is tested with planted faults (`faults`): each is a wrong line in the library, and the
simulation must find it within a number of steps.
"""
