"""Statements of many accounts, by one question and account by account, under several terms and with all events."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import date
from functools import partial
from typing import Any, Final, NamedTuple

import numpy as np
import pyarrow as pa

from benchmarks.accounts import Case, eventful, realistic
from benchmarks.batch_parts.clause import KOS
from benchmarks.batch_parts.core import WITH, WITHOUT, must_be_installed, without
from benchmarks.batch_parts.part import Part, Setting, Times, Told
from benchmarks.batch_parts.readings import COMPOUND, FEE, KINDS
from benchmarks.columns import SEED
from benchmarks.report import Table, ratio
from benchmarks.statement import prepared, prepared_and_settled, replays, settled
from benchmarks.timing import Work
from telcoterms import Clause, Terms
from telcoterms.account.events import Credit, Dispute, Invoice, Payment
from telcoterms.batch import statement
from telcoterms.clauses.late_charge.kinds import GreaterOf, LateChargeRule

SCALAR: Final = "scalar, numbers given"
ACCOUNT: Final = ("account", pa.string())
INVOICES: Final = pa.schema([ACCOUNT, ("number", pa.string()), ("issued", pa.date32()), ("amount_minor", pa.int64())])
PAYMENTS: Final = pa.schema(
    [
        *(ACCOUNT, ("received", pa.date32()), ("amount_minor", pa.int64())),
        *(("invoice", pa.string()), ("reference", pa.string())),
    ]
)
CREDITS: Final = pa.schema([ACCOUNT, ("issued", pa.date32()), ("amount_minor", pa.int64()), ("invoice", pa.string())])
EVENTS: Final = pa.schema(
    [
        *(ACCOUNT, ("event", pa.string()), ("date", pa.date32()), ("number", pa.string())),
        *(("amount_minor", pa.int64()), ("invoice", pa.string()), ("payment", pa.string())),
        *(("reason", pa.string()), ("decided", pa.date32()), ("outcome", pa.string())),
    ]
)
Tables = dict[str, pa.Table]


def tables(cases: Sequence[Case]) -> Tables:
    """The events of accounts as the tables of `statement`, account after account."""
    schemas = {"invoices": INVOICES, "payments": PAYMENTS, "credits": CREDITS, "events": EVENTS}
    rows: dict[str, list[dict[str, Any]]] = {name: [] for name in schemas}
    for place, case in enumerate(cases):
        for event in case.account:
            facts: dict[str, Any] = {key: getattr(event, key, None) for name in schemas for key in schemas[name].names}
            facts |= {"account": f"{place:08}"}
            if hasattr(event, "amount"):
                facts["amount_minor"] = event.amount.minor
            match event:
                case Invoice():
                    rows["invoices"].append(facts)
                case Payment():
                    rows["payments"].append(facts)
                case Credit():
                    rows["credits"].append(facts)
                case _:
                    day = event.reported if isinstance(event, Dispute) else event.day
                    rows["events"].append(facts | {"event": event.table, "date": day})
    return {
        name: pa.Table.from_pylist(own, schemas[name])
        for name, own in rows.items()
        if own or name in ("invoices", "payments")
    }


def shuffled(own: Tables) -> Tables:
    random = np.random.default_rng(SEED)
    return {name: table.take(random.permutation(table.num_rows)) for name, table in own.items()}


def _under(rule: LateChargeRule) -> Terms:
    """The terms with another late charge."""
    return Terms(replace(KOS.agreement, rules=KOS.agreement.rules.changed(late_charge=rule)))


class Accounts(NamedTuple):
    """Accounts under some terms: what they are, and how they are asked."""

    terms: Terms
    cases: Sequence[Case]
    tables: Tables

    def asked(self, as_of: date) -> Callable[[], pa.Table]:
        """The question of all of them."""
        return partial(statement, self.terms, as_of=as_of, **self.tables)

    def check(self, found: pa.Table, count: int, as_of: date) -> None:
        """Refuse to time what differs from the answers of the terms."""
        names = ("balance", "accrued", "settlement", "credit", "disputed", "held", "payable")
        columns = [found[f"{name}_minor"].to_pylist() for name in names]
        for case, figures in zip(self.cases[:count], zip(*columns, strict=True), strict=False):
            own = self.terms.statement(case.account, as_of).value
            if figures != tuple(getattr(own, name).minor for name in names):
                raise SystemExit(f"batch differs from the terms: {figures}, not {own}")


def part(setting: Setting) -> Part:
    must_be_installed()
    plan = setting.plan
    cases, events = list(realistic(plan.accounts)), list(eventful(plan.accounts))
    as_of = max(case.as_of for case in (*cases, *events))
    alone = [case._replace(as_of=as_of) for case in cases[: plan.alone]]
    ordered = tables(cases)
    works: dict[str, Work] = {
        SCALAR: settled([prepared(KOS, case) for case in alone]),
        "scalar, from each account": prepared_and_settled(KOS, alone),
        "the terms, each field read": replays(KOS, alone),
    }
    accounts = dict.fromkeys(works, len(alone))

    def add(name: str, own: Accounts, work: Callable[[], pa.Table]) -> None:
        own.check(work(), plan.alone, as_of)
        works[name], accounts[name] = work, len(own.cases)

    for order, in_order in (("in order", ordered), ("shuffled", shuffled(ordered))):
        own = Accounts(KOS, cases, in_order)
        add(f"{WITHOUT}: {order}", own, without(own.asked(as_of)))
        add(f"{WITH}: {order}", own, own.asked(as_of))
    few = tables(cases[: plan.alone])
    for name, terms in _others().items():
        own = Accounts(terms, cases, ordered)
        add(f"{WITH}: {name}", own, own.asked(as_of))
        own = Accounts(terms, alone, few)
        add(f"{WITHOUT}: {name}", own, without(own.asked(as_of)))
    own = Accounts(KOS, events, tables(events))
    add(f"{WITH}: all events", own, own.asked(as_of))
    own = Accounts(KOS, events[: plan.alone], tables(events[: plan.alone]))
    add(f"{WITHOUT}: all events", own, without(own.asked(as_of)))

    def told(times: Times) -> list[Told]:
        scalar, usual = times.loops(SCALAR, len(alone)), times.loops(f"{WITH}: in order", len(cases))
        found = {name: times.loops(name, count) for name, count in accounts.items()}
        lines = [
            (name, f"{accounts[name]:,}", ratio(one, 1), ratio(scalar, one), ratio(one, usual))
            for name, one in found.items()
        ]
        text = (
            f"{len(cases):,} random accounts of {_events(cases):.1f} events, all as of {as_of}. The table shows the "
            "cost of an account in C loops of a row, and how many accounts are done in the time that the scalar core "
            "takes for one, with its whole numbers given. The last column compares each line with the compiled core on "
            "sorted tables. Batch gets tables, sorted by account or shuffled, and returns a table of accounts. Then "
            "the largest debt is paid first, or the late charge is another one: a rate a month that does not compound, "
            "or the greater of the usual rate and a fee. In the last two lines, accounts have events of all kinds but "
            f"cancellations, {_events(events):.1f} on average. Without the compiled core, all these are asked of the "
            f"terms one by one, and {len(alone):,} accounts are measured. Before anything is timed, the benchmark "
            "checks that batch returns the same figures for as many accounts as the terms."
        )
        heads = ("", "accounts", "C loops", "scalar", "core")
        return [Told("Statements", text, Table(heads, lines))]

    return Part(works, told)


def _others() -> dict[str, Terms]:
    """Other terms than the usual ones."""
    clause = Clause("Terms", "1")
    return {
        "largest first": KOS.under(statement={"across_debts": "largest-first"}),
        "a rate a month": _under(KINDS["a rate a month"]),
        "greater of two": _under(GreaterOf(clause=clause, says="", of=(COMPOUND, FEE))),
    }


def _events(cases: Sequence[Case]) -> float:
    return sum(len(case.account) for case in cases) / len(cases)
