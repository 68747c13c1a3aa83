-- Something is about to happen.
--
-- KEYS[1] app. ARGV: act, milliseconds that it may take, most people to tell, then '*' or those whom it may concern.
-- Returns those of them who have queues.

redis.call('ZADD', acts, NOW + ARGV[2], ARGV[1])
local whom = table.concat(ARGV, ' ', 4)
redis.call('HSET', concerned, ARGV[1], whom)
redis.call('PEXPIRE', acts, APP_LIFE)
redis.call('PEXPIRE', concerned, APP_LIFE)
return with_queues(whom, ARGV[3])
