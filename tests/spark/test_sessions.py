"""On a cluster of processes, behind Spark Connect and on Spark 3.5, each figure is that of a table in memory."""

import os
import subprocess
import sys
from pathlib import Path

import pyspark  # pyright: ignore[reportMissingImports]
import pytest

ROOT = Path(__file__).parents[2]
# In local mode test_spark.py has more. Spark 3.5 begins no server of Connect without a package that it would fetch.
MASTERS = ["local[2]"] if pyspark.__version__.startswith("3.") else ["local-cluster[2,1,1024]", "connect"]
QUESTIONS = [
    "late_charge",
    "audit",
    "refund",
    "cancellation_charge",
    "statement: accounts",
    "statement: debts",
    "statement: entries",
]


@pytest.mark.parametrize("master", MASTERS)
def test_every_question(master: str) -> None:
    own = {"PYSPARK_PYTHON": sys.executable, "SPARK_LOCAL_IP": "127.0.0.1"}
    command = [sys.executable, "-m", "tests.spark.sessions", master]
    done = subprocess.run(command, capture_output=True, text=True, env={**os.environ, **own}, cwd=ROOT, timeout=540)
    assert done.stdout.splitlines() == QUESTIONS, done.stderr[-3000:]
    assert done.returncode == 0
