"""The mails we send: what each of them says, in the language of whoever gets it."""
