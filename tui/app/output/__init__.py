"""The only writer to the terminal: what the face wants shown, what is shown, and when which bytes go."""
