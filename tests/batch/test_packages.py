"""What batch stands on is told by name where it is missing, and machine code gives the same figures."""

import subprocess
import sys
from datetime import date
from random import Random
from typing import Any

import pytest

from telcoterms import MissingPackageError, load
from telcoterms.batch import late_charge
from telcoterms.batch.kernels.late_charge.compiled import _machine_code
from tests.batch.made_tables import minor, rows, table
from tests.batch.test_statements import asked, made_accounts, tables

KOS = load("kos")


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

    def test_machine_code_needs_its_extra(self, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setitem(sys.modules, "numba", None)
        _machine_code.cache_clear()
        with pytest.raises(MissingPackageError, match="machine code is made by the package 'numba', which is not"):
            late_charge(KOS, table(rows(3)), compiled=True)
        accounts, as_of = made_accounts(Random(1), 2)
        with pytest.raises(MissingPackageError, match="or do without"):
            asked(KOS, tables(accounts), as_of, compiled=True)


class TestMachineCode:
    """The figures of the arrays."""

    @pytest.mark.parametrize("made", [table, minor])
    def test_late_charges(self, made: Any) -> None:
        facts = [*rows(300), {"amount": None, "issued": date(2026, 1, 1), "paid": date(2026, 3, 1)}]
        assert late_charge(KOS, made(facts), compiled=True).equals(late_charge(KOS, made(facts)))

    @pytest.mark.parametrize("give", ["accounts", "debts", "postings"])
    def test_statements(self, give: Any) -> None:
        accounts, as_of = made_accounts(Random(2), 60)
        own = tables(accounts)
        assert asked(KOS, own, as_of, give=give, compiled=True).equals(asked(KOS, own, as_of, give=give))
