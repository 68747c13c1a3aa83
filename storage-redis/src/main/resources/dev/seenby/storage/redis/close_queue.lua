-- Closes a queue. KEYS[1] app. ARGV: queue, person. Returns 1, or 0 if the person has none of that name.

if redis.call('HGET', queue_key(ARGV[1]), 'person') ~= ARGV[2] then return 0 end
drop(ARGV[2], ARGV[1])
return 1
