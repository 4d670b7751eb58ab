"""The plain pages: sign in, start workflows, watch executions, answer approvals."""
