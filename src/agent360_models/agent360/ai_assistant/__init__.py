"""What people asked the AI assistant, and what it is told: chats, rules, example queries, schema texts."""
