package dev.seenby.storage.redis;

import dev.seenby.storage.Limiter;
import dev.seenby.storage.contract.LimiterContract;

class RedisLimiterContractTest extends OnRedis implements LimiterContract {
    @Override
    public Limiter limiter() {
        return storage.limiter();
    }
}
