"""Show the commented start of a file in a language: its comments and its example words, and never a key.

There is one template of each file, in English. A comment is found where it stands, looked up whole, and set again
beside the same line of TOML, so that a template in another language has every line that the English one has. What no
catalogue holds stays as it is.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from textwrap import wrap
from typing import Final, NamedTuple

WIDTH: Final = 120
COLUMN: Final = 33  # where a comment stands behind a line, if that is not longer
WORDS: Final = re.compile(
    r"\b(?P<key>says|does|why|not_computed|where|edition_is|other_services|of|biller|consumer|practised\.[\w-]+)"
    r' = "(?P<words>[^"]+)"'
)
"""The keys of an example whose text is in words of the writer's own."""
TOML: Final = re.compile(r"# (\[|[\w.-]+ = )")  # a line of TOML that is commented out
FOLLOWING: Final = re.compile(r"#?\s{8,}#(?P<indent> +)(?P<said>.*)")  # a comment that goes on below the line before
LookUp = Callable[[str], str]


class Block(NamedTuple):
    """Some lines of a template: a line of TOML, perhaps commented out, or none, and the comment that stands with it."""

    lines: tuple[str, ...]
    code: str = ""
    comment: str = ""


def template_in(text: str, look_up: LookUp) -> str:
    """Return a template with what it says in words as `look_up` gives it; what that leaves as it is keeps its lines."""
    return "".join(f"{line}\n" for block in _blocks(text) for line in _said(block, look_up))


def template_texts(text: str) -> Iterator[str]:
    """Yield what a template says in words: each comment whole, and the words of its examples."""
    for block in _blocks(text):
        yield from (found["words"] for found in WORDS.finditer(block.code) if any(map(str.isalpha, found["words"])))
        if block.comment:
            yield block.comment


def _said(block: Block, look_up: LookUp) -> Iterator[str]:
    """Yield the lines of a block in a language."""
    code = WORDS.sub(lambda found: f'{found["key"]} = "{look_up(found["words"])}"', block.code)
    comment = look_up(block.comment) if block.comment else ""
    if (code, comment) == (block.code, block.comment):
        yield from block.lines
        return
    if not comment:
        yield code
        return
    start = f"{code.ljust(COLUMN)}# " if len(code) < COLUMN else f"{code} # "
    if not code:
        start = "# "
    mark = "#" if code.startswith("#") else ""
    below = "# " if not code else f"{mark.ljust(COLUMN)}#   "
    bound = comment.replace(" = ", "\0=\0").replace(" [", "\0[")  # no line of a comment may look like TOML
    lines = wrap(
        bound, WIDTH, initial_indent=start, subsequent_indent=below, break_on_hyphens=False, break_long_words=False
    )
    yield from (line.replace("\0", " ") for line in lines)


def _blocks(text: str) -> Iterator[Block]:
    """Yield the blocks of a template, in order; all of their lines are the template."""
    first, *others = text.splitlines()
    block = _block(first)
    for line in others:
        joined = _joined(block, line)
        if joined is None:
            yield block
        block = joined or _block(line)
    yield block


def _joined(block: Block, line: str) -> Block | None:
    """Return a block with one more line, if the line goes on with its comment; None if it begins another."""
    following = FOLLOWING.fullmatch(line)
    if following is not None and block.comment and (len(following["indent"]) > 1 or block.comment.endswith(",")):
        return Block((*block.lines, line), block.code, f"{block.comment} {following['said']}")
    if block.comment and not block.code and _is_prose(line):
        return Block((*block.lines, line), "", f"{block.comment} {line[2:]}")
    return None


def _block(line: str) -> Block:
    """Return the block that a line begins."""
    following = FOLLOWING.fullmatch(line)
    if following is not None:  # an entry of its own in the comment above
        return Block((line,), "#" if line.startswith("#") else " ", following["said"])
    if _is_prose(line):
        return Block((line,), "", line[2:])
    at = _comment_at(line)
    return Block((line,), line) if at is None else Block((line,), line[:at].rstrip(), line[at + 1 :].strip())


def _is_prose(line: str) -> bool:
    """Return whether a line is a sentence of its own: no TOML that is commented out, no command to copy."""
    return line[:2] == "# " and line[2:3] != " " and TOML.match(line) is None


def _comment_at(line: str) -> int | None:
    """Return where the comment of a line of TOML begins; the mark of one that is commented out begins none."""
    is_quoted = False
    for at, sign in enumerate(line):
        if sign == '"':
            is_quoted = not is_quoted
        elif sign == "#" and at and not is_quoted:
            return at
    return None
