"""What HR configures: cycles, their calendar and their rounds."""
