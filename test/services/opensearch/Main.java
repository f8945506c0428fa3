import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.function.UnaryOperator;
import org.opensearch.common.settings.Settings;
import org.opensearch.common.util.concurrent.ThreadContext;
import org.opensearch.core.rest.RestStatus;
import org.opensearch.env.Environment;
import org.opensearch.ingest.AbstractProcessor;
import org.opensearch.ingest.IngestDocument;
import org.opensearch.ingest.Processor;
import org.opensearch.node.InternalSettingsPreparer;
import org.opensearch.node.Node;
import org.opensearch.plugins.ActionPlugin;
import org.opensearch.plugins.IngestPlugin;
import org.opensearch.plugins.Plugin;
import org.opensearch.rest.BytesRestResponse;
import org.opensearch.rest.RestHandler;
import org.opensearch.transport.Netty4Plugin;

/** One node on loopback. Parameters: folder, HTTP port, transport port, and user:password, without which everybody may do everything. */
public final class Main {
    private static String login = "";

    private static final class LocalNode extends Node {
        LocalNode(Environment environment, List<Class<? extends Plugin>> plugins) {
            super(environment, plugins, false);
        }
    }

    /** Basic authentication, which the archives lack: it belongs to a plugin that is not in Maven. */
    public static final class Login extends Plugin implements ActionPlugin {
        @Override
        public UnaryOperator<RestHandler> getRestHandlerWrapper(ThreadContext context) {
            String expected = "Basic " + Base64.getEncoder().encodeToString(login.getBytes(StandardCharsets.UTF_8));
            return handler -> (request, channel, client) -> {
                if (login.isEmpty() || expected.equals(request.header("authorization"))) {
                    handler.handleRequest(request, channel, client);
                } else {
                    request.content();
                    channel.sendResponse(new BytesRestResponse(RestStatus.UNAUTHORIZED, "Unauthorized"));
                }
            };
        }
    }

    /** The processor "mark", which sets the field "marked" to true: those known from pipelines are not in Maven. */
    public static final class Mark extends Plugin implements IngestPlugin {
        @Override
        public Map<String, Processor.Factory> getProcessors(Processor.Parameters parameters) {
            return Map.of("mark", (factories, tag, description, config) -> new AbstractProcessor(tag, description) {
                @Override
                public IngestDocument execute(IngestDocument document) {
                    document.setFieldValue("marked", true);
                    return document;
                }

                @Override
                public String getType() {
                    return "mark";
                }
            });
        }
    }

    public static void main(String[] parameters) throws Exception {
        Path home = Path.of(parameters[0]);
        login = parameters.length > 3 ? parameters[3] : "";
        Settings settings = Settings.builder()
            .put("path.home", home)
            .put("path.data", home.resolve("data"))
            .put("node.name", "test")
            .put("network.host", "127.0.0.1")
            .put("http.port", parameters[1])
            .put("transport.port", parameters[2])
            .put("discovery.type", "single-node")
            // A disk that is nearly full is no matter of the tests.
            .put("cluster.routing.allocation.disk.threshold_enabled", false)
            .build();
        Environment environment = InternalSettingsPreparer.prepareEnvironment(settings, Map.of(), home, () -> "test");
        Node node = new LocalNode(environment, Arrays.asList(Netty4Plugin.class, Login.class, Mark.class));
        node.start();
        System.out.println("ready");
        while (System.in.read() >= 0) { }
        node.close();
    }
}
