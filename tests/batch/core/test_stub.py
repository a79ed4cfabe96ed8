"""The types of the compiled core: its stub names what the module has, and nothing else."""

from __future__ import annotations

import ast
from pathlib import Path

import pytest

from telcoterms.batch.kernels.core import core

STUB = Path(__file__).parents[3] / "native/src/telcoterms_native/_core.pyi"
FUNCTIONS = [each for each in ast.parse(STUB.read_text(encoding="utf-8")).body if isinstance(each, ast.FunctionDef)]


def test_the_stub_names_what_the_module_has() -> None:
    has = [name for name in vars(core()) if not name.startswith("__")]
    assert sorted(["LAYOUT", *(each.name for each in FUNCTIONS)]) == sorted(has)


@pytest.mark.parametrize("function", FUNCTIONS, ids=lambda each: each.name)
@pytest.mark.parametrize("more", [-1, 1])
def test_each_function_takes_as_many_arguments_as_the_stub_says(function: ast.FunctionDef, more: int) -> None:
    count = len(function.args.posonlyargs)
    with pytest.raises(TypeError, match=f"exactly {count} argument"):
        getattr(core(), function.name)(*[None] * (count + more))
