"""Writes into the catalogue of each language what it lacks: ``python docs/make_catalogue.py``.

Everything that the library says is found in its code and in its published data. A template or a word that a catalogue
lacks is added at its end, without a translation; one that nobody says any more is named, to be taken out by hand.
"""

import ast
import importlib
import re
import tomllib
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Any, Final, NamedTuple, get_args

import telcoterms
from telcoterms.agreement import numbers
from telcoterms.answers.facts import Regime
from telcoterms.files.account import EVENT_TABLES
from telcoterms.files.kinds import kinds_of
from telcoterms.files.templates import template_texts
from telcoterms.statement.rule import StatementRule
from telcoterms.terms import QUESTIONS, TABLES
from telcoterms.values import errors

HOME: Final = Path(telcoterms.__file__).parent
CATALOGUES: Final = HOME / "published" / "catalogues"
ERRORS: Final = {"EndedError"} | {
    name
    for name in (*vars(errors), *vars(numbers))
    if name.endswith("Error") and name not in ("InvalidFileError", "InvalidTableError")
}
SAYING: Final = {"phrase", "say", "step", "Phrase", "Phrases", "Term"} | ERRORS
REFUSING: Final = {"refuse": "UnreadableFileError", "_refuse": "AmountError"}  # what raises an error for a reason
ANEW: Final = "type"  # `type(error)(template, ...)`: an error of the class of another
PASSED_ON: Final = {
    "cli.language.say",
    "values.messages.phrase",
    "values.messages.data_text",
    "values.messages.field_name",
    "values.messages.translated_choice",
    "values.steps.step",
}  # they take what others say
DATA: Final = {  # the keys of published data whose text is shown
    "law": {"title", "says", "source", "dated", "who", "unsettled", "bill_of"},
    "providers": {
        "says",
        "why",
        "not_computed",
        "figures",
        "full_title",
        "where",
        "does",
        "body",
        "letter",
        "of",
        "other_services",
        "edition_is",
    },
    "taxes": {"name", "source", "why"},
}
TABLES_OF_TEXTS: Final = {"practised", "voices"}  # the keys of tables each of whose texts is shown
DEFAULT_VOICE: Final = "default"  # the key in one of them that holds no text but a name
MATHEMATICS: Final = {"min", "max"}  # the same in every language

Said = dict[str, set[str]]  # what is said, and where


class Refusal(NamedTuple):
    """A message of an error, or a part of one, with the class of the error.

    It has a code, unless it only says where another error happened, or is a part that has one only if it is a reason.
    """

    error: str
    text: str
    has_code: bool


def in_words(text: str) -> bool:
    """Whether a template has words of its own, or a colon or a possessive 's, which not every language writes alike."""
    bare = re.sub(r"\{[a-z_]*\}", " ", text)
    return ":" in bare or "'s " in bare or bool(set(re.findall(r"[^\W\d_]{2,}", bare)) - MATHEMATICS)


def places(text: str) -> list[str]:
    """The named places of a template, sorted."""
    return sorted(set(re.findall(r"\{([a-z_]+)\}", text.replace("{{", ""))))


class Module:
    """A module's source: which texts stand where a template or a word is said."""

    def __init__(self, file: Path) -> None:
        self.name = ".".join(file.relative_to(HOME).with_suffix("").parts)
        self.tree = ast.parse(file.read_text("utf-8"))
        self.faults: list[str] = []

    def said(self) -> Iterator[str]:
        """All of them; what cannot be found in the source is noted as a fault."""
        for name, call, scopes in self._calls(self.tree, [self.tree]):
            if f"{self.name}.{_function(scopes)}" not in PASSED_ON:
                yield from self._call(name, call, scopes)

    def refusals(self) -> Iterator[Refusal]:
        """The messages of errors, and the words and phrases that stand within one."""
        for name, call, scopes in self._calls(self.tree, [self.tree]):
            if name in ERRORS and call.args:
                for text in self._texts(call.args[0], scopes) or ():
                    yield Refusal(name, text, "error" not in places(text))
                for place in call.keywords:
                    yield from self._parts(place.value, scopes, Refusal(name, "", False))
            elif name in REFUSING and len(call.args) > 1:
                yield from self._parts(call.args[1], scopes, Refusal(REFUSING[name], "", True))

    def _parts(
        self, node: ast.expr, scopes: list[ast.AST], part: Refusal, followed: frozenset[str] = frozenset()
    ) -> Iterator[Refusal]:
        """The word or the phrase that stands here, or that a name stands for, and the parts of that.

        `followed` are the names on the way here: a phrase can hold the one that its name stood for before.
        """
        match node:
            case ast.Call(func=ast.Name(id="Term" | "phrase"), args=[template, *_], keywords=inner):
                yield from (part._replace(text=text) for text in self._texts(template, scopes) or ())
                for place in inner:
                    yield from self._parts(place.value, scopes, part._replace(has_code=False), followed)
            case ast.Name(id=name) if name not in followed:
                for one in _bound(name, scopes):
                    yield from self._parts(one, scopes, part, followed | {name})
            case _:
                pass

    def _calls(self, node: ast.AST, scopes: list[ast.AST]) -> Iterator[tuple[str, ast.Call, list[ast.AST]]]:
        """The calls below a node, each with the name of what is called and the scopes that it stands in."""
        for child in ast.iter_child_nodes(node):
            if isinstance(child, ast.FunctionDef):
                yield from self._calls(child, [*scopes, child])
                continue
            if isinstance(child, ast.Call):
                yield _called(child), child, scopes
            yield from self._calls(child, scopes)

    def _call(self, name: str, call: ast.Call, scopes: list[ast.AST]) -> Iterator[str]:
        if name == "translated_choice":
            yield from self._values(call.args[1])
        elif (name in SAYING or name == ANEW) and call.args:
            found = self._texts(call.args[0], scopes)
            if found is None:
                self.faults.append(f"{self.name}:{call.lineno}: {ast.unparse(call.args[0])} is not written out")
            yield from found or ()
        elif name == "data_text":
            yield from self._texts(call.args[0], scopes) or ()

    def _values(self, alias: ast.expr) -> tuple[str, ...]:
        """The values of a `Literal` that the module knows by a name."""
        assert isinstance(alias, ast.Name)
        module = importlib.import_module(f"telcoterms.{self.name}".removesuffix(".__init__"))
        values: tuple[str, ...] = get_args(getattr(module, alias.id))
        return values

    def _returned(self, name: str) -> list[ast.expr]:
        """What a function of the module returns."""
        return [
            node.value
            for function in self.tree.body
            if isinstance(function, ast.FunctionDef) and function.name == name
            for node in ast.walk(function)
            if isinstance(node, ast.Return) and node.value is not None
        ]

    def _texts(self, node: ast.expr, scopes: list[ast.AST]) -> list[str] | None:
        """The texts that an expression can be; None where that is not to be seen."""
        match node:
            case ast.Constant(value=str()):
                return [str(node.value)]
            case ast.IfExp():
                return _all([self._texts(node.body, scopes), self._texts(node.orelse, scopes)])
            case ast.Subscript(value=ast.Name(id=name)):
                tables = [one for one in _bound(name, scopes) if isinstance(one, ast.Dict)]
                return _all([self._texts(one, scopes) for table in tables for one in table.values])
            case ast.Name(id=name):
                return _all([self._texts(one, scopes) for one in _bound(name, scopes)])
            case ast.Call(func=ast.Name(id=name)):  # a function of the module that chooses a template
                return _all([self._texts(one, scopes) for one in self._returned(name)])
            case ast.Attribute(attr="template"):  # of a phrase or an error, which was said elsewhere
                return []
            case _:
                return None


def _called(call: ast.Call) -> str:
    """The name of what is called; `ANEW` for the class of another error, "" for what has no name of its own."""
    match call.func:
        case ast.Name(id=name):
            return "" if name == ANEW else name
        case ast.Call(func=ast.Name(id="type")):
            return ANEW
        case _:
            return ""


def _function(scopes: list[ast.AST]) -> str:
    """The name of the innermost function of scopes; "" outside of all."""
    return next((one.name for one in reversed(scopes) if isinstance(one, ast.FunctionDef)), "")


def _all(found: list[list[str] | None]) -> list[str] | None:
    known = [one for one in found if one is not None]
    return [text for one in known for text in one] if found and len(known) == len(found) else None


def _is(target: ast.expr, name: str) -> bool:
    return isinstance(target, ast.Name) and target.id == name


def _bound(name: str, scopes: list[ast.AST]) -> list[ast.expr]:
    """What a name stands for: all that is assigned to it in the innermost scope that has it."""
    for scope in reversed(scopes):
        found = []
        for node in ast.walk(scope):
            targets = node.targets if isinstance(node, ast.Assign) else []
            if isinstance(node, ast.AnnAssign | ast.NamedExpr):
                targets = [node.target]
            value: Any = getattr(node, "value", None)
            for target in targets if value is not None else ():
                if isinstance(target, ast.Tuple) and isinstance(value, ast.Tuple):
                    found += [its for one, its in zip(target.elts, value.elts, strict=True) if _is(one, name)]
                elif _is(target, name) or (
                    isinstance(target, ast.Tuple) and any(_is(one, name) for one in target.elts)
                ):
                    found.append(value)
        if found:
            return found
    return []


def in_the_code() -> tuple[Said, list[str]]:
    """What the modules say, and what of it cannot be found in their source."""
    said: Said = {}
    faults = []
    for file in sorted(HOME.rglob("*.py")):
        module = Module(file)
        for text in module.said():
            said.setdefault(text, set()).add(module.name)
        faults += module.faults
    return said, faults


def in_the_data() -> Said:
    """What the published files say, and the names that stand as words."""
    said: Said = {}
    for folder, keys in DATA.items():
        for file in sorted((HOME / "published" / folder).glob("*.toml")):
            for text in _under(tomllib.loads(file.read_text("utf-8")), keys):
                said.setdefault(text, set()).add(file.stem)
    for file in sorted((HOME / "published" / "templates").glob("*.toml")):
        for text in template_texts(file.read_text("utf-8")):
            said.setdefault(text, set()).add(f"template, {file.stem}")
    rules: list[type[Any]] = [StatementRule, *(kind for one in TABLES for kind in kinds_of(one).values())]
    for rule in rules:
        for reason in rule.usual_reasons.values():
            said.setdefault(reason, set()).add(f"rules, {rule.kind}")
    for question in QUESTIONS.values():
        fields = (name.replace("_", " ") for name in question.facts)
        for text in (question.says, *fields, *(fact.says for fact in question.facts.values())):
            said.setdefault(text, set()).add(f"question, {question.name}")
    for name in (*QUESTIONS, *EVENT_TABLES, *get_args(Regime)):
        said.setdefault(name.replace("_", " "), set()).add("names")
    return said


def _under(data: Any, keys: set[str], key: str = "") -> Iterator[str]:
    if isinstance(data, dict):
        for name, value in data.items():
            if name in TABLES_OF_TEXTS:
                yield from (text for below, text in value.items() if below != DEFAULT_VOICE)
            else:
                yield from _under(value, keys, name)
    elif isinstance(data, list):
        for one in data:
            yield from _under(one, keys, key)
    elif isinstance(data, str) and key in keys:
        yield data.rstrip(".") if key in ("why", "not_computed") else data


@cache
def refused() -> tuple[Refusal, ...]:
    """All messages of errors, and their parts."""
    return tuple(one for file in sorted(HOME.rglob("*.py")) for one in Module(file).refusals())


@cache
def wanted() -> Said:
    """All that a catalogue has to hold, and where it is said."""
    said, _ = in_the_code()
    found = {text: where for text, where in said.items() if in_words(text)}
    for text, where in in_the_data().items():
        found.setdefault(text, set()).update(where)
    return found


def quoted(text: str) -> str:
    """Text as a catalogue writes it."""
    return '"' + text.replace("\\", "\\\\").replace('"', '\\"').replace("\n", "\\n") + '"'


def entry(text: str, where: set[str], translation: str = "") -> str:
    """A template with its places and its translation, as a catalogue writes it."""
    rooms = " ".join(sorted(one.replace(" ", "_") for one in where))
    return f"\n#: {rooms}\nmsgid {quoted(text)}\nmsgstr {quoted(translation)}\n"


def main() -> None:
    """Complete every catalogue, and tell what was done."""
    from babel.messages.pofile import read_po

    for file in sorted(CATALOGUES.glob("*.po")):
        with file.open("rb") as stream:
            known = {str(one.id) for one in read_po(stream) if one.id}
        missing = [text for text in wanted() if text not in known]
        with file.open("a", encoding="utf-8") as stream:
            stream.writelines(entry(text, wanted()[text]) for text in missing)
        print(f"{file.name}: {len(missing)} added, to be translated")
        for text in sorted(known - set(wanted())):
            print(f"{file.name}: nobody says {text!r}: take it out")


if __name__ == "__main__":
    main()
