/**
 * The Tencent IM dialect: {@code POST /v4/SERVICE/COMMAND}, signed by UserSig, answered with HTTP 200 and an envelope.
 *
 * <p>{@link dev.seenby.tencent.TencentRoutes} declares the routes, {@code Pipeline} is the way of every call, {@code
 * UserSig} and {@code CallerCheck} are authentication, each {@code Command} parses one request and calls one use case,
 * {@code Envelope} is the wire format and {@code Failures} the only place where an error becomes an answer. Decisions
 * where Tencent's documents are silent are listed in {@code docs/compatibility.md}.
 */
@NullMarked
package dev.seenby.tencent;

import org.jspecify.annotations.NullMarked;
