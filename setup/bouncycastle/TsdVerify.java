import java.nio.file.Files;
import java.nio.file.Path;
import java.security.Security;
import org.bouncycastle.jce.provider.BouncyCastleProvider;
import org.bouncycastle.operator.DigestCalculator;
import org.bouncycastle.operator.DigestCalculatorProvider;
import org.bouncycastle.operator.jcajce.JcaDigestCalculatorProviderBuilder;
import org.bouncycastle.tsp.TimeStampToken;
import org.bouncycastle.tsp.cms.CMSTimeStampedData;

/**
 * Opens a TimeStampedData (RFC 5544): TsdVerify FILE CONTENT TOKEN. Writes the content and the first token to the two files;
 * exit code 0 if the time stamps are over the content and each other.
 */
public final class TsdVerify {
    private TsdVerify() {}

    public static void main(String[] arguments) throws Exception {
        Security.addProvider(new BouncyCastleProvider());
        CMSTimeStampedData data = new CMSTimeStampedData(Files.readAllBytes(Path.of(arguments[0])));
        DigestCalculatorProvider digests = new JcaDigestCalculatorProviderBuilder().setProvider("BC").build();
        DigestCalculator imprint = data.getMessageImprintDigestCalculator(digests);
        imprint.getOutputStream().write(data.getContent());
        data.validate(digests, imprint.getDigest());
        TimeStampToken[] tokens = data.getTimeStampTokens();
        Files.write(Path.of(arguments[1]), data.getContent());
        Files.write(Path.of(arguments[2]), tokens[0].getEncoded());
        System.out.println("valid " + tokens.length);
    }
}
