-- The stamp of an app. KEYS[1] the stamp. ARGV: randomness.

return appStamp(KEYS[1], ARGV[1])
