"""Fuzzing: files, receipts, command lines and requests that nobody would write, and what must hold of each.

`python -m tests.fuzz TARGET SECONDS` searches one target, or with `all` each in turn: hypothesis makes the inputs from
their structure. With `--guided`, the package atheris makes them by the code that they reach, where it is installed.
What is found is written into the folder `found`, to be made a refusal test. `tests/fuzz/corpus/` has a folder for each
target: every file in it is tried in each run of the tests.
"""
