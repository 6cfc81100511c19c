"""便民: township and village public services on one standard."""
