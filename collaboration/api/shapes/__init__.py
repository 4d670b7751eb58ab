"""What requests and answers of live editing look like."""
