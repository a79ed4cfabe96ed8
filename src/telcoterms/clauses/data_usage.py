"""Estimate how much data activities typically use, and what that costs beyond an allowance.

Kind `typical-use`: each activity has a least and a most, for each item or each hour. An activity without a most uses
the least or more. The estimate is the sum over the activities, as a range. With an allowance and a price for each
gigabyte beyond it, the range has a cost. The size of a gigabyte, and whether a started one counts whole, are readings.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from fractions import Fraction
from math import ceil
from typing import Any, ClassVar, Final, Literal, TypedDict, assert_never, final

from telcoterms.agreement.agreement import Agreement, Kinds
from telcoterms.agreement.rule import Rule
from telcoterms.answers.answer import Agreed, Answer
from telcoterms.answers.question import Question, fact
from telcoterms.values.choices import reading_words
from telcoterms.values.dataclasses import dataclass
from telcoterms.values.errors import InputError, UnknownNameError, Unquoted
from telcoterms.values.messages import Phrase, Phrases, Term, data_text, phrase, translated_choice
from telcoterms.values.money import Amount, Money, Rounding, as_money
from telcoterms.values.quantities import Quantity, as_quantity
from telcoterms.values.steps import (
    MoneyWithCurrency,
    Step,
    UnroundedAmount,
    decimal_text,
    outcome,
    rounded,
    step,
    sum_of,
    truncated_text,
)

Per = Literal["item", "hour"]
UsageUnit = Literal["KB", "MB"]
Gigabyte = Literal["1024-mb", "1000-mb"]
PartGigabyte = Literal["by-part", "started"]
End = Literal["least", "most"]
reading_words(
    "gigabyte",
    {
        "1024-mb": Term("a gigabyte has 1,024 megabytes"),
        "1000-mb": Term("a gigabyte has 1,000 megabytes"),
    },
)
reading_words(
    "part_gigabyte",
    {
        "by-part": Term("a part of a gigabyte costs its part"),
        "started": Term("a gigabyte that was begun costs a whole one"),
    },
)

MAX_DECIMALS = 6


@final
@dataclass(frozen=True, slots=True, kw_only=True)
class Activity:
    """What an activity typically uses for each item or each hour; no `most` where there is no upper end."""

    name: str
    per: Per
    unit: UsageUnit
    least: int
    most: int | None = None

    @property
    def figures(self) -> tuple[str, ...]:
        """The ends of the range with their unit and whose they are, such as `50 KB an item of e-mail`."""
        ends = (end for end in (self.least, self.most) if end is not None)
        return tuple(f"{end} {self.unit} an {self.per} of {self.name}" for end in ends)


@final
@dataclass(frozen=True, slots=True, kw_only=True)
class TypicalUse(Rule):
    """Activities and what each typically uses, as a range; a `guideline` where the terms call it that."""

    kind: ClassVar[str] = "typical-use"
    usual_reasons: ClassVar[Mapping[str, str]] = {
        "gigabyte": "a gigabyte holds as many megabytes as a megabyte holds kilobytes",
        "part_gigabyte": "a part of a gigabyte costs its part of the price",
        "rounding": "half a cent rounds up, as on bills",
    }

    kilobytes_per_megabyte: int
    activity: tuple[Activity, ...]
    guideline: bool | None = None
    gigabyte: Gigabyte = "1024-mb"
    part_gigabyte: PartGigabyte = "by-part"
    rounding: Rounding = "half-up"

    def in_kilobytes(self, activity: Activity, amount: int) -> int:
        """Return an amount of an activity in kilobytes."""
        match activity.unit:
            case "KB":
                return amount
            case "MB":
                return amount * self.kilobytes_per_megabyte
        assert_never(activity.unit)

    @property
    def kilobytes_per_gigabyte(self) -> int:
        """How many kilobytes a gigabyte has."""
        match self.gigabyte:
            case "1024-mb":
                return 1024 * self.kilobytes_per_megabyte
            case "1000-mb":
                return 1000 * self.kilobytes_per_megabyte
        assert_never(self.gigabyte)


DataUsageRule = TypicalUse
DATA_USAGE: Final = Kinds[DataUsageRule]("data_usage", DataUsageRule)


class DataUsageReadings(TypedDict, total=False):
    """Readings of `data_usage`."""

    gigabyte: Gigabyte
    part_gigabyte: PartGigabyte
    rounding: Rounding


@final
@dataclass(frozen=True, slots=True)
class Usage:
    """The checked facts: how many items or hours of each activity, the allowance, and the price beyond it."""

    activities: tuple[tuple[str, Fraction], ...]
    allowance_gb: Fraction | None = None
    price_per_gb: Money | None = None


@final
@dataclass(frozen=True, slots=True)
class DataUsage:
    """An estimate in megabytes and, where a price was given, what it costs beyond the allowance.

    `most_mb` and `overage_most` are None where an activity may use more than its least without an end.
    """

    least_mb: Fraction
    most_mb: Fraction | None
    overage_least: Money | None
    overage_most: Money | None
    currency: str

    @property
    def figure(self) -> Money:
        """The amount by which readings are compared: the highest cost that is known."""
        return self.overage_most or self.overage_least or Money.of_minor(0, self.currency)

    @property
    def figure_is(self) -> Phrase | None:
        """Which of the amounts `figure` is; None without a cost."""
        if self.overage_least is None:
            return None
        if self.overage_most is None:
            return phrase("the least overage")
        return None if self.overage_least == self.overage_most else phrase("the most overage")

    def headline(self) -> Phrase:
        """Return the range, and its cost if it has one, in one line."""
        if self.most_mb is None:
            usage = phrase("at least {least} MB", least=_figure(self.least_mb))
        elif self.most_mb == self.least_mb:
            usage = phrase("{usage} MB", usage=_figure(self.least_mb))
        else:
            usage = phrase("{least} to {most} MB", least=_figure(self.least_mb), most=_figure(self.most_mb))
        if self.overage_least is None:
            return usage
        if self.overage_most is None:
            return phrase("{usage}, overage at least {least}", usage=usage, least=MoneyWithCurrency(self.overage_least))
        if self.overage_most == self.overage_least:
            return phrase("{usage}, overage {sum}", usage=usage, sum=MoneyWithCurrency(self.overage_least))
        template = "{usage}, overage {least} to {most}"
        return phrase(template, usage=usage, least=self.overage_least, most=MoneyWithCurrency(self.overage_most))

    def usage_in_words(self) -> Phrase:
        """Return the range in whole megabytes."""
        least = round(self.least_mb)
        if self.most_mb is None:
            return phrase("at least about {least} megabytes", least=least)
        if round(self.most_mb) == least:
            return phrase("about {least} megabytes", least=least)
        return phrase("about {least} to {most} megabytes", least=least, most=round(self.most_mb))

    def cost_in_words(self, least: Money) -> Phrase:
        """Return the range of what it costs beyond the allowance."""
        if self.overage_most is None:
            return phrase("at least {least}", least=least)
        if self.overage_most == least:
            return phrase("{least}", least=least)
        return phrase("{least} to {most}", least=least, most=self.overage_most)

    def as_dict(self) -> dict[str, object]:
        """Return the fields as JSON-ready data; megabytes are exact fractions."""
        return {
            "least_mb": _ratio(self.least_mb),
            "most_mb": None if self.most_mb is None else _ratio(self.most_mb),
            "overage_least": None if self.overage_least is None else self.overage_least.text,
            "overage_most": None if self.overage_most is None else self.overage_most.text,
        }


def _figure(value: Fraction) -> UnroundedAmount:
    return UnroundedAmount(truncated_text(value, MAX_DECIMALS))


def _ratio(value: Fraction) -> str:
    return f"{value.numerator}/{value.denominator}"


def known_activity(rule: DataUsageRule, name: object) -> Activity:
    """Return the activity of this name; raise `UnknownNameError`, which lists them all, where there is none."""
    for activity in rule.activity:
        if activity.name == name:
            return activity
    raise UnknownNameError(
        "there is no activity {name} here: choose from {known}",
        name=name,
        known=tuple(Unquoted(activity.name) for activity in rule.activity),
    )


def check_usage(rule: DataUsageRule, usage: Usage) -> None:
    """Reject facts that do not fit: no activity, one twice, a part of an item, a price without an allowance."""
    if not usage.activities:
        raise InputError("activities is empty: name at least one, such as {{'e-mail': 20}}")
    seen = set()
    for name, number in usage.activities:
        activity = known_activity(rule, name)
        if name in seen:
            raise InputError(
                "{name} stands twice among the activities: give it once, with its sum", name=Unquoted(name)
            )
        seen.add(name)
        if _is_counted(activity.per) and number.denominator != 1:
            raise InputError(
                "{name} is counted, and {number} is no whole number: give how many there were",
                name=Unquoted(name),
                number=Unquoted(truncated_text(number, MAX_DECIMALS)),
            )
    if (usage.allowance_gb is None) != (usage.price_per_gb is None):
        lacking = "price_per_gb" if usage.price_per_gb is None else "allowance_gb"
        raise InputError("{lacking} is missing: an overage needs an allowance and a price", lacking=Unquoted(lacking))


def _is_counted(per: Per) -> bool:
    """Return whether an activity comes in whole items."""
    match per:
        case "item":
            return True
        case "hour":
            return False
    assert_never(per)


def kilobytes(rule: DataUsageRule, usage: Usage) -> tuple[Fraction, Fraction | None]:
    """Return the least and the most that the activities use; the most is None where one has no upper end."""
    least, most = Fraction(0), Fraction(0)
    open_ended = False
    for name, number in usage.activities:
        activity = known_activity(rule, name)
        least += number * rule.in_kilobytes(activity, activity.least)
        if activity.most is None:
            open_ended = open_ended or number > 0
        else:
            most += number * rule.in_kilobytes(activity, activity.most)
    return least, None if open_ended else most


def beyond(rule: DataUsageRule, usage: Usage, used: Fraction) -> Fraction:
    """Return the gigabytes beyond the allowance that are charged."""
    assert usage.allowance_gb is not None
    size = rule.kilobytes_per_gigabyte
    over = max(used - usage.allowance_gb * size, Fraction(0)) / size
    match rule.part_gigabyte:
        case "by-part":
            return over
        case "started":
            return Fraction(ceil(over))
    assert_never(rule.part_gigabyte)


def overage(rule: DataUsageRule, usage: Usage, used: Fraction | None) -> Money | None:
    """Return what is charged beyond the allowance; None without a price, or without a known use."""
    price = usage.price_per_gb
    if price is None or used is None:
        return None
    return Money.of_minor(rounded(beyond(rule, usage, used) * price.minor, rule.rounding), price.currency)


def usage_of(rule: DataUsageRule, usage: Usage, currency: str) -> DataUsage:
    """Return the estimate and what it costs."""
    check_usage(rule, usage)
    least, most = kilobytes(rule, usage)
    size = rule.kilobytes_per_megabyte
    return DataUsage(
        least / size,
        None if most is None else most / size,
        overage(rule, usage, least),
        overage(rule, usage, most),
        currency,
    )


def data_usage_steps(rule: DataUsageRule, usage: Usage) -> tuple[Step, ...]:
    """Return the working: the sum at each end of the range, and its cost."""
    least, most = kilobytes(rule, usage)
    lines = list(_end(rule, usage, "least", least))
    if most is None:
        lines.append(step("no most: {names} may use more", rule.clause, names=_open(rule, usage)))
    else:
        lines += _end(rule, usage, "most", most)
    if rule.guideline:
        lines.append(step("these are estimates, as a guideline: actual use may vary", rule.clause, part="notes"))
    return tuple(lines)


def _open(rule: DataUsageRule, usage: Usage) -> str:
    return ", ".join(name for name, number in usage.activities if number and known_activity(rule, name).most is None)


def _end(rule: DataUsageRule, usage: Usage, end: End, used: Fraction) -> tuple[Step, ...]:
    """Return the lines for one end of the range."""
    in_megabytes = _is_in_megabytes(rule, usage)
    parts = []
    for name, number in usage.activities:
        activity = known_activity(rule, name)
        amount = _amount_at(activity, end)
        if amount is not None:
            shown = phrase("{amount}", amount=amount)
            match activity.unit:
                case "KB":
                    pass  # the sum is in kilobytes
                case "MB":
                    if not in_megabytes:
                        shown = phrase("{amount} x {size}", amount=amount, size=rule.kilobytes_per_megabyte)
                case _ as unreachable:
                    assert_never(unreachable)
            parts.append(phrase("{number} x {shown}", number=_figure(number), shown=shown))
    size = rule.kilobytes_per_megabyte
    sum_: Phrases | str = sum_of(parts) if parts else "0"
    if in_megabytes:
        megabytes = _figure(used / size)
        template = "{end} in MB: {sum} = {megabytes}"
        line = step(template, rule.clause, end=translated_choice(end, End), sum=sum_, megabytes=megabytes)
        return (line, *_cost(rule, usage, end, used))
    return (
        step("{end} in KB: {sum} = {used}", rule.clause, end=translated_choice(end, End), sum=sum_, used=_figure(used)),
        step(
            "{end} in MB: {used} / {size} = {megabytes}",
            rule.clause,
            end=translated_choice(end, End),
            used=_figure(used),
            size=size,
            megabytes=_figure(used / size),
        ),
        *_cost(rule, usage, end, used),
    )


def _is_in_megabytes(rule: DataUsageRule, usage: Usage) -> bool:
    """Return whether all activities are given in megabytes, so that nothing has to be counted in kilobytes."""
    return not any(_is_kilobytes(known_activity(rule, name).unit) for name, _ in usage.activities)


def _is_kilobytes(unit: UsageUnit) -> bool:
    """Return whether a unit is the smaller one."""
    match unit:
        case "KB":
            return True
        case "MB":
            return False
    assert_never(unit)


def _amount_at(activity: Activity, end: End) -> int | None:
    """Return the figure of an activity at one end of its range; None where it has no most."""
    match end:
        case "least":
            return activity.least
        case "most":
            return activity.most
    assert_never(end)


def _cost(rule: DataUsageRule, usage: Usage, end: End, used: Fraction) -> tuple[Step, ...]:
    price, allowance = usage.price_per_gb, usage.allowance_gb
    if price is None or allowance is None:
        return ()
    over, size = beyond(rule, usage, used), rule.kilobytes_per_gigabyte
    if _is_in_megabytes(rule, usage):
        used, size = used / rule.kilobytes_per_megabyte, size // rule.kilobytes_per_megabyte
    exact = outcome(over * price.minor, rule.rounding, price.currency)
    match rule.part_gigabyte:
        case "started":
            return (
                step(
                    "{end}, gigabytes begun beyond the allowance: {over}",
                    end=translated_choice(end, End),
                    over=int(over),
                ),
                step(
                    "{end}, overage: {over} x {price} = {outcome}",
                    end=translated_choice(end, End),
                    over=int(over),
                    price=price,
                    outcome=exact,
                ),
            )
        case "by-part":
            template = "{end}, overage: max({used} - {allowance} x {size}, 0) / {size} x {price} = {outcome}"
            if not allowance:
                template = "{end}, overage: {used} / {size} x {price} = {outcome}"
            return (
                step(
                    template,
                    end=translated_choice(end, End),
                    used=_figure(used),
                    allowance=_figure(allowance),
                    size=size,
                    price=price,
                    outcome=exact,
                ),
            )
    assert_never(rule.part_gigabyte)


def _activity_in_words(name: str, number: Fraction, per: Per) -> Phrase:
    """Return how much of an activity there is."""
    activity, told = data_text(name), decimal_text(number)
    match per:
        case "item" if number == 1:
            return phrase("1 item of {activity}", activity=activity)
        case "item":
            return phrase("{number} items of {activity}", number=told, activity=activity)
        case "hour" if number == 1:
            return phrase("1 hour of {activity}", activity=activity)
        case "hour":
            return phrase("{number} hours of {activity}", number=told, activity=activity)
    assert_never(per)


Activities = Mapping[str, Quantity] | Sequence[tuple[str, Quantity]]
"""Each activity with how much of it."""


@final
class DataUsageQuestion(Question):
    """The question `data_usage`."""

    name = "data_usage"
    says = "how much data activities typically use, and what that costs beyond an allowance"
    also = ("overage",)
    asks = Phrase("data usage of {activities}")
    dated_by = None
    example = "data-usage e-mail=100 hd-video=20 --allowance-gb 50 --price-per-gb 1.00"
    tables = (DATA_USAGE,)
    reads = (DATA_USAGE,)
    compared = ({"activities": {"e-mail": 100, "hd-video": 20}, "allowance_gb": 50, "price_per_gb": 1},)

    activities: tuple[tuple[str, Fraction], ...] = fact(
        "an activity and how many items or hours of it, such as hd-video=20", place="arguments"
    )
    allowance_gb: Fraction | None = fact(
        "the gigabytes that the fee covers", default=None, shown="GB", in_heading=Phrase("with {value} GB covered")
    )
    price_per_gb: Money | None = fact(
        "the price of each gigabyte beyond them", default=None, in_heading=Phrase("at {value} a gigabyte")
    )

    @classmethod
    def names_in(cls, agreement: Agreement) -> tuple[str, ...]:
        """Return the names of the activities."""
        rule = DATA_USAGE.find(agreement)
        return () if rule is None else tuple(activity.name for activity in rule.activity)

    def told(self, value: DataUsage) -> Phrase:
        """Return the answer as a sentence has it."""
        per: dict[str, Per] = {activity.name: activity.per for activity in DATA_USAGE.of(self.agreement).activity}
        each = tuple(_activity_in_words(name, number, per[name]) for name, number in self.activities)
        usage, activities = value.usage_in_words(), Phrases(", ", each)
        if value.overage_least is None:
            return phrase("the data usage of {activities} is typically {usage}", activities=activities, usage=usage)
        template = "the data usage of {activities} is typically {usage}, and costs {cost} beyond the allowance"
        return phrase(template, activities=activities, usage=usage, cost=value.cost_in_words(value.overage_least))

    def working(self) -> tuple[Step, ...]:
        """Return the working: the sum at each end of the range, and its cost."""
        usage = Usage(self.activities, self.allowance_gb, self.price_per_gb)
        return data_usage_steps(DATA_USAGE.of(self.agreement), usage)

    @property
    def read(self) -> tuple[Kinds[Any], ...]:
        """The table, whose readings are those of a cost; none where no price is given."""
        return () if self.price_per_gb is None else self.reads


def data_usage(
    terms: Agreed,
    activities: Activities,
    *,
    allowance_gb: Quantity | None = None,
    price_per_gb: Amount | None = None,
) -> Answer[DataUsage]:
    """Return how much data activities typically use, as a range, and what that costs beyond an allowance.

    `activities` is how many items or hours of each, by name. With `allowance_gb` and `price_per_gb`, which are
    given together, the range has a cost. Raises `UnknownNameError` for an activity that the terms do not name.

    >>> from telcoterms import load
    >>> load("kos").data_usage({"e-mail": 100, "hd-video": "1.5"})
    <data usage: 4504.882812... to 4529.296875 MB  [Service Terms s.49]>
    """
    rule, currency = DATA_USAGE.of(terms.agreement), terms.agreement.currency
    allowance = None if allowance_gb is None else as_quantity(allowance_gb, "allowance_gb")
    price = None if price_per_gb is None else as_money(price_per_gb, currency, "price_per_gb")
    usage = Usage(_pairs(activities), allowance, price)
    return Answer(usage_of(rule, usage, currency), "data_usage", (usage.activities, allowance, price), terms)


def _pairs(activities: Any) -> tuple[tuple[str, Fraction], ...]:
    """Return each activity with its checked quantity."""
    given = list(activities.items()) if isinstance(activities, Mapping) else activities
    if not isinstance(given, list | tuple):
        raise InputError(
            "activities is {found}: give how much of each by name, such as {{'e-mail': 20}}", found=activities
        )
    pairs = []
    for pair in given:
        if not isinstance(pair, list | tuple) or len(pair) != 2:
            raise InputError("{found} is no activity with its quantity: give both, such as ('e-mail', 20)", found=pair)
        name, number = pair
        if not isinstance(name, str):
            raise InputError("{found} is no name of an activity: give its name as text, such as 'e-mail'", found=name)
        pairs.append((name, as_quantity(number, Term("the quantity of an activity"))))
    return tuple(pairs)
