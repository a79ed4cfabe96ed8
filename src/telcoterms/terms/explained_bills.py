"""Explain why a later bill is higher or lower than an earlier one: what changed, by the terms, and what is wrong.

Each line is compared with the line of the other bill that is the same charge. A late charge is that of one invoice; of
every other question, the lines follow each other in one order. Of bills that list items, each item that changed, is new
or is gone is a cause.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from telcoterms.agreement.agreement import Agreement
from telcoterms.answers.question import question_name
from telcoterms.audit.audit import LineAudit
from telcoterms.audit.bill import Bill, BillLine, is_of_invoice
from telcoterms.audit.items import BillItem, item_is_new, item_sign
from telcoterms.audit.line_places import billed_sum, places_of_lines
from telcoterms.audit.questions import line_question
from telcoterms.terms.causes import UNLISTED, Findings, clauses_of, named_line, wrong
from telcoterms.terms.explained_figure import explained_figure
from telcoterms.terms.explained_lines import audited_lines, counted_on_facts
from telcoterms.terms.solutions import shown_value, spelt
from telcoterms.values.messages import Phrase, Phrases, Value, phrase
from telcoterms.values.money import Money, as_signed_money


def changes_between(agreement: Agreement, earlier: Bill, later: Bill) -> tuple[Findings, int, int]:
    """Return what makes a later bill differ from an earlier one, and what each of them comes to."""
    found = Findings(agreement, is_between=True)
    earlier, later = _without_repeated(earlier), _without_repeated(later)
    before_items, after_items = _add_items(found, earlier, later)
    before, before_lines = audited_lines(agreement, earlier)
    after, after_lines = audited_lines(agreement, later)
    pairs = dict(_pairs(before, after))
    for number, audit in enumerate(after, 1):
        other = pairs.get(number - 1)
        if audit.counted is None:
            continue
        if other is None:
            says = phrase("{line}, which was not on the bill before", line=line_question(agreement, audit.line).asked)
            of = named_line(audit.line)
            found.add("new", audit.counted.by_terms.minor, of, says, number, clauses_of(agreement, audit.line))
            found.add_wrong(audit, number)
            continue
        old = before[other]
        _add_changes(found, old.line, audit.line, number)
        was_wrong, is_wrong = wrong(old), wrong(audit)
        if was_wrong != is_wrong:
            found.add_wrong(audit, number)
            _add_wrong_before(found, old)
    for place, old in enumerate(before):
        if place not in pairs.values() and old.counted is not None:
            says = phrase("{line}, which is no longer on the bill", line=line_question(agreement, old.line).asked)
            found.add(
                "gone", -old.counted.by_terms.minor, named_line(old.line), says, None, clauses_of(agreement, old.line)
            )
            _add_wrong_before(found, old)
    return found, before_items + before_lines, after_items + after_lines


def _without_repeated(bill: Bill) -> Bill:
    """Return a bill without the lines that stand among its items as well."""
    places = places_of_lines(bill)
    if "with-item" not in places:
        return bill
    return bill.with_lines(line for line, place in zip(bill, places, strict=True) if place != "with-item")


def _add_items(found: Findings, earlier: Bill, later: Bill) -> tuple[int, int]:
    """Note each item by which two bills differ, and return what is new on each of them.

    What is new on a bill is its total, where it has one, else what its items come to. What its items leave of its total
    is a rest: all of it, where one of the bills lists nothing but a total.
    """
    before, after = _new_sums(earlier, found.currency), _new_sums(later, found.currency)
    first = _total_of(earlier, before, found.currency)
    last = _total_of(later, after, found.currency)
    if not before or not after:
        before, after = {}, {}
    for item in dict.fromkeys((*before, *after)):
        was, comes_to = before.get(item), after.get(item)
        if comes_to is None:
            assert was is not None
            found.add("gone", -was, item, phrase("{line}, which is no longer on the bill", line=item))
        elif was is None:
            found.add("new", comes_to, item, phrase("{line}, which was not on the bill before", line=item))
        else:
            given, value = (Money.of_minor(minor, found.currency) for minor in (was, comes_to))
            says = phrase("{line}: {value}, not {given}", line=item, value=value, given=given)
            found.add("changed", comes_to - was, item, says)
    unlisted = last - sum(after.values()) - first + sum(before.values())
    found.add("rest", unlisted, UNLISTED, phrase("what no item of the bills lists"))
    return first, last


def _new_sums(bill: Bill, currency: str) -> dict[Phrase, int]:
    """Return what is new on a bill, by the words of each item."""
    sums: dict[Phrase, int] = {}
    for item in bill.items:
        if item_is_new(item.kind):
            words = item.in_words()
            sums[words] = sums.get(words, 0) + item_sign(item.kind) * _minor(item, currency)
    return sums


def _total_of(bill: Bill, new: Mapping[Phrase, int], currency: str) -> int:
    """Return the total of a bill's items: the one that it lists, less its lines there, else the sum of what is new."""
    listed = [_minor(item, currency) for _, item in bill.of_kinds("total")]
    if not listed:
        return sum(new.values())
    places = zip(bill, places_of_lines(bill), strict=True)
    return listed[0] - sum(billed_sum(line) for line, place in places if place == "in-total")


def _minor(item: BillItem, currency: str) -> int:
    """Return what was billed of an item, in minor units of the currency of the terms."""
    return as_signed_money(item.billed_money, currency, "billed").minor


def _add_wrong_before(found: Findings, old: LineAudit) -> None:
    """Note that something is gone that was wrong on the bill before."""
    if not wrong(old):
        return
    figure = explained_figure(found.agreement, old.line)
    says = phrase("what was wrong on the bill before, {what}: {cause}", what=figure.named, cause=figure.cause)
    found.add("before", -wrong(old), figure.named, says, None, clauses_of(found.agreement, old.line))


def _pairs(before: Sequence[LineAudit], after: Sequence[LineAudit]) -> Iterator[tuple[int, int]]:
    """Yield the places of a line of the later bill and of the line of the earlier one that is the same charge.

    A late charge is that of one invoice; of every other question, the lines follow each other in one order.
    """
    free: dict[object, list[int]] = {}
    for place, audit in enumerate(before):
        free.setdefault(_same(audit.line), []).append(place)
    for place, audit in enumerate(after):
        places = free.get(_same(audit.line), [])
        if places:
            yield place, places.pop(0)


def _same(line: BillLine) -> object:
    """Return what two lines have in common that are the same charge of two bills."""
    return (line.question, line.facts["issued"]) if is_of_invoice(line.question) else line.question


def _add_changes(found: Findings, old: BillLine, new: BillLine, number: int) -> None:
    """Note what each changed fact comes to by the terms, one after the other; those that only fit together, as one."""
    facts, reached = old.facts, counted_on_facts(found.agreement, old, old.facts)
    with_sums = counted_on_facts(found.agreement, new, facts)
    what = question_name(new.question)
    assert reached is not None
    assert with_sums is not None  # the terms answer both lines
    says = phrase("{what} of line {number}: its tax and total are billed otherwise", what=what, number=number)
    found.add("changed", with_sums - reached, named_line(new), says, number)
    reached = with_sums
    pending: list[str] = []
    for name, value in new.facts.items():
        if value == old.facts[name]:
            continue
        pending.append(name)
        changed = facts | {one: new.facts[one] for one in pending}
        sum_ = counted_on_facts(found.agreement, new, changed)
        if sum_ is None:
            continue
        changes = Phrases(", ", tuple(_change(one, old.facts[one], new.facts[one]) for one in pending))
        says = phrase("{what} of line {number}: {changes}", what=what, number=number, changes=changes)
        found.add("changed", sum_ - reached, named_line(new), says, number, clauses_of(found.agreement, new))
        facts, reached, pending = changed, sum_, []


def _change(name: str, old: Any, new: Any) -> Phrase:
    if old in (None, ()):
        return phrase("{name} {value}", name=spelt(name), value=_fact(new))
    if new in (None, ()):
        return phrase("without {name} {value}", name=spelt(name), value=_fact(old))
    return phrase("{name} {value}, not {given}", name=spelt(name), value=_fact(new), given=_fact(old))


def _fact(value: Any) -> Value:
    if isinstance(value, tuple):
        return Phrases(", ", tuple(phrase("{value}", value=_fact(one)) for one in value))
    return shown_value(value)
