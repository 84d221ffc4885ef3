"""Tables, the one writer, the readers and the files the desk loads."""
