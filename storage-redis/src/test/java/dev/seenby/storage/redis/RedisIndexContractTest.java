package dev.seenby.storage.redis;

import dev.seenby.storage.ReceiptIndex;
import dev.seenby.storage.contract.ReceiptIndexContract;
import io.vertx.redis.client.Command;

class RedisIndexContractTest extends OnRedis implements ReceiptIndexContract {
    @Override
    public ReceiptIndex index() {
        return index;
    }

    @Override
    public void wipe() {
        try {
            ask(Command.FLUSHALL);
        } catch (Exception e) {
            throw new IllegalStateException(e);
        }
    }
}
