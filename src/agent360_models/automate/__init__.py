"""An automation platform: prompts, workflows, jobs, chats and retrieval, in ten apps whose tables Django owns."""
