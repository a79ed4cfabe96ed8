"""One module for each table of a provider's file: kinds, readings, arithmetic, working."""
