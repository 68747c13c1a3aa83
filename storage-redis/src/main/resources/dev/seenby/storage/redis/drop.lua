-- Makes a unit cold. KEYS[1] partition. ARGV: unit.

drop(KEYS[1] .. ':' .. ARGV[1])
return 1
