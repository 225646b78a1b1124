"""Users and their permissions, stations, and users' accounts at other sites."""
