"""Pure, synchronous state: apply(event) marks what is dirty; views read it."""
