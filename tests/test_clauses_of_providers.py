"""The worked cases of real clauses, by the rules that are their data: right to the cent."""

import re
import tomllib
from pathlib import Path
from typing import Any

import pytest

from telcoterms import Account, Invoice, MissingFactsError, Money, Payment, Reminder, Terms, load
from telcoterms.account.events import Event

FOLDER = Path(__file__).parent / "cases" / "kinds"
RULES = FOLDER / "rules"
PROVIDERS = Path(__file__).parent / "providers"
ROWS = re.findall(r"^\| ([rp]\d\d|x-\S+) \| (.+) \|$", (PROVIDERS / "README.md").read_text("utf-8"), re.M)
"""Each rule that was collected, and the files that have it in our own words; or the reason that there is none."""
NO_FILE = "its words are not in the collection"
FILES = {
    rule: [next(PROVIDERS.glob(f"{name}-[0-9]*.toml")) for name in names.split(", ")]
    for rule, names in ROWS
    if names != NO_FILE
}


def rule_of(file: str) -> str:
    """The number of a rule, by the name of the file in which it was collected; `x` rules have none."""
    stem = file.removesuffix(".toml")
    return stem if stem.startswith("x-") else stem.partition("-")[0]


def own_files(case: dict[str, Any]) -> list[Path]:
    """The files here that have the clause of a case; a rule may have two of a kind each, for two services."""
    kind = kind_of(RULES / case["file"], case["question"])
    return [path for path in FILES.get(rule_of(case["file"]), ()) if kind_of(path, case["question"]) == kind]


def kind_of(path: Path, question: str) -> tuple[str, str]:
    """The currency of a file, and the kind of its clause on a question; a statement rests on late charges."""
    terms = load(path)
    table = {"statement": "late_charge", "dispute_until": "dispute"}.get(question, question)
    rule = terms.agreement.rules.get(table) or terms.agreement.tax
    return terms.currency, type(rule).__name__


CASES = [
    (f"{file.stem} {case['id']} {case['path'].stem}", case)
    for file in sorted(FOLDER.glob("*.toml"))
    for collected in tomllib.loads(file.read_text("utf-8"))["case"]
    for case in ({**collected, "path": path} for path in (RULES / collected["file"], *own_files(collected)))
]


def terms_of(case: dict[str, Any]) -> Terms:
    """The terms of a case, under its readings."""
    terms = load(case["path"])
    return terms.under(**{case["question"]: case["under"]}) if "under" in case else terms


def cases_of(question: str) -> list[Any]:
    """The cases of a question."""
    return [pytest.param(case, id=name) for name, case in CASES if case["question"] == question]


class TestCollectedRules:
    """Sixty rules of real terms were collected: each is a file, or the reason stands in the list."""

    def test_all_sixty_are_listed_once(self) -> None:
        numbers = [rule for rule, _ in ROWS if not rule.startswith("x-")]
        assert numbers == [f"r{number:02}" for number in range(1, 35)] + [f"p{number:02}" for number in range(1, 27)]

    def test_every_rule_that_was_collected_has_a_file(self) -> None:
        assert {rule_of(file.name) for file in RULES.glob("*.toml")} - {"kos"} == set(FILES)

    def test_every_case_is_asked_of_a_file_in_our_own_words(self) -> None:
        ours = {name.rpartition(" ")[0] for name, case in CASES if case["path"].parent == PROVIDERS}
        assert {name.rpartition(" ")[0] for name, case in CASES if rule_of(case["file"]) != "kos"} == ours


class TestLateCharge:
    """Every leaf, join, bound, grace period and threshold of real terms."""

    @pytest.mark.parametrize("case", cases_of("late_charge"))
    def test_it_comes_out(self, case: dict[str, Any]) -> None:
        answer = terms_of(case).late_charge(**case["facts"])
        assert answer.value.text == case["right"], case["arithmetic"]
        assert str(answer.working).count("\n") > 1  # it has a working


class TestStatement:
    """What an account owes by them: balance and accrued."""

    @pytest.mark.parametrize("case", cases_of("statement"))
    def test_it_comes_out(self, case: dict[str, Any]) -> None:
        terms, facts = terms_of(case), case["facts"]
        currency = terms.agreement.currency
        events: list[Event] = []
        for number, invoice in enumerate(facts["invoice"], 1):
            own = {name: value for name, value in invoice.items() if name not in ("amount", "reminded")}
            events.append(Invoice(f"I{number}", amount=Money(invoice["amount"], currency), **own))
            if "reminded" in invoice:
                events.append(Reminder(invoice["reminded"], f"I{number}"))
        events += [Payment(paid["received"], Money(paid["amount"], currency)) for paid in facts["payment"]]
        answer = terms.statement(Account(events), as_of=facts["as_of"])
        assert [answer.value.balance.text, answer.value.accrued.text] == case["right"], case["arithmetic"]
        assert "to settle" in str(answer.working)


def sums_of(value: Any) -> list[Money]:
    """A charge or a refund, its tax and both together."""
    return [value.refund if hasattr(value, "refund") else value.charge, value.tax, value.total]


class TestPartsOfACycle:
    """What comes back of a fee, and what a part of a cycle costs; one figure is that before tax."""

    @pytest.mark.parametrize("case", [*cases_of("refund"), *cases_of("part_charge")])
    def test_it_comes_out(self, case: dict[str, Any]) -> None:
        answer = getattr(terms_of(case), case["question"])(**case["facts"])
        sums = [money.text for money in sums_of(answer.value)]
        right = case["right"] if isinstance(case["right"], list) else [case["right"]]
        assert sums[: len(right)] == right, case["arithmetic"]
        assert "refund: " in str(answer.working) or "charge: " in str(answer.working)


class TestCancellationCharge:
    """What a term costs that ends early: the charge and its tax, or both together."""

    @pytest.mark.parametrize("case", cases_of("cancellation_charge"))
    def test_it_comes_out(self, case: dict[str, Any]) -> None:
        value = terms_of(case).cancellation_charge(**case["facts"]).value
        sums = [money.text for money in sums_of(value)]
        right = case["right"] if isinstance(case["right"], list) else [case["right"]]
        found = sums[2:] if case["figure"] == "total" else sums[: len(right)]
        assert found == right, case["arithmetic"]


class TestDays:
    """The day on which a bill is due, until which it can be disputed, on which a service ends."""

    @pytest.mark.parametrize(
        "case",
        [
            case
            for question in ("due_date", "dispute_until", "customer_cancellation")
            for case in cases_of(question)
            if case.values[0]["right"] != "refused"
        ],
    )
    def test_it_comes_out(self, case: dict[str, Any]) -> None:
        value = getattr(terms_of(case), case["question"])(**case["facts"]).value
        assert str(value) == case["right"], case["arithmetic"]

    @pytest.mark.parametrize("case", [case for case in cases_of("due_date") if case.values[0]["right"] == "refused"])
    def test_a_bill_that_shows_its_day_is_asked_for_it(self, case: dict[str, Any]) -> None:
        with pytest.raises(MissingFactsError, match="due"):
            terms_of(case).due_date(**case["facts"])

    @pytest.mark.parametrize("case", cases_of("complaint"))
    def test_a_step_of_a_complaint(self, case: dict[str, Any]) -> None:
        received, name = case["facts"]["received"], case["facts"]["step"]
        steps = {step.name: step.latest for step in terms_of(case).complaint(received=received).value.steps}
        assert str(steps[name]) == case["right"], case["arithmetic"]


class TestOtherQuestions:
    """A charge by its reason, the first day of a suspension, the regime of a day, the return of a deposit."""

    @pytest.mark.parametrize(
        "case", [*cases_of("administrative_charge"), *cases_of("suspension"), *cases_of("deposit")]
    )
    def test_it_comes_out(self, case: dict[str, Any]) -> None:
        answer = getattr(terms_of(case), case["question"])(**case["facts"])
        text = " ".join(str(answer.working).split())
        assert re.search(rf" Terms of \S+: {re.escape(case['right'])}\b", text), case["arithmetic"]

    @pytest.mark.parametrize("case", cases_of("tax"))
    def test_a_tax_comes_out(self, case: dict[str, Any]) -> None:
        answer = terms_of(case).tax(case["facts"]["amount"], on=case["facts"]["on"])
        assert answer.value.tax.text == case["right"], case["arithmetic"]

    @pytest.mark.parametrize("case", cases_of("regime"))
    def test_a_regime_comes_out(self, case: dict[str, Any]) -> None:
        answer = terms_of(case).regime(**case["facts"])
        assert f": {case['right']}" in " ".join(str(answer.working).split()), case["arithmetic"]
