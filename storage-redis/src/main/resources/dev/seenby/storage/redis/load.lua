-- Loads a piece of a page of a build.
--
-- KEYS[1] partition. ARGV: unit, name of the build, page, piece of it, 1 if that is the page's last piece, then people's
-- shares: person, version, 1 if gone, firsts and lasts of runs.
-- Returns 1 if it was loaded, 0 if the build is another or this is not its next piece.

local unit = KEYS[1] .. ':' .. ARGV[1]
local meta = redis.call('HMGET', unit, 'epoch', 'state', 'build', 'page', 'piece')
if meta[1] ~= redis.call('HGET', KEYS[1], 'epoch') or meta[2] ~= 'building' or meta[3] ~= ARGV[2]
  or meta[4] ~= ARGV[3] or meta[5] ~= ARGV[4] then
  return 0
end
for i = 6, #ARGV do
  local share = words(ARGV[i])
  local gone = share[3] == '1'
  add_runs(unit .. (gone and ':gone' or ':member'), share[1], share, 4, #share)
  set_head(unit, share[1], share[2], gone)
end
if ARGV[5] == '1' then
  redis.call('HSET', unit, 'page', text(ARGV[3] + 1), 'piece', '0')
else
  redis.call('HSET', unit, 'piece', text(ARGV[4] + 1))
end
redis.call('HSET', unit, 'heard', text(micros()))
return 1
