"""What is spent on promotion: campaigns and their budgets."""
