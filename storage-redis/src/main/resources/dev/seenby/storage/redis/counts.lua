-- Counts who has read messages of one room, all at one moment.
--
-- KEYS[1] partition. ARGV: length of a lease in microseconds, the room's unit, the messages in one binary string, which costs
-- client and server a tenth of a string for each number. For each message: its timeline, position, clock, audience, sender,
-- version of the sender's reads that the send made, in 8 bytes each, and a byte, 1 if the sender was a member.
-- Returns a binary string, empty if the lease is over; else a byte, 1 or 0 for a warm or cold room, then for each message two
-- numbers in 4 bytes each: read and unread, or -1 and 0 if its timeline is cold, or -2 and 0 if something else keeps the index
-- from telling, or -3 and 0 if it was deleted.

local MESSAGE = '>i8i8i8i8i8i8B'
local BYTES = struct.size(MESSAGE)
local partition = redis.call('HMGET', KEYS[1], 'epoch', 'lease')
local epoch, lease = partition[1], tonumber(partition[2] or 0)
local now = micros()
if not epoch or now >= lease or lease > now + ARGV[1] then return '' end

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

local function timeline(id)
  local known = timelines[id]
  if known == nil then
    local key = KEYS[1] .. ':t' .. text(id)
    known = {warm = warm(key), key = key, heads = {}}
    if known.warm and room_warm then
      known.members, known.gone = filled(key .. ':member'), filled(key .. ':gone')
    end
    timelines[id] = known
  end
  return known
end

local messages = ARGV[3]
local answer, n = {struct.pack('B', room_warm and 1 or 0)}, 1
for at = 1, #messages, BYTES do
  local id, position, clock, audience, sender, version, was_member = struct.unpack(MESSAGE, messages, at)
  local deleted = some_deleted and holding(room .. ':member', clock) > 0
  local line = not deleted and timeline(id)
  local read, unread = 0, 0
  if deleted then
    read = -3
  elseif not line.warm then
    read = -1
  elseif not room_warm then
    read = -2
  else
    local head = line.heads[sender]
    if head == nil then
      head = tonumber(redis.call('HGET', line.key .. ':heads', sender) or 0)
      line.heads[sender] = head
    end
    local sender_gone = head < 0
    local by_members = line.members and holding(line.key .. ':member', position) or 0
    local by_gone = line.gone and holding(line.key .. ':gone', position) or 0
    local left = some_left and holding(room .. ':gone', clock) or 0
    -- The send reads its own message for the sender; that read counts for nobody.
    read = by_members + by_gone - 1
    -- Of the audience, those who have left without reading owe nothing any more.
    local left_others = left - ((sender_gone and was_member == 1) and 1 or 0)
    local left_readers = by_gone - (sender_gone and 1 or 0)
    unread = math.max(0, audience - read - (left_others - left_readers))
    read = math.max(0, read)
    -- The send itself may not have arrived yet: without it the index cannot tell, warm as it is.
    if math.abs(head) < version then read, unread = -2, 0 end
  end
  n = n + 1
  answer[n] = struct.pack('>i4i4', read, unread)
end
return table.concat(answer)
