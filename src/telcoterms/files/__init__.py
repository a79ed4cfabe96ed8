"""The only openers of files: a file is judged whole, all its faults at once, each with its path."""
