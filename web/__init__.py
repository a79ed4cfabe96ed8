"""The site that answers in a browser without a server: `build` makes it of the pages and of Python for browsers."""
