"""What a page has without the whole of it is what the whole says: rules of law, voices, the days to come."""

from datetime import timedelta
from fractions import Fraction
from random import Random

import pytest

from benchmarks.accounts import realistic
from telcoterms import Answer, Money, load
from telcoterms.agreement.customer import Customer
from telcoterms.answers.law import rules_on_page
from telcoterms.clauses.late_charge.by_law import DAYS_OF_YEAR, LateCharged
from telcoterms.formats.text import wrapped_text
from telcoterms.statement.account_terms import AccountTerms
from telcoterms.statement.plain_account import plain_postings
from telcoterms.statement.questions import plain_clauses, replayed
from telcoterms.statement.working import debts_ahead
from tests.long_runs import examples
from tests.terms_builders import KOS

CASES = list(realistic(examples(300, least=60), seed=3))


def statements() -> list[Answer[object]]:
    """Statements of random accounts, some of them before all bills were paid."""
    return [
        KOS.statement(case.account, as_of=case.as_of - timedelta(20 * (n % 4))) for n, case in enumerate(CASES[:40])
    ]


class TestLaw:
    """The line on the law names the rules that have a line in the working."""

    @pytest.mark.parametrize("customer", [None, "consumer", "other"])
    def test_a_page_names_the_rules_of_the_whole(self, customer: Customer | None) -> None:
        terms = KOS if customer is None else KOS.for_customer(customer=customer)
        for answer in (*statements(), terms.late_charge("113.00", issued="2026-01-01", paid="2026-03-16")):
            named = {
                rule.title for rule, _ in rules_on_page(answer.about, answer.value, lambda _: True, lambda _: False)
            }
            assert named == {entry.title for entry in answer.law if entry.line is not None}

    def test_a_rule_that_is_not_wanted_any_more_is_not_asked_again(self) -> None:
        answer = statements()[0]
        named: list[str] = []
        for rule, _ in rules_on_page(answer.about, answer.value, lambda rule: rule.title not in named, bool):
            named.append(rule.title)
        assert len(named) == len(set(named))

    def test_the_largest_charge_under_a_cap_is_the_last_that_is_not_over_it(self) -> None:
        random = Random(5)
        far = (920_910_480_571, 1951, Fraction(297, 100))  # the first guess is over it
        near = [
            (
                random.choice([1, 50, 11_300, random.randrange(1, 10**8)]),
                random.randrange(1, 800),
                Fraction(random.choice([0, 1, 35, 60, 300]), 100),
            )
            for _ in range(300)
        ]
        for amount, days, cap in [far, *near]:
            charged = LateCharged(Money.of_minor(1, "CAD"), Money.of_minor(amount, "CAD"), days)
            most = charged.most_by_effective(cap).minor
            bound = (1 + cap) ** days
            assert Fraction(amount + most, amount) ** DAYS_OF_YEAR <= bound
            assert Fraction(amount + most + 1, amount) ** DAYS_OF_YEAR > bound


class TestVoices:
    """Voices that take the same readings are computed once."""

    def test_each_voice_answers_as_its_terms_do(self) -> None:
        for answer in (*statements(), KOS.late_charge("113.00", issued="2026-01-01", paid="2026-03-16")):
            for voice, of_voice in answer.voices().items():
                assert of_voice == KOS.under(voice).ask(answer.question, answer.facts)
                assert of_voice.readings == KOS.under(voice).ask(answer.question, answer.facts).readings

    def test_an_agreement_in_a_voice_is_made_once(self) -> None:
        agreement = load("kos").agreement
        assert agreement.in_voice("consumer") is agreement.in_voice("consumer")


class TestDaysToCome:
    """The next posting of each bill of a plain account, without a replay."""

    def test_it_is_that_of_the_replay(self) -> None:
        terms = AccountTerms(KOS.agreement)
        for case in CASES:
            for back in (0, 1, 15, 40, 90):
                day = case.as_of - timedelta(back)
                plain = plain_clauses(terms, case.account, day)
                assert plain is not None
                found = plain_postings(case.account, day, plain.net_days, plain.late_charge, plain.terms.rule)
                known = [one.number for one in case.account.invoices if one.issued <= day]
                ahead = debts_ahead(replayed(terms, case.account, day))
                assert dict(zip(known, found, strict=True)) == {number: one.posts_on for number, one in ahead.items()}


class TestLines:
    """A text that fits is a line as it stands."""

    @pytest.mark.parametrize(
        ("text", "lines"),
        [
            ("a bill of 1", ["  a bill of 1"]),
            ("a bill  of 1", ["  a bill  of 1"]),
            ("a bill of 100", ["  a bill of", "    100"]),
            ("bill ", ["  bill"]),
            ("", []),
        ],
    )
    def test_what_is_wrapped(self, text: str, lines: list[str]) -> None:
        assert wrapped_text(text, 14, "  ", "    ") == lines
