-- It happened, or may have, and nobody is told. KEYS[1] app. ARGV: act.

give_up(ARGV[1])
return 1
