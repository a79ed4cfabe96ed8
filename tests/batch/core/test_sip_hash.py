"""The hash of keys, SipHash-1-3, against that of CPython, whose secret follows from `PYTHONHASHSEED`."""

from __future__ import annotations

import subprocess
import sys
from random import Random
from typing import Final

import pytest

from telcoterms.batch.kernels.core import core

TEXTS: Final = [
    *(bytes(range(200, 200 - length, -1)) for length in range(1, 41)),
    *(Random(length).randbytes(length) for length in (63, 64, 65, 255, 256, 300)),
]


def secret_of(seed: int) -> bytes:
    """The first bytes that CPython makes of a seed, of which 0 is for none (`Python/bootstrap_hash.c`)."""
    number, secret = seed, bytearray()
    for _ in range(16):
        number = (number * 214013 + 2531011) % 2**32
        secret.append(number >> 16 & 0xFF)
    return bytes(secret) if seed else bytes(16)


@pytest.mark.parametrize("seed", [0, 1, 2_026, 2**32 - 1])
def test_as_python_hashes_texts(seed: int) -> None:
    assert sys.hash_info.algorithm == "siphash13"
    command = [sys.executable, "-c", f"print(*map(hash, {TEXTS}))"]
    said = subprocess.run(command, env={"PYTHONHASHSEED": str(seed)}, capture_output=True, text=True, check=True).stdout
    assert [core().sip_hash(secret_of(seed), text) for text in TEXTS] == [int(each) % 2**64 for each in said.split()]


@pytest.mark.parametrize("length", [0, 15, 17])
def test_a_secret_of_another_length(length: int) -> None:
    with pytest.raises(ValueError, match="a secret"):
        core().sip_hash(bytes(length), b"key")
