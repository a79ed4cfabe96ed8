"""Pickle published terms as a reference: which edition, with the mark of its file, and how it is read.

So an answer with its terms is small, and loads as fast as the terms are held. Terms of a file of your own, with another
calendar, or with clauses of your own are pickled whole.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date
from functools import lru_cache
from typing import Any, Final, NamedTuple

from telcoterms.agreement.agreement import Agreement
from telcoterms.agreement.customer import NOT_KNOWN, CustomerFacts
from telcoterms.answers.question import under_by_table
from telcoterms.files.library import Edition, editions, published, published_before
from telcoterms.terms import AllReadings, Terms
from telcoterms.values.dataclasses import replace
from telcoterms.values.errors import RecordError, Unquoted
from telcoterms.values.version import __version__

MAX_HELD: Final = 256  # terms that came out of pickles, by what they are: one program reads few

Readings = tuple[tuple[str, tuple[tuple[str, str], ...]], ...]


class TermsReference(NamedTuple):
    """Published terms: the edition, its file's SHA-256, and how it is read.

    `readings` has those that were asked for, below their tables; `is_alone` tells that no earlier edition is known.
    """

    library: str
    provider: str
    edition: str
    revision: int
    sha256: str
    is_alone: bool
    service: str | None
    voice: str | None
    readings: Readings
    customer: CustomerFacts


def reduced(terms: Terms) -> tuple[Callable[..., Terms], tuple[object, ...]]:
    """Return how terms are pickled: by reference where that gives them again, else whole."""
    reference = _reference(terms)
    if reference is not None and _held(reference) == terms:
        return by_reference, tuple(reference)
    return Terms, (terms.agreement,)


def by_reference(*reference: Any) -> Terms:
    """Return the terms of a pickle.

    Raises `RecordError` where this library does not hold them as they were.
    """
    return _held(TermsReference(*reference))


def _reference(terms: Terms) -> TermsReference | None:
    """Return a reference to terms; None where they are of no published edition."""
    agreement = terms.agreement
    if Edition(agreement.provider, agreement.edition, agreement.revision) not in editions():
        return None
    readings = terms.readings_asked()
    return TermsReference(
        __version__,
        agreement.provider,
        agreement.edition.isoformat(),
        agreement.revision,
        agreement.file.sha256,
        not agreement.earlier,
        agreement.service,
        agreement.other_voice,
        tuple((table, tuple(taken.items())) for table, taken in readings.items()),
        agreement.customer,
    )


@lru_cache(MAX_HELD)
def _held(reference: TermsReference) -> Terms:
    """Return the terms of a reference."""
    edition = Edition(reference.provider, date.fromisoformat(reference.edition), reference.revision)
    agreement = published(edition) if edition in editions() else None
    if agreement is None or agreement.file.sha256 != reference.sha256:
        raise RecordError(
            "the pickle holds terms of {provider} of {edition}, revision {revision}, as version {library} has them, "
            "and this is {here}, which has others: verify the receipt of the answer, which says what changed",
            provider=reference.provider,
            edition=edition.edition,
            revision=reference.revision,
            library=Unquoted(reference.library),
            here=Unquoted(__version__),
        )
    return Terms(_read(agreement, edition, reference))


def _read(agreement: Agreement, edition: Edition, reference: TermsReference) -> Agreement:
    """Return an edition as a reference reads it."""
    if not reference.is_alone:
        agreement = replace(agreement, earlier=published_before(edition))
    if reference.service is not None:
        agreement = agreement.for_service(reference.service)
    if reference.voice is not None:
        agreement = agreement.in_voice(reference.voice)
    readings: dict[str, Mapping[str, str]] = {table: dict(taken) for table, taken in reference.readings}
    agreement = under_by_table(agreement, readings, AllReadings.__annotations__)
    if reference.customer != NOT_KNOWN:
        agreement = replace(agreement, customer=reference.customer)
    return agreement
