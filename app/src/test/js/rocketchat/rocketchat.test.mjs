// The Rocket.Chat dialect, called by Rocket.Chat's published client: node --test rocketchat.test.mjs
// The environment names a running server and the owner of one of its apps: SEENBY_URL, SEENBY_USER, SEENBY_PASSWORD.
// The stories run one after another, since some of them change a setting of the whole app for a moment.
import './stories/accounts.mjs';
import './stories/rooms.mjs';
import './stories/messages.mjs';
import './stories/receipts.mjs';
import './stories/receipts-of-threads.mjs';
import './stories/threads.mjs';
import './stories/subscriptions.mjs';
import './stories/administration.mjs';
