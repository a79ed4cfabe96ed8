"""Run the script of a page in Node on what a visitor brings: a link, files, and what is typed and clicked.

`document.mjs` has as much of a browser's document as the script touches; `run.mjs` runs the script in it. What the
script asks is answered here by the library, as the desk answers a page.
"""

from __future__ import annotations

import json
from functools import cache
from html.parser import HTMLParser
from importlib.resources import files
from pathlib import Path
from typing import Any, Final
from urllib.parse import parse_qsl

from telcoterms.cli.desk.answering import answer_json
from telcoterms.cli.desk.pages import PAGES
from telcoterms.cli.desk.server import desk_files
from telcoterms.values.translation import LANGUAGES
from tests.fuzz.node import Program
from tests.fuzz.oracle import Surprise

HERE: Final = Path(__file__).parent
MAX_FACTS: Final = 60
MAX_LENGTH: Final = 400
"""What of a link a page reads: so many facts, none longer than that."""
KEYS: Final = {"page", "lang", "facts", "rows", "provider", "service", "wanted"}
"""What a request may hold, besides the files that were opened."""
PRESS_LINK: Final = {"kind": "press", "id": "link"}
SHOWN: Final = set(
    "table caption thead tbody tr th td div span time p ul ol li details summary h1 h2 h3 h4 b i strong em br svg g "
    "path circle rect line polyline polygon text tspan title desc defs clippath marker pattern use".split()
)
"""The elements that an answer may bring on a page."""


class Fields(HTMLParser):
    """What can be typed on a page, by its names, and which files and rows it takes."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.named, self.files, self.rows = set[str](), set[str](), set[str]()
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = dict(attrs)
        for name, found in (("name", self.named), ("data-file", self.files), ("data-row", self.rows)):
            if given.get(name) and (name != "name" or tag in ("input", "select", "textarea")):
                found.add(str(given[name]))


@cache
def pages() -> dict[str, str]:
    """Each page, by a name such as `late-charge.en`, as the desk serves it."""
    found = desk_files()
    names = [f"{page.name}.{lang}" for page in PAGES for lang in LANGUAGES]
    return {name: found[f"{name}.html"].decode() for name in names}


@cache
def fields_of(page: str) -> Fields:
    return Fields(pages()[page])


SCRIPT: Final = Program(HERE / "run.mjs", str(files("telcoterms.cli.desk").joinpath("static")))


def visited(visit: dict[str, Any]) -> tuple[dict[str, Any], list[dict[str, Any]]]:
    """Take a visit; what it left behind, and what the script asked."""
    asked: list[dict[str, Any]] = []
    try:
        SCRIPT.tell({"name": visit["page"], "html": pages()[visit["page"]], **visit})
        while "left" not in (said := SCRIPT.told()):
            asked.append(said)
            SCRIPT.tell(json.loads(answer_json(json.dumps(said["request"]))))
    except BaseException:  # in the middle of a visit: the next one begins anew
        SCRIPT.end()
        raise
    return said["left"], asked


def judged_visit(visit: dict[str, Any]) -> None:
    """Take a visit, and judge what the script asked and left."""
    left, asked = visited(visit)
    if left["surprises"]:
        raise Surprise(f"the script: {left['surprises'][0]}")
    if left["polluted"]:
        raise Surprise("every object got a property")
    if wrong := {*left["elements"]} - SHOWN or left["attributes"]:
        raise Surprise(f"an answer brought {wrong}")
    if wrong := [address for address in left["addresses"] if not address.startswith("#") and address != "/"]:
        raise Surprise(f"the page went to {wrong[0]}")
    fields = fields_of(visit["page"])
    opened = any(act["kind"] in ("file", "drop") for act in visit["acts"])
    for one in asked:
        judge_request(one, fields, opened=opened)
    judge_link(visit["page"], left["link"])


def judge_request(asked: dict[str, Any], fields: Fields, *, opened: bool) -> None:
    """A request goes to this machine, and holds what the form has, as text."""
    request = asked["request"]
    if asked["address"] != "answer":
        raise Surprise(f"a request to {asked['address']}")
    known = KEYS | (fields.files if opened else set())
    if wrong := request.keys() - known or request["facts"].keys() - fields.named:
        raise Surprise(f"a request with {wrong}")
    if not opened and not isinstance(request["provider"], str):
        raise Surprise("a file that nobody opened")
    values = [*request["facts"].values(), *(value for row in request["rows"] for value in row.values())]
    texts = [text for value in values for text in (value if isinstance(value, list) else [value])]
    if wrong_text := [text for text in texts if not isinstance(text, str) or not text or text != text.strip()]:
        raise Surprise(f"a request with {wrong_text[0]!r}")
    if wrong_row := [row for row in request["rows"] if row["row"] not in fields.rows]:
        raise Surprise(f"a request with {wrong_row[0]}")


def judge_link(page: str, link: str) -> None:
    """A page that is opened by a link of its own has what was typed, and gives the same link."""
    before = link
    for _ in range(2):  # a row without a number gets one as it is read
        given = parse_qsl(link, keep_blank_values=True)
        if len(given) > MAX_FACTS or any(len(value.encode("utf-16-le")) // 2 > MAX_LENGTH for _, value in given):
            return
        before, link = link, visited({"page": page, "link": link, "acts": [PRESS_LINK]})[0]["link"]
    if link != before:
        raise Surprise(f"the link {before!r} becomes {link!r}")
