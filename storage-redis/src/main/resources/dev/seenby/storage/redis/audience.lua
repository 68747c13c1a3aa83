-- Something has happened. Ends the act if nobody whom it could concern has a queue.
--
-- KEYS[1] app. ARGV: act, most people to tell. Returns who has queues, nil if the act has run out.

local whom = redis.call('HGET', concerned, ARGV[1])
if not whom then return nil end
local audience = with_queues(whom, ARGV[2])
if #audience == 0 then end_act(ARGV[1]) end
return audience
