"""What goes wrong on purpose: scenario files and how they are carried out."""
