"""The demo organisation, made by running real rounds."""
