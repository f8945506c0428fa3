import de.bwaldvogel.mongo.MongoServer;
import de.bwaldvogel.mongo.MongoVersion;
import de.bwaldvogel.mongo.backend.memory.MemoryBackend;
import java.net.InetSocketAddress;
import java.util.Arrays;
import java.util.List;

/** A MongoDB in memory on the port given; says when it is ready, and ends when its standard input does. */
public final class Main {
    /** What the server calls itself: the oldest version that the driver talks to. By itself it claims to be older, though it does what is asked here. */
    private static final class Version implements MongoVersion {
        @Override
        public List<Integer> getVersionArray() {
            return Arrays.asList(4, 4, 0);
        }

        @Override
        public int getWireVersion() {
            return 9;
        }
    }

    public static void main(String[] parameters) throws Exception {
        MongoServer server = new MongoServer(new MemoryBackend().version(new Version()));
        server.bind(new InetSocketAddress("127.0.0.1", Integer.parseInt(parameters[0])));
        System.out.println("ready");
        while (System.in.read() >= 0) { }
        server.shutdownNow();
    }
}
