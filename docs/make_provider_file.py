"""Makes docs/provider_file.md, everything that a provider's file may hold: ``python docs/make_provider_file.py``.

Tables, kinds, keys, values and defaults are those by which the file is read, as in its JSON Schema. What a key means is
said here, once; a key without a meaning, and a meaning without a key, stop the page from being made.
"""

from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from typing import Any, NamedTuple

from telcoterms.agreement.rule import choices
from telcoterms.files.beside import FromFile, PublishedOrOwn
from telcoterms.files.kinds import (
    BoundField,
    MonthsByTerm,
    NamedClauses,
    PartsOfJoin,
    PeriodField,
    all_choices,
    kinds_of,
)
from telcoterms.files.numbers import NumberField
from telcoterms.files.provider import Context, SectionTables, clause_shape, provider_shape, rule_shape, section_shape
from telcoterms.files.shapes import ByKind, Field, Items, Named, Shape, ValueField
from telcoterms.formats.text import phrase_text
from telcoterms.statement.rule import StatementRule
from telcoterms.terms import QUESTIONS, TABLES
from telcoterms.values.dataclasses import fields
from telcoterms.values.messages import Phrase

PAGE = Path(__file__).parent / "provider_file.md"

HEAD = """\
# Everything that a provider's file may hold

**Each table, each kind of clause, each key with its values and its default. `telcoterms template provider.toml` prints a
whole file to start from, and `telcoterms check FILE` names every fault of it at once.**

A file is TOML. At its head stand [the provider and the documents](#the-head). Then comes a table for each
[question](#the-tables-of-the-questions) that the terms answer. If you leave a table out, the terms are silent on its question,
and the question is rejected. Last come [the sections](#the-sections) of the documents. `docs/make_provider_file.py` makes this
page from the fields by which the library reads a file.

## A clause

Each table of a question has a `kind`, the numbers of that kind, the `clause` where it stands, and `says`, what it says in your
own words:

```toml
[late_charge]
kind = "rate"
rate = 0.02
per = "month"
compounding = "monthly"
clause = { document = "terms", section = "2" }
says = "2 % a month on what is late, compounded monthly."
```

## The words settle it, or they leave a choice

A key that is marked *choice* below has a closed list of values. Where the words of the clause settle it, write the value among
the numbers. It is then a fact, and no other value can be asked for:

```toml
[late_charge]
kind = "rate"
rate = 0.015
per = "month"
compounding = "none"
part_month = "whole-month"     # "or any part of a month", so the words settle it
```

`months_remaining`, `month_length`, `compounding` and all others are written in the same way.

Where the words leave a choice, write the value that you take as a *reading*, with the reason. Any other value can still be asked
for, and answers show which other figures the words allow:

```toml
[late_charge.reading]
runs_from = { take = "due-date", why = "the words count from the due date" }
```

* `take` and `why` are needed. All else is optional.
* `practised.VALUE = "..."` names a value that the words exclude although it is met on bills, and why they exclude it. A value
  that you do not name is allowed.
* `biller`, `consumer` and `letter`, each `{ take = ..., why = ... }`, say what another [voice](readings.md#three-voices) takes.
  The file then declares its voices in `[voices]`.
* A choice of which you write nothing is a reading that takes its default, the first of the values.

In a join, a choice beside the `kind` of the whole holds for all parts that have it. Readings are written for the whole.

## The forms of a number

Where the page says *in any form*, a number may be written in one of these, up to three deep:

| form | example |
|---|---|
| plain | `rate = 0.02`, `sum = "7.50"`, `days = 15` |
| dated: each entry holds from its day on | `rate = [{ since = 2024-01-01, value = 0.03 }, { since = 2026-01-01, value = 0.02 }]` |
| by a fact: `plan`, `region` or `segment` | `sum = { by = "plan", basic = "10.00", gold = "5.00", other = "7.50" }` |
| a rate of an index, declared in `[index.NAME]` | `rate = { index = "base", plus = 0.04, times = 1 }` |

* A sum is text between quotation marks, with all decimals of the currency: `"7.50"`. A rate or a share is a number without
  quotation marks: 1.5 % is `0.015`.
* `other` is for every name that is not listed; without it, another name is rejected.
* Only a rate may rest on an index.

## Small tables in a clause

| written | means |
|---|---|
| `clause = { document = "terms", section = "2" }` | a document of the file, and one of its listed sections |
| `grace = { days = 5 }` | what is paid until 5 days after the due date costs nothing; also `months`, `from = "invoice-date"` or `"reminder"`, the `number` of the reminder, `count = "business-days"`; what is paid by the due date is always in time |
| `threshold = { over = "10.00" }` | there is a charge only on more than that sum; with `{ from = "10.00" }` on that sum too |
| `notice = { months = 1, days = 10 }` | months, then days; `count = "business-days"` counts open days, and needs a calendar |
| `per = "7 days"` | a period: one of the names, or so many days |
| `least = "5.00"`, `most = { share = 0.25 }` | bounds: a sum, or a share of what the clause bears on |
| `within = { count = 3, unit = "business-days" }` | also `working-days`, `days`, `weeks`, `months` |

**Within N days.** The days of a period are counted from the day after its first day, and the last of them counts. See which day
the words name: the last one that is free, or the first one that is not.

| the words | write | what happens |
|---|---|---|
| "due within 15 days" | `days = 15` in `[due_date]` | due on the date of the invoice + 15 days |
| "no charge if it is paid within 5 days of the due date" | `grace = { days = 5 }` | paid on the due date + 5 days: nothing; on the next day: the charge |
| "overdue 14 days or more" | `grace = { days = 13 }` | the 14th day after the due date is the first with a charge |
| "may be suspended 7 days after the due date" | `days = 7` in `[suspension]` | from the due date + 7 days |
| "suspended if it is not paid within 7 days" | `days = 8` in `[suspension]` | the due date + 7 days is the last day to pay, so it is the day after |

In the third and the last of these, the section has the figure of the words, `14 days` and `7 days`: `telcoterms check` accepts
a grace period of a day less, and a suspension of a day more.

## Several charges together

`late_charge` and `cancellation_charge` join clauses by `sum-of`, `greater-of` and `lesser-of`, with a table in double square
brackets for each part. Joins nest two deep. A part has its own numbers and bounds, and its own `clause` and `says` if you like:

```toml
[late_charge]
kind = "greater-of"
clause = { document = "terms", section = "2" }
says = "5.00 or 1.5 % a month, whichever is more."

[[late_charge.of]]
kind = "flat"
sum = "5.00"

[[late_charge.of]]
kind = "rate"
rate = 0.015
per = "month"
compounding = "none"
```

"""

# Trade names of the kinds, by their tables.
ALSO_CALLED: Mapping[tuple[str, str], str] = {
    ("due_date", "net-days"): "net 15, net 30",
    ("due_date", "month-end"): "EOM, end of month",
    ("due_date", "day-of-month"): "monthly due date, proximo",
    ("due_date", "on-bill"): "the date shown on the bill",
    ("late_charge", "none"): "no late fee",
    ("late_charge", "flat"): "late fee, late payment fee",
    ("late_charge", "percentage"): "one-time percentage",
    ("late_charge", "rate"): "interest, late payment charge",
    ("refund", "by-days"): "pro rata, prorated credit",
    ("refund", "re-rated"): "unused months of a yearly fee",
    ("part_charge", "by-days"): "proration",
    ("cancellation_charge", "share-of-remaining-fees"): "percentage of the remaining charges",
    ("cancellation_charge", "declining"): "descending fee",
    ("cancellation_charge", "incentive"): 'clawback; with `sum`, `prorate` and `as_of = "cancellation"` a fee that is '
    "pro-rated over the term",
    ("cancellation_charge", "flat"): "flat early termination fee",
    ("regime", "renewing"): "automatic renewal",
    ("administrative_charge", "by-reason"): "returned payment fee, reconnection fee",
}

PER_OF_JOIN = "whether the parts are joined by what they come to in all, or month by month"

# What each key means: for all tables, or for one where it means another thing there.
MEANS: Mapping[str, str] = {
    "provider": "a short name in small letters, by which the terms are cited",
    "name": "the name in full",
    "short_name": "what a sentence calls the provider; by default its name",
    "edition": "the date of the terms",
    "earlier": 'the file of the edition before this one, beside this file, such as `"example-2025.toml"`',
    "revision": "1, 2, ... each time this file itself is corrected",
    "currency": "three letters, ISO 4217",
    "time_zone": "where days begin and end",
    "ranking": "the documents, the highest rank first; those of one rank as a list within it",
    "documents": "what was published",
    "documents.NAME.title": "short, as each working prints it",
    "documents.NAME.full_title": "its whole title",
    "documents.NAME.where": "where it was published",
    "documents.NAME.edition": "its date; of a document that bears none, the day on which you read it, as `edition_is` then says",
    "documents.NAME.complete": "`false` where only some of its sections are listed",
    "documents.NAME.edition_is": "what the date is of, where the document bears none",
    "across_debts": "which debt a payment meets first",
    "within_debt": "whether it meets the charges or the invoice first",
    "posted_per": "whether the charge on each debt is rounded on its own, or the charges on all debts together",
    "disputed": "whether the disputed part of a debt bears a charge",
    "on_rejection": "from when the disputed part bears a charge, once the dispute is rejected",
    "voices": "the voices in which the terms can be read",
    "voices.default": "the voice whose values each `take` has",
    "voices.biller": "what this voice does, and on what ground",
    "voices.consumer": "the same",
    "voices.letter": "the same",
    "calendar": 'the open days: the name of a published calendar, `{ country = "CA", subdivision = "QC" }`, or a table of '
    "`title`, `from`, `until`, `weekend` and `closed`; needed where business days are counted",
    "holidays": "other calendars, for the values of the reading `holidays`",
    "holidays.legislation-act": "the calendar of that value",
    "holidays.with-substitute-days": "the same",
    "index": "what rates rest on, such as the base rate of a bank",
    "index.NAME.title": "what a sentence calls it",
    "index.NAME.rate": "its values, dated",
    "index.NAME.given": "`true` where each question gives its value; then it has no `rate`",
    "tax": "the taxes of the bills; without it, charges are answered without tax",
    "tax.table": "a published table, `canada` or `uk`; your own rates need none",
    "tax.clause": "the section by which tax is added",
    "tax.region": "whose taxes; without it each question gives the region",
    "tax.rate": "your own rates, in the order of their days, in the place of a table",
    "tax.rate.name": "the name of the tax; each name is a tax of its own",
    "tax.rate.rate": "its rate",
    "tax.rate.since": "from which day on",
    "tax.rate.source": "where it stands",
    "tax.rate.region": "the region that has it, where the table is of several",
    "tax.rate.services": "the services that carry it, where not all do",
    "tax.not_established": "where the tax is not known",
    "tax.not_established.region": "in which region",
    "tax.not_established.services": "on which services",
    "tax.not_established.why": "why it is not known",
    "tax.untaxed": "charges that carry no tax",
    "tax.untaxed.question": "the question that asks for the charge",
    "tax.untaxed.source": "where the words say so",
    "tax.revision": "the revision of your own table",
    "tax.checked": "the day on which it was last looked up",
    "law": "the law that is compared with the terms",
    "law.table": "a published table, `canada` or `uk`; with rules of your own, its name",
    "law.country": "the country of your own rules",
    "law.rule": "your own rules, in the form of the published tables",
    "law.currency": "the currency of the sums in your own rules",
    "law.rule.name": "a short name, by which a clause can name it",
    "law.rule.title": "what an answer calls it",
    "law.rule.effect": "what it does to the terms: caps a figure, makes a clause void, replaces it, adds a way out, or only informs",
    "law.rule.who": "whom it binds, in words",
    "law.rule.questions": "the questions on which it bears",
    "law.rule.checked": "the day on which it was last looked up",
    "law.rule.certainty": "how surely it is known",
    "law.rule.version": "what it fixes, from a day on: a kind with its numbers, `since` or `dated`, `says` and `source`",
    "law.rule.binds": "whom it binds; any of these tables is enough",
    "law.rule.binds.services": "services of these kinds",
    "law.rule.binds.sizes": "providers of these sizes",
    "law.rule.binds.customers": "customers of these kinds",
    "law.rule.binds.provinces": "customers of these provinces",
    "law.rule.binds.members_of": "members of these associations",
    "law.rule.binds.unsettled": "why it is not settled whether it binds them",
    "law.rule.decided_by": "whether the day that is asked about or that of the agreement decides the version",
    "law.revision": "the revision of your own table",
    "law.size": "whether the provider is large or small",
    "law.services": "what it sells",
    "law.services.kind": "the kind of service",
    "law.services.names": "which of the services below; without names, those that have no agreement of their own",
    "law.member_of": "the associations whose codes bind it",
    "other_services": "what to call the services without an agreement of their own, where `[service.NAME]` replaces a table for some",
    "service": "services with an agreement of their own; their tables replace those above",
    "service.NAME.title": "what a sentence calls it",
    "service.NAME.document": "its agreement, one of the documents",
    "service.NAME.taxed_as": "its kind, where a tax depends on that",
    "sections": "the sections of each document",
    "sections.NAME.SECTION.says": "what it is about, in your own words",
    "sections.NAME.SECTION.figures": "the figures that stand in it, each with its unit",
    "sections.NAME.SECTION.questions": "the questions that compute it",
    "sections.NAME.SECTION.to_come": "questions that will compute it",
    "sections.NAME.SECTION.not_computed": "why nothing of it, or not all of it, is computed: the fact that is missing",
    "sections.NAME.SECTION.qualifies": "the questions on whose answers `not_computed` bears: each shows a note of it",
    "days": "how many days",
    "suspension.days": 'how many days after the day from which they count a service may be suspended; for "not paid within '
    '7 days" write 8',
    "months": "how many months",
    "due_date.months": "how many months, 0 where none are written",
    "due_date.days.month-end": "how many days, 0 where none are written",
    "months_after": "how many months after that of the invoice; without it, the first such day after the invoice date",
    "day": "the day of the month; 31 is its last",
    "order": "whether the end of the month or the days come first",
    "from": "the day from which the days count",
    "count": "whether closed days count",
    "roll": "whether a due date on a closed day moves to an open one",
    "way": "a due date of its own for bills that are paid or sent in this way",
    "least": "the minimum charge",
    "most": "the maximum charge",
    "grace": "how long after the due date a payment costs nothing",
    "threshold": "from which amount on there is a charge at all",
    "suspension.threshold": "from which unpaid amount on a service may be suspended",
    "round_to": 'the steps to which the charge is rounded, such as `"0.05"`',
    "sum": "the sum",
    "liability_limit.sum": "the sum up to which the provider is liable for an outage",
    "incentive.sum": "the sum, where the terms fix it; else the question gives the incentive",
    "per": "the period of the charge",
    "sum-of.per": PER_OF_JOIN,
    "greater-of.per": PER_OF_JOIN,
    "lesser-of.per": PER_OF_JOIN,
    "of": "the parts, each a table `[[TABLE.of]]`",
    "late_charge.of.flat": "whether each bill bears the sum, or all bills of a day together",
    "hours.of": "what the hours are of, such as technical support",
    "runs_from": "the day from which the charge is counted",
    "part_month": "how a part of a month counts",
    "part_block": "how a part of a period of so many days counts",
    "first_day": "whether the first day is one of those that count",
    "dated_by": "which day decides which value applies, where a number is dated",
    "rounding": "how a part of a cent is rounded",
    "share": "the share: 50 % is `0.50`",
    "rate": "the rate of a period: 1.5 % is `0.015`",
    "day_count": "how many days a year has, where a yearly rate is charged by the day",
    "on_day": "the day of the month, from 1 to 31, on which a rate a month is charged, for the whole month",
    "block_days": "the length of the blocks of days by which a rate a day or a year is charged",
    "stated_yearly_rate": "the yearly rate that the terms print beside it, which is checked",
    "unusual": "`true` where a rate is right that is so high that it looks like a slip",
    "compounding": "whether earlier charges bear a charge too",
    "rate.compounding": "whether earlier charges bear a charge too; always written: beside the numbers, or as a reading with `on_day`",
    "round_at": "when the charge is rounded",
    "tax_law": "the rule of `[law]` that says which tax comes back",
    "all_back_within": "how many days after the start of the service the whole fee still comes back",
    "kept": "what the provider keeps of the fee",
    "paid_within": "within what time the refund is paid out",
    "cycle": "the days of a billing cycle that is not a month",
    "cancel_day": "whether the day of the cancellation is one of the days left",
    "month_length": "how many days a month has, where days count",
    "monthly_price": "the price of each month that has begun",
    "within_months": "there is a charge only in the first so many months of the term",
    "waived_within": "how long after the start the customer can leave without a charge; the last day counts",
    "tax_clause": "the section by which the charge carries tax, where it is not that of `[tax]`",
    "taxed": "`false` where it carries no tax",
    "notice": "the notice after which it takes effect",
    "suspension.notice": "the notice that goes before, from the day `notified`",
    "by_day": "a notice received by this day of the month ends the service with that month, a later one with the next; "
    'written with `ends = "month-end"` and without `notice`',
    "ends": "whether it takes effect at the end of the month; `month-end` without `notice` is the end of the month in which the "
    "customer cancels",
    "early_discount": "what is taken off where it is paid by the day on which the cancellation takes effect",
    "remaining": "which months of the term remain",
    "less_per_month": "what the provider saves each month",
    "fees_hold_tax": "`true` where the monthly fees include tax, which is taken out first",
    "most_months": "how many of the remaining months count at most; or, by the length of the term, how many",
    "first_months": "only the remaining months among the first so many of the term count",
    "less": "what is taken off for each completed month",
    "prorate": "by what unit of time the incentive is prorated",
    "as_of": "the day from which the remaining months are counted",
    "months_remaining": "whether a part of a month that is left counts; where the words settle it, write it beside the numbers; "
    'only for `prorate = "months"`, as `days` and `years` count no months',
    "reason": "what is charged for each reason; names of your own, or `collection`, `returned-payment`, `identifier-change`, "
    "`restoral`",
    "other": "what is charged for any other reason, if the terms name theirs as examples",
    "other.sum": "a fixed sum",
    "other.most": "the cap on an amount that the provider sets",
    "other.taxed": "`true` where it carries tax",
    "reason.sum": "a fixed sum",
    "reason.most": "the cap on an amount that the provider sets",
    "reason.taxed": "`true` where it carries tax",
    "other.clause": "the section that says so, where that is another one than that of the table",
    "reason.clause": "the section that names it, where that is another one than that of the table",
    "by_mail": "`true` if it is to be returned by mail",
    "some_collected": "`true` if a technician may have to collect some of it",
    "send_to": "where equipment is sent",
    "send_to.address": "the address; several stand one after the other, each with whom it is for",
    "send_to.clause": "the section that names the address, where that is another one than that of the table",
    "missing": "the charge for equipment that is not returned",
    "part_day": "how a part of a day of an outage counts",
    "outage_month": "how many days the month of an outage has",
    "notice_days": "the days from the notice to the earliest day of effect",
    "use_days": "for how many days from the effective date use of the service does not yet bind the customer",
    "cancel_clause": "the section that lets the customer leave",
    "notice_period": "whether the days of a notice are clear days",
    "for_cause": "`true` if a cause needs no notice",
    "step": "the steps, in their order",
    "step.name": "the day that the step ends with",
    "step.does": "what happens",
    "step.after": "the day from which it counts; without it the day on which the complaint was received",
    "step.within": "how long it may take; without it, no time is named",
    "step.after_previous": "`true` if it comes only after the step before it",
    "step.aim": "`true` if the words aim at the period and do not promise it",
    "step.earliest": "how long it takes at least",
    "outside": "the body outside to which a complaint can go",
    "outside.body": "its name",
    "outside.letter": "the name of the letter that opens the way to it",
    "outside.wait": "after how long it is open without a letter",
    "complaint.holidays": "which holidays count",
    "hours.holidays": "which holidays count",
    "closed_day_event": "from which day an event of a closed day counts",
    "wait_passed": "on which day the wait is over",
    "body": "the name of the body",
    "small_business_under": "a business that is billed less than this a month is small",
    "subjects": "the subjects that it takes, where the terms list them",
    "arbitration": "arbitration, if the terms mention it",
    "arbitration.never_on": "the subjects on which there is none",
    "week": "the hours of each day of the week; a day that is left out is closed",
    "unless_agreed": "`true` if the agreement of a service may set other hours",
    "on_holidays": "whether the hours hold on holidays",
    "customer_cancellation.law": "the name of the rule of `[law]` by which it takes effect",
    "kilobytes_per_megabyte": "how many KB a MB has",
    "activity": "what each activity uses",
    "activity.name": "its name",
    "activity.per": "for each hour or item",
    "activity.unit": "the unit",
    "activity.least": "what it uses at least",
    "activity.most": "what it uses at most",
    "guideline": "`true` if the terms say that actual use may vary",
    "gigabyte": "how many MB a gigabyte has",
    "part_gigabyte": "how a part of a gigabyte counts",
    "interest": "a late charge on a deposit that comes back late: a kind of `[late_charge]`",
}

SMALL = ("clause", "period", "months-and-days", "grace", "threshold", "week", "share-bound")
"""The shapes that the page shows once, as small tables."""
LATE_CHARGE_KINDS = frozenset(kinds_of("late_charge"))


NO_DEFAULTS: Mapping[str, Any] = {}
NO_CHOICES: Mapping[str, tuple[str, ...]] = {}


class Row(NamedTuple):
    """A key of a table: its path, what may stand there, whether it is needed, its default, what it means."""

    key: str
    values: str
    needed: bool
    default: str
    means: str


class Page:
    """The page, and the meanings that it has used."""

    def __init__(self) -> None:
        self.used: set[str] = set()

    def text(self) -> str:
        """Return the whole page, each key of which has a meaning and each meaning a key."""
        text = "".join(self._parts())
        unused = MEANS.keys() - self.used
        assert not unused, f"these keys are in no file: {sorted(unused)}"
        return text

    def _parts(self) -> Iterator[str]:
        yield HEAD
        head = provider_shape(Context(), "", ())
        yield "## The head\n\n"
        yield from rows_as_table(
            [
                row
                for key in head.known
                if key not in ("statement", "sections")
                for row in self._rows(key, head, "", NO_DEFAULTS)
            ]
        )
        yield "\n### `[statement.reading]`\n\nHow payments are placed on debts: readings alone.\n\n"
        yield from rows_as_table(
            Row(name, f"choice: {', '.join(map(code, values))}", False, code(values[0]), self._means(name, "", ""))
            for name, values in choices(StatementRule).items()
        )
        yield "\n## The tables of the questions\n\n"
        yield "All of them take `clause` and `says`, and those with choices `reading`.\n"
        for table in TABLES:
            yield from self._table(table)
        yield "\n## The sections\n\n" + SECTIONS
        yield from rows_as_table(self._rows("sections", head, "", NO_DEFAULTS))

    def _table(self, table: str) -> Iterator[str]:
        """Yield the part on the table of a question: its kinds, then its keys."""
        yield f"\n### `[{table}]`\n\n{asked(table)}\n\n| kind | also called | what it says |\n|---|---|---|\n"
        by_kind = rule_shape(table, Context(), clause_shape(Context()))
        for name, kind in kinds_of(table).items():
            yield f"| `{name}` | {ALSO_CALLED.get((table, name), '')} | {(kind.__doc__ or '').partition(chr(10))[0]} |\n"
        rows: dict[Row, list[str]] = {}
        for name, kind in kinds_of(table).items():
            shape = by_kind.shape_of(kind)
            defaults = {kind.keys.get(one.name, one.name): one.default for one in fields(kind)}
            choices_ = all_choices(kind)
            for key in shape.known:
                if key not in ("clause", "says", "reading"):
                    for row in self._rows(key, shape, table, defaults, name, choices_):
                        rows.setdefault(row, []).append(name)
        if rows:
            yield "\n"
            yield from rows_as_table(rows, rows if len(by_kind.kinds) > 1 else None, len(by_kind.kinds))

    def _rows(
        self,
        key: str,
        shape: Shape[Any],
        table: str,
        defaults: Mapping[str, Any],
        kind: str = "",
        choices_: Mapping[str, tuple[str, ...]] = NO_CHOICES,
        above: str = "",
    ) -> Iterator[Row]:
        """Yield the row of a key, and those of the keys below it."""
        path = f"{above}{key}"
        field = inner(shape.known[key])
        means = self._means(path, table, kind)
        default = "" if key in shape.fields else default_of(defaults.get(key), choices_.get(key))
        yield Row(path, ("choice: " if key in choices_ else "") + values_of(field), key in shape.fields, default, means)
        for name, below in below_of(field):
            for each in below.known:
                is_common = bool(table) and not above and each in ("clause", "says") and f"{path}.{each}" not in MEANS
                if each != "reading" and not is_common:
                    yield from self._rows(each, below, table, NO_DEFAULTS, kind, NO_CHOICES, f"{path}{name}.")

    def _means(self, path: str, table: str, kind: str) -> str:
        """Return what a key means: in this kind, in this table, or in all."""
        for name in (f"{table}.{path}.{kind}", f"{kind}.{path}", f"{table}.{path}", path):
            if name in MEANS:
                self.used.add(name)
                return MEANS[name]
        raise AssertionError(f"say in MEANS what {path} of {table} ({kind}) means")


SECTIONS = """\
A table for each section of each document, by its number or its name. A name with spaces or points stands in quotation marks:
`[sections.terms."Late Fee"]`, `[sections.terms."2.1"]`. If you list the sections of a document, list all of them, or write
`complete = false` below the document. A `clause` can cite only a section that is listed.

A figure is text with its unit: `"15 days"`, `"2 % a month"`, `"26.82 % a year"`, `"50.00 CAD"`, `"1 month"`,
`"20 day of the month"`, `"2-3 business days"`, `"09:00-17:00 on Monday"`. `telcoterms check` remarks on a figure of a clause
that does not stand in the section that it cites.

"""


def inner(field: Field[Any]) -> Field[Any]:
    """Return the field of a table that may come from a file beside this one."""
    return field.field if isinstance(field, FromFile) else field


def below_of(field: Field[Any]) -> Iterator[tuple[str, Shape[Any]]]:
    """Yield the tables below a key, each with what stands between its name and theirs."""
    match field:
        case Shape() if field.name not in SMALL:
            yield "", field
        case Items() if isinstance(field.field, Shape):
            yield "", field.field
        case NamedClauses() if isinstance(field.clause, Shape):
            yield "", field.clause
        case Named():
            below = inner(field.field)
            if isinstance(below, Shape):
                yield ".NAME", below
        case SectionTables():
            yield ".NAME.SECTION", section_shape("")
        case PublishedOrOwn():
            yield "", Shape(dict, {}, {**field.published.known, **field.own.known})
        case ByKind() if not field.kinds.keys() <= LATE_CHARGE_KINDS and len(field.kinds) < 3:
            keys = {key: one for kind in field.kinds.values() for key, one in field.shape_of(kind).known.items()}
            yield "", Shape(dict, {}, keys)
        case _:
            return


def values_of(field: Field[Any]) -> str:
    """Return what may stand at a key."""
    match field:
        case BoundField():
            return "an amount or a share, in any form"
        case MonthsByTerm():
            return "months, in any form; or `{ 12 = 6, 24 = 12 }`"
        case NumberField():
            return f"{wanted(field)}, in any form"
        case PartsOfJoin():
            return "two tables or more"
        case NamedClauses():
            return "a table for each name"
        case PeriodField():
            return f'{", ".join(f"`{name}`" for name in field.names)}, or `"7 days"`'
        case ByKind():
            return "a table of kind " + ", ".join(f"`{kind}`" for kind in field.kinds)
        case ValueField() if "enum" in field.schema({}):
            return ", ".join(f"`{value}`" for value in field.schema({})["enum"])
        case Shape() if field.name in SMALL:
            return f"a [small table](#small-tables-in-a-clause) `{', '.join(field.known)}`"
        case Shape() | Named() | PublishedOrOwn() | SectionTables():
            return "a table"
        case Items():
            return f"a list: {values_of(field.field)}"
        case _:
            return wanted(field)


def wanted(field: Field[Any]) -> str:
    """Return what a field wants, in words."""
    return phrase_text(field.wanted) if isinstance(field.wanted, Phrase) else str(field.wanted)


def default_of(default: Any, values: tuple[str, ...] | None) -> str:
    """Return the default of a key that may be left out."""
    if values is not None:
        return f"`{values[0]}`"
    return f"`{default}`" if isinstance(default, str) else ""


def code(name: str) -> str:
    """Return a name as code."""
    return f"`{name}`"


def rows_as_table(rows: Iterable[Row], kinds: Mapping[Row, list[str]] | None = None, every: int = 0) -> Iterator[str]:
    """Yield rows as a table of Markdown, with the kinds that take each key."""
    yield f"| key | values | default | means |{' kinds |' if kinds else ''}\n|---|---|---|---|{'---|' if kinds else ''}\n"
    for row in rows:
        default = "needed" if row.needed else row.default
        taken = "" if not kinds else f" {'all' if len(kinds[row]) == every else ', '.join(map(code, kinds[row]))} |"
        yield f"| `{row.key}` | {row.values} | {default} | {row.means} |{taken}\n"


def asked(table: str) -> str:
    """Return which questions the table answers, each with its page where it has one of its own."""
    names = [name for name, question in QUESTIONS.items() if table in [each.name for each in question.tables]]
    pages = {path.stem for path in (PAGE.parent / "questions").glob("*.md")}
    return (
        f"Questions: {', '.join(f'[{name}](questions/{name}.md)' if name in pages else code(name) for name in names)}."
    )


def page() -> str:
    """Return the whole page."""
    return Page().text()


def main() -> None:
    """Write the page."""
    PAGE.write_text(page(), "utf-8")


if __name__ == "__main__":
    main()
