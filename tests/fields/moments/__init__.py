"""``MomentField``: the same moments on both kinds of column, in every zone, around every change of the clocks."""
