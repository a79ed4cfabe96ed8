"""Explain why a bill is higher or lower: than the terms give, than the bill before, or than the account comes to.

The difference is split into causes, whose sums are the difference exactly. Each line is compared by what it adds to the
bill, a refund as less:

    billed = what these terms give on the facts of the line + what is wrong with it

and so the difference of two bills is what the changed facts come to by the terms, fact after fact in their order, and
what is wrong with the one less what is wrong with the other. What is wrong is explained by a solution, the likeliest of
all that give the billed figure; where none does, it is a rest that nothing explains, with what comes nearest.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from typing import Any, Final, Literal, assert_never, final

from telcoterms.account.account import Account
from telcoterms.agreement.agreement import Agreement
from telcoterms.agreement.numbers import GIVEN_FACT_NAMES
from telcoterms.agreement.terms_used import TermsUsed, terms_used
from telcoterms.answers.answer import Agreed
from telcoterms.answers.figures import figure_data
from telcoterms.answers.question import question_name
from telcoterms.audit.audit import LineAudit, SumName, apart, counted_sum
from telcoterms.audit.bill import Bill, BillLine, LineQuestion
from telcoterms.audit.items import BillItem, item_is_new, item_sign
from telcoterms.audit.line_sums import sums_on_facts
from telcoterms.audit.questions import audit_bill, edition_of, line_question
from telcoterms.audit.working import NO_CAUSE_NOTE
from telcoterms.formats.report import Report
from telcoterms.formats.text import phrase_text
from telcoterms.formats.ways import FIGURES
from telcoterms.statement.ledger import Allocation, AllocationKind
from telcoterms.statement.questions import statement
from telcoterms.statement.statement import Debt
from telcoterms.terms.solutions import BilledFigure, Miss, Solution, own_clauses, shown_value, solutions_of
from telcoterms.values.dataclasses import dataclass
from telcoterms.values.errors import InputError, TelcoTermsError
from telcoterms.values.messages import Phrase, Phrases, Spelling, Term, Value, phrase, translated_choice
from telcoterms.values.money import Money, as_signed_money
from telcoterms.values.steps import Clause, MoneyWithCurrency, Step, step

CauseKind = Literal["changed", "new", "gone", "explained", "rest", "before"]
"""What a cause is: a fact that changed, a line that is new or gone; something wrong that a solution explains, or that
nothing explains; something that was wrong on the bill before."""
MOST_SOLUTIONS: Final = 5
MOST_MISSES: Final = 2


@final
@dataclass(frozen=True, slots=True)
class Cause:
    """One cause of a difference with its sum; of several lines, `line` is the number of its line on the bill."""

    kind: CauseKind
    sum: Money
    says: Phrase
    line: int | None = None
    clauses: tuple[Clause, ...] = ()

    def as_dict(self) -> dict[str, object]:
        """As JSON-ready data."""
        return {"kind": self.kind, "sum": self.sum.text, "says": phrase_text(self.says), "line": self.line}


@final
@dataclass(frozen=True, slots=True)
class FigureExplanation:
    """A billed figure of a line, what the terms give, and what gives the billed one.

    `what` is the figure of the line, or the tax or the total that was billed with it. `solutions` all give the billed
    figure, the likeliest first. `misses` are facts of which no value gives it, those that come nearest first.
    """

    line: BillLine
    what: SumName | Literal["figure"]
    billed: Money | date
    by_terms: Money | date
    solutions: tuple[Solution, ...]
    misses: tuple[Miss, ...]
    asked: Phrase
    clauses: tuple[Clause, ...]

    @property
    def agrees(self) -> bool:
        """Whether the billed figure is the one that the terms give."""
        return self.billed == self.by_terms

    @property
    def is_explained(self) -> bool:
        """Whether more than an amount or a rate gives the billed figure, one of which nearly always does."""
        return bool(self.solutions) and self.solutions[0].explains

    @property
    def named(self) -> Phrase:
        """What was billed, in words: `late charge`, `tax of refund`."""
        question = question_name(self.line.question)
        if self.what == "figure":
            return phrase("{question}", question=question)
        return phrase("{sum} of {question}", sum=translated_choice(self.what, SumName), question=question)

    @property
    def difference(self) -> Phrase:
        """How far the billed figure lies from that of the terms."""
        billed, by_terms = self.billed, self.by_terms
        if isinstance(billed, Money) and isinstance(by_terms, Money):
            return apart(billed - by_terms)
        assert not isinstance(billed, Money)
        assert not isinstance(by_terms, Money)  # both are days
        days = (billed - by_terms).days
        return phrase("{count} days later", count=days) if days > 0 else phrase("{count} days earlier", count=-days)

    @property
    def cause(self) -> Phrase:
        """What gives the billed figure: the likeliest; else what comes nearest to it."""
        if self.agrees:
            return phrase("it is what these terms give")
        if self.is_explained:
            return self.solutions[0].says
        if self.misses:
            return phrase("nothing explains it; the nearest is {miss}", miss=self.misses[0].says)
        return phrase("nothing explains it")

    def steps(self) -> Iterator[Step]:
        """Yield what gives the figure and, where little does, what does not, a few lines of each."""
        if self.agrees:
            return
        if self.solutions:
            yield step("what gives {figure}, one thing changed:", figure=self.billed, title=True)
            for solution in self.solutions[:MOST_SOLUTIONS]:
                yield Step(solution.says, solution.clauses, indent=1)
            more = len(self.solutions) - MOST_SOLUTIONS
            if more > 0:
                yield step("and {count} more: {ways}", count=more, ways=FIGURES, indent=1)
        if self.misses and len(self.solutions) < MOST_SOLUTIONS:
            yield step("what gives no {figure}:", figure=self.billed, title=True)
            for miss in self.misses[:MOST_MISSES]:
                yield Step(miss.says, indent=1)

    def as_dict(self) -> dict[str, object]:
        """As JSON-ready data."""
        return {
            "question": self.line.question,
            "what": self.what,
            "billed": figure_data(self.billed),
            "by_terms": figure_data(self.by_terms),
            "solutions": [solution.as_dict() for solution in self.solutions],
            "misses": [miss.as_dict() for miss in self.misses],
        }


ComparedWith = Literal["terms", "bill", "account"]


@final
@dataclass(frozen=True, slots=True, repr=False)
class Explanation(Report):
    """Why a bill comes to what it does: the causes of its difference from what it is compared with.

    `billed` is the sum of its lines, `before` that of the bill before, or what the terms or the account come to. The
    sums of `causes` are the difference, exactly. `figures` explains each line that differs from the terms, and the line
    of a bill that has one alone. `rest` is the part of the difference that nothing explains.
    """

    compared_with: ComparedWith
    billed: Money
    before: Money
    causes: tuple[Cause, ...]
    figures: tuple[FigureExplanation, ...]
    used: TermsUsed
    is_of_one_line: bool

    @property
    def difference(self) -> Money:
        """How much more was billed."""
        return self.billed - self.before

    @property
    def rest(self) -> Money:
        """The part of the difference that nothing explains; it can be below zero."""
        rests = (cause.sum for cause in self.causes if cause.kind == "rest")
        return sum(rests, Money.of_minor(0, self.billed.currency))

    @property
    def currency(self) -> str:
        """The currency of the sums."""
        return self.billed.currency

    def headline(self) -> Phrase:
        """Return the difference and the first cause in one line."""
        return phrase("{difference}: {cause}", difference=self._difference(), cause=self._first_cause())

    def heading(self) -> Phrase:
        """Return the difference, and below it its first cause where both do not fit one line."""
        return phrase("{difference}: {source}", difference=self._difference(), source=self._first_cause())

    def _difference(self) -> Phrase:
        if self.is_of_one_line:
            figure = self.figures[0]
            if figure.agrees:
                return phrase("{what} of {billed}", what=figure.named, billed=_with_currency(figure.billed))
            return phrase(
                "{what} of {billed}, {difference} than the {by_terms} of these terms",
                what=figure.named,
                billed=_with_currency(figure.billed),
                difference=figure.difference,
                by_terms=figure.by_terms,
            )
        billed = MoneyWithCurrency(self.billed)
        if not self.difference.minor:
            return phrase("{billed}, as much as {other}", billed=billed, other=self._other())
        return phrase(
            "{difference} than {other}, {billed} for {before}",
            difference=apart(self.difference),
            other=self._other(),
            billed=billed,
            before=self.before,
        )

    def _other(self) -> Term:
        """Return what the bill is compared with, in words."""
        match self.compared_with:
            case "terms":
                return Term("these terms give")
            case "bill":
                return Term("the bill before")
            case "account":
                return Term("the account comes to")
        assert_never(self.compared_with)

    def _first_cause(self) -> Phrase:
        if self.is_of_one_line:
            return self.figures[0].cause
        if not self.causes:
            return phrase("nothing differs")
        largest = max(self.causes, key=lambda cause: abs(cause.sum.minor))
        others = len(self.causes) - 1
        first = phrase("{sum} {says}", sum=_signed(largest.sum), says=largest.says)
        return phrase("{first}, and {count} more", first=first, count=others) if others else first

    def page(self) -> tuple[Step, ...]:
        """Return the causes with their sums, then what else gives a figure that is wrong, and whose terms these are."""
        lines: list[Step] = []
        if self.is_of_one_line:
            asked = self.used.sentence(self.figures[0].asked)
            lines += [step("{asked}", *self.figures[0].clauses, asked=asked), *self.figures[0].steps()]
        else:
            lines += [
                Step(phrase("{sum}: {says}", sum=_signed(cause.sum), says=cause.says), cause.clauses)
                for cause in self.causes
            ]
            if len(self.causes) > 1:
                lines.append(
                    step(
                        "{difference} = {sums}",
                        difference=_signed(self.difference),
                        sums=Phrases(" ", tuple(phrase("{sum}", sum=_signed(cause.sum)) for cause in self.causes)),
                    )
                )
        return (*lines, NO_CAUSE_NOTE, self.used.note)

    def as_dict(self) -> dict[str, object]:
        """Return the whole explanation as JSON-ready data."""
        return {
            "terms": self.used.as_dict(),
            "compared_with": self.compared_with,
            "currency": self.currency,
            "billed": self.billed.text,
            "before": self.before.text,
            "difference": self.difference.text,
            "rest": self.rest.text,
            "causes": [cause.as_dict() for cause in self.causes],
            "figures": [figure.as_dict() for figure in self.figures],
        }

    def __repr__(self) -> str:
        return f"<explanation: {phrase_text(self.headline())}>"


def _with_currency(figure: Money | date) -> Value:
    return MoneyWithCurrency(figure) if isinstance(figure, Money) else figure


def _signed(sum_: Money) -> Phrase:
    """Return a sum with its sign."""
    return phrase("- {sum}", sum=-sum_) if sum_.minor < 0 else phrase("+ {sum}", sum=sum_)


def explain(terms: Agreed, bill: Bill | BillLine, against: Bill | Account | None = None) -> Explanation:
    """Return why a bill, or one line of it, comes to what it does; see `Terms.explain`."""
    if isinstance(bill, BillLine):
        bill = Bill([bill])
    if not isinstance(bill, Bill):
        raise InputError("{bill} is no bill: give Bill([BillLine(question, facts, billed), ...]), or a line", bill=bill)
    if bill.items and not isinstance(against, Bill):
        raise InputError(
            "the bill has items, which its account decides: ask {audit} for them, or give the bill before too",
            audit=Spelling("audit(bill, account)", "telcoterms audit BILL --account ACCOUNT", "audit"),
        )
    match against:
        case None:
            return _explanation(terms, "terms", bill, _by_terms(terms.agreement, bill))
        case Bill():
            return _explanation(terms, "bill", bill, _between_bills(terms.agreement, against, bill))
        case Account():
            return _explanation(terms, "account", bill, _against_account(terms, against, bill))
        case _:
            raise InputError("against is {against}: give the bill before, or an account", against=against)


@final
class Compared:
    """The causes of a difference as they are found, each with its sum, and the figures that were explained."""

    def __init__(self, agreement: Agreement, *, is_between: bool) -> None:
        self.agreement, self.currency = agreement, agreement.currency
        self.is_between = is_between  # a bill and something else than the terms
        self.causes: list[Cause] = []
        self.figures: list[FigureExplanation] = []

    def add(
        self, kind: CauseKind, minor: int, says: Phrase, line: int | None = None, clauses: tuple[Clause, ...] = ()
    ) -> None:
        """Note a cause, unless it changes nothing."""
        if minor:
            self.causes.append(Cause(kind, Money.of_minor(minor, self.currency), says, line, clauses))

    def add_wrong(self, audit: LineAudit, number: int) -> None:
        """Note what is wrong with a line of the bill, and what explains it."""
        if audit.agrees:
            return
        figure = explained_figure(self.agreement, audit.line)
        self.figures.append(figure)
        says = phrase("{what} of line {number}: {cause}", what=figure.named, number=number, cause=figure.cause)
        clauses = _clauses_of(self.agreement, audit.line)
        self.add("explained" if figure.is_explained else "rest", _wrong(audit), says, number, clauses)


def _explanation(
    terms: Agreed, compared_with: ComparedWith, bill: Bill, compared: tuple[Compared, int, int]
) -> Explanation:
    found, before, billed = compared
    figures, is_of_one_line = tuple(found.figures), len(bill) == 1 and not found.is_between
    if is_of_one_line and not figures:
        figures = (explained_figure(terms.agreement, bill[0]),)
    clauses = [clause for line in bill for clause in line_question(terms.agreement, line).clauses]
    currency = terms.agreement.currency
    return Explanation(
        compared_with,
        Money.of_minor(billed, currency),
        Money.of_minor(before, currency),
        tuple(found.causes),
        figures,
        terms_used(terms.agreement, clauses),
        is_of_one_line,
    )


def explained_figure(agreement: Agreement, line: BillLine) -> FigureExplanation:
    """Return what gives a billed figure of a line: the first of its figure, tax and total that differs."""
    figure = BilledFigure(agreement, line)
    solutions, misses = ((), ()) if figure.billed == figure.by_terms else solutions_of(figure)
    question = line_question(agreement, line)
    return FigureExplanation(
        line,
        figure.what,
        figure.compared.billed,
        figure.compared.by_terms,
        solutions,
        misses,
        question.asked,
        question.clauses,
    )


def _by_terms(agreement: Agreement, bill: Bill) -> tuple[Compared, int, int]:
    """Return what is wrong with each line, what the terms come to, and what was billed."""
    found, audit = Compared(agreement, is_between=False), audit_bill(agreement, bill)
    for number, line in enumerate(audit.lines, 1):
        found.add_wrong(line, number)
    return found, audit.by_terms.minor, audit.billed.minor


def _between_bills(agreement: Agreement, earlier: Bill, later: Bill) -> tuple[Compared, int, int]:
    """Return what makes a later bill differ from an earlier one, and what each of them comes to."""
    found = Compared(agreement, is_between=True)
    before_items, after_items = _add_items(found, earlier, later)
    before, before_lines = _audited(agreement, earlier)
    after, after_lines = _audited(agreement, later)
    pairs = dict(_pairs(before, after))
    for number, audit in enumerate(after, 1):
        other = pairs.get(number - 1)
        if audit.counted is None:
            continue
        if other is None:
            says = phrase("{line}, which was not on the bill before", line=line_question(agreement, audit.line).asked)
            found.add("new", audit.counted.by_terms.minor, says, number, _clauses_of(agreement, audit.line))
            found.add_wrong(audit, number)
            continue
        old = before[other]
        _add_changes(found, old.line, audit.line, number)
        was_wrong, is_wrong = _wrong(old), _wrong(audit)
        if was_wrong != is_wrong:
            found.add_wrong(audit, number)
            _add_wrong_before(found, old)
    for place, old in enumerate(before):
        if place not in pairs.values() and old.counted is not None:
            says = phrase("{line}, which is no longer on the bill", line=line_question(agreement, old.line).asked)
            found.add("gone", -old.counted.by_terms.minor, says, None, _clauses_of(agreement, old.line))
            _add_wrong_before(found, old)
    return found, before_items + before_lines, after_items + after_lines


def _audited(agreement: Agreement, bill: Bill) -> tuple[Sequence[LineAudit], int]:
    """Return the lines of a bill, each held against the terms, and what they come to; a bill of items has none."""
    if not len(bill):
        return (), 0
    audit = audit_bill(agreement, bill)
    return audit.lines, audit.billed.minor


def _add_items(found: Compared, earlier: Bill, later: Bill) -> tuple[int, int]:
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
            found.add("gone", -was, phrase("{line}, which is no longer on the bill", line=item))
        elif was is None:
            found.add("new", comes_to, phrase("{line}, which was not on the bill before", line=item))
        else:
            given, value = (Money.of_minor(minor, found.currency) for minor in (was, comes_to))
            says = phrase("{line}: {value}, not {given}", line=item, value=value, given=given)
            found.add("changed", comes_to - was, says)
    unlisted = last - sum(after.values()) - first + sum(before.values())
    found.add("rest", unlisted, phrase("what no item of the bills lists"))
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
    """Return the total of a bill's items: the one that it lists, else the sum of what is new."""
    listed = [_minor(item, currency) for _, item in bill.of_kinds("total")]
    return listed[0] if listed else sum(new.values())


def _minor(item: BillItem, currency: str) -> int:
    """Return what was billed of an item, in minor units of the currency of the terms."""
    return as_signed_money(item.billed_money, currency, "billed").minor


def _clauses_of(agreement: Agreement, line: BillLine) -> tuple[Clause, ...]:
    """Return the clauses of a line's own rule, by the edition that answers it."""
    return own_clauses(edition_of(agreement, line), line.question)


def _wrong(audit: LineAudit) -> int:
    """Return what is wrong with a line, in minor units."""
    return 0 if audit.counted is None else audit.counted.billed.minor - audit.counted.by_terms.minor


def _add_wrong_before(found: Compared, old: LineAudit) -> None:
    """Note that something is gone that was wrong on the bill before."""
    if not _wrong(old):
        return
    figure = explained_figure(found.agreement, old.line)
    says = phrase("what was wrong on the bill before, {what}: {cause}", what=figure.named, cause=figure.cause)
    found.add("before", -_wrong(old), says, None, _clauses_of(found.agreement, old.line))


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


def is_of_invoice(question: LineQuestion) -> bool:
    """Return whether a line is on one invoice of an account, which its facts name by its date."""
    match question:
        case "late_charge":
            return True
        case "refund" | "part_charge" | "cancellation_charge" | "due_date" | "dispute_until" | "tax":
            return False
    assert_never(question)


def _add_changes(found: Compared, old: BillLine, new: BillLine, number: int) -> None:
    """Note what each changed fact comes to by the terms, one after the other; those that only fit together, as one."""
    facts, reached = old.facts, _counted(found.agreement, old, old.facts)
    with_sums = _counted(found.agreement, new, facts)
    what = question_name(new.question)
    assert reached is not None
    assert with_sums is not None  # the terms answer both lines
    says = phrase("{what} of line {number}: its tax and total are billed otherwise", what=what, number=number)
    found.add("changed", with_sums - reached, says, number)
    reached = with_sums
    pending: list[str] = []
    for name, value in new.facts.items():
        if value == old.facts[name]:
            continue
        pending.append(name)
        changed = facts | {one: new.facts[one] for one in pending}
        sum_ = _counted(found.agreement, new, changed)
        if sum_ is None:
            continue
        changes = Phrases(", ", tuple(_change(one, old.facts[one], new.facts[one]) for one in pending))
        says = phrase("{what} of line {number}: {changes}", what=what, number=number, changes=changes)
        found.add("changed", sum_ - reached, says, number, _clauses_of(found.agreement, new))
        facts, reached, pending = changed, sum_, []


def _change(name: str, old: Any, new: Any) -> Phrase:
    if old in (None, ()):
        return phrase("{name} {value}", name=name, value=_fact(new))
    if new in (None, ()):
        return phrase("without {name} {value}", name=name, value=_fact(old))
    return phrase("{name} {value}, not {given}", name=name, value=_fact(new), given=_fact(old))


def _fact(value: Any) -> Value:
    if isinstance(value, tuple):
        return Phrases(", ", tuple(phrase("{value}", value=_fact(one)) for one in value))
    return shown_value(value)


def _counted(agreement: Agreement, line: BillLine, facts: Mapping[str, Any]) -> int | None:
    """Return what a line adds to its bill by the terms on other facts; None where these are refused."""
    try:
        sums = sums_on_facts(agreement, line.question, facts)
    except TelcoTermsError:
        return None
    return counted_sum(line, *sums, *(None,) * (3 - len(sums)))


def _against_account(terms: Agreed, account: Account, bill: Bill) -> tuple[Compared, int, int]:
    """Return what makes a bill differ from an account: late charges by its events, all other lines by the terms."""
    found, before, billed = Compared(terms.agreement, is_between=True), 0, 0
    for number, audit in enumerate(audit_bill(terms.agreement, bill).lines, 1):
        if audit.counted is None:
            continue
        billed += audit.counted.billed.minor
        right = audit.counted.by_terms.minor
        if is_of_invoice(audit.line.question):
            right = _late_charge_on_account(found, terms, account, audit, number)
        before += right
        if right != audit.counted.billed.minor:
            found.add_wrong(audit, number)
    return found, before, billed


def _late_charge_on_account(found: Compared, terms: Agreed, account: Account, audit: LineAudit, number: int) -> int:
    """Return what a late charge comes to by an account, and note why the facts of the line lead to another sum."""
    line, facts = audit.line, audit.line.facts
    assert audit.counted is not None
    by_line = audit.counted.by_terms.minor
    clauses = _clauses_of(terms.agreement, line)
    debt = _debt_of(terms, account, line)
    if debt is None:
        says = phrase("late charge of line {number}: no invoice of {issued}", number=number, issued=facts["issued"])
        found.add("new", by_line, says, number, clauses)
        return 0
    on_account = debt.late_charges.minor
    if on_account == audit.counted.billed.minor:  # as the account has it, whatever the line says
        return on_account
    outstanding, paid = _outstanding_after(debt, debt.due), _paid_on(debt)
    changes: list[tuple[dict[str, Any], Phrase]] = []
    if outstanding != facts["amount"]:
        says = phrase(
            "late charge of line {number}: charged on {amount}, of which {outstanding} was outstanding",
            number=number,
            amount=facts["amount"],
            outstanding=outstanding,
        )
        changes.append(({"amount": outstanding}, says))
    if paid is not None and facts["issued"] <= paid < facts["paid"]:
        says = phrase(
            "late charge of line {number}: charged until {until}, paid on {paid}",
            number=number,
            until=facts["paid"],
            paid=paid,
        )
        changes.append(({"paid": paid}, says))
    reached = by_line
    for changed, says in changes:
        facts = {**facts, **changed}
        sum_ = _counted(terms.agreement, line, facts)
        assert sum_ is not None  # an amount and a day after the invoice fit every clause
        found.add("changed", reached - sum_, says, number, clauses)
        reached = sum_
    parts = [one for one in debt.placements if one.day > debt.due.toordinal()]
    says = phrase("late charge of line {number}: as the account runs", number=number)
    if parts:
        says = phrase(
            "late charge of line {number}: {payments} in the time that is charged",
            number=number,
            payments=Phrases(", ", tuple(_settled_in_words(one, terms.currency) for one in parts)),
        )
    found.add("changed", reached - on_account, says, number, clauses)
    return on_account


def _debt_of(terms: Agreed, account: Account, line: BillLine) -> Debt | None:
    """Return the invoice of a billed late charge as the account has it on the day up to which is charged.

    Of several invoices of that day, the one of that amount.
    """
    facts = line.facts
    names = {name: facts[name] for name in GIVEN_FACT_NAMES}
    owed = statement(terms, account, facts["paid"], **names).value
    debts = [debt for debt in owed.debts if debt.kind == "invoice" and debt.issued == facts["issued"]]
    return next((debt for debt in debts if debt.amount == facts["amount"]), debts[0] if debts else None)


def _settled_in_words(part: Allocation, currency: str) -> Phrase:
    """Return what was settled of an invoice on a day, and how."""
    sum_ = Money.of_minor(part.to_principal + part.to_charges, currency)
    how = translated_choice(part.kind, AllocationKind)
    return phrase("{sum} {how} on {day}", sum=sum_, how=how, day=date.fromordinal(part.day))


def _outstanding_after(debt: Debt, day: date) -> Money:
    """Return what was left of an invoice at the end of a day."""
    settled = sum(one.to_principal for one in debt.placements if one.day <= day.toordinal())
    return Money.of_minor(debt.amount.minor - settled, debt.amount.currency)


def _paid_on(debt: Debt) -> date | None:
    """Return the day on which the last of an invoice was paid; None where some of it is unpaid."""
    days = [one.day for one in debt.placements if one.to_principal]
    return date.fromordinal(max(days)) if days and not debt.principal.minor else None
