import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.cert.CertPath;
import java.security.cert.CertPathValidator;
import java.security.cert.CertPathValidatorException;
import java.security.cert.CertStore;
import java.security.cert.CertificateFactory;
import java.security.cert.CollectionCertStoreParameters;
import java.security.cert.PKIXParameters;
import java.security.cert.PKIXRevocationChecker;
import java.security.cert.TrustAnchor;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;

/**
 * The status of certificates in the eyes of the JDK's PKIX validator, with revocation lists from files.
 *
 * <p>Arguments: the authority's certificate, the folder of its lists (*.crl), then certificates. Prints one line for each:
 * its file name and good, revoked, expired, or another of PKIX's reasons.
 */
public final class PkixStatus {
    private PkixStatus() {}

    public static void main(String[] arguments) throws Exception {
        CertificateFactory factory = CertificateFactory.getInstance("X.509");
        X509Certificate authority = certificate(factory, Path.of(arguments[0]));
        List<Object> lists = new ArrayList<>();
        try (var files = Files.newDirectoryStream(Path.of(arguments[1]), "*.crl")) {
            for (Path file : files) {
                try (InputStream octets = Files.newInputStream(file)) {
                    lists.add(factory.generateCRL(octets));
                }
            }
        }
        CertStore store = CertStore.getInstance("Collection", new CollectionCertStoreParameters(lists));
        for (int index = 2; index < arguments.length; index++) {
            Path file = Path.of(arguments[index]);
            System.out.println(file.getFileName() + " " + status(factory, authority, store, file));
        }
    }

    private static String status(CertificateFactory factory, X509Certificate authority, CertStore lists, Path file)
            throws Exception {
        CertPathValidator validator = CertPathValidator.getInstance("PKIX");
        PKIXRevocationChecker checker = (PKIXRevocationChecker) validator.getRevocationChecker();
        checker.setOptions(EnumSet.of(
                PKIXRevocationChecker.Option.PREFER_CRLS, PKIXRevocationChecker.Option.NO_FALLBACK));
        PKIXParameters parameters = new PKIXParameters(Set.of(new TrustAnchor(authority, null)));
        parameters.addCertStore(lists);
        parameters.addCertPathChecker(checker);
        CertPath path = factory.generateCertPath(List.of(certificate(factory, file)));
        try {
            validator.validate(path, parameters);
            return "good";
        } catch (CertPathValidatorException refused) {
            return refused.getReason().toString().toLowerCase(java.util.Locale.ROOT);
        }
    }

    private static X509Certificate certificate(CertificateFactory factory, Path file) throws Exception {
        try (InputStream octets = Files.newInputStream(file)) {
            return (X509Certificate) factory.generateCertificate(octets);
        }
    }
}
