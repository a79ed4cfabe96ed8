"""Answer a receipt again, and hold what comes out against what it says.

`verify` gives the verdict on one receipt, `verify_all` those on many, and `from_dict` the answer of one that stands.
Each takes a receipt (`Answer.receipt`) as well as a receipt with its working (`Answer.as_dict`), of which the working
is compared too. A receipt is read as strictly as a file: whatever does not fit has a sentence of its own.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping
from functools import cache
from typing import TYPE_CHECKING, Any, Final, NoReturn, TypeVar, final, get_args, overload

from telcoterms.account.account import Account
from telcoterms.account.events import Payment
from telcoterms.agreement.agreement import Agreement, members
from telcoterms.agreement.customer import CustomerFacts
from telcoterms.agreement.tables_used import TableKind, TableUsed
from telcoterms.answers.answer import Answer, answer_on_request
from telcoterms.answers.figures import figure_data
from telcoterms.answers.question import Question, types_of
from telcoterms.answers.receipt import MARK, RECEIPT_SCHEMA, Basis, Receipt, mark_of
from telcoterms.audit.bill import Bill
from telcoterms.files.account import account_with_text, payment_of
from telcoterms.files.bill import bill_of
from telcoterms.files.library import Edition, editions, published, published_before
from telcoterms.files.text import json_of, read_text, refuse
from telcoterms.files.verdict import Mismatch, Outcome, TableChange, Verdict, Verdicts
from telcoterms.terms import QUESTIONS, Terms
from telcoterms.values.dataclasses import replace
from telcoterms.values.days import as_day
from telcoterms.values.errors import (
    InputError,
    NotHeldError,
    RecordError,
    TelcoTermsError,
    UnknownNameError,
    Unquoted,
    UnreadableFileError,
)
from telcoterms.values.hashes import WritesItself, Written, text_of_table
from telcoterms.values.messages import Spelling, Term
from telcoterms.values.version import __version__

if TYPE_CHECKING:
    from pathlib import Path

T = TypeVar("T")

OPTIONAL: Final = frozenset({"editions", "customer"})
"""The keys that a receipt has where there is anything to say."""
NEEDED: Final = Receipt.__annotations__.keys() - OPTIONAL
"""The keys that every receipt has."""
NOT_COMPARED: Final = frozenset({"schema", "library", "revision", "figure", "tables", MARK})
"""The keys of a receipt that are not compared with its working: each is held against the answer by itself."""
OWN_TERMS: Final = Spelling(
    "terms=load(path) or terms=load(...).with_calendar(...)",
    "--provider own.toml",
    "provider = 'own.toml'",
    Term("the file of its terms"),
)
"""How the terms of a receipt are given that are not those of the library."""
FILE: Final = "receipt"
"""What a receipt is called where a fault of its facts is told."""


@overload
def verify(receipt: Mapping[str, object], kind: type[T], *, terms: Terms | None = None) -> Verdict[T]: ...
@overload
def verify(receipt: Mapping[str, object], kind: None = None, *, terms: Terms | None = None) -> Verdict[object]: ...
def verify(receipt: Mapping[str, object], kind: type[Any] | None = None, *, terms: Terms | None = None) -> Verdict[Any]:
    """Answer a receipt again, and hold what comes out against it; the working too, where it has one.

    `kind` is the class of the value, such as `Statement`: the answer of the verdict then has its type, and a receipt of
    another question is refused. `terms` are those of a file of your own, or with a calendar of your own; without them,
    the terms that the receipt names are taken from the library, in its edition, revision, service and voice.

    Nothing that a receipt may hold raises an error: the verdict says what is wrong.

    >>> from telcoterms import load
    >>> receipt = load("kos").late_charge("113.00", issued="2026-01-01", paid="2026-02-15").receipt()
    >>> verify(receipt).outcome
    'equal'
    >>> forged = verify({**receipt, "figure": "3.40"})
    >>> forged.outcome, forged.mismatches
    ('another-figure', (Mismatch(key='figure', said='3.40', here='3.41'),))
    """
    return _Reader(terms).verdict(receipt, kind)


@overload
def verify_all(
    receipts: Iterable[Mapping[str, object]], kind: type[T], *, terms: Terms | None = None
) -> Verdicts[T]: ...
@overload
def verify_all(
    receipts: Iterable[Mapping[str, object]], kind: None = None, *, terms: Terms | None = None
) -> Verdicts[object]: ...
def verify_all(
    receipts: Iterable[Mapping[str, object]], kind: type[Any] | None = None, *, terms: Terms | None = None
) -> Verdicts[Any]:
    """Answer many receipts again, one after the other, and return those that do not stand, each with its place.

    The receipts may come from a cursor of a database: none that is equal is kept. `kind` and `terms` are those of
    `verify`, for all of them; the terms of each edition are loaded once.

    >>> from telcoterms import load
    >>> receipt = load("kos").due_date("2026-01-01").receipt()
    >>> found = verify_all([receipt, {**receipt, "figure": "2026-01-17"}, receipt])
    >>> found.counts["equal"], [(place, verdict.outcome) for place, verdict in found.failed]
    (2, [(1, 'another-figure')])
    """
    if isinstance(receipts, Mapping | str | bytes):
        raise InputError("{found} is not many receipts: give a list of them, or one to verify", found=receipts)
    reader, counts = _Reader(terms), Counter[Outcome]()
    failed: list[tuple[int, Verdict[Any]]] = []
    changed: list[tuple[int, Verdict[Any]]] = []
    for place, receipt in enumerate(receipts):
        verdict = reader.verdict(receipt, kind)
        counts[verdict.outcome] += 1
        if not verdict.stands:
            failed.append((place, verdict))
        elif verdict.outcome != "equal":
            changed.append((place, verdict))
    return Verdicts(counts=dict(counts), failed=tuple(failed), changed=tuple(changed))


def verify_file(path: Path, terms: Terms | None = None) -> Verdict[object] | Verdicts[object]:
    """Verify the receipts of a file of JSON: one, a list of them, or one on each line.

    Raises `UnreadableFileError` for a file that is none of these, or has none; a line that is no JSON is a receipt that
    is refused.
    """
    name, text = str(path), read_text(path)
    is_indented = text.lstrip().partition("\n")[0].strip() in ("{", "[")  # whatever its ending is
    if path.suffix.lower() in LINE_ENDINGS and not is_indented:
        return verify_all(_lines_of(text, name), terms=terms)
    try:
        data = json_of(text, name)
    except UnreadableFileError:
        lines = text.splitlines()
        if len(lines) < 2 or not all(line.startswith("{") and line.endswith("}") for line in lines):
            raise
        return verify_all(_lines_of(text, name), terms=terms)
    if data == []:
        refuse(name, Term("it is empty"), Term("give a file that has receipts"))
    return verify_all(data, terms=terms) if isinstance(data, list) else verify(data, terms=terms)


LINE_ENDINGS: Final = (".jsonl", ".ndjson")
"""The endings of a file that has a receipt on each line."""


def _lines_of(text: str, name: str) -> Iterator[Any]:
    """Yield what each line holds that is not blank, or the error for one that is no JSON."""
    for number, line in enumerate(text.split("\n"), 1):  # JSON has other ends of lines inside its strings
        if not line.strip():
            continue
        try:
            yield json_of(line, f"{name}, line {number}")
        except UnreadableFileError as error:
            yield error


def from_dict(record: Mapping[str, object], *, terms: Terms | None = None) -> Answer[object]:
    """Return the answer of a receipt that stands, as `Answer.receipt` or `Answer.as_dict` gave it.

    `terms` are those of `verify`, which says what is wrong without an error. Raises `RecordError` for a receipt that
    does not stand or cannot be read, and the error of the question where it refuses the facts.

    >>> from telcoterms import load
    >>> charge = load("kos").late_charge("113.00", issued="2026-01-01", paid="2026-02-15")
    >>> from_dict(charge.as_dict()) == charge
    True
    """
    verdict = verify(record, terms=terms)
    if verdict.error is not None:
        raise verdict.error
    if not verdict.stands:
        _refuse(verdict)
    assert verdict.answer is not None
    return verdict.answer


def _refuse(verdict: Verdict[object]) -> NoReturn:
    """Raise the error for a receipt that does not stand."""
    question = Unquoted(verdict.question)
    if not verdict.mismatches:
        raise altered(verdict.question)
    first = verdict.mismatches[0]
    others = [f"{change.table.kind} {change.table.name}" for change in verdict.tables]
    others += [] if verdict.library_is_equal else [f"library {verdict.library}"]
    if others:
        raise RecordError(
            "the receipt of {question} was made with another {others} than is here: {key} says {said}, but {here} "
            "comes out; give its own, as {how}",
            question=question,
            how=OWN_TERMS,
            others=tuple(map(Unquoted, others)),
            key=Unquoted(first.key),
            said=first.said,
            here=first.here,
        )
    if verdict.figure_is_equal:
        raise RecordError(
            "the receipt of {question} says {said} as {key} of its working, but {here} comes out: it was changed",
            question=question,
            key=Unquoted(first.key),
            said=first.said,
            here=first.here,
        )
    raise RecordError(
        "the receipt of {question} says {said}, but {here} comes out as its {key}: one of its facts or its figure was "
        "changed",
        question=question,
        key=Unquoted(first.key),
        said=first.said,
        here=first.here,
    )


def altered(question: str) -> RecordError:
    """Return the error for a receipt that does not fit its mark."""
    return RecordError(
        "the receipt of {question} does not fit its sha256: it was changed after it was made",
        question=Unquoted(question),
    )


def check_mark(receipt: Mapping[str, Any]) -> None:
    """Raise `RecordError` for a receipt that does not fit its mark."""
    if not _fits_its_mark(receipt):
        raise altered(receipt["question"])


@final
class _Reader:
    """Reads receipts, by the terms that are given or by those that the library holds."""

    __slots__ = ("given",)

    def __init__(self, given: Terms | None) -> None:
        if given is not None and not isinstance(given, Terms):
            raise InputError("terms is {found}: give terms, such as load(path)", found=given)
        self.given = given

    def verdict(self, receipt: Any, kind: type[Any] | None) -> Verdict[Any]:
        """Return the verdict on a receipt."""
        if kind is not None and not isinstance(kind, type):
            raise InputError("the kind is {found}: give a class, such as Statement", found=kind)
        question = ""
        try:
            terms, known = self._known(receipt)
            if known is None:
                check(receipt)
            question = receipt["question"]
            _check_names(question, receipt["facts"])
            terms = terms or self._terms(receipt, question)
            texts: dict[str, str] = {}
            answer, figure = _answered(question, _facts_of(receipt, terms, texts), terms, kind)
            basis = answer.about.basis
            is_known = basis is known
            if (is_known or basis.is_that_of(receipt)) and _comes_out(receipt, texts, figure, basis):
                if not is_known:
                    self._verified[tuple(map(receipt.get, ASKED))] = (terms, basis)
                return Verdict(
                    outcome="equal",
                    question=question,
                    answer=answer,
                    library=receipt["library"],
                    newer_revision=self._newer_revision(answer),
                )
            tables = tuple(_changes(receipt["tables"], basis.tables))
        except NotHeldError as error:
            return Verdict(outcome="not-held", question=question, error=error)
        except TelcoTermsError as error:
            return Verdict(outcome="refused", question=question, error=error)
        mismatches = tuple(_mismatches(receipt, answer))
        verdict = Verdict[Any](
            outcome="equal",
            question=question,
            answer=answer,
            mismatches=mismatches,
            tables=tables,
            library=receipt["library"],
            is_altered=not _fits_its_mark(receipt),
            newer_revision=self._newer_revision(answer),
        )
        return replace(verdict, outcome=_outcome(verdict))

    def _newer_revision(self, answer: Answer[Any]) -> int | None:
        return None if self.given is not None else _newer_revision(answer.terms.agreement)

    @property
    def _verified(self) -> dict[object, tuple[Terms, Basis]]:
        """The terms of the receipts that came out last, with what those rest on, by whom they asked what."""
        return VERIFIED if self.given is None else self.given.agreement.kept.setdefault("verified", {})

    def _known(self, receipt: Any) -> tuple[Terms, Basis] | tuple[None, None]:
        """Return the terms of a receipt that rests on just what another one did that came out, and on what that is.

        Nothing has to be checked of such a receipt but its facts and its figure.
        """
        try:
            terms, basis = self._verified[tuple(map(receipt.get, ASKED))]
        except (AttributeError, KeyError, TypeError):
            return None, None
        return (terms, basis) if type(receipt) is dict and basis.is_that_of(receipt) else (None, None)

    def _terms(self, receipt: Mapping[str, Any], question: str) -> Terms:
        """Return the terms of a receipt under its readings, each kept for the next that names the same."""
        agreement = _held(receipt) if self.given is None else self.given.agreement
        kept: dict[object, Terms] = agreement.kept.setdefault(__name__, {})
        key = (self.given is None, *(repr(receipt.get(name)) for name in (*ASKED, *BESIDE_ASKED)))
        terms = kept.get(key)
        if terms is None:
            terms = _terms_of(receipt, agreement, is_held=self.given is None)
            customer = receipt.get("customer", {})
            if customer:
                terms = terms.for_customer(**customer)
            terms = terms.reading(question, receipt["readings"])
            if len(kept) >= MAX_KEPT:
                kept.clear()
            kept[key] = terms
        return terms


def _answered(
    question: str, facts: tuple[object, ...], terms: Terms, kind: type[Any] | None
) -> tuple[Answer[Any], Written | None]:
    """Return the answer on facts, and its figure where that writes itself; refuse an answer of another kind.

    Where the figure is written without the value, no value is made: most receipts come out, and of those nobody may
    look at it.
    """
    alone = QUESTIONS[question].figure_alone(terms.agreement, facts)
    if alone is not None:
        _check_kind(question, alone.kind, kind)
        return answer_on_request(question, alone.facts, terms), alone.figure
    answer: Answer[Any] = terms.ask(question, facts)
    _check_kind(question, type(answer.value), kind)
    return answer, answer.value.written() if isinstance(answer.value, WritesItself) else None


def _check_kind(question: str, found: type[object], wanted: type[Any] | None) -> None:
    """Raise `RecordError` for a receipt whose answer is not of the class that was asked for."""
    if wanted is not None and not issubclass(found, wanted):
        raise RecordError(
            "the receipt is of {question}, whose answer is of the type {found}, not {wanted}: leave the kind "
            "out, or give a receipt of that kind",
            question=Unquoted(question),
            found=Unquoted(found.__name__),
            wanted=Unquoted(wanted.__name__),
        )


def _comes_out(receipt: Mapping[str, Any], fact_texts: Mapping[str, str], figure: Written | None, basis: Basis) -> bool:
    """Return whether a receipt that rests on the same as its answer has the same figure, and fits its mark.

    Where this is so, as of most, nothing has to be looked for. What the answer has written is not written again: of the
    receipt itself, only the facts are, but for those that were written as they were read (`fact_texts`). A figure that
    may hold a number is looked at in full, since 1 equals True.
    """
    if figure is None:
        return False
    try:
        return bool(
            receipt["figure"] == figure.data
            and basis.mark(text_of_table(receipt["facts"], fact_texts), figure.text) == receipt[MARK]
        )
    except (TypeError, ValueError, RecursionError):  # of facts that no JSON can hold
        return False


ASKED: Final = ("question", "provider", "edition", "revision", "service", "voice", "currency")
"""The keys of a receipt that say what it asks of whom: plain values, in which most receipts of a night are alike."""
BESIDE_ASKED: Final = ("editions", "customer", "readings")
"""What else says whose terms it asks, and under which readings."""
MAX_KEPT: Final = 64
"""How many terms are kept with an edition: receipts of one night name few, whatever their number."""
VERIFIED: Final[dict[object, tuple[Terms, Basis]]] = {}
"""Those of the library by which receipts came out."""


def _outcome(verdict: Verdict[Any]) -> Outcome:
    """Return what comes of a receipt that was answered."""
    if verdict.tables or not verdict.library_is_equal:
        if verdict.is_altered:
            return "altered"
        return "another-working" if verdict.figure_is_equal and not verdict.working_is_equal else "changed"
    if not verdict.figure_is_equal:
        return "another-figure"
    if verdict.mismatches:
        return "another-working"
    return "altered" if verdict.is_altered else "equal"


def _fits_its_mark(receipt: Mapping[str, Any]) -> bool:
    """Return whether a receipt fits its mark; what is no JSON data fits none."""
    try:
        return bool(mark_of(receipt) == receipt[MARK])
    except (TypeError, ValueError, RecursionError):
        return False


def check(receipt: Any) -> None:
    """Raise the error for what is no receipt of this schema, or whose keys do not hold what a receipt has there."""
    if isinstance(receipt, TelcoTermsError):  # of a line that could not be read
        raise receipt
    if isinstance(receipt, str | bytes | bytearray):
        raise RecordError(
            "the receipt is text: give the object of JSON that it holds, without quotation marks around it"
        )
    if not isinstance(receipt, Mapping):
        raise RecordError("{found} is no receipt: give a whole one, as it was made", found=_as_in_json(receipt))
    schema = receipt.get("schema")
    if "schema" in receipt and (type(schema) is not int or schema != RECEIPT_SCHEMA):
        _refuse_schema(schema, receipt.get("library"))
    absent = sorted(NEEDED - set(receipt))
    if absent:
        raise RecordError(
            "the receipt lacks {missing}: give it whole, as it was made", missing=tuple(map(Unquoted, absent))
        )
    question = receipt["question"]
    if question not in tuple(QUESTIONS):
        raise UnknownNameError(
            "the receipt asks {question}, which is no question: choose from {known}",
            question=question,
            known=tuple(map(Unquoted, QUESTIONS)),
        )
    for key, holds in CHECKS.items():
        if key in receipt and not holds(receipt[key]):
            raise RecordError(
                "{key} of the receipt is {found}: give it whole, as it was made",
                key=Unquoted(key),
                found=_as_in_json(receipt[key]),
            )


def _refuse_schema(schema: object, library: object) -> NoReturn:
    """Raise the error for a receipt of another schema."""
    if type(schema) is int and schema > RECEIPT_SCHEMA:
        raise RecordError(
            "the receipt has schema {schema}, version {own} of the library reads schema {known}: install version "
            "{library}, which wrote it, or a newer one",
            schema=schema,
            own=Unquoted(__version__),
            known=RECEIPT_SCHEMA,
            library=library,
        )
    if type(schema) is int and schema == 1:
        raise RecordError(
            "the receipt has schema {schema}, that of records from before there were receipts, and this library reads "
            "schema {known}: ask its question again with its facts",
            schema=schema,
            known=RECEIPT_SCHEMA,
        )
    raise RecordError(
        "schema of the receipt is {schema}, this library reads schema {known}: give it whole, as it was made",
        schema=_as_in_json(schema),
        known=RECEIPT_SCHEMA,
    )


def _as_in_json(value: object) -> object:
    """Return a value of a receipt for an error: outside of Python, nothing is `null`."""
    return Spelling("None", "null", "null") if value is None else value


def _is_text(value: object) -> bool:
    return isinstance(value, str)


def _is_table(value: object) -> bool:
    """Return whether a value is a table of the receipt."""
    return (
        isinstance(value, Mapping)
        and {"kind", "name", "sha256"} <= set(value) <= {"kind", "name", "version", "sha256"}
        and all(map(_is_text, value.values()))
        and value["kind"] in get_args(TableKind)
    )


def _is_text_or_none(value: object) -> bool:
    return value is None or isinstance(value, str)


def _are_tables(value: object) -> bool:
    """Return whether a value is the tables of a receipt, each there once."""
    if not isinstance(value, list | tuple) or not all(map(_is_table, value)):
        return False
    return len({(one["kind"], one["name"]) for one in value}) == len(value)


MAX_REVISION: Final = 10**6

CHECKS: Final[Mapping[str, Callable[[Any], bool]]] = {
    "library": _is_text,
    "provider": _is_text,
    "edition": _is_text,
    "currency": _is_text,
    "service": _is_text_or_none,
    "voice": _is_text_or_none,
    "revision": lambda value: type(value) is int and 0 <= value <= MAX_REVISION,
    "readings": lambda value: isinstance(value, Mapping) and all(map(_is_text, (*value, *value.values()))),
    "tables": _are_tables,
    MARK: _is_text,
    "customer": lambda value: isinstance(value, Mapping) and set(value) <= set(CustomerFacts.__slots__),
    "editions": lambda value: isinstance(value, list | tuple) and all(map(_is_text, value)),
}
"""What the keys of a receipt hold, beside those that the terms and the question judge."""


def _changes(said: Iterable[Mapping[str, Any]], here: Iterable[TableUsed]) -> Iterator[TableChange]:
    """Yield each table that has changed; raise `NotHeldError` for one of the receipt in whose place another is used."""
    in_receipt = {(one["kind"], one["name"]): TableUsed(**{"version": "", **one}) for one in said}
    used = {(one.kind, one.name): one for one in here}
    for key, table in in_receipt.items():
        found = used.get(key)
        if found is None and table.kind in {one.kind for one in used.values()}:
            raise NotHeldError(
                "the receipt rests on the {kind} {name}, here it is {own}: give its own, as {how}",
                how=OWN_TERMS,
                kind=Unquoted(table.kind),
                name=table.name,
                own=tuple(Unquoted(one.name) for one in used.values() if one.kind == table.kind),
            )
        if found != table:
            yield TableChange(table, found)
    for key, table in used.items():
        if key not in in_receipt:
            yield TableChange(None, table)


def _mismatches(receipt: Mapping[str, Any], answer: Answer[Any]) -> Iterator[Mismatch]:
    """Yield each key on which a receipt and its answer differ: those of the figure, and of a working that is there."""
    said, here = receipt["figure"], figure_data(answer.value)
    if said != here:  # which costs less than to go through both
        yield from _differing("figure", said, here)
    if receipt["revision"] != answer.terms.agreement.revision:
        yield Mismatch("revision", receipt["revision"], answer.terms.agreement.revision)
    working = receipt.keys() - Receipt.__annotations__.keys()
    if working:
        own = answer.as_dict()
        for key, said in receipt.items():
            if key not in NOT_COMPARED:
                yield from _differing(str(key), said, own.get(key))


def _differing(key: str, said: Any, here: Any) -> Iterator[Mismatch]:
    """Yield the keys on which two values differ, each with both values."""
    if isinstance(said, Mapping) and isinstance(here, Mapping):
        for name in dict.fromkeys((*said, *here)):
            yield from _differing(f"{key}.{name}", said.get(name), here.get(name))
    elif isinstance(said, list | tuple) and isinstance(here, list | tuple):
        for place in range(max(len(said), len(here))):
            parts = (one[place] if place < len(one) else None for one in (said, here))
            yield from _differing(f"{key}[{place}]", *parts)
    elif type(said) is not type(here) or said != here:
        yield Mismatch(key, said, here)


def _terms_of(receipt: Mapping[str, Any], agreement: Agreement, *, is_held: bool) -> Terms:
    """Return the terms of a receipt in its voice, of an agreement that is held or was given."""
    if is_held and "editions" in receipt:
        agreement = replace(agreement, earlier=_before(agreement))
    service = receipt["service"]
    if is_held and service is not None:
        agreement = agreement.for_service(service)
    terms, agreement_used = Terms(agreement), agreement
    known = {edition.edition.isoformat() for edition in agreement_used.editions}
    absent = sorted(set(receipt.get("editions", ())) - known)
    if absent:
        raise NotHeldError(
            "the receipt rests on the editions of {editions} too, which are not held with the terms: give terms whose "
            "file names the edition before",
            editions=tuple(map(Unquoted, absent)),
        )
    voice = receipt["voice"]
    if voice is not None and (not is_held or voice != agreement_used.voice):  # one that is held has taken no readings
        terms = terms.under(voice)
    in_receipt = {name: receipt[name] for name in ("provider", "service", "currency")}
    in_terms = {name: getattr(agreement_used, name) for name in in_receipt}
    if in_receipt != in_terms or receipt["edition"] != agreement_used.edition.isoformat():
        raise NotHeldError(
            "the receipt rests on terms of {provider}, {edition}, service {service}, in {currency}, "
            "not on {own} in {has}: give its own, as {how}",
            how=OWN_TERMS,
            provider=receipt["provider"],
            edition=receipt["edition"],
            service=receipt["service"],
            currency=receipt["currency"],
            own=Unquoted(repr(terms)),
            has=Unquoted(agreement_used.currency),
        )
    return terms


def _held(receipt: Mapping[str, Any]) -> Agreement:
    """Return the terms that the library holds, in the revision of the receipt."""
    provider, day = receipt["provider"], as_day(receipt["edition"], "edition")
    of_edition = [held for held in editions() if held.provider == provider and held.edition == day]
    wanted = Edition(provider, day, receipt["revision"])
    if wanted in of_edition:
        return published(wanted)
    if not of_edition:
        raise NotHeldError(
            "the receipt rests on the terms of {provider} of {edition}, which are not held here: give them, as {how}",
            how=OWN_TERMS,
            provider=provider,
            edition=day,
        )
    raise NotHeldError(
        "the receipt rests on revision {revision} of the terms of {provider} of {edition}, and here is {held}: give "
        "them, as {how}, or install the version that wrote it",
        how=OWN_TERMS,
        revision=wanted.revision,
        provider=provider,
        edition=day,
        held=tuple(Unquoted(str(one.revision)) for one in of_edition),
    )


def _newer_revision(agreement: Agreement) -> int | None:
    """Return the newest revision that the library holds of an edition; None where that is the one of these terms."""
    edition = (agreement.provider, agreement.edition)
    newest = max(held.revision for held in editions() if (held.provider, held.edition) == edition)
    return newest if newest > agreement.revision else None


def _before(agreement: Agreement) -> tuple[Agreement, ...]:
    """Return the editions before one that the library holds."""
    return published_before(Edition(agreement.provider, agreement.edition, agreement.revision))


def _facts_of(receipt: Mapping[str, Any], terms: Terms, texts: dict[str, str]) -> tuple[object, ...]:
    """Return the facts of a receipt in the order of its question; one that is left out has its default.

    The canonical JSON of a fact that is written as it is read is put into `texts`. Plain data is converted by the
    question itself.
    """
    question = QUESTIONS[receipt["question"]]
    facts, currency = {**_left_out(question), **receipt["facts"]}, receipt["currency"]
    for name, kind in _values_of_library(question).items():
        data = facts[name]
        if data is None:
            continue
        if kind is Account:
            facts[name], text = account_with_text(data, FILE, currency)
            if text is not None:
                texts[name] = text
        elif kind is Payment:
            facts[name] = payment_of(data, FILE, currency)
        else:
            facts[name] = bill_of(data, FILE, terms.agreement)
    return tuple([tuple(fact) if isinstance(fact, list) else fact for fact in map(facts.get, question.facts)])


@cache
def _needed(question: type[Question]) -> frozenset[str]:
    """Return the facts that every receipt of a question has."""
    return frozenset(question.facts.keys() - _left_out(question).keys())


@cache
def _left_out(question: type[Question]) -> Mapping[str, Any]:
    """Return the facts that a receipt leaves out where they have their default."""
    return {name: fact.default for name, fact in question.facts.items() if fact.default in (None, ())}


def _check_names(question: str, facts: object) -> None:
    """Raise `RecordError` for facts that are not those of the question."""
    asked = QUESTIONS[question]
    names, left_out = asked.facts.keys(), _left_out(asked)
    if not isinstance(facts, Mapping) or not _needed(asked) <= facts.keys() <= names:
        raise RecordError(
            "the facts of the receipt are {found}, wanted {names}: give it whole, as it was made",
            found=facts,
            names=tuple(Unquoted(name) for name in names if name not in left_out),
        )


@cache
def _values_of_library(question: type[Question]) -> Mapping[str, type[Account] | type[Payment] | type[Bill]]:
    """Return the facts of a question that are values of the library, and no plain data, each with its class."""
    of_types = {name: members(hint) for name, hint in types_of(question).items()}
    known = (Account, Payment, Bill)
    return {name: kind for name, types in of_types.items() for kind in known if kind in types}
