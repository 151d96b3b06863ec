"""What words of a text mean the same: for finding and counting, never for judging. Pure."""
