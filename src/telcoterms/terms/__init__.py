"""Define `Terms`: one provider's terms, with a method for each question.

Each method of `Terms` is a function in the module of its clause; a line here adds a question to the library. `TABLES`
are the tables of a provider's file, `AllReadings` those that have readings.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from datetime import date
from functools import wraps
from importlib import import_module
from typing import TYPE_CHECKING, Any, Final, TypedDict, Unpack, final

from telcoterms.agreement.agreement import Agreement, Kinds, Section
from telcoterms.agreement.rule import ASKED_FOR, Reading, Voice
from telcoterms.statement.rule import StatementReadings
from telcoterms.values.calendars import Calendar
from telcoterms.values.dataclasses import dataclass, replace
from telcoterms.values.errors import InputError, MissingFactsError, NotInTermsError, Unquoted
from telcoterms.values.later import ImportOnFirstUse
from telcoterms.values.messages import Language, Phrases, data_text, phrase


class AskedForAllFacts(ImportOnFirstUse):
    """The function of a question as a method of `Terms`, which asks for all facts at once that are not given."""

    __slots__ = ()

    def make(self) -> Callable[..., Any]:
        """Return the function; called without a fact that it needs, it raises `MissingFactsError`."""
        function: Callable[..., Any] = super().make()

        @wraps(function)
        def asked(*given: Any, **facts: Any) -> Any:  # the terms come first
            try:
                return function(*given, **facts)
            except MissingFactsError:
                raise
            except TypeError:  # Python's own, which cannot know the facts that depend on the terms
                missing = _missing(function.__name__, given, facts)
                if missing is None:
                    raise
                raise missing from None

        return asked


def _missing(
    question: str, given: tuple[Any, ...], facts: Mapping[str, Any]
) -> MissingFactsError | NotInTermsError | None:
    """Return the error that asks for what is missing; None where no terms are asked, or facts that they do not have."""
    asked = QUESTIONS[question]
    if not given or len(given) > 1 + len(asked.facts) or set(facts) - set(asked.facts):
        return None
    terms, *values = given
    return asked.missing(terms.agreement, {**dict(zip(asked.facts, values, strict=False)), **facts})


if TYPE_CHECKING:
    import telcoterms.audit.questions
    import telcoterms.clauses.administrative_charge
    import telcoterms.clauses.cancellation_charge.kinds
    import telcoterms.clauses.cancellation_charge.question
    import telcoterms.clauses.change_of_terms
    import telcoterms.clauses.cheapest_cancellation
    import telcoterms.clauses.complaint.kinds
    import telcoterms.clauses.complaint.question
    import telcoterms.clauses.customer_cancellation
    import telcoterms.clauses.data_usage
    import telcoterms.clauses.deposit
    import telcoterms.clauses.dispute
    import telcoterms.clauses.due_date
    import telcoterms.clauses.eligible_for_adr
    import telcoterms.clauses.equipment_return_by
    import telcoterms.clauses.hours
    import telcoterms.clauses.late_charge.kinds
    import telcoterms.clauses.late_charge.question
    import telcoterms.clauses.law
    import telcoterms.clauses.leave.question
    import telcoterms.clauses.liability_limit
    import telcoterms.clauses.part_charge
    import telcoterms.clauses.policy_change
    import telcoterms.clauses.precedence
    import telcoterms.clauses.provider_cancellation
    import telcoterms.clauses.refund
    import telcoterms.clauses.regime
    import telcoterms.clauses.suspension
    import telcoterms.clauses.tax
    import telcoterms.statement.questions
    from telcoterms.account.account import Account
    from telcoterms.agreement.coverage import Coverage
    from telcoterms.agreement.customer import Customer
    from telcoterms.answers.answer import Answer
    from telcoterms.answers.facts import IndexValues
    from telcoterms.answers.question import Question
    from telcoterms.audit.bill import Bill, BillLine
    from telcoterms.terms.explanation import Explanation
    from telcoterms.terms.remarks import Remark
    from telcoterms.values.days import Day
    from telcoterms.values.money import Amount
    from telcoterms.values.translation import Translator
else:  # a module is imported when one of its questions is first asked
    telcoterms = AskedForAllFacts("telcoterms")

TABLES: Final = (
    "due_date",
    "late_charge",
    "dispute",
    "refund",
    "part_charge",
    "cancellation_charge",
    "suspension",
    "regime",
    "administrative_charge",
    "equipment_return_by",
    "liability_limit",
    "change_of_terms",
    "policy_change",
    "precedence",
    "provider_cancellation",
    "complaint",
    "eligible_for_adr",
    "hours",
    "customer_cancellation",
    "data_usage",
    "deposit",
)
"""The tables of a provider's file that hold a clause, in the order in which its schema lists them.

Each has the name of the question that it answers, whose class has its `Kinds`.
"""


class AllReadings(TypedDict, total=False):
    """The readings of each table, as `Terms.under` takes them."""

    late_charge: telcoterms.clauses.late_charge.kinds.LateChargeReadings | None
    refund: telcoterms.clauses.refund.RefundReadings | None
    part_charge: telcoterms.clauses.part_charge.PartChargeReadings | None
    cancellation_charge: telcoterms.clauses.cancellation_charge.kinds.CancellationChargeReadings | None
    statement: StatementReadings | None
    complaint: telcoterms.clauses.complaint.kinds.ComplaintReadings | None
    hours: telcoterms.clauses.hours.HoursReadings | None
    liability_limit: telcoterms.clauses.liability_limit.LiabilityLimitReadings | None
    data_usage: telcoterms.clauses.data_usage.DataUsageReadings | None
    deposit: telcoterms.clauses.late_charge.kinds.LateChargeReadings | None
    change_of_terms: telcoterms.clauses.change_of_terms.ChangeOfTermsReadings | None
    provider_cancellation: telcoterms.clauses.provider_cancellation.ProviderCancellationReadings | None
    eligible_for_adr: telcoterms.clauses.eligible_for_adr.EligibleForAdrReadings | None


@final
@dataclass(frozen=True, slots=True)
class Terms:
    """A provider's terms, of one edition, for one service or for none; `telcoterms.load` gives them.

    Every method is a question and answers with an `Answer`. Money is taken as `Money`, text, `Decimal` or whole units
    (`int`), never as a float; a day as a `date` or as text like `2026-01-31`. A question on which the terms are silent
    raises `NotInTermsError`.
    """

    agreement: Agreement

    due_date = telcoterms.clauses.due_date.due_date
    late_charge = telcoterms.clauses.late_charge.question.late_charge
    effective_annual_rate = telcoterms.clauses.late_charge.question.effective_annual_rate
    dispute_until = telcoterms.clauses.dispute.dispute_until
    dispute = telcoterms.clauses.dispute.dispute
    refund = telcoterms.clauses.refund.refund
    part_charge = telcoterms.clauses.part_charge.part_charge
    cancellation_charge = telcoterms.clauses.cancellation_charge.question.cancellation_charge
    suspension = telcoterms.clauses.suspension.suspension
    regime = telcoterms.clauses.regime.regime
    administrative_charge = telcoterms.clauses.administrative_charge.administrative_charge
    equipment_return_by = telcoterms.clauses.equipment_return_by.equipment_return_by
    liability_limit = telcoterms.clauses.liability_limit.liability_limit
    outage_fees = telcoterms.clauses.liability_limit.outage_fees
    data_usage = telcoterms.clauses.data_usage.data_usage
    deposit = telcoterms.clauses.deposit.deposit
    change_of_terms = telcoterms.clauses.change_of_terms.change_of_terms
    policy_change = telcoterms.clauses.policy_change.policy_change
    precedence = telcoterms.clauses.precedence.precedence
    provider_cancellation = telcoterms.clauses.provider_cancellation.provider_cancellation
    complaint = telcoterms.clauses.complaint.question.complaint
    eligible_for_adr = telcoterms.clauses.eligible_for_adr.eligible_for_adr
    hours = telcoterms.clauses.hours.hours
    support_open = telcoterms.clauses.hours.support_open
    next_opening = telcoterms.clauses.hours.next_opening
    customer_cancellation = telcoterms.clauses.customer_cancellation.customer_cancellation
    law = telcoterms.clauses.law.law
    tax = telcoterms.clauses.tax.tax
    statement = telcoterms.statement.questions.statement
    settlement = telcoterms.statement.questions.settlement
    what_if = telcoterms.statement.questions.what_if
    cheapest_cancellation = telcoterms.clauses.cheapest_cancellation.cheapest_cancellation
    leave = telcoterms.clauses.leave.question.leave
    audit_late_charge = telcoterms.audit.questions.audit_late_charge
    audit = telcoterms.audit.questions.audit

    @property
    def provider(self) -> str:
        """The provider's short name."""
        return self.agreement.provider

    @property
    def edition(self) -> date:
        """The day of the edition."""
        return self.agreement.edition

    @property
    def service(self) -> str | None:
        """The service whose agreement outranks the general terms, if one was named."""
        return self.agreement.service

    @property
    def currency(self) -> str:
        """The currency of all amounts."""
        return self.agreement.currency

    @property
    def voice(self) -> Voice | None:
        """The voice in which the terms are read; None where their file declares no voices."""
        return self.agreement.voice

    @property
    def voices(self) -> dict[Voice, str]:
        """The voices in which the terms can be read, each with what it does and on what ground."""
        declared = self.agreement.voices
        return {} if declared is None else dict(declared.reasons)

    @property
    def readings(self) -> dict[str, dict[str, str]]:
        """The readings that each question takes, by the name of its table, as `under` takes them.

        A table without readings is left out, and one that the terms have for some services alone where none is named.

        >>> from telcoterms import load
        >>> load("kos").readings["late_charge"]["runs_from"]
        'invoice-date'
        """
        taken = self._readings()
        return {name: {reading.name: reading.value for reading in readings} for name, readings in taken.items()}

    def readings_asked(self) -> dict[str, dict[str, str]]:
        """Return the readings that were asked for in the place of the edition's own, by the name of the table.

        >>> from telcoterms import load
        >>> load("kos").under(late_charge={"runs_from": "due-date"}).readings_asked()
        {'late_charge': {'runs_from': 'due-date'}}
        """
        asked = {
            name: {reading.name: reading.value for reading in readings if reading.why == ASKED_FOR}
            for name, readings in self._readings().items()
        }
        return {name: readings for name, readings in asked.items() if readings}

    def _readings(self) -> dict[str, tuple[Reading, ...]]:
        """Return the readings of each table that has any."""
        agreement = self.agreement
        tables = (name for name in AllReadings.__annotations__ if name in agreement.rules)
        decided = (name for name in tables if name not in agreement.undecided)
        found = {name: agreement.readings_of(agreement.rules[name]) for name in decided}
        return {name: readings for name, readings in found.items() if readings}

    def under(self, voice: Voice | None = None, /, **readings: Unpack[AllReadings]) -> Terms:
        """Return the same terms in another voice or under other readings, for every question that they are asked.

        A voice takes all readings as it declares them, also those that were asked for before; readings that are named
        beside it come after it. Raises `UnknownNameError` for a voice that the provider's file does not declare, and
        for a reading or a value that the terms do not have.

        >>> from telcoterms import load
        >>> literal = load("kos").under(late_charge={"runs_from": "next-invoice-date"})
        >>> literal.late_charge("113.00", issued="2026-01-01", paid="2026-02-15").value
        Money('1.13', 'CAD')
        >>> load("kos").under("consumer").late_charge("113.00", issued="2026-01-01", paid="2026-02-15").value
        Money('1.13', 'CAD')
        """
        from telcoterms.answers.question import under_by_table

        agreement = self.agreement if voice is None else self.agreement.in_voice(voice)
        return Terms(under_by_table(agreement, readings, AllReadings.__annotations__))

    def with_calendar(self, calendar: Calendar) -> Terms:
        """Return the same terms with another calendar of holidays, such as one with a day added or removed.

        Every question counts by it; the reading `holidays` then changes nothing.

        >>> from telcoterms import load, load_calendar
        >>> closed = load_calendar("england").changed(added=["2026-03-03"])
        >>> load("kijoma").with_calendar(closed).complaint(received="2026-03-02").value.steps[0].latest
        datetime.date(2026, 3, 10)
        """
        if not isinstance(calendar, Calendar):
            raise InputError(
                "{calendar} is no calendar: give load_calendar('england'), or one of Calendar.from_holidays",
                calendar=calendar,
            )
        return Terms(self.agreement.with_calendar(calendar))

    def for_customer(
        self,
        *,
        agreed: Day | None = None,
        customer: Customer | None = None,
        device_subsidy: Amount | None = None,
        province: str | None = None,
    ) -> Terms:
        """Return the same terms with what is known of a customer, which rules of law ask and no clause does.

        No figure changes; each answer's `law` says more. `agreed` is the day on which the agreement was made;
        `customer` is `consumer`, `small-business` or `other`; `device_subsidy` what the provider paid of the price of a
        device, zero where there was none; `province` where the customer is, in two letters: it moves no tax, which the
        `province` of a question does. Each answer repeats them in its heading. What is not given is not known. Raises
        `InputError` for a province of another form.

        >>> from telcoterms import load
        >>> kos = load("kos").for_customer(agreed="2024-05-01", customer="consumer", province="ON")
        >>> charge = kos.late_charge("113.00", issued="2026-01-01", paid="2026-02-15")
        >>> [(rule.bearing, rule.figure) for rule in charge.law if rule.rule == "criminal-code-347"]
        [('binds', Money('4.45', 'CAD'))]
        """
        from telcoterms.agreement.customer import PROVINCES, CustomerFacts
        from telcoterms.agreement.customer import Customer as Choice
        from telcoterms.values.choices import one_of
        from telcoterms.values.days import as_day
        from telcoterms.values.money import as_money

        if province is not None and province not in PROVINCES:
            raise InputError(
                "{province} is no province: choose from {known}",
                province=province,
                known=tuple(map(Unquoted, PROVINCES)),
            )
        facts = CustomerFacts(
            agreed=None if agreed is None else as_day(agreed, "agreed"),
            customer=None if customer is None else one_of(customer, Choice, "customer"),
            device_subsidy=None
            if device_subsidy is None
            else as_money(device_subsidy, self.currency, "device_subsidy"),
            province=province,
        )
        earlier = tuple(replace(edition, customer=facts) for edition in self.agreement.earlier)
        return Terms(replace(self.agreement, customer=facts, earlier=earlier))

    def sections(self) -> tuple[Section, ...]:
        """Return what each section of each document does: computed, not computed and why, or without figures."""
        return tuple(self.agreement.sections)

    def coverage(self) -> Coverage:
        """Return what each section of each document does: computed, not computed and why, or without figures.

        >>> from telcoterms import load
        >>> load("kos").coverage().missing
        ()
        """
        from telcoterms.agreement.coverage import coverage

        return coverage(self.agreement)

    def remarks(self) -> tuple[Remark, ...]:
        """Return the remarks on the terms, which `telcoterms check` prints although their file has no fault."""
        from telcoterms.terms.remarks import remarks

        return remarks(self.agreement)

    def explain(
        self,
        bill: Bill | BillLine,
        against: Bill | Account | None = None,
        *,
        plan: str | None = None,
        region: str | None = None,
        segment: str | None = None,
        index: IndexValues = (),
    ) -> Explanation:
        """Return why a bill, or one billed figure, comes to what it does.

        Alone it is held against the terms; `against` is the bill before, or the account. The causes of the difference
        sum up to it exactly. A figure that the terms do not give is solved backwards: for which day, amount, rate or
        count, under which reading or number of the clause, by which known mistake, and without which event of the
        account it would be right. Where nothing gives it, what comes nearest is named. `plan`, `region`, `segment` and
        `index` are those of the account, as in `statement`.

        >>> from telcoterms import BillLine, Money, load
        >>> facts = {"amount": Money("113.00", "CAD"), "issued": "2026-01-01", "paid": "2026-02-15"}
        >>> explained = load("kos").explain(BillLine("late_charge", facts, Money("3.25", "CAD")))
        >>> explained.difference, explained.figures[0].solutions[0].values
        (Money('-0.16', 'CAD'), ((datetime.date(2026, 2, 13), datetime.date(2026, 2, 13)),))
        """
        from telcoterms.terms.explanation import explain

        return explain(self, bill, against, plan=plan, region=region, segment=segment, index=index)

    def _said(self, translator: Translator | None = None) -> str:
        from telcoterms.agreement.terms_used import phrase_of_documents
        from telcoterms.formats.text import said

        agreement = self.agreement
        values: dict[str, Any] = {"name": agreement.name, "edition": agreement.edition, "currency": agreement.currency}
        heading = phrase("{name}, terms of {edition}, in {currency}", **values)
        if agreement.service is not None:
            template = "{name}, terms of {edition}, service {service}, in {currency}"
            heading = phrase(template, **values, service=agreement.service)
        documents = phrase_of_documents(agreement.documents)
        answered = ", ".join(name for name in QUESTIONS if self.answers(name))
        lines = [
            heading,
            phrase("documents: {documents}", documents=documents),
            phrase("answers: {questions}", questions=answered),
        ]
        if agreement.earlier:
            days = Phrases(", ", tuple(phrase("{edition}", edition=one.edition) for one in agreement.earlier))
            lines.append(phrase("earlier editions, for the debts of their time: {editions}", editions=days))
        voice = self.agreement.other_voice
        if voice is not None:
            lines.insert(1, phrase("voice {voice}: {reason}", voice=voice, reason=data_text(self.voices[voice])))
        return "\n".join(said(one, translator) for one in lines)

    def show(self, lang: Language) -> str:
        """Return what `print` shows, in a language."""
        from telcoterms.values.errors import translator_for

        return self._said(translator_for(lang, self.currency))

    def __str__(self) -> str:
        return self._said()

    def __reduce__(self) -> tuple[Callable[..., Terms], tuple[object, ...]]:
        pickles = import_module("telcoterms.files.pickles")  # it knows which editions are published; terms do not
        reduced: tuple[Callable[..., Terms], tuple[object, ...]] = pickles.reduced(self)
        return reduced

    def __repr__(self) -> str:
        service = "" if self.service is None else f", service={self.service!r}"
        other = self.agreement.other_voice
        voice = f", voice={other!r}" if other is not None else ""
        asked = "".join(
            f", {table}.{name}={value!r}"
            for table, readings in self.readings_asked().items()
            for name, value in readings.items()
        )
        return f"<terms of {self.provider}, {self.edition}{service}{voice}{asked}>"

    def _repr_pretty_(self, printer: Any, cycle: bool) -> None:
        """List what can be asked, at the prompt of IPython."""
        from telcoterms.terms.overview import Overview

        printer.text(repr(self) if cycle else Overview(self.agreement, QUESTIONS).text())

    def _repr_html_(self) -> str:
        from telcoterms.terms.overview import Overview

        return Overview(self.agreement, QUESTIONS).html()

    def answers(self, question: str) -> bool:
        """Return whether the terms answer a question."""
        return QUESTIONS[question].answered_by(self.agreement)

    # These are for an answer, which asks the terms that gave it.

    def ask(self, question: str, facts: tuple[object, ...]) -> Answer[object]:
        """Ask a question again by its name, and return its answer."""
        answer: Answer[object] = getattr(self, question)(**dict(zip(QUESTIONS[question].facts, facts, strict=True)))
        return answer

    def asked(self, question: str, facts: tuple[object, ...]) -> Question:
        """Return a question with its facts, which gives everything but the figure."""
        return QUESTIONS[question](self.agreement, facts)

    def in_voice(self, voice: Voice) -> Terms:
        """Return the terms with the readings of a voice, those that were asked for taken back."""
        return Terms(self.agreement.in_voice(voice))

    def reading(self, question: str, readings: Mapping[str, str]) -> Terms:
        """Return the terms under readings that are named without their question, as an answer names them."""
        return Terms(QUESTIONS[question].under(self.agreement, readings))


@final
class _Questions(Mapping[str, "type[Question]"]):
    """The questions by their names; the module of one is imported when it is looked up."""

    def __init__(self, names: tuple[str, ...]) -> None:
        self.names: Final = names
        self._found: Final[dict[str, type[Question]]] = {}

    def __getitem__(self, name: str) -> type[Question]:
        question = self._found.get(name)
        if question is None:
            from telcoterms.answers.question import KNOWN

            if name not in self.names:
                raise KeyError(name)
            getattr(Terms, name)  # imports its module, which enters it among those that are known
            question = self._found[name] = KNOWN[name]
        return question

    def __iter__(self) -> Iterator[str]:
        return iter(self.names)

    def __len__(self) -> int:
        return len(self.names)


QUESTIONS: Final[Mapping[str, type[Question]]] = _Questions(
    tuple(name for name, attribute in vars(Terms).items() if isinstance(attribute, ImportOnFirstUse))
)
"""The questions that `Terms` answers, in its order."""


def table_of(name: str) -> Kinds[Any]:
    """Return a table of `TABLES`, of which its question's class says what it can hold."""
    (table,) = (table for table in QUESTIONS[name].tables if table.name == name)
    return table
