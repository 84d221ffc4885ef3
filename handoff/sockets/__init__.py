"""The live edge: WebSockets, their HTTP fallback, and who is told what."""
