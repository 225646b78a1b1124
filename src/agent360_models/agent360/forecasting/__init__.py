"""What sales representatives expect to sell, and the steps in which it is approved."""
