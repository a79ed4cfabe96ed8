"""Answer a record again, and compare the figure with the one that it holds."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from telcoterms.account.account import Account
from telcoterms.account.events import Payment
from telcoterms.agreement.agreement import NO_AGREEMENT, members
from telcoterms.agreement.customer import CustomerFacts
from telcoterms.answers.answer import RECORD_SCHEMA, Answer
from telcoterms.answers.figures import figure_data
from telcoterms.answers.question import types_of
from telcoterms.audit.bill import Bill
from telcoterms.files.account import account_of, payment_of
from telcoterms.files.bill import bill_of
from telcoterms.files.library import Edition, editions, published, published_before
from telcoterms.terms import QUESTIONS, Terms
from telcoterms.values.dataclasses import replace
from telcoterms.values.days import as_day
from telcoterms.values.errors import InvalidFileError, MissingFactsError, RecordError, UnknownNameError, Unquoted


def from_dict(record: Mapping[str, Any], *, terms: Terms | None = None) -> Answer[object]:
    """Answer a record again, as `Answer.as_dict` gave it; `terms` where it came from a file of your own.

    Raises `RecordError` where the record is not whole or another figure comes out.

    >>> from telcoterms import load
    >>> charge = load("kos").late_charge("113.00", issued="2026-01-01", paid="2026-02-15")
    >>> from_dict(charge.as_dict()) == charge
    True
    """
    wanted = {
        "schema",
        "provider",
        "edition",
        "revision",
        "service",
        "currency",
        "question",
        "facts",
        "readings",
        "figure",
    }
    unchecked: object = record
    missing = sorted(wanted - set(unchecked if isinstance(unchecked, Mapping) else ()))
    if missing:
        raise RecordError(
            "the record lacks {missing}: give it whole, as as_dict() made it", missing=tuple(map(Unquoted, missing))
        )
    if record["schema"] != RECORD_SCHEMA:
        raise RecordError(
            "the record has schema {schema}, this library reads schema {known}: use the version that wrote it",
            schema=record["schema"],
            known=RECORD_SCHEMA,
        )
    if record["question"] not in tuple(QUESTIONS):
        raise UnknownNameError(
            "the record asks {question}, which is no question: choose from {known}",
            question=record["question"],
            known=tuple(map(Unquoted, QUESTIONS)),
        )
    if not isinstance(record["readings"], Mapping):
        raise RecordError(
            "the readings of the record are {found}: give it whole, as as_dict() made it", found=record["readings"]
        )
    terms = _terms_of(record, terms)
    customer = record.get("customer", {})
    if not isinstance(customer, Mapping) or not set(customer) <= set(CustomerFacts.__slots__):
        raise RecordError(
            "the customer of the record is {found}, wanted {names}: give it whole, as as_dict() made it",
            found=customer,
            names=tuple(map(Unquoted, CustomerFacts.__slots__)),
        )
    if customer:
        terms = terms.for_customer(**customer)
    try:
        answer = _asked_again(record, terms)
    except (MissingFactsError, InvalidFileError):
        if terms.service is not None:
            raise
        # an earlier version answered by the general rules where no service was named
        answer = _asked_again(record, Terms(terms.agreement.for_service(NO_AGREEMENT)))
    question = record["question"]
    figure, calendars = figure_data(answer.value), answer.about.record["calendars"]
    if figure != record["figure"] and record.get("calendars", calendars) != calendars:
        raise RecordError(
            "the record of {question} counts by the calendars {said}, here it is counted by {own}: give its own, "
            "as terms=load(...).with_calendar(...)",
            question=Unquoted(question),
            said=record["calendars"],
            own=calendars,
        )
    if figure != record["figure"]:
        raise RecordError(
            "the record of {question} says {said}, but {figure} comes out: one of its facts or its figure was changed",
            question=Unquoted(question),
            said=record["figure"],
            figure=figure,
        )
    return answer


def _asked_again(record: Mapping[str, Any], terms: Terms) -> Answer[object]:
    """Return the answer to a record, asked of these terms."""
    question, facts = record["question"], _facts_of(record, terms)
    return terms.reading(question, record["readings"]).ask(question, facts)


def _terms_of(record: Mapping[str, Any], terms: Terms | None) -> Terms:
    if terms is None:
        day = as_day(record["edition"], "edition")
        wanted = Edition(record["provider"], day, record["revision"])
        if wanted not in editions():
            raise RecordError(
                "the record rests on the terms of {provider} of {edition}, revision {revision}, "
                "which are not held here: "
                "give them, as terms=load(path)",
                provider=record["provider"],
                edition=day,
                revision=record["revision"],
            )
        agreement = published(wanted)
        if "editions" in record:
            agreement = replace(agreement, earlier=published_before(wanted))
        terms = Terms(agreement if record["service"] is None else agreement.for_service(record["service"]))
    agreement_used = terms.agreement
    known = {edition.edition.isoformat() for edition in agreement_used.editions}
    absent = sorted(set(record.get("editions", ())) - known)
    if absent:
        raise RecordError(
            "the record rests on the editions of {editions} too, which are not held with the terms: give terms whose "
            "file names the edition before",
            editions=tuple(map(Unquoted, absent)),
        )
    if record.get("voice") is not None:
        terms = terms.under(record["voice"])
    in_record = {name: record[name] for name in ("provider", "revision", "service", "currency")}
    in_terms = {name: getattr(agreement_used, name) for name in in_record}
    if in_record != in_terms or record["edition"] != agreement_used.edition.isoformat():
        raise RecordError(
            "the record rests on terms of {provider}, {edition}, service {service}, in {currency}, "
            "not on {own} in {has}: give its own",
            provider=record["provider"],
            edition=record["edition"],
            service=record["service"],
            currency=record["currency"],
            own=Unquoted(repr(terms)),
            has=Unquoted(agreement_used.currency),
        )
    return terms


def _facts_of(record: Mapping[str, Any], terms: Terms) -> tuple[object, ...]:
    question, facts = QUESTIONS[record["question"]], record["facts"]
    names = tuple(question.facts)
    left_out = {name: fact.default for name, fact in question.facts.items() if fact.default in (None, ())}
    if not isinstance(facts, Mapping) or not set(names) - set(left_out) <= set(facts) <= set(names):
        raise RecordError(
            "the facts of the record are {found}, wanted {names}: give it whole, as as_dict() made it",
            found=facts,
            names=tuple(Unquoted(name) for name in names if name not in left_out),
        )
    known = {**left_out, **facts}
    return tuple(_fact(types_of(question)[name], known[name], record["currency"], terms) for name in names)


def _fact(hint: Any, data: Any, currency: str, terms: Terms) -> object:
    """Return a fact from its data; the question itself converts plain data."""
    if Account in members(hint) and data is not None:
        return account_of(data, "record", currency)
    if hint is Payment:
        return payment_of(data, "record", currency)
    if hint is Bill:
        return bill_of(data, "record", terms.agreement)
    return tuple(data) if isinstance(data, list) else data
