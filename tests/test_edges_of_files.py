"""What stands at the edge of the files: a key that names nothing, a list that is none, a record without a fact."""

import json
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from telcoterms import Clause, InvalidFileError, MissingFactsError, from_dict, load
from telcoterms.agreement.citations import taken_figures
from telcoterms.agreement.law import Binding, effect_term
from telcoterms.answers.law import decided_by_agreement
from telcoterms.values.translation import Translator
from tests.error_assertions import refused
from tests.terms_builders import net

TESTS = Path(__file__).parent
VALID = (TESTS / "refusals" / "provider" / "valid.toml").read_text("utf-8")
REFUND = '[refund]\nkind = "by-days"\n'


def read_changed(folder: Path, old: str, new: str) -> None:
    """Read the valid file with one place of it changed."""
    assert VALID.count(old) == 1
    file = folder / "north-2026-01-01.toml"
    file.write_text(VALID.replace(old, new), "utf-8")
    load(file)


class TestProviderFile:
    """A file with one fault is refused, with the key at fault and what to write there."""

    def test_a_rule_of_law_without_a_table_of_law(self, tmp_path: Path) -> None:
        said = "refund.tax_law: the file names no table of law: add [law], such as table = 'canada', or take this out"
        with refused(InvalidFileError, said):
            read_changed(tmp_path, REFUND, f'{REFUND}tax_law = "excise-tax-act-232"\n')

    def test_a_rule_of_law_that_the_table_does_not_have(self, tmp_path: Path) -> None:
        said = "refund.tax_law: the table of law canada has no rule 'excise': choose from interest-act-4, "
        with refused(InvalidFileError, said):
            read_changed(tmp_path, REFUND, f'[law]\ntable = "canada"\n\n{REFUND}tax_law = "excise"\n')

    def test_a_ranking_that_is_no_list(self, tmp_path: Path) -> None:
        said = "ranking: found 'mobile', wanted a list: write in square brackets terms or mobile, once or more"
        with refused(InvalidFileError, said):
            read_changed(tmp_path, 'ranking = ["mobile", "terms"]', 'ranking = "mobile"')

    def test_sections_that_are_no_table(self, tmp_path: Path) -> None:
        tables = VALID[VALID.index("[sections.terms.1]") :]
        file = tmp_path / "north-2026-01-01.toml"
        file.write_text('sections = "none"\n' + VALID.removesuffix(tables), "utf-8")
        said = "sections: found 'none', wanted the sections of each document, such as [sections.terms.1]: write each as"
        with refused(InvalidFileError, said):
            load(file)


class TestRecordOfAService:
    """Where a service is named, a record that lacks a fact is not asked again by the general rules: it is refused."""

    def test_without_the_incentive(self) -> None:
        text = (TESTS / "records" / "cancellation-charge-cable.json").read_text("utf-8")
        record: dict[str, Any] = json.loads(text)
        record["facts"]["incentive"] = None
        with refused(MissingFactsError, "charge the incentive by the months left: give incentive"):
            from_dict(record)


class TestFigureWithoutUnit:
    """A number of a rule whose type has no unit is an error of the programmer: it is not passed over."""

    def test_a_day(self) -> None:
        day: Any = date(2026, 1, 1)
        with pytest.raises(TypeError, match="a date has no unit here: give it one, or a property figures"):
            list(taken_figures(net(day), "due_date"))


class TestLaw:
    """What a rule of law does, in words, and whether the day of the agreement leaves it open."""

    def test_a_rule_that_informs(self) -> None:
        assert effect_term("informs") == "informs"

    def test_a_rule_that_does_not_bind_stays_so_whatever_the_day_of_the_agreement(self) -> None:
        others = Binding("does-not-bind", outside=("provider",))
        assert decided_by_agreement(others) == others


class TestClauseInFrench:
    """A clause is cited in French by its article; the title of the document, and a section without a number, stay."""

    def test_an_article(self) -> None:
        assert Translator("fr").value(Clause("Service Terms", "9")) == "Service Terms, art.\N{NO-BREAK SPACE}9"

    def test_a_section_by_its_name(self) -> None:
        assert Translator("fr").value(Clause("Resolution Services", "CCTS")) == "Resolution Services, CCTS"

    def test_english_cites_it_as_it_is(self) -> None:
        assert Translator("en").value(Clause("Service Terms", "9")) == "Service Terms s.9"
