"""What is to be done for accounts, and what they asked: tasks, cases, their history and comments."""
