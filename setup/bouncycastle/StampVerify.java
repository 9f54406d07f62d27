import java.io.ByteArrayInputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import org.bouncycastle.cert.X509CertificateHolder;
import org.bouncycastle.cms.jcajce.JcaSimpleSignerInfoVerifierBuilder;
import org.bouncycastle.jce.provider.BouncyCastleProvider;
import org.bouncycastle.tsp.TimeStampRequest;
import org.bouncycastle.tsp.TimeStampResponse;
import org.bouncycastle.tsp.TimeStampToken;
import org.bouncycastle.util.Selector;

/**
 * Says whether a response of a time-stamping authority answers a request: StampVerify QUERY REPLY AUTHORITY. Exit code 0
 * if it does and the unit was certified by the authority, 1 if not.
 */
public final class StampVerify {
    public static void main(String[] arguments) throws Exception {
        byte[][] files = new byte[arguments.length][];
        for (int index = 0; index < files.length; index++) {
            files[index] = Files.readAllBytes(Path.of(arguments[index]));
        }
        try {
            TimeStampRequest request = new TimeStampRequest(files[0]);
            TimeStampResponse response = new TimeStampResponse(files[1]);
            response.validate(request);
            TimeStampToken token = response.getTimeStampToken();
            X509Certificate authority = (X509Certificate) CertificateFactory.getInstance("X.509")
                .generateCertificate(new ByteArrayInputStream(files[2]));
            @SuppressWarnings("unchecked")
            Selector<X509CertificateHolder> signer = token.getSID();
            X509CertificateHolder unit = token.getCertificates().getMatches(signer).iterator().next();
            BouncyCastleProvider provider = new BouncyCastleProvider();
            // Signature, hash of the certificate, extended key usage, validity at the instant of the token.
            token.validate(new JcaSimpleSignerInfoVerifierBuilder().setProvider(provider).build(unit));
            X509Certificate certificate = (X509Certificate) CertificateFactory.getInstance("X.509")
                .generateCertificate(new ByteArrayInputStream(unit.getEncoded()));
            certificate.verify(authority.getPublicKey());
            System.out.println("valid " + token.getTimeStampInfo().getGenTime());
        } catch (Exception refused) {
            System.out.println("refused " + refused);
            System.exit(1);
        }
    }
}
