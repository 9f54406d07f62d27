import eu.europa.esig.dss.model.DSSDocument;
import eu.europa.esig.dss.model.FileDocument;
import eu.europa.esig.dss.model.x509.CertificateToken;
import eu.europa.esig.dss.spi.DSSUtils;
import eu.europa.esig.dss.spi.validation.CommonCertificateVerifier;
import eu.europa.esig.dss.spi.x509.CommonTrustedCertificateSource;
import eu.europa.esig.dss.spi.x509.revocation.crl.ExternalResourcesCRLSource;
import eu.europa.esig.dss.spi.x509.revocation.ocsp.ExternalResourcesOCSPSource;
import java.io.File;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;

/**
 * What a judge gives beside the files: trust anchors and revocation data, from a folder. Nothing is fetched.
 */
final class Material {
    private Material() {}

    /** {@code *.pem}, {@code *.cer}, {@code *.crt}, {@code *.der} are anchors, {@code *.crl} lists, {@code *.ocsp} answers. */
    static CommonCertificateVerifier of(String folder) {
        CommonTrustedCertificateSource anchors = new CommonTrustedCertificateSource();
        List<DSSDocument> lists = new ArrayList<>();
        List<DSSDocument> answers = new ArrayList<>();
        File[] files = new File(folder).listFiles();
        if (files == null) {
            throw new IllegalArgumentException("no folder " + folder);
        }
        Arrays.sort(files);
        for (File file : files) {
            String name = file.getName();
            switch (name.substring(name.lastIndexOf('.') + 1)) {
                case "pem", "cer", "crt", "der" -> anchors.addCertificate(DSSUtils.loadCertificate(file));
                case "crl" -> lists.add(new FileDocument(file));
                case "ocsp" -> answers.add(new FileDocument(file));
                default -> { }
            }
        }
        CommonCertificateVerifier verifier = new CommonCertificateVerifier();
        verifier.setTrustedCertSources(anchors);
        verifier.setCrlSource(lists.isEmpty() ? null : new ExternalResourcesCRLSource(lists.toArray(DSSDocument[]::new)));
        verifier.setOcspSource(
            answers.isEmpty() ? null : new ExternalResourcesOCSPSource(answers.toArray(DSSDocument[]::new)));
        verifier.setAIASource(null);
        return verifier;
    }

    /** The files that a request names, between bars; the first name is the key alone. */
    static List<DSSDocument> documents(Map<String, String> request, String key) {
        List<DSSDocument> documents = new ArrayList<>();
        if (request.get(key) != null) {
            for (String path : request.get(key).split("\\|")) {
                documents.add(new FileDocument(path));
            }
        }
        return documents;
    }

    /** The first anchor or certificate of a file. */
    static CertificateToken certificate(String path) {
        return DSSUtils.loadCertificate(new File(path));
    }
}
