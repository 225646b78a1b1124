"""Tables of LeadConduit."""
