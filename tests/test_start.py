"""A start costs little: what is imported, and what of a published file is read, is what a question needs."""

from __future__ import annotations

import pickle
from pathlib import Path

import pytest

import telcoterms
from telcoterms import Terms
from telcoterms.files.library import law_table, tax_table
from telcoterms.files.provider import read_provider, read_published

FILES = sorted((Path(telcoterms.__file__).parent / "published" / "providers").glob("*.toml"))


@pytest.fixture(params=FILES, ids=lambda file: file.stem)
def terms(request: pytest.FixtureRequest) -> tuple[Terms, Terms]:
    """Published terms, read as the library reads them, and judged as a whole."""
    text, name = request.param.read_text("utf-8"), request.param.name
    later = read_published(text, name, tax_table, law_table)
    whole = read_provider(text, name, tax_table, law_table)
    return Terms(later), Terms(whole)


Both = tuple[Terms, Terms]


class TestPublishedTerms:
    """A clause of published terms is read when it is looked up; the terms are those of the whole file."""

    def test_equal(self, terms: Both) -> None:
        later, whole = terms
        assert later == whole

    def test_equal_from_the_other_side(self, terms: Both) -> None:
        later, whole = terms
        assert whole == later

    def test_the_same_hash(self, terms: Both) -> None:
        later, whole = terms
        assert hash(later) == hash(whole)

    def test_the_same_text(self, terms: Both) -> None:
        later, whole = terms
        assert repr(later.agreement) == repr(whole.agreement)

    def test_the_services_replace_the_same_clauses(self, terms: Both) -> None:
        later, whole = terms
        assert [one.replaces for one in later.agreement.services] == [one.replaces for one in whole.agreement.services]

    def test_pickled(self, terms: Both) -> None:
        later, whole = terms
        assert pickle.loads(pickle.dumps(later)) == whole

    def test_no_clause_is_read_before_it_is_looked_up(self, terms: Both) -> None:
        later, _ = terms
        assert later.agreement.rules.by_table == {}
        assert [dict(one.rules.by_table) for one in later.agreement.services] == [{} for _ in later.agreement.services]

    def test_which_clauses_there_are_is_known_before(self, terms: Both) -> None:
        later, whole = terms
        assert list(later.agreement.rules) == list(whole.agreement.rules)
        assert len(later.agreement.rules) == len(whole.agreement.rules)
        assert later.agreement.rules.by_table == {}

    def test_other_readings_read_only_the_clauses_that_have_them(self, terms: Both) -> None:
        later, _ = terms
        other = later.under(late_charge={"rounding": "down"}) if "late_charge" in later.agreement.rules else later
        assert set(other.agreement.rules.by_table) <= {"late_charge"}

    def test_a_clause_is_read_once(self, terms: Both) -> None:
        later, _ = terms
        table = next(iter(later.agreement.rules))
        assert later.agreement.rules[table] is later.agreement.rules[table]
        assert list(later.agreement.rules.by_table) == [table]
