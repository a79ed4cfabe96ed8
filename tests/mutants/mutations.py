"""The small changes of a module: what its text says, never its words.

A mutant changes one node of the syntax tree: a comparison at its boundary, an operator, a whole number, a truth value,
a condition that always or never holds, a statement that is left out, a value that is not returned. Strings,
annotations, decorators, what an error says and what type checkers alone read stay as they are.
"""

import ast
import copy
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any, Final

COMPARED: Final[dict[type[ast.cmpop], type[ast.cmpop]]] = {
    ast.Lt: ast.LtE,
    ast.LtE: ast.Lt,
    ast.Gt: ast.GtE,
    ast.GtE: ast.Gt,
    ast.Eq: ast.NotEq,
    ast.NotEq: ast.Eq,
    ast.Is: ast.IsNot,
    ast.IsNot: ast.Is,
    ast.In: ast.NotIn,
    ast.NotIn: ast.In,
}
COMPUTED: Final[dict[type[ast.operator], type[ast.operator]]] = {
    ast.Add: ast.Sub,
    ast.Sub: ast.Add,
    ast.Mult: ast.FloorDiv,
    ast.Div: ast.Mult,
    ast.FloorDiv: ast.Mult,
    ast.Mod: ast.FloorDiv,
    ast.Pow: ast.Mult,
}
SWAPPED: Final = {"min": "max", "max": "min", "any": "all", "all": "any"}
MODULE: Final = "<module>"
SHORT: Final = 24  # an excerpt of fewer characters says too little of where it stands


@dataclass(frozen=True)
class Mutant:
    """One change: of which function, what becomes what, and the lines of the statement that it changes."""

    function: str
    change: str
    lines: range
    at_import: bool  # it runs when the module is imported
    _set: Callable[[], None]
    _reset: Callable[[], None]

    @property
    def name(self) -> str:
        """What the lists and the results call it: it survives when lines move."""
        return f"{self.function}: {self.change}"


@contextmanager
def applied(mutant: Mutant) -> Iterator[None]:
    """The change is in the tree within the block, and not after it."""
    mutant._set()
    try:
        yield
    finally:
        mutant._reset()


@dataclass
class _Place:
    """Where the walk is: the function, whether it has a value to return, the statement, the expressions around."""

    function: str
    in_function: bool
    returns: bool
    lines: range
    around: tuple[ast.AST, ...]


class _Walk:
    def __init__(self) -> None:
        self.mutants: list[Mutant] = []
        self._names = Counter[str]()

    def body(self, statements: list[ast.stmt], place: _Place) -> None:
        for index, statement in enumerate(statements):
            self.statement(statements, index, statement, place)

    def statement(self, body: list[ast.stmt], index: int, node: ast.stmt, outer: _Place) -> None:
        place = _Place(outer.function, outer.in_function, outer.returns, _lines_of(node), (node,))
        match node:
            case ast.FunctionDef() | ast.AsyncFunctionDef():
                of_caller = _Place(outer.function, outer.in_function, outer.returns, _lines_of(node), ())
                defaults: tuple[list[Any], ...] = (node.args.defaults, node.args.kw_defaults)
                for those in defaults:
                    for index, default in enumerate(those):
                        if default is not None:
                            self.expression(those, index, default, of_caller)
                inside = _Place(_inner(outer, node.name), True, _has_value(node.returns), range(0), ())
                self.body(node.body, inside)
            case ast.ClassDef():
                self.body(node.body, _Place(_inner(outer, node.name), outer.in_function, False, range(0), ()))
            case ast.If(test=ast.Name("TYPE_CHECKING")) | ast.Import() | ast.ImportFrom() | ast.Pass() | ast.Delete():
                return
            case ast.Raise():
                self.leave_out(body, index, node, place)
            case ast.Expr(ast.Constant()):
                return
            case ast.Expr(ast.Call(ast.Name("assert_never"))):
                return
            case ast.Break():
                self.put(body, index, node, ast.Continue(), place)
            case ast.Continue():
                self.put(body, index, node, ast.Break(), place)
            case ast.Return(value):
                is_known = isinstance(value, ast.Constant) and (value.value is None or isinstance(value.value, bool))
                if value is not None and outer.returns and not is_known:  # a truth value is changed by itself
                    self.put(node, "value", value, ast.Constant(None), place)
                self.children(node, place)
            case _:
                stored = isinstance(node, ast.Assign) and all(
                    isinstance(one, ast.Attribute | ast.Subscript) for one in node.targets
                )
                if outer.in_function and (isinstance(node, ast.Expr | ast.AugAssign) or stored):
                    self.leave_out(body, index, node, place)
                if isinstance(node, ast.AugAssign) and type(node.op) in COMPUTED:
                    self.put(node, "op", node.op, COMPUTED[type(node.op)](), place)
                self.children(node, place)

    def children(self, node: ast.AST, place: _Place) -> None:
        for name, value in ast.iter_fields(node):
            if name in ("annotation", "returns", "decorator_list", "type_comment", "targets", "target"):
                continue
            if isinstance(value, list):
                if value and isinstance(value[0], ast.stmt):
                    self.body(value, place)
                    continue
                for index, one in enumerate(value):
                    if isinstance(one, ast.match_case):
                        self.case(one, place)
                    elif isinstance(one, ast.ExceptHandler):
                        self.body(one.body, place)
                    elif isinstance(one, ast.AST):
                        self.expression(value, index, one, place)
            elif isinstance(value, ast.AST):
                self.expression(node, name, value, place)

    def case(self, case: ast.match_case, place: _Place) -> None:
        if case.guard is not None:
            here = _Place(place.function, place.in_function, place.returns, _lines_of(case.guard), (case.guard,))
            self.condition(case, "guard", case.guard, here)
            self.expression(case, "guard", case.guard, here)
        self.body(case.body, place)

    def condition(self, parent: Any, at: Any, test: ast.expr, place: _Place) -> None:
        for value in (True, False):
            self.put(parent, at, test, ast.Constant(value), place)

    def expression(self, parent: Any, at: Any, node: ast.AST, outer: _Place) -> None:
        lines = outer.lines
        if isinstance(node, ast.expr) and isinstance(outer.around[0] if outer.around else None, _WITH_BODY):
            lines = _lines_of(node)  # of a statement with a body, the part that is not the body
        place = _Place(outer.function, outer.in_function, outer.returns, lines, (*outer.around, node))
        match node:
            case ast.JoinedStr() | ast.pattern() | ast.expr_context() | ast.operator() | ast.cmpop():
                return
            case ast.Subscript() if not place.in_function:
                return  # a type
            case ast.keyword(arg="strict"):
                return
            case ast.Constant(bool() as value):
                self.put(parent, at, node, ast.Constant(not value), place)
            case ast.Constant(int() as number):
                self.put(parent, at, node, ast.Constant(number + 1), place)
            case ast.Compare():
                for index, operator in enumerate(node.ops):
                    self.put(node.ops, index, operator, COMPARED[type(operator)](), place)
            case ast.BinOp() if type(node.op) in COMPUTED:
                self.put(node, "op", node.op, COMPUTED[type(node.op)](), place)
            case ast.BoolOp():
                self.put(node, "op", node.op, ast.Or() if isinstance(node.op, ast.And) else ast.And(), place)
            case ast.UnaryOp(ast.Not() | ast.USub(), operand):
                self.put(parent, at, node, operand, place)
            case ast.IfExp():
                self.condition(node, "test", node.test, place)
            case ast.comprehension():
                for index, test in enumerate(node.ifs):
                    self.condition(node.ifs, index, test, place)
            case ast.Call(ast.Name(name)) if name in SWAPPED:
                self.put(node, "func", node.func, ast.Name(SWAPPED[name], ast.Load()), place)
            case _:
                pass
        if isinstance(parent, ast.If | ast.While) and at == "test":
            for value in (True, False) if isinstance(parent, ast.If) else (False,):
                self.put(parent, at, node, ast.Constant(value), place)
        self.children(node, place)

    def leave_out(self, body: list[ast.stmt], index: int, node: ast.stmt, place: _Place) -> None:
        """Never run the statement; what the function binds stays bound by it."""
        never = ast.copy_location(ast.If(ast.copy_location(ast.Constant(False), node), [node], []), node)
        self.add(f"`{_excerpt(node)}` is left out", place, *_exchange(body, index, node, never))

    def put(self, parent: Any, at: Any, old: ast.AST, new: ast.AST, place: _Place) -> None:
        """Put a node in another's place, under the smallest excerpt that says where."""
        _locate(new, old if hasattr(old, "lineno") else place.around[-1])
        change, restore = _exchange(parent, at, old, new)
        around = [*place.around, *([old] if isinstance(old, ast.expr) else [])]
        excerpt: ast.AST = place.around[0] if place.around else old
        for node in reversed(around):
            if isinstance(node, ast.expr) and node is not old and len(ast.unparse(node)) >= SHORT:
                excerpt = node
                break
        before = _excerpt(excerpt)
        change()
        after = _excerpt(excerpt)
        restore()
        if before == after:
            before, after = _excerpt(old), _excerpt(new)
        self.add(f"`{before}` becomes `{after}`", place, change, restore)

    def add(self, change: str, place: _Place, apply: Callable[[], None], restore: Callable[[], None]) -> None:
        name = f"{place.function}: {change}"
        self._names[name] += 1
        if self._names[name] > 1:
            change += f" ({self._names[name]})"
        self.mutants.append(Mutant(place.function, change, place.lines, not place.in_function, apply, restore))


_WITH_BODY: Final = (ast.If, ast.While, ast.For, ast.With, ast.Try, ast.Match)


def _inner(place: _Place, name: str) -> str:
    return name if place.function == MODULE else f"{place.function}.{name}"


def _has_value(returns: ast.expr | None) -> bool:
    return not (isinstance(returns, ast.Constant) and returns.value is None)


def _lines_of(node: ast.AST) -> range:
    first, last = getattr(node, "lineno", 0), getattr(node, "end_lineno", 0) or 0
    return range(first, last + 1)


def _excerpt(node: ast.AST) -> str:
    """Return the text of a node; of a statement with a body, its head alone."""
    if isinstance(node, _WITH_BODY):
        node = copy.copy(node)
        for name in ("body", "orelse", "handlers", "finalbody", "cases"):
            if hasattr(node, name):
                setattr(node, name, [])
    shown = _WithoutTexts().visit(copy.deepcopy(node))
    text = ast.unparse(ast.fix_missing_locations(shown))
    return text.split("\n")[0].removesuffix(":") if isinstance(node, _WITH_BODY) else " ".join(text.split())


class _WithoutTexts(ast.NodeTransformer):
    """Shortens what one Python writes with other quotes than another."""

    def visit_JoinedStr(self, node: ast.JoinedStr) -> ast.AST:
        return ast.Constant("...")


def _locate(new: ast.AST, old: ast.AST) -> None:
    if not hasattr(new, "lineno") and isinstance(new, ast.expr | ast.stmt):
        ast.copy_location(new, old)


def _exchange(parent: Any, at: Any, old: ast.AST, new: ast.AST) -> tuple[Callable[[], None], Callable[[], None]]:
    def put(node: ast.AST) -> None:
        if isinstance(parent, list):
            parent[at] = node
        else:
            setattr(parent, at, node)

    return (lambda: put(new)), (lambda: put(old))


def mutants_of(tree: ast.Module) -> list[Mutant]:
    """Return the changes of a module, in the order of its text; each works on this tree."""
    walk = _Walk()
    walk.body(tree.body, _Place(MODULE, False, False, range(0), ()))
    return walk.mutants


def spans(tree: ast.Module) -> dict[str, set[int]]:
    """Return the lines of each function with its decorators; of two with one name, those of both."""
    lines = dict[str, set[int]]()

    def walk(body: list[ast.stmt], outer: str) -> None:
        for node in body:
            name = outer
            if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef):
                name = node.name if outer == MODULE else f"{outer}.{node.name}"
                if not isinstance(node, ast.ClassDef):
                    first = min([node.lineno, *(decorator.lineno for decorator in node.decorator_list)])
                    lines.setdefault(name, set()).update(range(first, (node.end_lineno or first) + 1))
            for below in ("body", "orelse", "handlers", "finalbody"):
                walk(getattr(node, below, []), name)

    walk(tree.body, MODULE)
    return lines


def touched(mutants: list[Mutant], tree: ast.Module, lines: set[int]) -> list[Mutant]:
    """Return the mutants of the functions that some lines touch, and those outside of functions on these lines."""
    of_functions = spans(tree)
    return [one for one in mutants if not lines.isdisjoint(of_functions.get(one.function, set(one.lines)))]
