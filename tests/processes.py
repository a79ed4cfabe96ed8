"""Programs that tests start."""

import os


def without_coverage(**more: str) -> dict[str, str]:
    """The environment of a program that is not measured: what it imports, and the copy that it runs, are its own."""
    return {name: value for name, value in os.environ.items() if not name.startswith("COVERAGE_")} | more
