"""Say what a statement says as a letter to the customer: what to pay and by when, and what it is made of.

Payable is what settles the account less what is in dispute. Of it, what is past due is payable at once, and the rest by
the due date of each debt; a credit lowers the earliest of these first. By hand: 57.57 past due, 20.00 due on 15 April
and a credit of 5.00 are 52.57 at once and 20.00 by 15 April.

In the table of bills, what was billed, the late charges, and what was paid and credited with a minus add up to what is
left of each; what is left of all, less the credit, settles the account.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from datetime import date
from typing import NamedTuple, assert_never

from telcoterms.account.account import Account
from telcoterms.account.events import Credit, Payment, ReturnedPayment
from telcoterms.agreement.agreement import NO_AGREEMENT
from telcoterms.agreement.terms_used import TermsUsed, named_in_short
from telcoterms.formats.letter import NOTHING, CellKind, LetterContent, LetterTable, Request
from telcoterms.statement.ledger import PayoutRecord
from telcoterms.statement.picture import picture
from telcoterms.statement.snapshot import RefundCredit
from telcoterms.statement.statement import Debt, Statement
from telcoterms.statement.working import Upcoming, merge_alike
from telcoterms.values.messages import Phrase, phrase
from telcoterms.values.money import Money
from telcoterms.values.steps import MoneyWithCurrency


class Instalment(NamedTuple):
    """A part of what is payable and the day until which it is; None for what is payable at once."""

    by: date | None
    sum: Money


def instalments(statement: Statement) -> tuple[Instalment, ...]:
    """Return by when what is payable is to be paid: what is past due first, then by due date; none of them is zero."""
    by_day: dict[date | None, int] = {}
    for debt in sorted(statement.debts, key=lambda debt: debt.due):
        day = debt.due if debt.due >= statement.as_of else None
        by_day[day] = by_day.get(day, 0) + debt.undisputed.minor
    credit, found = statement.credit.minor, []
    for day, minor in by_day.items():
        used = min(credit, minor)
        credit -= used
        if minor > used:
            found.append(Instalment(day, Money.of_minor(minor - used, statement.credit.currency)))
    return tuple(found)


def letter_content(statement: Statement, account: Account, used: TermsUsed, ahead: Sequence[Upcoming]) -> LetterContent:
    """Return what the letter says; `ahead` are the days to come."""
    to = account.billed_to
    facts = [(phrase("Date"), phrase("{day}", day=statement.as_of))]
    if to.account_number:
        facts.append((phrase("Account"), phrase("{number}", number=to.account_number)))
    if to.payment_reference:
        facts.append((phrase("Reference for your payment"), phrase("{number}", number=to.payment_reference)))
    tables = (_ageing_table(statement), _bill_table(statement), _payment_table(statement, account), _table_ahead(ahead))
    return LetterContent(
        used.agreement.name,
        phrase("Statement of account"),
        (*([to.name] if to.name else []), *to.address),
        tuple(facts),
        _request(statement),
        tuple(table for table in tables if table.rows),
        picture(statement) if statement.debts or statement.settled else None,
        tuple(_notes(statement, used)),
    )


def _request(statement: Statement) -> Request:
    total = statement.undisputed
    parts = instalments(statement)
    lines = [_by_when(part, alone=len(parts) == 1) for part in parts]
    if statement.disputed.minor:
        template = "In dispute, and not asked for until that is decided: {sum}"
        lines.append(phrase(template, sum=MoneyWithCurrency(statement.disputed)))
    if statement.held.minor:
        template = "Late charges on what is in dispute, held until that is decided and not asked for: {sum}"
        lines.append(phrase(template, sum=MoneyWithCurrency(statement.held)))
    if total.minor > 0:
        return Request(phrase("Please pay"), phrase("{sum}", sum=MoneyWithCurrency(total)), tuple(lines))
    if total.minor:
        return Request(
            phrase("Nothing to pay: your account has a credit of"),
            phrase("{sum}", sum=MoneyWithCurrency(-total)),
            tuple(lines),
        )
    return Request(phrase("Nothing to pay"), None, tuple(lines))


def _by_when(part: Instalment, *, alone: bool) -> Phrase:
    """Return by when a part is to be paid; its sum is left out where it is the only one."""
    if part.by is None:
        if alone:
            return phrase("now: it is past due")
        return phrase("{sum} now: it is past due", sum=MoneyWithCurrency(part.sum))
    if alone:
        return phrase("by {day}", day=part.by)
    return phrase("{sum} by {day}", sum=MoneyWithCurrency(part.sum), day=part.by)


def _ageing_table(statement: Statement) -> LetterTable:
    """Return what is owed by how long it is past due; none where nothing is."""
    ageing = statement.ageing
    has_credit = bool(ageing.credit.minor)
    head = [NOTHING, *(band.name for band in ageing.bands)]
    row = [phrase("Owed"), *(phrase("{sum}", sum=band.owed) for band in ageing.bands)]
    disputed = [phrase("In dispute"), *(phrase("{sum}", sum=band.disputed) for band in ageing.bands)]
    if has_credit:
        head.append(phrase("Credit"))
        row.append(phrase("{sum}", sum=-ageing.credit))
        disputed.append(NOTHING)
    head.append(phrase("Balance"))
    row.append(phrase("{sum}", sum=ageing.balance))
    disputed.append(phrase("{sum}", sum=statement.disputed))
    rows = [tuple(row)] if any(band.owed.minor for band in ageing.bands) or has_credit else []
    rows += [tuple(disputed)] if statement.disputed.minor else []
    return LetterTable(phrase("How long it is past due"), tuple(head), _columns(1, len(head)), tuple(rows))


def _bill_table(statement: Statement) -> LetterTable:
    """Return each bill, and what is left of it."""
    currency = statement.balance.currency
    debts = [debt for debt in statement.debts if debt.amount.minor or debt.owed.minor]
    is_disputed = bool(statement.disputed.minor)

    def money(minor: int) -> Phrase:
        return phrase("{sum}", sum=Money.of_minor(minor, currency)) if minor else NOTHING

    def figures(of: Iterable[Debt], left: int) -> tuple[Phrase, ...]:
        of = list(of)
        figures = (
            sum(debt.amount.minor for debt in of),
            sum(debt.late_charges.minor for debt in of),
            -sum(debt.paid.minor for debt in of),
            *([sum(debt.disputed.minor for debt in of)] if is_disputed else []),
        )
        return (*map(money, figures), phrase("{sum}", sum=Money.of_minor(left, currency)))

    rows = tuple(
        (
            debt.title,
            phrase("{day}", day=debt.issued),
            phrase("{day}", day=debt.due),
            *figures([debt], debt.owed.minor),
        )
        for debt in debts
    )
    left = sum(debt.owed.minor for debt in debts)
    totals: list[tuple[Phrase, ...]] = [(phrase("Total"), NOTHING, NOTHING, *figures(debts, left))]
    width = len(totals[0])
    if statement.credit.minor:
        for name, sum_ in (
            (phrase("Credit"), -statement.credit),
            (phrase("Settles the account"), statement.settlement),
        ):
            blank = [NOTHING] * (width - 2)
            totals.append((name, *blank, phrase("{sum}", sum=sum_)))
    head = (
        phrase("Bill"),
        phrase("Date"),
        phrase("Due"),
        phrase("Billed"),
        phrase("Late charges"),
        phrase("Paid and credited"),
        *([phrase("In dispute")] if is_disputed else []),
        phrase("Left to pay"),
    )
    return LetterTable(phrase("Bills"), head, _columns(3, width), rows, tuple(totals))


def _columns(words: int, width: int) -> tuple[CellKind, ...]:
    """Return how the columns of a table stand: so many of words, and figures."""
    return tuple("words" if column < words else "numbers" for column in range(width))


def _payment_table(statement: Statement, account: Account) -> LetterTable:
    """Return what was paid, credited, paid out and returned, by day."""
    rows = sorted(_payments(statement, account), key=lambda row: row[0])
    return LetterTable(
        phrase("Payments and credits"),
        (phrase("Date"), phrase("What"), phrase("Sum")),
        ("words", "words", "numbers"),
        tuple((phrase("{day}", day=day), what, phrase("{sum}", sum=sum_)) for day, what, sum_ in rows if sum_.minor),
    )


def _payments(statement: Statement, account: Account) -> Iterator[tuple[date, Phrase, Money]]:
    currency = statement.balance.currency
    for event in statement.settled:
        match event:
            case Payment():
                yield event.received, _payment(event), event.amount
            case Credit():
                yield event.issued, phrase("credit for {invoice}", invoice=event.invoice), event.amount
            case RefundCredit():
                yield event.on, phrase("refund for {number}", number=event.cancellation), event.amount
            case PayoutRecord():
                yield date.fromordinal(event.day), phrase("paid out to you"), Money.of_minor(-event.amount, currency)
            case _:
                assert_never(event)
    by_reference = {payment.reference: payment for payment in account.payments}
    for returned in account.others:
        if isinstance(returned, ReturnedPayment) and returned.on <= statement.as_of:
            payment = by_reference[returned.payment]
            yield payment.received, _payment(payment), payment.amount
            what = phrase("returned by the bank: {payment}", payment=_payment(payment))
            yield returned.on, what, -payment.amount


def _payment(payment: Payment) -> Phrase:
    """Return a payment in words, with what it says of itself."""
    if payment.invoice is not None and payment.reference is not None:
        return phrase("payment for {invoice} ({reference})", invoice=payment.invoice, reference=payment.reference)
    if payment.invoice is not None:
        return phrase("payment for {invoice}", invoice=payment.invoice)
    if payment.reference is not None:
        return phrase("payment ({reference})", reference=payment.reference)
    return phrase("payment")


def _table_ahead(ahead: Sequence[Upcoming]) -> LetterTable:
    """Return the days to come, each with the clause that sets it."""
    rows = tuple(
        (
            phrase("{day}", day=event.day),
            event.what,
            NOTHING if event.clause is None else phrase("{clause}", clause=event.clause),
        )
        for event in merge_alike(ahead)
    )
    head = (phrase("Date"), phrase("What"), phrase("Terms"))
    return LetterTable(phrase("What comes next"), head, ("words", "words", "cited"), rows)


def _notes(statement: Statement, used: TermsUsed) -> Iterator[Phrase]:
    if statement.undisputed.minor > 0:
        template = "The sum is as of {day}: late charges that grow later and payments received later are not in it."
        yield phrase(template, day=statement.as_of)
    yield phrase("All sums are in {currency}.", currency=statement.balance.currency)
    documents = [(document.title, document.edition) for document in used.documents]
    service = None if used.agreement.service == NO_AGREEMENT else used.agreement.service
    yield phrase("By {terms}.", terms=named_in_short(used.agreement.called, documents, service))
