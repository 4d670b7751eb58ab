"""What happens in executions, told over websockets as it happens."""
