"""Which editions of which providers' terms exist, and how one is loaded; what a file holds."""

from __future__ import annotations

import re
from datetime import date
from functools import cache
from importlib.resources import files
from pathlib import Path
from typing import Final, final

from telcoterms.account.account import EVENT_TYPES
from telcoterms.agreement.agreement import Agreement
from telcoterms.agreement.law import LawTable
from telcoterms.agreement.taxes import TaxTable
from telcoterms.clauses.dispute import last_days
from telcoterms.files.account import read_account
from telcoterms.files.bill import read_bill
from telcoterms.files.provider import read_provider
from telcoterms.files.tables import read_law, read_taxes
from telcoterms.files.text import json_of, read_text, toml_of
from telcoterms.formats.text import phrase_text
from telcoterms.terms import Terms
from telcoterms.values.dataclasses import dataclass, replace
from telcoterms.values.days import Day, as_day
from telcoterms.values.errors import FactError, Fault, FaultyFileError, UnknownNameError, Word
from telcoterms.values.messages import Phrase, Term, phrase

PUBLISHED: Final = files("telcoterms") / "published"
_FILE_NAME: Final = re.compile(r"([a-z0-9-]+?)-([0-9]{4}-[0-9]{2}-[0-9]{2})(?:-r([0-9]+))?\.toml")


TEMPLATES: Final = ("account.csv", "account.json", "account.toml", "bill.toml", "provider.toml")


@final
@dataclass(frozen=True, slots=True, order=True)
class Edition:
    """An edition of a provider's terms that the library holds; a correction is a new revision."""

    provider: str
    edition: date
    revision: int


@cache
def editions() -> tuple[Edition, ...]:
    """All editions, oldest first."""
    found = []
    for file in (PUBLISHED / "providers").iterdir():
        named = _FILE_NAME.fullmatch(file.name)
        if named:
            found.append(Edition(named[1], date.fromisoformat(named[2]), int(named[3] or 0)))
    return tuple(sorted(found))


def _published_text(folder: str, name: str, what: Term) -> str:
    """The text of a published table."""
    names = sorted(file.name for file in (PUBLISHED / folder).iterdir())
    known = tuple(Word(one[:-5]) for one in names if one.endswith(".toml"))
    if name not in known:
        template = "there is no table of {what} {name}: choose from {known}"
        raise UnknownNameError(template, what=what, name=name, known=known)
    return (PUBLISHED / folder / f"{name}.toml").read_text("utf-8")


@final
@dataclass(frozen=True, slots=True)
class Available:
    """Terms that can be loaded: the provider and its edition, its whole name, and its services."""

    provider: str
    edition: date
    name: str
    services: tuple[str, ...]


def available() -> tuple[Available, ...]:
    """The terms that the library holds, of each edition the newest revision.

    >>> [(one.provider, str(one.edition)) for one in available() if one.provider == "kos"]
    [('kos', '2021-07-12')]
    """
    newest = {(one.provider, one.edition): published(one) for one in editions()}
    return tuple(
        Available(provider, edition, agreement.name, tuple(one.id for one in agreement.services))
        for (provider, edition), agreement in newest.items()
    )


def tax_table(name: str, home: str) -> TaxTable:
    """A published table of taxes; `home` is the provider's own region."""
    return read_taxes(_published_text("taxes", name, Term("taxes")), f"taxes/{name}.toml", home)


def law_table(name: str) -> LawTable:
    """A published table of the law beside the terms."""
    return read_law(_published_text("law", name, Term("law")), f"law/{name}.toml")


@cache
def published(edition: Edition) -> Agreement:
    """A published edition."""
    revision = f"-r{edition.revision}" if edition.revision else ""
    name = f"{edition.provider}-{edition.edition}{revision}.toml"
    return read_provider((PUBLISHED / "providers" / name).read_text("utf-8"), name, tax_table, law_table)


def load(
    provider: str | Path, *, service: str | None = None, on: Day | None = None, edition: Day | None = None
) -> Terms:
    """A provider's terms.

    `provider` is the name of one that the library holds, such as `kos`, or the path of a file of your own (a
    `Path`, or text that ends in `.toml`). `service` is a service with an agreement of its own, which outranks the
    general terms. `on` takes the edition in force on a day, `edition` the one of that date; without
    either, the newest. Raises `UnknownNameError` for a name that does not exist, and for a day before the first
    edition; `FaultyFileError` for a file with faults.

    >>> load("kos", service="cable")
    <terms of kos, 2021-07-12, service='cable'>
    """
    if isinstance(provider, Path) or str(provider).endswith(".toml"):
        path = Path(provider)
        agreement = read_provider(read_text(path), str(path), tax_table, law_table)
        listed: tuple[Edition, ...] = (Edition(agreement.provider, agreement.edition, agreement.revision),)
        _chosen(listed, agreement.provider, on, edition)
    else:
        listed = tuple(one for one in editions() if one.provider == provider)
        if not listed:
            names = tuple(Word(name) for name in dict.fromkeys(one.provider for one in editions()))
            raise UnknownNameError(
                "there are no terms of {provider} here: choose from {known}, or give the path of a .toml file",
                provider=provider,
                known=names,
            )
        agreement = published(_chosen(listed, str(provider), on, edition))
    return Terms(agreement if service is None else for_service(agreement, service))


def _chosen(listed: tuple[Edition, ...], provider: str, on: Day | None, edition: Day | None) -> Edition:
    known = tuple(Word(one) for one in dict.fromkeys(str(one.edition) for one in listed))
    found = listed
    if edition is not None:
        day = as_day(edition, "edition")
        found = tuple(one for one in listed if one.edition == day)
        if not found:
            raise UnknownNameError(
                "there is no edition of {day} of the terms of {provider}: choose from {known}",
                day=day,
                provider=Word(provider),
                known=known,
            )
    if on is not None:
        day = as_day(on, "on")
        found = tuple(one for one in found if one.edition <= day)
        if not found:
            raise UnknownNameError(
                "no edition of the terms of {provider} was in force on {day}, as far as is known here: "
                "the first is of {first}; choose edition= from {known}",
                provider=Word(provider),
                day=day,
                first=min(one.edition for one in listed),
                known=known,
            )
    return max(found)


def for_service(agreement: Agreement, name: str) -> Agreement:
    """The terms of a service: its own rules in the place of those that they outrank."""
    for service in agreement.services:
        if service.id == name:
            return replace(agreement, rules=agreement.rules.changed(**service.rules), service=name)
    raise UnknownNameError(
        "the terms of {provider} have no service {name}: choose from {known}, or leave it out",
        provider=Word(agreement.provider),
        name=name,
        known=tuple(Word(service.id) for service in agreement.services),
    )


def template_text(name: str) -> str:
    """A commented start of an account's, a bill's or a provider's file."""
    return (PUBLISHED / "templates" / name).read_text("utf-8")


def check_file(path: Path, terms: Terms) -> str:
    """What a file holds: a provider's terms, or an account or a bill under `terms`.

    Raises `FaultyFileError` with all faults of the file.
    """
    return phrase_text(held_by(path, terms))


def held_by(path: Path, terms: Terms) -> Phrase:
    """The same as a phrase."""
    if holds_terms(path):
        return phrase("the terms of {name}", name=load(path).agreement.name)
    keys = _top_keys(path)
    if "line" in keys and keys.isdisjoint(event.table for event in EVENT_TYPES):
        count = len(read_bill(path, terms.agreement))
        return phrase("a bill of 1 line") if count == 1 else phrase("a bill of {count} lines", count=count)
    account = read_account(path, terms.currency, last_days(terms.agreement))
    if account.currency not in (None, terms.currency):
        error = FactError(
            "the account is in {account}, the terms of {provider} are in {currency}: name the provider that billed it",
            account=Word(account.currency),
            provider=Word(terms.provider),
            currency=Word(terms.currency),
        )
        raise FaultyFileError(str(path), [Fault("currency", error)])
    invoices, payments, others = (len(one) for one in (account.invoices, account.payments, account.others))
    bills = phrase("1 invoice") if invoices == 1 else phrase("{count} invoices", count=invoices)
    paid = phrase("1 payment") if payments == 1 else phrase("{count} payments", count=payments)
    if not others:
        return phrase("an account of {invoices} and {payments}", invoices=bills, payments=paid)
    rest = phrase("1 other event") if others == 1 else phrase("{count} other events", count=others)
    template = "an account of {invoices}, {payments} and {others}"
    return phrase(template, invoices=bills, payments=paid, others=rest)


def holds_terms(path: Path) -> bool:
    """Whether a file is one of a provider's terms."""
    return path.suffix.lower() == ".toml" and bool(_top_keys(path) & {"provider", "documents"})


def _top_keys(path: Path) -> set[str]:
    """The keys at the top of a file; none of a file that is neither TOML nor JSON."""
    readers = {".toml": toml_of, ".json": json_of}
    read = readers.get(path.suffix.lower())
    data = {} if read is None else read(read_text(path), str(path))
    return set(data) if isinstance(data, dict) else set()
