package io.kernelgraft.runtime.rpm;

/**
 * The tags that are read here.
 *
 * @see <a href="https://rpm-software-management.github.io/rpm/manual/tags.html">rpm: tags</a>
 */
final class RpmTag {
    static final int NAME = 1000;
    static final int VERSION = 1001;
    static final int RELEASE = 1002;
    static final int EPOCH = 1003;
    static final int BUILD_TIME = 1006;
    static final int ARCH = 1022;
    static final int FILE_SIZES = 1028;
    static final int FILE_MODES = 1030;
    static final int FILE_LINK_TOS = 1036;
    static final int FILE_FLAGS = 1037;
    static final int SOURCE_RPM = 1044;
    static final int PROVIDE_NAME = 1047;
    static final int REQUIRE_NAME = 1049;
    static final int DIR_INDEXES = 1116;
    static final int BASE_NAMES = 1117;
    static final int DIR_NAMES = 1118;
    static final int PAYLOAD_COMPRESSOR = 1125;
    static final int LONG_FILE_SIZES = 5008;
    static final int PAYLOAD_SHA256 = 5092;
    static final int PAYLOAD_DIGEST_ALGORITHM = 5093;

    /** In the signature header: OpenPGP signatures over the header. EdDSA comes in the one named after DSA. */
    static final int SIGNATURE_DSA = 267;

    static final int SIGNATURE_RSA = 268;
    static final int SIGNATURE_SHA256 = 273;
    static final int SIGNATURE_OPENPGP = 278;
    /** Legacy: over header and payload. */
    static final int SIGNATURE_PGP = 1002;

    static final int SIGNATURE_GPG = 1005;

    private RpmTag() {}
}
