"""What comes of holding a receipt against the library: a verdict on one, and the verdicts on many.

A verdict has one of a closed set of outcomes:

- `equal`: the figure comes out again, by the same tables and the same version of the library;
- `changed`: a table or the library is another than when the receipt was made; whether the figure is the same
  nevertheless, `figure_is_equal` says; a working that is there comes out too, but for its wording;
- `another-figure`: by the same tables and version another figure comes out, so that the receipt was changed, or the
  answer was never given;
- `another-working`: the figure comes out, and the working beside it is another, whatever has changed;
- `altered`: all of that comes out, but the receipt does not fit its mark, so that it was changed after it was made;
- `not-held`: the terms or a table of the receipt are not held here;
- `refused`: it is no receipt that this version can read, or its facts are none that the question takes.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping
from typing import Final, Generic, Literal, NamedTuple, TypeVar, assert_never, final, get_args

from telcoterms.agreement.tables_used import TableKind, TableUsed
from telcoterms.answers.answer import Answer
from telcoterms.answers.question import question_name
from telcoterms.formats.report import Report
from telcoterms.values.dataclasses import dataclass
from telcoterms.values.errors import ErrorText, InvalidFileError, TelcoTermsError, Unquoted, shown
from telcoterms.values.messages import Phrase, Term, Value, data_text, phrase, shown_interface, translated_choice
from telcoterms.values.steps import Step, row, step
from telcoterms.values.version import __version__

T_co = TypeVar("T_co", covariant=True)

Outcome = Literal["equal", "changed", "another-figure", "another-working", "altered", "not-held", "refused"]
"""What comes of holding a receipt against the library."""
MAX_SHOWN: Final = 20
"""The keys of a receipt, and the receipts of many, that are printed; a last line counts the others."""
WORDING: Final = (".text", ".template", ".says")
"""The ends of keys that say how a line is worded, which another version may say in other words."""
SHOWN_OF_MARK: Final = 12
"""The characters of a SHA-256 that are printed."""


@final
class Mismatch(NamedTuple):
    """A key on which a receipt and the answer differ, such as `figure.debts[2].principal`, with both values.

    A value is None where the key is not there.
    """

    key: str
    said: object
    here: object

    def as_dict(self) -> dict[str, object]:
        """Return it as JSON-ready data."""
        return {"key": self.key, "said": self.said, "here": self.here}


@final
class TableChange(NamedTuple):
    """A table that is another than the receipt's: `said` is the receipt's, `here` that of today, None without one."""

    said: TableUsed | None
    here: TableUsed | None

    @property
    def table(self) -> TableUsed:
        """The table by its kind and name."""
        table = self.said or self.here
        assert table is not None
        return table

    def as_dict(self) -> dict[str, object]:
        """Return it as JSON-ready data."""
        return {
            "said": None if self.said is None else self.said.as_dict(),
            "here": None if self.here is None else self.here.as_dict(),
        }


def stands(outcome: Outcome, figure_is_equal: bool) -> bool:
    """Return whether a receipt stands: the figure comes out, and nothing was changed by hand."""
    match outcome:
        case "equal":
            return True
        case "changed":
            return figure_is_equal
        case "another-figure" | "another-working" | "altered" | "not-held" | "refused":
            return False
    assert_never(outcome)


def said_of(outcome: Outcome, figure_is_equal: bool) -> Phrase:
    """Return an outcome in words."""
    match outcome:
        case "equal":
            return phrase("it comes out again")
        case "changed" if figure_is_equal:
            return phrase("what it rests on has changed, and the figure is the same")
        case "changed":
            return phrase("what it rests on has changed, and another figure comes out")
        case "another-figure":
            return phrase("another figure comes out")
        case "another-working":
            return phrase("the figure comes out, but another working")
        case "altered":
            return phrase("it was changed after it was made")
        case "not-held":
            return phrase("what it rests on is not held here")
        case "refused":
            return phrase("it is refused")
    assert_never(outcome)


@final
@dataclass(frozen=True, slots=True, kw_only=True)
class Verdict(Report, Generic[T_co]):
    """What comes of holding a receipt against the library; `print` shows why.

    `answer` is what comes out, None where nothing does; its type is that of the `kind` that `verify` was given.
    `mismatches` are the keys on which the receipt and the answer differ, `tables` the tables that have changed,
    `library` is the version that wrote the receipt. `is_altered` is whether the receipt does not fit its mark. `error`
    says why nothing comes out. `newer_revision` is that of the edition by which the library answers today, where it is
    another than the one that the receipt rests on.
    """

    outcome: Outcome
    question: str = ""
    answer: Answer[T_co] | None = None
    mismatches: tuple[Mismatch, ...] = ()
    tables: tuple[TableChange, ...] = ()
    library: str = ""
    is_altered: bool = False
    error: TelcoTermsError | None = None
    newer_revision: int | None = None

    @property
    def figure_is_equal(self) -> bool:
        """Whether the figure of the receipt comes out."""
        return self.answer is not None and not any(_is_of_figure(one.key) for one in self.mismatches)

    @property
    def working_is_equal(self) -> bool:
        """Whether what the receipt has of a working comes out, but for the wording of its lines."""
        return not any(_is_of_working(one.key) for one in self.mismatches)

    @property
    def library_is_equal(self) -> bool:
        """Whether this version of the library wrote the receipt."""
        return self.library == __version__

    @property
    def stands(self) -> bool:
        """Whether the receipt stands: its figure comes out, its working too where it has one, and its mark fits.

        A table or the library may have changed since, and then the wording of a working too. A mark that was made anew
        fits: keep the marks where the receipts are not, if that matters.
        """
        return stands(self.outcome, self.figure_is_equal)

    @property
    def currency(self) -> str | None:
        """The currency of the answer."""
        return None if self.answer is None else self.answer.currency

    def headline(self) -> Phrase:
        """Return what comes of it, in one line."""
        outcome = said_of(self.outcome, self.figure_is_equal)
        if not self.question:
            return phrase("receipt: {outcome}", outcome=outcome)
        return phrase("receipt of {question}: {outcome}", question=question_name(self.question), outcome=outcome)

    def page(self) -> tuple[Step, ...]:
        """Return why: what differs, what has changed, and the answer that comes out."""
        if self.answer is None:
            return tuple(self.why())
        out = step("what comes out: {heading}", heading=self.answer.heading())
        return (*self.why(), out, self.answer.about.terms_used.note, *self._on_revisions())

    def _on_revisions(self) -> Iterator[Step]:
        """Yield the note on a newer revision of the edition that answered."""
        if self.newer_revision is not None:
            yield step(
                "revision {revision} of these terms is held too, and today's answers are by it",
                part="notes",
                revision=self.newer_revision,
            )

    def why(self) -> Iterator[Step]:
        """Yield what differs, and what has changed."""
        if self.error is not None:
            yield from (step("{why}", why=ErrorText(one)) for one in _errors_in(self.error))
        for one in self.mismatches[:MAX_SHOWN]:
            yield step(
                "{key}: {said} in the receipt, {here} here",
                key=Unquoted(one.key),
                said=_shown(one.said),
                here=_shown(one.here),
            )
        if len(self.mismatches) > MAX_SHOWN:
            yield step("and {count} keys more", count=len(self.mismatches) - MAX_SHOWN)
        yield from (_table_step(change) for change in self.tables)
        if self.library and not self.library_is_equal:
            yield step(
                "the library: version {said} in the receipt, {here} here",
                said=self.library,
                here=__version__,
            )
        if self.is_altered:
            yield step("its sha256 does not fit what it holds: it was changed after it was made")

    def as_dict(self) -> dict[str, object]:
        """Return the verdict as JSON-ready data."""
        return {
            "outcome": self.outcome,
            "stands": self.stands,
            "question": self.question,
            "figure_is_equal": self.figure_is_equal,
            "is_altered": self.is_altered,
            "mismatches": [one.as_dict() for one in self.mismatches],
            "tables": [change.as_dict() for change in self.tables],
            "library": {"said": self.library, "here": __version__},
            "newer_revision": self.newer_revision,
            "error": None if self.error is None else str(self.error),
            "error_code": None if self.error is None else self.error.code,
        }

    def __repr__(self) -> str:
        about = f" of {self.question}" if self.question else ""
        return f"<verdict: receipt{about} {self.outcome}>"


def _is_of_figure(key: str) -> bool:
    return key == "figure" or key.startswith(("figure.", "figure["))


def _is_of_working(key: str) -> bool:
    """Return whether a key is of the working, and more than how a line or its rule is worded."""
    if _is_of_figure(key) or key == "revision":
        return False
    return not (key.startswith(("steps[", "law[")) and key.endswith(WORDING))


def _errors_in(error: TelcoTermsError) -> list[TelcoTermsError]:
    """Return the errors of a file's faults, each with its place; of another error, itself."""
    if not isinstance(error, InvalidFileError):
        return [error]
    return [
        TelcoTermsError("{place}: {error}", place=Unquoted(f"{error.file}: {fault.path}"), error=fault.error)
        for fault in error.faults[:MAX_SHOWN]
    ]


def _shown(value: object) -> Value:
    """Return a value of a receipt for a line."""
    match value:
        case None:
            return Term("nothing")
        case Mapping():
            return Term("a table")
        case list() | tuple():
            return Term("a list")
        case _:
            return Unquoted(shown(value))


def _table_step(change: TableChange) -> Step:
    """Return the line on a table that has changed: its version or, where that is the same, its content."""
    said, here, table = change.said, change.here, change.table
    name = phrase("{kind} {name}", kind=translated_choice(table.kind, TableKind), name=data_text(table.name))
    if said is None:
        return step("{table}: not in the receipt, version {here} here", table=name, here=table.version)
    if here is None:
        return step("{table}: in the receipt, and not used here", table=name)
    if said.version != here.version:
        template = "{table}: version {said} in the receipt, {here} here"
        return step(template, table=name, said=said.version, here=here.version)
    return step(
        "{table}: its content has changed, sha256 {said}... in the receipt, {here}... here",
        part="working",
        table=name,
        said=said.sha256[:SHOWN_OF_MARK],
        here=here.sha256[:SHOWN_OF_MARK],
    )


@final
@dataclass(frozen=True, slots=True, kw_only=True)
class Verdicts(Report, Generic[T_co]):
    """What comes of holding many receipts against the library; `print` names each that does not stand.

    `counts` has how many receipts have each outcome. `failed` has the receipts that do not stand, each with its place
    among those that were given, counted from 0, and `changed` those that stand although something has changed.
    """

    counts: Mapping[Outcome, int]
    failed: tuple[tuple[int, Verdict[T_co]], ...]
    changed: tuple[tuple[int, Verdict[T_co]], ...] = ()

    @property
    def count(self) -> int:
        """How many receipts there are."""
        return sum(self.counts.values())

    @property
    def stands(self) -> bool:
        """Whether each receipt stands."""
        return not self.failed

    def headline(self) -> Phrase:
        """Return how many receipts stand, in one line."""
        standing = self.count - len(self.failed)
        return phrase("{standing} of {count} receipts stand", count=self.count, standing=standing)

    def page(self) -> tuple[Step, ...]:
        """Return each receipt that does not stand with why, the outcomes, and what has changed."""
        return tuple(self._steps())

    def _steps(self) -> Iterator[Step]:
        for place, verdict in self.failed[:MAX_SHOWN]:
            yield step("{place}: {verdict}", title=True, place=place_of(place), verdict=verdict.headline())
            yield from verdict.why()
        if len(self.failed) > MAX_SHOWN:
            yield step("and {count} receipts more", count=len(self.failed) - MAX_SHOWN)
        for outcome in get_args(Outcome):
            if self.counts.get(outcome):
                yield row(phrase("{outcome}", outcome=translated_choice(outcome, Outcome)), self.counts[outcome])
        changes: Counter[Step] = Counter()
        for _, verdict in self.changed:
            changes.update(verdict.why())
        for line, count in changes.most_common(MAX_SHOWN):
            template = "of {count} that stand, {change}"
            yield step(template, part="notes", count=count, change=line.phrase)

    def as_dict(self) -> dict[str, object]:
        """Return the verdicts that are not `equal`, and the counts, as JSON-ready data."""
        return {
            "count": self.count,
            "outcomes": {outcome: self.counts.get(outcome, 0) for outcome in get_args(Outcome)},
            "failed": [{"place": place, **verdict.as_dict()} for place, verdict in self.failed],
            "changed": [{"place": place, **verdict.as_dict()} for place, verdict in self.changed],
        }

    def __repr__(self) -> str:
        return f"<verdicts on {self.count} receipts: {len(self.failed)} do not stand>"


def place_of(place: int) -> Phrase:
    """Return the place of a receipt among many: an index in Python, elsewhere its number."""
    interface = shown_interface()
    match interface:
        case "python":
            return phrase("{place}", place=Unquoted(f"receipts[{place}]"))
        case "shell" | "file" | "page":
            return phrase("receipt {number}", number=place + 1)
    assert_never(interface)
