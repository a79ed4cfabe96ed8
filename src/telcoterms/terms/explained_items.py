"""Explain the items of a bill: each that is not what its account, or the terms alone, come to is a cause with its sum.

The audit of the bill compares each item. What is explained is one sum of the bill: its total due; without one, what it
lists of earlier balances, with its total or what is new on it. A total that is off by as much as its items are is no
cause of its own. What the items leave of it is a rest.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any, Final, Literal, NamedTuple, assert_never, final

from telcoterms.account.account import Account
from telcoterms.agreement.agreement import Kinds
from telcoterms.agreement.numbers import NumberFacts
from telcoterms.answers.answer import Agreed
from telcoterms.audit.account_audit import ItemAudit
from telcoterms.audit.account_working import sum_step
from telcoterms.audit.bill import Bill
from telcoterms.audit.comparison import ItemComparison
from telcoterms.audit.items import ItemKind, item_is_new, item_sign, item_term
from telcoterms.audit.questions import item_comparison
from telcoterms.clauses.dispute import DISPUTE
from telcoterms.clauses.due_date import DUE_DATE
from telcoterms.clauses.late_charge.kinds import LATE_CHARGE
from telcoterms.terms.causes import UNLISTED, Findings
from telcoterms.values.errors import NotInTermsError
from telcoterms.values.messages import Phrase, Spelling, Term, phrase
from telcoterms.values.money import Money
from telcoterms.values.steps import Clause

GIVE_ACCOUNT: Final = Spelling(
    "explain(bill, account)", "telcoterms explain ACCOUNT BILL", "account", Term("open its file in the form")
)
WITHOUT_ACCOUNT: Final = phrase("only the account decides it: {ways}", ways=GIVE_ACCOUNT)
FEES: Final = phrase("fees and taxes")
NO_ACCOUNT: Final = phrase("these terms, as recorded, hold no due date or no late charge")


def add_items_by_account(
    found: Findings, terms: Agreed, bill: Bill, account: Account, given: NumberFacts, of_lines: int
) -> tuple[int, int]:
    """Note what is wrong with the items of a bill by its account; return what they come to, and what was billed.

    `of_lines` is by how much the lines are off that are a part of the total.
    """
    comparison = item_comparison(terms, bill, account, *given.as_given)
    items = comparison.audits()
    return _add_items(found, comparison, items, of_lines, is_by_account=True)


def total_by_account(terms: Agreed, bill: Bill, account: Account, given: NumberFacts) -> Money | None:
    """Return the total of a bill by its account; None where the bill lists none, or the account does not decide it."""
    comparison = item_comparison(terms, bill, account, *given.as_given)
    kind: Literal["total", "total_due"] = "total_due" if bill.of_kinds("total_due") else "total"
    total = comparison.by_terms(kind) if bill.of_kinds(kind) else None
    changed = sum(fee.minor for fee in _changed_fees(comparison))
    return None if total is None else total - Money.of_minor(changed, total.currency)


def add_items_by_terms(
    found: Findings, terms: Agreed, bill: Bill, given: NumberFacts, of_lines: int
) -> tuple[int, int]:
    """Note what is wrong with the items that the terms decide without an account; return the same."""
    try:
        comparison = item_comparison(terms, bill, Account([]), *given.as_given)
    except NotInTermsError:  # no account is replayed by such terms
        found.undecided += [ItemAudit(item, None, "unchecked", why=NO_ACCOUNT) for item in bill.items]
        billed = ListedItems(bill, found.undecided).billed
        return billed - of_lines, billed
    items = [
        audit if is_decided_by_terms(audit) else ItemAudit(audit.item, None, "unchecked", why=WITHOUT_ACCOUNT)
        for audit in comparison.audits()
    ]
    return _add_items(found, comparison, items, of_lines, is_by_account=False)


def is_decided_by_terms(audit: ItemAudit) -> bool:
    """Return whether the terms decide an item from the bill alone: of fees only a part of one."""
    kind = audit.item.kind
    match kind:
        case "tax" | "administrative_charge" | "due_date" | "dispute_until":
            return True
        case "fee":
            return audit.item.fee is not None
        case "previous_balance" | "payments" | "adjustments" | "late_charge" | "cancellation_charge" | "refund":
            return False
        case "credit" | "write_off" | "payout" | "total" | "total_due":
            return False
    assert_never(kind)


def _add_items(
    found: Findings, comparison: ItemComparison, items: Sequence[ItemAudit], of_lines: int, *, is_by_account: bool
) -> tuple[int, int]:
    """Note the causes of a sum of the items; return what it is by the terms, and what was billed."""
    listed = ListedItems(comparison.bill, items)
    found.clauses += _clauses_of(comparison, items)
    had = found.total
    for audit in items:
        if listed.is_sum_of_others(audit):
            continue
        if audit.by_terms is None:
            found.undecided += [] if is_by_account and _is_held_against_before(comparison, audit) else [audit]
        elif not audit.agrees:
            found.add_wrong_item(comparison, audit)
    _add_sums(found, comparison, listed, is_by_account=is_by_account)
    causes = found.total - had + of_lines
    changed = list(_changed_fees(comparison)) if is_by_account else []
    for fee in changed:
        found.add("changed", fee.minor, fee.of, fee.says)
    fees = sum(fee.minor for fee in changed)
    by_terms = listed.by_terms if is_by_account else None
    if by_terms is None:
        return listed.billed - causes - fees, listed.billed
    rest = listed.billed - by_terms - causes
    if rest and not causes and listed.total is not None and listed.total.audit is not None:
        found.add_wrong_item(comparison, listed.total)
    else:
        found.add("rest", rest, UNLISTED, phrase("what no item of the bill lists"))
    return by_terms - fees, listed.billed


def _is_held_against_before(comparison: ItemComparison, audit: ItemAudit) -> bool:
    """Return whether a fee is compared with that of the invoice before."""
    invoice, fees = comparison.invoice_before, [item for _, item in comparison.bill.of_kinds("fee")]
    if audit.item not in fees or comparison.found is not None or invoice is None:
        return False
    return comparison.fee_before(audit.item) is not None or not invoice.lines


class ChangedFee(NamedTuple):
    """By how much a fee or a tax differs from that of the invoice before, in minor units."""

    minor: int
    of: Phrase
    says: Phrase


def _changed_fees(comparison: ItemComparison) -> Iterator[ChangedFee]:
    """Yield by how much the fees of a bill that is not in the account differ from those of the invoice before.

    The statement has the fees as they were billed, and so what they changed by is no part of it. Where the invoice has
    lines, each fee and the tax are causes of their own; where it has none, they are one.
    """
    invoice, fees = comparison.invoice_before, comparison.bill.of_kinds("fee")
    if invoice is None or comparison.found is not None or any(item.fee is not None for _, item in fees):
        return
    taxes = [(item, comparison.computed[place].figure) for place, item in comparison.bill.of_kinds("tax")]
    if not invoice.lines and fees:
        billed = sum(item.billed_money.minor for _, item in fees)
        billed += sum(figure.minor for _, figure in taxes if figure is not None)
        says = phrase(
            "the fees and their taxes come to {billed}, the invoice of {day} to {before}",
            billed=Money.of_minor(billed, comparison.currency),
            day=invoice.issued,
            before=invoice.amount,
        )
        yield ChangedFee(billed - invoice.amount.minor, FEES, says)
        return
    before = [comparison.fee_before(item) for _, item in fees]
    for (_, item), was in zip(fees, before, strict=True):
        if was is not None:
            template = "{item}: {billed}, on the invoice of {day} {before}"
            says = phrase(template, item=item.in_words(), billed=item.billed, day=invoice.issued, before=was)
            yield ChangedFee((item.billed_money - was).minor, item.in_words(), says)
    parts = tuple(item.billed_money if was is None else was for (_, item), was in zip(fees, before, strict=True))
    for item, now in taxes if any(was is not None for was in before) else ():
        then = comparison.tax_on(item, parts).figure
        if now is not None and then is not None:
            says = phrase("{item} on the fees: {now}, not {then}", item=item.in_words(), now=now, then=then)
            yield ChangedFee((now - then).minor, item.in_words(), says)


@final
class ListedItems:
    """Which items a bill lists, and the sum of them that is explained."""

    def __init__(self, bill: Bill, items: Sequence[ItemAudit]) -> None:
        self.bill, self.items = bill, items
        self.lists_new = any(item_is_new(audit.item.kind) for audit in items)
        self.due = next(iter(self.of_kinds("total_due")), None)
        self.of_new = next(iter(self.of_kinds("total")), None)

    def of_kinds(self, *kinds: ItemKind) -> Sequence[ItemAudit]:
        """Return the items of some kinds."""
        return [self.items[place] for place, _ in self.bill.of_kinds(*kinds)]

    @property
    def total(self) -> ItemAudit | None:
        """The total that the bill lists of what is explained."""
        return self.due or self.of_new

    def is_sum_of_others(self, audit: ItemAudit) -> bool:
        """Return whether an item is the sum of others of the bill, so that it is no cause of its own."""
        return audit is self.due or (audit is self.of_new and (self.lists_new or self.due is None))

    @property
    def billed(self) -> int:
        """What was billed, in minor units."""
        if self.due is not None:
            return self.due.item.billed_money.minor
        new = [self.of_new] if self.of_new is not None else [one for one in self.items if item_is_new(one.item.kind)]
        return sum(self._sign(one) * one.item.billed_money.minor for one in (*new, *self._earlier))

    @property
    def by_terms(self) -> int | None:
        """What the account has for it; None where it does not decide the total, or none is listed."""
        if self.total is None or not isinstance(self.total.by_terms, Money):
            return None
        earlier = () if self.due is not None else self._earlier
        return self.total.by_terms.minor + sum(self._sign(one) * _counted(one) for one in earlier)

    def _sign(self, audit: ItemAudit) -> int:
        """Return how an item counts in the sum that is explained; a total as it is."""
        return 1 if audit is self.of_new else item_sign(audit.item.kind)

    @property
    def _earlier(self) -> Sequence[ItemAudit]:
        """The items that are of earlier days: neither new, nor totals, nor days."""
        return [one for one in self.items if item_sign(one.item.kind) and not item_is_new(one.item.kind)]


def _counted(audit: ItemAudit) -> int:
    """Return what counts of an item by the terms: what was billed, where it is not compared."""
    return audit.by_terms.minor if isinstance(audit.by_terms, Money) else audit.item.billed_money.minor


def _add_sums(found: Findings, comparison: ItemComparison, listed: ListedItems, *, is_by_account: bool) -> None:
    """Note a sum that its own lines do not give, and what the account has and the bill does not list."""
    sums = {one.name: one for one in comparison.sums()}
    if not is_by_account and not listed.of_kinds("previous_balance"):
        sums.pop("total_due", None)  # what was owed before is not known
    invoice = sums.pop("invoice", None)
    if invoice is not None and not invoice.adds_up:
        off = sum(one.difference_minor for one in listed.of_kinds("fee", "tax"))
        says = phrase(
            "the fees and taxes of the bill come to {comes_to}, the invoice of the account to {stated}",
            comes_to=invoice.comes_to,
            stated=invoice.stated,
        )
        found.add("explained", -invoice.difference.minor - off, FEES, says)
    missing = comparison.missing() if is_by_account else ()
    total = sums.pop("total_due" if listed.due is not None else "total", None)
    if total is not None and total.adds_up:  # so that what is missing is not in it either
        for kind, sum_ in missing:
            says = phrase("{item} in the account, and not on the bill", item=item_term(kind))
            found.add("missing", -item_sign(kind) * sum_.minor, phrase("{item}", item=item_term(kind)), says)
    elif total is not None and not missing:
        found.add("rest", total.difference.minor, UNLISTED, sum_step(total).phrase)
    found.beside += [sum_step(one) for one in sums.values() if not one.adds_up]


def _clauses_of(comparison: ItemComparison, items: Sequence[ItemAudit]) -> Iterator[Clause]:
    """Yield the clauses that the comparison of items rests on."""
    for audit in items:
        if audit.by_terms is None:
            continue
        yield from (clause for line in audit.basis for clause in line.clauses)
        table = table_of_item(audit.item.kind)
        rule = None if table is None else table.find(comparison.edition)
        if rule is not None:
            yield rule.clause


def table_of_item(kind: ItemKind) -> Kinds[Any] | None:
    """Return the table of the clause that an item rests on, whatever it comes to; None where its basis has it."""
    match kind:
        case "late_charge":
            return LATE_CHARGE
        case "due_date":
            return DUE_DATE
        case "dispute_until":
            return DISPUTE
        case "fee" | "tax" | "administrative_charge" | "cancellation_charge" | "refund" | "credit" | "write_off":
            return None
        case "previous_balance" | "payments" | "adjustments" | "payout" | "total" | "total_due":
            return None
    assert_never(kind)
