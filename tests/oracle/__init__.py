"""A slow reference implementation that the library is compared with."""
