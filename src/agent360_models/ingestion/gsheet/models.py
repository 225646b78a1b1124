"""Tables of Google Sheets."""
