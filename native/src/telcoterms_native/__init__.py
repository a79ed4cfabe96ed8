"""The compiled core of telcoterms: `telcoterms.batch` uses it where it is installed; it has no interface of its own."""
