"""Find the published editions of providers' terms, and load one."""

from __future__ import annotations

import re
from datetime import date
from functools import cache, lru_cache, partial
from os import PathLike
from typing import TYPE_CHECKING, Final, Literal, final, overload

from telcoterms.agreement.agreement import Agreement
from telcoterms.agreement.law import LawTable
from telcoterms.agreement.taxes import TaxTable
from telcoterms.files.beside import FilesBeside
from telcoterms.files.provider import read_provider, read_published
from telcoterms.files.tables import check_table, read_published_law, read_taxes
from telcoterms.files.text import read_text
from telcoterms.terms import Terms
from telcoterms.values.dataclasses import dataclass, replace
from telcoterms.values.days import Day, as_day
from telcoterms.values.errors import InputError, UnknownNameError, Unquoted
from telcoterms.values.messages import Term
from telcoterms.values.published import published_names, published_text

if TYPE_CHECKING:
    from pathlib import Path

_EDITION: Final = re.compile(r"([a-z0-9-]+?)-([0-9]{4}-[0-9]{2}-[0-9]{2})(?:-r([0-9]+))?")
MAX_HELD: Final = 64  # files of one's own whose terms are held: one program has few
GIVEN: Final = "text"
"""What the text of a file is called where its faults are told."""
TEXT: Final = Unquoted("text=")
SchemaName = Literal["provider", "account", "bill", "receipt"]
"""What there is a JSON Schema of: the files of a provider, an account and a bill, and the receipt of an answer."""
TEMPLATES: Final = (
    "account.csv",
    "account.json",
    "account.toml",
    "bill.csv",
    "bill.toml",
    "every_event.csv",
    "provider.toml",
)


@final
@dataclass(frozen=True, slots=True, order=True)
class Edition:
    """An edition of a provider's terms that the library holds; a correction is a new revision."""

    provider: str
    edition: date
    revision: int


@cache
def editions() -> tuple[Edition, ...]:
    """Return all editions, oldest first."""
    published_editions = []
    for name in published_names("providers"):
        match = _EDITION.fullmatch(name)
        if match:
            published_editions.append(Edition(match[1], date.fromisoformat(match[2]), int(match[3] or 0)))
    return tuple(sorted(published_editions))


def providers() -> tuple[str, ...]:
    """Return the providers whose terms the library holds."""
    return tuple(dict.fromkeys(held.provider for held in editions()))


@final
@dataclass(frozen=True, slots=True)
class Available:
    """Terms that can be loaded: the provider and its edition, its whole name, and its services."""

    provider: str
    edition: date
    name: str
    services: tuple[str, ...]


def available() -> tuple[Available, ...]:
    """Return the terms that the library holds, of each edition the newest revision.

    >>> [(one.provider, str(one.edition)) for one in available() if one.provider == "kos"]
    [('kos', '2021-07-12')]
    """
    newest = {(edition_held.provider, edition_held.edition): published(edition_held) for edition_held in editions()}
    return tuple(
        Available(provider, edition, agreement.name, tuple(service.id for service in agreement.services))
        for (provider, edition), agreement in newest.items()
    )


@cache
def tax_table(name: str, home: str | None) -> TaxTable:
    """Return a published table of taxes, which is read when it is first looked at.

    `home` is the provider's own region, None where the customer's decides.
    """
    check_table("taxes", name, Term("taxes"))
    file = f"{name}.toml"
    return TaxTable.later(lambda: read_taxes(published_text("taxes", file), f"taxes/{file}", home))


@cache
def law_table(name: str) -> LawTable:
    """Return a published table of rules of law; each rule is read when one of its questions first asks for it."""
    check_table("law", name, Term("law"))
    return read_published_law(published_text("law", f"{name}.toml"), f"law/{name}.toml")


@cache
def published(edition: Edition) -> Agreement:
    """Return the agreement of a published edition."""
    revision = f"-r{edition.revision}" if edition.revision else ""
    name = f"{edition.provider}-{edition.edition}{revision}.toml"
    return read_published(published_text("providers", name), name, tax_table, law_table)


def published_before(edition: Edition) -> tuple[Agreement, ...]:
    """Return the agreements of the published editions before one, of each the newest revision, the oldest first."""
    held = [one for one in editions() if one.provider == edition.provider and one.edition < edition.edition]
    return tuple(published(one) for one in {one.edition: one for one in held}.values())


def _text_beside(folder: Path, name: str) -> str:
    """Return the text of a file in the folder of a provider's file."""
    if not (folder / name).exists():
        raise InputError("{file} is not there: put it beside this file, or write the table here", file=name)
    return read_text(folder / name)


class _AnotherFileNeeded(Exception):
    """A provider's file takes a table, or the edition before, from a file beside it."""

    def __init__(self, name: str) -> None:
        self.name = name


def _another_file(name: str) -> str:
    raise _AnotherFileNeeded(name)


@lru_cache(MAX_HELD)
def _read_alone(text: str, file: str, own: str) -> Agreement:
    """Return the terms of a file that needs no other, read once as long as its content is the same.

    Raises `_AnotherFileNeeded` where it needs one: what that one holds may change.
    """
    return read_provider(text, file, tax_table, law_table, FilesBeside(own, _another_file))


def _read_file(path: Path) -> Agreement:
    """Return the terms of a file of one's own, with what it takes from the files beside it."""
    text, file = read_text(path), str(path)
    try:
        return _read_alone(text, file, path.name)
    except _AnotherFileNeeded:
        beside = FilesBeside(path.name, partial(_text_beside, path.parent))
        return read_provider(text, file, tax_table, law_table, beside)


def _read_given(text: object) -> Agreement:
    """Return the terms of the text of a provider's file."""
    if not isinstance(text, str):
        raise InputError("{text} is {value}: give the text of a provider's file, decoded", text=TEXT, value=text)
    try:
        return _read_alone(text, GIVEN, GIVEN)
    except _AnotherFileNeeded as needed:
        raise InputError(
            "the text takes a table from {file}, and a text has no files beside it: write the table into it, or give "
            "the path of a file",
            file=needed.name,
        ) from None


def _own(provider: str | Path | None, text: str | None) -> Agreement | None:
    """Return the terms of a file of one's own, or of its text; None for a name that the library holds."""
    if provider is None:
        return _read_given(text)
    if isinstance(provider, PathLike) or str(provider).endswith(".toml"):
        from pathlib import Path

        return _read_file(Path(provider))
    return None


@overload
def load(
    provider: str | Path, *, service: str | None = None, on: Day | None = None, edition: Day | None = None
) -> Terms: ...
@overload
def load(*, text: str, service: str | None = None, on: Day | None = None, edition: Day | None = None) -> Terms: ...
def load(
    provider: str | Path | None = None,
    *,
    text: str | None = None,
    service: str | None = None,
    on: Day | None = None,
    edition: Day | None = None,
) -> Terms:
    """Load a provider's terms.

    `provider` is the name of one that the library holds, such as `kos`, or the path of a file of your own (a
    `Path`, or text that ends in `.toml`); in its place `text` is the text of such a file. A file is read anew only
    where its content is another. `service` is a service with an agreement of its own, which outranks the
    general terms, or `none` for one without an agreement; a question whose rule differs by service needs it. `on`
    takes the edition in force on a day, `edition` the one of that date; without either, the newest. An account is held
    to earlier editions too, where they are held here or the file names one: each debt takes the edition of its day.
    `edition` alone holds it to that one. Raises `UnknownNameError` for a name that does not exist, and for a day before
    the first edition; `InvalidFileError` for a file with faults.

    >>> load("kos", service="cable")
    <terms of kos, 2021-07-12, service='cable'>
    """
    if (provider is None) is (text is None):
        raise InputError("give the name of the terms, the path of their file, or its text as {text}", text=TEXT)
    own = _own(provider, text)
    if own is not None:
        of_file = {Edition(one.provider, one.edition, one.revision): one for one in own.editions}
        agreement = of_file[_chosen(tuple(of_file), own.provider, on, edition)]
        earlier = tuple(one for one in of_file.values() if one.edition < agreement.edition)
    else:
        candidates = tuple(held for held in editions() if held.provider == provider)
        if not candidates:
            names = tuple(map(Unquoted, providers()))
            raise UnknownNameError(
                "there are no terms of {provider} here: choose from {known}, or give the path of a .toml file",
                provider=provider,
                known=names,
            )
        chosen = _chosen(candidates, str(provider), on, edition)
        agreement, earlier = published(chosen), published_before(chosen)
    if edition is not None:
        earlier = ()
    if agreement.earlier != earlier:
        agreement = replace(agreement, earlier=earlier)
    return Terms(agreement if service is None else agreement.for_service(service))


def _chosen(listed: tuple[Edition, ...], provider: str, on: Day | None, edition: Day | None) -> Edition:
    known = tuple(Unquoted(held) for held in dict.fromkeys(str(held.edition) for held in listed))
    matches = listed
    if edition is not None:
        day = as_day(edition, "edition")
        matches = tuple(held for held in listed if held.edition == day)
        if not matches:
            raise UnknownNameError(
                "there is no edition of {day} of the terms of {provider}: choose from {known}",
                day=day,
                provider=Unquoted(provider),
                known=known,
            )
    if on is not None:
        day = as_day(on, "on")
        matches = tuple(held for held in matches if held.edition <= day)
        if not matches:
            raise UnknownNameError(
                "no edition of the terms of {provider} was in force on {day}, as far as is known here: "
                "the first is of {first}; choose edition= from {known}",
                provider=Unquoted(provider),
                day=day,
                first=min(held.edition for held in listed),
                known=known,
            )
    return max(matches)


def template_text(name: str) -> str:
    """Return a commented start of an account's, a bill's or a provider's file."""
    return published_text("templates", name)


def schema_text(name: SchemaName) -> str:
    """Return the JSON Schema of a file or a receipt, by which an editor completes its keys and marks what is unfit."""
    return published_text("schemas", f"{name}.schema.json")
