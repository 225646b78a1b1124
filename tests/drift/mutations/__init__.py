"""Each kind of change to a database gives the findings that it must give, and no others."""
