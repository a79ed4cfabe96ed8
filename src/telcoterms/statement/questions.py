"""What an account owes on a day, what settles it, and what a payment would change.

First the figures and their workings under an agreement: the replay with the clauses that it needs, and what the
cancellations come to. Then the three questions with their functions.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import suppress
from datetime import date
from fractions import Fraction
from typing import Any, Final, NamedTuple, assert_never, final

from telcoterms.account.account import Account
from telcoterms.account.events import (
    AdministrativeCharge,
    BillingEvent,
    Cancellation,
    Credit,
    Dispute,
    Invoice,
    Payment,
    Payout,
    Reminder,
    ReturnedPayment,
    WriteOff,
)
from telcoterms.account.journal import ByTerms, CancellationSums, late_charge, transactions
from telcoterms.agreement.agreement import Agreement, Kinds, once_an_agreement
from telcoterms.agreement.numbers import NumberFacts
from telcoterms.agreement.rule import Rule, check_readings
from telcoterms.agreement.taxes import Tax
from telcoterms.agreement.terms_used import TermsUsed, terms_of_editions
from telcoterms.answers.answer import Agreed, Answer
from telcoterms.answers.facts import INDEX, PLAN, REGION, SEGMENT, IndexValues, number_facts_in, number_facts_of
from telcoterms.answers.question import (
    FigureAlone,
    LookedAt,
    Question,
    by_table,
    days_of,
    edition_under,
    fact,
    one_edition_under,
    question_name,
    under_by_table,
)
from telcoterms.clauses.administrative_charge import ADMINISTRATIVE_CHARGE, ChargeFacts, allowed_charge
from telcoterms.clauses.cancellation_charge.charge import cancellation_charge_steps, charge_for
from telcoterms.clauses.cancellation_charge.kinds import CANCELLATION_CHARGE, CancellationChargeRule
from telcoterms.clauses.cancellation_charge.question import TaxFacts, TermFacts, fixed_term_of, tax_of_charge
from telcoterms.clauses.cancellation_charge.term import FixedTerm
from telcoterms.clauses.dispute import DISPUTE
from telcoterms.clauses.due_date import DUE_DATE, days_to_pay, rests_on_open_days
from telcoterms.clauses.equipment_return_by import EQUIPMENT_RETURN_BY, ReturnEvent, return_by
from telcoterms.clauses.late_charge.accrual import is_rounded_once
from telcoterms.clauses.late_charge.kinds import LATE_CHARGE, LateChargeRule, RateCharge, rates_in
from telcoterms.clauses.refund import REFUND, Prepaid, prepaid_under, refund_steps, refund_tax, refunded
from telcoterms.clauses.regime import REGIME, regime_steps
from telcoterms.formats.csv import Sheet, SheetInWords
from telcoterms.formats.journal import Books, Transaction
from telcoterms.formats.letter import LetterContent
from telcoterms.formats.svg import Chart
from telcoterms.formats.text import Grid, phrase_text
from telcoterms.formats.ways import ACROSS_READINGS
from telcoterms.statement.account_terms import AccountTerms, DebtTerms
from telcoterms.statement.allocations import Allocations, allocated_sums
from telcoterms.statement.arrears import Arrears, arrears, next_charge
from telcoterms.statement.law import cancellations_looked_at, late_charges_looked_at, late_disputes_looked_at
from telcoterms.statement.letter import letter_content
from telcoterms.statement.line_taxes import line_tax_notes
from telcoterms.statement.picture import picture
from telcoterms.statement.plain_account import ReplayNeededError, fits, plain_postings
from telcoterms.statement.replay import Replay, used_terms
from telcoterms.statement.rule import STATEMENT
from telcoterms.statement.snapshot import AccountSnapshot, CancellationTotals, invoice_facts, snapshot_on
from telcoterms.statement.statement import (
    CODE,
    Entry,
    EntryKind,
    LedgerRow,
    Statement,
    ledger_in_words,
    ledger_rows,
    plain_figure,
    plain_statement,
    statement_of,
)
from telcoterms.statement.working import (
    DebtAhead,
    Upcoming,
    cited,
    debts_ahead,
    merge_alike,
    statement_steps,
    sum_of_parts,
    sum_steps,
    upcoming,
    upcoming_step,
    upcoming_steps,
)
from telcoterms.values.dataclasses import dataclass, replace
from telcoterms.values.days import Day, add_months, as_day
from telcoterms.values.errors import InputError, MissingFactsError, TelcoTermsError, Unquoted
from telcoterms.values.messages import Phrase, phrase
from telcoterms.values.money import Money
from telcoterms.values.periods import calendar_note
from telcoterms.values.steps import Clause, MoneyWithCurrency, Step, row, step


@final
@dataclass(frozen=True, slots=True)
class WhatIf:
    """An account on a day without a payment and with it; `saved` is what the payment avoids in charges up to that day.

    `saved` may be below zero: where several debts are open, or something is in dispute, a payment can move others.
    """

    payment: Payment
    without: Statement
    paid: Statement

    @property
    def saved(self) -> Money:
        """By how much more than its own amount the payment lowers what settles the account."""
        return self.without.settlement - self.paid.settlement - self.payment.amount

    @property
    def figure(self) -> Money:
        """What readings are compared by."""
        return self.paid.settlement

    def headline(self) -> Phrase:
        """In one line."""
        return phrase(
            "to settle on {day} {paid} with the payment, {without} without it, charges saved {saved}",
            day=self.paid.as_of,
            paid=MoneyWithCurrency(self.paid.settlement),
            without=self.without.settlement,
            saved=self.saved,
        )

    def as_dict(self) -> dict[str, object]:
        """As JSON-ready data."""
        return {"without": self.without.as_dict(), "paid": self.paid.as_dict(), "saved": self.saved.text}


def what_if_steps(found: WhatIf) -> Iterator[Step]:
    """How the two statements differ."""
    yield step("the difference", title=True)
    yield step(
        "charges saved up to {day}: {without} - {paid} - {payment} = {saved}",
        indent=1,
        day=found.paid.as_of,
        without=found.without.settlement,
        paid=found.paid.settlement,
        payment=found.payment.amount,
        saved=found.saved,
    )


READINGS_HINT: Final = step("ask {ways}", part="range", ways=ACROSS_READINGS)


def replayed(terms: AccountTerms, account: Account, as_of: date) -> Replay:
    """Return the replay behind a statement.

    What is paid out or written off is judged by what was known on its own day: where something has reached back
    since, that day is replayed as well.
    """
    refuse_once(terms.on(as_of).late_charge)
    snapshot = known_on(terms, account, as_of)
    _check_charges(snapshot)
    for one in used_terms(snapshot, terms):
        refuse_once(one.late_charge)
    judged = {payout.on for payout in snapshot.payouts} | {write_off.on for write_off in snapshot.write_offs}
    for day in sorted(day for day in judged if day < snapshot.revised_on):
        Replay(known_on(terms, account, day), terms)
    return Replay(snapshot, terms)


def known_on(terms: AccountTerms, account: Account, day: date) -> AccountSnapshot:
    """Return what is known of an account on a day."""
    cancellations = [event for event in account.others if isinstance(event, Cancellation)]
    totals = {
        cancellation.number: totals_of(terms.agreement.in_force(cancellation.on), cancellation)
        for cancellation in cancellations
    }
    return snapshot_on(account, day, terms, totals)


def _check_charges(snapshot: AccountSnapshot) -> None:
    """Refuse an administrative charge that the terms of its day do not allow."""
    for debt in snapshot.debts:
        charge, rule = debt.source, ADMINISTRATIVE_CHARGE.find(debt.terms.agreement)
        if isinstance(charge, AdministrativeCharge) and rule is not None:
            try:
                allowed_charge(rule, charge.amount, charge.reason, ChargeFacts(charge.on))
            except TelcoTermsError as error:
                raise InputError(
                    "the administrative charge {number} is not one of these terms: {error}",
                    number=charge.number,
                    error=error,
                ) from None


def statement_on(terms: AccountTerms, account: Account, as_of: date) -> Statement:
    """Return the statement of an account; where it is plain, and of one edition, without a replay."""
    currency, plain = terms.agreement.currency, plain_clauses(terms, account, as_of)
    if plain is not None:
        rule, dispute = plain.terms.rule, plain.terms.dispute
        with suppress(ReplayNeededError):
            return plain_statement(account, as_of, plain.net_days, plain.late_charge, rule, currency, dispute)
    return statement_of(replayed(terms, account, as_of), currency)


class PlainClauses(NamedTuple):
    """The clauses of an account that needs no replay: its bills are due so many days after their date."""

    terms: DebtTerms
    net_days: int
    late_charge: RateCharge


def plain_clauses(terms: AccountTerms, account: Account, as_of: date) -> PlainClauses | None:
    """Return the clauses of an account that is plain and of one edition; None where it needs a replay."""
    debts = terms.of_all(account.invoices[0].issued if account.invoices else as_of, as_of)
    net_days = None if debts is None else days_to_pay(debts.due_date)
    if debts is None or net_days is None or not fits(debts.late_charge, debts.rule, account, as_of):
        return None
    return PlainClauses(debts, net_days, debts.late_charge)


def term_of(agreement: Agreement, cancellation: Cancellation) -> FixedTerm:
    """Return the fixed term that a cancellation ends, checked."""
    assert cancellation.term_start is not None
    assert cancellation.term_months is not None
    facts = TermFacts(
        term_start=cancellation.term_start,
        term_months=cancellation.term_months,
        cancelled=cancellation.on,
        by=cancellation.by,
        monthly_fee=cancellation.monthly_fee,
        incentive=cancellation.incentive,
        last_invoice=cancellation.last_invoice,
        paid=cancellation.paid,
        plan=cancellation.plan,
        region=cancellation.region,
        segment=cancellation.segment,
    )
    return fixed_term_of(agreement, facts, _tax_facts(cancellation))


def _tax_facts(cancellation: Cancellation) -> TaxFacts:
    """Return the facts of the tax on a cancellation charge."""
    ended = cancellation
    return TaxFacts(ended.province, ended.tax_rate, ended.tax_mode, ended.taxed_as, ended.region)


def prepaid_with(agreement: Agreement, cancellation: Cancellation) -> Prepaid:
    """Return what was prepaid when a service was cancelled, checked."""
    assert cancellation.fee is not None
    assert cancellation.cycle_start is not None
    return prepaid_under(
        REFUND.of(agreement),
        fee=cancellation.fee,
        cycle_start=cancellation.cycle_start,
        cancelled=cancellation.on,
        fee_months=cancellation.fee_months,
        billing_day=cancellation.billing_day,
        paid_until=cancellation.paid_until,
        regime=cancellation.regime,
        taxed_on=cancellation.taxed_on,
        numbers=NumberFacts(cancellation.plan, cancellation.region, cancellation.segment, indices=agreement.indices),
    )


def _charge_tax(agreement: Agreement, cancellation: Cancellation) -> Tax:
    """Return the tax of a cancellation charge: that of the day on which the cancellation takes effect."""
    return tax_of_charge(agreement, term_of(agreement, cancellation), _tax_facts(cancellation))


def _tax_back(agreement: Agreement, cancellation: Cancellation, prepaid: Prepaid) -> Tax:
    """Return the tax of a refund: that which was paid."""
    return refund_tax(agreement, prepaid, cancellation.province, cancellation.tax_rate, cancellation.taxed_as)


def _charge_rule(agreement: Agreement, cancellation: Cancellation) -> CancellationChargeRule:
    """Return the rule of a cancellation charge; where it depends on the service, the refusal names the cancellation."""
    table = CANCELLATION_CHARGE.name
    if table in agreement.undecided:
        raise MissingFactsError(
            "{cancellation} ends a fixed term, and {why}: {cure}; in the file of an account the key is {key}",
            cancellation=Unquoted(cancellation.number),
            why=agreement.why_service(table),
            cure=agreement.name_the_service(table),
            key=Unquoted("service"),
        )
    return CANCELLATION_CHARGE.of(agreement)


def totals_of(agreement: Agreement, cancellation: Cancellation) -> CancellationTotals:
    """Return what a cancellation comes to: a charge inside a fixed term, and the refund of prepaid fees."""
    charge = back = Money.of_minor(0, agreement.currency)
    if cancellation.is_in_fixed_term:
        rule = _charge_rule(agreement, cancellation)
        tax = _charge_tax(agreement, cancellation)
        charge = charge_for(rule, term_of(agreement, cancellation), tax, agreement.currency).total
    if cancellation.fee is not None:
        prepaid = prepaid_with(agreement, cancellation)
        back = refunded(REFUND.of(agreement), prepaid, _tax_back(agreement, cancellation, prepaid)).total
    return CancellationTotals(charge, back)


def totals_steps(agreement: Agreement, cancellation: Cancellation) -> tuple[Step, ...]:
    """Return the working of what a cancellation comes to."""
    steps: tuple[Step, ...] = ()
    if cancellation.term_start is not None and cancellation.term_months is not None:
        on = max(cancellation.on, cancellation.term_start)
        regime = REGIME.find(agreement)
        if regime is not None:
            steps += regime_steps(regime, cancellation.term_start, cancellation.term_months, on)
    if cancellation.is_in_fixed_term:
        tax = _charge_tax(agreement, cancellation)
        steps += cancellation_charge_steps(agreement, term_of(agreement, cancellation), tax)
    if cancellation.fee is not None:
        prepaid = prepaid_with(agreement, cancellation)
        steps += refund_steps(agreement, prepaid, _tax_back(agreement, cancellation, prepaid))
    return steps


def tables_behind(account: Account, on: date) -> tuple[Kinds[Any], ...]:
    """Return the tables that the events of an account bring in, as far as they are known on a day."""
    tables: list[Kinds[Any]] = []
    for event in account.others:
        if event.day <= on:
            match event:
                case Dispute():
                    tables.append(DISPUTE)
                case AdministrativeCharge():
                    tables.append(ADMINISTRATIVE_CHARGE)
                case Cancellation():
                    tables += [REFUND] if event.fee is not None else []
                    tables += [REGIME] if event.term_start is not None else []
                    tables += [CANCELLATION_CHARGE] if event.is_in_fixed_term else []
                    tables.append(EQUIPMENT_RETURN_BY)
                case Credit() | WriteOff() | ReturnedPayment() | Payout() | Reminder():
                    pass  # they rest on no table of their own
                case _:
                    assert_never(event)
    return tuple(tables)


def statement_working(terms: AccountTerms, account: Account, as_of: date) -> tuple[Step, ...]:
    """Return the working of a statement, and what comes next."""
    agreement, replay = terms.agreement, replayed(terms, account, as_of)
    statement = statement_of(replay, agreement.currency)
    totals = {
        cancellation.number: totals_steps(agreement.in_force(cancellation.on), cancellation)
        for cancellation, _ in replay.snapshot.cancellations
    }
    next_ = ahead_of(agreement, replay, statement)
    notes = _on_the_service(agreement, replay.snapshot)
    return (*statement_steps(replay, statement, totals), *upcoming_steps(replay, next_), READINGS_HINT, *notes)


def next_days(terms: AccountTerms, account: Account, as_of: date, statement: Statement) -> Iterator[Step]:
    """Yield what comes next after a statement, for its short page; of a plain account without a replay."""
    plain = plain_clauses(terms, account, as_of)
    if plain is None:
        replay = replayed(terms, account, as_of)
        events, are_several = ahead_of(terms.agreement, replay, statement), len(replay.used) > 1
    else:
        posts_on = plain_postings(account, as_of, plain.net_days, plain.late_charge, plain.terms.rule)
        debts = {debt.number: DebtAhead(plain.terms, day) for debt, day in zip(statement.debts, posts_on, strict=True)}
        events, are_several = upcoming(debts, statement, ()), False
    for event in merge_alike(events):
        yield upcoming_step(event, "next", are_several=are_several)


def ahead_of(agreement: Agreement, replay: Replay, statement: Statement) -> Sequence[Upcoming]:
    """Return the days to come after a statement, those that its cancellations set too."""
    return upcoming(debts_ahead(replay), statement, _set_by_cancellations(agreement, replay.snapshot))


def _set_by_cancellations(agreement: Agreement, snapshot: AccountSnapshot) -> Iterator[Upcoming]:
    """Yield what cancellations have set for later: equipment to bring back, and the end of a term."""
    for cancellation, _ in snapshot.cancellations:
        edition = agreement.in_force(cancellation.on)
        equipment, regime = EQUIPMENT_RETURN_BY.find(edition), REGIME.find(edition)
        if equipment is not None and EQUIPMENT_RETURN_BY.name not in edition.undecided:
            back = return_by(equipment, cancellation.on)
            if back.by is not None:
                what = phrase(_equipment_template(back.event), number=cancellation.number)
                yield Upcoming(back.by, what, equipment.clause, edition)
        if cancellation.term_start is not None and cancellation.term_months is not None:
            what = phrase("end of the term that {number} ended", number=cancellation.number)
            clause = None if regime is None else regime.clause
            end = add_months(cancellation.term_start, cancellation.term_months)
            yield Upcoming(end, what, clause, edition)


def _equipment_template(event: ReturnEvent) -> str:
    """Return the line on the day by which the equipment of a cancelled service is to be back."""
    match event:
        case "returned":
            return "last day to return leased equipment of {number}"
        case "received":
            return "last day for the provider to receive leased equipment of {number}"
        case "retrieved":
            return "last day for the provider to retrieve leased equipment of {number}"
    assert_never(event)


def _on_the_service(agreement: Agreement, snapshot: AccountSnapshot) -> Iterator[Step]:
    """Yield a note where a service was cancelled, and the day for its equipment depends on which service it was."""
    table = EQUIPMENT_RETURN_BY.name
    editions = [agreement.in_force(cancellation.on) for cancellation, _ in snapshot.cancellations]
    for edition in [edition for edition in editions if table in edition.undecided][:1]:
        yield step("{why}: name it to see that day", part="notes", why=edition.why_service(table))


def statement_sheet(terms: AccountTerms, account: Account, as_of: date) -> Sheet:
    """Return the ledger of a statement."""
    statement = statement_on(terms, account, as_of)
    return Sheet(LedgerRow._fields, ledger_rows(statement, _clause_text(clause_behind(terms, account, statement))))


def _clause_text(clause_of: Callable[[Entry], Clause | None]) -> Callable[[Entry], str]:
    """Return the function that gives the clause behind an entry as text."""
    return lambda entry: str(clause_of(entry) or "")


def clause_behind(terms: AccountTerms, account: Account, statement: Statement) -> Callable[[Entry], Clause | None]:
    """Return the function that gives the clause behind an entry of a statement; None where it simply happened."""
    issued = {debt.number: debt.issued for debt in statement.debts}
    editions = editions_of(terms.agreement, account, statement.as_of)

    def clause_of(entry: Entry) -> Clause | None:
        table = table_behind(entry.what)
        edition = terms.agreement.in_force(issued.get(entry.debt or "", entry.day))
        rule = None if table is None else table.find(edition)
        return None if rule is None else _rule_cited(rule, edition, are_several=len(editions) > 1)

    return clause_of


def _rule_cited(rule: Rule, edition: Agreement, *, are_several: bool) -> Clause:
    """Return the clause of a rule, with its edition where there are several."""
    (clause,) = cited(edition, [rule.clause], are_several=are_several)
    return clause


def arrears_of(answer: Answer[Statement]) -> Arrears:
    """Return what collections need of a statement: what is past due and undisputed, and the next late charge.

    Raises `InputError` for an answer to another question, and for a statement without its answer.

    >>> from telcoterms import Account, Invoice, Money, load
    >>> account = Account([Invoice("2026-01", "2026-01-01", Money("56.45", "CAD"))])
    >>> owed = arrears_of(load("kos").statement(account, as_of="2026-03-01"))
    >>> owed.past_due, owed.days_late, owed.next_charge.day.isoformat(), owed.next_charge.amount
    (Money('58.73', 'CAD'), 44, '2026-04-01', Money('1.17', 'CAD'))
    """
    return _statement_asked(answer).arrears(answer.value)


def allocations_of(answer: Answer[Statement]) -> Allocations:
    """Return where each payment, credit and write-off behind a statement went: nothing of it is merged.

    Raises `InputError` for an answer to another question, and for a statement without its answer.

    >>> from telcoterms import Account, Invoice, Money, Payment, load
    >>> account = Account(
    ...     [
    ...         Invoice("2026-01", "2026-01-01", Money("56.45", "CAD")),
    ...         Payment("2026-02-11", Money("30.00", "CAD"), reference="cheque 118"),
    ...     ]
    ... )
    >>> owed = load("kos").statement(account, as_of="2026-03-20")
    >>> [(one.part, one.amount.text, one.reference) for one in allocations_of(owed)]
    [('late_charge', '1.13', 'cheque 118'), ('principal', '28.87', 'cheque 118')]
    """
    about = _statement_asked(answer)
    sums = allocated_sums(replayed(about.account_terms, about.account, about.as_of))
    return Allocations(about.as_of, sums, answer.value.credit, about.terms_used, about.account_named)


def _statement_asked(answer: object) -> StatementQuestion:
    """Return the question of a statement."""
    if not isinstance(answer, Answer):
        raise InputError(
            "{found} is no answer: give the answer of terms.statement(account, as_of), not its value", found=answer
        )
    about = answer.about
    if isinstance(about, StatementQuestion):
        return about
    raise InputError(
        "the answer to {question} is no statement: ask terms.statement(account, as_of)",
        question=question_name(answer.question),
    )


def statement_transactions(terms: AccountTerms, account: Account, as_of: date, books: Books) -> list[Transaction]:
    """Return what happened in an account up to a day, late charges among it, as transactions: they leave the balance.

    A charge that has accrued and is not posted yet is none of them.
    """
    statement, snapshot = statement_on(terms, account, as_of), known_on(terms, account, as_of)
    clause_of = _clause_text(clause_behind(terms, account, statement))
    are_several = len(editions_of(terms.agreement, account, as_of)) > 1
    cancellations: dict[str, CancellationSums] = {}
    for event, (charge, refund) in snapshot.cancellations:
        edition = terms.agreement.in_force(event.on)
        by_charge = by_refund = ""
        if charge.minor:
            by_charge = str(_rule_cited(_charge_rule(edition, event), edition, are_several=are_several))
        if refund.minor:
            by_refund = str(_rule_cited(REFUND.of(edition), edition, are_several=are_several))
        cancellations[event.number] = CancellationSums(charge, by_charge, refund, by_refund)
    late = [dispute for dispute, _ in snapshot.late_disputes]
    written_off = _written_off(terms, account, as_of) if snapshot.write_offs else []
    booked = transactions(account, books, ByTerms(as_of, cancellations, late, written_off))
    for debt in statement.debts:
        for day, sum_ in debt.posted:
            clause = clause_of(Entry(day, debt.number, "late charge", sum_))
            booked.append(late_charge(day, debt.number, phrase_text(debt.title), sum_, clause, books))
    return sorted(booked, key=lambda one: one.day)


def _written_off(terms: AccountTerms, account: Account, as_of: date) -> list[Money]:
    """Return what each write-off took, in order: what of it is not owed after all, a write-off does not take."""
    records = replayed(terms, account, as_of).write_offs
    return [event.amount - Money.of_minor(excess, event.amount.currency) for event, excess in records]


def table_behind(kind: EntryKind) -> Kinds[Any] | None:
    """Return the table whose clause is behind a kind of entry; None where it is simply what happened."""
    match kind:
        case "billed":
            return DUE_DATE
        case "late charge" | "accrued":
            return LATE_CHARGE
        case "disputed" | "held":
            return DISPUTE
        case "refund":
            return REFUND
        case "paid, charges" | "paid, principal" | "credited, charges" | "credited, principal":
            return None
        case "written off, charges" | "written off, principal" | "payment" | "credit" | "payout":
            return None
    assert_never(kind)


def settlement_working(terms: AccountTerms, account: Account, on: date) -> tuple[Step, ...]:
    """The working of what settles an account: its sums, and that the payment leaves nothing."""
    statement = statement_on(terms, account, on)
    are_several = len(editions_of(terms.agreement, account, on)) > 1
    lines = [
        step(
            "{debt}, {sum}",
            *_late_charge_cited(terms.on(debt.issued), are_several=are_several),
            indent=1,
            debt=debt.title,
            sum=sum_of_parts(
                (phrase("principal"), debt.principal),
                (phrase("charges"), debt.charges),
                (phrase("accrued"), debt.accrued),
            ),
        )
        for debt in statement.debts
        if debt.principal.minor or debt.charges.minor or debt.accrued.minor
    ]
    if lines:
        lines.insert(0, step("what is owed", title=True))
    left: tuple[Step, ...] = ()
    if statement.settlement.minor > 0:
        after = statement_on(terms, Account([*account, Payment(on, statement.settlement)]), on)
        template = "once that is paid on {day}, {left} is owed"
        left = (step(template, indent=1, day=on, left=after.settlement),)
    return (*lines, *sum_steps(statement), *left, READINGS_HINT)


def _late_charge_cited(terms: DebtTerms, *, are_several: bool) -> tuple[Clause, ...]:
    return cited(terms.agreement, [terms.late_charge.clause], are_several=are_several)


def editions_of(agreement: Agreement, account: Account, last: date, debts_alone: bool = True) -> tuple[Agreement, ...]:
    """Return the editions in force on the days of the debts of an account up to a day, the oldest first.

    Without `debts_alone`, the days of all other events count too. An account without any has the edition of the last
    day itself.
    """
    if not agreement.earlier:
        return agreement.editions
    events = (event for event in account if isinstance(event, BillingEvent | Payout) or not debts_alone)
    return agreement.editions_on({event.day for event in events if event.day <= last} or {last})


def compare_with_payment(terms: AccountTerms, account: Account, payment: Payment, on: date) -> WhatIf:
    """An account on a day without a payment and with it."""
    paid = Account([*account, payment])
    return WhatIf(payment, statement_on(terms, account, on), statement_on(terms, paid, on))


def what_if_working(terms: AccountTerms, account: Account, payment: Payment, on: date) -> tuple[Step, ...]:
    """The working of the account with the payment, and the difference that it makes."""
    paid = statement_working(terms, Account([*account, payment]), on)
    found = compare_with_payment(terms, account, payment, on)
    own = tuple(one for one in paid if one.part == "working")
    return (*own, *what_if_steps(found), READINGS_HINT)


def refuse_once(late: LateChargeRule) -> None:
    """Refuse to round once: a statement rounds each month, since what is posted on a bill is whole cents."""
    for leaf in rates_in(late):
        if leaf.compounds_by_month and is_rounded_once(leaf.round_at):
            raise InputError(
                "a statement posts whole cents each month, so it cannot take the reading round_at = {value}: "
                "take round_at = each-month",
                value=Unquoted(leaf.round_at),
            )


ACCOUNT: Final[Any] = fact("the account", place="file")
CANCELLATION_TABLES: Final = (REFUND, CANCELLATION_CHARGE)
"""What the end of a service on an account is worked out by."""
NO_DISPUTE: Final = frozenset({"disputed", "on_rejection"})
"""The readings that have nothing to do with an account of which nothing was disputed."""


class AccountQuestion(Question):
    """What the questions of an account share: the clauses that its events bring in, and their readings."""

    reads = (LATE_CHARGE, STATEMENT)

    account: Account = ACCOUNT

    @property
    def cited(self) -> tuple[Clause, ...]:
        """None: an account rests on many."""
        return ()

    def edition_notes(self) -> Iterator[Step]:
        """Yield the notes on editions, and one where the account has no event as early as the day."""
        day = self.day_of_law
        first = min((event.day for event in self.account), default=day)
        if first > day:
            template = "no event of the account is as early as {day}: the first is of {first}"
            yield step(template, part="notes", day=day, first=first)
        yield from super().edition_notes()

    @property
    def account_terms(self) -> AccountTerms:
        """The terms by which the account is replayed."""
        return AccountTerms(self.agreement, number_facts_in(self))

    @property
    def account_named(self) -> Phrase:
        """The account in words."""
        return self.account.in_words()

    @property
    def first_day(self) -> date | None:
        """The day of the earliest invoice."""
        return self.account.first_day

    @classmethod
    def examples(cls, currency: str) -> tuple[Mapping[str, Any], ...]:
        """An account of one invoice."""
        account = Account([Invoice("1", "2026-01-01", Money(113, currency))])
        return tuple({"account": account, **facts} for facts in cls.compared)

    @classmethod
    def terms_of(cls, agreement: Agreement) -> TermsUsed:
        """Return the terms that accounts are answered by, of all editions, since the days of the debts decide."""
        return terms_of_editions(agreement, map(super().terms_of, agreement.editions))

    @classmethod
    def answered_by(cls, agreement: Agreement) -> bool:
        """Whether the terms have a due date and a late charge; the rest is asked for by the events that need it."""
        return DUE_DATE.name in agreement.rules and LATE_CHARGE.name in agreement.rules

    @classmethod
    def under(cls, agreement: Agreement, readings: Mapping[str, str]) -> Agreement:
        """The agreement under readings; those of the end of a service are named with its table."""
        tables = tuple(table.name for table in CANCELLATION_TABLES)
        ends = {name: value for name, value in readings.items() if name.partition(".")[0] in tables}
        agreement = under_by_table(agreement, by_table(ends), tables)
        others = {name: value for name, value in readings.items() if name not in ends}
        return super().under(agreement, others) if not agreement.earlier else editions_under(cls, agreement, others)

    @property
    def behind(self) -> tuple[Kinds[Any], ...]:
        """The tables of the question, and those that the events of the account bring in."""
        tables = dict.fromkeys((*self.tables, *self._brought_in()))
        return tuple(table for table in tables if table.name not in self.agreement.undecided)

    @property
    def editions(self) -> tuple[Agreement, ...]:
        """The editions that the debts of the account take."""
        return editions_of(self.agreement, self.account, self.day_of_law)

    def _editions_of(self, table: Kinds[Any]) -> tuple[Agreement, ...]:
        """Those of the debts; of how payments are placed on them, those of the days of payments too."""
        debts_alone = table.name != STATEMENT.name
        return editions_of(self.agreement, self.account, self.day_of_law, debts_alone)

    def brought_in_by_facts(self) -> object:
        """The tables that the events bring in, the editions of their days, and the calendar: the rest follows."""
        editions = [self._editions_of(table) for table in self.reads] if self.agreement.earlier else []
        return (frozenset(self._brought_in()), tuple(map(days_of, editions)), self.counts_open_days)

    @property
    def counts_open_days(self) -> bool:
        """Whether the due date or the grace period of a debt, or the end of a term, rests on the calendar."""
        last = self.day_of_law
        if self._counts_notice(last):
            return True
        if not _may_count_open_days(self.agreement):
            return False
        debts = [event for event in self.account if isinstance(event, BillingEvent) and event.day <= last]
        return any(map(self._rests_on_open_days, debts))

    def _rests_on_open_days(self, debt: BillingEvent) -> bool:
        edition = self.agreement.in_force(debt.day)
        counts_grace = bool(LATE_CHARGE.of(edition).open_day_keys)
        return counts_grace or rests_on_open_days(DUE_DATE.of(edition), invoice_facts(debt).way)

    def _counts_notice(self, last: date) -> bool:
        """Return whether a cancellation of the account takes effect after business days."""
        ended = [event for event in self.account.others if isinstance(event, Cancellation) and event.on <= last]
        return any(
            event.is_in_fixed_term and _charge_rule(self.agreement.in_force(event.on), event).counts_open_days
            for event in ended
        )

    def _calendar_notes(self) -> Iterator[Step]:
        """Return the note that names the calendar, where a due date rests on one."""
        return map(calendar_note, self.calendars)

    def _brought_in(self) -> tuple[Kinds[Any], ...]:
        return tables_behind(self.account, self.day_of_law)

    @property
    def read(self) -> tuple[Kinds[Any], ...]:
        """The tables of the question, and those of the ends of services."""
        return (*self.reads, *self._ends())

    def _ends(self) -> tuple[Kinds[Any], ...]:
        brought_in = self._brought_in()
        return tuple(table for table in CANCELLATION_TABLES if table in brought_in)

    @property
    def named(self) -> frozenset[str]:
        """The tables of the ends of services."""
        return frozenset(table.name for table in self._ends())

    def reach(self, value: object) -> Phrase:
        """Return that other readings may change the sum: each combination is a replay of its own, made when asked."""
        return phrase("others can give another sum: {ways}", ways=ACROSS_READINGS)

    @property
    def unheard(self) -> frozenset[str]:
        """The readings of disputes, where there are none."""
        return frozenset() if any(isinstance(event, Dispute) for event in self.account.others) else NO_DISPUTE

    @property
    def choices(self) -> dict[str, tuple[str, ...]]:
        """The readings that can change the total.

        Those of an ended service bear on it alone: its own question goes through them, in a fraction of the time.
        """
        idle = {"round_at", "within_debt", *self.unheard}
        if sum(isinstance(event, BillingEvent) for event in self.account) < 2:
            idle |= {"posted_per", "across_debts"}
        if not self.account.payments and not self.account.others:
            idle.add("across_debts")
        return {one.name: one.values for one in self.readings if one.name not in idle and "." not in one.name}


@once_an_agreement
def _may_count_open_days(agreement: Agreement) -> bool:
    """Return whether a due date or a grace period of any edition can rest on the calendar."""
    clauses = (table.find(edition) for edition in agreement.editions for table in (DUE_DATE, LATE_CHARGE))
    return any(clause.open_day_keys for clause in clauses if clause is not None)


def editions_under(question: type[Question], agreement: Agreement, readings: Mapping[str, str]) -> Agreement:
    """Return an agreement with its earlier editions under readings, each edition under those that its clauses have.

    One that is named with an edition, such as `2021-07-12.runs_from`, is that of this edition alone.
    """
    choices: dict[str, tuple[str, ...]] = {}
    for edition in agreement.editions:
        for table in question.reads:
            rule = table.find(edition)
            for reading in () if rule is None else edition.readings_of(rule):
                choices[f"{edition.edition}.{reading.name}"] = reading.values
                choices[reading.name] = tuple(dict.fromkeys((*choices.get(reading.name, ()), *reading.values)))
    check_readings(choices, readings, question.name)
    # Each clause takes the readings that it has. One that is named with an edition is of none of them, and comes below.
    editions = tuple(
        edition_under(one, {table.name: readings for table in question.reads}) for one in agreement.editions
    )
    agreement = replace(editions[-1], earlier=editions[:-1])
    for name, value in readings.items():
        day, _, own_name = name.rpartition(".")
        if day:
            agreement = one_edition_under(agreement, day, {table.name: {own_name: value} for table in question.reads})
    return agreement


@final
class StatementQuestion(AccountQuestion):
    """`statement`."""

    name = "statement"
    says = "what an account owes on a day"
    also = ("account-statement",)
    asks = Phrase("statement on {as_of} of {account}")
    dated_by = None
    example = "statement account.toml --as-of 2026-04-10"
    tables = (DUE_DATE, LATE_CHARGE, DISPUTE)
    compared = ({"as_of": "2026-03-15"},)
    law_day = "as_of"
    formats = ("csv", "xlsx", "svg", "letter", "pdf", "hledger", "beancount")
    is_pictured = True

    as_of: date = fact("the day of the statement")
    plan: str | None = PLAN
    region: str | None = REGION
    segment: str | None = SEGMENT
    index: tuple[tuple[str, Fraction], ...] = INDEX

    @classmethod
    def figure_alone(cls, agreement: Agreement, facts: tuple[Any, ...]) -> FigureAlone | None:
        """That of a plain account."""
        account, as_of, *others = facts
        day = as_day(as_of, "as_of")
        terms = account_terms_of(agreement, account, *others)
        plain = plain_clauses(terms, account, day)
        if plain is None:
            return None
        rule, dispute, given = plain.terms.rule, plain.terms.dispute, (account, day, *terms.given.as_given)
        with suppress(ReplayNeededError):
            figure = plain_figure(account, day, plain.net_days, plain.late_charge, rule, agreement.currency, dispute)
            return FigureAlone(given, figure, Statement)
        return None

    @property
    def is_pickled_without_value(self) -> bool:
        """Where the account takes no replay, which costs several times what it costs to read the statement."""
        return plain_clauses(self.account_terms, self.account, self.as_of) is not None

    def told(self, value: Statement) -> Phrase:
        """Return the answer as a sentence has it."""
        return value.told()

    def working(self) -> tuple[Step, ...]:
        """The debts, what comes next, and notes on the taxes of invoice lines."""
        notes = line_tax_notes(self.agreement, self.account, self.as_of)
        return (*statement_working(self.account_terms, self.account, self.as_of), *notes, *self._calendar_notes())

    def in_short(self, value: Statement) -> Phrase:
        """What is payable now, and what settles all."""
        return value.in_short()

    def brief(self, value: Statement) -> Iterator[Step]:
        """What is payable now, in dispute, and due later; then the days to come."""
        yield from value.rows()
        yield from next_days(self.account_terms, self.account, self.as_of, value)

    def grid(self, value: Statement) -> Grid | None:
        """The bills."""
        return value.grid()

    def looked_at(self, value: Statement) -> Iterator[LookedAt]:
        """Yield the statement, and each late charge, cancellation and late dispute that is known on its day."""
        yield LookedAt(self, value)
        terms = self.account_terms
        snapshot = known_on(terms, self.account, self.as_of)
        yield from late_charges_looked_at(terms, self.account, value, snapshot.open_disputes)
        yield from cancellations_looked_at(self.agreement, (ended for ended, _ in snapshot.cancellations))
        yield from late_disputes_looked_at(self.agreement, snapshot)

    def data_beside(self, value: Statement) -> dict[str, object]:
        """Return what the statement says for collections, what falls due next and is posted next among it, and ageing.

        They are beside the figure: what comes next takes replays of its own, which a receipt is spared. It is left out
        where the days to come lie outside the calendar.
        """
        data = value.arrears_data()
        with suppress(TelcoTermsError):
            data |= self.arrears(value).coming_data()
        return {"arrears": data, "ageing": value.ageing.as_dict()}

    def arrears(self, value: Statement) -> Arrears:
        """Return what collections need of the statement, with the sections behind it."""
        terms, account = self.account_terms, self.account
        coming = next_charge(
            value,
            account,
            lambda known, day: statement_on(terms, known, day),
            lambda known, later: clause_behind(terms, known, later),
        )
        clause_of = clause_behind(terms, account, value)
        return arrears(value, coming, clause_of, self.terms_used, self.account_named)

    @property
    def days_asked(self) -> dict[str, object]:
        """The day of the statement."""
        return {"as_of": self.as_of}

    @property
    def picture(self) -> Chart:
        """The balance over time."""
        return picture(statement_on(self.account_terms, self.account, self.as_of))

    @property
    def letter(self) -> LetterContent:
        """The statement as a letter to the customer."""
        replay = replayed(self.account_terms, self.account, self.as_of)
        value = statement_of(replay, self.agreement.currency)
        return letter_content(value, self.account, self.terms_used, ahead_of(self.agreement, replay, value))

    @property
    def sheet(self) -> Sheet:
        """The ledger."""
        return statement_sheet(self.account_terms, self.account, self.as_of)

    @property
    def sheet_of_file(self) -> Sheet:
        """The ledger, with the code of each entry, which rows of earlier records do not have."""
        value = statement_on(self.account_terms, self.account, self.as_of)
        clause_of = _clause_text(clause_behind(self.account_terms, self.account, value))
        rows = ledger_rows(value, clause_of)
        return Sheet((*LedgerRow._fields, CODE), tuple((*one, one.code) for one in rows))

    def sheets(self, value: Statement) -> tuple[SheetInWords, ...]:
        """The sums, the bills, and the ledger."""
        clause_of = clause_behind(self.account_terms, self.account, value)
        return (*value.sheets(), ledger_in_words(value, clause_of))

    def transactions(self, books: Books) -> list[Transaction]:
        """What happened up to the day, late charges among it."""
        return statement_transactions(self.account_terms, self.account, self.as_of, books)


def statement(
    terms: Agreed,
    account: Account,
    as_of: Day,
    *,
    plan: str | None = None,
    region: str | None = None,
    segment: str | None = None,
    index: IndexValues = (),
) -> Answer[Statement]:
    """What an account owes at the end of a day: a replay of what is known on that day.

    `plan`, `region`, `segment` and `index` are those of `late_charge`, of the whole account; a cancellation has its
    own. Raises `InputError` where the account is not in the terms' currency, where `round_at = once` was asked for,
    where more is disputed, written off or paid out than there is, for an administrative charge over its cap, and for a
    fact on which the terms do not depend; `MissingFactsError` for one on which they do.

    >>> from telcoterms import Account, Invoice, Money, Payment, load
    >>> account = Account(
    ...     [
    ...         Invoice("2026-01", "2026-01-01", Money("56.45", "CAD")),
    ...         Payment("2026-02-11", Money("30.00", "CAD")),
    ...     ]
    ... )
    >>> load("kos").statement(account, as_of="2026-03-20").value.settlement
    Money('28.70', 'CAD')
    """
    day = as_day(as_of, "as_of")
    account_terms = account_terms_of(terms.agreement, account, plan, region, segment, index)
    given = (account, day, *account_terms.given.as_given)
    return Answer(statement_on(account_terms, account, day), "statement", given, terms)


def _looked_at_in_statement(asked: AccountQuestion, account: Account, on: date) -> Iterator[LookedAt]:
    """Yield what the rules of law look at in the statement of a day, which bear on what settles or changes it too."""
    facts = {**vars(asked), "account": account, "as_of": on}
    question = StatementQuestion.on_facts(asked.agreement, facts)
    return question.looked_at(statement_on(asked.account_terms, account, on))


@final
class SettlementQuestion(AccountQuestion):
    """`settlement`."""

    name = "settlement"
    says = "what settles an account on a day"
    also = ("payoff", "payoff-amount", "amount-to-clear")
    asks = Phrase("settlement on {on} of {account}")
    dated_by = None
    example = "settlement account.toml --on 2026-04-10"
    tables = (DUE_DATE, LATE_CHARGE)
    compared = ({"on": "2026-03-15"},)
    law_day = "on"

    on: date = fact("the day on which it would be paid")
    plan: str | None = PLAN
    region: str | None = REGION
    segment: str | None = SEGMENT
    index: tuple[tuple[str, Fraction], ...] = INDEX

    @property
    def behind(self) -> tuple[Kinds[Any], ...]:
        """Without the return of equipment: a sum says nothing of days to come."""
        return tuple(table for table in super().behind if table is not EQUIPMENT_RETURN_BY)

    def told(self, value: Money) -> Phrase:
        """Return the answer as a sentence has it."""
        if value.minor < 0:
            return phrase("the account has a credit of {sum} on {on}", sum=-value, on=self.on)
        if not value.minor:
            return phrase("nothing is to be paid on {on} to settle the account", on=self.on)
        return phrase("{sum}, paid on {on}, settles the whole account", sum=value, on=self.on)

    def working(self) -> tuple[Step, ...]:
        """The sums of each debt, and that the payment leaves nothing."""
        return (*settlement_working(self.account_terms, self.account, self.on), *self._calendar_notes())

    def brief(self, value: Money) -> Iterator[Step]:
        """What is payable now, in dispute, and due later."""
        return self._statement.rows()

    def grid(self, value: Money) -> Grid | None:
        """The bills."""
        return self._statement.grid()

    @property
    def _statement(self) -> Statement:
        return statement_on(self.account_terms, self.account, self.on)

    def looked_at(self, value: Money) -> Iterator[LookedAt]:
        """Return what they look at in the statement of the day."""
        return _looked_at_in_statement(self, self.account, self.on)


def settlement(
    terms: Agreed,
    account: Account,
    *,
    on: Day,
    plan: str | None = None,
    region: str | None = None,
    segment: str | None = None,
    index: IndexValues = (),
) -> Answer[Money]:
    """What settles an account on a day: paid then, it leaves nothing; below zero, it is a credit.

    `plan`, `region`, `segment` and `index` are those of `statement`.

    >>> from telcoterms import Account, Invoice, Money, load
    >>> account = Account([Invoice("2026-01", "2026-01-01", Money("56.45", "CAD"))])
    >>> load("kos").settlement(account, on="2026-02-15").value
    Money('58.16', 'CAD')
    """
    day = as_day(on, "on")
    account_terms = account_terms_of(terms.agreement, account, plan, region, segment, index)
    value = statement_on(account_terms, account, day).settlement
    return Answer(value, "settlement", (account, day, *account_terms.given.as_given), terms)


@final
class WhatIfQuestion(AccountQuestion):
    """`what_if`."""

    name = "what_if"
    says = "what a payment would change"
    asks = Phrase("{payment} in {account}, looked at on {on}")
    dated_by = None
    example = "what-if account.toml --pay 30.00 --received 2026-03-01 --on 2026-04-10"
    tables = (DUE_DATE, LATE_CHARGE, DISPUTE)
    compared = ({"on": "2026-03-15"},)
    law_day = "on"

    payment: Payment = fact("the payment", place="file")
    on: date = fact("the day that is looked at")
    plan: str | None = PLAN
    region: str | None = REGION
    segment: str | None = SEGMENT
    index: tuple[tuple[str, Fraction], ...] = INDEX

    @classmethod
    def examples(cls, currency: str) -> tuple[Mapping[str, Any], ...]:
        """A payment on the one invoice."""
        payment = Payment("2026-02-11", Money(30, currency))
        return tuple({**facts, "payment": payment} for facts in super().examples(currency))

    def told(self, value: WhatIf) -> Phrase:
        """Return the answer as a sentence has it."""
        template = "with {payment}, {paid} is left to settle on {on} in the place of {without}, and no charge is saved"
        if value.saved.minor:
            template = (
                "with {payment}, {paid} is left to settle on {on} in the place of {without}, {saved} of charges saved"
            )
        return phrase(
            template,
            payment=self.payment.in_words(),
            paid=value.paid.settlement,
            on=self.on,
            without=value.without.settlement,
            saved=value.saved,
        )

    def working(self) -> tuple[Step, ...]:
        """The account with the payment, and the difference that it makes."""
        return (*what_if_working(self.account_terms, self.account, self.payment, self.on), *self._calendar_notes())

    def brief(self, value: WhatIf) -> Iterator[Step]:
        """What settles the account with the payment and without it, and the charges that it saves."""
        yield row(phrase("to settle, with the payment"), value.paid.settlement)
        yield row(phrase("to settle, without it"), value.without.settlement)
        yield row(phrase("charges saved"), value.saved)

    def grid(self, value: WhatIf) -> Grid | None:
        """The bills, with the payment."""
        return value.paid.grid()

    def looked_at(self, value: WhatIf) -> Iterator[LookedAt]:
        """Return what they look at in the statement of the day, with the payment."""
        return _looked_at_in_statement(self, Account([*self.account, self.payment]), self.on)


def what_if(
    terms: Agreed,
    account: Account,
    payment: Payment,
    *,
    on: Day,
    plan: str | None = None,
    region: str | None = None,
    segment: str | None = None,
    index: IndexValues = (),
) -> Answer[WhatIf]:
    """What an account would owe on a day if a payment were made, beside what it owes without.

    `plan`, `region`, `segment` and `index` are those of `statement`.

    >>> from telcoterms import Account, Invoice, Money, Payment, load
    >>> account = Account([Invoice("2026-01", "2026-01-01", Money("56.45", "CAD"))])
    >>> payment = Payment("2026-01-20", Money("56.45", "CAD"))
    >>> load("kos").what_if(account, payment, on="2026-03-01").value.saved
    Money('1.58', 'CAD')
    """
    day = as_day(on, "on")
    account_terms = account_terms_of(terms.agreement, account, plan, region, segment, index)
    if not isinstance(payment, Payment):
        raise InputError("{payment} is no payment: give Payment('2026-02-11', Money('30.00', 'CAD'))", payment=payment)
    if payment.received > day:
        raise InputError(
            "the payment is of {received}, after {on}, the day that is looked at: look at a later day",
            received=payment.received,
            on=day,
        )
    value = compare_with_payment(account_terms, account, payment, day)
    return Answer(value, "what_if", (account, payment, day, *account_terms.given.as_given), terms)


def account_terms_of(
    agreement: Agreement,
    account: Account,
    plan: str | None,
    region: str | None,
    segment: str | None,
    index: IndexValues,
) -> AccountTerms:
    """Return the terms by which an account is replayed, which is in their currency; its facts are checked."""
    if not isinstance(account, Account):
        raise InputError("{account} is no account: give Account([Invoice(...), Payment(...)])", account=account)
    currency = agreement.currency
    if account.currency not in (None, currency):
        raise InputError(
            "the account is in {account}, these terms are in {currency}: an account is billed in "
            "the currency of its terms",
            account=Unquoted(account.currency),
            currency=Unquoted(currency),
        )
    found = (table.find(edition) for edition in agreement.editions for table in (DUE_DATE, LATE_CHARGE))
    clauses = [rule for rule in found if rule is not None]
    return AccountTerms(agreement, number_facts_of(agreement, clauses, plan, region, segment, index))
