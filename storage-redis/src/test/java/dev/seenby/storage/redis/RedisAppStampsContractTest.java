package dev.seenby.storage.redis;

import dev.seenby.storage.AppStamps;
import dev.seenby.storage.contract.AppStampsContract;

class RedisAppStampsContractTest extends OnRedis implements AppStampsContract {
    @Override
    public AppStamps stamps() {
        return storage.stamps();
    }
}
