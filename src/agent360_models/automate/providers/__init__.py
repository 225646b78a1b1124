"""Language models and their settings, prompts and their versions, connections, and MCP servers with their tools."""
