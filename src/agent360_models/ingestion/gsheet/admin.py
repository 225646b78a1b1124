"""Admin of Google Sheets."""
