-- An app is going to be changed. KEYS[1] its stamp. ARGV: randomness. Returns the stamp that says so.

return newStamp(KEYS[1], '~', ARGV[1])
