"""An app of the project itself, with a foreign key into the library's."""
