-- Something is about to happen.
--
-- KEYS[1] app. ARGV: act, milliseconds that it may take, most people to tell, then '*' or those whom it may concern.
-- Returns those of them who have queues.

redis.call('ZADD', acts, NOW + ARGV[2], ARGV[1])
redis.call('HSET', concerned, ARGV[1], table.concat(ARGV, ' ', 4))
redis.call('PEXPIRE', acts, APP_LIFE)
redis.call('PEXPIRE', concerned, APP_LIFE)
if ARGV[4] == '*' then return redis.call('ZRANGEBYSCORE', people, '(' .. NOW, '+inf', 'LIMIT', 0, ARGV[3]) end
local answer = {}
for i = 4, #ARGV do
  if tonumber(redis.call('ZSCORE', people, ARGV[i]) or 0) > NOW then answer[#answer + 1] = ARGV[i] end
end
return answer
