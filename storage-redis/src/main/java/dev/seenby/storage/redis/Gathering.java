package dev.seenby.storage.redis;

import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Asks at once what calls ask on an event loop in the same turn of it, while it handles what its connections have brought: so the
 * busier a node is, the fewer commands and writes a call costs. What is asked elsewhere than on an event loop goes by itself.
 *
 * @param <K> what questions must have in common
 */
final class Gathering<K, Q, A> {
    /** Answers questions in their order. */
    @FunctionalInterface
    interface Together<K, Q, A> {
        Future<List<A>> ask(K key, List<Q> questions);
    }

    private record Bunch<Q, A>(List<Q> questions, List<Promise<A>> answers) {}

    private final Together<K, Q, A> together;
    private final int most;
    /** What each event loop has gathered in its turn. */
    private final ThreadLocal<Map<K, Bunch<Q, A>>> gathered = ThreadLocal.withInitial(HashMap::new);

    /** @param most questions at once */
    Gathering(int most, Together<K, Q, A> together) {
        this.most = most;
        this.together = together;
    }

    /** Completes on the calling context. */
    Future<A> ask(K key, Q question) {
        Context context = Vertx.currentContext();
        if (context == null || !Context.isOnEventLoopThread()) {
            return together.ask(key, List.of(question)).map(answers -> answers.get(0));
        }
        Map<K, Bunch<Q, A>> mine = gathered.get();
        Bunch<Q, A> bunch = mine.get(key);
        if (bunch == null) {
            Bunch<Q, A> fresh = new Bunch<>(new ArrayList<>(), new ArrayList<>());
            bunch = fresh;
            mine.put(key, fresh);
            // Runs when the loop has handled all events that were there.
            context.runOnContext(turn -> {
                mine.remove(key, fresh);
                ask(key, fresh);
            });
        }
        Promise<A> answer = Promise.promise();
        bunch.questions().add(question);
        bunch.answers().add(answer);
        if (bunch.questions().size() == most) {
            mine.remove(key);
        }
        return answer.future();
    }

    private void ask(K key, Bunch<Q, A> bunch) {
        Future.succeededFuture(bunch.questions())
                .compose(questions -> together.ask(key, questions))
                .onComplete((answers, failure) -> {
                    for (int i = 0; i < bunch.answers().size(); i++) {
                        bunch.answers().get(i).complete(answers == null ? null : answers.get(i), failure);
                    }
                });
    }
}
