package io.kernelgraft.console.http;

import io.quarkus.qute.CheckedTemplate;
import io.quarkus.qute.TemplateInstance;
import jakarta.ws.rs.WebApplicationException;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import jakarta.ws.rs.core.UriInfo;
import java.util.UUID;
import org.jboss.logging.Logger;
import org.jboss.resteasy.reactive.server.ServerExceptionMapper;

/** Says errors: to programs as problem+json, to people as a page. What is our own fault is in the log alone. */
class Problems {
    private static final Logger LOG = Logger.getLogger(Problems.class);

    @CheckedTemplate(basePath = "")
    static class Templates {
        static native TemplateInstance error(Problem problem);
    }

    @ServerExceptionMapper
    Response refused(WebApplicationException e, UriInfo uri) {
        Response.StatusType status = e.getResponse().getStatusInfo();
        return answer(new Problem(status.getReasonPhrase(), status.getStatusCode(), detail(e)), uri);
    }

    @ServerExceptionMapper
    Response failed(RuntimeException e, UriInfo uri) {
        String id = UUID.randomUUID().toString();
        LOG.errorf(e, "request failed, id %s", id);
        Response.Status status = Response.Status.INTERNAL_SERVER_ERROR;
        return answer(
                new Problem(status.getReasonPhrase(), status.getStatusCode(), "the console's log has more under " + id),
                uri);
    }

    /** Our own resources say what is wrong in a sentence; the framework's messages repeat the status. */
    private static String detail(WebApplicationException e) {
        String message = e.getMessage();
        boolean ours = message != null && !message.startsWith("HTTP ");
        return ours ? message : "there is nothing to be had here in this way";
    }

    private static Response answer(Problem problem, UriInfo uri) {
        Response.ResponseBuilder answer =
                Response.status(problem.status()).header(HttpHeaders.CACHE_CONTROL, "no-store");
        return uri.getPath().startsWith("/api")
                ? answer.entity(problem).type(Problem.MEDIA_TYPE).build()
                : answer.entity(Templates.error(problem).render())
                        .type(MediaType.TEXT_HTML_TYPE.withCharset("UTF-8"))
                        .build();
    }
}
