"""Automations with their workflows and triggers; events, executions and jobs."""
