"""Whether type checkers know each type of the public surface: reads what `pyright --verifytypes` says of the wheel.

``basedpyright --verifytypes telcoterms --ignoreexternal --outputjson | python -m tests.typing.completeness``

The surface is what `telcoterms` and `telcoterms.batch` export, with its members. The methods of `Terms` are the
functions of the questions, named there once more: their types are these functions' own, so that pyright's remark, that
a name without an annotation could be inferred otherwise, does not hold for a function.
"""

from __future__ import annotations

import json
import sys
from collections.abc import Iterator, Mapping
from types import FunctionType
from typing import Any

import telcoterms
import telcoterms.batch

A_FUNCTION = 'Inferred type is "('
AN_OVERLOADED_ONE = 'Inferred type is "Overload['


def exported() -> Iterator[str]:
    """Yield the full name of each public class and function."""
    for package in (telcoterms, telcoterms.batch):
        for name in package.__all__:
            value = getattr(package, name)
            if isinstance(value, type | FunctionType):  # the rest are text, and choices from a list
                yield f"{value.__module__}.{value.__name__}"


def incomplete(report: Mapping[str, Any]) -> Iterator[str]:
    """Yield each symbol of the surface whose type is not wholly known, with what pyright says of it."""
    names = tuple(exported())
    symbols = report["typeCompleteness"]["symbols"]
    found = {symbol["name"] for symbol in symbols}
    for name in names:
        if name not in found:
            yield f"{name}: pyright did not see it"
    for symbol in symbols:
        if not any(symbol["name"] == name or symbol["name"].startswith(f"{name}.") for name in names):
            continue
        for remark in symbol["diagnostics"]:
            said = remark["message"]
            of_terms = symbol["name"].startswith("telcoterms.terms.Terms.")
            if not ((of_terms and (A_FUNCTION in said or AN_OVERLOADED_ONE in said)) or is_only_of_terms(said)):
                yield f"{symbol['name']}: {said}"


def is_only_of_terms(said: str) -> bool:
    """Whether a type is called partially unknown because `Terms` stands in it."""
    return "partially unknown" in said and "Terms" in said.rpartition('"')[0].rpartition('"')[2]


def main() -> int:
    """Print what is incomplete, and how many symbols were looked at."""
    report = json.load(sys.stdin)
    gaps = sorted(incomplete(report))
    print(*gaps, sep="\n")
    print(f"{len(report['typeCompleteness']['symbols'])} symbols, {len(gaps)} of the surface with a gap in their types")
    return 1 if gaps else 0


if __name__ == "__main__":
    sys.exit(main())
