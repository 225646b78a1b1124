"""Admin of MarketSharp."""
