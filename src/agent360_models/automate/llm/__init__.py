"""What language models used and cost, and each request to one."""
