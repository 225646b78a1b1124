"""An app of the project itself, with a foreign key to the library's accounts."""
