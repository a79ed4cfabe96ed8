"""What batch stands on is told by name where it is missing, and without the compiled core the figures are the same."""

import subprocess
import sys
from collections.abc import Callable
from dataclasses import replace
from datetime import date
from random import Random
from typing import Any

import pyarrow as pa
import pytest
import telcoterms_native  # pyright: ignore[reportMissingImports]

from telcoterms import MissingPackageError, Terms, load
from telcoterms.agreement.conditions import Grace
from telcoterms.batch import late_charge
from telcoterms.batch.core import METADATA_KEY
from telcoterms.batch.kernels import core
from tests.batch.made_tables import minor, rows, table
from tests.batch.test_statements import asked, made_accounts, tables
from tests.terms_builders import flat, made, net, ordered

KOS = load("kos")
AFTER_A_REMINDER = replace(flat(500), grace=Grace(counted_from="reminder", days=10))


class TestMissing:
    """A sentence with the cure."""

    @pytest.mark.parametrize("package", ["numpy", "pyarrow"])
    def test_batch_needs_its_extra_and_the_rest_does_not(self, package: str) -> None:
        code = (
            f"import sys; sys.modules[{package!r}] = None\n"
            "from telcoterms import MissingPackageError, load\n"
            "load('kos').due_date('2026-01-01')\n"
            "try:\n    import telcoterms.batch\nexcept MissingPackageError as error:\n    print(error)"
        )
        run = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
        assert run.stdout == (
            f"batch needs the package '{package}', which is not installed: install it, "
            "as pip install 'telcoterms[batch]' does\n"
        )

    def test_a_core_that_reads_other_tables_is_refused(self, monkeypatch: pytest.MonkeyPatch) -> None:
        class Other:
            LAYOUT = core.LAYOUT + 1000

        monkeypatch.setattr(telcoterms_native, "_core", Other, raising=False)
        monkeypatch.setattr(core, "installed", core.installed.__wrapped__)
        with pytest.raises(MissingPackageError, match=r"'telcoterms-native'.*telcoterms\[compiled\]"):
            late_charge(KOS, table(rows(3)))


class TestWithoutTheCore:
    """The figures are those of the compiled core."""

    @pytest.fixture
    def alike(self, monkeypatch: pytest.MonkeyPatch) -> Callable[[Callable[[], pa.Table]], bool]:
        """Whether a question gives the same table with the core and without it."""

        def alike(question: Callable[[], pa.Table]) -> bool:
            assert core.core() is not None
            with_it = question()
            monkeypatch.setattr(core, "installed", lambda: None)
            return bool(question().equals(with_it))

        return alike

    @pytest.mark.parametrize("made", [table, minor])
    def test_late_charges(self, made: Any, alike: Any) -> None:
        facts = [*rows(300), {"amount": None, "issued": date(2026, 1, 1), "paid": date(2026, 3, 1)}]
        assert alike(lambda: late_charge(KOS, made(facts)))

    @pytest.mark.parametrize("give", ["accounts", "debts", "postings"])
    def test_statements(self, give: Any, alike: Any) -> None:
        accounts, as_of = made_accounts(Random(2), 60)
        own = tables(accounts)
        assert alike(lambda: asked(KOS, own, as_of, give=give))

    @pytest.mark.parametrize(
        ("terms", "accounts", "said"),
        [
            (KOS, 2, True),
            (KOS, 0, False),
            (KOS.under(late_charge={"part_month": "daily-compound"}, statement={"posted_per": "account"}), 2, False),
            (made(due_date=net(15), late_charge=AFTER_A_REMINDER, statement=ordered()), 2, True),
        ],
    )
    def test_a_table_says_that_it_is_missing_where_it_would_have_served(
        self, terms: Terms, accounts: int, said: bool, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        made_, as_of = made_accounts(Random(2), accounts or 1)
        own = tables(made_ if accounts else {})
        assert METADATA_KEY not in asked(terms, own, as_of).schema.metadata
        monkeypatch.setattr(core, "installed", lambda: None)
        assert (METADATA_KEY in asked(terms, own, as_of).schema.metadata) is said

    def test_it_is_none(self, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setitem(sys.modules, "telcoterms_native", None)
        assert core.installed.__wrapped__() is None
