"""futu-tui: a keyboard-driven trading dashboard for OpenD in a terminal."""
