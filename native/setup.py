"""Build the compiled core against the limited interface of CPython, so that one wheel serves all its versions."""

from setuptools import Extension, setup

SOURCES = ["audit", "calendar", "clause", "grouping", "late_charge", "ledger", "module", "plain"]
HEADERS = ["audit", "calendar", "clause", "exact", "floats", "grouping", "late_charge", "ledger", "plain", "sip_hash"]

setup(
    ext_modules=[
        Extension(
            "telcoterms_native._core",
            [f"src/core/{name}.c" for name in SOURCES],
            depends=[f"src/core/{name}.h" for name in HEADERS],
            # fused operations would change what a pair of doubles holds
            extra_compile_args=["-std=c11", "-O3", "-Wall", "-Wextra", "-ffp-contract=off", "-fvisibility=hidden"],
            define_macros=[("Py_LIMITED_API", "0x030B0000")],
            py_limited_api=True,
        )
    ],
    options={"bdist_wheel": {"py_limited_api": "cp311"}},
)
