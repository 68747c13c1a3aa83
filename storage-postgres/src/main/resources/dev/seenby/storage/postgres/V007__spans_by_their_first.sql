-- Spans of one reader in one timeline never overlap: whoever writes them holds the lock of the reader's head. So the first position tells
-- them apart, in an index that is smaller than the exclusion constraint's. Nodes of the former version go on beside it.
create unique index read_span_first on read_span (timeline, reader, lower(span));
alter table read_span drop constraint read_span_once;
