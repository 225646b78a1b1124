"""The data dictionary: the meaning of tables and columns, read from the models of any installed app, and renderers."""
