"""Mutation testing: one small change of the library at a time, and the tests that must notice it.

`mutations.py` makes the changes, `judges.toml` names the tests that judge a module, `equivalents.toml` the changes that
change nothing, each with its reason. `judging.py` runs the tests, `results.py` keeps what they found. The command is
`python -m tests.mutants`; `scores.toml` holds what it found last, which docs/trust.md shows.

**How a mutant is judged.** A process imports pytest, the library and the judges of a module once. Then the tests of
each file run in a fork, which writes down the lines of the library that each reaches. A mutant is a fork too: it
exchanges the code of the changed functions, where they are, and runs the tests that reach the changed lines, those
first that killed a neighbour, then the quickest, until one fails; then the other tests of the same files. What runs
when a module is imported, such as a constant, is changed before the import, in a process that has imported nothing of
the library.

**What counts as killed.** A test that passes on the library fails on the mutant, or needs far more processor time or
memory than it did.

**The compiled core.** `c_mutations.py` makes the same changes of C, and `core_judging.py` says how these are judged.

mutmut was tried first. It makes no mutants of methods of decorated classes, and most arithmetic here is in dataclasses.
"""
