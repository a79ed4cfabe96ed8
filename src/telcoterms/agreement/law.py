"""Hold the rules of law of a country: a closed set of kinds, each with its numbers and its source, in dated versions.

A rule has versions, each in force from its day until the next one begins. A table has the rules of a country.
"""

from __future__ import annotations

from datetime import date
from fractions import Fraction
from typing import ClassVar, TypeVar, final

from telcoterms.values.dataclasses import dataclass
from telcoterms.values.errors import InputError, UnknownNameError, Unquoted
from telcoterms.values.messages import Phrase, Term, data_text, phrase
from telcoterms.values.money import Money
from telcoterms.values.steps import Clause


@dataclass(frozen=True, slots=True, kw_only=True)
class Version:
    """What a rule fixes from a day on: in our words, with its source.

    `since` is the first day on which it is in force; None where that day is not known, and `dated` says so in words.
    """

    kind: ClassVar[str]

    says: str
    source: str
    since: date | None = None
    dated: str = ""


@final
@dataclass(frozen=True, slots=True, kw_only=True)
class YearlyRateStated(Version):
    """A rate by the month is stated by the year too, or no more than a yearly rate may be charged."""

    kind: ClassVar[str] = "yearly-rate-stated"

    otherwise_most: Fraction


@final
@dataclass(frozen=True, slots=True, kw_only=True)
class NominalRateCap(Version):
    """A yearly rate that is not compounded lies at or below a cap: twelve times a rate by the month."""

    kind: ClassVar[str] = "nominal-rate-cap"

    most: Fraction


@final
@dataclass(frozen=True, slots=True, kw_only=True)
class EffectiveRateCap(Version):
    """A yearly rate with its compounding lies at or below a cap."""

    kind: ClassVar[str] = "effective-rate-cap"

    most: Fraction


@final
@dataclass(frozen=True, slots=True, kw_only=True)
class RefundByDaysLeft(Version):
    """Prepaid monthly fees come back by the days left in the billing cycle, inside a fixed term too."""

    kind: ClassVar[str] = "refund-by-days-left"


@final
@dataclass(frozen=True, slots=True, kw_only=True)
class NoticeBelow(Version):
    """A customer who cancels is asked for a shorter notice than a number of days."""

    kind: ClassVar[str] = "notice-below"

    days: int


@final
@dataclass(frozen=True, slots=True, kw_only=True)
class EndsOnReceipt(Version):
    """A cancellation takes effect on the day on which its notice is received."""

    kind: ClassVar[str] = "ends-on-receipt"


@final
@dataclass(frozen=True, slots=True, kw_only=True)
class SmallBusinessUpTo(Version):
    """A business is small whose monthly bill does not exceed a sum; a bill of exactly that sum still counts."""

    kind: ClassVar[str] = "small-business-up-to"

    monthly_bill: Money


@final
@dataclass(frozen=True, slots=True, kw_only=True)
class AdrAfterWeeks(Version):
    """A complaint may go to the outside body so many weeks after it was received."""

    kind: ClassVar[str] = "adr-after-weeks"

    weeks: int


@final
@dataclass(frozen=True, slots=True, kw_only=True)
class OutsideBodyTerms(Version):
    """Up to which sum an outside body awards, until when it is to be asked, by when the provider answers it."""

    kind: ClassVar[str] = "outside-body"

    award_most: Money
    apply_within_months: int | None = None
    report_within_days: int | None = None


@final
@dataclass(frozen=True, slots=True, kw_only=True)
class LateChargeUntaxed(Version):
    """A charge for paying late carries no tax."""

    kind: ClassVar[str] = "late-charge-untaxed"


@final
@dataclass(frozen=True, slots=True, kw_only=True)
class CancellationChargeTaxed(Version):
    """What is paid for ending a contract early carries tax, which counts as included in what is paid."""

    kind: ClassVar[str] = "cancellation-charge-taxed"


RuleVersion = (
    YearlyRateStated
    | NominalRateCap
    | EffectiveRateCap
    | RefundByDaysLeft
    | NoticeBelow
    | EndsOnReceipt
    | SmallBusinessUpTo
    | AdrAfterWeeks
    | OutsideBodyTerms
    | LateChargeUntaxed
    | CancellationChargeTaxed
)


K = TypeVar("K", bound=RuleVersion)


@final
@dataclass(frozen=True, slots=True, kw_only=True)
class LawRule:
    """One rule of law and its versions, oldest first; each is in force until the next one begins.

    Only the first may lack its day: it is in force on every day before the second. Raises `InputError` for versions
    that do not follow one another.
    """

    name: str
    title: str
    versions: tuple[RuleVersion, ...]

    def __post_init__(self) -> None:
        for older, newer in zip(self.versions, self.versions[1:], strict=False):
            if newer.since is None or (older.since is not None and older.since >= newer.since):
                raise InputError(
                    "a version of {rule} since {since} follows one since {older}: list them by their days, "
                    "only the first may be without one",
                    rule=Unquoted(self.name),
                    since=newer.since or Term("no day"),
                    older=older.since or Term("no day"),
                )
        if self.versions[0].since is None and not self.versions[0].dated:
            raise InputError(
                "the first version of {rule} has neither since nor dated: give the day from which it is in force, "
                "or say in words why there is none",
                rule=Unquoted(self.name),
            )

    def on(self, day: date) -> RuleVersion | None:
        """Return the version in force on a day; None before the first."""
        in_force = [version for version in self.versions if version.since is None or version.since <= day]
        return in_force[-1] if in_force else None

    def before(self, version: RuleVersion) -> RuleVersion | None:
        """Return the version before another one; None before the first."""
        index = self.versions.index(version)
        return self.versions[index - 1] if index else None


@final
@dataclass(frozen=True, slots=True, kw_only=True)
class LawTable:
    """The rules of a country, as they were established on the day `checked`."""

    table: str
    country: str
    currency: str
    revision: int
    checked: date
    rules: tuple[LawRule, ...]

    def cited(self, name: str, day: date) -> Clause:
        """Return the citation of a rule by its name: the source of the version in force on a day, or of the first one.

        Raises `UnknownNameError` for a rule that the table does not have.
        """
        for rule in self.rules:
            if rule.name == name:
                return Clause((rule.on(day) or rule.versions[0]).source, "")
        raise UnknownNameError(
            "the table of law {table} has no rule {name}: choose from {known}",
            table=Unquoted(self.table),
            name=name,
            known=tuple(Unquoted(rule.name) for rule in self.rules),
        )

    def in_force(self, kind: type[K], day: date) -> tuple[LawRule, K] | None:
        """Return the rule that has a version of this kind in force on a day, and that version; None where none has."""
        for rule in self.rules:
            version = rule.on(day)
            if isinstance(version, kind):
                return rule, version
        return None


def in_force_since(version: RuleVersion) -> Phrase:
    """Return from when a version is in force, as far as it is known."""
    if version.since is None:
        return phrase("{dated}", dated=data_text(version.dated))
    if version.dated:
        return phrase("since {since} ({dated})", since=version.since, dated=data_text(version.dated))
    return phrase("since {since}", since=version.since)
