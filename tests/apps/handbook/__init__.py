"""Articles of a downstream project, for what searches them."""
