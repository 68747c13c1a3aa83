-- Queues that were changed lately.
--
-- KEYS[1] app. ARGV: the number that the last answer gave (0 = from now on), most queues to tell.
-- Returns the number to ask from the next time, as text, then queues.

local since, newest = tonumber(ARGV[1]), newest_change()
-- A number that is still to come was given before Redis's clock stepped back.
if since > newest and since > MICROS then since = 1 end
local answer = {text(newest)}
if since == 0 or since >= newest then return answer end
local changed = redis.call('ZRANGEBYSCORE', changes, '(' .. text(since), '+inf', 'WITHSCORES', 'LIMIT', 0, ARGV[2])
for i = 1, #changed, 2 do
  answer[#answer + 1] = changed[i]
  answer[1] = changed[i + 1]
end
return answer
