package dev.seenby.tencent;

import dev.seenby.storage.App;

/**
 * Who calls, once that is certain.
 *
 * @param identifier the app's administrator
 */
record Call(App app, String identifier) {}
