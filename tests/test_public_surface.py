"""The public surface: one flat list of names, light to import, typed and told."""

import ast
import doctest
import importlib
import inspect
import re
import subprocess
import sys
from collections.abc import Iterator
from importlib.resources import files
from types import FunctionType
from typing import Any, Final, get_overloads

import pytest

import telcoterms
from telcoterms import Account, Answer, Solution, Terms, batch
from telcoterms.terms import QUESTIONS

PUBLIC = [
    f"{module.__name__}.{name}" for module in (telcoterms, batch) for name in vars(module)["__all__"] if name[0] != "_"
]
HEAVY = ("numpy", "pyarrow", "holidays", "babel", "dateutil", "IPython")
CLASSES = [name for name in vars(telcoterms)["__all__"] if isinstance(getattr(telcoterms, name), type)]
FUNCTIONS = [name for name in vars(telcoterms)["__all__"] if isinstance(getattr(telcoterms, name), FunctionType)]


def own_members(class_: type) -> list[tuple[str, Any]]:
    """The public methods and properties of a class, but for what Python gave it."""
    found = []
    for name in dir(class_):
        getattr(class_, name)  # a method of another module takes its place when it is first looked up
    for name, member in inspect.getmembers_static(class_):
        inside = member.__func__ if isinstance(member, staticmethod | classmethod) else member
        if not name.startswith("_") and isinstance(inside, FunctionType | property):
            code = inside.fget if isinstance(inside, property) else inside
            if code.__module__.startswith("telcoterms"):
                found.append((name, inside))
    return found


MEMBERS = [(name, *member) for name in CLASSES for member in own_members(getattr(telcoterms, name))]


def python(code: str) -> str:
    """What a fresh interpreter prints."""
    run = subprocess.run([sys.executable, "-W", "error", "-c", code], capture_output=True, text=True, check=True)
    return run.stdout


class TestNames:
    """`__all__` is flat and complete."""

    def test_every_name_is_there(self) -> None:
        for name in vars(telcoterms)["__all__"]:
            assert getattr(telcoterms, name) is not None

    def test_in_order_and_each_once(self) -> None:
        assert sorted(set(vars(telcoterms)["__all__"])) == sorted(vars(telcoterms)["__all__"])
        assert vars(telcoterms)["__all__"] == sorted(vars(telcoterms)["__all__"])

    def test_a_type_checker_sees_the_same_names_from_the_same_modules(self) -> None:
        seen, _ = self.branches()
        imports = [one for one in seen.body if isinstance(one, ast.ImportFrom)]
        aliases = {alias.name: (alias.asname, one.module) for one in imports for alias in one.names}
        # what is imported under its own name is public to a type checker
        assert aliases == {name: (name, f"telcoterms.{module}") for name, module in telcoterms._MODULE_OF.items()}

    def test_a_type_checker_sees_no_name_that_is_not_there(self) -> None:
        _, hidden = self.branches()
        assert ast.unparse(hidden.test) == "not TYPE_CHECKING"
        assert [one.name for one in hidden.body if isinstance(one, ast.FunctionDef)] == ["__getattr__", "__dir__"]
        assert not any(isinstance(one, ast.FunctionDef) for one in ast.parse(inspect.getsource(telcoterms)).body)

    @staticmethod
    def branches() -> list[ast.If]:
        """What type checkers read, and what only runs."""
        return [one for one in ast.parse(inspect.getsource(telcoterms)).body if isinstance(one, ast.If)]

    def test_dir(self) -> None:
        assert dir(telcoterms) == sorted(vars(telcoterms)["__all__"])

    def test_an_unknown_name(self) -> None:
        with pytest.raises(AttributeError, match="has no attribute 'Invoices'"):
            telcoterms.Invoices  # type: ignore[attr-defined]  # noqa: B018

    def test_star(self) -> None:
        names: dict[str, object] = {}
        exec("from telcoterms import *", names)
        assert set(vars(telcoterms)["__all__"]) <= set(names)

    def test_no_public_class_is_left_out_of_an_answer(self) -> None:
        for question in QUESTIONS:
            assert inspect.signature(getattr(Terms, question)).return_annotation.startswith("Answer[")


ANY: Final = re.compile(r"\bAny\b")


def annotations(name: str) -> Iterator[tuple[str, str]]:
    """Each annotation of a public name as it is written: of a function, or of the fields and methods of a class."""
    module, _, own_name = name.rpartition(".")
    public = getattr(importlib.import_module(module), own_name)
    if isinstance(public, type):
        for base in public.__mro__:
            if base.__module__.startswith("telcoterms."):
                yield from signature(base, own_name)
                for member, inside in (*own_members(base), *constructors(base)):
                    yield from signature(
                        inside.fget if isinstance(inside, property) else inside, f"{own_name}.{member}"
                    )
    elif callable(public):
        yield from signature(public, own_name)
    else:  # a union, or a constant
        yield own_name, repr(public)


def constructors(class_: type) -> Iterator[tuple[str, Any]]:
    """What makes an instance of a class, where the class itself defines it."""
    for name in ("__init__", "__new__"):
        inside = vars(class_).get(name)
        inside = inside.__func__ if isinstance(inside, staticmethod) else inside
        if isinstance(inside, FunctionType):
            yield name, inside


def signature(annotated: Any, name: str) -> Iterator[tuple[str, str]]:
    """The annotations of a function, of its overloads in its place where it has some, or of a class's fields."""
    annotated = inspect.unwrap(annotated)
    for one in get_overloads(annotated) or [annotated]:
        for key, annotation in vars(one).get("__annotations__", getattr(one, "__annotations__", {})).items():
            if key == "return" or not key.startswith("_"):
                yield f"{name}: {key}", annotation if isinstance(annotation, str) else repr(annotation)


class TestTypes:
    """A caller's checker is told what comes: `Any` would switch it off."""

    @pytest.mark.parametrize("name", PUBLIC)
    def test_no_signature_holds_any(self, name: str) -> None:
        assert [place for place, written in annotations(name) if ANY.search(written)] == []

    def test_any_would_be_found(self, monkeypatch: pytest.MonkeyPatch) -> None:
        from_dict: Any = Account.from_dict
        monkeypatch.setitem(Solution.__annotations__, "given", "Any | None")
        monkeypatch.setitem(from_dict.__func__.__annotations__, "return", "list[Any]")
        found = [
            place
            for name in ("Solution", "Account")
            for place, written in annotations(f"telcoterms.{name}")
            if ANY.search(written)
        ]
        assert found == ["Solution: given", "Account.from_dict: return"]


class TestImport:
    """`import telcoterms` loads no room until one is asked for, and never a heavy package."""

    def test_nothing_is_loaded_until_asked_for(self) -> None:
        loaded = python("import sys, telcoterms; print(*sorted(m for m in sys.modules if m.startswith('telcoterms')))")
        assert loaded.split() == ["telcoterms", "telcoterms.values", "telcoterms.values.version"]

    def test_dir_loads_nothing(self) -> None:
        loaded = python(
            "import sys, telcoterms; dir(telcoterms); telcoterms.__version__\n"
            "print(sum(m.startswith('telcoterms') for m in sys.modules))"
        )
        assert loaded.split() == ["3"]

    @pytest.mark.parametrize("code", ["import telcoterms", "from telcoterms import *", "print(telcoterms.load('kos'))"])
    def test_no_heavy_package(self, code: str) -> None:
        lines = f"import sys, telcoterms\n{code}\nprint([name for name in {HEAVY} if name in sys.modules])"
        assert python(lines).endswith("[]\n")

    def test_an_answer_needs_no_heavy_package_either(self) -> None:
        loaded = python(
            "import sys\nfrom telcoterms import load\n"
            "answer = load('kos').late_charge('113.00', issued='2026-01-01', paid='2026-02-15')\n"
            "str(answer), str(answer.across_readings()), answer._repr_html_(), answer.as_dict()\n"
            f"print([name for name in {HEAVY} if name in sys.modules])"
        )
        assert loaded.strip() == "[]"

    def test_it_is_typed(self) -> None:
        assert (files("telcoterms") / "py.typed").is_file()

    def test_what_the_type_checkers_read_can_be_imported(self) -> None:
        importlib.import_module("tests.typing.surface")


class TestDocstrings:
    """What is public is told, and each question shows itself."""

    @pytest.mark.parametrize("name", CLASSES + FUNCTIONS)
    def test_a_class_or_function(self, name: str) -> None:
        docstring = getattr(telcoterms, name).__doc__
        assert docstring
        assert not docstring.startswith(f"{name}(")  # what dataclasses write by themselves

    @pytest.mark.parametrize(("owner", "name", "member"), MEMBERS, ids=lambda one: one if isinstance(one, str) else "")
    def test_a_method_or_property(self, owner: str, name: str, member: Any) -> None:
        assert member.__doc__, f"{owner}.{name}"
        assert member.__doc__.strip()[-1] not in ",;"

    @pytest.mark.parametrize("question", QUESTIONS)
    def test_a_question_shows_one_running_example(self, question: str) -> None:
        method = getattr(Terms, question)
        (found,) = doctest.DocTestFinder(recurse=False).find(method, question, globs={})
        asked = [one for one in found.examples if f".{question}(" in one.source]
        assert len(asked) == 1
        assert found.examples[-1].want
        runner = doctest.DocTestRunner(verbose=False)
        assert runner.run(found).failed == 0

    @pytest.mark.parametrize("question", QUESTIONS)
    def test_a_question_takes_its_facts_by_their_names(self, question: str) -> None:
        parameters = dict(inspect.signature(getattr(Terms, question)).parameters)
        if question == "complaint":  # the terms name further days, such as that of an appeal
            assert parameters.pop("named_events").kind is inspect.Parameter.VAR_KEYWORD
        assert set(parameters) - {"terms"} == set(QUESTIONS[question].facts)
        assert all(one.kind is one.KEYWORD_ONLY for one in list(parameters.values())[3:])
        assert not any(one.annotation == "bool" for one in parameters.values())

    def test_an_answer_is_told(self) -> None:
        for name in ("value", "steps", "clauses", "readings", "under", "across_readings", "as_dict"):
            assert name in dir(Answer)
