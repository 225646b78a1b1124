"""An app of a project downstream."""
