package dev.seenby.receipts;

import dev.seenby.storage.Counts;
import dev.seenby.storage.MessageFacts;
import dev.seenby.storage.Page;
import dev.seenby.storage.ReadRecord;
import dev.seenby.storage.Reader;
import dev.seenby.storage.ReceiptIndex;
import dev.seenby.storage.StorageException;
import io.vertx.core.Future;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Who has read a message, when, and who has not yet. */
public final class Receipts {
    private final ReceiptIndex index;
    private final IndexKeeper keeper;
    private final ReadRecord reads;
    private final ColdCounts cold;
    private final ReceiptMetrics metrics;

    public Receipts(ReceiptIndex index, IndexKeeper keeper, ReadRecord reads, ReceiptMetrics metrics) {
        this.index = index;
        this.keeper = keeper;
        this.reads = reads;
        this.cold = new ColdCounts(reads);
        this.metrics = metrics;
    }

    /**
     * How many have read each message, and how many have not: from the index in one round trip, and from the record
     * where the index cannot tell, which is then built.
     *
     * @param messages of one room, at most 1,000
     * @return one for each, in the same order; {@link Counts#DELETED} for those that are no more
     */
    public Future<List<Counts>> counts(List<MessageFacts> messages) {
        if (messages.isEmpty()) {
            return Future.succeededFuture(List.of());
        }
        if (!keeper.hasToldAll()) {
            return complete(messages, nothingKnown(messages.size()).counts());
        }
        return index.counts(messages)
                .recover(failure -> failure instanceof StorageException
                        ? Future.succeededFuture(nothingKnown(messages.size()))
                        : Future.failedFuture(failure))
                .compose(answer -> {
                    answer.cold().forEach(keeper::build);
                    return complete(messages, answer.counts());
                });
    }

    /**
     * What was told before of a message's readers, if the index says that nobody has read it since: while the app's stamp is the same no
     * read is taken back, so as many readers are the same readers.
     *
     * @param asked under which it was {@linkplain Directory.View#keep kept}
     */
    public Future<Optional<byte[]>> told(Directory.View known, Object asked) {
        Told told = known.kept(Told.class, asked);
        if (told == null || !keeper.hasToldAll()) {
            return Future.succeededFuture(Optional.empty());
        }
        return index.counts(List.of(told.message()))
                .map(answer -> {
                    answer.cold().forEach(keeper::build);
                    return answer.counts()
                            .get(0)
                            .filter(counts -> !counts.deleted() && counts.read() == told.readers())
                            .map(same -> told.body());
                })
                .recover(failure -> failure instanceof StorageException
                        ? Future.succeededFuture(Optional.empty())
                        : Future.failedFuture(failure));
    }

    /** As {@link ReadRecord#readers}: the sender's own read included, oldest read first. */
    public Future<Page<Reader, Reader>> readers(MessageFacts message, @Nullable Reader after, int limit) {
        return reads.readers(message, after, limit);
    }

    /** As {@link ReadRecord#unreaders}. */
    public Future<Page<Long, Long>> unreaders(MessageFacts message, long after, int limit) {
        return reads.unreaders(message, after, limit);
    }

    private Future<List<Counts>> complete(List<MessageFacts> messages, List<Optional<Counts>> known) {
        List<Counts> counts = new ArrayList<>(messages.size());
        List<MessageFacts> missing = new ArrayList<>(0);
        for (int i = 0; i < messages.size(); i++) {
            Optional<Counts> one = known.get(i);
            if (one.isPresent()) {
                counts.add(one.get());
            } else {
                missing.add(messages.get(i));
            }
        }
        metrics.answered(counts.size(), missing.size());
        if (missing.isEmpty()) {
            return Future.succeededFuture(counts);
        }
        return cold.counts(missing).map(found -> {
            List<Counts> all = new ArrayList<>(messages.size());
            int next = 0;
            for (Optional<Counts> one : known) {
                all.add(one.isPresent() ? one.get() : found.get(next++));
            }
            return all;
        });
    }

    private static ReceiptIndex.Answer nothingKnown(int size) {
        List<Optional<Counts>> none = new ArrayList<>(size);
        for (int i = 0; i < size; i++) {
            none.add(Optional.empty());
        }
        return new ReceiptIndex.Answer(none, Set.of());
    }
}
