"""Another app of the family of ``billing``, which refers to it."""
