"""Leads of MarketSharp."""
