"""From a description in plain words to a workflow: what a model is asked, and its answer read."""
