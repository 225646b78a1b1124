"""An app of a project over tables of somebody else: an ENUM, an array, and a table in a schema of its own."""
