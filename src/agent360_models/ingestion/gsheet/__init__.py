"""Marketing leads and spend from spreadsheets."""
