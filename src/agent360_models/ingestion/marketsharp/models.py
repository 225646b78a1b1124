"""Tables of MarketSharp."""
