"""Compute the taxes on a sum from dated rates by region; half a cent always rounds up.

A bill may carry several taxes, such as GST and QST in Quebec. Each is computed on the same sum before tax and rounded
on its own, and their sum is the tax of the bill. On 39.99 GST is 39.99 x 5 % = 1.9995, 2.00, and QST 39.99 x 9.975 % =
3.989..., 3.99: in all 5.99.

A total that includes them holds of each tax its share, rate / (100 % + all rates), rounded on its own. So each tax of
a total is known without first rounding a price, which not every total has. What one or two taxes were added to gives
the same taxes back: with e the part of a cent by which rounding raised a tax, more than -1/2 and at most 1/2, the share
of tax 1 in the total differs from the added one by e1 - (e1 + e2) x rate 1 / (100 % + all rates), less than 1/2.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date
from fractions import Fraction
from functools import cached_property
from typing import Final, Literal, Self, assert_never, final, get_args

from telcoterms.values.dataclasses import dataclass, field
from telcoterms.values.errors import InputError, MissingFactsError, UnknownNameError, Unquoted
from telcoterms.values.hashes import sha256_of_value
from telcoterms.values.later import ReadLater, Remembers
from telcoterms.values.messages import Phrase, Spelling, Term, data_text, phrase, translated_choice
from telcoterms.values.money import Money, half_up
from telcoterms.values.steps import (
    Clause,
    MoneyWithCurrency,
    Percent,
    Step,
    decimal_text,
    outcome,
    step,
    sum_of,
    total_of_money,
)

TaxMode = Literal["added", "included"]
"""Whether a tax is added to a sum, or included in it."""
TaxRounding = Literal["on-total", "by-component"]
TaxedAs = Literal["internet", "voip", "telephone", "television", "hosting"]
"""The kinds of service that a tax may tell apart: `telephone` is a land line, `voip` voice over the Internet."""


@final
@dataclass(frozen=True, slots=True, kw_only=True)
class TaxRate:
    """A rate in force from a day on, with its source; `services` are the kinds it falls on, where not on all.

    `region` is None in a table that tells no regions apart.
    """

    region: str | None
    name: str
    rate: Fraction
    since: date
    source: str
    services: tuple[TaxedAs, ...] = ()


@final
@dataclass(frozen=True, slots=True, kw_only=True)
class NotEstablished:
    """A region whose tax is not established here, with the reason: for some kinds of service, or for all."""

    region: str
    why: str
    services: tuple[TaxedAs, ...] = ()


@final
@dataclass(frozen=True, slots=True, kw_only=True)
class TaxTable(ReadLater, Remembers):
    """The dated rates of a country, and the regions for which none is established here, with the reason.

    Each name of a rate is a tax of its own. `untaxed` names the questions whose charges carry no tax, each with its
    source. `home` is the provider's own region, or the only one that there is; None where the region has to be given,
    and in a table that tells no regions apart. `name` and `revision` are those of its file.
    """

    home: str | None
    rates: tuple[TaxRate, ...]
    not_established: tuple[NotEstablished, ...] = ()
    untaxed: tuple[tuple[str, str], ...] = ()
    name: str = field(default="own", compare=False)
    revision: int = field(default=0, compare=False)

    @cached_property
    def sha256(self) -> str:
        """The mark of its rates, whatever the region of the provider."""
        return sha256_of_value((self.rates, self.not_established, self.untaxed))

    def untaxed_by(self, question: str) -> str | None:
        """Return the source by which a charge carries no tax; None where none is established here."""
        return dict(self.untaxed).get(question)

    @property
    def regions(self) -> tuple[str, ...]:
        """The regions that have rates, in the order of their names."""
        return tuple(sorted({rate.region for rate in self.rates if rate.region is not None}))

    @property
    def has_regions(self) -> bool:
        """Whether any rate is that of a region."""
        return any(rate.region is not None for rate in self.rates)

    def takes(self, region: str | None) -> bool:
        """Return whether the tax depends on a region that is given: on any where there are several, else on its own."""
        if region is None:
            return False
        known = {*self.regions, *(entry.region for entry in self.not_established)}
        return len(known) > 1 or region in known

    def on(self, day: date, region: str | None = None, taxed_as: TaxedAs | None = None) -> tuple[TaxRate, ...]:
        """Return the rates of a region, by default the provider's own, in force on a day: one of each tax."""
        region = self.home if region is None else region
        self._check(region, taxed_as)
        history = self.history(region, taxed_as)
        in_force = [rates for since, rates in history if since <= day]
        if not in_force and region is None:
            raise InputError(
                "no tax rate is known on {day}, only from {since} on: give the rate itself, such as {tax_rate}",
                day=day,
                since=history[0][0],
                tax_rate=rate_spelling("0.13"),
            )
        if not in_force:
            raise InputError(
                "no tax rate of {region} is known on {day}, only from {since} on: give the rate "
                "itself, such as {tax_rate}",
                region=Unquoted(region),
                day=day,
                since=history[0][0],
                tax_rate=rate_spelling("0.13"),
            )
        return in_force[-1]

    def history(self, region: str | None, taxed_as: TaxedAs | None) -> list[tuple[date, tuple[TaxRate, ...]]]:
        """Return the days on which the rates of a region change, in order, each with those in force from it on.

        The first is the day from which every tax is known. Of two rates of one tax and day, the first counts. Where no
        tax falls on a kind of service, there is none from any day on.
        """
        known = self._histories.get((region, taxed_as))
        if known is None:
            known = self._histories[region, taxed_as] = self._history(region, taxed_as)
        return known

    @cached_property
    def _histories(self) -> dict[tuple[str | None, TaxedAs | None], list[tuple[date, tuple[TaxRate, ...]]]]:
        """The histories that were asked for before: many days ask for the same one."""
        return {}

    def _history(self, region: str | None, taxed_as: TaxedAs | None) -> list[tuple[date, tuple[TaxRate, ...]]]:
        names: dict[str, list[TaxRate]] = {}
        for rate in self.rates:
            if rate.region == region and (not rate.services or taxed_as in rate.services):
                names.setdefault(rate.name, []).append(rate)
        if not names:
            return [(date.min, ())]
        first = max(min(rate.since for rate in rates) for rates in names.values())
        days = sorted({first, *(rate.since for rates in names.values() for rate in rates if rate.since > first)})
        return [(day, tuple(_latest(rates, day) for rates in names.values())) for day in days]

    def facts_missing(self, region: str | None, taxed_as: TaxedAs | None) -> tuple[str, ...]:
        """Return the names of the facts on which the tax depends and that are not known; none of an unknown region."""
        region = self.home if region is None else region
        if region is None and self.has_regions:
            return ("region",)
        return ("taxed_as",) if taxed_as is None and self._differs_by_service(region) else ()

    def _differs_by_service(self, region: str | None) -> bool:
        """Return whether the taxes of a region, or what is known of them, differ by the kind of service."""
        entries = [entry.services for entry in self.not_established if entry.region == region]
        rates = [rate.services for rate in self.rates if rate.region == region]
        return bool(rates) and all(entries) and any([*entries, *rates])

    def is_known(self, region: str | None, taxed_as: TaxedAs | None) -> bool:
        """Return whether the taxes of a region on a kind of service are established here."""
        try:
            self._check(region, taxed_as)
        except (InputError, UnknownNameError):
            return False
        return True

    def find(self, day: date, taxed_as: TaxedAs | None = None) -> tuple[TaxRate, ...] | None:
        """Return the rates of the provider's own region on a day.

        None where they are not known for a kind of service, or, where none is given, not for every one.
        """
        is_known = self.is_known(self.home, taxed_as) and self.history(self.home, taxed_as)[0][0] <= day
        return self.on(day, None, taxed_as) if is_known else None

    def _check(self, region: str | None, taxed_as: TaxedAs | None) -> None:
        """Refuse a region whose taxes are not known, or not without the kind of service."""
        if region is None and self.has_regions:
            raise MissingFactsError(
                "the tax depends on the region: give {region}, one of {known}, or the rate itself, such as {tax_rate}",
                region=REGION_OF_TAX,
                known=tuple(map(Unquoted, self.regions)),
                tax_rate=rate_spelling("0.13"),
            )
        if region is not None and not self.has_regions:
            raise InputError(
                "these terms tell no regions of a tax apart: leave {region} out, or give the rate itself, such as "
                "{tax_rate}",
                region=region,
                tax_rate=rate_spelling("0.13"),
            )
        refusals = [entry for entry in self.not_established if entry.region == region]
        rates = [rate for rate in self.rates if rate.region == region]
        for entry in refusals:
            if not entry.services:
                raise UnknownNameError(
                    "the tax in {region} is not established here: {reason}; give the rate itself, such as {tax_rate}",
                    region=Unquoted(entry.region),
                    reason=data_text(entry.why),
                    tax_rate=rate_spelling("0.12"),
                )
        if not rates:
            raise UnknownNameError(
                "{region} is no region of these taxes: choose from {known}, or give the rate itself, such as "
                "{tax_rate}",
                region=region,
                known=tuple(map(Unquoted, self.regions)),
                tax_rate=rate_spelling("0.13"),
            )
        if taxed_as is None and self._differs_by_service(region):
            raise _service_missing(region)
        for entry in refusals:
            if taxed_as is not None and taxed_as in entry.services:
                raise UnknownNameError(
                    "the tax in {region} on {service} is not established here: {reason}; give the rate itself, such as "
                    "{tax_rate}",
                    region=Unquoted(entry.region),
                    service=translated_choice(taxed_as, TaxedAs),
                    reason=data_text(entry.why),
                    tax_rate=rate_spelling("0.12"),
                )


def _service_missing(region: str | None) -> MissingFactsError:
    """Return the error that asks for the kind of service on which a tax depends."""
    spelling = Spelling("taxed_as", "--taxed-as", "taxed_as")
    known = tuple(map(Unquoted, get_args(TaxedAs)))
    if region is None:
        return MissingFactsError(
            "the tax depends on the kind of service: give {spelling}, one of {known}", spelling=spelling, known=known
        )
    return MissingFactsError(
        "the tax in {region} depends on the kind of service: give {spelling}, one of {known}",
        region=Unquoted(region),
        spelling=spelling,
        known=known,
    )


def home_among(home: str | None, rates: Iterable[TaxRate], not_established: Iterable[NotEstablished]) -> str | None:
    """Return the provider's own region: the one that is given, or the only one of a table; None where it has several.

    >>> home_among("ON", (), ())
    'ON'
    """
    known = {rate.region for rate in rates} | {entry.region for entry in not_established}
    return known.pop() if home is None and len(known) == 1 else home


REGION_OF_TAX: Final = Spelling("region", "--region", "region")
"""The fact that names the region of a tax, as each interface takes it."""


def rate_spelling(rate: str) -> Spelling:
    """Return how a rate of tax is given, as each interface takes it."""
    return Spelling(f"tax_rate='{rate}'", f"--tax-rate {rate}", f'tax_rate = "{rate}"')


def both_given(fact: str, region: str) -> InputError:
    """Return the error for a tax whose region and rate are both given; `fact` names the region."""
    return InputError(
        "both {fact} {region} and {rate} are given: give one of them",
        fact=Spelling(fact, f"--{fact}", fact),
        region=region,
        rate=Spelling("tax_rate", "--tax-rate", "tax_rate"),
    )


def _latest(rates: Iterable[TaxRate], day: date) -> TaxRate:
    """Return the rate of one tax that is in force on a day."""
    return max((rate for rate in rates if rate.since <= day), key=lambda rate: rate.since)


def total_with_tax(mode: TaxMode, amount: Money, tax: Money) -> Money:
    """Return the total of an amount and its tax: the amount itself where the tax is part of it."""
    match mode:
        case "added":
            return amount + tax
        case "included":
            return amount
    assert_never(mode)


def tax_shares(rates: Sequence[Fraction], mode: TaxMode) -> tuple[Fraction, ...]:
    """Return which share of a sum each tax is: of a price its rate; of a total rate / (1 + all rates)."""
    match mode:
        case "added":
            return tuple(rates)
        case "included":
            return tuple(rate / (1 + sum(rates)) for rate in rates)
    assert_never(mode)


@final
@dataclass(frozen=True, slots=True)
class TaxComponent:
    """One of the taxes on a sum: its rate, its name and its source."""

    rate: Fraction
    name: str = Term("tax")
    source: str = Term("the rate that was given")


@final
@dataclass(frozen=True, slots=True)
class TaxAmount:
    """What one tax comes to: its name, its rate, and the amount."""

    name: str
    rate: Fraction
    amount: Money

    def as_dict(self) -> dict[str, object]:
        """Return the fields as JSON-ready data."""
        return {"name": str(self.name), "rate": decimal_text(self.rate), "amount": self.amount.text}


def tax_data(taxes: Iterable[TaxAmount]) -> list[dict[str, object]]:
    """Return what each tax comes to as JSON-ready data."""
    return [tax.as_dict() for tax in taxes]


@dataclass(frozen=True, slots=True)
class TaxedCharge:
    """What charges with a tax have in common: the charge, its tax, the total, and `taxes`, which make up `tax`."""

    charge: Money
    tax: Money
    total: Money
    taxes: tuple[TaxAmount, ...]

    @classmethod
    def of(cls, charge: Money, tax: Tax) -> Self:
        """Return a charge with its tax."""
        tax_amount = tax.on(charge)
        return cls(charge, tax_amount, tax.with_tax(charge, tax_amount), tax.amounts(charge))

    @property
    def figure(self) -> Money:
        """The amount by which readings are compared."""
        return self.charge

    def headline(self) -> Phrase:
        """Return the charge, its tax and the total in one line."""
        charge = MoneyWithCurrency(self.charge)
        return phrase("{charge}, tax {tax}, total {total}", charge=charge, tax=self.tax, total=self.total)

    def as_dict(self) -> dict[str, object]:
        """Return the fields as JSON-ready data."""
        sums = {"charge": self.charge.text, "tax": self.tax.text, "total": self.total.text}
        return {**sums, "taxes": tax_data(self.taxes)}


@final
@dataclass(frozen=True, slots=True)
class Tax:
    """The tax that a question takes: one or several taxes, and whether they are added or included."""

    taxes: tuple[TaxComponent, ...]
    mode: TaxMode = "added"

    @property
    def rate(self) -> Fraction:
        """All rates together."""
        return sum((tax.rate for tax in self.taxes), Fraction(0))

    @property
    def shares(self) -> tuple[Fraction, ...]:
        """Which share of a sum each tax is."""
        return tax_shares([tax.rate for tax in self.taxes], self.mode)

    def each_of(self, minor: int) -> tuple[int, ...]:
        """Return each tax of a sum in minor units, rounded on its own: added to it, or the part of it that is tax."""
        return tuple(half_up(minor * share.numerator, share.denominator) for share in self.shares)

    def of(self, minor: int) -> int:
        """Return the tax of a sum in minor units: all taxes together."""
        return sum(self.each_of(minor))

    def on(self, sum_: Money) -> Money:
        """Return the tax on a sum."""
        return Money.of_minor(self.of(sum_.minor), sum_.currency)

    def amounts(self, *sums: Money) -> tuple[TaxAmount, ...]:
        """Return what each tax comes to, rounded on each of some sums."""
        columns = zip(*(self.each_of(sum_.minor) for sum_ in sums), strict=True)
        currency = sums[0].currency
        return tuple(
            TaxAmount(tax.name, tax.rate, Money.of_minor(sum(column), currency))
            for tax, column in zip(self.taxes, columns, strict=True)
        )

    def with_tax(self, amount: Money, tax: Money) -> Money:
        """Return the total of an amount and its tax: the amount itself where the tax is part of it."""
        return total_with_tax(self.mode, amount, tax)

    def steps(self, sum_: Money, clause: Clause) -> tuple[Step, ...]:
        """Return the lines for each tax of a sum, for all together, and for the total where they are added."""
        lines: list[Step] = []
        for place, tax in enumerate(self.taxes):
            lines += [source_step(tax, clause), self.step_of(place, sum_, clause)]
        if len(self.taxes) > 1:
            lines.append(in_all_step(Term("tax"), [one.amount for one in self.amounts(sum_)], clause))
        match self.mode:
            case "included":
                pass
            case "added":
                tax_amount = self.on(sum_)
                total = total_of_money([sum_, tax_amount], sum_ + tax_amount)
                lines.append(step("total: {sum}", clause, sum=total))
            case _ as unreachable:
                assert_never(unreachable)
        return tuple(lines)

    def step_of(self, place: int, sum_: Money, *clauses: Clause) -> Step:
        """Return the line for one tax of a sum, by its place among the taxes."""
        name, rate = data_text(self.taxes[place].name), Percent(self.taxes[place].rate)
        result = outcome(sum_.minor * self.shares[place], "half-up", sum_.currency)
        match self.mode:
            case "included":
                template = "{name} in it: {sum} x {rate} / (100 % + {rates}) = {outcome}"
                rates = sum_of(phrase("{rate}", rate=Percent(one.rate)) for one in self.taxes)
                return step(template, *clauses, name=name, sum=sum_, rate=rate, rates=rates, outcome=result)
            case "added":
                template = "{name}: {sum} x {rate} = {outcome}"
                return step(template, *clauses, name=name, sum=sum_, rate=rate, outcome=result)
        assert_never(self.mode)


NO_TAX: Final = Tax(())
"""No tax at all, as of terms that name none."""


def single_tax(rate: Fraction, *, mode: TaxMode = "added") -> Tax:
    """Return the tax of a question that takes one tax alone."""
    return Tax((TaxComponent(rate),), mode)


def tax_of_rates(rates: Iterable[TaxRate], mode: TaxMode = "added") -> Tax:
    """Return the tax of a question that takes the rates of a table."""
    return Tax(tuple(TaxComponent(rate.rate, rate.name, rate.source) for rate in rates), mode)


def source_step(tax: TaxComponent, *clauses: Clause) -> Step:
    """Return the line that says what the rate of a tax is, and by what source."""
    return step(
        "{name} is {rate}: {source}",
        *clauses,
        name=data_text(tax.name),
        rate=Percent(tax.rate),
        source=data_text(tax.source),
    )


def in_all_step(name: str, amounts: Iterable[Money], *clauses: Clause) -> Step:
    """Return the line that adds what a tax comes to on several sums, or what several taxes come to."""
    amounts = list(amounts)
    total = sum(amounts[1:], amounts[0])
    template = "{name} in all: {sum}"
    return step(template, *clauses, name=data_text(name), sum=total_of_money(amounts, total))
