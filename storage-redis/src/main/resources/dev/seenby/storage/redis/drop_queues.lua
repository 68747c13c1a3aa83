-- Drops all queues of an app. KEYS[1] app.

drop_all()
return 1
