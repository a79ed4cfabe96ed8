"""A question, its answer, and the figures that other readings give."""
