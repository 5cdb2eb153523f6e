"""The search library without web: fields, projection, questions, engines."""
