"""The small changes of a file of C: as `mutations.py` makes them of Python, on the tokens of its text.

A mutant changes a comparison at its boundary, an operator, a whole number, a truth value, a condition that always or
never holds, a statement that is left out, a value that is returned. Only the bodies of functions and the values of
enumerations are changed: directives and declarations stay as they are.
"""

import re
from collections import Counter
from collections.abc import Iterator
from typing import Final, NamedTuple

_SWAPPED: Final = "< <=, > >=, == !=, + -, * /, && ||, & |, << >>, ++ --, += -=, <<= >>=, true false"
_PAIRS: Final = [pair.split() for pair in _SWAPPED.split(", ")]
CHANGED: Final = {
    **{pair[0]: pair[1] for pair in _PAIRS},
    **{pair[1]: pair[0] for pair in _PAIRS},
    "%": "*",
    "^": "|",
    "|=": "&=",
    "*=": "+=",
}
OF_TWO: Final = {"+", "-", "*", "&"}  # which may also stand before one value alone
OF_ONE: Final = {"!", "-"}  # which are left out there
AROUND: Final = 48  # characters that an excerpt has on each side of a change
FILE: Final = "<file>"
LEFT_OUT: Final = "left out"

_TOKEN: Final = re.compile(
    r"""(?P<skipped>\s+|/\*.*?\*/|//[^\n]*|^[ \t]*\#(?:[^\n\\]|\\.|\\\n)*)
    |(?P<text>"(?:[^"\\]|\\.)*"|'(?:[^'\\]|\\.)*')
    |(?P<number>(?:0[xX][0-9a-fA-F]+(?:[pP][-+]?\d+)?|\d+(?:\.\d+)?(?:[eE][-+]?\d+)?)[uUlL]*)
    |(?P<name>[A-Za-z_]\w*)
    |(?P<operator><<=|>>=|->|\+\+|--|<<|>>|<=|>=|==|!=|&&|\|\||[-+*/%&|^]=|[-+*/%&|^~!<>=?:;,.(){}\[\]])""",
    re.VERBOSE | re.DOTALL | re.MULTILINE,
)
_TYPES: Final = frozenset(
    "bool char const double enum float int long short signed size_t static struct unsigned void volatile".split()
)
_WHOLE: Final = re.compile(r"(0[xX][0-9a-fA-F]+|\d+)([uUlL]*)")
_CALM: Final = frozenset({"return", "case", "sizeof", "else", "do"})  # after which an operator is of one value


class Token(NamedTuple):
    text: str
    start: int
    is_name: bool
    is_number: bool

    @property
    def end(self) -> int:
        return self.start + len(self.text)


class CMutant(NamedTuple):
    """One change: of which function, what becomes what, its line, and the text of the file with it."""

    function: str
    change: str
    line: int
    text: str

    @property
    def name(self) -> str:
        """What the lists and the results call it: it survives when lines move."""
        return f"{self.function}: {self.change}"


def tokens_of(text: str) -> list[Token]:
    found, place = [], 0
    while place < len(text):
        match = _TOKEN.match(text, place)
        if match is None:
            raise ValueError(f"no token of C: {text[place : place + 20]!r}")
        if match.lastgroup not in ("skipped", None):
            found.append(Token(match[0], place, match.lastgroup == "name", match.lastgroup == "number"))
        place = match.end()
    return found


def types_of(text: str) -> set[str]:
    """Return the names that some text of C gives to types."""
    named = {*re.findall(r"\}\s*(\w+);", text), *re.findall(r"typedef\s[^;{}()]*?(\w+)(?:;|\()", text)}
    return named - {"return", "break", "continue"}


def mutants_of(text: str, types: frozenset[str]) -> list[CMutant]:
    """Return the changes of a file, in the order of its text; `types` are the names of types that it may use."""
    return _Walk(text, types | types_of(text)).mutants


def touched(mutants: list[CMutant], text: str, lines: set[int]) -> list[CMutant]:
    """Return the mutants of the functions that some lines touch, and those outside of functions on these lines."""
    spans = functions_of(text)
    of_lines = {name for name, span in spans.items() if not lines.isdisjoint(span)}
    return [one for one in mutants if one.function in of_lines or (one.function not in spans and one.line in lines)]


def functions_of(text: str) -> dict[str, range]:
    """Return the lines of each function."""
    tokens = tokens_of(text)
    return {
        name: range(_line(text, tokens[head].start), _line(text, tokens[last].start) + 1)
        for name, head, _, last in _functions(tokens)
    }


def _line(text: str, place: int) -> int:
    return text.count("\n", 0, place) + 1


def _closing(tokens: list[Token], place: int) -> int:
    """Return where the bracket closes that opens at a place."""
    closes = {"(": ")", "{": "}", "[": "]"}[tokens[place].text]
    depth = 0
    for at in range(place, len(tokens)):
        depth += (tokens[at].text == tokens[place].text) - (tokens[at].text == closes)
        if not depth:
            return at
    raise ValueError("a bracket is not closed")


def _functions(tokens: list[Token]) -> Iterator[tuple[str, int, int, int]]:
    """Yield the name of each function, where its head begins, and where its body begins and ends."""
    place = head = 0
    while place < len(tokens):
        token = tokens[place]
        if token.text == ";":
            head = place + 1
        elif token.text == "(" and place and tokens[place - 1].is_name:
            close = _closing(tokens, place)
            if close + 1 < len(tokens) and tokens[close + 1].text == "{":
                last = _closing(tokens, close + 1)
                yield tokens[place - 1].text, head, close + 1, last
                place, head = last, last + 1
            else:
                place = close
        elif token.text == "{":
            place = _closing(tokens, place)
        place += 1


class _Walk:
    """Finds the mutants of a file."""

    def __init__(self, text: str, types: frozenset[str]) -> None:
        self.text, self.types = text, types
        self.tokens = tokens_of(text)
        self.mutants: list[CMutant] = []
        self._names = Counter[str]()
        outside = 0
        for name, head, first, last in [*_functions(self.tokens), (FILE, len(self.tokens), 0, -1)]:
            self._enumerations(outside, head)
            outside = last + 1
            if name != FILE:
                self._returns = {token.text for token in self.tokens[head:first]} & {"pair", "text", "accrual", "void"}
                self._body(name, first, last)

    def _enumerations(self, first: int, end: int) -> None:
        """Change the values of enumerations between functions."""
        for place in range(first, end):
            if self.tokens[place].text == "enum":
                opening = next((at for at in range(place, end) if self.tokens[at].text in "{;"), end)
                if opening < end and self.tokens[opening].text == "{":
                    for at in range(opening, _closing(self.tokens, opening)):
                        self._token(FILE, at)

    def _body(self, function: str, first: int, last: int) -> None:
        opened = ["block"]  # what the brackets are that are open: blocks, lists of values or others
        begins = True
        for place in range(first + 1, last):
            token = self.tokens[place]
            if begins and opened[-1] == "block":
                self._statement(function, place, last)
            self._token(function, place)
            if token.text == "{":
                is_value = self.tokens[place - 1].text in ("=", ",", "(", "return") or self._is_cast_before(place)
                opened.append("values" if is_value or opened[-1] == "values" else "block")
            elif token.text in ("(", "["):
                opened.append("brackets")
            elif token.text in (")", "]", "}"):
                opened.pop()
            begins = (
                token.text in ("{", "}", ";", "else", "do")
                or (token.text == ":" and self._is_label(place))
                or (token.text == ")" and self._is_head(place))
            )

    def _is_cast_before(self, place: int) -> bool:
        return self.tokens[place - 1].text == ")" and self._is_cast(place - 1)

    # One token

    def _token(self, function: str, place: int) -> None:
        token = self.tokens[place]
        if token.is_number:
            if whole := _WHOLE.fullmatch(token.text):
                self._put(function, token, f"{int(whole[1], 0) + 1}{whole[2]}")
        elif token.text in OF_TWO and not self._follows_value(place):
            if token.text in OF_ONE:
                self._put(function, token, "")
        elif token.text in OF_ONE and token.text not in CHANGED:
            self._put(function, token, "")
        elif token.text in CHANGED and not (token.text == "*" and self._is_declared(place)):
            self._put(function, token, CHANGED[token.text])

    def _follows_value(self, place: int) -> bool:
        """Whether what stands before an operator is a value, so that it is one of two."""
        before = self.tokens[place - 1]
        if before.text == ")":
            return not self._is_cast(place - 1)
        return before.text == "]" or before.is_number or (before.is_name and before.text not in _CALM)

    def _is_type(self, token: Token) -> bool:
        return token.text in _TYPES or token.text in self.types or token.text.endswith("_t")

    def _opening(self, close: int) -> int:
        """Return where the round bracket opens that closes at a place."""
        depth = 0
        for place in range(close, -1, -1):
            depth += (self.tokens[place].text == ")") - (self.tokens[place].text == "(")
            if not depth:
                return place
        raise ValueError("a bracket is not opened")

    def _is_cast(self, close: int) -> bool:
        inside = [token for token in self.tokens[self._opening(close) + 1 : close] if token.text not in "*[]"]
        return bool(inside) and all(self._is_type(token) for token in inside)

    def _is_declared(self, place: int) -> bool:
        """Whether a star stands behind a type."""
        return self._is_type(self.tokens[place - 1])

    # Statements

    def _is_label(self, colon: int) -> bool:
        at = colon - 1
        while self.tokens[at].text not in (";", "{", "}", "?", ":"):
            if self.tokens[at].text in ("case", "default"):
                return True
            at -= 1
        return False

    def _is_head(self, close: int) -> bool:
        """Whether a bracket closes the head of a loop or a condition."""
        head = self.tokens[self._opening(close) - 1].text
        return head in ("if", "while", "for", "switch") or head.startswith("EACH_")

    def _statement(self, function: str, place: int, last: int) -> None:
        """Leave out a statement, or let its condition always or never hold."""
        token = self.tokens[place]
        if token.text in ("if", "while"):
            close = _closing(self.tokens, place + 1)
            opening, closing = self.tokens[place + 1], self.tokens[close]
            if self.tokens[close + 1].text == ";":
                return  # of do ... while
            for value in ("true", "false") if token.text == "if" else ("false",):
                self._replace(function, opening.end, closing.start, value, f"{token.text} ({value})")
            return
        if token.text in ("for", "switch", "do", "else", "case", "default", "return", "{", "}", ";"):
            if token.text == "return":
                self._return(function, place, last)
            return
        if self._is_type(token) or (token.is_name and token.text.isupper()):
            return  # a declaration, or a macro
        end = place
        while self.tokens[end].text != ";":
            end = _closing(self.tokens, end) if self.tokens[end].text in ("(", "{", "[") else end
            end += 1
            if end >= last:
                return
        self._replace(function, token.start, self.tokens[end].start, "", LEFT_OUT)

    def _return(self, function: str, place: int, last: int) -> None:
        end = place + 1
        while self.tokens[end].text != ";":
            end += 1
        value = self.tokens[place + 1 : end]
        if self._returns or len(value) < 2 or end >= last:
            return  # nothing, a number or a name; what is no number has no zero
        self._replace(function, value[0].start, self.tokens[end].start, "0", "return 0")

    # What becomes what

    def _put(self, function: str, token: Token, new: str) -> None:
        self._replace(function, token.start, token.end, new, None)

    def _replace(self, function: str, start: int, end: int, new: str, shown: str | None) -> None:
        text = self.text[:start] + new + self.text[end:]
        first, last = self._around(start, end)
        if shown == LEFT_OUT:
            change = f"`{_excerpt(self.text[start:end])}` is left out"
        else:
            after = shown or self.text[first:start] + new + self.text[end:last]
            change = f"`{_excerpt(self.text[first:last])}` becomes `{_excerpt(after)}`"
        name = f"{function}: {change}"
        self._names[name] += 1
        if self._names[name] > 1:
            change += f" ({self._names[name]})"
        self.mutants.append(CMutant(function, change, _line(self.text, start), text))

    def _around(self, start: int, end: int) -> tuple[int, int]:
        """Return from where to where the line is shown in which something changes: whole words."""
        first, last = self.text.rfind("\n", 0, start) + 1, self.text.find("\n", end)
        if start - first > AROUND:
            first = self.text.find(" ", start - AROUND, start) + 1 or start
        if last - end > AROUND:
            last = max(self.text.rfind(" ", end, end + AROUND), end)
        return first, last


def _excerpt(text: str) -> str:
    """Return some text of the file in one line, without its comments."""
    return " ".join(re.sub(r"/\*.*?\*/", "", text, flags=re.DOTALL).split()).replace("`", "'")
