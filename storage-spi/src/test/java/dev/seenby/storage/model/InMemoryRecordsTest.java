package dev.seenby.storage.model;

import dev.seenby.storage.contract.AppsContract;
import dev.seenby.storage.contract.CredentialsContract;
import dev.seenby.storage.contract.DeletionsContract;
import dev.seenby.storage.contract.HeardBatches;
import dev.seenby.storage.contract.IndexLogContract;
import dev.seenby.storage.contract.MessagesContract;
import dev.seenby.storage.contract.PeopleContract;
import dev.seenby.storage.contract.ReadRecordContract;
import dev.seenby.storage.contract.Records;
import dev.seenby.storage.contract.RoomsContract;
import dev.seenby.storage.contract.SubscriptionsContract;
import java.time.InstantSource;

class InMemoryRecordsTest
        implements AppsContract,
                PeopleContract,
                CredentialsContract,
                RoomsContract,
                SubscriptionsContract,
                MessagesContract,
                ReadRecordContract,
                DeletionsContract,
                IndexLogContract {
    private final HeardBatches heard = new HeardBatches();
    private final Records records = new InMemoryRecords(heard, InstantSource.system()).records();

    @Override
    public Records records() {
        return records;
    }

    @Override
    public HeardBatches heard() {
        return heard;
    }
}
