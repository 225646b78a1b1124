"""An automation platform: prompts, workflows, jobs, chats and retrieval."""
