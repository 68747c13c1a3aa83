package dev.seenby.receipts;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import com.github.benmanes.caffeine.cache.Ticker;
import dev.seenby.storage.AppStamps;
import dev.seenby.storage.Credentials;
import dev.seenby.storage.Person;
import dev.seenby.storage.Room;
import io.vertx.core.Future;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * What a node has read of the record within apps: who holds which credential, people, settings, answers. It is good as long as the
 * app's stamp is the one that was known before it was read, and for {@link AppStamps#LONGEST_UNTOLD} at most, since
 * whoever changes something may not have been able to tell. Only what is there is kept, never that something is not.
 */
public final class Directory {
    /** Of which nothing is known. */
    public static final View NOTHING = new Directory(Ticker.disabledTicker()).of(0, null);

    private static final long LONGEST_NANOS = AppStamps.LONGEST_UNTOLD.toNanos();
    private static final long MOST_BYTES = 32 << 20;
    /** About what a person weighs, or a room, with all that leads to it but for what it says at length. */
    private static final int SMALL_BYTES = 600;

    /** Something that may be long. */
    public interface Weighed {
        /** About how much memory it takes. */
        int bytes();
    }

    private record Key(long app, Class<?> type, Object id) {}

    /** @param since the moment of the node's clock in nanoseconds before which it was not read */
    private record Kept(Object value, String stamp, long since) {}

    private final Ticker ticker;
    private final Cache<Key, Kept> cache;

    Directory(Ticker ticker) {
        this.ticker = ticker;
        this.cache = Caffeine.newBuilder()
                .maximumWeight(MOST_BYTES)
                .weigher((Key key, Kept kept) -> SMALL_BYTES + bytes(kept.value()))
                .expireAfterWrite(AppStamps.LONGEST_UNTOLD)
                .ticker(ticker)
                .recordStats()
                .build();
    }

    private static int bytes(Object value) {
        if (value instanceof Weighed weighed) {
            return weighed.bytes();
        }
        if (value instanceof Person person) {
            return person.details().length();
        }
        if (value instanceof Room room) {
            return room.details().length();
        }
        return value instanceof Credentials.Holder holder ? bytes(holder.person()) : 0;
    }

    CacheFigures figures() {
        return CacheFigures.of("directory", cache);
    }

    /** @param stamp the app's as far as is known; null = it is not known */
    View of(long app, @Nullable String stamp) {
        return new View(app, stamp != null && AppStamps.settled(stamp) ? stamp : null);
    }

    /** The same as one call sees it, under the stamp that it was told. */
    public final class View {
        private final long app;
        private final @Nullable String stamp;

        private View(long app, @Nullable String stamp) {
            this.app = app;
            this.stamp = stamp;
        }

        /** Whether anything may be found here. */
        public boolean keeps() {
            return stamp != null;
        }

        /** Whether what was found here is still so under the stamp of another view. */
        public boolean isStillSo(View now) {
            return stamp == null || stamp.equals(now.stamp);
        }

        /** The moment before what is read from now on, for {@link #keep}. */
        public long now() {
            return ticker.read();
        }

        /** What was kept; null = nothing, or it may be wrong by now. @param id with {@code equals}, unique for the type in the app */
        public <T> @Nullable T kept(Class<T> type, Object id) {
            if (stamp == null) {
                return null;
            }
            Kept kept = cache.getIfPresent(new Key(app, type, id));
            if (kept == null || !stamp.equals(kept.stamp()) || ticker.read() - kept.since() >= LONGEST_NANOS) {
                return null;
            }
            return type.cast(kept.value());
        }

        /** @param since {@link #now} as it was before the value was read, behind this view */
        public <T> void keep(Class<T> type, Object id, T value, long since) {
            if (stamp != null) {
                cache.put(new Key(app, type, id), new Kept(value, stamp, since));
            }
        }

        /** What was kept, else what is read, which is kept if it is there. */
        public <T> Future<Optional<T>> one(Class<T> type, Object id, Supplier<Future<Optional<T>>> read) {
            return one(type, id, any -> true, read);
        }

        /** The same, of what is good for this call; what is not is read anew, since it may have changed, and never kept. */
        public <T> Future<Optional<T>> one(
                Class<T> type, Object id, Predicate<T> good, Supplier<Future<Optional<T>>> read) {
            T kept = kept(type, id);
            if (kept != null && good.test(kept)) {
                return Future.succeededFuture(Optional.of(kept));
            }
            long since = now();
            return read.get().onSuccess(found -> found.filter(good).ifPresent(value -> keep(type, id, value, since)));
        }

        /** The same for many, by id. @param read finds those that are there, in no particular order */
        public <K, T> Future<Map<K, T>> all(
                Class<T> type, Collection<K> ids, Function<List<K>, Future<List<T>>> read, Function<T, K> id) {
            Map<K, T> all = new HashMap<>(ids.size() * 2);
            List<K> missing = new ArrayList<>(0);
            for (K one : ids) {
                T kept = kept(type, one);
                if (kept == null) {
                    missing.add(one);
                } else {
                    all.put(one, kept);
                }
            }
            if (missing.isEmpty()) {
                return Future.succeededFuture(all);
            }
            long since = now();
            return read.apply(missing).map(found -> {
                found.forEach(value -> {
                    keep(type, id.apply(value), value, since);
                    all.put(id.apply(value), value);
                });
                return all;
            });
        }
    }
}
