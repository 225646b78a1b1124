"""Rows of MarketSharp for tests."""
