"""The tables that a sync fills from Salesforce: users, products, accounts, campaigns, invoices, cases, forecasts."""
