"""The glossary is one page that names things as the library does."""

import re
from pathlib import Path

import pytest

import telcoterms
from telcoterms import Account, Answer, Debt, Money, Statement, Terms, load
from telcoterms.terms import QUESTIONS

PAGE = (Path(__file__).parents[1] / "docs" / "glossary.md").read_text("utf-8")
ENTRY = re.compile(
    r"^(?P<term>\S.*)\n    (?P<meaning>\S.*)\n\n"
    r"    Also called: (?P<others>.+)\.\n\n    In the library: (?P<names>.+)\.$",
    re.MULTILINE,
)
ROWS = [list(entry.groups()) for entry in ENTRY.finditer(PAGE)]
TERMS = [row[0] for row in ROWS]
CLASSES = {"Account": Account, "Answer": Answer, "Debt": Debt, "Money": Money, "Statement": Statement, "Terms": Terms}
KOS = load("kos").agreement


def known(name: str) -> bool:
    """Whether a name in the last column is one of the library's: public, a question, a fact, a reading or a kind."""
    owner, _, member = name.partition(".")
    if member:
        return hasattr(CLASSES[owner], member)
    facts = {fact for question in QUESTIONS.values() for fact in question.facts}
    readings = Path(__file__).parents[1].joinpath("docs", "readings.md").read_text("utf-8")
    kinds = Path(telcoterms.__file__).parent.joinpath("published", "schemas", "provider.schema.json").read_text("utf-8")
    return (
        name in vars(telcoterms)["__all__"]
        or name in QUESTIONS
        or name in facts
        or hasattr(Terms, name)
        or hasattr(Answer, name)
        or f"| `{name}` |" in readings
        or f'"{name}"' in kinds
    )


class TestGlossary:
    """About sixty terms, each told once, with what others call it and where it is in the library."""

    def test_there_are_about_sixty_terms(self) -> None:
        assert 45 <= len(TERMS) <= 75

    def test_each_line_of_a_glossary_belongs_to_a_term(self) -> None:
        blocks = re.findall(r"^```\{glossary\}\n(.*?)^```$", PAGE, re.MULTILINE | re.DOTALL)
        assert len(blocks) == PAGE.count("\n## ")
        assert "".join(ENTRY.sub("", block).strip() for block in blocks) == ""
        assert sum(len(re.findall(r"^\S", block, re.MULTILINE)) for block in blocks) == len(TERMS)

    def test_each_term_stands_once_and_in_the_order_of_the_alphabet(self) -> None:
        assert len(set(TERMS)) == len(TERMS)
        for part in PAGE.split("\n## ")[1:]:
            names = [entry["term"] for entry in ENTRY.finditer(part)]
            assert names == sorted(names, key=str.lower)

    @pytest.mark.parametrize("row", ROWS, ids=TERMS)
    def test_it_says_what_it_is_and_what_others_call_it(self, row: list[str]) -> None:
        assert len(row) == 4
        assert all(row)

    @pytest.mark.parametrize("row", ROWS, ids=TERMS)
    def test_what_others_call_it_is_not_a_term_of_its_own(self, row: list[str]) -> None:
        assert not {other.strip() for other in row[2].split(",")} & (set(TERMS) - {"statement", "line"})

    @pytest.mark.parametrize("row", ROWS, ids=TERMS)
    def test_its_names_are_those_of_the_library(self, row: list[str]) -> None:
        names = [name for name in re.findall(r"`([^`]+)`", row[3]) if name != "kind"]
        assert [name for name in names if not known(name)] == []
