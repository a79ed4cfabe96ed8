"""A plugin of pytest: while the tests of the worked cases run, write down each answer that they ask for.

`python -m pytest -p tests.web.asked_cases --asked-cases FILE TESTS` writes a JSON list. Each entry has the `record` of
an answer, its `sentence` in English, and the file of its `terms`, as a path, where they are not published.
"""

import json
from collections.abc import Callable, Iterator
from functools import wraps
from pathlib import Path
from typing import Any, Final

import pytest

from telcoterms import Answer, TelcoTermsError, Terms, from_dict, load
from telcoterms.files.library import providers
from telcoterms.terms import QUESTIONS

ROOT: Final = Path(__file__).parents[2]
OWN_FILES: Final = ("tests/providers/*.toml", "tests/cases/kinds/rules/*.toml", "examples/*.toml")
TESTS: Final = (
    "tests/test_cases.py",
    "tests/test_case_files.py",
    "tests/test_clauses_of_providers.py",
    "tests/test_real_providers.py",
    *(
        f"tests/clauses/test_{name}.py"
        for name in ("administrative_charge", "complaint", "due_date", "eligible_for_adr", "hours", "suspension")
    ),
)
"""The tests that ask the cases of `tests/cases`."""
ANSWERS: Final[list[Answer[Any]]] = []
OF_THIS_CASE: Final[list[Answer[Any]]] = []
MOST_OF_A_CASE: Final = 3
"""How many answers of a case are kept: its own comes first, and a test may then ask under a thousand readings."""


def written_down(asks: Callable[..., Any]) -> Callable[..., Any]:
    """Return a method that does what it did, and whose answer is kept."""

    @wraps(asks)
    def ask(*args: Any, **facts: Any) -> Any:
        answer = asks(*args, **facts)
        if len(OF_THIS_CASE) < MOST_OF_A_CASE:
            OF_THIS_CASE.append(answer)
            ANSWERS.append(answer)
        return answer

    return ask


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption("--asked-cases", type=Path, help="where the answers are written")


def pytest_configure() -> None:
    for question in QUESTIONS:
        setattr(Terms, question, written_down(getattr(Terms, question)))
    setattr(Answer, "under", written_down(Answer.under))  # noqa: B010 (mypy lets no method be assigned)


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Run what asks a case, and nothing else."""
    items[:] = [item for item in items if "case" in getattr(getattr(item, "callspec", None), "params", ())]


def files_of_terms() -> dict[tuple[str, str], list[Path]]:
    """Return the files of terms that are not published, by the provider and the edition in each."""
    found: dict[tuple[str, str], list[Path]] = {}
    for path in sorted(path for pattern in OWN_FILES for path in ROOT.glob(pattern)):
        try:
            agreement = load(path).agreement
        except TelcoTermsError:
            continue  # an example of another kind of file
        found.setdefault((agreement.provider, str(agreement.edition)), []).append(path)
    return found


def cases() -> Iterator[dict[str, Any]]:
    """Yield the answers, each once, with the file of their terms."""
    published, files, seen = providers(), files_of_terms(), set[str]()
    for answer in tuple(ANSWERS):  # to ask a record again is no case
        record = answer.as_dict()
        key = json.dumps(record, sort_keys=True)
        if key in seen:
            continue
        seen.add(key)
        if record["provider"] in published:  # a case may change published terms in the test itself
            own = None if comes_out(record, answer) else ""
        else:
            own = file_of(record, files, answer)
        if own != "":
            yield {"record": record, "sentence": answer.sentence, "terms": own}


def file_of(record: dict[str, Any], files: dict[tuple[str, str], list[Path]], answer: Answer[Any]) -> str:
    """Return the file from which a record comes out as it did; none where a test made the terms itself."""
    for path in files.get((record["provider"], str(record["edition"])), ()):
        if comes_out(record, answer, load(path)):
            return path.relative_to(ROOT).as_posix()
    return ""


def comes_out(record: dict[str, Any], answer: Answer[Any], terms: Terms | None = None) -> bool:
    """Whether a record is answered as it was, by the terms of a file or by published ones."""
    try:
        return from_dict(record, terms=terms).sentence == answer.sentence
    except TelcoTermsError:
        return False


def pytest_runtest_setup() -> None:
    OF_THIS_CASE.clear()


def pytest_sessionfinish(session: pytest.Session) -> None:
    file: Any = session.config.getoption("asked_cases")
    file.write_text(json.dumps(list(cases())), "utf-8")
