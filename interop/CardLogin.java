import java.io.FileInputStream;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyStore;
import java.security.Provider;
import java.security.Security;
import java.security.cert.CertificateFactory;
import javax.net.ssl.HttpsURLConnection;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;

/**
 * Asks one address with the card, as a Java program of the public administration does: SunPKCS11 over OpenSC's module.
 * CardLogin MODULE PIN AUTHORITY ADDRESS FOLDER writes the alias of the key, the status and where the answer leads.
 */
public final class CardLogin {
    public static void main(String[] arguments) throws Exception {
        Path configuration = Path.of(arguments[4], "sunpkcs11.cfg");
        Files.writeString(configuration, "name = CNS\nlibrary = " + arguments[0] + "\nslotListIndex = 0\n");
        Provider provider = Security.getProvider("SunPKCS11").configure(configuration.toString());
        Security.addProvider(provider);

        char[] pin = arguments[1].toCharArray();
        KeyStore card = KeyStore.getInstance("PKCS11", provider);
        card.load(null, pin);
        for (var alias : java.util.Collections.list(card.aliases())) {
            System.out.println("key " + card.isKeyEntry(alias) + " " + alias);
        }
        KeyManagerFactory keys = KeyManagerFactory.getInstance("SunX509");
        keys.init(card, pin);

        KeyStore authorities = KeyStore.getInstance(KeyStore.getDefaultType());
        authorities.load(null, null);
        try (var file = new FileInputStream(arguments[2])) {
            authorities.setCertificateEntry("a", CertificateFactory.getInstance("X.509").generateCertificate(file));
        }
        TrustManagerFactory trust = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
        trust.init(authorities);

        SSLContext context = SSLContext.getInstance("TLS");
        context.init(keys.getKeyManagers(), trust.getTrustManagers(), null);
        var connection = (HttpsURLConnection) URI.create(arguments[3]).toURL().openConnection();
        connection.setSSLSocketFactory(context.getSocketFactory());
        connection.setInstanceFollowRedirects(false);
        System.out.println("status " + connection.getResponseCode());
        System.out.println("location: " + connection.getHeaderField("Location"));
    }
}
