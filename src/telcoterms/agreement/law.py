"""Hold the rules of law of a country: a closed set of kinds, each with its numbers and its source, in dated versions.

A rule has versions, each in force from its day until the next one begins. It says whom it binds, on which questions it
bears and what it does to a figure. A table has the rules of a country; `ProviderLaw` is a provider's place in it.

`bearing_of` tells whether a rule binds a provider and a customer. Where a fact is not known, the rule neither binds nor
does not: it depends on that fact.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence, Set
from datetime import date
from fractions import Fraction
from functools import cached_property
from typing import ClassVar, Literal, NamedTuple, TypeVar, assert_never, final, get_args, overload

from telcoterms.agreement.customer import Customer, CustomerFacts
from telcoterms.values.dataclasses import dataclass, field
from telcoterms.values.errors import InputError, UnknownNameError, Unquoted
from telcoterms.values.hashes import FileText, sha256_of_value
from telcoterms.values.later import Remembers
from telcoterms.values.messages import Phrase, Phrases, Term, data_text, phrase
from telcoterms.values.money import Money
from telcoterms.values.steps import Clause

Effect = Literal["caps", "voids", "replaces", "adds-a-way-out", "informs"]
"""What a rule does to what the terms fix."""
Certainty = Literal["confirmed", "seen-in-part", "unconfirmed"]
"""How surely a rule is known: its text was read, a part of it was, or it was taken from elsewhere."""
DecidedBy = Literal["event", "agreement"]
"""Which day decides the version of a rule: that of what is asked about, or that on which the agreement was made."""
ServiceKind = Literal["home-internet", "local-voice", "television", "mobile", "other"]
ProviderSize = Literal["large", "small"]
"""Whether a provider is one of the large ones to which the Internet Code applies."""
Bearing = Literal["binds", "depends", "does-not-bind"]
"""Whether a rule binds, the nearest to binding first."""
LawFact = Literal[
    "agreed", "customer", "device_subsidy", "province", "service", "provider_size", "member_of", "monthly_fee"
]
"""A fact that a rule asks, by its name."""
Party = Literal["provider", "service", "customer"]
"""Of whom a rule may bind some and not others."""


def may_bind(bearing: Bearing) -> bool:
    """Return whether a rule binds, or may, by facts that are not known."""
    match bearing:
        case "binds" | "depends":
            return True
        case "does-not-bind":
            return False
    assert_never(bearing)


def effect_term(effect: Effect) -> Term:
    """Return what a rule does, in words."""
    match effect:
        case "caps":
            return Term("caps")
        case "voids":
            return Term("voids")
        case "replaces":
            return Term("replaces")
        case "adds-a-way-out":
            return Term("adds a way out")
        case "informs":
            return Term("informs")
    assert_never(effect)


def fact_term(name: LawFact) -> Term:
    """Return a fact that is not known, in words."""
    match name:
        case "agreed":
            return Term("the day of the agreement")
        case "customer":
            return Term("who the customer is")
        case "device_subsidy":
            return Term("whether a device was subsidised")
        case "province":
            return Term("the customer's province")
        case "service":
            return Term("the service")
        case "provider_size":
            return Term("the size of the provider")
        case "member_of":
            return Term("which body for complaints the provider belongs to (not known here: ask the provider)")
        case "monthly_fee":
            return Term("the monthly fee")
    assert_never(name)


@dataclass(frozen=True, slots=True, kw_only=True)
class Version:
    """What a rule fixes from a day on: in our words, with its source.

    `since` is the first day on which it is in force; None where that day is not known, and `dated` says so in words.
    Each kind of rule is of one family below, or fixes no figure. A question that a family bears on names each of its
    kinds, and the other families as they are.
    """

    kind: ClassVar[str]

    says: str
    source: str
    since: date | None = None
    dated: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class OnRates(Version):
    """What a rule fixes on the rate of a charge for paying late."""


@dataclass(frozen=True, slots=True, kw_only=True)
class OnCancellation(Version):
    """What a rule fixes on a cancellation: its day, what it costs, what comes back."""


@dataclass(frozen=True, slots=True, kw_only=True)
class OnComplaints(Version):
    """What a rule fixes on a way to question a figure: a complaint, or a court."""


@dataclass(frozen=True, slots=True, kw_only=True)
class OnTaxes(Version):
    """What a rule fixes on the tax of a charge."""


@dataclass(frozen=True, slots=True, kw_only=True)
class OnChanges(Version):
    """What a rule fixes on changed terms."""


@final
@dataclass(frozen=True, slots=True, kw_only=True)
class YearlyRateStated(OnRates):
    """A rate by the month is stated by the year too, or no more than a yearly rate may be charged."""

    kind: ClassVar[str] = "yearly-rate-stated"

    otherwise_most: Fraction


@final
@dataclass(frozen=True, slots=True, kw_only=True)
class NominalRateCap(OnRates):
    """A yearly rate that is not compounded lies at or below a cap: twelve times a rate by the month."""

    kind: ClassVar[str] = "nominal-rate-cap"

    most: Fraction


@final
@dataclass(frozen=True, slots=True, kw_only=True)
class EffectiveRateCap(OnRates):
    """A yearly rate with its compounding lies at or below a cap."""

    kind: ClassVar[str] = "effective-rate-cap"

    most: Fraction


@final
@dataclass(frozen=True, slots=True, kw_only=True)
class RefundByDaysLeft(OnCancellation):
    """Prepaid monthly fees come back by the days left in the billing cycle, inside a fixed term too."""

    kind: ClassVar[str] = "refund-by-days-left"


@final
@dataclass(frozen=True, slots=True, kw_only=True)
class NoticeBelow(OnCancellation):
    """A customer who cancels is asked for a shorter notice than a number of days."""

    kind: ClassVar[str] = "notice-below"

    days: int


@final
@dataclass(frozen=True, slots=True, kw_only=True)
class EndsOnReceipt(OnCancellation):
    """A cancellation takes effect on the day on which its notice is received."""

    kind: ClassVar[str] = "ends-on-receipt"


@final
@dataclass(frozen=True, slots=True, kw_only=True)
class SmallBusinessUpTo(OnComplaints):
    """A business is small whose monthly bill does not exceed a sum; a bill of exactly that sum still counts.

    `bill_of` says in words of which month the bill is.
    """

    kind: ClassVar[str] = "small-business-up-to"

    monthly_bill: Money
    bill_of: str


@final
@dataclass(frozen=True, slots=True, kw_only=True)
class AdrAfterWeeks(OnComplaints):
    """A complaint may go to the outside body so many weeks after it was received."""

    kind: ClassVar[str] = "adr-after-weeks"

    weeks: int


@final
@dataclass(frozen=True, slots=True, kw_only=True)
class OutsideBodyTerms(OnComplaints):
    """Up to which sum an outside body awards, until when it is to be asked, by when the provider answers it.

    `body` is its name as the terms write it.
    """

    kind: ClassVar[str] = "outside-body"

    body: str
    award_most: Money
    apply_within_months: int | None = None
    report_within_days: int | None = None

    def with_report(self, says: Phrase) -> Phrase:
        """Return a sentence on the award, with how many days the provider has to report to the body, if that is set."""
        if self.report_within_days is None:
            return says
        return phrase("{says}; the provider reports to it within {days} days", says=says, days=self.report_within_days)


@final
@dataclass(frozen=True, slots=True, kw_only=True)
class LateChargeUntaxed(OnTaxes):
    """A charge for paying late carries no tax."""

    kind: ClassVar[str] = "late-charge-untaxed"


@final
@dataclass(frozen=True, slots=True, kw_only=True)
class CancellationChargeTaxed(OnTaxes):
    """What is paid for ending a contract early carries tax, which counts as included in what is paid."""

    kind: ClassVar[str] = "cancellation-charge-taxed"


@final
@dataclass(frozen=True, slots=True, kw_only=True)
class NoFeeWithoutSubsidy(OnCancellation):
    """Ending an agreement costs nothing where no device was subsidised."""

    kind: ClassVar[str] = "no-fee-without-subsidy"


@final
@dataclass(frozen=True, slots=True, kw_only=True)
class CancellationFeeCap(OnCancellation):
    """What ending an agreement costs at most.

    The subsidy of a device, which falls by equal parts to zero over the term, or over `months` where that is shorter; a
    month that has begun is over. Without a subsidy, the lower of a sum and a share of the monthly fees that remain;
    nothing where these two are not given. With `by_days` what is left of the month that has begun remains too.
    """

    kind: ClassVar[str] = "cancellation-fee-cap"

    months: int | None = None
    otherwise_most: Money | None = None
    otherwise_share: Fraction | None = None
    by_days: bool = False


@final
@dataclass(frozen=True, slots=True, kw_only=True)
class NoticeOfChange(OnChanges):
    """Changed terms need so many days' notice, and leave the customer a way out."""

    kind: ClassVar[str] = "notice-of-change"

    days: int


@final
@dataclass(frozen=True, slots=True, kw_only=True)
class ActionWithinYears(OnComplaints):
    """A claim can be brought to court for so many years after it was discovered, whatever the agreement says."""

    kind: ClassVar[str] = "action-within-years"

    years: int


@final
@dataclass(frozen=True, slots=True, kw_only=True)
class WithoutFigure(Version):
    """A rule that fixes no figure."""

    kind: ClassVar[str] = "without-figure"


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
    | NoFeeWithoutSubsidy
    | CancellationFeeCap
    | NoticeOfChange
    | ActionWithinYears
    | WithoutFigure
)


K = TypeVar("K", bound=RuleVersion)


@final
@dataclass(frozen=True, slots=True, kw_only=True)
class Scope:
    """Whom a rule binds; each list that is empty leaves that open.

    `unsettled` says, in words, why it is not certain that the rule binds them.
    """

    services: tuple[ServiceKind, ...] = ()
    sizes: tuple[ProviderSize, ...] = ()
    customers: tuple[Customer, ...] = ()
    provinces: tuple[str, ...] = ()
    members_of: tuple[str, ...] = ()
    unsettled: str = ""


@final
@dataclass(frozen=True, slots=True, kw_only=True)
class LawRule:
    """One rule of law and its versions, oldest first; each is in force until the next one begins.

    Only the first may lack its day: it is in force on every day before the second. `who` says in words whom the rule
    binds, `binds` as data: any one of these; everybody where there is none. `questions` are those on which it bears,
    `checked` the day on which somebody last looked it up. Raises `InputError` for versions that do not follow one
    another.
    """

    name: str
    title: str
    effect: Effect
    who: str
    questions: tuple[str, ...]
    checked: date
    certainty: Certainty
    versions: tuple[RuleVersion, ...]
    binds: tuple[Scope, ...] = ()
    decided_by: DecidedBy = "event"

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

    def within(self, first: date, last: date) -> tuple[RuleVersion, ...]:
        """Return the versions that are in force on a day of a range, oldest first."""
        started = [version for version in self.versions if version.since is None or version.since <= last]
        later = [version.since for version in started[1:] if version.since is not None]
        ended = sum(since <= first for since in later)
        return tuple(started[ended:])

    @property
    def gives_figures(self) -> bool:
        """Whether some version of it may come to a figure; else it only informs."""
        return not all(isinstance(version, WithoutFigure) for version in self.versions)

    def before(self, version: RuleVersion) -> RuleVersion | None:
        """Return the version before another one; None before the first."""
        index = self.versions.index(version)
        return self.versions[index - 1] if index else None

    def after(self, version: RuleVersion) -> RuleVersion | None:
        """Return the version that follows another one; None after the last."""
        later = self.versions[self.versions.index(version) + 1 :]
        return later[0] if later else None


@final
class PublishedRules(Sequence[LawRule]):
    """The rules of a published table, equal to a tuple of them: each is read when a question that it names asks.

    `unread` has the questions of each, and a function that reads it once.
    """

    __slots__ = ("unread",)

    def __init__(self, unread: tuple[tuple[Set[str], Callable[[], LawRule]], ...]) -> None:
        self.unread = unread

    @property
    def all(self) -> tuple[LawRule, ...]:
        """All rules, in the order of the table."""
        return tuple(read() for _, read in self.unread)

    @overload
    def __getitem__(self, index: int) -> LawRule: ...
    @overload
    def __getitem__(self, index: slice) -> tuple[LawRule, ...]: ...
    def __getitem__(self, index: int | slice) -> LawRule | tuple[LawRule, ...]:
        return self.all[index]

    def __iter__(self) -> Iterator[LawRule]:
        return iter(self.all)

    def __len__(self) -> int:
        return len(self.unread)

    def __eq__(self, other: object) -> bool:
        return self.all == tuple(other) if isinstance(other, PublishedRules | tuple) else NotImplemented

    def __hash__(self) -> int:
        return hash(self.all)

    def __repr__(self) -> str:
        return repr(self.all)

    def __reduce__(self) -> tuple[type[tuple[LawRule, ...]], tuple[tuple[LawRule, ...]]]:
        return (tuple, (self.all,))


@final
@dataclass(frozen=True, slots=True, kw_only=True)
class LawTable(Remembers):
    """The rules of a country; `file` is the text of a published table, None for one of a provider's own."""

    table: str
    country: str
    currency: str
    revision: int
    rules: Sequence[LawRule]
    file: FileText | None = field(default=None, compare=False)

    @cached_property
    def sha256(self) -> str:
        """The mark of its file; of a provider's own table, that of its rules."""
        return sha256_of_value(self) if self.file is None else self.file.sha256

    def bearing_on(self, questions: Set[str]) -> tuple[LawRule, ...]:
        """Return the rules that name one of some questions; of a published table, no other is read."""
        if isinstance(self.rules, PublishedRules):
            return tuple(read() for named, read in self.rules.unread if not questions.isdisjoint(named))
        return tuple(rule for rule in self.rules if not questions.isdisjoint(rule.questions))

    def cited(self, name: str, day: date) -> Clause:
        """Return the citation of a rule by its name: the source of the version in force on a day, or of the first one.

        Raises `UnknownNameError` for a rule that the table does not have.
        """
        rule = self.named(name)
        return Clause((rule.on(day) or rule.versions[0]).source, "")

    def named(self, name: str) -> LawRule:
        """Return a rule by its name, or raise `UnknownNameError`."""
        for rule in self.rules:
            if rule.name == name:
                return rule
        raise UnknownNameError(
            "the table of law {table} has no rule {name}: choose from {known}",
            table=Unquoted(self.table),
            name=name,
            known=tuple(Unquoted(rule.name) for rule in self.rules),
        )

    def rule_of(self, version: RuleVersion) -> LawRule:
        """Return the rule that has a version."""
        return next(rule for rule in self.rules if version in rule.versions)

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


@final
@dataclass(frozen=True, slots=True, kw_only=True)
class ServicesOfKind:
    """Services of one kind by their names; without names, services that have no agreement of their own."""

    kind: ServiceKind
    names: tuple[str, ...] = ()


@final
@dataclass(frozen=True, slots=True, kw_only=True)
class ProviderLaw:
    """The table of law beside a provider's terms, and what its rules ask of the provider.

    `size` and `member_of`, the bodies that it has joined, are None and `services` empty where they are not known. A
    published table is read when it is first asked for; `own` is one that the provider's file brings along.
    """

    table: str
    read: Callable[[str], LawTable] = field(compare=False)
    size: ProviderSize | None = None
    services: tuple[ServicesOfKind, ...] = ()
    member_of: tuple[str, ...] | None = None
    own: LawTable | None = None

    @property
    def rules(self) -> LawTable:
        """The table."""
        return self.read(self.table) if self.own is None else self.own

    def kinds_of_service(self, service: str | None) -> frozenset[ServiceKind]:
        """Return the kinds that a service can be of: all of the provider's where no service was named."""
        if service is None:
            return frozenset(each.kind for each in self.services)
        named = [each for each in self.services if service in each.names]
        return frozenset(each.kind for each in named or self.services if named or not each.names)


class Binding(NamedTuple):
    """Whether a rule binds, on which facts that depends, and what is not settled.

    `outside` are the parties that are none of those whom it binds, where it does not.
    """

    bearing: Bearing
    needs: tuple[LawFact, ...] = ()
    unsettled: str = ""
    outside: tuple[Party, ...] = ()

    def needs_in_words(self) -> Phrases:
        """Return the facts on which it depends, with commas between them."""
        return Phrases(", ", tuple(phrase("{fact}", fact=fact_term(fact)) for fact in self.needs))


def bearing_of(rule: LawRule, provider_law: ProviderLaw, service: str | None, facts: CustomerFacts) -> Binding:
    """Return whether a rule binds this provider, for a service, with a customer of whom these facts are known."""
    if not rule.binds:
        return Binding("binds")
    each = [_bearing(scope, provider_law, service, facts) for scope in rule.binds]
    return min(each, key=lambda binding: (get_args(Bearing).index(binding.bearing), len(binding.outside)))


def _bearing(scope: Scope, provider_law: ProviderLaw, service: str | None, facts: CustomerFacts) -> Binding:
    kinds = provider_law.kinds_of_service(service)
    asked: list[tuple[Party, LawFact, bool | None]] = [
        ("service", "service", _all_among(kinds, frozenset(scope.services))),
        ("provider", "provider_size", _is_among(provider_law.size, scope.sizes)),
        ("provider", "member_of", _is_member(provider_law.member_of, scope.members_of)),
        ("customer", "customer", _is_among(facts.customer, scope.customers)),
        ("customer", "province", _is_among(facts.province, scope.provinces)),
    ]
    outside: list[Party] = [party for party, _, fits in asked if fits is False]
    if outside:
        return Binding("does-not-bind", outside=tuple(dict.fromkeys(outside)))
    needs: tuple[LawFact, ...] = tuple(name for _, name, fits in asked if fits is None)
    return Binding("depends" if needs or scope.unsettled else "binds", needs, scope.unsettled)


def _is_among(known: str | None, wanted: tuple[str, ...]) -> bool | None:
    """Return whether a fact is one that is wanted; None where it is asked and not known."""
    if not wanted:
        return True
    return None if known is None else known in wanted


def _is_member(joined: tuple[str, ...] | None, wanted: tuple[str, ...]) -> bool | None:
    """Return whether a provider has joined one of some bodies; None where it is asked and not known."""
    if not wanted:
        return True
    return None if joined is None else not set(joined).isdisjoint(wanted)


def _all_among(kinds: frozenset[ServiceKind], wanted: frozenset[ServiceKind]) -> bool | None:
    """Return whether a service is of a kind that is wanted; None where it may be, and may not."""
    if not wanted or (kinds and kinds <= wanted):
        return True
    return None if not kinds or kinds & wanted else False


def versions_on(rule: LawRule, days: tuple[date, date], agreed: date | None) -> Iterator[RuleVersion]:
    """Yield the version that decides on a day of a range, from its first day to its last; each one where several do.

    So too where the day of the agreement decides and is not known: it was made on the last of the days or before.
    """
    match rule.decided_by:
        case "event":
            yield from rule.within(*days)
        case "agreement":
            yield from rule.within(date.min if agreed is None else agreed, days[1] if agreed is None else agreed)
        case _ as unreachable:
            assert_never(unreachable)
