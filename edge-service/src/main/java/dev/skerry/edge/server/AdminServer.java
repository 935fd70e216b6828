package dev.skerry.edge.server;

import dev.skerry.edge.admin.AdminPages;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerRequest;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Listens for operators. Pages are made on worker threads, since some of them wait. */
public final class AdminServer {
    private final Vertx vertx;
    private final AdminPages pages;

    /** Shows {@code pages}. */
    public AdminServer(Vertx vertx, AdminPages pages) {
        this.vertx = vertx;
        this.pages = pages;
    }

    /** Opens the port, 0 for any; completes with the port. */
    public Future<Integer> listen(String host, int port) {
        return vertx.createHttpServer()
                .requestHandler(this::handle)
                .listen(port, host)
                .map(HttpServer::actualPort);
    }

    private void handle(HttpServerRequest request) {
        if (!HttpMethod.GET.equals(request.method())) {
            request.response().setStatusCode(405).putHeader("allow", "GET").end();
            return;
        }
        Map<String, List<String>> query = new HashMap<>();
        request.params()
                .forEach((name, value) ->
                        query.computeIfAbsent(name, first -> new ArrayList<>()).add(value));
        String path = String.valueOf(request.path());
        vertx.executeBlocking(() -> pages.get(path, query), false).onComplete(made -> {
            if (made.failed()) {
                request.response().setStatusCode(500).end(made.cause() + "\n");
                return;
            }
            AdminPages.Page page = made.result();
            request.response()
                    .setStatusCode(page.status())
                    .putHeader("content-type", page.type())
                    .end(page.content());
        });
    }
}
