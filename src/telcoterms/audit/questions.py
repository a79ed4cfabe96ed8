"""Compare billed figures with the terms: of one late charge, and of a whole bill, line by line."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date
from fractions import Fraction
from functools import cached_property
from typing import Any, Final, NoReturn, assert_never, final, overload

from telcoterms.account.account import Account
from telcoterms.agreement.agreement import Agreement, Kinds
from telcoterms.agreement.numbers import facts_read_in
from telcoterms.answers.answer import Agreed, Answer
from telcoterms.answers.facts import (
    BILL_DUE,
    BILLING_MONTHS,
    INDEX,
    ISSUED,
    OUTSTANDING,
    PAID,
    PLAN,
    RECEIVED,
    REGION,
    REMINDED,
    SEGMENT,
    SENT,
    WAY,
    IndexValues,
    as_number_facts,
    number_facts_in,
    number_facts_of,
)
from telcoterms.answers.question import KNOWN, LookedAt, Question, by_table, fact, under_by_table
from telcoterms.audit.account_audit import AccountAudit
from telcoterms.audit.account_working import TRIED, account_audit_steps, audit_grid, audit_sheet
from telcoterms.audit.audit import (
    FIGURE,
    Audit,
    BillAudit,
    LineAudit,
    ReadingFigures,
    audited_line,
    bill_audit,
    explained_in_words,
    match_billed_day,
    match_billed_late_charge,
    match_billed_line,
)
from telcoterms.audit.bill import (
    BEFORE_TAX,
    LINE_FACTS,
    ORIGINAL,
    Bill,
    BillLine,
    LineQuestion,
    carries_tax,
)
from telcoterms.audit.checked import facts_by_name
from telcoterms.audit.comparison import ItemComparison, statement_question
from telcoterms.audit.fee_mistakes import fee_mistakes
from telcoterms.audit.line_sums import (
    ChargedInvoice,
    bill_tax_of,
    cancellation_of,
    charged_invoice_of,
    day_of_facts,
    invoice_of,
    numbers_of,
    part_charge_of,
    refund_of,
    sums_of_line,
)
from telcoterms.audit.mistakes import BilledCharge
from telcoterms.audit.picture import audit_picture
from telcoterms.audit.working import audit_steps, closing_steps, line_steps, sum_steps
from telcoterms.clauses.administrative_charge import ADMINISTRATIVE_CHARGE
from telcoterms.clauses.cancellation_charge.charge import cancellation_charge_steps, charge_for
from telcoterms.clauses.cancellation_charge.kinds import CANCELLATION_CHARGE
from telcoterms.clauses.dispute import DISPUTE, dispute_until_steps
from telcoterms.clauses.due_date import (
    DUE_DATE,
    DueInvoiceQuestion,
    InvoiceFacts,
    due_date_steps,
)
from telcoterms.clauses.late_charge.kinds import LATE_CHARGE
from telcoterms.clauses.late_charge.question import LateChargeQuestion, as_reminders
from telcoterms.clauses.late_charge.working import late_charge_steps
from telcoterms.clauses.part_charge import PART_CHARGE, part_charge_steps
from telcoterms.clauses.refund import REFUND, refund_steps, refunded
from telcoterms.clauses.tax import TaxQuestion, bill_tax_steps
from telcoterms.formats.csv import Sheet
from telcoterms.formats.svg_range import RangeChart
from telcoterms.formats.text import Grid
from telcoterms.formats.ways import LINES
from telcoterms.statement.questions import StatementQuestion, account_terms_of
from telcoterms.statement.rule import STATEMENT
from telcoterms.values.dataclasses import replace
from telcoterms.values.days import Day, as_count, as_day
from telcoterms.values.errors import InputError, MissingFactsError, TelcoTermsError, Unquoted
from telcoterms.values.messages import Phrase, Spelling, Term, phrase
from telcoterms.values.money import Amount, Money, as_money, as_signed_money
from telcoterms.values.periods import calendar_note
from telcoterms.values.steps import Clause, Step, row


def audit_charge(
    agreement: Agreement, billed: Money, charged: ChargedInvoice, before_tax: Money | None, original: Money | None
) -> Audit:
    """Compare a billed late charge with an agreement."""
    amount = charged.amount
    if before_tax is not None and before_tax > amount:
        raise InputError(
            "before_tax is {before_tax}, more than the amount with tax, {amount}: check which of the two is wrong",
            before_tax=before_tax,
            amount=amount,
        )
    if original is not None and original < amount:
        raise InputError(
            "original is {original}, less than what was outstanding of it, {amount}: check which of the two is wrong",
            original=original,
            amount=amount,
        )
    facts = BilledCharge(
        rule=LATE_CHARGE.of(agreement),
        amount=amount.minor,
        days=charged.days_under(agreement),
        paid=charged.paid,
        calendar=agreement.calendar,
        reminded=charged.reminded,
        before_tax=None if before_tax is None else before_tax.minor,
        original=None if original is None else original.minor,
    )
    return match_billed_late_charge(billed, facts)


def late_charge_working(agreement: Agreement, charged: ChargedInvoice) -> tuple[Step, ...]:
    """The working of the late charge by the terms, the due date's first."""
    due_rule, late, calendar = DUE_DATE.of(agreement), LATE_CHARGE.of(agreement), agreement.calendar
    days = charged.days_under(agreement)
    by_due_date = due_date_steps(due_rule, charged.invoice, calendar, charged.numbers)
    return (*by_due_date, *late_charge_steps(late, charged.amount, days, charged.paid, calendar, charged.reminded))


def charge_audit_steps(
    agreement: Agreement, billed: Money, charged: ChargedInvoice, before_tax: Money | None, original: Money | None
) -> tuple[Step, ...]:
    """The working of that: of the charge by the terms first, then of what was billed."""
    audit = audit_charge(agreement, billed, charged, before_tax, original)
    clause = LATE_CHARGE.of(agreement).clause
    by_terms = late_charge_working(agreement, charged)
    return (*by_terms, *audit_steps(audit, (clause,), Term("late charge")), *closing_steps(audit))


def audit_bill(agreement: Agreement, bill: Bill) -> BillAudit:
    """Compare a bill with an agreement.

    Raises the error of the first line that the terms cannot answer, with the number of the line.
    """
    return bill_audit(audited_lines(agreement, bill), agreement.currency)


def audited_lines(agreement: Agreement, bill: Bill) -> tuple[LineAudit, ...]:
    """Compare each line of a bill that has facts of its own."""
    lines = []
    for number, line in enumerate(bill, 1):
        try:
            lines.append(audit_line(agreement, line))
        except TelcoTermsError as error:
            raise type(error)(
                "line {number} of the bill, {question}: {error}",
                number=number,
                question=Unquoted(line.question),
                error=error,
            ) from error
    return tuple(lines)


def audit_line(agreement: Agreement, line: BillLine) -> LineAudit:
    """Compare a line of a bill with an agreement: with the edition in force on its day."""
    agreement = edition_of(agreement, line)
    for money in line.amounts:
        as_money(money, agreement.currency, Term("an amount of the line"))
    rule, sums_of = sums_of_line(agreement, line.question, line.facts)
    match line.question:
        case "due_date" | "dispute_until":
            return match_billed_day(line, date.fromordinal(sums_of(rule)[FIGURE]))
        case "late_charge":
            facts = facts_by_name(line.named)
            late = charged_invoice_of(agreement, facts)
            audit = audit_charge(agreement, line.billed_money, late, facts["before_tax"], facts["original"])
            return audited_line(line, audit)
        case "refund" | "part_charge" | "cancellation_charge" | "tax":
            mistakes = fee_mistakes(agreement, line.question, line.facts)
            return match_billed_line(line, ReadingFigures.of_line(rule, sums_of), mistakes)
    assert_never(line.question)


def day_of(line: BillLine) -> date:
    """Return the day of a line by which its question chooses an edition."""
    return day_of_facts(line.question, line.facts)


def edition_of(agreement: Agreement, line: BillLine) -> Agreement:
    """Return the edition in force on the day of a line."""
    return agreement.in_force(day_of(line))


def facts_behind(agreement: Agreement, question: LineQuestion, region: str | None) -> frozenset[str]:
    """Return which of plan, region, segment and index the figure of a line depends on; its tax, on this region."""
    rules = [rule for table in KNOWN[question].tables if (rule := table.find(agreement)) is not None]
    read = facts_read_in(rules)
    taken = frozenset(LINE_FACTS[question].facts)
    is_taxed = carries_tax(question) and agreement.tax is not None and agreement.tax.takes(region)
    return (read | {"region"} if is_taxed else read) & taken


def with_facts_of_all(agreement: Agreement, line: BillLine, facts: Mapping[str, Any]) -> BillLine:
    """Return a line with those facts of its whole bill on which it depends and which it does not have itself."""
    behind = facts_behind(edition_of(agreement, line), line.question, facts.get("region"))
    added = {name: value for name, value in facts.items() if name in behind and not line.facts[name]}
    return BillLine(line.question, line.given | added, line.billed, line.tax, line.total)


def without_a_line(agreement: Agreement, lines: Iterable[BillLine], facts: Mapping[str, Any]) -> dict[str, InputError]:
    """Return an error for each fact of a whole bill on which none of its lines depends, by its name."""
    behind = frozenset[str]().union(
        *(facts_behind(edition_of(agreement, line), line.question, facts.get("region")) for line in lines)
    )
    template = "no line of the bill depends on {name}: leave it out"
    return {name: InputError(template, name=Unquoted(name)) for name in facts if name not in behind}


def bill_audit_steps(agreement: Agreement, bill: Bill) -> tuple[Step, ...]:
    """The working of a bill: line by line, then the sums."""
    audit = audit_bill(agreement, bill)
    return (*steps_of_lines(agreement, audit.lines), *sum_steps(audit))


def steps_of_lines(agreement: Agreement, lines: Sequence[LineAudit]) -> tuple[Step, ...]:
    """The working of the lines of a bill that have facts of their own."""
    steps: list[Step] = []
    are_several = len(agreement.editions_on([day_of(line.line) for line in lines])) > 1
    for number, line in enumerate(lines, 1):
        edition = edition_of(agreement, line.line)
        clauses, working = _working(edition, line.line)
        of_line = line_steps(number, line, working, clauses)
        steps += (replace(one, clauses=edition.dated(one.clauses)) for one in of_line) if are_several else of_line
    return tuple(steps)


def _working(agreement: Agreement, line: BillLine) -> tuple[tuple[Clause, ...], tuple[Step, ...]]:
    """The clauses of a line, and the working of what these terms give."""
    facts = facts_by_name(line.named)
    match line.question:
        case "late_charge":
            late = charged_invoice_of(agreement, facts)
            return (LATE_CHARGE.of(agreement).clause,), late_charge_working(agreement, late)
        case "refund":
            return (REFUND.of(agreement).clause,), refund_steps(agreement, *refund_of(agreement, facts))
        case "part_charge":
            asked = part_charge_of(agreement, facts)
            return (PART_CHARGE.of(agreement).clause,), part_charge_steps(
                agreement, asked.part, asked.tax, asked.tax_day
            )
        case "cancellation_charge":
            steps = cancellation_charge_steps(agreement, *cancellation_of(agreement, facts))
            return (CANCELLATION_CHARGE.of(agreement).clause,), steps
        case "due_date":
            due_rule, calendar = DUE_DATE.of(agreement), agreement.calendar
            numbers = numbers_of(agreement, (due_rule,), facts)
            return (due_rule.clause,), due_date_steps(due_rule, invoice_of(facts), calendar, numbers)
        case "dispute_until":
            return (DISPUTE.of(agreement).clause,), dispute_until_steps(DISPUTE.of(agreement), facts["issued"])
        case "tax":
            return agreement.tax_clauses, bill_tax_steps(*bill_tax_of(agreement, facts), agreement.tax_clauses)
    assert_never(line.question)


def line_question(agreement: Agreement, line: BillLine) -> Question:
    """Return the question of a line, asked of the edition in force on its day."""
    return question_billed(edition_of(agreement, line), line.question, line.facts)


def question_billed(agreement: Agreement, question: LineQuestion, facts: Mapping[str, Any]) -> Question:
    """Return the question of a billed figure; a fact of it that no bill has is as when it is left out."""
    if question == "tax":  # a line has its sums under the name that the sum of every line has
        sums = facts["amount"]
        facts = {**facts, "amounts": sums if isinstance(sums, tuple) else (sums,)}
    return KNOWN[question].on_facts(agreement, facts)


def looked_at_by_law(agreement: Agreement, line: BillLine) -> object:
    """Return the figure of a line that rules of law look at.

    Of a late charge that is the billed one, whose own yearly rate counts; of a refund and a cancellation charge it is
    that of the terms, beside which the sum by a rule stands.
    """
    match line.question:
        case "late_charge" | "part_charge" | "due_date" | "dispute_until" | "tax":
            return line.billed
        case "refund":
            return refunded(REFUND.of(agreement), *refund_of(agreement, line.facts))
        case "cancellation_charge":
            rule = CANCELLATION_CHARGE.of(agreement)
            return charge_for(rule, *cancellation_of(agreement, line.facts), agreement.currency)
    assert_never(line.question)


@final
class AuditLateChargeQuestion(DueInvoiceQuestion):
    """`audit_late_charge`."""

    name = "audit_late_charge"
    says = "what explains a billed late charge: these terms, another reading of the words, or a known mistake"
    asks = Phrase("audit of a late charge of {billed} on {amount} of {issued}, paid {paid}")
    dated_by = "issued"
    formats = ("svg",)
    example = "audit-late-charge 113.00 --billed 3.41 --issued 2026-01-01 --paid 2026-02-15"
    tables = (DUE_DATE, LATE_CHARGE)
    reads = (LATE_CHARGE,)
    compared = (
        {"billed": 5, "amount": 113, "issued": "2026-01-01", "paid": "2026-03-15"},
        {"billed": 5, "amount": 113, "issued": "2026-01-01", "paid": "2026-03-15", "due": "2026-01-21"},
        {"billed": 5, "amount": 113, "issued": "2026-01-01", "paid": "2026-03-15", "sent": "2026-01-02"},
        {"billed": 5, "amount": 113, "issued": "2026-01-01", "paid": "2026-03-15", "received": "2026-01-05"},
    )

    billed: Money = fact("the late charge that was billed")
    amount: Money = OUTSTANDING
    issued: date = ISSUED
    paid: date = PAID
    billing_months: int = BILLING_MONTHS
    before_tax: Money | None = BEFORE_TAX
    original: Money | None = ORIGINAL
    due: date | None = BILL_DUE
    sent: date | None = SENT
    received: date | None = RECEIVED
    way: str | None = WAY
    reminded: tuple[date, ...] = REMINDED
    plan: str | None = PLAN
    region: str | None = REGION
    segment: str | None = SEGMENT
    index: tuple[tuple[str, Fraction], ...] = INDEX

    def told(self, value: Audit) -> Phrase:
        """Return the answer as a sentence has it."""
        charged = phrase(
            "a late payment charge of {billed} on a bill of {amount} dated {issued} and paid on {paid}",
            billed=self.billed,
            amount=self.amount,
            issued=self.issued,
            paid=self.paid,
        )
        if value.agrees:
            return phrase("{charged} is what the terms give", charged=charged)
        template = "{charged} is {sum} more than the {by_terms} that the terms give: {explained}"
        if not value.by_terms.minor:
            template = "{charged} is too much by all of it, since the terms give none: {explained}"
        elif value.difference.minor < 0:
            template = "{charged} is {sum} less than the {by_terms} that the terms give: {explained}"
        difference, explained = value.difference, explained_in_words(value.explanation)
        apart_by = -difference if difference.minor < 0 else difference
        return phrase(template, charged=charged, sum=apart_by, by_terms=value.by_terms, explained=explained)

    @property
    def _charged(self) -> ChargedInvoice:
        return ChargedInvoice(
            self.amount, self.invoice, self.paid, self.billing_months, self.reminded, number_facts_in(self)
        )

    def working(self) -> tuple[Step, ...]:
        """The charge by the terms, then what was billed."""
        steps = charge_audit_steps(self.agreement, self.billed, self._charged, self.before_tax, self.original)
        return (*steps, *map(calendar_note, self.calendars))

    @property
    def picture(self) -> RangeChart:
        """The billed figure among those that the words allow, and those of known mistakes."""
        return audit_picture(audit_charge(self.agreement, self.billed, self._charged, self.before_tax, self.original))

    def marked(self, value: Audit) -> tuple[tuple[Money, Phrase], ...]:
        """Return the figure that was billed."""
        return ((value.billed, phrase("billed")),)

    def brief(self, value: Audit) -> Iterator[Step]:
        """What was billed, what the terms give, what gives the billed sum, and the nearest that the words allow."""
        clause = LATE_CHARGE.of(self.agreement).clause
        yield row(phrase("billed"), value.billed)
        yield row(phrase("by these terms"), value.by_terms, clause)
        if not value.agrees:
            yield row(phrase("difference"), value.difference)
            yield row(phrase("what gives it"), value.explained())
        if value.from_allowed.minor:
            yield row(phrase("nearest that the words allow"), value.nearest_allowed)

    def looked_at(self, value: Audit) -> Iterator[LookedAt]:
        """Yield the late charge that was billed."""
        yield LookedAt(question_billed(self.agreement, "late_charge", vars(self)), value.billed)


def audit_late_charge(
    terms: Agreed,
    billed: Amount,
    amount: Amount,
    *,
    issued: Day,
    paid: Day,
    billing_months: int = 1,
    before_tax: Amount | None = None,
    original: Amount | None = None,
    due: Day | None = None,
    sent: Day | None = None,
    received: Day | None = None,
    way: str | None = None,
    reminded: Day | Sequence[Day] = (),
    plan: str | None = None,
    region: str | None = None,
    segment: str | None = None,
    index: IndexValues = (),
) -> Answer[Audit]:
    """Compare a billed late charge with the terms: which reading of them gives it, or which known mistake.

    `explanation` of the value says what gives the figure: these terms (`by-the-terms`), another reading that the words
    allow (`allowed`), such a reading with another rounding (`rounded-otherwise`), one that is `practised` against the
    words, a `known-mistake`, or nothing that was tried (`unexplained`).

    The facts are those of `late_charge`. Two more let two more mistakes be tried: `before_tax`, the part of the
    amount that is no tax, and `original`, the amount of the invoice before any of it was paid. A match shows
    arithmetic, not a cause. Raises `InputError` where these two do not fit the amount.

    >>> from telcoterms import load
    >>> audit = load("kos").audit_late_charge("3.29", "113.00", issued="2026-01-01", paid="2026-02-15").value
    >>> audit.difference, audit.explanation, [match.name for match in audit.matches]
    (Money('-0.12', 'CAD'), 'known-mistake', ['each-day-rounded'])
    """
    agreement, currency = terms.agreement, terms.agreement.currency
    billed_sum, outstanding = as_money(billed, currency, "billed"), as_money(amount, currency, "amount")
    invoice = InvoiceFacts.of(issued, due, sent, received, way)
    as_count(billing_months, "billing_months")
    paid, rule = as_day(paid, "paid"), LATE_CHARGE.of(agreement)
    numbers = number_facts_of(agreement, (DUE_DATE.of(agreement), rule), plan, region, segment, index)
    charged = ChargedInvoice(outstanding, invoice, paid, billing_months, as_reminders(rule, reminded), numbers)
    sums = (
        None if before_tax is None else as_money(before_tax, currency, "before_tax"),
        None if original is None else as_money(original, currency, "original"),
    )
    value = audit_charge(agreement, billed_sum, charged, *sums)
    facts = (
        billed_sum,
        outstanding,
        invoice.issued,
        paid,
        billing_months,
        *sums,
        *invoice[1:],
        charged.reminded,
        *numbers.as_given,
    )
    return Answer(value, "audit_late_charge", facts, terms)


@final
class AuditQuestion(Question):
    """`audit`."""

    name = "audit"
    says = "what explains each line of a bill: these terms, another reading of the words, or a known mistake"
    also = ("bill-check",)
    asks = Phrase("audit of {bill}")
    dated_by = None
    example = "audit bill.toml"
    tables = (DUE_DATE, LATE_CHARGE, DISPUTE, REFUND, PART_CHARGE, CANCELLATION_CHARGE)
    reads = (LATE_CHARGE, REFUND, PART_CHARGE, CANCELLATION_CHARGE, STATEMENT)
    formats = ("csv",)
    keeps_ledger = False

    bill: Bill = fact("the bill", place="file")
    account: Account | None = fact(
        "the account that the bill is of, which decides its items",
        default=None,
        place="file",
        in_heading=Phrase("against {value}"),
    )
    plan: str | None = PLAN
    region: str | None = REGION
    segment: str | None = SEGMENT
    index: tuple[tuple[str, Fraction], ...] = INDEX

    @classmethod
    def examples(cls, currency: str) -> tuple[Mapping[str, Any], ...]:
        """A bill of one late charge."""
        facts = {"amount": Money(113, currency), "issued": "2026-01-01", "paid": "2026-03-15"}
        return ({"bill": Bill([BillLine("late_charge", facts, Money(5, currency))])},)

    @classmethod
    def answered_by(cls, agreement: Agreement) -> bool:
        """Whether the terms answer any line that a bill can have."""
        return any(KNOWN[question].answered_by(agreement) for question in LINE_FACTS)

    @classmethod
    def undecided(cls, agreement: Agreement) -> str | None:
        """None: a line's own question has to be decided."""
        return None

    @classmethod
    def under(cls, agreement: Agreement, readings: Mapping[str, str]) -> Agreement:
        """The agreement under readings, which are named with their table."""
        return under_by_table(agreement, by_table(readings), (table.name for table in (*cls.reads, PART_CHARGE)))

    @cached_property
    def comparison(self) -> ItemComparison:
        """The comparison of the bill's items with the account."""
        assert self.account is not None
        return ItemComparison(self.agreement, self.bill, self.account, number_facts_in(self))

    @cached_property
    def statement(self) -> StatementQuestion | None:
        """The statement of the account that its items rest on; None where the bill has no account."""
        if self.account is None:
            return None
        return statement_question(
            self.agreement, self.comparison.account, self.bill.invoice.issued, number_facts_in(self)
        )

    @property
    def first_day(self) -> date | None:
        """The first of the days by which the questions of its lines choose an edition, or of the account."""
        days = [*map(day_of, self.bill)]
        if self.statement is not None and self.statement.first_day is not None:
            days.append(self.statement.first_day)
        return min(days)

    @property
    def editions(self) -> tuple[Agreement, ...]:
        """Those in force on the days of its lines, and of the debts of the account."""
        days = [*map(day_of, self.bill)]
        if self.statement is not None:
            days += [edition.edition for edition in self.statement.editions]
        return self.agreement.editions_on(days)

    @property
    def _lines(self) -> tuple[type[Question], ...]:
        return tuple(KNOWN[question] for question in self.bill.questions)

    @property
    def behind(self) -> tuple[Kinds[Any], ...]:
        """The tables of the questions of its lines, and those of the account and the items."""
        of_lines = [table for question in self._lines for table in question.tables]
        if self.statement is None:
            return tuple(dict.fromkeys(of_lines))
        return tuple(dict.fromkeys((*of_lines, *self.statement.behind, *tables_of_items(self.bill))))

    @property
    def read(self) -> tuple[Kinds[Any], ...]:
        """Those of them whose readings are taken."""
        of_lines = [table for question in self._lines for table in question.reads]
        if self.statement is None:
            return tuple(dict.fromkeys(of_lines))
        return tuple(dict.fromkeys((*of_lines, *self.statement.read, *parts_of_cycles(self.agreement, self.bill))))

    @property
    def counts_open_days(self) -> bool:
        """Whether a line or the account rests on the calendar."""
        if self.statement is not None and self.statement.counts_open_days:
            return True
        return any(line_question(self.agreement, line).counts_open_days for line in self.bill)

    @property
    def is_taxed(self) -> bool:
        """Whether a line has a tax."""
        return TaxQuestion in self._lines or bool(self.bill.of_kinds("tax")) or super().is_taxed

    @property
    def named(self) -> frozenset[str]:
        """All of them, since lines differ."""
        return frozenset(table.name for table in self.read)

    @property
    def unheard(self) -> frozenset[str]:
        """The readings that cannot matter on the account."""
        return frozenset() if self.statement is None else self.statement.unheard

    @property
    def choices(self) -> NoReturn:
        """None: a line's own question has them."""
        raise InputError(
            "a bill is held against all readings line by line: look at .value.lines, or ask the question of a line"
        )

    @cached_property
    def _audited(self) -> AccountAudit:
        """The audit of a bill against its account, for its sheet and its working."""
        return audit_items(self.comparison)

    def told(self, value: BillAudit | AccountAudit) -> Phrase:
        """Return the answer as a sentence has it."""
        if isinstance(value, AccountAudit):
            return value.told()
        if value.agrees:
            return phrase("a bill that comes to {billed} is what the terms give, line by line", billed=value.billed)
        template = "a bill that comes to {billed} would come to {by_terms} by these terms; of its lines, {counts}"
        return phrase(template, billed=value.billed, by_terms=value.by_terms, counts=value.counts())

    @property
    def cited(self) -> tuple[Clause, ...]:
        """None: each line rests on its own."""
        return ()

    def brief(self, value: BillAudit | AccountAudit) -> Iterator[Step]:
        """What was billed, what the terms give, and how far that is apart; against an account, what disagrees."""
        if isinstance(value, AccountAudit):
            yield from (line for line in self.working() if line.part == "working")
            return
        yield row(phrase("billed"), value.billed)
        yield row(phrase("by these terms"), value.by_terms)
        yield row(phrase("difference"), value.difference)
        if value.from_allowed != value.difference:
            yield row(phrase("nearest that the words allow"), value.nearest_allowed)

    def reach(self, value: BillAudit | AccountAudit) -> Phrase:
        """Return that the lines were tried under all readings, and where they are."""
        if isinstance(value, AccountAudit):
            return TRIED
        return phrase("each line was tried under all: {ways}", ways=LINES)

    def grid(self, value: BillAudit | AccountAudit) -> Grid:
        """Return each line with what explains it; of a bill against its account, its table."""
        return audit_grid(value) if isinstance(value, AccountAudit) else value.grid()

    @property
    def sheet(self) -> Sheet | None:
        """The table of a bill against its account as rows of a sheet."""
        return None if self.account is None else audit_sheet(self._audited)

    def working(self) -> tuple[Step, ...]:
        """Line by line, then the sums; against an account, what disagrees."""
        if self.account is None:
            return (*bill_audit_steps(self.agreement, self.bill), *map(calendar_note, self.calendars))
        lines = steps_of_lines(self.agreement, self._audited.lines)
        return (*account_audit_steps(self._audited, lines), *map(calendar_note, self.calendars))

    def looked_at(self, value: BillAudit | AccountAudit) -> Iterator[LookedAt]:
        """Yield each line, and what the statement of the account yields."""
        for number, line in enumerate(self.bill, 1):
            question = line_question(self.agreement, line)
            about = phrase("line {number} of the bill", number=number)
            yield LookedAt(question, looked_at_by_law(question.agreement, line), about, number)
        if self.statement is None:
            return
        billed = self.comparison.only_late_charge
        for looked_at in self.statement.looked_at(self.comparison.activity.new):
            is_billed = billed is not None and isinstance(looked_at.question, LateChargeQuestion)
            yield looked_at._replace(value=billed) if is_billed else looked_at


def item_comparison(
    terms: Agreed,
    bill: Bill,
    account: Account,
    plan: str | None,
    region: str | None,
    segment: str | None,
    index: IndexValues,
) -> ItemComparison:
    """Return the comparison of a bill's items with an account; the facts of the account and the amounts are checked."""
    account_terms = account_terms_of(terms.agreement, account, plan, region, segment, index)
    agreement, given = terms.agreement, account_terms.given
    for item in bill.items:
        for money in item.amounts:
            as_signed_money(money, agreement.currency, Term("an amount of the bill"))
    bill = bill.with_lines(with_facts_of_all(agreement, line, given.by_name) for line in bill)
    return ItemComparison(agreement, bill, account, given)


def audit_items(comparison: ItemComparison) -> AccountAudit:
    """Compare a bill with its account: its items, and its lines with facts of their own."""
    agreement, bill = comparison.agreement, comparison.bill
    return AccountAudit(
        comparison.own.number,
        comparison.issued,
        comparison.since,
        comparison.audits(),
        audited_lines(agreement, bill),
        comparison.sums(),
        comparison.missing(),
        comparison.activity.new.balance,
    )


def tables_of_items(bill: Bill) -> Iterator[Kinds[Any]]:
    """Yield the tables that items of a bill rest on beside its account."""
    if bill.of_kinds("administrative_charge"):
        yield ADMINISTRATIVE_CHARGE
    if any(item.fee is not None for item in bill.items):
        yield PART_CHARGE


def parts_of_cycles(agreement: Agreement, bill: Bill) -> Iterator[Kinds[Any]]:
    """Yield the table of a part of a cycle, where an item of the bill is one and the terms have it."""
    if PART_CHARGE in tables_of_items(bill) and PART_CHARGE.find(agreement.in_force(bill.invoice.issued)) is not None:
        yield PART_CHARGE


@overload
def audit(terms: Agreed, bill: Bill) -> Answer[BillAudit]: ...
@overload
def audit(
    terms: Agreed,
    bill: Bill,
    account: Account,
    *,
    plan: str | None = None,
    region: str | None = None,
    segment: str | None = None,
    index: IndexValues = (),
) -> Answer[AccountAudit]: ...
@overload
def audit(
    terms: Agreed,
    bill: Bill,
    account: Account | None = None,
    *,
    plan: str | None = None,
    region: str | None = None,
    segment: str | None = None,
    index: IndexValues = (),
) -> Answer[BillAudit] | Answer[AccountAudit]: ...
def audit(
    terms: Agreed,
    bill: Bill,
    account: Account | None = None,
    *,
    plan: str | None = None,
    region: str | None = None,
    segment: str | None = None,
    index: IndexValues = (),
) -> Answer[BillAudit] | Answer[AccountAudit]:
    """Compare each line of a bill with the terms: what gives its figure, and the sums.

    `plan`, `region`, `segment` and `index` are those of all lines: each line that depends on one takes it, unless it
    has its own.

    Raises `InputError` for one of them on which no line depends, and the error of the first line that the terms cannot
    answer, with its number. A reading of it is named with its question:
    `answer.under(**{"late_charge.runs_from": "due-date"})`.

    >>> from telcoterms import Bill, BillLine, Money, load
    >>> facts = {"amount": Money("113.00", "CAD"), "issued": "2026-01-01", "paid": "2026-02-15"}
    >>> bill = Bill([BillLine("late_charge", facts, Money("3.29", "CAD"))])
    >>> load("kos").audit(bill).value.agrees
    False

    With the `account` that the bill is of, its items are compared with the account's own statement: the late charge
    that was posted since the bill before, taxes, charges, payments and totals. `plan`, `region`, `segment` and `index`
    are those of `statement`. Raises `InputError` for items without an account, and for an account without items.
    """
    if not isinstance(bill, Bill):
        raise InputError("{bill} is no bill: give Bill([BillLine(question, facts, billed), ...])", bill=bill)
    agreement = terms.agreement
    if account is not None:
        if not bill.items:
            raise InputError("the bill has no item that an account decides: give items, or leave the account out")
        comparison = item_comparison(terms, bill, account, plan, region, segment, index)
        its = (comparison.bill, account, *comparison.given.as_given)
        return Answer(audit_items(comparison), "audit", its, terms)
    if bill.items:
        raise MissingFactsError(
            "the bill has items that its account decides, and no account is given: give {account}", account=ACCOUNT
        )
    numbers = as_number_facts(plan, region, segment, index)
    facts = {name: value for name, value in numbers.by_name.items() if value}
    for error in without_a_line(agreement, bill, facts).values():
        raise error
    bill = Bill(with_facts_of_all(agreement, line, facts) for line in bill)
    return Answer(audit_bill(agreement, bill), "audit", (bill, None, *numbers.as_given), terms)


ACCOUNT: Final = Spelling("account", "--account", "account")
