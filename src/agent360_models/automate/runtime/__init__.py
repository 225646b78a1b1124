"""Everything in ``automate`` that talks to the world or runs the texts of strangers; rows reach it by their hooks."""
