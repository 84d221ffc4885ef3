"""One public function per use case; each is the only way to do its thing."""
