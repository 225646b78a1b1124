"""Admin of LeadConduit."""
