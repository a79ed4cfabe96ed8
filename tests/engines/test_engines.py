"""What the page of engines shows of Dask and Ray runs: every figure is that of the terms."""

import re
from collections.abc import Iterator
from datetime import date, timedelta
from decimal import Decimal
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pa_parquet
import pytest
import ray  # pyright: ignore[reportMissingImports]

from telcoterms import load
from telcoterms.batch import late_charge

pytestmark = pytest.mark.filterwarnings("ignore")  # those of the engines themselves

PAGE = Path(__file__).parents[2] / "docs" / "engines.md"
EXAMPLES = dict(re.findall(r"^## (Dask|Ray)\n.*?^```py\n(.*?)^```$", PAGE.read_text("utf-8"), re.MULTILINE | re.DOTALL))
PAID = pa.table(
    {
        "amount": pa.array([Decimal(11300 + place).scaleb(-2) for place in range(50)], pa.decimal128(12, 2)),
        "issued": [date(2026, 1, 1)] * 50,
        "paid": [date(2026, 2, 1) + timedelta(place) for place in range(50)],
    }
)


@pytest.fixture
def cluster() -> Iterator[None]:
    """A Ray of this machine alone, which counts nothing and shows no page."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("RAY_USAGE_STATS_ENABLED", "0")
        patch.setenv("RAY_AUTH_MODE", "disabled")
        ray.init(num_cpus=2, include_dashboard=False, log_to_driver=False, configure_logging=False)
        yield
        ray.shutdown()


def charged(name: str, folder: Path) -> pa.Table:
    """What the example of an engine writes, sorted by the day of payment."""
    (folder / "paid.parquet").mkdir()
    for place in range(2):
        pa_parquet.write_table(PAID.slice(25 * place, 25), folder / "paid.parquet" / f"{place}.parquet")
    exec(re.sub(r'"(\w+\.parquet)"', rf'"{folder}/\1"', EXAMPLES[name]), {})
    return pa_parquet.read_table(folder / "charged.parquet").select([*PAID.column_names, "late_charge"]).sort_by("paid")


def test_dask(tmp_path: Path) -> None:
    assert charged("Dask", tmp_path).to_pylist() == late_charge(load("kos"), PAID).to_pylist()


@pytest.mark.usefixtures("cluster")
def test_ray(tmp_path: Path) -> None:
    assert charged("Ray", tmp_path).to_pylist() == late_charge(load("kos"), PAID).to_pylist()
