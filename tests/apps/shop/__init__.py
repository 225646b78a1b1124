"""A downstream app with a managed model that has a foreign key into ours."""
