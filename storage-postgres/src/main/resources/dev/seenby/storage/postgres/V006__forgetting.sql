-- What is kept for a while only, and what people may ask to be taken out.
select;
