// The Zulip dialect, called by Zulip's published client: node --test zulip.test.mjs
// The environment names a running server and the owner of one of its apps: SEENBY_URL, SEENBY_EMAIL, SEENBY_PASSWORD.
// The stories run one after another, since one of them changes a setting of the whole organisation for a moment.
import './stories/signing-in.mjs';
import './stories/receipts.mjs';
import './stories/marking.mjs';
import './stories/messages.mjs';
import './stories/channels.mjs';
import './stories/privacy.mjs';
import './stories/events.mjs';
