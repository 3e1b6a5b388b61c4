"""What the dashboard costs a reader: in Chromium, over bare websockets, and many at once."""
