"""Who buys, and on which terms: accounts, their plans, frame agreements and targets."""
