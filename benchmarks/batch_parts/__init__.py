"""What `benchmarks/batch.py` measures, part by part."""
