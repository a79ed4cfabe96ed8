"""Define an answer: the figure and, on request, its working, its record, and what other voices and readings give.

Everything but the figure is computed only when it is asked for.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import suppress
from typing import (
    TYPE_CHECKING,
    Any,
    Final,
    Generic,
    NoReturn,
    Protocol,
    Self,
    TypeVar,
    assert_never,
    cast,
    final,
    runtime_checkable,
)

from telcoterms.agreement.agreement import Agreement, Section
from telcoterms.agreement.rule import Voice, voice_in_words
from telcoterms.agreement.terms_used import TermsUsed
from telcoterms.answers.figures import (
    compared,
    compared_on_page,
    figure_data,
    figure_said,
    figure_text,
    figure_value,
    figure_written,
    headline,
)
from telcoterms.answers.question import Question, question_name
from telcoterms.answers.receipt import Receipt, marked, steps_data
from telcoterms.formats.report import Report
from telcoterms.formats.text import TABLE_WIDTH, clauses_text, page, phrase_text, said
from telcoterms.formats.ways import SENTENCE, WORKING
from telcoterms.values.dataclasses import replace
from telcoterms.values.errors import InputError
from telcoterms.values.messages import (
    Interface,
    Language,
    Phrase,
    Phrases,
    Term,
    Value,
    data_text,
    phrase,
    shown_interface,
    spelt_for,
)
from telcoterms.values.money import Money
from telcoterms.values.steps import Clause, Step, step

if TYPE_CHECKING:
    from telcoterms.agreement.law import Effect, LawRule
    from telcoterms.answers.law import LawEntry
    from telcoterms.answers.reading_range import ReadingRange
    from telcoterms.formats.csv import Sheet
    from telcoterms.formats.journal import Books, Transaction
    from telcoterms.formats.letter import Letter
    from telcoterms.formats.picture import Picture
    from telcoterms.formats.text import Grid
    from telcoterms.values.translation import Translator

T_co = TypeVar("T_co", covariant=True)
V = TypeVar("V", bound="Corrected")
V_co = TypeVar("V_co", covariant=True)

MAX_RULES: Final = 2  # of law that the short page names


@runtime_checkable
class HasDays(Protocol):
    """A value with days to keep, which can be written as a file for a calendar."""

    def ical(self, about: str = "") -> bytes: ...


class Corrected(Protocol):
    """A list of corrections, which can name whose terms it is by and which account it is of."""

    def named(self, terms: TermsUsed, of: Phrase) -> Self: ...


class Revised(Protocol[V_co]):
    """A value that can list what turns an earlier one into it."""

    def corrections(self, old: Any) -> V_co: ...


class Agreed(Protocol):
    """The terms that answer. An answer keeps them and asks them again for whatever was not computed at first."""

    __slots__ = ()

    @property
    def agreement(self) -> Agreement: ...
    @property
    def currency(self) -> str: ...
    def ask(self, question: str, facts: tuple[object, ...]) -> Answer[object]: ...
    def in_voice(self, voice: Voice) -> Agreed: ...
    def asked(self, question: str, facts: tuple[object, ...]) -> Question: ...
    def reading(self, question: str, readings: Mapping[str, str]) -> Agreed: ...


@final
class Answer(Report, Generic[T_co]):
    """An exact figure that carries its working.

    `value` is the figure. Everything else is computed when it is asked for. Frozen, hashable, equal by value.
    It is shown in three depths: `sentence` is what is said on the telephone, `print` and a notebook show the figure
    with its facts and what matters, and `working` is the whole arithmetic. `repr` is one line.
    """

    __slots__ = ("_about", "_asked", "_range", "_value")
    _about: Question
    _asked: tuple[str, tuple[object, ...], Agreed]
    _range: ReadingRange
    _value: T_co

    def __init__(self, value: T_co, question: str, facts: tuple[object, ...], terms: Agreed) -> None:
        _set_value(self, value)
        _set_asked(self, (question, facts, terms))

    @property
    def value(self) -> T_co:
        """The figure."""
        try:
            return self._value
        except AttributeError:
            question, facts, terms = self._asked
            value = cast("T_co", terms.ask(question, facts).value)
            _set_value(self, value)
            return value

    @property
    def question(self) -> str:
        """The name of the question."""
        return self._asked[0]

    @property
    def facts(self) -> tuple[object, ...]:
        """The facts of the question, in its order."""
        return self._asked[1]

    @property
    def terms(self) -> Agreed:
        """The terms that gave the answer."""
        return self._asked[2]

    @property
    def about(self) -> Question:
        """The question of the answer, which gives its working, readings and clauses; it is made once."""
        try:
            return self._about
        except AttributeError:
            question, facts, terms = self._asked
            _set_about(self, terms.asked(question, facts))
            return self._about

    @property
    def steps(self) -> tuple[Step, ...]:
        """The working, line by line, each line with its clauses; the readings taken come last."""
        return self.about.steps

    @property
    def clauses(self) -> tuple[Clause, ...]:
        """The clauses that the figure rests on."""
        return self.about.clauses

    @property
    def readings(self) -> dict[str, str]:
        """The readings taken, name to value."""
        return {reading.name: reading.value for reading in self.about.readings}

    @property
    def law(self) -> tuple[LawEntry, ...]:
        """The rules of law that bear on the answer, each with what it does and the figure by it; no verdict.

        Terms that name no table of law have none. What is known of the customer is `Terms.for_customer`.

        >>> from telcoterms import load
        >>> charge = load("kos").late_charge("113.00", issued="2026-01-01", paid="2026-02-15")
        >>> [(rule.since, rule.figure) for rule in charge.law if rule.rule == "criminal-code-347"]
        [(None, Money('4.45', 'CAD')), (datetime.date(2025, 1, 1), Money('3.25', 'CAD'))]
        """
        from telcoterms.answers.law import law_entries

        return law_entries(self.about, self.value)

    def under(self, **readings: str) -> Answer[T_co]:
        """Return the same question, answered again under other readings.

        Raises `UnknownNameError` for a reading that the question does not have, or a value that it does not have.
        """
        answer = self.terms.reading(self.question, readings).ask(self.question, self.facts)
        return cast("Answer[T_co]", answer)

    def voices(self) -> dict[Voice, Answer[T_co]]:
        """Return the answer that each voice of the terms gives, readings that were asked for taken back.

        There is none where the terms are read in one voice alone, or the question has no readings, and none of a voice
        whose readings refuse the facts.

        >>> from telcoterms import load
        >>> charge = load("kos").late_charge("113.00", issued="2026-01-01", paid="2026-02-15")
        >>> {voice: answer.value.text for voice, answer in charge.voices().items()}
        {'biller': '3.41', 'consumer': '1.13', 'letter': '1.13'}
        """
        declared, taken = self.terms.agreement.voices, self.readings
        if declared is None or not taken:
            return {}
        answers: dict[Voice, Answer[Any]] = {}
        answered: list[tuple[dict[str, str], Answer[Any]]] = [(taken, self)]
        for voice in declared.names:
            terms = self.terms.in_voice(voice)
            with suppress(InputError):  # such as a notice that is too short where its days are clear days
                readings = Answer(None, self.question, self.facts, terms).readings
                alike = next((answer for others, answer in answered if others == readings), None)
                if alike is None:
                    answers[voice] = terms.ask(self.question, self.facts)
                    answered.append((readings, answers[voice]))
                else:  # voices that read alike give the same figure
                    answers[voice] = Answer(alike.value, self.question, self.facts, terms)
        return cast("dict[Voice, Answer[T_co]]", answers)

    def across_readings(self) -> ReadingRange:
        """Return the figure under every combination of the readings that can change it on these facts.

        It is made once, when it is first asked for: most of what a page costs.
        """
        try:
            return self._range
        except AttributeError:
            from telcoterms.answers.reading_range import ReadingRange

            # of an equal answer, since a circle of two would only be freed by the garbage collector
            _set_range(self, ReadingRange(Answer(self.value, *self._asked)))
            return self._range

    def receipt(self) -> Receipt:
        """Return what is to be kept of the answer, as JSON-ready data: the facts, the figure, and what it rests on.

        It holds no working and no wording. `telcoterms.verify` answers it again and compares it; `as_dict` is the
        receipt with the working.

        >>> from telcoterms import load
        >>> receipt = load("kos").late_charge("113.00", issued="2026-01-01", paid="2026-02-15").receipt()
        >>> receipt["question"], receipt["facts"]["paid"], receipt["figure"]
        ('late_charge', '2026-02-15', '3.41')
        >>> [(table["kind"], table["name"]) for table in receipt["tables"]]
        [('provider', 'kos-2021-07-12'), ('law', 'canada')]
        """
        about = self.about
        return about.basis.receipt(about.facts_written, figure_written(self.value))

    def as_dict(self) -> dict[str, object]:
        """Return the answer as JSON-ready data: its receipt, and the working with its text.

        The working is `steps`, `law`, `voices` and, of a statement, the rows of its `ledger`, each with its clause.
        """
        about = self.about
        with spelt_for("python"):  # the same data, whoever asks for it
            sheet = about.sheet
            return marked(
                {
                    **about.basis.unmarked(about.facts_written.data, figure_data(self.value)),
                    **about.terms_named,
                    **voice_data(self),
                    "steps": steps_data(about.steps),
                    "law": [entry.as_dict() for entry in self.law],
                    **({} if sheet is None or not about.keeps_ledger else {"ledger": sheet.data()}),
                    **about.data_beside(self.value),
                }
            )

    def corrections(self: Answer[Revised[V]], old: Answer[Revised[V]] | Revised[V]) -> V:
        """Return the dated entries that turn an earlier statement into this one.

        `old` is its answer, or the statement itself, as `Statement.from_receipt` gives it.
        """
        about = self.about
        before = old.value if isinstance(old, Answer) else old
        return self.value.corrections(before).named(about.terms_used, about.account_named)

    def csv(self) -> str:
        """Return the rows of an answer as CSV text; a cell that a spreadsheet would run begins with an apostrophe.

        They are the ledger of a statement, the lines of an audited bill, or the days of leaving. Raises `InputError`
        for an answer without rows.
        """
        sheet = self.sheet()
        if sheet is None:
            raise InputError(
                "the answer to {question} has no rows that CSV could hold: take text, json or html",
                question=question_name(self.question),
            )
        return sheet.text()

    @property
    def currency(self) -> str:
        """The currency of the terms."""
        return self.terms.currency

    def sheet(self) -> Sheet | None:
        """Return the rows of an answer, such as the ledger of a statement; None where it has none.

        Each row names whose terms it is by and the day of the statement, so that rows of several
        files can be told apart.
        """
        about = self.about
        sheet = about.sheet_of_file
        return None if sheet is None else sheet.identified(about.terms_used.cells | about.days_asked)

    def calendar(self) -> bytes | None:
        """Return the days of a complaint as a calendar file; None for every other answer."""
        if not isinstance(self.value, HasDays):
            return None
        used = self.about.terms_used
        whose = phrase("{sentence}; {note}", sentence=used.sentence(self.about.asked), note=used.note_with_voice.phrase)
        return self.value.ical(phrase_text(whose))

    def headline(self) -> Phrase:
        """Return the question and its answer in one line."""
        return phrase("{question}: {value}", question=question_name(self.question), value=headline(self.value))

    def heading(self) -> Phrase:
        """Return what was asked with its facts, whose terms answer it, and the value."""
        value, about = self.value, self.about
        # the facts name the currency where they hold money
        words = about.in_words(value)
        if words is None and isinstance(value, Money) and any(isinstance(fact, Money) for fact in self.facts):
            words = phrase("{sum}", sum=value)
        return about.terms_used.heading(about.asked, words or headline(value))

    @property
    def working(self) -> Working:
        """The whole working: each line of the arithmetic, the readings, how far the words reach, the law, whose terms.

        >>> from telcoterms import load
        >>> charge = load("kos").late_charge("113.00", issued="2026-01-01", paid="2026-02-15")
        >>> print(charge.working.text().splitlines()[3])
        due date: 2026-01-01 + 15 days = 2026-01-16                            Service Terms s.7
        """
        return Working(self)

    @property
    def sentence(self) -> str:
        """The answer as one English sentence that can be said on the telephone.

        Raises `MissingPackageError` where babel is not installed.

        >>> from telcoterms import load
        >>> charge = load("kos").late_charge("113.00", issued="2026-01-01", paid="2026-02-15")
        >>> charge.sentence.partition(", section 9, ")[2]
        'a bill of $113.00 dated 1 January and paid on 15 February carries a late payment charge of $3.41.'
        """
        return self.say("en")

    def say(self, lang: Language) -> str:
        """Return the answer as one sentence in a language; days have no year where all of them lie in one.

        Raises `UnknownNameError` for a language that is not held, `MissingPackageError` where babel is not installed.
        """
        from telcoterms.formats.sentence import sentence_text

        return sentence_text(self.about.sentence(self.value), lang, self.currency)

    def page(self) -> tuple[Step, ...]:
        """Return what matters: the figure by its parts, then how far the words reach, the law, and how to see more."""
        return brief_page(self)

    def grid(self) -> Grid | None:
        """Return what is shown in columns, such as the bills of a statement; None where there is no such table."""
        return self.about.grid(self.value)

    def _tables(self, lang: Language | None) -> str:
        """Return what matters as HTML, with the working folded below it."""
        from telcoterms.formats.html import folded, table

        translator = self._translator(lang)
        brief = table(self.figure_first(), self.page(), translator, self.grid(), self._asked_of())
        working = self.working
        folded_working = folded(phrase("the working"), table(working.heading(), working.page(), translator), translator)
        return brief + folded_working

    def _text(self, width: int, translator: Translator | None) -> str:
        width = min(width, TABLE_WIDTH)
        return page(self.figure_first(), self.page(), width, translator, self.grid(), self._asked_of())

    def figure_first(self) -> Phrase:
        """Return the question and the value in full, with what fixes it: the first line of a page."""
        value = self.about.in_short(self.value) or headline(self.value)
        return phrase("{question}: {value}", question=question_name(self.question), value=value)

    def _asked_of(self) -> Phrase:
        """Return what was asked, with its facts and whose terms answer it, without the value."""
        return self.about.terms_used.sentence(self.about.asked)

    def __repr__(self) -> str:
        clauses = clauses_text(self.clauses)
        return f"<{phrase_text(self.headline())}  [{clauses}]>"

    @property
    def is_pictured(self) -> bool:
        """Whether its page has the picture above its lines."""
        return self.about.is_pictured

    def picture(self, lang: Language | None = None) -> Picture | None:
        """Return what shows more than the figure, in a language where one is named; None where there is no picture.

        Of a statement it is the balance over time, of a late charge how it grows by day, of leaving what it comes to by
        day, of a complaint and of a suspension the last days in order, of an audit the billed figure among those that
        the words allow.

        A notebook shows it, `str` gives the text of an SVG file, `save` writes one.
        """
        chart = self.about.picture
        if chart is None:
            return None
        from telcoterms.formats.charts import draw

        whose = self.about.terms_used.sentence(self.about.asked)
        chart = replace(
            chart,
            story=(
                phrase("{heading}.", heading=self.heading()),
                *chart.story,
                phrase("{note}.", note=self.about.terms_used.note_with_voice.phrase),
            ),
            captions=(*chart.captions, whose),
        )
        return draw(chart, self._translator(lang))

    def workbook(self, lang: Language | None = None) -> bytes | None:
        """Return a statement as a workbook (.xlsx): its sums, its bills, its ledger and its working; else None.

        Sums are numbers and days are days; behind each line of the working stands its section. Raises
        `MissingPackageError` without openpyxl, which the extra `xlsx` installs.
        """
        tables = self.about.sheets(self.value)
        if not tables:
            return None
        from telcoterms.formats.workbook import workbook, working_sheet

        translator = self._translator(lang)
        sheets = {said(table.title, translator): table.in_language(translator) for table in tables}
        title = phrase("working")
        lines = (Step(self.heading()), *self.working.page())
        return workbook(sheets | {said(title, translator): working_sheet(lines, translator)})

    def transactions(self, books: Books = "customer") -> Sequence[Transaction] | None:
        """Return what a statement rests on as transactions of double entry, late charges among them; else None.

        Raises `UnknownNameError` for other books than the customer's and the provider's.

        >>> from telcoterms import Account, Invoice, Money, load
        >>> from telcoterms.formats.journal import hledger
        >>> account = Account([Invoice("2026-01", "2026-01-01", Money("56.45", "CAD"))])
        >>> owed = load("kos").statement(account, as_of="2026-02-10")
        >>> print(hledger(owed.transactions()[1:]), end="")
        2026-02-01 late charge on invoice 2026-01  ; Service Terms s.9
            expenses:telecom:late-charges                 1.13 CAD
            liabilities:telecom                          -1.13 CAD
        """
        return self.about.transactions(books)

    def letter(self, lang: Language = "en") -> Letter | None:
        """Return a statement as a letter to send to the customer; None for every other answer.

        `str` gives the page of HTML, `pdf` the bytes of a PDF file, and `save` writes either.
        """
        content = self.about.letter
        if content is None:
            return None
        from telcoterms.formats.letter import letter
        from telcoterms.values.errors import translator_for

        return letter(content, translator_for(lang, self.currency))

    def __setattr__(self, name: str, value: object) -> NoReturn:
        raise AttributeError(f"an answer is frozen: {name} cannot be set")

    def __delattr__(self, name: str) -> NoReturn:
        raise AttributeError(f"an answer is frozen: {name} cannot be deleted")

    def __bool__(self) -> NoReturn:
        raise TypeError("an answer is neither true nor false: ask its value, such as answer.value")

    def _key(self) -> tuple[object, ...]:
        return (self.value, *self._asked)

    def __eq__(self, other: object) -> bool:
        return self._key() == other._key() if isinstance(other, Answer) else NotImplemented

    def __hash__(self) -> int:
        return hash(self._key())

    def __reduce__(self) -> tuple[Callable[..., Answer[Any]], tuple[object, ...]]:
        if self.about.is_pickled_without_value:
            return (answer_on_request, self._asked)
        return (Answer, self._key())


@final
class Working(Report):
    """The whole working of an answer; `print` shows it as text, a notebook as one table."""

    __slots__ = ("answer",)
    answer: Answer[object]

    def __init__(self, answer: Answer[Any]) -> None:
        self.answer = answer

    @property
    def currency(self) -> str:
        """The currency of the terms."""
        return self.answer.currency

    def headline(self) -> Phrase:
        """Return the question and its answer in one line."""
        return self.answer.headline()

    def heading(self) -> Phrase:
        """Return what was asked with its facts, whose terms answer it, and the value."""
        return self.answer.heading()

    def page(self) -> tuple[Step, ...]:
        """Return the working, the voices, how far the words reach if it does not say so, the law, and whose terms."""
        from telcoterms.answers.law import law_steps

        answer = self.answer
        steps, note = answer.steps, answer.about.terms_used.note
        if any(line.part == "readings" for line in steps):
            steps += voice_steps(answer)
        if not any(line.part == "range" for line in steps):
            steps += answer.across_readings().steps()
        steps += qualifying_steps(answer.terms.agreement.qualifying(answer.question))
        return (*steps, *law_steps(answer.law), note)

    def as_dict(self) -> dict[str, object]:
        """Return the answer with its working as JSON-ready data."""
        return self.answer.as_dict()

    def sheet(self) -> Sheet | None:
        """Return the ledger of the answer."""
        return self.answer.sheet()

    def workbook(self, lang: Language | None = None) -> bytes | None:
        """Return the workbook of the answer."""
        return self.answer.workbook(lang)

    def transactions(self, books: Books = "customer") -> Sequence[Transaction] | None:
        """Return the transactions of the answer."""
        return self.answer.transactions(books)

    def calendar(self) -> bytes | None:
        """Return the days of the answer as a calendar file."""
        return self.answer.calendar()

    @property
    def is_pictured(self) -> bool:
        """Whether its page has the picture above its lines."""
        return self.answer.is_pictured

    def picture(self, lang: Language | None = None) -> Picture | None:
        """Return the picture of the answer."""
        return self.answer.picture(lang)

    def letter(self, lang: Language = "en") -> Letter | None:
        """Return the answer as a letter."""
        return self.answer.letter(lang)

    def __repr__(self) -> str:
        return f"<working of {self.answer!r}>"


_slots: Any = Answer  # the slots' own setters: the only writers of a frozen answer
_set_value: Callable[[Any, object], None] = _slots._value.__set__
_set_asked: Callable[[Any, tuple[str, tuple[object, ...], Agreed]], None] = _slots._asked.__set__
_set_about: Callable[[Any, Question], None] = _slots._about.__set__
_set_range: Callable[[Any, ReadingRange], None] = _slots._range.__set__


def answer_on_request(question: str, facts: tuple[object, ...], terms: Agreed) -> Answer[Any]:
    """Return the answer to a question of which the value is computed when it is first asked for."""
    answer: Answer[Any] = object.__new__(Answer)
    _set_asked(answer, (question, facts, terms))
    return answer


def brief_page(answer: Answer[Any]) -> tuple[Step, ...]:
    """Return what matters in an answer, its notes on other editions, and how more of it is seen.

    That is a line on the readings with how far the words allow another figure, one on the rules of law, and whose terms
    these are in full, with what their date is the date of.
    """
    about = answer.about
    more = [*_on_readings(answer), *_on_law(answer), replace(about.terms_used.note, part="more")]
    if is_typed(shown_interface()):
        template = "more: {working} shows the working line by line, {sentence} says it in one sentence"
        more.append(step(template, part="more", working=WORKING, sentence=SENTENCE))
    return (*about.brief(answer.value), *about.number_notes(), *about.edition_notes(), *more)


def is_typed(interface: Interface) -> bool:
    """Return whether more of an answer is asked for by words that are typed; a page has all of it."""
    match interface:
        case "python" | "shell" | "file":
            return True
        case "page":
            return False
    assert_never(interface)


def _on_readings(answer: Answer[Any]) -> Iterator[Step]:
    """Yield the line on the readings: the voice, what the others give, and how far the words allow another figure."""
    if not answer.readings:
        return
    reach = answer.about.reach(answer.value) or answer.across_readings().in_short()
    voices = tuple(line.phrase for line in voice_steps(answer))
    said = Phrases("; ", (*voices, reach))
    yield step("readings: {said}", part="more", said=said)


def _on_law(answer: Answer[Any]) -> Iterator[Step]:
    """Yield the line on the rules of law that bear on the answer; none where no rule has a line in its working.

    A rule that replaces what the terms fix stands with its figure: whoever reads no further must not miss it.
    """
    from telcoterms.answers.law import rules_on_page

    named: dict[Term, Phrase] = {}

    def has_figure(rule: LawRule) -> bool:
        return _stands_in_place(rule.effect)

    def is_to_be_named(rule: LawRule) -> bool:
        return has_figure(rule) or data_text(rule.title) not in named

    for rule, figure in rules_on_page(answer.about, answer.value, is_to_be_named, has_figure):
        title = data_text(rule.title)
        if figure is not None and has_figure(rule):
            named[title] = phrase("{rule} ({figure} by it)", rule=title, figure=figure_value(figure))
        else:
            named.setdefault(title, phrase("{rule}", rule=title))
    if not named:
        return
    shown = Phrases("; ", tuple(named.values())[:MAX_RULES])
    more = len(named) - MAX_RULES
    if more > 0:
        template = "law: {rules} and {count} more bear on this: {working}"
        yield step(template, part="more", rules=shown, count=more, working=WORKING)
    elif len(named) > 1:
        yield step("law: {rules} bear on this: {working}", part="more", rules=shown, working=WORKING)
    else:
        yield step("law: {rules} bears on this: {working}", part="more", rules=shown, working=WORKING)


def _stands_in_place(effect: Effect) -> bool:
    """Return whether what a rule of law fixes stands in the place of what the terms fix."""
    match effect:
        case "replaces":
            return True
        case "caps" | "voids" | "adds-a-way-out" | "informs":
            return False
    assert_never(effect)


def qualifying_steps(sections: Iterable[Section]) -> tuple[Step, ...]:
    """Return a line for each section that says more of a question than is computed."""
    template = "the terms also say, not computed here: {says} ({why})"
    return tuple(
        step(
            template,
            section.clause,
            part="notes",
            says=data_text(section.says.rstrip(".")),
            why=data_text(section.why.rstrip(".")),
        )
        for section in sections
    )


def voice_steps(answer: Answer[object]) -> tuple[Step, ...]:
    """Return the line on the voice of an answer and what the others give; none where the terms have one voice alone."""
    answers, declared, voice_taken = answer.voices(), answer.terms.agreement.voices, answer.terms.agreement.voice
    if declared is None or voice_taken is None or not answers:
        return ()
    # None where the readings of a voice refuse the facts
    figures: dict[Voice, object] = {
        voice: compared_on_page(answers[voice].value) if voice in answers else None for voice in declared.names
    }
    asked_for = voice_taken not in answers or answers[voice_taken].readings != answer.readings
    return (step_of_voices(voice_taken, figures, asked_for=asked_for, value=answer.value),)


def step_of_voices(
    voice_taken: Voice, figures: Mapping[Voice, object], *, asked_for: bool, value: object = None
) -> Step:
    """Return the line on the voice that is taken and what the others give; `asked_for` are readings beside a voice.

    `value` is that of the answer, which may say its figures in words.
    """
    by_figure: dict[object, list[Voice]] = {}
    for voice, figure in figures.items():
        if voice != voice_taken:
            by_figure.setdefault(figure, []).append(voice)
    alike = [] if asked_for else by_figure.pop(figures[voice_taken], [])
    others = Phrases("; ", tuple(_in_voices(voices, figure, value) for figure, voices in by_figure.items()))
    typed, taken = is_typed(shown_interface()), _in_words(voice_taken)
    if asked_for:
        template = (
            "voice {voice}, readings asked for; without them: {figure}; {others}"
            if typed
            else "{voice}, readings asked for; without them: {figure}; {others}"
        )
        figure = _in_a_voice(figures[voice_taken], value)
        line = step(template, part="readings", voice=taken, figure=figure, others=others)
    elif not alike:
        template = "voice {voice}; {others}" if typed else "{voice}; {others}"
        line = step(template, part="readings", voice=taken, others=others)
    elif not others.parts:
        template = "voice {voice}, the same in {voices}" if typed else "{voice}; the same {voices}"
        line = step(template, part="readings", voice=taken, voices=_names(alike))
    else:
        template = "voice {voice}, the same in {voices}; {others}" if typed else "{voice}; the same {voices}; {others}"
        line = step(template, part="readings", voice=taken, voices=_names(alike), others=others)
    return line


def _in_voices(voices: Sequence[Voice], figure: object, value: object) -> Phrase:
    """Return a figure with the voices that give it."""
    return phrase("{voices}: {figure}", voices=_names(voices), figure=_in_a_voice(figure, value))


def _in_a_voice(figure: object, value: object) -> Value:
    """Return the figure of a voice; without one, that it refuses the facts."""
    return phrase("these facts are refused") if figure is None else figure_said(value, figure)


def _names(voices: Sequence[Voice]) -> Phrases:
    return Phrases(" and ", tuple(phrase("{voice}", voice=_in_words(voice)) for voice in voices))


def _in_words(voice: Voice) -> Value:
    """Return a voice by the name that is typed for it; on a page, in words."""
    return voice if is_typed(shown_interface()) else voice_in_words(voice)


def voice_data(answer: Answer[object]) -> dict[str, object]:
    """Return the figure that each voice gives as text, where the terms have voices."""
    figures = {voice: figure_text(compared(one.value)) for voice, one in answer.voices().items()}
    return {"voices": figures} if figures else {}
