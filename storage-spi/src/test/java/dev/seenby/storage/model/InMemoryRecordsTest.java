package dev.seenby.storage.model;

import dev.seenby.storage.Person;
import dev.seenby.storage.contract.AppsContract;
import dev.seenby.storage.contract.ChangingAppsContract;
import dev.seenby.storage.contract.CredentialsContract;
import dev.seenby.storage.contract.DeletionsContract;
import dev.seenby.storage.contract.ErasuresContract;
import dev.seenby.storage.contract.ForgettingContract;
import dev.seenby.storage.contract.HeardBatches;
import dev.seenby.storage.contract.InboxContract;
import dev.seenby.storage.contract.InboxSearchContract;
import dev.seenby.storage.contract.IndexLogContract;
import dev.seenby.storage.contract.LeasesContract;
import dev.seenby.storage.contract.MessagesContract;
import dev.seenby.storage.contract.MutesContract;
import dev.seenby.storage.contract.PeopleContract;
import dev.seenby.storage.contract.ReadRecordContract;
import dev.seenby.storage.contract.Records;
import dev.seenby.storage.contract.RoomsContract;
import dev.seenby.storage.contract.SearchContract;
import dev.seenby.storage.contract.SearchedValuesContract;
import dev.seenby.storage.contract.Story;
import dev.seenby.storage.contract.StreamContract;
import dev.seenby.storage.contract.SubscriptionsContract;
import dev.seenby.storage.contract.ThreadsContract;
import dev.seenby.storage.contract.TopicsContract;
import dev.seenby.storage.contract.WebhooksContract;
import java.time.InstantSource;
import java.util.List;

class InMemoryRecordsTest
        implements AppsContract,
                ChangingAppsContract,
                PeopleContract,
                CredentialsContract,
                RoomsContract,
                SubscriptionsContract,
                MessagesContract,
                ThreadsContract,
                TopicsContract,
                MutesContract,
                LeasesContract,
                WebhooksContract,
                SearchContract,
                SearchedValuesContract,
                StreamContract,
                ReadRecordContract,
                DeletionsContract,
                InboxContract,
                InboxSearchContract,
                IndexLogContract,
                ForgettingContract,
                ErasuresContract {
    private final HeardBatches heard = new HeardBatches();
    private final InMemoryRecords memory = new InMemoryRecords(heard, InstantSource.system());
    private final Records records = memory.records();

    @Override
    public Records records() {
        return records;
    }

    @Override
    public void muteMany(Person person, int howMany) {
        for (int i = 0; i < howMany; i++) {
            Person other = Story.await(records.people().create(person.app(), Story.newPerson("Other"), List.of()));
            Story.await(records.mutes().mute(person.id(), other.id()));
        }
    }

    @Override
    public HeardBatches heard() {
        return heard;
    }
}
