"""The HTTP edge: sessions, sign-in, pages, health."""
