"""Benchmarks: ratios that are measured in one run, never timed tests."""
