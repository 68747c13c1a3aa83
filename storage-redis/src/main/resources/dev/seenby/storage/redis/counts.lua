-- Counts who has read messages of one room, all at one moment.
--
-- KEYS[1] partition. ARGV: length of a lease in microseconds, the room's unit, then for each message: unit of its
-- timeline, position, clock, audience, sender, version of the sender's reads that the send made, 1 if the sender was a
-- member.
-- Returns nothing if the lease is over; else 1 or 0 for a warm or cold room, then for each message two numbers: read and
-- unread, or -1 and 0 if its timeline is cold, or -2 and 0 if something else keeps the index from telling, or -3 and 0 if
-- it was deleted.

local partition = redis.call('HMGET', KEYS[1], 'epoch', 'lease')
local epoch, lease = partition[1], tonumber(partition[2] or 0)
local now = micros()
if not epoch or now >= lease or lease > now + ARGV[1] then return {} end

local function warm(unit)
  local meta = redis.call('HMGET', unit, 'epoch', 'state')
  if meta[1] ~= epoch or meta[2] ~= 'warm' then return false end
  touch(unit)
  return true
end

-- How many runs of a pair of sets hold a number: those that began by it less those that ended before it.
local function holding(set, number)
  return redis.call('ZCOUNT', set .. ':from', '-inf', number) - redis.call('ZCOUNT', set .. ':to', '-inf', '(' .. number)
end

local function filled(set)
  return redis.call('ZCARD', set .. ':from') > 0
end

local room = KEYS[1] .. ':' .. ARGV[2]
local room_warm = warm(room)
local some_left = room_warm and filled(room .. ':gone')
-- In a room's unit only what was deleted stands among the members' runs.
local some_deleted = room_warm and filled(room .. ':member')
local timelines = {}

local function timeline(name)
  local known = timelines[name]
  if known == nil then
    local key = KEYS[1] .. ':' .. name
    known = {warm = warm(key), key = key, heads = {}}
    if known.warm and room_warm then
      known.members, known.gone = filled(key .. ':member'), filled(key .. ':gone')
    end
    timelines[name] = known
  end
  return known
end

local answer, n = {room_warm and 1 or 0}, 1
for i = 3, #ARGV, 7 do
  local deleted = some_deleted and holding(room .. ':member', ARGV[i + 2]) > 0
  local line = not deleted and timeline(ARGV[i])
  local read, unread = 0, 0
  if deleted then
    read = -3
  elseif not line.warm then
    read = -1
  elseif not room_warm then
    read = -2
  else
    local position, sender = ARGV[i + 1], ARGV[i + 4]
    local head = line.heads[sender]
    if head == nil then
      head = tonumber(redis.call('HGET', line.key .. ':heads', sender) or 0)
      line.heads[sender] = head
    end
    local sender_gone = head < 0
    local by_members = line.members and holding(line.key .. ':member', position) or 0
    local by_gone = line.gone and holding(line.key .. ':gone', position) or 0
    local left = some_left and holding(room .. ':gone', ARGV[i + 2]) or 0
    -- The send reads its own message for the sender; that read counts for nobody.
    read = by_members + by_gone - 1
    -- Of the audience, those who have left without reading owe nothing any more.
    local left_others = left - ((sender_gone and ARGV[i + 6] == '1') and 1 or 0)
    local left_readers = by_gone - (sender_gone and 1 or 0)
    unread = math.max(0, ARGV[i + 3] - read - (left_others - left_readers))
    read = math.max(0, read)
    -- The send itself may not have arrived yet: without it the index cannot tell, warm as it is.
    if math.abs(head) < tonumber(ARGV[i + 5]) then read, unread = -2, 0 end
  end
  answer[n + 1], answer[n + 2] = read, unread
  n = n + 2
end
return answer
