"""The contract of a release with the databases it stands on."""
