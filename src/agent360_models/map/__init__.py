"""A map of the installed apps in the admin: what each holds, its picture, the size of its tables, and drift."""
