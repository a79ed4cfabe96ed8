"""Explain why a bill is higher or lower: than the terms give, than the bill before, or than the account comes to.

The difference is split into causes, whose sums are the difference exactly. Each line is compared by what it adds to the
bill, a refund as less:

    billed = what these terms give on the facts of the line + what is wrong with it

and so the difference of two bills is what the changed facts come to by the terms, fact after fact in their order, and
what is wrong with the one less what is wrong with the other. What is wrong is explained by a solution, the likeliest of
all that give the billed figure; where none does, it is a rest that nothing explains, with what comes nearest.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import suppress
from datetime import date
from typing import TYPE_CHECKING, Any, Final, Literal, assert_never, final

from telcoterms.account.account import Account
from telcoterms.agreement.agreement import Agreement
from telcoterms.agreement.numbers import NumberFacts
from telcoterms.agreement.rule import voice_in_words
from telcoterms.agreement.terms_used import TermsUsed, terms_used
from telcoterms.answers.answer import Agreed, is_typed, step_of_voices
from telcoterms.answers.facts import IndexValues, as_number_facts
from telcoterms.answers.question import KNOWN, terms_said
from telcoterms.audit.account_audit import ItemAudit
from telcoterms.audit.audit import apart
from telcoterms.audit.bill import Bill, BillLine
from telcoterms.audit.items import BillItem
from telcoterms.audit.questions import line_question, with_facts_of_all
from telcoterms.audit.working import NO_CAUSE_NOTE
from telcoterms.formats.report import Report
from telcoterms.formats.text import TABLE_WIDTH, phrase_text
from telcoterms.formats.ways import FIGURES, SENTENCE
from telcoterms.terms.causes import Cause, Findings
from telcoterms.terms.explained_bills import changes_between
from telcoterms.terms.explained_figure import FigureExplanation, explained_figure, figure_by_terms
from telcoterms.terms.explained_items import (
    GIVE_ACCOUNT,
    WITHOUT_ACCOUNT,
    add_items_by_account,
    add_items_by_terms,
    total_by_account,
)
from telcoterms.terms.explained_lines import add_lines_by_account, add_lines_by_terms, sum_by_account, sum_by_terms
from telcoterms.values.dataclasses import dataclass, replace
from telcoterms.values.errors import InputError
from telcoterms.values.messages import Language, Phrase, Phrases, Term, Value, phrase, shown_interface
from telcoterms.values.money import Money
from telcoterms.values.steps import Clause, MoneyWithCurrency, Step, step

if TYPE_CHECKING:
    from telcoterms.values.translation import Translator

MOST_TOLD: Final = 3
"""The most causes, and the most items that are not checked, that a sentence names."""
TRIED: Final = phrase("each figure was tried under every reading: {ways}", ways=FIGURES)
ComparedWith = Literal["terms", "bill", "account"]
"""What a bill was compared with."""


@final
@dataclass(frozen=True, slots=True, repr=False)
class Explanation(Report):
    """Why a bill comes to what it does: the causes of its difference from what it is compared with.

    `billed` is the sum of its lines, `before` that of the bill before, or what the terms or the account come to. The
    sums of `causes` are the difference, exactly. `figures` explains each line and item that differs from the terms, and
    the line of a bill that has one alone. `rest` is the part of the difference that nothing explains. `clauses`
    are those that the comparison rests on, and `undecided` the items that are not compared, each with its reason.
    `beside` is what is wrong on the bill and changes no sum, `voices` what the terms give as others read them.
    """

    compared_with: ComparedWith
    billed: Money
    before: Money
    causes: tuple[Cause, ...]
    figures: tuple[FigureExplanation, ...]
    used: TermsUsed
    is_of_one_line: bool
    clauses: tuple[Clause, ...]
    undecided: tuple[ItemAudit, ...] = ()
    beside: tuple[Step, ...] = ()
    voices: Step | None = None

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
        return phrase("{difference}: {cause}", difference=self.figure_first(), cause=self._first_cause())

    def heading(self) -> Phrase:
        """Return the difference, and below it its first cause where both do not fit one line."""
        return phrase("{difference}: {source}", difference=self.figure_first(), source=self._first_cause())

    def figure_first(self) -> Phrase:
        """Return the difference in full, without its causes: the first line of a page."""
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
            if self.undecided and not self.causes:
                return phrase("{billed}, and this was not checked", billed=billed)
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

    @property
    def _is_of_one_bill(self) -> bool:
        """Whether the bill is held against the terms alone, which cannot check all of its items."""
        match self.compared_with:
            case "terms":
                return True
            case "bill" | "account":
                return False
        assert_never(self.compared_with)

    @property
    def _is_of_two_bills(self) -> bool:
        """Whether the bill is compared with the one before, and neither with its account."""
        match self.compared_with:
            case "bill":
                return True
            case "terms" | "account":
                return False
        assert_never(self.compared_with)

    def _first_cause(self) -> Phrase:
        if self.is_of_one_line:
            return self.figures[0].cause
        if not self.causes:
            return self._not_checked() if self.undecided else phrase("nothing differs")
        if not (self.undecided and self._is_of_one_bill):
            return self._largest_cause()
        return phrase("{cause}; not checked: {items}", cause=self._largest_cause(), items=self._not_checked())

    def _not_checked(self) -> Phrase:
        """Return which items were not checked, and what is needed to check them, where the account decides them."""
        items = phrase("{items}", items=self._unchecked_items())
        if any(one.why == WITHOUT_ACCOUNT for one in self.undecided):
            return phrase("{items}; give the account: {ways}", items=items, ways=GIVE_ACCOUNT)
        return items

    def _unchecked_items(self) -> Phrases:
        """Return which items were not checked, a late charge before a fee."""
        ranked = sorted((one.item for one in self.undecided), key=lambda item: item.kind == "fee")
        named = [_as_billed(one) for one in ranked[:MOST_TOLD]]
        more = len(ranked) - MOST_TOLD
        return Phrases(", ", (*named, *([phrase("{count} more", count=more)] if more > 0 else [])))

    def _largest_cause(self) -> Phrase:
        largest = max(self.causes, key=lambda cause: abs(cause.sum.minor))
        others = len(self.causes) - 1
        first = phrase("{sum} {says}", sum=_signed(largest.sum), says=largest.says)
        return phrase("{first}, and {count} more", first=first, count=others) if others else first

    def _text(self, width: int, translator: Translator | None) -> str:
        return Report._text(self, min(width, TABLE_WIDTH), translator)

    def page(self) -> tuple[Step, ...]:
        """Return the causes with their sums, then what else gives a figure that is wrong, and whose terms these are."""
        lines: list[Step] = []
        if self.is_of_one_line:
            asked = self.used.sentence(self.figures[0].asked)
            lines += [step("{asked}", *self.figures[0].clauses, asked=asked), *self.figures[0].steps()]
        elif len(self.causes) > 1 or not self._is_of_two_bills or any(cause.clauses for cause in self.causes):
            lines += [  # of two bills, the one cause without a clause stands in the heading
                Step(phrase("{sum}: {says}", sum=_signed(cause.sum), says=cause.says), cause.clauses)
                for cause in self.causes
            ]
        if not self.is_of_one_line:
            if len(self.causes) > 1:
                lines.append(
                    step(
                        "{difference} = {sums}",
                        difference=_signed(self.difference),
                        sums=Phrases(" ", tuple(phrase("{sum}", sum=_signed(cause.sum)) for cause in self.causes)),
                    )
                )
            lines += [_wrong_day(figure) for figure in self.figures if isinstance(figure.billed, date)]
            lines += self.beside
            if len(self.figures) == 1:
                lines += self.figures[0].steps()
        if self.undecided:
            lines.append(step("not compared, and taken as it was billed", title=True))
        for why, items in self._undecided_by_reason().items():
            listed = Phrases(", ", tuple(map(_as_billed, items)))
            lines.append(step("{items}: {why}", indent=1, items=listed, why=why))
        return (*lines, *self._notes())

    def _undecided_by_reason(self) -> Mapping[Phrase, Sequence[BillItem]]:
        """Return the items that are not compared by why they are not."""
        by_reason: dict[Phrase, list[BillItem]] = {}
        for one in self.undecided:
            by_reason.setdefault(one.why, []).append(one.item)
        return by_reason

    def _notes(self) -> Iterator[Step]:
        """Yield how the words were read, what a match is worth, whose terms these are, and how to see it otherwise."""
        if self.voices is not None:
            tried = self.figures and is_typed(shown_interface())
            said = Phrases("; ", (self.voices.phrase, TRIED)) if tried else self.voices.phrase
            yield step("readings: {said}", part="more", said=said)
        if any(figure.solutions for figure in self.figures):
            yield replace(NO_CAUSE_NOTE, part="more")
        if self.clauses:
            yield replace(self.used.note, part="more")
        if is_typed(shown_interface()):
            yield step("more: {sentence} says it in one sentence", part="more", sentence=SENTENCE)
        if self._is_of_two_bills:
            yield step("is it right? compare the bill with its account: {ways}", part="more", ways=GIVE_ACCOUNT)

    @property
    def sentence(self) -> str:
        """The explanation as one English sentence that can be said on the telephone.

        Raises `MissingPackageError` where babel is not installed.

        >>> from telcoterms import BillLine, Money, load
        >>> facts = {"amount": Money("113.00", "CAD"), "issued": "2026-01-01", "paid": "2026-02-15"}
        >>> explained = load("kos").explain(BillLine("late_charge", facts, Money("3.25", "CAD")))
        >>> explained.sentence.partition(": ")[2]
        'it would be right for 13 February, not 15 February.'
        """
        return self.say("en")

    def say(self, lang: Language) -> str:
        """Return the explanation as one sentence in a language, as `Answer.say` does."""
        from telcoterms.formats.sentence import sentence_text

        if not self.clauses:
            return sentence_text(phrase("{told}.", told=self._told()), lang, self.currency)
        said = phrase("Under {terms}, {told}.", terms=terms_said(self.used, self.clauses), told=self._told())
        return sentence_text(said, lang, self.currency)

    def _told(self) -> Phrase:
        """Return the difference and its causes, as a sentence has them."""
        if self.is_of_one_line:
            figure = self.figures[0]
            if figure.agrees:
                return phrase("the {what} of {billed} is what the terms give", what=figure.named, billed=figure.billed)
            named: dict[str, Any] = {"what": figure.named, "billed": figure.billed, "by_terms": figure.by_terms}
            template = "the {what} of {billed} is {difference} than the {by_terms} that the terms give: {cause}"
            if isinstance(figure.billed, date):
                template = "the {what}, {billed}, is {difference} than the {by_terms} that the terms give: {cause}"
            return phrase(template, **named, difference=figure.difference, cause=figure.told)
        other = self._other()
        if not self.difference.minor and self.undecided and not self.causes:
            template = "the bill comes to {billed}, and this was not checked: {items}"
            return phrase(template, billed=self.billed, items=self._unchecked_items())
        if not self.difference.minor:
            return phrase("the bill comes to {billed}, as much as {other}", billed=self.billed, other=other)
        ranked = sorted(self.causes, key=lambda cause: -abs(cause.sum.minor))
        causes = [phrase("{of} {sum}", of=cause.of, sum=apart(cause.sum)) for cause in ranked[:MOST_TOLD]]
        more = len(ranked) - MOST_TOLD
        if more > 0:
            causes.append(phrase("{count} more causes", count=more) if more > 1 else phrase("one more cause"))
        template = "the bill is {difference} than {other}: {causes}"
        return phrase(template, difference=apart(self.difference), other=other, causes=Phrases(", ", tuple(causes)))

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
            "undecided": [one.item.as_dict() for one in self.undecided],
        }

    def __repr__(self) -> str:
        return f"<explanation: {phrase_text(self.headline())}>"


def _as_billed(item: BillItem) -> Phrase:
    """Return an item with what was billed of it."""
    return phrase("{item} {billed}", item=item.in_words(), billed=item.billed)


def _with_currency(figure: Money | date) -> Value:
    return MoneyWithCurrency(figure) if isinstance(figure, Money) else figure


def _signed(sum_: Money) -> Phrase:
    """Return a sum with its sign."""
    return phrase("- {sum}", sum=-sum_) if sum_.minor < 0 else phrase("+ {sum}", sum=sum_)


def _wrong_day(figure: FigureExplanation) -> Step:
    """Return a day of the bill that is not the one by the terms, which changes no sum."""
    template = "{what}: {billed} on the bill, {by_terms} by these terms, {difference}"
    named: dict[str, Any] = {"what": figure.named, "billed": figure.billed, "by_terms": figure.by_terms}
    return step(template, *figure.clauses, **named, difference=figure.difference)


def explain(
    terms: Agreed,
    bill: Bill | BillLine,
    against: Bill | Account | None = None,
    *,
    plan: str | None = None,
    region: str | None = None,
    segment: str | None = None,
    index: IndexValues = (),
) -> Explanation:
    """Return why a bill, or one line of it, comes to what it does; see `Terms.explain`."""
    if isinstance(bill, BillLine):
        bill = Bill([bill])
    if not isinstance(bill, Bill):
        raise InputError("{bill} is no bill: give Bill([BillLine(question, facts, billed), ...]), or a line", bill=bill)
    given = as_number_facts(plan, region, segment, index)
    bill = _with_number_facts(terms.agreement, bill, given)
    match against:
        case None:
            explained = _explanation(terms, "terms", bill, _by_terms(terms, bill, given))
        case Bill():
            explained = _explanation(terms, "bill", bill, changes_between(terms.agreement, against, bill))
        case Account():
            explained = _explanation(terms, "account", bill, _against_account(terms, against, bill, given))
        case _:
            raise InputError("against is {against}: give the bill before, or an account", against=against)

    def comes_to(terms: Agreed) -> Money | None:
        match against:
            case None if explained.is_of_one_line:
                return figure_by_terms(terms.agreement, explained.figures[0])
            case None:
                return None if bill.items else sum_by_terms(terms.agreement, bill)
            case Bill():
                return None
            case Account():
                return _by_account(terms, against, bill, given)
        assert_never(against)

    return replace(explained, voices=_by_voices(terms, bill, comes_to, is_by_account=isinstance(against, Account)))


def _by_voices(
    terms: Agreed, bill: Bill, comes_to: Callable[[Agreed], Money | None], *, is_by_account: bool
) -> Step | None:
    """Return the line on the voice in which the terms are read, and what the others come to.

    None where the terms have one voice alone, or the bill has nothing that a reading changes.
    """
    declared, voice = terms.agreement.voices, terms.agreement.voice
    is_read = (bill.items and is_by_account) or any(KNOWN[question].reads for question in bill.questions)
    if declared is None or voice is None or not is_read:
        return None
    taken = comes_to(terms)
    if taken is None:
        if is_typed(shown_interface()):
            return step("voice {voice}", voice=voice)
        return step("{voice}", voice=voice_in_words(voice))
    nothing: object = None  # where the readings of a voice refuse the facts
    figures = dict.fromkeys(declared.names, nothing)
    for name in declared.names:
        with suppress(InputError):
            figures[name] = comes_to(terms.in_voice(name))
    return step_of_voices(voice, figures, asked_for=figures[voice] != taken)


def _by_account(terms: Agreed, account: Account, bill: Bill, given: NumberFacts) -> Money | None:
    """Return what a bill comes to by its account; None where its items have no total that the account decides."""
    if not bill.items:
        return sum_by_account(terms, bill, account)
    items = total_by_account(terms, bill, account, given)
    return None if items is None else items + sum_by_account(terms, bill, account)


def _with_number_facts(agreement: Agreement, bill: Bill, given: NumberFacts) -> Bill:
    """Return a bill whose lines have the plan, region, segment and indices that are those of all of them."""
    facts = {name: value for name, value in given.by_name.items() if value}
    return bill.with_lines(with_facts_of_all(agreement, line, facts) for line in bill)


def _explanation(
    terms: Agreed, compared_with: ComparedWith, bill: Bill, compared: tuple[Findings, int, int]
) -> Explanation:
    found, before, billed = compared
    figures = tuple(found.figures)
    is_of_one_line = len(bill) == 1 and not bill.items and not found.is_between
    if is_of_one_line and not figures:
        figures = (explained_figure(terms.agreement, bill[0]),)
    of_lines = [clause for line in bill for clause in line_question(terms.agreement, line).clauses]
    clauses = tuple(
        dict.fromkeys((*of_lines, *found.clauses, *(one for cause in found.causes for one in cause.clauses)))
    )
    currency = terms.agreement.currency
    return Explanation(
        compared_with,
        Money.of_minor(billed, currency),
        Money.of_minor(before, currency),
        tuple(found.causes),
        figures,
        terms_used(terms.agreement, clauses),
        is_of_one_line,
        clauses,
        tuple(found.undecided),
        tuple(found.beside),
    )


def _by_terms(terms: Agreed, bill: Bill, given: NumberFacts) -> tuple[Findings, int, int]:
    """Return what is wrong with each line and each item, what the terms come to, and what was billed."""
    found = Findings(terms.agreement, is_between=False)
    before, billed, of_total = add_lines_by_terms(found, bill)
    if bill.items:
        before_items, billed_items = add_items_by_terms(found, terms, bill, given, of_total)
        before, billed = before + before_items, billed + billed_items
    return found, before, billed


def _against_account(terms: Agreed, account: Account, bill: Bill, given: NumberFacts) -> tuple[Findings, int, int]:
    """Return what makes a bill differ from an account: items and late charges by it, other lines by the terms."""
    found = Findings(terms.agreement, is_between=True)
    before, billed, of_total = add_lines_by_account(found, terms, bill, account)
    if bill.items:
        before_items, billed_items = add_items_by_account(found, terms, bill, account, given, of_total)
        before, billed = before + before_items, billed + billed_items
    return found, before, billed
