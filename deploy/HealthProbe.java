import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;

/**
 * The health check inside the images: asks {@code /q/health/ready} on the port that the variable {@code HEALTH_PORT}
 * names, and ends with 0 if the answer is 200, else with 1. A class of its own instead of {@code curl}, so that an image
 * needs neither a tool nor a shell; a socket instead of {@code HttpClient}, because it runs every few seconds and this
 * starts in a third of the time.
 */
final class HealthProbe {
    private static final int LIMIT_MILLIS = 2000;

    private HealthProbe() {}

    public static void main(String[] args) {
        System.exit(isReady(Integer.parseInt(System.getenv("HEALTH_PORT"))) ? 0 : 1);
    }

    private static boolean isReady(int port) {
        try (Socket socket = new Socket()) {
            socket.setSoTimeout(LIMIT_MILLIS);
            socket.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), LIMIT_MILLIS);
            byte[] request = "GET /q/health/ready HTTP/1.0\r\nHost: localhost\r\n\r\n".getBytes(StandardCharsets.US_ASCII);
            socket.getOutputStream().write(request);
            String status = new String(socket.getInputStream().readNBytes(12), StandardCharsets.US_ASCII);
            // Docker keeps what a check prints: "docker inspect" shows it as the reason.
            System.out.println(status);
            return status.startsWith("HTTP/1.") && status.endsWith(" 200");
        } catch (IOException e) {
            System.out.println("port " + port + ": " + e.getMessage());
            return false;
        }
    }
}
