"""What readers of signals see and do: the same for leads, HR and the adviser."""
